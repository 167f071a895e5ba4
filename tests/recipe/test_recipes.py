import json
from pathlib import Path

import pytest

from stratode.recipe import parts
from stratode.recipe.build import build
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import from_mapping, load, loads, read_cell, read_either
from stratode.recipe.reader import read_yaml
from stratode.recipe.starter import BATTERIES, starter
from stratode.structure.handover import measured

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
FLAGSHIP = Path(__file__).parents[2] / "examples" / "chen2024_l_dry_s.yaml"


def layers(cell: parts.Cell | parts.TransportCell) -> list[parts.Layer]:
    if isinstance(cell, parts.Cell):
        pieces: tuple[object, ...] = (cell.cathode, cell.anode)
    else:
        pieces = (cell.left, *cell.middle, cell.right)
    within = [layer for piece in pieces if isinstance(piece, parts.Electrode) for layer in piece.layers]
    return within + [piece for piece in pieces if isinstance(piece, parts.Layer)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_every_example_builds_and_its_volumes_close(path: Path) -> None:
    cell = read_either(path, measure=measured)
    for layer in layers(cell):
        filled = sum(p.volume_fraction for p in layer.populations) + sum(s.volume_fraction for s in layer.inert)
        assert layer.porosity + filled == pytest.approx(1.0, abs=1e-12)
    assert all(a.field and a.value and a.source for a in cell.assumptions)
    assert isinstance(cell, parts.TransportCell) or cell.protocol.one_c > 0
    assert "assumed" in path.read_text(encoding="utf-8") or "design choice" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", BATTERIES)
def test_every_starter_builds(kind: str) -> None:
    assert build(loads(starter(kind))).name


def test_an_unknown_starter_is_answered_with_the_nearest() -> None:
    with pytest.raises(RecipeError, match="half-cell"):
        starter("halfcell")


def test_the_flagship_is_chen2024s_electrode() -> None:
    cell = read_cell(FLAGSHIP)
    bottom, top = cell.cathode.layers
    assert (bottom.populations[0].radius, top.populations[0].radius) == (5.65e-6, 2.25e-6)
    assert bottom.loading + top.loading == pytest.approx(0.22, rel=1e-12)
    assert bottom.active_loading == pytest.approx(0.96 * 0.11, rel=1e-12)
    # 210 mA/g of 22 mg/cm2 x 96 %: 4.435 mA/cm2
    assert cell.protocol.one_c == pytest.approx(44.352, rel=1e-9)
    assert isinstance(cell.format, parts.Coin)
    assert cell.format.electrolyte_mass == pytest.approx(70e-9 * cell.electrolyte.density)
    assert cell.protocol.charge == (parts.Current(None, True, 4.3),)
    assert cell.temperature == 298.15


def test_han2025s_thickest_cathode_closes_to_a_plausible_porosity() -> None:
    cell = read_cell(FLAGSHIP.with_name("han2025_86.yaml"))
    assert cell.cathode.layers[0].porosity == pytest.approx(0.326, abs=0.002)
    assert cell.cathode.layers[0].active_loading == pytest.approx(0.861, rel=1e-12)


def mapping() -> dict:
    return read_yaml(FLAGSHIP.read_text(encoding="utf-8")).content


def assumed(cell: parts.Cell) -> set[str]:
    return {a.field for a in cell.assumptions}


def test_what_is_left_out_is_listed_as_assumed_and_what_is_stated_is_not() -> None:
    content = mapping()
    stated = build(from_mapping(content))
    del content["temperature"], content["protocol"]["rates"], content["cathode"]["layers"][1]["transport"], content["separator"]
    del content["cathode"]["layers"][1]["interface"]
    bare = build(from_mapping(content))
    new = {"temperature", "protocol.rates", "cathode.layers.1.transport", "cathode.layers.1.interface", "separator.material"}
    assert not new & assumed(stated)
    assert new <= assumed(bare)
    assert bare.cathode.layers[1].transport == parts.Bruggeman(1.5)


def test_stated_values_take_the_place_of_the_materials() -> None:
    content = mapping()
    content["cathode"]["layers"][0]["components"][0] |= {
        "diffusivity": "2e-15 m2/s",
        "exchange_current": "5 A/m2",
        "max_concentration": "63104 mol/m3",
        "density": "4.70 g/cm3",
        "film_resistance": "10 ohm cm2",
        "covered": "20 %",
        "exchange_factor": "0.5",
    }
    first, second = build(from_mapping(content)).cathode.layers
    changed, kept = first.populations[0], second.populations[0].material
    assert float(changed.material.diffusivity(0.5)) == pytest.approx(2e-15)
    assert changed.material.diffusivity.activation_energy == kept.diffusivity.activation_energy
    assert float(changed.material.exchange_current(0.5)) == pytest.approx(5.0)
    assert (changed.material.max_concentration, changed.material.density) == (63104.0, 4700.0)
    assert (changed.film_resistance, changed.covered_fraction, changed.exchange_factor) == pytest.approx((1e-3, 0.2, 0.5))
    assert kept.density != 4700.0
    assert "stated in the recipe: density 4.70 g/cm3, diffusivity 2e-15 m2/s" in changed.material.source
    assert "stated in the recipe" not in kept.source


@pytest.mark.parametrize(
    ("stated", "law"),
    [
        ({"bruggeman": "1.8"}, parts.Bruggeman(1.8)),
        ({"tau": "2.1"}, parts.Tortuosity(2.1)),
        ({"efficiency": "20 %"}, parts.TransportEfficiency(0.2)),
        ({"macmullin": "8"}, parts.TransportEfficiency(0.125)),
    ],
)
def test_transport_may_be_stated_four_ways(stated: dict[str, str], law: parts.TransportLaw) -> None:
    content = mapping()
    content["cathode"]["layers"][0]["transport"] = stated
    assert build(from_mapping(content)).cathode.layers[0].transport == law


@pytest.mark.parametrize("stated", [{"efficiency": "56 %"}, {"macmullin": "1.7"}])
def test_pores_conduct_no_better_than_straight_ones(stated: dict[str, str]) -> None:
    content = mapping()  # porosity 55 %
    content["cathode"]["layers"][0]["transport"] = stated
    with pytest.raises(RecipeError, match=f"cathode.layers.0.transport.{next(iter(stated))}: must leave the transport efficiency"):
        build(from_mapping(content))


def test_an_electrolyte_may_be_stated_in_numbers_or_in_part() -> None:
    content = mapping()
    content["electrolyte"] |= {"conductivity": "0.5 S/m", "concentration": "1.2 M"}
    part = build(from_mapping(content)).electrolyte
    assert float(part.conductivity(1000.0)) == 0.5
    assert not part.diffusivity.is_constant
    assert part.concentration == 1200.0
    assert "conductivity 0.5 S/m" in part.source
    content["electrolyte"] = {
        "conductivity": "0.5 S/m",
        "diffusivity": "1e-10 m2/s",
        "transference": "0.4",
        "concentration": "2 M",
        "solubility": "1 M",
    }
    with pytest.raises(RecipeError, match=r"electrolyte.concentration: must be below the solubility"):
        build(from_mapping(content))
    content["electrolyte"]["solubility"] = "3 M"
    whole = build(from_mapping(content))
    assert float(whole.electrolyte.transference(500.0)) == 0.4
    assert {"electrolyte.density", "electrolyte.thermodynamic_factor"} <= assumed(whole)


def test_steps_end_at_the_window_where_nothing_else_is_stated() -> None:
    content = mapping()
    content["protocol"]["charge"] = [{"charge": "0.2 C"}, {"hold": "4.3 V"}, {"hold": "4.3 V", "max_time": "1 h"}, {"rest": "10 min"}]
    content["protocol"]["discharge"] = [{"discharge": "each", "max_time": "2 h"}]
    protocol = build(from_mapping(content)).protocol
    first, *rest = protocol.charge
    assert first == parts.Current(0.2, True, 4.3)
    assert rest == [parts.Hold(4.3, 0.05), parts.Hold(4.3, None, 3600.0), parts.Rest(600.0)]
    assert protocol.discharge == (parts.Current(None, False, 2.7, 7200.0),)


def test_a_pouch_keeps_what_is_stated_of_it() -> None:
    housing = build(loads(starter("full-cell"))).format
    assert isinstance(housing, parts.Pouch)
    assert (housing.area, housing.faces, housing.tab_mass) == pytest.approx((40e-4, 20, 0.8e-3))
    assert housing.ec_ratio == pytest.approx(2.5e-3 / 3600.0)
    assert housing.packaging_areal_mass > 0


def test_a_bpx_file_is_read_wherever_a_recipe_is() -> None:
    assert read_cell(FLAGSHIP.with_name("nmc_graphite_bpx.json")).initial_stoichiometry is not None


def test_json_that_is_a_recipe_is_read_as_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(mapping()), encoding="utf-8")
    assert read_cell(path).cathode == read_cell(FLAGSHIP).cathode


