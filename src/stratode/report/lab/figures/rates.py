"""Rate capability drawn: capacity over rate, capacity cycle by cycle, the curves at each rate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.cycling.curves import CurvesAtRates
from stratode.lab.cycling.profiles import profile
from stratode.lab.cycling.rates import RateTest, spread
from stratode.report.figures.style import SYMBOLS, colour, figure, label, numbers, stage_colours, thinned
from stratode.report.lab.figures.cycling import capacity_terms


def shared(several: Sequence[RateTest]) -> list[tuple[float, str]]:
    """Factor from C and unit of each: one unit for all, or percent of the slowest rate where they differ."""
    found = [capacity_terms(one.basis) for one in several]
    if len({unit for _, unit in found}) == 1:
        return found
    return [(100.0 / spread(one.firsts[0])[0], "% of the slowest rate") for one in several]


def capacity_over_rate(several: Sequence[RateTest], names: Sequence[str]) -> go.Figure:
    """Mean of each rate with its 95 % interval, over a logarithmic axis."""
    terms = shared(several)
    fig = figure("C-rate", f"Capacity / {terms[0][1]}")
    for place, (one, name) in enumerate(zip(several, names, strict=True)):
        factor = terms[place][0]
        told = [spread(step) for step in one.firsts]
        fig.add_scatter(
            x=numbers(np.array([step.rate for step in one.firsts])),
            y=numbers(np.array([value for value, _, _ in told]) * factor),
            error_y={"type": "data", "array": numbers(np.array([half for _, half, _ in told]) * factor), "visible": True},
            name=label(name) if len(several) > 1 else f"{one.tested} capacity",
            mode="lines+markers",
            marker={"color": colour(place), "size": 9, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            line={"color": colour(place), "width": 1.5, "dash": "dot"},
            hovertemplate="%{x:g}C: %{y:.5g}<extra>%{fullData.name}</extra>",
        )
    _rate_axis(fig, sorted({step.rate for one in several for step in one.firsts}))
    fig.update_yaxes(rangemode="tozero")
    fig.update_layout(showlegend=True)
    return fig


def capacity_by_cycle(several: Sequence[RateTest], names: Sequence[str]) -> go.Figure:
    """Every cycle's capacity, the rates written above the first measurement's steps."""
    terms = shared(several)
    fig = figure("Cycle", f"Capacity / {terms[0][1]}")
    for place, (one, name) in enumerate(zip(several, names, strict=True)):
        fig.add_scatter(
            x=[int(n) for step in one.steps for n in step.cycles],
            y=numbers(np.concatenate([step.charge for step in one.steps]) * terms[place][0]),
            customdata=[f"{step.rate:g}C" for step in one.steps for _ in step.cycles],
            name=label(name) if len(several) > 1 else f"{one.tested} capacity",
            mode="markers",
            marker={"color": colour(place), "size": 8, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            hovertemplate="cycle %{x}, %{customdata}: %{y:.5g}<extra>%{fullData.name}</extra>",
        )
    top = max(float(step.charge.max()) * factor for one, (factor, _) in zip(several, terms, strict=True) for step in one.steps)
    for step in several[0].steps:
        words = {"text": f"{step.rate:g}C", "showarrow": False, "yanchor": "bottom", "y": 1.04 * top}
        fig.add_annotation(x=float(np.mean(step.cycles)), **words)
    fig.update_yaxes(range=[0.0, 1.15 * top])
    fig.update_layout(showlegend=True)
    return fig


def curves_by_rate(one: RateTest) -> go.Figure:
    """The middle cycle of each rate's first step."""
    factor, unit = capacity_terms(one.basis)
    fig = figure(f"Capacity / {unit}", "Voltage / V", height=460)
    side = one.cycles.discharge if one.tested == "discharge" else one.cycles.charge
    for shade, step in zip(stage_colours(len(one.firsts)), one.firsts, strict=True):
        number = int(step.cycles[step.cycles.size // 2])
        row = number - 1
        curve = profile(one.record, one.cycles.halves, int(side.half[row]))
        if not curve.charge.size or curve.charge[-1] <= 0.0:
            continue
        keep, scale = thinned(curve.charge.size), float(side.charge[row] / curve.charge[-1])
        _curve(fig, curve.charge[keep] * scale * factor, curve.voltage[keep], f"{step.rate:g}C, cycle {number}", shade)
    return fig


def given_curves(found: CurvesAtRates) -> go.Figure:
    """Curves as they were given, with the cut-off and where each falls through it."""
    unit = found.curves[0].unit
    fig = figure("Capacity" + (f" / {label(unit)}" if unit else ", as in the files"), "Voltage / V", height=460)
    for shade, curve in zip(stage_colours(len(found.curves)), found.curves, strict=True):
        keep = thinned(curve.passed.size)
        _curve(fig, curve.passed[keep], curve.voltage[keep], f"{curve.rate:g}C", shade)
    if found.cut_off is not None:
        mark = {"symbol": "circle-open", "size": 10, "color": "#8A8A8A", "line": {"width": 2}}
        level = [found.cut_off] * len(found.curves)
        fig.add_scatter(x=numbers(found.capacity), y=level, mode="markers", marker=mark, name=f"{found.cut_off:g} V")
        fig.add_hline(y=found.cut_off, line={"color": "#8A8A8A", "dash": "dot", "width": 1})
    return fig


def given_capacities(found: CurvesAtRates) -> go.Figure:
    """Capacity at the cut-off over rate."""
    unit = found.curves[0].unit
    fig = figure("C-rate", "Capacity" + (f" / {label(unit)}" if unit else ", as in the files"))
    rates = np.array([curve.rate for curve in found.curves])
    bars = {"array": numbers(found.high - found.capacity), "arrayminus": numbers(found.capacity - found.low), "symmetric": False}
    fig.add_scatter(
        x=numbers(rates),
        y=numbers(found.capacity),
        error_y={"type": "data", **bars},
        mode="lines+markers",
        marker={"size": 9, "color": colour(0)},
        line={"color": colour(0), "width": 1.5, "dash": "dot"},
        name="capacity",
    )
    _rate_axis(fig, rates.tolist())
    fig.update_yaxes(rangemode="tozero")
    return fig


def _rate_axis(fig: go.Figure, rates: Sequence[float]) -> None:
    fig.update_xaxes(type="log", tickvals=list(rates), ticktext=[f"{c:g}" for c in rates])


def _curve(fig: go.Figure, x: np.ndarray, y: np.ndarray, name: str, shade: str) -> None:
    fig.add_scatter(x=numbers(x), y=numbers(y), name=name, mode="lines", line={"color": shade, "width": 2.2})
