"""dQ/dV and dV/dQ drawn, with bands of noise and bias; peaks over cycles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.cycling.differential import DifferentialAnalysis, HalfDensity
from stratode.report.figures.style import DASHES, SYMBOLS, colour, figure, label, numbers, stage_colours
from stratode.report.lab.figures.cycling import capacity_terms

MOST = 500  # points of a curve
NORMAL = 1.96


def _terms(one: DifferentialAnalysis) -> tuple[float, str]:
    factor, unit = capacity_terms(one.basis)
    return factor, f"{unit}/V" if unit == "mAh" else f"{unit} per V"


def waterfall(one: DifferentialAnalysis) -> go.Figure:
    """dQ/dV of some cycles, charge above and discharge below zero, each with its band and its peaks."""
    factor, unit = _terms(one)
    fig = figure("Voltage / V", f"dQ/dV / {unit}", height=560)
    numbers_of = sorted({half.cycle for half in one.kept})
    shades = dict(zip(numbers_of, stage_colours(len(numbers_of)), strict=True))
    for half in one.kept:
        _band(fig, half, factor, shades[half.cycle])
        _marks(fig, half, factor, shades[half.cycle])
    fig.add_hline(y=0.0, line={"color": "#8A8A8A", "width": 1})
    return fig


def overlaid(several: Sequence[DifferentialAnalysis], names: Sequence[str]) -> go.Figure:
    """The first cycle of each measurement, per gram where all state it, else over their own charge."""
    plain = len({_terms(one)[1] for one in several}) > 1
    fig = figure("Voltage / V", "dQ/dV / share of the charge per V" if plain else f"dQ/dV / {_terms(several[0])[1]}", height=500)
    for place, (one, name) in enumerate(zip(several, names, strict=True)):
        first = one.kept[0].cycle
        for half in (half for half in one.kept if half.cycle == first):
            factor = 1.0 / float(half.curve.laid.charge.sum()) if plain else _terms(one)[0]
            x, y, _ = _curve(half)
            side = "charge" if half.direction > 0 else "discharge"
            line = {"color": colour(place), "width": 2, "dash": DASHES[0 if half.direction > 0 else 1]}
            fig.add_scatter(x=numbers(x), y=numbers(half.direction * y * factor), name=f"{label(name)}, {side}", mode="lines", line=line)
    return fig


def slopes(one: DifferentialAnalysis) -> go.Figure:
    """dV/dQ over charge of the first and the last cycle kept."""
    factor, unit = capacity_terms(one.basis)
    fig = figure(f"Capacity / {unit}", f"dV/dQ / V per {unit}", height=460)
    ends = [one.kept[0].cycle, one.kept[-1].cycle]
    top = 0.0
    for half in one.kept:
        if half.cycle not in ends or half.slope is None:
            continue
        keep = slice(None, None, max(half.slope.charge.size // MOST, 1))
        y = half.slope.value[keep] / factor
        top = max(top, float(np.quantile(y, 0.95)))
        side = "charge" if half.direction > 0 else "discharge"
        line = {"color": colour(ends.index(half.cycle)), "dash": DASHES[0 if half.direction > 0 else 1], "width": 2}
        fig.add_scatter(
            x=numbers(half.slope.charge[keep] * factor), y=numbers(y), name=f"cycle {half.cycle}, {side}", mode="lines", line=line
        )
    fig.update_yaxes(range=[0.0, 1.4 * top or 1.0])
    return fig


def peaks_over_cycles(several: Sequence[DifferentialAnalysis], names: Sequence[str]) -> go.Figure:
    """Positions of the peaks that were followed, with their intervals."""
    fig = figure("Cycle", "Peak position / V", height=460)
    place = 0
    for one, name in zip(several, names, strict=True):
        for track in one.tracks:
            told = f"{label(name)}, " if len(several) > 1 else ""
            bars = {"type": "data", "array": numbers(np.array([peak.position_half for peak in track.peaks])), "thickness": 1}
            fig.add_scatter(
                x=numbers(track.number),
                y=numbers(track.position, 6),
                error_y=bars,
                name=f"{told}{label(track.name)}, {'charge' if track.direction > 0 else 'discharge'}",
                mode="markers",
                marker={"color": colour(place), "symbol": SYMBOLS[0 if track.direction > 0 else 1], "size": 7},
            )
            place += 1
    return fig


def _curve(half: HalfDensity) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Voltage, dQ/dV, half of the band (noise 95 % and bias), where they can be told."""
    curve = half.curve
    inside = np.flatnonzero((curve.grid >= curve.lowest) & (curve.grid <= curve.highest))
    keep = inside[:: max(inside.size // MOST, 1)]
    reach = np.hypot(NORMAL * curve.error(), curve.bias())
    return curve.grid[keep], curve.smooth()[keep], reach[keep]


def _band(fig: go.Figure, half: HalfDensity, factor: float, shade: str) -> None:
    x, y, reach = _curve(half)
    sign, name = half.direction, f"cycle {half.cycle}, {'charge' if half.direction > 0 else 'discharge'}"
    both = np.concatenate((x, x[::-1]))
    edge = np.concatenate((y + reach, (y - reach)[::-1])) * sign * factor
    fig.add_scatter(
        x=numbers(both), y=numbers(edge), fill="toself", mode="lines", line={"width": 0}, fillcolor=shade, opacity=0.2,
        legendgroup=name, showlegend=False, hoverinfo="skip",
    )  # fmt: skip
    line = {"color": shade, "width": 2, "dash": "solid" if sign > 0 else "dash"}
    fig.add_scatter(x=numbers(x), y=numbers(sign * y * factor), name=name, legendgroup=name, mode="lines", line=line)


def _marks(fig: go.Figure, half: HalfDensity, factor: float, shade: str) -> None:
    if not half.peaks:
        return
    bars = {"type": "data", "array": numbers(np.array([peak.position_half for peak in half.peaks])), "thickness": 1.5}
    fig.add_scatter(
        x=numbers(np.array([peak.position for peak in half.peaks]), 6),
        y=numbers(half.direction * factor * np.array([peak.height for peak in half.peaks])),
        error_x=bars,
        mode="markers",
        marker={"color": shade, "size": 8, "symbol": "triangle-down" if half.direction > 0 else "triangle-up"},
        name=f"peaks, cycle {half.cycle}",
        showlegend=False,
        hovertemplate="%{x:.4f} V: %{y:.4g}<extra>%{fullData.name}</extra>",
    )
