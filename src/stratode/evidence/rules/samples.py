"""Two samples of one electrode: what does not depend on the loading must be the same."""

from __future__ import annotations

from collections.abc import Iterator

from stratode.evidence.engine.case import Case
from stratode.evidence.engine.derive import Knowledge
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import product_of
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing, follow
from stratode.evidence.finding import Severity
from stratode.evidence.rules import share

FAMILY = "samples"
AGREE = 0.05  # share by which cells of one electrode may differ
DEFINITION = "by definition"

_BY_LOADING = {
    name: product_of(
        f"capacity per {name}", FAMILY, "specific_capacity", {"areal_capacity": 1, name: -1}, "areal capacity / loading", DEFINITION
    )
    for name in ("active_loading", "coating_loading", "loading")
}
_SAME = product_of(
    "same electrode", FAMILY, "specific_capacity", {"specific_capacity": 1},
    "specific capacity of one electrode does not depend on its loading at a low rate", DEFINITION, tolerance=AGREE,
)  # fmt: skip


def _same_electrode(case: Case, rule: Check) -> Iterator[Looked]:
    """Specific capacities of two samples that differ in loading alone."""
    for one in case.paper.statements:
        if one.kind != "same electrode" or one.second != case.sample.name:
            continue
        mine, other = _slow(case.known), _slow(case.others[one.first])
        like = follow(_SAME, {"specific_capacity": other}) if other else None
        if mine is None or other is None or like is None:
            continue
        pair = Comparison(mine, like)
        if pair.gap == 0.0:
            yield pair
            continue
        numbers = f"{shown(mine.interval, mine)} against {shown(other.interval, other)}"
        title = f"specific capacity of {one.second} and {one.first}: {numbers}"
        words = (
            f"{one.second} and {one.first} are told to be one electrode at two loadings; their specific capacities are {numbers}. "
            f"They are compatible only if rate, voltage window, or the mass that the loading counts differ. Cells of one electrode were "
            f"allowed to differ by {AGREE:.0%}."
        )
        yield differing(rule, case, pair, title, words, Severity.MEDIUM)


def _slow(known: Knowledge) -> Node | None:
    """The specific capacity at the lowest rate: stated, else areal capacity over the stated loading; None where only fast ones are."""
    stated = [node for _, values in known.of("specific_capacity") for node in values if node.claim]
    found = [*stated, *(node for node in _by_loading(known) if node is not None)]
    slow = [node for node in found if (node.rate or 0.0) <= share.SLOW and node.cycle == 1.0]
    return min(slow, key=lambda node: node.rate or 0.0, default=None)


def _by_loading(known: Knowledge) -> Iterator[Node | None]:
    for name, relation in _BY_LOADING.items():
        for loading in [node for node in known.at(name) if node.claim]:
            for _, values in known.of("areal_capacity"):
                yield from (follow(relation, {"areal_capacity": node, name: loading}) for node in values if node.claim)


RULES = (Check("same electrode", FAMILY, _SAME.text, DEFINITION, (*_SAME.quantities, "areal_capacity", "loading"), _same_electrode),)
