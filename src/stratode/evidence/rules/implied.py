"""What a stated energy implies for the whole cell, and which input that would settle it is not stated."""

from __future__ import annotations

from collections.abc import Iterator

from stratode.design.lithium import SECONDS_PER_HOUR
from stratode.design.target import Choice, FeasibleSet, FixedParts, Target, feasible_set
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import shown
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import product_of
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import follow, found
from stratode.evidence.finding import Severity
from stratode.evidence.rules import bill
from stratode.recipe.library import find
from stratode.recipe.parts import Separator

FAMILY = "energy"
DEFINITION = "by definition"
FOIL = 10e-6  # m, assumed of an aluminium foil that is not stated
OUTER = 0.8  # share of the whole that the stated parts reach where packaging and tabs alone are left
LITHIUM, PACKAGING = (0.0, 20e-6, 50e-6, 100e-6), (0.0, 0.1)  # m; share of the cell's mass: of the table that is told
INPUTS = ("mean_voltage", "lithium_thickness", "ec_ratio", "collector_thickness", "separator_thickness")
WEIGHED, SIZED = ("cell_mass", "mass_per_area"), ("cell_volume", "volume_per_area")

# fmt: off
_AREA = product_of("coated area", FAMILY, "area", {"cell_capacity": 1, "areal_capacity": -1}, "cell capacity / areal capacity", DEFINITION)
_ENERGY = product_of("energy", FAMILY, "cell_energy", {"cell_capacity": 1, "mean_voltage": 1}, "cell capacity x mean voltage", DEFINITION)
_MASS = product_of("mass", FAMILY, "cell_mass", {"cell_energy": 1, "specific_energy": -1}, "cell energy / specific energy", DEFINITION)
_VOLUME = product_of("volume", FAMILY, "cell_volume", {"cell_energy": 1, "energy_density": -1}, "cell energy / energy density", DEFINITION)
# fmt: on


def _implied(case: Case, rule: Check) -> Iterator[Looked]:
    """One finding with all that follows, unless the stated bill closes."""
    mass = None if _any(case, WEIGHED) else bill.mass_budget(case)
    volume = None if _any(case, SIZED) else bill.volume_budget(case)
    if (mass is None and volume is None) or _closes(case, mass):
        return
    derived = [node for node in (*_whole(case), mass, volume) if node is not None]
    energies = [node for name in ("specific_energy", "energy_density") if (node := bill.energy_of(case, name))]
    head = " and ".join(shown(node.interval, node) for node in energies)
    solid = ("ec_ratio", "separator_thickness") if bill.claimed(case, "membrane_thickness") else ()
    missing = [MEANT[name] for name in INPUTS if name not in solid and bill.claimed(case, name) is None]
    sentences = [
        f"{head} imply " + "; ".join(f"{node.measure.noun} {_told(node)}" for node in derived) + ".",
        _beside(case, mass),
        _feasible(case),
        f"Not stated: {', '.join(missing)}." if missing else "",
    ]
    title = f"{head} imply " + ", ".join(_told(node) for node in derived if node.measure.name in (*WEIGHED, *SIZED))
    yield found(rule, case, Severity.MEDIUM, title, " ".join(text for text in sentences if text), (*energies, *derived))


MEANT = {
    "mean_voltage": "mean voltage",
    "lithium_thickness": "lithium",
    "ec_ratio": "electrolyte",
    "collector_thickness": "collector",
    "separator_thickness": "separator",
}


def _any(case: Case, names: tuple[str, ...]) -> bool:
    return any(bill.claimed(case, name) is not None for name in names)


def _closes(case: Case, mass: Node | None) -> bool:
    """Whether every part is stated and their sum, with packaging, can be the whole."""
    parts = bill.stated_mass(case)
    if mass is None or parts is None or any(bill.claimed(case, name) is None for name in INPUTS):
        return False
    return mass.interval.high >= parts.total.interval.low and parts.total.interval.high >= OUTER * mass.interval.low


def _whole(case: Case) -> Iterator[Node | None]:
    """Area, energy, mass and volume of a cell whose capacity is stated."""
    charge = bill.claimed(case, "cell_capacity")
    weight, size = bill.energy_of(case, "specific_energy"), bill.energy_of(case, "energy_density")
    basis = "specific_energy" if weight else "energy_density"
    if charge is None:
        return
    yield follow(_AREA, {"cell_capacity": charge, "areal_capacity": bill.capacity(case, basis)})
    energy = follow(_ENERGY, {"cell_capacity": charge, "mean_voltage": bill.voltage(case, basis)})
    yield energy
    yield follow(_MASS, {"cell_energy": energy, "specific_energy": weight})
    yield follow(_VOLUME, {"cell_energy": energy, "energy_density": size})


def _told(node: Node) -> str:
    """The value at the middle of all numbers, with its range."""
    middle = node.measure.text(float(node.values({})))
    return f"{middle} ({shown(node.interval, node)})"


