"""Measured current made smooth enough to see its peaks, and the noise that it carries."""

from __future__ import annotations

import math

import numpy as np
from scipy.signal import savgol_filter

from stratode.lab.record import Array

SPREAD = 1.4826  # standard deviations of a normal distribution in its median absolute deviation
SMOOTH_OVER = 12e-3  # V; narrower than any peak of an insertion electrode


def point_noise(values: Array) -> float:
    """Standard deviation of one point about a smooth curve, from third differences, which no slope or curvature reaches.

    The variance of a third difference is 1 + 9 + 9 + 1 = 20 times that of a point; the median resists spikes.
    """
    if values.size < 8:
        return 0.0
    third = np.diff(values, 3)
    return SPREAD * float(np.median(np.abs(third - np.median(third)))) / math.sqrt(20.0)


def smoothed(values: Array, step: float, over: float = SMOOTH_OVER) -> tuple[Array, float]:
    """Local parabolas (Savitzky & Golay 1964, Analytical Chemistry), only to find features, never to measure them.

    Args:
        values: in order, (N,).
        step: between neighbours, in the unit of `over`.
        over: width of the window.

    Returns:
        The smooth curve, and the share of a point's noise that is left in it.
    """
    most = max(7, values.size // 15 | 1)
    window = min(max(round(over / step) | 1 if step > 0.0 else 7, 7), most)
    if values.size < window:
        return values.copy(), 1.0
    return savgol_filter(values, window, 2), math.sqrt(9.0 / 4.0 / window)
