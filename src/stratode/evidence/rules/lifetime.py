"""Lithium and electrolyte over the claimed cycles at the claimed Coulombic efficiency."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from stratode.design.lithium import SECONDS_PER_HOUR
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation, Slot
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing, follow, found
from stratode.evidence.finding import Severity
from stratode.lab.cycling.bookkeeping import LITHIUM, NO_RESERVE, SOLVENT, Passed, bookkeeping
from stratode.lab.estimate import Estimate

FAMILY = "lifetime"
COUNTED = "Xiao et al. 2020, Nature Energy 5, 561: all charge that does not come back counts as lithium lost"


def _lost(efficiency: float, charge: float) -> float:
    """Lithium lost in a cycle, in the unit of `charge`, by the bookkeeping of measured cycles; none where more comes back than went in."""
    stated = Estimate(name="Coulombic efficiency", symbol="CE", value=efficiency, shown_in="%", method="as stated")
    passed = Passed(per_cycle=charge, first_charge=charge, first_discharge=charge, per_area=True, begins_charging=True)
    estimates, _ = bookkeeping(stated, passed, NO_RESERVE)
    return estimates[0].value if estimates else 0.0


def _lost_each(efficiency: np.ndarray, charge: np.ndarray) -> np.ndarray:
    """:func:`_lost` elementwise."""
    return np.asarray(np.vectorize(_lost, otypes=[float])(efficiency, charge))


@lru_cache
def _need(cycles: float) -> Relation:
    """Lithium beside the cathode's that a number of cycles takes, less what the loss of capacity accounts for."""

    def formula(coulombic_efficiency: np.ndarray, areal_capacity: np.ndarray, cycle_retention: np.ndarray) -> np.ndarray:
        mean = areal_capacity * 0.5 * (1.0 + cycle_retention)
        return np.asarray(np.maximum(cycles * _lost_each(coulombic_efficiency, mean) - (1.0 - cycle_retention) * areal_capacity, 0.0))

    text = f"lithium = {cycles:g} cycles x (1 - Coulombic efficiency) x mean areal capacity - capacity lost"
    inputs = (Slot("coulombic_efficiency"), Slot("areal_capacity"), Slot("cycle_retention"))
    return Relation("lithium lost over cycles", FAMILY, Slot("anode_capacity", "need"), inputs, formula, text, COUNTED)


@lru_cache
def _need_of_electrolyte(cycles: float) -> Relation:
    """Electrolyte per capacity that the lithium lost consumes, one solvent molecule each."""

    def formula(coulombic_efficiency: np.ndarray) -> np.ndarray:
        return np.asarray(SOLVENT * cycles * _lost_each(coulombic_efficiency, np.ones_like(coulombic_efficiency)))

    text = f"electrolyte per capacity = {cycles:g} cycles x (1 - Coulombic efficiency) x 3.7 g/Ah"
    source = f"{COUNTED}; one solvent molecule of about 100 g/mol consumed with each (assumed)"
    return Relation(
        "electrolyte consumed over cycles", FAMILY, Slot("ec_ratio", "need"), (Slot("coulombic_efficiency"),), formula, text, source
    )


def _left(case: Case, rule: Check) -> Iterator[Looked]:
    """The longest cycling that is claimed, against the lithium and the electrolyte that are stated."""
    claims = [node for _, values in case.known.of("cycle_retention") for node in values if node.claim]
    kept = max(claims, key=lambda node: node.cycle, default=None)
    if kept is None or kept.cycle <= 1.0:
        return
    efficiency, capacity = _at_rate(case, "coulombic_efficiency", kept), _at_rate(case, "areal_capacity", kept)
    if efficiency is None or capacity is None or not efficiency.claim:
        return
    cycles = kept.cycle
    given = {"coulombic_efficiency": efficiency, "areal_capacity": capacity, "cycle_retention": kept}
    need = follow(_need(cycles), given)
    if need is not None:
        yield from _of_lithium(case, rule, need, kept, (efficiency, capacity))
    ratio, needed = case.best("ec_ratio"), follow(_need_of_electrolyte(cycles), {"coulombic_efficiency": efficiency})
    if ratio is not None and needed is not None:
        yield from _of_electrolyte(case, rule, Comparison(ratio, needed, ">="), _claimed(kept, efficiency))


