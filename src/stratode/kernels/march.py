"""March a cell over one leg: variable step and order, error control, exact stops.

One loop prepares a trial, solves it (`newton` is called in one place only, which keeps compilation short) and judges it. A leg
passes through phases: SETTLE makes potentials and fluxes consistent with what is held, STEP takes error-controlled steps, LOCATE
shortens the step that crossed a stop until it ends on it (Illinois method on re-solved steps). What is held may jump from one
stretch of a leg to the next: the march settles again there.
"""

from stratode.kernels.compiler import kernel
from stratode.kernels.difference import combine, copy, derivative_weights, prediction_weights
from stratode.kernels.errors import probe, scaled_error
from stratode.kernels.heat import balance, set_temperature
from stratode.kernels.newton import HASTY, newton, terminal_voltage
from stratode.kernels.particle import mean_of
from stratode.kernels.places import TEMPERATURE, branches_at, particles_at, warmth_at
from stratode.kernels.scalars import (
    DEPTH,
    ERROR,
    FAILED,
    FIRST,
    HEAD,
    HIGH_F,
    HIGH_H,
    ITERATIONS,
    LOW_F,
    LOW_H,
    ORDER,
    OWN,
    PHASE,
    RATE,
    REFUSED,
    REJECTED,
    RESTING,
    RUNG,
    SIDE,
    STEP,
    STEPS,
    STOP,
    STRETCH,
    TIME,
    TRIAL,
    USED,
    VOLTAGE,
    WARMING,
)
from stratode.kernels.settle import FIRST_OF_STRETCH, LADDER, held, prepare_settling
from stratode.kernels.stops import (
    DURATION,
    FULL_RECORD,
    LOCATE,
    RUNNING,
    SETTLE,
    STEPPING,
    STUCK,
    TOO_HOT,
    distance,
    distance_before,
    past_stop,
    voltage_rate,
)

AGAIN = -1  # a trial was refused, or a rung of settling climbed
PATIENT = 60  # Newton iterations while settling
SHORTEST = 1e-9  # of the leg's first step: a shorter one means there is no solution ahead
MOST_LOCATING = 80
MOST_FAILED, OFTEN_FAILED = 500, 0.1  # steps of a leg without a solution, and their share of its steps: more do not come to an end
SAME_TEMPERATURE = 1e-5  # K, a step whose temperature moved by more than it was predicted is solved again
MOST_WARMING = 8


@kernel
def march(m, heat, w, control, record, row):
    """Run until a stop; rows are written from `row` on. Returns (why, next free row); FULL_RECORD may be resumed.

    `heat` None is isothermal, and compiled apart, without all that heat needs.

    Before the first call: unknowns and past[0] hold the state, scalars are zero.
    """
    while row < record.time.size:
        s = w.scalars
        phase = int(s[PHASE])
        most = HASTY
        if phase == SETTLE:
            most = PATIENT
        if s[WARMING] == 0.0:
            if phase == SETTLE:
                prepare_settling(m, heat, w, control)
            else:
                why = _prepare_step(m, heat, w, control, phase)
                if why != RUNNING:
                    return why, row
        mode, value = held(w, control, phase)
        done = newton(m, w, s[OWN], mode, value, most, control.closeness)
        if done > 0:
            probe(m, w)
            s[ITERATIONS] += done
            if heat is not None:
                again = phase != SETTLE and _warms(m, heat, w)
                if again:
                    continue
                probe(m, w)
        s[WARMING] = 0.0
        if phase == SETTLE:
            why = _settled(m, w, control, done)
        elif phase == STEPPING:
            why = _judge(m, heat, w, control, done)
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
def _warms(m, heat, w):
    """Bring the step to the temperature that its heat gives; says whether it has to be solved again there."""
    s = w.scalars
    moved = balance(m, heat, w, s[OWN])
    if moved < SAME_TEMPERATURE or s[WARMING] >= MOST_WARMING:
        return False
    set_temperature(m, heat, w, w.unknowns[warmth_at(m) + TEMPERATURE])
    s[WARMING] += 1.0
    return True


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
    stop, _ = past_stop(m, w, control)
    head = int(s[HEAD])
    s[PHASE], s[STEP], s[ORDER], s[DEPTH] = STEPPING, s[FIRST], 1, 1
    w.past_time[head] = s[TIME]
    copy(w.unknowns, 0, w.past[head], 0, w.unknowns.size)
    copy(w.probe, 0, w.past_probe[head], 0, w.probe.size)
    s[VOLTAGE] = w.probe[w.probe.size - 1]
    s[RATE], s[USED] = 1e300, 0
    return stop


