"""Rheology: a Maxwell element is solved exactly; crossovers of the papers' shapes, none and several; each check on data that break it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stratode.lab.estimate import found
from stratode.lab.record import Array, Origin, Record
from stratode.lab.rheology.moduli import moduli_of
from stratode.lab.rheology.relaxation import Rheology, rheology

W = np.geomspace(0.05, 10.0, 24)


def maxwell(w: Array, strength: float, tau: float, elastic: float = 0.0) -> tuple[Array, Array]:
    """G' and G'' of a Maxwell element beside a spring."""
    x = w * tau
    return elastic + strength * x**2 / (1.0 + x**2), strength * x / (1.0 + x**2)


def swept(storage: Array, loss: Array, *, noise: float = 0.0, seed: int = 0, w: Array = W, eta: Array | None = None) -> Record:
    rng = np.random.default_rng(seed)
    g1, g2 = (g * np.exp(rng.normal(0.0, 1.0, w.size) * noise) for g in (storage, loss))
    columns = {"Angular Frequency / rad/s": w, "Storage Modulus / Pa": g1, "Loss Modulus / Pa": g2}
    return Record(columns if eta is None else {**columns, "Complex Viscosity / Pa s": eta}, Origin("sweep.csv", "CSV"))


def evaluated(record: Record, at: float | None = None) -> Rheology:
    return rheology(moduli_of(record), at)


def names(result: Rheology) -> set[str]:
    return {c.name for c in result.cautions} | {c.name for e in result.estimates for c in e.cautions}


def test_a_maxwell_element_crosses_at_its_rate_and_relaxes_in_its_time() -> None:
    """G' = G'' = G/2 at omega = 1/tau; lambda = G' / (|eta*| omega^2) = tau / sqrt(1 + (omega tau)^2)."""
    got = evaluated(swept(*maxwell(W, 1e5, 2.5)), at=0.05)
    assert found(got.estimates, "omega_x1").value == pytest.approx(0.4, rel=2e-3)  # ISP67 of han2025
    assert found(got.estimates, "tau_x1").value == pytest.approx(2.5, rel=2e-3)
    assert found(got.estimates, "G_x1").value == pytest.approx(5e4, rel=4e-3)
    truth = 2.5 / math.sqrt(1.0 + (0.05 * 2.5) ** 2)
    assert found(got.estimates, "lambda").value == pytest.approx(truth, rel=4e-3)


def test_compliance_times_viscosity_is_the_relaxation_time() -> None:
    """han2025, equation 1: J' = G' / (|eta*| omega)^2 = lambda / |eta*|."""
    got = evaluated(swept(*maxwell(W, 3e5, 1.0, 1e4)), at=0.2)
    j, eta, time = (found(got.estimates, symbol).value for symbol in ("J'", "|eta*|", "lambda"))
    assert j * eta == pytest.approx(time, rel=1e-12)


def test_the_binders_of_han2025() -> None:
    """ISP67 crosses at 0.4 rad/s, ISP0 and ISP33 at about 1, ISP50 stays elastic from 0.05 to 10."""
    for tau, crossing in ((2.5, 0.4), (1.0, 1.0)):
        got = evaluated(swept(*maxwell(W, 1e5, tau), noise=0.02))
        one = found(got.estimates, "omega_x1")
        assert one.low <= crossing <= one.high
        assert got.crossings[0].elastic_above
    got = evaluated(swept(*maxwell(W, 1e5, 1.0, 2e5), noise=0.02))
    assert not got.crossings
    assert "no_crossover" in names(got)
    assert got.verdict.startswith("G' above G'' throughout: elastic")


def test_several_crossings_are_all_told() -> None:
    w = np.geomspace(1e-3, 1e3, 61)
    a, b = maxwell(w, 1e5, 100.0), maxwell(w, 1e7, 0.01)
    got = evaluated(swept(a[0] + b[0], a[1] + b[1], w=w))
    assert [one.elastic_above for one in got.crossings] == [True, False, True]
    assert "several_crossovers" in names(got)


def covered(seeds: range) -> dict[str, float]:
    truth = {"omega_x1": 0.4, "G_x1": 5e4, "lambda": 2.5 / math.sqrt(1.0 + (0.1 * 2.5) ** 2)}
    hits: dict[str, list[bool]] = {symbol: [] for symbol in truth}
    for seed in seeds:
        got = evaluated(swept(*maxwell(W, 1e5, 2.5), noise=0.02, seed=seed), at=0.1)
        for symbol, value in truth.items():
            one = found(got.estimates, symbol)
            hits[symbol].append(one.low <= value <= one.high)
    return {symbol: float(np.mean(held)) for symbol, held in hits.items()}


def test_intervals_hold_the_truth() -> None:
    shares = covered(range(30))
    assert all(share >= 0.82 for share in shares.values()), shares


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_rate() -> None:
    shares = covered(range(1000))
    assert all(0.90 <= share <= 0.98 for share in shares.values()), shares


def test_each_check_fires_on_data_that_break_it() -> None:
    g1, g2 = maxwell(W, 1e5, 2.5)
    right = np.hypot(g1, g2) / W
    assert not names(evaluated(swept(g1, g2, eta=right)))
    inconsistent = evaluated(swept(g1, g2, eta=right * 2.0 * math.pi))
    assert "eta_inconsistent" in names(inconsistent)
    assert "2 pi" in " ".join(c.words for c in inconsistent.cautions)
    hertz = Record({"Frequency / Hz": W / (2.0 * math.pi), "G' (Pa)": g1, "G'' (kPa)": g2 / 1e3}, Origin("hz.csv", "CSV"))
    assert "frequency_in_hertz" in names(evaluated(hertz))
    assert found(evaluated(hertz).estimates, "omega_x1").value == pytest.approx(0.4, rel=2e-3)
    touching = swept(np.full(24, 1e5), np.full(24, 1e5), noise=0.02)
    assert "crossing_unclear" in names(evaluated(touching))
    assert "lambda_follows_frequency" in names(evaluated(swept(*maxwell(W, 1e4, 1.0, 2e5)), at=0.05))


def test_rows_that_hold_no_modulus_are_counted_and_what_was_not_measured_is_refused() -> None:
    g1, g2 = maxwell(W, 1e5, 2.5)
    g1[:2] = -3.0
    moduli = moduli_of(swept(g1, g2))
    assert moduli.omega.size == 22
    assert moduli.origin.skipped[0].count == 2
    with pytest.raises(ValueError, match=r"--at: must lie within the sweep, 0\.05 to 10 rad/s; received 100"):
        evaluated(swept(*maxwell(W, 1e5, 2.5)), at=100.0)
    with pytest.raises(ValueError, match="needs at least 5 frequencies"):
        moduli_of(swept(-g1, g2))
    with pytest.raises(ValueError, match="needs a column 'Loss Modulus / Pa'"):
        moduli_of(Record({"omega": W, "G'": g1}, Origin("half.csv", "CSV")))
