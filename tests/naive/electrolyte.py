"""Concentrated binary electrolyte between two points (Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12).

Where two nodes hold it beside a conductor in unlike proportions, ions change their carrier at the face between them, which has a
potential and a salt of its own: current and anions that come from one node go on to the other. Over such a face all properties
are those of the mean salt, and ln c changes as c does times the mean of 1/c; a node without electrolyte has no say in the mean.
"""

from __future__ import annotations

import numpy as np
from tests.naive.build import FARADAY, GAS_CONSTANT, Array, Naive, Node, Unknowns


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


def to_face(naive: Naive, a: Unknowns, f: int, node: Node, at: int, face: Array) -> tuple[float, float]:
    """Current and lithium from a node (`at` its place) to its face f, at the face's (phi_e, salt)."""
    left, right = naive.nodes[f - 1], naive.nodes[f]
    one, two, temperature, solution = a.salt[f - 1], a.salt[f], naive.temperature(a), naive.cell.electrolyte
    if left.efficiency > 0.0 and right.efficiency > 0.0:
        c = (one * right.width + two * left.width) / (left.width + right.width)
        inverse = np.log1p((two - one) / one) / (two - one) if one != two else 1.0 / one
    else:
        c = one if left.efficiency > 0.0 else two
        inverse = 1.0 / c
    t = float(solution.transference(c, temperature))
    factor = float(solution.thermodynamic_factor(c, temperature))
    theta = 2.0 * GAS_CONSTANT * temperature / FARADAY * factor * (1.0 - t)
    pores, rise, gain = node.efficiency / (0.5 * node.width), face[0] - a.phi_e[at], face[1] - a.salt[at]
    liquid = -pores * float(solution.conductivity(c, temperature)) * (rise - theta * inverse * gain)
    beside = -node.single_ion(temperature) / (0.5 * node.width) * rise
    cations = -pores * float(solution.diffusivity(c, temperature)) * gain + t * liquid / FARADAY
    return liquid + beside, cations + beside / FARADAY
