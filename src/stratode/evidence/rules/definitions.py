"""Quantities that can be meant in two ways: loading of coating or active material, N/P on charge or discharge, one side or both."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from stratode.design.lithium import SECONDS_PER_HOUR, foil_capacity
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.derive import bindings
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation, Slot, product_of
from stratode.evidence.engine.rule import Check, Looked, Readings
from stratode.evidence.engine.telling import differing, follow
from stratode.evidence.finding import Severity
from stratode.evidence.rules import share
from stratode.evidence.rules.bill import LITHIUM_DENSITY

FAMILY = "definitions"
DEFINITION = "by definition"
LEAST_ACTIVE = 0.9  # share of a coating by mass, where none is stated
FARADAY = "Faraday 1834, Phil. Trans. R. Soc. 124, 77; density of lithium 0.534 g/cm3 (CRC Handbook of Chemistry and Physics)"
_ACTIVE, _COATING = ("active_loading", "coating_loading"), "coating, of which the active share counts"
_MIDDLE, _HALF = sqrt(LEAST_ACTIVE), 1.0 / sqrt(LEAST_ACTIVE) - 1.0  # so that the tolerance spans LEAST_ACTIVE to 1

# fmt: off
RELATIONS = (
    Relation(
        "loading of coating or of active material", FAMILY, Slot("active_loading"),
        (Slot("loading"), Slot("active_mass_share"), Slot("loading_meaning")),
        lambda loading, active_mass_share, loading_meaning: loading * active_mass_share ** (1.0 - loading_meaning),
        "active mass per area = loading x active share, or the loading itself where it counts active material alone", DEFINITION,
        fixed=("active_mass_share", "loading_meaning"), unless=_ACTIVE,
    ),
    Relation(
        "loading as coating", FAMILY, Slot("coating_loading"), (Slot("loading"), Slot("active_mass_share"), Slot("loading_meaning")),
        lambda loading, active_mass_share, loading_meaning: loading * active_mass_share ** (-loading_meaning),
        "coating mass per area = loading, or loading / active share where it counts active material alone", DEFINITION,
        fixed=("active_mass_share", "loading_meaning"), unless=_ACTIVE,
    ),
    product_of(
        "loading, mostly of active material", FAMILY, "active_loading", {"loading": 1},
        "active mass per area = 0.9 to 1 of the loading, where no active share is stated", DEFINITION,
        constant=_MIDDLE, tolerance=_HALF, unless=(*_ACTIVE, "active_mass_share"),
    ),
    product_of(
        "lithium by Faraday's law", FAMILY, "anode_capacity", {"lithium_thickness": 1},
        "areal capacity of lithium = density x thickness x F / molar mass (20.6 mAh/cm2 for 100 um)", FARADAY,
        constant=foil_capacity(1.0, LITHIUM_DENSITY) * SECONDS_PER_HOUR,
    ),
)

_BY_LOADING = tuple(
    (meant, product_of(
        f"areal capacity, {meant}", FAMILY, "areal_capacity", {"loading": 1, **more, "specific_capacity": 1}, "loading x capacity",
        DEFINITION, inputs=(*(Slot(name) for name in ("loading", *more)), Slot("specific_capacity", basis="active")),
    ))
    for meant, more in (("all of the loading is active", {}), (_COATING, {"active_mass_share": 1}))
)
_BY_NOMINAL = tuple(
    (meant, product_of(
        f"nominal areal capacity, {meant}", FAMILY, "nominal_areal_capacity", {"loading": 1, **more, "one_c": 1},
        "loading x current of 1C x 1 h", DEFINITION, constant=SECONDS_PER_HOUR,
    ))
    for meant, more in (("all of the loading is active", {}), (_COATING, {"active_mass_share": 1}))
)
_BY_ANODE = (
    ("on the first charge capacity", product_of(
        "N/P on the first charge", FAMILY, "np_ratio", {"anode_capacity": 1, "active_loading": -1, "first_charge_capacity": -1},
        "lithium capacity / (active loading x first charge capacity)", DEFINITION,
    )),
    ("on the discharge capacity", product_of(
        "N/P on the discharge", FAMILY, "np_ratio", {"anode_capacity": 1, "areal_capacity": -1},
        "lithium capacity / areal discharge capacity", DEFINITION,
    )),
)
_ONE_SIDE = (
    Slot("areal_capacity"), product_of(
        "areal capacity of a side", FAMILY, "areal_capacity", {"active_loading": 1, "specific_capacity": 1}, "loading x capacity",
        DEFINITION,
    ),
)
_ALL_FACES = (
    Slot("cell_capacity"), product_of(
        "cell capacity of all faces", FAMILY, "cell_capacity", {"areal_capacity": 1, "area": 1, "faces": 1},
        "areal capacity x area x faces", DEFINITION,
    ),
)
_TWICE = {
    way.name: {
        factor: product_of(f"{way.name}, {factor:g} times", FAMILY, slot, way.exponents or {}, way.text, DEFINITION, constant=factor)
        for factor in (0.5, 2.0)
    }
    for slot, way in (_ONE_SIDE, _ALL_FACES)
}
# fmt: on


def _sides(case: Case, rule: Check) -> Iterator[Looked]:
    """Capacities that miss each other, but not if one of them counts one side and the other both."""
    for slot, way in (_ONE_SIDE, _ALL_FACES):
        for conditions, values in case.known.of(slot.measure):
            for claimed in [node for node in values if node.claim]:
                yield from _side(case, rule, claimed, way, dict(conditions))


def _side(case: Case, rule: Check, claimed: Node, way: Relation, conditions: dict[str, float]) -> Iterator[Looked]:
    for inputs, _ in bindings(way.inputs, case.known, conditions):
        if any(node.support & claimed.support for node in inputs.values()):
            continue
        limit = follow(way, inputs)
        if limit is None or Comparison(claimed, limit).gap == 0.0:
            return
        for factor, twice in _TWICE[way.name].items():
            other = follow(twice, inputs)
            if other is not None and Comparison(claimed, other).gap == 0.0:
                yield _counted(case, rule, Comparison(claimed, limit), other, factor)
        return


def _counted(case: Case, rule: Check, pair: Comparison, other: Node, factor: float) -> Looked:
    stated, noun = shown(pair.left.interval, pair.left), pair.left.measure.noun
    title = f"{noun} {stated}: fits {factor:g} times its definition, one side against both"
    words = (
        f"The {noun} is stated as {stated}; by {pair.right.relation.text if pair.right.relation else 'definition'} it is "
        f"{shown(pair.right.interval, pair.right)}. At {factor:g} times that, {shown(other.interval, other)}, it fits: one of the numbers "
        "may count one side of the electrode and the other both."
    )
    return differing(rule, case, pair, title, words, Severity.MEDIUM)


RULES = (
    Readings(
        "areal capacity by loading", FAMILY, "areal capacity = loading x specific capacity, with or without the active share", DEFINITION,
        _BY_LOADING, once=True,
    ),
    Readings(
        "nominal areal capacity by loading", FAMILY,
        "nominal areal capacity = loading x current of 1C x 1 h, with or without the active share", DEFINITION, _BY_NOMINAL, once=True,
    ),
    Readings(
        "N/P by its basis", FAMILY, "N/P = capacity of the lithium / first charge or discharge capacity", DEFINITION,
        _BY_ANODE, ("first charge", "discharge"), applies=share.slow,
    ),
    Check(
        "one side or both", FAMILY, "areal capacity = active loading x specific capacity; cell capacity = areal capacity x area x faces",
        DEFINITION, ("areal_capacity", "active_loading", "specific_capacity", "cell_capacity", "area", "faces"), _sides,
    ),
)  # fmt: skip
