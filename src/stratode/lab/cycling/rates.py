"""Rate tests: which cycles ran at which rate, and what each rate delivers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stratode.lab.cycling.basis import NOTHING, Basis
from stratode.lab.cycling.counting import UNIFORM
from stratode.lab.cycling.cycles import Cycles, How, Side, cycles_of
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array, Record

APART = 1.05  # ratio of neighbouring currents from which on they are two rates
SAME_END = 0.02  # V; discharges that end farther apart are told
HOUR = 3600.0


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Successive cycles at one rate.

    Args:
        rate: C-rate, of three digits.
        current: A.
        cycles: their numbers, (K,).
        charge: delivered, C, (K,).
        doubt: half of the 95 % interval of counting, C, (K,).
        other_rate: of the half cycles before (the charges of a discharge test), C-rate.
        mean_voltage: V, (K,).
        end_voltage: V, (K,).
        again: the rate was run before.
    """

    rate: float
    current: float
    cycles: NDArray[np.int64]
    charge: Array
    doubt: Array
    other_rate: float
    mean_voltage: Array
    end_voltage: Array
    again: bool


@dataclass(frozen=True, slots=True, eq=False)
class RateTest:
    """A rate test evaluated.

    Args:
        record: as read.
        cycles: all of them.
        steps: in the order run.
        tested: "discharge" or "charge", whose current was varied.
        one_c: A.
        basis: as stated.
        estimates: capacity at each rate, retention against the slowest, recovery.
        cautions: of the whole.
    """

    record: Record
    cycles: Cycles
    steps: tuple[Step, ...]
    tested: str
    one_c: float
    basis: Basis
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]

    @property
    def firsts(self) -> tuple[Step, ...]:
        """One step a rate, where it was first run, from slow to fast."""
        return tuple(sorted((step for step in self.steps if not step.again), key=lambda step: step.rate))


def rate_test(record: Record, how: How | None = None, basis: Basis = NOTHING) -> RateTest:
    """Evaluate a rate test.

    Args:
        record: time, voltage, current.
        how: cycles are counted.
        basis: masses, areas, 1C.

    Raises:
        ValueError: no current, falling times, a column missing, or no direction in which anything passed.
    """
    how = how or How()
    cycles = cycles_of(record, how)
    tested = _tested(cycles)
    side, other = (cycles.discharge, cycles.charge) if tested == "discharge" else (cycles.charge, cycles.discharge)
    cautions = [c for c in cycles.cautions if c.name != "begins_discharging"]
    rows = np.flatnonzero(np.isfinite(side.charge))
    one_c, about = _one_c(side, rows, basis)
    steps = _steps(cycles, side, other, rows, one_c)
    cautions += [*about, *_about(steps, side, rows)]
    if how.accuracy is None:
        words = "Intervals leave out the accuracy of the current, which scales all capacities alike: state --current-accuracy."
        cautions.append(Caution("accuracy_not_stated", words))
    unfinished = RateTest(record, cycles, steps, tested, one_c, basis, (), tuple(cautions))
    return RateTest(record, cycles, steps, tested, one_c, basis, _estimates(unfinished, how.accuracy), tuple(cautions))


def clusters(currents: Array) -> NDArray[np.int64]:
    """Which rate each current belongs to, numbered from the smallest: neighbours within 5 % are one, (N,)."""
    order = np.argsort(currents, kind="stable")
    ranked = currents[order]
    jumps = np.concatenate(([False], ranked[1:] > APART * ranked[:-1]))
    found = np.empty(currents.size, np.int64)
    found[order] = np.cumsum(jumps)
    return found


def _tested(cycles: Cycles) -> str:
    """The direction that ran at more rates; of as many, the discharge."""
    many = {}
    for name, side in (("discharge", cycles.discharge), ("charge", cycles.charge)):
        currents = side.current[np.isfinite(side.current)]
        many[name] = int(clusters(currents).max()) + 1 if currents.size else 0
    return "charge" if many["charge"] > many["discharge"] else "discharge"


def _one_c(side: Side, rows: NDArray[np.int64], basis: Basis) -> tuple[float, tuple[Caution, ...]]:
    if basis.one_c is not None:
        return basis.one_c, ()
    slowest = rows[clusters(side.current[rows]) == 0]
    one_c = float(np.max(side.charge[slowest])) / HOUR
    words = (
        f"1C is not stated; it was taken as the current that passes the capacity of the slowest rate in an hour, {1e3 * one_c:.4g} mA. "
        "State --one-c."
    )
    return one_c, (Caution("one_c_assumed", words),)


