"""What an audit tells: numbers that cannot hold together, under which assumptions, and what would make them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stratode.evidence.claims.measures import Measure
from stratode.evidence.engine.node import Assumption
from stratode.evidence.interval import Interval


class Severity(Enum):
    """How much a finding weighs."""

    HIGH = "H"  # a contradiction, or not possible, on the numbers that are stated
    MEDIUM = "M"  # an input is missing, or another reading would settle it
    LOW = "L"  # within what a misprint or another rounding explains

    @property
    def meaning(self) -> str:
        """In words."""
        return _MEANINGS[self]


_MEANINGS = {
    Severity.HIGH: "cannot hold together on the stated numbers",
    Severity.MEDIUM: "holds only with a further input or another reading",
    Severity.LOW: "differs by what a misprint or rounding explains",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the numbers that are set against each other.

    Args:
        words: what it is, "areal capacity from loading and specific capacity".
        value: as a lab writes it, "10.6 to 10.8 mAh/cm2".
        interval: SI; None where it is no number.
        unit: SI unit of `interval`.
        claims: what it rests on, each with its place.
        assumptions: that it rests on.
        measure: what `interval` is of; None where it is no quantity of a claims file.
    """

    words: str
    value: str
    interval: Interval | None
    unit: str
    claims: tuple[str, ...]
    assumptions: tuple[Assumption, ...] = ()
    measure: Measure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that does not hold together.

    Args:
        rule: name of the rule.
        family: of the rule.
        severity: how much it weighs.
        sample: whose numbers.
        title: one line.
        words: what cannot hold together, neutrally, with the numbers; sentences.
        sides: the two or more numbers.
        margin: ratio by which they are apart after digits, uncertainties and assumed ranges have been used up; None where there is none.
        formula: that connects them.
        source: of the formula.
        sensitive_to: the assumption or input that moves the margin most; "" where there is none.
        readings: what would make it consistent, the nearest first.
        probability: that stated uncertainties alone make so large a difference; None where that was not computed.
        keys: claims that it rests on, by their key.
        routes: further routes on which the same claims disagree.
    """

    rule: str
    family: str
    severity: Severity
    sample: str
    title: str
    words: str
    sides: tuple[Side, ...]
    margin: float | None
    formula: str
    source: str
    sensitive_to: str = ""
    readings: tuple[str, ...] = ()
    probability: float | None = None
    keys: frozenset[str] = frozenset()
    routes: int = 0

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """All that it rests on, each once."""
        return tuple({a.name: a for side in self.sides for a in side.assumptions}.values())
