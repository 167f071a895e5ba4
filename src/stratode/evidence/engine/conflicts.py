"""Values of one quantity that no choice of digits, uncertainties and assumptions brings together, and the claims behind them.

Of all pairs that miss each other only the least sets of claims stay; those that share a claim are one finding, told on its shortest route
(de Kleer & Williams 1987, Artificial Intelligence 32, 97: diagnosis from minimal conflicts).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import log

from stratode.evidence.engine.derive import Knowledge
from stratode.evidence.engine.judge import Comparison, apart, side_of
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation
from stratode.evidence.finding import Finding, Severity

HIGH, MEDIUM = log(1.10), log(1.03)  # gaps, after all tolerances, from which a difference weighs more


@dataclass(frozen=True)
class Cluster:
    """Conflicts that one claim alone could explain.

    Args:
        told: the one that is shown.
        others: how many more routes disagree.
    """

    told: Comparison
    others: int


def comparisons(known: Knowledge) -> Iterator[Comparison]:
    """All pairs of values of one quantity of which neither rests on the other's claims alone."""
    for values in known.all():
        for left, right in combinations(values, 2):
            if left.claim and right.claim:
                continue  # a number stated twice has a rule of its own
            if left.support <= right.support or right.support <= left.support:
                continue
            if left.basis and right.basis and left.basis != right.basis:
                continue  # two quantities of one name
            if not _twice(left, right):
                yield Comparison(left, right)


def _twice(left: Node, right: Node) -> bool:
    """Whether the two rest on different claims of one number, which then is what differs."""
    stated = {(claim.measure.name, claim.conditions): claim.key for claim in left.claims}
    return any(stated.get((claim.measure.name, claim.conditions), claim.key) != claim.key for claim in right.claims)


def clusters(known: Knowledge) -> list[Cluster]:
    """The conflicts of a sample, gathered."""
    missing = [pair for pair in comparisons(known) if pair.gap > 0.0]
    missing.sort(
        key=lambda pair: (len(_claims(pair)), len(_assumed(pair)), pair.left.claim is None, _backwards(pair.right), _depth(pair), -pair.gap)
    )
    least: list[Comparison] = []
    for pair in missing:
        if not any(_claims(other) <= _claims(pair) for other in least):
            least.append(pair)
    found = []
    while least:
        counts = {key: sum(key in _claims(pair) for pair in least) for pair in least for key in _claims(pair)}
        most = max(counts.values())
        common = next(key for pair in least for key in sorted(_claims(pair)) if counts[key] == most)
        together = [pair for pair in least if common in _claims(pair)]
        found.append(Cluster(together[0], len(together) - 1))
        least = [pair for pair in least if common not in _claims(pair)]
    return found


def _claims(pair: Comparison) -> frozenset[str]:
    return pair.left.support | pair.right.support


def _assumed(pair: Comparison) -> set[str]:
    return {a.name for a in (*pair.left.assumptions, *pair.right.assumptions)}


def _backwards(node: Node) -> int:
    """Relations on its way that are solved for something else than what they define."""
    own = node.relation is not None and node.solved != node.relation.target.key
    return own + sum(_backwards(part) for _, part in node.inputs)


def _depth(pair: Comparison) -> int:
    return pair.left.depth + pair.right.depth


def severity_of(pair: Comparison) -> Severity:
    """High by what is left between the two values, low by their middles; of shares of a volume what they leave counts too."""
    spreads = [claim.value for claim in (*pair.left.claims, *pair.right.claims) if claim.value.spread]
    if min(pair.gap, pair.rest_gap) >= HIGH:
        return Severity.HIGH
    return Severity.MEDIUM if spreads or min(pair.observed(), pair.rest_observed()) >= MEDIUM else Severity.LOW


def finding_of(cluster: Cluster, sample: str) -> Finding:
    """A cluster in words."""
    pair = cluster.told
    left, right = side_of(pair.left), side_of(pair.right)
    relation = _telling(pair)
    excess = f"They are {apart(pair)} apart"
    routes = "route through the same claims disagrees" if cluster.others == 1 else "routes through the same claims disagree"
    more = f" {cluster.others} more {routes} too." if cluster.others else ""
    words = (
        f"{left.words[0].upper()}{left.words[1:]} is {left.value}; {right.words} it is {right.value}. "
        f"{excess} when all digits, uncertainties and assumed ranges are used up.{more}"
    )
    return Finding(
        rule=relation.name,
        family=relation.family,
        severity=severity_of(pair),
        sample=sample,
        title=f"{pair.left.measure.noun}: {left.value} against {right.value}",
        words=words,
        sides=(left, right),
        margin=pair.margin,
        formula=_formulas(pair),
        source=relation.source,
        sensitive_to=pair.most_sensitive(),
        readings=pair.readings(),
        probability=pair.probability(),
        keys=_claims(pair),
        routes=cluster.others,
    )


def _telling(pair: Comparison) -> Relation:
    relation = pair.right.relation or pair.left.relation
    if relation is None:
        raise ValueError("comparison: two claims of one quantity; derive one of them from others")
    return relation


def _formulas(pair: Comparison) -> str:
    texts: list[str] = []

    def walk(node: Node) -> None:
        if node.relation is not None and node.relation.text not in texts:
            texts.append(node.relation.text)
        for _, part in node.inputs:
            walk(part)

    walk(pair.right)
    walk(pair.left)
    return "; ".join(texts)
