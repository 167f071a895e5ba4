"""What flows under a peak: a line through the current on both sides of it, or on the side it comes from, with its errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from stratode.lab.inference.neighbours import first_order, lag_one
from stratode.lab.record import Array

MOST_FOOT = 0.2  # of a peak's extent: width of one foot
GAP = 0.3  # of a peak's half extent, kept free between peak and foot, where its tail still counts
Indices = NDArray[np.int64]
ROUNDS = 4  # of finding extent and line from each other
EDGE = 0.01  # of the height above the line: where a peak ends, unless noise hides it before


class Baseline(Enum):
    """How the baseline of a peak is drawn."""

    LINEAR = "linear"  # through the feet on both sides
    TANGENT = "tangent"  # through the foot before the peak, continued below it
    ZERO = "zero"  # no current


WORDS = {
    Baseline.LINEAR: "over a least-squares line through the feet on both sides",
    Baseline.TANGENT: "over the least-squares line of the foot before the peak, continued (Nicholson & Shain 1964, Analytical Chemistry)",
    Baseline.ZERO: "over zero current",
}


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A baseline i = a + b (E - centre).

    Args:
        centre: V.
        coefficients: a and b, in A and A/V.
        covariance: of them, (2, 2).
        weights: of the foot's points in them, (2, M): what they are made of.
        foot: indices of the sweep's points it was fitted to, (M,).
        noise: standard deviation of those about it, A.
    """

    centre: float
    coefficients: Array
    covariance: Array
    weights: Array
    foot: Indices
    noise: float

    def at(self, e: Array | float) -> Array:
        """Baseline current at potentials, A."""
        return np.asarray(self.coefficients[0] + self.coefficients[1] * (np.asarray(e, float) - self.centre))

    def error(self, e: float) -> float:
        """Its standard error there, A."""
        row = np.array([1.0, e - self.centre])
        return math.sqrt(max(float(row @ self.covariance @ row), 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Extent:
    """Where a peak begins and ends, as indices of the sweep, and the feet beside it.

    Args:
        begin, end: the peak.
        before, after: indices of the feet.
    """

    begin: int
    end: int
    before: Indices
    after: Indices


def extent(potential: Array, smooth: Array, peak: int, left: int, right: int, noise: float, edge: float = EDGE) -> Extent:
    """The peak's extent between the valleys beside it.

    Args:
        potential: V, (N,).
        smooth: current, the peak upwards, A, (N,).
        peak, left, right: indices of the top and of the valleys (or the sweep's ends).
        noise: standard deviation of `smooth`, A.
        edge: share of the height at which a peak ends, where noise does not hide it before.
    """
    x = np.arange(left, right + 1)
    line = np.interp(x, [left, right], [smooth[left], smooth[right]])
    begin, end = left, right
    before, after = x[:1], x[-1:]
    for _ in range(ROUNDS):
        above = smooth[left : right + 1] - line
        level = max(edge * above[peak - left], 2.0 * noise)
        low = np.flatnonzero(above <= level)
        begin = left + int(low[low <= peak - left].max(initial=0))
        end = left + int(low[low >= peak - left].min(initial=right - left))
        before, after = _foot(begin, left, peak - begin, -1), _foot(end, right, end - peak, 1)
        feet = np.concatenate([before, after])
        slope, level_0 = np.polyfit(potential[feet], smooth[feet], 1) if feet.size > 2 else (0.0, float(smooth[feet].min()))
        line = level_0 + slope * potential[left : right + 1]
    return Extent(begin, end, before, after)


def line_through(potential: Array, current: Array, place: Extent, kind: Baseline) -> Line:
    """The baseline of one peak.

    Args:
        potential: V, (N,).
        current: as measured, the peak upwards, A, (N,).
        place: its extent.
        kind: how it is drawn.
    """
    centre = float(potential[(place.begin + place.end) // 2])
    if kind is Baseline.ZERO:
        nothing = np.empty(0, np.int64)
        return Line(centre, np.zeros(2), np.zeros((2, 2)), np.zeros((2, 0)), nothing, 0.0)
    foot = place.before if kind is Baseline.TANGENT else np.concatenate([place.before, place.after])
    e = potential[foot] - centre
    matrix = np.vander(e, 2, increasing=True) if np.ptp(e) > 0.0 else np.vander(e, 1)
    weights = np.zeros((2, foot.size))
    weights[: matrix.shape[1]] = np.linalg.pinv(matrix)
    c = weights @ current[foot]
    off = current[foot] - (c[0] + c[1] * e)
    freedom = max(foot.size - matrix.shape[1], 1)
    variance = float(off @ off) / freedom
    return Line(centre, c, weights @ weights.T * variance * first_order(lag_one(off)), weights, foot, math.sqrt(variance))


def _foot(edge: int, limit: int, half: int, way: int) -> Indices:
    """Indices of a foot beyond `edge` towards `limit`, with a gap where there is room; at a valley the points about it."""
    room = abs(limit - edge)
    gap = min(int(GAP * half), room // 2)
    width = max(int(MOST_FOOT * 2 * half), 3)
    near = edge + way * gap
    far = near + way * min(width, abs(limit - near))
    low, high = min(near, far), max(near, far)
    if high - low < 2:
        low, high = (max(low - 2, edge - 2), high) if way > 0 else (low, min(high + 2, edge + 2))
    return np.arange(low, high + 1)
