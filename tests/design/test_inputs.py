"""Inputs of a cell: named once each, and each changes what its name says and nothing that a lab would hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.design.responding import branched, example, rich

from stratode.design.inputs import Input, inputs
from stratode.recipe.parts import CarbonBinderDomain, Cell, Thermal

FACTOR = 1.001


def values(cell: Cell) -> dict[str, float]:
    return {one.name: one.value for one in inputs(cell)}


@pytest.mark.parametrize("cell", [rich(), example("full_cell"), branched()], ids=lambda c: c.name)
def test_every_name_stands_once_and_no_value_is_zero(cell: Cell):
    found = inputs(cell)
    assert len({one.name for one in found}) == len(found)
    assert all(one.value > 0.0 for one in found)


@pytest.mark.parametrize("one", inputs(rich()), ids=lambda one: one.name)
def test_an_input_changes_itself_and_leaves_the_rest(one: Input):
    """Loading and porosity hold each other; the shares of the other solids make room for one that grows."""
    before, after = values(rich()), values(one.changed(FACTOR))
    assert after[one.name] == pytest.approx(FACTOR * before[one.name], rel=1e-12)
    layer = one.name.partition(": ")[2]
    room = {n for n in before if one.name.startswith("share of") and n.startswith("share of") and n.endswith(f": {layer}")}
    for name in before.keys() - {one.name} - room:
        warmer = one.name in ("temperature", "salt concentration") and name.startswith(
            ("diffusivity", "conductivity", "exchange", "trans", "thermo")
        )
        assert warmer or after[name] == pytest.approx(before[name], rel=1e-12), name
    assert sum(after[n] for n in room) == pytest.approx(sum(before[n] for n in room), rel=1e-12)


def test_a_denser_coating_is_thinner_and_holds_what_it_held():
    cell = rich()
    porosity = next(one for one in inputs(cell) if one.name == "porosity: top")
    before, after = cell.cathode.layers[1], porosity.changed(0.9).cathode.layers[1]
    assert after.porosity == pytest.approx(0.27)
    assert after.thickness == pytest.approx(before.thickness * 0.7 / 0.73, rel=1e-12)
    assert after.active_loading == pytest.approx(before.active_loading, rel=1e-12)
    fractions = after.porosity + sum(p.volume_fraction for p in after.populations) + sum(s.volume_fraction for s in after.inert)
    assert fractions == pytest.approx(1.0, abs=1e-12)


def test_a_conductor_follows_its_share_and_its_solid():
    cell = rich()
    share = next(one for one in inputs(cell) if one.name == "share of garnet: top")
    layer = share.changed(1.5).cathode.layers[1]
    (solid,) = (s for s in layer.inert if s.material.name == "garnet")
    assert layer.paths[0].volume_fraction == pytest.approx(solid.volume_fraction, rel=1e-12)
    assert solid.volume_fraction > 0.029


def test_a_material_changes_wherever_it_is():
    cell = rich()
    faster = next(one for one in inputs(cell) if one.name == "diffusivity of NMC811").changed(2.0)
    for layer, old in zip(faster.cathode.layers, cell.cathode.layers, strict=True):
        ours, theirs = layer.populations[0].material, old.populations[0].material
        assert float(ours.diffusivity(0.4)) == pytest.approx(2.0 * float(theirs.diffusivity(0.4)), rel=1e-12)
        assert ours.potential == theirs.potential


def test_electrodes_are_told_apart_and_a_heat_balance_brings_its_own():
    names = values(example("full_cell"))
    assert {"loading: cathode", "loading: anode", "first-cycle loss of the anode"} <= names.keys()
    assert "thickness of lithium" not in names
    warm = values(replace(rich(), thermal=Thermal(3000.0, 10.0, 300.0)))
    assert {"heat capacity", "heat transfer", "surroundings' temperature", "temperature at the beginning"} <= warm.keys()


def test_layers_of_one_name_are_counted():
    cell = rich()
    alike = replace(cell, cathode=replace(cell.cathode, layers=tuple(replace(layer, name="L") for layer in cell.cathode.layers)))
    assert {"porosity: L", "porosity: L (2)"} <= values(alike).keys()


def test_what_cannot_grow_is_no_input():
    cell = rich()
    pure = replace(cell, separator=replace(cell.separator, porosity=1.0))
    assert "porosity: separator" in values(cell)
    assert "porosity: separator" not in values(pure)
    domain = CarbonBinderDomain(0.04, 0.4, 1.5, 2.0)
    bound = replace(cell.cathode.layers[0], transport=domain)
    held = values(replace(cell, cathode=replace(cell.cathode, layers=(bound,))))
    assert held["microporosity of carbon and binder: bottom"] == 0.4


def test_temperatures_are_told_per_kelvin():
    (temperature,) = (one for one in inputs(rich()) if one.name == "temperature")
    assert temperature.kicked == "+1 K"
    assert temperature.changed(1.0 + temperature.kick).temperature == pytest.approx(rich().temperature + 1.0)
