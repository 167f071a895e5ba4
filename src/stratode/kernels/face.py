"""Salt and charge between two nodes: a concentrated binary solution, and a single-ion conductor beside it in local equilibrium.

i = -kappa_eff [dphi - theta d ln c],  N+ = -D_eff dc + t+ i / F,  theta = (2RT/F)(1 + dln f/dln c)(1 - t+); phi_e is against lithium.
(Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12; Doyle, Fuller & Newman 1993.) Properties at the face's salt.
The conductor carries i_SE = -sigma_eff dphi, all of it lithium ions: phi_e is what a lithium reference sees in either.
"""

from stratode.kernels.arrays import CONDUCTIVITY, DIFFUSIVITY, FARADAY, POTENTIAL_FACTOR, TRANSFERENCE
from stratode.kernels.compiler import kernel
from stratode.kernels.table import lookup


@kernel
def transport(m, f, c_left, c_right, log_rise, phi_rise):
    """Current, lithium flux and their slopes at inner face f: (i, i_cl, i_cr, i_phi, n, n_cl, n_cr, n_phi); _phi is per right phi."""
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
    path = -m.face_path[f]
    n_phi = (t * i_phi + path) / FARADAY
    i_path = path * phi_rise
    return i + i_path, i_cl, i_cr, i_phi + path, n + i_path / FARADAY, n_cl, n_cr, n_phi
