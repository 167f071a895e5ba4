"""Where one layer of a volume ends and the next begins, found from how its planes change along the thickness.

Every plane is told by two things: the share of each phase, and how often a line within the plane crosses from pores to solid (more often
where particles are small). Cut into so many pieces as there are layers, the planes are left with some scatter about the mean of their
piece; the cuts are those that leave least, found exactly by going through all of them (Fisher, J. Am. Stat. Assoc. 53 (1958) 789; Bellman,
Commun. ACM 4 (1961) 284). Each number counts in units of its own scatter from plane to plane, so that noise does not outweigh a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.errors import refused
from stratode.structure.geometry.fractions import label_counts
from stratode.structure.volume import AXES, Volume

MOST_LAYERS = 20
THINNEST = 4  # planes of a layer
MOST_PLANES = 4000  # that are told one by one; of more, some together
CLEAR = 0.5  # share of the planes' scatter that cuts must explain to be more than drift and noise

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layering:
    """Layers of a volume.

    Args:
        planes: (first, last excluded) of each layer along the axis.
        explained: share of the planes' scatter that goes away when each layer has a mean of its own; 1 for layers without scatter.
    """

    planes: tuple[tuple[int, int], ...]
    explained: float

    @property
    def clear(self) -> bool:
        """Whether the cuts say more than drift and noise would."""
        return self.explained >= CLEAR


def layering(volume: Volume, count: int = 2, axis: str = "z", pores: int = 0) -> Layering:
    """The layers of a volume, each at least `THINNEST` planes.

    Args:
        volume: labels.
        count: of layers.
        axis: through the thickness.
        pores: their label.

    Raises:
        ValueError: a count that is none, or too few planes for it.
    """
    told = _planes(volume, axis, pores)
    step = -(-len(told) // MOST_PLANES)
    total = len(told)
    told = np.add.reduceat(told, np.arange(0, total, step), axis=0) / np.diff([*range(0, total, step), total])[:, None]
    if not 1 <= count <= min(MOST_LAYERS, len(told) // THINNEST):
        rule = f"must be from 1 to {min(MOST_LAYERS, max(1, len(told) // THINNEST))} for {total} planes"
        raise refused("layers", rule, str(count), "State fewer, or their planes: 0:120,120:240.")
    cuts, left = _cuts(told, count)
    whole = float(((told - told.mean(axis=0)) ** 2).sum())
    edges = [0, *(cut * step for cut in cuts), total]
    return Layering(tuple(pairwise(edges)), max(0.0, 1.0 - left / whole) if whole > 0.0 else 0.0)


def _planes(volume: Volume, axis: str, pores: int) -> Array:
    """(n, k) what is told of every plane, in units of its scatter from plane to plane."""
    along = AXES.index(axis)
    counts = label_counts(volume, axis)
    shares = counts[:, counts.any(axis=0)] / counts.sum(axis=1, keepdims=True)
    crossed = [_crossings(np.take(volume.labels, k, axis=along) == pores) for k in range(volume.shape[along])]
    told = np.column_stack([shares, crossed])
    told = told[:, np.ptp(told, axis=0) > 0.0]
    noise = np.median(np.abs(np.diff(told, axis=0)), axis=0)
    floor = 1e-3 * np.ptp(told, axis=0)  # of volumes without scatter
    return np.asarray(told / np.maximum(noise, floor))


def _crossings(pores: NDArray[np.bool_]) -> float:
    """Share of neighbouring voxels in a plane of which one alone is pore."""
    rows, columns = pores[1:] != pores[:-1], pores[:, 1:] != pores[:, :-1]
    pairs = rows.size + columns.size
    return float((np.count_nonzero(rows) + np.count_nonzero(columns)) / pairs) if pairs else 0.0


def _cuts(told: Array, count: int) -> tuple[list[int], float]:
    """Where the planes are cut into `count` pieces, and the scatter that is left."""
    n = len(told)
    sums = np.vstack([np.zeros(told.shape[1]), np.cumsum(told, axis=0)])
    squares = np.concatenate([[0.0], np.cumsum((told**2).sum(axis=1))])
    ends = np.arange(n + 1)

    def scatter(start: NDArray[np.int64], stop: int) -> Array:
        """Of the planes from each start to `stop`, about their mean."""
        found = squares[stop] - squares[start] - ((sums[stop] - sums[start]) ** 2).sum(axis=1) / (stop - start)
        return np.asarray(np.maximum(found, 0.0))

    best = np.full((count + 1, n + 1), np.inf)
    came = np.zeros((count + 1, n + 1), dtype=np.int64)
    best[0, 0] = 0.0
    for piece in range(1, count + 1):
        for stop in range(piece * THINNEST, n + 1):
            starts = ends[(piece - 1) * THINNEST : stop - THINNEST + 1]
            whole = best[piece - 1, starts] + scatter(starts, stop)
            came[piece, stop] = starts[int(np.argmin(whole))]
            best[piece, stop] = float(whole.min())
    cuts, stop = [], n
    for piece in range(count, 1, -1):
        stop = int(came[piece, stop])
        cuts.append(stop)
    return cuts[::-1], float(best[count, n])