def _beside(case: Case, mass: Node | None) -> str:
    """What the stated parts leave of the mass."""
    parts = bill.stated_mass(case)
    if mass is None or parts is None:
        return ""
    whole, stated = float(mass.values({})), float(parts.total.values({}))
    text = mass.measure.text
    verb = "weigh" if len(parts.names) > 1 else "weighs"
    left = f"{text(whole - stated)} are left for all else" if whole >= stated else f"{text(stated - whole)} more than that"
    return f"Per coated face the stated {parts.words} {verb} {text(stated)}; {left}."


# ------------------------------------------------------------------------------------------------------------ feasible choices


def _feasible(case: Case) -> str:
    """Which electrolyte, lithium and packaging reach the stated energy, by the ledger's inverse; "" where the electrolyte is solid."""
    target, fixed = _target(case), _fixed(case)
    if target is None or fixed is None:
        return ""
    ratio, lithium = bill.claimed(case, "ec_ratio"), bill.claimed(case, "lithium_thickness")
    least = float(ratio.values({})) if ratio else None
    sets = feasible_set(target, fixed, least_ec_ratio=least, least_lithium=float(lithium.values({})) if lithium else 0.0)
    collector = "the stated foil" if bill.claimed(case, "collector_thickness") else "10 um of aluminium shared by two faces (assumed)"
    separator = "the stated separator" if bill.claimed(case, "separator_thickness") else "a 12 um separator (assumed)"
    return f"With {collector} and {separator}: {sets.statement()}{_table(sets, lithium is None and ratio is None)}"


def _table(sets: FeasibleSet, free: bool) -> str:
    """The most electrolyte by lithium and packaging where neither lithium nor electrolyte is stated."""
    if not free or sets.is_empty:
        return ""
    return f" Most electrolyte: {'; '.join(map(_row, sets.surface(LITHIUM, PACKAGING)))}."


def _row(choice: Choice) -> str:
    ratio = choice.ec_ratio * SECONDS_PER_HOUR * 1e3
    return f"{ratio:.2g} g/Ah with {choice.lithium_thickness * 1e6:.0f} um of lithium and {choice.packaging_share:.0%} packaging"


def _target(case: Case) -> Target | None:
    weight, size = bill.energy_of(case, "specific_energy"), bill.energy_of(case, "energy_density")
    size = size if bill.claimed(case, "thickness") else None  # without the coating's thickness there is no bill of volume
    basis = "specific_energy" if weight else "energy_density"
    areal, voltage = bill.capacity(case, basis), bill.voltage(case, basis)
    if areal is None or voltage is None or (weight is None and size is None):
        return None
    return Target(
        areal_capacity=float(areal.values({})) / SECONDS_PER_HOUR,
        mean_voltage=float(voltage.values({})),
        energy_Wh_kg=float(weight.values({})) / SECONDS_PER_HOUR if weight else None,
        energy_Wh_L=float(size.values({})) / (1e3 * SECONDS_PER_HOUR) if size else None,
    )


def _fixed(case: Case) -> FixedParts | None:
    """Coating, half a foil and a separator; None where the electrolyte is solid or the coating's mass is not stated."""
    coating = next((node for name in bill.LOADINGS if (node := bill.claimed(case, name))), None)
    density = case.best("electrolyte_density")
    if coating is None or density is None or bill.claimed(case, "membrane_thickness") is not None:
        return None
    film = find("PE separator", kind="separator")
    if not isinstance(film, Separator):
        raise TypeError(f"PE separator: must be a separator of the library; received {type(film).__name__}")
    foil, sheet, deep = (
        _or(case, "collector_thickness", FOIL),
        _or(case, "separator_thickness", film.thickness),
        _or(case, "thickness", 0.0),
    )
    return FixedParts(
        mass=float(coating.values({}))
        + foil / bill.FACES_OF_A_COLLECTOR * bill.density_of("aluminium")
        + sheet * (1.0 - film.porosity) * film.density,
        thickness=deep + foil / bill.FACES_OF_A_COLLECTOR + sheet,
        pore_volume=deep * _or(case, "porosity", 0.0) + sheet * film.porosity,
        electrolyte_density=float(density.values({})),
        lithium_density=bill.LITHIUM_DENSITY,
        packaging_density=float("inf"),
    )


def _or(case: Case, measure: str, default: float) -> float:
    node = bill.claimed(case, measure)
    return default if node is None else float(node.values({}))


RULES = (
    Check(
        "what the energy implies",
        FAMILY,
        "cell mass per coated area = areal capacity x mean voltage / specific energy; volume likewise",
        DEFINITION,
        ("specific_energy", "energy_density", "areal_capacity", *INPUTS, "cell_capacity", "thickness", "porosity"),
        _implied,
    ),
)
