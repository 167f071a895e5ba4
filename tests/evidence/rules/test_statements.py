"""Sentences that compare two samples."""

from __future__ import annotations

from tests.evidence.rules.stated import findings, one, paper, sample

LARGER, CAUSE = "larger as said", "one cause at a time"


def efficiencies(first: str, second: str) -> str:
    a = sample(f"first_cycle_efficiency: {first} %, rate: 1 C", name="LLZO")
    b = sample(f"first_cycle_efficiency: {second} %, rate: 1 C", name="bare")
    return paper(a, b, statements=("larger: LLZO, than: bare, in: first_cycle_efficiency, rate: 1 C, at: section 2",))


def test_a_number_below_the_one_it_is_said_to_exceed_is_a_contradiction() -> None:
    """gao2025."""
    found = one(efficiencies("96.02", "99.53"), LARGER)
    assert found.severity.value == "H"
    assert "96.02 % against 99.53 %" in found.title
    assert found.margin is not None
    assert 1.03 < found.margin < 1.04


def test_an_order_that_holds_is_silent() -> None:
    assert findings(efficiencies("92.25", "90.47"), LARGER) == []


def peeled(second: str) -> str:
    a, b = (sample(f"property: peel strength, value: {value} N/m", name=name) for name, value in (("ISP50", "59"), ("PVDF", second)))
    return paper(a, b, statements=("larger: ISP50, than: PVDF, in: peel strength, by: 5",))


def test_a_factor_that_is_reached_is_silent_and_one_that_is_not_is_told() -> None:
    """han2025: 59/11 is more than five."""
    assert findings(peeled("11"), LARGER) == []
    found = one(peeled("19"), LARGER)
    assert found.severity.value == "H"
    assert "by a factor of 5" in found.words


def diffusivities(electrolyte: str) -> str:
    def one_of(name: str, structure: str, salt: str, value: str) -> str:
        head = f"traits: {{structure: {structure}, electrolyte: {salt}}}"
        return sample(f"effective_diffusivity: {value} cm2/s", name=name, head=head)

    return paper(
        one_of("DFP+IP", "directional", "IP", "1.4e-7"),
        one_of("IFP+IP", "isotropic", "IP", "8.9e-8"),
        one_of("DFP+P", "isotropic", electrolyte, "4.4e-9"),
        statements=("larger: DFP+IP, than: DFP+P, in: effective_diffusivity, because: structure, at: abstract",),
    )


def test_a_cause_beside_which_another_trait_differs_is_told_with_the_pair_that_differs_in_it_alone() -> None:
    """huang2021: 4.4e-9 to 1.4e-7 by structure, but of another electrolyte; the structure alone makes 1.57 times."""
    found = one(diffusivities("P"), CAUSE)
    assert found.severity.value == "H"
    assert "differ in electrolyte too" in found.words
    assert "31.8 times" in found.words
    assert "1.57 times" in found.words


def test_a_cause_that_is_the_only_difference_is_silent() -> None:
    assert findings(diffusivities("IP"), CAUSE) == []
