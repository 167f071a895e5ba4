"""Conductors of lithium ions in layers and membranes, capacitances, hysteresis, carbon-binder domains: what a recipe comes to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stratode.recipe import parts
from stratode.recipe.build import build
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import from_mapping
from stratode.recipe.reader import read_yaml
from stratode.recipe.starter import starter


def half_cell() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(starter("half-cell")).content
    return content


def with_garnet(**stated: Any) -> dict[str, Any]:
    """A half cell whose binder is replaced by 10 wt% of garnet."""
    content = half_cell()
    components = content["cathode"]["layers"][0]["components"]
    components[0]["share"], components[2] = "88 wt%", {"material": "LLZO", "share": "rest", **stated}
    return content


def layer(content: dict[str, Any]) -> parts.Layer:
    return build(from_mapping(content)).cathode.layers[0]


def assumed(content: dict[str, Any]) -> dict[str, str]:
    return {a.field: a.value for a in build(from_mapping(content)).assumptions}


def refusal(content: dict[str, Any], field: str) -> str:
    """Rule and remedy with which a field is refused."""
    with pytest.raises(RecipeError) as caught:
        build(from_mapping(content))
    problem = next(p for p in caught.value.problems if p.field == field)
    assert problem.remedy
    return f"{problem.rule}; received {problem.received}. {problem.remedy}"


def test_a_conductor_is_a_solid_share_and_a_way_for_ions() -> None:
    found = layer(with_garnet())
    (garnet,) = (share for share in found.inert if share.material.name == "LLZO")
    (path,) = found.paths
    assert garnet.material.role == "conductor"
    assert path.volume_fraction == garnet.volume_fraction
    assert path.transport == parts.Bruggeman(1.5)
    filled = sum(p.volume_fraction for p in found.populations) + sum(s.volume_fraction for s in found.inert)
    assert found.porosity + filled == pytest.approx(1.0, abs=1e-12)
    # 10 wt% of 20 mg/cm2
    assert found.thickness * garnet.volume_fraction * garnet.material.density == pytest.approx(0.02, rel=1e-12)
    assert "cathode.layers.0.components.2.path" in assumed(with_garnet())


@pytest.mark.parametrize(
    ("path", "law"),
    [
        ({"bruggeman": "2"}, parts.Bruggeman(2.0)),
        ({"tau": "3"}, parts.Tortuosity(3.0)),
        ({"efficiency": "1 %"}, parts.TransportEfficiency(0.01)),
        ({"macmullin": "200"}, parts.TransportEfficiency(0.005)),
    ],
)
def test_the_way_of_a_conductor_may_be_stated_four_ways(path: dict[str, str], law: parts.TransportLaw) -> None:
    content = with_garnet(path=path)
    assert layer(content).paths[0].transport == law
    assert "cathode.layers.0.components.2.path" not in assumed(content)


def test_particles_that_do_not_touch_carry_nothing_and_keep_their_volume() -> None:
    touching, apart = layer(with_garnet()), layer(with_garnet(path="none"))
    assert apart.paths == ()
    assert apart.inert == touching.inert


def test_an_ionic_binder_counts_as_binder() -> None:
    content = half_cell()
    content["cathode"]["layers"][0]["components"][2]["material"] = "ISP50"
    found = layer(content)
    assert found.inert[1].material.role == "binder"
    assert found.paths[0].material == "ISP50"


def test_a_stated_ion_conductivity_keeps_the_materials_activation_energy() -> None:
    library, stated = (layer(with_garnet(**told)).paths[0].conductivity for told in ({}, {"ion_conductivity": "1 mS/cm"}))
    assert float(stated(0.0)) == pytest.approx(0.1)
    assert float(stated(0.0, 333.15)) / 0.1 == pytest.approx(float(library(0.0, 333.15) / library(0.0)), rel=1e-12)


@pytest.mark.parametrize(
    ("component", "name", "value", "rule"),
    [
        (1, "path", {"bruggeman": "1.5"}, "belongs to a conductor of lithium ions; carbon black is not one"),
        (0, "path", "none", "belongs to a conductor of lithium ions; NMC811 is not one"),
        (1, "ion_conductivity", "1 mS/cm", "belongs to a conductor"),
        (2, "diameter", "1 um", "belongs to an active material; LLZO is not one"),
        (2, "double_layer", "10 uF/cm2", "belongs to an active material"),
        (2, "film_capacitance", "10 uF/cm2", "belongs to an active material"),
        (2, "hysteresis", "off", "belongs to an active material"),
        (2, "path", "some", "'none', or a mapping of fields"),
        (2, "path", {}, "exactly one of bruggeman, tau, efficiency, macmullin"),
    ],
)
def test_what_belongs_to_another_solid_is_refused(component: int, name: str, value: Any, rule: str) -> None:
    content = with_garnet()
    content["cathode"]["layers"][0]["components"][component][name] = value
    assert rule in refusal(content, f"cathode.layers.0.components.{component}.{name}")


def test_a_way_is_no_better_than_straight() -> None:
    rule = refusal(with_garnet(path={"efficiency": "30 %"}), "cathode.layers.0.components.2.path.efficiency")
    assert "conductor's volume share" in rule


# ------------------------------------------------------------------------------------------------------------- membranes


def membrane(**stated: Any) -> parts.Separator:
    return build(from_mapping(with_membrane(**stated))).separator


def with_membrane(**stated: Any) -> dict[str, Any]:
    return {**with_garnet(), "separator": {"thickness": "30 um", **stated}}


def test_the_electrolyte_itself_is_a_membrane() -> None:
    found = membrane(porosity="100 %")
    assert (found.porosity, found.transport, found.paths) == (1.0, parts.TransportEfficiency(1.0), ())


def test_a_dense_membrane_has_no_pores_and_one_straight_way() -> None:
    found = membrane(conductor="LLZO")
    assert (found.porosity, found.transport) == (0.0, parts.TransportEfficiency(0.0))
    (path,) = found.paths
    assert (path.volume_fraction, path.transport) == (1.0, parts.TransportEfficiency(1.0))
    assert found.density == 5110.0
    assert "separator.porosity" in assumed(with_membrane(conductor="LLZO"))


@pytest.mark.parametrize("stated", [{"share": "60 vol%"}, {"porosity": "40 %"}, {"share": "60 vol%", "porosity": "40 %"}])
def test_a_composite_membrane_may_state_either_share(stated: dict[str, str]) -> None:
    found = membrane(conductor="LLZO", transport={"tau": "1.5"}, path={"tau": "2"}, **stated)
    assert found.porosity == pytest.approx(0.4)
    assert found.transport == parts.Tortuosity(1.5)
    assert found.paths[0].volume_fraction == pytest.approx(0.6)
    assert found.density == 5110.0


def test_a_conductor_on_a_separator_weighs_with_it() -> None:
    found = membrane(material="PE", conductor="LLZO", porosity="40 %", share="20 vol%")
    # 20 vol% of garnet and 40 vol% of polyethylene
    assert found.density == pytest.approx((0.2 * 5110.0 + 0.4 * 950.0) / 0.6)


@pytest.mark.parametrize(
    ("stated", "field", "rule"),
    [
        ({"porosity": "0 %"}, "porosity", "where no conductor is stated"),
        ({"porosity": "100 %", "material": "PP"}, "material", "is the electrolyte itself"),
        ({"porosity": "100 %", "transport": {"tau": "1"}}, "transport", "is the electrolyte itself"),
        ({"share": "60 vol%"}, "share", "belongs to a conductor"),
        ({"path": "none"}, "path", "belongs to a conductor"),
        ({"conductor": "LLZO", "share": "70 vol%", "porosity": "40 %"}, "share", "add up to at most 100 %"),
        ({"conductor": "LLZO", "porosity": "100 %"}, "share", "add up to at most 100 %"),
        ({"conductor": "LLZO", "share": "20 vol%", "porosity": "40 %"}, "density", "40 % of the membrane is neither pores nor LLZO"),
        ({"conductor": "LLZO", "share": "20 vol%", "material": "PE"}, "porosity", "beside material and share"),
        ({"conductor": "LLZO", "path": "none"}, "path", "nothing would carry ions"),
        ({"conductor": "LLZO", "transport": {"tau": "1"}}, "transport", "without pores"),
        ({"conductor": "PVDF"}, "conductor", "of kind conductor"),
        (
            {"conductor": "LLZO", "share": "60 vol%", "transport": {"binder_microporosity": "40 %"}},
            "transport.binder_microporosity",
            "not a",
        ),
    ],
)
def test_a_wrong_membrane_is_refused_at_its_field(stated: dict[str, Any], field: str, rule: str) -> None:
    assert rule in refusal(with_membrane(**stated), f"separator.{field}")


@pytest.mark.parametrize("content", [half_cell(), with_garnet(path="none")])
def test_a_dense_membrane_may_lie_beside_electrolyte_alone(content: dict[str, Any]) -> None:
    content["separator"] = {"conductor": "LLZO", "thickness": "30 um"}
    separator = build(from_mapping(content)).separator
    assert (separator.porosity, len(separator.paths)) == (0.0, 1)


def test_a_membrane_without_thickness_is_refused() -> None:
    content = half_cell()
    content["separator"] = {"conductor": "LLZO"}
    assert "must be stated for a membrane" in refusal(content, "separator.thickness")


# -------------------------------------------------------------------------------------------------- interfaces and branches


def test_the_usual_double_layer_is_noted_once_for_all_interfaces() -> None:
    content: dict[str, Any] = read_yaml(starter("double-layer")).content
    cell = build(from_mapping(content))
    found = [p.double_layer for at in cell.cathode.layers for p in at.populations]
    assert isinstance(cell.anode, parts.LithiumMetal)
    assert [*found, cell.anode.double_layer] == [0.2, 0.2, 0.2]  # 20 uF/cm2
    assert [a.field for a in cell.assumptions].count("double_layer") == 1
    for at in content["cathode"]["layers"]:
        at["components"][0]["double_layer"] = "35 uF/cm2"
    content["anode"]["lithium"]["double_layer"] = "0.1 F/m2"
    cell = build(from_mapping(content))
    assert cell.cathode.layers[1].populations[0].double_layer == pytest.approx(0.35)
    assert not any(a.field == "double_layer" for a in cell.assumptions)


def test_films_and_contacts_have_no_capacitance_unless_stated() -> None:
    content = half_cell()
    bare = build(from_mapping(content))
    content["cathode"]["contact_capacitance"] = "10 uF/cm2"
    content["cathode"]["layers"][0]["components"][0]["film_capacitance"] = "1 uF/cm2"
    content["anode"]["lithium"]["film_capacitance"] = "2 uF/cm2"
    stated = build(from_mapping(content))
    assert isinstance(bare.anode, parts.LithiumMetal)
    assert isinstance(stated.anode, parts.LithiumMetal)

    def capacitances(cell: parts.Cell) -> tuple[float, ...]:
        return cell.cathode.contact_capacitance, cell.cathode.layers[0].populations[0].film_capacitance, cell.anode.film_capacitance  # type: ignore[union-attr]

    assert capacitances(bare) == (0.0, 0.0, 0.0)
    assert capacitances(stated) == pytest.approx((0.1, 0.01, 0.02))


def test_an_electrode_that_does_not_react_belongs_to_a_transport_cell() -> None:
    content = half_cell()
    content["cathode"]["layers"][0]["components"][0]["exchange_factor"] = "0"
    assert "kind: transport" in refusal(content, "cathode.layers.0.components.0.exchange_factor")


TWO_BRANCHES = (
    'potential_charge: {formula: 4.5 - x, unit: V, valid: [0.2, 1.0], source: s}\nhysteresis_decay: {value: 20, unit: "1", source: s}\n'
)


@pytest.mark.parametrize(("stated", "decay"), [(None, 20.0), ("35", 35.0), ("off", 0.0)])
def test_hysteresis_is_the_materials_or_stated_or_off(tmp_path: Path, stated: str | None, decay: float) -> None:
    shipped = Path(parts.__file__).parent / "materials" / "nmc811.yaml"
    (tmp_path / "mine.yaml").write_text(shipped.read_text(encoding="utf-8") + TWO_BRANCHES, encoding="utf-8")
    content = half_cell()
    component = content["cathode"]["layers"][0]["components"][0]
    component["material"] = "mine"
    if stated is not None:
        component["hysteresis"] = stated
    found = build(from_mapping(content), tmp_path).cathode.layers[0].populations[0].material
    assert found.hysteresis_decay == decay


def test_a_decay_needs_two_branches_and_off_does_not() -> None:
    content = half_cell()
    component = content["cathode"]["layers"][0]["components"][0]
    component["hysteresis"] = "30"
    assert "two branches" in refusal(content, "cathode.layers.0.components.0.hysteresis")
    component["hysteresis"] = "off"
    assert layer(content).populations[0].material.hysteresis_decay == 0.0


# --------------------------------------------------------------------------------------------------- carbon-binder domain


def with_domain(**stated: str) -> dict[str, Any]:
    content = half_cell()
    content["cathode"]["layers"][0]["transport"] = stated
    return content


def test_a_carbon_binder_domain_holds_the_layers_carbon_and_binder() -> None:
    content = with_domain(bruggeman="1.6", binder_microporosity="40 %", binder_exponent="3")
    found = layer(content)
    law = found.transport
    assert isinstance(law, parts.CarbonBinderDomain)
    assert law.solids == pytest.approx(sum(s.volume_fraction for s in found.inert))
    assert (law.microporosity, law.exponent, law.inside) == pytest.approx((0.4, 1.6, 3.0))
    assert "binder_microporosity" in assumed(content)


@pytest.mark.parametrize(
    ("stated", "field", "rule"),
    [
        ({"tau": "2", "binder_microporosity": "40 %", "binder_exponent": "3"}, "binder_microporosity", "beside bruggeman"),
        ({"bruggeman": "1.5", "binder_microporosity": "40 %"}, "binder_exponent", "must be stated where binder_microporosity is"),
        ({"bruggeman": "1.5", "binder_exponent": "3"}, "binder_microporosity", "must be stated where binder_exponent is"),
        (
            {"bruggeman": "1.5", "binder_microporosity": "95 %", "binder_exponent": "3"},
            "binder_microporosity",
            "own pores within the layer's",
        ),
        ({"bruggeman": "1.5", "binder_microporosity": "100 %", "binder_exponent": "3"}, "binder_microporosity", "between 0 and 0.99"),
    ],
)
def test_a_wrong_carbon_binder_domain_is_refused_at_its_field(stated: dict[str, str], field: str, rule: str) -> None:
    assert rule in refusal(with_domain(**stated), f"cathode.layers.0.transport.{field}")


def test_a_layer_without_carbon_and_binder_has_no_domain() -> None:
    content = with_domain(bruggeman="1.5", binder_microporosity="40 %", binder_exponent="3")
    at = content["cathode"]["layers"][0]
    del at["components"][1:]
    at["components"][0]["share"] = "100 wt%"
    at["electrons"] = {"conductivity": "0.1 S/m"}
    assert "neither" in refusal(content, "cathode.layers.0.transport.binder_microporosity")
