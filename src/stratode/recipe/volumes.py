"""What a recipe asks of a volume (an image or a generated structure), and what it is answered.

A recipe measures nothing: it states which volume stands for a layer, and whoever builds the cell hands in how volumes are measured
(`structure.handover.measured`, which the doors pass on). The two meet in the plain values here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

Labels = tuple[int, ...]
Planes = tuple[int | None, int | None]

COARSE = 0.05  # resolution error above which results carry a caution
ROUGH = 0.15  # likewise, of the surface


class FaceRule(Enum):
    """How two neighbouring voxels conduct into each other."""

    SMOOTHED = "smoothed"  # by the open fraction of the face they share, from a smoothed image
    PLAIN = "plain"  # as the labels say


@dataclass(frozen=True, slots=True)
class VolumeStatement:
    """Which volume stands for a layer, and how it is read.

    Args:
        path: of the file or folder.
        phase: label of the pores.
        axis: "z", "y" or "x", from the collector to the separator.
        voxel: edges along z, y, x, m; None: as the file states them.
        planes: first and last (excluded) plane along `axis`; None: to that end.
        active: labels of the active material; empty: the one label that is neither pores nor binder.
        binder: labels of all other solids.
        binder_conductivity: how well the binder's own pores conduct ions, relative to free electrolyte; 0: not at all.
        faces: which answer is used.
        error: largest solver error of the transport efficiency, relative.
        coarsen: how many voxels along each axis become one before anything is measured.
        dataset: which one, where the file holds several.
    """

    path: Path
    phase: int = 0
    axis: str = "z"
    voxel: tuple[float, float, float] | None = None
    planes: Planes = (None, None)
    active: Labels = ()
    binder: Labels = ()
    binder_conductivity: float = 0.0
    faces: FaceRule = FaceRule.SMOOTHED
    error: float = 1e-3
    coarsen: int = 1
    dataset: str | None = None


@dataclass(frozen=True, slots=True)
class VolumeNumbers:
    """What was measured.

    Args:
        name: of the file.
        digest: SHA-256 of its content, in hexadecimal.
        method: which version of the measurement.
        shape: voxels along z, y, x of what was measured.
        voxel: their edges, m.
        planes: first and last (excluded) plane along the axis, of the file.
        thickness: along the axis, m.
        fractions: (label, volume fraction) of every label that occurs, rising.
        active: labels that were taken as active material.
        efficiency: effective over free conductivity of the pores along the axis, by the faces that were asked for.
        plain_efficiency: by plain voxels.
        solver_error: of `efficiency` against the same grid solved exactly, relative.
        resolution_error: what the grid's coarseness leaves, relative.
        percolating: share of the pores that reaches from end to end.
        surface: of the active material, as far as electrolyte reaches it, m2 per m3 of layer.
        surface_error: of `surface`, relative, as estimated.
        covered: share of the active material's surface that dense carbon and binder keep from the electrolyte.
        diameter: of spheres with the surface per volume of the active material (Sauter's), m.
    """

    name: str
    digest: str
    method: str
    shape: tuple[int, int, int]
    voxel: tuple[float, float, float]
    planes: tuple[int, int]
    thickness: float
    fractions: tuple[tuple[int, float], ...]
    active: Labels
    efficiency: float
    plain_efficiency: float
    solver_error: float
    resolution_error: float
    percolating: float
    surface: float
    surface_error: float
    covered: float
    diameter: float

    def fraction(self, labels: Labels) -> float:
        """Volume fraction of some labels together."""
        return sum(fraction for label, fraction in self.fractions if label in labels)


Measure = Callable[[VolumeStatement], VolumeNumbers]
"""Measures; raises RecipeError with the statement's field ("volume", "phase", "active", ...) and whatever the machine does not hold."""
