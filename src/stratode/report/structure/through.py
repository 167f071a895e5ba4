"""What a volume is made of through its thickness, as curves."""

from __future__ import annotations

import plotly.graph_objects as go

from stratode.report.figures.style import figure, label, numbers, thinned
from stratode.report.lab_units import MICROMETRE, PERCENT
from stratode.report.structure.phases import line_colour
from stratode.structure.geometry.fractions import FractionProfile
from stratode.structure.volume import Volume


def fractions_through(volume: Volume, profile: FractionProfile) -> go.Figure:
    """Volume fraction of every phase, plane by plane."""
    fig = figure(f"← first plane      {profile.axis} / µm      last plane →", "Fraction of the plane / %")
    shown = thinned(profile.positions.size)
    for order, phase in enumerate(profile.labels):
        fig.add_scatter(
            x=numbers(profile.positions[shown] * MICROMETRE),
            y=numbers(profile.fractions[shown, order] * PERCENT),
            mode="lines",
            name=label(volume.named(phase)),
            line={"color": line_colour(order), "width": 2.2},
            hovertemplate="%{x:.4g} µm: %{y:.3g} %<extra>%{fullData.name}</extra>",
        )
    fig.update_yaxes(rangemode="tozero")
    return fig
