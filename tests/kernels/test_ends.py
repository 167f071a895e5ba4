"""Ends of every kind, left and right, in transport cells: steps of the kernels against the twin, and each end on its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernels.invented import (
    BOTTOM,
    CHARGED_LITHIUM,
    DENSE,
    GAP,
    MIXED,
    NEGATIVE,
    STEEL,
    TOP,
    WET_GARNET,
    charged,
    charged_electrode,
    make_transport_cell,
)
from tests.kernels.steps import Pair, assert_same, assert_same_step, assert_square, fast_step, fresh, pair, seen_fast, seen_slow
from tests.naive import cell as naive
from tests.naive.polynomial import slope

from stratode.kernels.arrays import BY_CURRENT, BY_VOLTAGE
from stratode.kernels.end import end_drop
from stratode.recipe.parts import TransportCell

THIN = replace(CHARGED_LITHIUM, film_resistance=3e-4, double_layer=0.1)
CELLS: dict[str, tuple[TransportCell, tuple[int, ...]]] = {
    "Li | film | Li": (make_transport_cell(CHARGED_LITHIUM, GAP, right=THIN), (3,)),
    "Li | wet garnet | Li": (make_transport_cell(CHARGED_LITHIUM, WET_GARNET, right=THIN), (3,)),
    "steel | film | steel": (make_transport_cell(STEEL, GAP, right=replace(STEEL, double_layer=0.1)), (3,)),
    "steel | dense garnet | steel": (make_transport_cell(STEEL, DENSE, right=STEEL), (3,)),
    "steel | wet garnet | film | Li": (make_transport_cell(STEEL, WET_GARNET, GAP, right=CHARGED_LITHIUM), (2, 2)),
    "Li | film | floating layers | film | Li": (
        make_transport_cell(CHARGED_LITHIUM, GAP, charged(BOTTOM), charged(MIXED), GAP, right=THIN),
        (1, 1, 2, 1),
    ),
    "porous | film | porous": (make_transport_cell(charged_electrode(TOP), GAP, right=charged_electrode(BOTTOM)), (1, 2, 1)),
    "porous | film | floating | wet garnet | steel": (
        make_transport_cell(charged_electrode(NEGATIVE), GAP, charged(TOP), WET_GARNET, right=STEEL),
        (1, 1, 1, 1),
    ),
}


@pytest.fixture(params=CELLS, scope="module")
def both(request: pytest.FixtureRequest) -> Pair:
    cell, counts = CELLS[request.param]
    return pair(cell, *counts, layered=True)


@pytest.mark.parametrize(("dt", "current"), [(1e-5, 30.0), (1e-2, -20.0), (30.0, 0.4)])
def test_a_step_of_a_transport_cell(both: Pair, dt: float, current: float) -> None:
    assert_same_step(both, dt, BY_CURRENT, current)


@pytest.mark.parametrize(("mode", "value", "dt"), [(BY_CURRENT, 20.0, 1e-3), (BY_VOLTAGE, 0.03, 1e-3), (BY_VOLTAGE, -0.02, 5.0)])
def test_newton_keeps_its_square_between_any_ends(both: Pair, mode: int, value: float, dt: float) -> None:
    assert_square(both, dt, mode, value + (both.at_rest if mode == BY_VOLTAGE else 0.0))


def test_a_second_step_begins_where_the_first_left_the_ends(both: Pair) -> None:
    work, u = fresh(both), both.slow_rest
    for dt, current in ((2e-3, 20.0), (5e-3, -15.0)):
        before = work.unknowns.copy()
        assert fast_step(work, both, 1.0 / dt, -before / dt, BY_CURRENT, current)
        u = naive.solve(both.slow, u, 1.0 / dt, -u / dt, current=current)
    assert_same(seen_fast(work, both), seen_slow(u, both))


@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize(("current", "salt"), [(15.0, 1000.0), (-15.0, 700.0), (-400.0, 300.0), (300.0, 2500.0)])
def test_the_slopes_of_what_lies_between_node_and_terminal(both: Pair, end: int, current: float, salt: float) -> None:
    """In the middle of a transient, so that what is known of the states plays a part."""
    m, work, own = both.discrete.model, fresh(both), 1.0 / 3e-3
    work.slope[:] = -own * (both.fast_rest + 0.01)

    def drop(c: float, i: float) -> float:
        return float(end_drop(m, work, end, c, i, own)[0])

    _, by_salt, by_current, _, _, _ = end_drop(m, work, end, salt, current, own)
    assert by_salt == pytest.approx(slope(lambda c: drop(c, current), salt, 1e-4 * salt), rel=1e-6, abs=1e-11)
    assert by_current == pytest.approx(slope(lambda i: drop(salt, i), current, 1e-3), rel=1e-6)
