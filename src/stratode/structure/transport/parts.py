"""What is asked of a transport computation, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Plain:
    """Every voxel conducts as its label says; a face conducts as the two half voxels in series."""


@dataclass(frozen=True, slots=True)
class Smoothed:
    """A face conducts by its open share, taken from an image of the phase smoothed over one voxel (standard deviation) along each axis."""


Faces = Plain | Smoothed


@dataclass(frozen=True, slots=True)
class Conducting:
    """The phases that conduct, with their conductivities relative to the one that counts as 1; all others insulate.

    Args:
        phases: label -> relative conductivity, positive.
    """

    phases: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Effective:
    """How well a volume conducts along one axis.

    Args:
        axis: "z", "y" or "x".
        d_eff: effective over intrinsic diffusivity (or conductivity); 0 where nothing percolates.
        solver_error: relative error of `d_eff` against the exact answer on the same grid that is held to: the one asked for; 0 where the
            computation began at the exact answer.
        iterations: of the conjugate gradients.
        open_fraction: mean relative conductivity of all voxels; of one phase its volume fraction.
        percolating_fraction: share of the conducting voxels that belong to a cluster which reaches both end faces.
        cpu_s: CPU time, s, over all threads.
    """

    axis: str
    d_eff: float
    solver_error: float
    iterations: int
    open_fraction: float
    percolating_fraction: float
    cpu_s: float

    @property
    def tau(self) -> float:
        """Tortuosity factor: volume fraction over `d_eff` (Cooper et al. 2016, huang2021's Eq. 2); inf where nothing percolates."""
        return self.open_fraction / self.d_eff if self.d_eff > 0.0 else float("inf")

    @property
    def macmullin(self) -> float:
        """MacMullin number 1 / d_eff; inf where nothing percolates."""
        return 1.0 / self.d_eff if self.d_eff > 0.0 else float("inf")


@dataclass(frozen=True, slots=True)
class Fields:
    """Potential and flux of one computation, on the volume's own axes.

    Args:
        axis: the driven axis.
        potential: (nz, ny, nx), from 1 on the first face to 0 on the last; NaN where nothing conducts.
        flux: (3, nz, ny, nx), along z, y, x at the voxels' centres, over that of a free volume.
    """

    axis: str
    potential: NDArray[np.float32]
    flux: NDArray[np.float32]
