"""Losses: they add up, and each is known in closed form where it stands alone (the first instant is in test_porous_electrode)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.cell import drawn, simple
from tests.cell.simple import FARADAY, THERMAL

from stratode.cell import Precision, simulate
from stratode.cell.solution import RateResult
from stratode.recipe.parts import Cell, Current

CURRENT = 10.0  # A/m2
RADIUS, THICKNESS, FRACTION = 4e-6, 60e-6, 0.5
AREA = 3.0 * FRACTION / RADIUS * THICKNESS  # m2 of particles per m2 of cell


def run(made: Cell, tolerance: float = 1e-6) -> RateResult:
    return simulate(made, precision=Precision(tolerance=tolerance), explain=False).rates[0]


def lost(result: RateResult, name: str, row: int | None = None) -> float | np.ndarray:
    column = result.losses.values[:, result.losses.names.index(name)]
    return column if row is None else float(column[row])


def plain(seconds: float | None = None, film: float = 0.0, diffusivity: float = 1e-14, **kinds: float) -> Cell:
    return simple.cell(
        simple.layer(simple.population(simple.host(diffusivity, kinds.get("exchange", 1.0)), FRACTION, RADIUS, film), thickness=THICKNESS),
        electrolyte=simple.still(),
        anode=simple.lithium(kinds.get("foil", 1e6), kinds.get("foil_film", 0.0)),
        steps=(Current(None, False, 2.0, seconds),),
        one_c=CURRENT,
        contact=kinds.get("contact", 0.0),
    )


@pytest.mark.parametrize("seed", [2, 3, 4, 8, 18, 26])
def test_losses_add_up_in_cells_of_every_kind(seed: int):
    result = run(drawn.cell(seed), 1e-3)
    total = result.losses.open_circuit - result.losses.values.sum(axis=1)
    assert np.abs(total - result.trace.voltage).max() == pytest.approx(result.losses.residual, abs=1e-12)
    assert result.losses.residual <= 1e-6


def test_contact_costs_i_r():
    result = run(plain(600.0, contact=2e-3))
    assert lost(result, "contact: cathode") == pytest.approx(CURRENT * 2e-3, rel=1e-12)


def test_films_cost_i_r_over_their_surface():
    result = run(plain(600.0, film=0.01, foil_film=1e-3))
    assert lost(result, "film: cathode") == pytest.approx(0.01 * CURRENT / AREA, rel=1e-6)
    assert lost(result, "lithium electrode") == pytest.approx(CURRENT * 1e-3, rel=1e-3)  # beside 2 RT/F asinh(1e-5)


def test_foil_costs_its_butler_volmer_overpotential():
    result = run(plain(600.0, foil=3.0))
    assert lost(result, "lithium electrode") == pytest.approx(2.0 * THERMAL * math.asinh(CURRENT / 6.0), rel=1e-6)


def test_charge_transfer_costs_its_butler_volmer_overpotential():
    result = run(plain(600.0, exchange=0.2))
    x = result.trace.surface.mean(axis=1)
    i0 = 0.2 * 2.0 * np.sqrt(x * (1.0 - x))
    assert lost(result, "charge transfer: cathode") == pytest.approx(2.0 * THERMAL * np.arcsinh(CURRENT / AREA / (2.0 * i0)), rel=1e-5)


def test_solid_diffusion_costs_the_slope_times_the_steady_drop():
    """After a long time x_s - x_mean = j R / (5 D c_max F) (Crank, eq. 6.45), here on a potential of slope -1 V."""
    diffusivity = 4e-14  # R2/D = 400 s; the slowest transient exp(-20 t D/R2) is over
    result = run(plain(1200.0, diffusivity=diffusivity))
    drop = CURRENT / AREA * RADIUS / (5.0 * diffusivity * 50000.0 * FARADAY)
    assert lost(result, "solid diffusion: cathode", -1) == pytest.approx(drop, rel=1e-5)


def test_uneven_charge_costs_the_slope_times_the_distance_from_the_mean():
    """Half the host cannot react: the other half runs ahead of the mean by as much as the mean has moved."""
    live, dead = simple.population(simple.host(1e-14), 0.25, RADIUS), simple.population(simple.host(1e-14), 0.25, RADIUS, factor=1e-12)
    made = plain(600.0)
    result = run(replace(made, cathode=replace(made.cathode, layers=(replace(made.cathode.layers[0], populations=(live, dead)),))))
    moved = CURRENT * result.trace.time / simple.hosts_charge(made)
    assert lost(result, "uneven state of charge: cathode") == pytest.approx(moved, abs=1e-6)


def test_separator_at_steady_state_costs_what_the_concentrated_solution_says():
    """Ohmic i L / kappa_eff; diffusion 2 RT/F (1 + dln f/dln c)(1 - t+) ln(c at the foil / c at the cathode)."""
    gap, eff, factor, t_plus, d, kappa, current = 100e-6, 0.25, 2.5, 0.3, 3e-10, 0.8, 10.0
    sheet = simple.layer(simple.population(simple.host(limit=1e8)), thickness=0.05e-6, porosity=0.02, efficiency=1.0)
    made = simple.cell(
        sheet,
        electrolyte=simple.liquid(d, kappa, t_plus, factor),
        gap=simple.separator(gap, 0.5, eff),
        steps=(Current(None, False, 0.5, 600.0),),  # nine diffusion times of the slab
        one_c=current,
    )
    result = run(made)
    rise = (1.0 - t_plus) * current * gap / (FARADAY * d * eff)
    wall = math.log((1000.0 + rise / 2.0) / (1000.0 - rise / 2.0))
    assert lost(result, "separator ohmic", -1) == pytest.approx(current * gap / (kappa * eff), rel=1e-4)
    assert lost(result, "separator diffusion", -1) == pytest.approx(2.0 * THERMAL * factor * (1.0 - t_plus) * wall, rel=1e-3)


def test_open_circuit_is_the_potential_at_the_counted_charge():
    made = plain(900.0)
    result = run(made)
    x = 0.1 + CURRENT * result.trace.time / simple.hosts_charge(made)
    assert result.losses.open_circuit == pytest.approx(simple.U_FULL + simple.U_SLOPE * x, abs=1e-6)
    assert result.losses.depth[-1] == pytest.approx(CURRENT * 900.0 / 3600.0 / (5000.0 * FRACTION * THICKNESS), rel=1e-9)