def _of_lithium(case: Case, rule: Check, need: Node, kept: Node, given: tuple[Node, Node]) -> Iterator[Looked]:
    stock, (efficiency, capacity) = case.best("anode_capacity"), given
    taken, claimed = shown(need.interval, need), _claimed(kept, efficiency)
    if stock is None:
        if need.interval.low <= capacity.interval.high:
            return  # a reserve no larger than a charge is nothing unusual
        middle, thick = need.measure.text(float(need.values({}))), float(need.values({})) / LITHIUM
        title = f"lithium: {claimed} take {taken}; it is not stated how much there is"
        words = (
            f"{claimed} at {shown(capacity.interval, capacity)} take {taken} of lithium beside the cathode's own, {middle} "
            f"({thick * 1e6:.0f} um) at the middle of the numbers, if that efficiency is the mean and all charge that does not come back "
            "is lithium lost. The lithium is not stated."
        )
        readings = (f"lithium of {thick * 1e6:.0f} um", "an efficiency that is not the mean", "charge lost otherwise than as lithium")
        yield found(rule, case, Severity.MEDIUM, title, words, (efficiency, kept, capacity, need), readings=readings)
        return
    pair = Comparison(stock, need, ">=")
    if pair.gap == 0.0:
        yield pair
        return
    lasting = float(stock.values({})) / max(_lost(float(efficiency.values({})), float(capacity.values({}))), 1e-30)
    there = shown(stock.interval, stock)
    title = f"lithium: {there} stated, {taken} taken by {claimed}"
    words = (
        f"{claimed} take {taken} of lithium beside the cathode's own; {there} are there, enough for {lasting:.0f} cycles at that "
        "efficiency, if it is the mean and all charge that does not come back is lithium lost."
    )
    yield differing(rule, case, pair, title, words, Severity.HIGH)


def _of_electrolyte(case: Case, rule: Check, pair: Comparison, claimed: str) -> Iterator[Looked]:
    if pair.gap == 0.0:
        yield pair
        return
    there, taken = shown(pair.left.interval, pair.left), shown(pair.right.interval, pair.right)
    grams = SOLVENT * SECONDS_PER_HOUR * 1e3
    words = (
        f"{claimed} consume {taken} of electrolyte if each lithium lost takes one solvent molecule with it ({grams:.1f} g/Ah, assumed); "
        f"{there} are stated."
    )
    yield differing(rule, case, pair, f"electrolyte: {there} stated, {taken} consumed by {claimed}", words, Severity.MEDIUM)


def _claimed(kept: Node, efficiency: Node) -> str:
    return f"{kept.cycle:.0f} cycles at {shown(efficiency.interval, efficiency)} with {shown(kept.interval, kept)} of the capacity kept"


def _at_rate(case: Case, measure: str, like: Node) -> Node | None:
    """The value at the rate of another, else at the lowest rate; of the first cycle, stated before derived."""
    found = [node for _, values in case.known.of(measure) for node in values if not node.assumption and node.cycle == 1.0]
    return min(found, key=lambda node: (node.rate != like.rate, node.rate or 0.0, node.claim is None), default=None)


RULES = (
    Check(
        "lithium and electrolyte left",
        FAMILY,
        "lithium and electrolyte >= cycles x (1 - Coulombic efficiency) x areal capacity",
        COUNTED,
        ("cycle_retention", "coulombic_efficiency", "areal_capacity", "anode_capacity", "lithium_thickness", "ec_ratio"),
        _left,
    ),
)
