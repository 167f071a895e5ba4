"""Energy of a cell over its mass and its volume: what Wh/kg and Wh/L leave room for."""

from __future__ import annotations

from collections.abc import Iterator

from stratode.design.lithium import SECONDS_PER_HOUR, plated_thickness
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.relation import Slot, product_of
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing, follow
from stratode.evidence.finding import Severity
from stratode.evidence.rules import bill

FAMILY = "energy"
DEFINITION = "by definition"
BUDGET = "conservation of mass and volume: a cell weighs and fills at least what its stated parts do"
PACKED, ASSEMBLED = "cell with packaging", "as assembled"
_AS_CHARGED = product_of(
    "lithium that a charge plates", FAMILY, "lithium_thickness", {"areal_capacity": 1},
    "thickness = areal capacity x 4.85 um per mAh/cm2", "Faraday 1834; density of lithium 0.534 g/cm3 (CRC Handbook)",
    constant=plated_thickness(1.0 / SECONDS_PER_HOUR, bill.LITHIUM_DENSITY),
)  # fmt: skip

# fmt: off
RELATIONS = (
    product_of(
        "mass per area from specific energy", FAMILY, "mass_per_area", {"areal_capacity": 1, "mean_voltage": 1, "specific_energy": -1},
        "cell mass per coated area = areal capacity x mean voltage / specific energy", DEFINITION,
        inputs=(Slot("areal_capacity"), Slot("mean_voltage"), Slot("specific_energy", basis=PACKED)),
    ),
    product_of(
        "volume per area from energy density", FAMILY, "volume_per_area", {"areal_capacity": 1, "mean_voltage": 1, "energy_density": -1},
        "cell volume per coated area = areal capacity x mean voltage / energy density", DEFINITION,
        inputs=(Slot("areal_capacity"), Slot("mean_voltage"), Slot("energy_density", basis=ASSEMBLED)),
    ),
    product_of(
        "cell energy", FAMILY, "cell_energy", {"cell_capacity": 1, "mean_voltage": 1},
        "cell energy = cell capacity x mean voltage", DEFINITION,
    ),
    product_of(
        "specific energy", FAMILY, Slot("specific_energy", basis=PACKED), {"cell_energy": 1, "cell_mass": -1},
        "specific energy = cell energy / cell mass", DEFINITION,
    ),
    product_of(
        "energy density", FAMILY, Slot("energy_density", basis=ASSEMBLED), {"cell_energy": 1, "cell_volume": -1},
        "energy density = cell energy / cell volume", DEFINITION,
    ),
    product_of(
        "mass per area", FAMILY, "mass_per_area", {"cell_mass": 1, "area": -1, "faces": -1},
        "cell mass per coated area = cell mass / (electrode area x coated faces)", DEFINITION,
    ),
    product_of(
        "volume per area", FAMILY, "volume_per_area", {"cell_volume": 1, "area": -1, "faces": -1},
        "cell volume per coated area = cell volume / (electrode area x coated faces)", DEFINITION,
    ),
)
# fmt: on


def _mass(case: Case, rule: Check) -> Iterator[Looked]:
    """The mass that the stated specific energy leaves, beside the sum of the stated parts."""
    budget, parts = bill.mass_budget(case), bill.stated_mass(case)
    if budget is None or parts is None:
        return
    pair = Comparison(budget, parts.total, ">=")
    if pair.gap == 0.0:
        yield pair
        return
    numbers = f"{shown(budget.interval, budget)} of cell, {shown(parts.total.interval, parts.total)} of stated parts"
    words = (
        f"The stated specific energy leaves {shown(budget.interval, budget)} of cell per coated area; {parts.words} weigh "
        f"{shown(parts.total.interval, parts.total)} by themselves."
    )
    yield differing(rule, case, pair, f"mass per area: {numbers}", words, Severity.HIGH)


def _volume(case: Case, rule: Check) -> Iterator[Looked]:
    """The volume that the stated energy density leaves, beside the stated thicknesses, as assembled and as charged."""
    budget, parts = bill.volume_budget(case), bill.stated_volume(case)
    if budget is None or parts is None:
        return
    assembled = Comparison(budget, parts.total, ">=")
    capacity = bill.capacity(case, "energy_density")
    plated = follow(_AS_CHARGED, {"areal_capacity": capacity}) if capacity else None
    whole = bill.with_plated(parts.total, plated) if plated else None
    charged = Comparison(budget, whole, ">=") if whole else None
    stated = bill.energy_of(case, "energy_density")
    basis = stated.basis if stated else ""
    judged = charged if charged and basis == "as charged" else assembled
    room, needed = shown(budget.interval, budget), shown(parts.total.interval, parts.total)
    words = f"The stated energy density leaves {room} of cell thickness per coated area; {parts.words} take {needed} as assembled."
    if charged is not None:
        words += f" As charged they take {shown(charged.right.interval, charged.right)}."
    if judged.gap > 0.0:
        title = f"thickness per coated face: {room} of cell, {shown(judged.right.interval, judged.right)} of stated parts"
        yield differing(rule, case, judged, title, words, Severity.HIGH)
        return
    yield judged
    if charged is not None and not basis and charged.gap > 0.0:
        title = f"energy density: {room} of cell per coated face holds the stated parts as assembled only"
        yield differing(
            rule, case, charged, title, f"{words} It is consistent as assembled only; the basis is not stated.", Severity.MEDIUM
        )


RELATION_TEXT = "areal capacity x mean voltage / {0} must reach the sum of the stated parts"
_ASKED = ("areal_capacity", "mean_voltage", "loading", "coating_loading", "active_loading", "lithium_thickness", "ec_ratio")
RULES = (
    Check("room in mass", FAMILY, RELATION_TEXT.format("specific energy"), BUDGET, ("specific_energy", *_ASKED), _mass),
    Check("room in volume", FAMILY, RELATION_TEXT.format("energy density"), BUDGET, ("energy_density", "thickness", *_ASKED), _volume),
)
