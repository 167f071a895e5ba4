"""Everything that the claims of a sample give, along every route.

Values spread from the claims through the relations until nothing new comes. Each value keeps the claims it rests on; of two values of one
quantity that rest on the same claims the shorter stays, and a value that rests on more claims than another adds nothing (de Kleer 1986,
Artificial Intelligence 28, 127: assumption-based truth maintenance).
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy

from stratode.evidence.claims.claim import Claim, Conditions, Sample
from stratode.evidence.claims.measures import CYCLE, MEASURES, RATE, REFERENCE_CYCLE, REFERENCE_RATE, Measure
from stratode.evidence.claims.value import Value
from stratode.evidence.engine.node import Assumption, Node, of_assumption, of_claim
from stratode.evidence.engine.relation import Relation, Slot
from stratode.evidence.interval import Interval

Key = tuple[str, Conditions]
DEEPEST = 4  # relations in a row
MOST = 6  # values of one quantity that others are derived from
OFF = 2  # quantities of a relation that take another than their best value at once
KEPT = 12  # values of one quantity under the same conditions; claims rank first
WIDEST = 3.0  # ratio of the ends beyond which a derived value says nothing
WIDEST_FRACTION = 0.5  # difference of the ends, of a fraction
EARLY = {CYCLE: 1.0}  # what a condition is where nothing binds it
KEPT_BETWEEN = {"rate_retention": (RATE, REFERENCE_RATE), "cycle_retention": (CYCLE, REFERENCE_CYCLE)}


class Knowledge:
    """All values of one sample by quantity and conditions, the best first (:attr:`Node.rank`)."""

    def __init__(self, sample: Sample, assumptions: Mapping[str, Assumption]) -> None:
        """Begins with the claims; an assumption stands in where a quantity has no claim at all."""
        self.values: dict[str, dict[Conditions, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for claim in (*sample.claims, *_rates(sample)):
            self._place(of_claim(claim))
        claimed = {claim.measure.name for claim in sample.claims}
        for name, assumption in assumptions.items():
            if name not in claimed:
                self._place(of_assumption(assumption))

    def at(self, measure: str, conditions: Conditions = frozenset()) -> list[Node]:
        """Values of a quantity under conditions."""
        return list(self.values.get(measure, {}).get(conditions, ()))

    def of(self, measure: str) -> Iterator[tuple[Conditions, list[Node]]]:
        """(conditions, values) of a quantity."""
        for conditions, values in list(self.values.get(measure, {}).items()):
            if values:
                yield conditions, list(values)

    def all(self) -> Iterator[list[Node]]:
        """The values of each quantity under each conditions."""
        for by_conditions in list(self.values.values()):
            yield from (list(values) for values in by_conditions.values())

    def assuming(self, assumptions: Iterable[Assumption]) -> Knowledge:
        """The same with assumptions in the place of quantities of which nothing is known."""
        other = copy(self)
        stood_in: dict[str, dict[Conditions, list[Node]]] = {
            one.measure.name: {frozenset(): [of_assumption(one)]} for one in assumptions if not any(self.of(one.measure.name))
        }
        other.values = self.values | stood_in
        return other

    def holds(self, measure: str, conditions: Conditions, rests_on: frozenset[str]) -> bool:
        """Whether a value of a quantity is at hand that rests on no more than this."""
        return any(old.rests_on <= rests_on for old in self.values.get(measure, {}).get(conditions, ()))

    def add(self, node: Node) -> bool:
        """Keep a value unless it adds nothing or many better ones are there; whether it was kept."""
        if self.holds(node.measure.name, node.conditions, node.rests_on):
            return False
        values = self.values[node.measure.name][node.conditions]
        if len(values) >= KEPT and node.rank >= values[-1].rank:
            return False
        values[:] = [old for old in values if old.claim or not node.rests_on < old.rests_on]
        self._place(node)
        del values[KEPT:]
        return True

    def _place(self, node: Node) -> None:
        insort(self.values[node.measure.name][node.conditions], node, key=lambda one: one.rank)


def _rates(sample: Sample) -> Iterator[Claim]:
    """The rates that values are stated at, as claims of their own, where none names them."""
    taken = {claim.conditions for claim in sample.claims if claim.measure.name == "c_rate"}
    for claim in sample.claims:
        rate = dict(claim.conditions).get(RATE)
        where = frozenset({(RATE, rate)}) if rate else frozenset()
        if rate and where not in taken:
            taken.add(where)
            value = Value(f"{rate:g} C", rate, Interval(rate, rate))
            yield Claim(f"{claim.key}.rate", sample.name, MEASURES["c_rate"], value, where, "", claim.place)


def derive(sample: Sample, relations: Sequence[Relation], assumptions: Mapping[str, Assumption]) -> Knowledge:
    """All that follows from the claims of a sample.

    Args:
        sample: with its claims.
        relations: that are used, in every direction.
        assumptions: by quantity, for those without a claim.
    """
    known = Knowledge(sample, assumptions)
    claimed = {claim.measure.name for claim in sample.claims}
    holding = [relation for relation in relations if relation.when is None or relation.when(sample)]
    used = [relation for relation in holding if claimed.isdisjoint(relation.unless)]
    worth = _worth_deriving(known)
    fresh: set[Key] = {(node.measure.name, node.conditions) for values in known.all() for node in values}
    for _ in range(DEEPEST):
        if not fresh:
            break
        news: set[Key] = set()
        for relation in used:
            for wanted in relation.solvable:
                for node in _solutions(relation, wanted, known, fresh, worth):
                    if known.add(node):
                        news.add((node.measure.name, node.conditions))
        fresh = news
    return known


def _worth_deriving(known: Knowledge) -> Callable[[Mapping[str, float]], bool]:
    """Whether what is kept between two rates, or two cycles, is worth deriving: where it is claimed, or from the lowest rate or cycle.

    Between all of many rates it would say the same again, at a cost that grows with their square.
    """
    claimed = {name: {_pair(dict(where), *keys) for where, _ in known.of(name)} for name, keys in KEPT_BETWEEN.items()}
    slowest = min((dict(where).get(RATE, -1.0) for where, _ in (*known.of("specific_capacity"), *known.of("areal_capacity"))), default=-1.0)
    first = {REFERENCE_RATE: slowest, REFERENCE_CYCLE: EARLY[CYCLE]}

    def worth(context: Mapping[str, float]) -> bool:
        return all(
            key not in context
            or context.get(reference, first[reference]) == first[reference]
            or _pair(context, key, reference) in claimed[name]
            for name, (key, reference) in KEPT_BETWEEN.items()
        )

    return worth


def _pair(context: Mapping[str, float], key: str, reference: str) -> tuple[float, float]:
    return context.get(key, -1.0), context.get(reference, -1.0)


def _solutions(
    relation: Relation, wanted: Slot, known: Knowledge, fresh: set[Key], worth: Callable[[Mapping[str, float]], bool]
) -> Iterator[Node]:
    """Values of `wanted` from the values at hand, at least one of them new."""
    others = tuple(slot for slot in relation.slots if slot.key != wanted.key)
    for inputs, context in list(bindings(others, known, off=OFF, worth=worth)):
        if not any((node.measure.name, node.conditions) in fresh for node in inputs.values()):
            continue
        conditions = _conditions_of(wanted, context)
        if conditions is None or known.holds(wanted.measure, conditions, frozenset().union(*(node.rests_on for node in inputs.values()))):
            continue
        node = solved(relation, wanted, inputs, conditions)
        if node is not None:
            yield node


def solved(relation: Relation, wanted: Slot, inputs: Mapping[str, Node], conditions: Conditions) -> Node | None:
    """The value of `wanted`; None where it would rest on itself, lie too deep, or be too wide to say anything."""
    if any(node.depth >= DEEPEST for node in inputs.values()) or _with_itself(inputs):
        return None
    interval = relation.bounds(wanted.key, {key: node.interval for key, node in inputs.items()})
    if interval is None:
        return None
    if _says_nothing(interval, wanted.quantity):
        return None
    return Node(wanted.quantity, conditions, interval, relation=relation, solved=wanted.key, inputs=tuple(inputs.items()))


def _says_nothing(interval: Interval, measure: Measure) -> bool:
    """Whether a derived value is too wide to be worth keeping: fractions by difference, all others by ratio."""
    if measure.kind.si == "%":
        return interval.high - interval.low > WIDEST_FRACTION
    return interval.low > 0.0 and interval.high > WIDEST * interval.low


def _with_itself(inputs: Mapping[str, Node]) -> bool:
    """Whether a quantity is set against itself under the same conditions, as in the capacity kept at the reference rate."""
    places = [(node.measure.name, node.conditions) for node in inputs.values()]
    return len(set(places)) < len(places)


def bindings(
    slots: Sequence[Slot],
    known: Knowledge,
    context: Mapping[str, float] | None = None,
    most: int = MOST,
    off: int | None = None,
    worth: Callable[[Mapping[str, float]], bool] | None = None,
) -> Iterator[tuple[dict[str, Node], dict[str, float]]]:
    """Every choice of values for the slots whose conditions agree, with those conditions.

    Args:
        slots: to be filled.
        known: values at hand.
        context: conditions that are fixed already.
        most: best values of a quantity that are tried.
        off: slots that may take another than their best value; None: all.
        worth: condition on the conditions; None: always.
    """
    now = dict(context or {})
    if not slots:
        yield {}, now
        return
    first, rest = slots[0], slots[1:]
    for conditions, values in known.of(first.measure):
        joined = dict(now) if values[0].assumption else _joined(now, conditions, first)  # an assumption holds at all conditions
        if joined is None or (worth is not None and not worth(joined)):
            continue
        fitting = [node for node in values if not first.basis or node.basis in ("", first.basis)]
        for node in fitting[: 1 if off == 0 else most]:
            left = off if off is None or node is fitting[0] else off - 1
            for chosen, whole in bindings(rest, known, joined, most, left, worth):
                yield {first.key: node, **chosen}, whole


def _joined(context: Mapping[str, float], conditions: Conditions, slot: Slot) -> dict[str, float] | None:
    """The context with a value's conditions; None where they contradict it."""
    joined = dict(context)
    stated = {slot.renamed.get(key, key): value for key, value in conditions}
    for depends in slot.quantity.depends_on:
        name = slot.renamed.get(depends, depends)
        value = stated.get(name, -1.0)  # not stated: agrees with what is not stated elsewhere
        if joined.setdefault(name, value) != value:
            return None
    return joined


def _conditions_of(slot: Slot, context: Mapping[str, float]) -> Conditions | None:
    """The conditions of a derived value; None where the relation leaves one open that matters."""
    found = {}
    for depends in slot.quantity.depends_on:
        value = context.get(slot.renamed.get(depends, depends), EARLY.get(depends))
        if value is None:
            return None
        if value != -1.0:
            found[depends] = value
    return frozenset(found.items())


def leaves_of(nodes: Iterable[Node]) -> dict[str, Node]:
    """Claims and assumptions of several values, each once, by their key."""
    return {leaf.leaf_key: leaf for node in nodes for leaf in node.leaves}
