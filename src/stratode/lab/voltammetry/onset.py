"""Where a current sets in, by three criteria side by side: a current that is reached, a tangent that meets the baseline, a slope."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy.signal import savgol_filter

from stratode.lab.estimate import Caution
from stratode.lab.inference.polynomial import Polynomial, fit_polynomial
from stratode.lab.record import Array
from stratode.lab.voltammetry.noise import smoothed
from stratode.lab.voltammetry.quiet import quiet_line

NEAR = 25e-3  # V to each side of a place that its local fit takes
FEW = 8  # points to each side of it at least
BENT = 0.3  # of the way from onset to the sweep's end: a steepest part that begins only beyond it is the end of a bent rise
STEEP = 0.9  # of the largest slope: what lies above counts as the steepest rise
DEGREE = 3


class Criterion(Enum):
    """What counts as the onset."""

    THRESHOLD = "threshold"
    TANGENT = "tangent"
    SLOPE = "slope"


@dataclass(frozen=True, slots=True)
class Onset:
    """An onset by one criterion.

    Args:
        criterion: which.
        potential: V.
        error: its standard error, V.
        reach: standard errors to each side of a 95 % interval.
        window: of the data that decided it, in words.
        cautions: of it.
    """

    criterion: Criterion
    potential: float
    error: float
    reach: float
    window: str
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """One end of a sweep, turned so that potential rises towards the onset and the current there is positive.

    Args:
        side: 1 anodic, -1 cathodic.
        x: side times potential, V, rising, (N,).
        y: side times current or current density, (N,).
        quiet: the baseline's line, in x and y.
    """

    side: int
    x: Array
    y: Array
    quiet: Polynomial

    @property
    def name(self) -> str:
        """In words."""
        return "anodic" if self.side > 0 else "cathodic"


def branch(potential: Array, current: Array, side: int, between: tuple[float, float] | None = None) -> Branch:
    """One end of a sweep.

    Args:
        potential, current: of the sweep, in its order, (N,).
        side: 1 anodic, -1 cathodic.
        between: quiet potentials as stated, V.
    """
    order = np.argsort(side * potential, kind="stable")
    x, y = side * potential[order], side * current[order]
    turned = None if between is None else (side * between[0], side * between[1])
    return Branch(side, x, y, quiet_line(x, y, turned))


def by_threshold(one: Branch, level: float) -> Onset | None:
    """The potential from which on the current stays above `level`; None where it does not at the end.

    Args:
        one: the branch.
        level: of `y`, positive.
    """
    smooth, _ = smoothed(one.y, _step(one.x))
    below = np.flatnonzero(smooth < level)
    if not below.size or below[-1] >= one.x.size - 2:
        return None
    # where noise bends the cubic so that it misses the level, a line still crosses it
    fits = (_local(one, int(below[-1]), degree) for degree in (DEGREE, 1))
    fit, place = next(((f, p) for f in fits if (p := f.rises_to(level)) is not None), (None, None))
    if fit is None or place is None:
        return None
    return Onset(Criterion.THRESHOLD, one.side * place[0], place[1], fit.reach, _words(one, fit))


def by_tangent(one: Branch) -> Onset | None:
    """Where the tangent at the steepest rise meets the baseline; None where nothing rises.

    The tangent is a line through all points about the steepest one at which the slope is at least 90 % of the largest, so that on a
    straight rise noise does not choose a short and accidentally steep part of it.
    """
    half, step = _half(one.x), _step(one.x)
    window = min(4 * half + 1, one.x.size // 4 | 1)
    slope = savgol_filter(one.y, window, 2, deriv=1, delta=step)
    beyond = np.flatnonzero(one.x > one.quiet.last)
    beyond = beyond[beyond < one.x.size - half] if beyond.size > 2 * half else beyond
    if beyond.size < 3:
        return None
    steepest = int(beyond[int(np.argmax(slope[beyond]))])
    begin, end = _stretch(slope, steepest, STEEP * slope[steepest], half)
    fit = fit_polynomial(one.x[begin:end], one.y[begin:end], 1)
    place = _meeting(one.quiet, fit)
    if place is None:
        return None
    told: tuple[Caution, ...] = ()
    if end >= one.x.size - half and one.x[begin] - place[0] > BENT * (one.x[-1] - place[0]):
        words = (
            f"{one.name} tangent: the steepest rise lies at the end of the sweep ({one.side * one.x[-1]:.3f} V); a longer sweep "
            "would move the "
            "tangent and the onset with it. Do not compare onsets of sweeps with different ends."
        )
        told = (Caution("tangent_depends_on_end", words),)
    return Onset(Criterion.TANGENT, one.side * place[0], place[1], min(fit.reach, 13.0), _words(one, fit), told)


def by_slope(one: Branch, slope: float) -> Onset | None:
    """The potential from which on the current rises faster than `slope`; None where it does not at the end.

    Args:
        one: the branch.
        slope: of `y` over potential, positive.
    """
    half = _half(one.x)
    window = min(4 * half + 1, one.x.size // 4 | 1)
    steep = savgol_filter(one.y, window, 2, deriv=1, delta=_step(one.x))[half : one.x.size - half]
    below = np.flatnonzero(steep < slope) + half
    if not below.size or below[-1] >= one.x.size - half - 1 or one.x[below[-1]] < one.quiet.first:
        return None
    for degree in (DEGREE, DEGREE - 1):  # where noise bends the cubic's slope so that it misses the level, a parabola's still crosses it
        fit = _local(one, int(below[-1]), degree, 2)
        place = _slope_reaches(fit, slope)
        if place is not None:
            return Onset(Criterion.SLOPE, one.side * place[0], place[1], fit.reach, _words(one, fit))
    return None


def _slope_reaches(fit: Polynomial, slope: float) -> tuple[float, float] | None:
    """Where the fit's slope rises through `slope`, the place nearest to its middle, and its standard error; None where it does not."""
    derivative = fit.coefficients[1:] * np.arange(1, fit.coefficients.size) / fit.scale
    derivative[0] -= slope
    inside = [float(r.real) * fit.scale + fit.centre for r in np.roots(derivative[::-1]) if abs(r.imag) < 1e-9 and abs(r.real) <= 1.0]
    rising = [x for x in inside if fit.at(x, 2)[0] > 0.0]
    if not rising:
        return None
    x = min(rising, key=lambda place: abs(place - fit.centre))
    return x, fit.at(x, 1)[1] / fit.at(x, 2)[0]