def _steps(cycles: Cycles, side: Side, other: Side, rows: NDArray[np.int64], one_c: float) -> tuple[Step, ...]:
    """Cycles of one rate that follow each other, of each its step."""
    group = clusters(side.current[rows])
    edges = np.concatenate(([0], np.flatnonzero(np.diff(group)) + 1, [rows.size]))
    seen: set[int] = set()
    found = []
    for begin, end in pairwise(edges):
        chosen, which = rows[begin:end], int(group[begin])
        before = other.current[chosen]
        before = before[np.isfinite(before)]
        current = float(np.median(side.current[rows[group == which]]))
        found.append(
            Step(
                float(f"{current / one_c:.3g}"),
                current,
                cycles.number[chosen],
                side.charge[chosen],
                side.doubt[chosen],
                float(f"{np.median(before) / one_c:.3g}") if before.size else math.nan,
                side.mean_voltage[chosen],
                side.end_voltage[chosen],
                which in seen,
            )
        )
        seen.add(which)
    return tuple(found)


def _about(steps: tuple[Step, ...], side: Side, rows: NDArray[np.int64]) -> list[Caution]:
    found = []
    if len({step.rate for step in steps}) < 2:
        words = f"All cycles run at one rate ({steps[0].rate:g}C): there is nothing to compare. For long cycling use stratode lab cycle."
        found.append(Caution("one_rate_only", words))
    ends = side.end_voltage[rows]
    if np.ptp(ends) > SAME_END:
        low, high = float(ends.min()), float(ends.max())
        words = f"The voltages at which half cycles end differ from {low:.3f} to {high:.3f} V: their capacities are not of one window."
        found.append(Caution("different_ends", words))
    before = [step.other_rate for step in steps if not step.again and math.isfinite(step.other_rate)]
    if before and max(before) > APART * min(before):
        words = (
            f"The rates of the half cycles before differ too ({min(before):g}C to {max(before):g}C): capacities hold what both directions "
            "lose, and compare only with tests of that protocol."
        )
        found.append(Caution("both_directions_vary", words))
    return found


def terms(basis: Basis) -> tuple[float, str]:
    """Factor from C and SI unit, as finely as was stated: per mass, per area, of the cell."""
    if basis.mass is not None:
        return 1.0 / basis.mass, "C/kg"
    if basis.area is not None:
        return 1.0 / basis.area, "C/m2"
    return 1.0, "C"


def _estimates(test: RateTest, accuracy: float | None) -> tuple[Estimate, ...]:
    factor, unit = terms(test.basis)
    slowest = test.firsts[0]
    found = []
    for step in test.firsts:
        found.append(_capacity(step, factor, unit, accuracy, test))
    for step in test.firsts[1:]:
        found.append(_retained(step, slowest, f"R_{step.rate:g}C", f"retention at {step.rate:g}C against {slowest.rate:g}C"))
    later = [step for step in test.steps if step.again and step.rate == slowest.rate]
    if later:
        found.append(_retained(later[-1], slowest, "R_return", f"recovery at {slowest.rate:g}C after the test"))
    return tuple(found)


def spread(step: Step) -> tuple[float, float, float]:
    """Mean delivered charge, half of its 95 % interval by repeats and counting, both C, and the standard deviation of the repeats."""
    value, count = float(np.mean(step.charge)), step.charge.size
    counting = float(np.median(step.doubt))
    if count < 2:
        return value, counting, math.nan
    scatter = float(np.std(step.charge, ddof=1))
    return value, math.hypot(reach_95(count - 1) * scatter / math.sqrt(count), counting), scatter


def _capacity(step: Step, factor: float, unit: str, accuracy: float | None, test: RateTest) -> Estimate:
    value, half, _ = spread(step)
    half = math.hypot(half, UNIFORM * (accuracy or 0.0) * value)
    per = {"C/kg": f" per gram of {test.basis.of}", "C/m2": " per area", "C": ""}[unit]
    found = Estimate(
        name=f"{test.tested} capacity at {step.rate:g}C{per}",
        symbol=f"Q_{step.rate:g}C",
        value=value * factor,
        low=(value - half) * factor,
        high=(value + half) * factor,
        unit=unit,
        method="mean of the repeats; interval: their scatter (Student's t) and counting",
        window=_cycles(step),
    )
    if step.charge.size == 1:
        words = f"{step.rate:g}C ran once: its interval is that of counting alone; repeats would show its scatter."
        return found.beware(Caution("single_repeat", words))
    return found


def _cycles(step: Step) -> str:
    first, last = int(step.cycles[0]), int(step.cycles[-1])
    return f"cycle {first}" if first == last else f"cycles {first} to {last}"


def _retained(step: Step, slowest: Step, symbol: str, name: str) -> Estimate:
    """Ratio of two means; a gain of the current cancels, the errors of both add in squares."""
    (value, half, _), (full, full_half, _) = spread(step), spread(slowest)
    ratio = value / full
    error = math.hypot(half, ratio * full_half) / full
    return Estimate(
        name=name,
        symbol=symbol,
        value=ratio,
        low=ratio - error,
        high=ratio + error,
        shown_in="%",
        method="ratio of the means; intervals of both combined in squares",
        window=f"{_cycles(step)} over {_cycles(slowest)}",
    )
