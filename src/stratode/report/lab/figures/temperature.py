"""Quantities over temperature drawn: logarithms over 1000/T with the fitted laws, and what is left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.temperature.arrhenius import ArrheniusFit, shown
from stratode.lab.temperature.series import ThermalSeries
from stratode.lab.temperature.vtf import VtfFit
from stratode.report.figures.style import COLOURS, GREY, colour, figure, label, numbers

Law = ArrheniusFit | VtfFit
PER_K = "1000 / T / K⁻¹"


def over_inverse_temperature(several: Sequence[ThermalSeries], laws: Sequence[Sequence[tuple[str, Law]]]) -> go.Figure:
    """Measured values on a logarithmic axis over 1000/T, with each series' laws as lines.

    Args:
        several: of one kind, or only those of the first one's unit are drawn.
        laws: of each series, named.
    """
    first = several[0]
    fig = figure(PER_K, f"{label(first.symbol if len(several) == 1 else first.observable.noun)} / {first.unit}")
    for place, (series, fitted) in enumerate(zip(several, laws, strict=True)):
        if series.observable is not first.observable:
            continue
        name = label(series.name)
        error = None
        values = np.array([shown(v, first) for v in series.value])
        if series.error is not None:
            error = {"type": "data", "array": list(1.96 * series.error * values), "thickness": 1.2}
        fig.add_scatter(
            x=numbers(1000.0 / series.temperature),
            y=numbers(values),
            error_y=error,
            customdata=[f"{T - 273.15:.4g} °C" for T in series.temperature],
            name=name,
            mode="markers",
            marker={"color": colour(place), "size": 8},
            hovertemplate="%{customdata}: %{y:.4g}<extra>%{fullData.name}</extra>",
        )
        T = np.linspace(series.temperature[0], series.temperature[-1], 80)
        for number, (law_name, law) in enumerate(fitted):
            y = [shown(series.from_log_rate(float(one)), first) for one in law.log_rate(T)]
            line = {"color": COLOURS[(place + 1 + number) % len(COLOURS)] if len(several) == 1 else colour(place), "width": 2}
            title = law_name if len(several) == 1 else f"{name}, {law_name}"
            fig.add_scatter(
                x=numbers(1000.0 / T), y=numbers(np.array(y)), name=title, mode="lines", line=line, showlegend=len(several) == 1
            )
    fig.update_yaxes(type="log", exponentformat="power")
    return fig


def residuals(series: ThermalSeries, laws: Sequence[tuple[str, Law]]) -> go.Figure:
    """Measured less fitted in percent over temperature."""
    fig = figure("Temperature / °C", "(data − law) / law / %", height=340)
    for place, (name, law) in enumerate(laws):
        left = 100.0 * np.expm1(series.log_rate - law.log_rate(series.temperature)) * (1.0 if series.observable.rising else -1.0)
        fig.add_scatter(
            x=numbers(series.temperature - 273.15), y=numbers(left), name=name, mode="markers+lines",
            line={"color": COLOURS[(place + 1) % len(COLOURS)], "width": 1},
        )  # fmt: skip
    fig.add_hline(y=0.0, line={"color": GREY, "width": 1})
    return fig


def profile(law: VtfFit) -> go.Figure:
    """What each T0 would leave, over the 95 % bound: how far T0 is determined."""
    fig = figure("T₀ / K", "sum of squares / smallest", height=340)
    smallest = max(law.square, 1e-300)
    ratio = law.profile_square / smallest
    top = 4.0 * law.bound / smallest
    near = ratio <= top
    fig.add_scatter(
        x=numbers(law.profile_t0[near]), y=numbers(ratio[near]), mode="lines", name="left by VTF with this T₀", line={"color": colour(0)}
    )
    fig.add_hline(y=law.bound / smallest, line={"color": colour(1), "dash": "dash"}, annotation_text="95 %")
    return fig
