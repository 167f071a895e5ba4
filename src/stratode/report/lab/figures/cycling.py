"""Cycling drawn: capacity and efficiency, polarisation, voltage profiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from stratode.lab.cycling.analysis import CyclingAnalysis
from stratode.lab.cycling.basis import Basis
from stratode.lab.cycling.knee import KneeVerdict
from stratode.lab.cycling.profiles import profile, spread
from stratode.report.figures.style import BLUE, GREY, VERMILLION, colour, figure, label, numbers, stage_colours, thinned

PROFILES = 5  # cycles whose curves are drawn
HOUR = 3.6  # C per mAh
DENSE = 120  # cycles; more are drawn as smaller points


def capacity_terms(basis: Basis) -> tuple[float, str]:
    """Factor from C and the unit in words, as finely as was stated: per gram, per area, of the cell."""
    if basis.mass is not None:
        return 1.0 / (HOUR * basis.mass * 1e3), "mAh/g" + (" of coating" if basis.of == "coating" else "")
    if basis.area is not None:
        return 1.0 / (HOUR * basis.area * 1e4), "mAh/cm²"
    return 1.0 / HOUR, "mAh"


def shared_terms(several: Sequence[CyclingAnalysis]) -> list[tuple[float, str]]:
    """One unit for all, the finest that each has."""
    terms = [capacity_terms(one.basis) for one in several]
    if len({unit for _, unit in terms}) == 1:
        return terms
    if all(one.basis.area is not None for one in several):
        return [(1.0 / (HOUR * (one.basis.area or 1.0) * 1e4), "mAh/cm²") for one in several]
    return [(1.0 / HOUR, "mAh") for _ in several]


def capacity_over_cycles(several: Sequence[CyclingAnalysis], names: Sequence[str]) -> go.Figure:
    """Delivered capacity on the left, Coulombic efficiency on the right; of one also the two lines that meet at a knee."""
    terms = shared_terms(several)
    fig = figure("Cycle", f"Capacity / {terms[0][1]}", height=460)
    fig.update_layout(yaxis2=_right("Coulombic efficiency / %"), margin={"r": 80})
    for place, (one, name) in enumerate(zip(several, names, strict=True)):
        whole, factor, single = one.whole, terms[place][0], len(several) == 1
        size = 4 if len(whole) > DENSE else 7
        shade = BLUE if single else colour(place)
        told = f"{label(name)}, " if not single else ""
        first, second = ("charge", "discharge") if whole.begins_charging else ("discharge", "charge")
        _points(fig, whole.number, whole.second.charge * factor, f"{told}{second} capacity", shade, size, "circle")
        if single:
            _points(fig, whole.number, whole.first.charge * factor, f"{first} capacity", shade, size, "circle-open")
        shade = VERMILLION if single else shade
        _points(fig, whole.number, 100.0 * whole.efficiency, f"{told}efficiency", shade, size, "diamond-open", yaxis="y2")
        if single:
            _knee(fig, one, factor)
    fig.update_yaxes(rangemode="tozero", selector={"anchor": "x"})
    efficiencies = np.concatenate([100.0 * one.whole.efficiency for one in several])
    fig.update_layout(yaxis={"rangemode": "tozero"}, yaxis2={"range": _efficiency_range(efficiencies)})
    return fig


def _right(title: str) -> dict[str, Any]:
    return {
        "title": {"text": title, "standoff": 10},
        "overlaying": "y",
        "side": "right",
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "ticks": "outside",
        "tickmode": "auto",
    }


def _points(fig: go.Figure, x: np.ndarray, y: np.ndarray, name: str, shade: str, size: int, symbol: str, **more: Any) -> None:
    marker = {"color": shade, "size": size, "symbol": symbol}
    shape = "cycle %{x}: %{y:.5g}<extra>%{fullData.name}</extra>"
    fig.add_scatter(x=x.tolist(), y=numbers(y), name=name, mode="markers", marker=marker, hovertemplate=shape, **more)


def _efficiency_range(values: np.ndarray) -> list[float]:
    """From below the lower tenth, so that one first cycle does not press the rest together, to a little above the highest."""
    seen = values[np.isfinite(values)]
    if not seen.size:
        return [0.0, 105.0]
    low = float(np.quantile(seen, 0.1)) if seen.size > 10 else float(seen.min())
    span = max(100.5 - low, 0.5)
    return [low - 1.5 * span, max(float(np.quantile(seen, 0.98)), 100.0) + 0.3 * span]


def _knee(fig: go.Figure, one: CyclingAnalysis, factor: float) -> None:
    """Two lines and the interval of the place where they meet."""
    if one.fade is None or one.fade.knee.verdict is not KneeVerdict.KNEE:
        return
    knee, unit = one.fade.knee, float(one.fade.cycles.second.charge[0]) * factor
    begin, end = float(one.fade.number[0]), float(one.fade.number[-1])
    x = [begin, knee.place, end]
    y = [knee.level + knee.before * (begin - knee.place), knee.level, knee.level + knee.after * (end - knee.place)]
    fig.add_scatter(x=x, y=numbers(np.array(y) * unit), name="two lines", mode="lines", line={"color": GREY, "width": 2})
    fig.add_vrect(x0=knee.low, x1=knee.high, fillcolor=GREY, opacity=0.25, line_width=0, layer="below")
    fig.add_annotation(x=knee.place, y=0.02, yref="paper", yanchor="bottom", text=f"knee {knee.place:.0f}", showarrow=False)


def polarisation_over_cycles(several: Sequence[CyclingAnalysis], names: Sequence[str]) -> go.Figure:
    """Voltage between charge and discharge at half of the charge, and between their means."""
    fig = figure("Cycle", "Voltage difference / mV")
    for place, (one, name) in enumerate(zip(several, names, strict=True)):
        told = f"{label(name)}, " if len(several) > 1 else ""
        size = 4 if len(one.whole) > DENSE else 7
        _points(fig, one.whole.number, 1e3 * one.whole.polarisation, f"{told}at half of the charge", colour(place), size, "circle")
        _points(fig, one.whole.number, 1e3 * one.whole.hysteresis, f"{told}of means", colour(place), size, "circle-open")
    fig.update_yaxes(rangemode="tozero")
    return fig


def profiles_of(one: CyclingAnalysis) -> go.Figure:
    """Voltage over charge of some whole cycles from the first to the last."""
    factor, unit = capacity_terms(one.basis)
    fig = figure(f"Capacity / {unit}", "Voltage / V", height=460)
    chosen = spread(len(one.whole), PROFILES)
    for shade, row in zip(stage_colours(len(chosen)), chosen, strict=True):
        name = f"cycle {int(one.whole.number[row])}"
        for side, dash in ((one.whole.charge, "solid"), (one.whole.discharge, "dash")):
            curve = profile(one.record, one.whole.halves, int(side.half[row]))
            scale = float(side.charge[row] / curve.charge[-1]) if curve.charge.size and curve.charge[-1] > 0.0 else 1.0
            keep = thinned(curve.charge.size)
            fig.add_scatter(
                x=numbers(curve.charge[keep] * scale * factor),
                y=numbers(curve.voltage[keep]),
                name=f"{name}, {'charge' if dash == 'solid' else 'discharge'}",
                mode="lines",
                line={"color": shade, "dash": dash, "width": 2},
                hovertemplate=f"%{{x:.4g}} {unit}: %{{y:.4f}} V<extra>%{{fullData.name}}</extra>",
            )
    return fig


def first_profiles(several: Sequence[CyclingAnalysis], names: Sequence[str]) -> go.Figure:
    """The first whole cycle of each measurement."""
    terms = shared_terms(several)
    fig = figure(f"Capacity / {terms[0][1]}", "Voltage / V", height=460)
    for place, (one, name) in enumerate(zip(several, names, strict=True)):
        if not len(one.whole):
            continue
        for side, dash in ((one.whole.charge, "solid"), (one.whole.discharge, "dash")):
            curve = profile(one.record, one.whole.halves, int(side.half[0]))
            keep = thinned(curve.charge.size)
            told = f"{label(name)}, {'charge' if dash == 'solid' else 'discharge'}"
            line = {"color": colour(place), "dash": dash, "width": 2}
            fig.add_scatter(
                x=numbers(curve.charge[keep] * terms[place][0]), y=numbers(curve.voltage[keep]), name=told, mode="lines", line=line
            )
    return fig
