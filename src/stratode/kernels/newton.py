"""One implicit step: Newton on salt, potentials and flux at every node, particles and reaction condensed, the current as border.

Linear balances (salt, charge, lithium) hold to round-off after any whole Newton update, so the last update is always whole.
"""

import math

from stratode.kernels.arrays import BY_CURRENT, BY_POWER, FARADAY, KNOWN, MODES, OFFSET, POROUS, RATIO, STORED
from stratode.kernels.block import solve
from stratode.kernels.compiler import kernel
from stratode.kernels.end import end_drop, finish_ends
from stratode.kernels.face import transport, transport_of_both
from stratode.kernels.layers import condense_layers, finish_layers
from stratode.kernels.particle import condense_modes, condense_shells, finish_modes, move_shells
from stratode.kernels.places import particles_at
from stratode.kernels.reaction import EDGE, mismatch, solve_flux
from stratode.kernels.scalars import ENTERED, ENTERED_SLOPE, OWN

# Iterations of an ordinary step, which is given up early when slow. With more allowed a leg is at its start: particles stand still,
# and only those past full or empty are solved for locally.
HASTY = 12
FULL, EMPTY = 0.985, 0.015  # beyond these a surface is solved for locally
SAME, SAME_AT_REST = 1e-6, 1e-9  # relative, and A/m2: a local solution this close to the flux has not moved it
CURVATURE = 40.0  # 1/V, about F/RT: the next update is this times the square of the last
CLOSE_SALT = 1e-3  # relative salt change of a last update, at most
SALT_OF_VOLT = 3.0  # 1/V: what a relative change of salt leaves is its square, as much as this times `closeness`
LEAST_RESOLVED = 1e-6  # mol/m3: below, round-off of the salt beside moves ln c, and the potential with it, without end
ROUGHLY = 2e-3  # V, within which such a potential may move
DRIFT = 1e-6  # of the largest flux, within which the flux of such a node may move
LEAST_SLOPE = 1e-10  # V per A/m2: a potential that rises with the lithium would make flux of round-off
LARGEST_STEP = 0.4  # V


@kernel
def react(m, w, own, particles, near_edges, settle):
    """Linearise the flux of every site about the present unknowns; solve it first, for sites near full or empty or for all.

    Returns whether that moved a flux, and the largest driving force left over (V).
    """
    n = m.width.size
    flux_at = 3 * n
    y = w.unknowns
    settled = False
    most_left = 0.0
    largest = _largest_flux(m, y)
    for i in range(n):
        between = y[2 * n + i] - y[n + i]
        for s in range(m.node_sites[i], m.node_sites[i + 1]):
            driving = w.layer[s, RATIO] * between + w.layer[s, OFFSET]
            j = y[flux_at + s]
            if m.scheme[m.site_population[s]] != MODES:
                base, response = condense_shells(m, own, w.slope, s, y, particles + s * m.stride, j, w.shell_base, w.shell_slope)
                w.surface_base[s] = base
                w.surface_response[s] = response
            base = w.surface_base[s]
            response = w.surface_response[s]
            x = base + response * j
            if settle or not (EMPTY < x < FULL if near_edges else EDGE <= x <= 1.0 - EDGE):
                better = solve_flux(m, w.layer, own, s, driving, y[i], base, response, j)
                if abs(better - j) > SAME * abs(j) + SAME_AT_REST:
                    settled = settled or y[i] > LEAST_RESOLVED or abs(better - j) > DRIFT * largest
                    if m.scheme[m.site_population[s]] != MODES:
                        move_shells(m, s, y, particles + s * m.stride, better - j, w.shell_base, w.shell_slope)
                        base, response = condense_shells(
                            m, own, w.slope, s, y, particles + s * m.stride, better, w.shell_base, w.shell_slope
                        )
                        w.surface_base[s] = base
                        w.surface_response[s] = response
                    j = better
                    y[flux_at + s] = j
            left, slope, by_salt, _ = mismatch(m, w.layer, own, s, driving, y[i], base, response, j)
            slope = max(slope, LEAST_SLOPE)
            if y[i] > LEAST_RESOLVED or abs(left) > ROUGHLY:
                most_left = max(most_left, abs(left))
            w.line[s, 0] = left / slope
            w.line[s, 1] = w.layer[s, RATIO] / slope
            w.line[s, 2] = by_salt / slope
    return settled, most_left


