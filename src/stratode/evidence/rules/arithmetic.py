"""Arithmetic of a cell: products and ratios that hold by definition."""

from stratode.evidence.engine.relation import Slot, product_of

FAMILY = "arithmetic"
DEFINITION = "by definition"
_REFERENCE = Slot("specific_capacity", "reference", {"rate": "reference_rate"})
_FIRST = Slot("specific_capacity", "reference", {"cycle": "reference_cycle"})
_AREAL_REFERENCE = Slot("areal_capacity", "reference", {"rate": "reference_rate"})
_AREAL_FIRST = Slot("areal_capacity", "reference", {"cycle": "reference_cycle"})

# fmt: off
RELATIONS = (
    product_of(
        "areal capacity", FAMILY, "areal_capacity", {"active_loading": 1, "specific_capacity": 1},
        "areal capacity = active mass per area x specific capacity", DEFINITION,
        inputs=(Slot("active_loading"), Slot("specific_capacity", basis="active")),
    ),
    product_of(
        "nominal areal capacity", FAMILY, "nominal_areal_capacity", {"active_loading": 1, "one_c": 1},
        "nominal areal capacity = active mass per area x current of 1C x 1 h", DEFINITION, constant=3600.0,
    ),
    product_of(
        "current of a rate", FAMILY, "current_density", {"active_loading": 1, "one_c": 1, "c_rate": 1},
        "current density = active mass per area x current of 1C x C-rate", DEFINITION,
    ),
    product_of(
        "capacity kept at a rate", FAMILY, "rate_retention", {"specific_capacity": 1, "reference": -1},
        "capacity kept = capacity at the rate / capacity at the reference rate", DEFINITION,
        inputs=(Slot("specific_capacity"), _REFERENCE), tolerance=0.0,
    ),
    product_of(
        "areal capacity kept at a rate", FAMILY, "rate_retention", {"areal_capacity": 1, "reference": -1},
        "capacity kept = capacity at the rate / capacity at the reference rate", DEFINITION,
        inputs=(Slot("areal_capacity"), _AREAL_REFERENCE), tolerance=0.0,
    ),
    product_of(
        "capacity kept after cycling", FAMILY, "cycle_retention", {"specific_capacity": 1, "reference": -1},
        "capacity kept = capacity of the cycle / capacity of the reference cycle", DEFINITION,
        inputs=(Slot("specific_capacity"), _FIRST), tolerance=0.0,
    ),
    product_of(
        "areal capacity kept after cycling", FAMILY, "cycle_retention", {"areal_capacity": 1, "reference": -1},
        "capacity kept = capacity of the cycle / capacity of the reference cycle", DEFINITION,
        inputs=(Slot("areal_capacity"), _AREAL_FIRST), tolerance=0.0,
    ),
    product_of(
        "first-cycle efficiency", FAMILY, "specific_capacity", {"first_charge_capacity": 1, "first_cycle_efficiency": 1},
        "first discharge capacity = first charge capacity x first-cycle efficiency", DEFINITION,
    ),
    product_of(
        "cell capacity", FAMILY, "cell_capacity", {"areal_capacity": 1, "area": 1, "faces": 1},
        "cell capacity = areal capacity x electrode area x coated faces", DEFINITION,
    ),
)
