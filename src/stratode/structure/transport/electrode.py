"""The tortuosity that a blocking electrode's impedance shows: ions enter at one end and stop at the walls.

A symmetric cell with blocking electrodes charges every piece of wall alike at low frequency; the real part of its impedance then is a
third of the ionic resistance (transmission line), from which a tortuosity follows that counts dead ends and the way the pores narrow,
unlike that of a flux that passes through (Nguyen et al. 2020, npj Comput. Mater. 6, 123: the electrode tortuosity factor).
"""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.voxels import colours, fluxes
from stratode.structure.transport.conjugate import descend
from stratode.structure.transport.effective import ERROR, checked
from stratode.structure.transport.lattice import Lattice, lattice
from stratode.structure.transport.multigrid import hierarchy
from stratode.structure.transport.parts import Faces, Plain
from stratode.structure.volume import Volume

Progress = Callable[[float], None]  # share done


def electrode_tortuosity(
    volume: Volume,
    phase: int,
    axis: str,
    *,
    faces: Faces | None = None,
    periodic_sides: bool = False,
    error: float = ERROR,
    threads: int | None = None,
    progress: Progress | None = None,
) -> float:
    """tau_e = 3 eps Z A sigma / L, with the low-frequency resistance Z of a uniform current into all walls; inf where no pore is reached.

    Args:
        volume: labelled; the separator touches the last plane along `axis`, the collector closes the first.
        phase: the pores.
        axis, faces, periodic_sides, error, threads, progress: as of :func:`effective`.

    Raises:
        ValueError, NotConverged: as of :func:`effective`; the pores have no wall.
    """
    conducting = checked(volume, phase, error)
    turned = lattice(volume, conducting, axis, faces if faces is not None else Plain(), periodic_sides=periodic_sides)
    fluxes.close_first(turned.faces)
    levels = hierarchy(turned, one_end=True)
    if levels is None:
        return float("inf")
    number, (nz, ny, nx) = turned.precision, turned.shape
    shape = (nz + 2, ny, (nx + 1) // 2)
    r, red, gained = np.zeros(shape, number), np.zeros(shape, number), np.zeros(nz + 2)
    walls = _walls(volume, phase, turned, periodic_sides)
    fluxes.pack(walls, r, red)
    r[levels.packed >= levels.levels[0].nodes] = 0.0
    red *= levels.red_kept
    total = float(r.sum(dtype=np.float64) + red.sum(dtype=np.float64))
    if total == 0.0:
        raise ValueError("phase: must have walls for its electrode tortuosity; received pores without any. Ask for tau instead.")
    colours.relax(levels.red_inverse, red, gained)
    colours.eliminate(turned.faces, turned.weights, red, r)
    crew = threads or os.cpu_count() or 1
    descent = descend(turned, levels, r, float(gained.sum()), error, threads=crew, rising=True, progress=progress)
    resistance = descent.energy / total**2
    return 3.0 * turned.open_fraction * resistance * float(turned.weights[0]) * ny * nx / nz


def _walls(volume: Volume, phase: int, turned: Lattice, periodic_sides: bool) -> NDArray[np.float32]:
    """Area of wall at each voxel of the phase, over that of the driven face, on the lattice's axes."""
    labels = volume.labels.transpose(turned.axes)
    repeats = [whole // part for whole, part in zip(turned.shape, labels.shape, strict=True)]
    pores = np.tile(labels == phase, repeats)
    tall, deep, wide = turned.voxel
    walls = np.zeros(turned.shape, np.float32)
    for axis, area in enumerate((1.0, tall / deep, tall / wide)):
        margin = [(1, 1) if a == axis else (0, 0) for a in range(3)]
        around = np.pad(pores, margin, mode="wrap" if axis > 0 and periodic_sides else "edge")
        n = pores.shape[axis]
        for step in (0, 2):
            neighbour = around[tuple(slice(step, step + n) if a == axis else slice(None) for a in range(3))]
            walls += np.float32(area) * (pores & ~neighbour)
    return walls