def current_at(potential: Array, current: Array, place: float) -> tuple[float, float, float, int]:
    """Current at a potential by a local cubic: value, standard error, reach, points.

    Args:
        potential, current: of the sweep, (N,).
        place: V, within the sweep.
    """
    order = np.argsort(potential, kind="stable")
    x, y = potential[order], current[order]
    half = _half(x)
    k = int(np.searchsorted(x, place))
    chosen = slice(max(k - half, 0), min(k + half + 1, x.size))
    fit = fit_polynomial(x[chosen], y[chosen], DEGREE)
    value, error = fit.at(place)
    return value, error, fit.reach, fit.points


def _meeting(base: Polynomial, tangent: Polynomial) -> tuple[float, float] | None:
    """Where two lines meet, and the standard error of that place; both lines' errors are independent."""
    b0, b1 = base.at(0.0)[0], base.at(0.0, 1)[0]
    t0, t1 = tangent.at(0.0)[0], tangent.at(0.0, 1)[0]
    if t1 - b1 <= 0.0:
        return None
    x = (b0 - t0) / (t1 - b1)
    return x, math.hypot(base.at(x)[1], tangent.at(x)[1]) / (t1 - b1)


def _stretch(slope: Array, k: int, level: float, half: int) -> tuple[int, int]:
    """First and behind-the-last index of the stretch about k whose slope is at least `level`; `half` points to each side at least."""
    low = np.flatnonzero(slope < level)
    begin, end = int(low[low < k].max(initial=-1)) + 1, int(low[low > k].min(initial=slope.size))
    return max(min(begin, k - half), 0), min(max(end, k + half + 1), slope.size)


def _step(x: Array) -> float:
    return float(np.ptp(x)) / max(x.size - 1, 1)


def _half(x: Array) -> int:
    """Points to each side of a place that its local fit takes."""
    return max(round(NEAR / _step(x)), FEW)


def _local(one: Branch, k: int, degree: int = DEGREE, wide: int = 1) -> Polynomial:
    half = wide * _half(one.x)
    begin = min(max(k - half, 0), max(one.x.size - 2 * half - 1, 0))
    chosen = slice(begin, min(begin + 2 * half + 1, one.x.size))
    return fit_polynomial(one.x[chosen], one.y[chosen], degree)


def _words(one: Branch, fit: Polynomial) -> str:
    a, b = sorted((one.side * fit.first, one.side * fit.last))
    return f"{a:.3f} to {b:.3f} V, {fit.points} points"
