"""What is left of a fit: is it noise, or does it follow a pattern?"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from stratode.lab.impedance.elements import Array

FEWEST = 8  # residuals of one kind for a runs test


def runs_p(residuals: Array) -> float:
    """Probability of as few runs of one sign as these, or fewer, were they independent (Wald & Wolfowitz 1940); 1 of too few residuals.

    Args:
        residuals: in order of frequency, (F,).
    """
    signs = residuals > 0.0
    above, below = int(signs.sum()), int((~signs).sum())
    count = above + below
    if count < FEWEST or min(above, below) == 0:
        return 1.0 if count < FEWEST else 0.0
    runs = 1 + int(np.count_nonzero(signs[1:] != signs[:-1]))
    mean = 1.0 + 2.0 * above * below / count
    variance = (mean - 1.0) * (mean - 2.0) / (count - 1.0)
    return float(ndtr((runs + 0.5 - mean) / np.sqrt(max(variance, 1e-12))))


def neighbourhood(residuals: Array) -> float:
    """Correlation of each residual with the next, 0 at least and 0.95 at most.

    Args:
        residuals: rows of them, each in order of frequency, (K, F).
    """
    power = float(np.sum(residuals**2))
    if power == 0.0 or residuals.shape[1] < FEWEST:
        return 0.0
    share = float(np.sum(residuals[:, 1:] * residuals[:, :-1])) / power
    return min(max(share, 0.0), 0.95)


def noise_of(residuals: Array) -> float:
    """Standard deviation of what does not follow from the neighbours, by the median of second differences (robust against a few outliers).

    Args:
        residuals: in order of frequency, (F,), F >= 3.
    """
    second = residuals[2:] - 2.0 * residuals[1:-1] + residuals[:-2]
    return float(1.4826 * np.median(np.abs(second)) / np.sqrt(6.0))
