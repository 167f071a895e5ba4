"""Invented experiments with numbers chosen by hand, so that their reports are tested without a solver."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from tests.report.conftest import SOURCE, invented_cell, mesh

from stratode.cell.solution import ExperimentResult, HeatAccount, StageEnd, StageResult, Trace
from stratode.recipe import parts
from stratode.recipe.property import constant
from stratode.report.experiment.observation import Observation

LOADING = 130e-6 * 0.42 * 4750.0  # kg/m2 of active material in the invented cell: 0.25935
AREA = 1.13e-4  # m2
ROWS = 25  # kept of each stage


@dataclass(frozen=True)
class Draft:
    """A stage as drawn: its current (A/m2) and voltage (V) are straight between start and end."""

    label: str
    seconds: float
    current: tuple[float, float]
    voltage: tuple[float, float]
    round: int = 0
    ended_by: StageEnd = StageEnd.TIME

    @property
    def charge(self) -> float:
        return 0.5 * sum(self.current) * self.seconds / 3600.0  # Ah/m2


def drawn(name: str, drafts: list[Draft], temperature: np.ndarray | None = None, *, fields: bool = True) -> ExperimentResult:
    """The experiment that follows the drafts, every stage on ROWS rows."""
    stages, start = [], 0.0
    share = np.linspace(0.0, 1.0, ROWS)
    columns: list[tuple[np.ndarray, ...]] = []
    for number, d in enumerate(drafts, 1):
        current = d.current[0] + (d.current[1] - d.current[0]) * share
        voltage = d.voltage[0] + (d.voltage[1] - d.voltage[0]) * share
        energy = float(np.trapezoid(current * voltage, share * d.seconds)) / 3600.0
        stages.append(
            StageResult(number, d.label, d.round, start, d.seconds, d.charge, energy, d.voltage[0], d.voltage[1], d.current[1], d.ended_by)
        )
        columns.append((start + share * d.seconds, voltage, current, np.full(ROWS, number)))
        start += d.seconds
    time, voltage, current, step = (np.concatenate(column) for column in zip(*columns, strict=True))
    grid = mesh()
    kept = time.size if fields else 0
    slope = np.outer(current[:kept] * 5.0, 0.5 - grid.x / grid.x[-1])
    empty = np.zeros((kept, grid.width.size))
    sites = np.zeros((kept, grid.site_node.size))
    trace = Trace(time, voltage, current, step, 1000.0 + slope, empty, empty, sites, sites, sites)
    if temperature is not None:
        trace = replace(trace, temperature=temperature)
    return ExperimentResult(
        name=name, stages=tuple(stages), trace=trace, voltage_error=0.0012, charge_error=0.0005, lithium_error=3e-13, salt_error=4e-13,
        heat=None, held_outside_data=(), finished=True, cpu_s=0.25, mesh=grid,
    )  # fmt: skip


def with_experiment(cell: parts.Cell, start: float) -> parts.Cell:
    return replace(cell, experiment=parts.Experiment((parts.Rest(3600.0),), start), thermal=parts.Thermal(200.0, 10.0, 298.15))


def cycling(name: str = "cycled", rounds: int = 4) -> Observation:
    """A formation charge, then rounds of discharge, rest, charge and hold: 40 Ah/m2 out and 41 in, then 1 % less each round."""
    drafts = [Draft("charge at C/10 to 4.3 V", 36000.0, (4.5, 4.5), (3.6, 4.3), 0, StageEnd.VOLTAGE)]
    for k in range(rounds):
        less = 0.99**k
        drafts += [
            Draft("discharge at 1C to 2.7 V", 3200.0 * less, (-45.0, -45.0), (4.2, 2.7), k + 1, StageEnd.VOLTAGE),
            Draft("rest 10 min", 600.0, (0.0, 0.0), (3.2, 3.5), k + 1),
            Draft("charge at C/2 to 4.3 V", 6400.0 * less, (22.5, 22.5), (3.5, 4.3), k + 1, StageEnd.VOLTAGE),
            Draft("hold 4.3 V until C/20", 720.0 * less, (7.75, 2.25), (4.3, 4.3), k + 1, StageEnd.CURRENT),
        ]
    count = ROWS * len(drafts)
    temperature = 298.15 + 7.5 * np.sin(np.linspace(0.0, np.pi, count)) ** 2
    result = drawn(name, drafts, temperature)
    # chemical = delivered + lost + stored + double layers, J/m2
    heat = HeatAccount(-30000.0, -80000.0, 45000.0, 4000.0, 1000.0, 2e-10)
    return Observation(with_experiment(invented_cell(name), 0.0), replace(result, heat=heat))


def titration(pulses: int = 12) -> Observation:
    """A GITT: pulses of 10 min at 4.5 A/m2 down, each with a rest of 1 h, from 4.2 V."""
    drafts = []
    for k in range(pulses):
        top = 4.2 - 0.05 * k
        drafts += [
            Draft("discharge at C/10 for 10 min", 600.0, (-4.5, -4.5), (top - 0.03, top - 0.09), k + 1),
            Draft("rest until dV/dt < 0.1 mV/h", 3600.0, (0.0, 0.0), (top - 0.06, top - 0.05), k + 1, StageEnd.SETTLED),
        ]
    cell = replace(with_experiment(invented_cell("titrated"), 1.0), thermal=None)
    return Observation(cell, drawn("titrated", drafts, fields=False))


def sweeps() -> Observation:
    """Three rounds of a cyclic voltammogram between 3.0 and 4.5 V."""
    drafts = [
        draft
        for k in range(3)
        for draft in (
            Draft("sweep at 0.1 mV/s to 4.5 V", 15000.0, (-1.0, 3.0 - k), (3.0, 4.5), k + 1, StageEnd.VOLTAGE),
            Draft("sweep at 0.1 mV/s to 3 V", 15000.0, (3.0 - k, -3.0), (4.5, 3.0), k + 1, StageEnd.VOLTAGE),
        )
    ]
    return Observation(replace(with_experiment(invented_cell("swept"), 0.5), thermal=None), drawn("swept", drafts))


def polarisation(*, finished: bool = True) -> Observation:
    """A symmetric lithium cell, polarised for 2 h and then left; `finished` False: the rest stops early."""
    lithium = parts.LithiumMetal(100e-6, constant(20.0, "A/m2", SOURCE), 0.0, None, 534.0, SOURCE)
    cell = invented_cell()
    symmetric = parts.TransportCell(
        "Li|separator|Li", lithium, (cell.separator,), lithium, cell.electrolyte, 2e-4, 298.15, 0.0,
        (), parts.Experiment((parts.Rest(3600.0),), 0.0),
    )  # fmt: skip
    ended = StageEnd.SETTLED if finished else StageEnd.COULD_NOT_FINISH
    drafts = [
        Draft("polarise at 10 uA/cm2 for 2 h", 7200.0, (0.1, 0.1), (0.004, 0.009)),
        Draft("rest until dV/dt < 0.1 mV/h", 5400.0, (0.0, 0.0), (0.005, 0.0), 0, ended),
    ]
    return Observation(symmetric, replace(drawn("Li|separator|Li", drafts), finished=finished))
