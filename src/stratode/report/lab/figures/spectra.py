"""Measured impedance drawn: Nyquist and Bode, with -Z'' upwards."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from stratode.lab.spectrum import MeasuredSpectrum
from stratode.report.figures.style import colour, figure, label, numbers


def nyquist(spectra: Sequence[MeasuredSpectrum]) -> go.Figure:
    """-Z'' over Z' with equal axes."""
    fig = figure("Z' / ohm", "−Z'' / ohm", height=460)
    for place, spectrum in enumerate(spectra):
        fig.add_scatter(
            x=numbers(spectrum.impedance.real),
            y=numbers(-spectrum.impedance.imag),
            customdata=[f"{f:.4g} Hz" for f in spectrum.frequency],
            name=label(spectrum.name),
            mode="markers",
            marker={"color": colour(place), "size": 6},
            hovertemplate="%{customdata}: Z' %{x:.4g}, −Z'' %{y:.4g} ohm<extra>%{fullData.name}</extra>",
        )
    fig.update_yaxes(scaleanchor="x", scaleratio=1)
    return fig
