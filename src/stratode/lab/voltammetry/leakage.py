"""Leakage current of a floating test: what still flows when a voltage has been held, and whether it has become steady."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize_scalar

from stratode.lab.columns import column
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.neighbours import first_order, lag_one
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array, Origin, Record
from stratode.lab.rows import rows_with_numbers, without_rows
from stratode.lab.voltammetry.sweeps import FLOWING, POTENTIAL, WHEN

FLAT = 5e-3  # V: a held voltage stays so close
LEAST = 30  # points of a hold
LEAST_TIME = 0.02  # of the longest hold: shorter ones are steps between holds
LAST = 0.1  # of a hold, over which its end is judged
DRIFTS = 0.05  # of the current over that part
SURE = 1.5  # times the 95 % reach: a drift that is believed
FIRST = 0.02  # of a hold left out, while the voltage settles
BETTER = 4.0  # of Akaike's criterion: a decay that fits better by more is the likelier


@dataclass(frozen=True, slots=True, eq=False)
class Decay:
    """i = steady + amplitude f(t / time), f an exponential or a power.

    Args:
        name: "exponential" or "power law".
        steady: A.
        steady_error: A.
        amplitude: A.
        time: decay time, s, or the exponent of a power law.
        criterion: Akaike's, of effective points.
        reach: standard errors to each side of a 95 % interval.
        curve: A, at the hold's times, (N,).
    """

    name: str
    steady: float
    steady_error: float
    amplitude: float
    time: float
    criterion: float
    reach: float
    curve: Array


@dataclass(frozen=True, slots=True, eq=False)
class Hold:
    """One held voltage.

    Args:
        voltage: mean, V.
        time: since its beginning, s, (N,), the settling left out.
        current: A, (N,).
        exponential, power: decays fitted.
        estimates: numbers of it.
        cautions: of it.
    """

    voltage: float
    time: Array
    current: Array
    exponential: Decay
    power: Decay
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Floating:
    """All holds of a record.

    Args:
        holds: in order.
        area: m2, or None.
        origin: of the record.
        cautions: on reading.
    """

    holds: tuple[Hold, ...]
    area: float | None
    origin: Origin
    cautions: tuple[Caution, ...]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Of all holds."""
        return tuple(e for hold in self.holds for e in hold.estimates)


def floating(record: Record, area: float | None = None) -> Floating:
    """Evaluate a floating test.

    Args:
        record: time, current, and voltage where several are held.
        area: of the electrode, m2.

    Raises:
        ValueError: no voltage is held over thirty points.
    """
    (t, a), (i, b), (e, c) = (column(record, one) for one in (WHEN, FLOWING, POTENTIAL))
    good = rows_with_numbers(t, i, e)
    t, i, e = t[good], i[good], e[good]
    origin = without_rows(record.origin, good)
    parts = _held(t, e)
    if not parts:
        raise ValueError(
            f"{origin.file}: needs a voltage held within {FLAT * 1e3:g} mV over {LEAST} points; found none. For a sweep: lab lsv."
        )
    names = _names([float(np.mean(e[s])) for s in parts])
    holds = tuple(_hold(t[s] - t[s.start], i[s], float(np.mean(e[s])), name, area) for s, name in zip(parts, names, strict=True))
    return Floating(holds, area, origin, (*a, *b, *c))


def _held(t: Array, e: Array) -> list[slice]:
    """Stretches over which the voltage stays within FLAT of their median."""
    edges = [0, *(np.flatnonzero(np.abs(np.diff(e)) > FLAT) + 1).tolist(), e.size]
    runs = [slice(a, b) for a, b in pairwise(edges) if b - a >= LEAST]
    runs = [s for s in runs if float(np.percentile(e[s], 99) - np.percentile(e[s], 1)) <= 2.0 * FLAT]
    longest = max((float(t[s.stop - 1] - t[s.start]) for s in runs), default=0.0)
    return [s for s in runs if t[s.stop - 1] - t[s.start] >= LEAST_TIME * longest and longest > 0.0]


def _names(voltages: list[float]) -> list[str]:
    """ "4.8V", numbered where one is held twice."""
    taken: list[str] = []
    for v in voltages:
        base = f"{v:.2f}".rstrip("0").rstrip(".") + "V"
        taken.append(next(n for n in (base, *(f"{base}_{k}" for k in range(2, len(voltages) + 2))) if n not in taken))
    return taken


