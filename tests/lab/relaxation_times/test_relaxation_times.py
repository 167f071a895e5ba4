"""Charge and dielectric relaxation times against circuits whose times are known."""

import numpy as np
import pytest
from scipy.stats import binom

from stratode.lab.estimate import found
from stratode.lab.record import Origin
from stratode.lab.relaxation_times.analysis import relaxation_times
from stratode.lab.spectrum import MeasuredSpectrum

R, C, BLOCKING = 52e3, 5e-11, 1e-6
FAST, SLOW = R * C, R * BLOCKING
TRUTH = {"tau_D": FAST, "tau_c": SLOW, "tau_c - tau_D": SLOW - FAST, "tau_Z": FAST, "tau_M": FAST}


def film(noise=0.0, seed=0, f=None, blocking=BLOCKING, resistance=R):
    f = np.logspace(6, -1, 71) if f is None else f
    w = 2j * np.pi * f
    z = resistance / (1.0 + w * resistance * C) + 1.0 / (w * blocking)
    random = np.random.default_rng(seed)
    z = z + noise * np.abs(z) * (random.standard_normal(f.size) + 1j * random.standard_normal(f.size))
    return MeasuredSpectrum(f, z, Origin("film", "none"))


def named(result):
    return {caution.name for caution in result.cautions}


def test_an_exact_film_gives_its_times():
    result = relaxation_times(film())
    for symbol, truth in TRUTH.items():
        assert found(result.estimates, symbol).value == pytest.approx(truth, rel=0.015)
        slack = 2.0 * truth * FAST / SLOW  # by which the blocking capacitance moves the fast crossing
        assert found(result.estimates, symbol).low - slack <= truth <= found(result.estimates, symbol).high + slack
    assert found(result.estimates, "tau_tan").value == pytest.approx(np.sqrt(FAST * SLOW), rel=0.03)


@pytest.mark.parametrize("difference", [52e-3, 82e-3])
def test_han2025_gives_back_its_differences(difference):
    spectrum = film(0.005, blocking=(difference + FAST) / R)
    one = found(relaxation_times(spectrum).estimates, "tau_c - tau_D")
    assert one.low <= difference <= one.high
    assert one.value == pytest.approx(difference, rel=0.02)


def test_times_shift_with_the_frequencies_and_not_with_the_size():
    one = film(0.003)
    moved = MeasuredSpectrum(one.frequency * 7.0, one.impedance * 3.0, one.origin)
    for symbol in ("tau_D", "tau_c"):
        a, b = (found(relaxation_times(each).estimates, symbol) for each in (one, moved))
        assert b.value == pytest.approx(a.value / 7.0, rel=1e-9)
        assert b.low == pytest.approx(a.low / 7.0, rel=1e-9)


def covered(noise, f, seeds):
    hits = {symbol: [] for symbol in TRUTH}
    for seed in range(seeds):
        result = relaxation_times(film(noise, seed, f))
        for symbol, truth in TRUTH.items():
            one = found(result.estimates, symbol)
            hits[symbol].append(one.low <= truth <= one.high)
    return {symbol: sum(each) for symbol, each in hits.items()}


def test_intervals_hold_the_truth():
    for symbol, count in covered(0.01, None, 60).items():
        assert count >= binom.ppf(1e-3, 60, 0.95), symbol


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.003, 0.01])
@pytest.mark.parametrize("count", [43, 71])
def test_intervals_hold_the_truth_in_many_draws(noise, count):
    rates = {symbol: hits / 400 for symbol, hits in covered(noise, np.logspace(6, -1, count), 400).items()}
    assert all(rate >= 0.91 for rate in rates.values()), rates


def test_each_check_fires():
    warm = relaxation_times(film(resistance=200.0))
    assert "dielectric_not_reached" in named(warm)
    assert not any(one.symbol == "tau_D" for one in warm.estimates)
    short = relaxation_times(film(f=np.logspace(6, 2, 41)))
    assert "charge_not_reached" in named(short)
    assert "sparse_points" in named(relaxation_times(film(f=np.logspace(6, -1, 29))))
    assert "peak_not_seen" in named(relaxation_times(film(0.01)))
    edge = relaxation_times(film(f=np.logspace(6, np.log10(0.9 / (2 * np.pi * SLOW)), 60)))
    assert "at_end_of_range" in named(edge)
    spectrum = film()
    z = spectrum.impedance.copy()
    z[0] = z[0].conj()
    assert "points_left_out" in named(relaxation_times(MeasuredSpectrum(spectrum.frequency, z, spectrum.origin)))


def test_bad_input_says_what_to_do():
    with pytest.raises(ValueError, match=r"must cross.*colder"):
        relaxation_times(film(f=np.logspace(3, 2, 20)))
    spectrum = film()
    with pytest.raises(ValueError, match=r"Z' > 0 and Z'' < 0; received 0.*-Z''"):
        relaxation_times(MeasuredSpectrum(spectrum.frequency, spectrum.impedance.conj(), spectrum.origin))