@kernel
def _largest_flux(m, y):
    """Size of the largest flux of a site, A/m2."""
    largest = 0.0
    for s in range(m.site_population.size):
        largest = max(largest, abs(y[3 * m.width.size + s]))
    return largest


@kernel
def assemble(m, w, own, current):
    """Fill the blocks: rows salt, charge in the electrolyte, charge in the solid; the border is the slope with the current."""
    n = m.width.size
    y = w.unknowns
    for i in range(n):
        w.salt_log[i] = math.log(y[i])
        for k in range(9):
            w.diagonal[i, k] = 0.0
        for k in range(3):
            w.right[i, k] = 0.0
            w.border[i, k] = 0.0
    _assemble_nodes(m, w, own)
    _assemble_faces(m, w)
    for end in range(2):
        _assemble_end(m, w, own, end, -current if end else current)
    # one balance of charge follows from all others: the last node's solid, or its electrolyte where it has none, is the zero of potential
    last = n - 1
    row = 2 if m.kinds[1] == POROUS else 1
    for k in range(3):
        w.diagonal[last, 3 * row + k] = 1.0 if k == row else 0.0
    if row == 2:
        w.lower[last, 4] = 0.0
    else:
        w.lower[last, 2], w.lower[last, 3] = 0.0, 0.0
    w.right[last, row] = -y[row * n + last]
    w.border[last, row] = 0.0


@kernel
def _assemble_end(m, w, own, end, enters):
    """A current that enters the node at an end: lithium and charge of the electrolyte, or charge of the solid at a porous end."""
    node, sign = (0, 1.0) if end == 0 else (m.width.size - 1, -1.0)  # the border is per unit of current to the right
    if m.kinds[end] == POROUS:
        w.right[node, 2] += enters
        w.border[node, 2] += sign
        return
    _, _, _, _, lithium, by_current = end_drop(m, w, end, w.unknowns[node], enters, own)
    w.scalars[ENTERED + end] = lithium - by_current * enters
    w.scalars[ENTERED_SLOPE + end] = by_current
    w.right[node, 0] += lithium / FARADAY
    w.border[node, 0] += sign * by_current / FARADAY
    w.right[node, 1] += enters
    w.border[node, 1] += sign


@kernel
def _assemble_nodes(m, w, own):
    """Storage and reaction; `right` holds minus the residual. Outflows count positive in the residual."""
    n = m.width.size
    y, d, r = w.unknowns, w.diagonal, w.right
    for i in range(n):
        flow = 0.0
        by_drive = 0.0
        by_salt = 0.0
        for s in range(m.node_sites[i], m.node_sites[i + 1]):
            flow += m.area[s] * (y[3 * n + s] + w.line[s, 0])
            by_drive += m.area[s] * w.line[s, 1]
            by_salt += m.area[s] * w.line[s, 2]
        lithium, lithium_drive, lithium_salt = flow, by_drive, by_salt
        if m.layered:  # so far the reaction; now with the double layers, which exchange less lithium than charge
            flow, by_drive, by_salt = _with_layers(m, w, i)
            lithium += m.cation_share * (flow - lithium)
            lithium_drive += m.cation_share * (by_drive - lithium_drive)
            lithium_salt += m.cation_share * (by_salt - lithium_salt)
        volume = m.porosity[i] * m.width[i]
        d[i, 0] = volume * own - lithium_salt / FARADAY
        d[i, 1] = lithium_drive / FARADAY
        d[i, 2] = -lithium_drive / FARADAY
        d[i, 3] = -by_salt
        d[i, 4] = by_drive
        d[i, 5] = -by_drive
        d[i, 6] = by_salt
        d[i, 7] = -by_drive
        d[i, 8] = by_drive
        r[i, 0] = -(volume * (own * y[i] + w.slope[i]) - lithium / FARADAY)
        r[i, 1] = flow
        r[i, 2] = -flow
        if m.region[i] == 0:
            d[i, 8] = 1.0
            r[i, 2] = 0.0


