"""Distributions of relaxation times against exact ones, and each check on data that break it."""

import os
from pathlib import Path

import numpy as np
import pytest
from tests.lab.drt.zarcs import FAST, ONE, SERIES, TWO, exact, measured, named, plain, polarisation, zarc

from stratode.lab.drt.analysis import DrtOptions, analyse
from stratode.lab.drt.bands import HAN2025, bands_of
from stratode.lab.drt.basis import COARSE, TauGrid, grid_of, kernel, slopes
from stratode.lab.drt.criteria import Criterion, Factors
from stratode.lab.drt.inverse import Elements, Noise, Part, inverse_of
from stratode.lab.drt.peaks import maxima
from stratode.lab.estimate import found
from stratode.lab.record import Origin
from stratode.lab.spectrum import MeasuredSpectrum

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("STRATODE_DATA", ROOT.parent / "shared" / "data")) / "drt"

# exact and limiting cases


def test_the_kernel_gives_the_impedance_of_an_exact_distribution():
    f = np.logspace(4, -1, 30)
    grid = TauGrid(np.linspace(np.log(1e-10), np.log(1e8), 1000))
    z = SERIES + kernel(f, grid) @ exact(grid.log_tau, TWO)
    np.testing.assert_allclose(z, zarc(f, TWO), rtol=2e-4)


def test_the_kernel_of_one_hat_is_its_integral():
    grid = grid_of(np.array([1e3, 1.0]))
    k, y = 7, np.linspace(-1, 1, 40001)
    hat = 1.0 - np.abs(y)
    tau = np.exp(grid.log_tau[k] + grid.step * y)
    for column, f in enumerate((1e3, 1.0)):
        whole = np.trapezoid(hat / (1 + 2j * np.pi * f * tau), grid.step * y)
        assert kernel(np.array([1e3, 1.0]), grid)[column, k] == pytest.approx(whole, rel=1e-7)


def test_the_penalty_is_the_integral_of_the_squared_slope():
    grid = TauGrid(np.linspace(0.0, 2.0 * np.pi, 2001))
    bent = slopes(grid) @ np.sin(grid.log_tau)
    assert bent @ bent == pytest.approx(np.pi, rel=1e-5)


def test_weights_integrate_straight_lines_exactly_between_any_bounds():
    grid = TauGrid(np.linspace(0.0, 4.0, 9))
    assert grid.weights(0.3, 3.1) @ (2.0 + 3.0 * grid.log_tau) == pytest.approx(2.0 * 2.8 + 1.5 * (3.1**2 - 0.3**2), rel=1e-12)
    assert grid.weights() @ np.ones(9) == pytest.approx(4.0)
    assert grid.weights(5.0, 7.0).sum() == 0.0


def test_an_exact_spectrum_comes_back():
    result = analyse(measured(noise=0.0), FAST)
    assert np.abs(result.deviation).max() < 2e-4
    assert found(result.estimates, "R_inf").value == pytest.approx(SERIES, rel=0.01)
    assert found(result.estimates, "R_pol").value == pytest.approx(polarisation(result, TWO), rel=0.005)
    assert [peak.tau[0] for peak in result.peaks if not peak.at_edge] == pytest.approx([1e-3, 1.0], rel=0.1)


def test_the_closed_form_of_the_criteria_is_that_of_the_matrices():
    """Twin of the sums over directions: degrees of freedom, residual and evidence by plain linear algebra."""
    spectrum, strength = measured(), 1e-3
    problem = inverse_of(spectrum, Part.BOTH, Noise.PROPORTIONAL, Elements(), True)
    factors, A, b = Factors.of(problem), problem.matrix, problem.data
    H = A.T @ A + strength * problem.penalty.T @ problem.penalty
    x = np.linalg.solve(H, A.T @ b)
    left = b - A @ x
    unseen = b.size * COARSE**2
    assert factors.freedom(strength) == pytest.approx(np.trace(np.linalg.solve(H, A.T @ A)), rel=1e-6)
    assert factors.residual(strength) == pytest.approx(left @ left + unseen, rel=1e-6)
    P = problem.penalty[:, : problem.points]
    cost = left @ left + unseen + strength * (problem.penalty @ x) @ (problem.penalty @ x)
    logs = 0.5 * problem.points * np.log(strength) + 0.5 * np.linalg.slogdet(P.T @ P)[1] - 0.5 * np.linalg.slogdet(H)[1]
    plain = -0.5 * (b.size - factors.beside) * np.log(cost) + logs + 2.0 * np.log(problem.weight).sum()
    assert factors.log_evidence(strength) == pytest.approx(plain, rel=1e-6)


