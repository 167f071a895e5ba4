"""Few sizes for a distribution: what the quadrature keeps is exact, the rest converges; recipes and files of sizes."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

from stratode.recipe import parts, sizes
from stratode.recipe.build import build
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import from_mapping, read_cell
from stratode.recipe.reader import read_yaml
from stratode.recipe.starter import starter

MEDIAN = 8e-6


def moment(power: float, spread: float) -> float:
    """Mean of d**power over a lognormal distribution of volume, by integration of its density over ln d."""
    s = math.log(spread)

    def weighted(y: float) -> float:
        return math.exp(power * y - 0.5 * (y / s) ** 2) / (s * math.sqrt(2.0 * math.pi))

    return MEDIAN**power * float(quad(weighted, -14.0 * s, 14.0 * s, epsrel=1e-13, epsabs=0.0, limit=200)[0])


@pytest.mark.parametrize("spread", [1.1, 1.4, 2.0, 3.0])
@pytest.mark.parametrize("count", [2, 3, 5, 9])
def test_volume_surface_and_mean_square_of_a_lognormal_are_exact(spread: float, count: int) -> None:
    found = sizes.lognormal(MEDIAN, spread, count)
    assert len(found.diameters) == count
    assert math.fsum(found.shares) == pytest.approx(1.0, abs=1e-14)
    assert found.mean(-1.0) == pytest.approx(moment(-1.0, spread), rel=1e-9)
    assert found.mean(2.0) == pytest.approx(moment(2.0, spread), rel=1e-9)
    assert min(found.shares) > 0.0


def test_one_size_alone_has_the_surface_of_the_distribution() -> None:
    (diameter,) = sizes.lognormal(MEDIAN, 1.8, 1).diameters
    assert 1.0 / diameter == pytest.approx(moment(-1.0, 1.8), rel=1e-9)
    assert diameter < MEDIAN


@pytest.mark.parametrize("power", [-2.0, 1.0])
def test_what_is_not_kept_converges_with_the_number_of_sizes(power: float) -> None:
    errors = [abs(sizes.lognormal(MEDIAN, 1.6, n).mean(power) / moment(power, 1.6) - 1.0) for n in (2, 3, 4, 5, 6)]
    assert all(b < 0.5 * a for a, b in pairwise(errors))
    assert errors[-1] < 1e-4


def measured(count: int, seed: int) -> sizes.Sizes:
    draw = np.random.default_rng(seed)
    d = np.sort(np.exp(draw.uniform(np.log(0.5e-6), np.log(40e-6), count)))
    w = draw.dirichlet(np.ones(count))
    return sizes.Sizes(tuple(d.tolist()), tuple(w.tolist()))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("count", [2, 5, 8])
def test_a_measured_distribution_of_many_classes_keeps_the_same_three(seed: int, count: int) -> None:
    many = measured(60, seed)
    few = sizes.reduced(many, count)
    assert len(few.diameters) == count
    assert min(few.shares) > 0.0
    for power in (0.0, -1.0, 2.0):
        assert few.mean(power) == pytest.approx(many.mean(power), rel=1e-9)
    assert all(a < b for a, b in pairwise(few.diameters))


def test_a_finely_measured_lognormal_comes_to_the_same_sizes_as_a_stated_one() -> None:
    y = np.linspace(-8.0, 8.0, 801) * math.log(1.5)
    w = np.exp(-0.5 * (y / math.log(1.5)) ** 2)
    fine = sizes.Sizes(tuple((MEDIAN * np.exp(y)).tolist()), tuple((w / w.sum()).tolist()))
    few, stated = sizes.reduced(fine, 5), sizes.lognormal(MEDIAN, 1.5, 5)
    assert few.diameters == pytest.approx(stated.diameters, rel=2e-3)
    assert few.shares == pytest.approx(stated.shares, rel=2e-3)


def test_many_classes_may_come_to_one_size() -> None:
    many = measured(60, 7)
    (diameter,) = sizes.reduced(many, 1).diameters
    assert diameter == pytest.approx(many.surface_diameter, rel=1e-12)


def test_few_classes_stay_what_they_are() -> None:
    few = measured(5, 1)
    assert sizes.reduced(few, 5) is few


def recipe(diameter: Any) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(starter("half-cell")).content
    content["cathode"]["layers"][0]["components"][0]["diameter"] = diameter
    return content


def populations(diameter: Any, more_classes: int = 0) -> tuple[parts.Population, ...]:
    return build(from_mapping(recipe(diameter)), more_classes=more_classes).cathode.layers[0].populations


def test_a_stated_distribution_becomes_populations_of_the_same_material_and_volume() -> None:
    (one,) = populations("10 um")
    five = populations({"lognormal": {"median": "10 um", "spread": "1.4"}})
    assert len(five) == 5
    assert sum(p.volume_fraction for p in five) == pytest.approx(one.volume_fraction, rel=1e-14)
    assert {p.material for p in five} == {one.material}
    assert 2e6 * five[2].radius == pytest.approx(10.0, rel=0.05)  # the middle node is near the median
    assert len(populations({"lognormal": {"median": "10 um", "spread": "1.4"}, "classes": "3"}, more_classes=2)) == 5
    assert len(populations({"lognormal": {"median": "10 um", "spread": "1.4"}, "classes": "2"}, more_classes=-5)) == 1


def test_what_the_sizes_keep_is_noted_and_a_histogram_as_stated_needs_no_note() -> None:
    def noted(diameter: Any) -> list[str]:
        return [a.value for a in build(from_mapping(recipe(diameter))).assumptions if a.field.endswith("diameter.classes")]

    (note,) = noted({"lognormal": {"median": "10 um", "spread": "1.4"}, "classes": "4"})
    assert "4 sizes" in note
    assert "surface" in note
    assert noted({"histogram": [{"diameter": "4 um", "share": "30 %"}, {"diameter": "8 um", "share": "70 %"}]}) == []


def test_a_histogram_is_taken_in_rising_order_and_scaled_to_one() -> None:
    found = populations(
        {"histogram": [{"diameter": "8 um", "share": "69 %"}, {"diameter": "4 um", "share": "30 %"}, {"diameter": "2 um", "share": "0 %"}]}
    )
    assert [p.radius for p in found] == pytest.approx([2e-6, 4e-6])
    assert found[0].volume_fraction / found[1].volume_fraction == pytest.approx(30.0 / 69.0)


@pytest.mark.parametrize(
    ("text", "diameters"),
    [
        ("Diameter / um, Share / %\n4, 30\n8, 70\n", [4e-6, 8e-6]),
        ("d [nm]; fraction\n400;0.5\n800;0.5\n", [400e-9, 800e-9]),
        ("\ufeffd (µm),vol (vol%)\n\n10,100\n", [10e-6]),
    ],
)
def test_sizes_may_stand_in_a_file_beside_the_recipe(tmp_path: Path, text: str, diameters: list[float]) -> None:
    (tmp_path / "sizes.csv").write_text(text, encoding="utf-8")
    path = tmp_path / "cell.yaml"
    path.write_text(starter("half-cell").replace("diameter: 10 um", "diameter: {file: sizes.csv}"), encoding="utf-8")
    found = read_cell(path).cathode.layers[0].populations
    assert [2.0 * p.radius for p in found] == pytest.approx(diameters)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Diameter, Share / %\n4, 100\n", "diameter's unit"),
        ("Diameter / s, Share / %\n4, 100\n", "unit of length"),
        ("Diameter / um, Share / kg\n4, 100\n", "% or as fractions"),
        ("Diameter / um, Share / %\n4, many\n", "row 2"),
        ("Diameter / um, Share / %\n4, 50\n-8, 50\n", "row 3"),
        ("Diameter / um, Share / %\n4, nan\n", "row 2"),
        ("Diameter / um, Share / %\n4\n", "row 2"),
        ("Diameter / um, Share / %\n4, 60\n8, 60\n", "add up to 100 %; received '120 %'"),
        ("Diameter / um, Share / %\n", "1 to 1000 classes"),
    ],
)
def test_a_wrong_file_of_sizes_is_refused_at_its_field(tmp_path: Path, text: str, rule: str) -> None:
    (tmp_path / "sizes.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError) as refusal:
        build(from_mapping(recipe({"file": "sizes.csv"})), tmp_path)
    (problem,) = refusal.value.problems
    assert problem.field == "cathode.layers.0.components.0.diameter.file"
    assert rule in f"{problem.rule}; received {problem.received}"
    assert problem.remedy


@pytest.mark.parametrize("name", ["../sizes.csv", "/etc/passwd", "none.csv", ".hidden"])
def test_a_file_of_sizes_lies_beside_the_recipe(tmp_path: Path, name: str) -> None:
    (tmp_path / "sizes.csv").write_text("d / um, s\n1, 1\n", encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(RecipeError, match=r"diameter\.file: must be"):
        build(from_mapping(recipe({"file": name})), inner)


@pytest.mark.parametrize(
    ("diameter", "field", "rule"),
    [
        ({}, "", "exactly one of lognormal, histogram, file"),
        ({"lognormal": {"median": "10 um", "spread": "1.4"}, "file": "x.csv"}, "", "exactly one"),
        ({"lognormal": {"median": "10 um", "spread": "0.9"}}, ".lognormal.spread", "between 1.01 and 5"),
        ({"lognormal": {"median": "10", "spread": "1.4"}}, ".lognormal.median", "carry its unit"),
        ({"lognormal": {"median": "10 um"}}, ".lognormal.spread", "must be stated"),
        ({"lognormal": {"median": "10 um", "sprad": "1.4"}}, ".lognormal.sprad", "not a known key"),
        ({"lognormal": {"median": "10 um", "spread": "1.4"}, "classes": "0"}, ".classes", "greater than or equal to 1"),
        ({"histogram": [{"diameter": "4 um", "share": "30 %"}]}, ".histogram", "add up to 100 %"),
        ({"histogram": [{"diameter": "4 um", "share": "50 %"}, {"diameter": "4 um", "share": "50 %"}]}, ".histogram", "each diameter once"),
        ("lognormal", "", "must be a length"),
    ],
)
def test_a_wrong_distribution_is_refused_at_its_field(diameter: Any, field: str, rule: str) -> None:
    with pytest.raises(RecipeError) as refusal:
        build(from_mapping(recipe(diameter)))
    found = {p.field: p for p in refusal.value.problems}
    problem = found[f"cathode.layers.0.components.0.diameter{field}"]
    assert rule in problem.rule
    assert problem.remedy
