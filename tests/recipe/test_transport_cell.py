"""Recipes of transport cells: what they come to, and how a battery and a transport cell are told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stratode.recipe import parts
from stratode.recipe.build_transport import build_transport
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import from_mapping, read_cell, read_either, transport_from_mapping
from stratode.recipe.reader import read_yaml
from stratode.recipe.schema import transport_json_schema
from stratode.recipe.starter import BATTERIES, starter


def blocking() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(starter("transport-cell")).content
    return content


def cathode() -> dict[str, Any]:
    """One porous layer, as of the half cell."""
    content: dict[str, Any] = read_yaml(starter("half-cell")).content["cathode"]["layers"][0]
    del content["name"]
    return content


def built(content: dict[str, Any], folder: Path | None = None) -> parts.TransportCell:
    return build_transport(transport_from_mapping(content), folder)


def test_a_membrane_between_planes_that_block() -> None:
    cell = built(blocking())
    assert cell.left == cell.right == parts.BlockingElectrode("stainless steel", 0.2, 0.0)
    (membrane,) = cell.middle
    assert isinstance(membrane, parts.Separator)
    assert (membrane.thickness, membrane.porosity) == (150e-6, 1.0)
    assert (cell.area, cell.temperature, cell.state_of_charge, cell.experiment) == (1.13e-4, 298.15, 0.0, None)


def test_a_cathode_between_separators_and_lithium() -> None:
    content = blocking()
    separator = {"separator": {"material": "PP"}}
    content |= {
        "left": {"lithium": {}},
        "right": {"lithium": {"thickness": "50 um"}},
        "middle": [separator, {"layer": cathode()}, separator],
    }
    cell = built(content)
    assert isinstance(cell.left, parts.LithiumMetal)
    assert isinstance(cell.right, parts.LithiumMetal)
    assert cell.right.thickness == pytest.approx(50e-6)
    assert [type(piece) for piece in cell.middle] == [parts.Separator, parts.Layer, parts.Separator]
    assert cell.state_of_charge == 0.5
    told = {a.field for a in cell.assumptions}
    assert {"state_of_charge", "middle.0.separator.thickness", "left.lithium.thickness"} <= told
    assert "right.lithium.thickness" not in told


def test_two_porous_electrodes_that_block_keep_their_layers_apart() -> None:
    content = blocking()
    for side in ("left", "right"):
        layer = cathode()
        layer["components"][0]["exchange_factor"] = "0"
        content[side] = {"layers": [layer], "contact_resistance": "2 ohm cm2", "contact_capacitance": "5 uF/cm2"}
    content["state_of_charge"] = "80 %"
    cell = built(content)
    assert isinstance(cell.left, parts.Electrode)
    assert isinstance(cell.right, parts.Electrode)
    assert cell.left.layers[0].populations[0].exchange_factor == 0.0
    assert cell.left.layers[0].name != cell.right.layers[0].name
    assert (cell.left.contact.resistance, cell.left.contact_capacitance) == pytest.approx((2e-4, 0.05))
    assert cell.state_of_charge == 0.8


def test_layers_that_touch_in_the_middle_may_state_how() -> None:
    content = blocking()
    content["middle"] = [{"layer": cathode()}, {"layer": {**cathode(), "interface": {"contact_resistance": "1 ohm cm2"}}}]
    first, second = built(content).middle
    assert isinstance(second, parts.Layer)
    assert second.interface.contact_resistance == pytest.approx(1e-4)
    assert isinstance(first, parts.Layer)
    assert first.name != second.name
    del content["middle"][1]["layer"]["interface"]
    told = {a.field for a in built(content).assumptions}
    assert "middle.1.layer.interface" in told  # the second layer touches one; the first does not
    assert "middle.0.layer.interface" not in told


def test_its_steps_have_currents_per_area_and_no_state_of_charge() -> None:
    content = {**blocking(), "left": {"lithium": {}}, "right": {"lithium": {}}, "steps": "polarise at 11.3 uA for 2 h"}
    experiment = built(content).experiment
    assert experiment is not None
    (stage,) = experiment.stages
    assert isinstance(stage, parts.Current)
    assert stage.density == pytest.approx(0.1)  # over 1.13 cm2
    assert (stage.max_time, experiment.start) == (7200.0, 0.0)


def test_what_its_steps_leave_out_is_noted_at_their_path() -> None:
    steps = ["polarise at 11.3 uA for 2 h", {"depolarisation": {"current": "10 uA/cm2", "for": "2 h", "until": "0.1 mV/h"}}]
    told = {a.field for a in built(blocking() | {"left": {"lithium": {}}, "steps": [*steps, "rest until dV/dt < 1 mV/h"]}).assumptions}
    assert {"steps.1.depolarisation.longest", "steps.2"} <= told
    assert not [field for field in told if field.startswith(".")]


def test_a_file_is_read_as_what_its_kind_says(tmp_path: Path) -> None:
    for kind in BATTERIES:
        (tmp_path / f"{kind}.yaml").write_text(starter(kind), encoding="utf-8")
        assert read_either(tmp_path / f"{kind}.yaml") == read_cell(tmp_path / f"{kind}.yaml")
    path = tmp_path / "mine.yaml"
    path.write_text(starter("transport-cell").replace("name: blocking cell\n", ""), encoding="utf-8")
    found = read_either(path)
    assert isinstance(found, parts.TransportCell)
    assert found.name == "mine"
    with pytest.raises(RecipeError, match=r"mine\.yaml: kind \(line 3\): must be a battery here.*impedance"):
        read_cell(path)
    path.write_text(starter("transport-cell").replace("kind: transport", "kind: transprt"), encoding="utf-8")
    with pytest.raises(RecipeError, match=r"kind \(line 3\): must be transport, or left out for a battery; received 'transprt'"):
        read_either(path)
    bpx = Path(__file__).parents[2] / "examples" / "nmc_graphite_bpx.json"
    assert isinstance(read_either(bpx), parts.Cell)


def test_a_battery_is_no_transport_cell_and_the_other_way_round() -> None:
    with pytest.raises(RecipeError, match="kind: must be a battery here"):
        from_mapping(blocking())
    with pytest.raises(RecipeError, match="kind: must be stated"):
        transport_from_mapping({k: v for k, v in blocking().items() if k != "kind"})


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"left": {}}, "left", "exactly one of lithium, blocking, layers"),
        ({"left": {"lithium": {}, "blocking": {}}}, "left", "exactly one of lithium, blocking, layers"),
        ({"left": {"blocking": {}, "collector": {}}}, "left.collector", "belongs to an end of layers"),
        ({"left": {"blocking": {"double_layer": "20 uF"}}}, "left.blocking.double_layer", "dimension of a capacitance per area"),
        ({"right": {"blocking": {"series_resistance": "2 ohm"}}}, "right.blocking.series_resistance", "dimension"),
        ({"middle": []}, "middle", "hold at least 1"),
        ({"middle": [{}]}, "middle.0", "exactly one of separator, layer"),
        ({"middle": [{"separator": {"porosity": "100 %"}}]}, "middle.0.separator.thickness", "must be stated for a membrane"),
        ({"middle": [{"layer": {**cathode(), "interface": {}}}]}, "middle.0.layer.interface", "no other precedes"),
        ({"left": {"layers": [cathode()]}, "middle": [{"layer": cathode()}]}, "middle.0.layer", "touch the layers of the left end"),
        (
            {"right": {"layers": [cathode()]}, "middle": [{"separator": {"material": "PP"}}, {"layer": cathode()}]},
            "middle.1.layer",
            "touch the layers of the right end",
        ),
        ({"state_of_charge": "50 %"}, "state_of_charge", "where nothing hosts lithium"),
        ({"cathode": {}}, "cathode", "not a known key"),
        ({"steps": "discharge at C/5 for 1 h"}, "steps.0", "C"),
        ({"electrolyte": {"material": "NMC811"}}, "electrolyte.material", "of kind electrolyte"),
    ],
)
def test_a_wrong_transport_cell_is_refused_at_its_field(changes: dict[str, Any], field: str, rule: str) -> None:
    with pytest.raises(RecipeError) as refusal:
        built(blocking() | changes)
    problem = next(p for p in refusal.value.problems if p.field.startswith(field))
    assert rule in problem.rule
    assert problem.remedy


def test_every_field_of_its_schema_explains_itself() -> None:
    schema = transport_json_schema()
    for part in (schema, *schema["$defs"].values()):
        for name, field in part.get("properties", {}).items():
            assert field.get("description"), name
            assert name in part.get("required", ()) or field.get("x-when-left-out"), name
