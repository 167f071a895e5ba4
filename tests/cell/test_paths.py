"""Single-ion conductors beside the electrolyte: nothing, everything, and exact solutions in between."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import brentq
from tests.cell import bench, simple, test_porous_electrode
from tests.cell.linear import between, path
from tests.cell.test_impedance_layers import two_layers

from stratode.cell import simulate
from stratode.cell.protocol import Precision
from stratode.cell.solution import ExperimentResult, RateResult
from stratode.recipe.parts import Cell, Current, Layer, Separator, TransportEfficiency

FARADAY, THERMAL = simple.FARADAY, 2.0 * simple.THERMAL  # V, 2RT/F
GAP = 100e-6
FOIL = simple.lithium(exchange=1e10)  # takes no voltage
NO_SALT = simple.liquid(diffusivity=1e-18, kappa=1e-12)


def membrane(sigma: float, porosity: float = 1.0) -> Separator:
    """A membrane of electrolyte and, without a share of the volume to keep the numbers plain, a conductor; dense at porosity 0."""
    return Separator("membrane", GAP, porosity, TransportEfficiency(porosity), 1000.0, "invented", (path(sigma),))


def with_paths(cell: Cell, sigma: float) -> Cell:
    """The same conductor in every layer and the separator, in place of those it had."""
    layers = tuple(replace(layer, paths=(path(sigma),)) for layer in cell.cathode.layers)
    gap = replace(cell.separator, paths=(path(sigma),))
    return replace(cell, cathode=replace(cell.cathode, layers=layers), separator=gap)


def without_paths(cell: Cell) -> Cell:
    layers = tuple(replace(layer, paths=()) for layer in cell.cathode.layers)
    return replace(cell, cathode=replace(cell.cathode, layers=layers), separator=replace(cell.separator, paths=()))


def discharge(cell: Cell, rate: float = 1.0, precision: Precision | None = None) -> RateResult:
    return simulate(cell, rates=[rate], precision=precision or Precision(), explain=False).rates[0]


def test_a_path_that_conducts_nothing_changes_nothing():
    with_none, with_zero = discharge(without_paths(two_layers())), discharge(with_paths(two_layers(), 0.0))
    assert with_zero.trace.time == pytest.approx(with_none.trace.time, rel=1e-12)
    assert with_zero.trace.voltage == pytest.approx(with_none.trace.voltage, abs=1e-12)
    assert with_zero.trace.salt == pytest.approx(with_none.trace.salt, rel=1e-12)


@pytest.mark.parametrize("porosity", [0.0, 1.0])
def test_a_conductor_without_salt_is_a_resistor(porosity: float):
    """Dense, or filled with an electrolyte that neither conducts nor diffuses: i L / sigma at once and for ever."""
    made = between(FOIL, FOIL, membrane(0.05, porosity), electrolyte=NO_SALT)
    _, voltage, current = bench.of_stage(bench.run(made, Current(None, True, None, 3600.0, 20.0)), 1)
    assert current == pytest.approx(20.0)
    # salt that does not move is gone from the wall at once, and with it most of the exchange current there: 1e-5 of the voltage
    assert voltage == pytest.approx(20.0 * GAP / 0.05, rel=2e-5)


@pytest.mark.parametrize("sigma", [0.1, 0.3])
def test_a_porous_electrode_without_salt_is_newman_and_tobias(sigma: float):
    """The conductor alone takes the part of the electrolyte in the closed form for two ohmic phases with linear kinetics."""
    by_salt = test_porous_electrode.electrode(sigma)
    alone = test_porous_electrode.KAPPA * test_porous_electrode.EFFICIENCY
    made = replace(with_paths(by_salt, alone), electrolyte=replace(NO_SALT, transference=by_salt.electrolyte.transference))
    record = simple.discharge(made, simple.even_edges(made, 5, 160)).record
    x = (np.arange(160) + 0.5) * test_porous_electrode.THICKNESS / 160
    found = -record.flux[0] * test_porous_electrode.AREA / test_porous_electrode.SMALL
    exact = test_porous_electrode.reaction(sigma, x)
    assert np.abs(found - exact).max() * test_porous_electrode.THICKNESS < 1e-4


def steady(row: tuple[tuple[float, float], ...], current: float) -> tuple[float, float, float]:
    """(salt at the giving lithium, at the taking one, mol/m3, voltage V) at steady state of filled membranes (thickness m, sigma S/m).

    Anions stand still, so the liquid's current is -a c' with a = F D / (1 - t+), and both carriers see one phi':
    i = -c' (a (1 + sigma / kappa) + sigma theta / c), which integrates; all salt together decides the level.
    """
    d, kappa, t = 3e-10, 1.0, 0.25
    a, theta = FARADAY * d / (1.0 - t), THERMAL * (1.0 - t)

    def faces(high: float) -> list[float]:
        found = [high]
        for length, sigma in row:
            line, before = a * (1.0 + sigma / kappa), found[-1]
            ahead = lambda c, s=sigma, w=line, h=before, x=length: w * (h - c) + s * theta * np.log(h / c) - current * x  # noqa: E731
            found.append(brentq(ahead, 1e-9, before, xtol=1e-12))
        return found

    def mean(high: float) -> float:  # integral of c dx over each profile, by x(c)
        parts = [
            a * (1.0 + sigma / kappa) * (h**2 - c**2) / 2.0 + sigma * theta * (h - c)
            for (_, sigma), (h, c) in zip(row, pairwise(faces(high)), strict=True)
        ]
        return sum(parts) / current / sum(length for length, _ in row)

    high = brentq(lambda c: mean(c) - 1000.0, 1000.0, 1990.0)
    low = faces(high)[-1]
    return high, low, a * (high - low) / kappa + theta * np.log(high / low)


def at_the_ends(salt: np.ndarray) -> list[float]:
    """Salt at both walls from that of even nodes, the smaller one first."""
    return sorted(float(1.5 * salt[k] - 0.5 * salt[m]) for k, m in ((0, 1), (-1, -2)))


def run_beside(sigma: float) -> ExperimentResult:
    """To the steady state at 300 A/m2."""
    made = between(FOIL, FOIL, membrane(sigma), electrolyte=simple.liquid())
    return bench.run(made, Current(None, True, None, 1000.0, 300.0))


def beside_error(sigma: float) -> float:
    """Relative error of the voltage."""
    return abs(run_beside(sigma).stages[0].voltage_end / steady(((GAP, sigma),), 300.0)[2] - 1.0)


@pytest.mark.parametrize("sigma", [0.01, 0.1, 1.0])
def test_salt_and_voltage_beside_a_conductor_are_the_exact_ones(sigma: float):
    """At steady state; the more the conductor takes, the less salt piles up."""
    high, low, _ = steady(((GAP, sigma),), 300.0)
    result = run_beside(sigma)
    assert at_the_ends(result.trace.salt[-1]) == pytest.approx([low, high], rel=1e-3)
    assert result.salt_error < 1e-10
    assert beside_error(sigma) < 1e-6


UNLIKE = (membrane(0.0), replace(membrane(1.0), name="other"))


def unlike_error(nodes: int) -> float:
    """Error of the voltage of electrolyte alone before electrolyte with a conductor, V."""
    made = between(FOIL, FOIL, *UNLIKE, electrolyte=simple.liquid())
    result = bench.run(made, Current(None, False, None, 2000.0, 150.0), precision=Precision(nodes, 1e-6))
    return abs(abs(result.stages[0].voltage_end) - steady(((GAP, 0.0), (GAP, 1.0)), 150.0)[2])


def test_ions_change_their_carrier_where_membranes_meet():
    """Electrolyte alone | electrolyte and conductor: second order in the mesh, exact in its limit."""
    errors = [unlike_error(nodes) for nodes in (12, 24, 48)]
    orders = np.log2(np.array(errors[:-1]) / np.array(errors[1:]))
    assert np.all(orders > 1.5), (errors, orders)
    assert errors[-1] < 2e-5, errors


def test_a_dense_conductor_between_two_electrolytes_is_in_series_with_them():
    """Lithium | electrolyte | dense | electrolyte | lithium: each electrolyte keeps its own salt, the conductor adds i L / sigma."""
    row = (membrane(0.0), replace(membrane(0.2, 0.0), name="dense"), replace(membrane(0.0), name="other"))
    result = bench.run(between(FOIL, FOIL, *row, electrolyte=simple.liquid()), Current(None, True, None, 1000.0, 150.0))
    each = steady(((GAP, 0.0),), 150.0)[2]
    assert result.stages[0].voltage_end == pytest.approx(2.0 * each + 150.0 * GAP / 0.2, rel=1e-6)


def test_salt_is_conserved_in_every_mixture():
    """From the electrolyte alone to the conductor alone, up to rates that deplete."""
    for sigma in (0.0, 1e-3, 0.03, 1.0):
        for rate in (0.5, 5.0, 30.0):
            result = discharge(with_paths(two_layers(), sigma), rate)
            assert result.salt_error < 1e-10, (sigma, rate)
            assert result.lithium_error < 1e-10, (sigma, rate)
            assert result.losses.residual < 1e-6, (sigma, rate)


def test_uniform_reaction_loses_a_third_of_the_joint_resistance():
    """With slow kinetics ions lose i L / 3 (kappa + sigma) in the pores and i L / (kappa + sigma) in the separator."""
    current, beside = 1.0, 0.05
    t = test_porous_electrode
    made = with_paths(t.electrode(3.0, t.KAPPA, 1e-5, current), beside)
    lost = t.first_losses(made, gap=400, count=80)
    assert lost["pore ohmic: cathode: L"] == pytest.approx(current * t.THICKNESS / (3.0 * (t.KAPPA * t.EFFICIENCY + beside)), rel=5e-3)
    gap = made.separator.thickness / (0.25 * t.KAPPA + beside)
    # the wall's salt is that of a steady half node from the first instant on: one part in 800, where the conductor takes over a bit
    assert lost["separator ohmic"] == pytest.approx(current * gap, rel=5e-4)


def thick(sigma: float) -> Cell:
    """A starved electrode of 400 um."""
    coat: Layer = simple.layer(simple.population(simple.host(1e-13, 5.0), 0.5, 2e-6), thickness=400e-6, efficiency=0.1)
    return with_paths(simple.cell(coat, electrolyte=simple.liquid(kappa=0.5), one_c=100.0), sigma)


def test_a_better_conductor_brings_a_starved_electrode_more_capacity():
    found = [discharge(thick(sigma)).capacity for sigma in (0.0, 0.02, 0.1, 1.0)]
    assert np.all(np.diff(found) > 0.0), found
    assert found[-1] > 1.5 * found[0], found
