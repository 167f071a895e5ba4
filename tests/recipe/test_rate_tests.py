"""Charge and discharge of a rate test as texts: the same parts as from mappings, and clear answers where a text says something else."""

from __future__ import annotations

from typing import Any

import pytest

from stratode.recipe import parts
from stratode.recipe.build import build
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import from_mapping, loads
from stratode.recipe.reader import read_yaml
from stratode.recipe.schema import json_schema
from stratode.recipe.starter import starter


def cell(**protocol: Any) -> parts.Cell:
    content: dict[str, Any] = read_yaml(starter("half-cell")).content
    del content["protocol"]["charge"], content["protocol"]["discharge"]
    content["protocol"] |= protocol
    return build(from_mapping(content))


MAPPED = [{"charge": "0.2 C", "until": "4.3 V"}, {"hold": "4.3 V", "until": "0.05 C"}, {"rest": "10 min"}]


@pytest.mark.parametrize(
    ("text", "mapped"),
    [
        ("charge at 0.2C to 4.3 V, hold until C/20, rest 10 min", MAPPED),
        ("charge at C/5, hold at 4.3 V, then rest for 10 min", MAPPED),  # the window's end, the usual end of a hold
        (["charge at C/5 to 4.3 V", "hold until C/20", {"rest": "10 min"}], MAPPED),
        (["charge at C/5 to 4.3 V", {"hold": "reached", "until": "C/20"}, "rest 10 min"], MAPPED),
        ("charge at each to 4.2 V", [{"charge": "each", "until": "4.2 V"}]),
        ("charge at the rate under test for 2 h", [{"charge": "each", "max_time": "2 h"}]),
        ("hold at 4.2 V for 1 h", [{"hold": "4.2 V", "max_time": "1 h"}]),
    ],
)
def test_a_charge_as_a_text_is_that_of_a_mapping(text: object, mapped: object) -> None:
    assert cell(charge=text).protocol.charge == cell(charge=mapped).protocol.charge


def test_a_discharge_as_a_text_is_that_of_a_mapping() -> None:
    mapped = cell(discharge=[{"discharge": "each", "until": "3 V"}, {"hold": "3 V", "until": "C/10"}]).protocol.discharge
    assert cell(discharge="discharge at each to 3 V, hold until C/10").protocol.discharge == mapped
    assert mapped == (parts.Current(None, False, 3.0), parts.Hold(3.0, 0.1))


def test_what_a_text_leaves_out_is_noted_at_its_place() -> None:
    found = {a.field: a.value for a in cell(charge=["charge at C/5", "hold"]).assumptions}
    assert found["protocol.charge.1"] == "0.05 C"


@pytest.mark.parametrize(
    ("leg", "stated", "field", "said"),
    [
        ("charge", "charge at C/5 to 4.3 V, hodl until C/20", "charge.0", "Did you mean hold?"),
        ("charge", "charge at C/5 to 4.5 V", "charge.0", "must lie in the window"),
        ("charge", ["rest 1 min", {"hold": "4.5 V"}], "charge.1.hold", "must lie in the window"),
        ("charge", "hold until C/20", "charge.0", "must state the voltage to hold"),
        ("charge", "charge at C/5 for 1 h, hold until C/20", "charge.0", "must state the voltage to hold"),
        ("charge", "charge at C/5, rest 1 h, hold until C/20", "charge.0", "must state the voltage to hold"),
        ("charge", "charge at 3 mA/cm2 to 4.3 V", "charge.0", "C-rate"),
        ("charge", "charge at C/5, rest until dV/dt < 1 mV/h", "charge.0", "must rest for a time in a rate test, at character 16"),
        ("charge", "sweep at 1 mV/s to 4.3 V", "charge.0", "State steps in place of rates"),
        ("discharge", "repeat 2 times (discharge at 1C, rest 1 h)", "discharge.0", "must be a charge, discharge, hold or rest"),
        ("discharge", "rest 1 h", "discharge", "must hold a discharge"),
    ],
)
def test_a_text_that_is_no_step_of_a_rate_test_is_refused_where_it_stands(leg: str, stated: object, field: str, said: str) -> None:
    with pytest.raises(RecipeError) as caught:
        cell(**{leg: stated})
    (problem,) = caught.value.problems
    assert problem.field == f"protocol.{field}"
    assert said in f"{problem.rule}; {problem.remedy}"


def test_a_text_in_a_file_is_told_with_its_line() -> None:
    text = starter("half-cell").replace("    - {rest: 10 min}\n", "    - rset 10 min\n")
    line = text.splitlines().index("    - rset 10 min") + 1
    with pytest.raises(RecipeError, match=rf"protocol\.charge\.2 \(line {line}\): .*Did you mean rest\?"):
        loads(text)


def test_the_schema_for_editors_takes_texts_and_mappings() -> None:
    for leg in ("charge", "discharge"):
        text, mapping = json_schema()["$defs"]["Protocol"]["properties"][leg]["items"]["anyOf"]
        assert text["type"] == "string"
        assert mapping["$ref"].endswith("/Step")
