"""Hosts with a discharge and a charge branch: a state between them that follows the direction (Plett, Battery Management Systems 1)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.cell import bench, simple

from stratode.cell import simulate
from stratode.cell.protocol import Precision
from stratode.cell.solution import ExperimentResult
from stratode.recipe.parts import ActiveMaterial, Cell, Current, Layer, Rest
from stratode.recipe.property import Property, Table

GAP = 0.2  # V between the branches
DECAY = 20.0
SLOW = 0.1  # A/m2: nothing resists


def hysteretic(decay: float = DECAY, gap: float = GAP) -> ActiveMaterial:
    """4.3 V - x on discharge, `gap` above it on charge."""
    charge = Property(Table((0.0, 1.0), (4.3 + gap, 3.3 + gap), "linear"), (0.0, 1.0), "V", "invented")
    return replace(simple.host(), potential_charge=charge, hysteresis_decay=decay)


def cell(material: ActiveMaterial | None = None) -> Cell:
    coat: Layer = simple.layer(simple.population(material or hysteretic()))
    return simple.cell(coat, electrolyte=simple.still(), one_c=SLOW)


CHARGE = simple.hosts_charge(cell())  # C/m2 from x = 0 to 1


def to_and_fro(first: float, second: float, charge_first: bool = False, start: float = 0.8) -> ExperimentResult:
    """One direction over `first` of the stoichiometry, then the other over `second`."""
    pace = CHARGE / SLOW
    one = Current(None, charge_first, None, first * pace, SLOW)
    other = Current(None, not charge_first, None, second * pace, SLOW)
    return bench.run(cell(), one, other, start=start, precision=Precision(48, 1e-6))


def of_mean(result: ExperimentResult, stage: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(stoichiometry, voltage, branch) of a stage."""
    here = result.trace.step == stage
    return result.trace.mean[here, 0], result.trace.voltage[here], result.trace.branch[here, 0]


def test_far_into_a_discharge_the_potential_is_the_discharge_branch_and_far_into_a_charge_the_other():
    result = to_and_fro(0.5, 0.5)
    x, v, _ = of_mean(result, 1)
    late = x > x[0] + 0.4  # exp(-8) of the way is left
    assert v[late] == pytest.approx(4.3 - x[late], abs=GAP * np.exp(-0.4 * DECAY) + 1e-4)
    x, v, _ = of_mean(result, 2)
    late = x < x[0] - 0.4
    assert late.sum() > 3
    assert v[late] == pytest.approx(4.3 - x[late] + GAP, abs=GAP * np.exp(-0.4 * DECAY) + 1e-4)


def test_after_a_reversal_the_branch_goes_over_as_an_exponential_of_the_stoichiometry_passed():
    """h = 1 - (1 - h0) exp(-decay dx) once lithium leaves; a charge of 3 % after a discharge gets 45 % of the way."""
    result = to_and_fro(0.5, 0.03)
    _, _, before = of_mean(result, 1)
    x, _, h = of_mean(result, 2)
    exact = 1.0 - (1.0 - before[-1]) * np.exp(-DECAY * (x[0] - x))
    assert before[-1] == pytest.approx(-1.0, abs=1e-3)
    assert h == pytest.approx(exact, abs=2e-3)
    assert h[-1] == pytest.approx(1.0 - 2.0 * np.exp(-DECAY * 0.03), abs=2e-3)


def test_a_rest_keeps_the_branch():
    result = bench.run(cell(), Current(None, False, None, 0.3 * CHARGE / SLOW, SLOW), Rest(1e5), start=0.8)
    _, v, h = of_mean(result, 2)
    assert np.ptp(h) < 1e-6
    assert np.ptp(v) < 1e-5


def test_a_round_leaves_the_loop_between_the_branches_as_heat():
    """Work lost over a closed round: gap times charge, less the area of the two transitions, 2 gap / decay each for a full swing.

    On either way the potential is (1 - |h|) / 2 gap short of its branch, the integral of exp(-decay dx) gap over dx: gap / decay.
    """
    span = 0.5
    pace = span * CHARGE / SLOW
    steps = (Current(None, False, None, pace, SLOW), Current(None, True, None, pace, SLOW))
    result = bench.run(cell(), *steps, *steps, start=0.8, precision=Precision(48, 1e-6))
    x, v, _ = of_mean(result, 3)
    given = -np.trapezoid(v, -x)
    x, v, _ = of_mean(result, 4)
    taken = np.trapezoid(v, -x)
    area = taken - given
    assert area == pytest.approx(GAP * (span - 2.0 / DECAY), rel=1e-2)


def test_a_cell_starts_on_the_branch_that_led_there():
    """Charged cells have come by charging, empty ones by discharging."""
    high = bench.run(cell(), Rest(10.0), start=0.9)
    low = bench.run(cell(), Rest(10.0), start=0.1)
    assert of_mean(high, 1)[2] == pytest.approx(1.0)
    assert of_mean(low, 1)[2] == pytest.approx(-1.0)


def test_without_a_decay_or_a_gap_there_is_no_branch():
    plain, closed = cell(simple.host()), cell(hysteretic(gap=0.0))
    one, other = (simulate(c, rates=[1.0], explain=False).rates[0] for c in (plain, closed))
    assert one.capacity == pytest.approx(other.capacity, rel=1e-6)
    asleep = simulate(cell(hysteretic(decay=0.0)), rates=[1.0], explain=False).rates[0]
    assert asleep.capacity == pytest.approx(one.capacity, rel=1e-9)
    assert asleep.trace.branch.size == 0


def test_each_population_keeps_its_own_branch():
    """Beside a host without branches only one of two states moves."""
    both = simple.layer(simple.population(hysteretic(), 0.25), simple.population(simple.host(), 0.25, 2e-6))
    made = simple.cell(both, electrolyte=simple.still(), one_c=SLOW)
    trace = bench.run(made, Current(None, False, None, 0.3 * CHARGE / SLOW, SLOW), start=0.8).trace
    ends = trace.branch[-1].reshape(-1, 2)
    assert np.all(ends[:, 0] == 0.0) or np.all(ends[:, 1] == 0.0)
    assert ends.min() < -0.9
