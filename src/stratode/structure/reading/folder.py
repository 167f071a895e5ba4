"""A folder of slices: one image a file, in the order of their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.structure.reading.damage import named, reading, unfit
from stratode.structure.reading.slices import ENDINGS, Slice, open_slice
from stratode.structure.reading.source import Source
from stratode.structure.reading.three_axes import volume_shape

NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, eq=False, kw_only=True)
class FolderSource(Source):
    """A folder of one file a plane."""

    slices: tuple[Path, ...]

    @property
    def name(self) -> str:
        """The folder's."""
        return self.path.name

    def stored(self, start: int, stop: int) -> NDArray[Any]:
        """As :meth:`Source.stored`."""
        block = np.empty((stop - start, *self.stored_shape[1:]), self.dtype)
        for plane, path in zip(block, self.slices[start:stop], strict=True):
            found = open_slice(path)
            _check_alike(found, self.stored_shape[1:], self.dtype, self.slices[0])
            with reading(path, "image"):
                plane[...] = found.pixels()
        return block

    def close(self) -> None:
        """Nothing to do: each slice is opened at need."""


def open_folder(path: Path, axes: str) -> Source:
    """The slices in a folder, TIFF or PNG, all checked but not read.

    Raises:
        ValueError: no images; images of two kinds; one that is missing, damaged, in colour or of another size.
    """
    files = sorted((file for file in path.iterdir() if _is_image(file)), key=lambda file: natural(file.name))
    if not files:
        raise unfit(
            path, "must be a folder of slices (.tif or .png)", "one without images", "Check the path, or export the slices as TIFF."
        )
    _check_names(path, files)
    first = open_slice(files[0])
    shape = volume_shape(path, (len(files), *first.shape), first.dtype)
    for file in files[1:]:
        _check_alike(open_slice(file), first.shape, first.dtype, files[0])
    return FolderSource(path=path, stored_shape=shape, dtype=first.dtype, hint=first.hint, axes=axes, slices=tuple(files))


def _is_image(file: Path) -> bool:
    return file.suffix.lower() in ENDINGS and not file.name.startswith(".") and file.is_file()


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts slice_2 before slice_10."""
    return [(int(part), "") if part.isdecimal() else (-1, part.casefold()) for part in NUMBER.split(name) if part]


def _check_names(path: Path, files: Sequence[Path]) -> None:
    """One kind of file; where they are numbered, no number is missing and none stands twice."""
    endings = sorted({file.suffix.lower().replace(".tiff", ".tif") for file in files})
    if len(endings) > 1:
        raise unfit(path, "must hold slices of one kind", " and ".join(endings), "Move the others into a folder of their own.")
    numbers = _numbers([file.stem for file in files])
    steps = np.diff(numbers)
    if len(steps) > 1 and steps.min() != steps.max():
        index = int(np.flatnonzero(steps != np.median(steps))[0])
        found = f"{named(files[index])} followed by {named(files[index + 1])}"
        raise unfit(path, "must hold evenly numbered slices", found, "Add the slices that are missing, or number the files anew.")


def _numbers(stems: Sequence[str]) -> list[int]:
    """The number that counts the slices: the only one in which the names differ; none where they differ otherwise."""
    parts = [NUMBER.split(stem) for stem in stems]
    if len({len(part) for part in parts}) > 1:
        return []
    differing = [column for column in zip(*parts, strict=True) if len(set(column)) > 1]
    if len(differing) != 1 or not all(text.isdecimal() for text in differing[0]):
        return []
    return [int(text) for text in differing[0]]


def _check_alike(found: Slice, shape: tuple[int, int], dtype: np.dtype[Any], first: Path) -> None:
    if found.shape != shape or found.dtype != dtype:
        words = f"{found.shape[0]} x {found.shape[1]} pixels of {found.dtype} after {shape[0]} x {shape[1]} of {dtype}"
        raise unfit(found.path, f"must have the size and type of {named(first)}", words, "Export all slices alike.")
