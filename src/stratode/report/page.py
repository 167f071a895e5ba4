"""The report: one self-contained HTML page that asks nothing of any network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratode.report.case import Case
from stratode.report.document import document
from stratode.report.figures.discharge import discharge_curves, rate_capability
from stratode.report.figures.masses import mass_and_volume
from stratode.report.figures.style import label
from stratode.report.files import write_text
from stratode.report.markup import Plots, table_html, text
from stratode.report.measured import Measured
from stratode.report.sections import recipe_sections
from stratode.report.several import title
from stratode.report.summary import bases
from stratode.report.table import Table
from stratode.report.tables import comparison_table
from stratode.report.words import comparison

PANELS = 24  # rates with figures of their own in one page, shared among its recipes: about 80 kB each


def report_page(cases: Sequence[Case], measured: Measured | None = None) -> str:
    """The report on one recipe, or on several overlaid, as one HTML text.

    Args:
        cases: at least one; their names are untrusted text.
        measured: measured capacities or curves to lay over the computed ones.

    Raises:
        ValueError: no case.
    """
    if not cases:
        raise ValueError("cases: a report needs at least one recipe; received none; run one first")
    plots = Plots()
    body = _one(cases[0], plots, measured) if len(cases) == 1 else _several(cases, plots, measured)
    return document(
        title([case.cell.name for case in cases]), "stratode report", body, "Currents that charge the cell are positive.", plots
    )


def write_report(path: Path, cases: Sequence[Case], measured: Measured | None = None) -> None:
    """The report as a file, whole or not at all."""
    write_text(path, report_page(cases, measured))


def _one(case: Case, plots: Plots, measured: Measured | None) -> str:
    return f"{recipe_sections(case, plots, measured, PANELS)}{_bases(case)}"


def _several(cases: Sequence[Case], plots: Plots, measured: Measured | None) -> str:
    over = " Measured points are open symbols." if measured else ""
    bills = [(case.cell.name, case.ledger) for case in cases if case.ledger is not None]
    parts = [
        f'<p class="lead">{text(comparison(cases))}</p>',
        table_html(comparison_table(cases)),
        '<div class="pair">',
        plots.place(discharge_curves(cases, measured), f"Discharge curves of all recipes: a colour a recipe, a line style a C-rate.{over}"),
        plots.place(rate_capability(cases, measured), f"Capacity over C-rate; bars are the numerical error estimate.{over}"),
        "</div>",
        plots.place(mass_and_volume(bills), "Shares of each cell's mass and volume.") if bills else "",
        "<h2>Each recipe</h2>",
    ]
    detailed = cases[:PANELS]
    most = max(1, PANELS // len(detailed))
    for case in detailed:
        inside = f"{recipe_sections(case, plots, measured, most)}{_bases(case)}"
        parts.append(f"<details><summary>{text(case.cell.name)}</summary>{inside}</details>")
    if len(cases) > len(detailed):
        parts.append(f'<p class="note">Details of the first {len(detailed)} recipes only, to keep this page small.</p>')
    return "\n".join(parts)


def _bases(case: Case) -> str:
    """What every number is per."""
    names = {
        "capacity_mAh_g": "capacity, mAh/g",
        "capacity_mAh_cm2": "capacity, mAh/cm²",
        "losses_mV": "losses, mV",
        "x_um": "distance, µm",
    }
    rows = tuple((names.get(key, label(key.replace("_", " "))), value) for key, value in bases(case.cell).items())
    return table_html(Table("What the numbers are per", ("Quantity", "Basis"), rows))
