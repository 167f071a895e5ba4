"""What a whole discharge can carry or must cost: closed forms, and profiles drawn at random that never do better."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from stratode.design.ohmic import least_pore_resistance
from stratode.design.path import Section
from stratode.design.reaction import transfer_overpotential, transfer_resistance_ratio
from stratode.design.salt import limiting_current, sustained_current

F = 96485.33212


def electrode(share: float = 1.0, thickness: float = 300e-6, eps: float = 0.3) -> tuple[Section, ...]:
    return (
        Section("beyond", (1.0 - share) * thickness, eps, eps, 0.0, 0.0, None, 0.0),
        Section("electrode", share * thickness, eps, eps, 0.0, 1.0, None, 0.0),
    )


def test_sustained_current_of_an_electrode_alone():
    """i = F c0 eps L / ((1 - t+) u^2 L^2 / (6 D) - F c0 eps L^3 / (6 D Q)), D that of the pores."""
    D, c0, t_plus, eps, L, u, Q = 2e-11, 1000.0, 0.4, 0.3, 300e-6, 0.7, 4e5
    expected = F * c0 * eps * L / ((1 - t_plus) * u**2 * L**2 / (6 * D) - F * c0 * eps * L**3 / (6 * D * Q))
    assert sustained_current(electrode(u), D, c0, t_plus, Q) == pytest.approx(expected, rel=1e-12)


def test_a_long_discharge_ends_at_the_limiting_current_and_a_short_one_needs_no_diffusion():
    sections = electrode()
    steady = limiting_current(sections, 2e-11, 1000.0, 0.4)
    assert sustained_current(sections, 2e-11, 1000.0, 0.4, 1e12) == pytest.approx(steady, rel=1e-6)
    assert sustained_current(sections, 2e-11, 1000.0, 0.4, 1e4) == inf
    assert sustained_current(sections, 2e-11, 1000.0, 1.0, 1e4) == inf


@pytest.mark.parametrize("duration", [0.3, 3.0])
def test_a_discharge_at_a_larger_current_runs_out_of_salt(duration):
    """Even reaction in an electrode alone, implicit volumes: at the bound's current the salt at the collector is gone before the end."""
    n, steps = 200, 2000
    D, L, c0, slope = 1.0, 1.0, 1.0, 0.0
    sections = (Section("electrode", L, 1.0, 1.0, 0.0, 1.0, None, 0.0),)

    def least(current: float) -> float:
        h, dt = L / n, duration / steps
        a = (
            np.diag(np.full(n, 1.0 + 2.0 * D * dt / h**2))
            - np.diag(np.full(n - 1, D * dt / h**2), 1)
            - np.diag(np.full(n - 1, D * dt / h**2), -1)
        )
        a[0, 0] -= D * dt / h**2
        a[-1, -1] -= D * dt / h**2
        inverse, c, lowest = np.linalg.inv(a), np.full(n, c0), c0
        source = np.full(n, -current / F * dt / L)
        source[-1] += current / F * dt / h  # what the counter electrode gives up
        for _ in range(steps):
            c = inverse @ (c + source)
            lowest = min(lowest, c.min())
        return lowest

    # the bound knows the charge: i = I(Q = i T) solved for i
    low, high = 1.0, 1e9
    for _ in range(80):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if sustained_current(sections, D, c0, slope, middle * duration) > middle else (low, middle)
    assert least(1.001 * low) < 0.0


def test_pores_never_cost_less_than_their_least():
    """200 histories of the reaction drawn at random, none delivering more than the capacity at any depth: mean of int i^2 dx >= u / 3."""
    random, n, steps = np.random.default_rng(1), 40, 30
    for _ in range(200):
        delivered = np.zeros(n)
        current = []
        for _ in range(steps):
            weight = random.exponential(size=n) ** random.integers(1, 6) * (delivered < 1.0)
            reaction = weight / weight.sum()
            step = reaction * n * 0.02
            if np.any(delivered + step > 1.0):
                break
            delivered += step
            current.append(np.cumsum(reaction) - 0.5 * reaction)
        if current:
            cost = np.mean([np.mean(i**2) for i in current])
            assert cost >= least_pore_resistance(1.0, delivered.mean()) * (1.0 - 2.0 / n)


def test_the_least_cost_is_that_of_an_even_reaction_next_to_the_separator():
    n, share = 4000, 0.6
    reaction = np.where(np.arange(n) >= (1.0 - share) * n, 1.0, 0.0)
    current = np.cumsum(reaction / reaction.sum())
    assert np.mean(current**2) == pytest.approx(least_pore_resistance(1.0, share), rel=1e-3)


def test_transfer_overpotential_is_linear_at_first_and_less_then():
    assert float(transfer_overpotential(0.01, 1e-3, 298.15)) == pytest.approx(1e-5, rel=1e-6)
    assert float(transfer_overpotential(168.0, 37.7e-4, 298.15)) == pytest.approx(0.1647, rel=1e-3)  # i R_ct is 0.63 V


def test_transfer_resistances_by_activation_energy():
    assert float(transfer_resistance_ratio(29760.0, 33170.0, 298.15)) == pytest.approx(3.96, rel=2e-3)