def test_the_first_layer_has_no_interface() -> None:
    content = mapping()
    content["cathode"]["layers"][0]["interface"] = {"mixed_over": "10 um"}
    with pytest.raises(RecipeError, match=r"cathode.layers.0.interface: must not be stated for the first layer"):
        build(from_mapping(content))


def test_contact_resistance_is_a_value_or_a_law() -> None:
    content = mapping()
    content["cathode"]["contact_resistance"] = "20 ohm cm2"
    value = build(from_mapping(content)).cathode.contact
    assert (value.resistance, value.calendering_exponent, value.size_exponent) == pytest.approx((2e-3, 0.0, 0.0))
    content["cathode"]["contact_resistance"] = {"resistance": "20 ohm cm2", "at_porosity": "40 %", "calendering_exponent": "2"}
    law = build(from_mapping(content)).cathode.contact
    assert (law.porosity, law.calendering_exponent) == (0.4, 2.0)


@pytest.mark.parametrize(("stated", "one_c"), [("210 mA/g", 44.352), ("4 mA/cm2", 40.0)])
def test_one_c_is_stated_per_mass_or_area(stated: str, one_c: float) -> None:
    content = mapping()
    content["protocol"]["one_c"] = stated
    protocol = build(from_mapping(content)).protocol
    assert protocol.one_c == pytest.approx(one_c)
    assert stated in protocol.one_c_basis


