"""Closed-form limits where a conductor carries lithium ions beside the electrolyte, or in its place."""

from __future__ import annotations

from typing import Any

import pytest

from stratode.design.limits import limits
from stratode.design.ohmic import ohmic_budget, pore_resistance
from stratode.design.path import cathode_path, current_path, separator_section
from stratode.design.salt import limiting_current
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
