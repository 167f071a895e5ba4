import json
from typing import Any

import pytest
from pydantic import BaseModel

from stratode.recipe.answers import places
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import loads
from stratode.recipe.schema import Recipe, json_schema
from stratode.recipe.starter import starter


def fields(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any], bool]]:
    parts = {"Recipe": schema, **schema["$defs"]}
    return [
        (f"{part}.{name}", field, name in content.get("required", ()))
        for part, content in parts.items()
        for name, field in content.get("properties", {}).items()
    ]


def test_every_field_of_the_schema_explains_itself() -> None:
    found = fields(json_schema())
    assert len(found) > 80
    for name, field, is_required in found:
        assert field.get("description"), name
        assert field.get("examples"), name
        assert is_required or field.get("x-when-left-out"), name


def test_every_quantity_of_the_schema_names_its_unit_and_range() -> None:
    schema = json_schema()
    loading = schema["$defs"]["Layer"]["properties"]["loading"]
    assert loading["x-unit"] == "kg/m2"
    assert loading["x-between"] == [["0.01 mg/cm2", "2000 mg/cm2"]]
    assert schema["additionalProperties"] is False
    assert "null" not in json.dumps(schema)


def test_every_example_of_a_quantity_is_accepted_by_its_field() -> None:
    from stratode.recipe.quantities import Stated

    def check(model: type[BaseModel]) -> int:
        checked = 0
        for field in model.model_fields.values():
            for reader in (m for m in _metadata(field) if isinstance(m, Stated)):
                reader.read(field.examples[0])
                checked += 1
        return checked

    def _metadata(field: Any) -> list[Any]:
        from typing import get_args

        return [*field.metadata, *(m for arg in get_args(field.annotation) for m in getattr(arg, "__metadata__", ()))]

    from stratode.recipe import schema_cell as c
    from stratode.recipe import schema_layer as la
    from stratode.recipe import schema_protocol as p

    models = (
        la.Component,
        la.Transport,
        la.Network,
        la.Contact,
        la.Interface,
        la.Layer,
        c.Electrolyte,
        c.Lithium,
        c.Housing,
        p.Window,
        p.Step,
    )
    assert sum(check(m) for m in models) > 50


ANSWERS = [
    ("  temprature: 25 degC\n", "temprature", "Did you mean temperature?"),
    ("porosity: 40 %\n", "porosity", "cathode.layers.*"),
    ("loadng: 22 mg/cm2\n", "loadng", "Did you mean loading in cathode.layers.*"),
    ("qwertz: 1\n", "qwertz", "Known here: name, cell"),
]


@pytest.mark.parametrize(("line", "field", "remedy"), ANSWERS)
def test_an_unknown_key_is_answered_with_the_nearest_or_its_place(line: str, field: str, remedy: str) -> None:
    text = starter("half-cell") + line.lstrip()
    with pytest.raises(RecipeError) as caught:
        loads(text)
    problem = next(p for p in caught.value.problems if p.field == field)
    assert remedy in problem.remedy
    assert problem.line == len(text.splitlines())


def test_a_key_in_the_wrong_mapping_is_sent_where_it_belongs() -> None:
    text = starter("half-cell").replace("collector: {material: aluminium, thickness: 15 um}", "collector: {material: aluminium, tau: 2}")
    with pytest.raises(RecipeError) as caught:
        loads(text)
    assert caught.value.problems[0].field == "cathode.collector.tau"
    assert "It belongs in cathode.layers.*.transport" in caught.value.problems[0].remedy


def test_all_problems_are_told_at_once_with_their_lines() -> None:
    text = starter("half-cell").replace("20 mg/cm2", "20").replace("4.3 V}", "4.3 um}").replace("format: coin", "format: can")
    with pytest.raises(RecipeError) as caught:
        loads(text)
    found = {p.field: p.line for p in caught.value.problems}
    assert {"cell.format", "cathode.layers.0.loading", "protocol.window.upper"} <= set(found)
    lines = text.splitlines()
    assert "format: can" in lines[found["cell.format"] - 1]
    assert "loading: 20" in lines[found["cathode.layers.0.loading"] - 1]
    assert str(caught.value).startswith("recipe has ")


