"""Chains of protocol steps: where each leg begins and ends, what is conserved across them, and the named endings."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from tests.cell import drawn, simple

from stratode.cell import Precision, simulate
from stratode.cell.discretise import Discrete
from stratode.cell.equilibrium import window
from stratode.cell.leg import Leg
from stratode.cell.mesh import first_edges, lay_out
from stratode.cell.protocol import Run, run_protocol
from stratode.cell.solution import Ending
from stratode.recipe import library
from stratode.recipe.parts import ActiveMaterial, Cell, Current, Electrode, Electrolyte, Hold, Layer, Rest

FINE = Precision(tolerance=1e-5)


def coat(name: str, thickness: float, porosity: float) -> Layer:
    material = library.find(name, kind="active")
    assert isinstance(material, ActiveMaterial)
    grains = simple.population(material, 0.93 - porosity, 4e-6)
    return simple.layer(grains, thickness=thickness, porosity=porosity, efficiency=porosity**1.5, sigma=10.0, name=name)


def half(*steps: Current | Hold | Rest, charge: tuple[Current | Hold | Rest, ...] = (), foil: float = 300e-6) -> Cell:
    salt = library.find("Nyman 2008", kind="electrolyte")
    assert isinstance(salt, Electrolyte)
    made = simple.cell(
        coat("NMC811 (LG M50)", 80e-6, 0.35),
        electrolyte=salt,
        anode=simple.lithium(70.0, thickness=foil),
        steps=steps,
        charge=charge,
        one_c=50.0,
    )
    return replace(made, protocol=replace(made.protocol, lower_voltage=3.0, upper_voltage=4.2))


def full() -> Cell:
    made = half(Current(None, False, 2.8), charge=(Current(0.3, True, 4.2), Hold(4.2, 0.02)))
    anode = Electrode((coat("SiOx-graphite (LG M50)", 120e-6, 0.30),), simple.COLLECTOR, made.cathode.contact, 0.05)
    return replace(made, anode=anode, protocol=replace(made.protocol, lower_voltage=2.8))


CHAIN = half(
    Current(None, False, 3.0),
    Rest(4 * 3600.0),
    charge=(Current(0.5, True, 4.2), Hold(4.2, 0.05), Rest(600.0)),
)


def march(made: Cell, precision: Precision = FINE) -> tuple[Discrete, Run]:
    discrete = simple.on(made, first_edges(lay_out(made), 40))
    return discrete, run_protocol(discrete, made.protocol, 1.0, precision)


def inside(discrete: Discrete, leg: Leg, row: int) -> tuple[float, float]:
    """(lithium in the cathode's particles, salt in the pores), mol/m2."""
    cathode = discrete.mesh.region[discrete.mesh.site_node] > 0
    lithium = float(leg.record.mean[row, cathode] @ discrete.capacity[cathode])
    return lithium, float(leg.record.salt[row] @ (discrete.model.porosity * discrete.model.width))


def test_every_leg_begins_where_the_one_before_ended():
    discrete, run = march(CHAIN)
    legs = (*run.charge, *run.discharge)
    assert len(legs) == 5
    for before, after in pairwise(legs):
        assert inside(discrete, after, 0) == pytest.approx(inside(discrete, before, -1), rel=1e-10)
        assert after.record.salt[0] == pytest.approx(before.record.salt[-1], rel=1e-4)  # the settling step is 1e-6 of the first


def test_lithium_is_conserved_across_the_chain():
    discrete, run = march(CHAIN)
    for leg in (run.charge[0], run.charge[2], *run.discharge):
        record = leg.record
        gained = inside(discrete, leg, -1)[0] - inside(discrete, leg, 0)[0]
        assert gained * simple.FARADAY == pytest.approx(record.current[0] * record.time[-1], abs=1e-9 * simple.hosts_charge(CHAIN))


def test_a_held_voltage_passes_the_charge_that_the_particles_take():
    """The integral of the current over the recorded steps; trapezoids of some hundred steps are good to 1e-3 of the hold's charge."""
    discrete, run = march(CHAIN, Precision(tolerance=1e-6))
    hold = run.charge[1]
    taken = (inside(discrete, hold, -1)[0] - inside(discrete, hold, 0)[0]) * simple.FARADAY
    record = hold.record
    passed = np.sum(0.5 * (record.current[1:] + record.current[:-1]) * np.diff(record.time))
    assert taken < 0.0
    assert passed == pytest.approx(taken, rel=1e-3)


def test_capacity_with_a_hold_is_the_lithium_that_moved():
    """A hold's charge is integrated from its steps; Faraday counts it exactly in the particles."""
    discrete, run = march(half(Current(2.0, False, 3.3), Hold(3.3, 0.1)))
    assert len(run.discharge) == 2
    first, last = inside(discrete, run.discharge[0], 0)[0], inside(discrete, run.discharge[-1], -1)[0]
    assert run.capacity == pytest.approx(simple.FARADAY * (last - first), rel=2e-4)


def test_legs_end_exactly_where_they_are_told():
    _, run = march(CHAIN)
    assert run.charge[0].record.voltage[-1] == pytest.approx(4.2, abs=1e-6)
    assert run.charge[1].record.voltage == pytest.approx(4.2, abs=1e-6)
    assert abs(run.charge[1].record.current[-1]) == pytest.approx(0.05 * 50.0, rel=1e-6)
    assert run.charge[2].record.time[-1] == pytest.approx(600.0, rel=1e-12)
    assert run.discharge[0].record.voltage[-1] == pytest.approx(3.0, abs=1e-6)
    assert np.all(np.abs(run.discharge[1].record.current) < 1e-12)


def test_a_long_rest_makes_salt_and_particles_even():
    discrete, run = march(half(Current(None, False, 3.0, 1200.0), Rest(50 * 3600.0)))
    record = run.discharge[1].record
    assert record.salt[-1] == pytest.approx(1000.0, rel=1e-6)
    assert np.ptp(record.surface[-1]) < 1e-4
    assert record.surface[-1] == pytest.approx(record.mean[-1], abs=1e-6)
    x = float(record.mean[-1].mean())
    material = discrete.populations[0].material
    assert record.voltage[-1] == pytest.approx(float(material.potential(x, simple.TEMPERATURE)), abs=1e-4)


def test_a_timed_step_stops_at_its_time_and_says_so():
    result = simulate(half(Current(None, False, 3.0, 900.0)), rates=[1.0], explain=False).rates[0]
    assert result.ended_by is Ending.TIME_LIMIT
    assert result.trace.time[-1] == pytest.approx(900.0, rel=1e-12)
    assert result.capacity == pytest.approx(50.0 * 0.25, rel=1e-12)


def test_a_discharge_that_rests_afterwards_still_ended_at_its_cut_off():
    result = simulate(half(Current(None, False, 3.0), Rest(600.0)), rates=[1.0], explain=False).rates[0]
    assert result.ended_by is Ending.CUT_OFF


def test_a_foil_thinner_than_the_need_is_exhausted_by_name():
    """It gives what was made and what the charge before put on it, to the last coulomb: so much and no more."""
    made = half(Current(0.2, False, 3.0), charge=(Current(0.2, True, 4.2, 600.0),), foil=5e-6)
    below = replace(made, protocol=replace(made.protocol, lower_voltage=3.75))  # starts half full, so that it can take more than it gave
    result = simulate(below, rates=[0.2], explain=False).rates[0]
    own = 5e-6 * 534.0 / 6.94e-3 * simple.FARADAY / 3600.0
    assert result.ended_by is Ending.LITHIUM_EXHAUSTED
    assert result.capacity == pytest.approx(own + 0.2 * 50.0 * 600.0 / 3600.0, rel=1e-6)


def test_a_full_cell_charges_what_it_discharges_at_low_rate():
    """At C/200 both legs are the window at rest; the hold ends at C/50 of what it was."""
    made = full()
    slow = replace(made, protocol=replace(made.protocol, charge=(Current(0.005, True, 4.2),), discharge=(Current(0.005, False, 2.8),)))
    result = simulate(slow, rates=[0.005], explain=False).rates[0]
    assert result.charge is not None
    charged = float(result.charge.current_density[0] * result.charge.time[-1]) / 3600.0
    rest = window(slow, 2.8, 4.2).capacity / 3600.0
    assert result.capacity == pytest.approx(charged, rel=5e-3)
    assert result.capacity == pytest.approx(rest, rel=1e-2)


def test_a_full_cell_moves_lithium_from_one_side_to_the_other():
    discrete, run = march(full())
    cathode = discrete.mesh.region[discrete.mesh.site_node] > 0
    for leg in (*run.charge, *run.discharge):
        lithium = leg.record.mean * discrete.capacity
        both = lithium.sum(axis=1)
        assert both == pytest.approx(both[0], rel=1e-10)
        assert abs(lithium[-1, cathode].sum() - lithium[0, cathode].sum()) > 1e-3 * both[0]


def test_rates_must_be_positive():
    with pytest.raises(ValueError, match=r"rate: must be a positive number of C; received -1"):
        simulate(drawn.cell(2), rates=[-1.0])
