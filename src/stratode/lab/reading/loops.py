"""A series of spectra in one table, parted into one record each."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from stratode.lab.reading.known import LOOP
from stratode.lab.record import CYCLE, FREQUENCY, Record

SHORTEST = 4  # points of a sweep


def loops_of(record: Record) -> tuple[Record, ...]:
    """The spectra of a record; the record itself where it holds one or none."""
    if FREQUENCY not in record.columns:
        return (record,)
    frequency = record.columns[FREQUENCY]
    for name in (LOOP, CYCLE):
        if name in record.columns and np.unique(_filled(record.columns[name])).size > 1:
            column = _filled(record.columns[name])
            return tuple(_part(record, column == loop, f"{loop:g}") for loop in np.unique(column))
    sweeps = _sweeps(frequency)
    if sweeps.max(initial=0) == 0:
        return (record,)
    return tuple(_part(record, sweeps == count, str(count + 1)) for count in range(int(sweeps.max()) + 1))


def _filled(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Missing numbers as the one before."""
    at = np.maximum.accumulate(np.where(np.isfinite(numbers), np.arange(numbers.size), 0))
    return np.nan_to_num(numbers[at])


def _sweeps(frequency: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number of the sweep that each row belongs to: a sweep ends where the frequency jumps back by most of its range."""
    if frequency.size < 2 * SHORTEST:
        return np.zeros(frequency.size, dtype=np.int64)
    steps = np.diff(np.log(frequency))
    way = -1.0 if np.median(steps) < 0.0 else 1.0
    reach = np.log(frequency.max() / frequency.min())
    number = np.concatenate([[0], np.cumsum(steps * way < -0.5 * reach)])
    return number if np.bincount(number).min() >= SHORTEST else np.zeros(frequency.size, dtype=np.int64)


def _part(record: Record, rows: NDArray[np.bool_], loop: str) -> Record:
    stated = MappingProxyType({**record.origin.stated, "loop": loop})
    part = record.rows(rows)
    return replace(part, origin=replace(record.origin, file=f"{record.origin.file} (loop {loop})", stated=stated))
