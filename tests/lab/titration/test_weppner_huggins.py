"""Weppner and Huggins's formula on exact answers: what it returns, how sure, and what it must warn of."""

import numpy as np
import pytest
from tests.lab.titration.synthetic import gitt

from stratode.lab.record import VOLTAGE, Record
from stratode.lab.titration.hosts import Slab, Sphere
from stratode.lab.titration.pulses import find_pulses
from stratode.lab.titration.weppner_huggins import Reading, read_pulse

FILM = Slab(100e-6)
SLOW = 4e-14  # m2/s, of the film: tau is 0.0024 L^2/D
BALL = Sphere(5e-6)


def read(record: Record, host=FILM, radius=None) -> Reading:
    return read_pulse(find_pulses(record).pulses[0], host, radius)


def names(reading: Reading) -> set[str]:
    return {caution.name for caution in reading.cautions}


def estimate(reading: Reading):
    assert reading.diffusivity is not None, reading.cautions
    return reading.diffusivity


def test_a_half_space_gives_back_its_diffusivity_exactly():
    reading = read(gitt(FILM, SLOW, noise=1e-9, rest=1e7))
    assert estimate(reading).value == pytest.approx(SLOW, rel=1e-4)
    assert reading.drop == pytest.approx(-0.01, rel=1e-4)
    assert reading.step.value == pytest.approx(-0.02, rel=1e-4)
    assert names(reading) == {"electrode_length"}  # pores and particles together


def test_charge_and_discharge_read_alike():
    down = read(gitt(FILM, SLOW, rest=1e7))
    up = read(gitt(FILM, SLOW, rest=1e7, step=0.02, drop=0.01, current=1e-3))
    assert estimate(up).value == pytest.approx(estimate(down).value, rel=0.02)


def test_a_diffusivity_scales_with_the_square_of_its_length():
    record = gitt(FILM, SLOW, rest=1e7)
    assert estimate(read(record, Slab(200e-6))).value == pytest.approx(4.0 * estimate(read(record)).value)
    assert estimate(read(record, Sphere(300e-6))).value == pytest.approx(estimate(read(record)).value)  # r/3


def covered(seeds: int) -> float:
    inside = 0
    for seed in range(seeds):
        found = estimate(read(gitt(FILM, SLOW, rest=1e7, seed=seed)))
        inside += int(found.low is not None and found.low <= SLOW <= found.high)
    return inside / seeds


def test_intervals_cover_the_truth():
    assert covered(60) >= 0.88  # 95 % of 60, less three standard deviations


@pytest.mark.slow
def test_intervals_cover_the_truth_of_many_seeds():
    assert 0.90 <= covered(400) <= 0.98


# --------------------------------------------------------------------------------------------------- what must be told


def test_a_pulse_that_feels_the_far_end_is_told_with_what_the_sphere_would_be():
    reading = read(gitt(BALL, 4e-15, tau=900.0), BALL)
    assert "pulse_too_long" in names(reading)
    assert estimate(reading).value < 3.5e-15  # the formula reads too little
    words = next(c.words for c in reading.cautions if c.name == "pulse_too_long")
    said = float(words.split("a host of D = ")[1].split()[0]) * 1e-4
    assert said == pytest.approx(4e-15, rel=0.1)
    assert "pulse_too_long" not in names(read(gitt(BALL, 4e-15, tau=10.0, rest=1e5), BALL))


def test_a_curve_that_is_nowhere_straight_is_told():
    record = gitt(FILM, SLOW, rest=1e7, noise=1e-7)
    pulse = find_pulses(record).pulses[0]
    bent = record.columns[VOLTAGE].copy()
    t = pulse.time
    bent[pulse.during] = 3.99 - 0.02 * (np.sqrt(t[pulse.during] / 600.0)) ** 6
    assert "not_linear" in names(read(Record({**record.columns, VOLTAGE: bent}, record.origin)))
    assert "not_linear" not in names(read(record))


def test_a_rest_that_goes_on_relaxing_is_told_and_the_interval_reaches_to_its_end():
    short = read(gitt(BALL, 1e-14, tau=300.0, rest=150.0), BALL)
    assert "not_relaxed" in names(short)
    assert "not_relaxed" not in names(read(gitt(BALL, 1e-14, tau=300.0, rest=3000.0), BALL))


def test_a_drift_before_the_pulse_is_told():
    still = gitt(FILM, SLOW, rest=1e7, noise=1e-6)
    before = np.minimum(find_pulses(still).pulses[0].time, 0.0)
    reading = read(Record({**still.columns, VOLTAGE: still.columns[VOLTAGE] - 1e-5 * before}, still.origin))
    assert any("before pulse" in caution.words for caution in reading.cautions if caution.name == "not_relaxed")


def test_a_plateau_is_told_and_a_step_of_the_wrong_sign_gives_no_diffusivity():
    flat = gitt(FILM, SLOW, rest=1e7, step=-0.0004)
    assert "plateau" in names(read(flat))
    t = find_pulses(flat).pulses[0].time
    back = read(Record({**flat.columns, VOLTAGE: flat.columns[VOLTAGE] + 0.01 * (t >= 600.0)}, flat.origin))
    assert back.diffusivity is None
    assert "no_step" in names(back)


# ------------------------------------------------------------------------------- the papers' numbers, with their length


@pytest.mark.parametrize(
    ("reported", "radius", "tau"),
    [(1.43e-8, 5e-6, 600.0), (1.24e-8, 5e-6, 600.0), (1.72e-7, 5e-6, 600.0), (2.73e-8, 5e-6, 600.0)],
    ids=["gao2025 LLZO", "gao2025 none", "han2025 ISP50", "han2025 PVDF"],
)
def test_reported_diffusivities_come_back_and_are_told_to_be_none_of_the_solid(reported: float, radius: float, tau: float):
    """gao2025 and han2025 state no length of their GITT; the electrode is taken so thick that the pulse is short for it."""
    truth = reported * 1e-4
    electrode = Slab(float(np.sqrt(truth * tau / 0.01)))  # tau = 0.01 L^2/D
    reading = read(gitt(electrode, truth, tau=tau, rest=40.0 * tau * 100.0, noise=1e-6), electrode, radius)
    assert estimate(reading).value * 1e4 == pytest.approx(reported, rel=0.01)
    told = next(c.words for c in reading.cautions if c.name == "not_solid_diffusion")
    assert f"r^2/D = {radius**2 / estimate(reading).value:.3g} s" in told
    assert "transport through the electrode" in told
