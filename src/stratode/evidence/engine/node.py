"""A number and where it comes from: a claim, an assumption, or a relation between other numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from stratode.evidence.claims.claim import Claim, Conditions
from stratode.evidence.claims.measures import CYCLE, RATE, Measure
from stratode.evidence.interval import Interval

if TYPE_CHECKING:
    from stratode.evidence.engine.relation import Relation

Draws = Mapping[str, np.ndarray]  # leaf -> values; a leaf that is absent takes its middle


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that no claim states, as a range that holds it.

    Args:
        name: "density of NMC811".
        measure: of what.
        interval: SI.
        source: why this range.
    """

    name: str
    measure: Measure
    interval: Interval
    source: str

    def __str__(self) -> str:
        """Name and range."""
        low, high = self.measure.text(self.interval.low), self.measure.text(self.interval.high)
        return f"{self.name} {low}" if low == high else f"{self.name} {low} to {high}"


@dataclass(frozen=True, eq=False)
class Node:
    """One value of one quantity of a sample. Exactly one of `claim`, `assumption` and `relation` tells where it comes from.

    Args:
        measure: of what.
        conditions: it holds at.
        interval: all that it can be, SI.
        claim: that states it.
        assumption: that stands for it.
        relation: that gives it.
        solved: which quantity of the relation it is.
        inputs: the relation's other quantities.
    """

    measure: Measure
    conditions: Conditions
    interval: Interval
    claim: Claim | None = None
    assumption: Assumption | None = None
    relation: Relation | None = None
    solved: str = ""
    inputs: tuple[tuple[str, Node], ...] = ()

    @property
    def rate(self) -> float | None:
        """C-rate it holds at, 1/h; None where it holds at none in particular."""
        return next((value for name, value in self.conditions if name == RATE), None)

    @property
    def cycle(self) -> float:
        """Number of the cycle, the first where none is stated."""
        return next((value for name, value in self.conditions if name == CYCLE), 1.0)

    @cached_property
    def support(self) -> frozenset[str]:
        """Keys of the claims it rests on."""
        own = frozenset({self.claim.key}) if self.claim else frozenset()
        return own.union(*(node.support for _, node in self.inputs))

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """Claims and assumptions it rests on, each once."""
        if not self.inputs:
            return (self,)
        return tuple({leaf.leaf_key: leaf for _, node in self.inputs for leaf in node.leaves}.values())

    @property
    def leaf_key(self) -> str:
        """Name under which draws hold it."""
        return self.claim.key if self.claim else self.assumption.name if self.assumption else ""

    @cached_property
    def rank(self) -> tuple[bool, int, int, float]:
        """What comes first of a quantity: claims, then what rests on fewer assumptions, then the shorter, then the narrower."""
        width = (self.interval.high - self.interval.low) / max(abs(self.interval.middle), 1e-300)
        return (self.claim is None, len(self.assumptions), self.depth, width)

    @cached_property
    def basis(self) -> str:
        """What it is counted on; "" where that is open."""
        if self.claim:
            return self.claim.basis
        return next((slot.basis for slot in self.relation.slots if slot.key == self.solved), "") if self.relation else ""

    @cached_property
    def depth(self) -> int:
        """Relations between it and the claims."""
        return 1 + max(node.depth for _, node in self.inputs) if self.inputs else 0

    @cached_property
    def rests_on(self) -> frozenset[str]:
        """Keys of its claims and names of its assumptions."""
        return frozenset(leaf.leaf_key for leaf in self.leaves)

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """That it rests on."""
        return tuple(leaf.assumption for leaf in self.leaves if leaf.assumption)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """That it rests on."""
        return tuple(leaf.claim for leaf in self.leaves if leaf.claim)

    def values(self, draws: Draws) -> np.ndarray:
        """Its values where its leaves take those of `draws`."""
        if self.relation is not None:
            return self.relation.solve(self.solved, {name: node.values(draws) for name, node in self.inputs})
        if self.leaf_key in draws:
            return draws[self.leaf_key]
        return np.array(self.claim.value.middle if self.claim else self.interval.middle)

    def draw(self, random: np.random.Generator, count: int) -> np.ndarray:
        """(count,) values of a leaf."""
        if self.claim:
            return self.claim.value.draw(random, count)
        return random.uniform(self.interval.low, self.interval.high, count)


def of_claim(claim: Claim) -> Node:
    """The node of a claim."""
    return Node(claim.measure, claim.conditions, claim.value.interval, claim=claim)


def of_assumption(assumption: Assumption, conditions: Conditions = frozenset()) -> Node:
    """The node of an assumption."""
    return Node(assumption.measure, conditions, assumption.interval, assumption=assumption)