# invariants


def test_the_distribution_is_not_negative_and_its_band_holds_it():
    result = plain()
    assert (result.gamma >= 0.0).all()
    assert ((result.low <= result.gamma) & (result.gamma <= result.high)).all()
    total = found(result.estimates, "R_pol").value
    assert total == pytest.approx(result.gamma @ result.problem.grid.weights(), rel=1e-9)
    assert sum(peak.resistance[0] for peak in result.peaks) == pytest.approx(total, rel=1e-9)


def test_resistances_scale_with_the_impedance_and_times_with_the_frequency():
    one = measured()
    big = MeasuredSpectrum(one.frequency, 1000.0 * one.impedance, one.origin)
    slow = MeasuredSpectrum(one.frequency / 100.0, one.impedance, one.origin)
    usual, larger, slower = plain(), analyse(big, FAST), analyse(slow, FAST)
    np.testing.assert_allclose(larger.gamma, 1000.0 * usual.gamma, rtol=1e-6, atol=1e-6 * larger.gamma.max())
    np.testing.assert_allclose(slower.tau, 100.0 * usual.tau, rtol=1e-9)
    assert slower.peaks[0].resistance[0] == pytest.approx(usual.peaks[0].resistance[0], rel=1e-6)


def test_the_order_of_the_points_does_not_matter():
    one = measured()
    turned = MeasuredSpectrum(one.frequency[::-1], one.impedance[::-1], one.origin)
    np.testing.assert_array_equal(plain().gamma, analyse(turned, FAST).gamma)


@pytest.mark.parametrize("part", list(Part))
def test_either_part_alone_gives_the_whole(part):
    result = analyse(measured(more=2j * np.pi * np.logspace(5, -2, 71) * 2e-6, noise=0.002), DrtOptions(part=part, draws=100))
    assert found(result.estimates, "R_pol").value == pytest.approx(80.0, rel=0.03)
    assert found(result.estimates, "R_inf").value == pytest.approx(SERIES, rel=0.08)
    assert found(result.estimates, "L").value == pytest.approx(2e-6, rel=0.15)


@pytest.mark.parametrize("criterion", list(Criterion))
def test_every_criterion_finds_both_peaks_and_stands_beside_the_others(criterion):
    result = analyse(measured(), DrtOptions(criterion=criterion, draws=100))
    assert result.choice.criterion is criterion
    assert [a.choice.criterion for a in result.alternatives] == list(Criterion)
    assert [peak.tau[0] for peak in result.peaks] == pytest.approx([1e-3, 1.0], rel=0.35)
    for one in result.alternatives:
        assert one.polarisation == pytest.approx(80.0, rel=0.03)


@pytest.mark.parametrize("law", list(Noise))
def test_the_law_of_the_noise_is_told_from_the_data(law):
    result = analyse(measured(law=law.value, noise=0.004), FAST)
    assert result.problem.noise is law
    assert result.residuals.noise == pytest.approx(0.004, rel=0.2)


def test_a_blocking_electrode_gives_its_capacitance_when_asked():
    f = np.logspace(5, -2, 71)
    spectrum = measured(parts=ONE, more=1.0 / (2j * np.pi * f * 0.05), noise=0.002)
    assert "blocking" in named(analyse(spectrum, FAST))
    result = analyse(spectrum, DrtOptions(elements=Elements(capacitance=True), draws=100))
    assert found(result.estimates, "C_s").value == pytest.approx(0.05, rel=0.02)
    assert found(result.estimates, "R_pol").value == pytest.approx(50.0, rel=0.05)
    assert "blocking" not in named(result)


# checks


