"""BioLogic EC-Lab .mpt: a head whose length its second line states, then names and rows between tabs."""

from __future__ import annotations

import re

from stratode.lab.reading.formats.form import Form, one_table
from stratode.lab.reading.known import LOOP, MODULUS, PHASE, Column
from stratode.lab.reading.signs import Sign
from stratode.lab.reading.table import Table
from stratode.lab.reading.text import Text
from stratode.lab.record import CURRENT, CYCLE, FREQUENCY, IMAGINARY, REAL, STEP, TIME, VOLTAGE

NAME = "BioLogic mpt"
COLUMNS = (
    Column(FREQUENCY, ("freq",), "Hz"),
    Column(REAL, ("re(z)", "re(zce)", "re(zwe-ce)"), "ohm"),
    Column(IMAGINARY, ("im(z)", "im(zwe-ce)"), "ohm"),
    Column(MODULUS, ("|z|",), "ohm"),
    Column(PHASE, ("phase(z)",), "deg"),
    Column(TIME, ("time",), "s"),
    Column(VOLTAGE, ("ecell", "ewe-ece", "ewe"), "V"),
    Column(CURRENT, ("i",), "mA"),
    Column(CYCLE, ("cycle number",), "1"),
    Column(STEP, ("ns",), "1"),
    Column(LOOP, ("z cycle", "loop"), "1"),
)
HEAD = re.compile(r"Nb header lines\s*:\s*(\d+)", re.IGNORECASE)
STATED = {"Electrode surface area": "area", "Characteristic mass": "mass", "Acquisition started on": "started", "Device": "instrument"}


def recognise(text: Text) -> bool:
    """Whether it begins as EC-Lab's files do."""
    return "EC-Lab ASCII FILE" in text.head or bool(HEAD.search(text.head))


def tables(text: Text) -> list[Table]:
    """Its one table, with what the head states of the cell."""
    found = HEAD.search(text.head)
    length = int(found[1]) if found else 0
    stated = {"experiment": text.lines[3].strip()} if len(text.lines) > 3 else {}
    for line in text.lines[: length or 200]:
        name, colon, value = line.partition(" : ")
        if colon and name.strip() in STATED:
            stated[STATED[name.strip()]] = value.strip()
    start = max(0, length - 1) if length < len(text.lines) else 0
    return one_table(text, start, stated=stated)


FORM = Form(
    NAME,
    "the line 'EC-Lab ASCII FILE' or its number of header lines",
    recognise,
    tables,
    COLUMNS,
    Sign.CHARGING,
    (frozenset({FREQUENCY, REAL, IMAGINARY}), frozenset({TIME, VOLTAGE}), frozenset({VOLTAGE, CURRENT})),
    ("cp1252",),
)
