"""Newton's condensed step against the twin that keeps every unknown and every balance."""

from __future__ import annotations

import numpy as np
import pytest
from tests.kernels.invented import make_cell, make_full_cell, make_simple_cell
from tests.kernels.steps import Pair, assert_same, assert_same_step, assert_square, fast_step, fresh, pair, seen_fast, seen_slow
from tests.naive import cell as naive
from tests.naive.polynomial import slope

from stratode.kernels.arrays import BY_CURRENT, BY_VOLTAGE, Work
from stratode.kernels.difference import derivative_weights
from stratode.kernels.newton import HASTY, newton, terminal_voltage
from stratode.recipe.parts import Cell

HALF, FULL = (2, 2, 3), (2, 2, 2)


@pytest.mark.parametrize(("dt", "current"), [(1e-3, 40.0), (60.0, 25.0), (60.0, -25.0), (1500.0, 6.0)])
def test_a_step_of_two_layers_two_populations_on_lithium(dt: float, current: float) -> None:
    """The top layer mixes modes (film, covered share) with shells of falling diffusivity; a contact resistance joins the layers."""
    assert_same_step(pair(make_cell(), *HALF), dt, BY_CURRENT, current)


@pytest.mark.parametrize(("dt", "current"), [(1e-3, 40.0), (60.0, 25.0), (60.0, -25.0), (900.0, 10.0)])
def test_a_step_of_a_full_cell(dt: float, current: float) -> None:
    assert_same_step(pair(make_full_cell(), *FULL), dt, BY_CURRENT, current)


@pytest.mark.parametrize(("cell", "counts"), [(make_cell(), HALF), (make_full_cell(), FULL)])
@pytest.mark.parametrize("away", [-0.08, 0.05])
def test_a_step_at_a_held_voltage(cell: Cell, counts: tuple[int, ...], away: float) -> None:
    both = pair(cell, *counts)
    assert_same_step(both, 20.0, BY_VOLTAGE, both.at_rest + away)


@pytest.mark.parametrize("stoichiometry", [0.04, 0.97])
def test_a_step_of_nearly_full_or_empty_surfaces(stoichiometry: float) -> None:
    """Where the kernel solves each flux on its own first; the current drives the surfaces farther."""
    both = pair(make_simple_cell(), 2, 3, cathode=stoichiometry)
    assert_same_step(both, 30.0, BY_CURRENT, 22.0 if stoichiometry > 0.5 else -22.0)


def test_a_second_order_step_on_uneven_times() -> None:
    """The derivative's known part combines two past states: the first step's and, before it, rest."""
    both = pair(make_cell(), *HALF)
    work = fresh(both)
    assert fast_step(work, both, 1.0 / 30.0, -both.fast_rest / 30.0, BY_CURRENT, 20.0)
    u = naive.solve(both.slow, both.slow_rest, 1.0 / 30.0, -both.slow_rest / 30.0, current=20.0)
    weights = np.zeros(2)
    own = derivative_weights(np.array([0.0, 30.0]), 1, 2, 75.0, weights)
    known = weights[0] * work.unknowns + weights[1] * both.fast_rest
    assert fast_step(work, both, own, known, BY_CURRENT, 20.0)
    # slopes of the parabola through (0, rest), (30, u) and (75, new) at 75, by hand
    by_hand = (1.0 / 75.0 + 1.0 / 45.0, -75.0 / (30.0 * 45.0), 45.0 / (75.0 * 30.0))
    u = naive.solve(both.slow, u, by_hand[0], by_hand[1] * u + by_hand[2] * both.slow_rest, current=20.0)
    assert_same(seen_fast(work, both), seen_slow(u, both))


def _iterate(work: Work, both: Pair, dt: float, mode: int, value: float, most: int) -> int:
    """At most so many iterations of a step of dt from rest."""
    work.slope[:] = -both.fast_rest / dt
    return int(newton(both.discrete.model, work, 1.0 / dt, mode, value, most, 1e-12))


@pytest.mark.parametrize(("cell", "counts"), [(make_cell(), HALF), (make_full_cell(), FULL)])
@pytest.mark.parametrize("mode", [BY_CURRENT, BY_VOLTAGE])
def test_newton_converges_with_the_square(cell: Cell, counts: tuple[int, ...], mode: int) -> None:
    both = pair(cell, *counts)
    assert_square(both, 20.0, mode, 30.0 if mode == BY_CURRENT else both.at_rest - 0.05)


@pytest.mark.parametrize(("cell", "counts"), [(make_cell(), HALF), (make_full_cell(), FULL)])
def test_terminal_voltage_and_its_slopes(cell: Cell, counts: tuple[int, ...]) -> None:
    both = pair(cell, *counts)
    work, m, n = fresh(both), both.discrete.model, len(both.slow.nodes)
    assert fast_step(work, both, 1.0 / 20.0, -both.fast_rest / 20.0, BY_CURRENT, 30.0)
    _, *slopes = terminal_voltage(m, work, 30.0)

    def moved(at: int, to: float) -> float:
        before = work.unknowns[at]
        work.unknowns[at] = to
        v = terminal_voltage(m, work, 30.0)[0]
        work.unknowns[at] = before
        return float(v)

    first = n if both.discrete.model.lithium else 2 * n
    want = [slope(lambda v, at=at: moved(at, v), work.unknowns[at], step) for at, step in ((0, 1e-1), (first, 1e-3), (3 * n - 1, 1e-3))]
    np.testing.assert_allclose([slopes[0], slopes[1], slopes[3]], want, rtol=1e-7, atol=1e-10)
    assert slopes[2] == 0.0
    assert slopes[4] == pytest.approx(slope(lambda i: terminal_voltage(m, work, i)[0], 30.0, 1e-2), rel=1e-7)


def test_newton_says_when_it_did_not_converge() -> None:
    both = pair(make_simple_cell(), 2, 2)
    assert _iterate(fresh(both), both, 20.0, BY_CURRENT, 30.0, 1) == 0
    assert _iterate(fresh(both), both, 20.0, BY_CURRENT, 30.0, 60) > 1


@pytest.mark.parametrize("at", [0, 1, 2])
def test_newton_does_not_call_no_number_converged(at: int) -> None:
    """Whatever went wrong before: a step whose salt is no number must be refused, so that none is ever recorded."""
    both = pair(make_simple_cell(), 1, 2, inside=2)
    work = fresh(both)
    work.slope[:] = -both.fast_rest / 20.0
    work.slope[at] = np.nan
    with np.errstate(all="ignore"):
        assert newton(both.discrete.model, work, 1.0 / 20.0, BY_CURRENT, 10.0, HASTY, 1e-7) == 0
