"""Distances, local thickness and basins of small volumes, by looking at every pair of voxels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def places(mask: Mask, edges: tuple[float, float, float]) -> Array:
    """(m, 3) centres of the true voxels."""
    return np.argwhere(mask) * np.array(edges)


def distances(mask: Mask, edges: tuple[float, float, float]) -> Array:
    """(nz, ny, nx) distance of each true voxel to the nearest false one; 0 at those."""
    found = np.zeros(mask.shape)
    outside = places(~mask, edges)
    for at in map(tuple, np.argwhere(mask)):
        found[at] = np.sqrt(np.min(np.sum((outside - np.array(at) * edges) ** 2, axis=1)))
    return found


def thickness(mask: Mask, edges: tuple[float, float, float]) -> Array:
    """(m,) for each true voxel the radius of the largest ball about any true voxel that holds it."""
    centres, radii = places(mask, edges), distances(mask, edges)[mask]
    return np.array([radii[np.linalg.norm(centres - at, axis=1) < radii].max() for at in centres])


def basins(height: Array) -> NDArray[np.int64]:
    """(nz, ny, nx) flat place of the peak that each voxel above 0 climbs to, by its highest neighbour; -1 elsewhere."""
    found = np.full(height.shape, -1)
    flat = np.arange(height.size).reshape(height.shape)
    for start in map(tuple, np.argwhere(height > 0.0)):
        at = start
        while True:
            box = tuple(slice(max(0, k - 1), k + 2) for k in at)
            there = max(zip(height[box].ravel(), flat[box].ravel(), strict=True))[1]
            if there == flat[at]:
                break
            at = tuple(int(k) for k in np.unravel_index(there, height.shape))
        found[start] = flat[at]
    return found
