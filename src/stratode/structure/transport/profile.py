"""Tortuosity through the thickness: which planes cost how much of the potential."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.voxels import fluxes
from stratode.structure.transport.effective import ERROR, checked, solve
from stratode.structure.transport.fields import SHARPER, potential_of
from stratode.structure.transport.lattice import lattice
from stratode.structure.transport.parts import Conducting, Faces, Plain
from stratode.structure.volume import AXES, Volume

Progress = Callable[[float], None]  # share done
WINDOWS = 20  # of the thickness, where no number is stated


@dataclass(frozen=True, slots=True, eq=False)
class TauProfile:
    """Tortuosity factor of slices, one behind the other along an axis.

    Args:
        axis: "z", "y" or "x".
        depth: middle of each slice, m.
        fraction: mean relative conductivity of its voxels; of one phase its volume fraction.
        tau: of each slice; weighted by thickness over fraction they add up to that of the whole.
        share: of the potential that each slice takes.
    """

    axis: str
    depth: NDArray[np.float64]
    fraction: NDArray[np.float64]
    tau: NDArray[np.float64]
    share: NDArray[np.float64]


def tau_profile(
    volume: Volume,
    phases: int | Conducting,
    axis: str,
    *,
    slices: int | None = None,
    faces: Faces | None = None,
    periodic_sides: bool = False,
    error: float = ERROR,
    threads: int | None = None,
    progress: Progress | None = None,
) -> TauProfile | None:
    """Tortuosity of slices, from the power that a flux through the whole dissipates in each; None where nothing percolates.

    The power over the current is the potential that a slice takes; resistances in series add up to the whole.

    Args:
        slices: how many; a twentieth of the thickness each unless stated.
        volume, phases, axis, faces, periodic_sides, error, threads, progress: as of :func:`effective`.

    Raises:
        ValueError, NotConverged: as of :func:`effective`.
    """
    conducting = checked(volume, phases, error)
    turned = lattice(volume, conducting, axis, faces if faces is not None else Plain(), periodic_sides=periodic_sides)
    solved = solve(turned, max(SHARPER * error, 1e-7), threads=threads, keep=True, progress=progress)
    if solved is None:
        return None
    power = np.zeros(turned.shape[0])
    fluxes.powers(turned.faces, turned.weights, potential_of(solved), 1.0, 0.0, power)
    place = AXES.index(axis)
    planes, edge = volume.shape[place], volume.voxel[place]
    table = np.zeros(256)
    table[list(conducting.phases)] = list(conducting.phases.values())
    fraction = np.array([table[np.take(volume.labels, k, axis=place)].mean() for k in range(planes)])
    bounds = np.unique(np.linspace(0, planes, min(planes, slices or WINDOWS) + 1).round().astype(int))
    thickness = np.diff(bounds)
    share = np.add.reduceat(power, bounds[:-1]) / power.sum()
    mean = np.add.reduceat(fraction, bounds[:-1]) / thickness
    whole = turned.effective(float(power.sum()))
    return TauProfile(axis, 0.5 * (bounds[1:] + bounds[:-1]) * edge, mean, mean * share * planes / (thickness * whole), share)
