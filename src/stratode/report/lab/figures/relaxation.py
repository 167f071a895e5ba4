"""Distributions of relaxation times drawn: with their bands, beside what other criteria give, over a series, and the round trip."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.drt.analysis import DrtAnalysis
from stratode.lab.drt.bands import Band
from stratode.lab.record import Array
from stratode.report.figures.style import BLUE, GREY, LAYER_COLOURS, VERMILLION, colour, figure, label, numbers

TAU = "Time constant τ / s"
GAMMA = "γ / Ω per unit of ln τ"


def distribution(found: DrtAnalysis, bands: Sequence[Band]) -> go.Figure:
    """Gamma over tau with its 95 % band, peaks marked, the assigned ranges shaded."""
    fig = figure(TAU, GAMMA)
    tau = numbers(found.tau)
    _shade(fig, bands)
    hidden = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    fig.add_scatter(x=tau, y=numbers(found.high), showlegend=False, **hidden)
    fig.add_scatter(x=tau, y=numbers(found.low), name="95 % credible", fill="tonexty", fillcolor="rgba(0,114,178,0.22)", **hidden)
    fig.add_scatter(x=tau, y=numbers(found.gamma), name="γ", mode="lines", line={"color": BLUE, "width": 2.2})
    whole = [peak for peak in found.peaks if not peak.at_edge]
    fig.add_scatter(
        x=[peak.tau[0] for peak in whole],
        y=numbers(np.interp(np.log([peak.tau[0] for peak in whole]), np.log(found.tau), found.gamma)) if whole else [],
        error_x={
            "type": "data",
            "array": [peak.tau[2] - peak.tau[0] for peak in whole],
            "arrayminus": [peak.tau[0] - peak.tau[1] for peak in whole],
            "color": VERMILLION,
        },
        name="peaks",
        mode="markers",
        marker={"color": VERMILLION, "size": 8},
    )
    slowest = found.problem.slowest
    fig.add_vline(x=slowest, line={"color": GREY, "dash": "dot", "width": 1.2})
    _log_tau(fig)
    fig.update_yaxes(rangemode="tozero")
    return fig


def beside(found: DrtAnalysis) -> go.Figure:
    """Gamma as each criterion would smooth it."""
    fig = figure(TAU, GAMMA)
    for place, one in enumerate(found.alternatives):
        name = f"{one.choice.criterion.value}, λ {one.choice.strength:.2g}"
        fig.add_scatter(x=numbers(found.tau), y=numbers(one.gamma), name=name, mode="lines", line={"color": colour(place), "width": 2})
    _log_tau(fig)
    return fig


def round_trip(found: DrtAnalysis) -> go.Figure:
    """The spectrum and what the distribution gives back."""
    fig = figure("Z' / Ω", "−Z'' / Ω", height=440)
    hover = [f"{f:.4g} Hz" for f in found.spectrum.frequency]
    shape = "%{customdata}: Z' %{x:.4g}, −Z'' %{y:.4g} Ω<extra>%{fullData.name}</extra>"
    for z, name, look in (
        (found.spectrum.impedance, "measured", {"mode": "markers", "marker": {"color": BLUE, "size": 6}}),
        (found.fitted, "from the distribution", {"mode": "lines", "line": {"color": VERMILLION, "width": 2}}),
    ):
        fig.add_scatter(x=numbers(z.real), y=numbers(-z.imag), customdata=hover, hovertemplate=shape, name=name, **look)
    fig.update_yaxes(scaleanchor="x", scaleratio=1)
    return fig


def deviations(found: DrtAnalysis) -> go.Figure:
    """Fit less data in percent of |Z| over frequency."""
    fig = figure("Frequency / Hz", "(fit − data) / |Z| / %", height=340)
    for values, name, place in ((found.deviation.real, "real part", 0), (found.deviation.imag, "imaginary part", 1)):
        fig.add_scatter(
            x=numbers(found.spectrum.frequency),
            y=numbers(100.0 * values),
            name=name,
            mode="markers+lines",
            line={"color": colour(place), "width": 1},
            marker={"size": 5},
        )
    fig.update_xaxes(type="log", exponentformat="power", dtick=1)
    return fig


def overlaid(several: Sequence[DrtAnalysis], names: Sequence[str]) -> go.Figure:
    """Distributions over each other."""
    fig = figure(TAU, GAMMA)
    for place, (found, name) in enumerate(zip(several, names, strict=True)):
        fig.add_scatter(
            x=numbers(found.tau), y=numbers(found.gamma), name=label(name), mode="lines", line={"color": colour(place), "width": 2}
        )
    _log_tau(fig)
    return fig


def heat_map(log_tau: Array, gamma: Array, places: Sequence[float], title: str, bands: Sequence[Band]) -> go.Figure:
    """Gamma over tau and a label of each spectrum, as in Fig. 4e and f of han2025.

    Args:
        log_tau: log10(tau / s), (M,).
        gamma: ohm, (S, M), NaN where a spectrum did not reach.
        places: of each spectrum on the y axis, (S,).
        title: of the y axis.
        bands: outlined.
    """
    fig = figure("log₁₀(τ / s)", title)
    rows = [numbers(row) for row in gamma]
    shape = "log₁₀ τ %{x:.2f}, %{y:.3g}: γ %{z:.3g} Ω<extra></extra>"
    fig.add_heatmap(
        x=numbers(log_tau), y=list(places), z=rows, colorscale="Viridis", colorbar={"title": {"text": "γ / Ω"}}, hovertemplate=shape
    )  # fmt: skip
    for band in bands:
        low, high = np.clip(np.log10([band.low, band.high]), log_tau[0], log_tau[-1])
        if low < high:
            fig.add_vline(x=float(low), line={"color": "white", "dash": "dot"})
            fig.add_vline(x=float(high), line={"color": "white", "dash": "dot"})
            above = {"y": 1.0, "yref": "paper", "yanchor": "bottom", "showarrow": False}
            fig.add_annotation(x=0.5 * float(low + high), text=label(band.name), **above)
    return fig


def over_series(places: Sequence[float], values: dict[str, list[tuple[float, float, float] | None]], title: str) -> go.Figure:
    """Resistances with their intervals over a label of each spectrum."""
    fig = figure(title, "Resistance / Ω")
    for number, (symbol, rows) in enumerate(values.items()):
        kept = [(x, row) for x, row in zip(places, rows, strict=True) if row is not None]
        fig.add_scatter(
            x=[x for x, _ in kept],
            y=numbers(np.array([row[0] for _, row in kept])),
            error_y={
                "type": "data",
                "array": [row[2] - row[0] for _, row in kept],
                "arrayminus": [row[0] - row[1] for _, row in kept],
                "thickness": 1.2,
            },
            name=label(symbol),
            mode="markers+lines",
            line={"color": colour(number), "width": 1.6},
        )
    fig.update_yaxes(rangemode="tozero")
    return fig


def _shade(fig: go.Figure, bands: Sequence[Band]) -> None:
    """Colour the ranges of the bands and name them above."""
    for place, band in enumerate(bands):
        tint = LAYER_COLOURS[place % len(LAYER_COLOURS)]
        fig.add_vrect(x0=band.low, x1=band.high, fillcolor=tint, opacity=0.12, line_width=0, layer="below")
        middle = 0.5 * float(np.log10(band.low * band.high))
        fig.add_annotation(x=middle, y=0.98, yref="paper", yanchor="top", text=label(band.name), showarrow=False, font={"size": 12})


def _log_tau(fig: go.Figure) -> None:
    fig.update_xaxes(type="log", exponentformat="power", dtick=1)
