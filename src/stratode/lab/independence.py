"""How many independent points a stretch of measured points amounts to, where neighbours resemble each other."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from stratode.lab.record import Array

CERTAIN = 1.645  # standard errors of a lag-one correlation from which on it is believed, one-sided 95 %
MOST_CORRELATED = 0.98  # beyond it, a stretch is too short to tell


def reach_95(freedom: float) -> float:
    """Standard errors to each side that hold 95 % of Student's t of `freedom` degrees of freedom."""
    return float(stats.t.ppf(0.975, max(freedom, 1.0)))


def lag_one(residuals: Array) -> float:
    """Correlation of neighbouring residuals, from 0 to MOST_CORRELATED; 0 where it is not above its own noise.

    The estimate from n points is low by about (1 + 4 rho) / n (Kendall 1954, Biometrika), which is added.

    Args:
        residuals: of a fit, in order, (N,).
    """
    r = np.asarray(residuals, float) - np.mean(residuals)
    total = float(r @ r)
    if r.size < 4 or total == 0.0:
        return 0.0
    raw = float(r[1:] @ r[:-1]) / total
    if raw < CERTAIN / math.sqrt(r.size):
        return 0.0
    return float(min((raw * r.size + 1.0) / max(r.size - 4.0, 1.0), MOST_CORRELATED))


def inflation(correlation: float) -> float:
    """By how much correlated neighbours raise the variance of a mean, (1 + rho) / (1 - rho), as in a first-order autoregression."""
    return (1.0 + correlation) / (1.0 - correlation)


def correlation_points(values: Array) -> float:
    """Points that make one independent point: twice the integrated correlation, 1 where neighbours are independent.

    Correlations are summed in pairs while a pair's sum is positive (Geyer 1992, Statistical Science), so that an oscillation of stick
    and slip, whose correlations alternate in sign, does not count as independent noise.

    Args:
        values: about a constant level, (N,).
    """
    v = np.asarray(values, float) - np.mean(values)
    n = v.size
    total = float(v @ v)
    if n < 4 or total == 0.0:
        return 1.0
    size = 1 << (2 * n - 1).bit_length()
    power = np.abs(np.fft.rfft(v, size)) ** 2
    rho = np.fft.irfft(power, size)[: n // 2] / total
    even = rho[: 2 * (rho.size // 2)].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(even <= 0.0)
    stop = int(negative[0]) if negative.size else even.size
    return max(2.0 * float(np.minimum.accumulate(even[:stop]).sum()) - 1.0, 1.0)
