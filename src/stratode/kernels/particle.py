"""Diffusion in the particles, condensed to the surface: stoichiometry there = base + response * flux.

Modes (constant diffusivity): z_k' = -(D/R2) decay_k z_k - gain_k q, surface = sum z_k, mean = z_0, with q = site gain times flux.
Shells (any diffusivity): finite volumes in the unit sphere, V_k x_k' = F_k+1/2 - F_k-1/2, F = rho2 D(x)/R2 dx/drho, outermost -q/3;
linearised about the present shells and eliminated from the centre outwards.
"""

from stratode.kernels.arrays import MODES
from stratode.kernels.compiler import kernel
from stratode.kernels.table import lookup


@kernel
def condense_modes(m, own, slope, offset, base, response):
    """Fill base and response of every site with modes; exact, once a step. `slope[offset:]` holds the known derivative part."""
    modes = m.mode_decay.size
    for s in range(m.site_population.size):
        p = m.site_population[s]
        if m.scheme[p] != MODES:
            continue
        at = offset + s * m.stride
        b = 0.0
        r = 0.0
        for k in range(modes):
            d = 1.0 / (own + m.rate[p] * m.mode_decay[k])
            b -= slope[at + k] * d
            r -= m.mode_gain[k] * d
        base[s] = b
        response[s] = r * m.gain[s]


@kernel
def finish_modes(m, own, slope, offset, unknowns, flux_at):
    """Write the modes of every site that follow from its flux."""
    modes = m.mode_decay.size
    for s in range(m.site_population.size):
        p = m.site_population[s]
        if m.scheme[p] != MODES:
            continue
        at = offset + s * m.stride
        q = m.gain[s] * unknowns[flux_at + s]
        for k in range(modes):
            unknowns[at + k] = -(slope[at + k] + m.mode_gain[k] * q) / (own + m.rate[p] * m.mode_decay[k])


@kernel
def condense_shells(m, own, slope, s, x, at, flux, shell_base, shell_slope):
    """Eliminate the shells of site s about x[at:at+M]; returns (base, response) of its surface stoichiometry.

    Leaves shell_base, shell_slope with dx_k = base_k + slope_k dx_k+1, and for the outermost dq instead of dx_k+1.
    """
    p = m.site_population[s]
    edge = m.shell_edge
    shells = edge.size - 1
    q = m.gain[s] * flux
    inflow = 0.0  # F at the inner face
    inflow_own = 0.0  # its slope with the outer shell
    inflow_in = 0.0  # and with the inner shell
    for k in range(shells):
        volume = (edge[k + 1] ** 3 - edge[k] ** 3) / 3.0
        xk = x[at + k]
        if k < shells - 1:
            mid = 0.5 * (edge[k] + edge[k + 1])
            outer = 0.5 * (edge[k + 1] + edge[k + 2])
            share = (outer - edge[k + 1]) / (outer - mid)
            d, slope_d = lookup(m.table, m.table_start, m.table_density, m.diffusivity_table[p], share * xk + (1.0 - share) * x[at + k + 1])
            g = edge[k + 1] ** 2 * m.rate[p] / (outer - mid)
            rise = x[at + k + 1] - xk
            out = g * d * rise
            out_own = g * (slope_d * share * rise - d)
            out_next = g * (slope_d * (1.0 - share) * rise + d)
        else:
            out = -q / 3.0
            out_own = 0.0
            out_next = -1.0 / 3.0  # with q
        residual = volume * (own * xk + slope[at + k]) - out + inflow
        pivot = volume * own - out_own + inflow_own
        back = inflow_in
        if k > 0:
            residual += back * shell_base[s, k - 1]
            pivot += back * shell_slope[s, k - 1]
        shell_base[s, k] = -residual / pivot
        shell_slope[s, k] = out_next / pivot
        inflow = out
        inflow_in = out_own
        inflow_own = out_next
    last = at + shells - 1
    gap = 0.5 * (edge[shells] - edge[shells - 1])
    d, slope_d = lookup(m.table, m.table_start, m.table_density, m.diffusivity_table[p], x[last])
    drop = gap / (3.0 * d * m.rate[p])
    with_shell = 1.0 + q * drop * slope_d / d
    response = with_shell * shell_slope[s, shells - 1] - drop
    surface = x[last] - q * drop + with_shell * shell_base[s, shells - 1]
    return surface - response * q, response * m.gain[s]


@kernel
def move_shells(m, s, x, at, flux_change, shell_base, shell_slope):
    """Substitute back: move the shells of site s by what the change of its flux and the elimination say."""
    shells = m.shell_edge.size - 1
    step = shell_base[s, shells - 1] + shell_slope[s, shells - 1] * m.gain[s] * flux_change
    x[at + shells - 1] += step
    for k in range(shells - 2, -1, -1):
        step = shell_base[s, k] + shell_slope[s, k] * step
        x[at + k] += step


@kernel
def mean_of(m, p, x, at):
    """Mean stoichiometry of the particle stored at x[at:]."""
    if m.scheme[p] == MODES:
        return x[at]
    edge = m.shell_edge
    total = 0.0
    for k in range(edge.size - 1):
        total += x[at + k] * (edge[k + 1] ** 3 - edge[k] ** 3)
    return total
