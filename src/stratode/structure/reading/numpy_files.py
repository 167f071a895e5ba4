"""NumPy's own files: .npy, block by block; never anything that is pickled."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from stratode.structure.reading.damage import check_mark, damaged, reading
from stratode.structure.reading.source import Shape, Source
from stratode.structure.reading.three_axes import times, volume_shape

KIND = "NumPy file"


@dataclass(frozen=True, slots=True)
class Header:
    """What an .npy file says of itself.

    Args:
        shape: of the volume, in the order of the bytes, the last axis fastest.
        reverse: the array's own axes run the other way (Fortran's order).
        dtype: as stored, with its byte order.
        start: where the data begins, bytes.
    """

    shape: Shape
    reverse: bool
    dtype: np.dtype[Any]
    start: int

    @property
    def bytes(self) -> int:
        """Of all data."""
        return prod(self.shape) * self.dtype.itemsize

    def ordered(self, axes: str) -> str:
        """The axes of the array, in the order of the bytes."""
        return axes[::-1] if self.reverse else axes


@dataclass(frozen=True, eq=False, kw_only=True)
class PlainSource(Source):
    """Voxels that the file holds as they are, one after the other, from `offset` on, as `stored_dtype`."""

    stored_dtype: np.dtype[Any]
    offset: int

    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """As :meth:`Source.stored`."""
        plane = self.stored_shape[1] * self.stored_shape[2]
        place = self.offset + start * plane * self.dtype.itemsize
        with reading(self.path, "file"):
            block = np.fromfile(self.path, self.stored_dtype, (stop - start) * plane, offset=place)
            return block.reshape(stop - start, *self.stored_shape[1:]).astype(self.dtype, copy=False)

    def close(self) -> None:
        """Nothing to do: the file is opened at need."""


def open_plain(path: Path, shape: Shape, dtype: np.dtype[Any], offset: int, axes: str, **stated: Any) -> Source:
    """A source over the bytes of a file from `offset` on; `stated` as of :class:`Source`.

    Raises:
        ValueError: the file is shorter.
    """
    missing = offset + prod(shape) * dtype.itemsize - path.stat().st_size
    if missing > 0:
        raise damaged(path, "file", f"one that claims {times(shape)} voxels and is {missing} bytes too short for them")
    native = dtype.newbyteorder("=")
    return PlainSource(path=path, stored_shape=shape, dtype=native, axes=axes, stored_dtype=dtype, offset=offset, **stated)


def open_npy(path: Path, axes: str) -> Source:
    """An .npy file.

    Raises:
        ValueError: damaged; not three axes; no real numbers.
    """
    with reading(path, KIND):
        check_mark(path, KIND, npy.MAGIC_PREFIX)
        with path.open("rb") as file:
            header = read_header(file, path.name)
        return open_plain(path, header.shape, header.dtype, header.start, header.ordered(axes))


def read_header(file: IO[bytes], where: str) -> Header:
    """The header of the .npy file or member that `file` is the beginning of.

    Raises:
        ValueError: damaged; not three axes; objects or texts in place of numbers.
    """
    shape, fortran, dtype = raw_header(file, where)
    long = volume_shape(where, shape, dtype)
    return Header(long[::-1] if fortran else long, fortran, dtype, file.tell())


def raw_header(file: IO[bytes], where: str) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether in Fortran's order, and type of any array.

    Raises:
        ValueError: damaged.
    """
    version = npy.read_magic(file)
    if version == (1, 0):
        return npy.read_array_header_1_0(file)
    if version == (2, 0):
        return npy.read_array_header_2_0(file)
    raise damaged(where, KIND, f"version {version[0]}.{version[1]} of the format")
