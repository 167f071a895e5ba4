"""Cells at rest: stoichiometries and lithium at a common potential, and the capacity of a voltage window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from stratode.cell import tables
from stratode.recipe.constants import FARADAY
from stratode.recipe.parts import ActiveMaterial, Cell, Electrode, Layer

Array = NDArray[np.float64]

SAMPLES = 4001


@lru_cache(maxsize=256)
def _inverse(material: ActiveMaterial, temperature: float) -> tuple[Array, Array]:
    """(rising potentials, stoichiometries) of a material over the range of its data."""
    table = tables.potential(material, temperature)
    x = np.linspace(table.start, min(table.end, 1.0), SAMPLES)
    falling = np.minimum.accumulate(table(x) - 1e-12 * np.arange(SAMPLES))
    return falling[::-1].copy(), x[::-1].copy()


def stoichiometry_at(material: ActiveMaterial, temperature: float, potential: Array | float) -> Array:
    """Stoichiometry at rest at a potential (V against lithium), held at the ends of the data."""
    u, x = _inverse(material, temperature)
    return np.asarray(np.interp(potential, u, x), dtype=float)


@dataclass(frozen=True, slots=True)
class Host:
    """An electrode as a store of lithium: its materials with their capacities (C/m2 from x = 0 to 1)."""

    materials: tuple[ActiveMaterial, ...]
    capacities: tuple[float, ...]
    temperature: float

    @property
    def total(self) -> float:
        """Charge from x = 0 to x = 1, C/m2."""
        return sum(self.capacities)

    def lithium(self, potential: Array | float) -> Array:
        """Stored charge at rest at a potential, C/m2."""
        parts = [q * stoichiometry_at(m, self.temperature, potential) for m, q in zip(self.materials, self.capacities, strict=True)]
        return np.asarray(sum(parts), dtype=float)

    def stoichiometries(self, lithium: float) -> dict[ActiveMaterial, float]:
        """Stoichiometry of each material at rest at a stored charge, C/m2; several materials share one potential."""
        if len(self.materials) == 1:
            return {self.materials[0]: min(max(lithium / self.total, 0.0), 1.0)}
        common = float(self.potential(np.array(lithium)))
        return {m: float(stoichiometry_at(m, self.temperature, common)) for m in self.materials}

    def potential(self, lithium: Array) -> Array:
        """Common potential at rest at a stored charge (C/m2)."""
        if len(self.materials) == 1:
            one: Array = tables.potential(self.materials[0], self.temperature)(np.asarray(lithium) / self.capacities[0])
            return one
        u = np.unique(np.concatenate([_inverse(m, self.temperature)[0] for m in self.materials]))
        return np.asarray(np.interp(lithium, self.lithium(u)[::-1], u[::-1]), dtype=float)


def host(electrode: Electrode, temperature: float) -> Host:
    """The electrode's materials and capacities, equal materials together."""
    return host_of(electrode.layers, temperature)


def host_of(layers: Sequence[Layer], temperature: float) -> Host:
    """The materials and capacities of layers that share one solid, equal materials together."""
    sums: dict[ActiveMaterial, float] = {}
    for layer in layers:
        for p in layer.populations:
            charge = FARADAY * layer.thickness * p.volume_fraction * p.material.max_concentration
            sums[p.material] = sums.get(p.material, 0.0) + charge
    return Host(tuple(sums), tuple(sums.values()), temperature)


Stoichiometries = dict[ActiveMaterial, float]


@dataclass(frozen=True, slots=True)
class Window:
    """The cell at rest at the two ends of its voltage window, and the charge between them, C/m2. The anode is {} for lithium."""

    cathode_full: Stoichiometries  # of the charged cell
    cathode_empty: Stoichiometries
    anode_full: Stoichiometries
    anode_empty: Stoichiometries
    capacity: float


