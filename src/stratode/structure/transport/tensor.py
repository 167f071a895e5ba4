"""The whole effective tensor of a volume that repeats itself on all sides."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.voxels import colours
from stratode.structure.transport.conjugate import descend
from stratode.structure.transport.effective import ERROR, checked
from stratode.structure.transport.lattice import lattice
from stratode.structure.transport.multigrid import hierarchy
from stratode.structure.transport.parts import Conducting, Faces, Plain
from stratode.structure.volume import Volume

Progress = Callable[[float], None]  # share done


def tensor(
    volume: Volume,
    phases: int | Conducting,
    *,
    faces: Faces | None = None,
    error: float = ERROR,
    threads: int | None = None,
    progress: Progress | None = None,
) -> NDArray[np.float64]:
    """Effective over intrinsic diffusivity as a symmetric tensor, (3, 3) along z, y, x.

    The energy of the periodic field under a mean gradient e is e . D e (Torquato, Random Heterogeneous Materials, 2002, ch. 13). The
    diagonal comes from a gradient along each axis, the rest from one along each sum of two; so every entry is read from energies.

    Args:
        volume: labelled; taken to repeat itself along all three axes.
        phases, faces, error, threads, progress: as of :func:`effective`; the error is that of each energy.

    Raises:
        ValueError, NotConverged: as of :func:`effective`.
    """
    conducting = checked(volume, phases, error)
    faces = faces if faces is not None else Plain()
    turned = lattice(volume, conducting, "z", faces, periodic_sides=True, repeats=True, double=True)  # singular: not for single precision
    levels = hierarchy(turned)
    energies: dict[tuple[int, ...], float] = {}
    if levels is None:
        return np.zeros((3, 3))
    number, (nz, ny, nx) = turned.precision, turned.shape
    edges = turned.voxel
    asked = [(0,), (1,), (2,), *combinations(range(3), 2)]
    for n, along in enumerate(asked):
        gradient = np.zeros(3)
        gradient[list(along)] = 1.0
        drops = [number(g * edge / edges[0]) for g, edge in zip(gradient, edges, strict=True)]
        shape = (nz + 2, ny, (nx + 1) // 2)
        r, red, gained = np.zeros(shape, number), np.zeros(shape, number), np.zeros(nz + 2)
        colours.driven(turned.faces, turned.weights, np.full(nz + 1, drops[0], number), r, red)
        colours.driven_across(turned.faces, turned.weights, drops[1], drops[2], r, red)
        colours.relax(levels.red_inverse, red, gained)
        red[0], red[-1] = red[-2], red[1]
        colours.eliminate(turned.faces, turned.weights, red, r)
        energy = _uniform(turned.faces, turned.weights, drops) - float(gained.sum())
        energies[along] = descend(turned, levels, r, energy, error, threads=threads or os.cpu_count() or 1).energy / (nz * ny * nx)
        if progress is not None:
            progress((n + 1) / len(asked))
    whole = np.diag([energies[(a,)] for a in range(3)])
    for a, b in combinations(range(3), 2):
        whole[a, b] = whole[b, a] = 0.5 * (energies[(a, b)] - energies[(a,)] - energies[(b,)])
    return whole


def _uniform(faces: NDArray[Any], weights: tuple[Any, Any, Any], drops: list[Any]) -> float:
    """Energy of a uniform gradient: every face once, from its black side."""
    inside = faces[:, 1:-1]
    whole = 0.0
    for axis in range(3):
        if drops[axis] != 0.0:
            whole += float(weights[axis]) * float(drops[axis]) ** 2 * float(inside[2 * axis : 2 * axis + 2].sum(dtype=np.float64))
    return whole
