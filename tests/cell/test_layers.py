"""Layers, populations, films and contacts: what must change nothing, what must change exactly, and what must change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.cell import simple
from tests.cell.simple import even_edges

from stratode.cell import simulate
from stratode.cell.mesh import first_edges, lay_out
from stratode.kernels.arrays import Record
from stratode.recipe import library
from stratode.recipe.parts import ActiveMaterial, Cell, Current, Electrolyte, Layer

SAME = 1e-7  # relative: the same equations in another order of additions, at a time tolerance of 1e-7
STEPS = (Current(None, False, 3.4),)


def nyman() -> Electrolyte:
    found = library.find("Nyman 2008", kind="electrolyte")
    assert isinstance(found, Electrolyte)
    return found


def nmc() -> ActiveMaterial:
    found = library.find("NMC811 (LG M50)", kind="active")
    assert isinstance(found, ActiveMaterial)
    return found


def real(*layers: Layer, contact: float = 0.0, **kinds: float) -> Cell:
    """NMC811 against lithium in a real electrolyte; every resistance takes part."""
    return simple.cell(
        *layers, electrolyte=nyman(), anode=simple.lithium(70.0, kinds.get("foil_film", 0.0)), one_c=60.0, contact=contact, steps=STEPS
    )


def coat(thickness: float, name: str, radius: float = 4e-6, porosity: float = 0.35, film: float = 0.0, mixed: float = 0.0) -> Layer:
    return simple.layer(
        simple.population(nmc(), 0.92 - porosity, radius, film),
        thickness=thickness,
        porosity=porosity,
        efficiency=porosity**1.5,
        sigma=2.0,
        name=name,
        mixed_over=mixed,
    )


def run(made: Cell, edges: np.ndarray) -> Record:
    return simple.discharge(made, edges).record


def capacity(made: Cell) -> float:
    return simulate(made, rates=[1.0], explain=False).rates[0].capacity


WHOLE = real(coat(120e-6, "L"))
EVEN = even_edges(WHOLE, 8, 24)


@pytest.mark.parametrize("parts", [(60e-6, 60e-6), (40e-6, 40e-6, 40e-6), (20e-6, 70e-6, 30e-6)])
def test_a_split_layer_gives_the_same_answer_on_the_same_mesh(parts: tuple[float, ...]):
    split = real(*(coat(part, f"L{k}") for k, part in enumerate(parts)))
    counts = [round(part / 5e-6) for part in parts[::-1]]
    whole, found = run(WHOLE, EVEN), run(split, even_edges(split, 8, *counts))
    assert found.time[-1] == pytest.approx(whole.time[-1], rel=SAME)
    grid = np.linspace(0.0, whole.time[-1], 50)
    assert np.interp(grid, found.time, found.voltage) == pytest.approx(np.interp(grid, whole.time, whole.voltage), abs=1e-6)


def test_a_split_layer_gives_the_same_answer_on_its_own_mesh():
    split = real(coat(40e-6, "A"), coat(50e-6, "B"), coat(30e-6, "C"))
    one, three = (simulate(made, rates=[1.0], explain=False).rates[0] for made in (WHOLE, split))
    allowed = 2.0 * (one.error_estimate.capacity + three.error_estimate.capacity)  # each run's own word, held to a factor of two
    assert abs(one.capacity / three.capacity - 1.0) < max(allowed, 1e-4)


def test_order_of_equal_layers_does_not_matter_and_of_unequal_ones_does():
    fine, coarse = coat(80e-6, "S", 1.5e-6, 0.30), coat(80e-6, "L", 6e-6, 0.45)
    assert capacity(real(replace(fine, name="A"), replace(fine, name="B"))) == capacity(
        real(replace(fine, name="B"), replace(fine, name="A"))
    )
    open_outside = capacity(real(fine, coarse))
    open_inside = capacity(real(coarse, fine))
    assert open_outside > 1.01 * open_inside  # wide pores belong where the salt flux is largest, at the separator


def test_two_equal_populations_are_one():
    two = replace(coat(120e-6, "L"), populations=(simple.population(nmc(), 0.2, 4e-6), simple.population(nmc(), 0.37, 4e-6)))
    assert run(real(two), EVEN).time[-1] == pytest.approx(run(WHOLE, EVEN).time[-1], rel=SAME)


def test_smaller_particles_of_a_mix_fill_first():
    mix = replace(coat(120e-6, "L"), populations=(simple.population(nmc(), 0.2, 1e-6), simple.population(nmc(), 0.37, 9e-6)))
    made = real(mix)
    record = run(made, EVEN)
    mesh = simple.on(made, EVEN).mesh
    middle = record.time.size // 2
    by_size = [record.mean[middle, [name.endswith(size) for name in mesh.site_name]].mean() for size in ("2 um", "18 um")]
    assert by_size[0] > by_size[1] + 0.02


def test_mixed_interface_tends_to_the_sharp_one():
    def mixed(width: float) -> Cell:
        return real(coat(80e-6, "S", 1.5e-6, 0.30), coat(80e-6, "L", 6e-6, 0.45, mixed=width))

    sharp = capacity(mixed(0.0))
    apart = [abs(capacity(mixed(width)) / sharp - 1.0) for width in (40e-6, 1e-9)]
    assert apart[1] < 2e-4  # 1 nm of 160 um; what is left is the mesh, whose zones are others
    assert apart[0] > apart[1]


def test_mixing_moves_sites_and_pores_but_makes_none():
    """A linear blend, symmetric about the face, holds as much as the two layers it is made of."""
    sums = []
    for width in (0.0, 30e-6):
        made = real(coat(80e-6, "S", 1.5e-6, 0.30), coat(60e-6, "L", 6e-6, 0.45, mixed=width))
        discrete = simple.on(made, first_edges(lay_out(made), 40))
        surface = float(discrete.model.area.sum())
        sums.append((float(discrete.capacity.sum()), surface, float(discrete.model.porosity @ discrete.model.width)))
    assert sums[0] == pytest.approx(sums[1], rel=1e-12)


def test_mixing_equal_layers_changes_nothing():
    plain = real(coat(60e-6, "A"), coat(60e-6, "B"))
    mixed = real(coat(60e-6, "A"), coat(60e-6, "B", mixed=20e-6))
    edges = even_edges(plain, 8, 12, 12)  # the mixed zone's faces, 10 um to each side, are edges too
    assert run(mixed, edges).time[-1] == pytest.approx(run(plain, edges).time[-1], rel=SAME)


def test_half_covered_is_half_the_exchange_current_with_the_same_lithium():
    """Half the area at twice the flux: asinh(2 j / 2 i0) = asinh(j / 2 (i0 / 2)), and twice the drop in the film."""
    part = coat(120e-6, "L", film=2e-3).populations[0]
    covered = replace(WHOLE.cathode.layers[0], populations=(replace(part, covered_fraction=0.5),))
    slower = replace(WHOLE.cathode.layers[0], populations=(replace(part, exchange_factor=0.5, film_resistance=4e-3),))
    one, other = run(real(covered), EVEN), run(real(slower), EVEN)
    assert one.time[-1] == pytest.approx(other.time[-1], rel=SAME)
    assert one.mean[-1] == pytest.approx(other.mean[-1], rel=1e-6)
    assert abs(one.time[-1] / run(WHOLE, EVEN).time[-1] - 1.0) > 1e-3


def shift(one: Cell, other: Cell, edges: np.ndarray) -> np.ndarray:
    """Voltage of `one` over `other` at the first instant and after a fifth and a half of an hour, V."""
    legs = [
        [run(replace(made, protocol=replace(made.protocol, discharge=(replace(STEPS[0], max_time=t),))), edges) for t in (720.0, 1800.0)]
        for made in (one, other)
    ]
    volts = [np.array([short.voltage[0], short.voltage[-1], long.voltage[-1]]) for short, long in legs]
    return volts[0] - volts[1]


def test_contact_resistance_shifts_the_voltage_by_i_r():
    contact = 1e-3  # ohm m2; 1e-6 V is what the time tolerance of 1e-7 leaves of each run
    assert shift(WHOLE, real(coat(120e-6, "L"), contact=contact), EVEN) == pytest.approx(60.0 * contact, abs=1e-6)


def test_film_on_the_foil_shifts_the_voltage_by_i_r():
    assert shift(WHOLE, real(coat(120e-6, "L"), foil_film=5e-4), EVEN) == pytest.approx(60.0 * 5e-4, abs=1e-6)


def test_film_on_equal_particles_shifts_the_voltage_by_its_share():
    """In a layer that reacts evenly the film costs R i / (working surface per area of cell)."""
    film, thickness, radius = 5e-3, 20e-6, 2e-6

    def even(resistance: float) -> Cell:
        grains = simple.population(simple.host(1e-14, 1.0), 0.5, radius, resistance)
        return simple.cell(simple.layer(grains, thickness=thickness), electrolyte=simple.still(), one_c=10.0)

    difference = shift(even(0.0), even(film), even_edges(even(0.0), 3, 3))
    assert difference == pytest.approx(film * 10.0 / (3.0 * 0.5 / radius * thickness), abs=1e-6)


def test_signs_turn_with_the_current():
    """Charging shows a negative current out of the solver's sign and a voltage above rest; discharging the reverse."""
    made = replace(WHOLE, protocol=replace(WHOLE.protocol, charge=(Current(0.2, True, 4.2),)))
    result = simulate(made, rates=[0.2], explain=False).rates[0]
    assert result.charge is not None
    assert np.all(result.charge.current_density > 0.0)
    assert np.all(result.trace.current_density < 0.0)
    assert np.all(np.diff(result.charge.mean.mean(axis=1)) < 0.0)
    assert np.all(np.diff(result.trace.mean.mean(axis=1)) > 0.0)
