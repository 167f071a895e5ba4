"""What checks of their own need: a value that follows through one relation, and a finding about values."""

from __future__ import annotations

from collections.abc import Mapping

from stratode.evidence.engine.case import Case
from stratode.evidence.engine.conflicts import severity_of
from stratode.evidence.engine.judge import Comparison, apart, side_of
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation
from stratode.evidence.engine.rule import Rule
from stratode.evidence.finding import Finding, Severity


def follow(relation: Relation, inputs: Mapping[str, Node | None]) -> Node | None:
    """The target of a relation; None where an input is missing or no value is possible.

    Args:
        relation: solved for its target.
        inputs: by key.
    """
    given = {key: node for key, node in inputs.items() if node is not None}
    if len(given) < len(inputs):
        return None
    interval = relation.bounds(relation.target.key, {key: node.interval for key, node in given.items()})
    if interval is None:
        return None
    conditions = frozenset().union(*(node.conditions for node in given.values()))
    return Node(relation.target.quantity, conditions, interval, relation=relation, solved=relation.target.key, inputs=tuple(given.items()))


def found(
    rule: Rule, case: Case, severity: Severity, title: str, words: str, nodes: tuple[Node, ...], *, readings: tuple[str, ...] = ()
) -> Finding:
    """A finding that sets no two values apart, but tells what several imply.

    Args:
        rule: that found it.
        severity, title, words, readings: as of :class:`Finding`.
        nodes: values that it shows and rests on.
    """
    return Finding(
        rule=rule.name,
        family=rule.family,
        severity=severity,
        sample=case.sample.name,
        title=title,
        words=words,
        sides=tuple(side_of(node) for node in nodes),
        margin=None,
        formula=rule.text,
        source=rule.source,
        readings=readings,
        keys=frozenset().union(*(node.support for node in nodes)),
    )


def differing(rule: Rule, case: Case, pair: Comparison, title: str, words: str, severity: Severity | None = None) -> Finding:
    """A finding about two values that miss each other.

    Args:
        rule: that found it.
        pair: the two.
        title: one line.
        words: what stands before the distance; sentences.
        severity: by the distance where None.
    """
    told = f"{words} They are {apart(pair)} apart when all digits, uncertainties and assumed ranges are used up."
    return Finding(
        rule=rule.name,
        family=rule.family,
        severity=severity or severity_of(pair),
        sample=case.sample.name,
        title=title,
        words=told,
        sides=(side_of(pair.left), side_of(pair.right)),
        margin=pair.margin,
        formula=rule.text,
        source=rule.source,
        sensitive_to=pair.most_sensitive(),
        readings=pair.readings(),
        probability=pair.probability(),
        keys=pair.left.support | pair.right.support,
    )
