"""Blocks of voxels as one: labels by majority, grey values by their mean."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.structure.reading.labels import counted
from stratode.structure.volume import Labels

MOST = 32  # voxels along an axis that become one: their number, 32^3, is counted in 16 bits


def majority(labels: Labels, factor: int, first: int = 0) -> Labels:
    """The label that most voxels of each block bear.

    Where two or more bear it equally often, the lowest of them wins in every second block and the highest in the others, as the squares of
    a chessboard alternate: no phase gains by its number.

    Args:
        labels: (nz, ny, nx); what is left over at the far ends of the axes is left out.
        factor: edge of a block in voxels, up to 32.
        first: number of the first layer of blocks, where `labels` is a part of a volume.

    Returns:
        (nz // factor, ny // factor, nx // factor).
    """
    if factor == 1:
        return labels
    shape = tuple(n // factor for n in labels.shape)
    cut = labels[tuple(slice(0, n * factor) for n in shape)]
    z, y, x = np.ogrid[first : first + shape[0], 0 : shape[1], 0 : shape[2]]
    highest_wins = (z + y + x) % 2 == 1
    winner = np.zeros(shape, np.uint8)
    most = np.zeros(shape, np.uint16)
    for label in np.flatnonzero(counted(cut)):
        count = _sums(cut == label, factor, np.uint16)
        wins = (count > most) | ((count == most) & (count > 0) & highest_wins)
        winner[wins] = label
        np.maximum(most, count, out=most)
    return winner


def mean(values: NDArray[Any], factor: int) -> NDArray[np.float32]:
    """Mean grey value of each block of `factor`^3 voxels; arguments and result as of :func:`majority`."""
    shape = tuple(n // factor for n in values.shape)
    cut = values[tuple(slice(0, n * factor) for n in shape)]
    return (_sums(cut, factor, np.float64) / factor**3).astype(np.float32)


def _sums(values: NDArray[Any], factor: int, dtype: type[Any]) -> NDArray[Any]:
    """Sum over each block, axis after axis."""
    for axis in (2, 1, 0):
        parts = [values[(slice(None),) * axis + (slice(i, None, factor),)] for i in range(factor)]
        total = parts[0].astype(dtype)
        for part in parts[1:]:
            total += part
        values = total
    return values
