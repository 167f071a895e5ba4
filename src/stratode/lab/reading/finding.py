"""Where in a text the table stands: its delimiter, its line of names, its line of units, its first row."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from stratode.lab.reading.heads import Head, head_of, is_unit
from stratode.lab.reading.numbers import looks_like_number
from stratode.lab.reading.table import Rows

SPACES = " "
DELIMITERS = ("\t", ";", ",", "|", SPACES)
DEEPEST = 1000  # lines of a head that are searched for the table
TRIED = 12  # rows that must look alike


@dataclass(frozen=True, slots=True)
class Place:
    """Where the table is.

    Args:
        delimiter: between cells; a space stands for any run of them.
        first: index of the first row's line.
        heads: names; "Column 1" and so on where the table has none.
        names: cells of the line of names; empty where the table has none.
    """

    delimiter: str
    first: int
    heads: tuple[Head, ...]
    names: tuple[str, ...]


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of a line, without the spaces around them."""
    if delimiter == SPACES:
        return line.split()
    if '"' in line:
        try:
            return [
                cell.strip() for cell in next(csv.reader([line.replace("\x00", "\ufffd")], delimiter=delimiter, skipinitialspace=True), [])
            ]
        except csv.Error:
            pass
    return [cell.strip() for cell in line.split(delimiter)]


def find_place(lines: Sequence[str], start: int = 0, delimiter: str | None = None) -> Place | None:
    """Where the table stands; None where there is none.

    Args:
        lines: of the text.
        start: index of the first line that may belong to the table or its names.
        delimiter: where it is known.
    """
    best: tuple[float, int, int, str] | None = None
    for rank, sign in enumerate((delimiter,) if delimiter else DELIMITERS):
        found = _first_row(lines, start, sign)
        if found is None:
            continue
        first, share, width = found
        key = (round(share, 1), min(width, 2), -rank)
        if best is None or key > best[:3]:
            best = (*key, sign)
            place = (first, sign)
    if best is None:
        return None
    return _with_names(lines, start, *place)


def rows_from(lines: Sequence[str], place: Place, stop: int | None = None) -> Rows:
    """The rows of a table; empty lines are none."""
    cells, numbers = [], []
    for at in range(place.first, len(lines) if stop is None else stop):
        if lines[at].strip():
            cells.append(cells_of(lines[at], place.delimiter))
            numbers.append(at + 1)
    return Rows(cells, numbers, len(place.heads), place.names)


def is_row(cells: Sequence[str]) -> bool:
    """Whether cells look like a row of a table of numbers."""
    filled = [cell for cell in cells if cell]
    return len(filled) >= 2 and 2 * sum(map(looks_like_number, filled)) >= len(filled)


def _first_row(lines: Sequence[str], start: int, delimiter: str) -> tuple[int, float, int] | None:
    """(index of the first row, share of numbers in it and the next, width) for a delimiter."""
    for at in range(start, min(len(lines), start + DEEPEST)):
        if not is_row(cells_of(lines[at], delimiter)):
            continue
        following = [cells for line in lines[at : at + 2 * TRIED] if line.strip() and (cells := cells_of(line, delimiter))][:TRIED]
        alike = [cells for cells in following if is_row(cells)]
        if 2 * len(alike) > len(following):
            filled = [cell for cells in alike for cell in cells if cell]
            return at, sum(map(looks_like_number, filled)) / len(filled), max(map(len, alike))
    return None


def _with_names(lines: Sequence[str], start: int, first: int, delimiter: str) -> Place:
    above = [at for at in range(first - 1, max(start, first - 4) - 1, -1) if lines[at].strip()]
    width = len(cells_of(lines[first], delimiter))
    names = _names(lines[above[0]], delimiter, width) if above else None
    if names is not None and len(above) > 1 and _are_units(names):
        upper = _names(lines[above[1]], delimiter, width)
        if upper is not None:
            units = [*names, *[""] * (len(upper) - len(names))]
            return Place(
                delimiter, first, tuple(head_of(name, unit or None) for name, unit in zip(upper, units, strict=False)), tuple(upper)
            )
    if names is None:
        rows = [cells_of(line, delimiter) for line in lines[first : first + TRIED] if line.strip()]
        widths = [len(row) - next((i for i, cell in enumerate(reversed(row)) if cell), 0) for row in rows]
        bare = max(widths, key=widths.count)
        return Place(delimiter, first, tuple(Head(f"Column {i}", f"column {i}") for i in range(1, bare + 1)), ())
    return Place(delimiter, first, tuple(map(head_of, names)), tuple(names))


def _names(line: str, delimiter: str, width: int) -> list[str] | None:
    """The names that a line above the rows gives; None where it gives none."""
    for sign in (delimiter, *(other for other in DELIMITERS if other != delimiter)):
        cells = cells_of(line, sign)
        while cells and not cells[-1]:
            cells.pop()
        filled = [cell for cell in cells if cell]
        if len(filled) >= 2 and not any(map(looks_like_number, filled)) and (sign == delimiter or len(cells) == width):
            return cells
    return None


def _are_units(cells: Sequence[str]) -> bool:
    """Whether a line of names holds only units."""
    filled = [cell for cell in cells if cell]
    return 2 * sum(map(is_unit, filled)) > len(filled)
