"""What a little more of each input does: bars of capacity, curves of voltage."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from stratode.design.sensitivity import Sensitivities
from stratode.report.figures.style import BLUE, COLOURS, DASHES, VERMILLION, figure, label, numbers, thinned
from stratode.report.lab_units import MILLIVOLT, PERCENT, number
from stratode.report.sensitivity.response import acting

BARS = 14  # inputs in the bar chart
LINES = 8  # inputs in the figure of curves
SHOWN = 0.98  # of the capacity: beyond, a voltage that collapses moves as a cliff does


def bars(result: Sensitivities) -> go.Figure:
    """Change of capacity for a little more of each of the strongest inputs, the strongest on top."""
    shown = acting(result)[:BARS]
    fig = figure("Change of capacity / mAh/g", "", height=90 + 30 * max(len(shown), 1))
    change = [one.specific_capacity * one.input.kick for one in shown]
    fig.add_bar(
        orientation="h",
        y=[f"{label(one.input.name)}, {one.input.kicked}" for one in shown],
        x=numbers(np.array(change)),
        text=[f"{'+' if value > 0.0 else '−'}{number(abs(value), 2)}" for value in change],
        textposition="outside",
        cliponaxis=False,
        marker={"color": [BLUE if value > 0.0 else VERMILLION for value in change]},
        customdata=[number(value / result.specific_capacity * PERCENT) for value in change],
        hovertemplate="%{y}: %{x:.3g} mAh/g, %{customdata} %<extra></extra>",
        showlegend=False,
    )
    widest = max((abs(value) for value in change), default=1.0)
    low, high = min([0.0, *change]), max([0.0, *change])
    fig.update_xaxes(range=[low - 0.22 * widest if low < 0.0 else 0.0, high + 0.22 * widest if high > 0.0 else 0.0], zeroline=True)
    fig.update_yaxes(autorange="reversed", ticks="", showline=False)
    return fig


def curves(result: Sensitivities) -> go.Figure:
    """Change of voltage over the capacity delivered, for a little more of each input that moves it most."""
    fig = figure("Discharge capacity / mAh/g", "Change of voltage / mV")
    kept = np.nonzero((result.depth <= SHOWN * result.specific_capacity) & (np.diff(result.depth, prepend=-1.0) > 0.0))[0]
    if not kept.size:
        return fig
    kept = kept[thinned(kept.size)]

    def size(place: int) -> float:
        one = result.each[place]
        return float(np.sqrt(np.trapezoid((one.voltage[kept] * one.input.kick) ** 2, result.depth[kept])))

    strongest = sorted((k for k, one in enumerate(result.each) if one in acting(result)), key=size, reverse=True)[:LINES]
    for order, place in enumerate(strongest):
        one = result.each[place]
        fig.add_scatter(
            x=numbers(result.depth[kept]),
            y=numbers(one.voltage[kept] * one.input.kick * MILLIVOLT),
            mode="lines",
            name=f"{label(one.input.name)}, {one.input.kicked}",
            line={"color": COLOURS[order % len(COLOURS)], "dash": DASHES[order // len(COLOURS)], "width": 2.2},
            hovertemplate="%{x:.4g} mAh/g: %{y:.3g} mV<extra>%{fullData.name}</extra>",
        )
    fig.update_xaxes(rangemode="tozero")
    fig.update_layout(height=520)
    return fig