@pytest.mark.parametrize(
    ("old", "new", "field", "rule"),
    [
        ("thickness: 25 um", "thickness: 25 m", "separator.thickness", "between 0.1 um and 10 mm"),
        ("{bruggeman: 1.5}", "{bruggeman: 1.5, tau: 2}", "cathode.layers.0.transport", "exactly one"),
        ("{bruggeman: 1.5}", "{}", "cathode.layers.0.transport", "exactly one"),
        ("lower: 2.7 V, upper: 4.3 V", "lower: 4.3 V, upper: 2.7 V", "protocol.window.upper", "above lower"),
        ("{rest: 10 min}", "{rest: 10 min, until: 4 V}", "protocol.charge.2.until", "rest"),
        ("{hold: 4.3 V, until: 0.05 C}", "{hold: 4.3 V, until: 4.2 V}", "protocol.charge.1.until", "C-rate"),
        ("{hold: 4.3 V, until: 0.05 C}", "{hold: 4.5 V, until: 0.05 C}", "protocol.charge.1.hold", "window"),
        ("{discharge: each, until: 2.7 V}", "{rest: 1 h}", "protocol.discharge", "hold a discharge"),
        (
            "  layers:",
            "  contact_resistance: {resistance: 5 ohm cm2, size_exponent: 1}\n  layers:",
            "cathode.contact_resistance.at_diameter",
            "size_exponent",
        ),
        ("area: 1.13 cm2", "area: 1.13 cm2\n  faces: 2", "cell.faces", "pouch"),
        ("lithium: {thickness: 250 um}", "first_cycle_loss: 8 %\n  lithium: {}", "anode.first_cycle_loss", "beside lithium"),
        ("lithium: {thickness: 250 um}", "first_cycle_loss: 8 %", "anode", "exactly one of lithium, layers"),
        ("{material: LiPF6 in EC:EMC 3:7 (Nyman 2008), concentration", "{concentration", "electrolyte.diffusivity", "no material"),
        ("[0.1 C, 0.2 C, 0.5 C, 1 C]", "[]", "protocol.rates", "hold at least 1"),
        ("[0.1 C, 0.2 C, 0.5 C, 1 C]", "[0.1 C, 0.10 C]", "protocol.rates.1", "once"),
        ("name: NMC811 half cell", "name: " + "x" * 300, "name", "at most 200"),
        ("[0.1 C, 0.2 C, 0.5 C, 1 C]", "0.1 C", "protocol.rates", "list"),
    ],
)
def test_rules_between_fields_name_the_field(old: str, new: str, field: str, rule: str) -> None:
    text = starter("half-cell")
    assert old in text
    with pytest.raises(RecipeError) as caught:
        loads(text.replace(old, new, 1))
    problem = next(p for p in caught.value.problems if p.field == field)
    assert rule in problem.rule
    assert problem.remedy


def test_one_mistake_is_told_once() -> None:
    text = starter("half-cell").replace("\ncell:", "\ncel:", 1).replace("96 wt%", "96 %")
    with pytest.raises(RecipeError) as caught:
        loads(text)
    assert [p.field for p in caught.value.problems] == ["cel", "cathode.layers.0.components.0.share"]
    assert str(caught.value.problems[0]).endswith("Did you mean cell?")


def test_places_list_every_mapping_once() -> None:
    found = [place for place, _ in places(Recipe)]
    assert len(found) == len(set(found))
    assert {"", "cathode.layers.*.components.*", "anode.lithium.collector", "protocol.charge.*"} <= set(found)


ITEMS = [
    ("components:", "components: [NMC811]\n      extra:", "cathode.layers.0.components.0", "{material: NMC811, share: 96 wt%}"),
    ("layers:", "layers: [dense]\n  extra:", "cathode.layers.0", "{loading: 22 mg/cm2, porosity: 30 %, components: "),
]


@pytest.mark.parametrize(("at", "written", "field", "example"), ITEMS)
def test_a_wrong_item_of_a_list_is_answered_with_one_item(at: str, written: str, field: str, example: str) -> None:
    with pytest.raises(RecipeError) as caught:
        loads(starter("half-cell").replace(at, written, 1))
    problem = next(p for p in caught.value.problems if p.field == field)
    assert problem.remedy.startswith(f"Write for example {example}")


@pytest.mark.parametrize("steps", ["repeat 0 times (rest 1 s)", "sine 1 mA/cm2 at 1 Hz for -2 periods"])
def test_wrong_counts_are_answered_with_a_whole_number(steps: str) -> None:
    text = starter("half-cell").split("protocol:")[0] + f"protocol:\n  window: {{lower: 2.7 V, upper: 4.3 V}}\n  steps: ['{steps}']\n"
    with pytest.raises(RecipeError) as caught:
        loads(text)
    assert caught.value.problems[0].remedy == "Check the number and its unit; write for example 5."
