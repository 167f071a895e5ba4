"""A height map: heights on a grid, whatever the profilometer wrote."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.columns import Wanted, with_unit
from stratode.lab.estimate import Caution
from stratode.lab.reading.pictures import Picture
from stratode.lab.record import Origin, Record

Array = NDArray[np.float64]
FEWEST = 32  # pixels along an edge
PLACES = (
    Wanted("X / m", ("x", "x position", "x axis"), written="X / mm"),
    Wanted("Y / m", ("y", "y position", "y axis"), written="Y / mm"),
    Wanted("Z / m", ("z", "height", "z height", "z axis"), written="Z / um"),
)
OFF_GRID = 0.05  # of a step: places further from a regular grid lie on none


@dataclass(frozen=True, slots=True, eq=False)
class HeightMap:
    """Heights over an area.

    Args:
        heights: m, (rows, columns); NaN where nothing was measured.
        pixel: distance of neighbours, m.
        origin: where it came from.

    Raises:
        ValueError: smaller than 32 x 32, or a pixel that is not positive.
    """

    heights: Array
    pixel: float
    origin: Origin

    def __post_init__(self) -> None:
        """Checks the size."""
        where = self.origin.file
        if min(self.heights.shape) < FEWEST:
            raise ValueError(
                f"{where}: a height map needs at least {FEWEST} x {FEWEST} points; received {self.heights.shape}. Measure more."
            )
        if not self.pixel > 0.0:
            raise ValueError(f"{where}: the distance of neighbours must be positive; received {self.pixel:g} m. Check --pixel.")
        if np.count_nonzero(np.isfinite(self.heights)) < 0.5 * self.heights.size:
            raise ValueError(f"{where}: more than half of the heights are missing. Measure again, or crop to where there are heights.")


def height_map_of(picture: Picture, pixel: float | None, height: float) -> HeightMap:
    """A picture of heights, or a table of x, y, z with one row a point, as a height map.

    Args:
        picture: as read; three columns of many rows are taken for x, y, z.
        pixel: distance of neighbours, m; None to use the file's.
        height: m of one unit of the file's heights (and of its x and y where it is a table of points).

    Raises:
        ValueError: points on no grid; no pixel size; see :class:`HeightMap`.
    """
    if picture.values.shape[1] == 3 and picture.values.shape[0] >= FEWEST**2:
        return _gridded(picture, height)
    edge = pixel if pixel is not None else picture.pixel
    if edge is None:
        raise ValueError(f"{picture.origin.file}: does not state how far apart its heights lie; state --pixel, for example 1 um.")
    return HeightMap(picture.values * height, edge, picture.origin)


def height_map_of_points(record: Record) -> HeightMap:
    """A table with columns of x, y and z in their units, one row a point, as a height map.

    Raises:
        ValueError: a column is missing or tells no unit; points on no grid; see :class:`HeightMap`.
    """
    return _on_grid(np.column_stack([with_unit(record, wanted) for wanted in PLACES]), 1.0, record.origin)


def _gridded(picture: Picture, unit: float) -> HeightMap:
    """Bare points x, y, z."""
    return _on_grid(picture.values, unit, picture.origin)


def _on_grid(every: Array, unit: float, read: Origin) -> HeightMap:
    """Points x, y, z, (N, 3), sorted into a grid; places without a point are missing."""
    where, points = read.file, every[np.all(np.isfinite(every[:, :2]), axis=1)]
    steps = [_step(points[:, axis]) for axis in (0, 1)]
    if min(steps) <= 0.0 or abs(steps[0] - steps[1]) > 0.01 * steps[0]:
        raise ValueError(f"{where}: points must lie on a square grid; found steps of {steps[0]:g} along x and {steps[1]:g} along y.")
    places = (points[:, :2] - points[:, :2].min(axis=0)) / steps[0]
    index = np.rint(places).astype(int)
    if np.max(np.abs(places - index)) > OFF_GRID:
        raise ValueError(
            f"{where}: points must lie on a regular grid; some lie {np.max(np.abs(places - index)):.2g} steps off it. Resample."
        )
    shape = index.max(axis=0)[::-1] + 1
    heights = np.full(shape, np.nan)
    heights[index[:, 1], index[:, 0]] = points[:, 2] * unit
    empty = int(np.count_nonzero(~np.isfinite(heights)))
    told = (Caution("empty_places", f"{empty} places of the grid have no point."),) if empty else ()
    origin = Origin(where, "table of x, y, z", read.stated, read.skipped, (*read.cautions, *told))
    return HeightMap(heights, steps[0] * unit, origin)


def _step(places: Array) -> float:
    """The usual distance of different places along an axis; 0 where all are alike."""
    apart = np.diff(np.unique(places))
    apart = apart[apart > 1e-6 * np.ptp(places)] if apart.size else apart
    return float(np.median(apart)) if apart.size else 0.0
