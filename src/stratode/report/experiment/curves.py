"""`curves.csv` of experiments in BDF columns, for the whole cell. Charging current is positive."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from stratode.report.experiment.observation import Observation, area, passed, round_counts
from stratode.report.files import whole
from stratode.report.heat import ICE, TEMPERATURE

COLUMNS = ("Test Time / s", "Voltage / V", "Current / A", "Step Count / 1", "Cycle Count / 1", "Net Capacity / Ah")
Row = tuple[float | int, ...]


def columns(seen: Observation) -> tuple[str, ...]:
    """Names of the columns: the temperature only where it was computed."""
    return (*COLUMNS, TEMPERATURE) if seen.result.trace.temperature.size else COLUMNS


def curves_rows(seen: Observation) -> Iterator[Row]:
    """Every kept row of an experiment in the order of :func:`columns`."""
    trace, whole_cell = seen.result.trace, area(seen.cell)
    counts = {stage.number: count for stage, count in zip(seen.result.stages, round_counts(seen.result.stages), strict=True)}
    charge = passed(seen.result)
    for k in range(trace.time.size):
        step = int(trace.step[k])
        row = (
            float(trace.time[k]),
            float(trace.voltage[k]),
            float(trace.current_density[k]) * whole_cell + 0.0,  # a rest has no sign: -0.0 + 0.0 is 0.0
            step,
            counts.get(step, 0),
            float(charge[k]) * whole_cell + 0.0,
        )
        yield (*row, float(trace.temperature[k]) - ICE) if trace.temperature.size else row


def write_curves(path: Path, several: Sequence[Observation]) -> None:
    """All curves as one CSV file, whole or not at all; several recipes add a leading `Recipe` column."""
    head = max((columns(seen) for seen in several), key=len)
    with whole(path) as aside, aside.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(("Recipe", *head) if len(several) > 1 else head)
        for seen in several:
            for row in curves_rows(seen):
                texts = [str(item) if isinstance(item, int) else f"{item:.9g}" for item in row]
                texts += [""] * (len(head) - len(texts))
                out.writerow([seen.cell.name, *texts] if len(several) > 1 else texts)
