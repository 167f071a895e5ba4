"""Floating tests: known leakage comes back at each voltage; what has not become steady is told."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.lab.estimate import found
from stratode.lab.record import CURRENT, TIME, VOLTAGE, Origin, Record
from stratode.lab.voltammetry.leakage import Floating, floating
from stratode.report.lab.floating import sheet

HELD = ((4.3, 1e-6), (4.5, 2e-6), (4.8, 5e-6))


def held(seed: int = 0, rho: float = 0.0, tau: float = 5000.0, power: float | None = None, hours: float = 10.0) -> Record:
    """Three held voltages with a decaying current and noise of 0.1 uA, neighbours correlated by `rho`."""
    rng = np.random.default_rng(seed)
    t = np.arange(0.0, hours * 3600.0, 60.0)
    columns: dict[str, list[np.ndarray]] = {TIME: [], VOLTAGE: [], CURRENT: []}
    for k, (volts, leak) in enumerate(HELD):
        noise = rng.normal(0.0, 1e-7, t.size)
        for j in range(1, t.size):
            noise[j] = rho * noise[j - 1] + np.sqrt(1.0 - rho**2) * noise[j]
        decay = np.exp(-t / tau) if power is None else ((t + 60.0) / 3600.0) ** -power
        for name, values in ((TIME, t + k * t[-1] + 60.0 * k), (VOLTAGE, np.full(t.size, volts)), (CURRENT, leak + 2e-5 * decay + noise)):
            columns[name].append(values)
    return Record({name: np.concatenate(parts) for name, parts in columns.items()}, Origin("held.csv", "CSV"))


def names(got: Floating) -> set[str]:
    return {c.name for e in got.estimates for c in e.cautions}


def test_the_leakage_of_each_voltage_comes_back() -> None:
    got = floating(held(), area=1e-4)
    for volts, leak in HELD:
        assert found(got.estimates, f"i_leak_{volts:g}V").value == pytest.approx(leak / 1e-4, rel=0.05)
        assert found(got.estimates, f"i_end_{volts:g}V").value == pytest.approx(leak / 1e-4, rel=0.08)
    assert not names(got)
    assert [hold.exponential.time for hold in got.holds] == pytest.approx([5000.0] * 3, rel=0.05)


def covered(seeds: range) -> float:
    hits = []
    for seed in seeds:
        got = floating(held(seed, rho=(0.0, 0.5, 0.8)[seed % 3]))
        hits += [(e := found(got.estimates, f"i_leak_{v:g}V")).low <= leak <= e.high for v, leak in HELD]
    return float(np.mean(hits))


def test_intervals_hold_the_truth() -> None:
    assert covered(range(9)) >= 0.8


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_rate() -> None:
    share = covered(range(300))
    assert 0.90 <= share <= 0.98, share


def test_what_is_not_steady_is_told() -> None:
    assert "not_steady" in names(floating(held(tau=40000.0)))
    assert "decay_unclear" in names(floating(held(power=0.5)))
    assert "decay_unclear" not in names(floating(held()))


def test_a_sweep_is_no_floating_test() -> None:
    e = np.linspace(3.0, 4.5, 300)
    with pytest.raises(ValueError, match="lab lsv"):
        floating(Record({TIME: np.arange(300.0), VOLTAGE: e, CURRENT: e}, Origin("sweep.csv", "CSV")))


def test_a_leakage_far_below_the_first_current_is_seen_in_the_figure() -> None:
    """Of currents that fall tenfold and more the axis is logarithmic, and the steady current lies within it."""
    axis = sheet("held", floating(held())).drawings()[0].figure.layout.yaxis
    assert axis.type == "log"
    assert 10.0 ** axis.range[0] < 1.0 < 10.0 ** axis.range[1]  # uA, the smallest leakage
    turned = held()
    negative = Record({**turned.columns, CURRENT: -turned.columns[CURRENT]}, turned.origin)
    assert sheet("held", floating(negative)).drawings()[0].figure.layout.yaxis.type != "log"
