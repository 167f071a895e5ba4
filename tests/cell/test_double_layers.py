"""Capacitances in time: pulses charge them by the time constants of their circuits; small sines meet the impedance of a full cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.cell import bench, simple
from tests.cell.linear import between, blocking, path, with_capacitances
from tests.cell.test_impedance_in_time import in_time

from stratode.cell.impedance import spectrum
from stratode.cell.protocol import Precision
from stratode.recipe.parts import Cell, ContactLaw, Current, Electrode, Rest
from stratode.recipe.property import Property, Table

SMALL = 0.01  # A/m2
RT_F = simple.THERMAL
STILL = simple.liquid(1.0, 1.0, 1.0)  # one ohmic carrier: no salt moves
FINE = Precision(48, 1e-7)


def pulse(cell, seconds: float, current: float = SMALL) -> tuple[np.ndarray, np.ndarray]:
    """(time s, voltage over current ohm m2, from what it was at rest) of a charging pulse."""
    result = bench.run(cell, Rest(seconds), Current(None, True, None, seconds, current), precision=FINE)
    rest = result.stages[0].voltage_end
    t, v, _ = bench.of_stage(result, 2)
    return t, (v - rest) / current


def arc(t: np.ndarray, resistance: float, capacitance: float) -> np.ndarray:
    return resistance * (1.0 - np.exp(-t / (resistance * capacitance)))


def test_lithium_charges_its_double_layer_and_its_film_one_after_the_other():
    """Ohmic at once, then R_ct (1 - exp(-t / R_ct C)) and the same of the film, at both foils."""
    foil = replace(simple.lithium(10.0, film=5e-3), double_layer=0.2, film_capacitance=0.01)
    t, z = pulse(between(foil, foil, electrolyte=STILL), 5e-3)
    transfer = RT_F / 10.0
    exact = 100e-6 + 2.0 * arc(t, transfer, 0.2) + 2.0 * arc(t, 5e-3, 0.01)
    assert z == pytest.approx(exact, rel=2e-3)
    assert z[0] == pytest.approx(100e-6, rel=2e-2)


def thin(double_layer: float = 0.0, film: float = 0.0, film_capacitance: float = 0.0) -> Cell:
    """A sheet of particles that nothing fills: 75 m2 of surface per m2 of cell, i0 = 0.01 A/m2 where it is used."""
    endless = simple.host(exchange=0.01, limit=1e9)
    spheres = replace(simple.population(endless, film=film), double_layer=double_layer, film_capacitance=film_capacitance)
    return simple.cell(simple.layer(spheres), electrolyte=simple.still())


def test_particles_charge_their_double_layers_and_films():
    """50 um of half spheres of 1 um have 75 m2 of surface per m2; at half full i0 is what was stated."""
    made = replace(thin(0.1, 0.5, 0.02), cathode=thin(0.1, 0.5, 0.02).cathode)
    t, z = pulse(made, 1.0)
    exact = arc(t, RT_F / 0.01 / 75.0, 0.1 * 75.0) + arc(t, 0.5 / 75.0, 0.02 * 75.0)
    late = t > 1e-3
    assert z[late] == pytest.approx(exact[late], rel=2e-3)
    assert z[~late].max() < 1e-3


def test_a_contact_charges_its_capacitance():
    made = thin()
    cathode = replace(made.cathode, contact=ContactLaw(2e-3, 0.4, 1e-5, 0.0, 0.0), contact_capacitance=0.5)
    t, z = pulse(replace(made, cathode=cathode), 5e-3, 1.0)
    without, plain = pulse(made, 5e-3, 1.0)
    assert z - np.interp(t, without, plain) == pytest.approx(arc(t, 2e-3, 0.5), abs=2e-6)


def test_capacitances_count_for_nothing_in_the_long_run():
    """An hour later the voltage is what it is without them, less what they hold of the charge."""
    made, bare = with_capacitances(thin(), 0.2), with_capacitances(thin(), 0.0)
    ends = [bench.run(c, Current(None, True, None, 3600.0, 1.0), precision=FINE).stages[0].voltage_end for c in (made, bare)]
    assert ends[0] == pytest.approx(ends[1], abs=1e-6)


def test_blocking_ends_take_no_salt_where_cations_and_anions_share_the_charge():
    result = bench.run(between(blocking(), blocking(0.1), simple.separator()), Current(None, True, None, 0.05, 10.0), Rest(10.0))
    assert result.salt_error < 1e-10
    assert result.trace.salt == pytest.approx(1000.0, rel=1e-9)


def full() -> Cell:
    """A full cell with films, contacts and conductors beside the salt."""
    curve = Property(Table((0.0, 1.0), (0.3, 0.1), "linear"), (0.0, 1.0), "V", "invented")
    graphite = replace(simple.host(5e-15, 1.5, curve=curve), stoichiometry_full=0.9, stoichiometry_empty=0.05)
    negative = simple.layer(simple.population(graphite, radius=3e-6, film=2e-3), thickness=70e-6, sigma=20.0, name="A")
    positive = simple.layer(simple.population(simple.host(1e-14, 0.8), radius=2e-6), thickness=60e-6, sigma=5.0)
    positive = replace(positive, paths=(path(0.03),))
    anode = Electrode((negative,), simple.COLLECTOR, ContactLaw(1e-4, 0.4, 1e-5, 0.0, 0.0), 0.0)
    made = simple.cell(positive, anode=anode, contact=2e-4)
    made = replace(made, protocol=replace(made.protocol, lower_voltage=3.1, upper_voltage=4.05))
    return with_capacitances(made, 0.2)


@pytest.mark.parametrize("frequency", np.logspace(-3, 4, 10))
def test_small_sines_meet_the_impedance_of_a_full_cell_within_a_percent(frequency: float):
    exact = spectrum(full(), np.array([frequency]), 0.5).impedance[0]
    assert abs(in_time(full(), frequency, abs(exact)) / exact - 1.0) < 0.01
