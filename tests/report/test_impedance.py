"""Spectra on paper: tables, words, files and figures say what was computed, in ohm cm2 and in ohm of the cell."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.cell import linear, simple
from tests.cell.linear import between, blocking, decades

from stratode.cell.solution import ImpedanceResult, Spectrum
from stratode.report.figures import impedance as figures
from stratode.report.impedance.measurement import Measurement, hertz
from stratode.report.impedance.page import report_page
from stratode.report.impedance.rows import COLUMNS
from stratode.report.impedance.tables import spectra_table
from stratode.report.impedance.words import paragraph
from stratode.spectra import Spectra, spectra

F = decades(1e-3, 1e6)[::-1]
CELL = replace(simple.cell(simple.layer(simple.population(simple.host()))), name="<b>cell</b>")


def one_arc(resistance: float, soc: float | None, voltage: float = 3.7) -> Spectrum:
    """An arc with its top at 100 Hz behind 1e-3 ohm m2, and a store."""
    return Spectrum(soc, voltage, F, 1e-3 + resistance / (1.0 + 1j * F / 100.0) + 1.0 / (2j * np.pi * F * 1e6))


@pytest.fixture
def measured() -> Measurement:
    spectra_ = (one_arc(2e-3, 0.1, 3.5), one_arc(1e-3, 0.5), one_arc(3e-3, 0.9, 4.1))
    return Measurement(CELL, ImpedanceResult(CELL.name, 1e-4, spectra_, 0.1))


def test_the_table_has_a_row_a_state_in_both_units(measured: Measurement):
    table = spectra_table((measured,))
    assert table.columns[:3] == ("State of charge / %", "Rest voltage / V", "Re Z at 1 MHz / ohm cm²")
    row = table.rows[0]
    assert row[:4] == pytest.approx((10.0, 3.5, 10.0, 30.0), rel=1e-3)
    assert row[4:6] == pytest.approx((10.0, 30.0), rel=1e-3)  # 1 cm2
    assert row[6] == "20 at 100 Hz"


def test_of_several_recipes_each_row_begins_with_its_name(measured: Measurement):
    other = replace(measured, cell=replace(CELL, name="other"))
    rows = spectra_table((measured, other)).rows
    assert [row[0] for row in rows] == ["<b>cell</b>"] * 3 + ["other"] * 3


def test_words_tell_both_ends_and_where_the_slow_end_is_least(measured: Measurement):
    said = paragraph(measured)
    assert "At 10 % state of charge (3.50 V at rest) the cell shows 10.0 ohm cm² at 1 MHz" in said
    assert "an arc of 20 ohm cm² with its top at 100 Hz, and 30.0 ohm cm² at 1 mHz" in said
    assert "least at 50 % (20.0 ohm cm²) and most at 90 % (40.0 ohm cm²)" in said
    plain = replace(measured, result=replace(measured.result, spectra=(one_arc(2e-3, None),)))
    assert paragraph(plain).startswith("At rest the cell shows 10.0 ohm cm²")


@pytest.mark.parametrize(
    ("value", "text"), [(1e6, "1 MHz"), (1e-3, "1 mHz"), (0.99999999e3, "1 kHz"), (31.62, "31.6 Hz"), (2.5e-5, "25 µHz"), (100.0, "100 Hz")]
)
def test_frequencies_are_spoken_in_their_unit(value: float, text: str):
    assert hertz(value) == text


def test_nyquist_has_equal_axes_and_shows_minus_the_imaginary_part(measured: Measurement):
    fig = figures.nyquist((measured,))
    assert (fig.layout.yaxis.scaleanchor, fig.layout.yaxis.scaleratio) == ("x", 1)
    line = fig.data[0]
    assert (line.name, line.x[0]) == ("10 %", pytest.approx(10.0, rel=1e-3))
    assert max(line.y[:60]) == pytest.approx(10.0, rel=0.02)  # half of 20 ohm cm2, upwards
    near = figures.nyquist((measured,), near=True)
    assert near.layout.xaxis.range[1] == pytest.approx(10.0 + 1.6 * 30.0, rel=0.01)
    assert (near.layout.xaxis.range[1] - near.layout.xaxis.range[0]) > 30.0


def test_a_blocking_cell_is_seen_near_the_real_axis():
    """Its store reaches 1e5 times farther up than its resistance to the right."""
    found = spectra([between(blocking(), blocking())], [0.5], list(F), lambda share, doing: None)
    near = figures.nyquist(found.several, near=True)
    resistance = 1e4 * linear.OPEN.thickness / 1.0
    low, high = near.layout.xaxis.range
    assert low < resistance < high < 2.0 * resistance


def test_circles_stand_at_every_third_decade(measured: Measurement):
    circles = figures.nyquist((measured,)).data[1]
    assert list(circles.text) == ["1 MHz", "1 kHz", "1 Hz", "1 mHz"]


def test_bode_shows_size_and_negative_phase(measured: Measurement):
    z = measured.result.spectra[0].impedance[30] * 1e4
    assert figures.magnitude((measured,)).data[0].y[30] == pytest.approx(abs(z), rel=1e-3)
    assert figures.phase((measured,)).data[0].y[30] == pytest.approx(-np.angle(z, deg=True), rel=1e-3)


def test_one_recipe_has_a_colour_a_state_and_several_have_one_each(measured: Measurement):
    alone = figures.magnitude((measured,))
    assert len({trace.line.color for trace in alone.data}) == 3
    other = replace(measured, cell=replace(CELL, name="other"))
    both = figures.magnitude((measured, other))
    assert len({trace.line.color for trace in both.data}) == 2
    many = replace(measured, result=replace(measured.result, spectra=tuple(one_arc(1e-3, 0.05 * k) for k in range(20))))
    shown = [trace.name for trace in figures.magnitude((many,)).data]
    assert (len(shown), shown[0], shown[-1]) == (6, "0 %", "95 %")


def test_the_page_holds_what_a_recipe_is_called_as_text(measured: Measurement):
    page = report_page((measured,))
    assert "<b>cell</b>" not in page
    assert "&lt;b&gt;cell&lt;/b&gt;" in page
    assert page.count('class="plot"') == 4
    with pytest.raises(ValueError, match="at least one recipe; received none"):
        report_page(())


def test_saved_files_hold_the_spectra_of_the_whole_cell(measured: Measurement, tmp_path: Path):
    paths = Spectra((measured,)).save(tmp_path)
    assert (
        sorted(path.name for path in tmp_path.iterdir())
        == ["impedance.csv", "report.html", "summary.json"]
        == sorted(p.name for p in paths)
    )
    with (tmp_path / "impedance.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 3 * F.size
    z = measured.result.spectra[1].impedance[5]
    row = rows[F.size + 5]
    assert float(row["Frequency / Hz"]) == pytest.approx(F[5])
    assert float(row["Real Impedance / ohm"]) == pytest.approx(z.real / 1e-4)
    assert float(row["Imaginary Impedance / ohm"]) == pytest.approx(z.imag / 1e-4)
    assert float(row["Real Impedance / ohm cm2"]) == pytest.approx(z.real * 1e4)
    assert float(row["State of Charge / 1"]) == 0.5
    whole = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert whole["recipe"] == CELL.name
    first = whole["spectra"][0]
    assert first["arcs"] == [{"apex_Hz": pytest.approx(100.0), "width_ohm_cm2": pytest.approx(20.0, rel=1e-2)}]
    assert first["real_ohm"][5] == pytest.approx(measured.result.spectra[0].impedance[5].real / 1e-4)
    assert whole["nulls"] == []


def test_a_transport_cell_has_no_state_and_reports_progress_of_all():
    seen: list[tuple[float, str]] = []
    found = spectra([between(blocking(), blocking()), CELL], [0.2, 0.7], list(F), lambda share, doing: seen.append((share, doing)))
    assert spectra_table(found.several).rows[0][:2] == ("between", None)
    assert [share for share, _ in seen] == sorted(share for share, _ in seen)
    assert seen[-1] == (1.0, "<b>cell</b>: done")
    assert "between: 1 spectra" in repr(found)
    assert linear.OPEN.thickness / 1.0 * 1e4 == pytest.approx(spectra_table(found.several).rows[0][3], rel=1e-6)
