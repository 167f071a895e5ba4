"""Which part of a phase reaches from one end face of a volume to the other; voxels are joined by faces (6 neighbours), as flux is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from stratode.structure.blocks import blocks

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Percolation:
    """How much of a phase takes part in transport along one axis. The three shares add to 1; all are 0 where the phase is absent.

    Args:
        axis: 0, 1 or 2, of the array.
        fraction: share of the phase in clusters that touch both end faces.
        one_sided: share in clusters that touch one end face only: reached by ions, but no way through.
        isolated: share in clusters that touch neither end face.
        clusters: how many clusters the phase has.
        mask: (nz, ny, nx) voxels of the clusters that touch both end faces.
    """

    axis: int
    fraction: float
    one_sided: float
    isolated: float
    clusters: int
    mask: Mask


def percolating(mask: Mask, axis: int, periodic_sides: bool = False) -> Mask:
    """The voxels of the clusters that touch both end faces.

    Needs about 6 bytes a voxel beside `mask` (a 32-bit label and two masks; 64-bit labels from 2^31 voxels on).

    Args:
        mask: (nz, ny, nx) voxels of the phase.
        axis: 0, 1 or 2: the direction from end face to end face.
        periodic_sides: the volume repeats itself across the four other faces.

    Returns:
        (nz, ny, nx) bool, a new array.

    Raises:
        ValueError: as :func:`percolation`.
    """
    labels, first, last = _clusters(mask, axis, periodic_sides)
    through: Mask = (first & last)[labels]
    return through


def percolation(mask: Mask, axis: int, periodic_sides: bool = False) -> Percolation:
    """How much of a phase reaches through, ends blindly or is cut off.

    Args:
        mask: (nz, ny, nx) voxels of the phase.
        axis: 0, 1 or 2: the direction from end face to end face.
        periodic_sides: the volume repeats itself across the four other faces.

    Raises:
        ValueError: not three axes of truth values; an axis that the volume has not.
    """
    labels, first, last = _clusters(mask, axis, periodic_sides)
    sizes = np.zeros(first.size, dtype=np.int64)
    for start, stop in blocks(mask.shape):
        sizes += np.bincount(labels[start:stop].ravel(), minlength=first.size)
    sizes[0] = 0  # the other phases
    total = max(int(sizes.sum()), 1)
    through = first & last
    share = [float(sizes[which].sum() / total) for which in (through, first ^ last, ~(first | last))]
    clusters = int(np.count_nonzero(sizes))
    return Percolation(axis, share[0], share[1], share[2], clusters, through[labels])


def _clusters(mask: Mask, axis: int, periodic_sides: bool) -> tuple[NDArray[np.integer], Mask, Mask]:
    """(cluster of every voxel, 0 elsewhere; per cluster: touches the first face; the last face)."""
    _check(mask, axis)
    labels, count = ndimage.label(np.ascontiguousarray(mask))
    if periodic_sides:
        root = _joined_over_sides(labels, count, axis)
        labels = root[labels]
        count = int(root.max(initial=0))
    touched = []
    for side in (0, -1):
        seen = np.zeros(count + 1, dtype=bool)
        seen[labels.take(side, axis=axis)] = True
        seen[0] = False
        touched.append(seen)
    return labels, touched[0], touched[1]


def _joined_over_sides(labels: NDArray[np.integer], count: int, axis: int) -> NDArray[np.integer]:
    """(count + 1,) the cluster that each cluster belongs to when opposite sides touch; 0 stays 0."""
    pairs = [np.stack([labels.take(s, axis=side).ravel() for s in (0, -1)]) for side in range(3) if side != axis]
    joined = np.concatenate(pairs, axis=1)
    joined = np.unique(joined[:, np.all(joined > 0, axis=0)], axis=1) - 1
    graph = coo_array((np.ones(joined.shape[1], dtype=bool), (joined[0], joined[1])), shape=(count, count))
    _, root = connected_components(graph, directed=False)
    return np.concatenate([[0], root + 1]).astype(labels.dtype)


def _check(mask: Mask, axis: int) -> None:
    if mask.ndim != 3 or mask.size == 0 or mask.dtype != np.bool_:
        raise ValueError(
            f"mask: must be truth values on three axes (z, y, x) of at least one voxel; received {mask.dtype} of shape {mask.shape}. "
            "Compare the labels with a phase, for example labels == 0."
        )
    if axis not in (0, 1, 2):
        raise ValueError(f"axis: must be 0 (z), 1 (y) or 2 (x); received {axis!r}.")
