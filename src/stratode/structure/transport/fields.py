"""Potential and flux in every voxel of a volume driven along one axis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.voxels import fluxes
from stratode.structure.transport.effective import ERROR, Solved, checked, solve
from stratode.structure.transport.lattice import Lattice, lattice
from stratode.structure.transport.parts import Conducting, Faces, Fields, Plain
from stratode.structure.volume import Volume

Progress = Callable[[float], None]  # share done
SHARPER = 0.01  # of the energy's error is sought, since a potential is only as close as its square root


def fields(
    volume: Volume,
    phases: int | Conducting,
    axis: str,
    *,
    faces: Faces | None = None,
    periodic_sides: bool = False,
    error: float = ERROR,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Fields | None:
    """Potential and flux; None where nothing percolates.

    Args:
        volume, phases, axis, faces, periodic_sides, threads, progress: as of :func:`effective`.
        error: as of :func:`effective`; fields are not as close as energies, so a hundredth of it is sought.

    Raises:
        ValueError, NotConverged: as :func:`effective`.
    """
    conducting = checked(volume, phases, error)
    faces = faces if faces is not None else Plain()
    turned = lattice(volume, conducting, axis, faces, periodic_sides=periodic_sides)
    solved = solve(turned, max(SHARPER * error, 1e-7), threads=threads, keep=True, progress=progress)
    if solved is None:
        return None
    potential = potential_of(solved)
    flux = np.zeros((3, *turned.shape), turned.precision)
    fluxes.fluxes(turned.faces, turned.weights, potential, 1.0, 0.0, flux)
    flux *= _over_free(turned)
    back, inside = np.argsort(turned.axes), tuple(slice(0, n) for n in volume.shape)
    ordered = np.stack([flux[turned.axes.index(a)].transpose(back)[inside] for a in range(3)])
    shown = np.ascontiguousarray(potential.transpose(back)[inside], dtype=np.float32)
    return Fields(axis, shown, ordered.astype(np.float32))


def potential_of(solved: Solved) -> NDArray[Any]:
    """The potential on the lattice's axes, from 1 to 0, NaN where nothing conducts."""
    turned, x, red = solved.lattice, solved.descent.x, solved.red
    if x is None or red is None:
        raise ValueError("potential: must have been kept; received a solution without. Solve with keep=True.")
    start = (1.0 - np.cumsum(solved.drop)[:-1]).astype(turned.precision)
    out = np.empty(turned.shape, turned.precision)
    fluxes.potentials(turned.faces, turned.weights, x, red, start, np.empty(x.shape[1:], turned.precision), out)
    return out


def _over_free(turned: Lattice) -> NDArray[Any]:
    """From the flow through a face of a voxel to its density over that of a free volume, for the lattice's three axes."""
    nz = turned.shape[0]
    tall, deep, wide = turned.voxel
    area = np.array([1.0, tall / deep, tall / wide])  # of the driven face over that of each face
    return (nz / float(turned.weights[0]) * area).astype(turned.precision)[:, None, None, None]
