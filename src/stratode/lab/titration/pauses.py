"""Short pauses of a long current: intermittent current interruption, found in a record and read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.least_squares import linear
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array, Origin, Record
from stratode.lab.titration.hosts import Host, Slab, Sphere
from stratode.lab.titration.root_time import FEWEST, RootLine, find_line, not_linear
from stratode.lab.titration.stretches import Cut, Stretch, cut, is_steady, level
from stratode.lab.titration.weppner_huggins import TOO_LONG, slope_ratio

METHOD = (
    "D = 4/pi path^2 ((dE/dt_I)/(dE/dsqrt(t)))^2, pseudo-equilibrium slope over slope of the pause "
    "(Chien et al. 2023, Nat. Commun. 14, 2289), what the potential would have gone on changing taken off the pause"
)
LONGEST = 0.5  # of the current before it: a longer rest is none of these pauses
STEADY = {Sphere: 0.15, Slab: 0.3}  # of length^2/D: the current must have flowed so long, for 95 % of the steady profile
LAST_ROWS = 8  # with current, which its voltage is carried on from


@dataclass(frozen=True, slots=True, eq=False)
class Pause:
    """One pause of a current.

    Args:
        number: in its record, from 1.
        begins: time in the record, s.
        flowed: time with current before it, all together, s.
        current: A, charging positive.
        time: s since the current stopped, (N,).
        voltage: V, (N,).
        last: voltage with current, carried on over the last rows to the moment at which it stopped, V.
        last_error: its standard error, V.
    """

    number: int
    begins: float
    flowed: float
    current: float
    time: Array
    voltage: Array
    last: float
    last_error: float

    @property
    def duration(self) -> float:
        """Of the pause, s."""
        return float(self.time[-1])


@dataclass(frozen=True, slots=True, eq=False)
class PauseResult:
    """What a pause gave.

    Args:
        pause: that was read.
        line: V over sqrt(t), less dE/dt_I t where that is known: what the current, had it gone on, would have added.
        resistance: by carrying the line back to the moment at which the current stopped.
        slope: dE/dt_I between the neighbouring pauses, V/s; None at the ends.
        diffusivity: None where no slope is known, or none follows.
        cautions: of all of it.
    """

    pause: Pause
    line: RootLine
    resistance: Estimate
    slope: float | None
    diffusivity: Estimate | None
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Interruptions:
    """What a record gave.

    Args:
        pauses: in order.
        host: which length was used; None for resistances alone.
        origin: of the record.
        cautions: of the record.
    """

    pauses: tuple[PauseResult, ...]
    host: Host | None
    origin: Origin
    cautions: tuple[Caution, ...]


def interrupt(record: Record, host: Host | None = None) -> Interruptions:
    """Evaluate the pauses of a record.

    Args:
        record: time, voltage, current.
        host: which length is used; None for resistances alone.

    Raises:
        ValueError: no pause.
    """
    whole = cut(record)
    pauses, told = _find(whole, record.origin.file)
    lines = [find_line(one.time, one.voltage, one.duration) for one in pauses]
    read = [PauseResult(p, line, _resistance(p, line), None, None, ()) for p, line in zip(pauses, lines, strict=True)]
    results = tuple(_with_diffusivity(read, k, host) for k in range(len(read)))
    return Interruptions(results, host, record.origin, told)


def _find(whole: Cut, file: str) -> tuple[list[Pause], tuple[Caution, ...]]:
    found: list[Pause] = []
    other = 0
    flowed, sign = 0.0, 0
    for k, one in enumerate(whole.stretches):
        if one.sign != 0:
            stop = whole.time[min(one.stop, whole.time.size - 1)]
            flowed = (flowed if one.sign == sign else 0.0) + float(stop - whole.time[one.first])
            sign = one.sign
            continue
        neighbours = 0 < k < len(whole.stretches) - 1 and whole.stretches[k - 1].sign == whole.stretches[k + 1].sign
        if not neighbours:
            other += int(k > 0)
            flowed = flowed if neighbours else 0.0
            continue
        before = whole.stretches[k - 1]
        start, length = float(whole.time[one.first]), float(whole.time[one.stop - 1] - whole.time[one.first])
        current = whole.current[before.first : before.stop]
        if len(one) < FEWEST or length > LONGEST * float(start - whole.time[before.first]) or not is_steady(current):
            other += 1
            continue
        rows = slice(one.first, one.stop)
        last = _carried_on(whole, before, start)
        found.append(Pause(len(found) + 1, start, flowed, level(current), whole.time[rows] - start, whole.voltage[rows], *last))
    if not found:
        raise ValueError(
            f"{file}: must hold pauses of a constant current, each of {FEWEST} rows or more and shorter than half of the current before "
            f"it; received none among {other} rests. Choose a file of intermittent current interruption, or record pauses more densely."
        )
    words = f"{other} of {other + len(found)} rests are no pauses of a constant current and were left out."
    return found, (Caution("no_pause", words),) if other else ()


def _carried_on(whole: Cut, before: Stretch, at: float) -> tuple[float, float]:
    """Voltage with current at a moment, V, from a line through its last rows, and its standard error."""
    rows = slice(max(before.first, before.stop - LAST_ROWS), before.stop)
    t, v = whole.time[rows] - at, whole.voltage[rows]
    if t.size < 4 or not np.ptp(t) > 0.0:
        return float(v[-1]), 0.0
    fit = linear(np.column_stack([np.ones_like(t), t]), v)
    return float(fit.values[0]), fit.error(0)


def _resistance(pause: Pause, line: RootLine) -> Estimate:
    """The drop at the switch over the current; degrees of freedom of the two voltages by Welch and Satterthwaite."""
    shares = line.intercept_error**2, pause.last_error**2
    known = shares[0] ** 2 / line.freedom + shares[1] ** 2 / (LAST_ROWS - 2)
    freedom = sum(shares) ** 2 / known if known > 0.0 else 1e6
    return Estimate.normal(
        name="internal resistance",
        symbol="R",
        value=(pause.last - line.intercept) / pause.current,
        error=float(np.sqrt(sum(shares))) / abs(pause.current),
        reach=reach_95(min(freedom, 1e6)),
        unit="ohm",
        method="V over sqrt(t) of the pause carried back to its beginning, over the current (Chien et al. 2023, Nat. Commun. 14, 2289)",
        window=line.words,
    )


def _with_diffusivity(read: list[PauseResult], k: int, host: Host | None) -> PauseResult:
    one = read[k]
    bent = not_linear(one.line, f"The voltage of pause {one.pause.number}")
    cautions = [bent] if bent else []
    near = [other for other in read[max(k - 1, 0) : k + 2] if other.pause.current * one.pause.current > 0.0]
    if host is None or len(near) < 3:
        if host is not None:
            words = f"Pause {one.pause.number} has no pause before and after it: no slope dE/dt_I, and no diffusivity, is told."
            cautions.append(Caution("no_neighbours", words))
        return replace(one, cautions=tuple(cautions))
    slope, error = _slope(near)
    line = find_line(one.pause.time, one.pause.voltage - slope * one.pause.time, one.pause.duration)
    one = replace(one, slope=slope, line=line, resistance=_resistance(one.pause, line))
    if slope * one.line.slope >= 0.0:
        words = f"Pause {one.pause.number}: the voltage must go back where it came from; it does not, and no diffusivity is told."
        return replace(one, cautions=(*cautions, Caution("no_step", words)))
    value = 4.0 / np.pi * (host.path * slope / one.line.slope) ** 2
    cautions += _checks(one, host, float(value))
    shares = (error / slope) ** 2, (one.line.slope_error / one.line.slope) ** 2
    freedom = sum(shares) ** 2 / (shares[1] ** 2 / one.line.freedom) if shares[1] > 0.0 else 1e6
    half = 2.0 * float(np.hypot(reach_95(min(freedom, 1e6)) * np.sqrt(sum(shares)), one.line.lean / abs(one.line.slope)))
    estimate = Estimate(
        name="diffusivity by current interruption",
        symbol="D_ICI",
        value=float(value),
        low=float(value * np.exp(-half)),
        high=float(value * np.exp(half)),
        unit="m2/s",
        method=f"{METHOD}; {host.words}",
        window=one.line.words,
        cautions=tuple(cautions),
    )
    return replace(one, diffusivity=estimate, cautions=tuple(cautions))


def _slope(near: list[PauseResult]) -> tuple[float, float]:
    """dE/dt_I over three pauses, V/s, with its standard error: of the voltage free of the drop, over the time with current."""
    t = np.array([one.pause.flowed for one in near])
    v = np.array([one.line.intercept for one in near])
    error = np.array([one.line.intercept_error for one in near])
    weights = (t - t.mean()) / np.sum((t - t.mean()) ** 2)
    fit = linear(np.column_stack([np.ones_like(t), t - t.mean()]), v)
    return float(fit.values[1]), float(np.sqrt(np.sum((weights * error) ** 2)))


def _checks(one: PauseResult, host: Host, value: float) -> list[Caution]:
    found = []
    pause, time = one.pause, host.length**2 / value
    symbol = "r^2/D" if isinstance(host, Sphere) else "L^2/D"
    if slope_ratio(host, value, one.line) ** 2 > 1.0 + TOO_LONG:
        words = (
            f"Pause {pause.number} is read to {one.line.stop:.3g} s with {symbol} = {time:.4g} s: its far end is felt, and D is read too "
            "low. Use a shorter pause."
        )
        found.append(Caution("pause_too_long", words))
    if pause.flowed < STEADY[type(host)] * time:
        words = (
            f"Pause {pause.number} comes after {pause.flowed:.4g} s of current with {symbol} = {time:.4g} s: the profile is not steady "
            "yet, and dE/dt_I is not the slope of equilibrium. Leave the first pauses out."
        )
        found.append(Caution("not_steady", words))
    if time < pause.duration:
        words = (
            f"Pause {pause.number}: D = {value * 1e4:.3g} cm2/s is no diffusivity of the solid: {symbol} = {time:.3g} s is shorter than "
            "the pause, which leaves no sqrt(t)."
        )
        found.append(Caution("not_solid_diffusion", words))
    return found
