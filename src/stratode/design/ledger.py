"""The ledger of a cell: its whole bill of mass and volume, and what follows from it: Wh/kg, Wh/L, N/P and E/C on named bases."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

from stratode.design.bill import bill
from stratode.design.component import Component, Group
from stratode.design.filling import Filling, filling
from stratode.design.lithium import SECONDS_PER_HOUR, foil_capacity, plated_thickness
from stratode.design.stack import Stack, stack_of
from stratode.recipe.constants import FARADAY
from stratode.recipe.parts import Cell, Coin, Electrode

_COATING = frozenset({Group.CATHODE_SOLID})
_COATING_ROOM = _COATING | {Group.CATHODE_PORE}
_COLLECTOR = frozenset({Group.CATHODE_COLLECTOR})
_CELL = frozenset(Group)

BASES = {
    "coating": (_COATING, _COATING_ROOM),
    "electrode": (_COATING | _COLLECTOR, _COATING_ROOM | _COLLECTOR),
    "cell without packaging": (_CELL - {Group.PACKAGING}, _CELL - {Group.PACKAGING}),
    "cell with packaging": (_CELL, _CELL),
}
"""Basis -> (groups that weigh, groups that take room). A dry coating weighs its solids and takes the room of its solids and pores."""


@dataclass(frozen=True, slots=True)
class EnergyDensity:
    """Energy over mass and volume on one named basis."""

    basis: str
    mass: float  # kg per cell
    volume_assembled: float  # m3 per cell, as built (discharged)
    volume_charged: float  # m3 per cell, with the lithium that the first charge plates
    Wh_kg: float
    Wh_L_assembled: float
    Wh_L_charged: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """A cell on the scales. Everything per cell unless its name or comment says per m2 of cathode face."""

    rows: tuple[Component, ...]
    stack: Stack
    filling: Filling
    discharge_capacity: float  # Ah per m2 of cathode face
    first_charge_capacity: float  # Ah per m2 of cathode face
    anode_capacity: float  # Ah per m2: the lithium foil, or the porous anode's window at its first lithiation
    mean_voltage: float  # V
    energy: float  # Wh
    np_ratio_first_charge: float  # anode capacity over first-charge capacity
    np_ratio_discharge: float  # what the anode gives back over discharge capacity
    energy_densities: tuple[EnergyDensity, ...]

    @property
    def mass(self) -> float:
        """kg, sum of all rows."""
        return fsum(row.mass for row in self.rows)

    @property
    def volume(self) -> float:
        """m3 as assembled, sum of all rows."""
        return fsum(row.volume for row in self.rows)

    @property
    def capacity(self) -> float:
        """Ah, discharge."""
        return self.discharge_capacity * self.stack.area

    @property
    def ec_g_Ah(self) -> float:
        """Electrolyte over discharge capacity, g/Ah."""
        return 1000.0 * self.filling.mass / self.discharge_capacity

    def on(self, basis: str) -> EnergyDensity:
        """The energy density on a named basis.

        Raises:
            ValueError: no such basis.
        """
        for density in self.energy_densities:
            if density.basis == basis:
                return density
        raise ValueError(f"basis: must be one of {', '.join(map(repr, BASES))}; received {basis!r}")


def ledger(cell: Cell, discharge_capacity_Ah_m2: float, mean_voltage: float, *, first_charge_capacity_Ah_m2: float | None = None) -> Ledger:
    """Weigh a cell that delivers a known capacity.

    Args:
        cell: closed recipe.
        discharge_capacity_Ah_m2: per m2 of cathode face (1 mAh/cm2 = 10 Ah/m2); all energies and E/C refer to it.
        mean_voltage: V, of that discharge.
        first_charge_capacity_Ah_m2: per m2; by default the discharge capacity over (1 - the cathode's first-cycle loss).

    Returns:
        The ledger. Volume as charged adds the dense lithium that the first charge plates; porous anodes and cathodes are
        counted without swelling, and a stated coin case is rigid.

    Raises:
        ValueError: capacities or voltage that are not positive, or a part of the cell that cannot be counted.
    """
    _require_positive("discharge capacity", discharge_capacity_Ah_m2, "Ah/m2")
    _require_positive("mean voltage", mean_voltage, "V")
    first_charge = first_charge_capacity_Ah_m2
    if first_charge is None:
        first_charge = discharge_capacity_Ah_m2 / (1.0 - cell.cathode.first_cycle_loss)
    _require_positive("first-charge capacity", first_charge, "Ah/m2")

    stack = stack_of(cell.format)
    electrolyte = filling(cell, discharge_capacity_Ah_m2)
    rows = bill(cell, stack, electrolyte)
    energy = discharge_capacity_Ah_m2 * mean_voltage * stack.area
    anode = anode_capacity(cell)
    given_back = 1.0 - cell.anode.first_cycle_loss if isinstance(cell.anode, Electrode) else 1.0
    return Ledger(
        rows=rows,
        stack=stack,
        filling=electrolyte,
        discharge_capacity=discharge_capacity_Ah_m2,
        first_charge_capacity=first_charge,
        anode_capacity=anode,
        mean_voltage=mean_voltage,
        energy=energy,
        np_ratio_first_charge=anode / first_charge,
        np_ratio_discharge=anode * given_back / discharge_capacity_Ah_m2,
        energy_densities=_energy_densities(cell, rows, energy, _plated_volume(cell, first_charge) * stack.area),
    )


def anode_capacity(cell: Cell) -> float:
    """Capacity of the anode, Ah per m2 of cathode face: the whole lithium foil, or a porous anode between its two usual stoichiometries."""
    if not isinstance(cell.anode, Electrode):
        return foil_capacity(cell.anode.thickness, cell.anode.density)
    sites = (
        layer.thickness
        * population.volume_fraction
        * population.material.max_concentration
        * abs(population.material.stoichiometry_full - population.material.stoichiometry_empty)
        for layer in cell.anode.layers
        for population in layer.populations
    )
    return fsum(sites) * FARADAY / SECONDS_PER_HOUR


def _plated_volume(cell: Cell, charge: float) -> float:
    """Lithium that a charge plates, m3 per m2; none in a porous anode."""
    return 0.0 if isinstance(cell.anode, Electrode) else plated_thickness(charge, cell.anode.density)


def _energy_densities(cell: Cell, rows: tuple[Component, ...], energy: float, plated: float) -> tuple[EnergyDensity, ...]:
    rigid = isinstance(cell.format, Coin) and cell.format.case_volume > 0.0
    densities = []
    for basis, (weighing, filling_room) in BASES.items():
        mass = fsum(row.mass for row in rows if row.group in weighing)
        volume = fsum(row.volume for row in rows if row.group in filling_room)
        holds_anode = Group.LITHIUM in filling_room
        in_case = rigid and Group.PACKAGING in filling_room
        charged = volume + plated if holds_anode and not in_case else volume
        densities.append(EnergyDensity(basis, mass, volume, charged, energy / mass, 1e-3 * energy / volume, 1e-3 * energy / charged))
    return tuple(densities)


def _require_positive(name: str, value: float, unit: str) -> None:
    if not value > 0.0:
        raise ValueError(f"{name}: must be positive; received {value:g} {unit}; give the value of a discharge that delivered charge")
