"""What Wh/kg and Wh/L leave room for."""

from __future__ import annotations

import re

import pytest
from tests.evidence.rules.stated import findings, one, paper, sample

from stratode.evidence.claims.claim import Sample
from stratode.evidence.claims.reading import paper_of
from stratode.evidence.engine.derive import derive
from stratode.evidence.rules import energy
from stratode.recipe.reader import read_yaml

MASS, VOLUME, IMPLIED = "room in mass", "room in volume", "what the energy implies"
PACKED = '"on": cell with packaging'
GAO = ("loading: 32.8 mg/cm2", "areal_capacity: 7.1 mAh/cm2", f"specific_energy: 473 Wh/kg, {PACKED}", "mean_voltage: 3.8 V")


def read(text: str) -> Sample:
    return paper_of(read_yaml(text)).samples[0]


def numbers(words: str, before: str) -> float:
    """The first number behind some words."""
    match = re.search(re.escape(before) + r"\D*?([\d.]+)", words)
    assert match, words
    return float(match[1])


# ------------------------------------------------------------------------------------------------------------------ relations


@pytest.mark.parametrize(
    ("claims", "name", "expected"),
    [
        (("areal_capacity: 7.1 mAh/cm2", "mean_voltage: 3.8 V", "specific_energy: 473 Wh/kg"), "mass_per_area", 0.570),  # kg/m2
        (("areal_capacity: 10.5 mAh/cm2", "mean_voltage: 3.75 V", "energy_density: 1067.5 Wh/L"), "volume_per_area", 369e-6),
        (("cell_capacity: 277 mAh", "mean_voltage: 3.75 V"), "cell_energy", 1.039 * 3600),
        (("cell_energy: 1.04 Wh", "cell_mass: 2.73 g"), "specific_energy", 381e3 * 3.6),
        (("cell_energy: 1.04 Wh", "cell_volume: 0.974 cm3"), "energy_density", 1067.8e3 * 3600),
        (("cell_mass: 2.73 g", "area: 13.2 cm2", "faces: 2"), "mass_per_area", 1.034),
        (("cell_volume: 0.974 cm3", "area: 13.2 cm2", "faces: 2"), "volume_per_area", 369e-6),
    ],
)
def test_each_relation_gives_its_number(claims: tuple[str, ...], name: str, expected: float) -> None:
    known = derive(read(paper(sample(*claims))), energy.RELATIONS, {})
    node = next(node for _, values in known.of(name) for node in values)
    assert float(node.values({})) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize(("stated", "severities"), [("381 Wh/kg", []), ("460 Wh/kg", ["H"])])
def test_energy_over_mass_is_compared_with_the_stated_specific_energy(stated: str, severities: list[str]) -> None:
    text = paper(sample("cell_energy: 1.04 Wh", "cell_mass: 2.73 g", f"specific_energy: {stated}, {PACKED}"))
    assert [found.severity.value for found in findings(text)] == severities


def test_an_energy_of_the_coating_alone_is_not_compared_with_that_of_the_cell() -> None:
    text = paper(sample("cell_energy: 1.04 Wh", "cell_mass: 2.73 g", 'specific_energy: 700 Wh/kg, "on": coating'))
    assert findings(text) == []


# --------------------------------------------------------------------------------------------------------------------- bounds


def test_parts_heavier_than_the_whole_are_a_contradiction() -> None:
    found = one(paper(sample(*GAO, "ec_ratio: 3.5 g/Ah", "lithium_thickness: 50 um")), MASS)
    assert found.severity.value == "H"
    assert "coating, lithium and electrolyte weigh" in found.words
    assert found.margin == pytest.approx(1.010, abs=2e-3)  # 32.8 + 2.67 + 24.85 = 60.3 mg/cm2 against 57.0, less digits


def test_parts_that_fit_are_silent_and_an_energy_on_the_coating_is_no_budget() -> None:
    assert findings(paper(sample(*GAO, "ec_ratio: 2 g/Ah", "lithium_thickness: 50 um")), MASS) == []
    coating = ("loading: 32.8 mg/cm2", "areal_capacity: 7.1 mAh/cm2", 'specific_energy: 900 Wh/kg, "on": coating', "mean_voltage: 3.8 V")
    assert findings(paper(sample(*coating)), MASS) == []


def test_parts_weigh_against_the_capacity_and_voltage_of_the_energys_own_rate() -> None:
    parts = ("loading: 32.8 mg/cm2", "ec_ratio: 2 g/Ah", "lithium_thickness: 50 um", f"specific_energy: 473 Wh/kg, rate: 0.1 C, {PACKED}")
    fast = ("areal_capacity: 2.0 mAh/cm2, rate: 3 C", "mean_voltage: 3.1 V, rate: 3 C")
    assert findings(paper(sample(*parts, *fast)), MASS) == []
    slow = ("areal_capacity: 7.1 mAh/cm2, rate: 0.1 C", "mean_voltage: 3.8 V, rate: 0.1 C")
    assert findings(paper(sample(*parts, *fast, *slow)), MASS) == []
    lean = ("areal_capacity: 4.1 mAh/cm2, rate: 0.1 C", "mean_voltage: 3.8 V, rate: 0.1 C")
    assert one(paper(sample(*parts, *fast, *lean)), MASS).severity.value == "H"


