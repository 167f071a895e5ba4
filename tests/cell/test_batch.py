"""Batches: the same numbers as one by one, and no design aborts another."""

from dataclasses import replace

import pytest
from tests.cell import drawn

from stratode.cell.adapt import solve
from stratode.cell.batch import SWEEP, discharge_many
from stratode.cell.solution import Ending


@pytest.fixture(scope="module")
def designs():
    return [drawn.cell(seed) for seed in (3, 8, 21)]


def test_a_batch_gives_what_each_design_gives_alone(designs):
    together = discharge_many(designs, 0.5, workers=2)
    for cell, result in zip(designs, together, strict=True):
        alone = solve(cell, cell.protocol, 0.5, SWEEP, fields=False, estimate=False)
        assert result.capacity == pytest.approx(alone.run.capacity / 3600.0, rel=1e-12)
        assert result.ended_by is not Ending.COULD_NOT_FINISH
        assert result.error_estimate is None


def test_a_design_that_cannot_be_computed_says_so_and_stops_no_other(designs):
    broken = replace(designs[1], temperature=float("nan"))
    told = []
    results = discharge_many([designs[0], broken, designs[2]], 0.5, progress=told.append)
    assert [r.ended_by is Ending.COULD_NOT_FINISH for r in results] == [False, True, False]
    assert results[1].problem
    assert told == [1, 2, 3]


def test_estimates_come_when_asked_for(designs):
    (result,) = discharge_many(designs[:1], 0.5, estimate=True)
    assert result.error_estimate is not None
    assert 0.0 <= result.error_estimate.capacity < 0.1


@pytest.mark.parametrize(("c_rate", "workers"), [(0.0, 1), (-1.0, 1), (1.0, 0), (float("nan"), 1)])
def test_rates_and_workers_must_be_positive(designs, c_rate, workers):
    with pytest.raises(ValueError, match="must be positive"):
        discharge_many(designs, c_rate, workers=workers)
