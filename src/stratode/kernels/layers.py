"""Double layers, films and branches of the sites, condensed to the reaction once a step.

Film (R || C) in series with reaction and double layer: driving = v + v_film, total = j + C v', v' = own v + known, and the same
for the film. So total = ratio j + stored driving + `known`, and the reaction sees ratio driving + `offset` through a film of
resistance `drop`. Without capacitances ratio is 1, `drop` the film's resistance and the rest 0.
Branches: the open-circuit potential is the mean of the branches plus h times half their gap, dh = decay (sign - h) |dx|
(one-state model: Plett, Battery Management Systems 1, 2015, ch. 2.7), h = (decay rate j - known) / (own + decay rate |j|).
"""

from stratode.kernels.arrays import BRANCH_KNOWN, DROP, KNOWN, OFFSET, RATIO, STORED
from stratode.kernels.compiler import kernel
from stratode.kernels.places import branches_at, layers_at


@kernel
def parallel(resistance, capacitance, own, known):
    """(V per A/m2 of the total current, V at none) of a resistance with a capacitance across it."""
    if resistance <= 0.0:
        return 0.0, 0.0
    z = 1.0 / (1.0 / resistance + capacitance * own)
    return z, -z * capacitance * known


@kernel
def condense_layers(m, w, own):
    """Fill `layer` of every site."""
    sites = m.site_population.size
    at = layers_at(m)
    branches = branches_at(m)
    for s in range(sites):
        w.layer[s, RATIO], w.layer[s, OFFSET], w.layer[s, DROP] = 1.0, 0.0, m.film[s]
        w.layer[s, STORED], w.layer[s, KNOWN] = 0.0, 0.0
        if m.layered:
            known = w.slope[at + s]
            z, offset = parallel(m.film[s], m.film_capacitance[s], own, w.slope[at + sites + s])
            c = m.double_layer[s]
            ratio = 1.0 / (1.0 + c * own * z)
            w.layer[s, RATIO] = ratio
            w.layer[s, OFFSET] = -ratio * (offset + z * c * known)
            w.layer[s, DROP] = ratio * z
            w.layer[s, STORED] = ratio * c * own
            w.layer[s, KNOWN] = ratio * c * (known - own * offset)
        if m.hysteretic:
            w.layer[s, BRANCH_KNOWN] = w.slope[branches + s]


@kernel
def branch(m, s, own, known, flux):
    """(h, its slope with the flux) of a site whose potential has branches."""
    pace = m.branch_decay[m.site_population[s]] * m.gain[s]
    down = own + pace * abs(flux)
    h = (pace * flux - known) / down
    return h, pace * (1.0 - (h if flux > 0.0 else -h)) / down


@kernel
def finish_layers(m, w, own):
    """Write the states of double layers, films and branches that follow from the unknowns."""
    n = m.width.size
    sites = m.site_population.size
    y = w.unknowns
    at = layers_at(m)
    branches = branches_at(m)
    for i in range(n):
        for s in range(m.node_sites[i], m.node_sites[i + 1]):
            j = y[3 * n + s]
            driving = y[2 * n + i] - y[n + i]
            if m.layered:
                y[at + s] = w.layer[s, RATIO] * driving + w.layer[s, OFFSET] - w.layer[s, DROP] * j
                y[at + sites + s] = driving - y[at + s]
            if m.hysteretic:
                y[branches + s] = branch(m, s, own, w.layer[s, BRANCH_KNOWN], j)[0] if m.branch_table[m.site_population[s]] >= 0 else 0.0
