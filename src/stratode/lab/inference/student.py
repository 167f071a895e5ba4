"""Intervals from scatter: Student's t, means and their ratios, the noise of a curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Array = NDArray[np.float64]


def reach_95(freedom: float) -> float:
    """Standard errors to each side that hold 95 % of Student's t.

    Args:
        freedom: degrees of freedom; less than one counts as one.
    """
    return float(stdtrit(max(freedom, 1.0), 0.975))


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its standard error.

    Args:
        value: the mean.
        error: its standard error.
        count: of what it is the mean.
    """

    value: float
    error: float
    count: int

    @property
    def half(self) -> float:
        """Half the 95 % interval, by Student's t."""
        return reach_95(self.count - 1) * self.error


def mean_of(values: Array) -> Mean:
    """The mean of independent values, (n,).

    Raises:
        ValueError: fewer than two.
    """
    if values.size < 2:
        raise ValueError(f"values: an interval from scatter needs at least 2; received {values.size}. Measure more.")
    return Mean(float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(values.size)), values.size)


def noise_of(values: Array) -> float:
    """Standard deviation of white noise on a smooth curve sampled evenly, from its second differences (n,).

    Gasser, Sroka & Jennen-Steinmetz, Biometrika 73 (1986) 625.
    """
    second = values[:-2] - 2.0 * values[1:-1] + values[2:]
    return float(np.sqrt(np.mean(second**2) / 6.0)) if second.size else 0.0


def jackknifed(whole: float, without: Array, side: int | None = None) -> Mean:
    """A statistic of several blocks with the standard error that leaving each of them out gives.

    Miller, Biometrika 61 (1974) 1. Of blocks that are squares of a field the covariance of neighbours is added, where it is positive:
    what crosses an edge is in both.

    Args:
        whole: of all blocks.
        without: (n,) of all but one.
        side: blocks along each edge of the field, row by row; None for blocks without neighbours.
    """
    n = without.size
    away = without - np.mean(without)
    power = float(away @ away)
    if side is not None:
        square = away.reshape(side, side)
        beside = float(np.sum(square[1:] * square[:-1]) + np.sum(square[:, 1:] * square[:, :-1]))
        corners = float(np.sum(square[1:, 1:] * square[:-1, :-1]) + np.sum(square[1:, :-1] * square[:-1, 1:]))
        power += max(2.0 * beside + max(2.0 * corners, 0.0), 0.0)
    return Mean(whole, float(np.sqrt((n - 1) / n * power)), n)


def ratio(over: Mean, under: Mean) -> tuple[float, float | None, float | None]:
    """A ratio of two independent means with its 95 % interval; no interval where `under` may be zero.

    Fieller, J. R. Stat. Soc. B 16 (1954) 175; the degrees of freedom by Welch and Satterthwaite.
    """
    value = over.value / under.value
    a, b = over.error**2, (value * under.error) ** 2
    total = a + b
    if total == 0.0:
        return value, value, value
    freedom = total**2 / (a**2 / (over.count - 1) + b**2 / (under.count - 1))
    t = reach_95(freedom)
    g = (t * under.error / under.value) ** 2
    if g >= 1.0:
        return value, None, None
    half = t / abs(under.value) * np.sqrt(max(over.error**2 * (1.0 - g) + value**2 * under.error**2, 0.0)) / (1.0 - g)
    centre = value / (1.0 - g)
    return value, float(centre - half), float(centre + half)
