"""One claim, one sample with its claims, one paper with its samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stratode.evidence.claims.measures import Measure
from stratode.evidence.claims.value import Value

Conditions = frozenset[tuple[str, float]]  # (rate, 1/h), (cycle, number), (temperature, K)


@dataclass(frozen=True, slots=True)
class Claim:
    """One stated number.

    Args:
        key: where it stands in the file, "DFP+IP.3"; samples that are alike share it.
        sample: whose it is here.
        measure: of what.
        value: what it can stand for.
        conditions: that belong to it, those it depends on; a rate that was not stated is absent, a cycle is then the first.
        basis: what it is counted on; "" where not stated.
        place: where in the paper.
        note: of the person who entered it.
    """

    key: str
    sample: str
    measure: Measure
    value: Value
    conditions: Conditions
    basis: str
    place: str
    note: str = ""

    def __str__(self) -> str:
        """Noun, value, place."""
        return f"{self.measure.noun} {self.value.text}" + (f" ({self.place})" if self.place else "")


@dataclass(frozen=True, slots=True)
class Component:
    """What a slurry holds of one thing.

    Args:
        name: "LiTFSI".
        parts: by mass.
        leaves: whether it leaves on drying.
    """

    name: str
    parts: Value
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Slurry:
    """A recipe of a slurry by mass.

    Args:
        active: name of the active material among the components.
        components: all that were stated.
        complete: whether nothing else goes in.
        place: where in the paper.
    """

    active: str
    components: tuple[Component, ...]
    complete: bool
    place: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One cell, electrode or material of a paper.

    Args:
        name: "DFP+IP".
        claims: its own, those of all samples, and those it shares with another.
        traits: what sets it apart, "structure": "directional"; the active material is one of them.
        slurry: how it was made; None where not stated.
    """

    name: str
    claims: tuple[Claim, ...]
    traits: Mapping[str, str] = field(default_factory=dict)
    slurry: Slurry | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that sets two numbers beside each other.

    Args:
        key: unique within the paper.
        kind: "larger" (first exceeds second), "factor" (by at least so much), "because" (a trait is named as the cause),
            "isotropic twin" (the second is the first without its direction), "same electrode" (they differ in loading alone).
        first: sample.
        second: sample.
        measure: what is compared; None where samples as a whole are.
        conditions: of the numbers.
        factor: least ratio that is stated; None where there is none.
        trait: named as the cause; "" where there is none.
        place: where in the paper.
    """

    key: str
    kind: str
    first: str
    second: str
    measure: Measure | None
    conditions: Conditions
    factor: Value | None
    trait: str
    place: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What is audited.

    Args:
        name: short, "huang2021".
        title, doi: of the paper; "" where none.
        samples: at least one.
        statements: sentences that compare.
        source: the file.
    """

    name: str
    title: str
    doi: str
    samples: tuple[Sample, ...]
    statements: tuple[Statement, ...]
    source: str = ""

    def sample(self, name: str) -> Sample:
        """The sample called `name`.

        Raises:
            KeyError: there is none.
        """
        return next(sample for sample in self.samples if sample.name == name)
