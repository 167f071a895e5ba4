"""A polynomial through a short stretch of measured points, with the errors of its value, its slope and its maximum."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import polynomial as powers

from stratode.lab.inference.neighbours import first_order, lag_one
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array

TINY = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Polynomial:
    """y = sum of c_k u^k with u = (x - centre) / scale.

    Args:
        centre, scale: of x.
        coefficients: c, in the unit of y, (K,).
        covariance: of c, the neighbours' correlation counted, (K, K).
        noise: standard deviation of one point about the curve, in the unit of y.
        correlation: of neighbouring residuals, 0 to 1.
        freedom: degrees of freedom, of independent points.
        first, last: the stretch, in the unit of x.
        points: how many.
    """

    centre: float
    scale: float
    coefficients: Array
    covariance: Array
    noise: float
    correlation: float
    freedom: float
    first: float
    last: float
    points: int

    @property
    def reach(self) -> float:
        """Standard errors to each side of a 95 % interval."""
        return reach_95(self.freedom)

    def row(self, x: float, order: int = 0) -> Array:
        """Weights of the coefficients in the order-th derivative at x, (K,)."""
        u = (x - self.centre) / self.scale
        rows = np.zeros(self.coefficients.size)
        for k in range(order, rows.size):
            rows[k] = math.perm(k, order) * u ** (k - order)
        return rows / self.scale**order

    def at(self, x: float, order: int = 0) -> tuple[float, float]:
        """Value of the order-th derivative at x, and its standard error."""
        row = self.row(x, order)
        return float(row @ self.coefficients), math.sqrt(max(float(row @ self.covariance @ row), 0.0))

    def _inside(self, roots: Array) -> Array:
        real = roots[np.abs(roots.imag) < 1e-9].real * self.scale + self.centre
        return np.sort(real[(real >= self.first) & (real <= self.last)])

    def maximum(self) -> tuple[float, float] | None:
        """Where the curve is highest within the stretch, and the standard error of that place; None where that is at an end.

        The error follows from the slope's there over the curvature (implicit function).
        """
        slope = powers.polyder(self.coefficients)
        places = self._inside(powers.polyroots(slope)) if np.any(slope[1:]) else np.empty(0)
        tops = [x for x in places if self.at(x, 2)[0] < 0.0]
        if not tops:
            return None
        best = max(tops, key=lambda x: self.at(x)[0])
        return float(best), self.at(best, 1)[1] / abs(self.at(best, 2)[0])

    def rises_to(self, level: float) -> tuple[float, float] | None:
        """Where the curve rises through `level`, the place nearest to the middle, and its standard error; None where it does not."""
        shifted = self.coefficients.copy()
        shifted[0] -= level
        places = self._inside(powers.polyroots(shifted)) if np.any(shifted[1:]) else np.empty(0)
        rising = [float(x) for x in places if self.at(x, 1)[0] > TINY]
        if not rising:
            return None
        x = min(rising, key=lambda place: abs(place - self.centre))
        return x, self.at(x)[1] / self.at(x, 1)[0]


def fit_polynomial(x: Array, y: Array, degree: int) -> Polynomial:
    """The polynomial of least squares; its degree falls where there are too few points for it.

    Args:
        x: places, in order along the measurement, (N,).
        y: values, (N,).
        degree: wanted; at most N - 2, so that the residuals tell the noise.

    Raises:
        ValueError: fewer than three points.
    """
    n = x.size
    if n < 3:
        raise ValueError(f"a local fit needs at least 3 points; received {n}. Measure more densely.")
    count = min(degree, n - 2) + 1
    centre, scale = 0.5 * float(x.min() + x.max()), 0.5 * float(np.ptp(x)) or 1.0
    matrix = np.vander((x - centre) / scale, count, increasing=True)
    inverse = np.linalg.pinv(matrix)
    c = inverse @ y
    residuals = y - matrix @ c
    correlation = lag_one(residuals)
    widened = first_order(correlation)
    freedom = max(n / widened - count, 1.0)
    variance = float(residuals @ residuals) / max(n - count, 1)
    covariance = inverse @ inverse.T * variance * widened
    ends = float(x.min()), float(x.max())
    return Polynomial(centre, scale, c, covariance, math.sqrt(variance), correlation, freedom, *ends, n)