def test_a_spectrum_that_is_cut_off_says_so_and_gives_no_number_for_what_it_did_not_see():
    f = np.logspace(5, -2, 71)
    diffusion = 40.0 / np.sqrt(2j * np.pi * f * 100.0) * np.tanh(np.sqrt(2j * np.pi * f * 100.0))
    result = analyse(measured(parts=ONE, more=diffusion, noise=0.002), FAST)
    assert {"not_to_the_axis", "process_beyond_range"} <= named(result)
    told = [estimate for estimate in result.estimates if estimate.symbol.startswith("tau_")]
    assert all(estimate.value < result.problem.slowest for estimate in told)
    assert "measured range" in found(result.estimates, "R_pol").name


def test_a_small_tail_beyond_the_range_is_told():
    assert "slow_tail" in named(plain())
    assert not {"slow_tail", "not_to_the_axis"} & named(analyse(measured(((50.0, 1e-3, 0.95),)), FAST))


def test_an_inductive_tail_is_told_where_no_inductance_is_fitted():
    f = np.logspace(5, -2, 71)
    spectrum = measured(more=2j * np.pi * f * 2e-5)
    assert "inductive_tail" in named(analyse(spectrum, DrtOptions(elements=Elements(inductance=False), draws=100)))
    assert "inductive_tail" not in named(plain())


def test_peaks_that_are_too_close_are_told():
    parts = ((50.0, 1e-2, 0.97), (50.0, 5e-2, 0.97))
    assert "peaks_unresolved" in named(analyse(measured(parts, noise=2e-4), FAST))
    assert "peaks_unresolved" not in named(plain())


def test_noise_and_sparse_points_are_told():
    assert "noisy" in named(analyse(measured(noise=0.04), FAST))
    assert "sparse_points" in named(analyse(measured(f=np.logspace(5, -2, 22)), FAST))


def test_drift_correlates_residuals_and_widens_the_intervals():
    spectrum = measured()
    drift = np.exp(0.08 * np.sin(np.arange(71) / 4.0))
    drifting = MeasuredSpectrum(spectrum.frequency, spectrum.impedance.real * drift + 1j * spectrum.impedance.imag, spectrum.origin)
    result = analyse(drifting, FAST)
    assert "correlated_residuals" in named(result)
    wide, narrow = (found(one.estimates, "R_pol") for one in (result, plain()))
    assert wide.high - wide.low > 2.0 * (narrow.high - narrow.low)


def test_a_point_that_stands_apart_is_kept_and_named():
    spectrum = measured()
    z = spectrum.impedance.copy()
    z[30] *= 1.3
    assert "points_apart" in named(analyse(MeasuredSpectrum(spectrum.frequency, z, spectrum.origin), FAST))


def test_bands_that_were_not_measured_give_no_resistance():
    fast = analyse(measured(f=np.logspace(6, 2, 41), parts=((50.0, 1e-4, 0.9),)), FAST)
    assert {"band_not_measured", "band_partly_measured"} <= named(fast)
    assert not any(one.symbol == "R_ct" for one in fast.estimates)


def test_band_resistances_are_integrals_of_the_distribution():
    result = plain()
    bands = bands_of("a=1 ms:1 s; b=1 s:5 s")
    own = analyse(measured(), DrtOptions(bands=bands, draws=100))
    for band in (*HAN2025, *bands):
        source = own if band in bands else result
        area = source.gamma @ source.problem.grid.weights(np.log(band.low), np.log(band.high))
        assert found(source.estimates, band.name).value == pytest.approx(area, rel=1e-9)


def test_maxima_of_noise_on_a_flank_are_not_peaks_of_the_result():
    result = analyse(measured(noise=0.01), FAST)
    assert len(maxima(result.gamma)) >= len(result.peaks) + len(result.doubtful)
    assert len(result.peaks) == 2


# bad input


