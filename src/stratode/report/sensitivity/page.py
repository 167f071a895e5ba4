"""The report of sensitivities: one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratode.design.sensitivity import Sensitivities
from stratode.report.document import document
from stratode.report.figures import sensitivity as figures
from stratode.report.files import write_text
from stratode.report.lab_units import PERCENT, number
from stratode.report.lab_units import rate as spoken
from stratode.report.markup import Plots, table_html, text
from stratode.report.sensitivity.response import Response
from stratode.report.sensitivity.tables import sensitivities_table
from stratode.report.sensitivity.words import paragraph
from stratode.report.several import title
from stratode.report.table import Table

PANELS = 12  # discharges with figures of their own in one page
CLOSING = "Derivatives at the recipe's own values: effects of small changes, one at a time."


def report_page(several: Sequence[Response]) -> str:
    """The report on the sensitivities of one recipe or of several as one HTML text.

    Args:
        several: at least one; their names are untrusted text.

    Raises:
        ValueError: there is none to report on.
    """
    if not several:
        raise ValueError("several: a report needs the sensitivities of at least one recipe; received none; compute one first")
    plots = Plots()
    left = PANELS
    parts = []
    for one in several:
        parts.append(_recipe(one, plots, many=len(several) > 1, most=left))
        left = max(0, left - len(one.results))
    body = "\n".join(parts)
    return document(title([one.cell.name for one in several]), "stratode sensitivities", body, CLOSING, plots)


def write_report(path: Path, several: Sequence[Response]) -> None:
    """The report as a file, whole or not at all."""
    write_text(path, report_page(several))


def _recipe(one: Response, plots: Plots, *, many: bool, most: int) -> str:
    heading = f"<h2>{text(one.cell.name)}</h2>" if many else ""
    drawn = "".join(_figures(result, plots) for result in one.results[:most])
    left_out = (
        f'<p class="note">Figures of the first {most} discharges only, to keep this page small.</p>' if len(one.results) > most else ""
    )
    tables = "".join(table_html(sensitivities_table((Response(one.cell, (result,)),))) for result in one.results)
    return f'{heading}<p class="lead">{text(paragraph(one))}</p>{drawn}{left_out}{tables}{_assumed(one)}'


def _figures(result: Sensitivities, plots: Plots) -> str:
    bars = plots.place(figures.bars(result), f"Capacity at {spoken(result.c_rate)}: what a little more of each input adds or takes.")
    until = number(figures.SHOWN * PERCENT, 2)
    curves = plots.place(
        figures.curves(result),
        f"Voltage at {spoken(result.c_rate)}, at equal capacity delivered, to {until} % of it: the inputs that move it most.",
    )
    return f"<h3>At {spoken(result.c_rate)}: {number(result.specific_capacity)} mAh/g</h3>{bars}{curves}"


def _assumed(one: Response) -> str:
    rows = tuple((item.field, item.value, item.source) for item in one.cell.assumptions)
    return table_html(Table("Assumed, because the recipe does not state it", ("Field", "Value", "Why"), rows))
