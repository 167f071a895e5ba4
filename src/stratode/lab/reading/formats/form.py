"""What a text format states of itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from stratode.lab.reading.blocks import Blocks
from stratode.lab.reading.finding import SPACES, find_place, rows_from
from stratode.lab.reading.known import Column
from stratode.lab.reading.signs import Sign
from stratode.lab.reading.table import Table
from stratode.lab.reading.text import Text
from stratode.lab.record import FREQUENCY


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
        whole: its tables are found only in the whole text.
    """

    name: str
    told_by: str
    recognise: Callable[[Text], bool]
    tables: Callable[[Text], Sequence[Table]]
    columns: tuple[Column, ...] = ()
    sign: Sign = Sign.UNKNOWN
    needs: tuple[frozenset[str], ...] = ()
    encodings: tuple[str, ...] = ()
    whole: bool = False

    def suffices(self, targets: Collection[str]) -> bool:
        """Whether a table of these columns is one of the format; one with frequencies is a spectrum or nothing."""
        needs = [needed for needed in self.needs if FREQUENCY not in targets or FREQUENCY in needed]
        return any(needed <= set(targets) for needed in needs)


def one_table(text: Text, start: int = 0, stop: int | None = None, delimiter: str | None = None, **more: object) -> list[Table]:
    """The one table of a text; none where it has none."""
    place = find_place(text.lines[:stop] if stop is not None else text.lines, start, delimiter)
    if place is None:
        return []
    large = text.rest is not None and place.delimiter != SPACES
    body = Blocks(text.rest, text.encoding, place, text.lines) if text.rest and large else rows_from(text.lines, place, stop)
    return [Table(place.heads, body, **more)]  # type: ignore[arg-type]
