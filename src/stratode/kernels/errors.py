"""The local error of a step, judged by salt, surface stoichiometry, temperature and voltage."""

import math

from stratode.kernels.arrays import BY_VOLTAGE
from stratode.kernels.compiler import kernel
from stratode.kernels.difference import combine, copy, prediction_weights
from stratode.kernels.newton import terminal_voltage
from stratode.kernels.places import TEMPERATURE, warmth_at
from stratode.kernels.scalars import HEAD, TIME, VOLTAGE

SALT_FLOOR = 0.02  # of the salt scale, added to the salt that errors are relative to
WARM_SCALE = 5.0  # K, that errors of the temperature are relative to
OVERSHOOT = 0.015  # share of the tolerance by which one step may carry a surface past full or empty
COLLAPSE = 0.05  # share of the tolerance that the time of a steep fall of voltage may be off by


@kernel
def probe(m, w):
    """What the error is judged by: salt, surface stoichiometry, the temperature where it moves, and voltage last."""
    n = m.width.size
    sites = m.site_population.size
    y = w.unknowns
    copy(y, 0, w.probe, 0, n)
    for s in range(sites):
        w.probe[n + s] = w.surface_base[s] + w.surface_response[s] * y[3 * n + s]
    if m.warm:
        w.probe[n + sites] = y[warmth_at(m) + TEMPERATURE]
    w.probe[w.probe.size - 1] = terminal_voltage(m, w, y[3 * n + sites])[0]


@kernel
def scaled_error(m, w, control, order, time):
    """Local error of a step of `order` over the tolerance: h / (t - t_oldest) times (solution - prediction), root mean square.

    The prediction runs through order + 1 past points (Brayton, Gustavson & Hachtel 1972). A late collapse of the voltage is
    judged by when it comes, not by how deep it is.
    """
    n = m.width.size
    sites = m.site_population.size
    head = int(w.scalars[HEAD])
    count = order + 1
    prediction_weights(w.past_time, head, count, time, w.weights)
    combine(w.past_probe, head, w.weights, count, 0, w.probe.size, w.expected)
    salt = 0.0
    for i in range(n):
        e = (w.probe[i] - w.expected[i]) / (w.probe[i] + SALT_FLOOR * control.salt_scale)
        salt += e * e
    surface = 0.0
    farther = 0.0
    for i in range(n, n + sites):
        e = w.probe[i] - w.expected[i]
        surface += e * e
        x, before = w.probe[i], w.past_probe[head, i]
        if x > 1.0 or x < 0.0:  # differences of high order carry a surface past full or empty when its flux dies
            farther = max(farther, max(x, 1.0) - max(before, 1.0), min(before, 0.0) - min(x, 0.0))
    worst = max(salt / n, surface / max(sites, 1), (farther / OVERSHOOT) ** 2)
    last = w.probe.size - 1
    if m.warm:
        worst = max(worst, ((w.probe[n + sites] - w.expected[n + sites]) / WARM_SCALE) ** 2)
    if control.mode != BY_VOLTAGE:
        rise = abs(w.probe[last] - w.scalars[VOLTAGE]) * time / (time - w.scalars[TIME])
        worst = max(worst, ((w.probe[last] - w.expected[last]) / (1.0 + COLLAPSE * rise)) ** 2)
    oldest = w.past_time[(head - count + 1) % w.past_time.size]
    return (time - w.past_time[head]) / (time - oldest) * math.sqrt(worst) / control.tolerance
