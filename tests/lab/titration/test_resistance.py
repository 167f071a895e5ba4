"""Internal resistances: han2025's numbers back from data made of them, times that no row tells, coverage."""

import numpy as np
import pytest
from tests.lab.titration.synthetic import gitt

from stratode.lab.record import CURRENT, VOLTAGE, Record
from stratode.lab.titration.analysis import resist
from stratode.lab.titration.hosts import Sphere
from stratode.lab.titration.pulses import find_pulses
from stratode.lab.titration.resistance import END, resistances

BALL = Sphere(5e-6)


@pytest.mark.parametrize("ohm", [56.5, 135.0], ids=["han2025 ISP50", "han2025 PVDF"])
def test_reported_resistances_come_back(ohm: float):
    """han2025, Fig. 4d: dV/I of GITT pulses; the drop at the switch is all there is at the first row."""
    record = gitt(BALL, 1e-14, current=1e-3, drop=1e-3 * ohm, step=0.02, noise=1e-5)
    first = resistances(find_pulses(record).pulses[0], ())[0][0]
    assert first.symbol == "R_first"
    assert first.value == pytest.approx(ohm, rel=1e-3)
    assert first.low is not None
    assert first.low < ohm < first.high


def test_later_times_hold_the_polarisation_too():
    found = resist(gitt(BALL, 1e-14, noise=1e-9), (1.0, 100.0, END))
    first, one, hundred, end = (estimate.value for estimate in found.resistances[0])
    assert first == pytest.approx(10.0, rel=1e-6)
    assert first < one < hundred < end
    assert found.resistances[0][3].window.endswith("the last row")


def test_a_charge_and_a_discharge_have_the_same_positive_resistance():
    down = resist(gitt(BALL, 1e-14, noise=1e-9), (1.0,)).resistances[0][1].value
    up = resist(gitt(BALL, 1e-14, noise=1e-9, current=1e-3, step=0.02, drop=0.01), (1.0,)).resistances[0][1].value
    assert up == pytest.approx(down)
    assert up > 0.0


def test_times_that_no_row_tells_are_named():
    found = resist(gitt(BALL, 1e-14), (1e5,))
    assert [caution.name for caution in found.cautions] == ["time_outside"]
    assert len(found.resistances[0]) == 1
    with pytest.raises(ValueError, match="--at: times after the switch must be above 0; received -1 s"):
        resist(gitt(BALL, 1e-14), (-1.0,))


def covered(seeds: int) -> float:
    inside = 0
    for seed in range(seeds):
        record = gitt(BALL, 1e-14, drop=-0.0565, noise=2e-4, seed=seed)
        first = resistances(find_pulses(record).pulses[0], ())[0][0]
        inside += int(first.low <= 56.5 <= first.high)
    return inside / seeds


def test_intervals_cover_the_truth():
    assert covered(150) >= 0.89


@pytest.mark.slow
def test_intervals_cover_the_truth_of_many_seeds():
    assert 0.90 <= covered(2000) <= 0.98


def test_a_wrong_row_at_the_end_of_a_rest_is_told():
    record = gitt(BALL, 1e-14, current=1e-3, drop=0.03, step=0.02, noise=2e-5)
    assert not resistances(find_pulses(record).pulses[0], ())[1]
    on = int(np.flatnonzero(record.column(CURRENT))[0])
    voltage = record.column(VOLTAGE).copy()
    voltage[on - 1] += 36.0
    spoiled = Record({**record.columns, VOLTAGE: voltage}, record.origin)
    assert [c.name for c in resistances(find_pulses(spoiled).pulses[0], ())[1]] == ["odd_row"]
