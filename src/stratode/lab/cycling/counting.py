"""Charge and energy of half cycles, integrated row by row and by the file's own counters, each with what it can be trusted to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.cycling.halves import Halves
from stratode.lab.record import CHARGED, CURRENT, DISCHARGED, TIME, VOLTAGE, Array, Record

HOUR = 3600.0  # C per Ah
NORMAL, UNIFORM = (
    1.959964,
    1.959964 / math.sqrt(3.0),
)  # 95 % of a standard error; of a limit with everything within it as likely (GUM, JCGM 100:2008)
MEDIAN_OF_DIFFERENCES = 0.6744898 * math.sqrt(2.0)  # median of |x1 - x2| of normal noise, in its standard deviation
GAP = 5.0  # of the usual time between rows; more beyond the ends of a half cycle was not under current
LONG = 20.0  # of the times two rows before and after; a row that stands for more within a half cycle lies at a gap of the record
FEW_VALUES = 4  # distinct currents; of fewer, rounding cannot be told from a constant current
MOST_DECIMALS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What passed in each half cycle; everything counts positive.

    Args:
        charge: from the rows, C, (H,).
        doubt: half of its 95 % interval, without the current's accuracy, C, (H,).
        energy: from the rows, J, (H,).
        counted: charge of the file's counters, C, (H,); None where it has none.
        counted_doubt: half of its 95 % interval from the counter's last digit, C.
        duration: under current, s, (H,).
        current: of the first half of the charge, median, A, (H,).
        begin_voltage, middle_voltage, end_voltage: at the first row, at half of the charge, at the last row, V, (H,).
        gap_share: share of the charge that passed in gaps of the record, (H,).
        resolution: last digit of the current, A; None where it cannot be told.
    """

    charge: Array
    doubt: Array
    energy: Array
    counted: Array | None
    counted_doubt: float
    duration: Array
    current: Array
    begin_voltage: Array
    middle_voltage: Array
    end_voltage: Array
    gap_share: Array
    resolution: float | None


