"""Time runs forward: rows that step back are left out and told, a clock that begins again is refused, standing times are told."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution
from stratode.lab.reading.damage import unreadable
from stratode.lab.record import FREQUENCY, TIME, Array, Skipped

MOST_BACKWARD = 0.05  # share of rows
LINES_NAMED = 20
ONE_CLOCK = "Split the file where its clock begins again, or name another column of time."
RATE = "C-rate / 1"  # a column of the curves of a simulated rate test
ONE_RATE = (
    f"These are the curves of a simulated rate test, each with a clock of its own: keep the rows of one {RATE!r} in a file and evaluate "
    "the files with stratode lab rate --curves, or simulate the test as an experiment, whose curves have one clock."
)


def check_time(
    columns: dict[str, Array], lines: NDArray[np.int32], file: str
) -> tuple[dict[str, Array], list[Caution], tuple[Skipped, ...]]:
    """The columns without the rows whose time lies before an earlier row's, and what was found.

    Raises:
        ValueError: there are too many: the clock was set anew, or several tests stand in the file.
    """
    time = columns.get(TIME)
    if time is None or time.size < 2 or FREQUENCY in columns:
        return columns, [], ()
    found: list[Caution] = []
    skipped: tuple[Skipped, ...] = ()
    back = time < np.maximum.accumulate(time)
    count = int(back.sum())
    if count:
        first = int(np.flatnonzero(back)[0])
        if count > max(1.0, MOST_BACKWARD * time.size):
            told = f"{count} rows before an earlier one, the first at line {lines[first]}, {time[first]:g} s after {time[first - 1]:g} s"
            raise unreadable(file, "its time must run forward", told, ONE_RATE if RATE in columns else ONE_CLOCK)
        words = f"In {count} rows the time lies before that of an earlier row (the first at line {lines[first]}); they were left out."
        found.append(Caution("backward_time", words))
        skipped = (Skipped("its time lies before that of an earlier row", tuple(map(int, lines[back][:LINES_NAMED])), count),)
        columns = {name: column[~back] for name, column in columns.items()}
        lines, time = lines[~back], columns[TIME]
    standing = np.flatnonzero(np.diff(time) == 0.0)
    if standing.size:
        words = f"{standing.size} rows bear the time of the row before (the first at line {lines[standing[0] + 1]}); they stay."
        found.append(Caution("duplicate_time", words))
    return columns, found, skipped
