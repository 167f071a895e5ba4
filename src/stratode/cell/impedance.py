"""Impedance of a cell at rest, exact in space: every uniform layer is solved in closed form, so there is no mesh to refine.

Every law is replaced by its slope at rest: interfaces become admittances (`interfaces`), uniform layers ladders (`lines`), the cell a
chain of them (`chain`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stratode.cell import interfaces, tables
from stratode.cell.chain import through
from stratode.cell.equilibrium import Stoichiometries, at_soc, host_of, usual
from stratode.cell.interfaces import Wall
from stratode.cell.lines import Line
from stratode.cell.slabs import CUTS, Slab, as_transport, slabs, stretches
from stratode.cell.solution import ImpedanceResult, Spectrum
from stratode.cell.transport import contact_resistance
from stratode.recipe.constants import FARADAY
from stratode.recipe.parts import BlockingElectrode, Cell, Electrode, Layer, LithiumMetal, TransportCell

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
    liquid = _liquid(whole)
    row = slabs(whole, cuts)
    lines = _lines(row, states, liquid, whole, omega)
    walls = [_wall(end, liquid, whole.temperature, omega) for end in (whole.left, whole.right)]
    with np.errstate(divide="ignore", invalid="ignore"):  # what cannot pass current is found below
        found = through(row, lines, walls, [isinstance(end, Electrode) for end in (whole.left, whole.right)], liquid.anion_share, omega)
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


def _liquid(cell: TransportCell) -> _Liquid:
    """The electrolyte as filled.

    Raises:
        ValueError: its salt would gather of itself.
    """
    salt = np.array(cell.electrolyte.concentration)
    diffusivity, conductivity, transference, theta = (float(t(salt)) for t in tables.electrolyte(cell.electrolyte, cell.temperature))
    anions = 1.0 - transference
    if anions > 0.0 and theta <= 0.0:
        raise ValueError(
            f"{cell.electrolyte.name}: the thermodynamic factor must be above 0 for a salt at rest to be stable; received "
            f"{float(cell.electrolyte.thermodynamic_factor(salt, cell.temperature)):.3g} at {float(salt):g} mol/m3; correct its data"
        )
    return _Liquid(float(salt), conductivity, diffusivity, anions, theta / anions if anions > 0.0 else 0.0)


def _lines(row: Sequence[Slab], states: Sequence[Stoichiometries], liquid: _Liquid, cell: TransportCell, omega: Array) -> list[Line]:
    """The slabs' constants; a solid that nothing joins, neither a collector nor any reaction, carries nothing."""
    lines = [_line(slab, states[slab.solid], liquid, cell.temperature, omega) for slab in row]
    alive = {slab.solid for slab, line in zip(row, lines, strict=True) if np.any(line.admittance != 0.0)}
    if isinstance(cell.left, Electrode):
        alive.add(0)
    if isinstance(cell.right, Electrode):
        alive.add(row[-1].solid)
    return [line if slab.solid in alive else replace(line, electrons=0.0) for slab, line in zip(row, lines, strict=True)]


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
        electrons=slab.electrons,
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
