"""One number stated twice."""

from __future__ import annotations

import pytest
from tests.evidence.rules.stated import findings, one, paper, sample

RULE = "stated twice"


def test_two_capacities_of_gao2025_are_a_misprint_and_both_places_are_told() -> None:
    text = paper(
        sample("areal_capacity: 10.6 mAh/cm2, rate: 0.1 C, at: results", "areal_capacity: 10.4 mAh/cm2, rate: 0.1 C, at: abstract")
    )
    found = one(text, RULE)
    assert found.severity.value == "L"
    assert found.margin == pytest.approx(10.55 / 10.45)
    assert "results" in found.words
    assert "abstract" in found.words


def test_more_than_fifteen_percent_is_no_misprint() -> None:
    assert one(paper(sample("np_ratio: 0.60", "np_ratio: 0.79")), RULE).severity.value == "M"


def test_nothing_against_a_number_is_a_contradiction() -> None:
    """chen2024: still 0 after calendering, and 63.35 mAh/g."""
    found = one(paper(sample("specific_capacity: 0 mAh/g, rate: 1 C", "specific_capacity: 63.35 mAh/g, rate: 1 C")), RULE)
    assert found.severity.value == "H"
    assert "63.35 mAh/g" in found.title


def test_other_conditions_other_bases_and_mere_digits_are_silent() -> None:
    rates = sample("areal_capacity: 10.6 mAh/cm2, rate: 0.1 C", "areal_capacity: 9.4 mAh/cm2, rate: 1 C")
    digits = sample("areal_capacity: 10.6 mAh/cm2, rate: 0.1 C", "areal_capacity: 10.59 mAh/cm2, rate: 0.1 C")
    bases = sample('specific_energy: 400 Wh/kg, "on": coating', 'specific_energy: 300 Wh/kg, "on": cell with packaging')
    for text in (rates, digits, bases):
        assert findings(paper(text), RULE) == []


def test_of_a_number_that_stands_many_times_the_two_farthest_apart_are_told() -> None:
    text = paper(sample(*(f"np_ratio: {0.60 + 0.05 * i:.2f}" for i in range(40))))
    assert one(text, RULE).title == "N/P: stated as 0.60 and as 2.55"
