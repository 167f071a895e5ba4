"""Where the capacity goes (waterfall) and where the voltage goes (stacked losses)."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from stratode.cell.solution import RateResult
from stratode.report.figures.style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, YELLOW, Array, figure, label, numbers, thinned
from stratode.report.lab_units import MILLIVOLT

# One hue for each mechanism, the same in every figure; several layers of one mechanism differ by hatching.
MECHANISMS = (
    ("lithium electrode", GREY),
    ("separator", "#C8B8A0"),
    ("pore ohmic", SKY),
    ("pore diffusion", BLUE),
    ("electron", ORANGE),
    ("contact", "#8C5A00"),
    ("charge transfer", VERMILLION),
    ("film", YELLOW),
    ("solid diffusion", GREEN),
    ("uneven", PURPLE),
)
SMALLEST = 0.05  # mAh/g; a smaller step of the waterfall is left to the table
STEEP = 2.0  # an end that rises above this multiple of the losses at 95 % of the capacity is cut off
HATCHES = ("", "/", ".", "x", "-", "|")


def waterfall(run: RateResult) -> go.Figure:
    """From the theoretical to the delivered capacity, one limit at a time, mAh/g."""
    names = [name for name, _ in run.waterfall]
    remains = [value for _, value in run.waterfall]
    last = len(names) - 1
    fig = figure("", "Capacity / mAh/g", height=460)
    ends = [i for i in range(len(names)) if i in (0, last)]
    drops = [i for i in range(1, last) if abs(remains[i - 1] - remains[i]) >= SMALLEST]
    shown = sorted({*ends, *drops})
    titles = {i: label(names[i]) for i in shown}
    fig.add_bar(
        x=[titles[i] for i in ends],
        y=[remains[i] for i in ends],
        text=[f"{remains[i]:.1f}" for i in ends],
        marker={"color": [GREY, BLUE][: len(ends)]},
        textposition="outside",
        hovertemplate="%{x}: %{y:.1f} mAh/g<extra></extra>",
    )
    fig.add_bar(
        x=[titles[i] for i in drops],
        y=[abs(remains[i - 1] - remains[i]) for i in drops],
        base=[min(remains[i - 1], remains[i]) for i in drops],
        text=[f"{remains[i] - remains[i - 1]:+.1f}".replace("-", "−") for i in drops],
        marker={"color": [VERMILLION if remains[i] <= remains[i - 1] else GREEN for i in drops]},
        textposition="outside",
        hovertemplate="%{x}: %{text} mAh/g<extra></extra>",
    )
    fig.update_layout(showlegend=False, barmode="overlay", bargap=0.25)
    fig.update_xaxes(categoryorder="array", categoryarray=[titles[i] for i in shown], tickangle=-30 if len(shown) > 5 else 0)
    fig.update_yaxes(range=[0.0, 1.12 * max(remains, default=1.0)])
    return fig


def stacked_losses(run: RateResult) -> go.Figure:
    """Every voltage loss over the delivered capacity, stacked to open-circuit minus cell voltage, mV."""
    fig = figure("Discharge capacity / mAh/g", "Open-circuit minus cell voltage / mV", height=460)
    chosen = thinned(run.losses.depth.size)
    depth = numbers(run.losses.depth[chosen])
    seen: dict[str, int] = {}
    full_cell = any("anode" in name for name in run.losses.names)
    for j, name in enumerate(run.losses.names):
        values = run.losses.values[chosen, j] * MILLIVOLT
        if not np.any(np.abs(values) > 0.005):
            continue
        mechanism, tone = mechanism_of(name)
        hatch = HATCHES[seen.get(mechanism, 0) % len(HATCHES)]
        seen[mechanism] = seen.get(mechanism, 0) + 1
        _area(fig, depth, values, spoken_loss(name, full_cell), tone, hatch)
    total = run.losses.values[chosen].sum(axis=1) * MILLIVOLT
    fig.add_scatter(
        x=depth, y=numbers(total), name="sum", mode="lines", line={"color": GREY, "width": 2, "dash": "dot"},
        hovertemplate="%{x:.1f} mAh/g: %{y:.1f} mV<extra>sum</extra>",
    )  # fmt: skip
    fig.update_layout(legend={"orientation": "v", "x": 1.01, "y": 1.0, "yanchor": "top", "traceorder": "reversed"})
    _cut_steep_end(fig, run.losses.depth, run.losses.values.sum(axis=1) * MILLIVOLT)
    fig.update_layout(height=max(460, 130 + 21 * len({trace.name for trace in fig.data})))
    return fig


def _cut_steep_end(fig: go.Figure, depth: Array, total: Array) -> None:
    """Keep the last vertical rise before the cut-off from flattening all that comes before it."""
    if depth.size < 3:
        return
    before = total[depth <= 0.95 * depth[-1]]
    usual = float(before.max()) if before.size else 0.0
    if usual > 0.0 and total.max() > STEEP * usual:
        lowest = min(0.0, float(np.min(total)))
        fig.update_yaxes(range=[lowest - 0.12 * usual, 1.5 * usual])


def spoken_loss(name: str, full_cell: bool) -> str:
    """A loss as a legend names it: the cathode is only mentioned where there is a porous anode too."""
    return name if full_cell else name.replace(": cathode: ", ": ").removesuffix(": cathode")


def mechanism_of(name: str) -> tuple[str, str]:
    """Mechanism and colour of a loss by the words it begins with; grey for a new one."""
    plain = name.removeprefix("anode: ").removeprefix("cathode: ")
    return next(((mechanism, tone) for mechanism, tone in MECHANISMS if plain.startswith(mechanism)), (name, "#B0B0B0"))


def _area(fig: go.Figure, depth: list[float | None], values: np.ndarray, name: str, tone: str, hatch: str) -> None:
    """One band; what is negative (a gain) is stacked below zero under the same legend entry."""
    text = label(name)
    for sign, part in ((1, np.maximum(values, 0.0)), (-1, np.minimum(values, 0.0))):
        if not np.any(part != 0.0):
            continue
        fig.add_scatter(
            x=depth,
            y=numbers(part),
            name=text,
            legendgroup=text,
            showlegend=sign > 0 or not np.any(values > 0.0),
            stackgroup="losses" if sign > 0 else "gains",
            mode="lines",
            line={"width": 0.6, "color": tone},
            fillcolor=tone,
            fillpattern={"shape": hatch, "fgcolor": "#FFFFFF", "bgcolor": tone, "solidity": 0.25, "size": 7},
            hovertemplate="%{x:.1f} mAh/g: %{y:.1f} mV<extra>%{fullData.name}</extra>",
        )
