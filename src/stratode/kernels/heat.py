"""One temperature for the whole cell: what becomes heat in a step, and the properties at the new temperature.

Heat is what the currents lose: reaction and solid diffusion j (v - U + T dU/dT) at each particle's mean stoichiometry (so that
hosts hold what a state function of their lithium says), films, ions and electrons between nodes, ends; capacity T' = heat -
transfer (T - ambient). Bernardi, Pawlikowski & Newman, J. Electrochem. Soc. 132 (1985) 5; heat of mixing inside electrolyte and
particles counts when it is made, not when it is given back. Energies follow the same differences in time as everything else, so
that their account closes with the balances of charge.
"""

from stratode.kernels.arrays import FARADAY, GAS_CONSTANT, POROUS
from stratode.kernels.compiler import kernel
from stratode.kernels.end import end_drop
from stratode.kernels.face import transport, transport_of_both
from stratode.kernels.particle import mean_of
from stratode.kernels.places import CHARGED, CHEMICAL, DELIVERED, LOST, TEMPERATURE, current_at, layers_at, particles_at, warmth_at
from stratode.kernels.scalars import HEATED
from stratode.kernels.table import lookup


@kernel
def set_temperature(m, h, w, temperature):
    """Bring every property that follows the temperature to it: cubic interpolation in T of tables and numbers."""
    if temperature == w.scalars[HEATED]:
        return
    last = h.rate.shape[0] - 1
    u = min(max((temperature - h.first) / h.spacing, 0.0), float(last))
    k = min(max(int(u), 1), last - 2)
    f = u - k
    a = -f * (f - 1.0) * (f - 2.0) / 6.0
    b = (f * f - 1.0) * (f - 2.0) / 2.0
    c = -f * (f + 1.0) * (f - 2.0) / 2.0
    d = f * (f * f - 1.0) / 6.0
    for t in range(m.table.shape[0]):
        for i in range(m.table.shape[1]):
            for q in range(4):
                m.table[t, i, q] = (
                    a * h.table[k - 1, t, i, q] + b * h.table[k, t, i, q] + c * h.table[k + 1, t, i, q] + d * h.table[k + 2, t, i, q]
                )
    _blend(h.exchange, k, a, b, c, d, m.exchange)
    _blend(h.rate, k, a, b, c, d, m.rate)
    _blend(h.path, k, a, b, c, d, m.path)
    _blend(h.foil_exchange, k, a, b, c, d, m.foil_exchange)
    m.thermal[0] = 2.0 * GAS_CONSTANT * temperature / FARADAY
    w.scalars[HEATED] = temperature


@kernel
def _blend(rows, k, a, b, c, d, out):
    for s in range(out.size):
        out[s] = a * rows[k - 1, s] + b * rows[k, s] + c * rows[k + 1, s] + d * rows[k + 2, s]


@kernel
def balance(m, h, w, own):
    """Temperature and energies at the end of the step that was just solved; returns by how much the temperature moved (K)."""
    at = warmth_at(m)
    y, known = w.unknowns, w.slope
    before = y[at + TEMPERATURE]
    reaction, chemical, charging = _sites(m, h, w, own)
    ends, ends_charging = _ends(m, w, own)
    heat = reaction + ends + _between(m, w)
    y[at + TEMPERATURE] = (heat + h.transfer * h.ambient - h.capacity * known[at + TEMPERATURE]) / (h.capacity * own + h.transfer)
    v = w.probe[w.probe.size - 1]
    y[at + DELIVERED] = (v * y[current_at(m)] - known[at + DELIVERED]) / own
    y[at + CHEMICAL] = (chemical - known[at + CHEMICAL]) / own
    y[at + LOST] = (h.transfer * (y[at + TEMPERATURE] - h.ambient) - known[at + LOST]) / own
    y[at + CHARGED] = (charging + ends_charging - known[at + CHARGED]) / own
    return abs(y[at + TEMPERATURE] - before)


@kernel
def _sites(m, h, w, own):
    """(heat of reaction, solid diffusion and films, enthalpy the hosts give up, power into double layers and films), W/m2."""
    n, sites = m.width.size, m.site_population.size
    y = w.unknowns
    layers = layers_at(m)
    heat, chemical, charging = 0.0, 0.0, 0.0
    for i in range(n):
        for s in range(m.node_sites[i], m.node_sites[i + 1]):
            p = m.site_population[s]
            x = mean_of(m, p, y, particles_at(m) + s * m.stride)
            enthalpy, _ = lookup(h.enthalpy, h.enthalpy_start, h.enthalpy_density, p, x)
            j = y[3 * n + s]
            driving = y[2 * n + i] - y[n + i]
            chemical -= m.area[s] * j * enthalpy
            if m.layered:
                v, film = y[layers + s], y[layers + sites + s]
                total = j + m.double_layer[s] * (own * v + w.slope[layers + s])
                stays = film * m.film_capacitance[s] * (own * film + w.slope[layers + sites + s]) if m.film[s] > 0.0 else 0.0
                heat += m.area[s] * (j * (v - enthalpy) + film * total - stays)
                charging += m.area[s] * (v * (total - j) + stays)
            else:
                heat += m.area[s] * j * (driving - enthalpy)
    return heat, chemical, charging


@kernel
def _between(m, w):
    """Heat of ions and electrons between nodes, W/m2."""
    n = m.width.size
    y = w.unknowns
    heat = 0.0
    for f in range(1, n):
        rise = y[n + f] - y[n + f - 1]
        log_rise = w.salt_log[f] - w.salt_log[f - 1]
        if m.paths:
            heat -= rise * transport_of_both(m, f, y[f - 1], y[f], log_rise, rise)[0]
        else:
            heat -= rise * transport(m, f, y[f - 1], y[f], log_rise, rise)[0]
        heat += m.face_s[f] * (y[2 * n + f] - y[2 * n + f - 1]) ** 2
    return heat


@kernel
def _ends(m, w, own):
    """(heat between the end nodes and the terminals, power into their capacitances), W/m2."""
    n = m.width.size
    current = w.unknowns[current_at(m)]
    at = layers_at(m) + 2 * m.site_population.size
    power, charging = 0.0, 0.0
    for end in range(2):
        enters = current if end == 0 else -current
        value, _, _, faraday, _, _ = end_drop(m, w, end, w.unknowns[0 if end == 0 else n - 1], enters, own)
        power += value * enters
        if not m.layered:
            continue
        for which in range(2):
            resistance = m.ends[end, 1 + 2 * which]
            v = w.unknowns[at + 3 * end + which]
            if resistance > 0.0:
                charging += v * (enters - v / resistance)
        if m.kinds[end] != POROUS:
            charging += w.unknowns[at + 3 * end + 2] * (enters - faraday)
    return power - charging, charging
