"""Micrographs and maps: cracks, the front of an infiltration, lattice fringes."""
