"""The door of this room: a file in, its records out, whatever instrument wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from os import PathLike
from pathlib import Path

from stratode.lab.estimate import Caution
from stratode.lab.reading.building import record_of
from stratode.lab.reading.choosing import Asked, asked_of
from stratode.lab.reading.content import TABLES, Content, content_of
from stratode.lab.reading.damage import unreadable
from stratode.lab.reading.formats.catalogue import FORMS
from stratode.lab.reading.formats.form import Form
from stratode.lab.reading.loops import loops_of
from stratode.lab.reading.neware import read_neware
from stratode.lab.reading.text import Text, text_of
from stratode.lab.reading.workbooks import sheets_of
from stratode.lab.record import Record

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
BINARIES = (
    (Content.NDAX.value, "a packed file that holds .ndc files"),
    (Content.NDA.value, "its first bytes NEWARE"),
    (Content.WORKBOOK.value, "a packed file that holds xl/workbook.xml; each sheet is read as a text is"),
)


def read_records(file: File, how: How = AS_FOUND) -> tuple[Record, ...]:
    """All tables that a file holds, in its order; a series of spectra is one record each.

    Raises:
        ValueError: it cannot be read; the text says what it looks like and what would be accepted.
        MissingExtra: a library that reads the format is not installed.
        OSError: it cannot be opened.
    """
    path = Path(file)
    asked = asked_of(how.columns) if how.columns else ()
    wanted = form_named(how.format) if how.format else None
    content = content_of(path)
    if content in (Content.NDA, Content.NDAX):
        return (read_neware(path, content),)
    if content is Content.TEXT:
        texts = [("", text_of(path.read_bytes(), path.name))]
    else:
        texts = [
            (
                sheet.name,
                Text(path.name, ["\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) for row in sheet.rows], "", False),
            )
            for sheet in sheets_of(path)
        ]
    found = [record for title, text in texts for record in _records(text, wanted, asked, title if len(texts) > 1 else "")]
    if not found:
        begins = next((line for line in texts[0][1].lines if line.strip()), "") if texts else ""
        raise unreadable(path.name, "must hold a table of numbers", f"one that begins with '{begins[:60].strip()}'", TABLES)
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


def _records(text: Text, wanted: Form | None, asked: Sequence[Asked], title: str) -> list[Record]:
    if not text.lines:
        return []
    form = wanted or next(form for form in FORMS if form.recognise(text))
    found: list[Record] = []
    for table in form.tables(text):
        name = " ".join(part for part in (title, table.title) if part)
        file = f"{text.file} ({name})" if name else text.file
        record = record_of(
            table,
            file=text.file if not title else f"{text.file} ({title})",
            format=form.name,
            declared=form.columns,
            asked=asked,
            sign=form.sign,
        )
        if form.needs and not asked and not any(needed <= record.columns.keys() for needed in form.needs):
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
