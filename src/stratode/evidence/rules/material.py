"""What an active material can do at all."""

from stratode.evidence.engine.relation import Slot, product_of
from stratode.evidence.engine.rule import Bound

FAMILY = "material"
FARADAY = "Faraday 1834, Phil. Trans. R. Soc. 124, 77"

RULES = (
    Bound(
        "charge within the theory",
        FAMILY,
        Slot("specific_capacity", basis="active"),
        "<=",
        product_of(
            "theoretical capacity",
            FAMILY,
            Slot("specific_capacity", "limit"),
            {"theoretical_capacity": 1},
            "F / molar mass of one formula unit with one lithium",
            FARADAY,
        ),
        "More charge than lithium in the active material: another part stores charge too, or a mass or an area is another.",
    ),
)
