"""Diffusion in a sphere, in obvious ways: powers of the radius, shells one by one, and the textbook's series.

`outflow` is what leaves through the surface per area over the concentration of lithium sites, m/s.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

Array = NDArray[np.float64]


def power_rate(coefficients: Array, diffusivity: float, radius: float, outflow: float) -> Array:
    """Rates of the coefficients a_k of x = sum a_k (r/R)**2k: Galerkin's weak form, integrals of powers by hand.

    R sum_k a_k' int rho**(2i + 2k + 2) = -(D/R) sum_k a_k int (2i)(2k) rho**(2i + 2k) - outflow, for each i.
    """
    count = len(coefficients)
    mass, stiffness = np.zeros((count, count)), np.zeros((count, count))
    for i in range(count):
        for k in range(count):
            mass[i, k] = 1.0 / (2 * i + 2 * k + 3)
            stiffness[i, k] = 4.0 * i * k / (2 * i + 2 * k + 1) if i and k else 0.0
    return np.linalg.solve(mass, -(diffusivity / radius**2) * (stiffness @ coefficients) - outflow / radius)


def shell_rate(x: Array, edges: Array, diffusivity: Callable[[float], float], radius: float, outflow: float) -> Array:
    """Rates of the shells' stoichiometries; `edges` (M + 1,) are radii in the unit sphere."""
    r = radius * edges
    middle = 0.5 * (r[1:] + r[:-1])
    through = np.zeros(len(edges))  # outwards through each edge, m3/s per 4 pi
    for k in range(1, len(x)):
        share = (middle[k] - r[k]) / (middle[k] - middle[k - 1])
        d = diffusivity(share * x[k - 1] + (1.0 - share) * x[k])
        through[k] = -(r[k] ** 2) * d * (x[k] - x[k - 1]) / (middle[k] - middle[k - 1])
    through[-1] = radius**2 * outflow
    return np.array([(through[k] - through[k + 1]) / ((r[k + 1] ** 3 - r[k] ** 3) / 3.0) for k in range(len(x))])


def constant_flux_surface(time: Array, diffusivity: float, radius: float, outflow: float, terms: int = 400) -> Array:
    """Change of the surface stoichiometry of a sphere that loses lithium at a constant rate from time 0.

    Crank, The Mathematics of Diffusion, 2nd ed., eq. 6.45 at r = a: with tan(q_n) = q_n,
    x - x_0 = -(outflow a / D) (3 D t / a2 + 1/5 - 2 sum exp(-D q_n2 t / a2) / q_n2).
    """
    roots = np.array([brentq(lambda q: q * np.cos(q) - np.sin(q), n * np.pi, (n + 0.5) * np.pi, xtol=1e-13) for n in range(1, terms + 1)])
    tau = diffusivity * np.asarray(time) / radius**2
    series = np.sum(np.exp(-np.multiply.outer(tau, roots**2)) / roots**2, axis=-1)
    return -outflow * radius / diffusivity * (3.0 * tau + 0.2 - 2.0 * series)
