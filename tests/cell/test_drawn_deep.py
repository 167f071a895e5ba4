"""Random cells with conductors, double layers, branches, heat, experiments and transport cells: every one ends with a name and closes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from tests.cell import drawn_deep
from tests.cell.test_drawn import CLOSED, faults, faults_of

from stratode.cell import simulate
from stratode.cell.experiment import run_experiment
from stratode.cell.solution import ExperimentResult, HeatAccount, StageEnd
from stratode.recipe.parts import Cell, Driven, Power, Profile, Repeat, Stage, TransportCell

SHARE = 14  # in the normal run: one cell of so many
CELLS = 700
ENERGY = 3e-8  # of the largest part of the account, or of ONE: round-off of potentials beside small currents
DRIVEN = 1e-6  # the same of a cell that a profile drives on where its salt is below what round-off resolves
ONE = 1.0  # J/m2, a hundredth of a second at 30 A/m2
SPENT = 10.0  # mol/m3: less somewhere, and no current can go on
FAR = 8.0  # V: a cell driven so far has lost what it lived on


def judged(cell: Cell | TransportCell) -> tuple[str, list[str]]:
    """(how it ended, what is wrong with what came out)."""
    if isinstance(cell, Cell) and cell.experiment is None:
        rate = simulate(cell, explain=False).rates[0]
        return rate.ended_by.value, faults(cell, rate) + _of_heat(rate.heat)
    result = run_experiment(cell)
    return _ending(cell, result), _of_experiment(result)


def _of_heat(heat: HeatAccount | None, allowed: float = ENERGY) -> list[str]:
    if heat is None:
        return []
    largest = max(abs(part) for part in (heat.chemical, heat.delivered, heat.lost, heat.stored, heat.double_layers))
    return [f"energies off by {heat.error:.1e}"] if heat.error * largest > allowed * max(largest, ONE) else []


def _of_experiment(result: ExperimentResult) -> list[str]:
    numbers = [result.voltage_error, result.charge_error]
    numbers += [v for s in result.stages for v in (s.start, s.duration, s.charge, s.energy, s.voltage_start, s.voltage_end, s.current_end)]
    found = [] if np.all(np.isfinite(numbers)) else ["numbers that are not finite"]
    found += [f"lithium off by {result.lithium_error:.1e}"] if result.lithium_error > CLOSED else []
    found += [f"salt off by {result.salt_error:.1e}"] if result.salt_error > CLOSED else []
    spent = bool(result.trace.salt.size) and float(result.trace.salt.min()) < 1e-6
    found += faults_of(result.trace) + _of_heat(result.heat, DRIVEN if spent else ENERGY)
    if not result.finished and result.stages and result.stages[-1].ended_by in (StageEnd.LITHIUM_EXHAUSTED, StageEnd.TEMPERATURE):
        found.append("a named end told as not finished")
    return found


def _ending(cell: Cell | TransportCell, result: ExperimentResult) -> str:
    """The last stage's end; of what could not go on also why, where the last state shows it."""
    if result.finished:
        return result.stages[-1].ended_by.value
    trace = result.trace
    if trace.salt.size and trace.salt[-1].min() < SPENT:
        return "could not go on: salt depleted"
    if trace.surface.size and (trace.surface[-1].min() < 1e-3 or trace.surface[-1].max() > 1.0 - 1e-3):
        return "could not go on: solid full or empty"
    if trace.voltage.size and abs(trace.voltage[-1]) > FAR:
        return "could not go on: driven beyond 8 V"
    assert cell.experiment is not None
    if any(_by_power(stage) for stage in cell.experiment.stages):
        return "could not go on: asked for a power"
    return "could not go on: other"


def _by_power(stage: Stage) -> bool:
    if isinstance(stage, Repeat):
        return any(_by_power(s) for s in stage.steps)
    return isinstance(stage, Power) or (isinstance(stage, Profile) and stage.driven is Driven.POWER)


def judge(seeds: range, draw: Callable[[int], Cell | TransportCell] = drawn_deep.deep) -> tuple[Counter[str], list[str]]:
    """(how often each ending came, what was wrong)."""
    endings: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        try:
            ending, found = judged(draw(seed))
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
        endings[ending] += 1
        wrong += [f"seed {seed} ({ending}): {fault}" for fault in found]
    return endings, wrong


def test_a_sample_of_random_cells_with_everything_ends_well():
    endings, wrong = judge(range(0, CELLS, SHARE))
    assert not wrong, "\n".join(wrong)
    assert len(endings) >= 4, endings


def test_random_cells_with_dense_membranes_end_well():
    _, wrong = judge(range(1000, 1012), drawn_deep.dense)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_seven_hundred_random_cells_with_everything_end_well():
    endings, wrong = judge(range(CELLS))
    assert not wrong, "\n".join(wrong)
    assert endings["could not go on: other"] <= CELLS // 100, endings
    assert endings["could_not_finish"] <= CELLS // 100, endings


def test_the_draw_reaches_all_of_it():
    """What is drawn holds everything that it is meant to hold."""
    cells = [drawn_deep.deep(seed) for seed in range(120)]
    batteries = [c for c in cells if isinstance(c, Cell)]
    transport = [c for c in cells if isinstance(c, TransportCell)]
    kinds = {type(end).__name__ for c in transport for end in (c.left, c.right)}
    assert kinds == {"LithiumMetal", "BlockingElectrode", "Electrode"}
    assert any(c.thermal is not None and c.thermal.heat_transfer == 0.0 for c in batteries)
    assert any(c.separator.porosity == 0.0 for c in batteries)
    assert any(p.material.hysteresis_decay > 0.0 for c in batteries if hasattr(c.anode, "layers") for p in c.anode.layers[0].populations)
    assert any(float(c.electrolyte.transference(1000.0)) == 1.0 for c in cells)
    stages = {type(stage).__name__ for c in cells if c.experiment for stage in c.experiment.stages}
    assert stages == {"Current", "Hold", "Rest", "Sweep", "Power", "Profile", "Sine", "Repeat"}
    assert any(c.experiment is None for c in batteries)


def test_the_second_stream_leaves_the_first_alone():
    assert drawn_deep.deep(5) == drawn_deep.deep(5)
    assert drawn_deep.cell(5).cathode.layers[0].thickness == drawn_deep.deep(5).cathode.layers[0].thickness
