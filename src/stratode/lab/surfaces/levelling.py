"""What is taken off a height map before its texture is measured: outliers, form, and what the S- and L-filters hold back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter, percentile_filter

from stratode.lab.surfaces.height_map import HeightMap

Array = NDArray[np.float64]
FORMS = {"none": 0, "plane": 1, "quadratic": 2}  # degree of the polynomial that is removed
FAR = 6.0  # standard deviations from the neighbours' median that make an outlier
GAUSSIAN = 0.18739  # standard deviation of the Gaussian filter over its cut-off: sqrt(ln 2 / (2 pi^2)) (ISO 16610-61)


@dataclass(frozen=True, slots=True)
class Levelling:
    """What is asked.

    Args:
        form: "plane", "quadratic", or "none", which takes off the mean alone.
        s_filter: cut-off of the S-filter, m, which takes off finer texture; None for none.
        l_filter: cut-off of the L-filter, m, which takes off coarser texture; None for none.
        outliers: whether heights far from their neighbours are left out.

    Raises:
        ValueError: an unknown form, filters in the wrong order.
    """

    form: str = "plane"
    s_filter: float | None = None
    l_filter: float | None = None
    outliers: bool = True

    def __post_init__(self) -> None:
        """Checks the choice."""
        if self.form not in FORMS:
            raise ValueError(f"form: must be one of {', '.join(FORMS)}; received {self.form!r}.")
        if self.s_filter is not None and self.l_filter is not None and self.s_filter >= self.l_filter:
            raise ValueError(f"s-filter: must be finer than the L-filter; received {self.s_filter:g} and {self.l_filter:g} m.")


@dataclass(frozen=True, slots=True, eq=False)
class Levelled:
    """The texture that is left.

    Args:
        heights: m, (rows, columns), of mean 0; NaN where missing.
        pixel: m.
        dropouts: how many were missing from the beginning.
        outliers: how many were left out.
        tilt: slope of the plane that best fits the map, 1.
        rise: m that this plane rises over the map.
        form_rise: m from peak to valley of the form that was removed.
        flat: m, root mean square about the plane.
    """

    heights: Array
    pixel: float
    dropouts: int
    outliers: int
    tilt: float
    rise: float
    form_rise: float
    flat: float


def levelled(found: HeightMap, how: Levelling) -> Levelled:
    """The map without outliers, form and what the filters take off, in this order."""
    z = found.heights.copy()
    missing = ~np.isfinite(z)
    far = _outliers(z) if how.outliers else np.zeros(z.shape, bool)
    z[far] = np.nan
    plane, form = _surface(z, 1), _surface(z, FORMS[how.form])
    span, flat = np.array(z.shape) - 1, float(np.nanstd(z - plane))
    slopes = np.array([plane[-1, 0] - plane[0, 0], plane[0, -1] - plane[0, 0]])
    z = z - form
    if how.s_filter is not None:
        z = np.where(np.isfinite(z), _smoothed(z, how.s_filter / found.pixel), np.nan)
    if how.l_filter is not None:
        z = z - _smoothed(z, how.l_filter / found.pixel)
    z = z - np.nanmean(z)
    return Levelled(
        z,
        found.pixel,
        int(np.count_nonzero(missing)),
        int(np.count_nonzero(far)),
        float(np.hypot(*(slopes / span / found.pixel))),
        float(np.ptp(plane)),
        float(np.ptp(form)),
        flat,
    )


def _outliers(z: Array) -> NDArray[np.bool_]:
    """Heights far from the median of their 5 x 5 neighbours, by the spread among these and by that of all such distances."""
    filled = _filled(z)
    low, middle, high = (percentile_filter(filled, share, size=5, mode="nearest") for share in (16, 50, 84))
    away = np.abs(np.where(np.isfinite(z), z - middle, 0.0))
    usual = 1.4826 * float(np.median(away))
    return np.asarray((away > FAR * 0.5 * (high - low)) & (away > FAR * usual) & (usual > 0.0))


def _surface(z: Array, degree: int) -> Array:
    """The polynomial of x and y that best fits what is known."""
    v, u = (np.linspace(-1.0, 1.0, n) for n in z.shape)
    powers = [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]
    basis = [np.outer(v**i, u**j) for i, j in powers]
    known = np.isfinite(z)
    design = np.stack([b[known] for b in basis], axis=1)
    values = np.linalg.lstsq(design, z[known], rcond=None)[0]
    return np.asarray(sum(c * b for c, b in zip(values, basis, strict=True)))


def _smoothed(z: Array, cutoff: float) -> Array:
    """Gaussian filter of that cut-off in pixels; what is missing has no weight."""
    sigma, known = GAUSSIAN * cutoff, np.isfinite(z)
    weight = gaussian_filter(known.astype(float), sigma, mode="constant")
    return np.asarray(gaussian_filter(np.where(known, z, 0.0), sigma, mode="constant") / np.maximum(weight, 1e-12))


def _filled(z: Array) -> Array:
    """The map with the nearest known height where one is missing."""
    missing = ~np.isfinite(z)
    if not np.any(missing):
        return z
    nearest = distance_transform_edt(missing, return_distances=False, return_indices=True)
    return np.asarray(z[tuple(nearest)])
