"""Sensitivities on paper: table, words, figures and files say what was found, in a lab's units and for a lab's steps."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.cell import simple

from stratode.design.inputs import Input
from stratode.design.sensitivity import Method, Sensitivities, Sensitivity
from stratode.report.figures import sensitivity as figures
from stratode.report.sensitivity.page import report_page
from stratode.report.sensitivity.response import Response, in_words
from stratode.report.sensitivity.tables import sensitivities_table
from stratode.report.sensitivity.words import paragraph
from stratode.responses import Responses

CELL = replace(simple.cell(simple.layer(simple.population(simple.host()))), name="<b>cell</b>")
DEPTH = np.linspace(0.0, 200.0, 41)


def answer(
    name: str, per_gram: float, volts: float, unit: str = "1", value: float = 0.4, method: Method = Method.STEPS_FOLLOWED
) -> Sensitivity:
    kick = 1.0 / value if unit == "K" else 0.01
    one = Input(name, value, unit, lambda factor: CELL, kick)
    return Sensitivity(one, 0.2 * per_gram, per_gram, 0.7 * per_gram, volts, 2.0 * volts, np.full(41, volts), method)


def result(*each: Sensitivity, c_rate: float = 1.0, why: str = "") -> Sensitivities:
    return Sensitivities(c_rate, 40.0, 200.0, 150.0, 3.75, DEPTH, np.linspace(4.2, 3.0, 41), each, why, 0.5)


@pytest.fixture
def response() -> Response:
    each = (
        answer("temperature", 300.0, 0.3, "K", 300.0),
        answer("porosity: <i>L</i>", -50.0, 0.1),
        answer("contact", 5.0, -0.02, "ohm m2", 1e-3),
        answer("thickness of lithium", 1e-5, 0.0, "m", 2e-5),
    )
    return Response(CELL, (result(*each),))


def test_the_table_tells_a_hundredth_or_a_kelvin(response: Response):
    table = sensitivities_table((response,))
    assert "at 1C, where the cell gives 200 mAh/g" in table.title
    first, second, third = table.rows
    assert first[:3] == ("temperature", "26.9 °C", "+1 K")
    assert first[3:] == pytest.approx((1.0, 0.5, 100.0 * 210.0 / 150.0 / 300.0, 1.0, 2.0))
    assert second[2:5] == ("+1 %", pytest.approx(-0.5), pytest.approx(-0.25))
    assert third[1] == "10.0 ohm cm²"
    assert "Without effect here: thickness of lithium." in table.note


def test_reruns_are_told_where_there_are_some(response: Response):
    rerun = answer("contact", 5.0, -0.02, "ohm m2", 1e-3, Method.RERUNS)
    mixed = Response(CELL, (replace(response.results[0], each=(*response.results[0].each[:2], rerun), rerun_because="it is warm"),))
    table = sensitivities_table((mixed,))
    assert table.columns[-1] == "Found by"
    assert [row[-1] for row in table.rows] == ["steps followed", "steps followed", "reruns"]
    assert "1 of 3 inputs were found from differences of reruns: it is warm." in paragraph(mixed)
    assert "Found by" not in sensitivities_table((response,)).columns


def test_rates_and_recipes_lead_their_rows(response: Response):
    twice = Response(CELL, (*response.results, result(*response.results[0].each, c_rate=2.0)))
    table = sensitivities_table((twice, replace(response, cell=replace(CELL, name="other"))))
    assert table.columns[:3] == ("Recipe", "C-rate / 1", "Input")
    assert [row[:2] for row in table.rows[::3]] == [("<b>cell</b>", 1.0), ("<b>cell</b>", 2.0), ("other", 1.0)]


def test_words_name_the_strongest(response: Response):
    said = paragraph(response)
    assert said.startswith(
        "At 1C the cell gives 200 mAh/g; +1 K of temperature adds 1.0 mAh/g, +1 % of porosity: <i>L</i> takes 0.50 mAh/g"
    )
    still = Response(CELL, (result(answer("thickness of lithium", 0.0, 0.0, "m", 1e-5)),))
    assert "none of the inputs asked for changes that" in paragraph(still)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (298.15, "K", "25.0 °C"),
        (0.11, "kg/m2", "11.0 mg/cm²"),
        (2e-5, "m", "20.0 µm"),
        (1000.0, "mol/m3", "1.00 mol/L"),
        (1.5, "1", "1.50"),
    ],
)
def test_values_are_written_as_a_lab_does(value: float, unit: str, text: str):
    assert in_words(value, unit) == text


def test_bars_hold_changes_and_curves_hold_millivolts(response: Response):
    (found,) = response.results
    bars = figures.bars(found).data[0]
    assert list(bars.x) == pytest.approx([1.0, -0.5, 0.05])
    assert bars.y[1] == "porosity: &lt;i&gt;L&lt;/i&gt;, +1 %"
    assert bars.marker.color[0] != bars.marker.color[1]
    lines = figures.curves(found).data
    assert [line.name.partition(",")[0] for line in lines] == ["temperature", "porosity: &lt;i&gt;L&lt;/i&gt;", "contact"]
    assert lines[0].y[5] == pytest.approx(1.0)  # 0.3 V of a whole temperature is 1 mV a kelvin
    assert max(lines[0].x) <= 0.98 * 200.0


def test_the_page_holds_names_as_text(response: Response):
    page = report_page((response,))
    assert "<b>cell</b>" not in page
    assert "<i>L</i>" not in page
    assert page.count('class="plot"') == 2
    with pytest.raises(ValueError, match="at least one recipe; received none"):
        report_page(())


def test_saved_files_hold_derivatives(response: Response, tmp_path: Path):
    paths = Responses((response,)).save(tmp_path)
    assert {path.name for path in paths} == {"summary.json", "sensitivities.csv", "voltage_sensitivities.csv", "report.html"}
    with (tmp_path / "sensitivities.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert (rows[1]["Input"], float(rows[1]["Capacity / mAh/g"]), float(rows[1]["Areal capacity / mAh/cm2"])) == (
        "porosity: <i>L</i>",
        -50.0,
        -1.0,
    )
    assert float(rows[1]["Energy / mWh/cm2"]) == pytest.approx(-3.5)
    with (tmp_path / "voltage_sensitivities.csv").open(encoding="utf-8") as stream:
        points = list(csv.DictReader(stream))
    assert len(points) == 4 * 41
    assert float(points[3]["Voltage sensitivity / V"]) == pytest.approx(0.3)
    whole = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    first = whole["rates"][0]["inputs"][0]
    assert first["per_relative_change"]["mean_voltage_mV"] == pytest.approx(300.0)
    assert (first["found_by"], whole["nulls"]) == ("steps_followed", [])
