"""The Kramers-Kronig test: silent on what a cell can do, loud where it changed or the instrument erred."""

import numpy as np
import pytest
from tests.lab.impedance.synthetic import drifting, exact, frequencies, noisy, spectrum

from stratode.lab.impedance.kramers_kronig import kramers_kronig

F = frequencies()
CONSISTENT = {
    "one relaxation": ("R0-p(R1,C1)", [10.0, 50.0, 1e-5]),
    "Randles": ("R0-p(R1-W1,CPE1)", [10.0, 50.0, 20.0, 1e-5, 0.9]),
    "blocking": ("R0-C1", [10.0, 1e-5]),
    "blocking, depressed": ("R0-CPE1", [10.0, 1e-5, 0.9]),
    "bulk and spike": ("p(R0,CPE2)-CPE1", [1000.0, 1e-9, 0.9, 1e-6, 0.85]),
    "pores": ("R0-TLMR1", [10.0, 50.0, 30.0, 1e-3, 0.9]),
    "inductive": ("L0-R0-p(R1,CPE1)", [1e-6, 10.0, 50.0, 1e-4, 0.8]),
    "lossy inductance": ("p(L0,R9)-R0-p(R1,CPE1)-W1", [3e-6, 5.0, 1.0, 5.0, 1e-3, 0.8, 1.0]),
    "inductive loop": ("R0-p(R1,C1)-p(L1,R2)", [10.0, 50.0, 1e-4, 3.0, 5.0]),
}


@pytest.mark.parametrize("noise", [0.0, 1e-3, 2e-2])
@pytest.mark.parametrize("name", list(CONSISTENT))
def test_it_is_silent_on_consistent_spectra(name: str, noise: float) -> None:
    tested = kramers_kronig(spectrum(*CONSISTENT[name], F, noise, seed=3))
    assert tested.passes, (tested.rms, tested.breaks)


@pytest.mark.slow
def test_it_is_silent_in_at_least_49_of_50_noisy_spectra_of_each_kind() -> None:
    fired = {
        (name, noise): sum(not kramers_kronig(spectrum(*given, F, noise, seed)).passes for seed in range(50))
        for name, given in CONSISTENT.items()
        for noise in (1e-3, 5e-3)
    }
    assert max(fired.values()) <= 1, fired


@pytest.mark.parametrize("growth", [0.2, 0.4, -0.2])
def test_it_fires_on_a_cell_that_changes_while_it_is_measured(growth: float) -> None:
    tested = kramers_kronig(noisy(drifting(growth, F), F, 1e-3, seed=1))
    assert not tested.passes
    assert F[tested.breaks].max() < 100.0  # only where the sweep took long


def test_a_small_drift_is_seen_by_its_trend_though_no_point_is_far_off() -> None:
    tested = kramers_kronig(noisy(drifting(0.1, F), F, 1e-3, seed=1))
    assert tested.largest < 0.01
    assert not tested.passes


def test_it_fires_at_a_single_point_that_is_off() -> None:
    z = exact(*CONSISTENT["Randles"], F)
    z[40] *= 1.08
    tested = kramers_kronig(noisy(z, F, 1e-3, seed=2))
    assert not tested.passes
    assert tested.breaks[40]


def test_it_fires_on_a_wrong_range_of_the_instrument() -> None:
    z = exact(*CONSISTENT["Randles"], F)
    z[50:] *= 1.03  # another range of the ammeter, 3 % off
    assert not kramers_kronig(noisy(z, F, 1e-3, seed=2)).passes


def test_it_fires_on_a_flipped_sign_of_the_imaginary_part() -> None:
    assert not kramers_kronig(noisy(np.conj(exact(*CONSISTENT["Randles"], F)), F, 1e-3, seed=2)).passes


def test_the_noise_is_found() -> None:
    found = [kramers_kronig(spectrum(*CONSISTENT["pores"], F, 4e-3, seed)).noise for seed in range(8)]
    assert np.mean(found) == pytest.approx(4e-3, rel=0.2)


def test_residuals_and_fit_are_one() -> None:
    one = spectrum(*CONSISTENT["pores"], F, 1e-3)
    tested = kramers_kronig(one)
    np.testing.assert_allclose(tested.fitted + tested.residuals * np.abs(one.impedance), one.impedance, rtol=1e-12)


def test_a_short_spectrum_is_tested_too() -> None:
    f = frequencies(1e3, 1.0, 3)
    assert kramers_kronig(spectrum("R0-p(R1,C1)", [1.0, 2.0, 1e-3], f, 1e-3)).verdict == "passes"


def test_three_points_decide_nothing() -> None:
    few = kramers_kronig(spectrum("R0-p(R1,C1)", [1.0, 2.0, 1e-3], np.array([100.0, 10.0, 1.0]), 0.0))
    assert few.verdict == "undecided: too few points"
