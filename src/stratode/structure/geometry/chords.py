"""Chord lengths: how long straight lines along an axis stay within a phase.

A chord that the volume's face cuts is not seen whole. The distribution therefore counts whole chords only, and weights each by how few
places of the volume could have shown it whole (as Miles & Lantuejoul do for particles: Serra, Image Analysis and Mathematical
Morphology, 1982, ch. VIII), which makes its shape unbiased up to the volume's length. The mean needs no whole chord: it is the length
within the phase over half the number of boundaries crossed, each per voxel or face of the line that could hold one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.structure.volume import AXES, Volume

Array = NDArray[np.float64]
BLOCK = 2**23  # voxels


@dataclass(frozen=True, slots=True, eq=False)
class Chords:
    """Chords of one phase along one axis.

    Args:
        axis: "z", "y" or "x".
        phase: label.
        lengths: (n,) 1 to n voxels, m.
        counts: (n,) whole chords of each length as seen.
        shares: (n,) of all chords, by number, corrected for those that the faces cut; adds to 1, all 0 where no whole chord was seen.
        mean: of all chords, by number, m; 0 where the phase is absent, inf where no boundary is crossed.
        cut: share of the length in the phase that belongs to cut chords.
    """

    axis: str
    phase: int
    lengths: Array
    counts: NDArray[np.int64]
    shares: Array
    mean: float
    cut: float

    def quantile(self, share: float) -> float:
        """The length, m, that this share of the length of all chords stays below or at; 0 where no whole chord was seen.

        Args:
            share: 0 to 1.
        """
        weight = np.cumsum(self.shares * self.lengths)
        if weight[-1] == 0.0:
            return 0.0
        return float(self.lengths[min(int(np.searchsorted(weight, share * weight[-1])), weight.size - 1)])


def chord_lengths(volume: Volume, phase: int, axis: str) -> Chords:
    """The chords of a phase along an axis.

    Needs about 100 MB beside the volume; 0.02 us a voxel.

    Args:
        volume: labels.
        phase: label.
        axis: "z", "y" or "x".

    Raises:
        ValueError: an axis of another name.
    """
    if axis not in AXES:
        raise ValueError(f"axis: must be z, y or x; received {axis!r}.")
    along = AXES.index(axis)
    n, edge = volume.shape[along], volume.voxel[along]
    lines = np.moveaxis(volume.labels, along, 2)
    whole, cut = np.zeros((2, n + 1), dtype=np.int64)
    crossed = 0
    depth = max(1, BLOCK // max(1, lines[0].size))
    for start in range(0, len(lines), depth):
        first, last = _runs(lines[start : start + depth] == phase)
        length = last - first
        inside = (first % (n + 2) > 0) & (last % (n + 2) < n)
        whole += np.bincount(length[inside], minlength=n + 1)
        cut += np.bincount(length[~inside], minlength=n + 1)
        crossed += int(np.count_nonzero(first % (n + 2) > 0) + np.count_nonzero(last % (n + 2) < n))
    return _stated((axis, phase), whole, cut, crossed, edge)


def _runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(first voxel, voxel after the last) of every run along the last axis of n; lines are counted off in steps of n + 2."""
    padded = np.zeros((*mask.shape[:2], mask.shape[2] + 2), dtype=np.int8)
    padded[:, :, 1:-1] = mask
    steps = np.diff(padded.ravel())
    return np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)


def _stated(what: tuple[str, int], whole: NDArray[np.int64], cut: NDArray[np.int64], crossed: int, edge: float) -> Chords:
    """From counts by length in voxels, 0 to n."""
    n = len(whole) - 1
    voxels = np.arange(n + 1)
    total = int(voxels @ (whole + cut))  # crossings may lie on n - 1 faces of a line of n voxels
    places = np.maximum(n - 1 - voxels, 1)  # where a chord and a voxel on either side fit
    weight = whole / places
    mean = 2.0 * (total / n) / (crossed / (n - 1)) * edge if crossed else (float("inf") if total else 0.0)
    shares: Array = weight[1:] / max(float(weight.sum()), np.finfo(float).tiny)
    return Chords(what[0], what[1], (voxels[1:] * edge).astype(np.float64), whole[1:], shares, mean, float(voxels @ cut) / max(total, 1))
