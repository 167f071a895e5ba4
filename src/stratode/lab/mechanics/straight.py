"""The initial straight range of a stress-strain curve, found, and the modulus that it gives."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.least_squares import Fit, polynomial

Array = NDArray[np.float64]
FEWEST = 6  # points of a straight range
STRAIGHT, BEYOND_CHANCE = 0.05, 1e-4  # chance of noise above which a range is straight, and below which it is not
KEPT = 0.8  # of the longest straight range is used, since a bend is seen only some way into it
LATEST_START = 0.25  # of the strain up to the break: a straight range that begins later is no initial one
TOLD = 4.0  # standard errors by which a toe is less steep
BENT = 0.1  # share by which the slope must change to be a toe or a bend
CHOSEN = 1.3  # times as wide: the range was chosen with the noise that the interval counts (measured)
LONGER = 1.5  # times a range must be there for a bend to be seen beyond it
UNRESOLVED = 0.3  # share by which the slope may change without being seen that is told


@dataclass(frozen=True, slots=True, eq=False)
class Straight:
    """The range.

    Args:
        first, last: indices of its ends, both within.
        fit: stress = values[0] + values[1] strain.
        modulus: with its interval and window.
    """

    first: int
    last: int
    fit: Fit
    modulus: Estimate

    @property
    def zero(self) -> float:
        """Strain at which the line meets zero stress."""
        return float(-self.fit.values[0] / self.fit.values[1])

    @property
    def zero_error(self) -> float:
        """Its standard error."""
        gradient = np.array([-1.0, -self.zero]) / self.fit.values[1]
        return float(np.sqrt(gradient @ self.fit.covariance @ gradient))


def straight_range(
    strain: Array, stress: Array, where: str, stated: tuple[float, float] | None
) -> tuple[Straight | None, tuple[Caution, ...]]:
    """The range stated, or the longest initial one whose curvature cannot be told from none.

    Raises:
        ValueError: fewer than 6 points in the stated range.
    """
    if stated is not None:
        inside = np.flatnonzero((strain >= stated[0]) & (strain <= stated[1]))
        if inside.size < FEWEST:
            raise ValueError(
                f"{where}: --range must hold at least {FEWEST} points; received {inside.size} from {100 * stated[0]:g} to "
                f"{100 * stated[1]:g} %. Widen it."
            )
        found = _straight(strain, stress, int(inside[0]), int(inside[-1]), "slope of the stated range, least squares")
        bend = _bend(strain, stress, found.first, found.last)
        words = f"The curve bends within the stated range: its slope changes by {100 * bend[0]:.2g} %. Narrow it."
        return found, (Caution("curved_range", words),) if bend[1] * bend[2] > 0.0 and abs(bend[0]) > BENT else ()
    ends = _found(strain, stress)
    if ends is None:
        words = "No initial range is straight: the slope changes from the first points on. State --range for a secant modulus."
        return None, (Caution("no_straight_range", words),)
    how = (
        "slope of the longest initial range that a cubic does not fit better (F test, 5 %), a fifth left out at each bend; the interval "
        "reaches to the slope that the range's first point may have under a bend that the noise hides"
    )
    found = _straight(strain, stress, *ends, how)
    low, high = _hidden_bend(strain, stress, found)
    return replace(found, modulus=replace(found.modulus, low=low, high=high)), _cautions(strain, stress, *ends)


def _found(strain: Array, stress: Array) -> tuple[int, int] | None:
    """First and last index of the initial straight range."""
    shortest = min(max(FEWEST, strain.size // 60), strain.size)
    first = _anchor(strain, stress, shortest)
    last = first + shortest - 1
    if _chance(strain[first : last + 1], stress[first : last + 1]) < BEYOND_CHANCE:
        return None
    end = _grown(strain, stress, first, last, True)
    last = max(last, first + round(KEPT * (end - first))) if end < strain.size - 1 else end
    if first > 0:
        begin = _grown(strain, stress, first, last, False)
        first = min(first, last - round(KEPT * (last - begin)))
    return first, last


def _cautions(strain: Array, stress: Array, first: int, last: int) -> tuple[Caution, ...]:
    told = []
    if first > 0:
        words = f"The first {100 * (strain[first] - strain[0]):.3g} % of strain are left out of the modulus: there the curve stiffens."
        told.append(Caution("toe_left_out", words))
    _, low, high = _bend(strain, stress, first, last)
    if max(abs(low), abs(high)) > UNRESOLVED:
        words = (
            f"The noise hides bends: within the range the slope may change by {100 * low:.2g} to {100 * high:.2g} %. "
            "Record more densely at small strains, or state --range."
        )
        told.append(Caution("bend_not_resolved", words))
    return tuple(told)


def _straight(strain: Array, stress: Array, first: int, last: int, how: str) -> Straight:
    fit = polynomial(strain[first : last + 1], stress[first : last + 1], 1)
    window = f"{100 * strain[first]:.3g} to {100 * strain[last]:.3g} % strain, {last - first + 1} points"
    value, half = float(fit.values[1]), fit.reach * fit.error(1)
    modulus = Estimate(
        name="Young's modulus",
        symbol="E",
        value=value,
        low=value - half,
        high=value + half,
        unit="Pa",
        shown_in="MPa",
        method=how,
        window=window,
    )
    return Straight(first, last, fit, modulus)


def _hidden_bend(strain: Array, stress: Array, found: Straight) -> tuple[float | None, float | None]:
    """The modulus' interval, widened to the slope at the first point that is seen both within the range and beyond it.

    A range is chosen for looking straight, so a bend that it holds is mostly larger than it looks. A bend that goes on makes the slope of
    a range longer by r smaller by r times as much (Richardson); one that begins at a knee does not, and then a parabola within bounds it.
    The nearer bound counts.
    """
    one = found.modulus
    if one.low is None or one.high is None:
        return one.low, one.high
    inside = slice(found.first, found.last + 1)
    bent = polynomial(strain[inside] - strain[found.first], stress[inside], 2)
    half = CHOSEN * bent.reach * bent.error(1)
    low, high = float(bent.values[1]) - half, float(bent.values[1]) + half
    stop = int(np.searchsorted(strain, 2.0 * strain[found.last] - strain[found.first], side="right"))
    ratio = float((strain[stop - 1] - strain[found.first]) / (strain[found.last] - strain[found.first]))
    if ratio > LONGER:
        weights = -_slope_weights(strain[found.first : stop]) / (ratio - 1.0)
        weights[: found.last + 1 - found.first] += _slope_weights(strain[inside]) * ratio / (ratio - 1.0)
        value = float(weights @ stress[found.first : stop])
        half = CHOSEN * found.fit.reach * found.fit.scatter * float(np.linalg.norm(weights)) * float(np.sqrt(found.fit.widened))
        low, high = max(low, value - half), min(high, value + half)
    return min(one.low, low), max(one.high, high)


def _slope_weights(x: Array) -> Array:
    """What the slope of a line weighs each point with."""
    away = x - np.mean(x)
    return np.asarray(away / (away @ away))


def _bend(strain: Array, stress: Array, first: int, last: int) -> tuple[float, float, float]:
    """Change of the slope over the range as a share of the mean slope, and the two ends of its 95 % interval."""
    x = strain[first : last + 1] - strain[first]
    fit = polynomial(x, stress[first : last + 1], 2)
    slope = fit.values[1] + fit.values[2] * x[-1]
    change, error = (float(v * 2.0 * x[-1] / abs(slope)) if slope else np.inf for v in (fit.values[2], fit.error(2)))
    return change, change - fit.reach * error, change + fit.reach * error


def _chance(x: Array, y: Array) -> float:
    """How likely noise alone makes a cubic fit so much better than a line, 0 to 1 (F test)."""
    line, cubic = polynomial(x - x[0], y, 1), polynomial(x - x[0], y, 3)
    left, gained = float(cubic.residuals @ cubic.residuals), float(line.residuals @ line.residuals)
    if left <= 1e-24 * float(y @ y):
        return 1.0 if gained <= 1e-20 * float(y @ y) else 0.0
    return float(fdtrc(2, y.size - 4, max(gained - left, 0.0) / 2.0 / (left / (y.size - 4))))


def _anchor(strain: Array, stress: Array, shortest: int) -> int:
    """First index of the short range from which the straight one grows: the first, or behind a toe the steepest."""
    latest = int(np.searchsorted(strain, strain[0] + LATEST_START * (strain[-1] - strain[0])))
    starts = list(range(0, max(1, min(latest, strain.size - shortest)), max(1, shortest // 3)))
    fits = [polynomial(strain[k : k + shortest], stress[k : k + shortest], 1) for k in starts]
    steepest = max(range(len(fits)), key=lambda k: float(fits[k].values[1]))
    rise = fits[steepest].values[1] - fits[0].values[1]
    sure = TOLD * np.hypot(fits[0].error(1), fits[steepest].error(1))
    return starts[steepest] if rise > sure and rise > BENT * fits[steepest].values[1] else 0


def _grown(strain: Array, stress: Array, first: int, last: int, forward: bool) -> int:
    """The other end of the longest range that is straight, grown from one end of a short one.

    A longer range may pass where a shorter one did not by chance; growth stops where a bend is beyond chance.
    """
    room = strain.size - 1 - last if forward else first
    best, step = last if forward else first, 0
    while step <= room:
        a, b = (first, last + step) if forward else (first - step, last)
        chance = _chance(strain[a : b + 1], stress[a : b + 1])
        if chance > STRAIGHT:
            best = b if forward else a
        elif chance < BEYOND_CHANCE:
            break
        step += max(1, (b - a) // 12)
    return best
