"""How a result shows itself in a notebook: a static fragment of HTML, without scripts or outside requests."""

from __future__ import annotations

import base64
import io

from stratode.cell.solution import CellResult
from stratode.recipe.parts import Cell
from stratode.report.markup import table_html, text
from stratode.report.picture import STYLE, draw_curves
from stratode.report.tables import rates_table
from stratode.report.words import paragraph


def html_fragment(result: CellResult, cell: Cell) -> str:
    """Name, paragraph, table of rates and discharge curves of one recipe."""
    curves = f'<img alt="Discharge curves at each C-rate" src="{_picture(result)}" style="max-width:100%">' if result.rates else ""
    return (
        f'<div style="max-width:60rem"><h3>{text(cell.name)}</h3><p>{text(paragraph(cell, result))}</p>'
        f"{table_html(rates_table(result), caption=False)}{curves}</div>"
    )


def _picture(result: CellResult) -> str:
    """The discharge curves as a PNG data address."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        fig = Figure(figsize=(6.4, 3.8), layout="constrained")
        draw_curves(fig.subplots(), result)
        stream = io.BytesIO()
        fig.savefig(stream, format="png", dpi=110, facecolor="white")
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode('ascii')}"
