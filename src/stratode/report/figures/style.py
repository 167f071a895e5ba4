"""How every figure looks: colours that colour-blind readers tell apart, readable type, units on axes, layers as bands."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from stratode.report.lab_units import MICROMETRE

if TYPE_CHECKING:
    from stratode.report.profiles import Bands

Array = NDArray[np.float64]

# Okabe & Ito (2008), Color Universal Design; black is left to the theme, yellow is only used as a fill.
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
SKY, ORANGE, YELLOW, GREY = "#56B4E9", "#E69F00", "#F0E442", "#8A8A8A"
COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")
LAYER_COLOURS = (ORANGE, SKY, GREEN, PURPLE, YELLOW, BLUE)
STAGE_COLOURS = (GREY, SKY, BLUE, ORANGE, VERMILLION)  # from the beginning of a discharge to its end
MOST_POINTS = 240  # of one curve in a page; more than a screen shows
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def colour(index: int) -> str:
    """Colour of the index-th recipe or rate."""
    return COLOURS[index % len(COLOURS)]


def layer_colour(name: str, bands: Bands) -> str:
    """Colour of a layer, the same in every figure of its recipe; grey for what is not a layer of an electrode."""
    layers = [label for label, region in zip(bands.name, bands.region, strict=True) if region != 0]
    return LAYER_COLOURS[layers.index(name) % len(LAYER_COLOURS)] if name in layers else GREY


def label(text: str) -> str:
    """Untrusted text (a recipe's or layer's name) as figure text: no mark-up, no line breaks, at most 60 characters."""
    plain = " ".join(text.split())
    return html.escape(plain if len(plain) <= 60 else plain[:59] + "…", quote=False)


def figure(x_title: str, y_title: str, height: int = 420) -> go.Figure:
    """An empty figure with the house's layout; the page recolours text and grid for light, dark and print."""
    fig = go.Figure()
    axis = {"showline": True, "linewidth": 1, "ticks": "outside", "zeroline": False, "automargin": True, "title": {"standoff": 10}}
    fig.update_layout(
        template="none",
        height=height,
        margin={"l": 70, "r": 20, "t": 40, "b": 60},
        font={"family": FONT, "size": 14},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "xanchor": "left", "x": 0, "font": {"size": 13}},
        hovermode="closest",
        xaxis=axis | {"title": {"text": x_title, "standoff": 10}},
        yaxis=axis | {"title": {"text": y_title, "standoff": 10}},
    )
    return fig


def thinned(count: int, most: int = MOST_POINTS) -> NDArray[np.int64]:
    """Indices of at most `most`, but of two, of `count` points, both ends kept."""
    kept = min(count, max(min(most, MOST_POINTS), 2))
    return np.unique(np.linspace(0, count - 1, kept).round().astype(np.int64)) if count else np.empty(0, np.int64)


def numbers(values: Array, digits: int = 5) -> list[float | None]:
    """Values as plain numbers of `digits` significant digits (a page is read, not computed with); None where not finite."""
    return [float(f"{v:.{digits}g}") if np.isfinite(v) else None for v in np.asarray(values, dtype=float)]


def add_bands(fig: go.Figure, bands: Bands, *, electrodes_only: bool = False) -> None:
    """Colour the background by layer and write each layer's name above it."""
    for name, region, start, end in zip(bands.name, bands.region, bands.start, bands.end, strict=True):
        if electrodes_only and region == 0:
            continue
        fig.add_vrect(
            x0=start * MICROMETRE, x1=end * MICROMETRE, fillcolor=layer_colour(name, bands), opacity=0.16, line_width=0, layer="below"
        )  # fmt: skip
    total = bands.end[-1] if bands.end else 0.0
    for name, start, end in zip(bands.name, bands.start, bands.end, strict=True):
        if total > 0.0 and (end - start) / total >= 0.06:
            above = {"y": 1.0, "yref": "paper", "yanchor": "bottom", "showarrow": False, "font": {"size": 12}}
            fig.add_annotation(x=0.5 * (start + end) * MICROMETRE, text=label(short(name)), **above)


def short(name: str) -> str:
    """ "cathode: L" as "L"; other names as they are."""
    return name.removeprefix("cathode: ")


def through_thickness(bands: Bands) -> str:
    """Title of the x axis of a figure through the thickness, both ends in words."""
    right = "anode" if any(region < 0 for region in bands.region) else "lithium"
    return f"← cathode collector      distance / µm      {right} →"


def legend_below_title(fig: go.Figure) -> None:
    """Make room above the plot for layer names, with the legend over them."""
    fig.update_layout(legend={"y": 1.09}, margin={"t": 78})


def stage_colours(count: int) -> Sequence[str]:
    """`count` colours from the beginning of a discharge to its end."""
    last = len(STAGE_COLOURS) - 1
    return [STAGE_COLOURS[round(i * last / max(count - 1, 1))] for i in range(count)]
