"""How large a pixel is, as a TIFF file states it: ImageJ, electron microscopes by FEI and Zeiss, plain resolution.

Stacks of planes state their voxels in further ways, which `structure/reading` reads for itself: measurements stand without that room, and
no room below both is about files of pictures.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

from stratode.recipe.errors import RecipeError
from stratode.recipe.units import convert

LARGEST = 20e-6  # m; a coarser resolution is a printer's, not a microscope's
PER_UNIT = {2: "inch", 3: "cm"}  # TIFF's ResolutionUnit
ROUND = 1e-3  # share by which the pixel's edges may differ


def tiff_pixel(file: Any, page: Any) -> float | None:
    """Edge of a pixel, m; None where the file states none, or pixels that are not square.

    Args:
        file: opened by tifffile.
        page: its first.
    """
    for stated in (_fei(file), _zeiss(file)):
        if stated is not None:
            return stated
    unit, largest = PER_UNIT.get(int(page.tags.valueof(296, 2)), ""), LARGEST
    if file.is_imagej:
        unit = str((file.imagej_metadata or {}).get("unit", "")).replace("\\u00B5", "u") or unit
        largest = LARGEST if unit in PER_UNIT.values() else 1.0
    edges = [_inverse(page.tags.valueof(tag)) for tag in (282, 283)]
    if not all(edges) or abs(edges[0] - edges[1]) > ROUND * edges[0]:
        return None
    edge = _metres(edges[0], unit)
    return edge if edge is not None and edge <= largest else None


def _fei(file: Any) -> float | None:
    told = getattr(file, "fei_metadata", None) or {}
    width = told.get("Scan", {}).get("PixelWidth")
    return float(width) if isinstance(width, float) and 0.0 < width < LARGEST else None


def _zeiss(file: Any) -> float | None:
    told = (getattr(file, "sem_metadata", None) or {}).get("ap_image_pixel_size")
    return _metres(float(told[1]), str(told[2])) if isinstance(told, tuple) and len(told) == 3 else None


def _inverse(ratio: Any) -> float:
    """Denominator over numerator of a TIFF rational; 0 where there is none."""
    return 0.0 if not isinstance(ratio, tuple) or len(ratio) != 2 or 0 in ratio else float(ratio[1]) / float(ratio[0])


def _metres(value: float, unit: str) -> float | None:
    try:
        length = convert(value, unit, "m")
    except RecipeError:
        return None
    return length if isfinite(length) and length > 0.0 else None
