"""The two ends of a cell: from the node next to an end to its terminal, for a current that enters the cell there.

A collector on a porous electrode: half a node of solid, then the contact (R || C). Lithium: half a node of electrolyte and of
conductor side by side to its wall, where both see one potential; its double layer beside its reaction; a film (R || C). A plane
that blocks: half a node, its double layer, its leads. Salt at lithium's wall is what the current demands (in half a node it
stands still): anions stop there but for those that its double layer takes; at a plane it is the node's.
Double layers take cations and anions in the share of the filled electrolyte, so that no salt is taken from the bulk; a plane on a
single-ion conductor takes lithium alone.
"""

from __future__ import annotations

import numpy as np
from tests.naive.build import FARADAY, GAS_CONSTANT, Naive, Unknowns
from tests.naive.electrolyte import flows

from stratode.recipe.parts import BlockingElectrode, Electrode, LithiumMetal

TERMINAL, SERIES, DOUBLE, WALL_SALT, WALL_PHI = 0, 1, 2, 3, 4
PLACES = (0, -1)  # of the nodes next to the left end and the right one


def entering(a: Unknowns, end: int) -> float:
    """Current that enters the cell at an end."""
    return a.current if end == 0 else -a.current


def capacitances(naive: Naive, end: int) -> tuple[float, float]:
    """F/m2 across contact or film, and of the double layer."""
    side = naive.sides[end]
    if not naive.layered:
        return 0.0, 0.0
    if isinstance(side, LithiumMetal):
        return side.film_capacitance, side.double_layer
    return (side.contact_capacitance, 0.0) if isinstance(side, Electrode) else (0.0, side.double_layer)


def reaction(naive: Naive, a: Unknowns, end: int) -> float:
    """Current of lithium that dissolves, A/m2."""
    side, temperature = naive.sides[end], naive.temperature(a)
    if not isinstance(side, LithiumMetal):
        return 0.0
    i0 = float(side.exchange_current(1000.0, temperature)) * np.sqrt(a.ends[end, WALL_SALT] / 1000.0)
    return float(2.0 * i0 * np.sinh(FARADAY * a.ends[end, DOUBLE] / (2.0 * GAS_CONSTANT * temperature)))


def lithium(naive: Naive, a: Unknowns, end: int) -> float:
    """Current of lithium ions that enters electrolyte and conductor, A/m2."""
    i, node = entering(a, end), naive.nodes[PLACES[end]]
    if isinstance(naive.sides[end], BlockingElectrode):
        return i if node.part.paths else naive.cation_share * i
    dissolved = reaction(naive, a, end) if naive.layered else i
    return dissolved + (1.0 if node.part.porosity == 0.0 else naive.cation_share) * (i - dissolved)


def equations(naive: Naive, a: Unknowns, b: Unknowns, end: int) -> list[float]:
    """Five: terminal, what lies in series, double layer, salt and potential at the wall."""
    side, node, i = naive.sides[end], naive.nodes[PLACES[end]], entering(a, end)
    terminal, series, double, wall_salt, wall_phi = a.ends[end]
    salt, phi_e = a.salt[PLACES[end]], a.phi_e[PLACES[end]]
    across, plane = capacitances(naive, end)
    if isinstance(side, Electrode):
        resistance = side.contact.resistance
        solid = a.phi_s[PLACES[end]] + i * 0.5 * node.width / node.electrons
        return [
            terminal - solid - series,
            _series(resistance, across, series, b.ends[end, SERIES], i),
            double,
            wall_salt - salt,
            wall_phi - phi_e,
        ]
    liquid, cations = flows(naive, naive.temperature(a), node.efficiency / (0.5 * node.width), salt, wall_salt, salt, phi_e - wall_phi)
    beside = node.single_ion(naive.temperature(a)) / (0.5 * node.width) * (wall_phi - phi_e)
    through = reaction(naive, a, end) + plane * b.ends[end, DOUBLE] - i
    if isinstance(side, BlockingElectrode):
        leads = side.series_resistance * i
        return [terminal - wall_phi - double - leads, series, through, wall_salt - salt, liquid + beside - i]
    stored = i - reaction(naive, a, end) if naive.layered else 0.0
    demanded = FARADAY * cations - liquid + (1.0 - naive.cation_share) * stored if node.efficiency > 0.0 else wall_salt - salt
    over_film = _series(side.film_resistance, across, series, b.ends[end, SERIES], i)
    return [terminal - wall_phi - double - series, over_film, through, demanded, liquid + beside - i]


def _series(resistance: float, capacitance: float, v: float, rate: float, current: float) -> float:
    """A resistance with a capacitance across it."""
    return v / resistance + capacitance * rate - current if resistance > 0.0 else v
