"""`sensitivities.csv` and `voltage_sensitivities.csv`: derivatives per relative change of each input, as plain numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from stratode.report.files import whole
from stratode.report.lab_units import MA_PER_CM2
from stratode.report.sensitivity.response import Response

NUMBERS = (
    "C-rate / 1",
    "Input",
    "Value / SI",
    "Unit",
    "Capacity / mAh/g",
    "Areal capacity / mAh/cm2",
    "Energy / mWh/cm2",
    "Mean voltage / V",
    "Switch-on voltage / V",
    "Found by",
)
CURVES = ("C-rate / 1", "Input", "Discharge capacity / mAh/g", "Voltage / V", "Voltage sensitivity / V")
Row = tuple[str | float, ...]


def number_rows(one: Response) -> Iterator[Row]:
    """Rows in the order of :data:`NUMBERS`: an input at a rate each, derivatives d/d ln p."""
    for result in one.results:
        for s in result.each:
            value = s.input.value, s.input.unit
            areal = s.capacity * MA_PER_CM2, s.energy * MA_PER_CM2
            yield (result.c_rate, s.input.name, *value, s.specific_capacity, *areal, s.mean_voltage, s.initial_voltage, s.method.value)


def curve_rows(one: Response) -> Iterator[Row]:
    """Rows in the order of :data:`CURVES`: every step of the discharge for every input, dV/d ln p at equal mAh/g."""
    for result in one.results:
        for s in result.each:
            points = zip(result.depth.tolist(), result.voltage.tolist(), s.voltage.tolist(), strict=True)
            yield from ((result.c_rate, s.input.name, *point) for point in points)


def write_numbers(path: Path, several: Sequence[Response]) -> None:
    """All derivatives of numbers as one CSV file, whole or not at all; several recipes add a leading `Recipe` column."""
    _write(path, NUMBERS, [(one.cell.name, number_rows(one)) for one in several])


def write_voltages(path: Path, several: Sequence[Response]) -> None:
    """All derivatives of curves as one CSV file, likewise."""
    _write(path, CURVES, [(one.cell.name, curve_rows(one)) for one in several])


def _write(path: Path, columns: tuple[str, ...], several: Sequence[tuple[str, Iterable[Row]]]) -> None:
    many = len(several) > 1
    with whole(path) as aside, aside.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(("Recipe", *columns) if many else columns)
        for name, rows in several:
            texts = ([item if isinstance(item, str) else f"{item:.9g}" for item in row] for row in rows)
            out.writerows(([name, *row] for row in texts) if many else texts)
