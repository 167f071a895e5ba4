"""What ends a leg: limits of voltage, current and of how fast the voltage moves, and how far the present unknowns lie beyond."""

from stratode.kernels.arrays import BY_VOLTAGE
from stratode.kernels.compiler import kernel
from stratode.kernels.difference import derivative_weights
from stratode.kernels.places import current_at
from stratode.kernels.scalars import DEPTH, HEAD, ORDER, PHASE, RATE, TIME, TRIAL, VOLTAGE

RUNNING, LOW, HIGH, SMALL_CURRENT, SLOW, DURATION, STUCK, FULL_RECORD, TOO_HOT = 0, 1, 2, 3, 4, 5, 6, 7, 8
LAST = SLOW  # of the stops that are located
SETTLE, STEPPING, LOCATE = 0, 1, 2  # phases of a march


@kernel
def voltage_rate(w, time, head):
    """How fast the voltage moves at the end of a step to `time`, by the step's own difference formula, V/s."""
    s = w.scalars
    own = derivative_weights(w.past_time, head, min(int(s[ORDER]), int(s[DEPTH])), time, w.weights)
    last = w.probe.size - 1
    rate = own * w.probe[last]
    for i in range(min(int(s[ORDER]), int(s[DEPTH]))):
        rate += w.weights[i] * w.past_probe[(head - i) % w.past_time.size, last]
    return abs(rate)


@kernel
def past_stop(m, w, control):
    """(which stop the present unknowns lie beyond, how far: > 0 beyond)."""
    for stop in range(LOW, LAST + 1):
        beyond = distance(m, w, control, stop)
        if beyond > 0.0:
            return stop, beyond
    return RUNNING, 0.0


@kernel
def distance(m, w, control, stop):
    """Signed distance of the present unknowns beyond a stop; far short of one that has no meaning for what is held."""
    s = w.scalars
    if control.mode == BY_VOLTAGE:
        return control.small_current - abs(w.unknowns[current_at(m)]) if stop == SMALL_CURRENT else -1e300
    v = w.probe[w.probe.size - 1]
    if stop == LOW:
        return control.low - v
    if stop == HIGH:
        return v - control.high
    if stop == SLOW and control.slow > 0.0 and s[PHASE] != SETTLE:
        return control.slow - voltage_rate(w, s[TIME] + s[TRIAL], int(s[HEAD]))
    return -1e300


@kernel
def distance_before(m, w, control, stop):
    """Signed distance of the newest accepted step beyond a stop (< 0)."""
    s = w.scalars
    if stop == SMALL_CURRENT:
        return control.small_current - abs(w.past[int(s[HEAD])][current_at(m)])
    if stop == SLOW:
        return control.slow - s[RATE]
    return control.low - s[VOLTAGE] if stop == LOW else s[VOLTAGE] - control.high
