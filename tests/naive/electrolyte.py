"""Concentrated binary electrolyte between two points (Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12)."""

from __future__ import annotations

import numpy as np
from tests.naive.build import FARADAY, GAS_CONSTANT, Naive


def flows(
    naive: Naive, temperature: float, conductance: float, c: float, left: float, right: float, phi_rise: float
) -> tuple[float, float]:
    """Current and cation flux from left to right, at properties of salt c; `conductance` is transport efficiency over distance, 1/m."""
    solution = naive.cell.electrolyte
    t = float(solution.transference(c, temperature))
    factor = float(solution.thermodynamic_factor(c, temperature))
    kappa = conductance * float(solution.conductivity(c, temperature))
    diffusivity = conductance * float(solution.diffusivity(c, temperature))
    diffusion_potential = 2.0 * GAS_CONSTANT * temperature / FARADAY * factor * (1.0 - t) * np.log(right / left)
    i = -kappa * (phi_rise - diffusion_potential)
    return i, -diffusivity * (right - left) + t * i / FARADAY
