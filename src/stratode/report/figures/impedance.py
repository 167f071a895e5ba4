"""Nyquist and Bode plots of spectra: one recipe has a colour a state of charge, several have a colour each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.cell.arcs import features
from stratode.cell.solution import Spectrum
from stratode.report.figures.style import DASHES, Array, colour, figure, label, numbers
from stratode.report.impedance.measurement import OHM_CM2, Measurement, hertz, state

SHOWN = 6  # spectra of one recipe in a figure, as many as there are colours
ROOM = 1.6  # how far the view of the arcs reaches beyond them


def nyquist(several: Sequence[Measurement], *, near: bool = False) -> go.Figure:
    """-Z'' over Z' with equal axes; whole decades of frequency are marked.

    Args:
        several: at least one.
        near: only near the real axis, as far as the first arcs reach, or without any as far as the real part does.
    """
    fig = figure("Z' / ohm cm²", "−Z'' / ohm cm²", height=460)
    for spectrum, name, look in _shown(several):
        z = spectrum.impedance * OHM_CM2
        hover = [hertz(f) for f in spectrum.frequency]
        line = {"x": numbers(z.real), "y": numbers(-z.imag), "customdata": hover, "name": name, "legendgroup": name}
        shape = "%{customdata}: Z' %{x:.4g}, −Z'' %{y:.4g} ohm cm²<extra>%{fullData.name}</extra>"
        fig.add_scatter(**line, mode="lines", line={**look, "width": 2.2}, hovertemplate=shape)
        _decades(fig, spectrum, name, look)
    fig.update_yaxes(scaleanchor="x", scaleratio=1)
    if near:
        begin, end = _reach(several)
        width = end - begin
        fig.update_xaxes(range=[begin - 0.1 * width, begin + ROOM * width])
        fig.update_yaxes(range=[-0.1 * width, 0.8 * width])
    else:
        fig.update_xaxes(rangemode="tozero")
        fig.update_yaxes(rangemode="tozero")
    return fig


def magnitude(several: Sequence[Measurement]) -> go.Figure:
    """|Z| over frequency."""
    fig = _bode(several, "|Z| / ohm cm²", lambda s: np.abs(s.impedance) * OHM_CM2, "%{y:.4g} ohm cm²")
    fig.update_yaxes(type="log")
    return fig


def phase(several: Sequence[Measurement]) -> go.Figure:
    """Negative phase over frequency, 0 for a resistance, 90 degrees for a capacitance."""
    fig = _bode(several, "−phase / °", lambda s: -np.angle(s.impedance, deg=True), "%{y:.3g}°")
    fig.update_yaxes(rangemode="tozero")
    return fig


def _reach(several: Sequence[Measurement]) -> tuple[float, float]:
    """Where the first arcs of the spectra begin at least and end at most, ohm cm2; without any, the real parts from 0."""
    seen = [features(spectrum) for one in several for spectrum in one.result.spectra]
    ends = [(s.arcs[0].begins, s.arcs[0].ends) for s in seen if s.arcs] or [(0.0, s.slow) for s in seen]
    return min(a for a, _ in ends) * OHM_CM2, max(b for _, b in ends) * OHM_CM2


def _bode(several: Sequence[Measurement], title: str, of: Callable[[Spectrum], Array], shape: str) -> go.Figure:
    fig = figure("Frequency / Hz", title)
    for spectrum, name, look in _shown(several):
        fig.add_scatter(
            x=numbers(spectrum.frequency),
            y=numbers(of(spectrum)),
            name=name,
            mode="lines",
            line={**look, "width": 2.2},
            hovertemplate=f"%{{x:.3g}} Hz: {shape}<extra>%{{fullData.name}}</extra>",
        )
    fig.update_xaxes(type="log", exponentformat="power", dtick=1)
    return fig


def _decades(fig: go.Figure, spectrum: Spectrum, name: str, look: dict[str, str]) -> None:
    """Open circles at every third power of ten that the spectrum holds, with their frequency in words."""
    powers = np.log10(spectrum.frequency)
    near = [k for k in range(powers.size) if abs(powers[k] - round(powers[k])) < 1e-6 and round(powers[k]) % 3 == 0]
    z = spectrum.impedance[near] * OHM_CM2
    fig.add_scatter(
        x=numbers(z.real),
        y=numbers(-z.imag),
        text=[hertz(f) for f in spectrum.frequency[near]],
        mode="markers",
        marker={"symbol": "circle-open", "size": 8, "color": look["color"], "line": {"width": 1.6}},
        name=name,
        legendgroup=name,
        showlegend=False,
        hovertemplate="%{text}<extra>%{fullData.name}</extra>",
    )


def _shown(several: Sequence[Measurement]) -> list[tuple[Spectrum, str, dict[str, str]]]:
    """(spectrum, name, look) of what is drawn: of one recipe up to SHOWN states, of several the first, the middle and the last."""
    found = []
    for place, one in enumerate(several):
        spectra = one.result.spectra
        most = SHOWN if len(several) == 1 else 3
        chosen = sorted({round(k * (len(spectra) - 1) / max(min(most, len(spectra)) - 1, 1)) for k in range(min(most, len(spectra)))})
        for order, index in enumerate(chosen):
            spoken = state(spectra[index])
            if len(several) == 1:
                found.append((spectra[index], spoken, {"color": colour(order), "dash": "solid"}))
            else:
                name = label(one.cell.name) if spectra[index].state_of_charge is None else f"{label(one.cell.name)}, {spoken}"
                found.append((spectra[index], name, {"color": colour(place), "dash": DASHES[order]}))
    return found
