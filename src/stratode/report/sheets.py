"""Tables as an .xlsx workbook, one sheet a table, for those who live there (extra `xlsx`)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from stratode.recipe.extras import need
from stratode.report.files import whole
from stratode.report.table import Entry, Table

FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")  # characters no sheet may bear in its name
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # characters no cell may hold
LONGEST_NAME = 31


Curves = tuple[str, Sequence[str], Iterable[Sequence[Entry]]]  # sheet name, columns, rows


def write_sheets(path: Path, tables: Sequence[tuple[str, Table]], curves: Sequence[Curves]) -> None:
    """One sheet for each (sheet name, table), then one for each of `curves`; whole or not at all.

    Raises:
        MissingExtra: openpyxl is not installed.
    """
    need("openpyxl", extra="xlsx", what="a workbook")
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    used: set[str] = set()
    for name, table in tables:
        _sheet(book.create_sheet(_name(name, used)), table.columns, table.rows)
    for name, heads, rows in curves:
        _sheet(book.create_sheet(_name(name, used)), heads, rows)
    with whole(path) as aside:
        book.save(aside)


def _sheet(sheet: Any, columns: Sequence[str], rows: Iterable[Sequence[Entry]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 38
    heads = [WriteOnlyCell(sheet, column) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(sheet, item) for item in row])


def _cell(sheet: Any, item: Entry) -> Any:
    """A number as a number; text always as text, so that a name that begins with = is no formula."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(item, str):
        cell = WriteOnlyCell(sheet, CONTROL.sub(" ", item))
        cell.data_type = "s"
        return cell
    return item if item is not None and math.isfinite(item) else None


def _name(wanted: str, used: set[str]) -> str:
    """A sheet name that is allowed and not yet used."""
    plain = FORBIDDEN.sub(" ", wanted).strip("' ")[:LONGEST_NAME] or "table"
    name, count = plain, 2
    while name.casefold() in used:
        name = f"{plain[: LONGEST_NAME - 4]} ({count})"
        count += 1
    used.add(name.casefold())
    return name
