"""A smooth curve through noisy points: a cubic regression spline whose number of pieces the data choose, with draws of its error."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline
from scipy.ndimage import maximum_filter1d

from stratode.lab.inference.least_squares import Fit, linear

Array = NDArray[np.float64]
MOST_PIECES = 64
PIECES = (1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 26, 32, 40, 50, 64)
ALONE = 1e-6  # of the largest singular value: a coefficient that hardly a point determines
RIDGE = 1e-12  # keeps the criterion of knots between two points finite
GIVEN_UP = 4  # numbers of pieces in a row that fit worse
FLATTEST = 0.25  # density of knots where the curve is straight, over the mean one
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

    Hurvich & Tsai, Biometrika 76 (1989) 297; knots lie denser where a first curve bends.

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
    even = np.linspace(0.0, 1.0, places.size)
    pilot = _best(x, y, places, even, degree, 1.0)
    bent = np.sqrt(np.abs(pilot.at(places, 2)))
    density = _widened(bent) + FLATTEST * float(np.mean(bent)) + 1e-300
    share = np.concatenate([[0.0], np.cumsum(0.5 * (density[1:] + density[:-1]))])
    return _best(x, y, places, share / share[-1], degree, FINER)


def _widened(values: Array) -> Array:
    """The highest of the neighbours within a fiftieth of the points."""
    return np.asarray(maximum_filter1d(values, max(3, values.size // 50), mode="nearest"), float)


def _best(x: Array, y: Array, places: Array, share: Array, degree: int, finer: float) -> Smooth:
    """The spline of the number of pieces that the criterion chooses, or some more.

    Args:
        share: (n,) of the knots that lie up to each place, rising from 0 to 1.
        finer: times as many pieces as chosen.
    """
    most = max(1, min(MOST_PIECES, (places.size - degree) // 3))
    best, least, worse = 1, np.inf, 0
    for pieces in (pieces for pieces in PIECES if pieces <= most):
        criterion = _criterion(x, y, _knots(places, share, pieces, degree), degree)
        best, least, worse = (pieces, criterion, 0) if criterion < least else (best, least, worse + 1)
        if worse == GIVEN_UP:
            break
    pieces = min(most, ceil(finer * best)) if best > 1 else 1
    while pieces > 1 and not _determined(_basis(x, _knots(places, share, pieces, degree), degree)):
        pieces -= 1
    knots = _knots(places, share, pieces, degree)
    return Smooth(linear(_basis(x, knots, degree), y), knots, degree)


def _determined(basis: Array) -> bool:
    """Whether every piece has points of its own; knots that crowd where a curve without noise bends may leave one without."""
    size = np.linalg.svd(basis, compute_uv=False)
    return bool(np.min(size) > ALONE * np.max(size))


def _criterion(x: Array, y: Array, knots: Array, degree: int) -> float:
    """Akaike's, corrected for few points; what fits below the rounding of the numbers fits no better."""
    basis = _basis(x, knots, degree)
    n, p = basis.shape
    if n - p - 2 <= 0:
        return np.inf
    square_form = basis.T @ basis
    square_form[np.diag_indices(p)] += RIDGE * float(np.trace(square_form)) / p
    left = y - basis @ np.linalg.solve(square_form, basis.T @ y)
    square = max(float(left @ left) / n, 1e-24 * float(np.mean(y**2)), 1e-300)
    return float(n * np.log(square) + 2.0 * (p + 1) * n / (n - p - 2))


def _knots(places: Array, share: Array, pieces: int, degree: int) -> Array:
    """Knots at even shares, each at least a place from the next, the ends repeated."""
    index = np.interp(np.linspace(0.0, 1.0, pieces + 1), share, np.arange(places.size, dtype=float))
    least = (places.size - 1) / (4.0 * pieces)
    gaps = np.maximum(np.diff(index), least)
    index = np.concatenate([[0.0], np.cumsum(gaps)]) / np.sum(gaps) * (places.size - 1)
    inner = np.interp(index, np.arange(places.size, dtype=float), places)
    return np.concatenate([[inner[0]] * degree, inner, [inner[-1]] * degree])


def _basis(x: Array, knots: Array, degree: int, derivative: int = 0) -> Array:
    inside = np.clip(x, knots[0], knots[-1])
    if derivative == 0:
        return np.asarray(BSpline.design_matrix(inside, knots, degree).toarray(), float)
    p = knots.size - degree - 1
    return np.asarray(BSpline(knots, np.eye(p), degree)(inside, nu=derivative), float)
