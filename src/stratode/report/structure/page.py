"""The report of volumes: one self-contained HTML page, of several volumes their table and one part each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratode.report.files import write_text
from stratode.report.markup import Plots, table_html, text
from stratode.report.page import document
from stratode.report.several import title
from stratode.report.structure.extent import CLOSING
from stratode.report.structure.lengths import chord_distribution
from stratode.report.structure.sample import Sample
from stratode.report.structure.scene import can_be_drawn, scene
from stratode.report.structure.segmenting import grey_histogram, slice_histograms, threshold_sensitivity
from stratode.report.structure.slices import flux_cut, three_cuts
from stratode.report.structure.tables import fractions_table, lengths_table, overview, surfaces_table
from stratode.report.structure.through import fractions_through
from stratode.report.structure.words import conducting, paragraphs

DETAILED = 6  # volumes with figures of their own in one page


def report_page(several: Sequence[Sample]) -> str:
    """The report on one volume, or on several, as one HTML text.

    Args:
        several: at least one; their names are untrusted text.

    Raises:
        ValueError: there is none to report on.
    """
    if not several:
        raise ValueError("several: a report needs at least one volume; received none; measure one first")
    plots = Plots()
    body = _sections(several[0], plots) if len(several) == 1 else _beside(several, plots)
    return document(title([one.name for one in several], "volumes"), "stratode image", body, CLOSING, plots)


def write_report(path: Path, several: Sequence[Sample]) -> None:
    """The report as a file, whole or not at all."""
    write_text(path, report_page(several))


def _beside(several: Sequence[Sample], plots: Plots) -> str:
    parts = [table_html(overview(several)), table_html(fractions_table(several)), "<h2>Each volume</h2>"]
    for one in several[:DETAILED]:
        parts.append(f"<details><summary>{text(one.name)}</summary>{_sections(one, plots)}</details>")
    if len(several) > DETAILED:
        parts.append(f'<p class="note">Details of the first {DETAILED} volumes only, to keep this page small.</p>')
    return "\n".join(parts)


def _sections(one: Sample, plots: Plots) -> str:
    """Everything about one volume."""
    lead = "".join(f'<p class="lead">{text(paragraph)}</p>' for paragraph in paragraphs(one))
    parts = (lead, _pictures(one, plots), _transport(one, plots), _through(one, plots), _shapes(one, plots), _segmentation(one, plots))
    return "\n".join(part for part in parts if part)


def _pictures(one: Sample, plots: Plots) -> str:
    found = one.analysis
    over = " Above: grey values with the boundaries of the phases found in them." if one.grey is not None else ""
    cuts = plots.place(three_cuts(found.volume, one.grey), f"The three middle planes, by phase.{over}")
    if not can_be_drawn():
        return f"<h2>Pictures</h2>{cuts}<p class=\"note\">The view in the round needs scikit-image: pip install 'stratode[image]'.</p>"
    flowing = f" Lines: flux through {conducting(found)}, dense where much flows; the front half is cut away." if found.fields else ""
    caption = f"The phases that do not conduct, in the round; drag to turn.{flowing}"
    return f"<h2>Pictures</h2>{cuts}{plots.place(scene(found.volume, found.request.phases, found.fields), caption)}"


def _transport(one: Sample, plots: Plots) -> str:
    found = one.analysis
    table = table_html(overview([one]), caption=False)
    if found.fields is None:
        return f"<h2>Transport</h2>{table}"
    caption = (
        f"Flux driven along {found.fields.axis} on the middle plane, over that of a free volume, with lines along it within the plane."
    )
    return f"<h2>Transport</h2>{table}{plots.place(flux_cut(found.volume, found.fields), caption)}"


def _through(one: Sample, plots: Plots) -> str:
    found = one.analysis
    table = table_html(fractions_table([one]), caption=False)
    fig = plots.place(fractions_through(found.volume, found.profile), "Fraction of each phase, plane by plane.")
    return f'<h2>Through the thickness</h2><div class="pair">{fig}<div>{table}</div></div>'


def _shapes(one: Sample, plots: Plots) -> str:
    found = one.analysis
    if found.shapes is None:
        return ""
    chords = plots.place(
        chord_distribution(found), "How far straight lines stay in each phase; chords that the faces cut are accounted for."
    )
    tables = f"{table_html(surfaces_table(found))}{table_html(lengths_table(found))}"
    return f'<h2>Surfaces and lengths</h2><div class="pair">{chords}<div>{tables}</div></div>'


def _segmentation(one: Sample, plots: Plots) -> str:
    found = one.segmentation
    if found is None:
        return ""
    whole = plots.place(grey_histogram(found), "Grey levels of the whole volume and the thresholds that part the phases.")
    slices = plots.place(slice_histograms(found), "Grey levels of each slice; a slant means that brightness drifts.")
    shifted = plots.place(threshold_sensitivity(found), "What the volume fractions owe to the thresholds.")
    return f'<h2>Segmentation</h2><div class="pair">{whole}{slices}</div><div class="pair">{shifted}</div>'
