"""Lines along a flux: where what diffuses goes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

STEP = 0.5  # voxels along the line
TURNS = 6.0  # a line is followed for this many times the volume's longest edge
STILL = 1e-3  # of the mean flux; a slower place ends the line

Line = NDArray[np.float64]


def streamlines(flux: NDArray[np.floating], seeds: NDArray[np.floating]) -> list[Line]:
    """Lines that follow a flux downstream from their seeds to the volume's edge, by midpoint steps of half a voxel.

    Args:
        flux: (n, ...) with n components on a grid of n axes, per voxel edge along each.
        seeds: (m, n) where the lines begin, in voxels.

    Returns:
        One (points, n) a seed, in voxels; those that stand still at once are left out.
    """
    shape = np.array(flux.shape[1:], dtype=float)
    field = np.asarray(flux, dtype=np.float64)
    still = STILL * float(np.mean(np.sqrt(np.sum(field**2, axis=0))))
    place = np.array(seeds, dtype=float)
    alive = np.ones(len(place), dtype=bool)
    lines = [[point] for point in place]
    for _ in range(int(TURNS * shape.max() / STEP)):
        ahead = place + STEP * _direction(field, place + 0.5 * STEP * _direction(field, place, still), still)
        inside = np.all((ahead >= -0.5) & (ahead <= shape - 0.5), axis=1)
        alive &= inside & np.any(ahead != place, axis=1)
        if not np.any(alive):
            break
        place = np.where(alive[:, None], ahead, place)
        for i in np.flatnonzero(alive):
            lines[i].append(place[i])
    return [np.array(line) for line in lines if len(line) > 1]


def seeded_by_flux(through: NDArray[np.floating], count: int) -> NDArray[np.float64]:
    """Places on a face that each carry the same share of its flux, so that dense lines mean much flux.

    Args:
        through: (...) flux through each voxel of the face; what flows back counts as none.
        count: how many, at most.

    Returns:
        (count, axes) in voxels; empty where nothing flows.
    """
    amounts = np.clip(np.asarray(through, dtype=float), 0.0, None)
    total = np.cumsum(amounts.ravel())
    if not total.size or total[-1] <= 0.0:
        return np.empty((0, amounts.ndim))
    wanted = (np.arange(count) + 0.5) / count * total[-1]
    found = np.unique(np.searchsorted(total, wanted))
    return np.stack(np.unravel_index(found, amounts.shape), axis=1).astype(float)


def _direction(field: NDArray[np.float64], place: NDArray[np.float64], still: float) -> NDArray[np.float64]:
    """Unit vectors along the flux at each place; zero where it stands still."""
    values = np.stack([map_coordinates(part, place.T, order=1, mode="nearest") for part in field], axis=1)
    size = np.sqrt(np.sum(values**2, axis=1, keepdims=True))
    return np.where(size > still, values / np.where(size > 0.0, size, 1.0), 0.0)
