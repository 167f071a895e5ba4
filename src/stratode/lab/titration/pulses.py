"""Pulses: a current between two rests, found in a record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.lab.estimate import Caution
from stratode.lab.record import Array, Record
from stratode.lab.titration.stretches import Cut, cut, is_steady, level

FEWEST = 6  # rows in a pulse and in the rest after it
COARSE = 0.01  # of the pulse: a longer gap between rows at a switch leaves its moment open


@dataclass(frozen=True, slots=True, eq=False)
class Pulse:
    """One current between two rests.

    Args:
        number: in its record, from 1.
        file: where it came from.
        time: s from the first row with current, (N,); the rest before is negative.
        voltage: V, (N,).
        current: A, (N,).
        on: row of the first with current.
        off: row of the first without.
        begins: time in the record at which the current is switched on, s.
        before_gap: s between the last row of rest and the first with current.
    """

    number: int
    file: str
    time: Array
    voltage: Array
    current: Array
    on: int
    off: int
    begins: float
    before_gap: float

    @property
    def duration(self) -> float:
        """tau: from the first row with current to the first without, s."""
        return float(self.time[self.off])

    @property
    def amplitude(self) -> float:
        """The current, A; charging positive."""
        return level(self.current[self.on : self.off])

    @property
    def rest_after(self) -> float:
        """How long the rest after it is, s."""
        return float(self.time[-1] - self.time[self.off])

    @property
    def charge(self) -> float:
        """What the pulse passed, C."""
        return self.amplitude * self.duration

    @property
    def during(self) -> slice:
        """Rows with current."""
        return slice(self.on, self.off)

    @property
    def after(self) -> slice:
        """Rows of the rest after it."""
        return slice(self.off, self.time.size)

    @property
    def before(self) -> slice:
        """Rows of the rest before it."""
        return slice(0, self.on)


@dataclass(frozen=True, slots=True)
class NoPulse:
    """A current that is no pulse.

    Args:
        at: time of its first row in the record, s.
        why: in words.
    """

    at: float
    why: str


@dataclass(frozen=True, slots=True)
class Pulses:
    """What a record holds.

    Args:
        pulses: in order.
        others: currents that are no pulses.
    """

    pulses: tuple[Pulse, ...]
    others: tuple[NoPulse, ...]

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What was not used, counted by reason."""
        reasons: dict[str, list[float]] = {}
        for other in self.others:
            reasons.setdefault(other.why, []).append(other.at)
        found = []
        for why, at in reasons.items():
            places = ", ".join(f"{time:g} s" for time in at[:5]) + (", ..." if len(at) > 5 else "")
            words = f"{len(at)} of {len(self.others) + len(self.pulses)} currents were left out: {why} (from {places})."
            found.append(Caution("no_pulse", words))
        return tuple(found)


def find_pulses(record: Record) -> Pulses:
    """The pulses of a record, and the currents that are none.

    Raises:
        ValueError: as :func:`stratode.lab.titration.stretches.cut`; no pulse at all.
    """
    whole = cut(record)
    pulses: list[Pulse] = []
    others: list[NoPulse] = []
    for k, stretch in enumerate(whole.stretches):
        if stretch.sign == 0:
            continue
        why = _why_none(whole, k)
        if why:
            others.append(NoPulse(float(whole.time[stretch.first]), why))
        else:
            pulses.append(_pulse(whole, k, len(pulses) + 1, record.origin.file))
    if not pulses:
        told = "; ".join(dict.fromkeys(other.why for other in others))
        raise ValueError(
            f"{record.origin.file}: must hold a pulse: a constant current between two rests; received {len(others)} currents ({told}). "
            "Choose a file with the rest before, the pulse and the rest after."
        )
    return Pulses(tuple(pulses), tuple(others))


def _why_none(whole: Cut, k: int) -> str:
    """Why a current is no pulse; "" where it is one."""
    here = whole.stretches[k]
    current = whole.current[here.first : here.stop]
    if k == 0:
        return "no rest before it"
    if whole.stretches[k - 1].sign != 0:
        return "another current goes right before it"
    if k + 1 == len(whole.stretches):
        return "no rest after it"
    if whole.stretches[k + 1].sign != 0:
        return "another current follows at once"
    if len(here) < FEWEST:
        return f"fewer than {FEWEST} rows"
    if len(whole.stretches[k + 1]) < FEWEST:
        return f"fewer than {FEWEST} rows in the rest after it"
    if not is_steady(current):
        return "its current is not constant within 2 %"
    return "" if whole.time[here.stop] > whole.time[here.first] else "it takes no time"


def _pulse(whole: Cut, k: int, number: int, file: str) -> Pulse:
    before, here, after = whole.stretches[k - 1 : k + 2]
    rows = slice(before.first, after.stop)
    start = float(whole.time[here.first])
    return Pulse(
        number=number,
        file=file,
        time=whole.time[rows] - start,
        voltage=whole.voltage[rows],
        current=whole.current[rows],
        on=here.first - before.first,
        off=here.stop - before.first,
        begins=start,
        before_gap=start - float(whole.time[here.first - 1]),
    )


def coarse(pulse: Pulse) -> Caution | None:
    """A caution where the moment of switching is not known well."""
    gap = max(pulse.before_gap, float(pulse.time[pulse.off] - pulse.time[pulse.off - 1]))
    if gap <= COARSE * pulse.duration:
        return None
    words = (
        f"Pulse {pulse.number} is switched somewhere within {gap:.3g} s between two rows, which its {pulse.duration:.4g} s count from the "
        "first row with current: early points and the resistance are uncertain by that. Record a row at every switch."
    )
    return Caution("coarse_switch", words)


def noise(pulse: Pulse) -> float:
    """Standard deviation of one voltage, V, from each point's distance to the cubic through its four neighbours over sqrt(t).

    The median over all points that no switch lies beside, so that the steep parts do not count; never below what rounding leaves.
    """
    t, v = pulse.time, pulse.voltage
    since = np.where(t < 0.0, t - t[0], np.where(t < pulse.duration, t, t - pulse.duration))
    u = np.sqrt(np.maximum(since, 0.0))
    part = np.searchsorted([pulse.on, pulse.off], np.arange(t.size), side="right")
    rows = np.arange(2, t.size - 2)
    rows = rows[(part[rows - 2] == part[rows + 2]) & np.all([np.diff(u)[rows + k] > 0.0 for k in (-2, -1, 0, 1)], axis=0)]
    places, scaled = [rows - 2, rows - 1, rows + 1, rows + 2], v[rows].copy()
    size = np.ones(rows.size)
    for a in places:
        weight = np.prod([(u[rows] - u[b]) / (u[a] - u[b]) for b in places if b is not a], axis=0)
        scaled -= weight * v[a]
        size += weight**2
    steps = np.abs(np.diff(v))
    rounding = float(np.min(steps[steps > 0.0])) / np.sqrt(12.0) if np.any(steps > 0.0) else 0.0
    spread = float(np.median(np.abs(scaled) / np.sqrt(size))) * 1.4826 if rows.size else 0.0
    return max(spread, min(rounding, 1e-4))
