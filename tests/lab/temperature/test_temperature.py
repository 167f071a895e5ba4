"""Arrhenius and VTF against exact laws, their coverage, the verdict between them, and each check on data that break it."""

import numpy as np
import pytest
from scipy.stats import binom, linregress

from stratode import evaluate
from stratode.lab.estimate import found
from stratode.lab.record import Origin, Record
from stratode.lab.temperature.arrhenius import arrhenius, difference
from stratode.lab.temperature.compare import Verdict, compare
from stratode.lab.temperature.series import CONDUCTIVITY, OBSERVABLES, ThermalSeries, series_in
from stratode.lab.temperature.vtf import vtf

ORIGIN = Origin("synthetic", "none")
AREAL = next(one for one in OBSERVABLES if one.si == "ohm m2")
A, B, T0 = 30.0, 8000.0, 200.0  # VTF: S K^1/2/m, J/mol, K
ROOM = 298.15
GAS_CONSTANT = 8.314462618  # J/(mol K)


def series(T, value, kind=CONDUCTIVITY, error=None, name="x"):
    return ThermalSeries(
        name=name, temperature=T, value=value, error=error, observable=kind, symbol=kind.symbol, unit=kind.si, origin=ORIGIN
    )


def line(energy=30e3, T=None, noise=0.0, seed=0, kind=CONDUCTIVITY, at_room=1.0):
    T = np.linspace(273.0, 353.0, 8) if T is None else T
    rate = at_room * np.exp(-energy / GAS_CONSTANT * (1.0 / T - 1.0 / ROOM))
    value = rate if kind.rising else at_room**2 / rate
    return series(T, value * np.exp(noise * np.random.default_rng(seed).standard_normal(T.size)), kind)


def curve(T=None, noise=0.0, seed=0):
    T = np.linspace(273.0, 353.0, 8) if T is None else T
    value = A * T**-0.5 * np.exp(-B / (GAS_CONSTANT * (T - T0)))
    return series(T, value * np.exp(noise * np.random.default_rng(seed).standard_normal(T.size)))


def named(result):
    return {caution.name for caution in result.cautions}


def holds(estimate, truth):
    return estimate.low <= truth <= estimate.high


# exact and limiting cases


@pytest.mark.parametrize("kind", [CONDUCTIVITY, AREAL])
def test_an_exact_line_gives_its_energy_whichever_way_the_quantity_goes(kind):
    fit = arrhenius(line(29760.0, kind=kind, at_room=3e-3))
    assert fit.energy.value == pytest.approx(29760.0, rel=1e-9)
    assert fit.estimates[2].value == pytest.approx(3e-3, rel=1e-9)


def test_gao2025_gives_back_both_energies_and_their_difference():
    T = np.array([25.0, 35.0, 45.0, 55.0, 65.0]) + 273.15
    coated, bare = (arrhenius(line(energy, T, 0.01, seed, AREAL, 3e-3)) for energy, seed in ((29760.0, 1), (33170.0, 2)))
    assert holds(coated.energy, 29760.0)
    assert holds(bare.energy, 33170.0)
    less = difference(coated, bare, "coated")
    assert holds(less, 3410.0)
    assert less.value == pytest.approx(bare.energy.value - coated.energy.value, rel=1e-12)


def test_the_line_is_that_of_least_squares():
    """Twin: scipy's linear regression."""
    one = line(noise=0.03)
    fit, twin = arrhenius(one), linregress(1.0 / one.temperature, np.log(one.value))
    assert fit.line.slope == pytest.approx(twin.slope, rel=1e-9)
    assert np.sqrt(fit.line.covariance[1, 1]) == pytest.approx(twin.stderr, rel=1e-6)
    assert np.sqrt(fit.line.covariance[0, 0]) == pytest.approx(twin.intercept_stderr, rel=1e-6)


def test_with_temperature_the_energy_grows_by_about_rt():
    one = line(30e3)
    more = arrhenius(one, with_temperature=True).energy.value - arrhenius(one).energy.value
    assert more == pytest.approx(GAS_CONSTANT * one.temperature.mean(), rel=0.02)


def test_an_exact_curve_gives_its_parameters():
    law = vtf(curve())
    assert law.t0 == pytest.approx(T0, abs=0.05)
    assert law.energy == pytest.approx(B, rel=2e-3)
    assert np.exp(law.log_prefactor) == pytest.approx(A, rel=5e-3)
    assert found(law.estimates, "sigma(25 degC)").value == pytest.approx(
        A * ROOM**-0.5 * np.exp(-B / (GAS_CONSTANT * (ROOM - T0))), rel=1e-4
    )


