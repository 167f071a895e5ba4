"""Spectra of ZARCs with noise, their exact distributions, and their analysis."""

from functools import cache

import numpy as np

from stratode.lab.drt.analysis import DrtOptions, analyse
from stratode.lab.record import Origin
from stratode.lab.spectrum import MeasuredSpectrum

TWO = ((50.0, 1e-3, 0.8), (30.0, 1.0, 0.8))  # R / ohm, tau / s, exponent
NEARER = ((50.0, 1e-2, 0.8), (30.0, 0.3, 0.85))
ONE = ((50.0, 1e-2, 0.7),)
APART = ((10.0, 1e-3, 0.8), (20.0, 0.5, 0.8))  # between the valleys alone the two were held in 37 and 63 %
SHARP = ((50.0, 1e-3, 0.97), (30.0, 1.0, 0.95))
SERIES, FAST = 10.0, DrtOptions(draws=100)


def zarc(f, parts):
    return SERIES + sum(R / (1.0 + (2j * np.pi * f * tau) ** phi) for R, tau, phi in parts)


def exact(log_tau, parts):
    """Gamma of ZARCs (Cole & Cole 1941)."""
    total = np.zeros_like(log_tau)
    for R, tau, phi in parts:
        x = log_tau - np.log(tau)
        total += R / (2 * np.pi) * np.sin((1 - phi) * np.pi) / (np.cosh(phi * x) - np.cos((1 - phi) * np.pi))
    return total


def polarisation(result, parts):
    """Exact, as far as the number of the result claims: to the end of the grid, or to the slowest time constant measured."""
    y = np.linspace(-60.0, np.log(result.tau[-1] if result.problem.ends else result.problem.slowest), 200001)
    return np.trapezoid(exact(y, parts), y)


def measured(parts=TWO, noise=0.005, seed=0, f=None, law="proportional", more=0.0):
    f = np.logspace(5, -2, 71) if f is None else f
    z = zarc(f, parts) + more
    random = np.random.default_rng(seed)
    size = noise * (np.abs(z) if law == "proportional" else np.abs(z).mean())
    z = z + size * (random.standard_normal(f.size) + 1j * random.standard_normal(f.size))
    return MeasuredSpectrum(f, z, Origin("synthetic", "none"))


@cache
def plain():
    """Of the spectrum of two ZARCs, once for all tests that ask nothing else."""
    return analyse(measured(), FAST)


def named(result):
    return {caution.name for caution in result.cautions}
