"""Internal resistance of a pulse: how far the voltage has moved, over the current, at stated times after the switch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.estimate import NORMAL_95, Caution, Estimate
from stratode.lab.record import Array
from stratode.lab.titration.pulses import Pulse, noise
from stratode.lab.titration.settling import step

NEAR = 0.2  # of the time asked for: how far off a row may lie that stands for it alone
OTHERS = 5  # rows of a rest before its last
ODD = 5.0  # times their range, by which the last one may differ
LEAST_ODD = 1e-3  # V
END = float("inf")  # the last row with current


def resistances(pulse: Pulse, times: Sequence[float]) -> tuple[tuple[Estimate, ...], tuple[Caution, ...]]:
    """dV/I at the first row with current and at each time asked for; times that no row tells are named.

    Between rows the voltage is taken straight over sqrt(t).

    Args:
        pulse: with the rest before it.
        times: s after the switch, END for the end of the pulse.

    Raises:
        ValueError: a time that is not above zero.
    """
    wrong = [time for time in times if not time > 0.0]
    if wrong:
        raise ValueError(f"--at: times after the switch must be above 0; received {wrong[0]:g} s. The first row is told anyway.")
    sigma, at_rest = noise(pulse), step(pulse)
    t, v = pulse.time[pulse.during], pulse.voltage[pulse.during]
    full = int(np.argmax(np.abs(pulse.current[pulse.during]) >= 0.98 * abs(pulse.amplitude)))
    found = [_estimate(pulse, float(v[full]), sigma, at_rest.before, at_rest.before_error, "first", f"{t[full]:.3g} s, the first row")]
    told = list(_odd_row(pulse, at_rest.before))
    for time in times:
        if time == END:
            found.append(_estimate(pulse, float(v[-1]), sigma, at_rest.before, at_rest.before_error, "end", f"{t[-1]:.4g} s, the last row"))
            continue
        if time > float(t[-1]):
            words = f"Pulse {pulse.number} ends after {t[-1]:.4g} s: no resistance at {time:g} s. Ask for an earlier time (--at)."
            told.append(Caution("time_outside", words))
            continue
        value, error, near = _at(t[full:], v[full:], time, sigma)
        if not near:
            words = f"Pulse {pulse.number} has no row before {time:g} s with the full current: no resistance there. Record more densely."
            told.append(Caution("time_not_recorded", words))
            continue
        found.append(_estimate(pulse, value, error, at_rest.before, at_rest.before_error, f"{time:g} s", f"{time:g} s after the switch"))
    return tuple(found), tuple(told)


def _odd_row(pulse: Pulse, before: float) -> tuple[Caution, ...]:
    """Where the voltage that changes count from lies far from the rows before it, as a single wrong row does."""
    others = pulse.voltage[pulse.before][-1 - OTHERS : -1]
    off = before - float(np.median(others)) if others.size == OTHERS else 0.0
    if abs(off) <= max(ODD * float(np.ptp(others)) if others.size else 0.0, LEAST_ODD):
        return ()
    words = (
        f"The rest before pulse {pulse.number} ends at {before:.5g} V, {off * 1e3:.3g} mV off the rows before: one wrong row there moves "
        "every dV/I of the pulse. Look at it, and leave it out if it is wrong."
    )
    return (Caution("odd_row", words),)


def _at(t: Array, v: Array, time: float, sigma: float) -> tuple[float, float, bool]:
    """Voltage at a time, its standard error, and whether rows lie around it."""
    k = int(np.searchsorted(t, time))
    nearest = int(np.argmin(np.abs(t - time)))
    if k == 0:
        return float(v[0]), sigma, abs(float(t[0]) - time) <= NEAR * time
    if t[nearest] == time:
        return float(v[nearest]), sigma, True
    u = np.sqrt(np.maximum(t, 0.0))
    w = float((np.sqrt(time) - u[k - 1]) / (u[k] - u[k - 1])) if u[k] > u[k - 1] else 0.5
    return float((1.0 - w) * v[k - 1] + w * v[k]), sigma * float(np.hypot(w, 1.0 - w)), True


def _estimate(pulse: Pulse, voltage: float, sigma: float, before: float, before_error: float, mark: str, window: str) -> Estimate:
    change = voltage - before
    current = pulse.amplitude
    spread = np.ptp(pulse.current[pulse.during][1:-1]) / (2.0 * NORMAL_95) if pulse.off - pulse.on > 3 else 0.0
    error = float(np.hypot(np.hypot(sigma, before_error) / abs(current), change / current**2 * min(spread, 0.02 * abs(current))))
    return Estimate.normal(
        name=f"internal resistance, {'at the first row' if mark == 'first' else 'at the end' if mark == 'end' else 'after ' + mark}",
        symbol=f"R_{mark.replace(' ', '')}",
        value=change / current,
        error=error,
        unit="ohm",
        method=f"dV/I from the rest before, I = {current * 1e3:.4g} mA; interval from the noise of {sigma * 1e3:.2g} mV",
        window=window,
    )
