"""The ohmic budget: what each conductor of a cell costs at a uniform reaction and uniform salt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stratode.cell.transport import contact_resistance
from stratode.design.path import Section, anode_path, cathode_path, separator_section
from stratode.recipe.parts import Cell, Electrode


@dataclass(frozen=True, slots=True)
class Resistance:
    """One entry of the budget."""

    name: str
    value: float  # ohm m2

    def drop(self, current: float) -> float:
        """V at a current density in A/m2."""
        return self.value * current


def pore_resistance(sections: Sequence[Section], conductivity: float) -> float:
    """Resistance of the pores from end to end, R_ion, ohm m2: sum h / kappa_eff, conductors beside the electrolyte included.

    Args:
        sections: layers of one electrode, or the separator.
        conductivity: of the free electrolyte, S/m.
    """
    return sum(s.thickness / s.conductivity(conductivity) for s in sections)


def distributed_pore_resistance(sections: Sequence[Section], conductivity: float) -> float:
    """What the pores cost when the reaction takes the current off on the way, ohm m2: int f^2 / kappa_eff dx.

    R_ion / 3 for a uniform electrode: the real part of a blocking transmission line at low frequency, and the mean ohmic loss at
    uniform reaction.

    Source: Ogihara et al. 2012, J. Electrochem. Soc. 159, A1034, doi:10.1149/2.057207jes; Landesfeind et al. 2016,
    J. Electrochem. Soc. 163, A1373, doi:10.1149/2.1141607jes; integrated here over layers.
    """
    return sum(s.thickness / s.conductivity(conductivity) * _mean_square(s.start, s.end) for s in sections)


def least_pore_resistance(resistance: float, share: float) -> float:
    """Least mean cost of an even electrode's pores over a discharge of a share of its capacity, ohm m2: u R_ion / 3.

    The loss is int i(x)^2 / kappa_eff dx. Its mean over time is at least that of the mean current (Jensen's inequality), which at every
    depth carries the charge delivered beyond it; that is least where the delivered share u lies next to the separator. There the current
    rises linearly over u L: u R_ion / 3.

    Args:
        resistance: R_ion from end to end, ohm m2.
        share: u, delivered capacity over all capacity, 1.
    """
    return resistance * share / 3.0


def distributed_electron_resistance(sections: Sequence[Section]) -> float:
    """What the electron conductor costs on the same terms, ohm m2: int (1 - f)^2 / sigma dx; contacts between layers are not in it."""
    return sum(
        s.thickness / s.electron_conductivity * _mean_square(1.0 - s.start, 1.0 - s.end)
        for s in sections
        if s.electron_conductivity is not None
    )


def electron_resistance(sections: Sequence[Section]) -> float:
    """Resistance of the electron conductor from end to end, R_e, ohm m2: sum h / sigma."""
    return sum(s.thickness / s.electron_conductivity for s in sections if s.electron_conductivity is not None)


def ohmic_budget(cell: Cell) -> tuple[Resistance, ...]:
    """All ohmic entries of a cell at its filled salt concentration and temperature.

    Pores and electrons are distributed (uniform reaction); a contact between two layers counts with the square of the share of the
    current that electrons carry across it. Kinetics and salt gradients are not ohmic and not in here.
    """
    kappa = float(cell.electrolyte.conductivity(cell.electrolyte.concentration, cell.temperature))
    budget = [Resistance("separator", distributed_pore_resistance((separator_section(cell),), kappa))]
    sides = [("cathode", cell.cathode, cathode_path(cell))]
    if isinstance(cell.anode, Electrode):
        sides.append(("anode", cell.anode, anode_path(cell)))
    else:
        budget.append(Resistance("lithium film", cell.anode.film_resistance))
    for side, electrode, sections in sides:
        between = sum(s.contact_resistance * (1.0 - min(s.start, s.end)) ** 2 for s in sections)
        budget += [
            Resistance(f"{side} pores", distributed_pore_resistance(sections, kappa)),
            Resistance(f"{side} electrons", distributed_electron_resistance(sections)),
            Resistance(f"{side} contact with the collector", contact_resistance(electrode.contact, electrode.layers[0])),
            Resistance(f"{side} contacts between layers", between),
        ]
    return tuple(budget)


def _mean_square(start: float, end: float) -> float:
    """Mean of the square of a quantity that is linear between two values."""
    return (start * start + start * end + end * end) / 3.0