def test_vtf_without_t0_is_arrhenius():
    law = vtf(line(30e3, T=np.linspace(250.0, 400.0, 12)), exponent=0.0)
    assert law.energy == pytest.approx(30e3, rel=1e-2)
    assert law.t0 < 2.0


def test_the_profile_is_the_sum_of_squares_of_a_line_for_each_t0():
    one = curve(noise=0.02)
    law = vtf(one)
    for k in (0, 300, law.profile_t0.size - 1):
        x = 1.0 / (one.temperature - law.profile_t0[k])
        y = np.log(one.value) + 0.5 * np.log(one.temperature)
        left = y - np.polyval(np.polyfit(x, y, 1), x)
        assert law.profile_square[k] == pytest.approx(left @ left, rel=1e-6)


# invariants


def test_units_and_order_do_not_matter():
    one = line(noise=0.02)
    turned = series(one.temperature[::-1], 1e3 * one.value[::-1])
    assert arrhenius(turned).energy.value == pytest.approx(arrhenius(one).energy.value, rel=1e-9)
    bent = curve(noise=0.02)
    assert vtf(series(bent.temperature, 1e3 * bent.value)).energy == pytest.approx(vtf(bent).energy, rel=1e-6)


def test_uncertainties_weigh_and_are_never_undercut():
    one = line(noise=1e-4)
    sure = arrhenius(series(one.temperature, one.value, error=np.full(8, 0.05))).energy
    plain = arrhenius(one).energy
    assert sure.high - sure.low > 20.0 * (plain.high - plain.low)
    wrong = one.value.copy()
    wrong[0] *= 2.0
    error = np.full(8, 0.01)
    error[0] = 0.5
    assert arrhenius(series(one.temperature, wrong, error=error)).energy.value == pytest.approx(30e3, rel=0.01)


# coverage


def rates(make, analyse, truths, seeds):
    hits = np.array([[holds(found(analyse(make(seed)).estimates, s), value) for s, value in truths.items()] for seed in range(seeds)])
    return dict(zip(truths, hits.mean(axis=0), strict=True))


LINE_TRUTH = {"Ea": 30e3, "sigma(25 degC)": 1.0}
CURVE_TRUTH = {"Ea": B, "T0": T0, "ln A": np.log(A), "sigma(25 degC)": A * ROOM**-0.5 * np.exp(-B / (GAS_CONSTANT * (ROOM - T0)))}


@pytest.mark.parametrize(
    ("make", "analyse", "truths"),
    [(lambda seed: line(noise=0.02, seed=seed), arrhenius, LINE_TRUTH), (lambda seed: curve(noise=0.02, seed=seed), vtf, CURVE_TRUTH)],
    ids=["arrhenius", "vtf"],
)
def test_intervals_hold_the_truth(make, analyse, truths):
    seeds = 80
    for symbol, rate in rates(make, analyse, truths, seeds).items():
        assert binom.ppf(1e-3, seeds, 0.95) <= round(rate * seeds), (symbol, rate)


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.005, 0.02, 0.05])
def test_intervals_hold_the_truth_in_many_draws(noise):
    seen = rates(lambda seed: line(noise=noise, seed=seed), arrhenius, LINE_TRUTH, 600)
    seen |= {f"VTF {k}": v for k, v in rates(lambda seed: curve(noise=noise, seed=seed), vtf, CURVE_TRUTH, 600).items()}
    assert all(0.92 <= rate <= 0.98 for rate in seen.values()), seen


# the verdict


def test_the_verdict_is_right_where_the_data_can_tell_and_says_so_where_not():
    assert compare(curve(noise=0.02)).verdict is Verdict.VTF
    assert compare(line(noise=0.01)).verdict is Verdict.ARRHENIUS
    few = line(T=np.array([298.0, 303.0, 308.0, 313.0, 318.0]), noise=0.03)
    assert compare(few).verdict is Verdict.CANNOT_TELL
    assert compare(line(T=np.array([298.0, 308.0, 318.0]))) is None


def test_the_verdict_is_seldom_wrong():
    lines = [compare(line(noise=0.03, seed=seed)).verdict for seed in range(60)]
    assert lines.count(Verdict.VTF) <= binom.ppf(0.999, 60, 0.05)
    curves = [compare(curve(noise=0.03, seed=seed)).verdict for seed in range(20)]
    assert Verdict.ARRHENIUS not in curves


# checks


