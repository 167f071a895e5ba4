"""Discharge curves and rate capability of one recipe or several, with measured points over them."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from stratode.cell.solution import CellResult, RateResult
from stratode.report.case import Case, active_mass
from stratode.report.figures.style import DASHES, GREY, SYMBOLS, colour, figure, label, numbers, thinned
from stratode.report.heat import ICE
from stratode.report.lab_units import MA_PER_CM2, rate
from stratode.report.measured import Measured, MeasuredCurve, belongs
from stratode.report.profiles import delivered


def discharge_curves(cases: Sequence[Case], measured: Measured | None = None) -> go.Figure:
    """Voltage over delivered capacity.

    One recipe: a colour a rate, and the open-circuit curve; several: a colour a recipe, a line style a rate.
    """
    fig = figure("Discharge capacity / mAh/g", "Cell voltage / V", height=_height(cases))
    rates = shown_rates(cases)
    for place, case in enumerate(cases):
        for run in case.result.rates:
            if run.c_rate not in rates:
                continue
            index = rates.index(run.c_rate)
            if len(cases) == 1:
                _curve(fig, run, rate(run.c_rate), {"line": {"color": colour(index), "width": 2.2}})
            else:
                name = label(case.cell.name)
                line = {"color": colour(place), "dash": DASHES[index % len(DASHES)], "width": 2.2}
                first = run is case.result.rates[0]
                _curve(fig, run, f"{name}, {rate(run.c_rate)}", {"line": line, "legendgroup": name, "showlegend": False})
                if first:
                    _legend_only(fig, name, {"color": colour(place), "width": 2.2}, name)
        if measured is not None:
            for curve in measured.curves:
                if (curve.c_rate in rates or curve.c_rate is None) and belongs(curve.recipe, case.cell.name, len(cases)):
                    _measured_curve(fig, curve, case, colour(place) if len(cases) > 1 else _tone(curve.c_rate, rates))
    if len(cases) == 1:
        _open_circuit(fig, cases[0].result.rates)
    else:
        for index, c_rate in enumerate(rates):
            _legend_only(fig, rate(c_rate), {"color": GREY, "dash": DASHES[index % len(DASHES)], "width": 2.2})
    return fig


def rate_capability(cases: Sequence[Case], measured: Measured | None = None) -> go.Figure:
    """Capacity over C-rate, measured capacities as open symbols."""
    fig = figure("C-rate / 1", "Discharge capacity / mAh/g", height=_height(cases))
    for place, case in enumerate(cases):
        runs = sorted(case.result.rates, key=lambda run: run.c_rate)
        name = label(case.cell.name)
        symbol = SYMBOLS[place % len(SYMBOLS)]
        fig.add_scatter(
            x=[run.c_rate for run in runs],
            y=[run.specific_capacity for run in runs],
            customdata=[run.capacity * MA_PER_CM2 for run in runs],
            error_y={"type": "data", "array": [run.error_estimate.capacity * run.specific_capacity for run in runs], "visible": True},
            name=f"{name}, computed" if measured else name,
            mode="lines+markers",
            line={"color": colour(place), "width": 2},
            marker={"symbol": symbol, "size": 9},
            hovertemplate="%{x}C: %{y:.1f} mAh/g, %{customdata:.2f} mAh/cm²<extra>%{fullData.name}</extra>",
        )
        points = [p for p in measured.capacities if belongs(p.recipe, case.cell.name, len(cases))] if measured else []
        if points:
            fig.add_scatter(
                x=[p.c_rate for p in points],
                y=[p.capacity for p in points],
                name=f"{name}, measured",
                mode="markers",
                marker={"symbol": f"{symbol}-open", "size": 12, "color": colour(place), "line": {"width": 2}},
                hovertemplate="%{x}C: %{y:.1f} mAh/g<extra>%{fullData.name}</extra>",
            )
    fig.update_xaxes(type="log" if _spans_a_decade(cases) else "linear")
    fig.update_yaxes(rangemode="tozero")
    fig.update_layout(showlegend=len(fig.data) > 1)
    ticks = sorted({run.c_rate for case in cases for run in case.result.rates})
    if 0 < len(ticks) <= 8:
        fig.update_xaxes(tickvals=ticks, ticktext=[f"{t:g}" for t in ticks])
    return fig


def temperature_curves(result: CellResult) -> go.Figure | None:
    """Temperature of the cell over delivered capacity, a colour a rate; None where every run is isothermal."""
    warm = [(index, run) for index, run in enumerate(result.rates) if run.trace.temperature.size]
    if not warm:
        return None
    fig = figure("Discharge capacity / mAh/g", "Temperature / °C")
    for index, run in warm:
        chosen = thinned(run.trace.time.size)
        charge = delivered(run)
        scale = run.specific_capacity / charge[-1] if charge[-1] > 0.0 else 0.0
        fig.add_scatter(
            x=numbers(charge[chosen] * scale),
            y=numbers(run.trace.temperature[chosen] - ICE),
            name=rate(run.c_rate),
            mode="lines",
            line={"color": colour(index), "width": 2.2},
            hovertemplate="%{x:.1f} mAh/g: %{y:.2f} °C<extra>%{fullData.name}</extra>",
        )
    fig.update_layout(showlegend=True)
    return fig


def shown_rates(cases: Sequence[Case]) -> list[float]:
    """Rates whose curves are drawn: all of one recipe; of several the lowest, the middle and the highest."""
    rates = sorted({run.c_rate for case in cases for run in case.result.rates})
    if len(cases) == 1 or len(rates) <= 3:
        return rates
    return [rates[0], rates[len(rates) // 2], rates[-1]]


def _curve(fig: go.Figure, run: RateResult, name: str, look: dict[str, object]) -> None:
    chosen = thinned(run.trace.time.size)
    charge = delivered(run)
    scale = run.specific_capacity / charge[-1] if charge.size and charge[-1] > 0.0 else 0.0
    fig.add_scatter(
        x=numbers(charge[chosen] * scale),
        y=numbers(run.trace.voltage[chosen]),
        name=name,
        mode="lines",
        hovertemplate="%{x:.1f} mAh/g: %{y:.3f} V<extra>%{fullData.name}</extra>",
        **look,
    )


def _legend_only(fig: go.Figure, name: str, line: dict[str, object], group: str | None = None) -> None:
    """A legend entry for a colour or a line style; it draws nothing."""
    fig.add_scatter(x=[None], y=[None], name=name, mode="lines", line=line, legendgroup=group, hoverinfo="skip")


def _open_circuit(fig: go.Figure, runs: Sequence[RateResult]) -> None:
    """The open-circuit curve of the run that reached furthest."""
    furthest = max(runs, key=lambda run: run.specific_capacity, default=None)
    if furthest is None or furthest.losses.depth.size == 0:
        return
    chosen = thinned(furthest.losses.depth.size)
    fig.add_scatter(
        x=numbers(furthest.losses.depth[chosen]),
        y=numbers(furthest.losses.open_circuit[chosen]),
        name="open circuit",
        mode="lines",
        line={"color": GREY, "dash": "dash", "width": 2},
        hovertemplate="%{x:.1f} mAh/g: %{y:.3f} V<extra>open circuit</extra>",
    )


def _measured_curve(fig: go.Figure, curve: MeasuredCurve, case: Case, tone: str) -> None:
    chosen = thinned(curve.voltage.size)
    capacity = curve.specific_capacity(active_mass(case.cell))
    spoken = f", {rate(curve.c_rate)}" if curve.c_rate is not None else ""
    fig.add_scatter(
        x=numbers(capacity[chosen]),
        y=numbers(curve.voltage[chosen]),
        name=f"measured{spoken}",
        mode="markers",
        marker={"symbol": "circle-open", "size": 5, "color": tone},
        hovertemplate="%{x:.1f} mAh/g: %{y:.3f} V<extra>%{fullData.name}</extra>",
    )


def _height(cases: Sequence[Case]) -> int:
    """Room for a legend of several recipes over the plot."""
    return 440 + (20 * min(len(cases), 12) if len(cases) > 1 else 0)


def _tone(c_rate: float | None, rates: Sequence[float]) -> str:
    return colour(rates.index(c_rate)) if c_rate in rates else GREY


def _spans_a_decade(cases: Sequence[Case]) -> bool:
    rates = [run.c_rate for case in cases for run in case.result.rates if run.c_rate > 0.0]
    return bool(rates) and max(rates) >= 8.0 * min(rates)
