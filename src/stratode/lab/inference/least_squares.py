"""Least squares with a covariance that holds where the noise is uneven or neighbours resemble each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from stratode.lab.inference.neighbours import inflation
from stratode.lab.inference.student import reach_95

Array = NDArray[np.float64]
Model = Callable[[Array, Array], Array]


class NoFit(RuntimeError):
    """A curve could not be fitted; the text says to what."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What was fitted.

    Args:
        values: the parameters, (p,).
        covariance: theirs, (p, p).
        fitted: the curve at the points, (n,).
        residuals: measured less fitted, (n,).
        widened: by how much correlated residuals widened the variances.
    """

    values: Array
    covariance: Array
    fitted: Array
    residuals: Array
    widened: float

    @property
    def freedom(self) -> int:
        """Degrees of freedom."""
        return self.residuals.size - self.values.size

    @property
    def reach(self) -> float:
        """Standard errors to each side of a 95 % interval; the freedom is what uncorrelated points would leave."""
        return reach_95(max(self.freedom / self.widened, 1.0))

    @property
    def scatter(self) -> float:
        """Standard deviation of the residuals."""
        return float(np.sqrt(self.residuals @ self.residuals / max(self.freedom, 1)))

    def error(self, index: int) -> float:
        """Standard error of a parameter."""
        return float(np.sqrt(max(self.covariance[index, index], 0.0)))

    def t(self, index: int) -> float:
        """A parameter over its standard error; infinite where that is zero."""
        error = self.error(index)
        return float(self.values[index] / error) if error > 0.0 else float("inf") * float(np.sign(self.values[index]) or 1.0)


def linear(design: Array, y: Array) -> Fit:
    """y = design @ values; ordinary least squares with the covariance of even noise, widened where neighbours resemble each other.

    Args:
        design: (n, p), of full rank, n > p.
        y: (n,).
    """
    scale = np.maximum(np.linalg.norm(design, axis=0), np.finfo(float).tiny)
    q, r = np.linalg.qr(design / scale)
    values = np.linalg.solve(r, q.T @ y)
    fitted = q @ (q.T @ y)
    residuals = y - fitted
    inverse = np.linalg.inv(r)
    wide = inflation(residuals)
    variance = float(residuals @ residuals) / max(y.size - values.size, 1) * wide
    covariance = inverse @ inverse.T * variance / np.outer(scale, scale)
    return Fit(values / scale, covariance, fitted, residuals, wide)


def polynomial(x: Array, y: Array, degree: int) -> Fit:
    """y = values[0] + values[1] x + ..."""
    return linear(np.vander(x, degree + 1, increasing=True), y)


def curve(model: Model, x: Array, y: Array, start: Sequence[float], scale: Sequence[float]) -> Fit:
    """y = model(x, values), fitted from `start`, with a covariance that uneven noise does not spoil.

    The sandwich HC3 (MacKinnon & White, J. Econometrics 29 (1985) 305), widened where neighbours resemble each other.

    Args:
        model: of (x, values).
        x, y: (n,).
        start: (p,) where to begin, n > p.
        scale: (p,) how large a change of each parameter is.

    Raises:
        NoFit: the search ended without reaching a least sum, or a parameter is not determined.
    """
    found = least_squares(lambda p: model(x, p) - y, np.asarray(start, float), x_scale=np.asarray(scale, float), method="trf", max_nfev=200)
    if found.status <= 0 or not np.isfinite(found.cost):
        raise NoFit(f"no least sum of squares was reached from {[f'{v:.3g}' for v in start]}")
    jac = found.jac * np.asarray(scale, float)
    u, s, vt = np.linalg.svd(jac, full_matrices=False)
    if s[-1] <= 1e-7 * s[0]:
        raise NoFit("the points do not determine all parameters")
    residuals = -found.fun
    leverage = np.clip(np.sum(u**2, axis=1), 0.0, 0.99)
    bread = (vt.T / s) @ u.T * np.asarray(scale, float)[:, None]
    wide = inflation(residuals)
    spread = bread * (residuals / (1.0 - leverage))
    return Fit(np.asarray(found.x), spread @ spread.T * wide, y + found.fun, residuals, wide)
