"""What a text format states of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stratode.lab.reading.finding import find_place, rows_from
from stratode.lab.reading.known import Column
from stratode.lab.reading.signs import Sign
from stratode.lab.reading.table import Table
from stratode.lab.reading.text import Text


@dataclass(frozen=True, slots=True)
class Form:
    """A text format.

    Args:
        name: for people and for `--format`.
        told_by: what it is recognised by, in words.
        recognise: whether a text is of it.
        tables: the tables of a text of it.
        columns: those that are called otherwise than usual.
        sign: what a positive current means.
        needs: sets of targets of which a table holds at least one whole set; empty where any will do.
        encodings: that are its own, and need no caution.
    """

    name: str
    told_by: str
    recognise: Callable[[Text], bool]
    tables: Callable[[Text], Sequence[Table]]
    columns: tuple[Column, ...] = ()
    sign: Sign = Sign.UNKNOWN
    needs: tuple[frozenset[str], ...] = ()
    encodings: tuple[str, ...] = ()


def one_table(text: Text, start: int = 0, stop: int | None = None, delimiter: str | None = None, **more: object) -> list[Table]:
    """The one table of a text; none where it has none."""
    place = find_place(text.lines[:stop] if stop is not None else text.lines, start, delimiter)
    if place is None:
        return []
    return [Table(place.heads, rows_from(text.lines, place, stop), **more)]  # type: ignore[arg-type]
