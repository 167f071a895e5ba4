"""A volume of voxels, as labels of phases or as grey values; axis 0 is z, through the thickness, from the collector on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

AXES = ("z", "y", "x")  # of the array, in its order
Labels = NDArray[np.uint8]
Voxel = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Volume:
    """A labelled volume.

    Args:
        labels: (nz, ny, nx), at most 256 phases; read only by everyone.
        voxel: edges of a voxel along z, y, x, m.
        name: for tables and figures.
        source: where it comes from: a file, or how it was generated.
        phases: a name for some or all labels.

    Raises:
        ValueError: not three axes of at least one voxel; not 8-bit labels; an edge that is no positive length.
    """

    labels: Labels
    voxel: Voxel
    name: str
    source: str
    phases: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Checks shape, type and edges."""
        _check(self.labels, self.voxel)
        if self.labels.dtype != np.uint8:
            raise ValueError(f"labels: must be 8-bit unsigned integers; received {self.labels.dtype}. Segment a grey volume first.")

    @property
    def shape(self) -> tuple[int, int, int]:
        """Voxels along z, y, x."""
        nz, ny, nx = self.labels.shape
        return nz, ny, nx

    @property
    def lengths(self) -> tuple[float, float, float]:
        """Edges of the volume along z, y, x, m."""
        (nz, ny, nx), (dz, dy, dx) = self.shape, self.voxel
        return nz * dz, ny * dy, nx * dx

    def named(self, label: int) -> str:
        """The phase's name, or its number."""
        return self.phases.get(label, f"phase {label}")


@dataclass(frozen=True, slots=True, eq=False)
class Grey:
    """A grey volume: `values` (nz, ny, nx) of any real type; otherwise as :class:`Volume`."""

    values: NDArray[Any]
    voxel: Voxel
    name: str
    source: str

    def __post_init__(self) -> None:
        """Checks shape and edges."""
        _check(self.values, self.voxel)


def _check(array: NDArray[Any], voxel: Voxel) -> None:
    if array.ndim != 3 or min(array.shape) < 1:
        raise ValueError(f"volume: must have three axes (z, y, x) of at least one voxel; received shape {array.shape}.")
    if not all(np.isfinite(edge) and edge > 0.0 for edge in voxel):
        raise ValueError(f"voxel: must be three positive lengths in m (z, y, x); received {voxel}. Write for example (1e-6, 1e-6, 1e-6).")
