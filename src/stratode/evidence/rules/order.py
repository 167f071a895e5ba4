"""What must be larger than what: voltages of a window, and charge that comes out of what went in."""

from __future__ import annotations

import numpy as np

from stratode.evidence.engine.relation import Relation, Slot, product_of
from stratode.evidence.engine.rule import Bound
from stratode.evidence.finding import Severity

FAMILY = "order"
DEFINITION = "by definition"
CHARGE = "conservation of charge"


def _limit(measure: str, by: str, text: str) -> Relation:
    return product_of(text, FAMILY, Slot(measure, "limit"), {by: 1}, text, DEFINITION, tolerance=0.0)


RULES = (
    Bound(
        "mean voltage below the upper cut-off", FAMILY, Slot("mean_voltage"), "<=",
        _limit("mean_voltage", "upper_cutoff", "upper cut-off voltage"),
        "A discharge from the upper cut-off lies below it on average.",
    ),
    Bound(
        "mean voltage above the lower cut-off", FAMILY, Slot("mean_voltage"), ">=",
        _limit("mean_voltage", "lower_cutoff", "lower cut-off voltage"),
        "A discharge to the lower cut-off lies above it on average.",
    ),
    Bound(
        "window the right way round", FAMILY, Slot("lower_cutoff"), "<=", _limit("lower_cutoff", "upper_cutoff", "upper cut-off voltage"),
        "The two cut-offs are exchanged, or one of them is another.",
    ),
    Bound(
        "no more charge than went in", FAMILY, Slot("coulombic_efficiency"), "<=",
        Relation("all of the charge", FAMILY, Slot("coulombic_efficiency", "limit"), (), lambda: np.array(1.0), "1", CHARGE, tolerance=0.0),
        "Charge and discharge are exchanged, the charge before was not complete, or a side reaction discharges the cell.", Severity.MEDIUM,
    ),
)  # fmt: skip
