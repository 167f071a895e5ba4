"""The conductances of a volume's faces, turned so that the driven axis comes first and packed as the kernels want them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.voxels import faces as kernels
from stratode.structure.reading.labels import counted
from stratode.structure.transport.parts import Conducting, Faces, Plain
from stratode.structure.volume import AXES, Labels, Volume, Voxel

HIGHEST_CONTRAST = 1e3  # above which single precision is not enough
BINOMIAL = np.array([1, 5, 10, 10, 5, 1], dtype=np.uint16)  # [1 4 6 4 1] of variance one voxel, and the mean of the two at a corner
FULL = int(BINOMIAL.sum()) ** 3  # of the smoothed indicator where everything around conducts


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Faces of the voxels of a volume, driven along its first axis.

    Args:
        faces: (6, nz + 2, ny, ceil(nx / 2)), conductances over that of the face between two unit cubes, see the kernels.
        weights: conductance of a face along each axis of the lattice for a cube's, area over distance over a length.
        shape: voxels along the lattice's axes, those added to make a repeating axis even among them.
        axes: the volume's axis that each axis of the lattice is.
        repeats: the volume closes on itself along the driven axis.
        voxel: edges along the lattice's axes, m.
        graded: the phases that conduct differ in conductivity.
        open_fraction: mean relative conductivity of the voxels.
    """

    faces: NDArray[Any]
    weights: tuple[Any, Any, Any]
    shape: tuple[int, int, int]
    axes: tuple[int, int, int]
    repeats: bool
    voxel: Voxel
    graded: bool
    open_fraction: float

    @property
    def precision(self) -> type[np.floating[Any]]:
        """Of the fields: single, or double where the contrast or the error asked for needs it."""
        return type(self.weights[0])

    def effective(self, energy: float) -> float:
        """Conductivity of the whole for the `energy` at a potential difference of 1 over the driven axis."""
        nz, ny, nx = self.shape
        return energy * nz / (ny * nx) / float(self.weights[0])


