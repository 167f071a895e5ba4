"""Heat: energies add up, the limits of no and of perfect cooling, and heat of the entropy with its sign."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.cell import bench, simple
from tests.cell.linear import with_capacitances
from tests.cell.test_impedance_layers import two_layers

from stratode.cell import simulate
from stratode.cell.protocol import Precision
from stratode.cell.solution import ExperimentResult, HeatAccount, RateResult
from stratode.recipe.parts import ActiveMaterial, Cell, ContactLaw, Current, Electrode, Hold, Layer, Power, Rest, Sine, Sweep, Thermal
from stratode.recipe.property import Property, Table

CLOSED = 1e-8
T0 = simple.TEMPERATURE
ADIABATIC = Thermal(2000.0, 0.0, T0)


def straight(low: float, high: float, unit: str) -> Property:
    return Property(Table((0.0, 1.0), (low, high), "linear"), (0.0, 1.0), unit, "invented")


def entropic(host: ActiveMaterial, low: float, high: float) -> ActiveMaterial:
    """The host with dU/dT (V/K) straight between x = 0 and 1."""
    return replace(host, entropy=straight(low, high, "V/K"))


def activated(cell: Cell, energy: float = 30e3) -> Cell:
    """Conductivity and diffusivity of the electrolyte, exchange currents and solid diffusion follow Arrhenius."""

    def law(prop: Property) -> Property:
        return replace(prop, activation_energy=energy, reference_temperature=T0)

    def layers(electrode: Electrode) -> Electrode:
        def host(m: ActiveMaterial) -> ActiveMaterial:
            return replace(m, diffusivity=law(m.diffusivity), exchange_current=law(m.exchange_current))

        made = tuple(
            replace(layer, populations=tuple(replace(p, material=host(p.material)) for p in layer.populations))
            for layer in electrode.layers
        )
        return replace(electrode, layers=made)

    liquid = cell.electrolyte
    liquid = replace(liquid, diffusivity=law(liquid.diffusivity), conductivity=law(liquid.conductivity))
    anode = (
        layers(cell.anode) if isinstance(cell.anode, Electrode) else replace(cell.anode, exchange_current=law(cell.anode.exchange_current))
    )
    return replace(cell, electrolyte=liquid, cathode=layers(cell.cathode), anode=anode)


def porous_anode(low: float = 0.0, high: float = 0.0, resists: bool = True) -> Electrode:
    """An anode of a host between 0.3 V and 0.1 V against lithium, a little larger than the cathode of `plain`."""
    curve = straight(0.3, 0.1, "V")
    made = simple.host(1e-14 if resists else 1.0, 2.0 if resists else 1e6, curve=curve)
    made = entropic(replace(made, stoichiometry_full=0.9, stoichiometry_empty=0.05), low, high)
    return Electrode(
        (simple.layer(simple.population(made), thickness=55e-6, name="A"),), simple.COLLECTOR, ContactLaw(0.0, 0.4, 1e-5, 0.0, 0.0), 0.0
    )


def half() -> Cell:
    """Two layers, films, contacts, populations and conductors beside the salt; its particles have an entropy, its laws a temperature."""
    cell = two_layers()
    layers = tuple(
        replace(layer, populations=tuple(replace(p, material=entropic(p.material, -2e-4, 3e-4)) for p in layer.populations))
        for layer in cell.cathode.layers
    )
    return activated(replace(cell, cathode=replace(cell.cathode, layers=layers)))


def full(branches: bool = False) -> Cell:
    """A porous cathode and a porous anode, the cathode with branches where asked for."""
    host = entropic(simple.host(1e-14, 2.0), -1e-4, 4e-4)
    if branches:
        host = replace(host, potential_charge=straight(4.35, 3.35, "V"), hysteresis_decay=20.0)
    cathode = simple.layer(simple.population(host, film=1e-3))
    made = simple.cell(cathode, anode=porous_anode(1e-4, -2e-4), one_c=40.0)
    return activated(replace(made, protocol=replace(made.protocol, lower_voltage=3.1, upper_voltage=4.05)))


def closes(heat: HeatAccount | None) -> bool:
    assert heat is not None
    assert abs(heat.stored) + abs(heat.lost) > 1.0  # something did happen
    return heat.error < CLOSED


def rate_test(cell: Cell, rate: float = 1.0) -> RateResult:
    return simulate(cell, rates=[rate], explain=False).rates[0]


# ---------------------------------------------------------------------------------------------------------- accounts


@pytest.mark.parametrize("cell", [half(), full(), full(branches=True)], ids=["half", "full", "full with branches"])
@pytest.mark.parametrize("transfer", [0.0, 5.0])
def test_energies_of_a_rate_test_add_up(cell: Cell, transfer: float):
    charge = (Current(0.5, True, cell.protocol.upper_voltage), Hold(cell.protocol.upper_voltage, 0.05, 7200.0), Rest(600.0))
    made = replace(cell, thermal=Thermal(1500.0, transfer, T0 - 5.0), protocol=replace(cell.protocol, charge=charge))
    result = rate_test(made, 2.0)
    assert closes(result.heat), result.heat
    assert result.losses.residual < 1e-6


STAGES = (
    Current(1.0, False, None, 600.0),
    Rest(300.0),
    Sweep(1e-3, 3.9),
    Hold(3.9, None, 300.0),
    Power(60.0, False, 3.2, 300.0),
    Sine(20.0, 1e-2, 3.0),
)


def of_stages(cell: Cell) -> ExperimentResult:
    """A little of everything, with double layers and heat, at default precision."""
    made = replace(with_capacitances(cell, 0.3), thermal=Thermal(1500.0, 2.0, T0 + 3.0))
    return bench.run(made, *STAGES, start=0.6, precision=None)


@pytest.mark.parametrize("cell", [half(), full(), full(branches=True)], ids=["half", "full", "full with branches"])
def test_energies_of_an_experiment_add_up_with_double_layers(cell: Cell):
    result = of_stages(cell)
    assert result.finished
    assert closes(result.heat), result.heat
    assert result.heat is not None
    assert abs(result.heat.double_layers) > 1e-4


def test_what_the_account_calls_chemical_and_delivered_are_integrals_taken_by_hand():
    """Chemical: enthalpy U - T dU/dT of each particle over its mean stoichiometry; straight curves make it a parabola."""
    cell = replace(with_capacitances(half(), 0.0), thermal=ADIABATIC)
    result = bench.run(cell, Current(2.0, False, None, 1500.0), start=0.9, precision=Precision(48, 1e-7))
    t, mesh, heat = result.trace, result.mesh, result.heat
    assert heat is not None
    delivered = float(np.trapezoid(-t.voltage * t.current_density, t.time))
    assert heat.delivered == pytest.approx(delivered, rel=1e-5)
    fraction = mesh.site_fraction * mesh.width[mesh.site_node] * 50000.0 * simple.FARADAY  # C/m2 from x = 0 to 1

    def enthalpy(x: np.ndarray) -> np.ndarray:  # integral of 4.3 - x - T0 (-2e-4 + 5e-4 x)
        return 4.3 * x - 0.5 * x**2 - T0 * (-2e-4 * x + 2.5e-4 * x**2)

    chemical = float(np.sum(fraction * (enthalpy(t.mean[-1]) - enthalpy(t.mean[0]))))
    assert heat.chemical == pytest.approx(chemical, rel=1e-5)
    rise = t.temperature[-1] - T0
    assert rise == pytest.approx((chemical - delivered) / ADIABATIC.heat_capacity, rel=2e-3)
    assert rise > 1.0


# ------------------------------------------------------------------------------------------------------------ limits


def test_perfect_cooling_is_the_isothermal_run():
    cold = rate_test(half())
    cooled = rate_test(replace(half(), thermal=Thermal(2000.0, 1e8, T0)))
    assert cooled.capacity == pytest.approx(cold.capacity, rel=1e-5)
    assert np.abs(cooled.trace.temperature - T0).max() < 1e-4
    depth = np.linspace(0.02, 0.95, 40) * cold.trace.time[-1]
    v, w = (np.interp(depth, r.trace.time, r.trace.voltage) for r in (cold, cooled))
    assert v == pytest.approx(w, abs=2e-4)


def cooling_error(capacity: float) -> float:
    """Largest error of the temperature of an idle cell that is 20 K above its surroundings, K, over two time constants."""
    made = replace(half(), thermal=Thermal(capacity, 4.0, T0 - 20.0))
    made = replace(made, cathode=replace(made.cathode, layers=tuple(_still(layer) for layer in made.cathode.layers)))
    t = bench.run(made, Rest(2.0 * capacity / 4.0), start=0.5).trace
    return float(np.abs(t.temperature - (T0 - 20.0 + 20.0 * np.exp(-t.time * 4.0 / capacity))).max())


@pytest.mark.parametrize("capacity", [500.0, 5000.0])
def test_an_idle_cell_cools_by_newtons_law(capacity: float):
    """T - ambient decays with heat capacity over heat transfer."""
    assert cooling_error(capacity) < 2e-3


def _still(layer: Layer) -> Layer:
    """Without entropy: potentials that temperature moves would drive currents between the populations."""
    return replace(layer, populations=tuple(replace(p, material=replace(p.material, entropy=None)) for p in layer.populations))


@pytest.mark.parametrize(("cathode", "anode"), [(2e-4, None), (-2e-4, None), (1e-4, 3e-4), (-1e-4, -3e-4)])
def test_reversible_heat_has_the_sign_of_the_entropy(cathode: float, anode: float | None):
    """Slow, without resistances, adiabatic: C dT = -T (dU+/dT - dU-/dT) dq on discharge, so that T = T0 exp(-dS q / C)."""
    host = entropic(simple.host(), cathode, cathode)
    far = None if anode is None else porous_anode(anode, anode, resists=False)
    made = simple.cell(simple.layer(simple.population(host)), electrolyte=simple.liquid(1.0, 1e6, 1.0), anode=far, one_c=1.0)
    made = replace(made, thermal=ADIABATIC, protocol=replace(made.protocol, lower_voltage=3.2, upper_voltage=4.0))
    result = bench.run(made, Current(None, False, None, 40000.0, 1.0), start=0.9)
    t = result.trace
    exact = T0 * np.exp(-(cathode - (anode or 0.0)) * t.time / ADIABATIC.heat_capacity)
    assert t.temperature - T0 == pytest.approx(exact - T0, rel=1e-3, abs=1e-4)
    back = bench.run(made, Current(None, True, None, 40000.0, 1.0), start=0.1).trace.temperature[-1] - T0
    assert math.copysign(1.0, back) == -math.copysign(1.0, exact[-1] - T0)


def test_a_cell_that_warms_itself_gives_more():
    thick = simple.layer(simple.population(simple.host(3e-15, 0.5), radius=3e-6), thickness=300e-6, efficiency=0.15)
    cold = replace(activated(simple.cell(thick, electrolyte=simple.liquid(2e-10, 0.4), one_c=100.0), 40e3), temperature=T0 - 25.0)
    isothermal = rate_test(cold)
    warming = rate_test(replace(cold, thermal=Thermal(2000.0, 0.0, T0 - 25.0)))
    assert warming.trace.temperature[-1] - cold.temperature > 5.0
    assert warming.capacity > 1.1 * isothermal.capacity


def test_steady_warmth_is_heat_over_heat_transfer():
    """A host so large and flat that nothing in it changes: what the voltage loses becomes heat and leaves, h (T - ambient) = i (U - V)."""
    flat = simple.host(limit=1e9, curve=straight(3.8001, 3.7999, "V"))
    endless = simple.cell(simple.layer(simple.population(flat)), electrolyte=simple.liquid(1.0, 0.05, 1.0), one_c=50.0)
    result = bench.run(replace(endless, thermal=Thermal(200.0, 5.0, T0)), Current(None, False, None, 1000.0, 50.0))
    heat = 50.0 * (3.8 - result.stages[0].voltage_end)
    assert heat > 4.0
    assert result.trace.temperature[-1] - T0 == pytest.approx(heat / 5.0, rel=5e-4)


def test_time_error_falls_with_the_tolerance_with_heat_on():
    """Each hundredth of the tolerance takes nine tenths of the error of temperature and voltage with it."""

    def ends(tolerance: float) -> np.ndarray:
        made = replace(half(), thermal=Thermal(1500.0, 2.0, T0 - 5.0))
        t = bench.run(made, Current(2.0, False, None, 900.0), start=0.9, precision=Precision(24, tolerance, closeness=1e-10)).trace
        return np.array([t.temperature[-1], 100.0 * t.voltage[-1]])

    exact = ends(1e-9)
    errors = [float(np.abs(ends(tolerance) - exact).max()) for tolerance in (1e-3, 1e-5, 1e-7)]
    assert errors[1] < errors[0] / 10.0, errors
    assert errors[2] < errors[1] / 10.0, errors
