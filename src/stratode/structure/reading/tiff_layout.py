"""What a TIFF file says of its pages as a whole, in ImageJ's, OME's or tifffile's words: their axes and the size of a voxel."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from stratode.recipe.errors import RecipeError
from stratode.recipe.units import convert
from stratode.structure.reading.damage import damaged, unfit
from stratode.structure.volume import Voxel

LARGEST_PIXEL = 20e-6  # m; a resolution coarser than this is a printer's 72 to 1200 dpi, not a microscope's
PER_UNIT = {2: "inch", 3: "cm"}  # TIFF's ResolutionUnit
ONE_AT_A_TIME = "Export one volume: one time, one channel."
MOST_COLOURS = 4  # channels that are colours or signals, not planes
MICRO = re.compile(r"\\u00b5", re.IGNORECASE)  # as ImageJ escapes it


@dataclass(frozen=True, slots=True)
class Layout:
    """What the file says.

    Args:
        planes: how many planes it holds; None where it does not say.
        voxel: edges along z, y, x, m; None where it does not state all three.
        hint: what it states of a voxel otherwise.
    """

    planes: int | None
    voxel: Voxel | None
    hint: str = ""


def layout(path: Path, file: Any, page: Any) -> Layout:
    """What a TIFF file says of its pages.

    Args:
        path: of the file, for the message.
        file: opened by tifffile.
        page: its first.

    Raises:
        ValueError: several channels, or several of time and depth.
    """
    if file.is_ome:
        return _ome(path, file.ome_metadata)
    if file.is_imagej:
        return _imagej(path, file.imagej_metadata or {}, page)
    return Layout(_shaped(path, page), None, _hint(_pixel(page, PER_UNIT.get(int(page.tags.valueof(296, 2)), ""))))


def _shaped(path: Path, page: Any) -> int | None:
    """Planes of the array that tifffile wrote, from the shape that it notes."""
    if not page.is_shaped:
        return None
    shape = json.loads(page.description).get("shape", [])
    _check_axes(path, {f"axis {i}": int(n) for i, n in enumerate(shape[:-2])})
    return math.prod(int(n) for n in shape[:-2]) if len(shape) > 2 else None


def _imagej(path: Path, told: Mapping[str, Any], page: Any) -> Layout:
    """ImageJ notes the axes, the distance of the planes, and the unit that the resolution is per."""
    images = int(told.get("images", 1))
    _check_axes(path, {axis: int(told.get(axis, 1)) for axis in ("channels", "slices", "frames")})
    unit = MICRO.sub("u", str(told.get("unit", "")))
    pixel = _pixel(page, unit, math.inf if unit not in PER_UNIT.values() else LARGEST_PIXEL)
    depth = _metres(abs(float(told["spacing"])), unit) if "spacing" in told else None
    return Layout(images, (depth, *pixel), "") if pixel and depth else Layout(images, None, _hint(pixel))


def _ome(path: Path, text: str) -> Layout:
    """OME notes everything in XML."""
    if "<!" in text.replace("<!--", ""):  # entities, which may unfold without end
        raise damaged(path, "OME-TIFF file", "metadata that declares entities")
    try:
        images = [item for item in ElementTree.fromstring(text).iter() if item.tag.rpartition("}")[2] == "Pixels"]
    except ElementTree.ParseError as error:
        raise damaged(path, "OME-TIFF file", f"metadata that is no XML ({error})") from error
    if len(images) != 1:
        raise unfit(path, "must hold one volume", f"{len(images)} images", ONE_AT_A_TIME)
    pixels = images[0].attrib
    sizes = {axis: int(pixels.get(f"Size{axis}", 1)) for axis in "CZT"}
    _check_axes(path, {{"C": "channels", "Z": "slices", "T": "times"}[axis]: n for axis, n in sizes.items()})
    edges = [_metres(float(pixels.get(f"PhysicalSize{axis}", 0.0)), pixels.get(f"PhysicalSize{axis}Unit", "µm")) for axis in "ZYX"]
    dz, dy, dx = edges
    return Layout(math.prod(sizes.values()), (dz, dy, dx) if dz and dy and dx else None, _hint((dy, dx) if dy and dx else None))


def _check_axes(path: Path, planes: Mapping[str, int]) -> None:
    """One axis of planes at most, whatever its name (some writers call the planes of any stack channels), and no few colours."""
    long = {name: n for name, n in planes.items() if n > 1}
    if len(long) > 1 or 1 < long.get("channels", 1) <= MOST_COLOURS:
        raise unfit(path, "must hold one stack of planes", ", ".join(f"{n} along {name}" for name, n in long.items()), ONE_AT_A_TIME)


def _pixel(page: Any, unit: str, largest: float = LARGEST_PIXEL) -> tuple[float, float] | None:
    """Height and width of a pixel, m, from the resolution, unless they are larger than `largest`."""
    edges = [_metres(_inverse(page.tags.valueof(tag)), unit) for tag in (283, 282)]
    dy, dx = edges
    return (dy, dx) if dy and dx and max(dy, dx) <= largest else None


def _inverse(ratio: Any) -> float:
    """Denominator over numerator of a TIFF rational; 0 where there is none."""
    if not isinstance(ratio, tuple) or len(ratio) != 2 or 0 in ratio:
        return 0.0
    return float(ratio[1]) / float(ratio[0])


def _metres(value: float, unit: str) -> float | None:
    """A length in m; None where it is none."""
    try:
        length = convert(value, unit, "m")
    except RecipeError:
        return None
    return length if math.isfinite(length) and length > 0.0 else None


def _hint(pixel: tuple[float, float] | None) -> str:
    if pixel is None:
        return ""
    dy, dx = pixel
    return f"that its pixels are {dy * 1e6:.4g} x {dx * 1e6:.4g} um, not how far apart its planes are"
