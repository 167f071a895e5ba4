"""One implicit step: Newton on salt, potentials and flux at every node, particles and reaction condensed, the current as border.

Linear balances (salt, charge, lithium) hold to round-off after any whole Newton update, so the last update is always whole.
"""

import math

from stratode.kernels.arrays import FARADAY, MODES
from stratode.kernels.block import solve
from stratode.kernels.compiler import kernel
from stratode.kernels.face import foil_potential, transport
from stratode.kernels.particle import condense_modes, condense_shells, finish_modes, move_shells
from stratode.kernels.reaction import EDGE, mismatch, solve_flux

# Iterations of an ordinary step, which is given up early when slow. With more allowed a leg is at its start: particles stand still,
# and only those past full or empty are solved for locally.
HASTY = 12
FULL, EMPTY = 0.985, 0.015  # beyond these a surface is solved for locally
SAME, SAME_AT_REST = 1e-6, 1e-9  # relative, and A/m2: a local solution this close to the flux has not moved it
CURVATURE = 40.0  # 1/V, about F/RT: the next update is this times the square of the last
CLOSE_SALT = 1e-3  # relative salt change of a last update
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
    for i in range(n):
        driving = y[2 * n + i] - y[n + i]
        for s in range(m.node_sites[i], m.node_sites[i + 1]):
            j = y[flux_at + s]
            if m.scheme[m.site_population[s]] != MODES:
                base, response = condense_shells(m, own, w.slope, s, y, particles + s * m.stride, j, w.shell_base, w.shell_slope)
                w.surface_base[s] = base
                w.surface_response[s] = response
            base = w.surface_base[s]
            response = w.surface_response[s]
            x = base + response * j
            if settle or not (EMPTY < x < FULL if near_edges else EDGE <= x <= 1.0 - EDGE):
                better = solve_flux(m, s, driving, y[i], base, response, j)
                if abs(better - j) > SAME * abs(j) + SAME_AT_REST:
                    settled = True
                    if m.scheme[m.site_population[s]] != MODES:
                        move_shells(m, s, y, particles + s * m.stride, better - j, w.shell_base, w.shell_slope)
                        base, response = condense_shells(
                            m, own, w.slope, s, y, particles + s * m.stride, better, w.shell_base, w.shell_slope
                        )
                        w.surface_base[s] = base
                        w.surface_response[s] = response
                    j = better
                    y[flux_at + s] = j
            left, slope, by_salt, _ = mismatch(m, s, driving, y[i], base, response, j)
            slope = max(slope, 1e-12)
            most_left = max(most_left, abs(left))
            w.line[s, 0] = left / slope
            w.line[s, 1] = 1.0 / slope
            w.line[s, 2] = by_salt / slope
    return settled, most_left


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
    # walls: a foil gives salt and charge to the first node, a porous anode takes charge in its solid; the cathode's end leaves by its solid
    if m.lithium:
        w.right[0, 0] -= -current / FARADAY
        w.border[0, 0] = 1.0 / FARADAY
        w.right[0, 1] -= -current
        w.border[0, 1] = 1.0
    else:
        w.right[0, 2] -= -current
        w.border[0, 2] = 1.0
    # the last node's solid is the zero of potential: its charge balance follows from all others
    last = n - 1
    w.diagonal[last, 6] = 0.0
    w.diagonal[last, 7] = 0.0
    w.diagonal[last, 8] = 1.0
    w.lower[last, 4] = 0.0
    w.right[last, 2] = -y[2 * n + last]
    w.border[last, 2] = 0.0


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
        volume = m.porosity[i] * m.width[i]
        d[i, 0] = volume * own - by_salt / FARADAY
        d[i, 1] = by_drive / FARADAY
        d[i, 2] = -by_drive / FARADAY
        d[i, 3] = -by_salt
        d[i, 4] = by_drive
        d[i, 5] = -by_drive
        d[i, 6] = by_salt
        d[i, 7] = -by_drive
        d[i, 8] = by_drive
        r[i, 0] = -(volume * (own * y[i] + w.slope[i]) - flow / FARADAY)
        r[i, 1] = flow
        r[i, 2] = -flow
        if m.region[i] == 0:
            d[i, 8] = 1.0
            r[i, 2] = 0.0


