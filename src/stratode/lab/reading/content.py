"""What a file is, told from its first bytes."""

from __future__ import annotations

import zipfile
from enum import Enum
from pathlib import Path

from stratode.lab.reading.damage import ACCEPTED, unreadable

HEAD = 65536  # bytes looked at
MOST_CONTROL = 0.05  # share of control characters in a text


class Content(Enum):
    """Kinds of files that are read."""

    TEXT = "text"
    WORKBOOK = "xlsx workbook"
    OLD_WORKBOOK = "xls workbook"
    NDAX = "Neware ndax"
    NDA = "Neware nda"
    ACCESS = "Arbin res"


BINARY = (
    (b"BIO-LOGIC MODULAR FILE", "a BioLogic .mpr", "Export it in EC-Lab as text (.mpt), and read that."),
    (b"%PDF", "a PDF document", "Export the numbers as text or a workbook."),
    (b"\x89PNG", "a PNG image", "Export the numbers, not a picture of them."),
    (b"\xff\xd8\xff", "a JPEG image", "Export the numbers, not a picture of them."),
    (b"GIF8", "a GIF image", "Export the numbers, not a picture of them."),
    (b"BM", "a bitmap image", "Export the numbers, not a picture of them."),
    (b"II*\x00", "a TIFF image", "Images are measured with: stratode image."),
    (b"MM\x00*", "a TIFF image", "Images are measured with: stratode image."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
    (b"SQLite format 3", "an SQLite database", "Export its table as text."),
    (b"\x89HDF", "an HDF5 file", "Export its table as text."),
    (b"MATLAB 5.0", "a MATLAB file", "Export its table as text."),
    (b"PAR1", "a parquet file", "Write it as .csv."),
    (b"\x7fELF", "a program", "Choose a file of data."),
    (b"MZ", "a program", "Choose a file of data."),
)
TABLES = f"Accepted are {ACCEPTED}."


def content_of(path: Path) -> Content:
    """What the file is.

    Raises:
        ValueError: nothing that can be read; the text says what it looks like.
        OSError: it cannot be opened.
    """
    if path.is_dir():
        raise unreadable(path.name or str(path), "must be a file", "a folder", "Name the files in it.")
    if path.exists() and not path.is_file():
        told = "a stream, which can be read only once"
        raise unreadable(str(path), "must be a file", told, "Write it to a file first, and name that.")
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    name = path.name
    if not head:
        raise unreadable(name, "must hold a table", "an empty file", "Export it again; an export that was broken off leaves such files.")
    if head.startswith(b"NEWARE"):
        return Content.NDA
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Content.OLD_WORKBOOK
    if head[4:19] in (b"Standard Jet DB", b"Standard ACE DB"):
        return Content.ACCESS
    for mark, what, remedy in BINARY:
        if head.startswith(mark) and (len(mark) > 2 or b"\x00" in head[:200]):
            raise unreadable(name, "must hold a table", what, f"{remedy} {TABLES}")
    if head.lstrip()[:400].lower().startswith((b"<!doctype html", b"<html", b"<?xml", b"<table")):
        what = "an HTML page" if b"html" in head[:400].lower() or b"<table" in head[:400].lower() else "an XML document"
        raise unreadable(name, "must hold a table", what, f"Open it in a spreadsheet and store it as .xlsx or .csv. {TABLES}")
    if _is_binary(head):
        raise unreadable(name, "must hold a table", f"binary data that begin with {head[:12]!r}", TABLES)
    return Content.TEXT


def _packed(path: Path) -> Content:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        remedy = "It is damaged or cut off: copy or export it again."
        raise unreadable(path.name, "must be whole", f"a packed file (.xlsx, .ndax) that cannot be opened ({error})", remedy) from error
    if "xl/workbook.xml" in names:
        return Content.WORKBOOK
    if any(name.endswith(".ndc") for name in names):
        return Content.NDAX
    if "word/document.xml" in names:
        raise unreadable(path.name, "must hold a table", "a Word document", f"Store its table as .xlsx or .csv. {TABLES}")
    if "content.xml" in names and "mimetype" in names:
        raise unreadable(path.name, "must hold a table", "an OpenDocument file", f"Store its table as .xlsx or .csv. {TABLES}")
    listed = ", ".join(sorted(names)[:3])
    raise unreadable(path.name, "must hold a table", f"a zip archive ({listed})", f"Unpack it first. {TABLES}")


def _is_binary(head: bytes) -> bool:
    """Whether bytes are no text: many control characters, and not those of UTF-16."""
    from stratode.lab.reading.text import encoding_of

    encoding, _ = encoding_of(head)
    text = head.decode(encoding, errors="replace")
    written = text.replace("\x00", "")  # a power cut leaves zeros in a text
    control = sum((character < " " and character not in "\t\r\n\f\x0b") or character == "\ufffd" for character in written)
    return control > MOST_CONTROL * len(written) or len(written) < 0.1 * len(text)
