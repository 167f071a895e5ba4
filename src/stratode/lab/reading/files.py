"""The door of this room: a file in, its records out, whatever instrument wrote it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from os import PathLike
from pathlib import Path

from stratode.lab.estimate import Caution
from stratode.lab.reading.access import table_of
from stratode.lab.reading.building import record_of
from stratode.lab.reading.channels import measured
from stratode.lab.reading.choosing import Asked, asked_of
from stratode.lab.reading.content import TABLES, Content, content_of
from stratode.lab.reading.damage import quoted, unreadable
from stratode.lab.reading.finding import SPACES, find_place
from stratode.lab.reading.formats.catalogue import FORMS
from stratode.lab.reading.formats.form import Form
from stratode.lab.reading.loops import loops_of
from stratode.lab.reading.neware import read_neware
from stratode.lab.reading.text import Text, first_lines, text_of
from stratode.lab.reading.workbooks import sheets_of
from stratode.lab.record import Record
from stratode.recipe.extras import need

File = str | PathLike[str]


@dataclass(frozen=True, slots=True)
class How:
    """How a file is to be read, in the words of a door.

    Args:
        format: name of a format; None to recognise it from the content.
        columns: what the columns of a table are called or which place they have, "Voltage / V=Ewe,Frequency / Hz=1".
    """

    format: str | None = None
    columns: str | None = None


AS_FOUND = How()
LARGE = 32 * 1024**2  # bytes of a text above which it is read in blocks
LARGEST = 1024**3  # bytes of a text that is read whole
BINARIES = (
    (Content.NDAX.value, "a packed file that holds .ndc files"),
    (Content.NDA.value, "its first bytes NEWARE"),
    (Content.WORKBOOK.value, "a packed file that holds xl/workbook.xml; each sheet is read as a text is"),
    (Content.OLD_WORKBOOK.value, "its first bytes, those of an OLE file; likewise"),
    (Content.ACCESS.value, "the words 'Standard Jet DB' at its beginning; read by mdb-export where that is installed"),
)


def read_records(file: File, how: How = AS_FOUND, *, wanted: Collection[str] | None = None) -> tuple[Record, ...]:
    """All tables that a file holds, in its order; a series of spectra is one record each.

    Args:
        file: to read.
        how: in the words of a door.
        wanted: names of the columns that are needed; None for all (of a file over 32 MB for those that the Battery Data Format names).

    Raises:
        ValueError: it cannot be read; the text says what it looks like and what would be accepted.
        MissingExtra: a library that reads the format is not installed.
        OSError: it cannot be opened.
    """
    path = Path(file)
    asked = asked_of(how.columns) if how.columns else ()
    forced = form_named(how.format) if how.format else None
    content = content_of(path)
    if content in (Content.NDA, Content.NDAX):
        return (read_neware(path, content),)
    if content in (Content.WORKBOOK, Content.OLD_WORKBOOK):
        return _workbook(path, content, _Read(forced, asked, wanted))
    text = table_of(path) if content is Content.ACCESS else _text(path, forced)
    found = _records(text, _Read(forced, asked, wanted))
    if not found:
        raise _no_table(path.name, text.lines)
    return tuple(found)


def read_record(file: File, how: How = AS_FOUND) -> Record:
    """The one table that a file holds.

    Raises:
        ValueError: as :func:`read_records`, and where it holds several.
        MissingExtra: as :func:`read_records`.
    """
    records = read_records(file, how)
    if len(records) != 1:
        raise ValueError(f"{Path(file).name}: must hold one table; received {len(records)}. Choose one of them.")
    return records[0]


def form_named(name: str) -> Form:
    """The text format of that name.

    Raises:
        ValueError: there is none.
    """
    names = {form.name.casefold(): form for form in FORMS}
    if name.casefold() in names:
        return names[name.casefold()]
    close = get_close_matches(name.casefold(), names, 1, 0.3)
    hint = f"Did you mean '{names[close[0]].name}'?" if close else "Leave it out to recognise the format."
    raise ValueError(f"--format: must be one of {', '.join(form.name for form in FORMS)}; received '{name}'. {hint}")


def _text(path: Path, forced: Form | None) -> Text:
    """The text of a file, of a large one its first lines and where the rest stands.

    Raises:
        ValueError: too large to be read whole, and not to be read in blocks.
        MissingExtra: polars is not installed.
    """
    if path.stat().st_size > LARGE:
        need("polars", extra="lab")
        first = first_lines(path)
        place = None if first is None else find_place(first.lines)
        if first is not None and place is not None and place.delimiter != SPACES and not (forced or _form_of(first)).whole:
            return first
        if path.stat().st_size > LARGEST:
            told = f"{path.stat().st_size:,} bytes"
            raise unreadable(
                path.name, f"must be smaller than {LARGEST:,} bytes in this format", told, "Export it with tabs or commas, as UTF-8."
            )
    return text_of(path.read_bytes(), path.name)


def _form_of(text: Text) -> Form:
    return next(form for form in FORMS if form.recognise(text))


@dataclass(frozen=True, slots=True)
class _Read:
    """How tables become records: the format that was forced, the columns that were named, those that are needed."""

    forced: Form | None
    asked: Sequence[Asked]
    wanted: Collection[str] | None


def _workbook(path: Path, content: Content, read: _Read) -> tuple[Record, ...]:
    """The records of a workbook; a sheet that cannot be read only stops the file where no other can."""
    sheets = sheets_of(path, content is Content.OLD_WORKBOOK)
    found: list[tuple[str, Record]] = []
    failed: list[tuple[str, ValueError]] = []
    for sheet in sheets:
        lines = ["\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) for row in sheet.rows]
        try:
            records = _records(Text(path.name, lines, "", False), read, sheet.name if len(sheets) > 1 else "")
            found += [(sheet.name, record) for record in records]
        except ValueError as error:
            failed.append((sheet.name, error))
    if not found and failed:
        raise failed[0][1]
    if not found:
        raise _no_table(path.name, [" ".join(row) for sheet in sheets for row in sheet.rows[:5]])
    return measured(found, [name for name, _ in failed], path.name)


def _no_table(file: str, lines: Sequence[str]) -> ValueError:
    begins = quoted(next((line for line in lines if line.strip()), "").strip()[:60])
    return unreadable(
        file, "must hold a table of numbers", f"one that begins with '{begins}'" if begins else "one without any text", TABLES
    )


def _records(text: Text, read: _Read, title: str = "") -> list[Record]:
    if not text.lines:
        return []
    form = read.forced or _form_of(text)
    found: list[Record] = []
    for table in form.tables(text):
        name = " ".join(part for part in (title, table.title) if part)
        file = f"{text.file} ({name})" if name else text.file
        record = record_of(
            table,
            file=text.file if not title else f"{text.file} ({title})",
            format=form.name,
            declared=form.columns,
            asked=read.asked,
            sign=form.sign,
            wanted=read.wanted,
        )
        if form.needs and not read.asked and not read.wanted and not form.suffices(record.columns.keys()):
            needs = " or ".join(", ".join(sorted(needed)) for needed in form.needs)
            got = ", ".join(f"'{column}'" for column in record.columns)
            raise unreadable(
                file, f"a table of {form.name} needs {needs}", got, "Export it with these columns, or name them with --columns."
            )
        if text.guessed and text.encoding not in form.encodings:
            record = record.beware(Caution("encoding_guessed", f"The file states no encoding; it was read as {text.encoding}."))
        found.extend(loops_of(record))
    return found


def formats() -> tuple[tuple[str, str], ...]:
    """The formats that files are recognised as, each with what tells it."""
    return (*((form.name, form.told_by) for form in FORMS), *BINARIES)
