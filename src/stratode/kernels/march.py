"""March a cell over one leg: variable step and order, error control, exact stops."""

import math

from stratode.kernels.compiler import kernel
from stratode.kernels.difference import combine, derivative_weights, prediction_weights
from stratode.kernels.newton import newton, terminal_voltage
from stratode.kernels.particle import mean_of

RUNNING, LOW, HIGH, SMALL_CURRENT, DURATION, STUCK, FULL_RECORD = 0, 1, 2, 3, 4, 5, 6
TIME, STEP, ORDER, DEPTH, HEAD, VOLTAGE, STEPS, REJECTED, FAILED, ITERATIONS = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
SHORTEST = 1e-9  # of the leg's natural time: a step shorter than this means there is no solution ahead


@kernel
def start(m, w, control):
    """Consistent potentials and fluxes at the start of a leg; returns RUNNING or STUCK. Particles and salt stay as they are."""
    n = m.width.size
    sites = m.site_population.size
    y = w.unknowns
    particles = 3 * n + sites + 1
    own = 1.0 / (1e-6 * control.first_step)
    for i in range(n):
        w.slope[i] = -own * y[i]
    for k in range(particles, y.size):
        w.slope[k] = -own * y[k]
    if not control.hold_voltage:
        y[particles - 1] = control.value
    done = newton(m, w, own, control)
    if done == 0:
        return STUCK
    w.scalars[TIME] = 0.0
    w.scalars[STEP] = control.first_step
    w.scalars[ORDER] = 1
    w.scalars[DEPTH] = 1
    w.scalars[HEAD] = 0
    w.past_time[0] = 0.0
    probe(m, w)
    w.past[0, :] = y
    w.past_probe[0, :] = w.probe
    w.scalars[VOLTAGE] = w.probe[n + sites]
    return RUNNING


@kernel
def probe(m, w):
    """What the error is judged by: salt, surface stoichiometry and voltage of the present unknowns."""
    n = m.width.size
    sites = m.site_population.size
    y = w.unknowns
    w.probe[:n] = y[:n]
    for s in range(sites):
        w.probe[n + s] = w.surface_base[s] + w.surface_response[s] * y[3 * n + s]
    v, _, _, _, _, _ = terminal_voltage(m, w, y[3 * n + sites])
    w.probe[n + sites] = v


@kernel
def attempt(m, w, control, order, time, weights):
    """Predict and solve the step to `time`; returns Newton's iterations, or 0."""
    n = m.width.size
    sites = m.site_population.size
    head = int(w.scalars[HEAD])
    particles = 3 * n + sites + 1
    count = min(order + 1, int(w.scalars[DEPTH]))
    prediction_weights(w.past_time, head, count, time, weights)
    combine(w.past, head, weights, count, 0, w.unknowns.size, w.unknowns)
    newest = w.past[head]
    for i in range(n):
        w.unknowns[i] = max(w.unknowns[i], 0.3 * newest[i])
    own = derivative_weights(w.past_time, head, order, time, weights)
    combine(w.past, head, weights, order, 0, n, w.slope)
    combine(w.past, head, weights, order, particles, w.unknowns.size, w.slope)
    done = newton(m, w, own, control)
    if done > 0:
        probe(m, w)
    return done


@kernel
def error_norm(m, w, control, count, time, weights):
    """Weighted norm of new minus predicted probe, the prediction through `count` past points."""
    n = m.width.size
    sites = m.site_population.size
    head = int(w.scalars[HEAD])
    depth = w.past_time.size
    prediction_weights(w.past_time, head, count, time, weights)
    total = 0.0
    for i in range(n):
        p = 0.0
        for k in range(count):
            p += weights[k] * w.past_probe[(head - k) % depth, i]
        e = (w.probe[i] - p) / (w.probe[i] + 0.02 * control.salt_scale)
        total += e * e
    worst = total / n
    total = 0.0
    for i in range(n, n + sites):
        p = 0.0
        for k in range(count):
            p += weights[k] * w.past_probe[(head - k) % depth, i]
        e = w.probe[i] - p
        total += e * e
    if sites > 0:
        worst = max(worst, total / sites)
    if not control.hold_voltage:
        p = 0.0
        for k in range(count):
            p += weights[k] * w.past_probe[(head - k) % depth, n + sites]
        worst = max(worst, (w.probe[n + sites] - p) ** 2)
    return math.sqrt(worst) / control.tolerance


