"""How much electrolyte a cell has, and whether there is pore volume for it to be in."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.recipe.parts import Cell, Coin, Electrode


@dataclass(frozen=True, slots=True)
class Filling:
    """Electrolyte against pores, per m2 of cathode face. Volumes in m3/m2 (m), mass in kg/m2."""

    mass: float
    volume: float
    pore_volume: float
    origin: str

    @property
    def share_in_pores(self) -> float:
        """Share of the electrolyte that has pore volume to be in, 0 to 1."""
        return min(1.0, self.pore_volume / self.volume) if self.volume > 0.0 else 1.0

    @property
    def filled_share(self) -> float:
        """Share of the pore volume that the electrolyte can fill, 0 to 1; below 1 there is a shortage."""
        return min(1.0, self.volume / self.pore_volume) if self.pore_volume > 0.0 else 1.0

    @property
    def excess_volume(self) -> float:
        """Electrolyte beyond the pores, m3/m2."""
        return max(0.0, self.volume - self.pore_volume)

    @property
    def shortage_volume(self) -> float:
        """Pores that stay empty, m3/m2."""
        return max(0.0, self.pore_volume - self.volume)


def pore_volume(cell: Cell) -> float:
    """Pore volume of all layers and the separator, m3 per m2 of cathode face."""
    electrodes = [cell.cathode, cell.anode] if isinstance(cell.anode, Electrode) else [cell.cathode]
    layers = sum(layer.porosity * layer.thickness for electrode in electrodes for layer in electrode.layers)
    return layers + cell.separator.porosity * cell.separator.thickness


def filling(cell: Cell, discharge_capacity: float) -> Filling:
    """The electrolyte a cell was given, against its pores.

    Args:
        cell: closed recipe.
        discharge_capacity: Ah per m2 of cathode face; E/C refers to it.

    Returns:
        The filling: from E/C (pouch), the filled mass (coin), or exactly full pores where neither was stated.
    """
    pores = pore_volume(cell)
    density = cell.electrolyte.density
    form = cell.format
    if isinstance(form, Coin) and form.electrolyte_mass is not None:
        mass = form.electrolyte_mass / form.area
        return Filling(mass, mass / density, pores, "stated: filled mass")
    if not isinstance(form, Coin) and form.ec_ratio is not None:
        mass = form.ec_ratio * discharge_capacity * 3600.0
        return Filling(mass, mass / density, pores, "stated: E/C times the discharge capacity")
    return Filling(pores * density, pores, pores, "assumed: the electrolyte just fills the pores")