def test_one_c_from_design_empties_the_window_in_an_hour() -> None:
    content = mapping()
    content["protocol"]["one_c"] = "from design"
    cell = build(from_mapping(content))
    # the library's NMC83 holds 204.7 mAh/g in its window; 21.12 mg/cm2 of it
    assert cell.protocol.one_c == pytest.approx(204.7 * 0.2112, rel=1e-4)


def test_uncertainties_stay_with_the_recipe() -> None:
    content = mapping()
    content["cathode"]["layers"][0]["loading"] = "11 +- 0.3 mg/cm2"
    content["temperature"] = "25 ± 1 degC"
    found = from_mapping(content).uncertainties()
    assert found == {"cathode.layers.0.loading": (0.11, pytest.approx(0.003), "kg/m2"), "temperature": (298.15, pytest.approx(1.0), "K")}


def test_a_recipe_may_name_a_material_file_beside_it(tmp_path: Path) -> None:
    shipped = Path(parts.__file__).parent / "materials" / "carbon_black.yaml"
    text = shipped.read_text(encoding="utf-8").replace("name: carbon black", "name: my carbon").replace("aliases:", "aliases: [] #")
    (tmp_path / "my carbon.yaml").write_text(text.replace("value: 1950", "value: 2100"), encoding="utf-8")
    recipe = tmp_path / "mine.yaml"
    recipe.write_text(FLAGSHIP.read_text(encoding="utf-8").replace("carbon black", "my carbon"), encoding="utf-8")
    assert read_cell(recipe).cathode.layers[0].inert[0].material.density == 2100.0


def test_a_recipe_without_a_name_takes_its_files(tmp_path: Path) -> None:
    path = tmp_path / "my cell.yaml"
    path.write_text("\n".join(x for x in FLAGSHIP.read_text(encoding="utf-8").splitlines() if not x.startswith("name:")), encoding="utf-8")
    assert load(path).name == "my cell"


def test_graphite_against_lithium_is_charged_when_it_is_empty() -> None:
    content = mapping()
    content["cathode"]["layers"][0]["components"][0]["material"] = "graphite"
    material = build(from_mapping(content)).cathode.layers[0].populations[0].material
    assert material.stoichiometry_full < material.stoichiometry_empty


def test_a_full_cells_anode_is_charged_when_it_is_full() -> None:
    anode = build(loads(starter("full-cell"))).anode
    assert isinstance(anode, parts.Electrode)
    material = anode.layers[0].populations[0].material
    assert material.stoichiometry_full > material.stoichiometry_empty


def test_layers_of_one_name_are_refused() -> None:
    content = mapping()
    content["cathode"]["layers"][1]["name"] = "L"
    with pytest.raises(RecipeError, match=r"cathode.layers.1.name: must differ"):
        build(from_mapping(content))


