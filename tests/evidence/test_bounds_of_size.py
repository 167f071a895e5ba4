"""Large files: each is audited in seconds or refused, never left to grow with the square of its numbers."""

import time

import pytest
from tests.evidence.rules.stated import findings, paper, sample

from stratode.recipe.errors import RecipeError


def rates(count: int) -> list[str]:
    numbers = [(200.0 - i, 0.1 + 0.05 * i) for i in range(count)]
    return [
        claim
        for kept, rate in numbers
        for claim in (
            f"specific_capacity: {kept:.1f} mAh/g, rate: {rate:.2f} C",
            f"areal_capacity: {0.02 * kept:.3f} mAh/cm2, rate: {rate:.2f} C",
        )
    ]


def test_forty_rates_are_set_against_each_other_in_seconds() -> None:
    start = time.process_time()
    assert findings(paper(sample("active_loading: 20 mg/cm2", *rates(40)))) == []
    assert time.process_time() - start < 10.0


def test_more_rates_than_can_be_compared_are_refused() -> None:
    with pytest.raises(RecipeError, match=r"samples.cell \(line 2\).*more than 60 rates or cycles; received '70'"):
        findings(paper(sample(*rates(70))))


def test_what_is_kept_between_two_fast_rates_is_compared_where_it_is_claimed() -> None:
    kept = "rate_retention: {} %, rate: 2 C, against: 1 C"
    stated = (
        "specific_capacity: 200 mAh/g, rate: 0.1 C",
        "specific_capacity: 160 mAh/g, rate: 1 C",
        "specific_capacity: 120 mAh/g, rate: 2 C",
    )
    assert findings(paper(sample(*stated, kept.format("75.0")))) == []
    assert [found.severity.value for found in findings(paper(sample(*stated, kept.format("60.0"))))] == ["H"]


def test_a_slurry_of_many_parts_is_weighed() -> None:
    parts = ", ".join(["NMC811: 60", *(f"part {i}: 2" for i in range(20))])
    text = paper(sample("active_volume_share: 80 %", head=f"active: NMC811\nslurry: {{active: NMC811, parts: {{{parts}}}}}"))
    assert [found.rule for found in findings(text)] == ["active material in the slurry"]


def test_a_temperature_that_is_none_is_refused_with_its_line() -> None:
    with pytest.raises(RecipeError, match=r"traits.temperature \(line \d+\)"):
        findings(paper(sample("conductivity: 1 mS/cm", head="traits: {temperature: hot}")))
