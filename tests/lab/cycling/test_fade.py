"""Fade, knees, efficiency and lithium: exact cases, coverage over seeds, and each caution on data that call for it."""

import numpy as np
import pytest
from tests.lab.covered import FEW, LEAST_OF_FEW, MANY, NOMINAL, names_of_cautions, shares
from tests.lab.cycling.made import correlated, cycled, table

from stratode.evaluate.verbs.counting import stated_basis
from stratode.evaluate.verbs.cycle import stated_reserve
from stratode.lab.cycling.analysis import analyse
from stratode.lab.cycling.bookkeeping import LITHIUM, Passed, bookkeeping
from stratode.lab.cycling.cycles import How
from stratode.lab.cycling.fade import efficiency_mean, fade
from stratode.lab.cycling.knee import KneeVerdict, find_knee
from stratode.lab.cycling.trend import line
from stratode.lab.estimate import Estimate, found

N = np.arange(1.0, 121.0)


def kneed(knee, before=5e-4, after=4e-3):
    return 1.0 - before * (N - 1.0) - after * np.maximum(N - knee, 0.0)


def faded(rng, truth, sigma, rho):
    return fade(table(7.2 * (truth + correlated(rng, truth.size, sigma, rho))))


def test_without_noise_a_knee_stands_where_it_was_put():
    found_knee = find_knee(N, kneed(80.0) + 1e-9 * np.sin(N * N))
    assert found_knee.verdict is KneeVerdict.KNEE
    assert found_knee.place == pytest.approx(80.0, abs=0.02)
    assert (found_knee.before, found_knee.after) == (pytest.approx(-5e-4, rel=1e-3), pytest.approx(-4.5e-3, rel=1e-3))
    assert found_knee.low <= found_knee.place <= found_knee.high


def test_the_sums_of_squares_are_those_of_ordinary_least_squares():
    rng = np.random.default_rng(1)
    y = kneed(60.0) + rng.normal(0.0, 2e-3, N.size)
    best = min(
        (float(np.linalg.lstsq(np.column_stack((np.ones_like(N), N, np.maximum(N - p, 0.0))), y, rcond=None)[1][0]), p)
        for p in np.arange(10.0, 110.0, 0.05)
    )
    assert find_knee(N, y).place == pytest.approx(best[1], abs=0.1)


@pytest.mark.parametrize(
    ("shape", "verdict"),
    [
        (lambda n: 1.0 - 1e-3 * n, KneeVerdict.NONE),
        (lambda n: 1.0 - 3e-5 * n**2, KneeVerdict.GRADUAL),
        (lambda n: 1.0 - 4e-3 * np.minimum(n, 40.0) - 5e-4 * np.maximum(n - 40.0, 0.0), KneeVerdict.SLOWING),
        (lambda n: 1.0 - 5e-4 * n - 4e-3 * np.maximum(n - 80.0, 0.0), KneeVerdict.KNEE),
    ],
)
def test_what_is_no_knee_is_not_called_one(shape, verdict):
    y = shape(N) + np.random.default_rng(4).normal(0.0, 2e-3, N.size)
    assert find_knee(N, y).verdict is verdict


def test_few_cycles_have_no_knee():
    assert find_knee(N[:8], kneed(80.0)[:8]).verdict is KneeVerdict.SHORT


def cover(seeds):
    """Fade of a line, knee and slopes of two, retention of both; neighbours resemble each other in the first."""
    lines = [line(N, 1.0 - 8e-4 * N + correlated(np.random.default_rng(seed), N.size, 3e-3, 0.4)) for seed in range(4 * seeds)]
    told = {"f": float(np.mean([abs(one.slope + 8e-4) <= one.reach * one.slope_error for one in lines]))}
    truth = kneed(80.0)
    truths = {"n_knee": 80.0, "f_before": 5e-4, "f_after": 4.5e-3, "R": truth[-1]}
    return told | shares(lambda rng: faded(rng, truth, 3e-3, 0.0), truths, seeds)


def test_intervals_of_fade_knee_and_retention_hold_the_truth():
    assert min(cover(FEW).values()) >= LEAST_OF_FEW


@pytest.mark.slow
def test_intervals_of_fade_knee_and_retention_hold_the_truth_at_their_nominal_rate():
    told = cover(MANY)
    assert all(NOMINAL[0] <= share <= NOMINAL[1] for share in told.values()), told


