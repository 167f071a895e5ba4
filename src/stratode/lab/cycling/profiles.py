"""Voltage over charge of single half cycles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.cycling.counting import row_times
from stratode.lab.cycling.halves import Halves
from stratode.lab.record import CURRENT, TIME, VOLTAGE, Array, Record


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One half cycle's rows under current.

    Args:
        charge: passed since its beginning, positive, C, (R,).
        voltage: V, (R,).
        current: positive, A, (R,).
        direction: 1 charges, -1 discharges.
    """

    charge: Array
    voltage: Array
    current: Array
    direction: int


def profile(record: Record, halves: Halves, half: int) -> Profile:
    """The curve of a half cycle; rests inside it are left out.

    Args:
        record: that the half cycles are of.
        halves: of it.
        half: which.
    """
    rows, sign = slice(int(halves.start[half]), int(halves.stop[half])), int(halves.direction[half])
    flow = sign * record.column(CURRENT)[rows]
    flows = flow > halves.rest
    weight, _ = row_times(record.column(TIME), rows)
    passed = np.where(flows, flow, 0.0) * weight
    reached = np.cumsum(passed) - 0.5 * passed
    return Profile(reached[flows], record.column(VOLTAGE)[rows][flows], flow[flows], sign)


def spread(count: int, most: int) -> NDArray[np.int64]:
    """At most `most` places of `count`, both ends among them."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64))
