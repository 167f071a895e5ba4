"""A table of a file before it is understood: names, and rows of cells with their lines in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution
from stratode.lab.reading.heads import Head
from stratode.lab.reading.numbers import Fault, clock, date, number
from stratode.lab.record import Array

SAMPLE = 250  # rows from which the way of writing is told


@dataclass(frozen=True, slots=True)
class Writing:
    """How the cells of a column write their numbers.

    Args:
        clock: as hours, minutes and seconds.
        form: as dates of this form.
        comma: with decimal commas.
    """

    clock: bool = False
    form: str | None = None
    comma: bool = False

    def read(self, cell: str) -> tuple[float, Fault]:
        """One cell."""
        if self.form is not None:
            return date(cell, self.form)
        return clock(cell) if self.clock else number(cell, self.comma)


@dataclass(frozen=True, slots=True)
class Values:
    """Columns read.

    Args:
        numbers: by column, each (N,); NaN where there is none.
        faults: by column, each (N,) of :class:`Fault`.
        rows: what is wrong with whole rows, (N,) of :class:`Fault`.
        lines: of the file, (N,), from 1.
    """

    numbers: dict[int, Array]
    faults: dict[int, NDArray[np.uint8]]
    rows: NDArray[np.uint8]
    lines: NDArray[np.int32]


class Body(Protocol):
    """The rows of a table, in memory or in a file too large for it."""

    def sample(self) -> Sequence[Sequence[str]]:
        """Some of its rows."""
        ...

    def read(self, columns: Mapping[int, Writing]) -> Values:
        """The numbers of these columns."""
        ...

    def texts(self, column: int) -> tuple[NDArray[np.int64], list[str]]:
        """A column as numbers of texts, (N,), and the texts."""
        ...


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in memory.

    Args:
        cells: of each row, without spaces around them.
        lines: of the file, from 1.
        width: how many columns have a name.
        names: the cells of the line of names, to tell when it stands again.
    """

    cells: Sequence[Sequence[str]]
    lines: Sequence[int]
    width: int
    names: Sequence[str] = ()

    def sample(self) -> Sequence[Sequence[str]]:
        """The first rows and some further ones."""
        step = max(1, len(self.cells) // SAMPLE)
        return [*self.cells[:SAMPLE], *self.cells[SAMPLE::step]]

    def read(self, columns: Mapping[int, Writing]) -> Values:
        """The numbers of these columns."""
        numbers, faults = {}, {}
        for index, writing in columns.items():
            numbers[index], faults[index] = self._column(index, writing)
        return Values(numbers, faults, self._rows(), np.array(self.lines, dtype=np.int32))

    def texts(self, column: int) -> tuple[NDArray[np.int64], list[str]]:
        """A column as numbers of texts, and the texts."""
        of: dict[str, int] = {}
        codes = [of.setdefault(row[column] if column < len(row) else "", len(of)) for row in self.cells]
        return np.array(codes, dtype=np.int64), list(of)

    def _column(self, index: int, writing: Writing) -> tuple[Array, NDArray[np.uint8]]:
        column = [row[index] if index < len(row) else None for row in self.cells]
        quick = _all_plain(column) if writing == Writing() else None
        if quick is not None:
            return quick, np.zeros(len(column), dtype=np.uint8)
        pairs = [(np.nan, Fault.SHORT) if cell is None else writing.read(cell) for cell in column]
        return np.array([value for value, _ in pairs], dtype=float), np.array([fault for _, fault in pairs], dtype=np.uint8)

    def _rows(self) -> NDArray[np.uint8]:
        found = np.zeros(len(self.cells), dtype=np.uint8)
        for at, row in enumerate(self.cells):
            if "\x00" in row[0]:
                found[at] = Fault.JUNK
            elif len(row) > self.width and any(row[self.width :]):
                found[at] = Fault.LONG
            elif self.names and len(row) > 1 and row[0] == self.names[0] and row[1] == self.names[1]:
                found[at] = Fault.REPEATED
        return found


def _all_plain(column: Iterable[str | None]) -> Array | None:
    """The numbers where every cell is a plain one, the usual case."""
    try:
        numbers = np.array(column, dtype=float)
    except (ValueError, TypeError):
        return None
    return numbers if np.isfinite(numbers).all() and not any("_" in cell for cell in column if cell) else None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file.

    Args:
        heads: names of its columns.
        body: its rows.
        title: what tells it from others of the file; "" of the only one.
        stated: what the file's head states.
        cautions: what was found on the way here.
    """

    heads: tuple[Head, ...]
    body: Body
    title: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()
