"""Lines and depth profiles taken from pictures."""

from __future__ import annotations

import re

import numpy as np
from scipy.ndimage import map_coordinates

from stratode.lab.columns import Wanted, has, split, with_unit
from stratode.lab.estimate import Caution
from stratode.lab.micrographs.fringes import Line
from stratode.lab.micrographs.front import DepthMap
from stratode.lab.reading.pictures import Picture
from stratode.lab.record import Record
from stratode.lab.rows import finite_rows

ENDS = re.compile(r"\s*([\d.]+)\s*,\s*([\d.]+)\s*(?:to|;|,|-)\s*([\d.]+)\s*,\s*([\d.]+)\s*")
PLACES = ("position", "distance", "depth", "x", "length")
SIGNALS = ("intensity", "gray value", "grey value", "counts", "grey", "gray", "signal", "y", "p", "f", "s", "o", "c")
POSITION, DEPTH = Wanted("Position / m", PLACES, written="Position / nm"), Wanted("Depth / m", PLACES, written="Depth / um")
INTENSITY, COUNTS = Wanted("Intensity / 1", SIGNALS, written="Intensity"), Wanted("Counts / 1", SIGNALS, written="Counts")
PIXELS = ("pixel", "pixels", "px", "pix")  # units that ImageJ writes of a picture without a scale
SIDES = ("top", "bottom", "left", "right")


def line_from_picture(picture: Picture, line: str, width: int, pixel: float, calibration: float | None) -> Line:
    """Intensity along a line, averaged over its width.

    Args:
        picture: in grey.
        line: its ends, "x,y to x,y" in pixels from the upper left corner.
        width: pixels across it that are averaged, at least 1.
        pixel: m.
        calibration: relative standard uncertainty of `pixel`.

    Raises:
        ValueError: not such ends, or ends outside the picture.
    """
    match = ENDS.fullmatch(line)
    if match is None:
        raise ValueError(f"--line: must be two ends, x,y to x,y in pixels; received {line!r}. Write for example '20,40 to 300,60'.")
    x0, y0, x1, y1 = (float(number) for number in match.groups())
    rows, columns = picture.values.shape
    if max(x0, x1) > columns - 1 or max(y0, y1) > rows - 1:
        raise ValueError(f"--line: must lie within {picture.origin.file}, {columns} x {rows} pixels; received {line!r}.")
    if width < 1:
        raise ValueError(f"--width: must be at least 1 pixel; received {width}.")
    length = float(np.hypot(x1 - x0, y1 - y0))
    count = int(np.floor(length)) + 1
    if count < 2:
        raise ValueError(f"--line: must have a length; received {line!r}.")
    along = np.array([y1 - y0, x1 - x0]) / length
    across = np.array([-along[1], along[0]])
    steps, aside = np.arange(count, dtype=float), np.arange(width) - 0.5 * (width - 1)
    places = np.array([y0, x0])[:, None, None] + along[:, None, None] * steps[None, :, None] + across[:, None, None] * aside
    values = map_coordinates(picture.values, places, order=1, mode="nearest").mean(axis=1)
    return Line(steps * pixel, values, picture.origin, calibration)


def line_from_record(record: Record, pixel: float | None, calibration: float | None) -> Line:
    """A line profile from a table of positions and intensities, or of intensities alone with the size of a pixel.

    Raises:
        ValueError: a column is missing, or the size of a pixel.
    """
    intensity = with_unit(record, INTENSITY)
    counted = pixel is not None or not has(record, POSITION)
    if counted and pixel is None:
        raise ValueError(f"{record.origin.file}: holds no positions; state --scale, the size of a pixel, for example 0.02 nm.")
    in_pixels = next((name for name in record.columns if split(name)[1].lower() in PIXELS and has(record, POSITION)), None)
    if not counted and in_pixels is not None:
        raise ValueError(f"{record.origin.file}: column {in_pixels!r} counts pixels; needs their size. State --scale, for example 0.02 nm.")
    position = np.arange(intensity.size, dtype=float) * (pixel or 1.0) if counted else with_unit(record, POSITION)
    (position, intensity), missing = finite_rows(position, intensity)
    told = (Caution("missing_numbers", f"{missing} rows without position or intensity are left out."),) if missing else ()
    return Line(position, intensity, record.beware(*told).origin, calibration)


def depth_map_of(picture: Picture, side: str, pixel: float) -> DepthMap:
    """A map of an element with the depth counted from the side where the liquid enters.

    Args:
        picture: intensities.
        side: "top", "bottom", "left" or "right".
        pixel: m.

    Raises:
        ValueError: another side.
    """
    if side not in SIDES:
        raise ValueError(f"--from: must be one of {', '.join(SIDES)}; received {side!r}.")
    turned = {"top": picture.values, "bottom": picture.values[::-1], "left": picture.values.T, "right": picture.values.T[::-1]}[side]
    return DepthMap(np.ascontiguousarray(turned), (np.arange(turned.shape[0]) + 0.5) * pixel, picture.origin)


def depth_profile_of(record: Record) -> DepthMap:
    """A line profile along the depth.

    Raises:
        ValueError: a column is missing.
    """
    depth = with_unit(record, DEPTH)
    intensity = with_unit(record, COUNTS)
    (depth, intensity), missing = finite_rows(depth, intensity)
    told = (Caution("missing_numbers", f"{missing} rows without depth or counts are left out."),) if missing else ()
    order = np.argsort(depth, kind="stable")
    return DepthMap(intensity[order][:, None], depth[order], record.beware(*told).origin)
