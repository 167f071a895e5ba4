"""Oscillatory rheology: moduli over frequency, where they cross, relaxation times."""
