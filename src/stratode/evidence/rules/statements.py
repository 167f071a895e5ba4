"""Sentences that compare two samples, set against the numbers of both."""

from __future__ import annotations

from collections.abc import Iterator

from stratode.evidence.claims.claim import Conditions, Sample, Statement
from stratode.evidence.claims.measures import Measure
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation, Slot
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing, found
from stratode.evidence.finding import Finding, Severity
from stratode.evidence.interval import Interval

FAMILY = "statements"


def _of(case: Case, kinds: tuple[str, ...]) -> Iterator[Statement]:
    """Statements of which the sample is the first."""
    return (one for one in case.paper.statements if one.kind in kinds and one.first == case.sample.name)


def _number(case: Case, sample: str, measure: Measure, conditions: Conditions) -> Node | None:
    values = case.others[sample].at(measure.name, conditions)
    return next((node for node in values if not node.assumption), None)


def _larger(case: Case, rule: Check) -> Iterator[Looked]:
    """The first number must exceed the second, by the stated factor where there is one."""
    for one in _of(case, ("larger", "because")):
        if one.measure is None:
            continue
        first, second = (_number(case, name, one.measure, one.conditions) for name in (one.first, one.second))
        if first is None or second is None:
            continue
        factor = one.factor.interval.low if one.factor else 1.0
        pair = Comparison(first, second if factor == 1.0 else _times(second, factor), ">=")
        if pair.gap == 0.0:
            yield pair
            continue
        by = f" by a factor of {one.factor.text}" if one.factor else ""
        numbers = f"{shown(first.interval, first)} against {shown(second.interval, second)}"
        title = f"{one.measure.noun} of {one.first} above that of {one.second}{by}: the numbers are {numbers}"
        place = f" ({one.place})" if one.place else ""
        words = (
            f"A sentence{place} sets the {one.measure.noun} of {one.first} above that of {one.second}{by}; the numbers are {numbers}. "
            "Either the order of the samples or one of the numbers is another than written."
        )
        yield differing(rule, case, pair, title, words, Severity.HIGH)


def _times(node: Node, factor: float) -> Node:
    """A value times the stated factor."""
    name = node.measure.name
    way = Relation(
        "stated factor", FAMILY, Slot(name, "limit"), (Slot(name),), lambda **given: factor * given[name], "factor x number", "as stated"
    )
    interval = Interval(factor * node.interval.low, factor * node.interval.high)
    return Node(node.measure, node.conditions, interval, relation=way, solved="limit", inputs=((name, node),))


def _because(case: Case, rule: Check) -> Iterator[Looked]:
    """Samples whose difference is ascribed to one trait must differ in no other."""
    for one in _of(case, ("because",)):
        first, second = case.sample, case.paper.sample(one.second)
        apart = _differing(first, second)
        others = [trait for trait in apart if trait != one.trait]
        if one.measure is not None and (others or one.trait not in apart):
            yield _confounded(case, rule, one, one.measure, others)


def _differing(first: Sample, second: Sample) -> list[str]:
    return [trait for trait in dict.fromkeys((*first.traits, *second.traits)) if first.traits.get(trait) != second.traits.get(trait)]


def _confounded(case: Case, rule: Check, one: Statement, measure: Measure, others: list[str]) -> Finding:
    numbers = [_number(case, name, measure, one.conditions) for name in (one.first, one.second)]
    ratio = _ratio(*numbers)
    also = f"differ in {' and '.join(others)} too" if others else f"do not differ in {one.trait}"
    alone = list(_alone(case, one, measure))
    told = " ".join(text for text, _ in alone)
    place = f" ({one.place})" if one.place else ""
    words = (
        f"A sentence{place} names the {one.trait} as what sets the {measure.noun} of {one.first} above that of {one.second}{ratio}; "
        f"these two samples {also}, so the {one.trait} alone is not what is compared. {told}"
    ).strip()
    title = f"{measure.noun}: {one.trait} is named as the cause, but {one.first} and {one.second} {also}"
    shown_nodes = tuple(node for node in (*numbers, *(node for _, pair in alone for node in pair)) if node is not None)
    return found(rule, case, Severity.HIGH, title, words, shown_nodes, readings=tuple(text for text, _ in alone))


def _ratio(first: Node | None, second: Node | None) -> str:
    if first is None or second is None or second.interval.middle <= 0.0:
        return ""
    return f" {first.interval.middle / second.interval.middle:.3g} times"


def _alone(case: Case, one: Statement, measure: Measure) -> Iterator[tuple[str, tuple[Node, Node]]]:
    """Pairs of samples that differ in the trait alone, beginning with those of the first sample."""
    first = case.sample
    for other in case.paper.samples:
        if other.name in (one.first, one.second) or _differing(first, other) != [one.trait]:
            continue
        mine, its = (_number(case, name, measure, one.conditions) for name in (first.name, other.name))
        if mine is not None and its is not None:
            yield f"{first.name} and {other.name} differ in {one.trait} alone:{_ratio(mine, its)}.", (mine, its)


RULES = (
    Check("larger as said", FAMILY, "what is called larger has the larger number", "by definition", ("any quantity",), _larger),
    Check(
        "one cause at a time",
        FAMILY,
        "samples whose difference is ascribed to one trait differ in no other",
        "Mill 1843, A System of Logic, method of difference",
        ("any quantity",),
        _because,
    ),
)
