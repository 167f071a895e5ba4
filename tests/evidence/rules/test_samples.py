"""Two samples of one electrode."""

from __future__ import annotations

import pytest
from tests.evidence.rules.stated import findings, one, paper, sample

RULE = "same electrode"


def electrodes(capacity: str, rate: str = "") -> str:
    a = sample("loading: 54 mg/cm2", "specific_capacity: 198 mAh/g, rate: 0.1 C", name="thick")
    b = sample("loading: 32.8 mg/cm2", f"areal_capacity: {capacity} mAh/cm2{rate}", name="pouch")
    return paper(a, b, statements=("same: thick, and: pouch, at: section 2",))


def test_specific_capacities_of_one_electrode_that_differ_need_another_rate_window_or_basis() -> None:
    """gao2025: 7.1/32.8 is 216 mAh/g against 198."""
    found = one(electrodes("7.1"), RULE)
    assert found.severity.value == "M"
    assert "compatible only if rate, voltage window" in found.words
    assert found.sides[0].interval is not None
    assert found.sides[0].interval.middle / 3600 == pytest.approx(216.5, rel=1e-2)


def test_one_electrode_of_one_capacity_is_silent_and_so_is_a_fast_discharge() -> None:
    assert findings(electrodes("6.5"), RULE) == []
    assert findings(electrodes("4.1", ", rate: 2 C"), RULE) == []
