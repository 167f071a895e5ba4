"""The bill of a cell from what a paper states: the parts that have a number, and the whole that an energy leaves room for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from stratode.evidence.engine.case import Case
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation, Slot, product_of
from stratode.evidence.engine.telling import follow
from stratode.evidence.rules import share
from stratode.recipe.library import find
from stratode.recipe.parts import Inert, LithiumMetal

FAMILY = "energy"
SUM = "conservation of mass and volume"
FACES_OF_A_COLLECTOR = 2.0  # a foil is coated on both sides at best: half of it belongs to each face
LOADINGS = ("coating_loading", "loading", "active_loading")
WHOLE = ("", "cell with packaging", "cell without packaging", "as assembled", "as charged")


@dataclass(frozen=True, slots=True)
class Parts:
    """Stated parts of a cell.

    Args:
        total: their sum per coated area.
        names: of the quantities that were counted.
        words: they in words, "coating, lithium and electrolyte".
    """

    total: Node
    names: tuple[str, ...]
    words: str


@lru_cache
def density_of(material: str) -> float:
    """Density of a solid of the material library, kg/m3."""
    part = find(material)
    if not isinstance(part, Inert | LithiumMetal):
        raise TypeError(f"{material}: must be a solid of the library; received {type(part).__name__}")
    return part.density


LITHIUM_DENSITY = density_of("lithium")


def _per_area(name: str, target: str, powers: Mapping[str, float], text: str, constant: float = 1.0) -> Relation:
    return product_of(name, FAMILY, target, powers, text, SUM, constant=constant)


_COATING = {name: _per_area("coating", "mass_per_area", {name: 1}, "mass of the coating = loading") for name in LOADINGS}
_LITHIUM = _per_area("lithium", "mass_per_area", {"lithium_thickness": 1}, "lithium = thickness x 0.534 g/cm3", LITHIUM_DENSITY)
_ELECTROLYTE = _per_area("electrolyte", "mass_per_area", {"ec_ratio": 1, "areal_capacity": 1}, "electrolyte = E/C x areal capacity")
_MEMBRANE = _per_area(
    "membrane", "mass_per_area", {"membrane_thickness": 1, "electrolyte_density": 1}, "membrane = thickness x density of the electrolyte"
)
_FILLED = _per_area(
    "electrolyte in the coating", "mass_per_area", {"electrolyte_volume_share": 1, "thickness": 1, "electrolyte_density": 1},
    "electrolyte in the coating = its share x thickness x density",
)  # fmt: skip
_REST = Relation(
    "electrolyte in the coating", FAMILY, Slot("mass_per_area"),
    (Slot("active_volume_share"), Slot("thickness"), Slot("electrolyte_density")),
    lambda active_volume_share, thickness, electrolyte_density: (1.0 - active_volume_share) * thickness * electrolyte_density,
    "electrolyte in a dense coating = (1 - active share) x thickness x density", SUM,
)  # fmt: skip
_COLLECTOR = _per_area(
    "collector", "mass_per_area", {"collector_thickness": 1}, "half of the aluminium foil = thickness x 2.7 g/cm3 / 2",
    density_of("aluminium") / FACES_OF_A_COLLECTOR,
)  # fmt: skip
_THICK = {
    name: _per_area(words, "volume_per_area", {name: 1}, f"thickness of the {words}", constant)
    for name, words, constant in (
        ("thickness", "coating", 1.0),
        ("lithium_thickness", "lithium", 1.0),
        ("membrane_thickness", "membrane", 1.0),
        ("separator_thickness", "separator", 1.0),
        ("collector_thickness", "collector", 1.0 / FACES_OF_A_COLLECTOR),
    )
}


def claimed(case: Case, measure: str) -> Node | None:
    """The stated value of a quantity, whatever its conditions; None where there is none."""
    return next((node for _, values in case.known.of(measure) for node in values if node.claim), None)


def energy_of(case: Case, energy: str) -> Node | None:
    """The stated energy per mass or volume of the whole cell; None where none is stated, or of a part of it alone."""
    return next((node for _, values in case.known.of(energy) for node in values if node.claim and node.basis in WHOLE), None)


def capacity(case: Case, energy: str) -> Node | None:
    """The areal capacity that belongs to a stated energy; stated before derived."""
    found = [node for _, values in case.known.of("areal_capacity") for node in values if not node.assumption and node.cycle == 1.0]
    return _at_its_rate(found, energy_of(case, energy))


def voltage(case: Case, energy: str) -> Node | None:
    """The mean discharge voltage that belongs to a stated energy, stated or assumed."""
    found = [node for _, values in case.known.of("mean_voltage") for node in values if node.claim]
    return _at_its_rate(found, energy_of(case, energy)) or case.assumed("mean_voltage")


def _at_its_rate(found: list[Node], energy: Node | None) -> Node | None:
    """The value at the rate of an energy, else at a lower one, where it is larger if it differs; None where only faster ones are known."""
    if energy is None:
        return None
    fastest = share.SLOW if energy.rate is None else energy.rate
    fitting = [node for node in found if node.rate is None or node.rate <= fastest]
    return min(fitting, key=lambda node: (node.rate != energy.rate, -(node.rate or 0.0), node.claim is None), default=None)


def _budget(case: Case, energy: str, target: str) -> Node | None:
    stated = energy_of(case, energy)
    if stated is None:
        return None
    powers = {"areal_capacity": 1.0, "mean_voltage": 1.0, energy: -1.0}
    way = _per_area(f"{target} from energy", target, powers, f"areal capacity x mean voltage / {stated.measure.noun}")
    return follow(way, {"areal_capacity": capacity(case, energy), "mean_voltage": voltage(case, energy), energy: stated})


def mass_budget(case: Case) -> Node | None:
    """Mass of the whole cell per coated area that a stated Wh/kg leaves; None where none is stated on the whole cell."""
    return _budget(case, "specific_energy", "mass_per_area")


def volume_budget(case: Case) -> Node | None:
    """Volume of the whole cell per coated area that a stated Wh/L leaves; None where none is stated."""
    return _budget(case, "energy_density", "volume_per_area")


def stated_mass(case: Case) -> Parts | None:
    """The parts that are stated, by mass; None where the coating is not."""
    coating = next(((name, node) for name in LOADINGS if (node := claimed(case, name))), None)
    if coating is None:
        return None
    terms = {"coating": follow(_COATING[coating[0]], {coating[0]: coating[1]})}
    terms["lithium"] = follow(_LITHIUM, {"lithium_thickness": claimed(case, "lithium_thickness")})
    terms["collector"] = follow(_COLLECTOR, {"collector_thickness": claimed(case, "collector_thickness")})
    terms |= dict(_electrolytes(case))
    return _added("mass_per_area", terms)


def _electrolytes(case: Case) -> Iterator[tuple[str, Node | None]]:
    """The electrolyte by E/C; of a solid one what the membrane and the coating hold."""
    ratio, density = claimed(case, "ec_ratio"), case.best("electrolyte_density")
    if ratio is not None:
        yield "electrolyte", follow(_ELECTROLYTE, {"ec_ratio": ratio, "areal_capacity": capacity(case, "specific_energy")})
        return
    yield "membrane", follow(_MEMBRANE, {"membrane_thickness": claimed(case, "membrane_thickness"), "electrolyte_density": density})
    share = claimed(case, "electrolyte_volume_share")
    thickness = claimed(case, "thickness")
    if share is not None:
        given = {"electrolyte_volume_share": share, "thickness": thickness, "electrolyte_density": density}
        yield "electrolyte in the coating", follow(_FILLED, given)
    elif case.sample.traits.get("filling") == "dense":
        rest = {"active_volume_share": claimed(case, "active_volume_share"), "thickness": thickness, "electrolyte_density": density}
        yield "electrolyte in the coating", follow(_REST, rest)


def stated_volume(case: Case) -> Parts | None:
    """The parts that are stated, by thickness; None where the coating is not."""
    terms = {way.name: follow(way, {name: claimed(case, name)}) for name, way in _THICK.items()}
    membrane, separator = terms["membrane"], terms["separator"]
    if membrane is not None and separator is not None:  # they may be one thing by two names
        del terms["membrane" if membrane.interval.high < separator.interval.high else "separator"]
    return _added("volume_per_area", terms) if terms["coating"] is not None else None


def with_plated(total: Node, plated: Node) -> Node | None:
    """The stated parts with the lithium that the first charge plates; None outside what is possible."""
    return _sum("volume_per_area", {"parts": total, "plated lithium": plated})


def _added(target: str, terms: Mapping[str, Node | None]) -> Parts | None:
    have = {name: node for name, node in terms.items() if node is not None}
    names = list(have)
    words = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    total = _sum(target, have)
    return None if total is None else Parts(total, tuple(names), words)


def _sum(target: str, terms: Mapping[str, Node]) -> Node | None:
    slots = tuple(Slot(node.measure.name, name) for name, node in terms.items())

    def total(**given: np.ndarray) -> np.ndarray:
        return np.asarray(sum(given.values()))

    way = Relation("sum of the stated parts", FAMILY, Slot(target, "limit"), slots, total, "sum of the stated parts", SUM)
    return follow(way, dict(terms))
