"""Titrations drawn: the record with its pulses, V over sqrt(t), relaxations, diffusivities over the voltage, fits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.record import Array
from stratode.lab.titration.analysis import PulseResult, Titration
from stratode.report.figures.style import GREY, SYMBOLS, colour, figure, label, numbers, thinned
from stratode.report.lab_units import MILLIVOLT

CM2_PER_S = 1e4  # from m2/s
MOST = 8  # pulses drawn one over the other
MOST_ROWS = 20_000  # of a record that are drawn
NUMBERED = 40  # pulses at most whose numbers are written


def shown(pulses: Sequence[PulseResult]) -> Sequence[PulseResult]:
    """At most MOST of them, evenly through the titration."""
    if len(pulses) <= MOST:
        return pulses
    return [pulses[int(k)] for k in np.unique(np.linspace(0, len(pulses) - 1, MOST).round())]


def record(titration: Titration) -> go.Figure:
    """Voltage over time with the pulses shaded."""
    fig = figure("Time / s", "Voltage / V", height=380)
    parts = [(one.pulse.time + one.pulse.begins, one.pulse.voltage) for one in titration.pulses]
    parts = [(t[some], v[some]) for t, v in parts for some in (thinned(t.size, MOST_ROWS // len(parts)),)]
    fig.add_scatter(
        x=numbers(apart([t for t, _ in parts]), 8), y=numbers(apart([v for _, v in parts]), 7), mode="lines+markers", name="measured",
        line={"color": colour(0), "width": 1.5}, marker={"size": 3}, hovertemplate="%{x:.5g} s, %{y:.5g} V<extra></extra>",
    )  # fmt: skip
    ends = [(one.pulse.begins, one.pulse.begins + one.pulse.duration) for one in titration.pulses]
    over = {"xref": "x", "yref": "y domain"}
    shade = {**over, "type": "rect", "y0": 0, "y1": 1, "fillcolor": GREY, "opacity": 0.16, "line": {"width": 0}, "layer": "below"}
    fig.update_layout(shapes=[{**shade, "x0": start, "x1": stop} for start, stop in ends])  # at once: one by one takes their square
    if len(titration.pulses) <= NUMBERED:
        above = {**over, "y": 1, "yanchor": "top", "xanchor": "left", "showarrow": False}
        marks = [{**above, "x": one.pulse.begins, "text": str(one.pulse.number)} for one in titration.pulses]
        fig.update_layout(annotations=marks)
    return fig


def apart(parts: Sequence[Array]) -> Array:
    """Parts of a curve one after the other, a gap between each two."""
    return np.concatenate([piece for part in parts for piece in (part, [np.nan])])


def over_root_time(titration: Titration) -> go.Figure:
    """Change of the voltage over sqrt(t), with the line through the window that was found."""
    fig = figure("√(time since the switch) / s<sup>½</sup>", "V − V at rest before / mV")
    for place, one in enumerate(shown(titration.pulses)):
        pulse, line, rest = one.pulse, one.reading.line, one.reading.step.before
        u, v = np.sqrt(pulse.time[pulse.during]), pulse.voltage[pulse.during]
        some = thinned(u.size)
        name = f"pulse {pulse.number}"
        fig.add_scatter(
            x=numbers(u[some]), y=numbers((v[some] - rest) * MILLIVOLT), mode="markers", name=name, legendgroup=name,
            marker={"color": colour(place), "size": 5, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            hovertemplate="√t %{x:.4g}, %{y:.4g} mV<extra>%{fullData.name}</extra>",
        )  # fmt: skip
        ends = np.sqrt(np.array([line.start, line.stop]))
        whole = np.array([0.0, np.sqrt(pulse.duration)])
        for x, width, dash in ((ends, 3, "solid"), (whole, 1, "dot")):
            fig.add_scatter(
                x=numbers(x), y=numbers((line.intercept + line.slope * x - rest) * MILLIVOLT), mode="lines", legendgroup=name,
                line={"color": colour(place), "width": width, "dash": dash}, showlegend=False, hoverinfo="skip",
            )  # fmt: skip
    return fig


def relaxation(titration: Titration) -> go.Figure:
    """The rests after the pulses over the logarithm of time: where the curve is flat, the rest is finished."""
    fig = figure("Time since the current ended / s", "V − V at the end of the rest / mV")
    for place, one in enumerate(shown(titration.pulses)):
        pulse = one.pulse
        t, v = pulse.time[pulse.after] - pulse.duration, pulse.voltage[pulse.after]
        later = np.flatnonzero(t > 0.0)
        later = later[thinned(later.size)]
        fig.add_scatter(
            x=numbers(t[later]), y=numbers((v[later] - one.reading.step.after) * MILLIVOLT), mode="lines+markers",
            name=f"pulse {pulse.number}", line={"color": colour(place), "width": 1.5},
            marker={"size": 5, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            hovertemplate="%{x:.4g} s, %{y:.4g} mV<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    fig.update_xaxes(type="log")
    return fig


def diffusivities(several: Sequence[Titration]) -> go.Figure:
    """Both diffusivities over the voltage of rest before the pulse, with their 95 % intervals."""
    fig = figure("Voltage of rest before the pulse / V", "D / cm<sup>2</sup>/s")
    results = sorted((one for titration in several for one in titration.pulses), key=lambda one: one.reading.step.before)
    for place, name in enumerate(("Weppner-Huggins", "fit of a model")):
        found = [(one, one.reading.diffusivity if place == 0 else one.fit.diffusivity if one.fit else None) for one in results]
        drawn = [(one, d) for one, d in found if d is not None and d.value > 0.0]
        if not drawn:
            continue
        up = [None if d.high is None else (d.high - d.value) * CM2_PER_S for _, d in drawn]
        down = [None if d.low is None else (d.value - d.low) * CM2_PER_S for _, d in drawn]
        fig.add_scatter(
            x=numbers(np.array([one.reading.step.before for one, _ in drawn])),
            y=numbers(np.array([d.value for _, d in drawn]) * CM2_PER_S),
            error_y={"type": "data", "symmetric": False, "array": up, "arrayminus": down},
            customdata=[f"{label(one.pulse.file)}, pulse {one.pulse.number}: {', '.join(told.name for told in d.cautions) or 'no caution'}"
                        for one, d in drawn],
            mode="markers", name=name, marker={"color": colour(place), "size": 8, "symbol": SYMBOLS[place]},
            hovertemplate="%{customdata}<br>%{x:.4g} V, %{y:.3g} cm²/s<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    fig.update_yaxes(type="log", exponentformat="power")
    return fig


def fits(titration: Titration) -> go.Figure:
    """What was fitted over what was measured."""
    fig = figure("Time since the current began / s", "V − V at rest before / mV")
    for place, one in enumerate(one for one in shown(titration.pulses) if one.fit is not None):
        if one.fit is None:
            continue
        rest, name = one.reading.step.before, f"pulse {one.pulse.number}"
        some = thinned(one.fit.time.size)
        for v, mode in ((one.fit.voltage, "markers"), (one.fit.fitted, "lines")):
            fig.add_scatter(
                x=numbers(one.fit.time[some]), y=numbers((v[some] - rest) * MILLIVOLT), mode=mode, name=name, legendgroup=name,
                showlegend=mode == "markers", marker={"color": colour(place), "size": 5}, line={"color": colour(place), "width": 2},
                hovertemplate="%{x:.4g} s, %{y:.4g} mV<extra>%{fullData.name}</extra>",
            )  # fmt: skip
    return fig
