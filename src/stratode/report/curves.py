"""`curves.csv`: every accepted step of every leg in BDF columns, for the whole cell. Charging current is positive."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from stratode.cell.solution import RateResult, Trace
from stratode.recipe.parts import Cell
from stratode.report.case import Case, cathode_area
from stratode.report.files import whole
from stratode.report.heat import ICE, TEMPERATURE
from stratode.report.profiles import delivered

COLUMNS = ("C-rate / 1", "Step / 1", "Test Time / s", "Voltage / V", "Current / A", "Discharge Capacity / Ah")
Row = tuple[float, ...]


def columns(cases: Sequence[Case]) -> tuple[str, ...]:
    """Names of the columns: the temperature only where one of the runs computed it."""
    warm = any(run.trace.temperature.size for case in cases for run in case.result.rates)
    return (*COLUMNS, TEMPERATURE) if warm else COLUMNS


def curves_rows(cell: Cell, run: RateResult) -> Iterator[Row]:
    """Rows of one rate in the order of :func:`columns`: the charge leg where there is one, then the discharge."""
    area = cathode_area(cell)
    offset, steps = 0.0, 0
    if run.charge is not None and run.charge.time.size:
        yield from _leg(run.c_rate, run.charge, area, (0.0, 0), np.zeros(run.charge.time.size))
        steps = int(run.charge.step[-1])
        offset = max(0.0, float(run.charge.time[-1]) - float(run.trace.time[0])) if run.trace.time.size else 0.0
    if run.trace.time.size:
        yield from _leg(run.c_rate, run.trace, area, (offset, steps), delivered(run) * area)


def write_curves(path: Path, cases: Sequence[Case]) -> None:
    """All curves of `cases` as one CSV file, whole or not at all; several recipes add a leading `Recipe` column."""
    several, head = len(cases) > 1, columns(cases)
    with whole(path) as aside, aside.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(("Recipe", *head) if several else head)
        for case in cases:
            for run in case.result.rates:
                rows = (_texts(row, len(head)) for row in curves_rows(case.cell, run))
                out.writerows(([case.cell.name, *row] for row in rows) if several else rows)


def _leg(c_rate: float, trace: Trace, area: float, begins: tuple[float, int], discharged: np.ndarray) -> Iterator[Row]:
    """Rows of one leg that begins at a test time (s) and after a number of steps."""
    time, step = begins
    for k in range(trace.time.size):
        current = float(trace.current_density[k]) * area + 0.0  # a rest has no sign: -0.0 + 0.0 is 0.0
        row = (c_rate, int(trace.step[k]) + step, float(trace.time[k]) + time, float(trace.voltage[k]), current, float(discharged[k]))
        yield (*row, float(trace.temperature[k]) - ICE) if trace.temperature.size else row


def _texts(row: Row, length: int) -> list[str]:
    c_rate, step, *values = row
    texts = [f"{c_rate:g}", str(step), *(f"{value:.9g}" for value in values)]
    return texts + [""] * (length - len(texts))
