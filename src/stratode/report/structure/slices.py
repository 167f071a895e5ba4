"""Cuts through a volume: its phases on three planes, what was segmented from what, and where the flux goes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from stratode.report.figures.style import FONT, VERMILLION
from stratode.report.lab_units import MICROMETRE
from stratode.report.structure.phases import add_legend, indexed, steps
from stratode.report.structure.streamlines import seeded_by_flux, streamlines
from stratode.structure.reading.labels import existing
from stratode.structure.transport.parts import Fields
from stratode.structure.volume import AXES, Grey, Volume

MOST_PIXELS = 360  # along an edge of a cut; more than its place in the page shows
GREYS = [(0.0, "#000000"), (1.0, "#FFFFFF")]
BOUNDARIES = [(0.0, "rgba(0,0,0,0)"), (1.0, VERMILLION)]
BRIGHTEST = 0.99  # share of voxels below the top of the flux's colour scale
SEEDS = 34  # streamlines of one cut


@dataclass(frozen=True, slots=True)
class Cut:
    """A plane through the middle of a volume, across one axis.

    Args:
        across: index of the axis it is across: 0 z, 1 y, 2 x.
    """

    across: int

    @property
    def axes(self) -> tuple[int, int]:
        """Indices of the axes shown upwards and to the right."""
        upward, right = (i for i in range(3) if i != self.across)
        return upward, right

    def of(self, array: NDArray[np.generic]) -> NDArray[np.generic]:
        """The middle plane of a volume of voxels (..., nz, ny, nx)."""
        axis = array.ndim - 3 + self.across
        middle: NDArray[np.generic] = np.take(array, array.shape[axis] // 2, axis=axis)
        return middle

    def title(self, volume: Volume) -> str:
        """Which plane, in words."""
        middle = (volume.shape[self.across] // 2 + 0.5) * volume.voxel[self.across] * MICROMETRE
        return f"{AXES[self.across]} = {middle:.4g} µm"


CUTS = (Cut(1), Cut(2), Cut(0))


def three_cuts(volume: Volume, grey: Grey | None = None) -> go.Figure:
    """The phases on the three middle planes; where the volume was segmented, above them the grey values with the phases' boundaries."""
    known = existing(volume)
    rows = 2 if grey is not None else 1
    titles = [cut.title(volume) for cut in CUTS] * rows
    fig = make_subplots(rows, len(CUTS), subplot_titles=titles, horizontal_spacing=0.07, vertical_spacing=0.14)
    flat = {"colorscale": steps(len(known)), "zmin": -0.5, "zmax": len(known) - 0.5}
    for column, cut in enumerate(CUTS, 1):
        plane = np.asarray(cut.of(volume.labels), dtype=np.uint8)
        if grey is not None:
            _add_grey(fig, grey, volume, cut, 1, column)
            _add_image(fig, boundaries(plane), volume, cut, 1, column, colorscale=BOUNDARIES, zmin=0, zmax=1)
        _add_image(fig, indexed(plane, known), volume, cut, rows, column, **flat)
    add_legend(fig, volume, known)
    _lay_out(fig, 420 * rows)
    return fig


