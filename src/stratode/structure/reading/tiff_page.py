"""One page of a TIFF file: whether it is a plane of numbers, kept without loss, and wholly there."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

from stratode.structure.reading.damage import damaged, named, unfit

KIND = "TIFF file"
MOST_EXPANSION = {  # lossless codecs by their number in TIFF: how many bytes of the image one byte of the file can hold at most
    1: 1.0,  # none
    5: 2731.0,  # LZW: 12 bits may stand for 4096 bytes
    8: 1032.0,  # deflate: 2 bits may stand for 258 bytes
    32946: 1032.0,  # deflate, by its older number
    32773: 64.0,  # PackBits: 2 bytes may stand for 128
    34925: 2.0e4,  # LZMA
    34926: 5.0e4,  # zstd, by its older number
    50000: 5.0e4,  # zstd
}
SLACK = 1024.0  # bytes that the smallest strips may claim beyond that
SHOWN_AS_NUMBERS = (0, 1, 3)  # white is zero, black is zero, palette: one number a pixel
LARGEST_TILE = 4  # times the page: tiles stand over its edges, but not by much
SMALL_TILE = 2**22  # voxels that any tile may have


def check_page(path: Path, page: Any, index: int, file_bytes: int) -> None:
    """Stops before a page is decoded that is no plane of numbers, or is not all there.

    Args:
        path: of the file, for the message.
        page: as tifffile describes it.
        index: its number from 0.
        file_bytes: length of the file.

    Raises:
        ValueError: colour, complex or odd numbers, a volume in one page, a codec that loses something, parts that are missing.
    """
    where = f"{named(path)}, page {index + 1}"
    if page.samplesperpixel != 1 or page.photometric not in SHOWN_AS_NUMBERS:
        raise unfit(where, "must be grey or labels, one number a pixel", "a colour image", "Convert it to grey, or to 8-bit labels.")
    if len(page.shape) != 2:
        raise unfit(where, "must be one plane", f"{len(page.shape)} axes in one page", "Export one page a slice.")
    if page.dtype is None or 0 in page.shape:
        found = f"{page.shape[0]} x {page.shape[1]} pixels of {page.bitspersample} bits"
        raise unfit(where, "must hold numbers of 1, 8, 16, 32 or 64 bits", found, "Export 8-bit labels or 16-bit grey values.")
    if page.compression not in MOST_EXPANSION:
        codec = getattr(page.compression, "name", f"codec {page.compression}")
        raise unfit(where, "must be stored without loss (none, PackBits, LZW, deflate, zstd, LZMA)", codec, "Save it with LZW or deflate.")
    _check_data(where, page, file_bytes)


def check_alike(path: Path, page: Any, index: int, first: Any) -> None:
    """Stops where a page differs from the first.

    Raises:
        ValueError: another size or type.
    """
    if page.shape != first.shape or page.dtype != first.dtype:
        where = f"{named(path)}, page {index + 1}"
        found = f"{described(page)} after {described(first)}"
        raise unfit(where, "must have the size and type of the first page", found, "Export all slices alike.")


def described(page: Any) -> str:
    """Size and type in words."""
    return f"{page.shape[0]} x {page.shape[1]} pixels of {page.dtype}"


def _check_data(where: str, page: Any, file_bytes: int) -> None:
    """Its strips or tiles lie in the file, are all there, and can hold what it claims."""
    pieces = prod(int(n) for n in page.chunked)
    offsets, counts = page.dataoffsets, page.databytecounts
    if not len(offsets) == len(counts) == pieces:
        raise damaged(where, KIND, f"{len(offsets)} pieces of data where {pieces} are needed")
    if any(not (count > 0 and 0 < offset <= file_bytes - count) for offset, count in zip(offsets, counts, strict=True)):
        raise damaged(where, KIND, "one whose data lies beyond the end of the file")
    voxels = page.shape[0] * page.shape[1]
    if page.is_tiled and prod(page.chunks) > max(SMALL_TILE, LARGEST_TILE * voxels):
        raise damaged(where, KIND, f"tiles of {prod(page.chunks)} pixels on a page of {voxels}")
    claimed = voxels * int(page.bitspersample) / 8
    if claimed > sum(counts) * MOST_EXPANSION[page.compression] + SLACK:
        raise damaged(where, KIND, f"one that claims {described(page)} in {sum(counts)} bytes")
