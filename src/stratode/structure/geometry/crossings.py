"""Boundaries crossed by lines along 13 directions, and the areas that they tell.

Cauchy and Crofton: area per volume = 2 x boundaries crossed per length, mean over all directions; each of the 13 of a voxel lattice
stands for the part of the sphere nearest to it (Ohser & Schladitz, 3D Images of Materials Structures, 2009, ch. 5). Within 0.5 % for
digitised spheres of 5 voxels radius and more; 7.3 % low on planes along the axes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import SphericalVoronoi

from stratode.structure.blocks import Planes, blocks, with_halo
from stratode.structure.volume import Voxel

EDGES = ((0, 0, 1), (0, 1, 0), (1, 0, 0))
DIAGONALS = ((0, 1, 1), (0, 1, -1), (1, 0, 1), (1, 0, -1), (1, 1, 0), (1, -1, 0), (1, 1, 1), (1, 1, -1), (1, -1, 1), (1, -1, -1))
DIRECTIONS = (*EDGES, *DIAGONALS)
BLOCK = 2**23  # voxels

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Crossings:
    """Areas per volume, 1/m.

    Args:
        first: of the boundary between the first phase and all others.
        second: of the boundary between the second phase and all others.
        between: of the boundary between the two.
    """

    first: float
    second: float
    between: float


def crossings(planes: Planes, voxel: Voxel, first: int, second: int | None = None) -> Crossings:
    """Areas of one or two phases by lines along 13 directions; beyond the volume's faces its mirror image counts.

    Args:
        planes: labels.
        voxel: edges along z, y, x, m.
        first: label.
        second: another label, if wanted.
    """
    code = np.zeros(256, dtype=np.uint8)
    code[first] = 1
    if second is not None:
        code[second] = 2
    counts = np.zeros((len(DIRECTIONS), 3), dtype=np.int64)
    for start, stop in blocks(planes.shape, BLOCK):
        labels, at = with_halo(planes, start, stop, 1)
        beyond = int(stop == planes.shape[0])
        seen = np.pad(code[labels[at:]], ((0, beyond), (1, 1), (1, 1)), mode="symmetric")
        counts += [_counted(seen, step) for step in DIRECTIONS]
    lengths = np.linalg.norm(np.array(DIRECTIONS) * np.array(voxel, dtype=float), axis=1)
    per_length = counts / (np.prod(planes.shape, dtype=float) * lengths)[:, None]
    found = 2.0 * weights(voxel) @ per_length
    return Crossings(float(found[0]), float(found[1]), float(found[2]))


def weights(voxel: Voxel) -> Array:
    """(13,) share of the sphere nearest to each direction or its opposite; they add to 1.

    Args:
        voxel: edges along z, y, x, in any unit.
    """
    along = np.array(DIRECTIONS) * np.array(voxel, dtype=float)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    areas = SphericalVoronoi(np.concatenate([along, -along])).calculate_areas()
    shares: Array = (areas[: len(along)] + areas[len(along) :]) / areas.sum()
    return shares


def _counted(seen: NDArray[np.uint8], step: tuple[int, int, int]) -> tuple[int, int, int]:
    """Pairs of voxels one step apart that part the first phase from the rest, the second from the rest, and the two.

    `seen` has one more voxel after the last plane and on either side of the others.
    """
    nz, ny, nx = (n - m for n, m in zip(seen.shape, (1, 2, 2), strict=True))
    near = seen[:nz, 1:-1, 1:-1]
    far = seen[step[0] : step[0] + nz, 1 + step[1] : 1 + step[1] + ny, 1 + step[2] : 1 + step[2] + nx]
    first, second = (int(np.count_nonzero((near == k) != (far == k))) for k in (1, 2))
    return first, second, int(np.count_nonzero(near + far == 3))
