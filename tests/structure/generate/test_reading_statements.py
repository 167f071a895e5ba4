"""Statements read from YAML: units, defaults, starters, and refusals with their place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stratode.recipe.errors import RecipeError
from stratode.structure.generate.frozen import Frozen
from stratode.structure.generate.make import generate
from stratode.structure.generate.read import read_statement, reads_statement
from stratode.structure.generate.simple import Blobs
from stratode.structure.generate.sizes import Listed, Lognormal, OneSize
from stratode.structure.generate.starter import STARTERS, starter
from stratode.structure.generate.statements import Calendered, Layered

TEXT = """
voxel: 500 nm
width: 0.04 mm
layers:
  - {thickness: 30 um, porosity: 45 %, particles: [{material: A, diameter: 11 um}]}
  - name: top
    thickness: 20 um
    porosity: 0.4
    mixed_over: 5 um
    particles:
      - {material: A, diameter: {lognormal: {median: 5 um, spread: 1.2}}, share: 60 %}
      - {material: B, diameter: {histogram: [{diameter: 3 um, share: 30 %}, {diameter: 6 um, share: 70 %}]}}
binder: {fraction: 6 %}
coating: {material: LLZO, coverage: 40 %, thickness: 0.8 um}
"""


def test_words_and_units_become_a_statement() -> None:
    asked = reads_statement(TEXT, "mine")
    assert isinstance(asked, Layered)
    assert (asked.voxel, asked.width, asked.name) == (pytest.approx(5e-7), pytest.approx(4e-5), "mine")
    first, second = asked.layers
    assert (first.name, second.name) == ("layer 1", "top")
    assert isinstance(first.populations[0].sizes, OneSize)
    assert first.populations[0].sizes.diameter == pytest.approx(11e-6)
    assert [p.share for p in second.populations] == pytest.approx([0.6, 0.4])
    assert isinstance(second.populations[0].sizes, Lognormal)
    assert (second.populations[0].sizes.median, second.populations[0].sizes.spread) == pytest.approx((5e-6, 1.2))
    assert isinstance(second.populations[1].sizes, Listed)
    assert second.populations[1].sizes.diameters == pytest.approx((3e-6, 6e-6))
    assert second.mixed_over == pytest.approx(5e-6)
    assert asked.binder is not None
    assert asked.binder.fraction == pytest.approx(0.06)
    assert asked.coating is not None
    assert (asked.coating.coverage, asked.coating.thickness, asked.coating.patch) == pytest.approx((0.4, 0.8e-6, 2.4e-6))


def test_calendering_is_around_the_packing() -> None:
    asked = reads_statement(TEXT + "calendered: {porosity: 30 %, overlap: 2 %}\n")
    assert isinstance(asked, Calendered)
    assert (asked.porosity, asked.thickness, asked.overlap) == (pytest.approx(0.3), None, pytest.approx(0.02))


@pytest.mark.parametrize("name", STARTERS)
def test_every_starter_is_a_statement_of_its_kind(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.yaml"
    path.write_text(starter(name), encoding="utf-8")
    kinds = {"calendered": Calendered, "frozen-pillars": Frozen, "frozen-isotropic": Frozen, "blobs": Blobs}
    assert type(read_statement(path)) is kinds.get(name, Layered)


def test_the_isotropic_starter_is_the_twin_of_the_aligned_one() -> None:
    pillars, isotropic = (reads_statement(starter(name)) for name in ("frozen-pillars", "frozen-isotropic"))
    assert isinstance(pillars, Frozen)
    assert isinstance(isotropic, Frozen)
    assert pillars.twin == replace(isotropic, name=pillars.twin.name)


@pytest.mark.slow
@pytest.mark.parametrize("name", STARTERS)
def test_every_starter_is_made(name: str) -> None:
    made = generate(reads_statement(starter(name), name), 0)
    assert made.met
    assert made.volume.labels.max() >= 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("porosity: 45 %", "porosty: 45 %", r"layers.0.porosty \(line 5\): is not a known key here.*Did you mean porosity\?"),
        ("thickness: 30 um", "thickness: 30", r"layers.0.thickness \(line 5\): must carry its unit"),
        ("thickness: 30 um", "thickness: 30 g", "must have the dimension of a length"),
        ("porosity: 0.4", "porosity: 140 %", "must lie between"),
        (
            "binder: {fraction: 6 %}",
            "blobs: {size: [9 um, 9 um, 9 um], fractions: [50 %], length: 1 um}",
            "must state exactly one of layers, pillars, blobs",
        ),
        ("width: 0.04 mm\n", "", "width: must be stated with layers and pillars"),
        ("thickness: 30 um", "thickness: 3 um", "layer 1: must be thicker than its largest particle, 11 um; received 3 um"),
        ("share: 60 %", "share: 100 %", "share: must lie above 0"),
        ("coverage: 40 %", "coverage: 0 %", "coverage"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(RecipeError, match=words):
        reads_statement(TEXT.replace(old, new, 1))


def test_binder_belongs_to_layers() -> None:
    text = "voxel: 1 um\nblobs: {size: [9 um, 9 um, 9 um], fractions: [50 %], length: 1 um}\nbinder: {fraction: 6 %}\n"
    with pytest.raises(RecipeError, match=r"binder \(line 3\): belongs to layers"):
        reads_statement(text)


def test_an_unknown_starter_is_answered_with_the_nearest() -> None:
    with pytest.raises(RecipeError, match="The nearest: calendered"):
        starter("calander")
