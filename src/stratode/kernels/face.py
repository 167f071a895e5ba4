"""Salt and charge between two nodes of the electrolyte (concentrated binary solution) and at the lithium foil.

i = -kappa_eff [dphi - theta d ln c],  N+ = -D_eff dc + t+ i / F,  theta = (2RT/F)(1 + dln f/dln c)(1 - t+); phi_e is against lithium.
(Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12; Doyle, Fuller & Newman 1993.) Properties at the face's salt.
"""

import math

from stratode.kernels.arrays import CONDUCTIVITY, DIFFUSIVITY, FARADAY, POTENTIAL_FACTOR, TRANSFERENCE
from stratode.kernels.compiler import kernel
from stratode.kernels.table import lookup


@kernel
def transport(m, f, c_left, c_right, log_rise, phi_rise):
    """Current, cation flux and their slopes at inner face f: (i, i_cl, i_cr, i_phi, n, n_cl, n_cr, n_phi); _phi is per right phi."""
    share = m.left_share[f]
    g = m.face_e[f]
    c = share * c_left + (1.0 - share) * c_right
    kappa, kappa_c = lookup(m.table, m.table_start, m.table_density, CONDUCTIVITY, c)
    d, d_c = lookup(m.table, m.table_start, m.table_density, DIFFUSIVITY, c)
    t, t_c = lookup(m.table, m.table_start, m.table_density, TRANSFERENCE, c)
    theta, theta_c = lookup(m.table, m.table_start, m.table_density, POTENTIAL_FACTOR, c)
    force = phi_rise - theta * log_rise
    i = -g * kappa * force
    by_c = -g * (kappa_c * force - kappa * theta_c * log_rise)
    i_cl = share * by_c - g * kappa * theta / c_left
    i_cr = (1.0 - share) * by_c + g * kappa * theta / c_right
    i_phi = -g * kappa
    rise = c_right - c_left
    n = -g * d * rise + t * i / FARADAY
    n_c = -g * d_c * rise + t_c * i / FARADAY
    n_cl = share * n_c + g * d + t * i_cl / FARADAY
    n_cr = (1.0 - share) * n_c - g * d + t * i_cr / FARADAY
    return i, i_cl, i_cr, i_phi, n, n_cl, n_cr, t * i_phi / FARADAY


@kernel
def foil_potential(m, c, current):
    """Potential of the lithium's terminal over phi_e of the first node, at that node's salt: (value, slope with c, slope with current)."""
    g = m.face_e[0]
    kappa, _ = lookup(m.table, m.table_start, m.table_density, CONDUCTIVITY, c)
    d, _ = lookup(m.table, m.table_start, m.table_density, DIFFUSIVITY, c)
    t, _ = lookup(m.table, m.table_start, m.table_density, TRANSFERENCE, c)
    theta, _ = lookup(m.table, m.table_start, m.table_density, POTENTIAL_FACTOR, c)
    rise = (1.0 - t) / (FARADAY * d * g)
    wall = c + rise * current
    floor = 1e-9 * c
    if wall < floor:
        wall, wall_c, wall_i = floor, 1e-9, 0.0
    else:
        wall_c, wall_i = 1.0, rise
    root = math.sqrt(wall / 1000.0)
    ratio = current / (2.0 * m.foil_exchange * root)
    slope = m.thermal / math.sqrt(1.0 + ratio * ratio)
    over = m.thermal * math.asinh(ratio)
    by_wall = -slope * ratio * 0.5 / wall + theta / wall
    value = over + m.foil_film * current + current / (kappa * g) - theta * (math.log(c) - math.log(wall))
    by_current = slope / (2.0 * m.foil_exchange * root) + m.foil_film + 1.0 / (kappa * g) + by_wall * wall_i
    return value, by_wall * wall_c - theta / c, by_current
