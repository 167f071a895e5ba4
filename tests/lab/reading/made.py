"""Small files that are true to their formats, taken apart so that tests can damage one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stratode.lab.record import CURRENT, FREQUENCY, IMAGINARY, REAL, TIME, VOLTAGE

POINTS = 24
STEP_OF = np.repeat([1, 2, 3, 4], [10, 2, 10, 2])
SIDE = np.repeat([1, 0, -1, 0], [10, 2, 10, 2])
RISE = np.linspace(0.0, 1.0, 10)
SECONDS = 60.0 * np.arange(POINTS) + 0.5
VOLTS = np.concatenate([3.1 + RISE, [4.05, 4.04], 4.01 - RISE, [3.05, 3.06]])
AMPERES = 0.0125 * SIDE
CHARGE = np.concatenate([np.arange(10) * 0.75 / 3600, np.full(14, 9 * 0.75 / 3600)]).round(7)
HERTZ = np.logspace(5, -1, POINTS).round(4)
OHMS = 10.5 + 20.25 / (1 + 2j * np.pi * HERTZ * 20.25e-3) - 0.5j / np.sqrt(HERTZ)
CYCLED = {TIME: SECONDS, VOLTAGE: VOLTS, CURRENT: AMPERES}
SPECTRUM = {FREQUENCY: HERTZ, REAL: OHMS.real, IMAGINARY: OHMS.imag}


@dataclass(frozen=True)
class Made:
    """A file in parts.

    Args:
        name: of the kind.
        names: of the columns, one cell each; empty where the file has none.
        rows: cells.
        truth: what a record of it holds.
        head: lines above the names.
        units: a line of units below the names; empty where there is none.
        tail: lines below the rows.
        delimiter: between cells.
        before: what each line of the table begins with.
        encoding: the format's own.
        needs: whether the format refuses a table without its main columns.
        guarded: index of a column whose damage costs the row: a voltage or an imaginary part.
        free: index of a column of numbers that a record does without; None where there is none.
        signed: index of the current or the imaginary part.
        time: index of the time of the test; None of spectra.
        told: cautions that the sound file has.
        format: what it is recognised as.
        comma: its numbers have decimal commas.
    """

    name: str
    names: Sequence[str]
    rows: Sequence[Sequence[str]]
    truth: Mapping[str, np.ndarray]
    guarded: int
    signed: int
    head: Sequence[str] = ()
    units: Sequence[str] = ()
    tail: Sequence[str] = ()
    delimiter: str = "\t"
    before: str = ""
    encoding: str = "utf-8"
    needs: bool = True
    free: int | None = None
    time: int | None = None
    told: frozenset[str] = frozenset()
    format: str = "table"
    comma: bool = False

    def text(self) -> str:
        """The file."""
        table = [self.names, self.units, *self.rows] if self.names else self.rows
        lines = [self.before + self.delimiter.join(cells) for cells in table if cells]
        return "\n".join([*self.head, *lines, *self.tail]) + "\n"

    def data(self) -> bytes:
        """Its bytes."""
        return self.text().encode(self.encoding)

    @property
    def first(self) -> int:
        """Line number of the first row."""
        return len(self.head) + bool(self.names) + bool(self.units) + 1

    def with_rows(self, rows: Sequence[Sequence[str]]) -> Made:
        """The same with other rows."""
        return replace(self, rows=rows)


def cells(*columns: Sequence[object], digits: int = 9) -> list[list[str]]:
    """Columns as rows of texts; floats with a point, whole numbers without."""
    return [
        [one if isinstance(one, str) else f"{one:.{digits}f}" if isinstance(one, float) else str(one) for one in row]
        for row in zip(*columns, strict=True)
    ]


def ints(values: np.ndarray) -> list[int]:
    return [int(value) for value in values]


def clock(seconds: np.ndarray) -> list[str]:
    return [f"{int(s // 3600):02d}:{int(s % 3600 // 60):02d}:{s % 60:06.3f}" for s in seconds]


ONES, STEPS, COUNT = [1] * POINTS, ints(STEP_OF), list(range(1, POINTS + 1))
