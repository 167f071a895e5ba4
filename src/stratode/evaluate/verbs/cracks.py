"""`stratode lab cracks`: cracks in micrographs."""

from __future__ import annotations

from math import isfinite, nan

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.pictures import named_pictures
from stratode.evaluate.verbs.stated import positive
from stratode.lab.micrographs.cracks import Finding, analyse
from stratode.lab.reading.pictures import Picture
from stratode.recipe.quantities import AREA, LENGTH
from stratode.report.lab.cracks import sheet, together

OTSU, NONE = "otsu", "none"


def cracks(
    *files: File,
    pixel: str | None = None,
    threshold: str = OTSU,
    background: str | None = None,
    smallest: str | None = None,
    bright: bool = False,
    crop: str | None = None,
) -> Evaluated:
    """Share of the area in cracks, their length, width and distance, from micrographs in grey.

    Args:
        files: TIFF, PNG, JPEG, BMP, NumPy or a matrix of numbers.
        pixel: edge of a pixel, "0.5 um"; None to use the file's, and pixels where it states none.
        threshold: "otsu", or a grey level below which it is a crack.
        background: length over which the light is evened, "200 um" or in pixels "150"; "none" to leave it; None for 0.15 of the edge.
        smallest: area of the smallest crack, "5 um2" or in pixels "12".
        bright: cracks are brighter than the rest.
        crop: rows and columns to keep, "0:960,0:1280".

    Raises:
        ValueError: a file that is no picture; an option that is impossible.
        MissingExtra: a library that reads a file is not installed (extra `image`).
    """
    stated = positive(pixel, LENGTH, "--pixel")
    sheets = []
    for name, picture in named_pictures(files, crop):
        edge = stated or picture.pixel
        how = Finding(_level(threshold), _smooth(background, edge, picture), _area(smallest, edge, picture), bright)
        sheets.append(sheet(name, analyse(picture, how, edge)))
    return Evaluated("cracks", tuple(sheets), together)


def _level(text: str) -> float | None:
    if text == OTSU:
        return None
    try:
        level = float(text)
    except ValueError:
        level = nan
    if not isfinite(level):
        raise ValueError(f"--threshold: must be a grey level or 'otsu'; received {text!r}. Write for example 90.")
    return level


def _pixels(text: str, option: str, example: str) -> float | None:
    """A plain number of pixels; None of a quantity with its unit."""
    try:
        number = float(text)
    except ValueError:
        return None
    if not (isfinite(number) and number > 0.0):
        raise ValueError(f"{option}: must be above 0; received {text!r}. Write for example {example} (pixels).")
    return number


def _smooth(text: str | None, edge: float | None, picture: Picture) -> float | None:
    if text is None or text == NONE:
        return None if text is None else 0.0
    plain = _pixels(text, "--background", "200")
    if plain is not None:
        return plain * (edge or 1.0)
    _scaled("--background", edge, picture, "200")
    return positive(text, LENGTH, "--background")


def _area(text: str | None, edge: float | None, picture: Picture) -> float | None:
    if text is None:
        return None
    plain = _pixels(text, "--smallest", "12")
    if plain is not None:
        return plain * (edge or 1.0) ** 2
    _scaled("--smallest", edge, picture, "12")
    return positive(text, AREA, "--smallest")


def _scaled(option: str, edge: float | None, picture: Picture, example: str) -> None:
    if edge is None:
        raise ValueError(f"{option}: needs the scale of {picture.origin.file}; received none. State --pixel, or write pixels: {example}.")
