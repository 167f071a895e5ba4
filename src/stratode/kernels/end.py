"""The two ends of a cell: what lies between the node next to an end and its terminal, for a current that enters the cell there.

A porous end hands the current to the solid through half a node and the contact (R || C). Lithium takes it by Butler-Volmer beside
a double layer, under a film (R || C); salt and potential at its wall follow from the current over half a node, less the anions
that the double layer takes there. A blocking plane
takes it into its double layer, cations and anions sharing the charge, so that no salt is taken; on a single-ion conductor lithium
alone.
"""

import math

from stratode.kernels.arrays import (
    BLOCKING,
    CONDUCTIVITY,
    CONTACT,
    CONTACT_C,
    DIFFUSIVITY,
    DOUBLE,
    FARADAY,
    FILM,
    FILM_C,
    LITHIUM,
    POROUS,
    POTENTIAL_FACTOR,
    SERIES,
    TRANSFERENCE,
)
from stratode.kernels.compiler import kernel
from stratode.kernels.face import to_wall
from stratode.kernels.layers import parallel
from stratode.kernels.places import layers_at
from stratode.kernels.scalars import ENTERED, ENTERED_SLOPE
from stratode.kernels.table import lookup

LEAST = 1e-9  # F/m2: a plane that stores nothing passes nothing
MOST = 60  # iterations of a solution at a wall
CLOSE = 1e-13  # relative


@kernel
def end_drop(m, w, end, c, current, own):
    """Potential of the terminal over the node's: over phi_e, at a porous end over phi_s; c is the node's salt.

    Returns (value, slope with c, slope with the current, current that reacts, lithium that enters the electrolyte as A/m2, its slope).
    """
    contact, contact_0, film, film_0 = _resistances(m, w, end, own)
    by_current = m.ends[end, SERIES] + contact + film
    value = by_current * current + contact_0 + film_0
    if m.kinds[end] == POROUS:
        return value, 0.0, by_current, current, 0.0, 0.0
    face, node = (0, 0) if end == 0 else (m.width.size, m.width.size - 1)
    known = w.slope[layers_at(m) + 2 * m.site_population.size + 3 * end + 2] if m.layered else 0.0
    if m.kinds[end] == LITHIUM:
        share = m.cation_share if m.face_e[face] > 0.0 else 1.0  # where there are no anions lithium alone
        drop, drop_c, drop_i, faraday, faraday_i = _lithium(m, end, face, node, c, current, own, known, 1.0 - share)
        return value + drop, drop_c, by_current + drop_i, faraday, faraday + share * (current - faraday), share + (1.0 - share) * faraday_i
    rise, rise_c, rise_i, _, _, _, _, _ = _to_wall(m, face, node, c, current, False, 0.0)
    value += rise
    by_current += rise_i
    stored = max(m.ends[end, DOUBLE], LEAST) * own
    lithium_i = 1.0 if m.path[node] > 0.0 else m.cation_share
    return value + current / stored - known / own, rise_c, by_current + 1.0 / stored, 0.0, lithium_i * current, lithium_i


@kernel
def _resistances(m, w, end, own):
    """(slope with the current, value at none) of the contact, then of the film."""
    if not m.layered:
        return m.ends[end, CONTACT], 0.0, m.ends[end, FILM], 0.0
    first = layers_at(m) + 2 * m.site_population.size + 3 * end
    contact, contact_0 = parallel(m.ends[end, CONTACT], m.ends[end, CONTACT_C], own, w.slope[first])
    film, film_0 = parallel(m.ends[end, FILM], m.ends[end, FILM_C], own, w.slope[first + 1])
    return contact, contact_0, film, film_0


@kernel
def _lithium(m, end, face, node, c, current, own, known, anions):
    """(potential from node to metal, its slopes with c and current, current that reacts, its slope with the current).

    `anions` is their share in the charge of the double layer, which they bring to the wall or take from it.
    """
    double = m.ends[end, DOUBLE] * own
    taken = 0.0
    rise, rise_c, rise_i, rise_x, wall, wall_c, wall_i, wall_x = _to_wall(m, face, node, c, current, True, taken)
    over, over_wall, over_i, faraday, faraday_i = _reaction(m, end, wall, current, own, known)
    for _ in range(MOST if double > 0.0 and anions > 0.0 else 0):
        before, taken = taken, anions * (current - faraday)
        if abs(taken - before) <= CLOSE * abs(current):
            break
        rise, rise_c, rise_i, rise_x, wall, wall_c, wall_i, wall_x = _to_wall(m, face, node, c, current, True, taken)
        over, over_wall, over_i, faraday, faraday_i = _reaction(m, end, wall, current, own, known)
    by_wall = -double * over_wall  # of the current that reacts
    down = 1.0 + anions * by_wall * wall_x if double > 0.0 else 1.0
    taken_i = anions * (1.0 - faraday_i - by_wall * wall_i) / down
    taken_c = -anions * by_wall * wall_c / down
    wall_i += wall_x * taken_i
    wall_c += wall_x * taken_c
    by_c = rise_c + rise_x * taken_c + over_wall * wall_c
    return rise + over, by_c, rise_i + rise_x * taken_i + over_i + over_wall * wall_i, faraday, faraday_i + by_wall * wall_i


