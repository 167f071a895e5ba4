"""Lithium and electrolyte over the claimed cycles."""

from __future__ import annotations

import pytest
from tests.evidence.rules.stated import findings, one, paper, sample

RULE = "lithium and electrolyte left"
HUANG = (
    "areal_capacity: 13.0 mAh/cm2, rate: 0.5 C",
    "coulombic_efficiency: 97 %, rate: 0.5 C",
    "cycle_retention: 94 %, rate: 0.5 C, cycle: 200, since: 1",
)


def test_huang2021_needs_lithium_that_is_not_stated() -> None:
    """3 % of 12.6 mAh/cm2 in each of 200 cycles, less the 0.8 that the capacity lost accounts for."""
    found = one(paper(sample(*HUANG)), RULE)
    assert found.severity.value == "M"
    assert "74.9 mAh/cm2 (363 um)" in found.words
    need = found.sides[-1].interval
    assert need is not None
    ends = [
        200 * loss * charge * (1 + kept) / 2 - (1 - kept) * charge for loss, charge, kept in ((0.025, 12.95, 0.935), (0.035, 13.05, 0.945))
    ]
    assert (need.low / 36e3, need.high / 36e3) == pytest.approx(ends, rel=0.01)  # half a digit of every number


def test_lithium_that_is_used_up_before_is_a_contradiction() -> None:
    found = one(paper(sample(*HUANG, "lithium_thickness: 100 um")), RULE)
    assert found.severity.value == "H"
    assert "enough for 53 cycles" in found.words  # 20.6 / (0.03 x 13)
    assert found.margin == pytest.approx(62.2 / 20.9, rel=0.03)


def test_lithium_that_lasts_is_silent_and_so_is_an_efficiency_that_takes_next_to_none() -> None:
    assert findings(paper(sample(*HUANG, "lithium_thickness: 450 um")), RULE) == []
    better = ("areal_capacity: 4.0 mAh/cm2", "coulombic_efficiency: 99.9 %", "cycle_retention: 94 %, cycle: 200, since: 1")
    assert findings(paper(sample(*better)), RULE) == []
    above = ("areal_capacity: 4.0 mAh/cm2", "coulombic_efficiency: 100.2 %", "cycle_retention: 94 %, cycle: 200, since: 1")
    assert findings(paper(sample(*above, "lithium_thickness: 20 um")), RULE) == []


def test_electrolyte_that_is_used_up_rests_on_an_assumed_consumption() -> None:
    text = sample(*HUANG, "lithium_thickness: 450 um", "ec_ratio: 2.5 g/Ah")  # 200 x 0.03 x 3.7 g/Ah = 22 g/Ah
    found = one(paper(text), RULE)
    assert found.severity.value == "M"
    assert "3.7 g/Ah, assumed" in found.words
    assert findings(paper(sample(*HUANG, "lithium_thickness: 450 um", "ec_ratio: 30 g/Ah")), RULE) == []
