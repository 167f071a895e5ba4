"""How far a voxel knows its neighbours: two-point correlation along the axes.

S2(r) is the chance that two points at distance r both lie in the phase; (S2 - f^2) / (f - f^2) falls from 1 to 0, with the slope
-S_V / (4 f (1 - f)) at 0 for isotropic structures (Debye, Anderson & Brumberger, J. Appl. Phys. 28 (1957) 679; Torquato, Random
Heterogeneous Materials, 2002, ch. 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.structure.volume import AXES, Volume

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Correlation:
    """Of one phase along one axis.

    Args:
        axis: "z", "y" or "x".
        distances: (n,) from 0, m.
        values: (n,) (S2 - f^2) / (f - f^2), 1 at distance 0; the fractions are those of the two ends' own voxels.
        length: integral of `values` up to its first zero, m: the correlation length.
        reached: whether `values` falls to zero within the distances; if not, `length` is too small and so is the volume.
    """

    axis: str
    distances: Array
    values: Array
    length: float
    reached: bool


def correlation(volume: Volume, phase: int, axis: str, farthest: int | None = None) -> Correlation:
    """Two-point correlation of a phase along an axis, by shifting the volume against itself: up to three bytes a voxel.

    Args:
        volume: labels.
        phase: label.
        axis: "z", "y" or "x".
        farthest: largest shift, in voxels; by default half the volume. It stops at the first zero in any case.

    Raises:
        ValueError: an axis of another name; a phase that is absent or alone.
    """
    if axis not in AXES:
        raise ValueError(f"axis: must be z, y or x; received {axis!r}.")
    along = AXES.index(axis)
    mask = np.ascontiguousarray(np.moveaxis(volume.labels == phase, along, 0))
    if mask.all() or not mask.any():
        raise ValueError(f"phase: must fill part of the volume for its correlation to be defined; received {phase} at {mask.mean():.0%}.")
    limit = max(1, len(mask) // 2) if farthest is None else min(farthest, len(mask) - 1)
    values = [1.0]
    while values[-1] > 0.0 and len(values) <= limit:
        shift = len(values)
        near, far = mask[:-shift], mask[shift:]
        values.append(_correlated(float(near.mean()), float(far.mean()), np.count_nonzero(near & far) / near.size))
    found = np.array(values)
    distances: Array = np.arange(found.size, dtype=np.float64) * volume.voxel[along]
    return Correlation(axis, distances, found, _area(found) * volume.voxel[along], bool(found[-1] <= 0.0))


def _correlated(near: float, far: float, both: float) -> float:
    spread = (near * (1.0 - near) * far * (1.0 - far)) ** 0.5
    return (both - near * far) / spread if spread > 0.0 else 0.0


def _area(values: Array) -> float:
    """Under straight lines through the values, up to where they reach 0."""
    whole = float(np.sum(0.5 * (values[1:] + values[:-1])[values[1:] > 0.0]))
    if values[-1] > 0.0:
        return whole
    return whole + 0.5 * float(values[-2] ** 2 / (values[-2] - values[-1]))
