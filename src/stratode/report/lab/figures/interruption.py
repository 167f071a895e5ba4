"""Current interruptions drawn: pauses over sqrt(t), resistances and diffusivities over the voltage."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.estimate import Estimate
from stratode.lab.titration.pauses import Interruptions, PauseResult
from stratode.report.figures.style import SYMBOLS, colour, figure, label, numbers
from stratode.report.lab_units import MILLIVOLT

CM2_PER_S = 1e4  # from m2/s
MOST = 8  # pauses drawn one over the other


def pauses(found: Interruptions) -> go.Figure:
    """Change of the voltage in pauses over sqrt(t), with the line that was found."""
    fig = figure("√(time since the current stopped) / s<sup>½</sup>", "V − V with current / mV")
    chosen = np.unique(np.linspace(0, len(found.pauses) - 1, min(MOST, len(found.pauses))).round().astype(int))
    for place, one in enumerate(found.pauses[int(k)] for k in chosen):
        name, pause, line = f"pause {one.pause.number}", one.pause, one.line
        fig.add_scatter(
            x=numbers(np.sqrt(pause.time)), y=numbers((pause.voltage - pause.last) * MILLIVOLT), mode="markers", name=name,
            legendgroup=name, marker={"color": colour(place), "size": 5, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            hovertemplate="√t %{x:.4g}, %{y:.4g} mV<extra>%{fullData.name}</extra>",
        )  # fmt: skip
        for ends, width, dash in (((line.start, line.stop), 3, "solid"), ((0.0, line.start), 1, "dot")):
            u = np.sqrt(np.array(ends))
            fig.add_scatter(
                x=numbers(u), y=numbers((line.intercept + line.slope * u - pause.last) * MILLIVOLT), mode="lines", legendgroup=name,
                line={"color": colour(place), "width": width, "dash": dash}, showlegend=False, hoverinfo="skip",
            )  # fmt: skip
    return fig


def resistances(several: Sequence[Interruptions]) -> go.Figure:
    """Resistance over the voltage."""
    fig = figure("Voltage before the pause / V", "R / ohm")
    return _over_voltage(fig, several, lambda one: one.resistance, 1.0)


def diffusivities(several: Sequence[Interruptions]) -> go.Figure:
    """Diffusivity over the voltage."""
    fig = _over_voltage(figure("Voltage before the pause / V", "D / cm<sup>2</sup>/s"), several, lambda one: one.diffusivity, CM2_PER_S)
    fig.update_yaxes(type="log", exponentformat="power")
    return fig


def _over_voltage(
    fig: go.Figure, several: Sequence[Interruptions], of: Callable[[PauseResult], Estimate | None], factor: float
) -> go.Figure:
    for place, found in enumerate(several):
        drawn = [(one.pause.last, e) for one in found.pauses if (e := of(one)) is not None]
        ends = [(e.value, e.value if e.low is None else e.low, e.value if e.high is None else e.high) for _, e in drawn]
        fig.add_scatter(
            x=numbers(np.array([v for v, _ in drawn])), y=numbers(factor * np.array([value for value, _, _ in ends])), mode="markers",
            error_y={"type": "data", "symmetric": False, "array": numbers(factor * np.array([high - value for value, _, high in ends])),
                     "arrayminus": numbers(factor * np.array([value - low for value, low, _ in ends]))},
            name=label(found.origin.file), marker={"color": colour(place), "size": 7, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            hovertemplate="%{x:.4g} V, %{y:.4g}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    return fig
