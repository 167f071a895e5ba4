"""Potentials with a branch each for charge and discharge: how far between them a site is, is an unknown of the twin."""

from __future__ import annotations

import numpy as np
import pytest
from tests.kernels.invented import make_branched_cell
from tests.kernels.marches import assert_recorded, replay, run
from tests.kernels.steps import assert_same_step, assert_square, control, fast_step, fresh, pair, seen_fast

from stratode.kernels.arrays import BY_CURRENT, BY_POWER, BY_VOLTAGE
from stratode.kernels.stops import DURATION

COUNTS = (1, 2)


@pytest.mark.parametrize("layered", [False, True])
@pytest.mark.parametrize("branch", [-1.0, 0.3])
@pytest.mark.parametrize(("dt", "current"), [(1e-3, 30.0), (60.0, 15.0), (60.0, -15.0), (900.0, -4.0)])
def test_a_step_of_branches_beside_a_population_without(dt: float, current: float, branch: float, layered: bool) -> None:
    assert_same_step(pair(make_branched_cell(), *COUNTS, branch=branch, layered=layered), dt, BY_CURRENT, current)


@pytest.mark.parametrize(("mode", "value"), [(BY_CURRENT, -20.0), (BY_VOLTAGE, 0.05), (BY_POWER, 50.0)])
def test_branches_leave_newton_its_square(mode: int, value: float) -> None:
    both = pair(make_branched_cell(), *COUNTS, branch=0.3)
    assert_square(both, 60.0, mode, value + (both.at_rest if mode == BY_VOLTAGE else 0.0))


@pytest.mark.parametrize(("current", "end"), [(-15.0, 1.0), (15.0, -1.0)])
def test_charging_leads_to_the_charge_branch_and_discharging_back(current: float, end: float) -> None:
    both = pair(make_branched_cell(), *COUNTS, branch=-end)
    work = fresh(both)
    assert fast_step(work, both, 1.0 / 600.0, -both.fast_rest / 600.0, BY_CURRENT, current)
    branched = [site.branched for site in both.slow.sites]
    moved = end * seen_fast(work, both).branch
    assert np.all(moved[branched] > -0.5)
    assert np.all(moved[~np.array(branched)] == 0.0)


def test_branches_follow_a_current_that_turns_round() -> None:
    both = pair(make_branched_cell(), 1, 1, inside=2, branch=-0.8)
    levels = np.array([-15.0, 20.0])
    how = control(0.0, 1.0, tolerance=0.1, until=np.array([150.0, 260.0]), start=levels, finish=levels)
    why, record = run(both, how)
    assert why == DURATION
    for k, u in enumerate(replay(both, record, lambda k: {"current": record.current[k]})):
        assert_recorded(both, record, k, u, 1e-5 if k == 0 or record.time[k] == record.time[k - 1] else 1e-6)
