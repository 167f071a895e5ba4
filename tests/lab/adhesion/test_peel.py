"""Peeling: the plateau is found without a hand, its level and interval hold the truth; curves without one get no number."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.lab.adhesion.peel import Peel, peel
from stratode.lab.estimate import found
from stratode.lab.record import Origin, Record

WIDTH = 0.02  # m


def curve(
    per_width: float = 59.0,
    *,
    seed: int = 0,
    rho: float = 0.8,
    relative: float = 0.06,
    saw: float = 0.0,
    rise: float = 2.0,
    fails: bool = True,
) -> Record:
    """Force over 60 mm: a rise over `rise` mm, a plateau with correlated noise and perhaps a sawtooth 1.5 mm long, failure at 56 mm."""
    rng = np.random.default_rng(seed)
    x = np.linspace(0.0, 60.0, 1500)
    steps, noise = rng.normal(0.0, 1.0, x.size), np.empty(x.size)
    noise[0] = steps[0]
    for k in range(1, x.size):
        noise[k] = rho * noise[k - 1] + np.sqrt(1.0 - rho**2) * steps[k]
    level = per_width * WIDTH
    force = level * (1.0 - np.exp(-x / rise)) * (1.0 + relative * noise + saw * ((x / 1.5) % 1.0 - 0.5))
    if fails:
        force[x > 56.0] *= np.exp(-(x[x > 56.0] - 56.0))
    return Record({"Displacement / mm": x, "Force / N": force}, Origin("peel.csv", "CSV"))


def names(result: Peel) -> set[str]:
    return {c.name for c in result.cautions} | {c.name for e in result.estimates for c in e.cautions}


@pytest.mark.parametrize("truth", [59.0, 11.0, 270.0, 240.0])
def test_the_peel_strengths_of_the_papers_come_back(truth: float) -> None:
    """han2025: 59 and 11 N/m; gao2025: 2.7 and 2.4 N/cm."""
    got = peel(curve(truth), WIDTH)
    assert found(got.estimates, "F/b").value == pytest.approx(truth, rel=0.03)
    assert found(got.estimates, "G_c").value == pytest.approx(2.0 * found(got.estimates, "F/b").value)
    assert 0.004 < got.travel[got.plateau.first] < 0.02
    assert 0.045 < got.travel[got.plateau.last] <= 0.056


@pytest.mark.parametrize("truth", [85.0, 57.0, 90.2, 38.0])
def test_the_cutting_forces_of_han2025_come_back_without_a_work_of_parting(truth: float) -> None:
    got = peel(curve(truth), WIDTH, None)
    assert found(got.estimates, "F/b").value == pytest.approx(truth, rel=0.03)
    assert "G_c" not in {e.symbol for e in got.estimates}


def test_stick_and_slip_has_the_sawtooths_drop_and_period() -> None:
    got = peel(curve(saw=0.3, relative=0.003, rho=0.0), WIDTH)
    assert got.slips.period == pytest.approx(1.5e-3, rel=0.03)
    assert found(got.estimates, "dF_slip/b").value == pytest.approx(0.3 * 59.0, rel=0.06)
    assert peel(curve(relative=0.003, rho=0.0), WIDTH).slips is None


def covered(seeds: range) -> float:
    hits = []
    for seed in seeds:
        one = found(peel(curve(seed=seed, rho=(0.0, 0.5, 0.8, 0.95)[seed % 4]), WIDTH).estimates, "F/b")
        hits.append(one.low <= 59.0 <= one.high)
    return float(np.mean(hits))


def test_intervals_hold_the_truth() -> None:
    assert covered(range(24)) >= 0.79


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_rate() -> None:
    share = covered(range(600))
    assert 0.90 <= share <= 0.98, share


def test_curves_without_a_plateau_get_no_strength() -> None:
    x = np.linspace(0.0, 60.0, 1500)
    origin = Origin("none.csv", "CSV")
    noise = np.random.default_rng(0).normal(0.0, 0.01, x.size)
    for force in (0.02 * x, np.exp(-(((x - 30.0) / 10.0) ** 2)), np.where(x < 20.0, 0.05 * x, np.exp(-(x - 20.0) / 8.0))):
        got = peel(Record({"Displacement / mm": x, "Force / N": force + noise}, origin), WIDTH)
        assert got.plateau is None
        assert "no_plateau" in names(got)
        assert [e.symbol for e in got.estimates] == ["F_max/b"]


def test_a_step_ends_the_plateau() -> None:
    """Two levels: the longer one is taken, not their mean."""
    x = np.linspace(0.0, 60.0, 1500)
    force = np.where(x < 40.0, 1.0, 0.6) + np.random.default_rng(1).normal(0.0, 0.01, x.size)
    got = peel(Record({"Displacement / mm": x, "Force / N": force}, Origin("step.csv", "CSV")), WIDTH)
    assert found(got.estimates, "F/b").value == pytest.approx(50.0, rel=0.01)
    assert got.travel[got.plateau.last] < 0.040


def test_each_check_fires_on_data_that_break_it() -> None:
    assert not names(peel(curve(), WIDTH))
    record = curve()
    x, f = (c for c in record.columns.values())
    back = Record({"Displacement / mm": np.append(x, x[::-1]), "Force / N": np.append(f, 0.0 * f)}, record.origin)
    assert "way_back_left_out" in names(peel(back, WIDTH))
    keep = np.random.default_rng(0).random(x.size) < 0.6
    uneven = Record({"Displacement / mm": x[keep], "Force / N": f[keep]}, record.origin)
    assert "uneven_steps" in names(peel(uneven, WIDTH))
    assert found(peel(uneven, WIDTH).estimates, "F/b").value == pytest.approx(59.0, rel=0.03)
    assert "few_independent" in names(peel(curve(rho=0.999, relative=0.01), WIDTH))


def test_bad_curves_are_refused_with_the_way_out() -> None:
    with pytest.raises(ValueError, match="at least 50 points; received 10"):
        peel(curve().rows(slice(0, 10)), WIDTH)
    still = Record({"Displacement / mm": np.ones(100), "Force / N": np.ones(100)}, Origin("still.csv", "CSV"))
    with pytest.raises(ValueError, match="the displacement must move"):
        peel(still, WIDTH)


@pytest.mark.parametrize("count", [300, 3000, 100_000])
def test_noise_alone_is_no_stick_and_slip_however_many_points_it_has(count: int) -> None:
    x = np.linspace(0.0, 60.0, count)
    for seed in range(8):
        force = 2.0 + 0.05 * np.random.default_rng(seed).standard_normal(count)
        assert peel(Record({"Displacement / mm": x, "Force / N": force}, Origin("noise.csv", "CSV")), WIDTH).slips is None, seed


def test_a_pull_written_negative_is_told() -> None:
    record = curve()
    turned = Record({"Displacement / mm": record.columns["Displacement / mm"], "Force / N": -record.columns["Force / N"]}, record.origin)
    assert "negative_force" in names(peel(turned, WIDTH))
