"""What a leg holds at an instant, and how its beginning is made consistent: at once, or from rest up a ladder."""

import math

from stratode.kernels.arrays import BY_CURRENT, BY_VOLTAGE, POROUS
from stratode.kernels.compiler import kernel
from stratode.kernels.difference import copy
from stratode.kernels.heat import set_temperature
from stratode.kernels.particle import mean_of
from stratode.kernels.places import TEMPERATURE, particles_at, warmth_at
from stratode.kernels.scalars import FIRST, HEAD, OWN, RESTING, RUNG, STRETCH, TIME, TRIAL
from stratode.kernels.stops import SETTLE
from stratode.kernels.table import lookup

LADDER = (0.0, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.5, 1.0)  # shares of what is held, where it cannot be reached at once
FIRST_OF_STRETCH = 1e-3  # of a stretch's length: its first step at most


@kernel
def stretch_value(control, k, time):
    """What stretch k of a leg holds at a time."""
    value = control.start[k]
    if control.finish[k] != value:
        begin = control.until[k - 1] if k > 0 else 0.0
        value += (control.finish[k] - value) * (time - begin) / (control.until[k] - begin)
    return value + control.amplitude * math.sin(control.omega * time)


@kernel
def held(w, control, phase):
    """(mode, value) of the present trial; while settling in trouble, first nothing, then from rest up the ladder."""
    s = w.scalars
    k = int(s[STRETCH])
    if phase != SETTLE:
        return control.mode, stretch_value(control, k, s[TIME] + s[TRIAL])
    value = stretch_value(control, k, s[TIME])
    rung = int(s[RUNG])
    if rung == 0:
        return control.mode, value
    if rung == 1:
        return BY_CURRENT, 0.0
    base = s[RESTING] if control.mode == BY_VOLTAGE else 0.0
    return control.mode, base + LADDER[rung - 1] * (value - base)


@kernel
def prepare_settling(m, heat, w, control):
    """A step too short for salt and particles to move from the newest of the past."""
    n = m.width.size
    y, s = w.unknowns, w.scalars
    given = w.past[int(s[HEAD])]
    particles = particles_at(m)
    k = int(s[STRETCH])
    length = control.until[k] - s[TIME]
    s[FIRST] = min(control.first_step, FIRST_OF_STRETCH * length) if length > 0.0 else control.first_step
    own = 1.0 / (1e-6 * s[FIRST])
    s[OWN] = own
    if s[RUNG] == 1:
        _rest(m, w, given)
    for i in range(n):
        w.slope[i] = -own * given[i]
    for i in range(particles, y.size):
        w.slope[i] = -own * given[i]
    if heat is not None:
        set_temperature(m, heat, w, given[warmth_at(m) + TEMPERATURE])
    mode, value = held(w, control, SETTLE)
    if mode == BY_CURRENT:
        y[particles - 1] = value


@kernel
def _rest(m, w, given):
    """Guess the potentials at rest: no flux, a level electrolyte, each solid at the potential of its last site."""
    n = m.width.size
    y = w.unknowns
    copy(given, 0, y, 0, y.size)
    for i in range(n):
        y[n + i] = 0.0
        y[2 * n + i] = 0.0
        for s in range(m.node_sites[i], m.node_sites[i + 1]):
            p = m.site_population[s]
            x = mean_of(m, p, given, particles_at(m) + s * m.stride)
            y[3 * n + s] = 0.0
            y[2 * n + i] = lookup(m.table, m.table_start, m.table_density, m.potential_table[p], x)[0]
    if m.kinds[1] == POROUS:
        level = y[3 * n - 1]
        for i in range(n):
            y[n + i] = -level
            y[2 * n + i] = y[2 * n + i] - level if m.region[i] != 0 and m.region[i] != 1 else 0.0
