"""The impedance against its closed forms: arcs, diffusion in salt and spheres, transmission lines, blocking cells."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.cell import linear, simple
from tests.cell.linear import FARADAY, between, blocking, charged, decades, path

from stratode.cell import interfaces
from stratode.cell.arcs import features
from stratode.cell.impedance import impedance, spectrum
from stratode.recipe.parts import Cell, Electrolyte, Layer, Separator, TransportEfficiency

RT_F = linear.THERMAL
VAST = 5e12  # mol/m3: a host that no alternating current can change
AREA = 3.0 * 0.5 / 1e-6  # m2/m3 of `simple.population`
DRY = Separator("glass", 500e-6, 0.0, TransportEfficiency(1.0), 2000.0, "invented", (path(0.03, 1.0),))


def electrode(thickness: float, exchange: float, double_layer: float, factor: float = 1.0, sigma: float = 1e8) -> Layer:
    """A porous electrode of a vast host with i0 = `exchange` at half filling; pores conduct 0.3 of the electrolyte."""
    host = simple.host(exchange=exchange, limit=VAST)
    return simple.layer(charged(simple.population(host, factor=factor), double_layer), thickness=thickness, sigma=sigma)


def half_cell(layer: Layer, electrolyte: Electrolyte, contact: float = 0.0) -> Cell:
    """Nothing but the layer resists: a separator of no thickness to speak of, and lithium that reacts without effort."""
    gap = replace(simple.separator(1e-12), porosity=1.0, transport=TransportEfficiency(1.0))
    return simple.cell(layer, electrolyte=electrolyte, anode=simple.lithium(1e12), gap=gap, contact=contact)


def of(cell, frequencies, soc: float = 0.5):
    return spectrum(cell, np.asarray(frequencies), soc).impedance


# ------------------------------------------------------------------------------------------------------------------ arcs


def test_charge_transfer_and_double_layer_make_a_semicircle():
    resistance, capacitance = RT_F / 2.0 / (AREA * 1e-6), 0.2 * AREA * 1e-6  # of 1 um at i0 = 2 A/m2
    apex = 1.0 / (2.0 * math.pi * resistance * capacitance)
    f = np.concatenate([decades(1e-3 * apex, 1e3 * apex, 20), [apex]])
    found = spectrum(half_cell(electrode(1e-6, 2.0, 0.2), simple.liquid(1.0, 1e6, 1.0)), f, 0.5)
    z = found.impedance
    assert z == pytest.approx(resistance / (1.0 + 1j * f / apex), rel=1e-5)
    assert z[-1].imag == pytest.approx(-0.5 * resistance, rel=1e-5)
    (arc,) = features(found).arcs
    assert arc.width == pytest.approx(resistance, rel=1e-3)
    assert arc.apex == pytest.approx(apex, rel=1e-3)


def test_a_film_and_the_reaction_are_two_arcs_in_series_at_each_foil():
    foil = replace(simple.lithium(5.0, 4e-3), double_layer=0.3, film_capacitance=1e-3)
    f = decades(1e-1, 1e6)
    one = 4e-3 / (1.0 + 2j * np.pi * f * 4e-3 * 1e-3) + 1.0 / (5.0 / RT_F + 2j * np.pi * f * 0.3)
    assert of(between(foil, foil, DRY), f) == pytest.approx(2.0 * one + 500e-6 / 0.03, rel=1e-9)


def test_a_collectors_contact_is_an_arc_of_its_own():
    layer = electrode(1e-6, 1e9, 0.0)
    f = decades(1.0, 1e6)
    plain, made = half_cell(layer, simple.still()), half_cell(layer, simple.still(), contact=2e-3)
    made = replace(made, cathode=replace(made.cathode, contact_capacitance=0.01))
    assert of(made, f) - of(plain, f) == pytest.approx(2e-3 / (1.0 + 2j * np.pi * f * 2e-3 * 0.01), rel=1e-6)


def test_uncovered_and_faster_surface_reacts_more():
    layer = electrode(1e-6, 2.0, 0.2)
    part = layer.populations[0]
    other = replace(layer, populations=(replace(part, covered_fraction=0.6, exchange_factor=5.0),))
    z, less = (of(half_cell(one, simple.liquid(1.0, 1e6, 1.0)), [1e-2])[0].real for one in (layer, other))
    assert less == pytest.approx(z / (0.4 * 5.0), rel=1e-4)


# -------------------------------------------------------------------------------------------------------------- blocking


@pytest.mark.parametrize("membrane", [DRY, linear.OPEN], ids=["single-ion conductor", "salt in liquid"])
def test_a_blocking_cell_returns_the_conductivity_put_in(membrane: Separator):
    sigma = 0.03 if membrane is DRY else 0.7
    made = between(blocking(0.2, 1e-4), blocking(0.2, 1e-4), membrane, electrolyte=simple.liquid(kappa=0.7))
    z = of(made, decades(1e-3, 1e6))
    f = decades(1e-3, 1e6)
    assert membrane.thickness / (z.real - 2e-4) == pytest.approx(sigma, rel=1e-6)
    assert z.imag == pytest.approx(-2.0 / (2.0 * np.pi * f * 0.2), rel=1e-6)


def line(resistance: float, capacitance: float, f):
    """Of pores of total resistance R_ion along walls of total capacitance C (Levie 1967)."""
    s = np.sqrt(2j * np.pi * f * resistance * capacitance)
    return resistance / s / np.tanh(s)


@pytest.mark.parametrize("electrolyte", [simple.liquid(transference=1.0), simple.liquid()], ids=["single ion", "salt"])
def test_a_blocking_porous_electrode_is_levies_line(electrolyte: Electrolyte):
    thickness = 100e-6
    resistance, capacitance = thickness / 0.3, 0.2 * AREA * thickness
    f = decades(1e-3, 1e5)
    z = of(half_cell(electrode(thickness, 1.0, 0.2, factor=0.0), electrolyte), f)
    if electrolyte.transference(0.0) == 1.0:
        assert z == pytest.approx(line(resistance, capacitance, f), rel=1e-6)
        assert z[0].real == pytest.approx(resistance / 3.0, rel=1e-3)
        assert np.angle(z[-1], deg=True) == pytest.approx(-45.0, abs=0.1)
    else:  # ions of both kinds fill the double layer as they come, so the salt stays even but for what the foil takes
        assert z[-1] == pytest.approx(line(resistance, capacitance, f)[-1], rel=2e-2)


def test_two_blocking_porous_electrodes_show_twice_a_third_of_their_pores():
    one = simple.cell(electrode(100e-6, 1.0, 0.2, factor=0.0)).cathode
    gap = simple.separator(20e-6)
    f = decades(1e-2, 1e5)
    z = of(between(one, one, gap, electrolyte=simple.liquid()), f)
    expected = 2.0 * line(100e-6 / 0.3, 0.2 * AREA * 100e-6, f) + 20e-6 / 0.25
    assert z == pytest.approx(expected, rel=1e-6)  # salt too: no foil takes cations alone


# ------------------------------------------------------------------------------------------------- lines with a reaction


def test_direct_current_through_a_reacting_line():
    thickness, exchange = 200e-6, 0.5
    pores, reaction = thickness / 0.3, RT_F / exchange / (AREA * thickness)
    z = of(half_cell(electrode(thickness, exchange, 0.0), simple.liquid(transference=1.0)), [1e-3])[0]
    assert z.real == pytest.approx(math.sqrt(pores * reaction) / math.tanh(math.sqrt(pores / reaction)), rel=1e-6)


@pytest.mark.parametrize("sigma", [0.05, 0.3, 5.0])
def test_both_phases_resist_as_newman_has_it(sigma: float):
    """L/(kappa+sigma) (1 + (2 + (kappa/sigma + sigma/kappa) cosh nu) / (nu sinh nu)): Newman & Thomas-Alyea, ch. 22."""
    thickness, exchange, kappa = 200e-6, 0.5, 0.3
    f = decades(1e-2, 1e5)
    surface = AREA * (exchange / RT_F + 2j * np.pi * f * 0.2)
    nu = thickness * np.sqrt(surface * (1.0 / kappa + 1.0 / sigma))
    hyper = (2.0 / np.sinh(nu) + (kappa / sigma + sigma / kappa) / np.tanh(nu)) / nu
    z = of(half_cell(electrode(thickness, exchange, 0.2, sigma=sigma), simple.liquid(transference=1.0)), f)
    assert z == pytest.approx(thickness / (kappa + sigma) * (1.0 + hyper), rel=1e-6)


@pytest.mark.parametrize("sigma", [0.05, 5.0])
def test_a_solid_that_touches_no_collector_helps_as_its_surface_allows(sigma: float):
    thickness, exchange, kappa = 200e-6, 0.5, 0.3
    f = decades(1e-2, 1e5)
    layer = electrode(thickness, exchange, 0.2, sigma=sigma)
    surface = AREA * (exchange / RT_F + 2j * np.pi * f * 0.2)
    nu = thickness * np.sqrt(surface * (1.0 / kappa + 1.0 / sigma))
    expected = thickness / (kappa + sigma) * (1.0 + 2.0 * sigma / kappa * np.tanh(0.5 * nu) / nu)
    free = simple.lithium(1e12)
    gap = replace(simple.separator(1e-12), porosity=1.0)
    assert of(between(free, free, gap, layer, gap, electrolyte=simple.liquid(transference=1.0)), f) == pytest.approx(expected, rel=1e-6)


def test_a_layer_without_electrons_resists_without_end():
    dead = of(half_cell(electrode(10e-6, 1.0, 0.2, sigma=0.0), simple.liquid()), [1.0])[0]
    assert dead.real > 1.0  # ohm m2: 1e4 times what it has with carbon
    assert np.isfinite(dead)


# ------------------------------------------------------------------------------------------------------------- diffusion


def test_salt_between_lithium_foils_is_a_finite_warburg():
    salt, length = simple.liquid(3e-10, 1.0, 0.25, 1.8), 100e-6
    made = between(simple.lithium(1e12), simple.lithium(1e12), replace(linear.OPEN, porosity=0.5), electrolyte=salt)
    f = decades(1e-5, 1e3)
    potential = 2.0 * RT_F * 1.8 * 0.75  # V per ln c
    diffusion = potential * 0.75 * length / (FARADAY * 3e-10 * 1000.0)
    s = np.sqrt(2j * np.pi * f * 0.5 * (0.5 * length) ** 2 / 3e-10)
    z = of(made, f) - length / 1.0
    assert z == pytest.approx(diffusion * np.tanh(s) / s, rel=1e-6)
    assert z[0].real == pytest.approx(diffusion, rel=1e-5)
    assert np.angle(z[-1], deg=True) == pytest.approx(-45.0, abs=0.01)  # semi-infinite


def test_the_sphere_diffuses_as_it_should_at_both_ends():
    """Fast: a half-space of its surface, R_W (1 - i) / sqrt(2); slow: a store behind R / 5D of diffusion (3 / s2 + 1/5)."""
    d, radius, limit, u_slope = 1e-14, 5e-6, 50000.0, 1.0
    layer = simple.layer(simple.population(simple.host(d, 1e9, limit), radius=radius), thickness=1e-6, sigma=1e9)
    area = 1e-6 * 3.0 * 0.5 / radius
    f = np.array([1e-7, 1e3])
    z = of(half_cell(layer, simple.liquid(1.0, 1e9, 1.0)), f) * area
    scale = u_slope / (FARADAY * limit)
    omega = 2.0 * np.pi * f
    assert z[0].real == pytest.approx(scale * radius / d / 5.0, rel=1e-4)
    assert z[0].imag == pytest.approx(-3.0 * scale / (omega[0] * radius), rel=1e-4)
    warburg = scale / np.sqrt(1j * omega[1] * d)
    assert z[1] == pytest.approx(warburg, rel=1e-2)  # s is 560: the sphere is flat to 1/s
    assert -z[1].imag / z[1].real == pytest.approx(1.0, rel=1e-2)


def test_the_sphere_has_no_seam_and_no_overflow():
    s = np.sqrt(1j) * np.array([1e-6, 1e-3, 0.3, 0.999999, 1.000001, 3.0, 1e5])
    found = interfaces.sphere(s)
    assert found[:2] == pytest.approx(s[:2] ** 2 / 3.0, rel=1e-6)
    assert found[2:6] == pytest.approx(s[2:6] * np.cosh(s[2:6]) / np.sinh(s[2:6]) - 1.0, rel=1e-12)
    assert found[6] == pytest.approx(s[6] - 1.0, rel=1e-12)


def test_slow_surfaces_under_cover_diffuse_less_per_working_area():
    """Lithium that enters by half the surface spreads over the whole sphere."""
    bare = simple.population(simple.host(1e-14))
    omega = np.array([1.0, 100.0])
    half = interfaces.particle_diffusion(replace(bare, covered_fraction=0.5), 0.5, 298.15, omega)
    assert half == pytest.approx(0.5 * interfaces.particle_diffusion(bare, 0.5, 298.15, omega), rel=1e-12)


# ------------------------------------------------------------------------------------------------------------------ door


def test_spectra_come_with_their_state_voltage_and_area():
    made = half_cell(electrode(50e-6, 1.0, 0.2), simple.liquid())
    found = impedance(made, [0.2, 0.8], decades(1.0, 100.0))
    assert [one.state_of_charge for one in found.spectra] == [0.2, 0.8]
    assert [one.voltage for one in found.spectra] == pytest.approx([3.4 + 0.2 * 0.8, 3.4 + 0.8 * 0.8])  # straight from 3.4 to 4.2 V
    assert found.area == made.format.area
    (one,) = impedance(between(blocking(), blocking()), [0.1, 0.2], decades(1.0, 100.0)).spectra
    assert (one.state_of_charge, one.voltage) == (None, 0.0)


def test_a_transport_cell_rests_at_its_right_end_over_its_left_one():
    one = half_cell(electrode(50e-6, 1.0, 0.2), simple.liquid()).cathode
    for soc in (0.5, 0.25):
        rest = 3.4 + 0.8 * soc  # x from 0.9 at 0 to 0.1 at 1
        assert spectrum(between(simple.lithium(), one, soc=soc), np.array([1.0])).voltage == pytest.approx(rest)
        assert spectrum(between(one, simple.lithium(), soc=soc), np.array([1.0])).voltage == pytest.approx(-rest)
    assert spectrum(between(one, one), np.array([1.0])).voltage == 0.0


def test_what_has_no_impedance_is_refused_in_words():
    made = half_cell(electrode(50e-6, 1.0, 0.2), simple.liquid())
    with pytest.raises(ValueError, match=r"state of charge: must lie between 0 and 1; received 1\.5"):
        spectrum(made, np.array([1.0]), 1.5)
    with pytest.raises(ValueError, match="state of charge: must be stated"):
        spectrum(made, np.array([1.0]))
    for wrong in ([0.0, 1.0], [-1.0], [], [np.nan]):
        with pytest.raises(ValueError, match="frequencies: must be a list of positive numbers in Hz"):
            spectrum(made, np.array(wrong), 0.5)
    with pytest.raises(ValueError, match="must have a double layer to take any current; received 0 F/m2"):
        spectrum(between(blocking(0.0), blocking()), np.array([1.0]))
    with pytest.raises(ValueError, match="no electrolyte in its pores and no conductor beside it"):
        spectrum(between(blocking(), blocking(), replace(DRY, paths=())), np.array([1.0]))
    with pytest.raises(ValueError, match="thermodynamic factor must be above 0 for a salt at rest to be stable; received -1 at 1000"):
        spectrum(half_cell(electrode(50e-6, 1.0, 0.2), simple.liquid(factor=-1.0)), np.array([1.0]), 0.5)
    inert = half_cell(electrode(50e-6, 1.0, 0.0, factor=0.0), simple.liquid())
    with pytest.raises(ValueError, match="no alternating current can pass"):
        spectrum(inert, np.array([1.0]), 0.5)
