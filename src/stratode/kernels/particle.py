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
def _between_shells(m, p, k, inner, outer):
    """Inflow across the face between shells k and k + 1, and its slopes with the inner and the outer shell."""
    edge = m.shell_edge
    mid = 0.5 * (edge[k] + edge[k + 1])
    next_mid = 0.5 * (edge[k + 1] + edge[k + 2])
    share = (next_mid - edge[k + 1]) / (next_mid - mid)
    d, slope = lookup(m.table, m.table_start, m.table_density, m.diffusivity_table[p], share * inner + (1.0 - share) * outer)
    g = edge[k + 1] ** 2 * m.rate[p] / (next_mid - mid)
    rise = outer - inner
    return g * d * rise, g * (slope * share * rise - d), g * (slope * (1.0 - share) * rise + d)


@kernel
def condense_shells(m, own, slope, s, x, at, flux, shell_base, shell_slope):
    """Eliminate the shells of site s about x[at:at+M]; returns (base, response) of its surface stoichiometry.

    Leaves shell_base, shell_slope with dx_k = base_k + slope_k dx_k+1, and for the outermost dq instead of dx_k+1.
    """
    p = m.site_population[s]
    edge = m.shell_edge
    shells = edge.size - 1
    q = m.gain[s] * flux
    below, below_own, below_in = 0.0, 0.0, 0.0  # flow at the inner face, its slopes with this shell and with the one inside
    for k in range(shells):
        volume = (edge[k + 1] ** 3 - edge[k] ** 3) / 3.0
        if k < shells - 1:
            out, out_own, out_next = _between_shells(m, p, k, x[at + k], x[at + k + 1])
        else:
            out, out_own, out_next = -q / 3.0, 0.0, -1.0 / 3.0  # the last slope is with q
        residual = volume * (own * x[at + k] + slope[at + k]) - out + below
        pivot = volume * own - out_own + below_own
        if k > 0:
            residual += below_in * shell_base[s, k - 1]
            pivot += below_in * shell_slope[s, k - 1]
        shell_base[s, k] = -residual / pivot
        shell_slope[s, k] = out_next / pivot
        below, below_in, below_own = out, out_own, out_next
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