def count(record: Record, halves: Halves) -> Counts:
    """Integrate every half cycle.

    Each row carries its current over half of the time to its neighbours on both sides, which within a half cycle is the trapezoidal
    rule, and gives each side of a reversal its own share. The interval holds the current's last digit, the time at the ends in which
    the current switched, the trapezoids' error (from every second row) and noise.

    Args:
        record: with time, voltage, current; memory is taken for one half cycle at a time.
        halves: of it.
    """
    time, voltage, current = record.column(TIME), record.column(VOLTAGE), record.column(CURRENT)
    digit = resolution(current[:: max(len(current) // 200_000, 1)])
    found = np.array(
        [
            _one(time, voltage, current, slice(int(a), int(b)), int(s), halves.rest, digit)
            for a, b, s in zip(halves.start, halves.stop, halves.direction, strict=True)
        ]
    ).reshape(len(halves), 9)
    charge, doubt, energy, duration, usual, begin, middle, end, gaps = found.T
    counted, counter_doubt = _counters(record, halves)
    return Counts(charge, doubt, energy, counted, counter_doubt, duration, usual, begin, middle, end, gaps, digit)


def resolution(values: Array) -> float | None:
    """The last decimal digit in which a column is written; None where too few values tell it.

    Args:
        values: some of the column, (N,).
    """
    distinct = np.unique(np.abs(values[np.isfinite(values) & (values != 0.0)]))
    if distinct.size < FEW_VALUES:
        return None
    distinct = distinct[:: max(distinct.size // 2000, 1)]
    for decimals in range(MOST_DECIMALS):
        if np.all(np.abs(np.round(distinct, decimals) - distinct) <= 1e-9 * distinct):
            return float(10.0**-decimals)
    return float(10.0**-MOST_DECIMALS)


def row_times(time: Array, rows: slice) -> tuple[Array, tuple[float, float]]:
    """The time that each row stands for, s, (R,), and that between the first and last row and what came before and after.

    Args:
        time: of the whole record.
        rows: of a half cycle.
    """
    t = time[rows]
    steps = np.diff(t)
    usual = float(np.median(steps)) if steps.size else math.inf
    before = min(float(t[0] - time[rows.start - 1]), GAP * usual) if rows.start > 0 else 0.0
    after = min(float(time[rows.stop] - t[-1]), GAP * usual) if rows.stop < len(time) else 0.0
    weight = np.empty(t.size)
    weight[0], weight[-1] = before, after if t.size > 1 else before + after
    weight[1:-1] = steps[:-1]
    if t.size > 1:
        weight[0] += steps[0]
        weight[-1] += steps[-1]
        weight[1:-1] += steps[1:]
    return 0.5 * weight, (before, after)


def _one(
    time: Array, voltage: Array, current: Array, rows: slice, sign: int, rest: float, digit: float | None
) -> tuple[float, float, float, float, float, float, float, float, float]:
    """Charge, doubt, energy, duration, current, three voltages, share in gaps of one half cycle."""
    flow = sign * current[rows]
    v = voltage[rows]
    flows = flow > rest
    flow = np.where(flows, flow, 0.0)
    weight, (before, after) = row_times(time, rows)
    passed = flow * weight
    charge = float(passed.sum())
    duration = float(weight[flows].sum())
    reached = np.cumsum(passed)
    reached -= 0.5 * passed
    half = max(int(np.searchsorted(reached, 0.5 * charge)), 1)
    early = flow[:half][flows[:half]]
    usual = float(np.median(early)) if early.size else float(flow[0])
    middle = float(np.interp(0.5 * charge, reached, v))
    doubt = _doubt(time[rows], flow, weight, (before, after), duration, digit)
    return charge, doubt, float(passed @ v), duration, usual, float(v[0]), middle, float(v[-1]), _in_gaps(passed, weight)


def _doubt(t: Array, flow: Array, weight: Array, ends: tuple[float, float], duration: float, digit: float | None) -> float:
    """Half of the 95 % interval of the charge, C: contributions that are independent of each other."""
    switched = math.hypot(0.5 * flow[0] * ends[0], 0.5 * flow[-1] * ends[1])
    rounded = 0.5 * (digit or 0.0) * duration
    noise = np.median(np.abs(np.diff(flow))) / MEDIAN_OF_DIFFERENCES if flow.size > 8 else 0.0
    coarse = _every_second(t, flow) if flow.size > 8 else 0.0
    return math.sqrt((UNIFORM * switched) ** 2 + (UNIFORM * rounded) ** 2 + (NORMAL * noise) ** 2 * float(weight @ weight) + coarse**2)


def _every_second(t: Array, flow: Array) -> float:
    """The error of the trapezoids from those of twice their width (Richardson): a third of what changes, C."""
    thin = np.append(np.arange(0, flow.size - 1, 2), flow.size - 1)
    return abs(float(np.trapezoid(flow, t)) - float(np.trapezoid(flow[thin], t[thin]))) / 3.0


def _in_gaps(passed: Array, weight: Array) -> float:
    """Share of the charge in rows that stand for much longer than the usual one."""
    if weight.size < 5:
        return 0.0
    beside = np.maximum(np.maximum(weight[:-4], weight[4:]), np.finfo(float).tiny)  # a gap is shared by the rows at its two ends
    lone = np.append(np.zeros(2, bool), np.append(weight[2:-2] > LONG * beside, np.zeros(2, bool)))
    return float(passed[lone].sum() / max(passed.sum(), np.finfo(float).tiny))


def _counters(record: Record, halves: Halves) -> tuple[Array | None, float]:
    """Charge of each half cycle by the file's counters, C, and half of its 95 % interval from their last digit."""
    if not {CHARGED, DISCHARGED} <= set(record.columns):
        return None, 0.0
    columns = {1: record.columns[CHARGED], -1: record.columns[DISCHARGED]}
    digits = [resolution(column[:: max(len(column) // 200_000, 1)]) for column in columns.values()]
    if all(digit is None for digit in digits):
        return None, 0.0
    rows = zip(halves.start, halves.stop, halves.direction, strict=True)
    counted = np.array([_counted(columns[int(s)], int(a), int(b)) for a, b, s in rows])
    if not np.isfinite(counted).all():
        return None, 0.0
    digit = max(digit for digit in digits if digit is not None)
    return counted * HOUR, UNIFORM * digit / math.sqrt(2.0) * HOUR  # two readings, each off by half a digit


def _counted(column: Array, start: int, stop: int) -> float:
    """How far a counter rose over rows, Ah; where it was reset it begins again from zero."""
    values = column[max(start - 1, 0) : min(stop + 1, len(column))]
    if values.size == 0:
        return 0.0
    if stop < len(column) and values[-1] < values[-2]:
        values = values[:-1]  # reset as the next half cycle began
    rises = np.diff(values)
    falls = rises < 0.0
    if not falls.any():
        return float(values[-1] - values[0]) if start > 0 else float(values[-1])
    rises[falls] = values[1:][falls]
    return float(rises.sum()) + (0.0 if start > 0 else float(values[0]))


def chosen(counts: Counts, source: str) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Charge and doubt of each half cycle, C, (H,), from rows or counters, and where the counters were taken.

    Args:
        counts: both.
        source: "rows", "counters", or "best": counters where their last digit is at least three times finer than the rows' interval,
            or where the rows' current takes so few values that its rounding cannot be told, and both differ by more than both allow.

    Raises:
        ValueError: counters are asked for and there are none.
    """
    if counts.counted is None:
        if source == "counters":
            raise ValueError("--charge counters: needs columns of charging and discharging capacity; the file has none. Use --charge rows.")
        return counts.charge, counts.doubt, np.zeros(counts.charge.size, bool)
    other = np.full(counts.charge.size, counts.counted_doubt)
    if source == "best":
        finer = counts.doubt > 3.0 * other
        unknown = (counts.resolution is None) & disagree(counts)
        take = np.full(counts.charge.size, bool(np.median(finer | unknown) >= 0.5)) if counts.charge.size else finer
    else:
        take = np.full(counts.charge.size, source == "counters")
    return np.where(take, counts.counted, counts.charge), np.where(take, other, counts.doubt), take


def disagree(counts: Counts) -> NDArray[np.bool_]:
    """Half cycles in which rows and counters differ by more than their intervals and 0.5 %, (H,)."""
    if counts.counted is None:
        return np.zeros(counts.charge.size, bool)
    apart = np.abs(counts.counted - counts.charge)
    return apart > np.maximum(np.hypot(counts.doubt, counts.counted_doubt), 0.005 * np.maximum(counts.counted, counts.charge))
