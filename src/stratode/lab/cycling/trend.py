"""Straight lines and means over cycles whose neighbours resemble each other, with honest intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stratode.lab.inference.neighbours import MOST_CORRELATED, lag_one
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """y = level + slope (x - centre), by least squares.

    Args:
        centre: mean of x.
        level, slope: with their standard errors `level_error`, `slope_error`.
        noise: standard deviation of one point.
        correlation: of neighbouring residuals.
        reach: standard errors to each side of a 95 % interval.
        curvature: of a parabola through the same points over its standard error; large where a line does not do.
        points: how many.
    """

    centre: float
    level: float
    slope: float
    level_error: float
    slope_error: float
    noise: float
    correlation: float
    reach: float
    curvature: float
    points: int

    def at(self, x: float) -> float:
        """The line."""
        return self.level + self.slope * (x - self.centre)


def line(x: Array, y: Array) -> Line:
    """Fit a line; first-order autocorrelation of the residuals is taken out by Prais & Winsten's transformation (1954).

    Args:
        x: rising, (N,).
        y: (N,).

    Raises:
        ValueError: fewer than four points.
    """
    if x.size < 4:
        raise ValueError(f"a trend over cycles needs at least 4 of them; received {x.size}. Cycle longer.")
    centre = float(np.mean(x))
    u = x - centre
    scale = float(np.abs(u).max())
    basis = np.column_stack((np.ones_like(u), u / scale))
    rho = correlation_of(basis, y)
    beta, covariance, noise = solve(basis, y, rho)
    _, bent, _ = curved = solve(np.column_stack((basis, (u / scale) ** 2)), y, rho)
    error = math.sqrt(bent[2, 2])
    curvature = float(curved[0][2]) / error if error > 0.0 else 0.0
    errors = np.sqrt(np.diag(covariance)) / np.array([1.0, scale])
    reach = reach_95(x.size - 2 - (1 if rho else 0))
    return Line(
        centre, float(beta[0]), float(beta[1]) / scale, float(errors[0]), float(errors[1]), noise, rho, reach, curvature, int(x.size)
    )


def mean(y: Array) -> tuple[float, float, float]:
    """Mean, its standard error with the neighbours' resemblance counted, and the reach of a 95 % interval.

    Args:
        y: at least two, (N,).
    """
    basis = np.ones((y.size, 1))
    rho = correlation_of(basis, y)
    beta, covariance, _ = solve(basis, y, rho)
    return float(beta[0]), math.sqrt(float(covariance[0, 0])), reach_95(y.size - 1)


def correlation_of(basis: Array, y: Array) -> float:
    """Correlation of neighbouring residuals of an ordinary fit, where it is above its own noise.

    Each fitted coefficient beyond a mean takes about (1 + rho) / N of it from the residuals, which is given back.
    """
    beta = np.linalg.lstsq(basis, y, rcond=None)[0]
    rho = lag_one(y - basis @ beta)
    return min(rho + (basis.shape[1] - 1) * (1.0 + rho) / y.size, MOST_CORRELATED) if rho else 0.0


def whitened(values: Array, rho: float) -> Array:
    """Rows freed of first-order autocorrelation: the first scaled, the others less rho times the one before (N, ...)."""
    if rho == 0.0:
        return values
    return np.concatenate((math.sqrt(1.0 - rho * rho) * values[:1], values[1:] - rho * values[:-1]))


def solve(basis: Array, y: Array, rho: float) -> tuple[Array, Array, float]:
    """Coefficients, their covariance and the standard deviation of one point.

    Args:
        basis: (N, K).
        y: (N,).
        rho: correlation of neighbouring residuals.
    """
    a, b = whitened(basis, rho), whitened(y, rho)
    q, r = np.linalg.qr(a)
    beta = np.linalg.solve(r, q.T @ b)
    left = b - a @ beta
    variance = float(left @ left) / max(b.size - basis.shape[1], 1)
    inverse = np.linalg.inv(r)
    return beta, inverse @ inverse.T * variance, math.sqrt(variance / (1.0 - rho * rho))