@kernel
def _with_layers(m, w, i):
    """Charge that leaves the solid of node i by reaction and double layers: (value, slope with the driving force, with salt)."""
    y, n = w.unknowns, m.width.size
    flow = 0.0
    by_drive = 0.0
    by_salt = 0.0
    for s in range(m.node_sites[i], m.node_sites[i + 1]):
        ratio = w.layer[s, RATIO]
        stored = w.layer[s, STORED]
        flow += m.area[s] * (ratio * (y[3 * n + s] + w.line[s, 0]) + stored * (y[2 * n + i] - y[n + i]) + w.layer[s, KNOWN])
        by_drive += m.area[s] * (ratio * w.line[s, 1] + stored)
        by_salt += m.area[s] * ratio * w.line[s, 2]
    return flow, by_drive, by_salt


@kernel
def _assemble_faces(m, w):
    """Flow across every inner face, out of its left node and into its right one."""
    n = m.width.size
    y, d, r, up, lo = w.unknowns, w.diagonal, w.right, w.upper, w.lower
    for f in range(1, n):
        a = f - 1
        b = f
        log_rise, phi_rise = w.salt_log[b] - w.salt_log[a], y[n + b] - y[n + a]
        if m.paths:
            i, i_cl, i_cr, i_phi, q, q_cl, q_cr, q_phi = transport_of_both(m, f, y[a], y[b], log_rise, phi_rise)
        else:
            i, i_cl, i_cr, i_phi, q, q_cl, q_cr, q_phi = transport(m, f, y[a], y[b], log_rise, phi_rise)
        g = m.face_s[f]
        i_s = -g * (y[2 * n + b] - y[2 * n + a])
        d[a, 0] += q_cl
        d[a, 1] -= q_phi
        d[a, 3] += i_cl
        d[a, 4] -= i_phi
        d[a, 8] += g
        d[b, 0] -= q_cr
        d[b, 1] -= q_phi
        d[b, 3] -= i_cr
        d[b, 4] -= i_phi
        d[b, 8] += g
        up[a, 0], up[a, 1], up[a, 2], up[a, 3], up[a, 4] = q_cr, q_phi, i_cr, i_phi, -g
        lo[b, 0], lo[b, 1], lo[b, 2], lo[b, 3], lo[b, 4] = -q_cl, q_phi, -i_cl, i_phi, -g
        r[a, 0] -= q
        r[a, 1] -= i
        r[a, 2] -= i_s
        r[b, 0] += q
        r[b, 1] += i
        r[b, 2] += i_s


@kernel
def terminal_voltage(m, w, current):
    """(V, slopes with salt and potential of the first node, with those of the last node, with the current).

    The potential is that of the solid at a porous end, of the electrolyte at any other.
    """
    n = m.width.size
    y = w.unknowns
    v = y[3 * n - 1 if m.kinds[1] == POROUS else 2 * n - 1] - y[2 * n if m.kinds[0] == POROUS else n]
    by_salt, by_end_salt, by_current = 0.0, 0.0, 0.0
    for end in range(2):
        value, by_c, by_enters, _, _, _ = end_drop(m, w, end, y[n - 1 if end else 0], -current if end else current, w.scalars[OWN])
        by_current -= by_enters
        if end:
            v += value
            by_end_salt = by_c
        else:
            v -= value
            by_salt = -by_c
    return v, by_salt, -1.0, by_end_salt, 1.0, by_current


@kernel
def current_change(m, w, mode, value, current):
    """(change of the current that brings the voltage or the power to `value`, given the solved columns; how far off it was, V)."""
    last = m.width.size - 1
    one = 2 if m.kinds[0] == POROUS else 1
    two = 2 if m.kinds[1] == POROUS else 1
    v, by_c, by_phi, by_end_c, by_end, by_i = terminal_voltage(m, w, current)
    r, b = w.right, w.border
    without = by_c * r[0, 0] + by_phi * r[0, one] + by_end_c * r[last, 0] + by_end * r[last, two]
    slope = by_i + by_c * b[0, 0] + by_phi * b[0, one] + by_end_c * b[last, 0] + by_end * b[last, two]
    if mode == BY_POWER:
        return (value - current * (v + without)) / (v + without + current * slope), abs(value - current * v) / max(abs(current), 1e-3)
    return (value - v - without) / slope, abs(value - v)


