"""Cells to numbers: decimal points and commas, separators of thousands, clock times; what is no number says why."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum

MISSING_WORDS = {
    "",
    "-",
    "--",
    "n/a",
    "na",
    "nan",
    "null",
    "none",
    "#n/a",
    "nat",
    "1.#qnan",
    "-1.#ind",
    "1.#inf",
    "inf",
    "-inf",
    "+inf",
    "∞",
}
PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
COMMA = re.compile(r"[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?")
POINT = re.compile(r"[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d*|(?:[ \u00a0\u202f']\d{3})+(?:\.\d*)?)")  # 1,234.5 and 1 234.5
GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d*|(?:[ \u00a0\u202f']\d{3})+(?:,\d*)?)")  # 1.234,5
CLOCK = re.compile(r"(?:(?P<days>\d+)(?:\s*days?,?\s*|d\s*|-|\.|\s+))?(?P<h>\d+):(?P<m>\d{1,2}):(?P<s>\d{1,2}(?:[.,]\d*)?)")
DATED = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AP]M)?|\d{1,2}-[A-Za-z]{3}-\d{2,4}.*")
DATES = ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d-%b-%y %I:%M:%S %p")
MONTHS_FIRST = 2  # of DATES: where day and month are told apart by no date of the file
JUNK = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")


class Fault(IntEnum):
    """Why a cell gives no number."""

    FINE = 0
    MISSING = 1
    WORD = 2
    MIXED = 3
    SHORT = 4
    LONG = 5
    JUNK = 6
    REPEATED = 7
    NOT_POSITIVE = 8


REASONS = {
    Fault.MISSING: "{} is missing",
    Fault.WORD: "{} is not a number",
    Fault.MIXED: "{} is written with another decimal sign than the rest",
    Fault.SHORT: "the row ends before {}",
    Fault.LONG: "more cells than names",
    Fault.JUNK: "unreadable characters",
    Fault.REPEATED: "the names of the columns again",
    Fault.NOT_POSITIVE: "{} is not above 0",
}


def number(cell: str, comma: bool) -> tuple[float, Fault]:
    """The number that a cell writes, NaN with the reason where it writes none.

    Args:
        cell: without spaces around it.
        comma: the table writes decimal commas.
    """
    text = cell.replace("−", "-")
    if comma:
        if COMMA.fullmatch(text) or text.lstrip("+-").isdigit():
            return _finite(text.replace(",", "."))
        if GROUPED_COMMA.fullmatch(text):
            return _finite(re.sub(r"[.\s']", "", text).replace(",", "."))
    elif GROUPED.fullmatch(text):
        return _finite(re.sub(r"[,\s']", "", text))
    if PLAIN.fullmatch(text):
        if comma and "." in text:
            return math.nan, Fault.MIXED
        return _finite(text)
    if text.casefold() in MISSING_WORDS:
        return math.nan, Fault.MISSING
    if JUNK.search(text):
        return math.nan, Fault.JUNK
    return math.nan, Fault.MIXED if COMMA.fullmatch(text) else Fault.WORD


def _finite(text: str) -> tuple[float, Fault]:
    value = float(text)
    return (value, Fault.FINE) if math.isfinite(value) else (math.nan, Fault.WORD)


def clock(cell: str) -> tuple[float, Fault]:
    """Seconds that "00:01:30.5" or "2d 03:00:00" state."""
    found = CLOCK.fullmatch(cell)
    if found is None:
        return math.nan, Fault.MISSING if cell.casefold() in MISSING_WORDS else Fault.WORD
    seconds = float(found["s"].replace(",", "."))
    return 86400.0 * int(found["days"] or 0) + 3600.0 * int(found["h"]) + 60.0 * int(found["m"]) + seconds, Fault.FINE


def date_form(cells: Iterable[str]) -> str | None:
    """How dates are written: the first form that reads all of some; None where none does."""
    some = [_without_fraction(cell)[0] for cell in cells]
    for form in DATES:
        try:
            for cell in some:
                datetime.strptime(cell, form)
        except ValueError:
            continue
        return form if some else None
    return None


def date(cell: str, form: str) -> tuple[float, Fault]:
    """Seconds since 1970 that a date states, read as universal time."""
    text, fraction = _without_fraction(cell)
    try:
        return (datetime.strptime(text, form) - datetime(1970, 1, 1)).total_seconds() + fraction, Fault.FINE
    except ValueError:
        return math.nan, Fault.MISSING if cell.casefold() in MISSING_WORDS else Fault.WORD


def _without_fraction(cell: str) -> tuple[str, float]:
    """A date to whole seconds as %S reads it, and the rest in seconds."""
    text = cell.strip().replace("T", " ", 1).removesuffix("Z")
    head, _, tail = text.replace(",", ".").rpartition(".")
    if head.count(":") == 2 and tail[:1].isdigit():
        digits = tail.split()[0]
        rest = tail[len(digits) :]
        text, fraction = head + rest, float("0." + digits) if digits.isdigit() else 0.0
    else:
        fraction = 0.0
    if text[:4].isdigit() and text[4:5] in "/.":
        text = text.replace("/", "-").replace(".", "-")
    return text + (":00" if text.count(":") == 1 else ""), fraction


def looks_like_number(cell: str) -> bool:
    """Whether a cell holds a number, a clock time or a date of any writing."""
    return bool(
        PLAIN.fullmatch(cell)
        or COMMA.fullmatch(cell)
        or GROUPED.fullmatch(cell)
        or GROUPED_COMMA.fullmatch(cell)
        or CLOCK.fullmatch(cell)
        or DATED.fullmatch(cell)
    )


def decimal_comma(cells: Iterable[str]) -> bool:
    """Whether more cells write decimal commas than points."""
    commas = points = 0
    for cell in cells:
        commas += bool(COMMA.fullmatch(cell) or GROUPED_COMMA.fullmatch(cell))
        points += bool(POINT.fullmatch(cell) or GROUPED.fullmatch(cell))
    return commas > points