def test_an_energy_of_the_coating_does_not_hide_that_of_the_cell() -> None:
    coating = 'specific_energy: 823.4 Wh/kg, "on": coating'
    text = paper(sample(GAO[0], GAO[1], coating, *GAO[2:], "ec_ratio: 3.5 g/Ah", "lithium_thickness: 50 um"))
    assert one(text, MASS).severity.value == "H"


def sized(density: str, thickness: str = "217", basis: str = "") -> str:
    more = f', "on": {basis}' if basis else ""
    return paper(
        sample(
            "areal_capacity: 10.5 mAh/cm2", "mean_voltage: 3.75 V", f"energy_density: {density} Wh/L{more}", f"thickness: {thickness} um",
            "lithium_thickness: 40 um",
        )
    )  # fmt: skip


def test_thicknesses_beyond_the_whole_are_a_contradiction_on_the_stated_basis() -> None:
    found = one(sized("1700"), VOLUME)  # 231.6 um against 217 + 40
    assert found.severity.value == "H"
    assert "coating and lithium take" in found.words
    assert one(sized("1450", basis="as charged"), VOLUME).severity.value == "H"  # 271.6 um against 257 + 50.9


def test_thicknesses_that_fit_as_assembled_only_need_the_basis() -> None:
    found = one(sized("1450"), VOLUME)
    assert found.severity.value == "M"
    assert "as assembled only" in found.words
    assert numbers(found.words, "As charged they take") == pytest.approx(302, abs=1)


def test_thicknesses_that_fit_are_silent() -> None:
    assert findings(sized("1067.5"), VOLUME) == []
    assert findings(sized("1450", basis="as assembled"), VOLUME) == []


def test_a_membrane_that_is_called_separator_too_is_counted_once() -> None:
    claims = (
        "areal_capacity: 16.7 mAh/cm2", "mean_voltage: 3.75 V", "thickness: 600 um", "membrane_thickness: 150 um",
        "separator_thickness: 150 um",
    )  # fmt: skip
    assert findings(paper(sample(*claims, "energy_density: 760 Wh/L")), VOLUME) == []  # 824 um against 600 + 150
    assert one(paper(sample(*claims, "energy_density: 900 Wh/L")), VOLUME).severity.value == "H"  # 696 um


# -------------------------------------------------------------------------------------------------------------------- implied


def test_gao2025_leaves_24_mg_cm2_beside_its_coating_and_the_feasible_sets_are_told() -> None:
    found = one(paper(sample(*GAO)), IMPLIED)
    assert found.severity.value == "M"
    assert numbers(found.words, "cell mass per coated area") == pytest.approx(57.0, abs=0.1)
    assert "24.2 mg/cm2 are left for all else" in found.words
    assert "2.8 g/Ah with 50 um of lithium and 0% packaging" in found.words  # (57.0 - 32.8 - 1.35 - 0.6 - 2.67) / 7.1
    assert "Not stated: lithium, electrolyte, collector, separator." in found.words


def test_han2025_pouch_implies_its_area_energy_mass_and_volume() -> None:
    text = sample(
        "loading: 52.3 mg/cm2", "areal_capacity: 10.5 mAh/cm2", "cell_capacity: 277 mAh", "mean_voltage: 3.75 V", "ec_ratio: 2.5 g/Ah",
        f"specific_energy: 381.1 Wh/kg, {PACKED}", "energy_density: 1067.5 Wh/L", "lithium_thickness: 40 um",
    )  # fmt: skip
    words = one(paper(text), IMPLIED).words
    told = {"electrode area": 26.4, "cell energy": 1.04, "cell mass": 2.73, "cell volume": 0.973, "cell mass per coated area": 103.0}
    for name, value in told.items():
        assert numbers(words, f"{name} ") == pytest.approx(value, rel=6e-3), name


def test_han2025_thick_coating_implies_148_mg_cm2_with_the_voltage_assumed() -> None:
    found = one(paper(sample("areal_capacity: 17.9 mAh/cm2", "specific_energy: 456.1 Wh/kg")), IMPLIED)
    assert numbers(found.words, "cell mass per coated area") == pytest.approx(148, abs=1)
    assert [assumption.measure.name for assumption in found.assumptions] == ["mean_voltage"]


def test_huang2021_parts_leave_mass_unexplained() -> None:
    text = sample(
        "active_loading: 83.9 mg/cm2", "areal_capacity: 16.7 mAh/cm2, rate: 0.05 C", "thickness: 600 um", "membrane_thickness: ~150 um",
        "active_volume_share: 62 +- 5 %", 'specific_energy: 301 Wh/kg, rate: 0.05 C, "on": cell without packaging', "mean_voltage: 3.75 V",
        "electrolyte_density: 1.2 g/cm3", head="active: NMC811\ntraits: {filling: dense}",
    )  # fmt: skip
    words = one(paper(text), IMPLIED).words
    assert numbers(words, "cell mass per coated area") == pytest.approx(208, abs=1)
    assert "coating, membrane and electrolyte in the coating weigh 129 mg/cm2" in words


def test_a_bill_that_closes_implies_nothing_more() -> None:
    parts = ("ec_ratio: 2 g/Ah", "lithium_thickness: 50 um", "collector_thickness: 10 um", "separator_thickness: 12 um")
    assert findings(paper(sample(*GAO, *parts)), IMPLIED) == []
    assert findings(paper(sample(*GAO, "mass_per_area: 57.0 mg/cm2")), IMPLIED) == []
