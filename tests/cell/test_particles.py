"""Particles against the exact series of a sphere under constant flux, and the cell at low rate against its open-circuit potential."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from tests.cell import simple
from tests.cell.simple import THERMAL, U_FULL, U_SLOPE

from stratode.cell import simulate
from stratode.cell.protocol import Precision
from stratode.recipe.parts import ActiveMaterial, Cell, Current

CURRENT = 10.0  # A/m2
THICKNESS, FRACTION, RADIUS = 10e-6, 0.5, 5e-6
DIFFUSIVITY = 2e-14
EXCHANGE, FOIL_EXCHANGE = 2.0, 30.0  # A/m2
DIFFUSION_TIME = RADIUS**2 / DIFFUSIVITY  # 1250 s
ROOTS = np.array([brentq(lambda x: math.sin(x) - x * math.cos(x), n * math.pi + 1e-6, (n + 0.5) * math.pi) for n in range(1, 400)])


def thin(material: ActiveMaterial, seconds: float | None = None) -> Cell:
    """A layer so conducting that all its particles see the same: a single particle."""
    made = simple.cell(
        simple.layer(simple.population(material, FRACTION, RADIUS), thickness=THICKNESS),
        electrolyte=simple.still(),
        anode=simple.lithium(FOIL_EXCHANGE),
        steps=(Current(None, False, 2.0, seconds),),
        one_c=CURRENT,
    )
    return made


def rate_of_filling(made: Cell) -> float:
    """Mean stoichiometry per second."""
    return CURRENT / simple.hosts_charge(made)


def surface(made: Cell, time: np.ndarray) -> np.ndarray:
    """Surface stoichiometry under constant flux from x = 0.1 (Crank, The Mathematics of Diffusion, 2nd ed., eq. 6.45)."""
    tau = time[:, None] / DIFFUSION_TIME
    series = (2.0 / ROOTS**2 * np.exp(-(ROOTS**2) * tau)).sum(axis=1)
    uptake = rate_of_filling(made) * DIFFUSION_TIME / 3.0
    return 0.1 + uptake * (3.0 * time / DIFFUSION_TIME + 0.2 - series)


def voltage(made: Cell, time: np.ndarray) -> np.ndarray:
    """Terminal voltage: straight potential at the surface, less charge transfer at particles and foil (Butler-Volmer, alpha 1/2)."""
    x = surface(made, time)
    area = 3.0 * FRACTION / RADIUS * THICKNESS
    i0 = EXCHANGE * 2.0 * np.sqrt(x * (1.0 - x))
    transfer = 2.0 * THERMAL * (np.arcsinh(CURRENT / area / (2.0 * i0)) + math.asinh(CURRENT / (2.0 * FOIL_EXCHANGE)))
    return U_FULL + U_SLOPE * x - transfer


def edges(made: Cell) -> np.ndarray:
    return simple.even_edges(made, 3, 3)


@pytest.mark.parametrize(("shells", "limit"), [(False, 2e-6), (True, 1e-4)])
def test_voltage_of_a_single_particle_is_the_series(shells: bool, limit: float):
    """V within `limit`: modes to the time tolerance; 40 shells to their square, 2e-3 of the drop x_s - x_mean = 0.03."""
    material = simple.host(DIFFUSIVITY, EXCHANGE)
    made = thin(simple.varying(material) if shells else material, 1.2 * DIFFUSION_TIME)
    record = simple.discharge(made, edges(made), shells=40).record
    late = record.time > 0.01 * DIFFUSION_TIME
    assert late.sum() > 20
    assert np.abs(record.voltage[late] - voltage(made, record.time[late])).max() < limit


def surface_error(modes: int, shells: int, varying: bool) -> float:
    """Largest error of the surface stoichiometry after 0.02 diffusion times, relative to the uptake per diffusion time."""
    material = simple.host(DIFFUSIVITY, EXCHANGE)
    made = thin(simple.varying(material) if varying else material, DIFFUSION_TIME)
    record = simple.discharge(made, edges(made), simple.Precision(tolerance=1e-9), modes=modes, shells=shells).record
    late = record.time > 0.02 * DIFFUSION_TIME
    miss = record.surface[late, 0] - surface(made, record.time[late])
    return float(np.abs(miss).max() / (rate_of_filling(made) * DIFFUSION_TIME))


def test_shells_converge_at_second_order():
    errors = np.array([surface_error(10, count, True) for count in (10, 20, 40)])
    orders = np.log2(errors[:-1] / errors[1:])
    assert np.all((orders > 1.8) & (orders < 2.4)), (errors, orders)


def test_modes_converge_spectrally():
    """Each two modes more leave less than a third of the error: faster than any power of their number in this range."""
    errors = np.array([surface_error(count, 20, False) for count in (3, 5, 7, 9)])
    assert np.all(errors[1:] < errors[:-1] / 3.0), errors
    orders = np.log(errors[:-1] / errors[1:]) / np.log(np.array([5 / 3, 7 / 5, 9 / 7]))
    assert np.all(np.diff(orders) > 0.0), orders  # a power law would keep its order


def test_a_thousandth_of_1c_is_the_open_circuit_potential():
    """All losses scale with the current: at C/1000 of this cell at most i R = 0.01 A/m2 x 0.04 ohm m2 = 0.4 mV."""
    made = simple.cell(
        simple.layer(simple.population(simple.host(1e-14, 2.0), radius=5e-6), sigma=10.0, thickness=75e-6),
        anode=simple.lithium(30.0),
        one_c=simple.FARADAY * 50000.0 * 0.5 * 75e-6 * 0.8 / 3600.0,
    )
    result = simulate(made, rates=[1e-3], precision=Precision(tolerance=1e-5), explain=False).rates[0]
    x = 0.1 - (result.trace.current_density[0] * result.trace.time) / simple.hosts_charge(made)
    inner = (x > 0.12) & (x < 0.88)
    assert np.abs(result.trace.voltage - (U_FULL + U_SLOPE * x))[inner].max() < 0.5e-3
    assert result.capacity == pytest.approx(made.protocol.one_c, rel=1e-3)
