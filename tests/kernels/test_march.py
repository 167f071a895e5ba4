"""The march replayed: at first order each accepted step is an implicit Euler step that the slow twin can take again."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.kernels.invented import make_cell, make_full_cell, make_simple_cell
from tests.kernels.marches import assert_recorded, replay, row_of, run
from tests.kernels.steps import Pair, assert_same, control, fresh, pair
from tests.naive import cell as naive

from stratode.cell.leg import record_for
from stratode.kernels.arrays import BY_CURRENT, BY_VOLTAGE, Record
from stratode.kernels.march import march
from stratode.kernels.scalars import RUNG
from stratode.kernels.stops import DURATION, FULL_RECORD, HIGH, LOW, SMALL_CURRENT, STUCK
from stratode.recipe.parts import Cell

Array = NDArray[np.float64]
CURRENT = 20.0


@pytest.mark.parametrize(("cell", "counts"), [(make_simple_cell(), (1, 3)), (make_full_cell(), (1, 1, 1))])
def test_steps_of_first_order_are_implicit_euler(cell: Cell, counts: tuple[int, ...]) -> None:
    both = pair(cell, *counts, inside=2)
    why, record = run(both, control(CURRENT, 300.0, tolerance=0.03, first_step=2.0))
    assert why == DURATION
    assert record.time[0] == 0.0
    assert record.time[-1] == 300.0
    assert record.time.size > 6
    for k, u in enumerate(replay(both, record, lambda k: {"current": CURRENT})):
        assert_recorded(both, record, k, u, 1e-6 if k == 0 else 1e-7)


@pytest.mark.parametrize(("sign", "stop"), [(1.0, LOW), (-1.0, HIGH)])
def test_a_voltage_stop_ends_the_last_step_exactly_on_it(sign: float, stop: int) -> None:
    both = pair(make_simple_cell(), 1, 2, inside=2)
    target = both.at_rest - sign * 0.15
    limits = {"low": target} if stop == LOW else {"high": target}
    why, record = run(both, control(sign * CURRENT, 1e5, tolerance=0.05, **limits))
    assert why == stop
    assert record.voltage[-1] == pytest.approx(target, abs=2e-9)
    assert np.all(sign * (record.voltage[:-1] - target) > 0.0)
    last = replay(both, record, lambda k: {"current": sign * CURRENT})[-1]
    assert naive.terminal(both.slow, both.slow.split(last)) == pytest.approx(target, abs=1e-7)


def test_a_held_voltage_lets_the_current_fade_to_its_stop() -> None:
    both = pair(make_simple_cell(), 1, 2, inside=2)
    held = both.at_rest - 0.06
    why, record = run(both, control(held, 1e6, mode=BY_VOLTAGE, small_current=5.0, tolerance=0.05))
    assert why == SMALL_CURRENT
    assert record.current[-1] == pytest.approx(5.0, abs=1e-7)
    assert np.all(record.current[:-1] > 5.0)
    np.testing.assert_allclose(record.voltage, held, atol=1e-8)
    for k, u in enumerate(replay(both, record, lambda k: {"voltage": held})):
        assert_recorded(both, record, k, u, 1e-5 if k == 0 else 1e-6)


def test_a_full_record_is_resumed_where_it_stopped() -> None:
    both = pair(make_simple_cell(), 1, 2, inside=2)
    how = control(CURRENT, 600.0, tolerance=1e-3, most_order=3)
    _, whole = run(both, how)
    m, work, rows = both.discrete.model, fresh(both), 5
    pieces = []
    while True:
        record = record_for(m, rows, True)
        why, row = march(m, None, work, how, record, 0)
        pieces.append(Record(*(field[:row] for field in record)))
        if why != FULL_RECORD:
            break
    assert why == DURATION
    assert len(pieces) > 2
    for name in Record._fields:
        np.testing.assert_array_equal(np.concatenate([getattr(p, name) for p in pieces]), getattr(whole, name))


def test_without_fields_the_curves_are_the_same_and_the_last_fields_are_kept() -> None:
    both = pair(make_simple_cell(), 1, 2, inside=2)
    how, m = control(CURRENT, 60.0, tolerance=0.03), both.discrete.model
    _, whole = run(both, how)
    record = record_for(m, 400, False)
    _, row = march(m, None, fresh(both), how, record, 0)
    for name in ("time", "voltage", "current"):
        np.testing.assert_array_equal(getattr(record, name)[:row], getattr(whole, name))
    for name in ("salt", "phi_e", "phi_s", "flux", "surface", "mean"):
        np.testing.assert_array_equal(getattr(record, name), getattr(whole, name)[-1:])


def test_a_stop_already_passed_ends_at_the_firstrow_of() -> None:
    both = pair(make_simple_cell(), 1, 2, inside=2)
    why, record = run(both, control(CURRENT, 600.0, low=5.0))
    assert why == LOW
    np.testing.assert_array_equal(record.time, [0.0])


def test_particles_and_salt_keep_account_of_the_charge() -> None:
    """Lithium that passed is what the particles took up, at any order; what the foil gave to the salt, they took from it."""
    both = pair(make_cell(), 1, 2, 2)
    why, record = run(both, control(CURRENT, 400.0, tolerance=3e-3, most_order=4))
    assert why == DURATION
    taken = naive.FARADAY * (record.mean - record.mean[0]) @ both.discrete.capacity
    np.testing.assert_allclose(taken, CURRENT * record.time, atol=1e-9 * taken[-1])
    salt = record.salt @ (both.discrete.model.porosity * both.discrete.model.width)
    np.testing.assert_allclose(salt, salt[0], rtol=1e-11)


def test_high_order_comes_to_the_limit_of_short_implicit_euler_steps() -> None:
    """The twin's limit by extrapolation from 16, 32 and 64 steps; the march's error falls with its tolerance to below the twin's doubt."""
    both, end = pair(make_simple_cell(), 1, 2, inside=2), 240.0
    coarse, middle, fine = (_euler(both, end, steps) for steps in (16, 32, 64))
    first, second = 2.0 * middle - coarse, 2.0 * fine - middle
    limit = (4.0 * second - first) / 3.0
    doubt = abs(limit - second)
    errors = []
    for tolerance in (1e-2, 1e-5):
        why, record = run(both, control(CURRENT, end, tolerance=tolerance, first_step=1e-3, most_order=4))
        assert why == DURATION
        errors.append(abs(record.voltage[-1] - limit))
    assert doubt < 2e-6
    assert errors[1] < doubt + 2e-6
    assert errors[1] < 0.1 * errors[0]


