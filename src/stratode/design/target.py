"""The ledger backwards: which electrolyte, lithium and packaging a stated Wh/kg or Wh/L leaves room for.

Per m2 of cathode face a discharge gives E = Q U. A target of e Wh/kg allows the mass E / e, a target of v Wh/L the volume E / v.
Both budgets are linear in the electrolyte, the lithium and, for a given share, the packaging, so the boundary of the feasible
set is closed form; nothing is searched for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, inf, isinf

from stratode.design.component import Group
from stratode.design.ledger import Ledger
from stratode.design.lithium import SECONDS_PER_HOUR, plated_thickness
from stratode.recipe.parts import Cell, LithiumMetal

_VARIED = {Group.LITHIUM, Group.CATHODE_PORE, Group.SEPARATOR_PORE, Group.ANODE_PORE, Group.EXCESS_ELECTROLYTE, Group.PACKAGING}
_PORES = {Group.CATHODE_PORE, Group.SEPARATOR_PORE, Group.ANODE_PORE}
_LITHIUM_DENSITY = 534.0  # kg/m3 at 20 C, CRC Handbook of Chemistry and Physics; for a foil that a recipe does not describe
_KG_C_PER_G_AH = 1e-3 / SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of the cell with its packaging. At least one of the two energy densities is stated."""

    areal_capacity: float  # Ah per m2 of cathode face, discharge
    mean_voltage: float  # V
    energy_Wh_kg: float | None = None
    energy_Wh_L: float | None = None

    def __post_init__(self) -> None:
        """Refuse a target that asks for nothing or for a number that is not positive."""
        if self.energy_Wh_kg is None and self.energy_Wh_L is None:
            raise ValueError("target: state energy_Wh_kg, energy_Wh_L or both; received neither")
        for name in ("areal_capacity", "mean_voltage", "energy_Wh_kg", "energy_Wh_L"):
            value = getattr(self, name)
            if value is not None and not 0.0 < value < inf:
                raise ValueError(f"target: {name} must be positive and finite; received {value:g}")

    @property
    def areal_energy(self) -> float:
        """Wh per m2 of cathode face."""
        return self.areal_capacity * self.mean_voltage

    @property
    def mass_budget(self) -> float:
        """kg per m2 of cathode face that the target allows for everything; infinite without a Wh/kg target."""
        return inf if self.energy_Wh_kg is None else self.areal_energy / self.energy_Wh_kg

    @property
    def volume_budget(self) -> float:
        """m3 per m2 (m) that the target allows for everything; infinite without a Wh/L target."""
        return inf if self.energy_Wh_L is None else 1e-3 * self.areal_energy / self.energy_Wh_L


@dataclass(frozen=True, slots=True)
class FixedParts:
    """What stays as it is, per m2 of cathode face: coatings, collector shares, separator, tabs, and the pores with nothing in them."""

    mass: float  # kg/m2
    thickness: float  # m, pores included
    pore_volume: float  # m3/m2
    electrolyte_density: float  # kg/m3
    lithium_density: float  # kg/m3
    packaging_density: float  # kg/m3; infinite where packaging takes no room


