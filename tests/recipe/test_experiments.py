"""Experiments in a recipe: ready-made ones written out, the start, what goes with what, and recipes that are broken."""

import random
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tests.recipe.broken import at, put

from stratode import verbs
from stratode.recipe import parts
from stratode.recipe.build import build
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import from_mapping, loads, read_cell
from stratode.recipe.reader import read_yaml
from stratode.recipe.schema import json_schema
from stratode.recipe.schema_part import Part
from stratode.recipe.schema_steps import Cv, Cycles, Depolarisation, ExperimentStep, Gitt, Ici, Lsv, Pulses
from stratode.recipe.starter import starter
from stratode.recipe.steps import in_words


def text_with(protocol: str, kind: str = "half-cell") -> str:
    """A starter recipe with other lines in its protocol, after window and 1C."""
    head = starter(kind).partition("\nprotocol:")[0]
    return f"{head}\nprotocol:\n  one_c: 200 mA/g\n  window: {{lower: 2.7 V, upper: 4.3 V}}\n{protocol}"


def experiment(protocol: str, kind: str = "half-cell") -> tuple[parts.Experiment, parts.Cell]:
    cell = build(loads(text_with(protocol, kind)))
    assert cell.experiment is not None
    return cell.experiment, cell


def words(protocol: str) -> list[str]:
    return [in_words(stage) for stage in experiment(protocol)[0].stages]


READY_MADE = [
    (
        "gitt: {current: C/10, pulse: 10 min, rest: 1 h}",
        ["repeat until cut-off (discharge at C/10 for 10 min or until 2.7 V, rest 1 h)"],
    ),
    (
        "gitt: {current: C/10, pulse: 10 min, rest: 4 h, settled: 0.5 mV/h, direction: charge}",
        ["repeat until cut-off (charge at C/10 for 10 min or until 4.3 V, rest until dV/dt < 0.5 mV/h or for 4 h)"],
    ),
    (
        "ici: {current: C/10, every: 5 min, pause: 10 s}",
        ["repeat until cut-off (discharge at C/10 for 5 min or until 2.7 V, rest 10 s)"],
    ),
    (
        "depolarisation: {current: 10 uA/cm2, for: 2 h, until: 0.1 mV/h}",
        ["charge at 10 uA/cm2 for 2 h or until 4.3 V", "rest until dV/dt < 0.1 mV/h or for 7 d"],
    ),
    (
        "cv: {rate: 0.1 mV/s, from: 2.4 V, to: 4.7 V, cycles: 3}",
        ["repeat 3 times (sweep at 0.1 mV/s from 2.4 V to 4.7 V, sweep at 0.1 mV/s to 2.4 V)"],
    ),
    ("lsv: {rate: 1 mV/s, to: 5 V}", ["sweep at 1 mV/s to 5 V"]),
    (
        "cycles: {number: 50, charge: 'charge at C/3 to 4.2 V, hold until C/20', discharge: 1C}",
        ["repeat 50 times (charge at C/3 to 4.2 V, hold until C/20, discharge at 1C to 2.7 V)"],
    ),
    (
        "cycles: {number: 2, charge: 4 mA/cm2, discharge: [discharge at C/2, rest 1 h]}",
        ["repeat 2 times (charge at 4 mA/cm2 to 4.3 V, discharge at C/2 to 2.7 V, rest 1 h)"],
    ),
]


@pytest.mark.parametrize(("stated", "wanted"), READY_MADE)
def test_a_ready_made_experiment_is_plain_stages(stated: str, wanted: list[str]) -> None:
    assert words(f"  steps:\n    - {stated}\n") == wanted


def test_pulses_visit_their_states_of_charge() -> None:
    stated = "  start: 80 %\n  steps:\n    - pulses: {at: [80 %, 50 %, 60 %], discharge: 1C, charge: 0.75C, pulse: 10 s, between: C/2}\n"
    pulse = ["rest 1 h", "discharge at 1C for 10 s or until 2.7 V", "rest 40 s", "charge at 0.75C for 10 s or until 4.3 V", "rest 40 s"]
    down = "discharge at C/2 for 36 min or until 2.7 V"  # 30 % of 2 h
    up = "charge at C/2 for 12 min or until 4.3 V"  # 10 % of 2 h
    assert words(stated) == [*pulse, down, *pulse, up, *pulse]


def test_pulses_by_current_per_area_move_the_same_charge() -> None:
    made, cell = experiment("  start: charged\n  steps:\n    - pulses: {at: [75 %], discharge: 1C, pulse: 10 s, between: 2 mA/cm2}\n")
    move = made.stages[0]
    assert isinstance(move, parts.Current)
    assert move.density == pytest.approx(20.0)
    assert move.density * (move.max_time or 0) == pytest.approx(0.25 * 3600 * cell.protocol.one_c)