def test_each_check_fires():
    assert {"few_temperatures", "narrow_range", "extrapolated"} <= named(arrhenius(line(T=np.array([310.0, 315.0, 320.0]), noise=0.01)))
    assert "curved" in named(arrhenius(curve(noise=0.01)))
    assert not named(arrhenius(line(noise=0.01)))
    T = np.linspace(273.0, 353.0, 12)
    value = np.exp(-30e3 / GAS_CONSTANT * (1 / T - 1 / 313.0) - 60e3 / GAS_CONSTANT * np.maximum(1 / T - 1 / 313.0, 0.0))
    noise = np.exp(0.01 * np.random.default_rng(0).standard_normal(12))
    assert "kink" in named(arrhenius(series(T, value * noise)))
    assert "not_determined" in named(vtf(curve(T=np.linspace(320.0, 350.0, 6), noise=0.1)))
    assert "not_determined" not in named(vtf(curve(noise=0.01)))
    cold = curve(T=np.array([204.0, 230.0, 260.0, 290.0, 320.0, 350.0]))
    assert "t0_at_lowest_temperature" in named(vtf(cold))
    assert "few_temperatures" in named(vtf(curve(T=np.array([273.0, 300.0, 330.0, 350.0]))))


# tables


def table(**columns):
    return Record({name: np.asarray(values, float) for name, values in columns.items()}, ORIGIN)


def test_a_table_gives_each_quantity_in_si_with_its_uncertainty():
    record = table(**{
        "Temperature / degC": [25, 40, 60, 80],
        "Conductivity / mS/cm": [1.0, 2.0, 4.0, 7.0],
        "Uncertainty / %": [2, 2, 2, 4],
        "R_ct (ohm cm2)": [30, 20, 10, np.nan],
    })  # fmt: skip
    sigma, resistance = series_in(record, "t.csv")
    np.testing.assert_allclose(sigma.temperature, [298.15, 313.15, 333.15, 353.15])
    np.testing.assert_allclose(sigma.value, [0.1, 0.2, 0.4, 0.7])
    np.testing.assert_allclose(sigma.error, [0.02, 0.02, 0.02, 0.04])
    np.testing.assert_allclose(resistance.value, [3e-3, 2e-3, 1e-3])
    assert resistance.symbol == "R_ct"
    assert not resistance.observable.rising
    assert resistance.origin.skipped[-1].count == 1


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"Temperature": [1, 2, 3], "Conductivity / S/m": [1, 2, 3]}, "column of temperature with its unit"),
        ({"Temperature / K": [300, 310, 320], "Conductivity": [1, 2, 3]}, "quantity with its unit.*Conductivity / mS/cm"),
        ({"Temperature / K": [25, 35, 45], "Conductivity / S/m": [1, 2, 3]}, "between 50 and 1500 K; received 25 K"),
        ({"Temperature / K": [300, 310, 320], "Conductivity / S/m": [1, -2, 3]}, "must be positive; received -2"),
        ({"Temperature / K": [300, 300, 310], "Conductivity / S/m": [1, 2, 3]}, "at least 3 temperatures; received 2"),
    ],
)
def test_bad_tables_are_refused(columns, words):
    with pytest.raises(ValueError, match=words):
        series_in(table(**columns), "t.csv")


def test_vtf_needs_four_temperatures():
    with pytest.raises(ValueError, match=r"at least 4 temperatures; received 3.*lab arrhenius"):
        vtf(line(T=np.array([300.0, 310.0, 320.0])))


def test_nothing_is_predicted_where_t0_may_lie():
    law = vtf(curve(noise=0.01), at=195.0)
    assert "prediction_below_t0" in named(law)
    assert {one.symbol for one in law.estimates} == {"Ea", "T0", "ln A"}


def test_a_rate_that_falls_on_heating_is_told():
    T = np.linspace(260.0, 330.0, 8)
    rising = series(T, 1e3 * np.exp(-30e3 / (GAS_CONSTANT * T)))
    falling = series(T, rising.value[::-1])
    assert "slower_on_heating" not in [c.name for c in (*arrhenius(rising).cautions, *vtf(rising).cautions)]
    assert "slower_on_heating" in [c.name for c in arrhenius(falling).cautions]
    assert "slower_on_heating" in [c.name for c in vtf(falling).cautions]


def test_more_points_than_temperatures_can_be_are_refused():
    T = np.linspace(260.0, 330.0, 10_001)
    with pytest.raises(ValueError, match=r"at most 10000 points; received 10001\. Give one mean"):
        series(T, 1.0 / T)


@pytest.mark.parametrize("verb", ["arrhenius", "vtf"])
def test_no_prediction_is_made_below_absolute_zero(tmp_path, verb):
    rows = "".join(f"{t},{1e3 * np.exp(-3000.0 / (t + 273.15)):.6g}\n" for t in (0, 10, 20, 30, 40, 50))
    (tmp_path / "s.csv").write_text("Temperature / degC,Conductivity / S/m\n" + rows, encoding="utf-8")
    with pytest.raises(ValueError, match=r"--at: must be above 0; received '-300 degC'"):
        getattr(evaluate, verb)(tmp_path / "s.csv", at="-300 degC")
