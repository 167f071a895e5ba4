"""What a cell holds, from its state alone: lithium, salt, charge of double layers, energies; and how well accounts close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell.discretise import Discrete
from stratode.cell.leg import State
from stratode.cell.solution import HeatAccount
from stratode.kernels import places
from stratode.kernels.arrays import BLOCKING, DOUBLE, MODES, POROUS
from stratode.recipe.constants import FARADAY

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a cell holds at one instant, C/m2."""

    voltage: float  # V, at rest: without drops of current
    lithium: tuple[float, ...]  # of each solid, by region: anode, cathode, floating ones
    regions: tuple[int, ...]
    charges: tuple[float, ...]  # of the double layers of each solid
    salt: float  # in the electrolyte, and what the double layers took from it

    def lithium_error(self, before: Inventory, passed: float | None) -> float:
        """Largest mismatch of a solid between lithium and charge, over the lithium it held; `passed` C/m2 towards discharge.

        Where the charge is not known to round-off, the cathode is judged against the anode, or not at all.
        """
        moved = {
            r: (b - a) - (d - c)
            for r, a, b, c, d in zip(self.regions, before.lithium, self.lithium, before.charges, self.charges, strict=True)
        }
        held = {r: max(abs(a), 1.0) for r, a in zip(self.regions, before.lithium, strict=True)}
        if passed is None:
            passed = -moved[-1] if -1 in moved else moved.get(1, 0.0)
        brought = {-1: -passed, 1: passed}
        return max((abs(moved[r] - brought.get(r, 0.0)) / held[r] for r in self.regions), default=0.0)

    def salt_error(self, before: Inventory) -> float:
        """Relative change of all salt."""
        return abs(self.salt / before.salt - 1.0) if before.salt > 0.0 else 0.0


def inventory(discrete: Discrete, state: State) -> Inventory:
    """Read a state."""
    m, y = discrete.model, state.unknowns
    n, sites = m.width.size, m.site_population.size
    region = m.region[discrete.mesh.site_node]
    at = places.particles_at(m)
    inside = y[at : at + sites * m.stride].reshape(sites, m.stride)
    shells = (m.scheme != MODES)[m.site_population] if sites else np.zeros(0, dtype=bool)
    shares = np.diff(m.shell_edge**3)
    mean = np.where(shells, inside[:, : shares.size] @ shares if m.stride >= shares.size else inside[:, 0], inside[:, 0])
    lithium = mean * discrete.capacity * FARADAY
    charge, plane = np.zeros(sites), 0.0
    if m.layered:
        first = places.layers_at(m)
        charge = m.area * m.double_layer * y[first : first + sites]
        ends = y[first + 2 * sites : first + 2 * sites + places.ENDS].reshape(2, 3)
        plane = float(sum(m.ends[e, DOUBLE] * ends[e, 2] for e in range(2) if m.kinds[e] != POROUS and not _dense(discrete, e)))
    numbers = tuple(int(r) for r in np.unique(region))
    filled = float(m.porosity * m.width @ y[:n]) * FARADAY
    solid = (y[3 * n - 1] if m.kinds[1] == POROUS else y[2 * n - 1]) - (y[2 * n] if m.kinds[0] == POROUS else y[n])
    return Inventory(
        voltage=float(solid),
        lithium=tuple(float(lithium[region == r].sum()) for r in numbers),
        regions=numbers,
        charges=tuple(float(charge[region == r].sum()) for r in numbers),
        salt=filled + (1.0 - m.cation_share) * (float(charge.sum()) + plane),
    )


def _dense(discrete: Discrete, end: int) -> bool:
    """An end that lithium alone charges: a blocking plane on a single-ion conductor, lithium on one without electrolyte."""
    m = discrete.model
    if m.kinds[end] == BLOCKING:
        return bool(m.path[0 if end == 0 else -1] > 0.0)
    return bool(m.face_e[0 if end == 0 else -1] == 0.0)


def heat_account(discrete: Discrete, states: Sequence[State]) -> HeatAccount | None:
    """Energies of the last of these states since the beginning, J/m2, where the temperature is computed.

    The error is relative to the largest energy that any of the states had seen: a cycle gives back what it took.
    """
    if discrete.heat is None:
        return None
    rows = np.array([state.unknowns[places.warmth_at(discrete.model) :] for state in states])
    rows[:, 0] = discrete.heat.capacity * (rows[:, 0] - discrete.cell.temperature)
    stored, delivered, chemical, lost, charged = (float(v) for v in rows[-1])
    error = abs(chemical - delivered - lost - stored - charged) / max(float(np.abs(rows).max()), 1e-30)
    return HeatAccount(chemical, delivered, lost, stored, charged, error)