@pytest.mark.parametrize("before", ["charge at C/5", "repeat 2 times (rest 1 h, charge at C/5)"])
def test_pulses_come_first(before: str) -> None:
    with pytest.raises(RecipeError, match=r"protocol\.steps\.1\.pulses: must come first"):
        experiment(f"  steps:\n    - {before}\n    - pulses: {{at: [50 %], discharge: 1C, pulse: 10 s}}\n")


@pytest.mark.parametrize(
    ("lines", "start", "assumed"),
    [
        ("  steps: charge at C/5", 0.0, "discharged"),
        ("  steps: discharge at C/5", 1.0, "charged"),
        ("  steps: polarise at 10 uA/cm2 for 1 h", 0.0, "discharged"),
        ("  steps: polarise at -10 uA/cm2 for 1 h", 1.0, "charged"),
        ("  steps: rest 1 h, charge at C/5", 0.0, "discharged"),
        ("  steps: repeat 2 times (rest 1 h, charge at C/5)", 0.0, "discharged"),
        ("  steps: [{gitt: {current: C/10, pulse: 10 min, rest: 1 h, direction: charge}}]", 0.0, "discharged"),
        ("  steps: [{gitt: {current: C/10, pulse: 10 min, rest: 1 h}}]", 1.0, "charged"),
        ("  start: charged\n  steps: charge at C/5", 1.0, ""),
        ("  start: discharged\n  steps: rest 1 h", 0.0, ""),
        ("  start: 35 %\n  steps: rest 1 h", 0.35, ""),
    ],
)
def test_the_start_is_stated_or_leads_away_from_its_end(lines: str, start: float, assumed: str) -> None:
    made, cell = experiment(lines + "\n")
    assert made.start == pytest.approx(start)
    assert [a.value for a in cell.assumptions if a.field == "protocol.start"] == ([assumed] if assumed else [])


def test_an_experiment_is_in_place_of_a_rate_test() -> None:
    fields = {a.field for a in experiment("  steps: rest 1 h\n")[1].assumptions}
    assert not fields & {"protocol.rates", "protocol.charge", "protocol.discharge"}
    assert build(loads(text_with("  rates: [C/5, 1C]\n"))).experiment is None


def test_c_rates_are_written_as_labs_write_them() -> None:
    assert build(loads(text_with("  rates: [C/5, c / 20, 1C/3, 2C]\n"))).protocol.rates == (0.2, 0.05, 1 / 3, 2.0)


def test_c_rates_asked_for_are_read_the_same_way(tmp_path: Path) -> None:
    (tmp_path / "cell.yaml").write_text(starter("half-cell"))
    (cell,) = verbs.read([tmp_path / "cell.yaml"], rates=["C/5", "1C"])
    assert cell.protocol.rates == (0.2, 1.0)


def test_a_current_in_amperes_spreads_over_all_faces() -> None:
    made, cell = experiment("  steps: discharge at 8 A\n", "full-cell")
    assert isinstance(cell.format, parts.Pouch)
    (stage,) = made.stages
    assert isinstance(stage, parts.Current)
    assert stage.density == pytest.approx(8.0 / (cell.format.area * cell.format.faces))
    assert cell.format.faces == 20


def test_a_profile_is_read_from_beside_the_recipe(tmp_path: Path) -> None:
    (tmp_path / "cell.yaml").write_text(text_with("  steps:\n    - drive us06.csv\n"))
    (tmp_path / "us06.csv").write_text("Test Time / s,C-rate\n0,-1\n10,0.5\n20,0\n")
    cell = read_cell(tmp_path / "cell.yaml")
    assert cell.experiment is not None
    (stage,) = cell.experiment.stages
    assert isinstance(stage, parts.Profile)
    assert stage.values == pytest.approx((-cell.protocol.one_c, 0.5 * cell.protocol.one_c, 0.0))


REFUSED = [
    ("  rates: [1 C]\n  steps: rest 1 h\n", "protocol.rates", "must not be stated beside steps"),
    ("  discharge: [{discharge: each}]\n  steps: rest 1 h\n", "protocol.discharge", "must not be stated beside steps"),
    ("  start: charged\n", "protocol.start", "must not be stated without steps"),
    ("  start: 120 %\n  steps: rest 1 h\n", "protocol.start", "must lie between 0 and 1"),
    ("  start: full\n  steps: rest 1 h\n", "protocol.start", "must be a fraction"),
    ("  steps: []\n", "protocol.steps", "must hold at least 1"),
    ("  steps:\n    - gitt: {current: C/10, pulse: 10 min}\n", "protocol.steps.0.gitt.rest", "must be stated"),
    ("  steps:\n    - gitt: {curent: C/10, pulse: 10 min, rest: 1 h}\n", "protocol.steps.0.gitt.curent", "is not a known key here"),
    ("  steps:\n    - cv: {rate: 1 V, from: 2 V, to: 3 V}\n", "protocol.steps.0.cv.rate", "must have the dimension of a voltage rate"),
    ("  steps:\n    - cycles: {number: 0, charge: 1C, discharge: 1C}\n", "protocol.steps.0.cycles.number", "input should be greater"),
    ("  steps:\n    - cycles: {number: 2, charge: 1C, discharge: 1C to}\n", "protocol.steps.0.cycles.discharge.0", "must say what comes"),
    ("  steps:\n    - repeat 100 times (repeat 10000 times (rest 1 s))\n", "protocol.steps", "must not come to more than 200000 stages"),
]


