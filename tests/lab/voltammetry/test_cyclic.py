"""Cyclic voltammetry: known peaks come back, each check fires on data that break it, the scan rate's laws are told apart."""

from __future__ import annotations

import numpy as np
import pytest
from tests.lab.voltammetry.made import cycles

from stratode.lab.estimate import found
from stratode.lab.record import CURRENT, TIME, VOLTAGE, Record
from stratode.lab.voltammetry.baseline import Baseline
from stratode.lab.voltammetry.cyclic import Conditions, CyclicVoltammetry, cyclic
from stratode.lab.voltammetry.rates import Followed, exponent
from stratode.lab.voltammetry.scan_rates import ScanRates, scan_rates
from stratode.lab.voltammetry.sweeps import turning_points, voltammogram

HUANG = {"anodic": (3.8, 4.0, 4.2), "cathodic": (3.7, 4.0, 4.2), "heights": (1.0e-3, 0.8e-3, 0.6e-3)}


def names(result: CyclicVoltammetry | ScanRates) -> set[str]:
    return {c.name for c in result.cautions} | {c.name for e in result.estimates for c in e.cautions}


def test_the_peaks_of_huang2021_come_back_with_their_separations() -> None:
    got = cyclic(cycles(**HUANG, count=2), Conditions())
    for k, (a, c) in enumerate(zip(HUANG["anodic"], HUANG["cathodic"], strict=True), start=1):
        assert found(got.estimates, f"E_pa{k}").value == pytest.approx(a, abs=1e-3)
        assert found(got.estimates, f"E_pc{k}").value == pytest.approx(c, abs=1e-3)
        assert found(got.estimates, f"dE_p{k}").value == pytest.approx(a - c, abs=1e-3)
        assert found(got.estimates, f"E_half{k}").value == pytest.approx(0.5 * (a + c), abs=1e-3)
    assert found(got.estimates, "v").value == pytest.approx(1e-4, rel=1e-9)
    assert len(got.cycles) == 2
    assert got.reported.cycle.number == 2


def test_without_noise_height_and_charge_are_those_of_the_bell() -> None:
    got = cyclic(cycles(noise=0.0, slope=2e-5), Conditions())
    assert found(got.estimates, "i_pa1").value == pytest.approx(1e-3, rel=2e-3)
    assert found(got.estimates, "Q_pa1").value == pytest.approx(1e-3 * 0.03 * np.sqrt(2.0 * np.pi) / 1e-4, rel=4e-3)
    assert found(got.estimates, "r_Q1").value == pytest.approx(1.0, abs=5e-3)


def test_turning_points_are_not_made_by_noise() -> None:
    e = np.concatenate([np.linspace(3.0, 4.0, 500), np.linspace(4.0, 2.5, 750), np.linspace(2.5, 3.0, 250)])
    turns = turning_points(e + np.random.default_rng(1).normal(0.0, 1e-3, e.size))
    assert len(turns) == 4
    assert turns[1] == pytest.approx(499, abs=6)
    assert turns[2] == pytest.approx(1250, abs=6)


def test_a_partial_sweep_before_the_first_cycle_makes_no_cycle() -> None:
    record = cycles(count=2)
    begun = record.rows(slice(900, None))  # begins near 4.2 V on the way up
    assert len(voltammogram(begun).sweeps) == 4
    assert len(voltammogram(begun).cycles) == 1


def covered(seeds: range) -> dict[str, float]:
    """Share of 95 % intervals that hold the truth: isolated bells with a straight background, noise 0.2 and 1 % of the height."""
    hits: dict[str, list[bool]] = {"E_pa1": [], "i_pa1": [], "Q_pa1": [], "dE_p1": []}
    truth = {"E_pa1": 3.8, "i_pa1": 1e-3, "Q_pa1": 1e-3 * 0.03 * np.sqrt(2.0 * np.pi) / 1e-4, "dE_p1": 0.1}
    for seed in seeds:
        got = cyclic(cycles(noise=2e-6 if seed % 2 else 1e-5, seed=seed), Conditions())
        for symbol, held in hits.items():
            one = found(got.estimates, symbol)
            held.append(one.low <= truth[symbol] <= one.high)
    return {symbol: float(np.mean(held)) for symbol, held in hits.items()}


