"""A smooth curve through noisy points: a cubic regression spline whose number of pieces the data choose, with draws of its error."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline

from stratode.lab.inference.least_squares import Fit, linear

Array = NDArray[np.float64]
MOST_PIECES = 40
FINER = 1.6  # times as many pieces as fit best: bias then stays below the noise, which the interval covers
DRAWS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Smooth:
    """The curve.

    Args:
        fit: of the coefficients.
        knots: with their repetitions at the ends.
        degree: of the pieces.
    """

    fit: Fit
    knots: Array
    degree: int

    @property
    def pieces(self) -> int:
        """How many polynomials make up the curve."""
        return int(np.unique(self.knots).size - 1)

    def at(self, x: Array, derivative: int = 0) -> Array:
        """The curve, or a derivative, at x (m,) within its ends."""
        spline = BSpline(self.knots, self.fit.values, self.degree)
        return np.asarray(spline(x, nu=derivative), float)

    def error(self, x: Array, derivative: int = 0) -> Array:
        """Standard error of the same, (m,)."""
        basis = self.basis(x, derivative)
        return np.asarray(np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", basis, self.fit.covariance, basis), 0.0)))

    def basis(self, x: Array, derivative: int = 0) -> Array:
        """What each coefficient adds at x: (m, p)."""
        return _basis(x, self.knots, self.degree, derivative)

    def draws(self, seed: int = 0) -> Array:
        """Coefficients as they might have come out, (DRAWS, p), the tails as Student's t."""
        rng = np.random.default_rng(seed)
        values, covariance = self.fit.values, self.fit.covariance
        w, v = np.linalg.eigh(covariance)
        root = v * np.sqrt(np.maximum(w, 0.0))
        freedom = max(self.fit.freedom / self.fit.widened, 1.0)
        tail = np.sqrt(freedom / rng.chisquare(freedom, DRAWS))
        return np.asarray(values + (rng.standard_normal((DRAWS, values.size)) * tail[:, None]) @ root.T)


def smooth(x: Array, y: Array, degree: int = 3) -> Smooth:
    """The spline whose number of pieces has the least corrected criterion of Akaike, a little finer.

    Hurvich & Tsai, Biometrika 76 (1989) 297; knots lie at even shares of the points.

    Args:
        x: (n,) rising, values may repeat; at least degree + 3 of them differ.
        y: (n,).
        degree: of the pieces.

    Raises:
        ValueError: too few places.
    """
    places = np.unique(x)
    if places.size < degree + 3:
        raise ValueError(f"x: a smooth curve needs at least {degree + 3} different places; received {places.size}. Measure more points.")
    most = max(1, min(MOST_PIECES, (places.size - degree) // 3))
    tried = sorted({*range(1, min(most, 10) + 1), *range(10, most + 1, 3)} - ({10} if most < 10 else set()))
    best = min(tried, key=lambda pieces: _criterion(x, y, _knots(places, pieces, degree), degree))
    knots = _knots(places, min(most, ceil(FINER * best)) if best > 1 else 1, degree)
    return Smooth(linear(_basis(x, knots, degree), y), knots, degree)


def _criterion(x: Array, y: Array, knots: Array, degree: int) -> float:
    """Akaike's, corrected for few points; what fits below the rounding of the numbers fits no better."""
    fit = linear(_basis(x, knots, degree), y)
    n, p = y.size, fit.values.size
    if n - p - 2 <= 0:
        return np.inf
    square = max(float(fit.residuals @ fit.residuals) / n, 1e-24 * float(np.mean(y**2)), 1e-300)
    return float(n * np.log(square) + 2.0 * (p + 1) * n / (n - p - 2))


def _knots(places: Array, pieces: int, degree: int) -> Array:
    inner = np.interp(np.linspace(0.0, 1.0, pieces + 1), np.linspace(0.0, 1.0, places.size), places)
    return np.concatenate([[inner[0]] * degree, inner, [inner[-1]] * degree])


def _basis(x: Array, knots: Array, degree: int, derivative: int = 0) -> Array:
    p = knots.size - degree - 1
    return np.asarray(BSpline(knots, np.eye(p), degree)(np.clip(x, knots[0], knots[-1]), nu=derivative), float)
