"""Peaks fitted to counts: each region by weighted least squares whose weights are those of counting."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from stratode.lab.diffraction.pattern import Pattern
from stratode.lab.diffraction.profile import PER_PEAK, height_of, region_curve
from stratode.lab.diffraction.radiation import SECOND, Radiation
from stratode.lab.diffraction.search import Region
from stratode.lab.estimate import Caution
from stratode.lab.inference.neighbours import first_order, lag_one
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array

ROUNDS = 3  # of weights from the curve and the curve from the weights
FEW = 5.0  # points across a full width
CLOSE = 1.0  # widths between peaks that are hard to tell apart
NOT_COUNTS = (0.5, 2.5)  # a scatter, over that of counting, outside of which the numbers are no plain counts or the shape does not fit


@dataclass(frozen=True, slots=True, eq=False)
class FittedPeak:
    """One peak with its errors.

    Args:
        centre, centre_error: of K-alpha1, degrees two theta.
        width, width_error: full at half height, degrees.
        area, area_error: counts times degrees, both lines.
        height, height_error: of K-alpha1 over the background, counts.
        mixing: 0 of a Gaussian, 1 of a Lorentzian.
        reach: standard errors to each side of a 95 % interval.
        window: degrees, the region's ends.
        cautions: of this peak.
    """

    centre: float
    centre_error: float
    width: float
    width_error: float
    area: float
    area_error: float
    height: float
    height_error: float
    mixing: float
    reach: float
    window: tuple[float, float]
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FittedRegion:
    """A region with its curve.

    Args:
        two_theta: degrees, (N,).
        counts, curve, background: (N,).
        scatter: of the residuals over that of counting, squared.
        values: the parameters, (2 + 4 K,).
        peaks: by rising angle.
    """

    two_theta: Array
    counts: Array
    curve: Array
    background: Array
    scatter: float
    values: Array
    peaks: tuple[FittedPeak, ...]


def fit_region(pattern: Pattern, region: Region, source: Radiation) -> FittedRegion | None:
    """Fit one region; None where it holds fewer points than parameters or no fit is found.

    Weights are those of counts, of variance equal to what the curve expects, so that neither high nor low counts bias the area. The
    errors are those of counting, widened where residuals scatter more or neighbours resemble each other.
    """
    span = slice(region.first, region.last + 1)
    x, y = pattern.two_theta[span], pattern.counts[span]
    start, low, high = _begin(x, y, region)
    if x.size < start.size + 3:
        return None
    sigma = np.sqrt(np.maximum(y, 1.0))
    values = start
    for _ in range(ROUNDS):
        found = least_squares(
            lambda p, s=sigma: (region_curve(x, p, source) - y) / s,
            np.clip(values, low, high),
            bounds=(low, high),
            x_scale="jac",
            max_nfev=200,
        )
        values = np.asarray(found.x)
        sigma = np.sqrt(np.maximum(region_curve(x, values, source), 1.0))
    if not np.isfinite(found.cost):
        return None
    return _told(pattern, x, y, values, sigma, found.jac, (low, high), source)


def _begin(x: Array, y: Array, region: Region) -> tuple[Array, Array, Array]:
    """Starting values with their bounds."""
    ends = max(x.size // 20, 2)
    left, right = float(np.median(y[:ends])), float(np.median(y[-ends:]))
    spread = float(y.max()) + 1.0
    values, low, high = [0.5 * (left + right), (right - left) / float(np.ptp(x))], [-spread, -spread], [2.0 * spread, spread]
    for one in region.starts:
        width = max(one.width, 2.0 * float(np.ptp(x)) / x.size)
        values += [max(one.height, 1.0) * width * 1.2, one.centre, math.log(width), 0.5]
        low += [0.0, one.centre - 2.0 * width, math.log(width / 6.0), 0.0]
        high += [np.inf, one.centre + 2.0 * width, math.log(6.0 * width), 1.0]
    return np.array(values), np.array(low), np.array(high)


def _told(
    pattern: Pattern, x: Array, y: Array, values: Array, sigma: Array, jacobian: Array, bounds: tuple[Array, Array], source: Radiation
) -> FittedRegion:
    curve = region_curve(x, values, source)
    residuals = (y - curve) / sigma
    free = (values > bounds[0] + 1e-6) & (values < bounds[1] - 1e-6)  # a mixing at its bound is known, not estimated
    degrees = max(x.size - int(free.sum()), 1)
    scatter = float(residuals @ residuals) / degrees
    widened = first_order(lag_one(residuals))
    covariance = np.zeros((values.size, values.size))
    scale = (scatter if scatter < NOT_COUNTS[0] else max(scatter, 1.0)) * widened
    covariance[np.ix_(free, free)] = np.linalg.pinv(jacobian[:, free].T @ jacobian[:, free]) * scale
    reach = reach_95(max(x.size / widened - free.sum(), 1.0))
    background = values[0] + values[1] * (x - 0.5 * (x[0] + x[-1]))
    share = 1.0 if source.second is None else 1.0 / (1.0 + SECOND)
    peaks = [_peak(values, covariance, k, reach, x, share) for k in range(2, values.size, PER_PEAK)]
    peaks = [_beware(one, peaks, pattern.step, scatter) for one in peaks]
    return FittedRegion(x, y, curve, background, scatter, values, tuple(sorted(peaks, key=lambda one: one.centre)))


def _peak(values: Array, covariance: NDArray[np.float64], k: int, reach: float, x: Array, share: float) -> FittedPeak:
    """One peak's numbers; `share` of its area is that of the line whose height is told."""
    area, centre, mixing = float(values[k]), float(values[k + 1]), float(values[k + 3])
    width = math.exp(float(values[k + 2]))
    error = np.sqrt(np.maximum(np.diag(covariance)[k : k + PER_PEAK], 0.0))
    height = share * height_of(area, width, mixing)
    # d height = height (d area / area - d log width) + area (d shape / d mixing) d mixing
    slope = np.array(
        [height / area if area > 0.0 else 0.0, 0.0, -height, share * (height_of(area, width, 1.0) - height_of(area, width, 0.0))]
    )
    block = covariance[k : k + PER_PEAK, k : k + PER_PEAK]
    return FittedPeak(
        centre=centre,
        centre_error=float(error[1]),
        width=width,
        width_error=width * float(error[2]),
        area=area,
        area_error=float(error[0]),
        height=height,
        height_error=math.sqrt(max(float(slope @ block @ slope), 0.0)),
        mixing=mixing,
        reach=reach,
        window=(float(x[0]), float(x[-1])),
        cautions=(),
    )


def _beware(one: FittedPeak, all_of_them: list[FittedPeak], step: float, scatter: float) -> FittedPeak:
    told, at = [], f"peak at {one.centre:.3f} degrees"
    if one.width < FEW * step:
        words = (
            f"{at}: {one.width / step:.1f} steps across its width; position and width lean on the assumed shape. Scan in "
            f"steps of {one.width / 8.0:.3f}."
        )
        told.append(Caution("few_points_per_peak", words))
    near = [other for other in all_of_them if other is not one and abs(other.centre - one.centre) < CLOSE * max(one.width, other.width)]
    if near:
        words = f"{at}: less than one width from {near[0].centre:.3f} degrees; their areas and positions depend on the assumed shape."
        told.append(Caution("peaks_overlap", words))
    if not NOT_COUNTS[0] <= scatter <= NOT_COUNTS[1]:
        why = (
            "the shape does not fit, or the numbers are no plain counts" if scatter > 1.0 else "the numbers are smoothed or no plain counts"
        )
        words = f"{at}: residuals scatter {math.sqrt(scatter):.2g} times as much as counting does: {why}. Intervals follow the scatter."
        told.append(Caution("scatter_not_of_counting", words))
    return replace(one, cautions=tuple(told))
