"""Bytes to lines of text: byte order marks, UTF-8, UTF-16, Chinese and Western encodings, line ends of all systems."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HIGH = re.compile(rb"[\x80-\xff]+")
MOST_BROKEN = 0.02  # share of characters that may not decode
SAMPLE = 65536  # bytes that tell an encoding


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text.

    Args:
        file: its name.
        lines: without their ends.
        encoding: as Python names it.
        guessed: nothing in the file states it, and it matters.
        rest: the file, where it is too large to be held and `lines` are only its first.
    """

    file: str
    lines: list[str]
    encoding: str
    guessed: bool
    rest: Path | None = None

    @property
    def head(self) -> str:
        """Its first lines, for recognition."""
        return "\n".join(self.lines[:200])


def text_of(data: bytes, file: str) -> Text:
    """The text of a file; characters that cannot be decoded become U+FFFD, and rows that hold them are left out later."""
    encoding, guessed = encoding_of(data[:SAMPLE] if len(data) > SAMPLE else data)
    if encoding == "utf-8" and len(data) > SAMPLE:
        try:
            return Text(file, lines_of(data.decode("utf-8")), "utf-8", False)
        except UnicodeDecodeError:
            encoding, guessed = encoding_of(data)
    return Text(file, lines_of(data.decode(encoding, errors="replace")), encoding, guessed)


def first_lines(path: Path) -> Text | None:
    """The first lines of a large file, with where the rest stands; None where it cannot be read in blocks."""
    with path.open("rb") as stream:
        data = stream.read(SAMPLE) + stream.readline(SAMPLE)
    encoding, guessed = encoding_of(data)
    if encoding.startswith(("utf-16", "utf-32")) or b"\n" not in data:
        return None
    return Text(path.name, lines_of(data.decode(encoding, errors="replace")), encoding, guessed, path)


def lines_of(text: str) -> list[str]:
    """Lines, whatever system ended them; a last line end begins no further line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines


def encoding_of(data: bytes) -> tuple[str, bool]:
    """The encoding, and whether it was guessed."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name, False
    sides = data[0:4000:2].count(0), data[1:4000:2].count(0)
    if max(sides) > 0.35 * min(len(data), 4000) / 2 and min(sides) < 0.1 * max(sides):
        return ("utf-16-le" if sides[1] > sides[0] else "utf-16-be"), True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # a sample may end within a character
    except UnicodeDecodeError:
        runs = HIGH.findall(data)
        pairs = all(len(run) % 2 == 0 for run in runs[:-1])  # Chinese characters are pairs of high bytes; µ, ² and ° stand alone
        return ("gb18030" if pairs and _decodes(b" ".join(runs[:500]), "gb18030") else "cp1252"), True
    return "utf-8", False


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether nearly all of it does: a damaged row does not change what the rest is written in."""
    text = data.decode(encoding, errors="replace")
    return text.count("\ufffd") <= max(MOST_BROKEN * len(text), 1.0) and len(text) > 2
