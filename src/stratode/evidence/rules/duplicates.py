"""One number stated twice: the two must agree within their digits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from math import isinf, log

from stratode.evidence.claims.claim import Claim
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison
from stratode.evidence.engine.node import of_claim
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing, found
from stratode.evidence.finding import Severity

FAMILY = "duplicates"
MISPRINT = log(1.15)  # below it another rounding or another cell explains it
MISPRINT_V = 0.1  # V, of potentials
SEVERAL = 6  # values of one number that are set against each other one by one; of more the two farthest apart


def _stated_twice(case: Case, rule: Check) -> Iterator[Looked]:
    """Every pair of values of one quantity under the same conditions and on the same basis."""
    groups: dict[object, list[Claim]] = defaultdict(list)
    for claim in case.sample.claims:
        groups[(claim.measure.name, claim.conditions, claim.basis)].append(claim)
    for claims in groups.values():
        for one, other in _pairs(claims):
            pair = Comparison(of_claim(one), of_claim(other))
            if pair.gap == 0.0:
                yield pair
                continue
            title = f"{one.measure.noun}: stated as {one.value.text} and as {other.value.text}"
            words = f"The {one.measure.noun} is stated twice for the same conditions: {_told(one)} and {_told(other)}."
            if isinf(pair.gap):
                yield found(rule, case, Severity.HIGH, title, f"{words} One of them is zero.", (pair.left, pair.right))
                continue
            least = pair.gap < (MISPRINT_V if pair.signed else MISPRINT)
            yield differing(rule, case, pair, title, words, Severity.LOW if least else Severity.MEDIUM)


def _pairs(claims: list[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Claims to compare in the order of the file; where a number stands many times over, the two that are farthest apart."""
    if len(claims) > SEVERAL:
        ends = [pick(claims, key=lambda claim: claim.value.middle) for pick in (min, max)]
        claims = sorted(ends, key=claims.index)
    yield from combinations(claims, 2)


def _told(claim: Claim) -> str:
    return f"{claim.value.text} in {claim.place}" if claim.place else claim.value.text


RULES = (
    Check(
        "stated twice", FAMILY, "one quantity under one set of conditions has one value", "by definition", ("any quantity",), _stated_twice
    ),
)
