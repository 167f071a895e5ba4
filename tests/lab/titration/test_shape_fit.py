"""A host fitted to pulse and rest: what it returns, how sure, and what it must warn of."""

import numpy as np
import pytest
from tests.lab.titration.synthetic import gitt

from stratode.lab.record import VOLTAGE, Record
from stratode.lab.titration.hosts import Sphere
from stratode.lab.titration.pulses import find_pulses
from stratode.lab.titration.shape_fit import ShapeFit, fit_sphere

BALL, TRUTH = Sphere(5.22e-6), 4e-15


def fit(record: Record, guess: float = 1e-15) -> ShapeFit:
    return fit_sphere(find_pulses(record).pulses[0], BALL, guess, 10.0)


def test_a_sphere_gives_back_its_diffusivity_though_the_rest_is_not_finished():
    found = fit(gitt(BALL, TRUTH, tau=900.0, rest=1000.0, noise=1e-8))
    assert found.diffusivity.value == pytest.approx(TRUTH, rel=1e-3)
    assert found.size == pytest.approx(-0.02, rel=1e-3)
    assert found.drop == pytest.approx(-0.01, rel=1e-3)
    assert found.cautions == ()


def covered(seeds: int) -> float:
    inside = 0
    for seed in range(seeds):
        d = fit(gitt(BALL, TRUTH, tau=900.0, rest=1000.0, noise=1e-4, seed=seed)).diffusivity
        inside += int(d.low is not None and d.low <= TRUTH <= d.high)
    return inside / seeds


def test_intervals_cover_the_truth():
    assert covered(25) >= 0.8


@pytest.mark.slow
def test_intervals_cover_the_truth_of_many_seeds():
    assert 0.90 <= covered(400) <= 0.98


def test_what_is_no_sphere_is_told():
    record = gitt(BALL, TRUTH, tau=900.0, rest=1000.0)
    t = find_pulses(record).pulses[0].time
    slow = record.columns[VOLTAGE] + 2e-3 * np.sin(t / 300.0)
    assert "misfit" in {c.name for c in fit(Record({**record.columns, VOLTAGE: slow}, record.origin)).cautions}


def test_a_diffusion_that_the_pulse_does_not_show_gets_no_interval():
    found = fit(gitt(BALL, 1e-10, tau=900.0, rest=1000.0), 1e-10)
    assert "not_determined" in {c.name for c in found.cautions}
    assert found.diffusivity.low is None


def test_more_may_not_be_left_out_than_the_pulse_lasts():
    pulse = find_pulses(gitt(BALL, TRUTH)).pulses[0]
    with pytest.raises(ValueError, match=r"--skip: must be shorter than the pulse; received 36000 s, and pulse 1 lasts"):
        fit_sphere(pulse, BALL, 1e-15, 36000.0)
