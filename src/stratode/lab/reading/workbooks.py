"""Workbooks: sheets as rows of texts, within sizes that are sane."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from stratode.lab.reading.damage import Decoding, unreadable
from stratode.recipe.extras import need

LARGEST = 4 * 1024**3  # bytes of a packed workbook unpacked
MOST_PACKED = 200.0  # times that a workbook may be packed smaller than it is; honest ones reach about 20
MOST_CELLS = 60_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Args:
        name: of it.
        rows: cells as texts.
    """

    name: str
    rows: list[list[str]]


def sheets_of(path: Path, old: bool = False) -> list[Sheet]:
    """The sheets of an .xlsx or .xls.

    Args:
        path: of the workbook.
        old: it is an .xls.

    Raises:
        ValueError: damaged, or absurdly large unpacked.
        MissingExtra: the library that reads it is not installed.
    """
    need("python_calamine" if old else "openpyxl", extra="lab")
    if not old:
        check_packed(path)
    with Decoding(path.name, "workbook"):
        return list(_read_old(path) if old else _read(path))


def check_packed(path: Path) -> None:
    """Stops at a packed file that would unpack to an absurd size.

    Raises:
        ValueError: with the sizes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            worst = max(
                (entry.file_size / max(entry.compress_size, 1) for entry in archive.infolist() if entry.file_size > 10**7), default=0.0
            )
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise unreadable(path.name, "must be whole", str(error), "It is damaged or cut off: copy or export it again.") from error
    if unpacked > LARGEST or worst > MOST_PACKED:
        told = f"a file of {path.stat().st_size:,} bytes that unpacks to {unpacked:,}"
        raise unreadable(path.name, "must unpack to a sane size", told, "It is no instrument's file; or export it as .csv.")


def _read(path: Path) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    with path.open("rb") as stream:  # by its content: a path would be judged by its name
        book = load_workbook(stream, read_only=True, data_only=True)
        cells = 0
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some instruments state them wrongly
            rows = []
            for row in sheet.iter_rows(values_only=True):
                rows.append(_texts(row))
                cells += len(rows[-1])
                if cells > MOST_CELLS:
                    raise ValueError(f"more than {MOST_CELLS:,} cells")
            yield Sheet(sheet.title, rows)


def _read_old(path: Path) -> Iterator[Sheet]:
    from python_calamine import CalamineWorkbook

    with path.open("rb") as stream:
        book = CalamineWorkbook.from_filelike(stream)
        for name in book.sheet_names:
            yield Sheet(name, [_texts(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)])


def _texts(row: Iterable[object]) -> list[str]:
    """A row as texts, without empty cells at its end."""
    texts = [_text(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: object) -> str:
    """A cell as text: numbers in full, dates by the clock."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, timedelta):
        seconds = cell.total_seconds()
        return f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d}:{seconds % 60:g}"
    if isinstance(cell, time):
        return cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()
