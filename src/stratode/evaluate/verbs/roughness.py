"""`stratode lab roughness`: texture of surfaces."""

from __future__ import annotations

from pathlib import Path

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import positive
from stratode.lab.reading.files import read_record
from stratode.lab.reading.pictures import Picture, has_names, read_picture
from stratode.lab.record import Record, names_of
from stratode.lab.surfaces.height_map import height_map_of, height_map_of_points
from stratode.lab.surfaces.levelling import Levelling
from stratode.lab.surfaces.roughness import analyse
from stratode.recipe.quantities import LENGTH
from stratode.report.lab.roughness import sheet, together


def roughness(
    *files: File,
    pixel: str | None = None,
    height: str = "1 um",
    form: str = "plane",
    s_filter: str | None = None,
    l_filter: str | None = None,
    keep_outliers: bool = False,
    crop: str | None = None,
) -> Evaluated:
    """Sa, Sq, Sz and further areal parameters of height maps (ISO 25178-2).

    Args:
        files: maps of heights: TIFF, NumPy, a matrix of numbers, or a table of x, y, z.
        pixel: distance of neighbours, "1 um"; None to use the file's.
        height: what one unit of the file's heights is; of its x and y too where it is a table of points without names.
        form: what is removed: "plane", "quadratic" or "none".
        s_filter, l_filter: cut-offs of the filters of short and long wavelengths, "2.5 um".
        keep_outliers: measure heights far from their neighbours too.
        crop: rows and columns to keep, "0:960,0:1280".

    Raises:
        ValueError: a file that is no height map; an option that is impossible.
        MissingExtra: a library that reads a file is not installed (extra `image`).
    """
    edge, unit = positive(pixel, LENGTH, "--pixel"), positive(height, LENGTH, "--height")
    how = Levelling(form, positive(s_filter, LENGTH, "--s-filter"), positive(l_filter, LENGTH, "--l-filter"), not keep_outliers)
    read = [_points(file, pixel, crop) if has_names(file) else read_picture(file, crop) for file in files]
    sheets = []
    for name, one in zip(names_of(read), read, strict=True):
        surface = height_map_of(one, edge, unit) if isinstance(one, Picture) else height_map_of_points(one)
        sheets.append(sheet(name, analyse(surface, how)))
    return Evaluated("roughness", tuple(sheets), together)


def _points(file: File, pixel: str | None, crop: str | None) -> Record:
    """A table with named columns of x, y, z."""
    if pixel is not None or crop is not None:
        raise ValueError(f"--pixel, --crop: belong to pictures and matrices; received them for {Path(file).name}, a table. Leave them out.")
    return read_record(file)
