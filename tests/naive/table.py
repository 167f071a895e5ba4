"""A table of uniform cubic pieces, read piece by piece."""

from __future__ import annotations

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

Array = NDArray[np.float64]


def lookup(pieces: Array, start: float, density: float, x: float) -> tuple[float, float]:
    """Value and slope at x of pieces (n, 4), each a polynomial of 0..1; beyond the ends the end's value and no slope."""
    width = 1.0 / density
    if x <= start:
        return float(Polynomial(pieces[0])(0.0)), 0.0
    for k, coefficients in enumerate(pieces):
        left = start + k * width
        if left <= x < left + width:
            piece = Polynomial(coefficients)
            local = (x - left) / width
            return float(piece(local)), float(piece.deriv()(local)) / width
    return float(Polynomial(pieces[-1])(1.0)), 0.0
