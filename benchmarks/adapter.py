"""stratode's side: the same case as a closed `Cell`, and one function that discharges it.

The only module here that knows stratode; it hands over the very formulas that PyBaMM gets, over ranges no discharge leaves.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from statistics import median

import numpy as np
from scipy.interpolate import PchipInterpolator

from benchmarks.cases import TEMPERATURE, Case, Foil, Formula, Host, Porous, Salt
from benchmarks.metric import Curve
from stratode.cell.adapt import Adapted, solve
from stratode.cell.protocol import Precision, run_protocol
from stratode.cell.solution import ErrorEstimate
from stratode.recipe import bpx, parts
from stratode.recipe.property import Array, Property, constant

SOURCE = "benchmark case"
MOST_SALT = 8000.0  # mol/m3, beyond what any case reaches
FILLER = parts.Inert("carbon and binder", 1800.0, "other", SOURCE)
FOIL = parts.Foil(parts.Inert("collector", 2700.0, "other", SOURCE), 15e-6)
NO_CONTACT = parts.ContactLaw(0.0, 0.5, 1e-5, 0.0, 0.0)
SHARP = parts.Interface(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Isothermal:
    """A formula of one variable as a property's shape; the benchmark's temperature is the reference."""

    formula: Formula

    def __call__(self, x: Array, T: float) -> Array:
        return np.asarray(self.formula(x), dtype=float)


@dataclass(frozen=True, slots=True)
class Result:
    """A discharge with its CPU seconds (median of the warm repeats) and the error that stratode itself expects."""

    curve: Curve
    cpu: float
    error: ErrorEstimate


def discharge(case: Case, settings: Precision, repeats: int = 5) -> Result:
    """A case from start to end: meshing, the discharge and its error estimate are all in the CPU time; building the cell is not."""
    return run(cell(case), case.c_rate, settings, repeats)


def run(ready: parts.Cell, c_rate: float, settings: Precision, repeats: int = 5) -> Result:
    """As `discharge`, for a cell from anywhere; 0 repeats times the first run."""
    found, cpu = _timed(ready, c_rate, settings)
    if repeats:
        cpu = median(_timed(ready, c_rate, settings)[1] for _ in range(repeats))
    return Result(_curve(found, c_rate * ready.protocol.one_c), cpu, found.error)


def repeat(case: Case, settings: Precision, repeats: int = 5) -> Result:
    """A case again on the mesh it was given before, as PyBaMM solves again on its own: no meshing and no estimate in the CPU time."""
    ready = cell(case)
    found = solve(ready, ready.protocol, case.c_rate, settings, fields=False)
    times = []
    for _ in range(repeats):
        start = time.process_time()
        run_protocol(found.fine, ready.protocol, case.c_rate, settings, fields=False, rest=found.run.window)
        times.append(time.process_time() - start)
    return Result(_curve(found, case.c_rate * ready.protocol.one_c), median(times), found.error)


def pouch(path: Path) -> parts.Cell:
    """A BPX full cell from stratode's own reader, started at the stoichiometries that the file calls 100 %."""
    read = bpx.read(path)
    if read.initial_stoichiometry is None or not isinstance(read.anode, parts.Electrode):
        raise ValueError(f"{path.name} states no stoichiometries at 100 % state of charge.")
    ends = [e.layers[0].populations[0].material.potential for e in (read.cathode, read.anode)]
    rest = float(ends[0](read.initial_stoichiometry[0])) - float(ends[1](read.initial_stoichiometry[1]))
    return replace(read, protocol=replace(read.protocol, upper_voltage=rest))


def _curve(found: Adapted, current_density: float) -> Curve:
    """Ten points per step by shape-preserving cubics, outside the clock, as for PyBaMM."""
    record = found.run.discharge[0].record
    t = record.time
    fine = np.concatenate([(t[:-1, None] + np.diff(t)[:, None] * np.linspace(0.0, 0.9, 10)).ravel(), t[-1:]])
    return Curve(fine, PchipInterpolator(t, record.voltage)(fine), fine * current_density)


