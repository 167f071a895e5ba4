"""Zarr folders: one array of three axes, read in blocks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.structure.reading.damage import named, need, reading
from stratode.structure.reading.hdf5 import check_chunk
from stratode.structure.reading.source import Source
from stratode.structure.reading.three_axes import pick, volume_shape

KIND = "Zarr folder"
MARKS = ("zarr.json", ".zarray", ".zgroup")  # a folder that holds one of these is a Zarr


@dataclass(frozen=True, eq=False, kw_only=True)
class ZarrSource(Source):
    """An array of a Zarr folder."""

    array: Any

    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """As :meth:`Source.stored`."""
        block = np.empty((stop - start, *self.stored_shape[1:]), self.dtype)
        with reading(self.path, KIND):
            block[...] = np.asarray(self.array[_along(self.array.shape, start, stop)]).reshape(block.shape)
        return block

    def close(self) -> None:
        """Nothing to do: its files are opened at need."""


def _along(shape: tuple[int, ...], start: int, stop: int) -> tuple[slice, ...]:
    """The slice `start:stop` along the first axis that is longer than one."""
    first = next(axis for axis, n in enumerate(shape) if n > 1)
    return (*(slice(None) for _ in range(first)), slice(start, stop))


def is_zarr(path: Path) -> bool:
    """Whether a folder is a Zarr, by its name or by what lies in it."""
    return path.suffix.lower() == ".zarr" or any((path / mark).is_file() for mark in MARKS)


def open_zarr(path: Path, dataset: str | None, axes: str) -> Source:
    """An array of a Zarr folder.

    Raises:
        ValueError: damaged; none or several of three axes where no name is given; no such name.
    """
    need("zarr")
    import zarr

    with reading(path, KIND):
        store = zarr.open(path, mode="r")
        if isinstance(store, zarr.Array):
            arrays = {store.basename or "/": store}
        else:
            arrays = {name: item for name, item in store.members(max_depth=None) if isinstance(item, zarr.Array)}
        array = arrays[pick(path, {name: item.shape for name, item in arrays.items()}, dataset)]
        where = f"{named(path)}, {array.path}" if array.path else named(path)
        shape = volume_shape(where, array.shape, array.dtype)
        check_chunk(where, array.shards or array.chunks, array.dtype.itemsize)
    return ZarrSource(path=path, stored_shape=shape, dtype=array.dtype.newbyteorder("="), axes=axes, array=array)
