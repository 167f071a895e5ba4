"""Salt and charge between two nodes: a concentrated binary solution, and a single-ion conductor beside it in local equilibrium.

i = -kappa_eff [dphi - theta d ln c],  N+ = -D_eff dc + t+ i / F,  theta = (2RT/F)(1 + dln f/dln c)(1 - t+); phi_e is against lithium.
(Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12; Doyle, Fuller & Newman 1993.) Properties at the face's salt.
The conductor carries i_SE = -sigma_eff dphi, all of it lithium ions: phi_e is what a lithium reference sees in either. Where two
nodes hold electrolyte and conductor in unlike proportions, ions change from one to the other at their face.
"""

import math

from stratode.kernels.arrays import CONDUCTIVITY, DIFFUSIVITY, FARADAY, POTENTIAL_FACTOR, TRANSFERENCE
from stratode.kernels.compiler import kernel
from stratode.kernels.table import lookup

DIFFERENCE = 1e-6  # relative, of the salt


@kernel
def transport(m, f, c_left, c_right, log_rise, phi_rise):
    """Current and lithium flux of the electrolyte at inner face f, with their slopes by the salts and the right potential.

    Returns (i, i_cl, i_cr, i_phi, n, n_cl, n_cr, n_phi).
    """
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
def transport_of_both(m, f, c_left, c_right, log_rise, phi_rise):
    """As `transport`, with what conductors carry beside the electrolyte."""
    if m.joint[f]:
        return _joined(m, f, c_left, c_right, phi_rise)
    i, i_cl, i_cr, i_phi, n, n_cl, n_cr, n_phi = transport(m, f, c_left, c_right, log_rise, phi_rise)
    path = -beside(m, f)
    i_path = path * phi_rise
    return i + i_path, i_cl, i_cr, i_phi + path, n + i_path / FARADAY, n_cl, n_cr, n_phi + path / FARADAY


@kernel
def beside(m, f):
    """Conductance of the conductors between the nodes of an inner face, S/m2."""
    left, right = m.path[f - 1], m.path[f]
    if left <= 0.0 or right <= 0.0:
        return 0.0
    return 1.0 / (0.5 * m.width[f - 1] / left + 0.5 * m.width[f] / right)


@kernel
def to_wall(m, node):
    """Conductance of the conductors from an end node to the wall, S/m2."""
    return m.path[node] / (0.5 * m.width[node])


@kernel
def _joined(m, f, c_left, c_right, phi_rise):
    """As `transport`, across a face where ions change their carrier; slopes with salt by differences."""
    i, n = joint(m, f, c_left, c_right, phi_rise)
    i_more, n_more = joint(m, f, c_left, c_right, phi_rise + 1.0)
    i_left, n_left = joint(m, f, c_left * (1.0 + DIFFERENCE), c_right, phi_rise)
    i_right, n_right = joint(m, f, c_left, c_right * (1.0 + DIFFERENCE), phi_rise)
    left, right = 1.0 / (DIFFERENCE * c_left), 1.0 / (DIFFERENCE * c_right)
    return i, (i_left - i) * left, (i_right - i) * right, i_more - i, n, (n_left - n) * left, (n_right - n) * right, n_more - n


@kernel
def joint(m, f, c_left, c_right, phi_rise):
    """(current, lithium flux) across a face whose potential and salt make current and anions go on through either side.

    Linear in both: kappa, D, t+, theta are those of the mean salt, d ln c is dc times the mean of 1/c between the nodes; where
    one node holds no electrolyte, all are those of the other.
    """
    share = m.left_share[f]
    c = share * c_left + (1.0 - share) * c_right
    kappa, _ = lookup(m.table, m.table_start, m.table_density, CONDUCTIVITY, c)
    d, _ = lookup(m.table, m.table_start, m.table_density, DIFFUSIVITY, c)
    t, _ = lookup(m.table, m.table_start, m.table_density, TRANSFERENCE, c)
    theta, _ = lookup(m.table, m.table_start, m.table_density, POTENTIAL_FACTOR, c)
    per_salt = theta * (_mean_inverse(c_left, c_right) if 0.0 < share < 1.0 else 1.0 / c)
    left, right = 0.5 * m.width[f - 1], 0.5 * m.width[f]
    kl, kr = kappa * m.efficiency[f - 1] / left, kappa * m.efficiency[f] / right
    dl, dr = FARADAY * d * m.efficiency[f - 1] / left, FARADAY * d * m.efficiency[f] / right
    pl, pr = m.path[f - 1] / left, m.path[f] / right
    # unknowns a = phi and b = salt of the face; left phi is 0
    a11, a12 = kl + pl + kr + pr, -per_salt * (kl + kr)
    b1 = (kr + pr) * phi_rise - per_salt * (kl * c_left + kr * c_right)
    minus = 1.0 - t
    a21, a22 = minus * (kl + kr), -(dl + dr) - minus * per_salt * (kl + kr)
    b2 = minus * kr * phi_rise - (dl + minus * per_salt * kl) * c_left - (dr + minus * per_salt * kr) * c_right
    bottom = a11 * a22 - a12 * a21
    a = (b1 * a22 - a12 * b2) / bottom
    b = (a11 * b2 - a21 * b1) / bottom
    liquid = -kl * (a - per_salt * (b - c_left))
    i = liquid - pl * a
    return i, (-dl * (b - c_left) + t * liquid - pl * a) / FARADAY


@kernel
def _mean_inverse(a, b):
    """Mean of 1/c between two salts: ln(b / a) / (b - a)."""
    z = (b - a) / (b + a)
    if abs(z) < 1e-2:
        square = z * z
        return 2.0 / (a + b) * (1.0 + square * (1.0 / 3.0 + square * (0.2 + square / 7.0)))
    return math.log(b / a) / (b - a)
