"""Experiments of the Chen2020 full cell on both tools: a titration of 100 pulses, 100 cycles, a drive profile of 1,800 s.

Error: root mean square of the voltage's difference from stratode on 160 nodes at a tolerance of 1e-6, at ten equal shares of every
stage's time (of the profile at the middle of every third second). stratode's CPU time is of a whole run at default settings, with
its own error estimate; PyBaMM's of a second `solve` of a simulation built before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pybamm

from benchmarks import adapter, peer
from benchmarks.cases import CHEN2020
from stratode.cell.experiment import run_experiment
from stratode.cell.protocol import Precision
from stratode.cell.solution import ExperimentResult
from stratode.recipe import parts

Row = dict[str, Any]
Array = np.ndarray

SHARES = np.linspace(0.05, 0.95, 10)
MIDDLES = (np.arange(1800)[::3] + 0.5) / 1800  # of the seconds of the drive profile
REFERENCE = Precision(nodes=160, tolerance=1e-6, closeness=1e-10)
ROUNDS, SECONDS, SEED = 100, 1800, 7
SETTINGS = (peer.Settings(peer.Mesh(20, 20, 20, 20)), peer.Settings(peer.Mesh(20, 10, 20, 20, 2.0, 2.0)))
LOWEST = 2.0  # V, of PyBaMM's own event, out of the way


@dataclass(frozen=True, slots=True)
class Course:
    """One experiment, as either tool takes it."""

    name: str
    stages: tuple[parts.Stage, ...]
    steps: Callable[[], list[Any]]  # of pybamm.Experiment
    shares: Array  # of each stage's time, at which voltages are compared


def drive() -> Array:
    """C-rates at each second, discharge positive, joined by lines: a bounded random walk about C/2."""
    draw = np.random.default_rng(SEED)
    rate, found = 0.5, [0.5]
    for _ in range(SECONDS):
        rate = float(np.clip(rate + 0.15 * (0.5 - rate) + 0.5 * draw.standard_normal(), -1.0, 2.0))
        found.append(rate)
    return np.array(found)


def courses(rounds: int = ROUNDS) -> tuple[Course, ...]:
    """The experiments; `rounds` pulses and cycles."""
    one_c = adapter.cell(CHEN2020).protocol.one_c
    current = drive() * one_c
    times = np.arange(SECONDS + 1.0)
    pulse = (parts.Current(0.1, False, 2.5, 300.0), parts.Rest(1800.0))
    cycle = (parts.Current(1.0, False, 2.5), parts.Current(1.0, True, 4.2), parts.Hold(4.2, 0.05))
    profile = parts.Profile(parts.Driven.CURRENT, tuple(times.tolist()), tuple((-current).tolist()), True, 2.5, 5.0, "drive")
    return (
        Course(
            f"GITT, {rounds} pulses",
            (parts.Repeat(pulse, rounds),),
            lambda: [("Discharge at C/10 for 5 minutes", "Rest for 30 minutes")] * rounds,
            SHARES,
        ),
        Course(
            f"{rounds} cycles at 1C",
            (parts.Repeat(cycle, rounds),),
            lambda: [("Discharge at 1C until 2.5 V", "Charge at 1C until 4.2 V", "Hold at 4.2 V until C/20")] * rounds,
            SHARES,
        ),
        Course("drive profile, 1,800 s", (profile,), lambda: [pybamm.step.current(np.column_stack([times, current]))], MIDDLES),
    )


def experiments() -> list[Row]:
    """CPU seconds and errors of both tools."""
    rows: list[Row] = []
    for course in courses():
        cell = replace(adapter.cell(CHEN2020), experiment=parts.Experiment(course.stages, 1.0))
        truth = sampled(run_experiment(cell, precision=REFERENCE), course.shares)
        run_experiment(cell)
        start = time.process_time()
        ours = run_experiment(cell)
        row = {"experiment": course.name, "tool": "stratode", "settings": "default", "cpu_s": time.process_time() - start}
        rows.append(row | {"rms_mV": 1e3 * apart(sampled(ours, course.shares), truth), "estimate_mV": 1e3 * ours.voltage_error})
        rows += [by_pybamm(course, settings, truth) for settings in SETTINGS]
    return rows


def by_pybamm(course: Course, settings: peer.Settings, truth: Array) -> Row:
    """PyBaMM's CPU seconds and error of an experiment, or why there are none."""
    values = peer.parameters(CHEN2020)
    values.update({"Lower voltage cut-off [V]": LOWEST})
    row: Row = {"experiment": course.name, "tool": "pybamm", "settings": f"{settings.mesh}, rtol {settings.rtol:g}"}
    made = pybamm.Simulation(
        peer.model(half=False),
        parameter_values=values,
        experiment=pybamm.Experiment(course.steps()),
        solver=pybamm.IDAKLUSolver(rtol=settings.rtol, atol=settings.atol),
        var_pts=peer.points(settings.mesh),
        submesh_types=peer.submeshes(pybamm.lithium_ion.DFN(), settings.mesh),
    )
    try:
        made.solve(calc_esoh=False)
        start = time.process_time()
        solution = made.solve(calc_esoh=False)
        cpu = time.process_time() - start
    except pybamm.SolverError as error:
        return row | {"failed": str(error)}
    steps = [step for cycle in solution.cycles for step in cycle.steps]
    found = np.array([step[peer.VOLTAGE](t=step.t[0] + course.shares * (step.t[-1] - step.t[0])) for step in steps])
    return row | {"cpu_s": cpu, "rms_mV": 1e3 * apart(found, truth), "stages": len(steps)}


def sampled(result: ExperimentResult, shares: Array) -> Array:
    """(stages, shares) voltages."""
    t, v = result.trace.time, result.trace.voltage
    rows = []
    for stage in result.stages:
        here = result.trace.step == stage.number
        rows.append(np.interp(stage.start + shares * stage.duration, t[here], v[here]))
    return np.array(rows)


def apart(one: Array, other: Array) -> float:
    """V rms over the stages that both have."""
    count = min(len(one), len(other))
    return float(np.sqrt(np.mean((one[:count] - other[:count]) ** 2)))
