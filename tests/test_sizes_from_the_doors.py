"""Distributions of particle sizes through the doors: every run says what another number of sizes would change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.test_cli import RECIPE

import stratode
from stratode import verbs
from stratode.cell.classes import STEPS, class_changes
from stratode.recipe.load import read_cell


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "cell.yaml"
    wide = RECIPE.replace("diameter: 10 um", "diameter: {lognormal: {median: 10 um, spread: 1.8}, classes: 3}")
    path.write_text(wide.replace("rates: [0.5 C, 1 C]", "rates: [2 C, 0.5 C]"), encoding="utf-8")
    return path


def test_a_run_tells_what_more_and_fewer_sizes_change_at_its_fastest_rate(recipe: Path) -> None:
    study = stratode.run(recipe)
    cell = read_cell(recipe)
    expected = class_changes(cell, {n: read_cell(recipe, more_classes=n) for n in STEPS}, 2.0)
    assert [one.change for one in study.results[0].class_changes] == pytest.approx([one.change for one in expected], rel=1e-9)
    told = json.loads(json.dumps(study.summary()))["particle_sizes"]
    assert [(one["c_rate"], one["sizes_more"]) for one in told] == [(2.0, -2), (2.0, 2)]
    whole = next(rate for rate in study.results[0].rates if rate.c_rate == 2.0)
    for one in told:
        assert one["capacity_mAh_g"] / whole.specific_capacity - 1.0 == pytest.approx(one["capacity_change_relative"], abs=1e-3)
    assert abs(told[0]["capacity_change_relative"]) > abs(told[1]["capacity_change_relative"]) > 0.0
    assert "sizes fewer and" in study.words()[0]


def test_the_other_sizes_follow_the_steps_that_were_asked_for(recipe: Path) -> None:
    files = [recipe]
    cells = verbs.read(files, rates=["3C"], protocol="discharge")
    (others,) = verbs.other_sizes(files, cells)
    assert {n: other.protocol for n, other in others.items()} == dict.fromkeys(STEPS, cells[0].protocol)
    assert [len(others[n].cathode.layers[0].populations) for n in STEPS] == [1, 5]


def test_one_diameter_and_experiments_are_not_asked(recipe: Path) -> None:
    files = [recipe]
    text = recipe.read_text(encoding="utf-8")
    recipe.write_text(text.replace("rates: [2 C, 0.5 C]", "steps: [discharge at 1C]"), encoding="utf-8")
    assert verbs.other_sizes(files, verbs.read(files)) == ({},)
    recipe.write_text(RECIPE, encoding="utf-8")
    assert verbs.other_sizes(files, verbs.read(files)) == ({},)
