"""Mass and volume of a coating: what fills it must add up to it."""

from collections.abc import Iterable

import numpy as np

from stratode.evidence.engine.relation import Formula, Relation, Slot, product_of
from stratode.evidence.engine.rule import Bound

FAMILY = "closure"
GEOMETRY = "conservation of mass and volume"
_SHARES = ("active_mass_share", "carbon_mass_share", "binder_mass_share")
_DENSITIES = ("active_density", "carbon_density", "binder_density")


def _solid_density(**given: np.ndarray) -> np.ndarray:
    """Mass of the three over the sum of their volumes."""
    volume = _added(given[share] / given[density] for share, density in zip(_SHARES, _DENSITIES, strict=True))
    return np.asarray(_added(given[share] for share in _SHARES) / volume)


def _density_of(share: str, density: str) -> Formula:
    """What gives one of the densities from that of all and the others."""

    def solved(**given: np.ndarray) -> np.ndarray:
        whole = _added(given[one] for one in _SHARES) / given["solid_density"]
        others = _added(given[s] / given[d] for s, d in zip(_SHARES, _DENSITIES, strict=True) if d != density)
        return np.asarray(given[share] / (whole - others))

    return solved


def _added(parts: Iterable[np.ndarray]) -> np.ndarray:
    return sum(parts, np.asarray(0.0))


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
        "density of the solids", FAMILY, Slot("solid_density"), tuple(Slot(name) for name in (*_SHARES, *_DENSITIES)), _solid_density,
        "1 / density of the solids = sum of mass share / density", GEOMETRY, fixed=_SHARES,
        inverses={density: _density_of(share, density) for share, density in zip(_SHARES, _DENSITIES, strict=True)},
    ),
    Relation(
        "porosity", FAMILY, Slot("porosity"), (Slot("coating_loading"), Slot("solid_density"), Slot("thickness")),
        lambda coating_loading, solid_density, thickness: 1.0 - coating_loading / (solid_density * thickness),
        "porosity = 1 - coating mass per area / (density of the solids x thickness)", GEOMETRY,
        inverses={
            "coating_loading": lambda porosity, solid_density, thickness: (1.0 - porosity) * solid_density * thickness,
            "solid_density": lambda porosity, coating_loading, thickness: coating_loading / ((1.0 - porosity) * thickness),
            "thickness": lambda porosity, coating_loading, solid_density: coating_loading / ((1.0 - porosity) * solid_density),
        },
    ),
    Relation(
        "shares by mass", FAMILY, Slot("active_mass_share"), (Slot("carbon_mass_share"), Slot("binder_mass_share")),
        lambda carbon_mass_share, binder_mass_share: 1.0 - carbon_mass_share - binder_mass_share,
        "shares of active material, carbon and binder add to one", GEOMETRY,
        inverses={
            "carbon_mass_share": lambda active_mass_share, binder_mass_share: 1.0 - active_mass_share - binder_mass_share,
            "binder_mass_share": lambda active_mass_share, carbon_mass_share: 1.0 - active_mass_share - carbon_mass_share,
        },
    ),
)

RULES = (
    Bound(
        "room for the active material", FAMILY, Slot("active_volume_share"), "<=",
        Relation(
            "room for the active material", FAMILY, Slot("active_volume_share", "limit"), (Slot("porosity"),),
            lambda porosity: 1.0 - porosity, "1 - porosity", GEOMETRY, tolerance=0.0,
        ),
        "Pores and active material together fill more than the electrode.",
    ),
)  # fmt: skip
