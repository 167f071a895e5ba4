import numpy as np
import pytest
from tests.kernels.invented import make_simple_cell
from tests.kernels.steps import Pair, control, fresh, pair
from tests.naive import polynomial

from stratode.kernels.arrays import BY_CURRENT, BY_VOLTAGE, Work
from stratode.kernels.errors import COLLAPSE, OVERSHOOT, SALT_FLOOR, scaled_error
from stratode.kernels.scalars import HEAD, TIME, VOLTAGE

NEW, NOW = 9.0, 6.5
TIMES = np.array([5.2, NOW, -1.0, 0.4, 1.1, 2.0, 3.3, 4.1])  # newest at 1, then 0, 7, 6, ...
HEAD_AT = 1


def _with_past(both: Pair) -> Work:
    """Random probes about 1000 mol/m3, 0.5 and 3.8 V."""
    rng, work = np.random.default_rng(5), fresh(both)
    n, sites = len(both.slow.nodes), len(both.slow.sites)
    level = np.concatenate([np.full(n, 1000.0), np.full(sites, 0.5), [3.8]])
    size = np.concatenate([np.full(n, 2.0), np.full(sites, 1e-3), [2e-3]])
    work.past_time[:] = TIMES
    work.past_probe[:] = level + size * rng.normal(size=work.past_probe.shape)
    work.probe[:] = level + size * rng.normal(size=level.size)
    work.scalars[[HEAD, TIME, VOLTAGE]] = HEAD_AT, NOW, work.past_probe[HEAD_AT, -1]
    return work


def _missed(work: Work, order: int) -> np.ndarray:
    """New probe less the polynomial through order + 1 past ones."""
    past = [(HEAD_AT - i) % TIMES.size for i in range(order + 1)]
    return work.probe - [polynomial.through(TIMES[past], column)(NEW) for column in work.past_probe[past].T]


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("stands_out", [0, 1, 2])
@pytest.mark.parametrize("mode", [BY_CURRENT, BY_VOLTAGE])
def test_error_is_the_worst_of_what_the_past_did_not_foretell(order: int, stands_out: int, mode: int) -> None:
    """Of salt, surfaces and voltage one is made to stand out; a held voltage is not judged."""
    both = pair(make_simple_cell(), 2, 2)
    work, n, sites = _with_past(both), 4, 2
    parts = (slice(0, n), slice(n, n + sites), slice(n + sites, None))
    work.probe[parts[stands_out]] += (400.0, 0.3, 3.0)[stands_out]
    missed = _missed(work, order)
    rise_at_this_pace_from_the_start = abs(work.probe[-1] - work.past_probe[HEAD_AT, -1]) / (NEW - NOW) * NEW
    each = [
        np.sqrt(np.mean((missed[:n] / (work.probe[:n] + 1000.0 * SALT_FLOOR)) ** 2)),
        np.sqrt(np.mean(missed[n : n + sites] ** 2)),
        abs(missed[-1]) / (1.0 + COLLAPSE * rise_at_this_pace_from_the_start),
    ]
    assert np.argmax(each) == stands_out
    oldest = TIMES[(HEAD_AT - order) % TIMES.size]
    want = (NEW - NOW) / (NEW - oldest) * max(each[:2] if mode == BY_VOLTAGE else each) / 1e-3
    got = scaled_error(both.discrete.model, work, control(3.8 if mode == BY_VOLTAGE else 10.0, 100.0, mode), order, NEW)
    assert got == pytest.approx(want, rel=1e-9)


@pytest.mark.parametrize(
    ("new", "old", "farther"), [(1.2, 0.9, 0.2), (1.2, 1.15, 0.05), (1.1, 1.15, 0.0), (-0.2, -0.1, 0.1), (-0.1, 0.2, 0.1)]
)
def test_a_surface_carried_past_full_or_empty_counts_by_how_much_farther_it_went(new: float, old: float, farther: float) -> None:
    both = pair(make_simple_cell(), 2, 2)
    work, n, order = _with_past(both), 4, 1
    work.probe[n + 1], work.past_probe[HEAD_AT, n + 1] = new, old
    work.past_probe[(HEAD_AT - 1) % TIMES.size, n + 1] = old + (new - old) * (TIMES[HEAD_AT - 1] - NOW) / (NEW - NOW)  # foretold
    got = scaled_error(both.discrete.model, work, control(10.0, 100.0, BY_CURRENT), order, NEW)
    oldest = TIMES[(HEAD_AT - order) % TIMES.size]
    want = (NEW - NOW) / (NEW - oldest) * farther / OVERSHOOT / 1e-3
    assert got == pytest.approx(want, rel=1e-9) if farther else got < 10.0
