"""Insulating spheres on a simple cubic lattice in a conductor: the series of 1983, and Rayleigh's method with as many poles as wanted.

`sangani_acrivos` is the published series. `multipoles` solves the problem anew: around a sphere the potential is a sum of solid harmonics
A r^l Y and B r^-(l+1) Y; no flux at its surface binds A to B; and A is the outer field and what the B of all other spheres send there
(Rayleigh 1892; McPhedran & McKenzie 1978), summed over the lattice by Ewald's split. With S_n^m = (n - m)! P_n^m e^(i m phi) / r^(n+1)
and R_j^k = r^j P_j^k e^(i k phi) / (j + k)!, a pole S_n^m at the lattice vector L is near the origin
(-1)^n sum_jk S_(n+j)^(m+k)(L) conj(R_j^k).
"""

from __future__ import annotations

from functools import cache
from math import factorial, gamma, pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc, lpmv

# Sangani & Acrivos, Proc. R. Soc. Lond. A 386 (1983) 263-275: coefficients of the simple cubic lattice
C1, C2, C3, C4, C5, C6 = 1.3045, 0.2305, 0.4054, 0.0723, 0.1526, 0.0105
SPLIT = 2.0  # of Ewald's sum, 1 / lattice constant
REACH = 8  # lattice vectors summed to each side


def sangani_acrivos(fraction: float, ratio: float = 0.0) -> float:
    """Effective over matrix conductivity; `ratio` is the spheres' over the matrix's conductivity. Next term: fraction^(25/3)."""
    l1, l2, l3, l4, l5 = ((ratio - 1.0) / (ratio + (n + 1.0) / n) for n in (1, 3, 5, 7, 9))
    f = fraction
    third = C1 * l2 * f ** (10 / 3) * (1.0 + C2 * l3 * f ** (11 / 3)) / (1.0 - C3 * l2 * f ** (7 / 3))
    return 1.0 - 3.0 * f / (-1.0 / l1 + f + third + C4 * l3 * f ** (14 / 3) + C5 * l4 * f**6 + C6 * l5 * f ** (22 / 3))


def multipoles(fraction: float, highest: int = 17) -> float:
    """Effective over matrix conductivity from all odd poles up to order `highest`, four-fold about the gradient."""
    radius = (3.0 * fraction / (4.0 * pi)) ** (1.0 / 3.0)
    poles = [(n, m) for n in range(1, highest + 1, 2) for m in range(-(n // 4) * 4, n + 1, 4)]
    size = [sqrt(factorial(n - m) * factorial(n + m)) for n, m in poles]
    system = np.diag([(n + 1.0) / n for n, _ in poles])  # of a sphere's A to its own B: no flux at its surface
    for row, (j, k) in enumerate(poles):
        for column, (n, m) in enumerate(poles):
            if j + n > 2:  # the sum of two dipoles is zero in a sphere of cubic cells; what lies outside of it follows below
                sent = (-1) ** n * lattice_sum(n + j, m + k)
                system[row, column] -= sent * radius ** (j + n + 1) / (size[row] * size[column])
    dipole = poles.index((1, 0))
    system[dipole, dipole] += fraction  # Lorentz: an evenly polarised outside adds 4 pi / 3 of the moment per volume
    drive = np.zeros(len(poles))
    drive[dipole] = -1.0
    return float(1.0 + 3.0 * fraction * np.linalg.solve(system, drive)[dipole])


@cache
def lattice_sum(order: int, about: int) -> float:
    """Sum of S_order^about over all vectors of the unit lattice but the origin, in closed form for order > 2 (odd ones vanish).

    1 / r^(2n+1) is split by its Gamma integral at SPLIT^2: the far part is summed over reciprocal vectors.
    """
    steps = np.arange(-REACH, REACH + 1.0)
    vectors = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    vectors = vectors[np.any(vectors != 0.0, axis=1)]
    square, k = np.sum(vectors**2, axis=1), 2.0 * pi * vectors
    near = solid(vectors, order, about) * gammaincc(order + 0.5, SPLIT**2 * square) / square ** (order + 0.5)
    wave = np.sum(k**2, axis=1)
    far = solid(k, order, about) * np.exp(-wave / (4.0 * SPLIT**2)) / wave
    return float(np.sum(near) + (-1) ** (order // 2) * pi**1.5 * 2.0 ** (2 - order) / gamma(order + 0.5) * np.sum(far))


def solid(vectors: NDArray[np.float64], order: int, about: int) -> NDArray[np.float64]:
    """Real part of (n - m)! r^n P_n^m(cos theta) e^(i m phi)."""
    r = np.linalg.norm(vectors, axis=1)
    sign, m = (-1.0 if about < 0 and about % 2 else 1.0), abs(about)  # S_n^-m = (-1)^m conj(S_n^m)
    angle = np.arctan2(vectors[:, 1], vectors[:, 0])
    return sign * factorial(order - m) * r**order * lpmv(m, order, vectors[:, 2] / r) * np.cos(m * angle)
