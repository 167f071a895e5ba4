"""TIFF stacks, page by page: what a page claims is checked against the file before anything is decoded."""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.extras import need
from stratode.structure.reading.damage import check_mark, damaged, reading, unfit
from stratode.structure.reading.numpy_files import open_plain
from stratode.structure.reading.source import Source
from stratode.structure.reading.three_axes import times, volume_shape
from stratode.structure.reading.tiff_layout import ONE_AT_A_TIME, layout
from stratode.structure.reading.tiff_page import check_alike, check_page

KIND = "TIFF file"
MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # of TIFF and BigTIFF in either byte order
NONE = 1  # TIFF's number for data that is not compressed


@dataclass(frozen=True, eq=False, kw_only=True)
class PagedSource(Source):
    """A TIFF file of one page a plane."""

    file: Any
    pages: tuple[Any, ...]

    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """As :meth:`Source.stored`."""
        block = np.empty((stop - start, *self.stored_shape[1:]), self.dtype)
        with reading(self.path, KIND):
            for plane, page in zip(block, self.pages[start:stop], strict=True):
                plane[...] = page.asarray(maxworkers=1)
        return block

    def close(self) -> None:
        """As :meth:`Source.close`."""
        self.file.close()


def open_tiff(path: Path, axes: str) -> Source:
    """A TIFF stack, its pages checked.

    Raises:
        ValueError: damaged; colour; a single image; pages of different sizes; a codec that loses something; several stacks.
    """
    with reading(path, KIND):
        file = open_file(path)
        try:
            return _opened(path, file, axes)
        except BaseException:
            file.close()
            raise


def open_file(path: Path) -> Any:
    """The file, opened by tifffile."""
    need("tifffile", "imagecodecs", extra="image")
    logging.getLogger("tifffile").setLevel(logging.CRITICAL + 1)  # it logs what we refuse with words of our own
    check_mark(path, KIND, *MARKS)
    from tifffile import TiffFile

    return TiffFile(path, _multifile=False)


def _opened(path: Path, file: Any, axes: str) -> Source:
    pages = pages_of(path, file)
    told = layout(path, file, pages[0])
    count = told.planes or len(pages)
    if len(pages) == 1 and count > 1:
        return _one_after_another(path, file, pages[0], count, axes, told.voxel, told.hint)
    if count < len(pages):
        raise unfit(path, "must hold one stack of planes", f"{len(pages)} pages, of which the first {count} are one stack", ONE_AT_A_TIME)
    if count > len(pages):
        raise damaged(path, KIND, f"{len(pages)} pages where its own description says {count}")
    shape = volume_shape(path, (count, *pages[0].shape), pages[0].dtype)
    return PagedSource(
        path=path, stored_shape=shape, dtype=pages[0].dtype, stored_voxel=told.voxel, hint=told.hint, axes=axes, file=file, pages=pages
    )


def pages_of(path: Path, file: Any) -> tuple[Any, ...]:
    """All pages but previews, each one checked.

    Raises:
        ValueError: as :func:`open_tiff`.
    """
    _check_last(path, file)
    pages = tuple(page for page in file.pages if not page.is_reduced)
    if not pages:
        raise unfit(path, "must hold at least one page", "previews only", "Copy or export it again.")
    for index, page in enumerate(pages):
        check_page(path, page, index, file.filehandle.size)
        check_alike(path, page, index, pages[0])
    return pages


def _check_last(path: Path, file: Any) -> None:
    """The last page must say that it is the last: the chain of pages of a file that was cut off leads out of it."""
    tiff, handle, last = file.tiff, file.filehandle, file.pages[-1].offset
    handle.seek(last)
    (count,) = struct.unpack(tiff.tagnoformat, handle.read(tiff.tagnosize))
    handle.seek(last + tiff.tagnosize + count * tiff.tagsize)
    (following,) = struct.unpack(tiff.offsetformat, handle.read(tiff.offsetsize))
    if following:
        raise damaged(path, KIND, f"{len(file.pages)} pages and a link to one that is missing")


def _one_after_another(path: Path, file: Any, page: Any, count: int, axes: str, voxel: Any, hint: str) -> Source:
    """Planes that follow each other as plain bytes behind one page (ImageJ above 4 GB; tifffile where asked)."""
    shape = volume_shape(path, (count, *page.shape), page.dtype)
    if page.compression != NONE or not page.is_contiguous or page.predictor != 1 or page.fillorder != 1:
        raise damaged(path, KIND, f"one page where its own description says {times(shape)}")
    stored = page.dtype.newbyteorder(file.byteorder)
    offset = page.dataoffsets[0]
    file.close()
    return open_plain(path, shape, stored, offset, axes, stored_voxel=voxel, hint=hint)
