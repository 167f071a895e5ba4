"""Measured spectra with what was fitted to them: complex plane, Bode, residuals; -Z'' upwards, whole decades of frequency marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from stratode.lab.spectrum import MeasuredSpectrum
from stratode.report.figures.style import DASHES, GREY, colour, figure, label, numbers
from stratode.report.lab_units import PERCENT

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]
NEAR_DECADE = 0.06  # decades, that a point may lie off a whole power of ten
LABELLED = 5  # decades with their frequency written; others tell theirs when hovered over


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """A line over a measured spectrum.

    Args:
        name: in the legend.
        frequency: Hz, (K,).
        impedance: ohm, (K,).
    """

    name: str
    frequency: Array
    impedance: Complex


def hertz(f: float) -> str:
    """A frequency in words."""
    for size, unit in ((1e6, "MHz"), (1e3, "kHz"), (1.0, "Hz"), (1e-3, "mHz")):
        if f >= 0.9995 * size:
            return f"{f / size:.3g} {unit}"
    return f"{f * 1e6:.3g} µHz"


def nyquist(spectra: Sequence[MeasuredSpectrum], overlays: Sequence[Overlay] = (), left_out: MeasuredSpectrum | None = None) -> go.Figure:
    """-Z'' over Z' with equal axes.

    Args:
        spectra: measured points; of one, decades are labelled.
        overlays: fitted lines.
        left_out: all points of the file, to show those that were not used.
    """
    fig = figure("Z' / ohm", "−Z'' / ohm", height=500)
    if left_out is not None and left_out.frequency.size > spectra[0].frequency.size:
        unused = ~np.isin(left_out.frequency, spectra[0].frequency)
        _points(fig, left_out.frequency[unused], left_out.impedance[unused], "left out", GREY, "x-thin-open")
    for place, spectrum in enumerate(spectra):
        _points(fig, spectrum.frequency, spectrum.impedance, spectrum.name if len(spectra) > 1 else "measured", colour(place), "circle")
    for place, overlay in enumerate(overlays, len(spectra)):
        look = {"color": colour(place), "width": 2, "dash": DASHES[(place - len(spectra)) % len(DASHES)]}
        z = overlay.impedance
        hover = [hertz(f) for f in overlay.frequency]
        fig.add_scatter(
            x=numbers(z.real), y=numbers(-z.imag), customdata=hover, mode="lines", line=look, name=label(overlay.name),
            hovertemplate="%{customdata}: Z' %{x:.4g}, −Z'' %{y:.4g} ohm<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    if len(spectra) == 1:
        _decades(fig, spectra[0])
    fig.update_yaxes(scaleanchor="x", scaleratio=1, zeroline=True, zerolinewidth=1)
    return fig


def _points(fig: go.Figure, f: Array, z: Complex, name: str, shade: str, symbol: str) -> None:
    fig.add_scatter(
        x=numbers(z.real), y=numbers(-z.imag), customdata=[hertz(one) for one in f], name=label(name), mode="markers",
        marker={"color": shade, "size": 6, "symbol": symbol, "line": {"width": 1.2, "color": shade}},
        hovertemplate="%{customdata}: Z' %{x:.4g}, −Z'' %{y:.4g} ohm<extra>%{fullData.name}</extra>",
    )  # fmt: skip


def _decades(fig: go.Figure, spectrum: MeasuredSpectrum) -> None:
    """Open circles at whole powers of ten, some with their frequency beside them."""
    powers = np.log10(spectrum.frequency)
    whole = np.arange(np.ceil(powers.min() - NEAR_DECADE), np.floor(powers.max() + NEAR_DECADE) + 1)
    nearest = [int(np.argmin(np.abs(powers - p))) for p in whole]
    places = sorted({k for k, p in zip(nearest, whole, strict=True) if abs(powers[k] - p) <= NEAR_DECADE})
    z, extent = spectrum.impedance[places], float(np.ptp(spectrum.impedance.real)) or 1.0
    texts, last = [], -np.inf + 0j
    for k, one in zip(places, z, strict=True):
        apart = abs(one - last) > 0.12 * extent
        texts.append(hertz(10.0 ** round(powers[k])) if apart else "")
        last = one if apart else last
    fig.add_scatter(
        x=numbers(z.real), y=numbers(-z.imag), text=texts, mode="markers+text", textposition="top center", textfont={"size": 11},
        marker={"symbol": "circle-open", "size": 12, "color": colour(0), "line": {"width": 1.8}}, name="whole decades", hoverinfo="skip",
    )  # fmt: skip


def magnitude(spectra: Sequence[MeasuredSpectrum], overlays: Sequence[Overlay] = ()) -> go.Figure:
    """|Z| over frequency."""
    fig = _bode(spectra, overlays, "|Z| / ohm", np.abs)
    fig.update_yaxes(type="log")
    return fig


def phase(spectra: Sequence[MeasuredSpectrum], overlays: Sequence[Overlay] = ()) -> go.Figure:
    """Negative phase over frequency: 0 of a resistance, 90 degrees of a capacitance."""
    return _bode(spectra, overlays, "−phase / °", lambda z: -np.angle(z, deg=True))


def _bode(spectra: Sequence[MeasuredSpectrum], overlays: Sequence[Overlay], title: str, of: object) -> go.Figure:
    fig = figure("Frequency / Hz", title)
    shown = of if callable(of) else np.abs
    for place, spectrum in enumerate(spectra):
        fig.add_scatter(
            x=numbers(spectrum.frequency), y=numbers(shown(spectrum.impedance)), mode="markers", marker={"color": colour(place), "size": 6},
            name=label(spectrum.name if len(spectra) > 1 else "measured"),
            hovertemplate="%{x:.4g} Hz: %{y:.4g}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    for place, overlay in enumerate(overlays, len(spectra)):
        fig.add_scatter(
            x=numbers(overlay.frequency), y=numbers(shown(overlay.impedance)), mode="lines", name=label(overlay.name),
            line={"color": colour(place), "width": 2, "dash": DASHES[(place - len(spectra)) % len(DASHES)]},
            hovertemplate="%{x:.4g} Hz: %{y:.4g}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    fig.update_xaxes(type="log", exponentformat="power", dtick=1)
    return fig


def residuals(frequency: Array, parts: Sequence[tuple[str, Complex]], limit: float | None = None) -> go.Figure:
    """Residuals over frequency in % of |Z|, real parts filled, imaginary ones open.

    Args:
        frequency: Hz, (F,).
        parts: (name, relative residuals (F,)) of each fit.
        limit: of the criterion, drawn to both sides; None for none.
    """
    fig = figure("Frequency / Hz", "(measured − fitted) / |Z| / %")
    for place, (name, left) in enumerate(parts):
        before = f"{name}, " if name else ""
        for part, values, symbol in (("real", left.real, "circle"), ("imaginary", left.imag, "circle-open")):
            fig.add_scatter(
                x=numbers(frequency), y=numbers(values * PERCENT), mode="lines+markers", name=label(f"{before}{part}"),
                line={"color": colour(place), "width": 1, "dash": "solid" if part == "real" else "dot"},
                marker={"color": colour(place), "size": 6, "symbol": symbol},
                hovertemplate="%{x:.4g} Hz: %{y:.3g} %<extra>%{fullData.name}</extra>",
            )  # fmt: skip
    fig.add_hline(y=0.0, line_width=1, line_color=GREY)
    for level in () if limit is None else (-limit, limit):
        fig.add_hline(y=level * PERCENT, line_width=1, line_dash="dash", line_color=GREY)
    fig.update_xaxes(type="log", exponentformat="power", dtick=1)
    return fig


def over_omega(spectrum: MeasuredSpectrum, start: int, stop: int, slope: float, ends: tuple[float, float]) -> go.Figure:
    """Z' and -Z'' over omega^-1/2 with the straight range that was found.

    Args:
        spectrum: measured.
        start, stop: of the range, as indices; stop is excluded.
        slope: ohm s^-1/2.
        ends: intercepts of Z' and of -Z'', ohm.
    """
    fig = figure("ω^−1/2 / (s/rad)^1/2", "Z', −Z'' / ohm")
    x = 1.0 / np.sqrt(spectrum.omega)
    for place, (name, y) in enumerate((("Z'", spectrum.impedance.real), ("−Z''", -spectrum.impedance.imag))):
        fig.add_scatter(x=numbers(x), y=numbers(y), mode="markers", name=name, marker={"color": colour(place), "size": 6})
        inside = x[start:stop]
        fig.add_scatter(
            x=numbers(inside), y=numbers(ends[place] + slope * inside), mode="lines", name=f"{name}, line",
            line={"color": colour(place), "width": 2},
        )  # fmt: skip
    return fig


def in_order(names: Sequence[str], values: Sequence[float], spans: Sequence[tuple[float, float]], title: str) -> go.Figure:
    """One number of several files in their order, with its interval: wetting, ageing.

    Args:
        names: of the files.
        values: ohm.
        spans: ends of the intervals, ohm.
        title: of the axis.
    """
    fig = figure("File, in order", title)
    up, down = [b - v for v, (_, b) in zip(values, spans, strict=True)], [v - a for v, (a, _) in zip(values, spans, strict=True)]
    fig.add_scatter(
        x=list(range(1, len(values) + 1)), y=numbers(np.array(values)), mode="lines+markers", text=[label(name) for name in names],
        error_y={"type": "data", "array": numbers(np.array(up)), "arrayminus": numbers(np.array(down))},
        line={"color": colour(0)}, hovertemplate="%{text}: %{y:.4g}<extra></extra>",
    )  # fmt: skip
    fig.update_xaxes(dtick=1 if len(values) < 20 else None)
    return fig
