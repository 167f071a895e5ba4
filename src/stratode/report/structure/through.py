"""What a volume is made of through its thickness, as curves."""

from __future__ import annotations

import plotly.graph_objects as go

from stratode.report.figures.style import BLUE, figure, label, numbers, thinned
from stratode.report.lab_units import MICROMETRE, PERCENT
from stratode.report.structure.phases import line_colour
from stratode.structure.geometry.fractions import FractionProfile
from stratode.structure.transport.profile import TauProfile
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


def tau_through(profile: TauProfile) -> go.Figure:
    """Tortuosity factor of slices one behind the other."""
    fig = figure(f"← first plane      {profile.axis} / µm      last plane →", "Tortuosity factor of the slice / 1")
    fig.add_scatter(
        x=numbers(profile.depth * MICROMETRE),
        y=numbers(profile.tau),
        customdata=numbers(profile.share * PERCENT),
        mode="lines",
        line={"color": BLUE, "width": 2.2, "shape": "hvh"},
        hovertemplate="%{x:.4g} µm: tau %{y:.3g}, %{customdata:.3g} % of the resistance<extra></extra>",
    )
    fig.update_yaxes(rangemode="tozero")
    return fig
