"""What is measured. Every suite runs both tools in this process and returns plain rows for JSON; see `metric` for the errors."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks import adapter, peer, pouch
from benchmarks.cases import BY_NAME, CASES, Case, Foil
from benchmarks.designs import STARVED, STARVED_SEED, VARIED, VARIED_SEED, draw
from benchmarks.metric import Array, Curve, capacity_error, voltage_error
from benchmarks.peer import Mesh, Settings
from benchmarks.peer_batch import Designs
from benchmarks.reference import reference
from stratode.cell import simulate
from stratode.cell.batch import SWEEP, discharge_many
from stratode.cell.protocol import Precision
from stratode.cell.solution import Ending

Row = dict[str, Any]

CONVERGED = Precision(nodes=300, tolerance=1e-5)
EVERYDAY = Settings(Mesh(0, 14, 40, 20, 3.0, 2.0))  # PyBaMM at a price comparable with its defaults, cells where they count
FULL = Settings(Mesh(20, 10, 20, 20, 2.0, 2.0))  # the same for full cells
PEER_CONVERGED = Settings(Mesh(0, 40, 200, 40, 3.0, 2.0), 1e-6, 1e-8)
CURVES = ("chen2020_1C", "half_100um_1C", "half_300um_1C", "half_600um_1C")
STRATODE_LADDER = tuple(
    Precision(nodes=n, tolerance=t) for n, t in ((16, 8e-3), (24, 4e-3), (32, 2e-3), (48, 1e-3), (80, 5e-4), (120, 2e-4), (200, 5e-5))
)
FULL_LADDER = (
    Settings(Mesh(5, 4, 5, 6, 0.0, 2.0), 1e-3, 1e-5),
    Settings(Mesh(20, 20, 20, 20)),
    Settings(Mesh(60, 20, 60, 30)),
    Settings(Mesh(10, 6, 10, 10, 0.0, 2.0)),
    Settings(Mesh(20, 10, 20, 20, 0.0, 2.0)),
    Settings(Mesh(20, 10, 20, 20, 2.0, 2.0)),
    Settings(Mesh(30, 12, 30, 30, 2.0, 2.0)),
    Settings(Mesh(60, 20, 60, 40, 2.0, 2.0), 1e-5, 1e-7),
)
HALF_LADDER = (
    Settings(Mesh(0, 6, 8, 8, 2.0, 2.0), 1e-3, 1e-5),
    Settings(Mesh(0, 20, 20, 20)),
    Settings(Mesh(0, 20, 100, 30)),
    Settings(Mesh(0, 8, 15, 12, 3.0, 2.0)),
    Settings(Mesh(0, 12, 25, 16, 3.0, 2.0)),
    EVERYDAY,
    Settings(Mesh(0, 20, 60, 20, 3.0, 2.0)),
    Settings(Mesh(0, 24, 100, 30, 3.0, 2.0), 1e-5, 1e-7),
)
BATCH_LADDER = (
    Settings(Mesh(0, 20, 20, 20)),
    Settings(Mesh(0, 20, 100, 30)),
    Settings(Mesh(0, 10, 20, 16, 2.5, 2.0)),
    Settings(Mesh(0, 12, 30, 16, 2.5, 2.0)),
    Settings(Mesh(0, 14, 40, 20, 2.5, 2.0)),
    Settings(Mesh(0, 20, 80, 30, 2.5, 2.0)),
)


def agreement() -> list[Row]:
    """Both tools mesh-converged, case by case, with each one's own estimate of what is left."""
    rows = []
    for case in CASES:
        truth, ours = reference(case), adapter.discharge(case, CONVERGED, 0)
        row = {"case": case.name, "pybamm_Ah_m2": truth.curve.capacity / 3600, **_errors(ours.curve, truth.curve)}
        row |= {"reference_capacity_error": truth.capacity_error, "reference_rms_mV": 1e3 * truth.voltage_error}
        rows.append(row | {"estimate_capacity": ours.error.capacity, "estimate_mV": 1e3 * ours.error.voltage})
    return rows


