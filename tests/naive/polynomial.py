"""Values, derivatives and extrapolations of the polynomial through points, by numpy's fit through all of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

Array = NDArray[np.float64]


def through(times: Array, values: Array) -> Polynomial:
    """The polynomial of least degree through all points."""
    return Polynomial.fit(times, values, len(times) - 1)


def slope(f: Callable[[float], float], x: float, h: float) -> float:
    """Derivative by central differences, fourth order in h."""
    return (8.0 * (f(x + h) - f(x - h)) - (f(x + 2.0 * h) - f(x - 2.0 * h))) / (12.0 * h)
