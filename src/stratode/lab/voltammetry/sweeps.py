"""A voltammogram: potential and current over time, split at its turning points into sweeps and cycles, with the scan rate of each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from stratode.lab.columns import Wanted, column, find
from stratode.lab.estimate import Caution
from stratode.lab.inference.student import reach_95
from stratode.lab.record import CURRENT, TIME, VOLTAGE, Array, Origin, Record
from stratode.lab.rows import rows_with_numbers, without_rows

POTENTIAL = Wanted(VOLTAGE, ("voltage", "potential", "ewe", "e", "potential applied", "vf", "we(1).potential", "u", "ecell"))
FLOWING = Wanted(CURRENT, ("current", "i", "<i>", "im", "we(1).current"))
WHEN = Wanted(TIME, ("test time", "time", "t", "elapsed time", "time elapsed", "corrected time"))
FEWEST = 20  # points of a voltammogram, and of a sweep
TURN = 0.01  # of the whole range of potential: a return by less is noise, not a turning point
LEAST_TURN = 5e-3  # V
UNEVEN = 0.01  # of a sweep's range: farther from a straight line in time it is no linear sweep
RATES_DIFFER = 0.02  # of the scan rate


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Potential driven one way.

    Args:
        direction: 1 upwards (anodic), -1 downwards (cathodic).
        potential: V, (N,), as measured, in order.
        current: A, (N,); anodic current is positive.
        rate: scan rate, V/s, positive; None where neither times nor a statement tell it.
        rate_error: half of its 95 % interval; 0 where it was stated.
        timed: what the times say, V/s, beside a statement; None without times.
        unevenness: largest distance from a straight line in time, V; 0 where no times are known.
    """

    direction: int
    potential: Array
    current: Array
    rate: float | None
    rate_error: float = 0.0
    timed: float | None = None
    unevenness: float = 0.0

    @property
    def span(self) -> float:
        """Range of potential, V."""
        return float(np.ptp(self.potential))

    @property
    def step(self) -> float:
        """Mean distance of neighbouring points in potential, V."""
        return self.span / max(self.potential.size - 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Cycle:
    """Two sweeps, one each way.

    Args:
        number: from 1.
        anodic, cathodic: the sweeps.
    """

    number: int
    anodic: Sweep
    cathodic: Sweep

    @property
    def rate(self) -> float | None:
        """Mean scan rate, V/s."""
        each = [one.rate for one in (self.anodic, self.cathodic)]
        return None if each[0] is None or each[1] is None else 0.5 * (each[0] + each[1])


@dataclass(frozen=True, slots=True, eq=False)
class Voltammogram:
    """All sweeps of a record.

    Args:
        sweeps: in order.
        cycles: pairs of neighbouring full sweeps.
        origin: of the record.
        cautions: what was found on splitting.
    """

    sweeps: tuple[Sweep, ...]
    cycles: tuple[Cycle, ...]
    origin: Origin
    cautions: tuple[Caution, ...]


def voltammogram(record: Record, rate: float | None = None, resistance: float = 0.0) -> Voltammogram:
    """The record as sweeps.

    Args:
        record: with potential and current, and times where the scan rate is not stated.
        rate: scan rate as stated, V/s.
        resistance: ohm, whose drop is taken off the potential.

    Raises:
        ValueError: a column is missing; too few points; the potential does not move.
    """
    (e, e_told), (i, i_told) = column(record, POTENTIAL), column(record, FLOWING)
    timed = find(record, WHEN)
    t, t_told = timed if timed is not None else (None, ())
    good = rows_with_numbers(e, i) if t is None else rows_with_numbers(e, i, t)
    origin = without_rows(record.origin, good)
    e, i, t = e[good], i[good], None if t is None else t[good]
    if e.size < FEWEST:
        raise ValueError(f"{origin.file}: a voltammogram needs at least {FEWEST} points; received {e.size}. Measure more densely.")
    if np.ptp(e) <= LEAST_TURN:
        raise ValueError(
            f"{origin.file}: the potential must be swept; received {np.ptp(e) * 1e3:.3g} mV of range. For a held one: lab float."
        )
    bounds = turning_points(e)
    # the turning point itself belongs to neither sweep: its current is of both
    cut = [slice(a + (a > 0), b + (b == e.size - 1)) for a, b in pairwise(bounds)]
    made = tuple(_sweep(e[s], i[s], None if t is None else t[s], rate, resistance) for s in cut if s.stop - s.start >= FEWEST)
    return Voltammogram(made, _cycles(made), origin, (*e_told, *i_told, *t_told, *_beware(made, rate)))


def turning_points(potential: Array) -> list[int]:
    """Indices at which the potential turns, both ends included.

    A turn counts once the potential has come back by 1 % of its range and by 5 mV, so that noise and steps make none.

    Args:
        potential: V, (N,).
    """
    back = max(TURN * float(np.ptp(potential)), LEAST_TURN)
    turns, best, way = [0], 0, 0
    for k in range(1, potential.size):
        moved = potential[k] - potential[best]
        if way == 0:
            if abs(potential[k] - potential[0]) >= back:
                way, best = (1 if potential[k] > potential[0] else -1), k
        elif moved * way >= 0.0:
            best = k
        elif -moved * way >= back:
            turns.append(best)
            way, best = -way, k
    if turns[-1] != potential.size - 1:
        turns.append(potential.size - 1)
    return turns


def _sweep(e: Array, i: Array, t: Array | None, stated: float | None, resistance: float) -> Sweep:
    """One sweep, its rate measured where there are times."""
    direction = 1 if e[-1] > e[0] else -1
    corrected = e - i * resistance
    if t is None or np.ptp(t) <= 0.0:
        return Sweep(direction, corrected, i, stated)
    x = t - t.mean()
    slope = float(x @ e) / float(x @ x)
    off = e - e.mean() - slope * x
    error = math.sqrt(float(off @ off) / (e.size - 2) / float(x @ x)) * reach_95(e.size - 2)
    if stated is not None:
        return Sweep(direction, corrected, i, stated, 0.0, abs(slope), float(np.abs(off).max()))
    return Sweep(direction, corrected, i, abs(slope), error, abs(slope), float(np.abs(off).max()))


def _cycles(sweeps: tuple[Sweep, ...]) -> tuple[Cycle, ...]:
    """Neighbouring sweeps in pairs, the anodic or the cathodic first, where both span most of the range."""
    full = 0.8 * max((one.span for one in sweeps), default=0.0)
    found: list[Cycle] = []
    k = 0
    while k + 1 < len(sweeps):
        a, b = sweeps[k], sweeps[k + 1]
        if a.direction != b.direction and min(a.span, b.span) >= full:
            up, down = (a, b) if a.direction > 0 else (b, a)
            found.append(Cycle(len(found) + 1, up, down))
            k += 2
        else:
            k += 1
    return tuple(found)


def _beware(sweeps: tuple[Sweep, ...], stated: float | None) -> tuple[Caution, ...]:
    told = []
    uneven = [one for one in sweeps if one.unevenness > UNEVEN * one.span]
    if uneven:
        worst = max(uneven, key=lambda one: one.unevenness / one.span)
        words = (
            f"{len(uneven)} of {len(sweeps)} sweeps are not straight in time: up to {worst.unevenness * 1e3:.3g} mV off a line over "
            f"{worst.span:.3g} V. Scan rates and charges hold for the mean rate only; look for pauses or a changed rate."
        )
        told.append(Caution("sweep_not_linear", words))
    if sweeps and sweeps[0].rate is None:
        words = "no times and no stated scan rate: peak potentials and currents stand, charges do not. State it: --scan-rate '0.1 mV/s'."
        told.append(Caution("no_scan_rate", words))
    timed = [one.timed for one in sweeps if one.timed is not None]
    if stated is not None and timed and abs(float(np.median(timed)) / stated - 1.0) > RATES_DIFFER:
        words = (
            f"the stated scan rate is {stated * 1e3:.4g} mV/s, the file's times give {float(np.median(timed)) * 1e3:.4g} mV/s. "
            "The stated one was taken; leave --scan-rate out to take the other."
        )
        told.append(Caution("scan_rate_differs", words))
    return tuple(told)
