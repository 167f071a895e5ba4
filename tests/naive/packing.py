"""The packing kernels the slow way: every pair, every voxel, every image of a sphere."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def near_pairs(centres: Array, radii: Array, box: Array, periodic: NDArray[np.bool_], skin: float) -> set[frozenset[int]]:
    """All pairs closer than `skin` to touching."""
    found = set()
    for i in range(len(radii)):
        for j in range(i):
            if min_distance(centres[i], centres[j], box, periodic) < radii[i] + radii[j] + skin:
                found.add(frozenset((i, j)))
    return found


def min_distance(one: Array, other: Array, box: Array, periodic: NDArray[np.bool_]) -> float:
    """Distance to the nearest of all images."""
    images = product(*[(-1, 0, 1) if p else (0,) for p in periodic])
    return float(min(np.linalg.norm(one - other + np.array(image) * box) for image in images))


def overlap_energy(centres: Array, radii: Array, box: Array, periodic: NDArray[np.bool_], lowest: Array, highest: Array) -> float:
    """Half the sum of the squared overlaps, and of the ways that centres have left their room by."""
    energy = 0.0
    for i in range(len(radii)):
        energy += 0.5 * max(lowest[i] - centres[i, 0], 0.0, centres[i, 0] - highest[i]) ** 2
        for j in range(i):
            energy += 0.5 * max(radii[i] + radii[j] - min_distance(centres[i], centres[j], box, periodic), 0.0) ** 2
    return energy


def distances(centres: Array, radii: Array, edges: Array, shape: tuple[int, int, int], periodic: NDArray[np.bool_]) -> Array:
    """(n, nz, ny, nx): from each voxel's centre to each sphere's centre."""
    box = edges * shape
    out = np.empty((len(radii), *shape))
    for place in product(*map(range, shape)):
        at = (np.array(place) + 0.5) * edges
        for i, centre in enumerate(centres):
            out[(i, *place)] = min_distance(at, centre, box, periodic)
    return out


def owners(centres: Array, radii: Array, edges: Array, shape: tuple[int, int, int], periodic: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The sphere of least power that each voxel's centre lies in; -1 where in none."""
    power = distances(centres, radii, edges, shape, periodic) ** 2 - radii[:, None, None, None] ** 2
    return np.where(power.min(axis=0) <= 0.0, power.argmin(axis=0), -1)


def two_gaps(centres: Array, radii: Array, edges: Array, shape: tuple[int, int, int], periodic: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Distances of each voxel's centre to the nearest and the next surface."""
    gaps = np.sort(distances(centres, radii, edges, shape, periodic) - radii[:, None, None, None], axis=0)
    return gaps[0], gaps[1]
