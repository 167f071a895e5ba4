"""March a cell over one leg: variable step and order, error control, exact stops.

One loop prepares a trial, solves it (`newton` is called in one place only, which keeps compilation short) and judges it. A leg
passes through phases: SETTLE makes potentials and fluxes consistent with what is held, STEP takes error-controlled steps, LOCATE
shortens the step that crossed a stop until it ends on it (Illinois method on re-solved steps).
"""

from stratode.kernels.compiler import kernel
from stratode.kernels.difference import combine, copy, derivative_weights, prediction_weights
from stratode.kernels.errors import probe, scaled_error
from stratode.kernels.newton import HASTY, newton, terminal_voltage
from stratode.kernels.particle import mean_of
from stratode.kernels.scalars import (
    DEPTH,
    ERROR,
    FAILED,
    HEAD,
    HIGH_F,
    HIGH_H,
    ITERATIONS,
    LOW_F,
    LOW_H,
    ORDER,
    PHASE,
    REFUSED,
    REJECTED,
    RESTING,
    RUNG,
    SIDE,
    STEP,
    STEPS,
    STOP,
    TIME,
    TRIAL,
    VOLTAGE,
)
from stratode.kernels.table import lookup

RUNNING, LOW, HIGH, SMALL_CURRENT, DURATION, STUCK, FULL_RECORD = 0, 1, 2, 3, 4, 5, 6
AGAIN = -1  # a trial was refused, or a rung of settling climbed
SETTLE, STEPPING, LOCATE = 0, 1, 2
PATIENT = 60  # Newton iterations while settling
LADDER = (0.0, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.5, 1.0)  # shares of what is held, where it cannot be reached at once
SHORTEST = 1e-9  # of the leg's first step: a shorter one means there is no solution ahead
MOST_LOCATING = 80


@kernel
def march(m, w, control, record, row):
    """Run until a stop; rows are written from `row` on. Returns (why, next free row); FULL_RECORD may be resumed.

    Before the first call: unknowns and past[-1] hold the state, scalars are zero.
    """
    while row < record.time.size:
        phase = int(w.scalars[PHASE])
        hold, value, most = control.hold_voltage, control.value, HASTY
        if phase == SETTLE:
            hold, value = _rung(w, control)
            most = PATIENT
            own = _prepare_settling(m, w, control, hold, value)
        else:
            own, why = _prepare_step(m, w, control, phase)
            if why != RUNNING:
                return why, row
        done = newton(m, w, own, hold, value, most, control.closeness)
        if done > 0:
            probe(m, w)
            w.scalars[ITERATIONS] += done
        if phase == SETTLE:
            why = _settled(m, w, control, done)
        elif phase == STEPPING:
            why = _judge(m, w, control, done)
        else:
            why = _located(m, w, control, done)
        if why == STUCK:
            return why, row
        if why != AGAIN:
            write(m, w, record, row)
            row += 1
            if why != RUNNING:
                return why, row
    return FULL_RECORD, row


@kernel
def _rung(w, control):
    """What to hold on the present rung of settling: first what is asked for, then from rest up the ladder."""
    rung = int(w.scalars[RUNG])
    if rung == 0:
        return control.hold_voltage, control.value
    part = LADDER[rung - 1]
    if rung == 1:
        return False, 0.0
    base = w.scalars[RESTING] if control.hold_voltage else 0.0
    return control.hold_voltage, base + part * (control.value - base)


@kernel
def _prepare_settling(m, w, control, hold, value):
    """A step too short for salt and particles to move from past[-1]."""
    n = m.width.size
    y = w.unknowns
    given = w.past[w.past.shape[0] - 1]
    particles = 3 * n + m.site_population.size + 1
    own = 1.0 / (1e-6 * control.first_step)
    if w.scalars[RUNG] == 1:
        _rest(m, w, given)
    for i in range(n):
        w.slope[i] = -own * given[i]
    for k in range(particles, y.size):
        w.slope[k] = -own * given[k]
    if not hold:
        y[particles - 1] = value
    return own


@kernel
def _rest(m, w, given):
    """Guess the potentials at rest: no flux, a level electrolyte, each solid at the potential of its last site."""
    n = m.width.size
    y = w.unknowns
    copy(given, 0, y, 0, y.size)
    level = 0.0
    for i in range(n):
        for s in range(m.node_sites[i], m.node_sites[i + 1]):
            p = m.site_population[s]
            x = mean_of(m, p, given, 3 * n + m.site_population.size + 1 + s * m.stride)
            y[3 * n + s] = 0.0
            level = lookup(m.table, m.table_start, m.table_density, m.potential_table[p], x)[0]
        y[2 * n + i] = level if m.region[i] != 0 else 0.0
    for i in range(n):
        y[n + i] = -level
        y[2 * n + i] = y[2 * n + i] - level if m.region[i] < 0 else 0.0


