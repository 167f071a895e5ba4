"""The Battery Data Format, with its labels ("Test Time / s") or its machine names (test_time_second); our own spectra likewise."""

from __future__ import annotations

from pathlib import Path

from stratode.lab.reading.formats.form import Form, one_table
from stratode.lab.reading.heads import head_of
from stratode.lab.reading.known import LOOP, STEP_COUNT, STEP_TIME, UNIX_TIME, Column, noun
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
    FREQUENCY,
    IMAGINARY,
    REAL,
    STEP,
    SURFACE,
    TIME,
    VOLTAGE,
)

NAME = "BDF"
MACHINE = {  # battery-data-format 0.1
    TIME: "test_time_second",
    VOLTAGE: "voltage_volt",
    CURRENT: "current_ampere",
    UNIX_TIME: "unix_time_second",
    CYCLE: "cycle_count",
    STEP_COUNT: "step_count",
    STEP: "step_index",
    STEP_TIME: "step_time_second",
    CHARGED: "charging_capacity_ah",
    DISCHARGED: "discharging_capacity_ah",
    CHARGED_ENERGY: "charging_energy_wh",
    DISCHARGED_ENERGY: "discharging_energy_wh",
    "Step Capacity / Ah": "step_capacity_ah",
    "Net Capacity / Ah": "net_capacity_ah",
    "Cumulative Capacity / Ah": "cumulative_capacity_ah",
    "Step Energy / Wh": "step_energy_wh",
    "Net Energy / Wh": "net_energy_wh",
    "Cumulative Energy / Wh": "cumulative_energy_wh",
    "Power / W": "power_watt",
    "Internal Resistance / ohm": "internal_resistance_ohm",
    AMBIENT: "ambient_temperature_celsius",
    SURFACE: "temperature_t1_celsius",
}
SPECTRA = {FREQUENCY: "frequency_hertz", REAL: "real_impedance_ohm", IMAGINARY: "imaginary_impedance_ohm"}
LABELS = (*MACHINE, *SPECTRA, LOOP)  # in the order in which they are written
COLUMNS = tuple(
    Column(label, (noun(label), head_of(name).words), label.rpartition(" / ")[2]) for label, name in (MACHINE | SPECTRA).items()
)


def recognise(text: Text) -> bool:
    """Whether its names are those of the format."""
    required = (TIME, VOLTAGE, CURRENT)
    head = text.head
    return (
        all(label in head for label in required)
        or all(MACHINE[label] in head for label in required)
        or all(label in head for label in SPECTRA)
    )


def holds_bdf(path: Path) -> bool:
    """Whether a file begins with names of the format."""
    with path.open("rb") as stream:
        first = stream.readline(4096).decode("utf-8-sig", errors="replace")
    return any(name in first for name in (*MACHINE, *MACHINE.values(), *SPECTRA))


def tables(text: Text) -> list[Table]:
    """Its one table."""
    return one_table(text)


FORM = Form(
    NAME,
    "names 'Test Time / s', 'Voltage / V', 'Current / A' or 'test_time_second', 'voltage_volt', 'current_ampere'",
    recognise,
    tables,
    COLUMNS,
    Sign.CHARGING,
    (frozenset({TIME, VOLTAGE, CURRENT}), frozenset({FREQUENCY, REAL, IMAGINARY})),
)