@kernel
def _to_wall(m, face, node, c, current, reacts, taken):
    """From node to wall: (potential and its slopes with c, current and `taken`; the wall's salt and its slopes with them).

    `taken` is the current of anions that a double layer takes, A/m2.
    """
    g, path = m.face_e[face], to_wall(m, node)
    kappa, kappa_c = lookup(m.table, m.table_start, m.table_density, CONDUCTIVITY, c)
    d, d_c = lookup(m.table, m.table_start, m.table_density, DIFFUSIVITY, c)
    t, t_c = lookup(m.table, m.table_start, m.table_density, TRANSFERENCE, c)
    theta, theta_c = lookup(m.table, m.table_start, m.table_density, POTENTIAL_FACTOR, c)
    if not reacts or g * kappa == 0.0:
        both = g * kappa + path
        return current / both, -current * g * kappa_c / both**2, 1.0 / both, 0.0, c, 1.0, 0.0, 0.0
    per_amp = (1.0 - t) / (FARADAY * d * g)
    per_amp_c = -t_c / (FARADAY * d * g) - per_amp * d_c / d
    per_anion = -1.0 / (FARADAY * d * g)
    floor = 1e-9 * c
    i = current
    low, high = min(current, 0.0), max(current, 0.0)  # the liquid takes a part of the current
    for _ in range(MOST if path > 0.0 else 1):
        wall, wall_i, wall_x = c + per_amp * i + per_anion * taken, per_amp, per_anion
        wall_c = 1.0 + per_amp_c * i - per_anion * d_c / d * taken
        if wall < floor:
            wall, wall_c, wall_i, wall_x = floor, 1e-9, 0.0, 0.0
        logs = math.log(wall) - math.log(c)
        rise = i / (g * kappa) + theta * logs
        rise_i = 1.0 / (g * kappa) + theta * wall_i / wall
        rise_c = -i * kappa_c / (g * kappa**2) + theta_c * logs + theta * (wall_c / wall - 1.0 / c)
        if path == 0.0:
            return rise, rise_c, rise_i, theta * wall_x / wall, wall, wall_c, wall_i, wall_x
        over = rise * path + i - current
        low, high = (low, i) if over > 0.0 else (i, high)
        step = over / (1.0 + path * rise_i)
        if abs(step) <= CLOSE * (abs(i) + abs(current)) + 1e-300:
            break
        i -= step
        if not low < i < high:
            i = 0.5 * (low + high)
    share = 1.0 / (1.0 + path * rise_i)  # of a change of the current that the liquid takes
    rise_x = theta * wall_x / wall
    i_c, i_x = -path * rise_c * share, -path * rise_x * share
    slopes = rise_c + rise_i * i_c, rise_i * share, rise_x * share
    return rise, slopes[0], slopes[1], slopes[2], wall, wall_c + wall_i * i_c, wall_i * share, wall_x + wall_i * i_x


@kernel
def _reaction(m, end, wall, current, own, known):
    """(overpotential, slopes with the wall's salt and the current, reaction's current, its slope) of lithium and its double layer."""
    thermal = m.thermal[0]
    i0 = m.foil_exchange[end] * math.sqrt(wall / 1000.0)
    c = m.ends[end, DOUBLE]
    v = thermal * math.asinh((current - c * known) / (2.0 * i0))
    if c > 0.0:
        for _ in range(MOST):  # from beyond the root, where the sine is steepest, down to it
            by_v = 2.0 * i0 / thermal * math.cosh(v / thermal) + c * own
            step = (2.0 * i0 * math.sinh(v / thermal) + c * (own * v + known) - current) / by_v
            v -= step
            if abs(step) <= CLOSE * thermal:
                break
    faraday = 2.0 * i0 * math.sinh(v / thermal) if c > 0.0 else current
    by_v = 2.0 * i0 / thermal * math.cosh(v / thermal)
    over_i = 1.0 / (by_v + c * own)
    return v, -0.5 * faraday / wall * over_i, over_i, faraday, by_v * over_i


@kernel
def finish_ends(m, w, current, own):
    """Write the states of the ends' contacts, films and double layers."""
    if not m.layered:
        return
    at = layers_at(m) + 2 * m.site_population.size
    for end in range(2):
        enters = current if end == 0 else -current
        first = at + 3 * end
        contact, contact_0, film, film_0 = _resistances(m, w, end, own)
        w.unknowns[first] = contact * enters + contact_0
        w.unknowns[first + 1] = film * enters + film_0
        w.unknowns[first + 2] = 0.0
        if m.kinds[end] != POROUS and m.ends[end, DOUBLE] > 0.0:
            stored = (enters - _reacted(m, w, end, enters, own)) / m.ends[end, DOUBLE]
            w.unknowns[first + 2] = (stored - w.slope[first + 2]) / own


@kernel
def _reacted(m, w, end, enters, own):
    """Current that reacts at an end: by what entered the electrolyte in the last update, so that the account of salt closes."""
    if m.kinds[end] == BLOCKING:
        return 0.0
    if m.cation_share >= 1.0 or m.face_e[0 if end == 0 else m.width.size] == 0.0:
        return end_drop(m, w, end, w.unknowns[0 if end == 0 else m.width.size - 1], enters, own)[3]
    entered = w.scalars[ENTERED + end] + w.scalars[ENTERED_SLOPE + end] * enters
    return (entered - m.cation_share * enters) / (1.0 - m.cation_share)