@kernel
def _settled(m, w, control, done):
    """Climb the ladder, or begin to step."""
    s = w.scalars
    rung = int(s[RUNG])
    if done == 0 and rung > 0:
        return STUCK
    if done == 0 or (0 < rung < len(LADDER)):
        if rung == 1:
            s[RESTING] = terminal_voltage(m, w, 0.0)[0]
        s[RUNG] = rung + 1
        return AGAIN
    s[PHASE], s[TIME], s[STEP], s[ORDER], s[DEPTH], s[HEAD] = STEPPING, 0.0, control.first_step, 1, 1, 0
    w.past_time[0] = 0.0
    copy(w.unknowns, 0, w.past[0], 0, w.unknowns.size)
    copy(w.probe, 0, w.past_probe[0], 0, w.probe.size)
    s[VOLTAGE] = w.probe[w.probe.size - 1]
    stop, _ = past_stop(m, w, control)
    return stop


@kernel
def _prepare_step(m, w, control, phase):
    """Predict the unknowns at the end of the trial; returns (weight of the new value in the derivative, RUNNING or why not)."""
    s = w.scalars
    if phase == STEPPING:
        left = control.duration - s[TIME]
        h = s[STEP]
        if h >= left * (1.0 - 1e-12):
            h = left
        elif h > 0.6 * left:
            h = 0.5 * left
        if not h > SHORTEST * control.first_step:
            return 0.0, DURATION if h == left else STUCK
        s[TRIAL] = h
    n = m.width.size
    y = w.unknowns
    head = int(s[HEAD])
    order = min(int(s[ORDER]), int(s[DEPTH]))
    time = s[TIME] + s[TRIAL]
    particles = 3 * n + m.site_population.size + 1
    count = min(order + 1, int(s[DEPTH]))
    prediction_weights(w.past_time, head, count, time, w.weights)
    combine(w.past, head, w.weights, count, 0, y.size, y)
    newest = w.past[head]
    for i in range(n):
        y[i] = max(y[i], 0.3 * newest[i])
    own = derivative_weights(w.past_time, head, order, time, w.weights)
    combine(w.past, head, w.weights, order, 0, n, w.slope)
    combine(w.past, head, w.weights, order, particles, y.size, w.slope)
    return own, RUNNING


@kernel
def _refuse(w, step):
    """Try again with a shorter step, at first order after several refusals."""
    s = w.scalars
    s[STEP] = step
    s[REFUSED] += 1
    if s[REFUSED] > 2:
        s[ORDER] = 1
    return AGAIN


@kernel
def _judge(m, w, control, done):
    """Accept or refuse a step; where it crossed a stop, begin to locate."""
    s = w.scalars
    h = s[TRIAL]
    if done == 0:
        s[FAILED] += 1
        return _refuse(w, 0.3 * h)
    order = min(int(s[ORDER]), int(s[DEPTH]))
    s[ERROR] = scaled_error(m, w, control, order, s[TIME] + h) if s[DEPTH] > order else -1.0
    if s[ERROR] > 1.0:
        s[REJECTED] += 1
        return _refuse(w, h * max(0.2, 0.85 * s[ERROR] ** (-1.0 / (order + 1))))
    s[ORDER] = order
    stop, beyond = past_stop(m, w, control)
    if stop != RUNNING:
        s[PHASE], s[STOP], s[SIDE], s[REFUSED] = LOCATE, stop, 0, 0
        s[LOW_H], s[LOW_F], s[HIGH_H], s[HIGH_F] = 0.0, _before(m, w, control, stop), h, beyond
        _next_bracket(s)
        return AGAIN
    final = h >= (control.duration - s[TIME]) * (1.0 - 1e-12)
    order, growth = _choose(m, w, control, s[TIME] + h)
    accept(w, s[TIME] + h)
    s[ORDER], s[STEP] = order, h * growth
    return DURATION if final else RUNNING


@kernel
def _next_bracket(s):
    """The next length to try between the bracket's ends."""
    h = s[HIGH_H] - s[HIGH_F] * (s[HIGH_H] - s[LOW_H]) / (s[HIGH_F] - s[LOW_F])
    if not s[LOW_H] < h < s[HIGH_H]:
        h = 0.5 * (s[LOW_H] + s[HIGH_H])
    s[TRIAL] = h


