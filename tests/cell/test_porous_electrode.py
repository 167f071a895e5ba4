"""The ohmic porous electrode against the closed reaction distribution of Newman & Tobias, and what its losses are at the first instant."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.cell import simple
from tests.cell.simple import FARADAY, THERMAL

from stratode.cell.losses import losses
from stratode.cell.simulate import join
from stratode.cell.solution import Losses
from stratode.recipe.parts import Cell, Current

THICKNESS, FRACTION, RADIUS, EXCHANGE = 400e-6, 0.5, 5e-6, 1.0
KAPPA, EFFICIENCY = 1.0, 0.3
AREA = 3.0 * FRACTION / RADIUS  # m2/m3
SMALL = 0.01  # A/m2: j / i0 below 1e-3, where asinh is straight to 1e-7


def electrode(sigma: float, kappa: float = KAPPA, exchange: float = EXCHANGE, current: float = SMALL) -> Cell:
    return simple.cell(
        simple.layer(
            simple.population(simple.host(1e-14, exchange), FRACTION, RADIUS), thickness=THICKNESS, efficiency=EFFICIENCY, sigma=sigma
        ),
        electrolyte=simple.liquid(kappa=kappa),
        steps=(Current(None, False, 2.0, 1e-3),),
        one_c=current,
    )


def reaction(sigma: float, x: np.ndarray) -> np.ndarray:
    """Share of the current taken per length (1/m) at distance x from the separator.

    Newman & Tobias, J. Electrochem. Soc. 109 (1962) 1183, linear kinetics: nu2 = a i0 F L2 / RT (1/kappa + 1/sigma), K = kappa/sigma,
    nu / L (cosh(nu (1 - x/L)) + K cosh(nu x/L)) / ((1 + K) sinh nu). At stoichiometry 0.1, i0 = i_ref 2 sqrt(0.1 x 0.9) = 0.6 i_ref.
    """
    kappa = KAPPA * EFFICIENCY
    nu = math.sqrt(AREA * 0.6 * EXCHANGE / THERMAL * (1.0 / kappa + 1.0 / sigma)) * THICKNESS
    k = kappa / sigma
    return nu / THICKNESS * (np.cosh(nu * (1.0 - x / THICKNESS)) + k * np.cosh(nu * x / THICKNESS)) / ((1.0 + k) * math.sinh(nu))


def worst_error(sigma: float, count: int) -> float:
    """Largest error of the first instant's reaction, relative to its mean."""
    made = electrode(sigma)
    record = simple.discharge(made, simple.even_edges(made, 5, count)).record
    x = (np.arange(count) + 0.5) * THICKNESS / count
    found = -record.flux[0] * AREA / SMALL
    return float(np.abs(found - reaction(sigma, x)).max() * THICKNESS)


@pytest.mark.parametrize("sigma", [0.1, 0.3, 3.0])
def test_first_reaction_is_newman_and_tobias(sigma: float):
    # nu is 2 to 4: second-order truncation over 160 nodes, (nu / 160)**2 / 24 = 3e-5, times a peak of up to 4
    assert worst_error(sigma, 160) < 1e-4


@pytest.mark.parametrize("sigma", [0.1, 0.3])
def test_reaction_converges_at_second_order(sigma: float):
    errors = np.array([worst_error(sigma, count) for count in (20, 40, 80)])
    orders = np.log2(errors[:-1] / errors[1:])
    assert np.all((orders > 1.7) & (orders < 2.2)), (errors, orders)


def test_equal_conductivities_make_both_faces_equal():
    made = electrode(KAPPA * EFFICIENCY)
    flux = simple.discharge(made, simple.even_edges(made, 5, 40)).record.flux[0]
    assert flux == pytest.approx(flux[::-1], rel=1e-6)
    assert flux[0] < 1.5 * flux[20] < 0.0  # crowded at both faces


def first_losses(made: Cell, gap: int = 5, count: int = 40) -> dict[str, float]:
    """Losses (V) at the first instant."""
    edges = simple.even_edges(made, gap, count)
    lost: Losses = losses(simple.on(made, edges), join((simple.discharge(made, edges),)), 1.0)
    assert lost.residual <= 1e-6
    return dict(zip(lost.names, lost.values[0].tolist(), strict=True))


def test_uniform_reaction_loses_a_third_of_each_resistance():
    """Where kinetics are slow against conduction, each phase loses i L / 3 kappa: the integral of (1 - x/L)**2."""
    current, sigma = 1.0, 3.0
    made = electrode(sigma, KAPPA, 1e-5, current)
    lost = first_losses(made, count=80)
    # kinetics take 2 RT/F asinh(j/2i0) = 0.3 V with slope 2RT/F / j: conduction of 0.5 mV bends the distribution by 1e-3
    assert lost["pore ohmic: cathode: L"] == pytest.approx(current * THICKNESS / (3.0 * KAPPA * EFFICIENCY), rel=5e-3)
    assert lost["electron conduction: cathode"] == pytest.approx(current * THICKNESS / (3.0 * sigma), rel=5e-3)
    assert lost["charge transfer: cathode"] == pytest.approx(
        2.0 * THERMAL * math.asinh(current / (AREA * THICKNESS) / (2.0 * 0.6 * 1e-5)), rel=1e-3
    )


def test_separator_loses_its_ohmic_resistance_at_the_first_instant():
    made = electrode(3.0, current=10.0)
    gap = made.separator.thickness / (0.25 * KAPPA)
    assert first_losses(made)["separator ohmic"] == pytest.approx(10.0 * gap, rel=1e-6)


def test_no_salt_gradient_costs_nothing_at_the_first_instant():
    lost = first_losses(electrode(3.0, current=10.0))
    # the foil's wall is the only place where salt differs from its node at once; half a separator node away
    grows = (1.0 - 0.25) * 10.0 * 2.5e-6 / (FARADAY * 3e-10 * 0.25)
    assert lost["separator diffusion"] == pytest.approx(2.0 * THERMAL * 0.75 * math.log1p(grows / 1000.0), rel=1e-3)
    assert abs(lost["pore diffusion: cathode: L"]) < 1e-9
    assert abs(lost["solid diffusion: cathode"]) < 1e-6  # nothing has moved yet
    assert abs(lost["uneven state of charge: cathode"]) < 1e-9
