"""Rows of a record that hold no number, counted as left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from stratode.lab.record import Origin, Skipped


def without_rows(origin: Origin, good: NDArray[np.bool_]) -> Origin:
    """The origin with the rows that are not `good`, (N,), counted and named as left out, by their place in the table."""
    bad = np.flatnonzero(~good)
    if not bad.size:
        return origin
    left_out = Skipped("a value is missing", tuple(int(k) + 1 for k in bad[:20]), int(bad.size))
    return replace(origin, skipped=(*origin.skipped, left_out))
