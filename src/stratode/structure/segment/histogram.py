"""How often each grey level occurs, in the whole volume and slice by slice: what thresholds are chosen and judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.structure.blocks import Planes, blocks, planes_of
from stratode.structure.volume import Grey

BINS = 4096  # at most; finer than any detector's noise
CORE = 0.999  # share of the voxels whose greys must fill at least 1/16 of the bins, or the range is narrowed to them
ROUNDS = 4

Array = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts of grey levels.

    Args:
        edges: (n + 1,) of the bins, in grey levels; whole numbers have bins of one level or of a whole number of them.
        slices: (nz, n) voxels in each bin, plane by plane along z.
        outside: voxels beyond the outermost edges, counted in the outermost bins.
    """

    edges: Array
    slices: Counts
    outside: int

    @property
    def counts(self) -> Counts:
        """(n,) of the whole volume."""
        total: Counts = self.slices.sum(axis=0)
        return total

    @property
    def centres(self) -> Array:
        """(n,) of the bins, in grey levels."""
        middle: Array = 0.5 * (self.edges[1:] + self.edges[:-1])
        return middle

    @property
    def slice_means(self) -> Array:
        """(nz,) mean grey of each plane along z."""
        means: Array = (self.slices @ self.centres) / self.slices.sum(axis=1)
        return means

    def below(self, grey: float) -> float:
        """Share of the volume's voxels below a grey level, bins filled evenly."""
        share = np.concatenate([[0.0], np.cumsum(self.counts)]) / self.counts.sum()
        return float(np.interp(grey, self.edges, share))


def histogram(grey: Grey | Planes) -> Histogram:
    """The histogram of a volume, read in blocks: twice, more often where a few outlying values hide the rest.

    Whole numbers get one bin a level up to 4096 levels, else equal bins of several; other numbers 4096 bins over their range. Where
    99.9 % of the voxels crowd into 1/16 of the bins the range is narrowed to those, and what lies outside counts in the end bins.

    Args:
        grey: in memory, or an opened file.

    Raises:
        ValueError: complex or other values that are no real numbers; a value that is not finite; one grey level only.
    """
    planes = planes_of(grey)
    low, high, whole = _range(planes)
    if low == high:
        raise ValueError(
            f"grey values: must differ for phases to be told apart; received {low:g} in every voxel. Check the file and the crop."
        )
    widest = _counted(planes, _edges(low, high, whole))
    seen = widest
    for _ in range(ROUNDS):
        share = np.cumsum(seen.counts) / seen.counts.sum()
        first, last = (int(np.searchsorted(share, q)) for q in (0.5 - 0.5 * CORE, 0.5 + 0.5 * CORE))
        if share.size <= BINS // 2 or last - first >= BINS // 16:
            return seen if last > first else widest
        seen = _counted(planes, _edges(seen.edges[first], seen.edges[last + 1], whole))
    return widest


def require_finite(block: NDArray[Any], first: int) -> None:
    """Stops at a value that is no finite number.

    Args:
        block: (n, ny, nx) any real type.
        first: which plane of the volume the block begins with, for the message.

    Raises:
        ValueError: with the place of the first such voxel and their number in the block.
    """
    if block.dtype.kind != "f":
        return
    bad = ~np.isfinite(block)
    if bad.any():
        z, y, x = (int(k) for k in np.unravel_index(int(np.argmax(bad)), bad.shape))
        raise ValueError(
            f"grey values: must be finite; received {block[z, y, x]} at voxel (z, y, x) = ({first + z}, {y}, {x}), {int(bad.sum())} such "
            "voxels in its block. Crop them off, or replace them before segmenting."
        )


def _range(planes: Planes) -> tuple[float, float, bool]:
    """(lowest, highest grey, whether greys are whole numbers)."""
    ends: list[float] = []
    whole = True
    for start, stop in blocks(planes.shape):
        block = np.asarray(planes.planes(start, stop))
        if block.dtype.kind not in "buif":
            raise ValueError(f"grey values: must be real numbers; received {block.dtype}. Convert the volume first.")
        require_finite(block, start)
        whole = whole and block.dtype.kind != "f"
        ends += [float(block.min()), float(block.max())]
    return min(ends), max(ends), whole


def _edges(low: float, high: float, whole: bool) -> Array:
    if not whole:
        return np.linspace(low, high, BINS + 1)
    levels = int(np.ceil((np.floor(high) - np.ceil(low) + 1.0) / BINS))
    count = int(np.ceil((np.floor(high) - np.ceil(low) + 1.0) / levels))
    edges: Array = np.ceil(low) - 0.5 + levels * np.arange(count + 1.0)
    return edges


def _counted(planes: Planes, edges: Array) -> Histogram:
    bins = len(edges) - 1
    scale = bins / (edges[-1] - edges[0])
    slices: Counts = np.zeros((planes.shape[0], bins), dtype=np.int64)
    outside = 0
    for start, stop in blocks(planes.shape):
        for z, plane in enumerate(np.asarray(planes.planes(start, stop)), start):
            place = (plane.ravel().astype(np.float64) - edges[0]) * scale
            outside += int(np.count_nonzero((place < 0.0) | (place > bins)))
            slices[z] = np.bincount(np.clip(place, 0.0, bins - 1.0).astype(np.intp), minlength=bins)
    return Histogram(edges, slices, outside)
