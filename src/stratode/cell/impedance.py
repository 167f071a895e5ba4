"""Impedance of a cell at rest, exact in space: every uniform layer is solved in closed form, so there is no mesh to refine.

Every law is linearised at rest. The layers (`lines`) meet at nodes, where each flow adds up to zero; unit current goes in at
one end and out at the other (`interfaces`), and the impedance is the voltage between the terminals. Positive current charges.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stratode.cell import interfaces, tables
from stratode.cell.equilibrium import Stoichiometries, at_soc, host_of, usual
from stratode.cell.interfaces import Wall
from stratode.cell.lines import FIELDS, PHI_E, PHI_S, SALT, Line, in_series, stiffness
from stratode.cell.slabs import CUTS, Slab, as_transport, slabs, stretches
from stratode.cell.solution import ImpedanceResult, Spectrum
from stratode.cell.transport import contact_resistance
from stratode.recipe.constants import FARADAY
from stratode.recipe.parts import BlockingElectrode, Cell, Electrode, Electrolyte, Layer, LithiumMetal, TransportCell

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]
Progress = Callable[[float, str], None]  # share done, what is under way


@dataclass(frozen=True, slots=True)
class _Liquid:
    """The electrolyte at rest."""

    salt: float  # mol/m3
    conductivity: float  # S/m
    diffusivity: float  # m2/s
    anion_share: float  # 1 - t+
    theta: float  # V, (2RT/F)(1 + dln f/dln c)


def impedance(cell: Cell | TransportCell, socs: Sequence[float], frequencies: Array, progress: Progress | None = None) -> ImpedanceResult:
    """Spectra at several states of charge.

    Args:
        cell: a closed cell; a transport cell has one state of its own, and `socs` is not read.
        socs: states of charge, 0 to 1, see :func:`stratode.cell.equilibrium.at_soc`.
        frequencies: (F,) Hz.
        progress: told the share done and the state under way.

    Raises:
        ValueError: as :func:`spectrum`.
    """
    began = time.process_time()
    wanted: Sequence[float | None] = [None] if isinstance(cell, TransportCell) else list(socs)
    found = []
    for k, soc in enumerate(wanted):
        if progress is not None:
            progress(k / len(wanted), "spectrum" if soc is None else f"state of charge {soc:g}")
        found.append(spectrum(cell, frequencies, soc))
    if progress is not None:
        progress(1.0, "done")
    return ImpedanceResult(cell.name, as_transport(cell).area, tuple(found), time.process_time() - began)


def spectrum(cell: Cell | TransportCell, frequencies: Array, soc: float | None = None, cuts: int = CUTS) -> Spectrum:
    """The impedance of a cell at rest, per cell area.

    Args:
        cell: a closed cell of any kind.
        frequencies: (F,) Hz, positive, any order.
        soc: state of charge, 0 to 1; a transport cell has its own.
        cuts: slabs to a mixed zone between layers.

    Raises:
        ValueError: a frequency or state of charge that is none; a cell through which no alternating current can pass.
    """
    frequencies = np.asarray(frequencies, dtype=float)
    if frequencies.ndim != 1 or frequencies.size == 0 or not np.all(np.isfinite(frequencies) & (frequencies > 0.0)):
        raise ValueError("frequencies: must be a list of positive numbers in Hz; received others; write for example 0.001 to 1e6")
    whole = as_transport(cell)
    states, voltage = _rest(cell, soc)
    omega = 2.0 * np.pi * frequencies
    liquid = _liquid(whole.electrolyte, whole.temperature)
    row = slabs(whole, cuts)
    lines = [_line(slab, states[slab.solid], liquid, whole.temperature, omega) for slab in row]
    left, right = (_wall(end, liquid, whole.temperature, omega) for end in (whole.left, whole.right))
    faces = tuple(PHI_S if isinstance(end, Electrode) else PHI_E for end in (whole.left, whole.right))
    found = _through(row, lines, (left, right), faces, liquid.anion_share, omega)
    if not np.all(np.isfinite(found)):
        raise ValueError(
            f"{cell.name}: no alternating current can pass; received a cell with an electrode that neither reacts nor charges a double "
            "layer; state a double layer, for example 0.2 F/m2"
        )
    return Spectrum(None if isinstance(cell, TransportCell) else soc, voltage, frequencies, found)


def _rest(cell: Cell | TransportCell, soc: float | None) -> tuple[tuple[Stoichiometries, ...], float]:
    """(stoichiometries of each stretch, voltage) at rest."""
    if isinstance(cell, TransportCell):
        groups = [tuple(part for part in group if isinstance(part, Layer)) for group in stretches(cell)]
        states = tuple(usual(group, cell.temperature, cell.state_of_charge) for group in groups)
        ends = [_potential(end, cell) for end in (cell.left, cell.right)]
        return states, ends[1] - ends[0]
    if soc is None:
        raise ValueError("state of charge: must be stated for a cell; received none; write for example 0.5")
    found = at_soc(cell, soc)
    first = ({}, found.cathode) if isinstance(cell.anode, LithiumMetal) else (found.anode, {}, found.cathode)
    return first, found.voltage


def _potential(end: LithiumMetal | BlockingElectrode | Electrode, cell: TransportCell) -> float:
    """Of an end at rest against lithium, V; a plane that blocks has none of its own and counts 0."""
    if not isinstance(end, Electrode):
        return 0.0
    store = host_of(end.layers, cell.temperature)
    state = usual(end.layers, cell.temperature, cell.state_of_charge)
    stored = sum(q * state[m] for m, q in zip(store.materials, store.capacities, strict=True))
    return float(store.potential(np.array(stored))) if store.materials else 0.0


def _liquid(electrolyte: Electrolyte, temperature: float) -> _Liquid:
    salt = np.array(electrolyte.concentration)
    diffusivity, conductivity, transference, theta = (float(t(salt)) for t in tables.electrolyte(electrolyte, temperature))
    anions = 1.0 - transference
    return _Liquid(float(salt), conductivity, diffusivity, anions, theta / anions if anions > 0.0 else 0.0)


def _line(slab: Slab, state: Stoichiometries, liquid: _Liquid, temperature: float, omega: Array) -> Line:
    """A slab's constants at rest."""
    total, double = np.zeros((2, omega.size), dtype=complex)
    for population, fraction in slab.sites:
        one = interfaces.particle(population, state[population.material], liquid.salt, temperature, omega)
        area = interfaces.working_area(population, fraction)
        total += area * one.total
        double += area * one.double_layer
    capacity = FARADAY * liquid.salt / liquid.theta if liquid.theta > 0.0 else 0.0
    return Line(
        thickness=slab.thickness,
        liquid=slab.efficiency * liquid.conductivity,
        single_ion=slab.single_ion,
        electrons=slab.electrons if slab.sites or slab.electrons > 0.0 else 0.0,
        anion_share=liquid.anion_share,
        diffusion=slab.efficiency * liquid.diffusivity * capacity,
        storage=slab.porosity * capacity,
        admittance=total,
        double_layer=double,
    )


