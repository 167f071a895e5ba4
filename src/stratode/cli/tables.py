"""A table as lines of text: columns as wide as their longest entry, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Tabular(Protocol):
    """What can be drawn: a title, column names with their units, rows, a note."""

    @property
    def title(self) -> str:
        """What it shows."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names, each with its unit."""
        ...

    @property
    def note(self) -> str:
        """What to know when reading it."""
        ...

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The rows as text."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    """A table of texts."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The rows as they are."""
        return self.rows


def drawn(table: Tabular, most: int | None = None) -> str:
    """The table as text, with its title above and its note below; headings break at the unit so that columns stay narrow.

    Args:
        table: what to draw.
        most: rows to draw; of a longer table its beginning and its end, with how many lie between.
    """
    names = [column.split(" / ", 1)[0] for column in table.columns]
    units = [column.split(" / ", 1)[1] if " / " in column else "" for column in table.columns]
    heads = [names, units] if any(units) else [names]
    body = table.texts()
    widths = [max(len(row[j]) for row in (*heads, *body)) for j in range(len(names))]
    right = [_is_number(j, body) for j in range(len(names))]
    rule = ["-" * width for width in widths]
    lines = [_line(row, widths, right) for row in (*heads, rule, *body)]
    cut = len(body) - most if most is not None else 0
    if cut > 0:
        first = len(lines) - len(body) + (len(body) - cut) // 2
        lines[first : first + cut] = [f"... {cut} more {'row' if cut == 1 else 'rows'}; -o DIR saves all of them ..."]
    return "\n".join([table.title, *lines, *([table.note] if table.note else [])])


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = (text.rjust(w) if to_right else text.ljust(w) for text, w, to_right in zip(row, widths, right, strict=True))
    return "  ".join(cells).rstrip()


def _is_number(column: int, rows: Sequence[Sequence[str]]) -> bool:
    entries = [row[column] for row in rows]
    return bool(entries) and all(entry[:1].isdigit() or entry[:1] in "-–<" for entry in entries)
