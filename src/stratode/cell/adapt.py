"""A mesh that follows the salt: a coarse run shows where gradients live, a fine and a half-fine mesh give answer and error.

Both later meshes share one density, so that the error falls with the square of the node count and the difference of the two
estimates it (Richardson); the estimate shown is a little more than a third of that difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stratode.cell.discretise import Discrete
from stratode.cell.equilibrium import window
from stratode.cell.leg import Leg
from stratode.cell.mesh import Stack, first_edges, lay_out, packed_edges
from stratode.cell.protocol import Precision, Run, run_protocol
from stratode.cell.solution import ErrorEstimate
from stratode.cell.warmth import on_mesh
from stratode.kernels.arrays import Record
from stratode.recipe.parts import Cell, Protocol, TransportCell

Array = NDArray[np.float64]

SALT_WEIGHT = 0.5  # of salt's rise over 1 mol/L, and of its logarithm's, against even spacing
SALT_FLOOR = 20.0  # mol/m3, below which the logarithm is not followed
RICHARDSON = 1.0 / 2.5  # a third for a clean second order; the rest is safety
RECORDED = 1e-10  # V, that Newton may leave where fields are kept: their losses have to add up
RECORDED_WARM = 1e-13  # V, where energies have to add up: currents answer to it some hundred times as strongly
SMOOTHING = 9  # points of the running mean over the monitor, of 401
COMPARED = 0.98  # share of the capacity over which voltages are compared


@dataclass(frozen=True, slots=True)
class Adapted:
    """The fine run, the half-fine one beside it, and what their difference says."""

    fine: Discrete
    run: Run
    half: Discrete | None  # where an estimate was asked for
    error: ErrorEstimate | None


def solve(cell: Cell, protocol: Protocol, c_rate: float, precision: Precision, fields: bool = True, estimate: bool = True) -> Adapted:
    """One rate on an adapted mesh, with the error estimate unless it is not wanted (it takes about a third of the time).

    Args:
        cell: a closed cell.
        protocol: its steps and its 1C; the rates in it do not matter.
        c_rate: the rate under test, C.
        precision: nodes of the fine mesh and the tolerance in time.
        fields: keep the fields of every step, not only the curves.
        estimate: run the half-fine mesh too.
    """
    stack = lay_out(cell)
    rest = window(cell, protocol.lower_voltage, protocol.upper_voltage)
    scout = on_mesh(cell, stack, first_edges(stack, precision.scout_nodes))
    rough = replace(precision, tolerance=max(precision.scout_tolerance, precision.tolerance), closeness=1e-4)
    scouted = run_protocol(scout, protocol, c_rate, rough, True, rest)
    density = monitor(scout, [*scouted.charge, *scouted.discharge])
    fine = on_mesh(cell, stack, packed_edges(stack, precision.nodes, *density))
    closest = accountable(cell, precision) if fields else precision
    run = run_protocol(fine, protocol, c_rate, closest, fields, rest)
    if not estimate:
        return Adapted(fine, run, None, None)
    half = on_mesh(cell, stack, packed_edges(stack, precision.nodes // 2, *density))
    beside = run_protocol(half, protocol, c_rate, replace(precision, tolerance=2.0 * precision.tolerance, closeness=1e-5), False, rest)
    return Adapted(fine, run, half, _estimate(run, beside))


def accountable(cell: Cell | TransportCell, precision: Precision) -> Precision:
    """The precision with Newton taken so far that losses, and where the cell is warm its energies, add up."""
    warm = isinstance(cell, Cell) and cell.thermal is not None
    return replace(precision, closeness=min(RECORDED_WARM if warm else RECORDED, precision.closeness))


def monitor(discrete: Discrete, legs: Sequence[Leg]) -> tuple[Array, Array]:
    """(points through the thickness, density of nodes between them): even, plus salt's gradients averaged over the legs."""
    stack: Stack = discrete.stack
    centre = discrete.mesh.x
    gap = np.diff(centre)
    slope = np.zeros(gap.size)
    total = 0.0
    for leg in legs:
        record: Record = leg.record
        if record.time.size < 2 or record.salt.shape[0] < record.time.size:
            continue
        w = np.gradient(record.time)
        steep = np.abs(np.diff(record.salt, axis=1)) / 1000.0 + np.abs(np.diff(np.log(record.salt + SALT_FLOOR), axis=1))
        slope += w @ steep / gap
        total += record.time[-1]
    x = np.linspace(0.0, stack.thickness, 401)
    middle = 0.5 * (x[1:] + x[:-1])
    density = 1.0 / stack.thickness + SALT_WEIGHT * np.interp(middle, 0.5 * (centre[1:] + centre[:-1]), slope) / max(total, 1e-30)
    edge = SMOOTHING // 2
    return x, np.convolve(np.pad(density, edge, mode="edge"), np.full(SMOOTHING, 1.0 / SMOOTHING), "valid")


def _estimate(fine: Run, half: Run) -> ErrorEstimate:
    """Relative error of capacity and rms error of voltage of the fine run."""
    q, q_half = fine.capacity, half.capacity
    if not fine.discharge or not half.discharge or max(q, q_half) <= 0.0:
        return ErrorEstimate(0.0, 0.0)
    capacity = RICHARDSON * abs(q - q_half) / max(q, q_half)
    if min(q, q_half) <= 0.0:
        return ErrorEstimate(capacity, 0.0)
    grid = np.linspace(0.0, COMPARED * min(q, q_half), 200)
    difference = _voltage(fine, grid) - _voltage(half, grid)
    return ErrorEstimate(float(capacity), float(RICHARDSON * np.sqrt(np.mean(difference**2))))


def _voltage(run: Run, charge: Array) -> Array:
    """Voltage of the discharge over charge passed, C/m2, linear between steps."""
    record = run.discharge[0].record
    passed = np.concatenate([[0.0], np.cumsum(0.5 * (record.current[1:] + record.current[:-1]) * np.diff(record.time))])
    return np.interp(charge, passed, record.voltage)
