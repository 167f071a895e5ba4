"""HDF5 files: one dataset of three axes, read in blocks."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.structure.reading.damage import named, need, reading, unfit
from stratode.structure.reading.source import Source
from stratode.structure.reading.three_axes import long_axes, pick, times, volume_shape
from stratode.structure.volume import Voxel

KIND = "HDF5 file"
LARGEST_CHUNK = 2**30  # bytes; a chunk is unpacked as a whole
EDGES = "element_size_um"  # attribute of a dataset that states edges along its axes in um (ImageJ's HDF5 plugin, ilastik)


@dataclass(frozen=True, eq=False, kw_only=True)
class DatasetSource(Source):
    """A dataset of an HDF5 file."""

    file: Any
    dataset: Any

    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """As :meth:`Source.stored`."""
        block = np.empty((stop - start, *self.stored_shape[1:]), self.dtype)
        with reading(self.path, KIND):
            block[...] = self.dataset[along(self.dataset.shape, start, stop)].reshape(block.shape)
        return block

    def close(self) -> None:
        """As :meth:`Source.close`."""
        self.file.close()


def along(shape: tuple[int, ...], start: int, stop: int) -> tuple[slice, ...]:
    """The slice `start:stop` along the first axis of an array that counts (see :func:`long_axes`)."""
    first = 0 if len(shape) == 3 else next(axis for axis, n in enumerate(shape) if n > 1)
    return (*(slice(None) for _ in range(first)), slice(start, stop))


def open_hdf5(path: Path, dataset: str | None, axes: str) -> Source:
    """A dataset of an HDF5 file.

    Raises:
        ValueError: damaged; none or several of three axes where no name is given; no such name; data in other files.
    """
    need("h5py")
    import h5py

    with reading(path, KIND):
        file = h5py.File(path, "r")
        try:
            return _opened(path, file, dataset, axes)
        except BaseException:
            file.close()
            raise


def _opened(path: Path, file: Any, asked: str | None, axes: str) -> Source:
    import h5py

    shapes: dict[str, tuple[int, ...]] = {}

    def note(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset) and item.shape is not None:
            shapes[name] = item.shape

    file.visititems(note)
    dataset = file[pick(path, shapes, asked)]
    where = f"{named(path)}, {dataset.name}"
    shape = volume_shape(where, dataset.shape, dataset.dtype)
    if dataset.external or dataset.is_virtual:
        raise unfit(where, "must hold its data itself", "links to other files", "Export the volume into one file.")
    check_chunk(where, dataset.chunks, dataset.dtype.itemsize)
    voxel = _voxel(dataset)
    dtype = dataset.dtype.newbyteorder("=")
    return DatasetSource(path=path, stored_shape=shape, dtype=dtype, axes=axes, stored_voxel=voxel, file=file, dataset=dataset)


def check_chunk(where: str, chunks: tuple[int, ...] | None, bytes_each: int) -> None:
    """Stops where a piece that is unpacked as a whole would fill the memory.

    Raises:
        ValueError: it is larger than 1 GB.
    """
    if chunks and prod(chunks) * bytes_each > LARGEST_CHUNK:
        raise unfit(where, "must be stored in chunks of at most 1 GB", f"chunks of {times(chunks)}", "Store it in chunks of about 1 MB.")


def _voxel(dataset: Any) -> Voxel | None:
    """Edges along the dataset's axes, m, where an attribute states three positive ones."""
    if EDGES not in dataset.attrs or len(long_axes(dataset.shape)) != 3:
        return None
    edges = np.ravel(np.asarray(dataset.attrs[EDGES], float)) * 1e-6
    if len(edges) != 3 or not (np.isfinite(edges) & (edges > 0.0)).all():
        return None
    d0, d1, d2 = (float(edge) for edge in edges)
    return d0, d1, d2
