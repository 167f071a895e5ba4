"""Take the steps of a march again, one by one, on the same cell or on one that differs a little.

With times and orders given, the answer is a smooth function of the cell, and what two cells differ by is a derivative free of the
march's own choices (internal differentiation: Bock, in Modelling of Chemical Reaction Systems, Springer 1981, p. 102).
"""

from stratode.kernels.arrays import BY_CURRENT
from stratode.kernels.compiler import kernel
from stratode.kernels.difference import combine, copy, derivative_weights, prediction_weights
from stratode.kernels.newton import HASTY, newton, terminal_voltage
from stratode.kernels.places import current_at, particles_at
from stratode.kernels.scalars import STRETCH
from stratode.kernels.settle import stretch_value

POLISH = 1e-13  # V, as far as round-off lets Newton go
ANY = 1e300  # V: one whole update of Newton, which is what a derivative takes


@kernel
def follow(m, w, control, begin, first, time, order, near, states, voltage):
    """Fill `states` (K, n) and `voltage` (K,) at the times and orders of a march that began with `begin`.

    `near` (K, n) are states of the cell that this one differs from by little: each step starts from them, moved as the last one
    turned out, and takes one update of Newton. With no rows in it, each step is predicted and solved as far as round-off lets it.
    Returns the row that could not be solved, or K.
    """
    y = w.unknowns
    depth = w.past_time.size
    polish = near.shape[0] == 0
    for row in range(time.size):
        own = _prepare(m, w, begin, first, time, order, near, states, row)
        value = stretch_value(control, int(w.scalars[STRETCH]), time[row])
        if control.mode == BY_CURRENT:
            y[current_at(m)] = value
        done = 0
        for _ in range(2 if polish else 1):
            done = newton(m, w, own, control.mode, value, HASTY, POLISH if polish else ANY)
        if done == 0:
            return row
        voltage[row] = terminal_voltage(m, w, y[current_at(m)])[0]
        copy(y, 0, states[row], 0, y.size)
        copy(y, 0, w.past[row % depth], 0, y.size)
        w.past_time[row % depth] = time[row]
    return time.size


@kernel
def _prepare(m, w, begin, first, time, order, near, states, row):
    """Guess the unknowns of a row and fill the known part of their derivative; returns the weight of the new value in it."""
    n = m.width.size
    particles = particles_at(m)
    y = w.unknowns
    if row == 0:
        own = 1e6 / first
        for i in range(n):
            w.slope[i] = -own * begin[i]
        for i in range(particles, y.size):
            w.slope[i] = -own * begin[i]
        copy(begin if near.shape[0] == 0 else near[0], 0, y, 0, y.size)
        return own
    head = (row - 1) % w.past_time.size
    steps = int(order[row])
    if near.shape[0] == 0:
        count = min(steps + 1, row)
        prediction_weights(w.past_time, head, count, time[row], w.weights)
        combine(w.past, head, w.weights, count, 0, y.size, y)
        for i in range(n):
            y[i] = max(y[i], 0.3 * w.past[head, i])
    else:
        for i in range(y.size):
            y[i] = near[row, i] + (states[row - 1, i] - near[row - 1, i])
    own = derivative_weights(w.past_time, head, steps, time[row], w.weights)
    combine(w.past, head, w.weights, steps, 0, n, w.slope)
    combine(w.past, head, w.weights, steps, particles, y.size, w.slope)
    return own
