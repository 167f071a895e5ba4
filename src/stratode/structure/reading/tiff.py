"""TIFF stacks, page by page: what a page claims is checked against the file before anything is decoded."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.errors import refused
from stratode.structure.reading.damage import damaged, need, reading
from stratode.structure.reading.source import Source
from stratode.structure.reading.three_axes import volume_shape

KIND = "TIFF file"
MOST_EXPANSION = {  # lossless codecs by their number in TIFF: how much of the image one byte of the file can hold
    1: 1.0,  # none
    5: 2730.0,  # LZW: 12 bits may stand for 4096 bytes
    8: 1032.0,  # deflate: 258 bytes in 2 bits
    32946: 1032.0,  # deflate, its older number
    32773: 64.0,  # PackBits: 128 bytes in 2
    34925: 20000.0,  # LZMA
    34926: 50000.0,  # zstd, its older number
    50000: 50000.0,  # zstd
}
PALETTE, WHITE_IS_0, BLACK_IS_0 = 3, 0, 1  # ways to show one number a pixel


@dataclass(frozen=True, eq=False)
class PagedSource(Source):
    """A TIFF file of one page a plane."""

    file: Any = None
    pages: tuple[Any, ...] = ()

    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """As :meth:`Source.stored`."""
        block = np.empty((stop - start, *self.stored_shape[1:]), self.dtype)
        for index in range(start, stop):
            with reading(self.path, KIND):
                block[index - start] = self.pages[index].asarray(maxworkers=1)
        return block

    def close(self) -> None:
        """As :meth:`Source.close`."""
        self.file.close()


def open_tiff(path: Path, axes: str) -> Source:
    """A TIFF stack, its pages checked.

    Raises:
        ValueError: damaged; colour; a single image; pages of different sizes; a codec that loses something.
    """
    need("tifffile", "imagecodecs")
    from tifffile import TiffFile

    with reading(path, KIND):
        file = TiffFile(path, _multifile=False)
        try:
            return _opened(path, file, axes)
        except BaseException:
            file.close()
            raise


def _opened(path: Path, file: Any, axes: str) -> Source:
    pages = tuple(page for page in file.pages if not page.is_reduced)
    if not pages:
        raise refused(path.name, "must hold at least one page", "none", "Copy or export it again.")
    _check_chain(path, file)
    for index, page in enumerate(pages):
        _check_page(path, page, index, pages[0], file.filehandle.size)
    shape = volume_shape(path.name, (len(pages), *pages[0].shape), pages[0].dtype)
    return PagedSource(path, shape, pages[0].dtype, axes=axes, file=file, pages=pages)


def _check_chain(path: Path, file: Any) -> None:
    """The last page must say that it is the last: the chain of a file that was cut off leads out of it."""
    tiff, handle, last = file.tiff, file.filehandle, file.pages[-1].offset
    handle.seek(last)
    (count,) = struct.unpack(tiff.tagnoformat, handle.read(tiff.tagnosize))
    handle.seek(last + tiff.tagnosize + count * tiff.tagsize)
    (following,) = struct.unpack(tiff.offsetformat, handle.read(tiff.offsetsize))
    if following:
        raise damaged(path, KIND, f"{len(file.pages)} pages and a link to one that is missing")


def _check_page(path: Path, page: Any, index: int, first: Any, file_bytes: int) -> None:
    """One page against the first, the codecs that are read, and the bytes that are there."""
    where = f"{path.name}, page {index + 1}"
    if page.samplesperpixel != 1 or page.photometric not in (PALETTE, WHITE_IS_0, BLACK_IS_0):
        raise refused(where, "must be grey or labels, one number a pixel", "a colour image", "Convert it to 8-bit grey or to labels.")
    if page.dtype is None or 0 in page.shape or len(page.shape) != 2:
        raise refused(where, "must be one plane of numbers", f"{page.bitspersample} bits of {page.shape}", "Export one page a slice.")
    if page.shape != first.shape or page.dtype != first.dtype:
        received = f"{_words(page)} after {_words(first)}"
        raise refused(where, "must have the size and type of the first page", received, "Export all slices alike.")
    if page.compression not in MOST_EXPANSION:
        named = getattr(page.compression, "name", str(page.compression))
        raise refused(where, "must be stored without loss (none, PackBits, LZW, deflate, zstd, LZMA)", named, "Save it as LZW or deflate.")
    _check_data(path, page, index, file_bytes)


def _check_data(path: Path, page: Any, index: int, file_bytes: int) -> None:
    """The strips or tiles of a page lie in the file, are all there, and can hold what the page claims."""
    pieces = int(np.prod(page.chunked, dtype=object))
    offsets, counts = page.dataoffsets, page.databytecounts
    whole = len(offsets) == len(counts) == pieces
    if not whole or any(not 0 < count <= file_bytes - offset for offset, count in zip(offsets, counts, strict=True)):
        raise damaged(path, KIND, f"page {index + 1} of which parts are missing")
    claimed = page.shape[0] * page.shape[1] * max(page.bitspersample, 1) / 8
    if claimed > sum(counts) * MOST_EXPANSION[page.compression] + 8.0 * page.shape[0]:
        received = f"page {index + 1} that claims {page.shape[0]} x {page.shape[1]} pixels in {sum(counts)} bytes"
        raise damaged(path, KIND, received)


def _words(page: Any) -> str:
    return f"{page.shape[0]} x {page.shape[1]} pixels of {page.dtype}"
