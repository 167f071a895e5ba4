"""A volume in blocks of whole planes, whether it lies in memory or comes from a file plane by plane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from stratode.structure.volume import Grey, Volume

BLOCK = 2**24  # voxels looked at together: working arrays of a block stay below some 300 MB


class Planes(Protocol):
    """Anything that hands out planes of constant z, such as an opened file."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Voxels along z, y, x."""

    def planes(self, start: int, stop: int) -> NDArray[Any]:
        """Planes `start` to `stop` (excluded), (stop - start, ny, nx)."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """An array in memory as :class:`Planes`; hands out views.

    Args:
        array: (nz, ny, nx) of any type.
    """

    array: NDArray[Any]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Voxels along z, y, x."""
        nz, ny, nx = self.array.shape
        return nz, ny, nx

    def planes(self, start: int, stop: int) -> NDArray[Any]:
        """Planes `start` to `stop` (excluded)."""
        return self.array[start:stop]


def planes_of(volume: Volume | Grey | Planes) -> Planes:
    """The planes of a volume in memory, or the source itself."""
    if isinstance(volume, Volume):
        return Held(volume.labels)
    return Held(volume.values) if isinstance(volume, Grey) else volume


def blocks(shape: tuple[int, int, int], voxels: int = BLOCK) -> Iterator[tuple[int, int]]:
    """(start, stop) of blocks along z of at most `voxels` voxels, but at least one plane."""
    depth = max(1, voxels // max(1, shape[1] * shape[2]))
    for start in range(0, shape[0], depth):
        yield start, min(start + depth, shape[0])


def with_halo(planes: Planes, start: int, stop: int, halo: int) -> tuple[NDArray[Any], int]:
    """(planes from `start` - `halo` to `stop` + `halo` as far as they exist, place of plane `start` among them)."""
    first = max(0, start - halo)
    return np.asarray(planes.planes(first, min(planes.shape[0], stop + halo))), start - first
