"""The shape of a peak: a pseudo-Voigt, with K-alpha2 beside it, on a straight background."""

from __future__ import annotations

import math

import numpy as np

from stratode.lab.diffraction.radiation import SECOND, Radiation
from stratode.lab.record import Array

PER_PEAK = 4  # parameters: area, centre, log width, mixing
LN2 = math.log(2.0)


def pseudo_voigt(x: Array, centre: float, width: float, mixing: float) -> Array:
    """A peak of unit area: mixing times a Lorentzian and the rest a Gaussian of the same full width at half height.

    Args:
        x: (N,).
        centre, width: in the unit of x.
        mixing: 0 of a Gaussian, 1 of a Lorentzian.
    """
    u = (x - centre) / (0.5 * width)
    lorentz = 1.0 / (math.pi * 0.5 * width * (1.0 + u * u))
    gauss = math.sqrt(LN2 / math.pi) / (0.5 * width) * np.exp(-LN2 * u * u)
    return np.asarray(mixing * lorentz + (1.0 - mixing) * gauss)


def height_of(area: float, width: float, mixing: float) -> float:
    """Height of a peak of that area over the background."""
    return area * (mixing * 2.0 / (math.pi * width) + (1.0 - mixing) * 2.0 * math.sqrt(LN2 / math.pi) / width)


def peak_curve(x: Array, values: Array, source: Radiation) -> Array:
    """One peak of (area of K-alpha1 and 2 together, centre of K-alpha1, log width, mixing), counts at x, (N,)."""
    area, centre, width, mixing = float(values[0]), float(values[1]), math.exp(min(float(values[2]), 50.0)), float(values[3])
    if source.second is None:
        return area * pseudo_voigt(x, centre, width, mixing)
    other = float(source.satellite(centre))
    both = pseudo_voigt(x, centre, width, mixing) + SECOND * pseudo_voigt(x, other, width, mixing)
    return np.asarray(area / (1.0 + SECOND) * both)


def region_curve(x: Array, values: Array, source: Radiation) -> Array:
    """Background a + b (x - middle) and all peaks of a region: values are a, b, then four of each peak."""
    curve = values[0] + values[1] * (x - 0.5 * (x[0] + x[-1]))
    for k in range(2, values.size, PER_PEAK):
        curve = curve + peak_curve(x, values[k : k + PER_PEAK], source)
    return np.asarray(curve)
