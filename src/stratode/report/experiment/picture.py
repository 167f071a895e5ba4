"""An experiment as one static picture: voltage, current and, where there is one, temperature over time."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING

from stratode.report.experiment.observation import Observation
from stratode.report.experiment.tables import first_table, time_unit
from stratode.report.experiment.words import paragraph
from stratode.report.figures.style import BLUE, GREEN, VERMILLION
from stratode.report.files import whole
from stratode.report.heat import ICE
from stratode.report.lab_units import MA_PER_CM2
from stratode.report.markup import table_html, text
from stratode.report.picture import STYLE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS = 20  # of a table in a notebook


def write_picture(path: Path, seen: Observation) -> None:
    """The picture as a file (`.png` or `.svg`), whole or not at all.

    Raises:
        ValueError: the suffix is another.
    """
    if path.suffix.lower() not in {".png", ".svg"}:
        raise ValueError(f"picture: must be a .png or .svg file; received {path.name!r}; rename it")
    fig = experiment_picture(seen)
    with whole(path) as aside:
        fig.savefig(aside, dpi=160, facecolor="white")


def experiment_picture(seen: Observation, width: float = 10.0) -> Figure:
    """The panels of one experiment over time, `width` inches wide."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    trace = seen.result.trace
    factor, unit = time_unit(float(trace.time[-1]) if trace.time.size else 0.0)
    panels = [("Voltage / V", trace.voltage, BLUE), ("Current / mA/cm²", trace.current_density * MA_PER_CM2, GREEN)]
    if trace.temperature.size:
        panels.append(("Temperature / °C", trace.temperature - ICE, VERMILLION))
    with mpl.rc_context(STYLE):
        fig = Figure(figsize=(width, 2.6 + 1.4 * len(panels)), layout="constrained")
        heights = [2.0, *[1.2] * (len(panels) - 1)]
        rows = fig.subplots(len(panels), 1, sharex=True, height_ratios=heights)
        for axes, (title, values, tone) in zip(rows, panels, strict=True):
            axes.plot(trace.time * factor, values, color=tone, lw=1.5)
            axes.set_ylabel(title)
        rows[-1].set_xlabel(f"Time / {unit}")
        fig.align_ylabels(rows)
    return fig


def html_fragment(seen: Observation) -> str:
    """What a notebook shows: name, paragraph, table and picture, without scripts or outside requests."""
    table = first_table(seen)
    rest = len(table.rows) - MOST_ROWS
    shown = table if rest <= 0 else type(table)(table.title, table.columns, table.rows[:MOST_ROWS], f"{rest} more rows: see tables().")
    stream = io.BytesIO()
    experiment_picture(seen, 6.4).savefig(stream, format="png", dpi=110, facecolor="white")
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    return (
        f'<div style="max-width:60rem"><h3>{text(seen.cell.name)}</h3><p>{text(paragraph(seen))}</p>{table_html(shown, caption=False)}'
        f'<img alt="Voltage and current over time" src="data:image/png;base64,{data}" style="max-width:100%"></div>'
    )