@pytest.mark.slow
def test_a_line_has_a_knee_as_seldom_as_stated():
    verdicts = [find_knee(N, 1.0 - 5e-4 * N + np.random.default_rng(s).normal(0.0, 3e-3, N.size)).verdict for s in range(MANY)]
    assert np.mean([v in (KneeVerdict.KNEE, KneeVerdict.GRADUAL, KneeVerdict.SLOWING) for v in verdicts]) < 0.08


def test_han2025_falls_from_cycle_80_and_keeps_80_percent():
    """Fig. 6d: 17.9 mAh/cm2, a drop from about cycle 80, 80.0 % retained; first efficiency 92.2 %; simulated so."""
    truth = kneed(80.0, 5e-4, 3.5e-3)[:120]
    charges = 17.9 * 3.6 * (truth + np.random.default_rng(0).normal(0.0, 1e-3, truth.size))
    told = analyse(cycled(charges.tolist(), efficiency=0.9965, hours=10.0), How(), stated_basis(area="1 cm2", active_mass="86.1 mg"))
    assert found(told.estimates, "n_knee").value == pytest.approx(80.0, abs=2.0)
    assert found(told.estimates, "R").value == pytest.approx(truth[-1], abs=5e-3)
    assert found(told.estimates, "Q_dis,1,A").value == pytest.approx(17.9 * 36e3, rel=3e-3)
    assert found(told.estimates, "Q_dis,1,m").value == pytest.approx(207.9 * 3600.0, rel=3e-3)


def test_huang2021_keeps_94_percent_after_200_cycles_at_97_percent_efficiency():
    """Fig. 6d; and 16.7 mAh/cm2 are 199 mAh/g of 83.9 mg/cm2."""
    n = np.arange(200)
    rng = np.random.default_rng(2)
    charges = 16.7 * 3.6 * (1.0 - 0.06 / 199.0 * n + rng.normal(0.0, 2e-3, 200))
    told = analyse(cycled(charges.tolist(), efficiency=0.97, hours=2.0, rows=24), How(), stated_basis(area="1 cm2", active_mass="83.9 mg"))
    retention, efficiency = found(told.estimates, "R"), found(told.estimates, "CE")
    assert retention.low <= 0.94 <= retention.high
    assert efficiency.value == pytest.approx(0.97, abs=1e-4)
    assert found(told.estimates, "Q_dis,1,m").value == pytest.approx(199.0 * 3600.0, rel=5e-3)
    assert told.fade.knee.verdict is KneeVerdict.NONE
    assert "retention_above_efficiency" in names_of_cautions(told)


def test_gao2025_first_efficiency():
    told = analyse(cycled([7.1 * 3.6], efficiency=0.9225), How())
    assert found(told.estimates, "CE_1").value == pytest.approx(0.9225, abs=1e-6)


def test_formation_and_checks_are_left_out_of_fade_and_told():
    current = np.r_[np.full(3, 1e-4), np.full(40, 1e-3), 1e-4]
    told = fade(table(np.r_[7.9, 7.9, 7.9, 7.2 - 0.01 * np.arange(40), 7.5], current=current))
    assert told.reference == 4
    assert told.share.size == 40
    assert "other_cycles_left_out" in names_of_cautions(told)
    assert fade(table(np.r_[7.9, 7.2 - 0.01 * np.arange(40)]), reference=2).reference == 2


def test_a_reference_that_is_no_cycle_is_refused():
    with pytest.raises(ValueError, match="--reference: must be the number of a whole cycle"):
        fade(table(np.full(5, 7.2)), reference=9)


def test_a_bent_fade_and_an_outlying_cycle_are_told():
    y = kneed(80.0)
    y[30] -= 0.2
    told = fade(table(7.2 * (y + np.random.default_rng(0).normal(0.0, 1e-3, y.size))))
    assert "outlying_cycles" in names_of_cautions(told)
    told = fade(table(7.2 * (kneed(80.0) + np.random.default_rng(0).normal(0.0, 1e-3, y.size))))
    assert "fade_not_linear" in names_of_cautions(told)


def efficiencies(seeds):
    def one(rng):
        values = 0.998 + correlated(rng, 100, 5e-4, 0.5)
        mean = efficiency_mean(table(np.full(100, 7.2), values), skip_first=False, accuracy=0.0)
        return type("Told", (), {"estimates": (mean,)})

    return shares(one, {"CE": 0.998}, seeds)["CE"]


def test_the_interval_of_the_mean_efficiency_holds_the_truth():
    assert efficiencies(FEW) >= LEAST_OF_FEW