@pytest.mark.parametrize(("width", "accepted"), [("108 um", True), ("109 um", False)])
def test_layers_mix_only_within_themselves(width: str, accepted: bool) -> None:
    content = mapping()  # two layers of 54.3 um: the zone reaches half its width into each
    content["cathode"]["layers"][1]["interface"] = {"mixed_over": width}
    if accepted:
        assert build(from_mapping(content)).cathode.layers[1].interface.mixed_over == pytest.approx(108e-6)
    else:
        with pytest.raises(RecipeError, match=r"cathode.layers.1.interface.mixed_over: must lie within the two layers"):
            build(from_mapping(content))


def test_building_leaves_the_recipe_as_it_was() -> None:
    recipe = load(FLAGSHIP)
    before = recipe.model_dump_json()
    assert build(recipe) == build(recipe)
    assert recipe.model_dump_json() == before


def test_shares_are_on_one_basis() -> None:
    content = mapping()
    for component, share in zip(content["cathode"]["layers"][0]["components"], ("96 wt%", "2 vol%", "2 vol%"), strict=True):
        component["share"] = share
    with pytest.raises(RecipeError, match=r"cathode.layers.0.components: must state all shares on one basis"):
        build(from_mapping(content))


def full_cell() -> dict:
    return read_yaml(FLAGSHIP.with_name("full_cell.yaml").read_text(encoding="utf-8")).content


def test_graphite_conducts_by_itself_where_nothing_is_stated() -> None:
    content = full_cell()
    del content["anode"]["layers"][0]["components"][1:]
    content["anode"]["layers"][0]["components"][0]["share"] = "100 wt%"
    content["anode"]["layers"][0].pop("electrons", None)
    cell = build(from_mapping(content))
    assert isinstance(cell.anode, parts.Electrode)
    law = cell.anode.layers[0].electrons
    assert isinstance(law, parts.StatedConductivity)
    assert 10.0 < law.value < 215.0  # S/m: LG M50 graphite, 215 S/m before its pores
    assert any(a.field == "anode.layers.0.electrons" and "active material" in a.value for a in cell.assumptions)


@pytest.mark.parametrize("electrons", [None, {"network": {
    "conductivity": "0.18 S/m", "at_carbon": "4.6 vol%", "at_porosity": "33 %", "at_diameter": "10 um",
    "carbon_exponent": 2, "calendering_exponent": 1, "size_exponent": 0,
}}])  # fmt: skip
def test_an_oxide_without_carbon_is_refused_until_its_conductivity_is_stated(electrons: dict | None) -> None:
    content = mapping()
    layer = content["cathode"]["layers"][0]
    layer["components"] = [c for c in layer["components"] if "diameter" in c or c["material"] == "PVDF"]
    layer["components"][-1]["share"] = "rest"
    layer.pop("electrons", None)
    if electrons:
        layer["electrons"] = electrons
    with pytest.raises(RecipeError, match=r"cathode\.layers\.0\.electrons.*no carbon"):
        build(from_mapping(content))
    layer["electrons"] = {"conductivity": "0.1 S/m"}
    assert build(from_mapping(content)).cathode.layers[0].electrons == parts.StatedConductivity(0.1)


def test_too_many_layers_are_counted_in_plain_words() -> None:
    content = mapping()
    content["cathode"]["layers"] *= 20
    with pytest.raises(RecipeError, match=r"cathode\.layers: must hold at most 20; received 40"):
        build(from_mapping(content))


def test_a_fault_in_an_own_material_file_names_that_file_and_its_line(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\nkind: inert\nrole: glue\ndescription: x\n", encoding="utf-8")
    recipe = FLAGSHIP.read_text(encoding="utf-8").replace("material: PVDF", "material: mine")
    (tmp_path / "cell.yaml").write_text(recipe, encoding="utf-8")
    with pytest.raises(RecipeError, match=r"material\.role \(line \d+\): in the material file mine\.yaml \(line 3\), must be"):
        read_cell(tmp_path / "cell.yaml")


def test_only_the_cathode_has_a_contact_resistance_by_default() -> None:
    cell = build(loads(starter("full-cell")))
    assert isinstance(cell.anode, parts.Electrode)
    assert cell.anode.contact.resistance == 0.0
    assert cell.cathode.contact.resistance > 0.0
    told = {item.field: item.value for item in cell.assumptions}
    assert told["anode.contact_resistance"] == "0 ohm cm2"