@pytest.mark.parametrize(("lines", "field", "rule"), REFUSED)
def test_a_broken_experiment_names_its_field_and_line(lines: str, field: str, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "cell.yaml"
    path.write_text(text_with(lines))
    with pytest.raises(RecipeError) as caught:
        read_cell(path)
    problem = next(p for p in caught.value.problems if p.field == field)
    assert problem.rule.startswith(rule)
    assert problem.remedy
    assert problem.line is not None
    assert problem.line > path.read_text().splitlines().index("protocol:") + 1


SAMPLE = """
  start: 50 %
  steps:
    - charge at C/5 to 4.3 V, hold until C/20, rest 1 h
    - {discharge: 10 mA/cm2, until: 2.7 V, max_time: 30 min}
    - {sine: 0.1 mA/cm2, frequency: 10 Hz, periods: '5'}
    - repeat: '3'
      steps:
        - {hold: 4.3 V, until: C/20}
        - gitt: {current: C/10, pulse: 10 min, rest: 1 h}
    - cv: {rate: 0.1 mV/s, from: 2.4 V, to: 4.7 V, cycles: '3'}
    - depolarisation: {current: 10 uA/cm2, for: 2 h, until: 0.1 mV/h}
    - cycles: {number: '5', charge: C/3, discharge: discharge at 1C to 2.8 V}
"""


def leaves(value: Any, path: str = "protocol") -> list[str]:
    """Paths of every text of a sample's steps."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [leaf for key, item in items for leaf in leaves(item, f"{path}.{key}")] or ([path] if isinstance(value, str) else [])


def test_a_step_that_is_broken_anywhere_is_named() -> None:
    draw = random.Random(11)
    for _ in range(400):
        content = read_yaml(text_with(SAMPLE)).content
        path = draw.choice([p for p in leaves(content["protocol"]) if ".steps." in p])
        put(content, path, draw.choice(["", "nonsense", "1e999 V", "5 lightyears", "-7 kg", "charge", "x" * 300, "5 +-", "C/-1"]))
        with pytest.raises(RecipeError) as caught:
            build(from_mapping(content))
        named = [p.field for p in caught.value.problems]
        assert any(field == path or path.startswith(field) or field.startswith(path) for field in named), (path, named)
        assert all(p.rule and p.remedy for p in caught.value.problems)


def test_a_misspelt_key_of_a_step_is_named() -> None:
    draw = random.Random(5)
    for _ in range(100):
        content = read_yaml(text_with(SAMPLE)).content
        path = draw.choice([p for p in leaves(content["protocol"]) if ".steps." in p and not p.rpartition(".")[2].isdigit()])
        parent, _, key = path.rpartition(".")
        holder = at(content, parent)
        holder[key + "x"] = holder.pop(key)
        with pytest.raises(RecipeError) as caught:
            build(from_mapping(content))
        found = next(p for p in caught.value.problems if p.field == f"{parent}.{key}x")
        assert found.remedy.startswith("Did you mean")


def test_the_schema_of_a_recipe_knows_steps() -> None:
    schema = json_schema()
    protocol = schema["$defs"]["Protocol"]["properties"]
    assert protocol["steps"]["items"]["anyOf"][1] == {"$ref": "#/$defs/ExperimentStep"}
    assert protocol["start"]["x-words"] == ["charged", "discharged"]
    assert {"Gitt", "Ici", "Pulses", "Depolarisation", "Cv", "Lsv", "Cycles"} <= set(schema["$defs"])


def test_quantities_of_steps_have_their_path() -> None:
    found = loads(text_with(SAMPLE)).quantities()
    assert found["protocol.steps.4.cv.from"].value == pytest.approx(2.4)
    assert found["protocol.steps.3.steps.0.hold"].value == pytest.approx(4.3)


READ = (ExperimentStep, Gitt, Ici, Pulses, Depolarisation, Cv, Lsv, Cycles)


@pytest.mark.parametrize("model", READ, ids=lambda model: model.__name__)
def test_every_example_of_a_step_is_accepted_by_its_field(model: type[Part]) -> None:
    for name, field in ((field.alias or name, field) for name, field in model.model_fields.items()):
        example = read_yaml(f"x: {field.examples[0]}").content["x"] if field.examples else None
        try:
            model.model_validate({name: example})
        except ValidationError as error:  # other fields are missing
            assert not [found for found in error.errors() if found["loc"][:1] == (name,)], name  # noqa: PT017