@pytest.mark.slow
def test_the_interval_of_the_mean_efficiency_holds_the_truth_at_its_nominal_rate():
    assert NOMINAL[0] <= efficiencies(MANY) <= NOMINAL[1]


def test_a_line_through_exact_points_is_exact():
    through = line(N, 2.0 - 0.01 * N)
    assert through.slope == pytest.approx(-0.01, rel=1e-12)
    assert through.at(50.0) == pytest.approx(1.5, rel=1e-12)


PASSED = Passed(per_cycle=360.0, first_charge=375.0, first_discharge=350.0, per_area=True, begins_charging=True)
CE = Estimate(name="", symbol="CE", value=0.995, low=0.994, high=0.996, shown_in="%", method="")


def test_40_um_of_lithium_are_8_25_mah_per_cm2_and_last_as_many_cycles_as_the_loss_allows():
    assert pytest.approx(8.25, rel=1e-3) == 40e-6 * LITHIUM / 36e3  # facts: 4.85 um per mAh/cm2
    told, _ = bookkeeping(CE, PASSED, stated_reserve(lithium="40 um", e_c="2.5 g/Ah", consumption="1 g/Ah"))
    assert found(told, "q_loss").value == pytest.approx(1.8)
    lasting = found(told, "n_Li")
    assert lasting.value == pytest.approx(40e-6 * LITHIUM / 1.8)
    assert (lasting.low, lasting.high) == (pytest.approx(lasting.value / 1.2), pytest.approx(lasting.value / 0.8))
    assert found(told, "n_E").value == pytest.approx(2.5 / 1.0 / 0.005)


def test_n_over_p_counts_on_the_basis_stated():
    for basis, first in (("charge", 375.0), ("discharge", 350.0)):
        told, _ = bookkeeping(CE, PASSED, stated_reserve(n_p="0.69", n_p_basis=basis))
        assert found(told, "q_Li").value == pytest.approx(0.69 * first)


def test_what_is_assumed_or_unbounded_is_told():
    told, _ = bookkeeping(CE, PASSED, stated_reserve(e_c="2.5 g/Ah"))
    assert "consumption_assumed" in [caution.name for one in told for caution in one.cautions]
    wide = Estimate(name="", symbol="CE", value=0.995, low=0.989, high=1.001, shown_in="%", method="")
    told, _ = bookkeeping(wide, PASSED, stated_reserve(lithium="40 um"))
    assert found(told, "n_Li").low is None
    assert "efficiency_not_below_one" in [caution.name for one in told for caution in one.cautions]
    above = Estimate(name="", symbol="CE", value=1.005, low=1.004, high=1.006, shown_in="%", method="")
    told, cautions = bookkeeping(above, PASSED, stated_reserve(lithium="40 um"))
    assert (told, [caution.name for caution in cautions]) == ((), ["efficiency_above_one"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"lithium": "40 um", "n_p": "1"}, "Leave one out"),
        ({"lithium": "40"}, "--lithium: must carry its unit"),
        ({"n_p": "-1"}, "--np: must be above 0"),
        ({"n_p": "1", "n_p_basis": "x"}, "--np-basis: must be charge or discharge"),
    ],
)
def test_reserves_that_make_no_sense_are_refused(given, told):
    with pytest.raises(ValueError, match=told):
        stated_reserve(**given)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"loading": "22 mg/cm2"}, "needs the area"),
        ({"loading": "22 mg/cm2", "active_mass": "22 mg", "area": "1 cm2"}, "state one of them"),
        ({"per": "x"}, "--per: must be active or coating"),
        ({"active_mass": "22 mg", "per": "coating"}, "needs the coating's mass"),
        ({"one_c": "200 mA/g"}, "Add --active-mass"),
        ({"one_c": "4 mA/cm2"}, "Add --area"),
        ({"active_mass": "-3 mg"}, "--active-mass: must be above 0"),
    ],
)
def test_bases_that_make_no_sense_are_refused(given, told):
    with pytest.raises(ValueError, match=told):
        stated_basis(**given)


def test_masses_follow_from_loading_area_and_share():
    basis = stated_basis(loading="22 mg/cm2", area="1.13 cm2", active="96 wt%", one_c="200 mA/g")
    assert basis.mass == pytest.approx(22e-6 * 1.13 * 0.96)
    assert basis.one_c == pytest.approx(200.0 * 22e-6 * 1.13 * 0.96)
    assert stated_basis(loading="22 mg/cm2", area="1 cm2").of == "coating"
    assert stated_basis(active_mass="22 mg", active="96 wt%", per="coating").mass == pytest.approx(22e-6 / 0.96)