def lattice(
    volume: Volume, conducting: Conducting, axis: str, faces: Faces, *, periodic_sides: bool, repeats: bool = False, double: bool = False
) -> Lattice:
    """The lattice of a volume driven along `axis`.

    Args:
        volume: labelled.
        conducting: its phases that conduct.
        axis: "z", "y" or "x".
        faces: how they conduct.
        periodic_sides: the two other axes close on themselves; else nothing passes their ends.
        repeats: the driven axis closes on itself too; else its ends are held at potentials.
        double: double precision whatever the contrast.

    Raises:
        ValueError: `axis` is none; every label conducts, so that none is left for the outside.
    """
    if axis not in AXES:
        raise ValueError(f"axis: must be z, y or x; received {axis!r}.")
    first = AXES.index(axis)
    axes = (first, *(a for a in range(3) if a != first))
    labels = np.ascontiguousarray(volume.labels.transpose(axes))
    for place, closed in enumerate((repeats, periodic_sides, periodic_sides)):
        if closed and labels.shape[place] % 2:
            labels = np.concatenate((labels, labels), axis=place)  # colours alternate around an even ring only
    counts = counted(volume.labels)
    table, rim = _table(conducting, counts)
    rimmed = _rimmed(labels, rim, (repeats, periodic_sides, periodic_sides))
    tall, deep, wide = (volume.voxel[a] for a in axes)
    values = list(conducting.phases.values())
    uniform = isinstance(faces, Plain) and set(values) == {1.0}
    double = double or max(values) > HIGHEST_CONTRAST * min(values)
    number = np.float64 if double else np.float32
    nz, ny, nx = labels.shape
    packed = np.zeros((6, nz + 2, ny, (nx + 1) // 2), np.uint8 if uniform and not double else number)
    _fill(packed, rimmed, table, faces, (repeats, periodic_sides, periodic_sides))
    return Lattice(
        faces=packed,
        weights=(number(1.0), number((tall / deep) ** 2), number((tall / wide) ** 2)),
        shape=(nz, ny, nx),
        axes=(axes[0], axes[1], axes[2]),
        repeats=repeats,
        voxel=(tall, deep, wide),
        graded=len(set(values)) > 1,
        open_fraction=float(counts @ np.maximum(table, 0.0) / volume.labels.size),
    )


def _table(conducting: Conducting, counts: NDArray[np.int64]) -> tuple[NDArray[np.float64], int]:
    """Conductivity of each label, and a label for the outside, whose conductivity is negative."""
    table = np.zeros(256)
    for label, value in conducting.phases.items():
        table[label] = value
    free = np.flatnonzero((counts == 0) & (table == 0.0))
    if free.size == 0:
        raise ValueError("labels: one of the 256 must not occur, to stand for the outside; received a volume of all. Merge two of them.")
    table[free[-1]] = -1.0
    return table, int(free[-1])


def _rimmed(labels: Labels, rim: int, closed: tuple[bool, bool, bool]) -> Labels:
    """The labels with one voxel more on every side: the outside, or where an axis closes on itself the other end."""
    whole = np.full(tuple(n + 2 for n in labels.shape), rim, np.uint8)
    whole[1:-1, 1:-1, 1:-1] = labels
    _close(whole, closed)
    return whole


def _close(rimmed: Labels, closed: tuple[bool, bool, bool]) -> None:
    """Let the rim repeat the volume along the axes that close on themselves."""
    for axis, closes in enumerate(closed):
        if closes:
            turned = np.moveaxis(rimmed, axis, 0)
            turned[0], turned[-1] = turned[-2], turned[1]


def _fill(packed: NDArray[Any], rimmed: Labels, table: NDArray[np.float64], faces: Faces, closed: tuple[bool, bool, bool]) -> None:
    """Fill the packed faces between voxels, and those at the ends."""
    if isinstance(faces, Plain):
        through = np.empty((256, 256), packed.dtype)
        kernels.pass_through(table, through)
        kernels.plain(rimmed, through, packed)
        if not closed[0]:
            kernels.plain_ends(rimmed, table, packed)
    else:
        corners, level = _corners(rimmed, table, closed)
        kernels.smoothed(rimmed, table, corners, level, packed)
        kept = np.zeros_like(rimmed)
        kernels.part(rimmed, table, packed, np.empty(6, np.int64), np.empty(6), kept)
        _close(kept, closed)
        kernels.unite(rimmed, table, kept, packed)
        if not closed[0]:
            kernels.smoothed_ends(rimmed, table, corners, level, packed)
    if closed[0]:
        packed[:, 0], packed[:, -1] = packed[:, -2], packed[:, 1]


def _corners(rimmed: Labels, table: NDArray[np.float64], closed: tuple[bool, bool, bool]) -> tuple[NDArray[np.uint16], float]:
    """Smoothed indicator of what conducts at the voxels' corners, and the level above which its volume is that of the voxels."""
    inside = (table > 0.0).astype(np.uint8)[rimmed[1:-1, 1:-1, 1:-1]]
    whole: NDArray[Any] = inside
    for axis, closes in enumerate(closed):
        margin = [(3, 3) if a == axis else (0, 0) for a in range(3)]
        padded = np.pad(whole, margin, mode="wrap" if closes else "symmetric")
        shape = tuple(n + 1 if a == axis else n for a, n in enumerate(whole.shape))
        outer, inner = int(np.prod(shape[:axis], dtype=int)), int(np.prod(shape[axis + 1 :], dtype=int))
        filtered = np.empty((outer, shape[axis], inner), np.uint16)
        kernels.blur(padded.reshape(outer, shape[axis] + 5, inner), BINOMIAL, filtered)
        whole = filtered.reshape(shape)
    counts = np.zeros(FULL + 1)
    kernels.tally(whole, counts)
    return whole, _level(counts, float(inside.mean(dtype=np.float64)))


def _level(counts: NDArray[np.float64], share: float) -> float:
    """The level that `share` of the volume lies above, between two values that the indicator takes."""
    above = np.cumsum(counts[::-1])[::-1] / counts.sum()
    return float(np.clip(np.searchsorted(-above, -share) - 0.5, 0.5, FULL - 0.5))
