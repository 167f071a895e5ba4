"""Pulses found in records, and what is none."""

import numpy as np
import pytest
from tests.lab.titration.synthetic import NOISE, gitt, joined

from stratode.lab.record import CURRENT, TIME, VOLTAGE, Origin, Record
from stratode.lab.titration.hosts import Sphere
from stratode.lab.titration.pulses import coarse, find_pulses, noise

HOST = Sphere(5e-6)


def made(*steps: tuple[float, float, int]) -> Record:
    """(current A, duration s, rows) after each other."""
    t, i, now = [], [], 0.0
    for current, lasts, rows in steps:
        t.append(now + np.linspace(0.0, lasts, rows, endpoint=False))
        i.append(np.full(rows, current))
        now += lasts
    time, current = np.concatenate(t), np.concatenate(i)
    return Record({TIME: time, VOLTAGE: 4.0 + 0.01 * np.sign(current), CURRENT: current}, Origin("steps.csv", "made"))


def test_pulses_of_a_long_record_are_numbered_and_keep_their_times():
    found = find_pulses(joined(gitt(HOST, 1e-14), gitt(HOST, 1e-14, current=2e-3)))
    assert [one.number for one in found.pulses] == [1, 2]
    assert found.pulses[0].duration == pytest.approx(600.0)
    assert found.pulses[0].amplitude == -1e-3
    assert found.pulses[1].amplitude == 2e-3
    assert found.pulses[1].charge == pytest.approx(1.2)
    assert found.pulses[0].begins == pytest.approx(600.0)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        (((1e-3, 60.0, 30), (0.0, 60.0, 30)), "no rest before it"),
        (((0.0, 60.0, 30), (1e-3, 60.0, 30)), "no rest after it"),
        (((0.0, 60.0, 30), (1e-3, 60.0, 4), (0.0, 60.0, 30)), "fewer than 6 rows"),
        (((0.0, 60.0, 30), (1e-3, 60.0, 30), (0.0, 60.0, 3)), "fewer than 6 rows in the rest after it"),
        (((0.0, 60.0, 30), (1e-3, 60.0, 30), (-1e-3, 60.0, 30), (0.0, 60.0, 30)), "another current"),
    ],
)
def test_what_is_no_pulse_is_named(steps, why):
    with pytest.raises(ValueError, match=why):
        find_pulses(made(*steps))


def test_a_current_that_fades_is_no_pulse():
    record = made((0.0, 60.0, 30), (1e-3, 60.0, 30), (0.0, 60.0, 30))
    fading = record.columns[CURRENT].copy()
    fading[30:60] *= np.linspace(1.0, 0.2, 30)
    with pytest.raises(ValueError, match="not constant within 2 %"):
        find_pulses(Record({**record.columns, CURRENT: fading}, record.origin))


def test_currents_that_are_left_out_are_counted_beside_the_pulses():
    found = find_pulses(made((2e-3, 60.0, 30), (0.0, 60.0, 30), (1e-3, 60.0, 30), (0.0, 60.0, 30), (1e-3, 30.0, 9)))
    assert len(found.pulses) == 1
    assert {caution.name for caution in found.cautions} == {"no_pulse"}
    assert "1 of 3 currents were left out: no rest after it" in " ".join(c.words for c in found.cautions)


def test_time_that_goes_back_and_a_record_without_current_are_refused():
    record = made((0.0, 60.0, 30), (1e-3, 60.0, 30), (0.0, 60.0, 30))
    back = record.columns[TIME].copy()
    back[40] = 0.0
    with pytest.raises(ValueError, match=r"steps.csv: time must not go back; received .* \(row 41\)"):
        find_pulses(Record({**record.columns, TIME: back}, record.origin))
    with pytest.raises(ValueError, match="must hold a current that is switched on and off"):
        find_pulses(Record({**record.columns, CURRENT: np.zeros(90)}, record.origin))


def test_noise_is_told_from_neighbours_though_the_curve_is_steep():
    sigmas = [noise(find_pulses(gitt(HOST, 1e-14, seed=seed)).pulses[0]) for seed in range(20)]
    assert np.mean(sigmas) == pytest.approx(NOISE, rel=0.2)


def test_a_switch_between_rows_far_apart_is_told():
    pulse = find_pulses(made((0.0, 60.0, 7), (1e-3, 60.0, 30), (0.0, 60.0, 30))).pulses[0]
    told = coarse(pulse)
    assert told is not None
    assert told.name == "coarse_switch"
    assert "8.57 s" in told.words
    assert coarse(find_pulses(gitt(HOST, 1e-14)).pulses[0]) is None
