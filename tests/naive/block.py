"""The matrix that the blocks of the elimination stand for, written out whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def dense(lower: Array, diagonal: Array, upper: Array) -> Array:
    """(3N, 3N) from rows a, b, c, d, e of [[a, b, 0], [c, d, 0], [0, 0, e]] beside full 3x3 blocks (N, 9)."""
    n = len(diagonal)
    matrix = np.zeros((3 * n, 3 * n))
    for i in range(n):
        matrix[3 * i : 3 * i + 3, 3 * i : 3 * i + 3] = diagonal[i].reshape(3, 3)
        for neighbour, row in ((i - 1, lower[i]), (i + 1, upper[i])):
            if 0 <= neighbour < n:
                a, b, c, d, e = row
                matrix[3 * i : 3 * i + 3, 3 * neighbour : 3 * neighbour + 3] = [[a, b, 0.0], [c, d, 0.0], [0.0, 0.0, e]]
    return matrix
