"""Rows that hold a number in every column that is needed, and the others, counted as left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from stratode.lab.record import Array, Origin, Skipped


def rows_with_numbers(*columns: Array) -> NDArray[np.bool_]:
    """Which rows hold a finite number in each of the columns, (N,)."""
    return np.asarray(np.all([np.isfinite(one) for one in columns], axis=0))


def finite_rows(*columns: Array) -> tuple[tuple[Array, ...], int]:
    """The columns without rows in which one of them is missing, and how many rows those were."""
    whole = rows_with_numbers(*columns)
    return tuple(column[whole] for column in columns), int(np.sum(~whole))


def without_rows(origin: Origin, good: NDArray[np.bool_]) -> Origin:
    """The origin with the rows that are not `good`, (N,), counted and named as left out, by their place in the table."""
    bad = np.flatnonzero(~good)
    if not bad.size:
        return origin
    left_out = Skipped("a value is missing", tuple(int(k) + 1 for k in bad[:20]), int(bad.size))
    return replace(origin, skipped=(*origin.skipped, left_out))
