"""What a report of an experiment is about: one recipe with its stages, and what its curves come to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell.solution import ExperimentResult, StageResult
from stratode.recipe.parts import Cell, TransportCell
from stratode.report.case import cathode_area
from stratode.report.profiles import Bands, bands

Array = NDArray[np.float64]
Rows = NDArray[np.int64]

NO_CHARGE = 1e-6  # of what any stage's largest current would have passed: less is a rest, or an alternating current
MOST_ENDS = 5  # instants whose fields are shown
JUMP = 1e-3  # of the span of a sweep: its first moment
STRAIGHT = 1e-5  # of its span: how far the voltage of a sweep may lie off a straight line in time


@dataclass(frozen=True, slots=True)
class Observation:
    """One recipe and its experiment."""

    cell: Cell | TransportCell
    result: ExperimentResult


@dataclass(frozen=True, slots=True)
class HalfCycle:
    """Stages that pass charge one way, with the rests between them."""

    stages: tuple[StageResult, ...]
    count: int  # rounds begun before or with it; 0 outside

    @property
    def charge(self) -> float:
        """Ah/m2, charging positive."""
        return float(sum(stage.charge for stage in self.stages))


def area(cell: Cell | TransportCell) -> float:
    """What a current density times this is the whole cell's current, m2."""
    return cell.area if isinstance(cell, TransportCell) else cathode_area(cell)


def active_loading(cell: Cell | TransportCell) -> float | None:
    """Cathode active material, kg/m2; None for a transport cell, which has no cathode."""
    return None if isinstance(cell, TransportCell) else sum(layer.active_loading for layer in cell.cathode.layers)


def rows_of(result: ExperimentResult, stage: StageResult) -> Rows:
    """Rows of the trace that belong to a stage, in time order; empty where it kept none."""
    first, end = np.searchsorted(result.trace.step, (stage.number, stage.number + 1))  # numbers never fall
    return np.arange(first, end)


def passed(result: ExperimentResult) -> Array:
    """Net charge since the beginning at every row of the trace, (K,) Ah/m2, charging positive.

    Within a stage the current is integrated by trapezoids over the kept rows; what these leave over against the stage's own
    charge (which the solver integrated) is spread evenly over its duration, so that every stage ends at the right charge.
    """
    time, current = result.trace.time, result.trace.current_density
    charge = np.zeros(time.size)
    before = 0.0
    for stage in result.stages:
        rows = rows_of(result, stage)
        if rows.size:
            t, i = time[rows], current[rows]
            pieces = np.concatenate(([(t[0] - stage.start) * i[0]], 0.5 * (i[1:] + i[:-1]) * np.diff(t))) / 3600.0
            within = np.cumsum(pieces)
            share = (t - stage.start) / stage.duration if stage.duration > 0.0 else np.ones(rows.size)
            charge[rows] = before + within + (stage.charge - within[-1]) * share
        before += stage.charge
    return charge


def round_counts(stages: tuple[StageResult, ...]) -> tuple[int, ...]:
    """For each stage how many rounds have begun, never falling: a round begins where a stage's round differs from that before it."""
    counts, begun, last = [], 0, 0
    for stage in stages:
        if stage.round != last and stage.round > 0:
            begun += 1
        counts.append(begun)
        last = stage.round
    return tuple(counts)


def swept(result: ExperimentResult, stage: StageResult) -> bool:
    """Whether the voltage was moved at a constant rate: straight in time, while the current was not."""
    rows = rows_of(result, stage)
    if rows.size < 4:
        return False
    time, voltage, current = (values[rows] for values in (result.trace.time, result.trace.voltage, result.trace.current_density))
    moved = float(voltage[-1] - voltage[0])
    if abs(moved) < 1e-3 or float(np.ptp(current)) <= 1e-6 * float(np.max(np.abs(current))):
        return False
    line = voltage[0] + moved * (time - time[0]) / (time[-1] - time[0])
    return bool(np.max(np.abs(voltage - line)) <= STRAIGHT * abs(moved))


def beyond_the_jump(result: ExperimentResult, stage: StageResult) -> Rows:
    """Rows of a sweep without its first moment, in which a jump to where it begins charges the double layers in a spike of current."""
    rows = rows_of(result, stage)
    voltage = result.trace.voltage[rows]
    kept: Rows = rows[np.abs(voltage - voltage[0]) >= JUMP * abs(voltage[-1] - voltage[0])]
    return kept


def least_charge(result: ExperimentResult) -> float:
    """Charge (Ah/m2) below which a stage passed none on balance."""
    strongest = [(rows_of(result, stage), stage) for stage in result.stages]
    moved = [float(np.max(np.abs(result.trace.current_density[rows]))) * s.duration / 3600.0 for rows, s in strongest if rows.size]
    return NO_CHARGE * max(moved, default=0.0)


def half_cycles(result: ExperimentResult) -> tuple[HalfCycle, ...]:
    """Every maximal run of stages that pass charge one way; rests at its ends are left out, sweeps belong to none."""
    least = least_charge(result)
    found: list[HalfCycle] = []
    held: list[StageResult] = []
    direction, count = 0.0, 0
    for stage, begun in zip(result.stages, round_counts(result.stages), strict=True):
        sign = float(np.sign(stage.charge)) if abs(stage.charge) > least else 0.0
        sweep = swept(result, stage)
        if held and (sweep or sign == -direction):
            found.append(_without_rests(held, count, least))
            held = []
        if sweep or not (sign or held):
            continue
        if not held:
            direction, count = sign, begun
        held.append(stage)
    return (*found, _without_rests(held, count, least)) if held else tuple(found)


def _without_rests(stages: list[StageResult], count: int, least: float) -> HalfCycle:
    last = max(i for i, stage in enumerate(stages) if abs(stage.charge) > least)
    return HalfCycle(tuple(stages[: last + 1]), count)


def kept_ends(result: ExperimentResult) -> list[tuple[StageResult, int]]:
    """Some stages from the first to the last, each with the row of its end; empty where the fields were not kept."""
    if result.trace.salt.shape[0] != result.trace.time.size:
        return []
    ends = [(stage, int(rows[-1])) for stage in result.stages if (rows := rows_of(result, stage)).size]
    if len(ends) > MOST_ENDS:  # the fields are even again after a rest
        least = least_charge(result)
        ends = [(stage, row) for stage, row in ends if abs(stage.charge) > least] or ends
    return [ends[i] for i in evenly(len(ends), MOST_ENDS)]


def left_to_right(seen: Observation) -> tuple[Rows, Array, Bands]:
    """How a figure through the thickness runs: a cell from its cathode's collector, a transport cell from its left end.

    Returns:
        Nodes in the order drawn (N,), their places (N,) m, and where each layer lies.
    """
    mesh = seen.result.mesh
    order = np.arange(mesh.width.size)
    from_right = bands(mesh)
    if not isinstance(seen.cell, TransportCell):
        return order[::-1], float(np.sum(mesh.width)) - mesh.x[::-1], from_right
    whole = float(np.sum(mesh.width))
    starts, ends = (tuple(whole - place for place in places[::-1]) for places in (from_right.end, from_right.start))
    return order, mesh.x, Bands(from_right.name[::-1], from_right.region[::-1], starts, ends)


def evenly(count: int, most: int) -> Rows:
    """At most `most` (2 at least) of `count` places, both ends kept."""
    return np.unique(np.linspace(0, count - 1, min(count, max(most, 2))).round().astype(np.int64)) if count else np.empty(0, np.int64)
