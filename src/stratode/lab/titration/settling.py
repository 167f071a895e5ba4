"""Potentials of rest before and after a pulse, and what an unfinished relaxation leaves open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.lab.estimate import Caution
from stratode.lab.inference.least_squares import linear
from stratode.lab.record import Array
from stratode.lab.titration.pulses import Pulse, noise

SETTLED = 0.05  # of dE_s: what is left of a relaxation that is called finished
LAST = 0.05  # share of the rest over which its end is averaged
TRIED = 40  # time constants that a tail is tried with
CERTAIN = 3.0  # standard errors of a difference that is believed


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the end of a rest is heading.

    Args:
        end: potential at its end, V.
        error: standard error, V.
        drift: dV/dt there, V/s.
        limit: potential that an exponential through its second half reaches, V; None where the data show no such limit.
        moving: the drift is certain.
    """

    end: float
    error: float
    drift: float
    limit: float | None
    moving: bool


@dataclass(frozen=True, slots=True)
class Step:
    """dE_s: by how much the potential of rest changes over a pulse.

    Args:
        value: V, as read at the ends of the two rests.
        error: standard error, V.
        extrapolated: V, with the rest after it carried on to its limit; None where there is none to tell.
        before: potential at the end of the rest before, V.
        after: at the end of the rest after, V.
        before_error: standard error of `before`, V.
        cautions: not_relaxed.
    """

    value: float
    error: float
    extrapolated: float | None
    before: float
    after: float
    before_error: float
    cautions: tuple[Caution, ...]


def tail(time: Array, voltage: Array, sigma: float) -> Tail:
    """The end of a rest.

    Args:
        time: s, rising, (N,).
        voltage: V, (N,).
        sigma: standard deviation of one voltage, V.
    """
    length = float(time[-1] - time[0])
    last = time >= time[-1] - LAST * length
    if length == 0.0 or time.size < 6:
        return Tail(float(np.mean(voltage[last])), sigma / float(np.sqrt(np.count_nonzero(last))), 0.0, None, False)
    late = time >= time[-1] - 0.25 * length
    if np.count_nonzero(late) < 4:
        late = np.arange(time.size) >= time.size - 4
    line = linear(np.column_stack([np.ones(np.count_nonzero(late)), time[late] - time[-1]]), voltage[late])
    error = max(line.error(1), sigma / (float(np.std(time[late])) * float(np.sqrt(np.count_nonzero(late)))))
    drift = float(line.values[1])
    moving = abs(drift) > CERTAIN * error
    if not moving:
        return Tail(float(np.mean(voltage[last])), sigma / float(np.sqrt(np.count_nonzero(last))), drift, None, False)
    end = float(line.values[0])
    return Tail(end, max(line.error(0), sigma / float(np.sqrt(np.count_nonzero(late)))), drift, _limit(time, voltage), True)


def _limit(time: Array, voltage: Array) -> float | None:
    """Limit of the exponential of least squares through the second half of a rest; None where its time constant is longer than the rest."""
    length = float(time[-1] - time[0])
    half = time >= time[0] + 0.5 * length
    t, v = time[half] - time[-1], voltage[half]
    if t.size < 5:
        return None
    best: tuple[float, float, float] | None = None
    for constant in np.geomspace(0.05 * length, 2.0 * length, TRIED):
        fit = linear(np.column_stack([np.ones_like(t), np.exp(-t / constant)]), v)
        square = float(fit.residuals @ fit.residuals)
        if best is None or square < best[0]:
            best = square, float(fit.values[0]), constant
    return None if best is None or best[2] > length else best[1]


def step(pulse: Pulse) -> Step:
    """dE_s of a pulse."""
    sigma = noise(pulse)
    first = _before(pulse, sigma)
    last = tail(pulse.time[pulse.after], pulse.voltage[pulse.after], sigma)
    value = last.end - first.end
    cautions = []
    if first.moving and abs(first.drift) * pulse.duration > SETTLED * abs(value):
        words = (
            f"The rest before pulse {pulse.number} is not finished: the potential moves by {first.drift * 3.6e6:.3g} mV/h, which over the "
            f"pulse makes {abs(first.drift) * pulse.duration * 1e3:.2g} mV beside dE_s = {value * 1e3:.3g} mV. Rest longer."
        )
        cautions.append(Caution("not_relaxed", words))
    limit = last.limit
    left = abs(last.drift) * pulse.rest_after if limit is None else abs(limit - last.end)
    if last.moving and left > SETTLED * abs(value):
        tells = (
            "no end is in sight, so the interval cannot hold what is left"
            if limit is None
            else f"carried on, dE_s becomes {(limit - first.end) * 1e3:.3g} mV, and the interval reaches there"
        )
        words = (
            f"The rest of {pulse.rest_after:.4g} s after pulse {pulse.number} is not finished: at its end the potential moves by "
            f"{last.drift * 3.6e6:.3g} mV/h; dE_s is {value * 1e3:.3g} mV as read; {tells}. Rest longer."
        )
        cautions.append(Caution("not_relaxed", words))
        extrapolated = None if limit is None else limit - first.end
    else:
        extrapolated = None
    return Step(value, float(np.hypot(first.error, last.error)), extrapolated, first.end, last.end, first.error, tuple(cautions))


def _before(pulse: Pulse, sigma: float) -> Tail:
    rows = pulse.before
    return tail(pulse.time[rows], pulse.voltage[rows], sigma)
