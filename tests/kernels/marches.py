"""Marches of the kernels, row by row, and the same steps taken again by the slow twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from tests.kernels.steps import Pair, Seen, assert_same, fresh, seen_slow
from tests.naive import cell as naive

from stratode.cell.leg import record_for
from stratode.kernels.arrays import Control, Record
from stratode.kernels.march import march

Array = NDArray[np.float64]
INSTANT = 1e12  # 1/s: a step in which nothing that is stored moves


def run(both: Pair, how: Control, rows: int = 400) -> tuple[int, Record]:
    """March from rest to a stop."""
    record = record_for(both.discrete.model, rows, True)
    why, row = march(both.discrete.model, both.discrete.heat, fresh(both), how, record, 0)
    return int(why), Record(*(field[:row] for field in record))


def row_of(record: Record, k: int, both: Pair) -> Seen:
    """A row, without what is not recorded."""
    parts = (record.salt[k], record.phi_e[k], record.phi_s[k], record.flux[k], record.surface[k])
    branch = record.branch[k] if both.slow.branched else np.zeros(0)
    warmth = record.temperature[k : k + 1] if both.slow.thermal else np.zeros(0)
    none = np.zeros(0)
    return Seen(*parts, float(record.current[k]), float(record.voltage[k]), none, none, none, none, branch, warmth)


def replay(both: Pair, record: Record, held: Callable[[int], dict[str, float]]) -> list[Array]:
    """Implicit Euler of the slow twin through the record's times, from rest; `held` says what is held in a row.

    Where a time comes twice, as at the beginning, potentials and fluxes follow what is held at once.
    """
    u, states = both.slow_rest, list[Array]()
    for k, dt in enumerate(np.diff(record.time, prepend=0.0)):
        own = 1.0 / dt if dt > 0.0 else INSTANT
        u = naive.solve(both.slow, u, own, -own * u, **held(k))
        states.append(u)
    return states


def assert_recorded(both: Pair, record: Record, k: int, u: Array, tolerance: float) -> None:
    """A row is the slow twin's state, in all that is recorded."""
    none, slow = np.zeros(0), seen_slow(u, both)
    shown = replace(slow, double=none, film=none, series=none, planes=none, warmth=slow.warmth[:1])
    assert_same(row_of(record, k, both), shown, tolerance)
