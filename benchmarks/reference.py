"""Mesh-converged PyBaMM discharges, with an estimate of their own error, kept as thinned curves under `reference/`.

The error of a reference is the sum of four differences to it: with half the through-thickness cells, half the separator's cells
and half the shells (each divided by three, for second order), and with ten times the tolerance. It is an estimate, not a bound.
A file holds a hash of the case, and a case that has changed is computed again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.cases import Case, Foil
from benchmarks.metric import Array, Curve, capacity_error, voltage_error

FOLDER = Path(__file__).parent / "reference"
THINNING = 2e-6  # V, largest deviation of the kept polyline


@dataclass(frozen=True, slots=True)
class Reference:
    curve: Curve
    capacity_error: float  # relative, estimate
    voltage_error: float  # V rms, estimate


def reference(case: Case) -> Reference:
    """The stored converged discharge of a case; computed and stored where absent (about half a minute)."""
    path = FOLDER / f"{case.name}.npz"
    if path.exists():
        with np.load(path, allow_pickle=False) as file:
            if str(file["fingerprint"]) == fingerprint(case):
                time = file["time"]
                curve = Curve(time, file["voltage"], time * case.current_density)
                return Reference(curve, *(float(e) for e in file["error"]))
    return _store(path, case, converge(case))


def converge(case: Case) -> Reference:
    """A fine PyBaMM run and the four coarser ones that estimate its error."""
    from benchmarks.peer import Mesh, Settings, discharge

    mesh = Mesh(0, 60, 400, 60, 3.0, 2.0) if isinstance(case.anode, Foil) else Mesh(160, 60, 160, 80, 2.0, 2.0)
    fine = Settings(mesh, 1e-6, 1e-8)
    best, _ = discharge(case, fine, 0)
    coarser = (
        (replace(fine, mesh=replace(mesh, anode=mesh.anode // 2, cathode=mesh.cathode // 2)), 3.0),
        (replace(fine, mesh=replace(mesh, separator=mesh.separator // 2)), 3.0),
        (replace(fine, mesh=replace(mesh, shells=mesh.shells // 2)), 3.0),
        (replace(fine, rtol=1e-5, atol=1e-7), 1.0),
    )
    capacity = voltage = 0.0
    for settings, divisor in coarser:
        other, _ = discharge(case, settings, 0)
        capacity += abs(capacity_error(other, best)) / divisor
        voltage += voltage_error(other, best) / divisor
    return Reference(best, capacity, voltage)


def fingerprint(case: Case) -> str:
    """A hash of everything in a case: its numbers, and its formulas at a few values."""
    x = np.array([0.05, 0.3, 0.6, 0.95])
    hosts = [e.host for e in (case.cathode, case.anode) if not isinstance(e, Foil)]
    parts = [repr([h.potential(x).tolist(), h.diffusivity, h.max_concentration, h.exchange_current]) for h in hosts]
    parts += [repr([f(3000 * x).tolist() for f in (case.salt.diffusivity, case.salt.conductivity)])]
    for e in (case.cathode, case.anode):
        parts.append(repr([getattr(e, name) for name in e.__slots__ if name != "host"]))
    parts.append(repr([case.separator, case.separator_porosity, case.separator_bruggeman, case.current_density, case.lower_voltage]))
    parts.append(repr([case.salt.concentration, case.salt.transference, case.salt.thermodynamic_factor]))
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:16]


def thin(time: Array, voltage: Array, tolerance: float) -> Array:
    """Indices of a polyline that stays within `tolerance` (V) of V(t): split at the worst point until none is worse."""
    keep, todo = {0, len(time) - 1}, [(0, len(time) - 1)]
    while todo:
        a, b = todo.pop()
        line = np.interp(time[a : b + 1], time[[a, b]], voltage[[a, b]])
        worst = a + int(np.argmax(np.abs(voltage[a : b + 1] - line)))
        if b > a + 1 and abs(voltage[worst] - line[worst - a]) > tolerance:
            keep.add(worst)
            todo += [(a, worst), (worst, b)]
    return np.array(sorted(keep))


def _store(path: Path, case: Case, found: Reference) -> Reference:
    curve = found.curve
    index = thin(curve.time, curve.voltage, THINNING)
    path.parent.mkdir(exist_ok=True)
    error = np.array([found.capacity_error, found.voltage_error])
    np.savez_compressed(path, time=curve.time[index], voltage=curve.voltage[index], error=error, fingerprint=fingerprint(case))
    return found
