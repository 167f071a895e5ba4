"""Rate capability from single discharge curves, one a rate: what has passed where each falls through a cut-off voltage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator

from stratode.lab.cycling.cycles import How, cycles_of
from stratode.lab.cycling.profiles import profile
from stratode.lab.cycling.rates import HOUR
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import CURRENT, TIME, VOLTAGE, Array, Record

WAYS = ("monotone", "cubic", "linear")
SPARSE = 0.002  # of the capacity; interpolations that differ by more are told
MORE = 1.02  # times a slower discharge, that a faster one does not give
AH = "Capacity / Ah"
IN_SI = {"%": ("", 0.01), "Ah": ("C", 3600.0), "mAh": ("C", 3.6), "mAh/g": ("C/kg", 3600.0), "mAh/cm2": ("C/m2", 3.6e4)}  # of files


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One discharge.

    Args:
        rate: C-rate.
        passed: rising, in `unit`, (N,).
        voltage: V, (N,).
        unit: of `passed`, as the file's column has it: "%", "mAh/g", "Ah"; "" where it does not say.
        record: as read.
    """

    rate: float
    passed: Array
    voltage: Array
    unit: str
    record: Record


@dataclass(frozen=True, slots=True, eq=False)
class CurvesAtRates:
    """Several discharges of one cell.

    Args:
        curves: from slow to fast.
        capacity: at the cut-off (at the end, without one), in the curves' unit, (C,).
        low, high: range of three interpolations, (C,).
        cut_off: V; None: each to its end.
        estimates: capacity and its share of the slowest.
        cautions: of the whole.
    """

    curves: tuple[Curve, ...]
    capacity: Array
    low: Array
    high: Array
    cut_off: float | None
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def curve_of(record: Record, rate: float) -> Curve:
    """A file's one discharge: integrated where there is a current, else its capacity column.

    Raises:
        ValueError: no voltage, no capacity, or a capacity that falls.
    """
    where = record.origin.file
    if {TIME, CURRENT, VOLTAGE} <= set(record.columns):
        return _integrated(record, rate)
    names = list(record.columns)
    if VOLTAGE not in names and len(names) == 2:
        passed, voltage, unit = record.columns[names[0]], record.columns[names[1]], ""
        words = f"{where}: its two columns were taken as capacity and voltage, in this order."
        record = record.beware(Caution("columns_by_order", words))
    else:
        other = [name for name in names if name not in (VOLTAGE, TIME)]
        voltage = record.column(VOLTAGE)
        if len(other) != 1:
            raise ValueError(
                f"{where}: needs one column of capacity beside {VOLTAGE!r}; found {', '.join(map(repr, other)) or 'none'}. "
                "Keep one, or name the two with --columns."
            )
        passed, unit = record.columns[other[0]], other[0].rpartition(" / ")[2] if " / " in other[0] else ""
    keep = np.isfinite(passed) & np.isfinite(voltage)
    passed, voltage = passed[keep], voltage[keep]
    if passed.size < 4 or np.any(np.diff(passed) <= 0.0):
        raise ValueError(
            f"{where}: a discharge curve needs at least 4 rows with rising capacity; received {passed.size}. Sort it, keep one."
        )
    return Curve(rate, passed, voltage, unit, record)


def _integrated(record: Record, rate: float) -> Curve:
    cycles = cycles_of(record, How())
    rows = np.flatnonzero(cycles.discharge.half >= 0)
    if rows.size != 1:
        raise ValueError(
            f"{record.origin.file}: must hold one discharge to be a curve of one rate; received {rows.size}. Leave out --curves."
        )
    found = profile(record, cycles.halves, int(cycles.discharge.half[rows[0]]))
    keep = np.concatenate(([True], np.diff(found.charge) > 0.0))
    return Curve(rate, found.charge[keep] / HOUR, found.voltage[keep], "Ah", record)


def crossing(curve: Curve, cut_off: float) -> dict[str, float] | None:
    """Where a curve first falls through a voltage, by each way of interpolation; None where it does not.

    Args:
        curve: a discharge.
        cut_off: V.
    """
    below = np.flatnonzero(curve.voltage < cut_off)
    if not below.size:
        return None
    k = int(below[0])
    if k == 0:
        return dict.fromkeys(WAYS, float(curve.passed[0]))
    begin, end = float(curve.passed[k - 1]), float(curve.passed[k])
    found = {"linear": float(np.interp(-cut_off, -curve.voltage[k - 1 : k + 1], curve.passed[k - 1 : k + 1]))}
    for way, kind in (("monotone", PchipInterpolator), ("cubic", CubicSpline)):
        roots = np.asarray(kind(curve.passed, curve.voltage).solve(cut_off, extrapolate=False), float)
        inside = roots[(roots >= begin) & (roots <= end)]
        found[way] = float(inside[0]) if inside.size else found["linear"]
    return found


