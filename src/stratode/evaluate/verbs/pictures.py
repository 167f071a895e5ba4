"""Pictures that a verb is given: read under their names, with the edge of a pixel."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.evaluate.evaluated import File
from stratode.lab.reading.pictures import Picture, read_picture
from stratode.lab.record import names_of
from stratode.recipe.units import Quantity


def named_pictures(files: Sequence[File], crop: str | None = None) -> list[tuple[str, Picture]]:
    """(name, picture) of each file.

    Raises:
        ValueError: one that is no picture.
        MissingExtra: a library that reads it is not installed.
    """
    pictures = [read_picture(file, crop) for file in files]
    return list(zip(names_of(pictures), pictures, strict=True))


def pixel_of(picture: Picture, stated: Quantity | None, option: str = "--pixel", example: str = "0.5 um") -> float:
    """Edge of a pixel, m: the one stated, or the file's.

    Args:
        picture: that may state it.
        stated: beside the picture; None where it is not.
        option, example: with which it is stated.

    Raises:
        ValueError: neither.
    """
    edge = stated.value if stated is not None else picture.pixel
    if edge is None:
        raise ValueError(f"{picture.origin.file}: does not state how large its pixels are; state {option}, for example {example}.")
    return edge