def boundaries(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 at pixels whose right or upper neighbour is of another phase, 0 elsewhere."""
    edge = np.zeros(plane.shape, dtype=np.uint8)
    edge[:-1] |= plane[:-1] != plane[1:]
    edge[:, :-1] |= plane[:, :-1] != plane[:, 1:]
    return edge


def flux_cut(volume: Volume, fields: Fields) -> go.Figure:
    """Size of the flux on the plane that holds the driven axis, over that of a free volume, with lines along it.

    Args:
        volume: the volume that the fields were computed on.
        fields: of one driven axis.
    """
    driven = AXES.index(fields.axis)
    cut = next(cut for cut in CUTS if driven in cut.axes)
    flux = np.asarray(cut.of(fields.flux), dtype=np.float64)
    size = np.sqrt(np.sum(flux**2, axis=0))
    conducting = np.isfinite(np.asarray(cut.of(fields.potential), dtype=np.float64))
    top = float(np.quantile(size[conducting], BRIGHTEST)) if np.any(conducting) else 1.0
    fig = make_subplots(1, 1)
    shown = np.where(conducting, size, np.nan).astype(np.float32)
    bar = {"title": {"text": "flux over<br>free volume"}, "outlinewidth": 0, "thickness": 14}
    _add_image(fig, shown, volume, cut, 1, 1, colorscale="Viridis", zmin=0.0, zmax=top or 1.0, showscale=True, colorbar=bar)
    _add_lines(fig, flux, volume, cut, driven)
    _lay_out(fig, 520)
    fig.update_layout(showlegend=False)
    return fig


def _add_grey(fig: go.Figure, grey: Grey, volume: Volume, cut: Cut, row: int, column: int) -> None:
    values = np.asarray(cut.of(grey.values), dtype=np.float32)
    low, high = (float(x) for x in np.quantile(values, (0.005, 0.995)))
    span = high - low or 1.0
    image = np.clip((values - low) / span * 255.0, 0.0, 255.0).astype(np.uint8)
    _add_image(fig, image, volume, cut, row, column, colorscale=GREYS, zmin=0, zmax=255)


def _add_image(fig: go.Figure, image: NDArray[np.generic], volume: Volume, cut: Cut, row: int, column: int, **look: object) -> None:
    """A plane as coloured pixels with its axes in µm, thinned where it has more than a page shows."""
    upward, right = cut.axes
    thin = tuple(max(1, -(-size // MOST_PIXELS)) for size in image.shape)
    step = [volume.voxel[axis] * every * MICROMETRE for axis, every in zip(cut.axes, thin, strict=True)]
    hover = f"{AXES[right]} %{{x:.4g}} µm, {AXES[upward]} %{{y:.4g}} µm"
    value = ": %{z:.3g}" if look.get("showscale") else ""
    fig.add_heatmap(
        z=np.ascontiguousarray(image[:: thin[0], :: thin[1]]),
        x0=0.5 * step[1],
        dx=step[1],
        y0=0.5 * step[0],
        dy=step[0],
        row=row,
        col=column,
        hovertemplate=f"{hover}{value}<extra></extra>",
        **({"showscale": False} | look),
    )
    anchor = fig.data[-1].xaxis or "x"
    fig.update_xaxes(title_text=f"{AXES[right]} / µm", constrain="domain", row=row, col=column)
    fig.update_yaxes(title_text=f"{AXES[upward]} / µm", scaleanchor=anchor, constrain="domain", row=row, col=column)


def _add_lines(fig: go.Figure, flux: NDArray[np.float64], volume: Volume, cut: Cut, driven: int) -> None:
    """Lines along the flux within the plane, from seeds spread over its middle and its first edge."""
    edges = np.array([volume.voxel[axis] for axis in cut.axes])
    plane = flux[list(cut.axes)] / edges[:, None, None]
    along = cut.axes.index(driven)
    size = np.sqrt(np.sum(plane**2, axis=0))
    lines = streamlines(plane, _spread(size, along))
    x: list[float | None] = []
    y: list[float | None] = []
    for line in lines:
        place = (line + 0.5) * edges * MICROMETRE
        x += [*np.round(place[::2, 1], 3).tolist(), None]
        y += [*np.round(place[::2, 0], 3).tolist(), None]
    fig.add_scatter(x=x, y=y, mode="lines", line={"color": "white", "width": 1.2}, hoverinfo="skip", row=1, col=1)


def _spread(size: NDArray[np.float64], along: int) -> NDArray[np.float64]:
    """Seeds on three levels along the driven axis, where most flows; lines in a cut leave its plane, so that one level is not enough."""
    seeds = []
    for share in (0.02, 0.35, 0.7):
        level = int(share * size.shape[along])
        for (place,) in seeded_by_flux(np.take(size, level, axis=along), SEEDS // 3):
            seeds.append((level, place) if along == 0 else (place, level))
    return np.array(seeds, dtype=float).reshape(-1, 2)


def _lay_out(fig: go.Figure, height: int) -> None:
    fig.update_layout(
        template="none",
        height=height,
        margin={"l": 60, "r": 10, "t": 70, "b": 50},
        font={"family": FONT, "size": 13},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0 + 40.0 / height, "xanchor": "left", "x": 0},
    )
    fig.update_xaxes(showgrid=False, zeroline=False, ticks="outside")
    fig.update_yaxes(showgrid=False, zeroline=False, ticks="outside")
