"""Cells in which transport is measured: each returns what was put in where its theory holds, and misses it where it does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.cell import bench, simple
from tests.cell.linear import between, blocking, path

from stratode.cell.protocol import Precision
from stratode.cell.solution import ExperimentResult, StageEnd
from stratode.recipe.parts import Current, Layer, Rest, Separator, Sine, TransportEfficiency

FARADAY, THERMAL = simple.FARADAY, 2.0 * simple.THERMAL  # V, 2RT/F
GAP, AREA_CURRENT = 100e-6, 5.0
D, KAPPA, T_PLUS, C0 = 3e-10, 1.0, 0.25, 1000.0
FOIL = simple.lithium(exchange=1e9)  # takes no voltage
LIMITING = 2.0 * FARADAY * D * C0 / (GAP * (1.0 - T_PLUS))  # A/m2, of the open membrane
RELAXATION = GAP**2 / (np.pi**2 * D)  # s, slowest of a membrane between two ends that salt cannot pass


def membrane(porosity: float = 1.0, efficiency: float = 1.0) -> Separator:
    return Separator("membrane", GAP, porosity, TransportEfficiency(efficiency), 1000.0, "invented")


def polymer():
    return simple.liquid(D, KAPPA, T_PLUS)


# ------------------------------------------------------------------------------------------------- conductivity


@pytest.mark.parametrize("beside", [0.0, 0.3])
def test_a_blocking_cell_returns_the_conductivity_put_in(beside: float):
    """At 1 MHz the double layers of 0.2 F/m2 take 1e-6 of the membrane's voltage."""
    gap = replace(membrane(0.5, 0.3), paths=(path(beside),) if beside else ())
    result = bench.run(between(blocking(), blocking(), gap, electrolyte=polymer()), Sine(1.0, 1e6, 4.0))
    _, v, i = bench.of_stage(result, 1)
    late = slice(i.size // 2, None)
    in_phase = float(np.sum(v[late] * i[late]) / np.sum(i[late] ** 2))
    assert GAP / in_phase == pytest.approx(0.3 * KAPPA + beside, rel=1e-4)


def test_a_pulse_on_a_blocking_cell_begins_with_its_resistance_and_then_charges_two_layers_in_series():
    result = bench.run(between(blocking(0.2), blocking(0.1), membrane(), electrolyte=polymer()), Current(None, True, None, 1e-3, 2.0))
    t, v, _ = bench.of_stage(result, 1)
    assert v[0] == pytest.approx(2.0 * GAP / KAPPA, rel=1e-3)
    slope = float(np.polyfit(t[t > 2e-4], v[t > 2e-4], 1)[0])
    assert slope == pytest.approx(2.0 / 0.2 + 2.0 / 0.1, rel=1e-3)  # i / C of each


# ------------------------------------------------------------------------------------------------- steady state


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_steady_polarisation_is_linear_in_salt_and_ohmic_and_nernstian_in_voltage(share: float):
    """c runs straight from c0 (1 + i / i_lim) to c0 (1 - i / i_lim); phi_e gives its ohmic part and theta ln(c/c)."""
    current = share * LIMITING
    result = bench.run(between(FOIL, FOIL, membrane(), electrolyte=polymer()), Current(None, True, None, 20.0 * RELAXATION, current))
    salt, width = result.trace.salt[-1], result.mesh.width
    x = np.cumsum(width) - 0.5 * width
    rises = np.interp(x, [0.0, GAP], [C0 * (1.0 - share), C0 * (1.0 + share)])
    assert salt == pytest.approx(rises, rel=1e-6) or salt == pytest.approx(rises[::-1], rel=1e-6)
    nernst = THERMAL * (1.0 - T_PLUS) * np.log((1.0 + share) / (1.0 - share))
    assert result.stages[0].voltage_end == pytest.approx(current * GAP / KAPPA + nernst, rel=1e-3)


def test_far_beyond_the_limiting_current_the_voltage_runs_away_at_sands_time():
    """At five times the limiting current the slab depletes at Sand's time of a half space: what lies behind has not been felt yet."""
    current = 5.0 * LIMITING
    sand = np.pi * D * (FARADAY * C0 / (2.0 * (1.0 - T_PLUS) * current)) ** 2
    made = between(FOIL, FOIL, membrane(), electrolyte=polymer())
    result = bench.run(made, Current(None, True, 3.0, None, current), precision=Precision(nodes=400, tolerance=1e-5))
    assert result.stages[0].ended_by in (StageEnd.VOLTAGE, StageEnd.COULD_NOT_FINISH)
    assert result.stages[0].duration == pytest.approx(sand, rel=0.01)


# ------------------------------------------------------------------------------------------------- depolarisation


def relaxed(gap: Separator | Layer, polarise: float, current: float = AREA_CURRENT, length: float = 12.0, more=()) -> ExperimentResult:
    """Polarise for a time, then rest; times in those of the open membrane's relaxation."""
    made = between(FOIL, FOIL, gap, *more, electrolyte=polymer())
    stages = (Current(None, True, None, polarise * RELAXATION, current), Rest(length * RELAXATION))
    return bench.run(made, *stages, precision=Precision(nodes=120, tolerance=1e-7))


def diffusivity(result: ExperimentResult, low: float, high: float) -> float:
    """L^2 / (pi^2 t_re) from the slope of ln|V| between two times of the rest, m2/s (Newman & Chapman, AIChE J. 19 (1973) 343)."""
    t, v, _ = bench.of_stage(result, 2)
    late = (t > low * RELAXATION) & (t < high * RELAXATION)
    assert late.sum() > 10
    slope = float(np.polyfit(t[late], np.log(np.abs(v[late])), 1)[0])
    return -slope * GAP**2 / np.pi**2


@pytest.mark.parametrize("polarise", [0.3, 1.0, 10.0])
def test_depolarisation_returns_the_diffusivity_put_in(polarise: float):
    """However long it was polarised: from one relaxation time on only the slowest mode is left (the next decays nine times faster)."""
    assert diffusivity(relaxed(membrane(), polarise), 1.5, 6.0) == pytest.approx(D, rel=5e-3, abs=0.0)


def test_depolarisation_in_pores_returns_diffusivity_over_tortuosity():
    found = diffusivity(relaxed(membrane(0.4, 0.2), 5.0, length=24.0), 4.0, 14.0)
    assert found == pytest.approx(D * 0.2 / 0.4, rel=5e-3, abs=0.0)


def test_depolarisation_read_too_early_is_wrong():
    """After a short polarisation salt has piled up at the ends only and spreads by higher modes: the slope there tells a far larger D."""
    short = relaxed(membrane(), 0.05, 100.0)
    early = diffusivity(short, 0.02, 0.1)
    assert early > 2.0 * D
    assert diffusivity(short, 1.5, 6.0) == pytest.approx(D, rel=5e-3, abs=0.0)


def composite(factor: float) -> Layer:
    """A layer whose particles, connected with each other but with no collector, can take lithium at one face and give it at the other."""
    spheres = simple.population(simple.host(1e-13, 1.0), 0.5, 2e-6, factor=factor)
    return simple.layer(spheres, thickness=GAP, porosity=0.4, efficiency=0.2)


def test_depolarisation_of_a_composite_tells_its_pores_only_if_its_particles_keep_their_lithium():
    """Where they exchange it, salt relaxes against a store many times its own: the cell returns another number."""
    pores = D * 0.2 / 0.4
    ends = {"length": 24.0, "current": 1.0}
    still = diffusivity(relaxed(composite(0.0), 5.0, **ends), 4.0, 14.0)
    live = diffusivity(relaxed(composite(1.0), 5.0, **ends), 4.0, 14.0)
    assert still == pytest.approx(pores, rel=5e-3, abs=0.0)
    assert abs(live / pores - 1.0) > 0.3, live / pores


def test_a_rest_until_slow_ends_where_the_voltage_moves_that_slowly():
    """2.8e-8 V/s is 0.1 mV/h; a single mode decays as exp(-t / t_re), so that its slope is V / t_re."""
    made = between(FOIL, FOIL, membrane(), electrolyte=polymer())
    slow = 1e-4 / 3600.0
    result = bench.run(made, Current(None, True, None, 5.0 * RELAXATION, AREA_CURRENT), Rest(1e5, slow))
    assert result.stages[1].ended_by is StageEnd.SETTLED
    assert abs(result.stages[1].voltage_end) == pytest.approx(slow * RELAXATION, rel=2e-2, abs=0.0)
