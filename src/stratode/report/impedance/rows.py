"""`impedance.csv`: every point of every spectrum, for the whole cell and per area. -Z'' of a capacitance is positive: Z'' is below 0."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from stratode.report.files import whole
from stratode.report.impedance.measurement import OHM_CM2, Measurement

COLUMNS = (
    "Frequency / Hz",
    "Real Impedance / ohm",
    "Imaginary Impedance / ohm",
    "State of Charge / 1",
    "Rest Voltage / V",
    "Real Impedance / ohm cm2",
    "Imaginary Impedance / ohm cm2",
)
Row = tuple[float, float, float, float | None, float, float, float]


def impedance_rows(one: Measurement) -> Iterator[Row]:
    """Rows in the order of :data:`COLUMNS`, spectrum by spectrum; a transport cell has no state of charge."""
    for spectrum in one.result.spectra:
        for f, z in zip(spectrum.frequency.tolist(), spectrum.impedance.tolist(), strict=True):
            cell, area = z / one.result.area, z * OHM_CM2
            yield (f, cell.real, cell.imag, spectrum.state_of_charge, spectrum.voltage, area.real, area.imag)


def write_impedance(path: Path, several: Sequence[Measurement]) -> None:
    """All spectra as one CSV file, whole or not at all; several recipes add a leading `Recipe` column."""
    many = len(several) > 1
    with whole(path) as aside, aside.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(("Recipe", *COLUMNS) if many else COLUMNS)
        for one in several:
            rows = (["" if value is None else f"{value:.9g}" for value in row] for row in impedance_rows(one))
            out.writerows(([one.cell.name, *row] for row in rows) if many else rows)
