import numpy as np
import pytest
from tests.naive import polynomial as naive

from stratode.kernels.difference import combine, copy, derivative_weights, prediction_weights

RING = 6
HEAD = 1  # the newest sits at 1, older ones at 0, 5, 4, ...
TIMES = np.array([3.1, 3.9, 0.2, 0.9, 1.6, 2.0])  # newest 3.9, then 3.1, 2.0, 1.6, 0.9, 0.2
NEW = 4.3


def _newest(count: int) -> list[int]:
    return [(HEAD - i) % RING for i in range(count)]


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5])
def test_derivative_is_that_of_the_polynomial_through_new_and_past_values(order: int) -> None:
    values, new = np.random.default_rng(order).normal(size=RING), 0.7
    weights = np.zeros(RING)
    own = derivative_weights(TIMES, HEAD, order, NEW, weights)
    past = _newest(order)
    want = naive.through(np.append(TIMES[past], NEW), np.append(values[past], new)).deriv()(NEW)
    assert own * new + weights[:order] @ values[past] == pytest.approx(want, rel=1e-10)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_prediction_is_the_polynomial_through_past_values(count: int) -> None:
    values = np.random.default_rng(count).normal(size=RING)
    weights = np.zeros(RING)
    prediction_weights(TIMES, HEAD, count, NEW, weights)
    past = _newest(count)
    assert weights[:count] @ values[past] == pytest.approx(naive.through(TIMES[past], values[past])(NEW), rel=1e-10)


def test_combine_sums_the_newest_rows_between_first_and_last() -> None:
    past, weights = np.random.default_rng(3).normal(size=(RING, 5)), np.array([0.5, -2.0, 3.0, 9.0])
    out = np.full(5, 7.0)
    combine(past, HEAD, weights, 3, 1, 4, out)
    rows = past[_newest(3)]
    want = 0.5 * rows[0] - 2.0 * rows[1] + 3.0 * rows[2]
    np.testing.assert_allclose(out, [7.0, *want[1:4], 7.0], rtol=1e-14)


def test_copy_moves_a_stretch() -> None:
    target = np.zeros(6)
    copy(np.arange(10.0), 2, target, 1, 3)
    np.testing.assert_array_equal(target, [0.0, 2.0, 3.0, 4.0, 0.0, 0.0])
