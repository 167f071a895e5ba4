"""What must be larger than what."""

from __future__ import annotations

import pytest
from tests.evidence.rules.stated import findings, paper, sample

UPPER, LOWER = "upper_cutoff: 4.3 V", "lower_cutoff: 2.8 V"
CASES = (
    ("mean voltage below the upper cut-off", (UPPER, "mean_voltage: 3.8 V, rate: 1 C"), (UPPER, "mean_voltage: 4.4 V, rate: 1 C"), "H"),
    ("mean voltage above the lower cut-off", (LOWER, "mean_voltage: 3.8 V, rate: 1 C"), (LOWER, "mean_voltage: 2.5 V, rate: 1 C"), "H"),
    ("window the right way round", (LOWER, UPPER), ("lower_cutoff: 4.3 V", "upper_cutoff: 2.8 V"), "H"),
    ("no more charge than went in", ("coulombic_efficiency: 99.9 %",), ("coulombic_efficiency: 103.0 %",), "M"),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "holds", "broken", "severity"), CASES, ids=[case[0] for case in CASES])
def test_each_is_silent_and_fires(rule: str, holds: tuple[str, ...], broken: tuple[str, ...], severity: str) -> None:
    assert findings(paper(sample(*holds))) == []
    assert [finding.severity.value for finding in findings(paper(sample(*broken)), rule)] == [severity]


def test_an_efficiency_of_all_is_left_alone() -> None:
    assert findings(paper(sample("coulombic_efficiency: 100.0 %, rate: 0.5 C"))) == []
