"""The heat account and the temperature of rate tests: table, words, summary, curves, figure."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from tests.report.conftest import make_case

from stratode.cell.solution import HeatAccount
from stratode.outcome import Outcome
from stratode.recipe.parts import Thermal
from stratode.report.case import Case
from stratode.report.curves import write_curves
from stratode.report.figures.discharge import temperature_curves
from stratode.report.heat import rates_heat
from stratode.report.page import report_page
from stratode.report.summary import summary
from stratode.report.words import paragraph

AREA = 1.13e-4  # m2
# chemical = delivered + lost + stored + double layers, J/m2
ACCOUNT = HeatAccount(130000.0, 120000.0, 7000.0, 2500.0, 500.0, 3e-10)


@pytest.fixture(scope="module")
def warm() -> Case:
    """The invented case with heat: the discharge at 1C warms by 6 K, its charge by 9 K."""
    case = make_case("warm")
    *others, last = case.result.rates
    steps = last.trace.time.size
    charge = replace(last.trace, temperature=298.15 + 9.0 * np.sin(np.linspace(0.0, np.pi, steps)) ** 2)
    trace = replace(last.trace, temperature=np.linspace(298.15, 304.15, steps))
    warmed = replace(last, trace=trace, charge=charge, heat=ACCOUNT)
    cell = replace(case.cell, thermal=Thermal(300.0, 5.0, 298.15))
    return replace(case, cell=cell, result=replace(case.result, rates=(*others, warmed)))


def test_the_account_stands_per_area_and_per_cell_and_only_where_there_is_one(warm):
    table = rates_heat(warm)
    ((over, *_),) = table.rows
    told = dict(zip(table.columns, table.rows[0], strict=True))
    assert over == "1C, charge and discharge"
    assert told["Chemical energy given up / J/cm²"] == pytest.approx(13.0)
    assert told["Heat to the surroundings / J/cm²"] == pytest.approx(0.7)
    assert told["Heat that warmed the cell / J/cm²"] == pytest.approx(0.25)
    assert told["Into double layers / J/cm²"] == pytest.approx(0.05)
    assert told["Heat of the whole cell / J"] == pytest.approx(9500.0 * AREA)
    assert told["Work of the whole cell / J"] == pytest.approx(120000.0 * AREA)
    assert told["Largest temperature rise / K"] == pytest.approx(9.0, abs=0.02)


def test_heat_is_among_the_tables_only_of_a_run_that_has_it(warm):
    assert "heat" in dict(Outcome((warm,)).tables())
    assert "heat" not in dict(Outcome((make_case("cold"),)).tables())


def test_summary_holds_the_account_of_the_rate_that_has_one(warm):
    rates = summary(warm.cell, warm.result, warm.ledger, ())["rates"]
    assert "heat" not in rates[0]
    assert rates[2]["heat"]["delivered_J_cm2"] == pytest.approx(12.0)
    assert rates[2]["heat"]["delivered_J"] == pytest.approx(120000.0 * AREA)
    assert rates[2]["heat"]["temperature_rise_K"] == pytest.approx(9.0, abs=0.02)


def test_the_basis_of_the_temperature_is_told(warm):
    assert "heat balance" in summary(warm.cell, warm.result, None, ())["bases"]["temperature"]
    cold = make_case("cold")
    assert "the same everywhere" in summary(cold.cell, cold.result, None, ())["bases"]["temperature"]


def test_words_tell_how_warm(warm):
    said = paragraph(warm.cell, warm.result)
    assert "warms by 9.0" in said or "warms by 8.99" in said
    assert "makes 0.950 J/cm² of heat, 74 % of which leaves it; the energy account closes to 3e-10" in said
    assert "of heat" not in paragraph(make_case("cold").cell, make_case("cold").result)


def test_a_cell_that_only_cools_is_told_so(warm):
    cooling = replace(warm.result.rates[2], heat=replace(ACCOUNT, lost=-300.0, stored=-200.0), charge=None)
    trace = replace(cooling.trace, temperature=np.full(cooling.trace.time.size, 297.0))
    said = paragraph(warm.cell, replace(warm.result, rates=(replace(cooling, trace=trace),)))
    assert "gets no warmer than at its beginning (from 25 °C); it takes up 0.0500 J/cm² of heat" in said


def test_curves_hold_the_temperature_in_degrees_celsius(warm, tmp_path):
    write_curves(tmp_path / "curves.csv", (warm,))
    with (tmp_path / "curves.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert float(rows[-1]["Surface Temperature T1 / degC"]) == pytest.approx(31.0)
    assert rows[0]["Surface Temperature T1 / degC"] == "", "an isothermal rate leaves it open"


def test_figure_and_page_show_the_temperature_over_capacity(warm):
    fig = temperature_curves(warm.result)
    assert [trace.name for trace in fig.data] == ["1C"]
    assert (fig.data[0].y[0], fig.data[0].y[-1]) == pytest.approx((25.0, 31.0))
    assert fig.data[0].x[-1] == pytest.approx(warm.result.rates[2].specific_capacity, rel=1e-4)
    assert temperature_curves(make_case("cold").result) is None
    assert "<h2>Heat</h2>" in report_page((warm,))
    assert "<h2>Heat</h2>" not in report_page((make_case("cold"),))
