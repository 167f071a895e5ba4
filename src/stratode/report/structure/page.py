"""The report of volumes: one self-contained HTML page, of several volumes their table and one part each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratode.report.document import document
from stratode.report.files import write_text
from stratode.report.markup import Plots, table_html, text
from stratode.report.several import title
from stratode.report.structure.extent import CLOSING
from stratode.report.structure.lengths import chord_distribution, opening_sizes, particle_diameters
from stratode.report.structure.sample import Sample
from stratode.report.structure.scene import can_be_drawn, scene
from stratode.report.structure.segmenting import grey_histogram, slice_histograms, threshold_sensitivity
from stratode.report.structure.slices import flux_cut, three_cuts
from stratode.report.structure.tables import (
    electrode_table,
    fractions_table,
    lengths_table,
    overview,
    scatter_table,
    sizes_table,
    surfaces_table,
    tensor_table,
)
from stratode.report.structure.through import fractions_through, tau_through
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
    found, flow = one.analysis, one.analysis.flow
    over = " Above: grey values with the boundaries of the phases found in them." if one.grey is not None else ""
    cuts = plots.place(three_cuts(found.volume, one.grey), f"The three middle planes, by phase.{over}")
    if not can_be_drawn():
        return f"<h2>Pictures</h2>{cuts}<p class=\"note\">The view in the round needs scikit-image: pip install 'stratode[image]'.</p>"
    drawn = flow.volume if flow else found.volume
    part = " The middle of the volume." if drawn is not found.volume else ""
    flowing = f" Lines: flux through {conducting(found)}, dense where much flows; the front half is cut away." if flow else ""
    caption = f"The phases that do not conduct, in the round; drag to turn.{flowing}{part}"
    round_ = plots.place(scene(drawn, found.request.phases, flow.fields if flow else None), caption)
    return f"<h2>Pictures</h2>{cuts}{round_}"


def _transport(one: Sample, plots: Plots) -> str:
    found, figures = one.analysis, []
    if found.flow is not None:
        axis = found.flow.fields.axis
        caption = f"Flux driven along {axis} on a middle plane, over that of a free volume, with lines along it within the plane."
        figures.append(plots.place(flux_cut(found.flow.volume, found.flow.fields), caption))
    if found.tau_profile is not None:
        caption = "Tortuosity of slices; together, by thickness over fraction, they make that of the whole (plain voxels)."
        figures.append(plots.place(tau_through(found.tau_profile), caption))
    pair = f'<div class="pair">{"".join(figures)}</div>' if figures else ""
    further = f"{table_html(electrode_table(found))}{table_html(tensor_table(found))}{table_html(scatter_table(found))}"
    return f"<h2>Transport</h2>{table_html(overview([one]), caption=False)}{pair}{further}"


def _through(one: Sample, plots: Plots) -> str:
    found = one.analysis
    table = table_html(fractions_table([one]), caption=False)
    fig = plots.place(fractions_through(found.volume, found.profile), "Fraction of each phase, plane by plane.")
    return f'<h2>Through the thickness</h2><div class="pair">{fig}<div>{table}</div></div>'


def _shapes(one: Sample, plots: Plots) -> str:
    found = one.analysis
    if found.shapes is None or not found.shapes.surfaces:
        return ""
    figures = [plots.place(opening_sizes(found), "How wide the conducting phases are, by volume.")]
    if any(grains.count for grains in found.shapes.grains.values()):
        figures.append(plots.place(particle_diameters(found), "Particles, parted where they touch, by volume."))
    figures.append(plots.place(chord_distribution(found), "How far straight lines stay in each phase; cut chords are accounted for."))
    tables = "".join(table_html(make(found)) for make in (sizes_table, surfaces_table, lengths_table))
    return f'<h2>Surfaces and sizes</h2><div class="pair">{"".join(figures)}<div>{tables}</div></div>'


def _segmentation(one: Sample, plots: Plots) -> str:
    found = one.segmentation
    if found is None:
        return ""
    whole = plots.place(grey_histogram(found), "Grey levels of the whole volume and the thresholds that part the phases.")
    slices = plots.place(slice_histograms(found), "Grey levels of each slice; a slant means that brightness drifts.")
    shifted = plots.place(threshold_sensitivity(found), "What the volume fractions owe to the thresholds.")
    return f'<h2>Segmentation</h2><div class="pair">{whole}{slices}</div><div class="pair">{shifted}</div>'
