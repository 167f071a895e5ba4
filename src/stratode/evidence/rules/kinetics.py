"""Activation energies of two samples against their charge-transfer resistances."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np

from stratode.design.reaction import transfer_resistance_ratio
from stratode.evidence.claims.reading import ROOM
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation, Slot
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing, follow, found
from stratode.evidence.finding import Severity

FAMILY = "kinetics"
ARRHENIUS = "Arrhenius law, 1/R_ct = A exp(-Ea / (R T)), with equal A"
ALIKE = 1.25  # ratio of resistances below which cells of one kind differ anyway
ACTIVATION, TRANSFER = "activation_energy", "charge_transfer_resistance"


def _predicted(charge_transfer_resistance: np.ndarray, activation_energy: np.ndarray, reference: np.ndarray) -> np.ndarray:
    return charge_transfer_resistance * transfer_resistance_ratio(reference, activation_energy, ROOM)


_RATIO = Relation(
    "charge transfer by activation energies", FAMILY, Slot(TRANSFER, "limit"),
    (Slot(TRANSFER), Slot(ACTIVATION), Slot(ACTIVATION, "reference")),
    _predicted, "R_ct = R_ct of the other sample x exp((Ea - Ea of the other) / (R T)), 25 degC", ARRHENIUS, tolerance=ALIKE - 1.0,
)  # fmt: skip


def _pairs(case: Case, rule: Check) -> Iterator[Looked]:
    """The sample beside each that stands before it in the file."""
    names = [sample.name for sample in case.paper.samples]
    mine = case.known.at(ACTIVATION)
    for other in names[: names.index(case.sample.name)]:
        theirs = case.others[other].at(ACTIVATION)
        if mine and theirs and not mine[0].assumption and mine[0].support != theirs[0].support:
            yield from _beside(case, rule, other, mine[0], theirs[0])


def _beside(case: Case, rule: Check, other: str, mine: Node, theirs: Node) -> Iterator[Looked]:
    at_room = frozenset({("temperature", ROOM)})
    own, reference = ([n for n in known.at(TRANSFER, at_room) if n.claim] for known in (case.known, case.others[other]))
    ratio = float(transfer_resistance_ratio(theirs.interval.middle, mine.interval.middle, ROOM))
    energies = f"{shown(mine.interval, mine)} against {shown(theirs.interval, theirs)} of {other}"
    factor = f"a factor {max(ratio, 1.0 / ratio):.3g} in R_ct at 25 degC"
    predicted = follow(_RATIO, {TRANSFER: reference[0], ACTIVATION: mine, "reference": theirs}) if reference else None
    if own and predicted:
        pair = Comparison(own[0], predicted)
        yield pair
        if pair.gap > 0.0:
            title = f"activation energy of charge transfer {energies}: {factor}, the resistances differ by {_factor(own[0], reference[0])}"
            words = (
                f"With equal prefactors the activation energies, {energies}, make {factor}; the stated resistances differ by "
                f"{_factor(own[0], reference[0])}. The two hold together only if the prefactors, or the areas they count, differ."
            )
            yield differing(rule, case, pair, title, words, Severity.MEDIUM)
    elif abs(log(ratio)) > log(ALIKE):
        title = f"activation energy of charge transfer {energies}: {factor}, no resistances to check it"
        words = (
            f"With equal prefactors the activation energies, {energies}, make {factor}. "
            f"That needs the resistances of both at one temperature to check; where they are closer, the "
            f"prefactors differ and the energies alone do not tell which interface is faster."
        )
        readings = (f"R_ct of both samples at 25 degC that differ by a factor {max(ratio, 1.0 / ratio):.3g}",)
        yield found(rule, case, Severity.MEDIUM, title, words, (mine, theirs), readings=readings)


def _factor(first: Node, second: Node) -> str:
    ratio = first.interval.middle / second.interval.middle
    return f"a factor {max(ratio, 1.0 / ratio):.3g}"


RULES = (Check("activation energies against resistances", FAMILY, _RATIO.text, ARRHENIUS, (ACTIVATION, TRANSFER), _pairs),)