def test_intervals_hold_the_truth() -> None:
    shares = covered(range(16))
    assert all(share >= 0.75 for share in shares.values()), shares


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_rate() -> None:
    shares = covered(range(600))
    assert all(0.90 <= share <= 0.98 for share in shares.values()), shares


def test_each_check_fires_on_data_that_break_it() -> None:
    good = cycles()
    assert not names(cyclic(good, Conditions()))
    columns = dict(good.columns)
    clipped = Record({**columns, CURRENT: np.clip(good.columns[CURRENT], -1e-3, 8e-4)}, good.origin)
    assert "clipped_current" in names(cyclic(clipped, Conditions()))
    paused = Record({**columns, TIME: good.columns[TIME] + 4000.0 * (np.arange(len(good)) > 500)}, good.origin)
    assert "sweep_not_linear" in names(cyclic(paused, Conditions()))
    untimed = Record({k: v for k, v in columns.items() if k != TIME}, good.origin)
    assert "no_scan_rate" in names(cyclic(untimed, Conditions()))
    assert "scan_rate_differs" in names(cyclic(good, Conditions(rate=2e-4)))
    assert "few_points" in names(cyclic(cycles(steps=90), Conditions()))
    assert "no_peaks" in names(cyclic(cycles(heights=(0.0,)), Conditions()))
    assert "unpaired_peak" in names(cyclic(cycles(cathodic=(3.0,)), Conditions()))
    assert "peaks_crossed" in names(cyclic(cycles(cathodic=(3.85,)), Conditions()))
    assert "peaks_overlap" in names(cyclic(cycles(**HUANG, width=0.045), Conditions()))
    assert "ir_corrected" in names(cyclic(good, Conditions(resistance=20.0)))
    moving = cycles(count=1), cycles(anodic=(3.82,), count=1)
    both = {k: np.concatenate([m.columns[k] for m in moving]) for k in (VOLTAGE, CURRENT)}
    both[TIME] = np.arange(both[VOLTAGE].size) * 20.0
    assert "not_settled" in names(cyclic(Record(both, good.origin), Conditions()))


def test_a_sloped_background_makes_the_baseline_matter() -> None:
    assert "baseline_matters" in names(
        cyclic(cycles(slope=1e-4, background=-2e-4, width=0.08, anodic=(4.0,), cathodic=(3.9,)), Conditions())
    ) or (
        found(cyclic(cycles(slope=1e-4), Conditions(baseline=Baseline.ZERO)).estimates, "i_pa1").value
        > 1.1 * found(cyclic(cycles(slope=1e-4), Conditions()).estimates, "i_pa1").value
    )


def test_a_stated_resistance_takes_its_drop_off_both_peaks() -> None:
    plain, corrected = (found(cyclic(cycles(noise=0.0), Conditions(resistance=r)).estimates, "dE_p1").value for r in (None, 20.0))
    assert plain - corrected == pytest.approx(2.0 * 20.0 * 1.05e-3, rel=0.02)


def test_a_file_without_a_cycle_is_refused_with_the_way_out() -> None:
    half = cycles().rows(slice(0, 1000))
    with pytest.raises(ValueError, match="lab lsv"):
        cyclic(half, Conditions())
    with pytest.raises(ValueError, match="--cycle must lie between 1 and 1; received 3"):
        cyclic(cycles(), Conditions(cycle=3))
    with pytest.raises(ValueError, match="lab float"):
        cyclic(Record({VOLTAGE: np.full(50, 4.0), CURRENT: np.ones(50)}, cycles().origin), Conditions())


def over_rates(power: float, growth: float = 0.0, seed: int = 0, spread: float = 0.0) -> list[CyclicVoltammetry]:
    """Voltammograms whose peaks grow with v^power, whose separation of 57 mV grows by `growth` V a decade."""
    rng = np.random.default_rng(seed)
    several = []
    for k, rate in enumerate((1e-4, 2e-4, 5e-4, 1e-3, 2e-3)):
        height = 1e-3 * (rate / 1e-4) ** power * np.exp(rng.normal(0.0, spread))
        half = 0.5 * (0.057 + growth * np.log10(rate / 1e-4))
        one = cycles(
            (3.75 + half,), (3.75 - half,), (height,), rate=rate, background=0.05 * height, noise=2e-3 * height, seed=seed * 10 + k
        )
        several.append(cyclic(one, Conditions()))
    return several


