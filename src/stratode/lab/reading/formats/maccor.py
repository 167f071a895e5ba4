"""Maccor exports: unsigned currents beside a column of states (C, D, R, ...), times by the clock or in seconds."""

from __future__ import annotations

import re

from stratode.lab.reading.formats.form import Form, one_table
from stratode.lab.reading.known import DATE, STATE, STEP_TIME, Column
from stratode.lab.reading.signs import Sign
from stratode.lab.reading.table import Table
from stratode.lab.reading.text import Text
from stratode.lab.record import CURRENT, CYCLE, STEP, SURFACE, TIME, VOLTAGE

NAME = "Maccor"
COLUMNS = (
    Column(TIME, ("test time", "testtime", "test"), "s"),
    Column(STEP_TIME, ("step time", "steptime"), "s"),
    Column(DATE, ("dpt time",)),
    Column(VOLTAGE, ("volts", "voltage"), "V"),
    Column(CURRENT, ("amps", "current"), "A"),
    Column(CYCLE, ("cyc#", "cycle c", "cycle p", "cycle"), "1"),
    Column(STEP, ("step",), "1"),
    Column("Step Capacity / Ah", ("amp-hr", "capacity"), "Ah"),
    Column("Step Energy / Wh", ("watt-hr", "energy"), "Wh"),
    Column(SURFACE, ("temp 1",), "degC"),
    Column(STATE, ("state", "md")),
)
MARKS = re.compile(r"(?mi)^\s*(?:rec#?|rec)\s*[\t,;|].*(?:cyc#|cycle [cp]|dpt time|amp-hr|\bmd\b)")


def recognise(text: Text) -> bool:
    """Whether its names are those of Maccor's exports."""
    return bool(MARKS.search(text.head))


def tables(text: Text) -> list[Table]:
    """Its one table."""
    return one_table(text)


FORM = Form(
    NAME,
    "names that begin with 'Rec#' and go on with 'Cyc#', 'Amp-hr', 'DPt Time' or 'MD'",
    recognise,
    tables,
    COLUMNS,
    Sign.UNKNOWN,
    (frozenset({TIME, VOLTAGE, CURRENT}),),
)