@kernel
def scaled_error(m, w, control, order, time, weights):
    """Local error of a step of `order` over the tolerance: h / (t - t_oldest) times (solution - prediction)."""
    head = int(w.scalars[HEAD])
    depth = w.past_time.size
    count = order + 1
    oldest = w.past_time[(head - count + 1) % depth]
    newest = w.past_time[head]
    return (time - newest) / (time - oldest) * error_norm(m, w, control, count, time, weights)


@kernel
def accept(w, time, voltage):
    depth = w.past_time.size
    head = (int(w.scalars[HEAD]) + 1) % depth
    w.past[head, :] = w.unknowns
    w.past_probe[head, :] = w.probe
    w.past_time[head] = time
    w.scalars[HEAD] = head
    w.scalars[DEPTH] = min(depth, w.scalars[DEPTH] + 1)
    w.scalars[TIME] = time
    w.scalars[VOLTAGE] = voltage


@kernel
def write(m, w, record, row):
    """Write the present unknowns as one row of the record."""
    n = m.width.size
    sites = m.site_population.size
    y = w.unknowns
    record.time[row] = w.scalars[TIME]
    record.voltage[row] = w.scalars[VOLTAGE]
    record.current[row] = y[3 * n + sites]
    if record.salt.shape[0] < record.time.size:
        return
    record.salt[row, :] = y[:n]
    record.phi_e[row, :] = y[n : 2 * n]
    record.phi_s[row, :] = y[2 * n : 3 * n]
    record.flux[row, :] = y[3 * n : 3 * n + sites]
    record.surface[row, :] = w.probe[n : n + sites]
    at = 3 * n + sites + 1
    for s in range(sites):
        record.mean[row, s] = mean_of(m, m.site_population[s], y, at + s * m.stride)


@kernel
def past_stop(m, w, control):
    """(which stop the present unknowns lie beyond, how far: > 0 beyond)."""
    n = m.width.size
    sites = m.site_population.size
    if control.hold_voltage:
        beyond = control.small_current - abs(w.unknowns[3 * n + sites])
        return (SMALL_CURRENT, beyond) if beyond > 0.0 else (RUNNING, beyond)
    v = w.probe[n + sites]
    if v < control.low:
        return LOW, control.low - v
    if v > control.high:
        return HIGH, v - control.high
    return RUNNING, 0.0


@kernel
def distance(m, w, control, stop):
    """Signed distance beyond a given stop."""
    n = m.width.size
    sites = m.site_population.size
    if stop == SMALL_CURRENT:
        return control.small_current - abs(w.unknowns[3 * n + sites])
    if stop == LOW:
        return control.low - w.probe[n + sites]
    return w.probe[n + sites] - control.high


@kernel
def locate(m, w, control, order, stop, step, before, after, weights):
    """Shorten the step until it ends on the stop (Illinois method on re-solved steps); returns the step, or 0 where one failed."""
    newest = w.past_time[int(w.scalars[HEAD])]
    low, high = 0.0, step
    f_low, f_high = before, after
    h = step
    side = 0
    for _ in range(80):
        h = high - f_high * (high - low) / (f_high - f_low)
        if not low < h < high:
            h = 0.5 * (low + high)
        if attempt(m, w, control, order, newest + h, weights) == 0:
            return 0.0
        f = distance(m, w, control, stop)
        if abs(f) < 1e-9 or high - low < 1e-14 * step:
            return h
        if f > 0.0:
            high, f_high = h, f
            if side == 1:
                f_low *= 0.5
            side = 1
        else:
            low, f_low = h, f
            if side == -1:
                f_high *= 0.5
            side = -1
    return h


