"""Files of experiments: BDF curves, page, figures, workbook, picture; whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import replace

import openpyxl
import pytest
from tests.report.invented_experiments import AREA, ROWS, cycling, polarisation, sweeps, titration
from tests.report.test_page import LOADING, read

from stratode.observed import Observed
from stratode.report.experiment.curves import write_curves
from stratode.report.experiment.page import report_page
from stratode.report.figures import experiment as figures


def table_of(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_curves_are_bdf_of_the_whole_cell_with_charging_positive(tmp_path):
    write_curves(tmp_path / "curves.csv", (cycling(),))
    rows = table_of(tmp_path / "curves.csv")
    assert list(rows[0]) == [
        "Test Time / s",
        "Voltage / V",
        "Current / A",
        "Step Count / 1",
        "Cycle Count / 1",
        "Net Capacity / Ah",
        "Surface Temperature T1 / degC",
    ]
    formation, discharge, rest = rows[ROWS - 1], rows[2 * ROWS - 1], rows[2 * ROWS]
    assert float(formation["Test Time / s"]) == 36000.0
    assert float(formation["Current / A"]) == pytest.approx(4.5 * AREA)
    assert float(formation["Net Capacity / Ah"]) == pytest.approx(45.0 * AREA)
    assert float(discharge["Current / A"]) == pytest.approx(-45.0 * AREA)
    assert float(discharge["Net Capacity / Ah"]) == pytest.approx(5.0 * AREA)
    assert (formation["Cycle Count / 1"], discharge["Cycle Count / 1"], rows[-1]["Cycle Count / 1"]) == ("0", "1", "4")
    assert (discharge["Step Count / 1"], rest["Step Count / 1"], rest["Current / A"]) == ("2", "3", "0")
    warmest = max(float(row["Surface Temperature T1 / degC"]) for row in rows)
    assert warmest == pytest.approx(32.5, abs=0.01)


def test_several_recipes_share_a_header_and_leave_open_what_one_has_not(tmp_path):
    write_curves(tmp_path / "curves.csv", (cycling("a"), polarisation()))
    rows = table_of(tmp_path / "curves.csv")
    assert {row["Recipe"] for row in rows} == {"a", "Li|separator|Li"}
    assert rows[-1]["Surface Temperature T1 / degC"] == ""
    assert float(rows[-ROWS - 1]["Current / A"]) == pytest.approx(0.1 * 2e-4)  # of 2 cm2


def test_an_isothermal_experiment_has_no_temperature_column(tmp_path):
    write_curves(tmp_path / "curves.csv", (titration(),))
    assert "Surface Temperature T1 / degC" not in table_of(tmp_path / "curves.csv")[0]


def test_everything_is_saved_and_the_workbook_holds_the_curves(tmp_path):
    seen = cycling()
    paths = Observed((seen,)).save(tmp_path, xlsx=True, profiles=True)
    assert [path.name for path in paths] == ["summary.json", "curves.csv", "report.html", "tables.xlsx"]
    assert sorted(os.listdir(tmp_path)) == sorted(path.name for path in paths)
    assert json.loads(paths[0].read_text(encoding="utf-8"))["profiles"]
    book = openpyxl.load_workbook(paths[3])
    assert book.sheetnames == ["stages", "rounds", "heat", "trust", "beyond data", "assumptions", "curves"]
    assert book["curves"].max_row == 1 + seen.result.trace.time.size
    assert book["rounds"]["D2"].value == pytest.approx(4.0)
    assert book["rounds"]["D1"].value == "Discharged / mAh/cm²"


def test_the_workbook_of_an_isothermal_experiment_has_no_temperature(tmp_path):
    *_, path = Observed((titration(),)).save(tmp_path, xlsx=True)
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["curves"][1]][-1] == "Net Capacity / Ah"
    assert "heat" not in book.sheetnames


def test_a_full_disk_leaves_no_half_a_file(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        Observed((cycling(),)).save(tmp_path)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "seen", [cycling(rounds=8), titration(), sweeps(), polarisation()], ids=["cycles", "titration", "sweeps", "polarised"]
)
def test_a_page_asks_nothing_of_the_network_and_every_place_has_its_figure(seen):
    reader = read(report_page((seen,)))
    assert [a for a in reader.attributes if a[1] in LOADING] == []
    places = {value for _, name, value in reader.attributes if name == "id" and value.startswith("plot-")}
    assert places == set(json.loads(reader.figures))


def test_a_page_shows_what_the_experiment_has_and_nothing_else():
    words = {name: " ".join(read(report_page((seen,))).text) for name, seen in (("c", cycling()), ("s", sweeps()), ("t", titration()))}
    assert "Round by round" in words["c"]
    assert "Heat" in words["c"]
    assert "Round by round" in words["t"]
    assert "Current over voltage" in words["s"]
    for absent in ("Round by round", "Heat", "charging is dashed"):
        assert absent not in words["s"]
    assert "Salt through the thickness" not in words["t"], "fields that were not kept are not drawn"


def test_a_long_table_of_stages_waits_behind_a_click():
    assert "All 33 stages" in report_page((cycling(rounds=8),))
    assert "<summary>" not in report_page((cycling(rounds=4),))


def test_a_hostile_name_stays_text():
    name = '</script><img src=x onerror=alert(1)>"&'
    seen = replace(cycling(), cell=replace(cycling().cell, name=name))
    for page in (report_page((seen,)), report_page((seen, cycling()))):
        reader = read(page)
        assert "img" not in reader.tags
        assert any(name in piece for piece in reader.text)
    assert "<img src=x" not in Observed((seen,))._repr_html_()


def test_no_experiment_is_refused():
    with pytest.raises(ValueError, match="needs at least one experiment"):
        report_page(())


def test_time_figure_holds_voltage_current_and_temperature_each_on_its_axis():
    by_axis = {trace.yaxis: trace for trace in figures.over_time((cycling(),)).data}
    assert (by_axis["y"].y[0], by_axis["y2"].y[0], by_axis["y3"].y[0]) == pytest.approx((3.6, 0.45, 25.0))
    assert by_axis["y"].x[-1] == pytest.approx(cycling().result.trace.time[-1] / 3600.0)
    assert {trace.yaxis for trace in figures.over_time((titration(),)).data} == {"y", "y2"}


def test_a_transport_cells_small_voltage_is_drawn_in_millivolts():
    fig = figures.over_time((polarisation(),))
    assert fig.layout.yaxis.title.text == "Voltage / mV"
    assert fig.data[0].y[0] == pytest.approx(4.0)
    assert figures.over_charge(polarisation()) is None


def test_half_cycles_start_at_zero_and_end_at_their_charge():
    fig = figures.over_charge(cycling(rounds=2))
    ends = [(trace.name, trace.x[0], trace.x[-1], trace.line.dash) for trace in fig.data]
    assert [name for name, *_ in ends] == ["before", "round 1", "round 1", "round 2", "round 2"]
    assert [start for _, start, *_ in ends] == pytest.approx([0.0] * 5, abs=1e-12)
    assert [end for _, _, end, _ in ends] == pytest.approx([4.5, 4.0, 4.1, 3.96, 4.059], rel=1e-4)
    assert [dash for *_, dash in ends] == ["dash", "solid", "dash", "solid", "dash"]


def test_of_many_rounds_some_are_drawn_from_the_first_to_the_last():
    shown = figures.shown_half_cycles(cycling(rounds=30).result)
    counts = list(dict.fromkeys(half.count for half in shown))
    assert (counts[0], counts[-1], len(counts)) == (0, 30, figures.MOST_CURVES)


def test_the_figure_of_rounds_follows_what_they_are():
    from stratode.report.experiment.rounds import rounds

    cycles = figures.by_round(cycling(), rounds(cycling()))
    assert cycles.data[0].y[0] == pytest.approx(4.0)
    assert cycles.data[1].y[0] == pytest.approx(97.561)
    steps = figures.by_round(titration(), rounds(titration()))
    assert (steps.data[0].x[-1], steps.data[0].y[-1]) == pytest.approx((0.9, 3.6))


def test_voltammogram_has_a_colour_a_round():
    fig = figures.voltammogram(sweeps())
    assert len(fig.data) == 6
    assert [trace.name for trace in fig.data if trace.showlegend] == ["round 1", "round 2", "round 3"]
    assert max(fig.data[0].y) == pytest.approx(0.3)
    assert figures.voltammogram(cycling()) is None


def test_sweeps_of_several_rates_show_their_way_back():
    seen = sweeps()
    once = replace(seen, result=replace(seen.result, stages=tuple(replace(stage, round=1) for stage in seen.result.stages)))
    fig = figures.voltammogram(once)
    assert fig is not None
    assert [(min(trace.x), max(trace.x)) for trace in fig.data] == 6 * [pytest.approx((3.0, 4.5), abs=0.1)]
    assert [trace.line.color for trace in fig.data][::2] == [trace.line.color for trace in fig.data][1::2]
    assert len({trace.line.color for trace in fig.data}) == 3


def test_a_long_curve_keeps_the_ends_of_every_stage():
    result = cycling(rounds=40).result
    kept = set(figures.kept_rows(result))
    assert len(kept) < result.trace.time.size
    assert {k for n in range(len(result.stages)) for k in (n * ROWS, n * ROWS + ROWS - 1)} <= kept


@pytest.mark.parametrize(("suffix", "head"), [(".png", b"\x89PNG"), (".svg", b"<?xml")])
def test_picture(tmp_path, suffix, head):
    path = Observed((cycling(),)).picture(tmp_path / f"run{suffix}")
    assert path.read_bytes().startswith(head)
    with pytest.raises(ValueError, match=r"must be a \.png or \.svg file; received 'run\.gif'"):
        Observed((cycling(),)).picture(tmp_path / "run.gif")
