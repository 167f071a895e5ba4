"""A segmentation to judge: grey levels with their thresholds, the same slice by slice, and what a shifted threshold changes."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from stratode.report.figures.style import GREY, VERMILLION, Array, figure, label, numbers
from stratode.report.lab_units import MICROMETRE, PERCENT
from stratode.report.structure.phases import line_colour
from stratode.structure.segment.segmentation import Segmentation

SHOWN_BINS = 256
SHOWN_SLICES = 200


def grey_histogram(found: Segmentation) -> go.Figure:
    """How often each grey level occurs, and where it is cut."""
    centres, counts = _merged(found.histogram.centres, found.histogram.counts[None].astype(float))
    fig = figure("Grey level after the median filter", "Share of voxels / %")
    share = counts[0] / counts.sum() * PERCENT
    hover = "grey %{x:.4g}: %{y:.3g} %<extra></extra>"
    fig.add_scatter(
        x=numbers(centres), y=numbers(share), mode="lines", line={"color": GREY, "width": 2}, fill="tozeroy", hovertemplate=hover
    )
    for threshold in found.thresholds:
        fig.add_vline(x=threshold, line={"color": VERMILLION, "width": 2}, annotation_text=f"{threshold:.4g}")
    fig.update_layout(showlegend=False)
    return fig


def slice_histograms(found: Segmentation) -> go.Figure:
    """The histogram of every slice along z, with the thresholds; a drift of brightness shows as a slant."""
    centres, counts = _merged(found.histogram.centres, found.histogram.slices.astype(float))
    every = max(1, -(-len(counts) // SHOWN_SLICES))
    share = counts[::every] / counts[::every].sum(axis=1, keepdims=True) * PERCENT
    depth = (np.arange(0.0, len(counts), every) + 0.5) * found.volume.voxel[0] * MICROMETRE
    fig = figure("Grey level after the median filter", "z / µm")
    bar = {"title": {"text": "% of slice"}, "thickness": 14, "outlinewidth": 0}
    hover = "grey %{x:.4g}, z %{y:.4g} µm: %{z:.2g} %<extra></extra>"
    fig.add_heatmap(x=numbers(centres), y=numbers(depth), z=share.astype(np.float32), colorscale="Greys", colorbar=bar, hovertemplate=hover)
    for threshold in found.thresholds:
        fig.add_vline(x=threshold, line={"color": VERMILLION, "width": 2})
    return fig


def threshold_sensitivity(found: Segmentation) -> go.Figure:
    """Fraction of every phase over a common shift of all thresholds."""
    fig = figure("Shift of the thresholds / grey levels", "Volume fraction / %")
    seen = found.sensitivity
    for phase in range(seen.fractions.shape[1]):
        fig.add_scatter(
            x=numbers(seen.shifts),
            y=numbers(seen.fractions[:, phase] * PERCENT),
            mode="lines+markers",
            name=label(found.volume.named(phase)),
            line={"color": line_colour(phase), "width": 2.2},
            hovertemplate="%{x:.3g} grey levels: %{y:.4g} %<extra>%{fullData.name}</extra>",
        )
    fig.update_yaxes(rangemode="tozero")
    return fig


def _merged(centres: Array, rows: Array) -> tuple[Array, Array]:
    """Bins joined until few enough for a page: (centres, rows of counts)."""
    every = max(1, -(-centres.size // SHOWN_BINS))
    starts = np.arange(0, centres.size, every)
    return np.array([centres[i : i + every].mean() for i in starts]), np.add.reduceat(rows, starts, axis=1)
