"""Edges of a voxel and crops of a volume, as they are written: "0.39 um", "0.5x0.39x0.39 um", "0:100,20:200,:"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.quantities import LENGTH
from stratode.recipe.units import read_quantity
from stratode.structure.volume import AXES, Voxel

FINEST, COARSEST = 1e-10, 1e-3  # edges of a voxel, m; a recipe takes the same
EXAMPLES = "Write for example 0.39um, or 0.5x0.39x0.39um along z, y, x."
CROP_REMEDY = "Write start:stop along z, y, x, for example 0:100,20:200,: or :,0um:50um,:."
TIMES = re.compile(r"\s*[x×,;]\s*")
UNIT = re.compile(r"[A-Za-zµμ]+$")
Range = tuple[int, int]


def read_voxel(stated: str | float | Sequence[str | float]) -> Voxel:
    """Edges along z, y, x in m, of one length or of three.

    Args:
        stated: a text with its unit, "0.39 um" or "0.5x0.39x0.39 um" (a unit at the end stands for all); or m, as one number or three.

    Raises:
        ValueError: no unit, no length, not one or three, not positive; a text beyond 0.1 nm to 1 mm.
    """
    values = _texts(stated) if isinstance(stated, str) else [stated] if isinstance(stated, int | float) else list(stated)
    if len(values) not in (1, 3):
        raise refused("voxel", "must be one length, or three along z, y, x", str(stated), EXAMPLES)
    edges = [_edge(value) for value in values]
    dz, dy, dx = edges * 3 if len(edges) == 1 else edges
    return dz, dy, dx


def _texts(stated: str) -> list[str]:
    """The lengths of a text; one that bears no unit takes that of the last."""
    parts = TIMES.split(stated.strip())
    unit = UNIT.search(parts[-1])
    return [part if unit is None or UNIT.search(part) else part + unit[0] for part in parts]


def _edge(value: str | float) -> float:
    edge = read_quantity(value, LENGTH, field="voxel").value if isinstance(value, str) else float(value)
    if not (math.isfinite(edge) and edge > 0.0):
        raise refused("voxel", "must be a length above 0", str(value), EXAMPLES)
    if isinstance(value, str) and not FINEST <= edge <= COARSEST:
        raise refused("voxel", "must be a length from 0.1 nm to 1 mm", value, EXAMPLES)
    return edge


def read_crop(stated: str | None, shape: Sequence[int], voxel: Voxel) -> tuple[Range, Range, Range]:
    """First and last (excluded) voxel along z, y, x.

    Args:
        stated: "0:100,20:200,:" in voxels, or lengths with units, rounded to whole voxels; None for everything.
        shape: voxels along z, y, x.
        voxel: edges along z, y, x, m.

    Raises:
        ValueError: not three ranges; outside the volume; empty.
    """
    if stated is None:
        return (0, shape[0]), (0, shape[1]), (0, shape[2])
    parts = [part.strip() for part in stated.split(",")]
    if len(parts) != 3 or any(part.count(":") != 1 for part in parts):
        raise refused("crop", "must be three ranges, along z, y and x", stated, CROP_REMEDY)
    z, y, x = (_range(part, shape[i], voxel[i], AXES[i]) for i, part in enumerate(parts))
    return z, y, x


def _range(part: str, count: int, edge: float, axis: str) -> Range:
    start, _, stop = part.partition(":")
    first, last = _voxels(start, 0, edge, axis), _voxels(stop, count, edge, axis)
    if not 0 <= first < last <= count:
        raise refused("crop", f"must lie within 0 and {count} voxels ({count * edge * 1e6:g} um) along {axis}", part, CROP_REMEDY)
    return first, last


def _voxels(text: str, default: int, edge: float, axis: str) -> int:
    text = text.strip()
    if not text:
        return default
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    try:
        return round(read_quantity(text, LENGTH).value / edge)
    except RecipeError as error:
        raise refused("crop", f"must be whole voxels or lengths with a unit along {axis}", text, CROP_REMEDY) from error