def _hold(t: Array, i: Array, voltage: float, name: str, area: float | None) -> Hold:
    keep = t >= FIRST * t[-1]
    t, i = t[keep], i[keep]
    exponential, power = _decay(t, i, "exponential"), _decay(t, i, "power law")
    end, told = _end(t, i, voltage)
    told = [*told, *_doubts(exponential, power, t, voltage)]
    half = exponential.reach * exponential.steady_error
    steady = Estimate(
        name=f"leakage at {voltage:.2f} V, steady", symbol=f"i_leak_{name}", value=exponential.steady, low=exponential.steady - half,
        high=exponential.steady + half, unit="A", shown_in="uA",
        method="constant of i = i_leak + A exp(-t/tau), least squares, correlated noise counted",
        window=f"{t[0]:.4g} to {t[-1]:.4g} s, {t.size} points",
    ).beware(*told)  # fmt: skip
    numbers = [steady, replace(end, symbol=f"i_end_{name}")]
    if area is not None:
        numbers = [replace(one.times(1.0 / area, "A/m2"), shown_in="uA/cm2") for one in numbers]
    return Hold(voltage, t, i, exponential, power, tuple(numbers), tuple(told))


def _decay(t: Array, i: Array, kind: str) -> Decay:
    """The decay of least squares: one number is searched, the two others follow by linear algebra."""
    span = float(t[-1])

    def design(log: float) -> Array:
        rest = np.exp(-t / math.exp(log)) if kind == "exponential" else (t / span) ** -math.exp(log)
        return np.column_stack([np.ones_like(t), rest])

    def cost(log: float) -> float:
        matrix = design(log)
        off = i - matrix @ np.linalg.lstsq(matrix, i, rcond=None)[0]
        return float(off @ off)

    low, high = (math.log(span / 200.0), math.log(2.0 * span)) if kind == "exponential" else (math.log(0.05), math.log(3.0))
    grid = np.linspace(low, high, 40)
    best = float(grid[int(np.argmin([cost(float(g)) for g in grid]))])
    step = float(grid[1] - grid[0])
    found = minimize_scalar(cost, bounds=(max(best - step, low), min(best + step, high)), method="bounded")
    return _with_errors(t, i, kind, float(found.x), design)


def _with_errors(t: Array, i: Array, kind: str, log: float, design: Callable[[float], Array]) -> Decay:
    matrix = design(log)
    c = np.linalg.lstsq(matrix, i, rcond=None)[0]
    curve = matrix @ c
    off = i - curve
    widened = first_order(lag_one(off))
    points = max(i.size / widened, 4.0)
    small = 1e-4
    jacobian = np.column_stack([matrix, (design(log + small)[:, 1] - design(log - small)[:, 1]) * c[1] / (2.0 * small)])
    variance = float(off @ off) / max(i.size - 3, 1) * widened
    covariance = np.linalg.pinv(jacobian.T @ jacobian) * variance
    criterion = points * math.log(max(float(off @ off) / i.size, 1e-300)) + 2.0 * 4
    error = math.sqrt(max(float(covariance[0, 0]), 0.0))
    return Decay(kind, float(c[0]), error, float(c[1]), math.exp(log), criterion, reach_95(points - 3.0), curve)


def _end(t: Array, i: Array, voltage: float) -> tuple[Estimate, list[Caution]]:
    """Mean over the last part of the hold, and whether it still drifts there."""
    last = t >= t[-1] - LAST * (t[-1] - t[0])
    x, y = t[last] - t[last].mean(), i[last]
    mean, slope = float(y.mean()), float(x @ y) / float(x @ x)
    off = y - mean - slope * x
    widened = first_order(lag_one(off))
    freedom = max(y.size / widened - 2.0, 1.0)
    sigma = math.sqrt(float(off @ off) / max(y.size - 2, 1) * widened)
    reach = reach_95(freedom)
    error, slope_error = sigma / math.sqrt(y.size), sigma / math.sqrt(float(x @ x))
    drift = slope * float(np.ptp(x))
    told = []
    if abs(slope) > SURE * reach * slope_error and abs(drift) > DRIFTS * abs(mean):
        way = "rises" if drift * mean > 0.0 else "falls"
        words = (
            f"at {voltage:.2f} V the current still {way} by {abs(drift / mean):.0%} over the last tenth of the hold: no steady leakage was "
            "reached, the constant is an extrapolation. Hold longer."
        )
        told.append(Caution("not_steady", words))
    one = Estimate.normal(
        value=mean, error=error, reach=reach, name=f"leakage at {voltage:.2f} V, end of hold", symbol="i_end", unit="A",
        method="mean over the last tenth of the hold, correlated noise counted", window=f"{int(last.sum())} points",
    )  # fmt: skip
    return replace(one, shown_in="uA"), told


def _doubts(exponential: Decay, power: Decay, t: Array, voltage: float) -> list[Caution]:
    told = []
    if exponential.time > 0.5 * float(t[-1]):
        words = (
            f"at {voltage:.2f} V the decay time, {exponential.time:.3g} s, is more than half the hold: the constant is an "
            "extrapolation. Hold longer."
        )
        told.append(Caution("not_steady", words))
    if power.criterion < exponential.criterion - BETTER:
        words = (
            f"at {voltage:.2f} V a power law with exponent {power.time:.2g} fits better than an exponential; its constant is "
            f"{power.steady * 1e6:.3g} uA, that of the exponential {exponential.steady * 1e6:.3g} uA. The interval does not "
            "hold this choice."
        )
        told.append(Caution("decay_unclear", words))
    return told
