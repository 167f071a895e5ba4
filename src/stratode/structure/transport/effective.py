"""Effective diffusivity of a volume along one axis: lattice, coarse levels, conjugate gradients."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.voxels import colours
from stratode.structure.reading.labels import existing
from stratode.structure.transport.conjugate import Descent, descend
from stratode.structure.transport.lattice import Lattice, lattice
from stratode.structure.transport.multigrid import Hierarchy, hierarchy
from stratode.structure.transport.parts import Conducting, Effective, Faces, Plain
from stratode.structure.volume import Volume

ERROR = 1e-3  # relative, of the effective diffusivity, where none is stated
FARTHEST = 1e12  # contrast above which the little that the worst conducts is lost in the sums
SINGLE_REACHES = 5e-5  # relative error below which the fields must be doubles

Progress = Callable[[float], None]  # share done


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """One axis solved.

    Args:
        lattice: without what does not percolate.
        levels: of it.
        descent: of the energy.
        drop: of the potential from plane to plane where descent began.
        red: potential of the red voxels where the black ones are at that of their plane; None unless kept.
    """

    lattice: Lattice
    levels: Hierarchy
    descent: Descent
    drop: NDArray[np.float64]
    red: NDArray[Any] | None


def effective(
    volume: Volume,
    phases: int | Conducting,
    axis: str,
    *,
    faces: Faces | None = None,
    periodic_sides: bool = False,
    error: float = ERROR,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Effective:
    """How well `phases` conduct along `axis`, the end faces held at two potentials.

    The finite volumes of Cooper et al. (2016): a face between two voxels conducts as their halves in series, an end face as half a voxel.

    Args:
        volume: labelled.
        phases: the label that conducts, or several with their relative conductivities.
        axis: "z", "y" or "x".
        faces: :class:`Plain` unless stated.
        periodic_sides: the two other axes close on themselves; else nothing passes their ends.
        error: relative, of `d_eff` against the exact answer on the same grid; the computation stops where it estimates to have reached it.
        threads: at most so many; all the machine's unless stated.
        progress: called with the share done.

    Raises:
        ValueError: a phase that the volume lacks, a conductivity or an error that is none, conductivities too far apart.
        NotConverged: the error asked for is not reached.
    """
    conducting = checked(volume, phases, error)
    began = time.thread_time()
    faces = faces if faces is not None else Plain()
    turned = lattice(volume, conducting, axis, faces, periodic_sides=periodic_sides, double=error < SINGLE_REACHES)
    solved = solve(turned, error, threads=threads, progress=progress)
    spent = solved.descent.crew_s if solved else 0.0
    if solved is not None and solved.descent.error > error:  # round-off
        turned = lattice(volume, conducting, axis, faces, periodic_sides=periodic_sides, double=True)
        solved = solve(turned, error, threads=threads, progress=progress)
        spent += solved.descent.crew_s if solved else 0.0
    descent = solved.descent if solved else None
    return Effective(
        axis=axis,
        d_eff=turned.effective(descent.energy) if descent else 0.0,
        solver_error=descent.error if descent else 0.0,
        iterations=len(descent.steps) if descent else 0,
        open_fraction=turned.open_fraction,
        percolating_fraction=solved.levels.percolating if solved else 0.0,
        cpu_s=time.thread_time() - began + spent,
    )


def solve(
    turned: Lattice, error: float, *, threads: int | None = None, keep: bool = False, progress: Progress | None = None
) -> Solved | None:
    """Lower the energy of a lattice whose ends are held at 1 and 0; None where nothing percolates.

    Descent begins at a potential that varies along the axis alone, as over resistors in series, which is exact for layers.

    Args:
        keep: keep the potential.
    """
    levels = hierarchy(turned)
    if levels is None:
        return None
    number, (nz, ny, nx) = turned.precision, turned.shape
    planes = np.empty(nz + 1)
    colours.plane_conductances(turned.faces, turned.weights, planes)
    drop = (1.0 / planes) / (1.0 / planes).sum()
    shape = (nz + 2, ny, (nx + 1) // 2)
    r, red = np.zeros(shape, number), np.zeros(shape, number)
    colours.driven(turned.faces, turned.weights, drop.astype(number), r, red)
    gained = np.zeros(nz + 2)
    colours.relax(levels.red_inverse, red, gained)
    colours.eliminate(turned.faces, turned.weights, red, r)
    energy = float(planes @ drop**2 - gained.sum())
    descent = descend(turned, levels, r, energy, error, threads=threads or os.cpu_count() or 1, keep=keep, progress=progress)
    return Solved(turned, levels, descent, drop, red if keep else None)


def checked(volume: Volume, phases: int | Conducting, error: float) -> Conducting:
    """What conducts, if the volume holds it.

    Raises:
        ValueError: see :func:`effective`.
    """
    conducting = phases if isinstance(phases, Conducting) else Conducting({phases: 1.0})
    if not 1e-12 <= error < 1.0:
        raise ValueError(f"error: must be between 1e-12 and 1, relative; received {error:g}. Write for example 1e-3.")
    if not conducting.phases:
        raise ValueError("phases: at least one must conduct; received none. Write for example 0.")
    for label, value in conducting.phases.items():
        if not any((plane == label).any() for plane in volume.labels):
            listed = ", ".join(map(str, existing(volume)[:20]))
            raise ValueError(f"phases: must be labels of the volume; received {label}. '{volume.name}' holds {listed}.")
        if not (np.isfinite(value) and value > 0.0):
            raise ValueError(f"phases: a conductivity must be positive; received {value} for {label}. Leave out what insulates.")
    low, high = min(conducting.phases.values()), max(conducting.phases.values())
    if high > FARTHEST * low:
        raise ValueError(
            f"phases: conductivities must lie within a factor of {FARTHEST:g}; received {low:g} beside {high:g}. "
            "Leave out what conducts so little; it insulates."
        )
    return conducting