def curves_at_rates(curves: Sequence[Curve], cut_off: float | None, way: str = "monotone", full: float | None = None) -> CurvesAtRates:
    """Capacities of a cell's discharges at several rates.

    Args:
        curves: one a rate.
        cut_off: V; None: each to its end.
        way: "monotone" (Fritsch & Carlson 1980, SIAM J. Numer. Anal. 17, 238), "cubic" spline (not-a-knot) or "linear".
        full: capacity that counts as 100 %, in the curves' unit; None for the slowest rate's.

    Raises:
        ValueError: curves of different units or of one rate, no curve that reaches the cut-off, a slowest one that begins below it, no
            such way.
    """
    _check(curves, way, full)
    ordered = sorted(curves, key=lambda curve: curve.rate)
    cautions: list[Caution] = []
    kept, values = [], []
    for curve in ordered:
        found = {w: float(curve.passed[-1]) for w in WAYS} if cut_off is None else crossing(curve, cut_off)
        if found is None:
            words = (
                f"{curve.record.origin.file}: the curve ends at {curve.voltage[-1]:.3f} V, above the cut-off; it delivers more than "
                f"{curve.passed[-1]:.5g} and was left out."
            )
            cautions.append(Caution("cut_off_not_reached", words))
            continue
        kept.append(curve)
        values.append((found[way], min(found.values()), max(found.values())))
    if cut_off is not None:
        words = (
            "Intervals of capacities at the cut-off are the range of three interpolations between rows; noise and accuracy are left out."
        )
        cautions.append(Caution("interval_of_interpolation", words))
    if not kept:
        raise ValueError(f"--cut-off: must be reached by a curve; received {cut_off:g} V. State a voltage that they fall through.")
    capacity, low, high = np.array(values).T
    reference = full if full is not None else float(capacity[0])
    if reference <= 0.0:
        raise ValueError(
            f"--cut-off: must lie below where the slowest curve begins; received {cut_off:g} V, and {kept[0].record.origin.file} begins at "
            f"{kept[0].voltage[0]:.4g} V. State a lower voltage, or --full."
        )
    cautions += _faster_gives_more(kept, capacity)
    estimates = _estimates(kept, values, reference, full is not None, cut_off, way)
    return CurvesAtRates(tuple(kept), capacity, low, high, cut_off, estimates, tuple(cautions))


def _check(curves: Sequence[Curve], way: str, full: float | None) -> None:
    """What is asked of the curves, and that they compare."""
    if way not in WAYS:
        raise ValueError(f"--interpolation: must be one of {', '.join(WAYS)}; received '{way}'. Choose one of them.")
    if full is not None and not (isfinite(full) and full > 0.0):
        raise ValueError(f"--full: must be above 0; received {full:g}. State a capacity in the files' unit.")
    rates = [curve.rate for curve in curves]
    twice = next((rate for rate in rates if rates.count(rate) > 1), None)
    if twice is not None:
        raise ValueError(f"--curves: each rate must stand once; received {twice:g}C twice. Keep one curve of each rate.")
    units = {curve.unit for curve in curves}
    if len(units) > 1:
        raise ValueError(
            f"--curves: all files must give the capacity in one unit; received {', '.join(sorted(units))}. Name it with --columns."
        )


def _faster_gives_more(curves: Sequence[Curve], capacity: Array) -> list[Caution]:
    """Where a discharge delivers clearly more than a slower one, as it does where rates and files are exchanged."""
    k = next((k for k in range(1, len(curves)) if capacity[k] > MORE * capacity[k - 1]), None)
    if k is None:
        return []
    fast, slow = (f"{curves[i].rate:g}C ({curves[i].record.origin.file})" for i in (k, k - 1))
    words = (
        f"{fast} gives more than {slow}: {capacity[k]:.5g} over {capacity[k - 1]:.5g}. Check that --curves follows the order of the files."
    )
    return [Caution("faster_gives_more", words)]


def _estimates(
    curves: Sequence[Curve], values: Sequence[tuple[float, float, float]], full: float, stated: bool, cut_off: float | None, way: str
) -> tuple[Estimate, ...]:
    of = "stated full" if stated else f"{curves[0].rate:g}C's"
    found = []
    for curve, (value, low, high) in zip(curves, values, strict=True):
        one = _capacity(curve, value, (low, high), cut_off, way)
        if high - low > SPARSE * full:
            words = (
                f"{curve.record.origin.file}: between the rows at the cut-off three interpolations differ by "
                f"{100.0 * (high - low) / full:.2g} % of the capacity: the curve is too sparse there."
            )
            one = one.beware(Caution("sparse_at_cut_off", words))
        share = replace(one.times(1.0 / (full * IN_SI.get(curve.unit, ("", 1.0))[1]), ""), shown_in="%")
        name, method = f"share of the {of} capacity at {curve.rate:g}C", f"over {full:.5g}"
        method += "" if stated else "; the reference's own interval is left out"
        found += [one, replace(share, name=name, symbol=f"R_{curve.rate:g}C", method=method)]
    return tuple(found)


def _capacity(curve: Curve, value: float, ends: tuple[float, float], cut_off: float | None, way: str) -> Estimate:
    where = "at the end of the curve" if cut_off is None else f"at {cut_off:g} V by {way} interpolation; interval: range of three of them"
    unit, factor = IN_SI.get(curve.unit, (curve.unit, 1.0))
    return Estimate(
        name=f"capacity at {curve.rate:g}C" + ("" if curve.unit else ", as in the file"),
        symbol=f"Q_{curve.rate:g}C",
        value=value * factor,
        low=None if cut_off is None else ends[0] * factor,
        high=None if cut_off is None else ends[1] * factor,
        unit=unit,
        shown_in=curve.unit,
        method=f"passed {where}",
        window=f"{curve.passed.size} rows",
    )
