"""Mass and volume of a coating: what fills it must add up to it."""

from stratode.evidence.engine.relation import Relation, Slot, product_of

FAMILY = "closure"
GEOMETRY = "conservation of mass and volume"
_SHARES = ("active_mass_share", "carbon_mass_share", "binder_mass_share")

# fmt: off
RELATIONS = (
    product_of(
        "active mass per area", FAMILY, "active_loading", {"coating_loading": 1, "active_mass_share": 1},
        "active mass per area = coating mass per area x active share", GEOMETRY,
    ),
    product_of(
        "coating density", FAMILY, "coating_loading", {"coating_density": 1, "thickness": 1},
        "coating mass per area = coating density x thickness", GEOMETRY,
    ),
    product_of(
        "volume share of the active material", FAMILY, "active_volume_share", {"active_loading": 1, "active_density": -1, "thickness": -1},
        "active volume share = active mass per area / (density x thickness)", GEOMETRY,
    ),
    Relation(
        "density of the solids", FAMILY, Slot("solid_density"),
        tuple(Slot(name) for name in (*_SHARES, "active_density", "carbon_density", "binder_density")),
        lambda active_mass_share, carbon_mass_share, binder_mass_share, active_density, carbon_density, binder_density:
            (active_mass_share + carbon_mass_share + binder_mass_share)
            / (active_mass_share / active_density + carbon_mass_share / carbon_density + binder_mass_share / binder_density),
        "1 / density of the solids = sum of mass share / density", GEOMETRY, fixed=_SHARES,
    ),
    Relation(
        "porosity", FAMILY, Slot("porosity"), (Slot("coating_loading"), Slot("solid_density"), Slot("thickness")),
        lambda coating_loading, solid_density, thickness: 1.0 - coating_loading / (solid_density * thickness),
        "porosity = 1 - coating mass per area / (density of the solids x thickness)", GEOMETRY,
    ),
    Relation(
        "shares by mass", FAMILY, Slot("active_mass_share"), (Slot("carbon_mass_share"), Slot("binder_mass_share")),
        lambda carbon_mass_share, binder_mass_share: 1.0 - carbon_mass_share - binder_mass_share,
        "shares of active material, carbon and binder add to one", GEOMETRY,
    ),
)
