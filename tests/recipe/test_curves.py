"""Curves of a material file that follow temperature alone, and the conductors and polymers that need them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from stratode.recipe import library, parts
from stratode.recipe.errors import RecipeError

GARNET = """
name: mine
kind: conductor
role: conductor
description: a garnet in a lab's units
density: {value: 5.1, unit: g/cm3, source: s}
conductivity: {value: 0.5, unit: mS/cm, activation_energy: 33000, source: s}
"""
VTF = "{formula: 20*T**-0.5*exp(-8000/(8.314*(T - 200))), unit: S/cm, temperature: [273.15, 353.15], source: s}"
TABLE = "{table: {T: [0, 25, 60], y: [1.0e-4, 5.0e-4, 2.0e-3]}, variable_unit: degC, unit: S/cm, source: s}"


def found(text: str, folder: Path) -> parts.Conductor:
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    conductor = library.find("mine", folder, "conductor")
    assert isinstance(conductor, parts.Conductor)
    return conductor


def with_curve(curve: str) -> str:
    return GARNET.replace(GARNET[GARNET.index("conductivity:") :], f"conductivity: {curve}\n")


def test_arrhenius_halves_the_distance_between_two_decades(tmp_path: Path) -> None:
    sigma = found(GARNET, tmp_path).conductivity
    assert float(sigma(0.0)) == pytest.approx(0.05, rel=1e-12)  # 0.5 mS/cm
    hot = 1.0 / (1.0 / 298.15 - 8.314462618 * math.log(10.0) / 33000.0)  # ten times the conductivity
    assert float(sigma(0.0, hot)) == pytest.approx(0.5, rel=1e-6)


def test_a_vogel_formula_bends_where_arrhenius_is_straight_and_is_held_beyond_its_data(tmp_path: Path) -> None:
    sigma = found(with_curve(VTF), tmp_path).conductivity
    assert sigma.is_constant  # of the variable: T alone moves it
    T = np.array([283.15, 313.15, 343.15])
    slopes = np.diff([math.log(float(sigma(0.0, t))) for t in T]) / np.diff(1.0 / T)
    assert slopes[0] < slopes[1] < 0.0  # the apparent activation energy falls with temperature
    assert float(sigma(0.0, 210.0)) == float(sigma(0.0, 273.15))
    assert float(sigma(0.0, 190.0)) == float(sigma(0.0, 273.15))  # below T0 the bare formula explodes
    assert sigma(np.zeros(4), 300.0).shape == (4,)


def test_a_table_over_temperature_meets_its_points_and_is_arrhenius_between(tmp_path: Path) -> None:
    sigma = found(with_curve(TABLE), tmp_path).conductivity
    assert [float(sigma(0.0, T)) for T in (273.15, 298.15, 333.15)] == pytest.approx([0.01, 0.05, 0.2], rel=1e-12)
    middle = 2.0 / (1.0 / 273.15 + 1.0 / 298.15)  # half way in 1/T: the geometric mean
    assert float(sigma(0.0, middle)) == pytest.approx(math.sqrt(0.01 * 0.05), rel=1e-12)
    assert float(sigma(0.0, 400.0)) == pytest.approx(0.2, rel=1e-12)


def test_what_the_library_shows_of_a_temperature_curve_spans_its_data(tmp_path: Path) -> None:
    found(with_curve(VTF), tmp_path)
    (graph,) = library.describe("mine", tmp_path).graphs
    assert graph.x_label == "temperature / K"
    assert (graph.x[0], graph.x[-1]) == (273.15, 353.15)
    assert np.all(np.diff(graph.y) > 0)


POLYMER = """
name: mine
kind: electrolyte
description: a single-ion polymer
density: {value: 1.3, unit: g/cm3, source: s}
concentration: {value: 1.2, unit: mol/L, source: s}
diffusivity: {value: 1.0e-11, unit: m2/s, activation_energy: 60000, source: s}
conductivity: CONDUCTIVITY
transference: {value: 1, unit: "1", source: s}
thermodynamic_factor: {value: 1, unit: "1", source: s}
"""


def test_a_polymer_electrolyte_follows_vogel_with_transference_one(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(POLYMER.replace("CONDUCTIVITY", VTF), encoding="utf-8")
    e = library.find("mine", tmp_path)
    assert isinstance(e, parts.Electrolyte)
    assert float(e.transference(1200.0)) == 1.0
    np.testing.assert_array_equal(e.conductivity(np.array([10.0, 1200.0]), 300.0), float(e.conductivity(500.0, 300.0)))
    assert float(e.conductivity(1200.0, 340.0)) > 3.0 * float(e.conductivity(1200.0, 300.0))


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        ("{formula: 2*c, unit: S/m, temperature: [273, 353], source: s}", ["conductivity", "formula of T", "c"]),
        ("{formula: 2*T, unit: S/m, source: s}", ["conductivity", "temperature: [lowest, highest]"]),
        ("{formula: exp(1/(T - 300)), unit: S/m, temperature: [273, 300], source: s}", ["conductivity", "finite"]),
        ("{formula: T - 300, unit: S/m, temperature: [273, 353], source: s}", ["conductivity", "above 0"]),
        ("{formula: T, unit: S/m, temperature: [353, 273], source: s}", ["temperature must rise"]),
        ("{formula: T, unit: S/m, temperature: [-10, 60], source: s}", ["temperature must be in K"]),
        ("{table: {x: [1, 2], y: [1, 2]}, unit: S/m, source: s}", ["conductivity", "table over T"]),
        ("{table: {T: [273, 353], x: [1, 2], y: [1, 2]}, unit: S/m, source: s}", ["exactly one of x and T"]),
        ("{table: {T: [353, 273], y: [1, 2]}, unit: S/m, source: s}", ["conductivity", "T rises"]),
        ("{table: {T: [273, 353], y: [0, 2]}, unit: S/m, source: s}", ["conductivity", "above 0"]),
        ("{table: {T: [273, 353], y: [1, 2]}, activation_energy: 1.0e+4, unit: S/m, source: s}", ["activation_energy"]),
        ("{value: 0, unit: S/m, source: s}", ["conductivity", "above 0"]),
        ("{value: 1, unit: mS, source: s}", ["conductivity", "S/m", "mS"]),
    ],
)
def test_a_wrong_temperature_curve_is_refused_with_its_field(tmp_path: Path, curve: str, words: list[str]) -> None:
    with pytest.raises(RecipeError) as refusal:
        found(with_curve(curve), tmp_path)
    assert all(word in str(refusal.value) for word in ["mine.yaml", *words]), str(refusal.value)


def test_a_transference_number_above_one_is_refused(tmp_path: Path) -> None:
    text = POLYMER.replace("CONDUCTIVITY", VTF).replace("transference: {value: 1", "transference: {value: 1.2")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=r"transference.*0 to 1; received '1.2'"):
        library.find("mine", tmp_path)


def test_a_hysteresis_decay_needs_the_branch_it_leads_to(tmp_path: Path) -> None:
    shipped = Path(parts.__file__).parent / "materials" / "nmc811.yaml"
    text = shipped.read_text(encoding="utf-8") + 'hysteresis_decay: {value: 20, unit: "1", source: s}\n'
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=r"hysteresis_decay.*needs potential_charge"):
        library.find("mine", tmp_path)
    text += "potential_charge: {formula: 4.5 - x, unit: V, valid: [0.2, 1.0], source: s}\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    material = library.find("mine", tmp_path)
    assert isinstance(material, parts.ActiveMaterial)
    assert material.hysteresis_decay == 20.0
