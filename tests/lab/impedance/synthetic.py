"""Spectra whose truth is known: circuits with noise, and cells that change while they are measured."""

import numpy as np

from stratode.lab.impedance.circuit import parse
from stratode.lab.impedance.elements import Array, Complex
from stratode.lab.record import Origin
from stratode.lab.spectrum import MeasuredSpectrum

ORIGIN = Origin("synthetic.csv", "CSV")


def frequencies(high: float = 1e6, low: float = 1e-2, per_decade: int = 10) -> Array:
    return np.geomspace(high, low, round(np.log10(high / low) * per_decade) + 1)


def exact(description: str, values: list[float], f: Array) -> Complex:
    return parse(description).impedance(np.array(values), 2.0 * np.pi * f)


def noisy(z: Complex, f: Array, noise: float, seed: int) -> MeasuredSpectrum:
    """With noise of both parts in proportion to |Z|."""
    rng = np.random.default_rng(seed)
    return MeasuredSpectrum(f, z + noise * np.abs(z) * (rng.normal(size=f.size) + 1j * rng.normal(size=f.size)), ORIGIN)


def spectrum(description: str, values: list[float], f: Array, noise: float = 0.0, seed: int = 0) -> MeasuredSpectrum:
    return noisy(exact(description, values, f), f, noise, seed)


def drifting(growth: float, f: Array) -> Complex:
    """Two depressed arcs of which the slow one grows linearly in time over a sweep of three periods a point."""
    time = np.cumsum(3.0 / f + 1.0)
    grown = 1.0 + growth * time / time[-1]
    return np.array(
        [exact("R0-Zarc1-Zarc2", [10.0, 20.0, 1e-4, 0.8, 40.0 * g, 0.1 * g, 0.85], f)[k] for k, g in enumerate(grown)], dtype=complex
    )
