"""One static picture of a run (PNG or SVG): discharge curves, salt and utilisation through the electrode, and the waterfall."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stratode.cell.solution import CellResult, RateResult
from stratode.recipe.parts import Cell
from stratode.report.case import telling_rate
from stratode.report.figures.style import BLUE, GREY, VERMILLION, colour, layer_colour, short, stage_colours
from stratode.report.files import whole
from stratode.report.lab_units import MICROMETRE, PERCENT, rate
from stratode.report.profiles import CATHODE, bands, delivered, profiles

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STYLE: Any = {"font.size": 10.5, "axes.spines.top": False, "axes.spines.right": False, "legend.frameon": False, "svg.hashsalt": "stratode"}


def write_picture(path: Path, cell: Cell, result: CellResult) -> None:
    """The picture of a run as a file (`.png` or `.svg`), whole or not at all.

    Raises:
        ValueError: the suffix is another, or the run has no rate.
    """
    if path.suffix.lower() not in {".png", ".svg"}:
        raise ValueError(f"picture: must be a .png or .svg file; received {path.name!r}; rename it")
    fig = run_picture(cell, result)
    with whole(path) as aside:
        fig.savefig(aside, dpi=160, facecolor="white")


def run_picture(cell: Cell, result: CellResult) -> Figure:
    """Four panels about one recipe: curves at all rates; salt, utilisation and waterfall at the rate that shows most."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    run = telling_rate(result)
    if run is None:
        raise ValueError(f"{result.name}: a picture needs at least one rate; received none; run it at one")
    with mpl.rc_context(STYLE):
        fig = Figure(figsize=(11.0, 7.2), layout="constrained")
        curves, fall, salt, work = fig.subplots(2, 2).ravel()
        draw_curves(curves, result)
        _draw_waterfall(fall, run)
        _draw_field(salt, cell, run, "salt")
        _draw_field(work, cell, run, "utilisation")
    return fig


def draw_curves(axes: Axes, result: CellResult) -> None:
    """Voltage over delivered capacity at every rate, and the open-circuit curve of the run that reached furthest."""
    for index, run in enumerate(result.rates):
        charge = delivered(run)
        scale = run.specific_capacity / charge[-1] if charge.size and charge[-1] > 0.0 else 0.0
        axes.plot(charge * scale, run.trace.voltage, color=colour(index), lw=1.8, label=rate(run.c_rate))
    furthest = max(result.rates, key=lambda run: run.specific_capacity, default=None)
    if furthest is not None:
        axes.plot(furthest.losses.depth, furthest.losses.open_circuit, color=GREY, lw=1.4, ls="--", label="open circuit")
    axes.set(xlabel="Discharge capacity / mAh/g", ylabel="Cell voltage / V", xlim=(0.0, None))
    axes.legend(loc="lower left")


def _draw_field(axes: Axes, cell: Cell, run: RateResult, field: str) -> None:
    where = bands(run.mesh)
    for name, region, start, end in zip(where.name, where.region, where.start, where.end, strict=True):
        if field == "salt" or region == CATHODE:
            axes.axvspan(start * MICROMETRE, end * MICROMETRE, color=layer_colour(name, where), alpha=0.16, lw=0)
            middle = 0.5 * (start + end) * MICROMETRE
            if end - start > 0.06 * where.end[-1]:
                axes.text(middle, 1.01, short(name), transform=axes.get_xaxis_transform(), ha="center", va="bottom", fontsize=9.5)
    stages = profiles(cell, run)
    for stage, tone in zip(stages, stage_colours(len(stages)), strict=True):
        chosen = np.ones(stage.x.size, dtype=bool) if field == "salt" else stage.region == CATHODE
        values = stage.salt * 1e-3 if field == "salt" else stage.utilisation * PERCENT
        axes.plot(stage.x[chosen] * MICROMETRE, values[chosen], color=tone, lw=1.8, label=f"{stage.depth * PERCENT:.0f} %")
    far = "lithium" if field == "salt" else "separator"
    far = "anode" if field == "salt" and any(region < 0 for region in where.region) else far
    title = f"Salt in the pores at {rate(run.c_rate)} / mol/L" if field == "salt" else f"Utilisation at {rate(run.c_rate)} / %"
    axes.set(xlabel=f"← collector     distance / µm     {far} →", ylabel=title, ylim=(0.0, None))
    axes.margins(x=0.0)
    if field == "salt":  # the same lines serve the panel beside it
        axes.legend(title="discharged", loc="upper left", fontsize=9)


def _draw_waterfall(axes: Axes, run: RateResult) -> None:
    names = [name for name, _ in run.waterfall]
    remains = [value for _, value in run.waterfall]
    last = len(names) - 1
    shown = [i for i in range(len(names)) if i in (0, last) or abs(remains[i] - remains[i - 1]) >= 0.05]
    for place, i in enumerate(shown):
        end = i in (0, last)
        low = 0.0 if end else min(remains[i], remains[i - 1])
        high = remains[i] if end else max(remains[i], remains[i - 1])
        tone = (GREY if i == 0 else BLUE) if end else VERMILLION
        axes.barh(place, high - low, left=low, color=tone, height=0.62)
        text = f"{remains[i]:.0f}" if end else f"{remains[i] - remains[i - 1]:+.1f}".replace("-", "−")
        axes.text(high, place, f" {text}", va="center", ha="left", fontsize=9.5)
    axes.set_yticks(range(len(shown)), [names[i] for i in shown])
    axes.invert_yaxis()
    axes.set(xlabel=f"Capacity at {rate(run.c_rate)} / mAh/g", xlim=(0.0, 1.14 * max(remains, default=1.0)))
