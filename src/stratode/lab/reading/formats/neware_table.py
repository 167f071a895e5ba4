"""Neware exports as tables: English or Chinese names, units in brackets, times by the clock."""

from __future__ import annotations

from stratode.lab.reading.formats.form import Form, one_table
from stratode.lab.reading.known import DATE, STATE, STEP_TIME, Column
from stratode.lab.reading.signs import Sign
from stratode.lab.reading.table import Table
from stratode.lab.reading.text import Text
from stratode.lab.record import CHARGED, CHARGED_ENERGY, CURRENT, CYCLE, DISCHARGED, DISCHARGED_ENERGY, STEP, TIME, VOLTAGE

NAME = "Neware table"
COLUMNS = (
    Column(TIME, ("total time", "总时间"), "s"),
    Column(STEP_TIME, ("time", "relative time", "时间", "相对时间"), "s"),
    Column(DATE, ("date", "absolute time", "realtime", "绝对时间")),
    Column(VOLTAGE, ("voltage", "vol", "电压")),
    Column(CURRENT, ("current", "cur", "电流")),
    Column(CYCLE, ("cycle index", "cycle id", "cycle", "循环号"), "1"),
    Column(STEP, ("step index", "step id", "step", "工步号"), "1"),
    Column(CHARGED, ("chg. cap.", "chargecapacity", "充电容量")),
    Column(DISCHARGED, ("dchg. cap.", "dischargecapacity", "放电容量")),
    Column(CHARGED_ENERGY, ("chg. energy", "chg. eng.", "充电能量")),
    Column(DISCHARGED_ENERGY, ("dchg. energy", "dchg. eng.", "放电能量")),
    Column(STATE, ("step type", "steptype", "status", "工步类型", "状态")),
)
NAMES = ("DataPoint", "Cycle Index", "Step Index", "Step Type", "Total Time", "Chg. Cap.", "数据序号", "循环号", "工步号", "工步类型")
ENOUGH = 3


def recognise(text: Text) -> bool:
    """Whether its names are those of Neware's exports."""
    return sum(name in text.head for name in NAMES) >= ENOUGH


def tables(text: Text) -> list[Table]:
    """Its one table."""
    return one_table(text)


FORM = Form(
    NAME,
    "names such as 'DataPoint', 'Cycle Index', 'Step Type', 'Total Time', '数据序号', '循环号', '工步号'",
    recognise,
    tables,
    COLUMNS,
    Sign.CHARGING,
    (frozenset({TIME, VOLTAGE, CURRENT}),),
    ("gb18030",),
)