def _timed(ready: parts.Cell, c_rate: float, settings: Precision) -> tuple[Adapted, float]:
    start = time.process_time()
    found = solve(ready, ready.protocol, c_rate, settings, fields=False)
    return found, time.process_time() - start


def cell(case: Case) -> parts.Cell:
    """A case as stratode's closed cell; 1 m2, so that ampere and A/m2 are the same number."""
    anode = _lithium(case.anode) if isinstance(case.anode, Foil) else _electrode("anode", case.anode)
    start = None if isinstance(case.anode, Foil) else (case.cathode.start, case.anode.start)
    rest = float(case.cathode.host.potential(case.cathode.start))
    if not isinstance(case.anode, Foil):
        rest -= float(case.anode.host.potential(case.anode.start))
    return parts.Cell(
        name=case.name,
        cathode=_electrode("cathode", case.cathode),
        anode=anode,
        separator=parts.Separator(
            "separator", case.separator, case.separator_porosity, parts.Bruggeman(case.separator_bruggeman), 900.0, SOURCE
        ),
        electrolyte=_electrolyte(case.salt),
        format=parts.Coin(1.0, None, 0.0, 0.0),
        temperature=TEMPERATURE,
        protocol=parts.Protocol(
            rates=(case.c_rate,),
            charge=(),
            discharge=(parts.Current(None, False, case.lower_voltage),),
            lower_voltage=case.lower_voltage,
            upper_voltage=rest,  # so that full charge is the case's own start
            one_c=case.one_c,
            one_c_basis=case.one_c_basis,
        ),
        initial_stoichiometry=start,
    )


@lru_cache(maxsize=64)
def _material(host: Host) -> parts.ActiveMaterial:
    return parts.ActiveMaterial(
        name=host.name,
        density=host.density,
        max_concentration=host.max_concentration,
        potential=Property(Isothermal(host.potential), (0.0, 1.0), "V", SOURCE),
        potential_charge=None,
        entropy=None,
        diffusivity=constant(host.diffusivity, "m2/s", SOURCE),
        exchange_current=constant(host.exchange_current, "A/m2", SOURCE),
        conductivity=None,
        stoichiometry_full=host.window[0],
        stoichiometry_empty=host.window[1],
        source=SOURCE,
    )


@lru_cache(maxsize=8)
def _electrolyte(salt: Salt) -> parts.Electrolyte:
    reach = (0.0, MOST_SALT)
    return parts.Electrolyte(
        name="LiPF6 in EC:EMC",
        concentration=salt.concentration,
        density=1200.0,
        diffusivity=Property(Isothermal(salt.diffusivity), reach, "m2/s", SOURCE),
        conductivity=Property(Isothermal(salt.conductivity), reach, "S/m", SOURCE),
        transference=constant(salt.transference, "1", SOURCE),
        thermodynamic_factor=constant(salt.thermodynamic_factor, "1", SOURCE),
        solubility=None,
        source=SOURCE,
    )


def _electrode(name: str, e: Porous) -> parts.Electrode:
    population = parts.Population(_material(e.host), e.radius, e.active, 0.0, 0.0, 1.0)
    rest = 1.0 - e.porosity - e.active
    layer = parts.Layer(
        name=name,
        thickness=e.thickness,
        porosity=e.porosity,
        populations=(population,),
        inert=(parts.InertShare(FILLER, rest),) if rest > 1e-12 else (),
        transport=parts.Bruggeman(e.bruggeman),
        electrons=parts.StatedConductivity(e.conductivity),
        interface=SHARP,
    )
    return parts.Electrode((layer,), FOIL, NO_CONTACT, 0.0)


def _lithium(foil: Foil) -> parts.LithiumMetal:
    return parts.LithiumMetal(
        thickness=1e-3,  # never exhausted
        exchange_current=constant(foil.exchange_current, "A/m2", SOURCE),
        film_resistance=0.0,
        collector=None,
        density=534.0,
        source=SOURCE,
    )
