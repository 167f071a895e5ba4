"""Double layers, films and contacts that store: the twin keeps the potential over each of them as an unknown."""

from __future__ import annotations

import numpy as np
import pytest
from tests.kernels.invented import make_charged_cell, make_charged_full_cell
from tests.kernels.steps import assert_same, assert_same_step, assert_square, fast_step, fresh, pair, seen_fast, seen_slow
from tests.naive import cell as naive

from stratode.kernels.arrays import BY_CURRENT, BY_POWER, BY_VOLTAGE
from stratode.recipe.parts import Cell

HALF, FULL = (2, 1, 2), (2, 1, 2)
CELLS = [(make_charged_cell(), HALF), (make_charged_full_cell(), FULL)]


@pytest.mark.parametrize(("cell", "counts"), CELLS)
@pytest.mark.parametrize(("dt", "current"), [(1e-6, 40.0), (1e-3, 40.0), (0.1, -25.0), (60.0, 20.0)])
def test_a_step_of_a_cell_whose_interfaces_store(cell: Cell, counts: tuple[int, ...], dt: float, current: float) -> None:
    """From far below the interfaces' times to far above them."""
    assert_same_step(pair(cell, *counts, layered=True), dt, BY_CURRENT, current)


@pytest.mark.parametrize(("cell", "counts"), CELLS)
@pytest.mark.parametrize(("mode", "value"), [(BY_CURRENT, 30.0), (BY_VOLTAGE, -0.05), (BY_POWER, 60.0)])
@pytest.mark.parametrize("dt", [1e-3, 0.3, 20.0])
def test_storing_interfaces_leave_newton_its_square(cell: Cell, counts: tuple[int, ...], mode: int, value: float, dt: float) -> None:
    both = pair(cell, *counts, layered=True)
    assert_square(both, dt, mode, value + (both.at_rest if mode == BY_VOLTAGE else 0.0))


@pytest.mark.parametrize(("cell", "counts"), CELLS)
def test_a_second_step_begins_where_the_first_left_the_interfaces(cell: Cell, counts: tuple[int, ...]) -> None:
    """All states of interfaces differ from zero then, and the current turns round."""
    both = pair(cell, *counts, layered=True)
    work, u = fresh(both), both.slow_rest
    for dt, current in ((2e-3, 40.0), (5e-3, -30.0)):
        before = work.unknowns.copy()
        assert fast_step(work, both, 1.0 / dt, -before / dt, BY_CURRENT, current)
        u = naive.solve(both.slow, u, 1.0 / dt, -u / dt, current=current)
    fast = seen_fast(work, both)
    assert_same(fast, seen_slow(u, both))
    assert np.all(fast.series != 0.0)
    assert np.abs(fast.film).max() > 1e-3
