"""Phase fractions: of the whole volume, and plane by plane along an axis. Counted in 64 bits, in blocks, from memory or from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.structure.blocks import Planes, blocks, planes_of
from stratode.structure.volume import AXES, Volume

LABELS = 256
Counts = NDArray[np.int64]
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FractionProfile:
    """How much of every plane across one axis is which phase.

    Args:
        axis: "z", "y" or "x".
        positions: (n,) of the planes' centres from the first face, m; in voxels where the voxel's size is not known.
        labels: (k,) that occur.
        fractions: (n, k); each row adds to 1.
    """

    axis: str
    positions: Array
    labels: tuple[int, ...]
    fractions: Array


def fractions(volume: Volume | Planes) -> Mapping[int, float]:
    """Volume fraction of every label that occurs, in rising order of the labels; they add to 1.

    Needs no memory beside the volume's own but a block's; any number of voxels.

    Args:
        volume: labels in memory, or an opened file of 8-bit labels.

    Raises:
        ValueError: the planes of a file are no 8-bit labels.
    """
    found = label_counts(volume, "z").sum(axis=0)
    total = int(found.sum())
    return {int(label): int(found[label]) / total for label in np.flatnonzero(found)}


def fraction_profile(volume: Volume | Planes, axis: str = "z") -> FractionProfile:
    """Volume fractions plane by plane.

    Args:
        volume: labels in memory, or an opened file of 8-bit labels.
        axis: the direction in which planes are counted off, "z", "y" or "x".

    Raises:
        ValueError: as :func:`label_counts`.
    """
    counts = label_counts(volume, axis)
    labels = np.flatnonzero(counts.any(axis=0))
    edge = volume.voxel[AXES.index(axis)] if isinstance(volume, Volume) else 1.0
    positions: Array = (np.arange(len(counts), dtype=np.float64) + 0.5) * edge
    shares: Array = (counts[:, labels] / counts.sum(axis=1, keepdims=True)).astype(np.float64)
    return FractionProfile(axis, positions, tuple(int(label) for label in labels), shares)


def label_counts(volume: Volume | Planes, axis: str) -> Counts:
    """(n, 256) voxels of every label in every plane across `axis`.

    Args:
        volume: labels in memory, or an opened file of 8-bit labels.
        axis: "z", "y" or "x".

    Raises:
        ValueError: an axis of another name; planes that are no 8-bit labels.
    """
    if axis not in AXES:
        raise ValueError(f"axis: must be z, y or x; received {axis!r}.")
    along = AXES.index(axis)
    planes = planes_of(volume)
    counts: Counts = np.zeros((planes.shape[along], LABELS), dtype=np.int64)
    for start, stop in blocks(planes.shape):
        block = np.asarray(planes.planes(start, stop))
        if block.dtype != np.uint8:
            raise ValueError(f"labels: must be 8-bit unsigned integers; received {block.dtype}. Segment a grey volume first.")
        if along == 0:
            for z in range(stop - start):
                counts[start + z] = np.bincount(block[z].ravel(), minlength=LABELS)
        else:
            for label in np.flatnonzero(np.bincount(block.ravel(), minlength=LABELS)):
                counts[:, label] += np.count_nonzero(block == label, axis=(0, 3 - along))
    return counts
