"""Run an experiment: stage after stage from a state at rest, on an adapted mesh, with an estimate of the voltage's error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stratode.cell.account import Inventory, heat_account, inventory
from stratode.cell.adapt import RICHARDSON, accountable, monitor
from stratode.cell.discretise import Discrete
from stratode.cell.ending import held_outside, ran_out
from stratode.cell.leg import Leg, State, run_leg
from stratode.cell.mesh import first_edges, lay_out, packed_edges
from stratode.cell.protocol import Precision, passed
from stratode.cell.simulate import join
from stratode.cell.solution import ExperimentResult, StageEnd, StageResult
from stratode.cell.staging import RUNAWAY, Beginning, Bench, beginning, control, moment
from stratode.cell.warmth import on_mesh
from stratode.kernels import stops
from stratode.kernels.arrays import Record
from stratode.recipe.parts import Cell, Current, Experiment, Profile, Repeat, Stage, Sweep, TransportCell
from stratode.recipe.steps import in_words

Array = NDArray[np.float64]
Progress = Callable[[float, str], None]  # share done, what is under way

USUAL = Precision(tolerance=1e-4, closeness=1e-8)  # relaxations to some uV
QUIET = Precision(tolerance=1e-6, closeness=1e-11)  # transport cells: small currents, whose voltages fade through many orders
MOST_FIELDS = 4000  # rows whose fields are kept; beyond, curves only
SCOUTED = 12  # stages that the mesh is adapted to
SCOUTED_POINTS = 400  # of a drive profile
COMPARED = 50  # points of each stage at which two meshes are compared
SPENT = 0.05  # of the filled salt: with less of it at a node no current goes on at the wall beside
ENDS = {
    stops.LOW: StageEnd.VOLTAGE,
    stops.HIGH: StageEnd.VOLTAGE,
    stops.SMALL_CURRENT: StageEnd.CURRENT,
    stops.SLOW: StageEnd.SETTLED,
    stops.DURATION: StageEnd.TIME,
}  # after any other ending nothing follows


@dataclass(frozen=True, slots=True)
class Ran:
    """One stage as it went."""

    stage: Stage
    round: int
    leg: Leg
    ended_by: StageEnd


@dataclass(frozen=True, slots=True)
class Course:
    """All stages on one mesh, and what the cell held before and after."""

    discrete: Discrete
    ran: tuple[Ran, ...]
    before: Inventory
    after: Inventory
    finished: bool


def run_experiment(cell: Cell | TransportCell, progress: Progress | None = None, precision: Precision | None = None) -> ExperimentResult:
    """Run the experiment of a cell.

    Args:
        cell: a closed cell with an experiment; its double layers take part.
        progress: told the share done and the stage under way.
        precision: mesh and tolerance.

    Raises:
        ValueError: the cell has no experiment.
    """
    experiment = cell.experiment
    if experiment is None:
        raise ValueError(f"experiment: {cell.name} has none; write protocol: {{steps: [...]}} in its recipe")
    began = time.process_time()
    precision = precision or (USUAL if isinstance(cell, Cell) else QUIET)
    if isinstance(cell, Cell) and cell.thermal is not None:
        precision = accountable(cell, precision)
    tell = progress or (lambda share, doing: None)
    stack = lay_out(cell)
    scout = on_mesh(cell, stack, first_edges(stack, precision.scout_nodes), double_layers=True)
    rough = replace(precision, tolerance=max(precision.scout_tolerance, precision.tolerance), closeness=1e-4)
    looked = _course(scout, experiment, rough, lambda share, doing: None, SCOUTED)
    density = monitor(scout, [r.leg for r in looked.ran])
    fine = on_mesh(cell, stack, packed_edges(stack, precision.nodes, *density), double_layers=True)
    course = _course(fine, experiment, precision, lambda share, doing: tell(0.7 * share, doing), None)
    half = on_mesh(cell, stack, packed_edges(stack, precision.nodes // 2, *density), double_layers=True)
    rougher = replace(precision, tolerance=2.0 * precision.tolerance, closeness=1e-5)
    beside = _course(half, experiment, rougher, lambda share, doing: tell(0.7 + 0.3 * share, "error estimate"), None, curves=True)
    tell(1.0, "done")
    return _result(cell, course, beside, time.process_time() - began)


def _course(
    discrete: Discrete, experiment: Experiment, precision: Precision, tell: Progress, most: int | None, curves: bool = False
) -> Course:
    """Run stage after stage, at most `most` of them; what cannot go on ends the course."""
    bench = Bench.of(discrete)
    state, lithium = beginning(discrete, experiment.start)
    before = inventory(discrete, state)
    at = Beginning(before.voltage, lithium)
    ran: list[Ran] = []
    expected = _count(experiment.stages)
    rows = 0
    stages = _in_order(experiment.stages, ran)
    for stage, number in stages:
        if most is not None and len(ran) >= most:
            break
        if most is not None and isinstance(stage, Profile):
            stage = replace(stage, times=stage.times[:SCOUTED_POINTS], values=stage.values[:SCOUTED_POINTS])
        tell(min(len(ran) / expected, 0.99), in_words(stage))
        held = control(stage, bench, at, precision, discrete.model.layered)
        leg = run_leg(discrete, state, held, fields=not curves and rows + 2 * held.until.size < MOST_FIELDS)
        if leg.record.time.size == 0:
            ran.append(Ran(stage, number, _moment(discrete, state, ran, precision), StageEnd.COULD_NOT_FINISH))
            return Course(discrete, tuple(ran), before, inventory(discrete, state), False)
        state, rows = leg.state, rows + leg.record.time.size
        charge = passed(leg)
        at = Beginning(float(leg.record.voltage[-1]), (at.lithium[0] - charge, at.lithium[1] + charge))
        ended = _ended(discrete, stage, leg, min(at.lithium))
        ran.append(Ran(stage, number, leg, ended))
        if ended not in ENDS.values():
            return Course(discrete, tuple(ran), before, inventory(discrete, state), ended is not StageEnd.COULD_NOT_FINISH)
    return Course(discrete, tuple(ran), before, inventory(discrete, state), True)


def _moment(discrete: Discrete, state: State, ran: list[Ran], precision: Precision) -> Leg:
    """A moment of rest, for a stage that could not begin; where not even that has a solution, the last moment there was."""
    leg = run_leg(discrete, state, moment(precision))
    if leg.record.time.size or not ran:
        return leg
    before = ran[-1].leg
    record = Record(*(a[-1:] for a in before.record))
    return replace(leg, record=record._replace(time=np.zeros(1)), state=before.state)


def _in_order(stages: tuple[Stage, ...], ran: list[Ran], number: int = 0) -> Iterator[tuple[Stage, int]]:
    """Every stage with its round, in the order of running; what has been run so far decides when a repeat is over."""
    for stage in stages:
        if not isinstance(stage, Repeat):
            yield stage, number
            continue
        for k in range(stage.times):
            first = len(ran)
            yield from _in_order(stage.steps, ran, k + 1)
            if stage.until_cutoff and any(_cut_off(r) for r in ran[first:]):
                break


def _cut_off(ran: Ran) -> bool:
    """A timed current that reached its voltage before its time."""
    return isinstance(ran.stage, Current) and ran.stage.max_time is not None and ran.ended_by is StageEnd.VOLTAGE


def _count(stages: tuple[Stage, ...]) -> int:
    """How many stages there are to run, or a guess where that shows only then."""
    return sum((min(s.times, 40 if s.until_cutoff else s.times) * _count(s.steps)) if isinstance(s, Repeat) else 1 for s in stages)


def _ended(discrete: Discrete, stage: Stage, leg: Leg, foil: float) -> StageEnd:
    if leg.why == stops.DURATION and foil <= 1e-6 * abs(passed(leg)):
        return StageEnd.LITHIUM_EXHAUSTED
    if leg.why == stops.DURATION and isinstance(stage, Sweep):
        return StageEnd.VOLTAGE
    if leg.why in (stops.LOW, stops.HIGH) and abs(float(leg.record.voltage[-1])) >= min(RUNAWAY) * (1.0 - 1e-9):
        return StageEnd.RUNAWAY
    if leg.why == stops.TOO_HOT:
        return StageEnd.TEMPERATURE
    if leg.why in ENDS:
        return ENDS[leg.why]
    return StageEnd(ran_out(discrete, leg.record.salt[-1], leg.record.surface[-1], SPENT).value)


def _result(cell: Cell | TransportCell, course: Course, beside: Course, cpu_s: float) -> ExperimentResult:
    if not course.ran:
        raise ValueError(f"experiment: {cell.name} has no steps; write protocol: {{steps: [...]}} in its recipe")
    trace = join([r.leg for r in course.ran])
    whole = trace.salt.shape[0] == trace.time.size
    if not whole:  # fields of some stages only: of no use to anyone
        names = ("salt", "phi_e", "phi_s", "flux", "surface", "mean", "branch")
        trace = replace(trace, **{name: getattr(trace, name)[:0] for name in names})
    return ExperimentResult(
        name=cell.name,
        stages=_stages(course.ran),
        trace=trace,
        voltage_error=_voltage_error(course, beside),
        charge_error=_charge_error(course, beside),
        lithium_error=course.after.lithium_error(course.before, _all_passed(course)),
        salt_error=course.after.salt_error(course.before),
        heat=heat_account(course.discrete, [r.leg.state for r in course.ran]),
        held_outside_data=held_outside(course.discrete, trace) if whole else (),
        finished=course.finished,
        cpu_s=cpu_s,
        mesh=course.discrete.mesh,
    )


def _stages(ran: tuple[Ran, ...]) -> tuple[StageResult, ...]:
    found = []
    start = 0.0
    for number, r in enumerate(ran, 1):
        record = r.leg.record
        power = -record.voltage * record.current
        joules = float(np.sum(0.5 * np.diff(record.time) * (power[1:] + power[:-1])))
        found.append(
            StageResult(
                number=number,
                label=in_words(r.stage),
                round=r.round,
                start=start,
                duration=float(record.time[-1]),
                charge=-passed(r.leg) / 3600.0,
                energy=joules / 3600.0,
                voltage_start=float(record.voltage[0]),
                voltage_end=float(record.voltage[-1]),
                current_end=-float(record.current[-1]) + 0.0,
                ended_by=r.ended_by,
            )
        )
        start += float(record.time[-1])
    return tuple(found)


def _all_passed(course: Course) -> float | None:
    """Charge of all stages towards discharge, C/m2, where it is known to round-off: no current that a solution found."""
    steady = all(np.all(r.leg.record.current == r.leg.record.current[0]) for r in course.ran)
    return sum(passed(r.leg) for r in course.ran) if steady else None


def _voltage_error(course: Course, beside: Course) -> float:
    """Rms of the voltage's error over the stages, V, from what two meshes differ by at equal shares of each stage's time."""
    share = np.linspace(0.0, 1.0, COMPARED)
    squares = []
    for a, b in zip(course.ran, beside.ran, strict=False):
        va, vb = (np.interp(share * r.leg.record.time[-1], r.leg.record.time, r.leg.record.voltage) for r in (a, b))
        squares.append(np.mean((va - vb) ** 2))
    return float(RICHARDSON * np.sqrt(np.mean(squares))) if squares else 0.0


def _charge_error(course: Course, beside: Course) -> float:
    """Largest error of a stage's charge over the largest charge of a stage, from what two meshes differ by."""
    pairs = [(passed(a.leg), passed(b.leg)) for a, b in zip(course.ran, beside.ran, strict=False)]
    largest = max((abs(a) for a, _ in pairs), default=0.0)
    return RICHARDSON * max(abs(a - b) for a, b in pairs) / largest if largest > 0.0 else 0.0
