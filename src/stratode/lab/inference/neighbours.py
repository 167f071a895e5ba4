"""What neighbours that resemble each other take away: how far they widen the variance of what is fitted to a stretch of points."""

from __future__ import annotations

import math

import numpy as np

from stratode.lab.record import Array

CERTAIN = 1.645  # standard errors of a lag-one correlation from which on it is believed, one-sided 95 %
MOST_CORRELATED = 0.98  # beyond it, a stretch is too short to tell


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


def first_order(correlation: float) -> float:
    """By how much a lag-one correlation widens a variance, (1 + rho) / (1 - rho), as in a first-order autoregression.

    For short stretches, of which one correlation is all that can be told; :func:`inflation` needs no such model.
    """
    return (1.0 + correlation) / (1.0 - correlation)


def inflation(residuals: Array) -> float:
    """By how much correlated neighbours widen a variance, at least 1: how many points make one independent point.

    1 + 2 sum of the autocorrelations, summed in pairs that never grow until one is not positive (Geyer, Stat. Sci. 7 (1992) 473): an
    oscillation, whose correlations alternate in sign, does not count as independent noise.

    Args:
        residuals: about a curve or a level, in the order of the measurement, (N,).
    """
    r = residuals - np.mean(residuals)
    n = r.size
    power = float(r @ r)
    if n < 8 or power == 0.0:
        return 1.0
    size = 1 << (2 * n - 1).bit_length()
    spectrum = np.fft.rfft(r, size)
    rho = np.fft.irfft(np.abs(spectrum) ** 2, size)[: n // 2] / power
    total, last = 1.0, np.inf
    for k in range(1, rho.size - 1, 2):
        pair = min(float(rho[k] + rho[k + 1]), last)
        if pair <= 0.0:
            break
        total, last = total + 2.0 * pair, pair
    return max(float(total), 1.0)
