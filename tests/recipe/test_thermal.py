"""The heat balance of a recipe: per cathode face, from stated numbers or from the masses that the recipe knows."""

from __future__ import annotations

from typing import Any

import pytest

from stratode.design.ledger import ledger
from stratode.recipe import parts
from stratode.recipe.build import build
from stratode.recipe.build_housing import mass_per_area
from stratode.recipe.build_protocol import window_capacity
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import from_mapping
from stratode.recipe.reader import read_yaml
from stratode.recipe.starter import starter


def cell(kind: str, thermal: Any, **changes: Any) -> parts.Cell:
    content = read_yaml(starter(kind)).content
    content |= changes
    if thermal is not None:
        content["thermal"] = thermal
    return build(from_mapping(content))


def found(kind: str, thermal: Any, **changes: Any) -> parts.Thermal:
    made = cell(kind, thermal, **changes).thermal
    assert made is not None
    return made


def test_a_cell_without_it_is_isothermal() -> None:
    assert cell("half-cell", None).thermal is None


def test_stated_numbers_come_out_per_cathode_face() -> None:
    # a coin of 1.13 cm2; a pouch of 20 faces of 40 cm2
    coin = found("half-cell", {"heat_capacity": "3 J/K", "heat_transfer": "10 W/(m2 K)", "surface": "6.78 cm2", "ambient": "30 degC"})
    assert coin.heat_capacity == pytest.approx(3.0 / 1.13e-4)
    assert coin.heat_transfer == pytest.approx(60.0)
    assert coin.ambient == pytest.approx(303.15)
    pouch = found("full-cell", {"heat_capacity": "60 J/K", "heat_transfer": "10 W m-2 K-1", "surface": "160 cm2"})
    assert pouch.heat_capacity == pytest.approx(60.0 / (20 * 40e-4))
    assert pouch.heat_transfer == pytest.approx(10.0 * 160.0 / (20 * 40.0))


def test_the_room_has_the_temperature_of_the_test_and_both_faces_give_heat_unless_stated() -> None:
    made = cell("half-cell", {}, temperature="45 degC")
    assert made.thermal is not None
    assert made.thermal.ambient == pytest.approx(318.15)
    assert made.thermal.heat_transfer == pytest.approx(20.0)  # 10 W/(m2 K) from two faces
    fields = {a.field for a in made.assumptions}
    assert {f"thermal.{n}" for n in ("mass", "specific_heat", "heat_transfer", "surface", "ambient")} <= fields


@pytest.mark.parametrize("kind", ["half-cell", "full-cell"])
def test_an_adiabatic_cell_stores_all_heat_in_its_mass(kind: str) -> None:
    made = cell(kind, "adiabatic")
    assert made.thermal is not None
    assert made.thermal.heat_transfer == 0.0
    assert made.thermal.heat_capacity == pytest.approx(1000.0 * mass_per_area(made))
    doubled = found(kind, {"specific_heat": "2 kJ/(kg K)", "heat_transfer": "0 W/(m2 K)"})
    assert doubled.heat_capacity == pytest.approx(2.0 * made.thermal.heat_capacity)
    assert doubled.heat_transfer == 0.0


def test_the_mass_of_a_cell_is_that_of_its_ledger() -> None:
    for kind in ("half-cell", "full-cell", "solid-state"):
        made = cell(kind, None)
        faces = made.format.faces if isinstance(made.format, parts.Pouch) else 1
        whole = ledger(made, window_capacity(made.cathode) / 3600.0, 3.8).mass / (made.format.area * faces)
        assert mass_per_area(made) == pytest.approx(whole, rel=0.03), kind  # a pouch's ledger has one more anode sheet, and seals


@pytest.mark.parametrize(
    ("thermal", "field", "rule"),
    [
        ("isothermal", "thermal", "'adiabatic', or a mapping of fields"),
        ({"heat_capacity": "60 J/K", "specific_heat": "1000 J/(kg K)"}, "thermal", "exactly one of heat_capacity, specific_heat"),
        ({"heat_capacity": "60 J"}, "thermal.heat_capacity", "dimension of a heat capacity (J/K)"),
        ({"heat_transfer": "10 W/m2"}, "thermal.heat_transfer", "dimension of a heat transfer coefficient (W/(m2 K))"),
        ({"heat_transfer": "10 W/(m2 (K))"}, "thermal.heat_transfer", "known unit"),
        ({"heat_transfer": "-1 W/(m2 K)"}, "thermal.heat_transfer", "must lie between"),
        ({"ambient": "25"}, "thermal.ambient", "carry its unit"),
        ({"surfaces": "1 cm2"}, "thermal.surfaces", "not a known key"),
    ],
)
def test_a_wrong_heat_balance_is_refused_at_its_field(thermal: Any, field: str, rule: str) -> None:
    with pytest.raises(RecipeError) as refusal:
        cell("half-cell", thermal)
    problem = next(p for p in refusal.value.problems if p.field == field)
    assert rule in problem.rule
    assert problem.remedy