def _euler(both: Pair, end: float, steps: int) -> float:
    """Voltage of the slow twin after equal implicit Euler steps from rest."""
    u, dt = both.slow_rest, end / steps
    for _ in range(steps):
        u = naive.solve(both.slow, u, 1.0 / dt, -u / dt, current=CURRENT)
    return naive.terminal(both.slow, both.slow.split(u))


@pytest.mark.parametrize("mode", [BY_CURRENT, BY_VOLTAGE])
def test_the_ladder_arrives_where_the_direct_way_does(mode: int) -> None:
    """Settling is put on its first rung, as after a failure, and must climb to the same beginning."""
    both = pair(make_full_cell(), 1, 1, 2, inside=2)
    how = control(60.0 if mode == BY_CURRENT else both.at_rest - 0.2, 1.0, mode, first_step=0.5)
    _, direct = run(both, how)
    work, record = fresh(both), record_for(both.discrete.model, 40, True)
    work.scalars[RUNG] = 1
    work.unknowns[: len(both.slow.nodes)] = 500.0  # what a failed attempt may leave behind
    why, _ = march(both.discrete.model, None, work, how, record, 0)
    assert why == DURATION
    assert work.scalars[RUNG] > 4
    assert_same(row_of(record, 0, both), row_of(direct, 0, both), 1e-8)


def test_what_cannot_be_held_is_stuck_and_not_an_error() -> None:
    both = pair(make_simple_cell(), 1, 2, inside=2)
    work = fresh(both)
    record = record_for(both.discrete.model, 10, True)
    why, _ = march(both.discrete.model, None, work, control(np.nan, 100.0), record, 0)
    assert why == STUCK
