"""A relaxation found in a record: the rest after a polarisation, and how long that lasted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.lab.record import CURRENT, TIME, VOLTAGE, Array, Origin, Record
from stratode.lab.titration.stretches import cut, level

FEWEST = 12  # points of a relaxation


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """The rest after a polarisation.

    Args:
        time: s since the current ended, (N,).
        voltage: V, (N,).
        polarised: how long the current had flowed, s; None where neither the record nor the user tells.
        current: that polarised, A; None likewise.
        origin: of the record.
        others: rests that were not used.
    """

    time: Array
    voltage: Array
    polarised: float | None
    current: float | None
    origin: Origin
    others: int = 0


def find_relaxation(record: Record, polarised: float | None = None) -> Relaxation:
    """The longest rest of a record that follows a current, or the whole record where it holds no current.

    Args:
        record: time and voltage, current where it was recorded.
        polarised: how long the current had flowed, s, where the record does not show it.

    Raises:
        ValueError: no rest after a current; fewer than 12 points.
    """
    times, voltages = (np.asarray(record.column(name), float) for name in (TIME, VOLTAGE))
    if CURRENT not in record.columns or not np.any(record.columns[CURRENT]):
        return _checked(Relaxation(times - times[0], voltages, polarised, None, record.origin))
    whole = cut(record)
    rests = [k for k, one in enumerate(whole.stretches) if one.sign == 0 and k > 0]
    if not rests:
        raise ValueError(
            f"{record.origin.file}: must hold a rest after a polarisation; received a current that never ends. "
            "Choose the file with the relaxation, or name the column of the current."
        )
    k = max(rests, key=lambda r: whole.time[whole.stretches[r].stop - 1] - whole.time[whole.stretches[r].first])
    rest, before = whole.stretches[k], whole.stretches[k - 1]
    rows, start = slice(rest.first, rest.stop), float(whole.time[rest.first])
    begun = whole.time[before.first] if before.first == 0 else whole.time[before.first - 1]
    if before.first > 0 and whole.time[before.first] - begun > 0.01 * (start - whole.time[before.first]):
        begun = whole.time[before.first]
    flowed = start - float(begun) if polarised is None else polarised
    current = level(whole.current[before.first : before.stop])
    return _checked(Relaxation(whole.time[rows] - start, whole.voltage[rows], flowed, current, record.origin, len(rests) - 1))


def _checked(found: Relaxation) -> Relaxation:
    if found.time.size < FEWEST:
        raise ValueError(
            f"{found.origin.file}: a relaxation needs at least {FEWEST} points; received {found.time.size}. Record more densely, "
            "or rest longer."
        )
    if np.any(np.diff(found.time) < 0.0):
        raise ValueError(f"{found.origin.file}: time must not go back in the rest. Sort the rows, or export the file again.")
    return found
