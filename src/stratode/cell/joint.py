"""Faces where ions change from electrolyte to conductor, as `kernels.face.joint` has them, for arrays of instants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stratode.cell.following import Following
from stratode.cell.solution import Trace
from stratode.kernels.arrays import CONDUCTIVITY, DIFFUSIVITY, POTENTIAL_FACTOR, TRANSFERENCE, Model
from stratode.recipe.constants import FARADAY

Array = NDArray[np.float64]


def joint(now: Following, m: Model, trace: Trace, face: int) -> tuple[Array, Array]:
    """(conductance S/m2, current at no difference of potential A/m2), both (K,), of an inner face."""
    c_left, c_right = trace.salt[:, face - 1], trace.salt[:, face]
    share = m.left_share[face]
    c = share * c_left + (1.0 - share) * c_right
    kappa, d, t, theta = (now.table(k, c) for k in (CONDUCTIVITY, DIFFUSIVITY, TRANSFERENCE, POTENTIAL_FACTOR))
    per_salt = theta * (_mean_inverse(c_left, c_right) if 0.0 < share < 1.0 else 1.0 / c)
    nodes = slice(face - 1, face + 1)
    over = m.efficiency[nodes] / (0.5 * m.width[nodes])
    kl, kr = kappa * over[0], kappa * over[1]
    dl, dr = FARADAY * d * over[0], FARADAY * d * over[1]
    pl, pr = (now.numbers("path")[:, nodes] / (0.5 * m.width[nodes])).T
    anions = 1.0 - t
    top = [kl + pl + kr + pr, -per_salt * (kl + kr)]
    bottom = [anions * (kl + kr), -(dl + dr) - anions * per_salt * (kl + kr)]
    salt = [
        -per_salt * (kl * c_left + kr * c_right),
        -(dl + anions * per_salt * kl) * c_left - (dr + anions * per_salt * kr) * c_right,
    ]
    one_volt = [salt[0] + kr + pr, salt[1] + anions * kr]
    matrix = np.array([top, bottom]).transpose(2, 0, 1)
    phi, wall = np.linalg.solve(matrix, np.array([salt, one_volt]).transpose(2, 1, 0)).transpose(1, 2, 0)
    still, moved = -kl * (phi - per_salt * (wall - c_left)) - pl * phi
    return still - moved, still


def _mean_inverse(a: Array, b: Array) -> Array:
    """Mean of 1/c between two salts."""
    even = np.abs(b - a) < 1e-6 * (a + b)
    mean: Array = np.where(even, 2.0 / (a + b), np.log(b / a) / np.where(even, 1.0, b - a))
    return mean