@kernel
def _assemble_faces(m, w):
    """Flow across every inner face, out of its left node and into its right one."""
    n = m.width.size
    y, d, r, up, lo = w.unknowns, w.diagonal, w.right, w.upper, w.lower
    for f in range(1, n):
        a = f - 1
        b = f
        i, i_cl, i_cr, i_phi, q, q_cl, q_cr, q_phi = transport(m, f, y[a], y[b], w.salt_log[b] - w.salt_log[a], y[n + b] - y[n + a])
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
    """(V, slope with the first node's salt, with its phi_e, with its phi_s, with the last node's phi_s, with the current)."""
    n = m.width.size
    y = w.unknowns
    v = y[3 * n - 1] - current * m.end_resistance
    if m.lithium:
        foil, by_salt, by_current = foil_potential(m, y[0], current)
        return v - y[n] - foil, -by_salt, -1.0, 0.0, 1.0, -m.end_resistance - by_current
    return v - y[2 * n] - current * m.start_resistance, 0.0, 0.0, -1.0, 1.0, -m.end_resistance - m.start_resistance


@kernel
def current_change(m, w, value, current):
    """Change of the current that brings the voltage to `value`, given the solved columns."""
    last = m.width.size - 1
    v, by_c, by_e, by_s, by_end, by_i = terminal_voltage(m, w, current)
    without = by_c * w.right[0, 0] + by_e * w.right[0, 1] + by_s * w.right[0, 2] + by_end * w.right[last, 2]
    with_current = by_c * w.border[0, 0] + by_e * w.border[0, 1] + by_s * w.border[0, 2] + by_end * w.border[last, 2]
    return (value - v - without) / (by_i + with_current)


@kernel
def update(m, w, change, particles):
    """Add the solved step; returns (largest relative salt change, largest potential change, whether it was whole)."""
    n = m.width.size
    y = w.unknowns
    salt_most = 0.0
    phi_most = 0.0
    for i in range(n):
        phi_most = max(phi_most, abs(w.right[i, 1] + change * w.border[i, 1]), abs(w.right[i, 2] + change * w.border[i, 2]))
    if not phi_most < 1e200:
        return 1e300, 1e300, False
    limit = min(1.0, LARGEST_STEP / max(phi_most, 1e-300))
    whole = limit == 1.0
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
            if m.scheme[m.site_population[s]] != MODES:
                move_shells(m, s, y, particles + s * m.stride, dj, w.shell_base, w.shell_slope)
        y[i] += dc
        y[n + i] += de
        y[2 * n + i] += ds
    return salt_most, phi_most, whole


@kernel
def newton(m, w, own, hold_voltage, value, most, closeness):
    """Solve one step from the predicted unknowns, holding a voltage or a current, in at most `most` iterations.

    Done when what quadratic convergence leaves of the potentials is below `closeness` (V): C phi^2 at first, then phi^3 / before^2.
    Returns the number of iterations, or 0 where it did not converge.
    """
    n = m.width.size
    particles = 3 * n + m.site_population.size + 1
    y = w.unknowns
    condense_modes(m, own, w.slope, particles, w.surface_base, w.surface_response)
    before = 1e300
    hasty = most <= HASTY
    for iteration in range(1, most + 1):
        settled, missed = react(m, w, own, particles, hasty, hasty and iteration > 3)
        current = y[particles - 1] if hold_voltage else value
        assemble(m, w, own, current)
        if not solve(w.lower, w.diagonal, w.upper, w.right, w.border, hold_voltage):
            return 0
        change = current_change(m, w, value, current) if hold_voltage else 0.0
        salt, phi, whole = update(m, w, change, particles)
        y[particles - 1] = current + change
        if not phi < 1e300:
            return 0
        phi = max(phi, missed)
        left = CURVATURE * phi * phi if iteration == 1 else max(0.1 * CURVATURE * phi * phi, phi * (phi / before) ** 2)
        if whole and not settled and left < closeness and salt < CLOSE_SALT:
            finish_modes(m, own, w.slope, particles, y, 3 * n)
            return iteration
        if hasty and iteration > 4 and phi > 0.5 * before:
            return 0
        before = phi
    return 0