def measured() -> list[Row]:
    """The BPX pouch cell: both tools against About:Energy's discharges and against each other; empty where the data are absent."""
    place = pouch.folder()
    if place is None:
        return []
    settings, cell = Settings(Mesh(60, 30, 60, 40, 2.0, 2.0), 1e-6, 1e-8), adapter.pouch(place / pouch.FILE)
    rows = []
    for rate in pouch.RATES:
        theirs, _ = pouch.peer(place, rate, settings).solve()
        density = pouch.current_density(place, rate)
        ours = adapter.run(cell, density / cell.protocol.one_c, CONVERGED, 0).curve
        data = pouch.measured(place, rate)
        row = {"rate": rate.name, "stratode_rms_mV": 1e3 * voltage_error(ours, data), "pybamm_rms_mV": 1e3 * voltage_error(theirs, data)}
        row |= {
            f"{name}_Ah": c.capacity / 3600 * pouch.area(place) for name, c in (("measured", data), ("stratode", ours), ("pybamm", theirs))
        }
        rows.append(row | {"between_mV": 1e3 * voltage_error(ours, theirs)})
    return rows


def conservation() -> list[Row]:
    """Lithium and salt over each case's discharge at default settings; PyBaMM's salt for full cells only."""
    rows = []
    for case in CASES:
        result = simulate(adapter.cell(case), explain=False).rates[0]
        row = {"case": case.name, "lithium": result.lithium_error, "salt": result.salt_error, "losses_V": result.losses.residual}
        rows.append(row | {"pybamm_salt": float("nan") if isinstance(case.anode, Foil) else peer.prepare(case, FULL).salt_drift()})
    return rows


def work_precision(repeats: int = 7, compiled: bool = True) -> list[Row]:
    """CPU time against error for both tools; PyBaMM's expressions as installed and, where there is a C compiler, compiled."""
    rows = []
    for case in (BY_NAME[name] for name in CURVES):
        truth = reference(case).curve
        ladder = HALF_LADDER if isinstance(case.anode, Foil) else FULL_LADDER
        for s in _with_compiled(ladder) if compiled and peer.HAS_COMPILER else ladder:
            rows.append(_peer_point(case, s, truth, repeats))
        for p in STRATODE_LADDER:
            label = f"{p.nodes} nodes, tolerance {p.tolerance:g}"
            for tool, measure in (("stratode", adapter.discharge), ("stratode again", adapter.repeat)):
                ours = measure(case, p, repeats)
                rows.append({"case": case.name, "tool": tool, "settings": label, "cpu_ms": 1e3 * ours.cpu, **_errors(ours.curve, truth)})
    return rows


def batch(count: int, converged: int) -> list[Row]:
    """`count` varied designs in one go; capacity errors against PyBaMM's converged answers for the first `converged` of them.

    PyBaMM's settings are chosen on those first ones; the cheapest that meets the goal then runs all.
    """
    designs = draw(VARIED, count, VARIED_SEED, "varied")
    truth = np.array([_converged_capacity(d) for d in designs[:converged]])
    rows = [_peer_batch(s, designs[:converged], truth) for s in BATCH_LADDER]
    good = [k for k, r in enumerate(rows) if r["median"] <= 1e-3 and r["p95"] <= 1e-2]
    if good:
        best = min(good, key=lambda k: rows[k]["cpu_ms_per_design"])
        rows[best] = _peer_batch(BATCH_LADDER[best], designs, truth)
    for p in (replace(SWEEP, nodes=n) for n in (16, 24, SWEEP.nodes, 48, 80)):
        capacity, cpu, failed = _ours(designs, p)
        label = f"{p.nodes} nodes, tolerance {p.tolerance:g}"
        rows.append(_batch_row("stratode", label, cpu, count, failed, _spread(capacity[:converged], truth)))
    return rows


def starved(count: int, checked: int) -> list[Row]:
    """600 um at about 1C, default settings, against stratode's own converged answer; PyBaMM's converged answer checks `checked` of them."""
    rows = []
    for k, case in enumerate(draw(STARVED, count, STARVED_SEED, "starved")):
        ours, fine = adapter.discharge(case, Precision(), 1), adapter.discharge(case, CONVERGED, 0)
        row: Row = {"case": case.name, "cpu_ms": 1e3 * ours.cpu, **_errors(ours.curve, fine.curve)}
        row |= {"estimate_capacity": ours.error.capacity, "estimate_mV": 1e3 * ours.error.voltage}
        if k < checked:
            row |= _peer_check(case, fine.curve)
        rows.append(row)
    return rows


