"""The report of spectra: one self-contained HTML page, of several recipes laid over each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratode.report.document import document
from stratode.report.figures import impedance as figures
from stratode.report.files import write_text
from stratode.report.impedance.measurement import Measurement
from stratode.report.impedance.tables import spectra_table
from stratode.report.impedance.words import paragraph
from stratode.report.markup import Plots, table_html, text
from stratode.report.several import title
from stratode.report.table import Table

CLOSING = "Small signals about rest; the impedance is voltage over charging current at the terminals."


def report_page(several: Sequence[Measurement]) -> str:
    """The report on the spectra of one recipe, or of several overlaid, as one HTML text.

    Args:
        several: at least one; their names are untrusted text.

    Raises:
        ValueError: there is none to report on.
    """
    if not several:
        raise ValueError("several: a report needs the spectra of at least one recipe; received none; compute one first")
    plots = Plots()
    many = len(several) > 1
    lead = "".join(f'<p class="lead">{text((one.cell.name + ": ") if many else "")}{text(paragraph(one))}</p>' for one in several)
    body = "\n".join((lead, table_html(spectra_table(several)), _figures(several, plots), *(_assumed(one, many) for one in several)))
    return document(title([one.cell.name for one in several]), "stratode impedance", body, CLOSING, plots)


def write_report(path: Path, several: Sequence[Measurement]) -> None:
    """The report as a file, whole or not at all."""
    write_text(path, report_page(several))


def _figures(several: Sequence[Measurement], plots: Plots) -> str:
    whole = plots.place(figures.nyquist(several), "Nyquist plot, equal axes; circles at 1 mHz, 1 Hz, 1 kHz and 1 MHz.")
    near = plots.place(figures.nyquist(several, near=True), "The same near the real axis.")
    size = plots.place(figures.magnitude(several), "Magnitude over frequency.")
    phase = plots.place(figures.phase(several), "Negative phase over frequency.")
    return f'<h2>Spectra</h2><div class="pair">{whole}{near}</div><div class="pair">{size}{phase}</div>'


def _assumed(one: Measurement, many: bool) -> str:
    rows = tuple((item.field, item.value, item.source) for item in one.cell.assumptions)
    title = f"Assumed for {one.cell.name}" if many else "Assumed, because the recipe does not state it"
    return table_html(Table(title, ("Field", "Value", "Why"), rows))
