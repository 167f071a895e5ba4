"""Relaxation after a polarisation: the time constant of the slowest mode, and the effective diffusivity that it tells."""
