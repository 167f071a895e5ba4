"""Pictures read for a verb, their names numbered where several are alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stratode.evaluate.evaluated import File
from stratode.lab.reading.pictures import Picture, read_picture
from stratode.recipe.quantities import LENGTH
from stratode.recipe.units import Quantity, read_quantity


def named_pictures(files: Sequence[File], crop: str | None = None) -> list[tuple[str, Picture]]:
    """(name, picture) of each file.

    Raises:
        ValueError: one that is no picture.
        MissingExtra: a library that reads it is not installed.
    """
    return [(name, read_picture(file, crop)) for name, file in zip(names(files), files, strict=True)]


def names(files: Sequence[File]) -> tuple[str, ...]:
    """The files' names, numbered where several are alike."""
    taken: list[str] = []
    for file in files:
        own = Path(file).name
        taken.append(next(n for n in (own, *(f"{own} ({k})" for k in range(2, len(files) + 2))) if n not in taken))
    return tuple(taken)


def length_of(text: str | None, option: str) -> Quantity | None:
    """A length above zero with its uncertainty; None where none is stated.

    Raises:
        ValueError: no length, or not above zero.
    """
    if text is None:
        return None
    found = read_quantity(text, LENGTH, field=option)
    if not found.value > 0.0:
        raise ValueError(f"{option}: must be above 0; received {text!r}. Write for example 0.5 um.")
    return found


def pixel_of(picture: Picture, stated: Quantity | None) -> float:
    """Edge of a pixel, m: the one stated, or the file's.

    Raises:
        ValueError: neither.
    """
    edge = stated.value if stated is not None else picture.pixel
    if edge is None:
        raise ValueError(f"{picture.origin.file}: does not state how large its pixels are; state --pixel, for example 0.5 um.")
    return edge
