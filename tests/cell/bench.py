"""Experiments on idealised cells, run with few words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from stratode.cell.experiment import run_experiment
from stratode.cell.protocol import Precision
from stratode.cell.solution import ExperimentResult, Trace
from stratode.recipe.parts import Cell, Experiment, Stage, TransportCell

Array = NDArray[np.float64]

FINE = Precision(nodes=96, tolerance=1e-5)


def run(cell: Cell | TransportCell, *stages: Stage, start: float = 0.5, precision: Precision | None = FINE) -> ExperimentResult:
    """Stages one after the other, from a state of charge."""
    return run_experiment(replace(cell, experiment=Experiment(stages, start)), precision=precision)


def of_stage(result: ExperimentResult, number: int) -> tuple[Array, Array, Array]:
    """(time from its start s, voltage V, current A/m2) of one stage."""
    t: Trace = result.trace
    here = t.step == number
    return t.time[here] - result.stages[number - 1].start, t.voltage[here], t.current_density[here]
