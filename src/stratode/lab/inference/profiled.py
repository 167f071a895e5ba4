"""One parameter that enters a curve in its own way, beside others that enter linearly: least squares with a profile interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from stratode.lab.inference.least_squares import Fit, linear
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array

Model = Callable[[float], tuple[Array, Array]]  # log of the parameter -> design matrix (N, K), what it is to give (N,)
CLOSE = 1e-4  # of a logarithm, to which the least is found
BISECTIONS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Profiled:
    """What was found.

    Args:
        value: of the parameter.
        low, high: ends of its 95 % interval; None on a side where the data do not end it within the range that was searched.
        fit: of the linear parameters at `value`.
        at_edge: the least lies at the edge of the range.
    """

    value: float
    low: float | None
    high: float | None
    fit: Fit
    at_edge: bool

    @property
    def rms(self) -> float:
        """Root of the mean square of the residuals, in the unit of the curve."""
        return float(np.sqrt(np.mean(self.fit.residuals**2)))


def profile(model: Model, lowest: float, highest: float, tried: int = 25) -> Profiled:
    """y(ln p) = columns(ln p) @ linear parameters; p by least squares, its interval by the profile of the sum of squares.

    Within the interval the sum of squares rises by less than t^2 times the variance of the residuals, widened where neighbours
    resemble each other (Bates & Watts, Nonlinear Regression Analysis (1988), 6.1).

    Args:
        model: of ln p: the design matrix (N, K) and y (N,), N > K + 1.
        lowest, highest: range of p that is searched, above 0.
        tried: places on the way to the least, evenly in ln p.
    """
    square = _squares(model)
    grid = np.linspace(np.log(lowest), np.log(highest), tried)
    best, k = _least(square, grid)
    fit = linear(*model(best))
    freedom = max(fit.residuals.size - fit.values.size - 1, 1)
    loose = max(freedom / fit.widened, 1.0)
    limit = square(best) * (1.0 + reach_95(loose) ** 2 * fit.widened / freedom)
    low = _crossing(square, best, float(grid[0]), limit, grid)
    high = _crossing(square, best, float(grid[-1]), limit, grid)
    at_edge = k in (0, tried - 1) and (low is None or high is None)
    return Profiled(
        float(np.exp(best)), None if low is None else float(np.exp(low)), None if high is None else float(np.exp(high)), fit, at_edge
    )


def least(model: Model, lowest: float, highest: float, tried: int = 25) -> float:
    """The parameter alone, without its interval.

    Args:
        model, lowest, highest, tried: as of :func:`profile`.
    """
    return float(np.exp(_least(_squares(model), np.linspace(np.log(lowest), np.log(highest), tried))[0]))


def _squares(model: Model) -> Callable[[float], float]:
    """The sum of squares that the linear parameters leave, of ln p; each is computed once."""
    known: dict[float, float] = {}

    def square(log: float) -> float:
        if log not in known:
            design, y = model(log)
            q = np.linalg.qr(design)[0]
            left = y - q @ (q.T @ y)
            known[log] = float(left @ left)
        return known[log]

    return square


def _least(square: Callable[[float], float], grid: Array) -> tuple[float, int]:
    """ln p of the least sum of squares, and the place of the grid that is nearest."""
    k = int(np.argmin([square(float(g)) for g in grid]))
    ends = float(grid[max(k - 1, 0)]), float(grid[min(k + 1, grid.size - 1)])
    return float(minimize_scalar(square, bounds=ends, method="bounded", options={"xatol": CLOSE}).x), k


def _crossing(square: Callable[[float], float], best: float, end: float, limit: float, grid: Array) -> float | None:
    """Where the sum of squares first passes `limit` on the way from the best to an end of the range; None where it does not."""
    way = np.sort(grid[(grid - best) * np.sign(end - best) > 0.0])
    inner = best
    for place in way if end > best else way[::-1]:
        if square(float(place)) > limit:
            outer = float(place)
            for _ in range(BISECTIONS):
                middle = 0.5 * (inner + outer)
                if square(middle) > limit:
                    outer = middle
                else:
                    inner = middle
            return outer
        inner = float(place)
    return None
