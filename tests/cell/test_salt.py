"""Salt in the electrolyte against the exact solutions of linear diffusion in a slab."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.cell import simple
from tests.cell.simple import FARADAY

from stratode.cell import simulate
from stratode.cell.protocol import Precision
from stratode.cell.solution import Ending
from stratode.recipe.parts import Cell, Current

CURRENT = 20.0  # A/m2
GAP = 100e-6  # m
DIFFUSIVITY, TRANSFERENCE, POROSITY, EFFICIENCY = 3e-10, 0.25, 0.5, 0.25
EFFECTIVE = DIFFUSIVITY * EFFICIENCY
RISE = (1.0 - TRANSFERENCE) * CURRENT * GAP / (FARADAY * EFFECTIVE)  # mol/m3 across the slab at steady state
DIFFUSION_TIME = GAP**2 * POROSITY / EFFECTIVE  # s
SHEET = 0.05e-6  # m, the cathode: so thin that current leaves the slab at its end


def slab(seconds: float, gap: float = GAP, lower: float = 0.5) -> Cell:
    """Lithium | separator | a sheet of nearly no pores that takes up lithium without resistance."""
    sheet = simple.layer(simple.population(simple.host(limit=1e8)), thickness=SHEET, porosity=0.02, efficiency=1.0)
    return simple.cell(
        sheet,
        electrolyte=simple.liquid(DIFFUSIVITY, 10.0, TRANSFERENCE),
        gap=simple.separator(gap, POROSITY, EFFICIENCY),
        steps=(Current(None, False, lower, seconds),),
        one_c=CURRENT,
    )


def exact(depth: float | np.ndarray, time: np.ndarray) -> np.ndarray:
    """Salt (K, N) of a slab with the flux (1 - t+) i / F entering at depth 0 and leaving at 1; time over the diffusion time.

    Separation of variables (Carslaw & Jaeger, Conduction of Heat in Solids, 2nd ed., ch. 3.8, superposed at both faces).
    """
    n = np.arange(1, 400, 2)[:, None, None]
    waves = 4.0 / (n * np.pi) ** 2 * np.cos(n * np.pi * depth) * np.exp(-((n * np.pi) ** 2) * time[:, None])
    return 1000.0 + RISE * (0.5 - np.asarray(depth) - waves.sum(axis=0))


def worst_error(count: int) -> float:
    """Largest error of the slab's salt between 0.02 and 0.6 diffusion times, relative to the steady rise."""
    made = slab(0.6 * DIFFUSION_TIME)
    record = simple.discharge(made, simple.even_edges(made, count, 3)).record
    late = record.time > 0.02 * DIFFUSION_TIME
    depth = (np.arange(count) + 0.5) / count
    miss = record.salt[late, :count] - exact(depth, record.time[late] / DIFFUSION_TIME)
    return float(np.abs(miss).max() / RISE)


def test_salt_in_a_slab_follows_the_exact_series():
    # second order: (1/60)**2 / 12 = 2e-5, times derivatives of a profile that is one slab wide
    assert worst_error(60) < 1e-4


def test_salt_in_a_slab_converges_at_second_order():
    errors = [worst_error(count) for count in (10, 20, 40)]
    orders = np.log2(np.array(errors[:-1]) / np.array(errors[1:]))
    assert np.all((orders > 1.8) & (orders < 2.2)), (errors, orders)


def test_steady_salt_difference_is_the_transport_laws():
    made = slab(8.0 * DIFFUSION_TIME)
    record = simple.discharge(made, simple.even_edges(made, 20, 3)).record
    across = record.salt[-1, 0] - record.salt[-1, 19]
    # linear profiles are exact on finite volumes; what is left of the transient is exp(-8 pi2)
    assert across == pytest.approx(RISE * 19.0 / 20.0, rel=1e-5)


def long_slab(current: float) -> tuple[float, Cell]:
    """(Sand's time, a slab so long that its foil's side does not matter: erfc(4) = 2e-8)."""
    sand = math.pi * POROSITY * EFFECTIVE * (FARADAY * 1000.0 / (2.0 * (1.0 - TRANSFERENCE) * current)) ** 2
    return sand, slab(10.0 * sand, gap=8.0 * math.sqrt(EFFECTIVE / POROSITY * sand))


@pytest.mark.parametrize("current", [200.0, 400.0])
def test_depletion_comes_at_sands_time(current: float):
    """Sand 1901: in a long slab the salt at the taking face is gone at pi eps D_eff (F c0 / 2 (1 - t+) i)**2."""
    sand, made = long_slab(current)
    result = simulate(made, rates=[current / CURRENT], precision=Precision(200, 1e-5), explain=False).rates[0]
    assert result.ended_by in (Ending.SALT_DEPLETED, Ending.CUT_OFF)
    assert "salt below" in result.ended_where
    # nothing is left to find in the last node: only the mesh (8 reaches over 200, squared, over 12: 1.3e-4) and the steps remain
    assert result.trace.time[-1] == pytest.approx(sand, rel=5e-4)
