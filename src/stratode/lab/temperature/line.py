"""A straight line by weighted least squares, with intervals by Student's t."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """y = intercept + slope x.

    Args:
        intercept, slope: of the line.
        unscaled: inverse of the normal matrix, (2, 2); times `size` it is the covariance.
        size: squared size of a unit of error.
        freedom: degrees of freedom left.
        reach: standard errors to each side that hold 95 %.
        square: weighted sum of squared residuals.
        residuals: y less the line, (N,).
    """

    intercept: float
    slope: float
    unscaled: Array
    size: float
    freedom: int
    reach: float
    square: float
    residuals: Array

    @classmethod
    def through(cls, x: Array, y: Array, error: Array | None = None) -> Self:
        """The line of least squares.

        Given errors weigh the points; the scatter about the line sets the size of the intervals, or the errors where they are larger.

        Args:
            x, y: (N,), N >= 3.
            error: standard uncertainty of y, (N,).
        """
        w = np.ones_like(x) if error is None else 1.0 / error**2
        matrix = np.stack([np.ones_like(x), x], axis=1)
        normal = matrix.T @ (matrix * w[:, None])
        # centred, so that two columns that are almost parallel cost no digits
        mean = float((w * x).sum() / w.sum())
        spread = float((w * (x - mean) ** 2).sum())
        slope = float((w * (x - mean) * y).sum() / spread)
        intercept = float((w * y).sum() / w.sum()) - slope * mean
        residuals = y - intercept - slope * x
        square, freedom = float((w * residuals**2).sum()), x.size - 2
        scatter = square / freedom
        size = scatter if error is None else max(scatter, 1.0)
        unscaled: Array = np.asarray(np.linalg.inv(normal), float)
        return cls(intercept, slope, unscaled, size, freedom, reach_95(freedom), square, residuals)

    @property
    def covariance(self) -> Array:
        """Of intercept and slope, (2, 2)."""
        return self.unscaled * self.size

    def at(self, x: float) -> tuple[float, float]:
        """The line's value at x and its standard error."""
        row = np.array([1.0, x])
        return self.intercept + self.slope * x, float(np.sqrt(row @ self.covariance @ row))