GIVEN = Conditions(area=1e-4, concentration=1e3)


@pytest.mark.parametrize("power", [0.5, 0.75, 1.0])
def test_the_exponent_comes_back(power: float) -> None:
    b = found(scan_rates(over_rates(power), Conditions()).estimates, "b_pa1")
    assert b.value == pytest.approx(power, abs=5e-3)
    assert b.low < power < b.high


def test_randles_sevcik_returns_the_diffusion_coefficient_that_made_the_peaks() -> None:
    """From the law itself in other words: 2.69e5 n^1.5 A D^0.5 c v^0.5 in cm, mol/cm3 and A at 25 degC (Bard & Faulkner 2001)."""
    truth = (1e-3 / (2.69e5 * 1.0 * 1e-3 * np.sqrt(1e-4))) ** 2  # cm2/s, 1 cm2 and 1e-3 mol/cm3
    d = found(scan_rates(over_rates(0.5), GIVEN).estimates, "D_pa1")
    assert d.value * 1e4 == pytest.approx(truth, rel=0.02)


def test_no_diffusion_coefficient_where_the_couple_is_not_reversible() -> None:
    for several in (over_rates(0.5, growth=0.04), over_rates(0.8)):
        got = scan_rates(several, GIVEN)
        assert "not_reversible" in names(got)
        assert not [e for e in got.estimates if e.symbol.startswith("D_")]


def test_a_bent_law_is_told() -> None:
    rate = np.array([1e-4, 2e-4, 5e-4, 1e-3, 2e-3])
    x = np.log10(rate / 1e-4)
    bent = Followed(1, 1, rate, 1e-3 * 10 ** (0.8 * x - 0.15 * x**2), np.full(5, 0.057))
    assert [c.name for c in exponent(bent).cautions] == ["b_not_constant"]
    assert not exponent(Followed(1, 1, rate, 1e-3 * 10 ** (0.8 * x), np.full(5, 0.057))).cautions


@pytest.mark.slow
def test_the_exponents_interval_holds_at_its_rate() -> None:
    held = []
    for seed in range(300):
        b = found(scan_rates(over_rates(0.7, seed=seed, spread=0.02), Conditions()).estimates, "b_pa1")
        held.append(b.low <= 0.7 <= b.high)
    assert 0.90 <= np.mean(held) <= 0.98, np.mean(held)


def mixed(seed: int = 0, shift: float = 0.0) -> list[CyclicVoltammetry]:
    """A linear part of half the bell's current and a part with the root of v of the other half at 1 mV/s."""
    several = []
    for k, rate in enumerate((1e-4, 2e-4, 5e-4, 1e-3, 2e-3)):
        height = 5e-3 * (rate / 1e-3) + 5e-3 * np.sqrt(rate / 1e-3)
        gap = 0.03 + shift * np.log10(rate / 1e-4)
        one = cycles((3.75 + gap,), (3.75 - gap,), (height,), rate=rate, background=0.05 * height, noise=1e-3 * height, seed=seed * 10 + k)
        several.append(cyclic(one, Conditions()))
    return several


def test_the_current_is_split_as_it_was_mixed() -> None:
    got = scan_rates(mixed(), Conditions())
    for k, rate in enumerate((1e-4, 2e-4, 5e-4, 1e-3, 2e-3), start=1):
        truth = rate / 1e-3 / (rate / 1e-3 + np.sqrt(rate / 1e-3))
        share = found(got.estimates, f"s_cap_{k}")
        assert share.value == pytest.approx(truth, abs=0.01)
    assert "split_is_formal" in names(got)
    assert "peaks_shift" not in names(got)
    assert "peaks_shift" in names(scan_rates(mixed(shift=0.03), Conditions()))
    assert scan_rates(mixed()[:2], Conditions()) is None