def window(cell: Cell, lower: float, upper: float) -> Window:
    """Rest states at the cut-offs; a full cell's lithium is the cathode's as made, less what the first charge leaves in the anode.

    Where a file states the stoichiometries at 100 % state of charge, those are the full end, whatever the upper cut-off.
    """
    cathode = host(cell.cathode, cell.temperature)
    if not isinstance(cell.anode, Electrode):
        most, least = float(cathode.lithium(lower)), float(cathode.lithium(upper))
        return Window(cathode.stoichiometries(least), cathode.stoichiometries(most), {}, {}, most - least)
    anode = host(cell.anode, cell.temperature)
    in_cathode, in_anode = _as_formed(cell, cathode, anode)

    def voltage(charge: Array) -> Array:
        return cathode.potential(in_cathode - charge) - anode.potential(in_anode + charge)

    most, least = min(in_cathode, anode.total - in_anode), -min(cathode.total - in_cathode, in_anode)
    full = 0.0 if cell.initial_stoichiometry is not None else _charge_at(voltage, upper, least, most)
    empty = _charge_at(voltage, lower, least, most)
    return Window(
        cathode.stoichiometries(in_cathode - full),
        cathode.stoichiometries(in_cathode - empty),
        anode.stoichiometries(in_anode + full),
        anode.stoichiometries(in_anode + empty),
        max(full - empty, 0.0),
    )


@dataclass(frozen=True, slots=True)
class AtRest:
    """A cell at rest somewhere in its voltage window. The anode is {} for lithium."""

    cathode: Stoichiometries
    anode: Stoichiometries
    voltage: float  # V


def at_soc(cell: Cell, soc: float) -> AtRest:
    """The cell at rest at a state of charge: the share `soc` of the charge between rest at the lower and at the upper cut-off.

    Raises:
        ValueError: a state of charge outside 0 to 1.
    """
    if not 0.0 <= soc <= 1.0:
        raise ValueError(f"state of charge: must lie between 0 and 1; received {soc:g}; write for example 0.5")
    ends = window(cell, cell.protocol.lower_voltage, cell.protocol.upper_voltage)
    cathode = host(cell.cathode, cell.temperature)
    lithium = _between(cathode, ends.cathode_empty, ends.cathode_full, soc)
    voltage = float(cathode.potential(np.array(lithium)))
    if not isinstance(cell.anode, Electrode):
        return AtRest(cathode.stoichiometries(lithium), {}, voltage)
    anode = host(cell.anode, cell.temperature)
    plated = _between(anode, ends.anode_empty, ends.anode_full, soc)
    return AtRest(cathode.stoichiometries(lithium), anode.stoichiometries(plated), voltage - float(anode.potential(np.array(plated))))


def usual(layers: Sequence[Layer], temperature: float, soc: float) -> Stoichiometries:
    """Layers that share one solid, at rest at a share of their materials' usual windows: `stoichiometry_empty` at 0, `_full` at 1."""
    store = host_of(layers, temperature)
    if not store.materials:
        return {}
    empty, full = ({m: getattr(m, end) for m in store.materials} for end in ("stoichiometry_empty", "stoichiometry_full"))
    return store.stoichiometries(_between(store, empty, full, soc))


def _between(store: Host, empty: Stoichiometries, full: Stoichiometries, soc: float) -> float:
    """Stored charge (C/m2) a share of the way from one state to another."""
    return sum(q * ((1.0 - soc) * empty[m] + soc * full[m]) for m, q in zip(store.materials, store.capacities, strict=True))


def _as_formed(cell: Cell, cathode: Host, anode: Host) -> tuple[float, float]:
    """Lithium (C/m2) of cathode and anode in one state of the formed cell."""
    if cell.initial_stoichiometry is not None:
        return cell.initial_stoichiometry[0] * cathode.total, cell.initial_stoichiometry[1] * anode.total
    loss = cell.anode.first_cycle_loss if isinstance(cell.anode, Electrode) else 0.0
    made = sum(q * m.stoichiometry_empty for m, q in zip(cathode.materials, cathode.capacities, strict=True))
    full = sum(q * m.stoichiometry_full for m, q in zip(cathode.materials, cathode.capacities, strict=True))
    bare = sum(q * m.stoichiometry_empty for m, q in zip(anode.materials, anode.capacities, strict=True))
    first_charge = made - full
    return full, bare + first_charge * (1.0 - loss)


def _charge_at(rest: Callable[[Array], Array], target: float, least: float, most: float) -> float:
    """Charge at which the rest voltage (rising with charge) meets the target, held at the ends: a grid that zooms in."""
    for _ in range(5):
        charge = np.linspace(least, most, 101)
        above = np.nonzero(rest(charge) >= target)[0]
        if above.size == 0:
            return most
        k = int(above[0])
        if k == 0:
            return least
        least, most = float(charge[k - 1]), float(charge[k])
    return 0.5 * (least + most)
