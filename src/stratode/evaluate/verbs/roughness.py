"""`stratode lab roughness`: texture of surfaces."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.named_pictures import length_of, named_pictures
from stratode.lab.surfaces.height_map import height_map_of
from stratode.lab.surfaces.levelling import Levelling
from stratode.lab.surfaces.roughness import analyse
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
        height: what one unit of the file's heights is; of its x and y too where it is a table of points.
        form: what is removed: "plane", "quadratic" or "none".
        s_filter, l_filter: cut-offs of the filters of short and long wavelengths, "2.5 um".
        keep_outliers: measure heights far from their neighbours too.
        crop: rows and columns to keep, "0:960,0:1280".

    Raises:
        ValueError: a file that is no height map; an option that is impossible.
        MissingExtra: a library that reads a file is not installed (extra `image`).
    """
    edge, unit, s, l = (length_of(t, o) for t, o in _lengths(pixel, height, s_filter, l_filter))  # noqa: E741 the filter's letter
    how = Levelling(form, s.value if s else None, l.value if l else None, not keep_outliers)
    sheets = []
    for name, picture in named_pictures(files, crop):
        surface = height_map_of(picture, edge.value if edge else None, unit.value if unit else 1e-6)
        sheets.append(sheet(name, analyse(surface, how)))
    return Evaluated("roughness", tuple(sheets), together)


def _lengths(pixel: str | None, height: str, s: str | None, long: str | None) -> tuple[tuple[str | None, str], ...]:
    return (pixel, "--pixel"), (height, "--height"), (s, "--s-filter"), (long, "--l-filter")
