"""Powder diffraction: peaks fitted with their errors, spacings, lattice parameters of layered oxides, shifts between patterns."""
