"""Run a cell: every rate of its protocol, with what explains it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from stratode.cell.account import heat_account
from stratode.cell.adapt import Adapted, solve
from stratode.cell.balance import lithium_error, salt_error
from stratode.cell.discretise import Discrete
from stratode.cell.ending import ending, held_outside
from stratode.cell.leg import Leg
from stratode.cell.losses import losses
from stratode.cell.mechanisms import judge
from stratode.cell.protocol import Precision, Run, cathode_mass
from stratode.cell.solution import CellResult, Losses, RateResult, Trace
from stratode.recipe.parts import Cell, Protocol

Array = NDArray[np.float64]
GOOD_ENOUGH = 0.01  # relative, of the capacity's error estimate
MOST_NODES = 180  # no more doubling from here on
Progress = Callable[[float, str], None]  # share done, what is under way


def simulate(
    cell: Cell,
    rates: Sequence[float] | None = None,
    progress: Progress | None = None,
    precision: Precision | None = None,
    explain: bool = True,
) -> CellResult:
    """Run every rate of the cell's protocol.

    Args:
        cell: a closed cell.
        rates: C-rates instead of the protocol's.
        progress: told the share done and the rate under way.
        precision: mesh and tolerance, as they are; left out, the mesh is refined where the estimate of the capacity's error
            is above 1 % of what was delivered.
        explain: also find what limits and the waterfall (some twenty reruns a rate).

    Returns:
        The results, in the order of the rates.

    Raises:
        ValueError: a rate is not positive.
    """
    protocol = cell.protocol
    wanted = tuple(protocol.rates if rates is None else rates)
    for rate in wanted:
        if not (np.isfinite(rate) and rate > 0.0):
            raise ValueError(f"rate: must be a positive number of C; received {rate}; write for example 0.5")
    results = []
    for number, rate in enumerate(wanted):
        if progress is not None:
            progress(number / len(wanted), f"{rate:g}C")
        results.append(one_rate(cell, rate, precision, explain))
    if progress is not None:
        progress(1.0, "done")
    return CellResult(cell.name, tuple(results))


def one_rate(cell: Cell, c_rate: float, precision: Precision | None, explain: bool) -> RateResult:
    """One rate with its losses, limits and error estimate."""
    began = time.process_time()
    protocol = replace(cell.protocol, rates=(c_rate,))
    adapted = solve(cell, protocol, c_rate, precision) if precision else _good_enough(cell, protocol, c_rate)
    if adapted.half is None or adapted.error is None:
        raise ValueError("one_rate: needs the error estimate; received a solution without one; solve with estimate=True")
    run, discrete = adapted.run, adapted.fine
    mass = cathode_mass(cell)
    trace = join(run.discharge)
    lost = losses(discrete, _carrying(trace), mass)
    verdict = judge(adapted.half, protocol, c_rate, run.capacity, run.window.capacity) if explain else None
    named, where = ending(discrete, run, trace)
    energy, mean_voltage = _energy(trace, run.capacity)
    return RateResult(
        c_rate=c_rate,
        current_density=run.current_density,
        capacity=run.capacity / 3600.0,
        specific_capacity=run.capacity / 3600.0 / mass,
        energy=energy,
        mean_voltage=mean_voltage,
        ended_by=named,
        ended_where=where,
        limited_by=verdict.limited_by if verdict else "",
        gains=verdict.gains if verdict else {},
        waterfall=verdict.waterfall if verdict else (),
        utilisation=utilisation(discrete, run, trace),
        losses=lost,
        mean_losses=_mean_losses(lost),
        min_salt=float(trace.salt.min()),
        error_estimate=adapted.error,
        lithium_error=lithium_error(discrete, run),
        salt_error=salt_error(discrete, run),
        held_outside_data=held_outside(discrete, trace),
        cpu_s=time.process_time() - began,
        mesh=discrete.mesh,
        trace=trace,
        charge=join(run.charge) if run.charge else None,
        heat=heat_account(discrete, [leg.state for leg in (*run.charge, *run.discharge)]),
    )


def _good_enough(cell: Cell, protocol: Protocol, c_rate: float) -> Adapted:
    """The default precision, with twice the nodes as often as the estimate asks for it."""
    precision = Precision()
    adapted = solve(cell, protocol, c_rate, precision)
    while adapted.error is not None and adapted.error.capacity > GOOD_ENOUGH and precision.nodes < MOST_NODES:
        precision = replace(precision, nodes=2 * precision.nodes)
        adapted = solve(cell, protocol, c_rate, precision)
    return adapted


def join(legs: Sequence[Leg]) -> Trace:
    """Legs end to end as one trace; the sign of the current turns to charging."""
    starts = np.concatenate([[0.0], np.cumsum([leg.record.time[-1] if leg.record.time.size else 0.0 for leg in legs])])
    records = [leg.record for leg in legs]
    warm = any(np.any(r.temperature > 0.0) for r in records)
    branches = any(np.any(r.branch != 0.0) for r in records)
    return Trace(
        time=np.concatenate([r.time + s for r, s in zip(records, starts, strict=False)]),
        voltage=np.concatenate([r.voltage for r in records]),
        current_density=-np.concatenate([r.current for r in records]),
        step=np.concatenate([np.full(r.time.size, k, dtype=np.int64) for k, r in enumerate(records, 1)]),
        salt=np.concatenate([r.salt for r in records]),
        phi_e=np.concatenate([r.phi_e for r in records]),
        phi_s=np.concatenate([r.phi_s for r in records]),
        flux=np.concatenate([r.flux for r in records]),
        surface=np.concatenate([r.surface for r in records]),
        mean=np.concatenate([r.mean for r in records]),
        temperature=np.concatenate([r.temperature for r in records]) if warm else np.zeros(0),
        branch=np.concatenate([r.branch for r in records]) if branches else np.zeros((0, 0)),
    )


def _carrying(trace: Trace) -> Trace:
    """The steps that carry current: a rest delivers nothing that losses could be told of."""
    size = np.abs(trace.current_density)
    keep = size > 1e-9 * size.max()
    if not keep.any():
        return trace
    columns = (getattr(trace, f.name) for f in fields(Trace))
    return Trace(*(c[keep] if c.shape[0] == keep.size else c for c in columns))


def _energy(trace: Trace, capacity: float) -> tuple[float, float]:
    """(Wh/m2, mean voltage V) of a discharge, by the trapezoidal rule over its steps."""
    if trace.time.size < 3 or capacity <= 0.0:
        return 0.0, float(trace.voltage[0]) if trace.voltage.size else 0.0
    power = -trace.voltage * trace.current_density
    h = np.diff(trace.time)
    joules = float(np.sum(0.5 * h * (power[1:] + power[:-1])))
    return joules / 3600.0, joules / capacity


def utilisation(discrete: Discrete, run: Run, trace: Trace) -> dict[str, float]:
    """Share of each cathode layer's capacity in the voltage window that the discharge delivered."""
    m = discrete.model
    took = (trace.mean[-1] - trace.mean[0]) * discrete.capacity
    full, empty = run.window.cathode_full, run.window.cathode_empty
    span = np.array([empty.get(p.material, 0.0) - full.get(p.material, 0.0) for p in discrete.populations])[m.site_population]
    room = span * discrete.capacity
    share = discrete.node_fraction[discrete.mesh.site_node]
    shares = {}
    for number, name in enumerate(discrete.stack.names[:-1]):
        if name.startswith("cathode"):
            have = float(share[:, number] @ room)
            shares[name.removeprefix("cathode: ")] = float(share[:, number] @ took) / have if have > 0.0 else 0.0
    return shares


def _mean_losses(lost: Losses) -> dict[str, float]:
    """Average of each loss over the charge delivered, V."""
    width = np.diff(lost.depth)
    total = float(width.sum())
    if total <= 0.0:
        return {name: float(lost.values[0, k]) for k, name in enumerate(lost.names)}
    means = (0.5 * (lost.values[1:] + lost.values[:-1]) * width[:, None]).sum(axis=0) / total
    return dict(zip(lost.names, (float(v) for v in means), strict=True))
