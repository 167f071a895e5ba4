"""What a rule looks at: one sample with all that follows from its claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stratode.evidence.claims.claim import Conditions, Paper, Sample
from stratode.evidence.engine.derive import Knowledge
from stratode.evidence.engine.node import Assumption, Node, of_assumption


@dataclass(frozen=True)
class Case:
    """One sample.

    Args:
        paper: it belongs to.
        sample: itself.
        known: what follows from its claims.
        stand_ins: assumptions by quantity that rules may use where nothing is claimed; those of its active material are among them.
        others: of all samples of the paper, by name, what follows from their claims.
    """

    paper: Paper
    sample: Sample
    known: Knowledge
    stand_ins: Mapping[str, Assumption]
    others: Mapping[str, Knowledge]

    def best(self, measure: str, **conditions: float) -> Node | None:
        """The best value of a quantity under conditions: claimed, else derived, else assumed; None where there is none."""
        found = self.known.at(measure, frozenset(conditions.items()))
        return found[0] if found else self.assumed(measure)

    def assumed(self, measure: str) -> Node | None:
        """The assumed range of a quantity; None where none is kept."""
        assumption = self.stand_ins.get(measure)
        return None if assumption is None else of_assumption(assumption)

    def all_of(self, measure: str) -> list[tuple[Conditions, Node]]:
        """(conditions, best value) of a quantity wherever it is known."""
        return [(conditions, values[0]) for conditions, values in self.known.of(measure) if values and not values[0].assumption]
