"""The way of the current through a cell, section by section, with the share that ions carry where the reaction is uniform.

Sections run from the cathode collector to the anode. With a uniform reaction (per capacity of active material) the share of the
current in the pores rises from 0 at the cathode collector to 1 at the separator, linearly within a layer, and falls again to 0
through a porous anode; electrons carry the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stratode.cell.transport import electron_conductivity, path_conductivity, transport_efficiency
from stratode.recipe.parts import Cell, Electrode, Layer


@dataclass(frozen=True, slots=True)
class Section:
    """One layer or the separator. `start` and `end` are the ionic shares of the current at its two faces."""

    name: str
    thickness: float  # m
    porosity: float
    efficiency: float  # eps / tau
    start: float  # at the face towards the cathode collector
    end: float  # at the face towards the anode
    electron_conductivity: float | None  # S/m; None in the separator
    contact_resistance: float  # ohm m2, electronic, with the neighbour towards its own collector
    beside: float = 0.0  # S/m, effective conductivity of single-ion conductors beside the electrolyte

    def conductivity(self, electrolyte: float) -> float:
        """Effective ionic conductivity, S/m, with a free electrolyte of this one."""
        return self.efficiency * electrolyte + self.beside


def cathode_path(cell: Cell) -> tuple[Section, ...]:
    """Sections of the cathode, collector to separator."""
    return _electrode_path(cell.cathode, "cathode", cell.temperature)


def separator_section(cell: Cell) -> Section:
    """The separator, where ions carry everything."""
    separator = cell.separator
    efficiency = transport_efficiency(separator.transport, separator.porosity)
    beside = path_conductivity(separator.paths, cell.temperature)
    return Section("separator", separator.thickness, separator.porosity, efficiency, 1.0, 1.0, None, 0.0, beside)


def anode_path(cell: Cell) -> tuple[Section, ...]:
    """Sections of a porous anode, separator to collector; none for lithium."""
    if not isinstance(cell.anode, Electrode):
        return ()
    forward = _electrode_path(cell.anode, "anode", cell.temperature)
    return tuple(replace(s, start=s.end, end=s.start) for s in reversed(forward))


def current_path(cell: Cell) -> tuple[Section, ...]:
    """All sections, cathode collector to anode."""
    return (*cathode_path(cell), separator_section(cell), *anode_path(cell))


def _electrode_path(electrode: Electrode, side: str, temperature: float) -> tuple[Section, ...]:
    capacities = [_capacity(layer) for layer in electrode.layers]
    whole, before, sections = sum(capacities), 0.0, []
    for number, (layer, capacity) in enumerate(zip(electrode.layers, capacities, strict=True)):
        after = 1.0 if number == len(capacities) - 1 else before + capacity / whole
        sections.append(
            Section(
                name=f"{side}: {layer.name}",
                thickness=layer.thickness,
                porosity=layer.porosity,
                efficiency=transport_efficiency(layer.transport, layer.porosity),
                start=before,
                end=after,
                electron_conductivity=electron_conductivity(layer.electrons, layer),
                contact_resistance=layer.interface.contact_resistance,
                beside=path_conductivity(layer.paths, temperature),
            )
        )
        before = after
    return tuple(sections)


def _capacity(layer: Layer) -> float:
    """Lithium that a layer's active material takes over its usual window, mol/m2."""
    return layer.thickness * sum(
        p.volume_fraction * p.material.max_concentration * abs(p.material.stoichiometry_full - p.material.stoichiometry_empty)
        for p in layer.populations
    )


def mean_efficiency(sections: Sequence[Section]) -> float:
    """Transport efficiency of sections in series, 1 (harmonic mean weighted by thickness)."""
    return sum(s.thickness for s in sections) / sum(s.thickness / s.efficiency for s in sections)
