"""CH Instruments .txt: a head of settings, a line of names, rows between commas."""

from __future__ import annotations

import re

from stratode.lab.reading.formats.form import Form, one_table
from stratode.lab.reading.known import MODULUS, PHASE, Column
from stratode.lab.reading.signs import Sign
from stratode.lab.reading.table import Table
from stratode.lab.reading.text import Text
from stratode.lab.record import CURRENT, FREQUENCY, IMAGINARY, REAL, TIME, VOLTAGE

NAME = "CHI txt"
COLUMNS = (
    Column(FREQUENCY, ("freq",), "Hz"),
    Column(REAL, ("z'",), "ohm"),
    Column(IMAGINARY, ("z''",), "ohm"),
    Column(MODULUS, ("z",), "ohm"),
    Column(PHASE, ("phase",), "deg"),
    Column(VOLTAGE, ("potential",), "V"),
    Column(CURRENT, ("current",), "A"),
    Column(TIME, ("time",), "s"),
)
SETTING = re.compile(r"^(?P<name>[A-Za-z][^=]{1,40}?)\s*=\s*(?P<value>\S.*)$")


def recognise(text: Text) -> bool:
    """Whether its head names a CHI instrument."""
    return bool(re.search(r"Instrument Model:\s*CHI", text.head))


def tables(text: Text) -> list[Table]:
    """Its one table, with the settings above it."""
    stated = {"experiment": text.lines[1].strip()} if len(text.lines) > 1 else {}
    for line in text.lines[:100]:
        found = SETTING.match(line)
        if found:
            stated[found["name"]] = found["value"].strip()
    return one_table(text, stated=stated)


FORM = Form(
    NAME,
    "the line 'Instrument Model: CHI...' of its head",
    recognise,
    tables,
    COLUMNS,
    Sign.CATHODIC,
    (frozenset({FREQUENCY, REAL, IMAGINARY}), frozenset({VOLTAGE, CURRENT}), frozenset({TIME, VOLTAGE}), frozenset({TIME, CURRENT})),
)
