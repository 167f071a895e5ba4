"""One slice in a file of its own: a TIFF of one page, or a PNG."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.extras import need
from stratode.structure.reading.damage import damaged, reading, unfit
from stratode.structure.reading.tiff import open_file, pages_of
from stratode.structure.reading.tiff_layout import layout

ENDINGS = (".tif", ".tiff", ".png")
PNG = b"\x89PNG\r\n\x1a\n"
PNG_HEADER = 33  # bytes to the end of the first chunk
PNG_GREY = 0  # the colour type of one number a pixel
PNG_EXPANSION = 1032.0  # of deflate
SLACK = 1024.0


@dataclass(frozen=True, slots=True)
class Slice:
    """An image, not yet decoded.

    Args:
        path: of the file.
        shape: rows and columns.
        dtype: of a pixel.
        pixels: decodes it, (rows, columns).
        hint: what it states of the size of its pixels.
    """

    path: Path
    shape: tuple[int, int]
    dtype: np.dtype[Any]
    pixels: Callable[[], NDArray[Any]]
    hint: str = ""


def open_slice(path: Path) -> Slice:
    """What a file of one image says of itself.

    Raises:
        ValueError: damaged; colour; several pages.
    """
    with reading(path, "image"):
        return _png(path) if path.suffix.lower() == ".png" else _tiff(path)


def _tiff(path: Path) -> Slice:
    with open_file(path) as file:
        pages = pages_of(path, file)
        told = layout(path, file, pages[0])
        if len(pages) > 1 or (told.planes or 1) > 1:
            raise unfit(path, "must be a single slice, as it lies in a folder of slices", f"{len(pages)} pages", "Give the file itself.")
        rows, columns = pages[0].shape
        return Slice(path, (rows, columns), pages[0].dtype, lambda: _decoded(path), told.hint)


def _decoded(path: Path) -> NDArray[Any]:
    with open_file(path) as file:
        return np.asarray(pages_of(path, file)[0].asarray(maxworkers=1))


def _png(path: Path) -> Slice:
    """A PNG's header: width and height, bits, colour type."""
    need("imagecodecs", extra="image")
    with path.open("rb") as file:
        head = file.read(PNG_HEADER)
    if len(head) < PNG_HEADER or head[:8] != PNG or head[12:16] != b"IHDR":
        raise damaged(path, "PNG image", "one without its header")
    columns, rows = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    bits, colour = head[24], head[25]
    if colour != PNG_GREY:
        raise unfit(path, "must be grey or labels, one number a pixel", "a colour image", "Convert it to grey, or to 8-bit labels.")
    if rows * columns * bits / 8 > path.stat().st_size * PNG_EXPANSION + SLACK:
        raise damaged(path, "PNG image", f"one that claims {rows} x {columns} pixels in {path.stat().st_size} bytes")
    return Slice(path, (rows, columns), np.dtype(np.uint16 if bits == 16 else np.uint8), lambda: _unpacked(path))


def _unpacked(path: Path) -> NDArray[Any]:
    import imagecodecs

    content = path.read_bytes()
    _check_chunks(path, content)
    return np.asarray(imagecodecs.png_decode(content))


def _check_chunks(path: Path, content: bytes) -> None:
    """Every chunk of a PNG must bear its own check sum, up to the one that ends it: length, name, data, sum."""
    place, name = len(PNG), b""
    while name != b"IEND":
        length, name = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        end = place + 8 + length
        if len(content) < end + 4 or zlib.crc32(content[place + 4 : end]) != int.from_bytes(content[end : end + 4], "big"):
            raise damaged(path, "PNG image", f"one whose data is not what it was, or ends, after {place} bytes")
        place = end + 4