def test_bad_input_says_what_to_do():
    with pytest.raises(ValueError, match=r"at least 12 frequencies; received 8.*lab eis"):
        analyse(measured(f=np.logspace(3, 0, 8)))
    spectrum = measured()
    with pytest.raises(ValueError, match=r"received 7\d of 71 above zero.*-Z''"):
        analyse(MeasuredSpectrum(spectrum.frequency, spectrum.impedance.conj(), spectrum.origin))
    with pytest.raises(ValueError, match=r"--draws: must be at least 100.*received 10"):
        DrtOptions(draws=10)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("R_ct", "a name and two times"),
        ("a=1 s:0.1 s", "longer than the first"),
        ("a=1 s:2 s;a=3 s:4 s", "twice"),
        ("", "at least one"),
        ("a=1:2 s", "time"),
    ],
)
def test_bad_bands_are_refused(text, words):
    with pytest.raises(ValueError, match=words):
        bands_of(text)


# peers


def two_zarc():
    path = DATA / "pydrttools_2ZARC2.csv"
    if not path.is_file():
        pytest.skip("the two-ZARC spectrum is not here (STRATODE_DATA)")
    rows = np.genfromtxt(path, delimiter=",", skip_header=1)
    return MeasuredSpectrum(rows[:, 1], rows[:, 2] + 1j * rows[:, 3], Origin("2ZARC2", "CSV"))


def test_peer_finds_the_same_peaks_and_resistances():
    """PyDRTtools' answer to its two-ZARC spectrum: the weight of a Gaussian at each tau = 1/f, whose full width is two steps of ln tau.

    That the file holds weights, and over 1/f, follows from its own two resistances of about 50 and 30 ohm.
    """
    spectrum = two_zarc()
    weights = np.genfromtxt(DATA / "pydrttools_2ZARC2_result.csv", skip_header=1)
    tau = 1.0 / spectrum.frequency
    step = np.log(tau[1] / tau[0])
    area = np.sqrt(np.pi) * step / np.sqrt(np.log(2.0))  # of exp(-ln 2 (x/step)^2)
    result = analyse(spectrum)
    assert len(result.peaks) == 2
    valley = result.peaks[0].between[1]
    for peak, side in zip(result.peaks, (tau < valley, tau > valley), strict=True):
        summit = tau[side][np.argmax(weights[side])]
        assert peak.tau[1] <= summit <= peak.tau[2]
        assert peak.resistance[0] == pytest.approx(area * weights[side].sum(), rel=0.03)
    assert found(result.estimates, "R_pol").low < area * weights.sum() < found(result.estimates, "R_pol").high


def test_measured_cell_comes_back():
    path = DATA / "pydrttools_LIB_data.txt"
    if not path.is_file():
        pytest.skip("the measured lithium-ion spectrum is not here (STRATODE_DATA)")
    rows = np.loadtxt(path)
    result = analyse(MeasuredSpectrum(rows[:, 0], rows[:, 1] + 1j * rows[:, 2], Origin("LIB", "text")), FAST)
    assert np.abs(result.deviation).max() < 0.005
    assert "not_to_the_axis" in named(result)
    assert found(result.estimates, "L").value == pytest.approx(7.4e-7, rel=0.1)  # Z'' + what relaxes, at 999 Hz


def test_a_sampled_distribution_comes_back_through_its_spectrum():
    """PyDRTtools' exact gamma, integrated to a spectrum here and inverted again."""
    path = DATA / "pydrttools_gamma_exact.csv"
    if not path.is_file():
        pytest.skip("the exact distribution is not here (STRATODE_DATA)")
    tau, gamma = np.genfromtxt(path, delimiter=",", skip_header=1).T
    f = np.logspace(4, -3.5, 76)
    z = 0.1 + np.trapezoid(gamma / (1.0 + 2j * np.pi * f[:, None] * tau), np.log(tau), axis=1)
    random = np.random.default_rng(3)
    z = z + 2e-4 * np.abs(z) * (random.standard_normal(f.size) + 1j * random.standard_normal(f.size))
    result = analyse(MeasuredSpectrum(f, z, Origin("exact", "none")))
    truth = np.interp(np.log(result.tau), np.log(tau), gamma, left=0.0, right=0.0)
    assert np.sqrt(((result.gamma - truth) ** 2).mean()) < 0.1 * gamma.max()
    assert ((result.low - 0.03 * gamma.max() <= truth) & (truth <= result.high + 0.03 * gamma.max())).mean() > 0.85
    assert found(result.estimates, "R_pol").value == pytest.approx(np.trapezoid(gamma, np.log(tau)), rel=0.02)
