"""Tables as CSV files, whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from stratode.report.files import whole
from stratode.report.table import Entry


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Entry]]) -> Path:
    """Write a table as UTF-8 with commas and decimal points; returns the path."""
    with whole(path) as aside, aside.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(columns)
        out.writerows([_text(item) for item in row] for row in rows)
    return path


def _text(item: Entry) -> str:
    """A number to nine digits; nothing for what does not exist."""
    if item is None or isinstance(item, str):
        return item or ""
    return f"{item:.9g}" if item - item == 0.0 else ""
