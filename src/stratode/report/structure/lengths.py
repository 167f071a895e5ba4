"""How long and how large the parts of a volume's phases are, as curves."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from stratode.report.figures.style import DASHES, MOST_POINTS, figure, label, numbers, thinned
from stratode.report.lab_units import MICROMETRE, PERCENT
from stratode.report.structure.phases import line_colour
from stratode.structure.analysis import Analysis
from stratode.structure.volume import AXES

BINS = 24  # of particle diameters
SHOWN_SHARE = 0.99  # of the length of all chords that a figure reaches to


def chord_distribution(one: Analysis) -> go.Figure:
    """How long straight lines stay in a phase, by number: a colour a phase; what conducts along every axis, the others along the first."""
    fig = figure("Chord length / µm", "Chords per length / % per µm")
    known = tuple(one.fractions)
    longest = 0.0
    for chords in one.shapes.chords if one.shapes is not None else ():
        beside = chords.phase not in one.request.phases and chords.axis != one.request.axes[0]
        if beside or not chords.shares.any():
            continue
        edge = one.volume.voxel[AXES.index(chords.axis)] * MICROMETRE
        longest = max(longest, chords.quantile(SHOWN_SHARE) * MICROMETRE)
        shown = chords.lengths * MICROMETRE <= max(longest, edge)
        shown[MOST_POINTS:] = False
        fig.add_scatter(
            x=numbers(chords.lengths[shown] * MICROMETRE),
            y=numbers(chords.shares[shown] * PERCENT / edge),
            mode="lines",
            name=f"{label(one.volume.named(chords.phase))}, {chords.axis}",
            line={"color": line_colour(known.index(chords.phase)), "dash": DASHES[AXES.index(chords.axis)], "width": 2},
            hovertemplate="%{x:.3g} µm: %{y:.3g} % per µm<extra>%{fullData.name}</extra>",
        )
    fig.update_xaxes(range=[0.0, longest or 1.0])
    fig.update_yaxes(rangemode="tozero")
    return fig


def opening_sizes(one: Analysis) -> go.Figure:
    """How wide the conducting phases are: share of their volume in places up to each diameter."""
    fig = figure("Diameter of the largest ball that fits / µm", "Volume in places up to this / %")
    known = tuple(one.fractions)
    for phase, found in one.shapes.openings.items() if one.shapes is not None else ():
        shown = thinned(found.diameters.size)
        fig.add_scatter(
            x=numbers(found.diameters[shown] * MICROMETRE),
            y=numbers(np.cumsum(found.shares)[shown] * PERCENT),
            mode="lines",
            name=label(one.volume.named(phase)),
            line={"color": line_colour(known.index(phase)), "width": 2.2, "shape": "hv"},
            hovertemplate="%{x:.3g} µm: %{y:.3g} %<extra>%{fullData.name}</extra>",
        )
    fig.update_xaxes(rangemode="tozero")
    fig.update_yaxes(range=[0.0, 102.0])
    fig.update_layout(showlegend=True)
    return fig


def particle_diameters(one: Analysis) -> go.Figure:
    """Diameters of the particles of each phase that does not conduct, by volume."""
    fig = figure("Diameter of a ball of the particle's volume / µm", "Share of the phase's volume / %")
    known = tuple(one.fractions)
    grains = one.shapes.grains if one.shapes is not None else {}
    largest = max((found.by_volume.diameters.max(initial=0.0) for found in grains.values()), default=0.0) * MICROMETRE
    edges = np.linspace(0.0, 1.02 * (largest or 1.0), BINS + 1)
    for phase, found in grains.items():
        shares, _ = np.histogram(found.by_volume.diameters * MICROMETRE, edges, weights=found.by_volume.shares)
        fig.add_bar(
            x=numbers(0.5 * (edges[1:] + edges[:-1])),
            y=numbers(shares * PERCENT),
            name=f"{label(one.volume.named(phase))} ({found.count} whole)",
            marker={"color": line_colour(known.index(phase))},
            hovertemplate="%{x:.3g} µm: %{y:.3g} %<extra>%{fullData.name}</extra>",
        )
    fig.update_layout(barmode="group", bargap=0.1, showlegend=True)
    return fig