def _wall(end: LithiumMetal | BlockingElectrode | Electrode, liquid: _Liquid, temperature: float, omega: Array) -> Wall:
    if isinstance(end, LithiumMetal):
        return interfaces.lithium(end, liquid.salt, temperature, omega)
    if isinstance(end, BlockingElectrode):
        return interfaces.blocking(end, omega)
    contact = contact_resistance(end.contact, end.layers[0])
    return Wall(interfaces.parallel(contact, end.contact_capacitance, omega), np.zeros_like(omega, dtype=complex))


def _through(
    row: Sequence[Slab], lines: Sequence[Line], walls: tuple[Wall, Wall], faces: tuple[int, ...], anions: float, omega: Array
) -> Complex:
    """(F,) ohm m2 from terminal to terminal, by eliminating the nodes from the right to the left.

    Unit current charges: it enters at the right terminal and leaves at the left one. The right end's potential is 0.
    """
    bodies = [_body(slab, row[k - 1] if k else None, line, omega) for k, (slab, line) in enumerate(zip(row, lines, strict=True))]
    there = [(False,) * FIELDS, *(line.has for line in lines), (False,) * FIELDS]
    exists = [tuple(a or b for a, b in zip(*pair, strict=True)) for pair in pairwise(there)]
    node = _held(bodies[-1][:, FIELDS:, FIELDS:], [k for k in range(FIELDS) if k == faces[1] or not exists[-1][k]])
    right_side = _entering(1.0, walls[1], faces[1], anions, exists[-1])
    right_side[:, faces[1]] = 0.0
    for k in range(len(bodies) - 1, -1, -1):
        body = bodies[k]
        couple = body[:, FIELDS:, :FIELDS].copy()
        if k == len(bodies) - 1:
            couple[:, faces[1], :] = 0.0
        known = np.linalg.solve(node, np.concatenate([couple, right_side[:, :, None]], axis=2))
        back = body[:, :FIELDS, FIELDS:]
        node = body[:, :FIELDS, :FIELDS] - back @ known[:, :, :FIELDS]
        right_side = -(back @ known[:, :, FIELDS:])[:, :, 0]
        if k > 0:
            node = node + bodies[k - 1][:, FIELDS:, FIELDS:]
        node = _held(node, [f for f in range(FIELDS) if not exists[k][f]])
    right_side += _entering(-1.0, walls[0], faces[0], anions, exists[0])
    last = np.linalg.solve(node, right_side[:, :, None])[:, faces[0], 0]
    found: Complex = walls[1].impedance + walls[0].impedance - last
    return found


def _body(slab: Slab, before: Slab | None, line: Line, omega: Array) -> Complex:
    """The slab's stiffness with what its solid meets on the left: a contact, or nothing where another solid stands there."""
    stiff = stiffness(line, omega)
    if before is None or line.electrons <= 0.0 or before.electrons <= 0.0:
        return stiff
    return in_series(stiff, PHI_S, slab.contact if slab.solid == before.solid else np.inf)


def _held(node: Complex, fields: Sequence[int]) -> Complex:
    """The node's matrix with some fields held at 0, because they do not exist here or are the zero of potential."""
    held = node.copy()
    for field in fields:
        held[:, field, :] = 0.0
        held[:, field, field] = 1.0
    return held


def _entering(current: float, wall: Wall, face: int, anions: float, exists: tuple[bool, ...]) -> Complex:
    """(F, 3) flows that enter the cell at an end with a current; a double layer there is charged by anions too."""
    flows = np.zeros((wall.impedance.size, FIELDS), dtype=complex)
    flows[:, face] = current
    if face == PHI_E and exists[SALT]:
        flows[:, SALT] = -anions * wall.double_layer * current
    return flows
