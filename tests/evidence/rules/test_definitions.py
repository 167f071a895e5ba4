"""Quantities that can be meant in two ways."""

from __future__ import annotations

import pytest
from tests.evidence.rules.stated import findings, one, paper, sample

from stratode.evidence.assumptions import table
from stratode.evidence.claims.reading import paper_of
from stratode.evidence.engine.derive import derive
from stratode.evidence.rules import definitions
from stratode.evidence.rules.arithmetic import RELATIONS as ARITHMETIC
from stratode.recipe.reader import read_yaml

AREAL, NOMINAL, RATIO, SIDES = "areal capacity by loading", "nominal areal capacity by loading", "N/P by its basis", "one side or both"


def ends(text: str, name: str) -> tuple[float, float]:
    """Interval of what follows for a quantity from the relations of the family, and from arithmetic."""
    cell = paper_of(read_yaml(text)).samples[0]
    known = derive(cell, (*definitions.RELATIONS, *ARITHMETIC), {"loading_meaning": table()["any"]["loading_meaning"]})
    node = next(node for _, values in known.of(name) for node in values)
    return node.interval.low, node.interval.high


# ------------------------------------------------------------------------------------------------------------------ relations


def test_a_loading_without_a_basis_counts_as_active_material_or_as_coating() -> None:
    with_share = paper(sample("loading: 22.00 mg/cm2", "active_mass_share: 96.0 wt%"))
    assert ends(with_share, "active_loading") == pytest.approx((0.2112, 0.2200), rel=7e-3)  # kg/m2
    assert ends(with_share, "coating_loading") == pytest.approx((0.2200, 0.22917), rel=7e-3)
    assert ends(paper(sample("loading: 22.00 mg/cm2")), "active_loading") == pytest.approx((0.198, 0.220), rel=1e-3)


def test_a_loading_with_a_basis_is_what_it_says() -> None:
    stated = paper_of(read_yaml(paper(sample('loading: 22 mg/cm2, "on": active')))).samples[0].claims[0]
    assert stated.measure.name == "active_loading"
    assert findings(paper(sample('loading: 22.0 mg/cm2, "on": active', "one_c: 210 mA/g", "nominal_areal_capacity: 4.62 mAh/cm2"))) == []


def test_lithium_holds_what_faraday_says() -> None:
    """han2025: 40 um are 8.25 mAh/cm2."""
    low, high = ends(paper(sample("lithium_thickness: 40 um")), "anode_capacity")
    assert 0.5 * (low + high) / 36e3 == pytest.approx(8.25, abs=0.01)


@pytest.mark.parametrize(("stated", "count"), [("20.6", 0), ("25.0", 1)])
def test_stated_lithium_is_compared_with_its_thickness(stated: str, count: int) -> None:
    text = paper(sample("lithium_thickness: 100 um", f"anode_capacity: {stated} mAh/cm2"))
    assert len(findings(text, "lithium by Faraday's law")) == count


# ------------------------------------------------------------------------------------------------------------------- readings


def test_chen2024_nominal_capacity_fits_all_of_the_loading_as_active_only() -> None:
    text = sample("loading: 29.6 mg/cm2", "one_c: 210 mA/g", "active_mass_share: 96 wt%", "nominal_areal_capacity: 6.2 mAh/cm2")
    found = one(paper(text), NOMINAL)
    assert found.severity.value == "M"
    assert found.title.endswith("fits all of the loading is active only")
    middles = [0.5 * (side.interval.low + side.interval.high) / 36e3 for side in found.sides[1:] if side.interval]
    assert middles == pytest.approx([6.216, 5.967], rel=2e-3)
    lighter = sample("loading: 22.0 mg/cm2", "one_c: 210 mA/g", "active_mass_share: 96 wt%", "nominal_areal_capacity: 4.6 mAh/cm2")
    assert one(paper(lighter), NOMINAL).severity.value == "M"


def test_digits_that_leave_both_readings_open_are_silent() -> None:
    text = sample("loading: 22 mg/cm2", "one_c: 210 mA/g", "active_mass_share: 96 wt%", "nominal_areal_capacity: 4.5 mAh/cm2")
    assert findings(paper(text), NOMINAL) == []


@pytest.mark.parametrize(("stated", "severities"), [("10.4", ["L"]), ("10.6", []), ("8.0", ["H"])])
def test_gao2025_areal_capacity_by_loading(stated: str, severities: list[str]) -> None:
    """54 x 198 is 10.69."""
    text = paper(
        sample("loading: 54 mg/cm2", "specific_capacity: 198 mAh/g, rate: 0.1 C", f"areal_capacity: {stated} mAh/cm2, rate: 0.1 C")
    )
    assert [found.severity.value for found in findings(text, AREAL)] == severities


def anode(ratio: str, basis: str = "") -> str:
    more = f', "on": {basis}' if basis else ""
    return paper(
        sample(
            "loading: 52.3 mg/cm2", "specific_capacity: 208 mAh/g", "first_cycle_efficiency: 92.2 %", "areal_capacity: 10.5 mAh/cm2",
            "lithium_thickness: 40 um", f"np_ratio: {ratio}{more}",
        )
    )  # fmt: skip


def test_han2025_n_to_p_fits_the_first_charge_only() -> None:
    found = one(anode("0.69"), RATIO)
    assert found.severity.value == "M"
    assert found.title.endswith("fits on the first charge capacity only")
    _, charge, discharge = (side.interval for side in found.sides)
    assert charge is not None
    assert charge.low == pytest.approx(0.699, abs=0.02)  # 8.25 / (52.3 x 225.6), all of the loading active
    assert discharge is not None
    assert 0.5 * (discharge.low + discharge.high) == pytest.approx(0.785, abs=2e-3)


def test_a_stated_basis_that_fits_is_silent_and_one_that_does_not_is_told() -> None:
    assert findings(anode("0.69", "first charge"), RATIO) == []
    assert "stated on this basis: discharge" in one(anode("0.69", "discharge"), RATIO).words


def test_n_to_p_that_fits_neither_basis_is_no_matter_of_reading() -> None:
    assert one(anode("1.40"), RATIO).severity.value == "H"


# ---------------------------------------------------------------------------------------------------------------------- sides


def sided(areal: str) -> str:
    return paper(sample("active_loading: 20.0 mg/cm2", "specific_capacity: 200 mAh/g", f"areal_capacity: {areal} mAh/cm2"))


def test_twice_the_definition_may_count_both_sides() -> None:
    found = one(sided("8.00"), SIDES)
    assert found.severity.value == "M"
    assert "fits 2 times its definition" in found.title


def test_once_the_definition_and_what_no_side_explains_are_silent() -> None:
    assert findings(sided("4.00"), SIDES) == []
    assert findings(sided("6.00"), SIDES) == []


def test_n_to_p_is_not_held_against_a_fast_discharge() -> None:
    claims = ("lithium_thickness: 40 um", 'np_ratio: 0.785, "on": discharge', "areal_capacity: 2.1 mAh/cm2, rate: 3 C")
    assert findings(paper(sample(*claims)), RATIO) == []
    slow = sample(*claims, "areal_capacity: 10.5 mAh/cm2, rate: 0.1 C")
    assert findings(paper(slow), RATIO) == []
    assert one(paper(sample(*claims, "areal_capacity: 7.0 mAh/cm2, rate: 0.1 C")), RATIO).severity.value == "H"
