"""Closed-form limits where a conductor carries lithium ions beside the electrolyte, or in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stratode.design.limits import limits
from stratode.design.ohmic import ohmic_budget, pore_resistance
from stratode.design.path import cathode_path, current_path, separator_section
from stratode.design.salt import limiting_current
from stratode.design.sketch import layer_of, sketch
from stratode.recipe import parts
from stratode.recipe.build import build
from stratode.recipe.load import from_mapping
from stratode.recipe.reader import read_yaml
from stratode.recipe.starter import starter


def cell(path: Any, **separator: Any) -> parts.Cell:
    """A half cell with garnet in its cathode."""
    content = read_yaml(starter("half-cell")).content
    components = content["cathode"]["layers"][0]["components"]
    components[0]["share"], components[2] = "80 wt%", {"material": "LLZO", "share": "rest", "path": path}
    content["separator"] = {"material": "PP", **separator} if "conductor" not in separator else separator
    return build(from_mapping(content))


def test_a_conductor_is_a_second_rail_beside_the_pores() -> None:
    with_it, without = cell({"efficiency": "2 %"}), cell("none")
    kappa, h = 0.9, with_it.cathode.layers[0].thickness
    rail = h / (0.02 * 0.0235)  # 2.35e-4 S/cm
    parallel = 1.0 / (1.0 / pore_resistance(cathode_path(without), kappa) + 1.0 / rail)
    assert pore_resistance(cathode_path(with_it), kappa) == pytest.approx(parallel, rel=1e-12)
    assert pore_resistance(cathode_path(with_it), 1e-12) == pytest.approx(rail, rel=1e-6)


def test_a_dense_membrane_costs_its_own_resistance_and_no_salt() -> None:
    dense = cell({"tau": "3"}, conductor="LLZO", thickness="25 um")
    budget = {entry.name: entry.value for entry in ohmic_budget(dense)}
    assert budget["separator"] == pytest.approx(25e-6 / 0.0235, rel=1e-12)
    assert separator_section(dense).efficiency == 0.0
    found = [
        limiting_current(sections, 3e-10, 1000.0, 0.26)
        for sections in (current_path(dense), cathode_path(dense), current_path(cell("none")))
    ]
    assert found[0] == pytest.approx(found[1], rel=1e-12)  # it lets ions pass as a lithium electrode would
    assert found[2] < found[0]
    assert not [limit for limit in limits(dense) if "Sand" in limit.name]


def test_a_coating_pressed_denser_takes_its_conductor_and_its_carbon_binder_domain_along() -> None:
    layer = cell({"tau": "3"}).cathode.layers[0]
    carbon = sum(share.volume_fraction for share in layer.inert if share.material.role == "carbon")
    layer = replace(layer, transport=parts.CarbonBinderDomain(carbon, 0.4, 1.5, 3.0))
    same = layer_of(sketch(layer), layer.interface)
    assert isinstance(same.transport, parts.CarbonBinderDomain)
    assert same.transport.solids == pytest.approx(carbon, rel=1e-12)
    assert same.paths[0].volume_fraction == pytest.approx(layer.paths[0].volume_fraction, rel=1e-12)
    pressed = layer_of(replace(sketch(layer), porosity=0.25), layer.interface)  # from 40 %: solids from 60 to 75 %
    assert isinstance(pressed.transport, parts.CarbonBinderDomain)
    assert pressed.transport.solids == pytest.approx(carbon * 75.0 / 60.0, rel=1e-12)
    assert pressed.paths[0].volume_fraction == pytest.approx(layer.paths[0].volume_fraction * 75.0 / 60.0, rel=1e-12)
