"""A volume in the round: its solid phases as surfaces, cut open in front, and lines along the flux through what was cut away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib import util

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from stratode.report.figures.style import FONT, VERMILLION, label
from stratode.report.lab_units import MICROMETRE
from stratode.report.structure.phases import phase_colour
from stratode.report.structure.streamlines import seeded_by_flux, streamlines
from stratode.structure.reading.labels import existing
from stratode.structure.transport.parts import Fields
from stratode.structure.volume import AXES, Volume

MOST_FACES = 36_000  # triangles of all surfaces together: below 1 MB in the page
FINEST = 72  # blocks along the longest edge that are drawn at most
LINES = 40
SURFACE = 0.5  # share of a block at which a phase's surface lies
EYE = {"x": 1.5, "y": -1.85, "z": 1.05}


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Triangles around one phase.

    Args:
        phase: its label.
        places: (v, 3) corners along z, y, x, µm.
        faces: (f, 3) which three corners.
    """

    phase: int
    places: NDArray[np.float32]
    faces: NDArray[np.int32]


def can_be_drawn() -> bool:
    """Whether the library that finds surfaces is installed (extra `image`)."""
    return util.find_spec("skimage") is not None


def scene(volume: Volume, conducting: Collection[int], fields: Fields | None = None) -> go.Figure:
    """Surfaces of the phases that do not conduct, and lines along the flux where `fields` are given.

    Args:
        volume: of any size; surfaces are drawn from means over blocks of voxels.
        conducting: labels left open; all are drawn where no other is left.
        fields: on this volume; the front half of the surfaces is then cut away.
    """
    known = existing(volume)
    solids = [phase for phase in known if phase not in conducting] or list(known)
    fig = go.Figure()
    for found in surfaces(volume, solids, fields is not None):
        _add_surface(fig, found, phase_colour(known.index(found.phase)), label(volume.named(found.phase)))
    if fields is not None:
        _add_lines(fig, volume, fields)
    _lay_out(fig)
    return fig


def surfaces(volume: Volume, phases: Sequence[int], cut: bool) -> list[Surface]:
    """The surface of each phase, drawn as coarsely as MOST_FACES asks.

    Args:
        volume: what to draw.
        phases: labels; those that fill no block are left out.
        cut: leave out the half with small y.
    """
    block = max(1, -(-max(volume.shape) // FINEST))
    while True:
        found = [_surface(volume, phase, block, cut) for phase in phases]
        if sum(len(one.faces) for one in found) <= MOST_FACES or block >= max(volume.shape) // 2:
            return [one for one in found if len(one.faces)]
        block += 1


def block_means(mask: NDArray[np.bool_], block: int) -> NDArray[np.float32]:
    """Share of each block of voxels that is in the mask; blocks at the far faces may be smaller."""
    share: NDArray[np.float32] = mask.astype(np.float32)
    for axis, size in enumerate(mask.shape):
        starts = np.arange(0, size, block)
        counts = np.diff(np.append(starts, size)).astype(np.float32)
        shape = [1, 1, 1]
        shape[axis] = starts.size
        share = (np.add.reduceat(share, starts, axis=axis) / counts.reshape(shape)).astype(np.float32)
    return share


def _surface(volume: Volume, phase: int, block: int, cut: bool) -> Surface:
    from skimage import measure

    share = block_means(volume.labels == phase, block)
    begin = share.shape[1] // 2 if cut else 0
    closed = np.pad(share[:, begin:], 1)
    if closed.max() <= SURFACE:
        return Surface(phase, np.empty((0, 3), np.float32), np.empty((0, 3), np.int32))
    places, faces = measure.marching_cubes(closed, SURFACE)[:2]  # type: ignore[no-untyped-call]
    edges = np.array(volume.voxel) * block * MICROMETRE
    shifted = (places - 0.5 + (0.0, begin, 0.0)) * edges  # the padding takes a block, the centre of the first lies half a block in
    return Surface(phase, shifted.astype(np.float32), faces.astype(np.int32))


def _add_surface(fig: go.Figure, surface: Surface, tone: str, name: str) -> None:
    z, y, x = surface.places.T
    i, j, k = surface.faces.T
    fig.add_mesh3d(
        x=np.ascontiguousarray(x),
        y=np.ascontiguousarray(y),
        z=np.ascontiguousarray(z),
        i=np.ascontiguousarray(i),
        j=np.ascontiguousarray(j),
        k=np.ascontiguousarray(k),
        color=tone,
        name=name,
        showlegend=True,
        hoverinfo="name",
        lighting={"ambient": 0.55, "diffuse": 0.7, "specular": 0.1, "roughness": 0.8},
        lightposition={"x": 2000, "y": -3000, "z": 4000},
    )


def _add_lines(fig: go.Figure, volume: Volume, fields: Fields) -> None:
    """Lines that start on the first face, in the half that was cut away, where most flows in."""
    driven = AXES.index(fields.axis)
    edges = np.array(volume.voxel)
    flux = fields.flux / edges.astype(np.float32)[:, None, None, None]
    through = np.take(flux[driven], 0, axis=driven).copy()
    if driven != 1:
        behind = through[through.shape[0] // 2 :] if driven == 0 else through[:, through.shape[1] // 2 :]
        behind[...] = 0.0
    seeds = np.insert(seeded_by_flux(through, LINES), driven, 0.0, axis=1)
    places = [(line[::3] + 0.5) * edges * MICROMETRE for line in streamlines(flux, seeds)]
    gap = np.full((1, 3), np.nan)
    path = np.concatenate([part for place in places for part in (place, gap)] or [gap]).astype(np.float32)
    fig.add_scatter3d(
        x=np.ascontiguousarray(path[:, 2]),
        y=np.ascontiguousarray(path[:, 1]),
        z=np.ascontiguousarray(path[:, 0]),
        mode="lines",
        line={"color": VERMILLION, "width": 3},
        name=f"flux along {fields.axis}",
        hoverinfo="skip",
    )


def _lay_out(fig: go.Figure) -> None:
    plain = {"showbackground": False, "gridcolor": "rgba(128,128,128,0.3)", "zeroline": False}
    axes = {f"{name}axis": plain | {"title": {"text": f"{name} / µm"}} for name in ("x", "y", "z")}
    fig.update_layout(
        template="none",
        height=620,
        margin={"l": 0, "r": 0, "t": 40, "b": 0},
        font={"family": FONT, "size": 13},
        paper_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "xanchor": "left", "x": 0},
        scene={**axes, "aspectmode": "data", "camera": {"eye": EYE}},
    )
