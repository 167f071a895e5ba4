"""A titled table: one value for the terminal, the page, the files and the workbook to draw."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.report.lab_units import number

Entry = str | float | None
Row = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; numbers stay numbers until they are drawn."""

    title: str
    columns: tuple[str, ...]  # each with its unit, "Capacity / mAh/g"
    rows: tuple[tuple[Entry, ...], ...]
    note: str = ""

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The rows as text: three significant digits (four of a voltage or an efficiency), an en dash for what does not exist."""
        return tuple(tuple(_shown(item, column) for item, column in zip(row, self.columns, strict=True)) for row in self.rows)


def _shown(item: Entry, column: str) -> str:
    if isinstance(item, str):
        return item
    if column == DOUBT and item is not None and abs(item) < LEAST_DOUBT:
        return f"<{LEAST_DOUBT:g}"
    if isinstance(item, int):
        return str(item)
    if column == C_RATE and item is not None:
        return f"{item:g}"
    return number(item, 2 if column == DOUBT else 4 if column.endswith(FINE) else 3)


C_RATE = "C-rate / 1"
DOUBT = "± / mAh/g"
FINE = (" / V", "efficiency / %")  # columns in which a thousandth matters
LEAST_DOUBT = 0.01  # mAh/g; no measurement resolves less
