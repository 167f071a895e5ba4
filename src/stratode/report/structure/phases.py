"""Phases in figures: the same colour and name everywhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from stratode.report.figures.style import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION, YELLOW, label
from stratode.structure.volume import Volume

COLOURS = ("#DCEBF5", "#5B6875", ORANGE, GREEN, PURPLE, BLUE, YELLOW, VERMILLION, "#9AA5B1")


def phase_colour(order: int) -> str:
    """Colour of the order-th label that occurs."""
    return COLOURS[order % len(COLOURS)]


def line_colour(order: int) -> str:
    """Colour of a line about the order-th label that occurs: as its pixels, but readable on white."""
    return SKY if order % len(COLOURS) == 0 else phase_colour(order)


def indexed(labels: NDArray[np.uint8], known: Sequence[int]) -> NDArray[np.uint8]:
    """Labels as their places in `known`."""
    table = np.zeros(256, dtype=np.uint8)
    table[list(known)] = np.arange(len(known), dtype=np.uint8)
    return np.asarray(table[labels])


def steps(count: int) -> list[tuple[float, str]]:
    """A colour scale of `count` flat steps."""
    return [(edge / count, phase_colour(i)) for i in range(count) for edge in (i, i + 1)]


def add_legend(fig: go.Figure, volume: Volume, known: Sequence[int]) -> None:
    """A square of each phase's colour with its name, above the figure."""
    for order, phase in enumerate(known):
        look = {"symbol": "square", "size": 12, "color": phase_colour(order), "line": {"width": 1, "color": "#8A8A8A"}}
        fig.add_scatter(x=[None], y=[None], mode="markers", marker=look, name=label(volume.named(phase)), hoverinfo="skip")
