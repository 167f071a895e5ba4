"""Where a cycler charged and where it discharged: half cycles found from the sign of the current, whatever columns a file has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution
from stratode.lab.record import CURRENT, CYCLE, TIME, Array, Record

REST = 0.002  # of the test's current; less is a rest. A held voltage is followed down to C/100 of a 1C test, a rate test to C/20 of 5C
SAMPLE = 100_000  # rows that tell the test's current
GLITCH_ROWS = 2  # a current that turns for this many rows and ...
GLITCH = 1e-3  # ... passes less than this share of an hour at the test's current, without a rest beside it, is noise
BLOCK = 1_000_000  # rows looked at together


@dataclass(frozen=True, slots=True, eq=False)
class Halves:
    """Half cycles: stretches in one direction, with the rests inside them.

    Args:
        start: first row under current, (H,).
        stop: row after the last under current, (H,).
        direction: 1 charges, -1 discharges, (H,).
        number: the file's cycle number, (H,); None where it has none that can be used.
        rest: A; a smaller current is a rest.
        cautions: what was found.
    """

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    direction: NDArray[np.int64]
    number: NDArray[np.int64] | None
    rest: float
    cautions: tuple[Caution, ...]

    def __len__(self) -> int:
        """How many."""
        return int(self.start.size)


def find_halves(record: Record, *, trust_cycles: bool = True) -> Halves:
    """Half cycles of a record.

    Stretches of one direction with rests between them (titration, a held voltage after a rest) are one half cycle, unless the file
    counts a new cycle between them.

    Args:
        record: with time, voltage and current.
        trust_cycles: follow the file's cycle numbers where it has them.

    Raises:
        ValueError: a column is missing, times fall, or no current flows.
    """
    current, cautions = record.column(CURRENT), []
    _check_time(record)
    rest = rest_current(current, record.origin.file)
    start, stop, sign = _runs(current, rest)
    start, stop, sign, glitches = _without_glitches(record, start, stop, sign, rest / REST)
    if glitches:
        words = f"{glitches} reversals of the current that last at most {GLITCH_ROWS} rows and pass next to nothing were taken as noise."
        cautions.append(Caution("current_glitches", words))
    number, about = _cycle_numbers(record, start, sign) if trust_cycles else (None, ())
    if number is not None:
        start, stop, sign, number = _cut_at_cycles(record, start, stop, sign)
    joined = _joined(start, stop, sign, number)
    return Halves(*joined, rest, (*cautions, *about))


def rest_current(current: Array, file: str) -> float:
    """Below which a current is a rest, A: a share of the 99th percentile of the currents that are not zero.

    Raises:
        ValueError: no current flows.
    """
    sample = np.abs(current[:: max(len(current) // SAMPLE, 1)])
    sample = sample[sample > 0.0]
    if not sample.size:
        sample = np.abs(current[current != 0.0])
    if not sample.size:
        raise ValueError(f"{file}: needs a current to evaluate cycling; received only zeros. Choose a file in which the cell is cycled.")
    return REST * float(np.quantile(sample, 0.99))


def _check_time(record: Record) -> None:
    time = record.column(TIME)
    for begin in range(0, len(time) - 1, BLOCK):
        piece = time[begin : begin + BLOCK + 1]
        falls = np.flatnonzero(piece[1:] < piece[:-1])
        if falls.size:
            at = begin + int(falls[0])
            raise ValueError(
                f"{record.origin.file}: times must not fall; received {time[at + 1]:g} s after {time[at]:g} s (row {at + 2} of the data). "
                "Sort the rows, or give the test's total time instead of a step's."
            )


def _runs(current: Array, rest: float) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Stretches of rows that flow in one direction: first row, row after the last, direction."""
    sign = (current > rest).view(np.int8) - (current < -rest).view(np.int8)
    edges = np.flatnonzero(sign[1:] != sign[:-1]) + 1
    start = np.concatenate(([0], edges)).astype(np.int64)
    stop = np.concatenate((edges, [len(sign)])).astype(np.int64)
    flows = sign[start] != 0
    return start[flows], stop[flows], sign[start][flows].astype(np.int64)


def _without_glitches(
    record: Record, start: NDArray[np.int64], stop: NDArray[np.int64], sign: NDArray[np.int64], scale: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], int]:
    """Stretches but those so short and small that they are noise."""
    time, current = record.column(TIME), record.column(CURRENT)
    brief = np.flatnonzero(stop - start <= GLITCH_ROWS)
    if not brief.size or brief.size == start.size:
        return start, stop, sign, 0
    before, after = np.maximum(start[brief] - 1, 0), np.minimum(stop[brief], len(time) - 1)
    charge = np.maximum(np.abs(current[start[brief]]), np.abs(current[stop[brief] - 1])) * 0.5 * (time[after] - time[before])
    noise = brief[charge < GLITCH * scale * 3600.0]
    between = noise[(noise > 0) & (noise < start.size - 1)]
    between = between[(sign[between - 1] != sign[between]) & (sign[between + 1] != sign[between])]
    between = between[(stop[between - 1] == start[between]) & (stop[between] == start[between + 1])]
    keep = np.ones(start.size, bool)
    keep[between] = False
    return start[keep], stop[keep], sign[keep], int(between.size)


def _cycle_numbers(
    record: Record, start: NDArray[np.int64], sign: NDArray[np.int64]
) -> tuple[NDArray[np.int64] | None, tuple[Caution, ...]]:
    """The file's cycle number of each stretch, where it has one that tells cycles apart."""
    if CYCLE not in record.columns or not start.size:
        return None, ()
    number = record.columns[CYCLE][start]
    turns = int(np.count_nonzero(np.diff(sign)))
    if not np.isfinite(number).all():
        return None, (Caution("cycle_numbers_missing", "The file's cycle numbers have gaps; cycles are counted from the current instead."),)
    if turns >= 3 and np.ptp(number) == 0.0:
        words = f"The file's cycle number stays {number[0]:g} while the current turns {turns} times; cycles are counted from the current."
        return None, (Caution("cycle_numbers_constant", words),)
    return number.astype(np.int64), ()


def _cut_at_cycles(
    record: Record, start: NDArray[np.int64], stop: NDArray[np.int64], sign: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Stretches cut where the file counts a new cycle within them."""
    column = record.columns[CYCLE]
    changes = np.flatnonzero(column[1:] != column[:-1]) + 1
    place = np.searchsorted(start, changes, side="right") - 1
    inside = (place >= 0) & (changes < stop[place]) & (changes > start[place])
    cuts, owner = changes[inside], place[inside]
    begins = np.concatenate((start, cuts))
    order = np.argsort(begins, kind="stable")
    begins, signs = begins[order], np.concatenate((sign, sign[owner]))[order]
    ends = np.concatenate((stop, cuts))
    return begins, np.sort(ends), signs, column[begins].astype(np.int64)


def _joined(
    start: NDArray[np.int64], stop: NDArray[np.int64], sign: NDArray[np.int64], number: NDArray[np.int64] | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64] | None]:
    """Neighbours of one direction and one cycle as one."""
    if not start.size:
        return start, stop, sign, number
    new = sign[1:] != sign[:-1]
    if number is not None:
        new |= number[1:] != number[:-1]
    first = np.concatenate(([0], np.flatnonzero(new) + 1))
    last = np.concatenate((first[1:] - 1, [start.size - 1]))
    return start[first], stop[last], sign[first], None if number is None else number[first]