@kernel
def update(m, w, change, particles):
    """Add the solved step; returns (largest relative salt change, largest potential change where there is salt, whether it was whole)."""
    n = m.width.size
    y = w.unknowns
    salt_most = 0.0
    phi_most = 0.0
    judged = 0.0
    for i in range(n):
        phi = max(abs(w.right[i, 1] + change * w.border[i, 1]), abs(w.right[i, 2] + change * w.border[i, 2]))
        phi_most = max(phi_most, phi)
        if y[i] > LEAST_RESOLVED or phi > ROUGHLY:
            judged = max(judged, phi)
    if not phi_most < 1e200:
        return 1e300, 1e300, False
    limit = min(1.0, LARGEST_STEP / max(phi_most, 1e-300))
    whole = limit == 1.0
    largest, drift = 1e-300, 0.0
    for i in range(n):
        dc = limit * (w.right[i, 0] + change * w.border[i, 0])
        de = limit * (w.right[i, 1] + change * w.border[i, 1])
        ds = limit * (w.right[i, 2] + change * w.border[i, 2])
        if not abs(dc) + abs(de) + abs(ds) < 1e300:  # a maximum would not see what is no number
            return 1e300, 1e300, False
        salt_most = max(salt_most, abs(dc) / (y[i] + 1e-6))
        if y[i] + dc < 0.2 * y[i]:
            dc = -0.8 * y[i]
            whole = False
        for s in range(m.node_sites[i], m.node_sites[i + 1]):
            dj = limit * w.line[s, 0] + w.line[s, 1] * (ds - de) + w.line[s, 2] * dc
            y[3 * n + s] += dj
            largest = max(largest, abs(y[3 * n + s]))
            if y[i] <= LEAST_RESOLVED:
                drift = max(drift, abs(dj))
            if m.scheme[m.site_population[s]] != MODES:
                move_shells(m, s, y, particles + s * m.stride, dj, w.shell_base, w.shell_slope)
        y[i] += dc
        y[n + i] += de
        y[2 * n + i] += ds
    return salt_most, max(judged, m.thermal[0] * drift / largest), whole


@kernel
def newton(m, w, own, mode, value, most, closeness):
    """Solve one step from the predicted unknowns, holding a current, a voltage or a power, in at most `most` iterations.

    Done when what quadratic convergence leaves of the potentials is below `closeness` (V): C phi^2 at first, then phi^3 / before^2.
    Returns the number of iterations, or 0 where it did not converge.
    """
    n = m.width.size
    particles = particles_at(m)
    y = w.unknowns
    w.scalars[OWN] = own
    condense_modes(m, own, w.slope, particles, w.surface_base, w.surface_response)
    condense_layers(m, w, own)
    close_salt = min(CLOSE_SALT, math.sqrt(SALT_OF_VOLT * closeness))
    before = 1e300
    hasty = most <= HASTY
    for iteration in range(1, most + 1):
        settled, missed = react(m, w, own, particles, hasty, hasty and iteration > 3)
        current = value if mode == BY_CURRENT else y[particles - 1]
        assemble(m, w, own, current)
        if not solve(w.lower, w.diagonal, w.upper, w.right, w.border, mode != BY_CURRENT):
            return 0
        change, off = 0.0, 0.0
        if mode != BY_CURRENT:
            change, off = current_change(m, w, mode, value, current)
        salt, phi, whole = update(m, w, change, particles)
        y[particles - 1] = current + change
        if not phi < 1e300:
            return 0
        phi = max(phi, missed, off)
        left = CURVATURE * phi * phi if iteration == 1 else max(0.1 * CURVATURE * phi * phi, phi * (phi / before) ** 2)
        if whole and not settled and left < closeness and salt < close_salt:
            finish_modes(m, own, w.slope, particles, y, 3 * n)
            if m.layered or m.hysteretic:
                finish_layers(m, w, own)
                finish_ends(m, w, current + change, own)
            return iteration
        if hasty and iteration > 4 and phi > 0.5 * before:
            return 0
        before = phi
    return 0
