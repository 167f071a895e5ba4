"""Measured curves over each other, with marks, bands and lines that show what was taken from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from stratode.lab.record import Array
from stratode.report.figures.style import DASHES, GREY, SYMBOLS, colour, figure, label, numbers

PALE = 0.4  # opacity of measured points, so that a line through them is seen
MOST = 3000  # points of one measured curve in a page


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One curve.

    Args:
        name: untrusted text.
        x, y: (N,).
        place: which colour.
        dash: which dash; 0 is solid.
        points: draw points instead of a line.
        faint: draw it behind what was found in it.
        legend: name it in the legend.
    """

    name: str
    x: Array
    y: Array
    place: int = 0
    dash: int = 0
    points: bool = False
    faint: bool = False
    legend: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Single points that were found, with what they are.

    Args:
        name: in the legend.
        x, y: (N,).
        words: of each, (N,).
        place: which colour.
        symbol: which symbol.
    """

    name: str
    x: Array
    y: Array
    words: Sequence[str]
    place: int = 0
    symbol: int = 0


def drawn(x_title: str, y_title: str, curves: Sequence[Curve], marks: Sequence[Marks] = (), height: int = 440) -> go.Figure:
    """Curves and marks in one figure."""
    fig = figure(x_title, y_title, height)
    for one in curves:
        keep = thin(one.x.size)
        look = {"color": GREY if one.faint else colour(one.place)}
        shape = {"mode": "markers", "marker": {**look, "size": 5, "opacity": PALE}} if one.points else {"mode": "lines"}
        line = {} if one.points else {"line": {**look, "width": 1.4 if one.faint else 2.0, "dash": DASHES[one.dash % len(DASHES)]}}
        fig.add_scatter(
            x=numbers(one.x[keep], 7), y=numbers(one.y[keep]), name=label(one.name), legendgroup=label(one.name), showlegend=one.legend,
            hovertemplate="%{x:.5g}, %{y:.4g}<extra>%{fullData.name}</extra>", **shape, **line,
        )  # fmt: skip
    for mark in marks:
        symbol = f"{SYMBOLS[mark.symbol % len(SYMBOLS)]}-open"
        fig.add_scatter(
            x=numbers(mark.x, 7), y=numbers(mark.y), name=label(mark.name), text=[label(word) for word in mark.words], mode="markers",
            marker={"symbol": symbol, "size": 10, "color": colour(mark.place), "line": {"width": 2}},
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    return fig


def thin(count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Indices of at most MOST of `count` points, both ends kept."""
    return np.unique(np.linspace(0, count - 1, min(count, MOST)).round().astype(np.int64)) if count else np.empty(0, np.int64)