@kernel
def _prepare_step(m, heat, w, control, phase):
    """Predict the unknowns at the end of the trial; returns RUNNING or why there can be none."""
    s = w.scalars
    if phase == STEPPING:
        left = control.until[int(s[STRETCH])] - s[TIME]
        h = min(s[STEP], control.longest_step)
        if h >= left * (1.0 - 1e-12):
            h = left
        elif h > 0.6 * left:
            h = 0.5 * left
        if not h > SHORTEST * s[FIRST]:
            return DURATION if h == left else STUCK
        s[TRIAL] = h
    n = m.width.size
    y = w.unknowns
    head = int(s[HEAD])
    order = min(int(s[ORDER]), int(s[DEPTH]))
    time = s[TIME] + s[TRIAL]
    particles = particles_at(m)
    count = min(order + 1, int(s[DEPTH]))
    prediction_weights(w.past_time, head, count, time, w.weights)
    combine(w.past, head, w.weights, count, 0, y.size, y)
    newest = w.past[head]
    for i in range(n):
        y[i] = max(y[i], 0.3 * newest[i])
    s[OWN] = derivative_weights(w.past_time, head, order, time, w.weights)
    combine(w.past, head, w.weights, order, 0, n, w.slope)
    combine(w.past, head, w.weights, order, particles, y.size, w.slope)
    if heat is not None:
        set_temperature(m, heat, w, y[warmth_at(m) + TEMPERATURE])
    return RUNNING


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
def _judge(m, heat, w, control, done):
    """Accept or refuse a step; where it crossed a stop, begin to locate."""
    s = w.scalars
    h = s[TRIAL]
    if done == 0:
        s[FAILED] += 1
        return _refuse(w, 0.3 * h) if s[FAILED] < MOST_FAILED + OFTEN_FAILED * s[STEPS] else STUCK
    order = min(int(s[ORDER]), int(s[DEPTH]))
    s[ERROR] = scaled_error(m, w, control, order, s[TIME] + h) if s[DEPTH] > order else -1.0
    if s[ERROR] > 1.0:
        s[REJECTED] += 1
        return _refuse(w, h * max(0.2, 0.85 * s[ERROR] ** (-1.0 / (order + 1))))
    s[ORDER] = order
    stop, beyond = past_stop(m, w, control)
    if stop != RUNNING:
        s[PHASE], s[STOP], s[SIDE], s[REFUSED] = LOCATE, stop, 0, 0
        s[LOW_H], s[LOW_F], s[HIGH_H], s[HIGH_F] = 0.0, distance_before(m, w, control, stop), h, beyond
        _next_bracket(s)
        return AGAIN
    k = int(s[STRETCH])
    final = h >= (control.until[k] - s[TIME]) * (1.0 - 1e-12)
    order, growth = _choose(m, w, control, s[TIME] + h)
    accept(w, control.until[k] if final else s[TIME] + h)
    s[ORDER], s[STEP] = order, h * growth
    if heat is not None:
        too_hot = w.unknowns[warmth_at(m) + TEMPERATURE] > heat.first + heat.spacing * (heat.rate.shape[0] - 1)
        if too_hot:
            return TOO_HOT
    if final:
        return _next_stretch(w, control)
    return RUNNING


@kernel
def _next_stretch(w, control):
    """Go on to the next stretch: over a jump by settling again, over a kink by starting anew."""
    s = w.scalars
    k = int(s[STRETCH]) + 1
    if k >= control.until.size:
        return DURATION
    s[STRETCH] = k
    flat = control.start[k - 1] == control.finish[k - 1] and control.start[k] == control.finish[k]
    if control.start[k] != control.finish[k - 1]:
        s[PHASE], s[RUNG] = SETTLE, 0
    elif not flat:
        s[ORDER], s[DEPTH] = 1, 1
        s[STEP] = min(s[STEP], 10.0 * FIRST_OF_STRETCH * (control.until[k] - control.until[k - 1]))
    return RUNNING


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
    f = distance(m, w, control, stop)
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
    return chosen, min(best, 10.0 if depth < 5 else 1.7)


@kernel
def accept(w, time):
    """Make the present unknowns the newest of the past."""
    s = w.scalars
    depth = w.past_time.size
    s[RATE] = voltage_rate(w, time, int(s[HEAD]))
    s[USED] = min(s[ORDER], s[DEPTH])
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
def write(m, w, record, row):
    """Write the newest accepted step as one row of the record."""
    n = m.width.size
    sites = m.site_population.size
    y = w.past[int(w.scalars[HEAD])]
    record.time[row] = w.scalars[TIME]
    record.voltage[row] = w.scalars[VOLTAGE]
    record.current[row] = y[3 * n + sites]
    record.order[row] = w.scalars[USED]
    k = row if record.salt.shape[0] == record.time.size else 0
    copy(y, 0, record.salt[k], 0, n)
    copy(y, n, record.phi_e[k], 0, n)
    copy(y, 2 * n, record.phi_s[k], 0, n)
    copy(y, 3 * n, record.flux[k], 0, sites)
    copy(w.probe, n, record.surface[k], 0, sites)
    at = particles_at(m)
    if m.warm:
        record.temperature[row] = y[warmth_at(m) + TEMPERATURE]
    if m.hysteretic:
        copy(y, branches_at(m), record.branch[k], 0, sites)
    for s in range(sites):
        record.mean[k, s] = mean_of(m, m.site_population[s], y, at + s * m.stride)
