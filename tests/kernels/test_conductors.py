"""Single-ion conductors beside the electrolyte: steps of the kernels against the twin that sums both flows at every face."""

from __future__ import annotations

import pytest
from tests.kernels.invented import DENSE, WET_GARNET, make_conducting_cell
from tests.kernels.steps import assert_same_step, assert_square, pair

from stratode.kernels.arrays import BY_CURRENT, BY_POWER, BY_VOLTAGE
from stratode.recipe.parts import Separator

COUNTS = (2, 1, 2)  # one node in the layer with conductors, so that they also end at a face


@pytest.mark.parametrize("separator", [WET_GARNET, DENSE])
@pytest.mark.parametrize(("dt", "current"), [(1e-3, 60.0), (60.0, 30.0), (60.0, -30.0), (900.0, 8.0)])
def test_a_step_with_conductors_in_the_separator_and_one_layer(separator: Separator, dt: float, current: float) -> None:
    """At lithium liquid and conductor share a potential; in a dense separator the conductor is alone."""
    assert_same_step(pair(make_conducting_cell(separator), *COUNTS), dt, BY_CURRENT, current)


@pytest.mark.parametrize("separator", [WET_GARNET, DENSE])
@pytest.mark.parametrize(("mode", "value"), [(BY_CURRENT, 40.0), (BY_VOLTAGE, -0.08), (BY_POWER, 90.0)])
def test_conductors_leave_newton_its_square(separator: Separator, mode: int, value: float) -> None:
    """A held voltage is counted from the one at rest."""
    both = pair(make_conducting_cell(separator), *COUNTS)
    assert_square(both, 20.0, mode, value + (both.at_rest if mode == BY_VOLTAGE else 0.0))
