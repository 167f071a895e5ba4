"""What a leg holds as it moves: power, ramps, sines, stretches with jumps and kinks, and the stop of a voltage that settles."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.kernels.invented import make_cell, make_charged_full_cell, make_charged_simple_cell, make_full_cell, make_simple_cell
from tests.kernels.marches import assert_recorded, replay, run
from tests.kernels.steps import NAMES, Pair, assert_same_step, assert_square, control, pair

from stratode.kernels.arrays import BY_CURRENT, BY_POWER, BY_VOLTAGE, Control, Record
from stratode.kernels.stops import DURATION, HIGH, LOW, SLOW
from stratode.recipe.parts import Cell

Array = NDArray[np.float64]


@pytest.fixture(scope="module")
def simple() -> Pair:
    return pair(make_simple_cell(), 1, 2, inside=2)


@pytest.mark.parametrize(("cell", "counts"), [(make_cell(), (2, 2, 3)), (make_full_cell(), (2, 2, 2))])
@pytest.mark.parametrize("power", [80.0, -80.0])
def test_a_step_at_a_held_power(cell: Cell, counts: tuple[int, ...], power: float) -> None:
    both = pair(cell, *counts)
    assert_same_step(both, 20.0, BY_POWER, power)
    assert_square(both, 20.0, BY_POWER, power)


def _values(record: Record, mode: int) -> Array:
    """What was held, as recorded."""
    return {BY_CURRENT: record.current, BY_VOLTAGE: record.voltage, BY_POWER: record.current * record.voltage}[mode]


def _replayed(both: Pair, how: Control, want: Array, record: Record) -> None:
    """The record holds `want` (K,), and is what the twin makes of it; looser where potentials follow at once."""
    np.testing.assert_allclose(_values(record, how.mode), want, rtol=1e-6, atol=1e-6)
    for k, u in enumerate(replay(both, record, lambda k: {NAMES[how.mode]: float(want[k])})):
        at_once = k == 0 or record.time[k] == record.time[k - 1]
        assert_recorded(both, record, k, u, 1e-5 if at_once else 1e-6)


@pytest.mark.parametrize(("mode", "begin", "end"), [(BY_CURRENT, 2.0, 30.0), (BY_VOLTAGE, 0.0, -0.1), (BY_POWER, -60.0, 20.0)])
def test_a_ramp_is_straight_in_time(simple: Pair, mode: int, begin: float, end: float) -> None:
    level = simple.at_rest if mode == BY_VOLTAGE else 0.0
    how = control(0.0, 120.0, mode, start=np.array([level + begin]), finish=np.array([level + end]), tolerance=0.05, longest_step=20.0)
    why, record = run(simple, how)
    assert why == DURATION
    assert record.time[-1] == 120.0
    _replayed(simple, how, level + begin + (end - begin) * record.time / 120.0, record)


@pytest.mark.parametrize(("mode", "amplitude"), [(BY_CURRENT, 20.0), (BY_VOLTAGE, 0.02), (BY_POWER, 50.0)])
def test_a_sine_rides_on_what_is_held(simple: Pair, mode: int, amplitude: float) -> None:
    level, omega = (simple.at_rest if mode == BY_VOLTAGE else 3.0), 2.0 * np.pi / 40.0
    how = control(level, 40.0, mode, amplitude=amplitude, omega=omega, tolerance=0.1, longest_step=4.0)
    why, record = run(simple, how)
    assert why == DURATION
    _replayed(simple, how, level + amplitude * np.sin(omega * record.time), record)


def test_stretches_record_both_sides_of_a_jump_and_pass_a_kink_once() -> None:
    """20 A/m2, straight down to 5 after a kink, then a jump to -10, a level that goes on, and rest."""
    both = pair(make_simple_cell(), 1, 2, inside=2)
    until = np.array([30.0, 60.0, 80.0, 95.0, 120.0])
    start, finish = np.array([20.0, 20.0, -10.0, -10.0, 0.0]), np.array([20.0, 5.0, -10.0, -10.0, 0.0])
    how = control(0.0, 1.0, until=until, start=start, finish=finish, tolerance=0.05)
    why, record = run(both, how)
    assert why == DURATION
    counts = [int(np.sum(record.time == t)) for t in (0.0, *until)]
    assert counts == [1, 1, 2, 1, 2, 1]
    sides = [tuple(record.current[record.time == t]) for t in until[[1, 3]]]
    assert sides == [(5.0, -10.0), (-10.0, 0.0)]
    second = np.append(False, np.diff(record.time) == 0.0)
    want = np.interp(record.time, [0.0, 30.0, 60.0], [20.0, 20.0, 5.0])
    want[(record.time > 60.0) | ((record.time == 60.0) & second)] = -10.0
    want[(record.time > 95.0) | ((record.time == 95.0) & second)] = 0.0
    _replayed(both, how, want, record)


def test_double_layers_keep_their_potential_over_a_jump_of_the_current() -> None:
    both = pair(make_charged_full_cell(), 1, 1, 1, inside=2, layered=True)
    levels = np.array([30.0, -20.0])
    how = control(0.0, 1.0, until=np.array([0.02, 0.05]), start=levels, finish=levels, tolerance=0.05, first_step=1e-3)
    why, record = run(both, how)
    assert why == DURATION
    jump = int(np.flatnonzero(np.diff(record.time) == 0.0)[0])
    np.testing.assert_allclose(record.surface[jump + 1], record.surface[jump], atol=1e-8)
    want = np.where(np.arange(record.time.size) <= jump, 30.0, -20.0)
    _replayed(both, how, want, record)


@pytest.mark.parametrize(("cell", "layered"), [(make_simple_cell(), False), (make_charged_simple_cell(), True)])
def test_a_voltage_that_settles_is_stopped_exactly_when_it_is_slow_enough(cell: Cell, layered: bool) -> None:
    """After a current that ends in the same leg; at first order the rate is that of the last step."""
    both, slow = pair(cell, 1, 2, inside=2, layered=layered), 2e-5
    levels = np.array([25.0, 0.0])
    how = control(0.0, 1.0, until=np.array([60.0, 1e6]), start=levels, finish=levels, tolerance=0.05, slow=slow, first_step=1e-3)
    why, record = run(both, how)
    assert why == SLOW
    rate = np.abs(np.diff(record.voltage)[record.time[1:] > 60.0] / np.diff(record.time)[record.time[1:] > 60.0])
    assert rate[-1] == pytest.approx(slow, abs=2e-9)
    assert np.all(rate[:-1] > slow)
    want = np.where(np.arange(record.time.size) <= int(np.flatnonzero(np.diff(record.time) == 0.0)[0]), 25.0, 0.0)
    _replayed(both, how, want, record)


@pytest.mark.parametrize(("power", "stop"), [(90.0, LOW), (-90.0, HIGH)])
def test_a_held_power_ends_exactly_at_its_voltage(simple: Pair, power: float, stop: int) -> None:
    target = simple.at_rest - np.sign(power) * 0.12
    limits = {"low": target} if stop == LOW else {"high": target}
    how = control(power, 1e5, BY_POWER, tolerance=0.1, **limits)
    why, record = run(simple, how)
    assert why == stop
    assert record.voltage[-1] == pytest.approx(target, abs=2e-9)
    _replayed(simple, how, np.full(record.time.size, power), record)
