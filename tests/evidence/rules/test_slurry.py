"""What went into the slurry."""

from __future__ import annotations

import pytest
from tests.evidence.rules.stated import findings, one, paper, sample

VOLUME, MASS = "active material in the slurry", "shares of the slurry"
HUANG = "active: NMC811\nslurry:\n  active: NMC811\n  parts: {NMC811: 2.5, LiTFSI: 2.0, Irgacure: 0.5}\n  complete: no\n  at: section 4"


def whole(binder: str = "PVDF: 2.0, NMP: 60") -> str:
    parts = f"{{NMC811: 96.0, carbon black: 2.0, {binder}}}"
    return f"active: NMC811\nslurry:\n  active: NMC811\n  parts: {parts}\n  leaves: [NMP]\n  at: methods"


def test_huang2021_slurry_holds_less_than_the_stated_share() -> None:
    found = one(paper(sample("active_volume_share: 62 +- 5 %", head=HUANG)), VOLUME)
    assert found.severity.value == "H"
    assert "NMC811 2.5 : LiTFSI 2.0 : Irgacure 0.5" in found.words
    limit = found.sides[1].interval
    assert limit is not None
    assert limit.low == pytest.approx(0.185, abs=0.005)
    assert limit.high == pytest.approx(0.33, abs=0.01)
    assert found.margin == pytest.approx(57 / 32.8, rel=0.01)


def test_a_share_below_that_of_the_slurry_is_silent_and_so_is_a_sample_without_one() -> None:
    assert findings(paper(sample("active_volume_share: 22 %", head=HUANG)), VOLUME) == []
    assert findings(paper(sample("active_volume_share: 62 %")), VOLUME) == []
    assert findings(paper(sample("active_volume_share: 60 %", head=whole())), VOLUME) == []


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("active_mass_share: 80.0 wt%", "80.0 wt% stated"),
        ("binder_mass_share: 5.0 wt%", "5.0 wt% stated"),
        ("carbon_mass_share: 4.0 wt%", "4.0 wt% stated"),
    ],
)
def test_shares_by_mass_that_differ_from_the_slurry_are_told(claim: str, words: str) -> None:
    found = one(paper(sample(claim, head=whole())), MASS)
    assert found.severity.value == "H"
    assert words in found.words


def test_shares_by_mass_of_the_slurry_are_silent_and_a_slurry_with_more_in_it_says_nothing_of_them() -> None:
    shares = ("active_mass_share: 96.0 wt%", "carbon_mass_share: 2.0 wt%", "binder_mass_share: 2.0 wt%")
    assert findings(paper(sample(*shares, head=whole())), MASS) == []
    assert findings(paper(sample("active_mass_share: 80.0 wt%", head=HUANG)), MASS) == []
