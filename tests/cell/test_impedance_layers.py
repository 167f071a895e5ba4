"""Layers in series and paths side by side: against finite volumes, and against the limits in which one of them is all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.cell import drawn, linear, simple
from tests.cell.linear import between, blocking, charged, decades, path
from tests.naive import impedance as naive

from stratode.cell.impedance import spectrum
from stratode.cell.slabs import CUTS
from stratode.recipe.parts import Cell, Layer, Separator, TransportEfficiency

FREQUENCIES = np.array([1e-3, 1e-1, 1.0, 100.0])
SOC = 0.4


def two_layers() -> Cell:
    """Everything at once: two layers with a contact, two populations, covers, films, conductors beside the salt, a foil with a film."""
    fast, slow = simple.host(1e-14, 1.0), simple.host(3e-15, 0.3)
    first = replace(simple.population(fast, 0.3, 4e-6, 2e-3, 2.0), covered_fraction=0.3)
    bottom = simple.layer(charged(first, 0.2, 0.01), charged(simple.population(slow, 0.2)), thickness=80e-6, sigma=0.5, efficiency=0.2)
    top = simple.layer(charged(simple.population(fast, 0.5, 2e-6)), thickness=50e-6, sigma=2.0, efficiency=0.35, porosity=0.45, name="top")
    bottom = replace(bottom, paths=(path(0.05),))
    top = replace(top, paths=(path(0.02),), interface=replace(top.interface, contact_resistance=2e-4))
    foil = replace(simple.lithium(10.0, 1e-3), double_layer=0.2, film_capacitance=0.02)
    gap = replace(simple.separator(), paths=(path(0.01),))
    salt = replace(simple.liquid(factor=1.7), concentration=700.0)
    return simple.cell(bottom, top, electrolyte=salt, anode=foil, gap=gap, contact=1e-4)


def finite_volumes(cell: Cell, refine: int) -> np.ndarray:
    stretches, salt, foil, contact = linear.naive_parts(cell, SOC)
    counts = [20 * refine, *([60 * refine] * (len(stretches) - 1))]
    return np.array([naive.impedance(stretches, counts, 100 * refine, salt, foil, cell.temperature, contact, f) for f in FREQUENCIES])


def test_finite_volumes_converge_to_two_layers_at_second_order():
    cell = two_layers()
    exact = spectrum(cell, FREQUENCIES, SOC).impedance
    errors = np.array([np.abs(finite_volumes(cell, refine) / exact - 1.0) for refine in (1, 2, 4)])
    assert np.all(errors[2] < 4e-5), errors
    orders = np.log2(errors[:-1] / errors[1:])
    assert np.all((orders > 1.7) & (orders < 2.2)), orders


def test_a_layer_cut_in_two_stays_what_it_was():
    cell = two_layers()
    bottom, top = cell.cathode.layers
    halves = tuple(replace(bottom, thickness=0.5 * bottom.thickness) for _ in range(2))
    cut = replace(cell, cathode=replace(cell.cathode, layers=(*halves, top)))
    f = decades(1e-3, 1e6)
    assert spectrum(cut, f, SOC).impedance == pytest.approx(spectrum(cell, f, SOC).impedance, rel=1e-10)


def test_a_cell_turned_around_shows_the_same():
    one, other = two_layers().cathode, simple.cell(simple.layer(charged(simple.population(simple.host(1e-14, 2.0))), sigma=3.0)).cathode
    f = decades(1e-3, 1e6)
    z = spectrum(between(one, other, simple.separator()), f).impedance
    assert spectrum(between(other, one, simple.separator()), f).impedance == pytest.approx(z, rel=1e-10)


def test_cuts_through_a_mixed_zone_suffice():
    """Two very unlike layers, all of the thinner one mixed: the cuts are of second order and leave less than 1e-4 of |Z|."""
    cell = two_layers()
    bottom, top = cell.cathode.layers
    mixed = replace(top, interface=replace(top.interface, mixed_over=60e-6))
    cell = replace(cell, cathode=replace(cell.cathode, layers=(bottom, mixed)))
    f = decades(1e-3, 1e5, 3)
    fine = spectrum(cell, f, SOC, cuts=16 * CUTS).impedance
    errors = [np.abs(spectrum(cell, f, SOC, cuts=n).impedance / fine - 1.0).max() for n in (CUTS // 2, CUTS)]
    assert errors[1] < 1e-4, errors
    assert 3.0 < errors[0] / errors[1] < 5.0
    sharp = spectrum(two_layers(), f, SOC).impedance
    assert np.abs(sharp / fine - 1.0).max() > 100.0 * errors[1]  # the zone itself is seen


def test_mixed_zones_of_drawn_cells_are_cut_finely_enough():
    f = decades(1e-3, 1e5, 2)
    worst, zones = 0.0, 0
    for seed in range(0, 60, 2):
        cell = linear.with_capacitances(drawn.cell(seed), 0.2)
        layers = cell.cathode.layers
        if len(layers) > 1 and any(layer.interface.mixed_over > 0.0 for layer in layers[1:]):
            zones += 1
            a, b = (spectrum(cell, f, 0.5, cuts=n).impedance for n in (CUTS, 4 * CUTS))
            worst = max(worst, float(np.abs(a / b - 1.0).max()))
    assert zones > 4
    assert worst < 2e-4


# ----------------------------------------------------------------------------------------------------- paths side by side


def test_a_path_that_conducts_nothing_changes_nothing():
    cell = two_layers()
    bare = [replace(layer, paths=()) for layer in cell.cathode.layers]
    none = [replace(layer, paths=(path(0.0),)) for layer in cell.cathode.layers]
    f = decades(1e-3, 1e6)
    without, with_none = (
        spectrum(replace(cell, cathode=replace(cell.cathode, layers=tuple(layers))), f, SOC).impedance for layers in (bare, none)
    )
    assert with_none == pytest.approx(without, rel=1e-12)
    assert np.abs(spectrum(cell, f, SOC).impedance / without - 1.0).max() > 0.01


def dry(sigma: float, thickness: float = 100e-6) -> Separator:
    return Separator("dry", thickness, 0.0, TransportEfficiency(0.0), 2000.0, "invented", (path(sigma, 0.8, 0.6),))


def test_a_conductor_without_salt_is_an_ohmic_resistor():
    free = simple.lithium(1e12)
    z = spectrum(between(free, free, dry(0.05), dry(0.2, 50e-6)), decades(1e-5, 1e6)).impedance
    assert z == pytest.approx(100e-6 / 0.03 + 50e-6 / 0.12, rel=1e-8)


def test_a_conductor_shorts_the_salt_as_two_resistors_do():
    """Slow and fast limits of a separator whose salt conducts kappa at once and kappa_ss at rest, beside sigma.

    At rest the salt path's resistance is L/kappa + R_D; both paths see the same phi_e only at the foils, but every slice of a uniform
    separator divides its current alike, so that they are resistors side by side in both limits.
    """
    salt, length, sigma = simple.liquid(3e-10, 0.5, 0.25), 100e-6, 0.2
    membrane = replace(linear.OPEN, paths=(path(sigma),))
    free = simple.lithium(1e12)
    z = spectrum(between(free, free, membrane, electrolyte=salt), np.array([1e-7, 1e9])).impedance
    diffusion = 2.0 * linear.THERMAL * 0.75**2 * length / (simple.FARADAY * 3e-10 * 1000.0)
    slow = 1.0 / (sigma / length + 1.0 / (length / 0.5 + diffusion))
    assert z[0].real == pytest.approx(slow, rel=1e-6)
    assert z[1].real == pytest.approx(length / (0.5 + sigma), rel=1e-3)


def test_salt_stays_out_of_a_dry_membrane():
    """Lithium | dry | salt | dry | lithium: the salt, which hardly diffuses, is what it is between planes that pass lithium alone."""
    free, f, slow = simple.lithium(1e12), decades(1e-10, 1e-2), simple.liquid(1e-16)
    wet = spectrum(between(free, free, electrolyte=slow), f).impedance
    z = spectrum(between(free, free, dry(0.05), linear.OPEN, dry(0.05), electrolyte=slow), f).impedance
    assert wet[0].real > 100.0  # ohm m2
    assert z - wet == pytest.approx(np.full(f.size, 2.0 * 100e-6 / 0.03), rel=1e-6)


def test_a_solid_state_cathode_without_salt():
    """All ions go by the conductor: the same as salt that cannot separate, of the same conductivity."""
    part = charged(simple.population(simple.host(1e-14, 1.0)))
    solid = replace(simple.layer(part, porosity=0.4, sigma=1.0), porosity=0.0, paths=(path(0.3, 0.4),))
    liquid = simple.layer(part, porosity=0.4, efficiency=0.3, sigma=1.0)
    f, foil = decades(1e-3, 1e6), simple.lithium(10.0)
    dry_cell = simple.cell(solid, gap=dry(0.25), anode=foil)
    wet_cell = simple.cell(liquid, gap=replace(dry(0.25), porosity=0.5), electrolyte=simple.liquid(kappa=1.0, transference=1.0), anode=foil)
    wet_cell = replace(wet_cell, separator=Separator("wet", 100e-6, 0.5, TransportEfficiency(0.15), 900.0, "invented"))
    assert spectrum(dry_cell, f, SOC).impedance == pytest.approx(spectrum(wet_cell, f, SOC).impedance, rel=1e-9)


# ------------------------------------------------------------------------------------------------------------- the middle


def inert(layer: Layer) -> Layer:
    return replace(layer, populations=tuple(replace(p, exchange_factor=0.0, double_layer=0.0) for p in layer.populations))


def test_a_cathode_that_takes_no_part_is_a_membrane():
    layer = inert(simple.layer(simple.population(simple.host()), thickness=70e-6, efficiency=0.2, sigma=10.0))
    free, gap, f = simple.lithium(20.0), simple.separator(), decades(1e-3, 1e5)
    membrane = Separator("same", 70e-6, layer.porosity, TransportEfficiency(0.2), 900.0, "invented")
    as_layer, as_membrane = (spectrum(between(free, free, gap, part, gap), f).impedance for part in (layer, membrane))
    assert as_layer == pytest.approx(as_membrane, rel=1e-12)


def test_a_cathode_in_the_middle_helps_only_where_its_surface_is_passed():
    layer = simple.layer(charged(simple.population(simple.host(1e-14, 1.0))), thickness=70e-6, efficiency=0.05, sigma=10.0)
    free, gap = simple.lithium(1e9), simple.separator()
    f = np.array([1e6])
    active, dead = (spectrum(between(free, free, gap, part, gap), f).impedance[0].real for part in (layer, inert(layer)))
    assert dead - active == pytest.approx(70e-6 / 0.05 - 70e-6 / (0.05 + 10.0), rel=0.02)  # its double layer is a short


def test_a_contact_between_layers_adds_to_the_electrons_way_alone():
    """Where the top layer takes no part all electrons stop below it, and its contact is not seen; below an active top it is."""
    part = charged(simple.population(simple.host(1e-14, 50.0)))
    bottom, top = simple.layer(part, sigma=1e5), simple.layer(part, sigma=1e5, thickness=20e-6)
    joined = replace(top, interface=replace(top.interface, contact_resistance=1.0))

    def real(upper: Layer) -> float:
        return float(spectrum(simple.cell(bottom, upper, electrolyte=simple.still()), np.array([10.0]), SOC).impedance[0].real)

    assert real(inert(joined)) == pytest.approx(real(inert(top)), rel=1e-9)
    assert real(joined) > 1.05 * real(top)


def test_an_electrode_face_to_face_with_a_free_solid_is_refused():
    one = two_layers().cathode
    with pytest.raises(ValueError, match="must lie apart; received them face to face; put a separator between them"):
        spectrum(between(one, blocking(), two_layers().cathode.layers[0]), np.array([1.0]))
