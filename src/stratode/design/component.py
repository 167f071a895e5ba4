"""One line of a cell's bill: what it is, what it weighs, what room it takes, and where the numbers come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from stratode.recipe.parts import Assumption


class Group(Enum):
    """Where a component stands in the cell; the energy-density bases are sums over groups."""

    CATHODE_SOLID = "cathode coating"
    CATHODE_PORE = "cathode pores"
    CATHODE_COLLECTOR = "cathode collector"
    SEPARATOR_SOLID = "separator"
    SEPARATOR_PORE = "separator pores"
    LITHIUM = "lithium"
    ANODE_SOLID = "anode coating"
    ANODE_PORE = "anode pores"
    ANODE_COLLECTOR = "anode collector"
    EXCESS_ELECTROLYTE = "excess electrolyte"
    TABS = "tabs"
    PACKAGING = "packaging"


@dataclass(frozen=True, slots=True)
class Component:
    """A row of the ledger."""

    name: str  # "cathode: L: NMC83"
    group: Group
    mass: float  # kg per cell
    volume: float  # m3 per cell
    areal_mass: float  # kg per m2 of cathode face
    areal_volume: float  # m3 per m2 of cathode face (m)
    origin: str  # "stated", or "assumed: ..." with what was assumed


def component(name: str, group: Group, areal_mass: float, areal_volume: float, area: float, origin: str) -> Component:
    """A row from its mass (kg) and volume (m3) per m2 of cathode face, for a cell of `area` m2 of cathode faces."""
    return Component(name, group, areal_mass * area, areal_volume * area, areal_mass, areal_volume, origin)


_WEIGHS = {"loading", "thickness", "porosity", "density", "share", "material", "faces", "tab_mass", "film_mass", "film_thickness"}
_WEIGHS |= {"seal_margin", "case_mass", "case_volume"}


def origin_of(assumptions: Sequence[Assumption], *fields: str) -> str:
    """Say whether what a row weighs and takes up was stated.

    Args:
        assumptions: what the recipe filled in.
        fields: dotted recipe fields; an assumption counts when its field is one of these or lies under it, and when it bears on
            mass or volume (a loading does, a conductivity does not).

    Returns:
        "stated", or "assumed: FIELD VALUE (SOURCE); ..." and "measured: ..." likewise.
    """
    filled = [a for a in assumptions if a.field.rpartition(".")[2] in _WEIGHS and any(_lies_under(a.field, field) for field in fields)]
    if not filled:
        return "stated"
    assumed = "; ".join(f"{a.field} {a.value} ({a.source})" for a in filled if not a.measured)
    measured = "; ".join(f"{a.field} {a.value} ({a.source})" for a in filled if a.measured)
    return "; ".join(part for part in (assumed and f"assumed: {assumed}", measured and f"measured: {measured}") if part)


def _lies_under(field: str, parent: str) -> bool:
    return field == parent or field.startswith(parent + ".")