@kernel
def choose(m, w, control, error, time, weights):
    """Order and growth of the next step, from the errors that one order less and one more would have made."""
    order = int(w.scalars[ORDER])
    depth = int(w.scalars[DEPTH])
    best = 0.9 * max(error, 1e-8) ** (-1.0 / (order + 1))
    chosen = order
    if order > 1:
        lower = 0.8 * max(scaled_error(m, w, control, order - 1, time, weights), 1e-8) ** (-1.0 / order)
        if lower > best:
            best, chosen = lower, order - 1
    if order < control.most_order and depth >= order + 2:
        higher = 0.8 * max(scaled_error(m, w, control, order + 1, time, weights), 1e-8) ** (-1.0 / (order + 2))
        if higher > best:
            best, chosen = higher, order + 1
    return chosen, min(best, 10.0 if w.scalars[STEPS] < 4 else 2.0)


@kernel
def advance(m, w, control, weights):
    """One accepted step, or a stop; returns RUNNING or why the leg is over."""
    step = w.scalars[STEP]
    refused = 0
    while True:
        now = w.scalars[TIME]
        left = control.duration - now
        final = step >= left * (1.0 - 1e-12)
        h = left if final else min(step, 0.5 * left) if step > 0.6 * left else step
        if not h > SHORTEST * control.first_step:
            return DURATION if final else STUCK
        order = min(int(w.scalars[ORDER]), int(w.scalars[DEPTH]))
        time = now + h
        done = attempt(m, w, control, order, time, weights)
        if done == 0:
            w.scalars[FAILED] += 1
            refused += 1
            step = 0.3 * h
            if refused > 2:
                w.scalars[ORDER] = 1
            continue
        w.scalars[ITERATIONS] += done
        has_history = w.scalars[DEPTH] > order
        error = scaled_error(m, w, control, order, time, weights) if has_history else 0.5
        if error > 1.0:
            w.scalars[REJECTED] += 1
            refused += 1
            step = h * max(0.2, 0.85 * error ** (-1.0 / (order + 1)))
            if refused > 3:
                w.scalars[ORDER] = 1
            continue
        return _finish(m, w, control, order, h, error, has_history, final, weights)


@kernel
def _finish(m, w, control, order, h, error, has_history, final, weights):
    """Accept a good step, ending it early where it crosses a stop."""
    n = m.width.size
    sites = m.site_population.size
    now = w.scalars[TIME]
    stop, after = past_stop(m, w, control)
    if stop != RUNNING:
        if stop == SMALL_CURRENT:
            before = control.small_current - abs(w.past[int(w.scalars[HEAD])][3 * n + sites])
        elif stop == LOW:
            before = control.low - w.scalars[VOLTAGE]
        else:
            before = w.scalars[VOLTAGE] - control.high
        exact = locate(m, w, control, order, stop, h, before, after, weights)
        if exact == 0.0:
            return STUCK
        w.scalars[STEPS] += 1
        accept(w, now + exact, w.probe[n + sites])
        return stop
    if has_history:
        chosen, growth = choose(m, w, control, error, now + h, weights)
    else:
        chosen, growth = order, 4.0
    w.scalars[STEPS] += 1
    accept(w, now + h, w.probe[n + sites])
    w.scalars[ORDER] = chosen
    w.scalars[STEP] = h * growth
    return DURATION if final else RUNNING


@kernel
def march(m, w, control, record, row):
    """Run until a stop; rows are written from `row` on. Returns (why, next free row); FULL_RECORD may be resumed."""
    weights = w.weights
    while row < record.time.size:
        why = advance(m, w, control, weights)
        if why == STUCK:
            return why, row
        write(m, w, record, row)
        row += 1
        if why != RUNNING:
            return why, row
    return FULL_RECORD, row


@kernel
def begin(m, w, control, record, row):
    """Make the start of a leg consistent and write it; returns (RUNNING, STUCK or the stop it already lies beyond, next row)."""
    if start(m, w, control) == STUCK:
        return STUCK, row
    write(m, w, record, row)
    stop, _ = past_stop(m, w, control)
    return stop, row + 1