def frontier(rows: Sequence[Row], tools: Iterable[str]) -> tuple[Array, Array]:
    """(errors in mV falling, CPU ms rising): the best of these tools' points of one case, none worse than another in both."""
    points = sorted((r["cpu_ms"], r["rms_mV"]) for r in rows if r["tool"] in tools and "failed" not in r)
    best: list[tuple[float, float]] = []
    for cpu, error in points:
        if not best or error < best[-1][1]:
            best.append((cpu, error))
    return np.array([e for _, e in best]), np.array([c for c, _ in best])


def cpu_at(error: float, rows: Sequence[Row], tools: Iterable[str]) -> float:
    """CPU ms of the frontier at an error (mV), log-log between points; NaN outside the frontier's errors."""
    errors, cpu = frontier(rows, tools)
    if not errors.size or error < errors.min() or error > errors.max():
        return float("nan")
    return float(np.exp(np.interp(np.log(error), np.log(errors[::-1]), np.log(cpu[::-1]))))


def _peer_point(case: Case, settings: Settings, truth: Curve, repeats: int) -> Row:
    """PyBaMM's CPU time and errors, or why there are none."""
    tool = "pybamm compiled" if settings.compiled else "pybamm"
    row = {"case": case.name, "tool": tool, "settings": f"{settings.mesh}, rtol {settings.rtol:g}"}
    try:
        curve, cpu = peer.discharge(case, settings, repeats)
    except RuntimeError as error:
        return row | {"failed": str(error)}
    return row | {"cpu_ms": 1e3 * cpu, **_errors(curve, truth)}


def _converged_capacity(case: Case) -> float:
    """PyBaMM's converged capacity, C/m2; NaN where it gave up."""
    try:
        return peer.discharge(case, PEER_CONVERGED, 0)[0].capacity
    except RuntimeError:
        return float("nan")


def _peer_check(case: Case, fine: Curve) -> Row:
    """stratode's converged answer against PyBaMM's, and PyBaMM at everyday settings; empty where PyBaMM gave up."""
    try:
        theirs, _ = peer.discharge(case, PEER_CONVERGED, 0)
        everyday, cpu = peer.discharge(case, EVERYDAY, 1)
    except RuntimeError:
        return {}
    row = {f"converged_{key}": value for key, value in _errors(fine, theirs).items()}
    return row | {"pybamm_cpu_ms": 1e3 * cpu} | {f"pybamm_{key}": value for key, value in _errors(everyday, fine).items()}


def _errors(curve: Curve, truth: Curve) -> Row:
    return {"rms_mV": 1e3 * voltage_error(curve, truth), "capacity_error": capacity_error(curve, truth)}


def _with_compiled(ladder: Sequence[Settings]) -> list[Settings]:
    return [s for plain in ladder for s in (plain, replace(plain, compiled=True))]


def _spread(capacity: Array, truth: Array) -> Row:
    error = np.abs(capacity / truth - 1)
    error = error[np.isfinite(error)]
    return {"median": float(np.median(error)), "p95": float(np.percentile(error, 95)), "worst": float(error.max())}


def _peer_batch(settings: Settings, designs: tuple[Case, ...], truth: Array) -> Row:
    """One batched solve, warm; errors against `truth` of its first designs."""
    done = Designs(designs[0], settings).solve(designs)
    found = _spread(done.capacity[: truth.size], truth)
    return _batch_row("pybamm", f"{settings.mesh}, rtol {settings.rtol:g}", done.cpu, len(designs), done.failed, found)


def _ours(designs: Sequence[Case], precision: Precision) -> tuple[Array, float, int]:
    """Capacities (C/m2), CPU seconds of all, and how many ended before the cut-off."""
    cells = [adapter.cell(d) for d in designs]
    start = time.process_time()
    results = [discharge_many([c], d.c_rate, precision)[0] for c, d in zip(cells, designs, strict=True)]
    cpu = time.process_time() - start
    return np.array([3600.0 * r.capacity for r in results]), cpu, sum(r.ended_by is not Ending.CUT_OFF for r in results)


def _batch_row(tool: str, settings: str, cpu: float, count: int, failed: int, found: Row) -> Row:
    return {"tool": tool, "settings": settings, "count": count, "cpu_ms_per_design": 1e3 * cpu / count, "failed": int(failed), **found}