@kernel
def _located(m, w, control, done):
    """Narrow the bracket about the stop; accept the step that ends on it."""
    s = w.scalars
    if done == 0:
        s[FAILED] += 1
        s[PHASE] = STEPPING
        return _refuse(w, 0.5 * s[TRIAL])
    stop = int(s[STOP])
    f = _distance(m, w, control, stop)
    s[REFUSED] += 1
    if abs(f) < 1e-9 or s[HIGH_H] - s[LOW_H] < 1e-14 * s[HIGH_H] or s[REFUSED] > MOST_LOCATING:
        accept(w, s[TIME] + s[TRIAL])
        return stop
    if f > 0.0:
        s[HIGH_H], s[HIGH_F] = s[TRIAL], f
        if s[SIDE] == 1:
            s[LOW_F] *= 0.5
        s[SIDE] = 1
    else:
        s[LOW_H], s[LOW_F] = s[TRIAL], f
        if s[SIDE] == -1:
            s[HIGH_F] *= 0.5
        s[SIDE] = -1
    _next_bracket(s)
    return AGAIN


@kernel
def _choose(m, w, control, time):
    """Order and growth of the next step, from the errors that one order less and one more would have made."""
    s = w.scalars
    order, depth, error = int(s[ORDER]), int(s[DEPTH]), s[ERROR]
    if error < 0.0:
        return order, 4.0
    best = 0.8 * max(error, 1e-8) ** (-1.0 / (order + 1))
    chosen = order
    if order > 1:
        lower = 0.72 * max(scaled_error(m, w, control, order - 1, time), 1e-8) ** (-1.0 / order)
        if lower > best:
            best, chosen = lower, order - 1
    if order < control.most_order and depth >= order + 2:
        higher = 0.72 * max(scaled_error(m, w, control, order + 1, time), 1e-8) ** (-1.0 / (order + 2))
        if higher > best:
            best, chosen = higher, order + 1
    return chosen, min(best, 10.0 if s[STEPS] < 4 else 1.7)


@kernel
def accept(w, time):
    """Make the present unknowns the newest of the past."""
    s = w.scalars
    depth = w.past_time.size
    head = (int(s[HEAD]) + 1) % depth
    copy(w.unknowns, 0, w.past[head], 0, w.unknowns.size)
    copy(w.probe, 0, w.past_probe[head], 0, w.probe.size)
    w.past_time[head] = time
    s[HEAD] = head
    s[DEPTH] = min(depth, s[DEPTH] + 1)
    s[TIME] = time
    s[VOLTAGE] = w.probe[w.probe.size - 1]
    s[REFUSED] = 0
    s[STEPS] += 1


@kernel
def past_stop(m, w, control):
    """(which stop the present unknowns lie beyond, how far: > 0 beyond)."""
    if control.hold_voltage:
        beyond = _distance(m, w, control, SMALL_CURRENT)
        return (SMALL_CURRENT, beyond) if beyond > 0.0 else (RUNNING, beyond)
    v = w.probe[w.probe.size - 1]
    if v < control.low:
        return LOW, control.low - v
    if v > control.high:
        return HIGH, v - control.high
    return RUNNING, 0.0


@kernel
def _distance(m, w, control, stop):
    """Signed distance of the present unknowns beyond a stop."""
    if stop == SMALL_CURRENT:
        return control.small_current - abs(w.unknowns[3 * m.width.size + m.site_population.size])
    v = w.probe[w.probe.size - 1]
    return control.low - v if stop == LOW else v - control.high


@kernel
def _before(m, w, control, stop):
    """Signed distance of the newest accepted step beyond a stop (< 0)."""
    s = w.scalars
    if stop == SMALL_CURRENT:
        return control.small_current - abs(w.past[int(s[HEAD])][3 * m.width.size + m.site_population.size])
    return control.low - s[VOLTAGE] if stop == LOW else s[VOLTAGE] - control.high


@kernel
def write(m, w, record, row):
    """Write the newest accepted step as one row of the record."""
    n = m.width.size
    sites = m.site_population.size
    y = w.past[int(w.scalars[HEAD])]
    record.time[row] = w.scalars[TIME]
    record.voltage[row] = w.scalars[VOLTAGE]
    record.current[row] = y[3 * n + sites]
    k = row if record.salt.shape[0] == record.time.size else 0
    copy(y, 0, record.salt[k], 0, n)
    copy(y, n, record.phi_e[k], 0, n)
    copy(y, 2 * n, record.phi_s[k], 0, n)
    copy(y, 3 * n, record.flux[k], 0, sites)
    copy(w.probe, n, record.surface[k], 0, sites)
    at = 3 * n + sites + 1
    for s in range(sites):
        record.mean[k, s] = mean_of(m, m.site_population[s], y, at + s * m.stride)
