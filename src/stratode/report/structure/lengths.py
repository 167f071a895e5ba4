"""How long and how large the parts of a volume's phases are, as curves."""

from __future__ import annotations

import plotly.graph_objects as go

from stratode.report.figures.style import DASHES, MOST_POINTS, figure, label, numbers
from stratode.report.lab_units import MICROMETRE, PERCENT
from stratode.report.structure.phases import line_colour
from stratode.structure.analysis import Analysis
from stratode.structure.volume import AXES

SHOWN_SHARE = 0.99  # of the length of all chords that a figure reaches to


def chord_distribution(one: Analysis) -> go.Figure:
    """How long straight lines stay in a phase: a colour a phase, a line style an axis, by number."""
    fig = figure("Chord length / µm", "Chords per length / % per µm")
    known = tuple(one.fractions)
    longest = 0.0
    for chords in one.shapes.chords if one.shapes is not None else ():
        if not chords.shares.any():
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
