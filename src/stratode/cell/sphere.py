"""Diffusion in the unit sphere: Galerkin eigenmodes on even Legendre polynomials, and the edges of finite-volume shells."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray
from scipy.linalg import eigh

Array = NDArray[np.float64]


@lru_cache(maxsize=16)
def modes(count: int) -> tuple[Array, Array]:
    """(decay, gain) of `count` modes: z_k' = -(D/R2) decay_k z_k - gain_k q, surface stoichiometry = sum z_k, mean = z_0.

    Weak form of rho2 x' = d/drho (rho2 D/R2 dx/drho) with outward flux q/3 at rho = 1, on P_0, P_2, ..., P_2(count-1);
    the basis is rotated to the eigenvectors and each mode scaled to its own value at the surface.
    """
    points, weights = legendre.leggauss(2 * count + 2)
    rho, w = 0.5 * (points + 1.0), 0.5 * weights
    basis = np.array([legendre.legval(rho, np.eye(2 * count)[2 * k]) for k in range(count)])
    slopes = np.array([legendre.legval(rho, legendre.legder(np.eye(2 * count)[2 * k])) if k else np.zeros_like(rho) for k in range(count)])
    mass = (basis * (w * rho**2)) @ basis.T
    stiffness = (slopes * (w * rho**2)) @ slopes.T
    decay, vectors = eigh(stiffness, mass)
    at_surface = vectors.sum(axis=0)  # every P_2k is 1 at rho = 1
    decay[0] = 0.0
    return decay, at_surface**2 / 3.0


@lru_cache(maxsize=16)
def shell_edges(count: int) -> Array:
    """(count + 1,) radii from 0 to 1; shells become thinner towards the surface, where gradients live."""
    s = np.linspace(0.0, 1.0, count + 1)
    return 1.0 - (1.0 - s) * (1.0 - 0.85 * s)
