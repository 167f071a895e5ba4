"""The shared statistics: Student's t, correlated neighbours, least squares, smooth curves, propagation."""

import numpy as np
import pytest

from stratode.lab.inference.least_squares import NoFit, curve, linear, polynomial
from stratode.lab.inference.neighbours import inflation
from stratode.lab.inference.propagation import Input, carried
from stratode.lab.inference.smooth import smooth
from stratode.lab.inference.student import Mean, jackknifed, mean_of, noise_of, ratio, reach_95


def test_students_reach_of_tables() -> None:
    """The two-sided 95 % quantiles of any table of Student's t."""
    assert reach_95(1) == pytest.approx(12.706, abs=1e-3)
    assert reach_95(10) == pytest.approx(2.228, abs=1e-3)
    assert reach_95(1e9) == pytest.approx(1.95996, abs=1e-4)


def test_correlated_residuals_widen_as_an_autoregression_does() -> None:
    """Of a first-order autoregression the variance of a mean grows by (1 + phi)/(1 - phi)."""
    rng, phi, r = np.random.default_rng(0), 0.6, np.zeros(20000)
    for k, push in enumerate(rng.standard_normal(r.size - 1)):
        r[k + 1] = phi * r[k] + push
    assert inflation(r) == pytest.approx((1 + phi) / (1 - phi), rel=0.2)
    assert inflation(rng.standard_normal(20000)) == pytest.approx(1.0, abs=0.1)


def test_noise_is_told_from_a_smooth_curve() -> None:
    x = np.linspace(0, 1, 5000)
    assert noise_of(np.sin(6 * x) + 0.01 * np.random.default_rng(1).standard_normal(x.size)) == pytest.approx(0.01, rel=0.05)


def test_jackknife_of_a_mean_is_its_standard_error() -> None:
    values = np.random.default_rng(2).standard_normal(30)
    without = (values.sum() - values) / (values.size - 1)
    assert jackknifed(values.mean(), without).error == pytest.approx(mean_of(values).error)


def test_fieller_tends_to_the_relative_errors_and_has_no_interval_over_zero() -> None:
    value, low, high = ratio(Mean(2.0, 0.002, 10**6), Mean(1.0, 0.001, 10**6))
    assert value == 2.0
    assert high is not None
    assert low is not None
    assert 0.5 * (high - low) == pytest.approx(1.96 * 2.0 * np.hypot(0.001, 0.001), rel=1e-3)
    assert ratio(Mean(1.0, 0.1, 5), Mean(0.1, 0.2, 5))[1:] == (None, None)
    assert ratio(Mean(3.0, 0.0, 5), Mean(2.0, 0.0, 5)) == (1.5, 1.5, 1.5)


def test_linear_least_squares_is_numpys() -> None:
    rng = np.random.default_rng(3)
    x = np.linspace(0, 5, 40)
    y = 1.0 - 2.0 * x + 0.3 * x**2 + 0.1 * rng.standard_normal(x.size)
    values, covariance = np.polyfit(x, y, 2, cov=True)
    ours = polynomial(x, y, 2)
    assert ours.values == pytest.approx(values[::-1])
    assert ours.error(1) == pytest.approx(np.sqrt(covariance[1, 1] * ours.widened), rel=1e-6)


def test_the_sandwich_holds_under_uneven_noise() -> None:
    """Noise that grows with x: HC3 covers the slope, as the plain covariance would not."""
    x, hits = np.linspace(0, 1, 80), []
    for seed in range(200):
        y = 2.0 * x + (0.02 + 0.5 * x**2) * np.random.default_rng(seed).standard_normal(x.size)
        fit = curve(lambda x, p: p[0] + p[1] * x, x, y, (0.0, 1.0), (1.0, 1.0))
        hits.append(abs(fit.values[1] - 2.0) <= fit.reach * fit.error(1))
    assert 0.9 <= np.mean(hits) <= 0.99


def test_a_parameter_that_points_do_not_determine_is_no_fit() -> None:
    x = np.linspace(0, 1, 20)
    with pytest.raises(NoFit, match="do not determine"):
        curve(lambda x, p: p[0] * x + p[1] * x, x, 2 * x + 0.01 * np.sin(40 * x), (0.5, 0.5), (1.0, 1.0))


def test_a_smooth_curve_is_exact_on_a_cubic_and_covers_elsewhere() -> None:
    x = np.linspace(0, 2, 60)
    exact = smooth(x, 1 + x - x**3)
    assert exact.at(np.array([0.3, 1.7])) == pytest.approx([1 + 0.3 - 0.027, 1 + 1.7 - 4.913])
    assert exact.at(np.array([1.0]), 1) == pytest.approx([-2.0])
    hits, at = [], np.array([0.25, 0.8, 1.5])
    for seed in range(60):
        fitted = smooth(x, np.tanh(4 * (x - 0.8)) + 0.05 * np.random.default_rng(seed).standard_normal(x.size))
        hits.append(np.abs(fitted.at(at) - np.tanh(4 * (at - 0.8))) <= fitted.fit.reach * fitted.error(at))
    assert 0.87 <= np.mean(hits) <= 0.99
    with pytest.raises(ValueError, match="different places; received 3"):
        smooth(np.array([0.0, 1.0, 2.0]), np.zeros(3))


def test_draws_scatter_as_the_covariance_says() -> None:
    x = np.linspace(0, 1, 200)
    fitted = smooth(x, np.sin(5 * x) + 0.1 * np.random.default_rng(5).standard_normal(x.size))
    drawn = fitted.draws() @ fitted.basis(np.array([0.5])).T
    assert np.std(drawn) == pytest.approx(fitted.error(np.array([0.5]))[0], rel=0.15)


def test_uncertainties_are_carried_as_by_hand() -> None:
    """A quotient: relative variances add."""
    found = carried(lambda v: v["a"] / v["b"], {"a": Input(6.0, 0.06), "b": Input(3.0, 0.06), "c": Input(1.0)})
    assert found.value == 2.0
    assert found.error == pytest.approx(2.0 * np.hypot(0.01, 0.02), rel=1e-3)
    assert found.shares["a"] == pytest.approx(0.02)
    assert found.exact == ("c",)
    assert carried(lambda v: v["a"], {"a": Input(1.0)}).error is None


def test_a_design_in_odd_units_is_solved_as_well() -> None:
    x = np.linspace(0, 1e-6, 30)
    fit = linear(np.column_stack([np.ones(30), x, x**2]), 1.0 + 3e6 * x + 5e12 * x**2)
    assert fit.values == pytest.approx([1.0, 3e6, 5e12], rel=1e-6)


def test_a_curve_without_noise_whose_knots_crowd_is_smoothed_too() -> None:
    """It ended in words of linear algebra."""
    x = np.arange(200.0) / 100.0
    y = 3.0 * (1.0 - np.exp(-5.0 * x))
    assert smooth(x, y).at(x) == pytest.approx(y, abs=1e-4)
