"""Arbin exports: names such as Test_Time(s), Current(A), Charge_Capacity(Ah); in a workbook one sheet a channel, or several."""

from __future__ import annotations

from stratode.lab.reading.formats.form import Form, one_table
from stratode.lab.reading.known import DATE, STEP_TIME, Column
from stratode.lab.reading.signs import Sign
from stratode.lab.reading.table import Table
from stratode.lab.reading.text import Text
from stratode.lab.record import (
    AMBIENT,
    CHARGED,
    CHARGED_ENERGY,
    CURRENT,
    CYCLE,
    DISCHARGED,
    DISCHARGED_ENERGY,
    STEP,
    SURFACE,
    TIME,
    VOLTAGE,
)

NAME = "Arbin"
COLUMNS = (
    Column(TIME, ("test time",), "s"),
    Column(STEP_TIME, ("step time",), "s"),
    Column(DATE, ("date time", "datetime")),
    Column(VOLTAGE, ("voltage",), "V"),
    Column(CURRENT, ("current",), "A"),
    Column(CYCLE, ("cycle index",), "1"),
    Column(STEP, ("step index",), "1"),
    Column(CHARGED, ("charge capacity",), "Ah"),
    Column(DISCHARGED, ("discharge capacity",), "Ah"),
    Column(CHARGED_ENERGY, ("charge energy",), "Wh"),
    Column(DISCHARGED_ENERGY, ("discharge energy",), "Wh"),
    Column(AMBIENT, ("aux temperature 2", "chamber temperature"), "degC"),
    Column(SURFACE, ("aux temperature 1", "temperature"), "degC"),
)
NAMES = ("Data_Point", "Test_Time", "Step_Time", "Step_Index", "Cycle_Index", "Charge_Capacity", "Data Point", "Test Time (s)")
ENOUGH = 3


def recognise(text: Text) -> bool:
    """Whether its names are those of Arbin's exports."""
    return sum(name in text.head for name in NAMES) >= ENOUGH


def tables(text: Text) -> list[Table]:
    """Its one table."""
    return one_table(text)


FORM = Form(
    NAME,
    "names such as 'Data_Point', 'Test_Time(s)', 'Cycle_Index', 'Charge_Capacity(Ah)'",
    recognise,
    tables,
    COLUMNS,
    Sign.CHARGING,
    (frozenset({TIME, VOLTAGE, CURRENT}),),
)
