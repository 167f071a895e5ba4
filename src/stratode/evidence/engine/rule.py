"""The kinds of rules beside equations: a bound, a quantity that can be read in several ways, and a check of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import final

from stratode.evidence.engine.case import Case
from stratode.evidence.engine.conflicts import severity_of
from stratode.evidence.engine.derive import bindings
from stratode.evidence.engine.judge import Comparison, apart, side_of
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation, Slot
from stratode.evidence.finding import Finding, Severity

Looked = Finding | Comparison  # what is wrong, or a comparison that was made and holds


class Rule(ABC):
    """Something that numbers of one sample must fulfil.

    Attributes:
        name: short.
        family: of rules that it belongs to.
        quantities: that it looks at.
        text: the relation in words.
        source: of the relation.
    """

    name: str
    family: str
    text: str
    source: str

    @property
    @abstractmethod
    def quantities(self) -> tuple[str, ...]:
        """Names of what it looks at."""

    @abstractmethod
    def look(self, case: Case) -> Iterator[Looked]:
        """What it finds in a sample, and the comparisons that it made."""


@final
@dataclass(frozen=True)
class Bound(Rule):
    """claimed <= limit(inputs), or >=.

    Args:
        name, family, text, source: as of :class:`Rule`.
        claimed: what is bounded.
        sense: "<=" or ">=".
        limit: gives the bound; its target has the quantity of `claimed` and the name "limit".
        consequence: what it means when it is broken; a sentence.
        severity: then.
        when: further condition on the sample; None: always.
        applies: further condition on the values and what they hold at; None: always.
        widest: whether of several misses, at several rates, the widest alone is told.
    """

    name: str
    family: str
    claimed: Slot
    sense: str
    limit: Relation
    consequence: str
    severity: Severity = Severity.HIGH
    when: Callable[[Case], bool] | None = None
    applies: Callable[[Case, Mapping[str, Node], Mapping[str, float]], bool] | None = None
    widest: bool = False

    @property
    def text(self) -> str:  # type: ignore[override]
        """The bound."""
        return f"{self.claimed.quantity.noun} {self.sense} {self.limit.text}"

    @property
    def source(self) -> str:  # type: ignore[override]
        """Of the bound."""
        return self.limit.source

    @property
    def quantities(self) -> tuple[str, ...]:
        """Names of what it looks at."""
        return tuple(dict.fromkeys((self.claimed.measure, *(slot.measure for slot in self.limit.inputs))))

    def look(self, case: Case) -> Iterator[Looked]:
        """One comparison for each set of conditions."""
        if self.when is not None and not self.when(case):
            return
        missed: list[Comparison] = []
        for inputs, _ in first_of_each(self, case):
            claimed = inputs.pop("claimed")
            interval = self.limit.bounds("limit", {key: node.interval for key, node in inputs.items()})
            if interval is None:
                continue
            limit = Node(claimed.measure, claimed.conditions, interval, relation=self.limit, solved="limit", inputs=tuple(inputs.items()))
            pair = Comparison(claimed, limit, self.sense)
            yield pair
            if pair.gap > 0.0:
                missed.append(pair)
        missed.sort(key=lambda pair: -pair.gap)
        yield from (broken(self, case, pair) for pair in (missed[:1] if self.widest else missed))


def first_of_each(bound: Bound, case: Case) -> Iterator[tuple[dict[str, Node], dict[str, float]]]:
    """The best values for a bound under each set of conditions, assumptions standing in for what is not known."""
    slots = (replace(bound.claimed, name="claimed"), *bound.limit.inputs)
    known = case.known.assuming(case.stand_ins[slot.measure] for slot in slots[1:] if slot.measure in case.stand_ins)
    seen: set[frozenset[tuple[str, float]]] = set()
    for inputs, context in bindings(slots, known, most=1):
        where = frozenset(context.items())
        if bound.applies is not None and not bound.applies(case, inputs, context):
            continue
        if where not in seen and not inputs["claimed"].assumption:
            seen.add(where)
            yield inputs, context


def broken(rule: Bound, case: Case, pair: Comparison) -> Finding:
    """What a broken bound tells."""
    left, right = side_of(pair.left), side_of(pair.right)
    at_most = "at most" if rule.sense == "<=" else "at least"
    words = (
        f"{left.words[0].upper()}{left.words[1:]} is {left.value}; it can be {at_most} {right.value}, {right.words}. "
        f"It misses the bound by {apart(pair)}, all digits, uncertainties and assumed ranges used up. {rule.consequence}"
    )
    return Finding(
        rule=rule.name,
        family=rule.family,
        severity=rule.severity,
        sample=case.sample.name,
        title=f"{pair.left.measure.noun}: {left.value}, {at_most} {right.value} possible",
        words=words,
        sides=(left, right),
        margin=pair.margin,
        formula=rule.text,
        source=rule.source,
        sensitive_to=pair.most_sensitive(),
        readings=_allowed(pair, f"{at_most} {right.value}") + pair.readings(),
        probability=pair.probability(),
        keys=pair.left.support | pair.right.support,
    )


def _allowed(pair: Comparison, limit: str) -> tuple[str, ...]:
    """The limit as a reading, where what is bounded was not stated itself and so stands in no other."""
    return () if pair.left.claim else (f"{pair.left.measure.noun} {limit}",)


@final
@dataclass(frozen=True)
class Readings(Rule):
    """A stated quantity that can be meant in several ways: which of them fits.

    Args:
        name, family, text, source: as of :class:`Rule`.
        ways: (what is meant, relation that gives it), each relation with the same target quantity.
        bases: what a claim's stated basis calls each way; "" where it has no name.
        once: whether one claim that only some ways fit stands for all of the sample.
        applies: condition on what the inputs hold at, where the claim itself holds at none; None: always.
    """

    name: str
    family: str
    text: str
    source: str
    ways: tuple[tuple[str, Relation], ...]
    bases: tuple[str, ...] = ()
    once: bool = False
    applies: Callable[[Mapping[str, float]], bool] | None = None

    @property
    def quantities(self) -> tuple[str, ...]:
        """Names of what it looks at."""
        return tuple(dict.fromkeys(slot.measure for _, way in self.ways for slot in way.slots))

    def look(self, case: Case) -> Iterator[Looked]:
        """One finding for each claim that only some ways fit, or none."""
        target = self.ways[0][1].target.measure
        for conditions, values in case.known.of(target):
            for claimed in [node for node in values if node.claim]:
                pairs = [(meant, pair) for meant, way in self.ways if (pair := _read(self, way, claimed, conditions, case)) is not None]
                for looked in self._judged(case, claimed, pairs) if pairs else ():
                    yield looked
                    if self.once and isinstance(looked, Finding):
                        return

    def _judged(self, case: Case, claimed: Node, pairs: list[tuple[str, Comparison]]) -> Iterator[Looked]:
        stated = claimed.claim.basis if claimed.claim else ""
        fits = [meant for meant, pair in pairs if pair.gap == 0.0]
        named = dict(zip(self.bases, (meant for meant, _ in self.ways), strict=False))
        nearest = min((pair for _, pair in pairs), key=lambda pair: pair.gap)
        if stated and self.bases and named.get(stated) not in [meant for meant, _ in pairs]:
            return  # what it is stated to mean cannot be computed
        yield nearest
        if len(fits) == len(pairs) or (stated and named.get(stated) in fits):
            return
        severity = Severity.MEDIUM if fits else severity_of(nearest)
        yield self._told(case, claimed, pairs, fits, stated, severity, nearest)

    def _told(
        self,
        case: Case,
        claimed: Node,
        pairs: list[tuple[str, Comparison]],
        fits: list[str],
        stated: str,
        severity: Severity,
        nearest: Comparison,
    ) -> Finding:
        side = side_of(claimed)
        told = "; ".join(f"{meant}: {side_of(pair.right).value}" for meant, pair in pairs)
        verdict = f"Only this reading fits: {', '.join(fits)}." if fits else "None of these readings fits."
        meant = f" It is stated on this basis: {stated}." if stated else " The basis is not stated." if len(self.ways) > 1 else ""
        return Finding(
            rule=self.name,
            family=self.family,
            severity=severity,
            sample=case.sample.name,
            title=f"{claimed.measure.noun} {side.value}: " + (f"fits {', '.join(fits)} only" if fits else "fits no reading"),
            words=f"The {claimed.measure.noun} is stated as {side.value}.{meant} By definition {told}. {verdict}",
            sides=(side, *(replace(side_of(pair.right), words=meant) for meant, pair in pairs)),
            margin=nearest.margin if not fits else None,
            formula=self.text,
            source=self.source,
            sensitive_to=nearest.most_sensitive(),
            readings=tuple(f"meant as: {meant}" for meant in fits) or nearest.readings(),
            probability=None if fits else nearest.probability(),
            keys=frozenset().union(*(pair.left.support | pair.right.support for _, pair in pairs)),
        )


def _read(rule: Readings, way: Relation, claimed: Node, conditions: frozenset[tuple[str, float]], case: Case) -> Comparison | None:
    """The claim beside one reading of it, the nearest where it can hold at several conditions; None where it cannot be computed."""
    made: dict[frozenset[tuple[str, float]], Comparison] = {}
    for inputs, context in bindings(way.inputs, case.known, dict(conditions)):
        where = frozenset(context.items())
        if where in made or (rule.applies is not None and not rule.applies(context)):
            continue
        if claimed.support & frozenset().union(*(node.support for node in inputs.values())):
            continue
        interval = way.bounds(way.target.key, {key: node.interval for key, node in inputs.items()})
        if interval is None:
            continue
        made[where] = Comparison(
            claimed, Node(claimed.measure, conditions, interval, relation=way, solved=way.target.key, inputs=tuple(inputs.items()))
        )
    return min(made.values(), key=lambda pair: pair.gap, default=None)


@final
@dataclass(frozen=True)
class Check(Rule):
    """A rule with a judgement of its own.

    Args:
        name, family, text, source: as of :class:`Rule`.
        asks: names of what it looks at.
        judge: what it finds in a sample.
    """

    name: str
    family: str
    text: str
    source: str
    asks: tuple[str, ...]
    judge: Callable[[Case, Check], Iterator[Looked]]

    @property
    def quantities(self) -> tuple[str, ...]:
        """Names of what it looks at."""
        return self.asks

    def look(self, case: Case) -> Iterator[Looked]:
        """What it finds."""
        return self.judge(case, self)
