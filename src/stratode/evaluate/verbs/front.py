"""`stratode lab front`: how far an infiltration has come."""

from __future__ import annotations

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.pictures import pixel_of
from stratode.evaluate.verbs.stated import quantity
from stratode.lab.micrographs.front import DepthMap, analyse
from stratode.lab.micrographs.sampling import depth_map_of, depth_profile_of
from stratode.lab.reading.files import AS_FOUND, How, read_record
from stratode.lab.reading.pictures import looks_like_picture, read_picture
from stratode.lab.record import names_of
from stratode.recipe.quantities import LENGTH
from stratode.recipe.units import Quantity
from stratode.report.lab.front import sheet, together


def front(*files: File, pixel: str | None = None, side: str = "top", crop: str | None = None, how: How = AS_FOUND) -> Evaluated:
    """Depth of the front in maps of an element, or in line profiles.

    Args:
        files: maps (TIFF, PNG, JPEG, NumPy, a matrix of numbers), or tables of depth and counts.
        pixel: edge of a pixel, "0.5 um"; None to use the file's.
        side: of a map where the liquid enters: "top", "bottom", "left" or "right".
        crop: rows and columns of a map to keep.
        how: tables are read.

    Raises:
        ValueError: a file that is neither; no pixel size.
        MissingExtra: a library that reads a file is not installed (extra `image`).
    """
    edge = quantity(pixel, LENGTH, option="--pixel")
    maps = [_map(file, edge, side, crop, how) for file in files]
    return Evaluated("front", tuple(sheet(name, analyse(one)) for name, one in zip(names_of(maps), maps, strict=True)), together)


def _map(file: File, edge: Quantity | None, side: str, crop: str | None, how: How) -> DepthMap:
    if not looks_like_picture(file):
        return depth_profile_of(read_record(file, how))
    picture = read_picture(file, crop)
    return depth_map_of(picture, side, pixel_of(picture, edge))
