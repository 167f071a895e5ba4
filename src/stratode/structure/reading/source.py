"""A file that holds a volume, opened but not read: what it is, and its planes on demand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.errors import refused
from stratode.structure.cost import available
from stratode.structure.volume import AXES, Voxel

BLOCK_BYTES = 16 * 2**20  # of a block that is read at once, unless one plane is larger
SHARE = 8  # of the free memory, one part of so many for a block that takes a pass through the file
Shape = tuple[int, int, int]


@dataclass(frozen=True, eq=False, kw_only=True)
class Source(ABC):
    """An opened file of three axes. Close it, or open it with `with`.

    Args:
        path: of the file or folder.
        stored_shape: voxels along the axes as the file stores them.
        dtype: of a voxel, in this machine's byte order.
        stored_voxel: edges of a voxel along the axes as stored, m, where the file states them.
        hint: what the file states of a voxel where it does not state all of it, for messages.
        axes: which axis of the volume each stored axis is: "zyx", or a permutation of it.

    Raises:
        ValueError: `axes` is no permutation of z, y and x.
    """

    path: Path
    stored_shape: Shape
    dtype: np.dtype[Any]
    stored_voxel: Voxel | None = None
    hint: str = ""
    axes: str = "zyx"

    def __post_init__(self) -> None:
        """Checks the order of the axes."""
        if sorted(self.axes) != sorted(AXES):
            raise refused("order", "must name z, y and x once each, in the order in which the file stores them", self.axes, "Write zyx.")

    @abstractmethod
    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """Planes `start` to `stop` (excluded) along the first stored axis, (stop - start, n1, n2) as stored.

        Raises:
            ValueError: what the file holds there is damaged.
        """

    @abstractmethod
    def close(self) -> None:
        """Gives the file back."""

    def __enter__(self) -> Self:
        """The source itself."""
        return self

    def __exit__(self, *failure: object) -> None:
        """Closes it."""
        self.close()

    @property
    def name(self) -> str:
        """The file's name without its ending; other points may stand in it, as in scan_0.39um.tif."""
        return self.path.stem.removesuffix(".ome")

    @property
    def order(self) -> Shape:
        """Which stored axis holds z, y and x."""
        z, y, x = (self.axes.index(axis) for axis in AXES)
        return z, y, x

    @property
    def shape(self) -> Shape:
        """Voxels along z, y, x."""
        z, y, x = self.order
        return self.stored_shape[z], self.stored_shape[y], self.stored_shape[x]

    @property
    def voxels(self) -> int:
        """How many; any number, also above 2^31."""
        nz, ny, nx = self.shape
        return nz * ny * nx

    @property
    def voxel(self) -> Voxel | None:
        """Edges of a voxel along z, y, x, m, where the file states them."""
        if self.stored_voxel is None:
            return None
        z, y, x = self.order
        return self.stored_voxel[z], self.stored_voxel[y], self.stored_voxel[x]

    def planes(self, start: int, stop: int) -> NDArray[Any]:
        """Planes `start` to `stop` (excluded) along z, (stop - start, ny, nx).

        Raises:
            ValueError: no such planes; or what the file holds there is damaged.
        """
        nz, ny, nx = self.shape
        if not 0 <= start < stop <= nz:
            raise refused("planes", f"must lie within 0 and {nz}", f"{start}:{stop}", f"Write for example 0:{nz}.")
        if self.order[0] == 0:
            return self.stored(start, stop).transpose(self.order)
        planes = np.empty((stop - start, ny, nx), self.dtype)
        as_stored = planes.transpose(np.argsort(self.order))
        for first, block in self.stored_blocks():
            as_stored[first : first + len(block)] = block[:, start:stop] if self.order[0] == 1 else block[:, :, start:stop]
        return planes

    def blocks(self, most_bytes: int | None = None) -> Iterator[tuple[int, NDArray[Any]]]:
        """All planes along z in blocks: (first plane, block); a volume larger than memory passes through.

        Args:
            most_bytes: of a block, unless one plane is larger. None: some megabytes where z is the file's first axis; a share of the free
                memory where it is not, since each block then takes a pass through the file.
        """
        nz, ny, nx = self.shape
        if most_bytes is None:
            most_bytes = BLOCK_BYTES if self.order[0] == 0 else max(BLOCK_BYTES, available() // SHARE)
        for start, stop in spans(nz, ny * nx * self.dtype.itemsize, most_bytes):
            yield start, self.planes(start, stop)

    def stored_blocks(self, start: int = 0, stop: int | None = None, step: int = 1) -> Iterator[tuple[int, NDArray[Any]]]:
        """As :meth:`blocks`, along the first stored axis, in the order in which the file is fastest; a multiple of `step` planes each."""
        count, n1, n2 = self.stored_shape
        stop = count if stop is None else stop
        for low, high in spans(stop - start, n1 * n2 * self.dtype.itemsize, BLOCK_BYTES, step):
            yield start + low, self.stored(start + low, start + high)


def spans(count: int, bytes_each: int, most_bytes: int, step: int = 1) -> Iterator[tuple[int, int]]:
    """0 to `count` in pieces of at most `most_bytes`, each a multiple of `step` long but for the last; at least `step` at a time."""
    length = max(1, most_bytes // (bytes_each * step)) * step
    for start in range(0, count, length):
        yield start, min(start + length, count)
