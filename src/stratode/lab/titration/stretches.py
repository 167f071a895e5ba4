"""A record cut where its current is switched on, off or over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.lab.record import CURRENT, TIME, VOLTAGE, Array, Record

OFF = 5e-3  # of the record's largest current: what flows less is taken as none
RAMP = 2  # rows at most on which a current that is switched on or off may still be on its way


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring rows with current of one sign, or with none.

    Args:
        first, stop: rows of the record, `stop` not included.
        sign: 1 charging, -1 discharging, 0 no current.
    """

    first: int
    stop: int
    sign: int

    def __len__(self) -> int:
        """How many rows."""
        return self.stop - self.first


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A record's columns and its stretches in order.

    Args:
        time: s, (N,).
        voltage: V, (N,).
        current: A, (N,), charging positive.
        stretches: they cover all rows.
    """

    time: Array
    voltage: Array
    current: Array
    stretches: tuple[Stretch, ...]


def cut(record: Record) -> Cut:
    """The record with its stretches.

    Raises:
        ValueError: a column is missing, no current ever flows, or time goes back.
    """
    t, v, i = (np.asarray(record.column(name), float) for name in (TIME, VOLTAGE, CURRENT))
    back = np.flatnonzero(np.diff(t) < 0.0)
    if back.size:
        raise ValueError(
            f"{record.origin.file}: time must not go back; received {t[back[0]]:g} s before {t[back[0] + 1]:g} s (row {back[0] + 2}). "
            "Sort the rows, or export the file again."
        )
    largest = float(np.max(np.abs(i))) if i.size else 0.0
    if largest == 0.0:
        raise ValueError(
            f"{record.origin.file}: must hold a current that is switched on and off; received none. "
            "Name the column that holds it (--columns 'Current / A=...')."
        )
    sign = np.where(np.abs(i) > OFF * largest, np.sign(i), 0.0).astype(int)
    edges = np.flatnonzero(np.diff(sign)) + 1
    firsts, stops = [0, *edges.tolist()], [*edges.tolist(), sign.size]
    return Cut(t, v, i, tuple(Stretch(a, b, int(sign[a])) for a, b in zip(firsts, stops, strict=True)))


def level(current: Array) -> float:
    """The current of a stretch, A: its median."""
    return float(np.median(current))


def is_steady(current: Array, within: float = 0.02) -> bool:
    """True where the current stays within a share of its level but for a few rows of ramp at either end."""
    at = level(current)
    off = np.flatnonzero(np.abs(current - at) > within * abs(at))
    inner = off[(off >= RAMP) & (off < current.size - RAMP)]
    return inner.size == 0
