"""Land (Landt) exports: tables with English or Chinese names, often unsigned currents beside the kind of step."""

from __future__ import annotations

from stratode.lab.reading.formats.form import Form, one_table
from stratode.lab.reading.known import DATE, STATE, STEP_COUNT, STEP_TIME, Column
from stratode.lab.reading.signs import Sign
from stratode.lab.reading.table import Table
from stratode.lab.reading.text import Text
from stratode.lab.record import AMBIENT, CHARGED, CHARGED_ENERGY, CURRENT, CYCLE, DISCHARGED, DISCHARGED_ENERGY, STEP, TIME, VOLTAGE

NAME = "Land"
COLUMNS = (
    Column(TIME, ("test time", "testtime", "测试时间"), "s"),
    Column(STEP_TIME, ("step time", "steptime", "步骤时间", "工步时间"), "s"),
    Column(DATE, ("date time iso string", "systime", "系统时间")),
    Column(VOLTAGE, ("voltage", "volt", "电压"), "V"),
    Column(CURRENT, ("current", "amp", "电流")),
    Column(CYCLE, ("cycle index", "cycle", "cycle-index", "循环序号", "循环"), "1"),
    Column(STEP, ("step index", "step", "step-index", "工步序号", "步骤", "工步"), "1"),
    Column(STEP_COUNT, ("步骤序号",), "1"),
    Column(CHARGED, ("charge capacity", "capacity c", "充电容量")),
    Column(DISCHARGED, ("discharge capacity", "capacity d", "放电容量")),
    Column(CHARGED_ENERGY, ("charge energy", "充电能量")),
    Column(DISCHARGED_ENERGY, ("discharge energy", "放电能量")),
    Column(AMBIENT, ("temperature 1", "温度")),
    Column(STATE, ("step name", "mode", "steptype", "工步状态", "状态", "模式")),
)
ENGLISH = ("channel_index", "TestTime/Sec", "StepTime/Sec", "SysTime")
CHINESE = ("测试时间/", "步骤时间/", "系统时间", "电压/V")


def recognise(text: Text) -> bool:
    """Whether its names are those of Land's exports."""
    return any(name in text.head for name in ENGLISH) or sum(name in text.head for name in CHINESE) >= 2


def tables(text: Text) -> list[Table]:
    """Its one table."""
    return one_table(text)


FORM = Form(
    NAME,
    "names such as 'channel_index', 'TestTime/Sec' or '测试时间/Sec' with '电压/V'",
    recognise,
    tables,
    COLUMNS,
    Sign.CHARGING,
    (frozenset({TIME, VOLTAGE, CURRENT}), frozenset({TIME, VOLTAGE})),
    ("gb18030",),
)
