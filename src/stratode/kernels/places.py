"""Where things stand in `Work.unknowns`.

Salt N | phi_e N | phi_s N | flux S | current | particles S*M | [double layers S | films S | ends 6] | [branches S] | [warmth 5].
Parts in brackets are there where a cell has such things. Of each end: contact, film, double layer (V, as current enters the cell).
Warmth: temperature (K), then energies since the beginning (J/m2): delivered, chemical, lost, in double layers.
"""

from stratode.kernels.compiler import kernel

ENDS = 6
TEMPERATURE, DELIVERED, CHEMICAL, LOST, CHARGED, WARMTH = 0, 1, 2, 3, 4, 5


@kernel
def current_at(m):
    """Place of the current, A/m2."""
    return 3 * m.width.size + m.site_population.size


@kernel
def particles_at(m):
    """First place of the particles."""
    return 3 * m.width.size + m.site_population.size + 1


@kernel
def layers_at(m):
    """First place of the sites' double layers; films follow, then the ends."""
    return particles_at(m) + m.site_population.size * m.stride


@kernel
def branches_at(m):
    """First place of the sites' branches, -1 (discharge) to 1 (charge)."""
    return layers_at(m) + (2 * m.site_population.size + ENDS if m.layered else 0)


@kernel
def warmth_at(m):
    """First place of the temperature and the energies."""
    return branches_at(m) + (m.site_population.size if m.hysteretic else 0)


@kernel
def size(m):
    """How many unknowns there are."""
    return warmth_at(m) + (WARMTH if m.warm else 0)
