"""Relaxations drawn: ln|V - V_inf| over time with the straight part, and what the fit leaves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.relaxation.depolarisation import Depolarisation
from stratode.report.figures.style import VERMILLION, colour, figure, label, numbers, thinned
from stratode.report.lab_units import MILLIVOLT

HOUR = 3600.0


def semilog(several: Sequence[tuple[str, Depolarisation]]) -> go.Figure:
    """|V - V_inf| on a logarithmic axis over time; thick where the window was found."""
    fig = figure("Time since the current ended / h", "|V − V<sub>∞</sub>| / mV")
    for place, (name, found) in enumerate(several):
        window, t = found.window, found.relaxation.time
        off = np.abs(found.relaxation.voltage - window.limit) * MILLIVOLT
        some = thinned(t.size)
        some = some[off[some] > 0.0]
        fig.add_scatter(
            x=numbers(t[some] / HOUR), y=numbers(off[some]), mode="markers", name=label(name), legendgroup=name,
            marker={"color": colour(place), "size": 4}, hovertemplate="%{x:.4g} h, %{y:.4g} mV<extra>%{fullData.name}</extra>",
        )  # fmt: skip
        drawn = abs(window.size) * MILLIVOLT
        for start, stop, width, dash in ((window.start, window.stop, 3, "solid"), (0.0, window.start, 1, "dot")):
            ends = np.array([start, min(stop, start + 12.0 * window.found.value)])
            fig.add_scatter(
                x=numbers(ends / HOUR), y=numbers(drawn * np.exp(-ends / window.found.value)), mode="lines", legendgroup=name,
                line={"color": VERMILLION if len(several) == 1 else colour(place), "width": width, "dash": dash},
                showlegend=False, hoverinfo="skip",
            )  # fmt: skip
    fig.update_yaxes(type="log", exponentformat="power")
    return fig


def residuals(found: Depolarisation) -> go.Figure:
    """Measured less fitted within the window."""
    fig = figure("Time since the current ended / h", "Measured − fitted / µV", height=280)
    window = found.window
    t = found.relaxation.time[found.relaxation.time >= window.start]
    left = window.found.fit.residuals
    some = thinned(t.size)
    fig.add_scatter(
        x=numbers(t[some] / HOUR), y=numbers(left[some] * 1e6), mode="markers", marker={"color": colour(0), "size": 4}, showlegend=False,
        hovertemplate="%{x:.4g} h, %{y:.3g} µV<extra></extra>",
    )  # fmt: skip
    fig.add_hline(y=0.0, line_width=1)
    return fig
