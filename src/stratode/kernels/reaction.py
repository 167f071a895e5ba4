"""Charge transfer at a particle's surface: Butler-Volmer with equal transfer coefficients, a film in series.

phi_s - phi_e = U(x_s) + h B(x_s) + (2RT/F) asinh(j / 2 i0) + R_film j,  i0 = i_ref sqrt(c/1000) 2 sqrt(x_s (1 - x_s)),
x_s = base + response j. B is half the gap of the branches, h the branch (`layers`); with a double layer the driving force is
that of the reaction alone and R_film what `layers` says.
"""

import math

from stratode.kernels.arrays import BRANCH_KNOWN, DROP
from stratode.kernels.compiler import kernel
from stratode.kernels.layers import branch
from stratode.kernels.table import lookup

EDGE = 1e-7  # from here on ln i0 goes on straight, so that every driving force has its flux; the overshoot is of this size
BEYOND = 200.0 * EDGE
REACH = 300.0 * EDGE  # past full and empty both stay: ln i0 has fallen by 150, and time steps may overshoot farther
LEAST_EXCHANGE = 1e-20  # A/m2: surfaces that take no part
LEAST_SALT = 1e-12  # mol/m3, in the exchange current
LEAST_FLUX = 1e-12  # A/m2, on both sides of zero in every bracket: time steps may overshoot full and empty a little


@kernel
def exchange_current(reference, salt, x):
    """(i0, its relative slope with x, its relative slope with salt); past full and empty ln i0 falls on straight, over `REACH`."""
    inside = min(max(x, EDGE), 1.0 - EDGE)
    reached = min(max(x, EDGE - REACH), 1.0 - EDGE + REACH)
    by_x = 0.5 * (1.0 - 2.0 * inside) / (inside * (1.0 - inside))
    i0 = max(reference, LEAST_EXCHANGE) * math.sqrt(max(salt, LEAST_SALT) / 1000.0) * 2.0 * math.sqrt(inside * (1.0 - inside))
    if inside != x:
        i0 *= math.exp(by_x * (reached - inside))
        by_x = by_x if reached == x else 0.0
    return i0, by_x, 0.5 / max(salt, LEAST_SALT)


@kernel
def edge_potential(thermal, x):
    """(potential to add past full and empty, its slope): with ln i0 falling by k it moves by k (2RT/F), down past full, up past empty.

    So only the rate of going farther dies out; the rate of coming back stays that of the edge, as on a lattice whose last
    vacancies (or ions) are gone.
    """
    inside = min(max(x, EDGE), 1.0 - EDGE)
    reached = min(max(x, EDGE - REACH), 1.0 - EDGE + REACH)
    steep = thermal * 0.5 * (1.0 - 2.0 * EDGE) / (EDGE * (1.0 - EDGE))
    return -steep * (reached - inside), -steep if inside != x and reached == x else 0.0


@kernel
def mismatch(m, layer, own, s, driving, salt, base, response, flux):
    """(driving force left over, -its slope with the flux, its slope with salt, surface stoichiometry) of site s at `flux`."""
    x = base + response * flux
    thermal = m.thermal[0]
    u, u_slope = lookup(m.table, m.table_start, m.table_density, m.potential_table[m.site_population[s]], x)
    h_flux = 0.0
    if m.hysteretic and m.branch_table[m.site_population[s]] >= 0:
        h, h_slope = branch(m, s, own, layer[s, BRANCH_KNOWN], flux)
        gap, gap_slope = lookup(m.table, m.table_start, m.table_density, m.branch_table[m.site_population[s]], x)
        u += h * gap
        u_slope += h * gap_slope
        h_flux = h_slope * gap
    beyond, beyond_slope = edge_potential(thermal, x)
    i0, by_x, by_salt = exchange_current(m.exchange[s], salt, x)
    ratio = flux / (2.0 * i0)
    root = math.sqrt(1.0 + ratio * ratio)
    over = thermal * math.copysign(math.log(abs(ratio) + root), ratio)  # asinh, with the root at hand
    over_flux = thermal / (2.0 * i0 * root)
    over_i0 = -thermal * ratio / root  # slope with ln i0
    left = driving - u - beyond - over - layer[s, DROP] * flux
    slope = over_flux + layer[s, DROP] + h_flux + (u_slope + beyond_slope + over_i0 * by_x) * response
    return left, slope, -over_i0 * by_salt, x


@kernel
def solve_flux(m, layer, own, s, driving, salt, base, response, flux):
    """The flux at which site s meets its driving force: Newton kept inside a bracket where the surface is neither full nor empty."""
    if response > -1e-30:
        low, high = -1e30, 1e30
    else:
        low = min((base - (1.0 + BEYOND)) / -response, -LEAST_FLUX)
        high = max((base + BEYOND) / -response, LEAST_FLUX)
    j = min(max(flux, low), high)
    for _ in range(60):
        left, slope, _, _ = mismatch(m, layer, own, s, driving, salt, base, response, j)
        if left > 0.0:
            low = j
        else:
            high = j
        step = left / slope if slope > 0.0 else 0.0
        target = j + step
        if not (low <= target <= high) or slope <= 0.0:
            target = 0.5 * (low + high)
        if abs(target - j) <= 1e-10 * abs(j) + 1e-14:
            return target
        j = target
    return j
