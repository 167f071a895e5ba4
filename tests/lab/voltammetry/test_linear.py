"""Linear sweeps: onsets by each criterion where the truth is known, the papers' windows and currents, each check on data that break it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stratode.lab.estimate import found
from stratode.lab.record import CURRENT, TIME, VOLTAGE, Array, Origin, Record
from stratode.lab.voltammetry.linear import Asked, LinearSweep, linear_sweep

AREA = 1.13e-4
ASKED = Asked(area=AREA, threshold=0.1, slope=1.0)  # 10 uA/cm2, 100 uA/(cm2 V)
UA = 1e-2  # A/m2 in uA/cm2


def swept(e: Array, density: Array, noise: float = 0.0, seed: int = 0, rate: float = 1e-4) -> Record:
    """A sweep of current densities in A/m2."""
    i = (density + np.random.default_rng(seed).normal(0.0, 1.0, e.size) * noise) * AREA
    return Record({TIME: np.abs(e - e[0]) / rate, VOLTAGE: e, CURRENT: i}, Origin("sweep.csv", "CSV"))


def ramp(noise: float = 2e-3, seed: int = 0) -> Record:
    """Nothing but 0.05 uA/cm2 a volt up to 4.7 V and down to -2.9 V, straight rises beyond: huang2021's window."""
    e = np.linspace(-3.2, 5.6, 4401)
    return swept(e, 5e-4 * e + 2.0 * np.clip(e - 4.7, 0.0, None) - 2.0 * np.clip(-2.9 - e, 0.0, None), noise, seed, 1e-4)


def exponential(noise: float = 0.0, seed: int = 0, end: float = 5.6) -> Record:
    """10 uA/cm2 at 4.9 V, tenfold every 276 mV, on a flat baseline."""
    e = np.linspace(2.8, end, 1401)
    return swept(e, 1e-3 + 0.1 * np.exp((e - 4.9) / 0.12), noise, seed)


def names(result: LinearSweep) -> set[str]:
    return {c.name for c in result.cautions} | {c.name for e in result.estimates for c in e.cautions}


def test_the_window_of_huang2021_comes_back_with_what_is_wrong_with_it() -> None:
    got = linear_sweep(ramp(), ASKED)
    assert found(got.estimates, "E_a_tangent").value == pytest.approx(4.7, abs=2e-3)
    assert found(got.estimates, "E_c_tangent").value == pytest.approx(-2.9, abs=2e-3)
    assert found(got.estimates, "E_window_tangent").value == pytest.approx(7.6, abs=3e-3)
    assert "window_below_plating" in names(got)
    assert "window_below_plating" not in names(linear_sweep(ramp(), Asked(area=AREA, against_lithium=False)))


def test_a_threshold_on_a_straight_rise_is_where_the_line_crosses_it() -> None:
    got = linear_sweep(ramp(noise=0.0), ASKED)
    assert found(got.estimates, "E_a_threshold").value == pytest.approx(4.7 + (0.1 - 5e-4 * 4.7475) / 2.0005, abs=1e-4)


def test_criteria_on_an_exponential_rise_are_those_of_its_formula() -> None:
    got = linear_sweep(exponential(), ASKED)
    assert found(got.estimates, "E_a_threshold").value == pytest.approx(4.9 + 0.12 * math.log(0.99), abs=1e-3)
    assert found(got.estimates, "E_a_slope").value == pytest.approx(4.9 + 0.12 * math.log(1.0 * 0.12 / 0.1), abs=3e-3)
    assert {"criteria_disagree", "tangent_depends_on_end"} <= names(got)


def test_the_currents_of_han2025_come_back() -> None:
    for at_55, at_45 in ((7.8, 1.5), (63.0, 1.9)):
        e = np.linspace(2.8, 5.8, 1501)
        j = at_45 * UA * np.exp((e - 4.5) * math.log(at_55 / at_45))
        got = linear_sweep(swept(e, j, 5e-4), Asked(area=AREA, threshold=0.1, slope=1.0, at=(4.5, 5.5)))
        assert found(got.estimates, "i_4.5V").value / UA < 2.0
        one = found(got.estimates, "i_5.5V")
        assert one.value / UA == pytest.approx(at_55, rel=0.01)
        assert one.shown_in == "uA/cm2"


def test_direction_does_not_matter_but_the_sign_of_the_side_does() -> None:
    up = linear_sweep(ramp(0.0), ASKED)
    record = ramp(0.0)
    down = linear_sweep(Record({k: v[::-1] if k != TIME else v for k, v in record.columns.items()}, record.origin), ASKED)
    for symbol in ("E_a_tangent", "E_c_tangent"):
        assert found(down.estimates, symbol).value == pytest.approx(found(up.estimates, symbol).value, abs=1e-6)


def covered(seeds: range) -> dict[str, float]:
    truth = {e.symbol: e.value for e in linear_sweep(exponential(), Asked(area=AREA, threshold=0.1, slope=1.0, at=(4.5,))).estimates}
    del truth["E_a_tangent"]  # on a bent rise its interval holds the bend, not only noise
    hits: dict[str, list[bool]] = {symbol: [] for symbol in (*truth, "ramp")}
    for seed in seeds:
        got = linear_sweep(exponential(2e-3 if seed % 2 else 6e-3, seed), Asked(area=AREA, threshold=0.1, slope=1.0, at=(4.5,)))
        for symbol, value in truth.items():
            one = found(got.estimates, symbol)
            hits[symbol].append(one.low <= value <= one.high)
        one = found(linear_sweep(ramp(4e-3, seed), Asked(area=AREA)).estimates, "E_a_tangent")
        hits["ramp"].append(one.low <= 4.7 <= one.high)
    return {symbol: float(np.mean(held)) for symbol, held in hits.items()}


def test_intervals_hold_the_truth() -> None:
    shares = covered(range(10))
    assert all(share >= 0.6 for share in shares.values()), shares


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_rate() -> None:
    shares = covered(range(400))
    assert all(0.90 <= share <= 0.98 for share in shares.values()), shares


def test_each_check_fires_on_data_that_break_it() -> None:
    e = np.linspace(2.8, 4.5, 500)
    flat = swept(e, np.zeros(500), 1e-3)
    assert "no_onset" in names(linear_sweep(flat, ASKED))
    assert "no_area" in names(linear_sweep(exponential(1e-3), Asked()))
    assert "onset_not_reached" in names(linear_sweep(exponential(1e-4, end=4.8), ASKED))
    assert "fast_sweep" in names(linear_sweep(swept(e, np.zeros(500), 1e-3, rate=1e-2), ASKED))
    assert "criteria_disagree" not in names(linear_sweep(ramp(), ASKED))
    assert "tangent_depends_on_end" not in names(linear_sweep(ramp(), ASKED))


def test_what_was_not_swept_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match=r"--at: must lie within the sweep, 2\.8 to 5\.6 V; received 6 V"):
        linear_sweep(exponential(), Asked(at=(6.0,)))
    with pytest.raises(ValueError, match="--quiet: must hold at least 8 points"):
        linear_sweep(exponential(), Asked(area=AREA, quiet=(1.0, 2.0)))