def fixed_parts(cell: Cell, book: Ledger, *, charged: bool = False) -> FixedParts:
    """The fixed parts of a cell that has been weighed.

    Args:
        cell: closed recipe.
        book: its ledger.
        charged: count the room of the lithium that the first charge plates, so that Wh/L means the charged cell.
    """
    packaging = [row for row in book.rows if row.group is Group.PACKAGING]
    film_volume = fsum(row.areal_volume for row in packaging)
    lithium = isinstance(cell.anode, LithiumMetal)
    density = cell.anode.density if isinstance(cell.anode, LithiumMetal) else _LITHIUM_DENSITY
    plated = plated_thickness(book.first_charge_capacity, density) if charged and lithium else 0.0
    return FixedParts(
        mass=fsum(row.areal_mass for row in book.rows if row.group not in _VARIED),
        thickness=fsum(row.areal_volume for row in book.rows if row.group not in _VARIED or row.group in _PORES) + plated,
        pore_volume=book.filling.pore_volume,
        electrolyte_density=cell.electrolyte.density,
        lithium_density=density,
        packaging_density=fsum(row.areal_mass for row in packaging) / film_volume if film_volume > 0.0 else inf,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to fill the budget."""

    ec_ratio: float  # kg/C
    lithium_thickness: float  # m per cathode face
    packaging_share: float  # packaging mass over the cell's mass, 0 to 1


@dataclass(frozen=True, slots=True)
class FeasibleSet:
    """All choices at or above the least ones that reach the target. Every bound is exact; None says that no such choice exists."""

    target: Target
    fixed: FixedParts
    least: Choice

    # ---------------------------------------------------------------------------------------------------------- forward

    def mass(self, choice: Choice) -> float:
        """Mass of the cell with a choice, kg per m2 of cathode face."""
        return self._unpacked(choice.ec_ratio, choice.lithium_thickness) / (1.0 - choice.packaging_share)

    def volume(self, choice: Choice) -> float:
        """Volume of the cell with a choice, m3 per m2 of cathode face."""
        electrolyte = choice.ec_ratio * self._charge / self.fixed.electrolyte_density
        excess = max(0.0, electrolyte - self.fixed.pore_volume)
        packaging = choice.packaging_share * self.mass(choice) / self.fixed.packaging_density
        return self.fixed.thickness + choice.lithium_thickness + excess + packaging

    def reaches(self, choice: Choice) -> bool:
        """Whether a choice meets the target (least values aside)."""
        return self.mass(choice) <= self.target.mass_budget and self.volume(choice) <= self.target.volume_budget

    @property
    def is_empty(self) -> bool:
        """Whether not even the least choice reaches the target."""
        return not self.reaches(self.least)

    # --------------------------------------------------------------------------------------------------------- boundary

    def largest_ec_ratio(self, lithium_thickness: float, packaging_share: float) -> float | None:
        """Most electrolyte, kg/C, with the other two given."""
        fixed, wrap = self.fixed, self._wrap(packaging_share)
        dry = self._unpacked(0.0, lithium_thickness)
        by_mass = (1.0 - packaging_share) * self.target.mass_budget - dry
        room = self.target.volume_budget - fixed.thickness - lithium_thickness - wrap * dry
        pores_full = fixed.pore_volume * fixed.electrolyte_density
        if room >= wrap * pores_full:
            by_volume = (room + fixed.pore_volume) / (1.0 / fixed.electrolyte_density + wrap)
        else:
            by_volume = room / wrap if wrap > 0.0 else -inf
        return _at_least(min(by_mass, by_volume) / self._charge, self.least.ec_ratio)

    def largest_lithium(self, ec_ratio: float, packaging_share: float) -> float | None:
        """Thickest lithium per cathode face, m, with the other two given."""
        bare = Choice(ec_ratio, 0.0, packaging_share)
        density = self.fixed.lithium_density
        by_mass = (1.0 - packaging_share) * (self.target.mass_budget - self.mass(bare)) / density
        by_volume = (self.target.volume_budget - self.volume(bare)) / (1.0 + self._wrap(packaging_share) * density)
        return _at_least(min(by_mass, by_volume), self.least.lithium_thickness)

    def largest_packaging_share(self, ec_ratio: float, lithium_thickness: float) -> float | None:
        """Largest share of the cell's mass that packaging may take, with the other two given."""
        naked = Choice(ec_ratio, lithium_thickness, 0.0)
        unpacked, room = self.mass(naked), self.target.volume_budget - self.volume(naked)
        if room < 0.0:
            return None
        packaging = inf if isinf(self.fixed.packaging_density) else room * self.fixed.packaging_density
        by_volume = 1.0 if isinf(packaging) else packaging / (packaging + unpacked)
        by_mass = 1.0 - unpacked / self.target.mass_budget
        return _at_least(min(by_mass, by_volume), self.least.packaging_share)

    def surface(self, lithium_thicknesses: Iterable[float], packaging_shares: Iterable[float]) -> tuple[Choice, ...]:
        """The boundary as a table: the most electrolyte at each pair that is feasible, in the order given (thickness slowest)."""
        shares = tuple(packaging_shares)
        points = ((d, s, self.largest_ec_ratio(d, s)) for d in lithium_thicknesses for s in shares)
        return tuple(Choice(ec, d, s) for d, s, ec in points if ec is not None)

    def statement(self) -> str:
        """The answer in one or two sentences, in lab units."""
        asked = " and ".join(
            text
            for value, text in (
                (self.target.energy_Wh_kg, f"{self.target.energy_Wh_kg or 0.0:g} Wh/kg"),
                (self.target.energy_Wh_L, f"{self.target.energy_Wh_L or 0.0:g} Wh/L"),
            )
            if value is not None
        )
        head = f"{asked} at {self.target.areal_capacity / 10.0:.3g} mAh/cm2 and {self.target.mean_voltage:.3g} V"
        if self.is_empty:
            return f"{head} cannot be reached: {self._shortfall()}."
        most = self._extremes()
        return f"{head} can be reached{self._budget()}: {most}, each with the other two at their least."

    # ---------------------------------------------------------------------------------------------------------- within

    @property
    def _charge(self) -> float:
        """C per m2."""
        return self.target.areal_capacity * SECONDS_PER_HOUR

    def _unpacked(self, ec_ratio: float, lithium_thickness: float) -> float:
        return self.fixed.mass + self.fixed.lithium_density * lithium_thickness + ec_ratio * self._charge

    def _wrap(self, share: float) -> float:
        """Volume of packaging per mass of what it holds, m3/kg."""
        return share / (1.0 - share) / self.fixed.packaging_density

    def _budget(self) -> str:
        if self.target.energy_Wh_kg is None:
            return f", with {self.target.volume_budget * 1e6:.0f} um per cathode face of which {self.fixed.thickness * 1e6:.0f} are fixed"
        left = self.target.mass_budget - self.fixed.mass
        return f", with {self.target.mass_budget * 100.0:.1f} mg/cm2 per cathode face of which {left * 100.0:.1f} are free"

    def _extremes(self) -> str:
        ec = self.largest_ec_ratio(self.least.lithium_thickness, self.least.packaging_share) or 0.0
        lithium = self.largest_lithium(self.least.ec_ratio, self.least.packaging_share) or 0.0
        share = self.largest_packaging_share(self.least.ec_ratio, self.least.lithium_thickness) or 0.0
        return f"E/C up to {ec / _KG_C_PER_G_AH:.2f} g/Ah, lithium up to {lithium * 1e6:.0f} um, packaging up to {share:.1%} of the mass"

    def _shortfall(self) -> str:
        mass, volume, energy = self.mass(self.least), self.volume(self.least), self.target.areal_energy
        least = self.least
        reached = []
        if mass > self.target.mass_budget:
            reached.append(f"{energy / mass:.0f} Wh/kg ({mass * 100.0:.1f} of {self.target.mass_budget * 100.0:.1f} mg/cm2)")
        if volume > self.target.volume_budget:
            reached.append(f"{1e-3 * energy / volume:.0f} Wh/L ({volume * 1e6:.0f} of {self.target.volume_budget * 1e6:.0f} um)")
        return (
            f"the least choice (E/C {least.ec_ratio / _KG_C_PER_G_AH:.2f} g/Ah, {least.lithium_thickness * 1e6:.0f} um lithium, "
            f"{least.packaging_share:.1%} packaging) gives only {' and '.join(reached)}"
        )


def feasible_set(
    target: Target,
    fixed: FixedParts,
    *,
    least_ec_ratio: float | None = None,
    least_lithium: float = 0.0,
    least_packaging_share: float = 0.0,
) -> FeasibleSet:
    """Which (E/C, lithium thickness, packaging share) reach a target.

    Args:
        target: Wh/kg, Wh/L or both, with mean voltage and areal capacity.
        fixed: the parts that stay as they are.
        least_ec_ratio: kg/C; by default what fills the pores.
        least_lithium: m per cathode face; 0 is a cell without lithium foil.
        least_packaging_share: of the cell's mass, 0 to 1.

    Raises:
        ValueError: a least value that is negative, or a packaging share of 1 or more.
    """
    if least_ec_ratio is None:
        least_ec_ratio = fixed.pore_volume * fixed.electrolyte_density / (target.areal_capacity * SECONDS_PER_HOUR)
    for name, value, below in (
        ("least_ec_ratio", least_ec_ratio, inf),
        ("least_lithium", least_lithium, inf),
        ("least_packaging_share", least_packaging_share, 1.0),
    ):
        if not 0.0 <= value < below:
            raise ValueError(f"{name}: must be at least 0 and below {below:g}; received {value:g}")
    return FeasibleSet(target, fixed, Choice(least_ec_ratio, least_lithium, least_packaging_share))


def _at_least(value: float, least: float) -> float | None:
    return value if value >= least else None
