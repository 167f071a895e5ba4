"""Pictures and height maps drawn with what was found in them laid over."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from stratode.report.figures.style import VERMILLION, figure

Array = NDArray[np.float64]
MOST_PIXELS = 420  # along an edge; more than its place in the page shows
GREYS = [(0.0, "#000000"), (1.0, "#FFFFFF")]
OVERLAY = [(0.0, "rgba(0,0,0,0)"), (1.0, VERMILLION)]
EDGES = (0.01, 0.99)  # shares of the pixels between which the scale of colours runs


def picture(values: Array, step: float, unit: str, mask: NDArray[np.bool_] | None = None, colours: str = "", name: str = "") -> go.Figure:
    """A picture with its first row at the top.

    Args:
        values: (rows, columns).
        step: edge of a pixel in `unit`.
        unit: of the axes, "um"; "pixels".
        mask: what is laid over in colour.
        colours: a scale of plotly's, drawn with its bar; greys where none is named.
        name: of the values, with their unit, beside the bar.
    """
    fig = figure(f"x / {unit}", f"y / {unit}", height=520)
    every = max(1, -(-max(values.shape) // MOST_PIXELS))
    thin = _averaged(values, every)
    low, high = (float(v) for v in np.nanquantile(thin, EDGES)) if np.any(np.isfinite(thin)) else (0.0, 1.0)
    shown = {"colorscale": colours, "showscale": True, "colorbar": {"title": {"text": name}, "outlinewidth": 0, "thickness": 14}}
    look = shown if colours else {"colorscale": GREYS, "showscale": False}
    place = {"x0": 0.5 * step * every, "dx": step * every, "y0": 0.5 * step * every, "dy": step * every}
    digits = np.round((thin - low) / ((high - low) or 1.0) * 255.0) / 255.0 * ((high - low) or 1.0) + low
    fig.add_heatmap(z=_numbers(digits), zmin=low, zmax=high, hovertemplate="%{x:.4g}, %{y:.4g}: %{z:.4g}<extra></extra>", **place, **look)
    if mask is not None:
        over = _averaged(mask.astype(float), every) > 0.34
        fig.add_heatmap(
            z=over.astype(np.uint8), zmin=0, zmax=1, colorscale=OVERLAY, showscale=False, opacity=0.75, hoverinfo="skip", **place
        )  # fmt: skip
    fig.update_yaxes(autorange="reversed", scaleanchor="x", constrain="domain")
    fig.update_xaxes(constrain="domain")
    return fig


def _averaged(values: Array, every: int) -> Array:
    """Means over squares of `every` pixels."""
    rows, columns = (n // every * every for n in values.shape)
    blocks = values[:rows, :columns].reshape(rows // every, every, columns // every, every)
    known = np.isfinite(blocks)
    total, count = np.where(known, blocks, 0.0).sum(axis=(1, 3)), known.sum(axis=(1, 3))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _numbers(values: Array) -> list[list[float | None]]:
    """Numbers of four digits; None where missing."""
    return [[float(f"{v:.4g}") if np.isfinite(v) else None for v in row] for row in values]
