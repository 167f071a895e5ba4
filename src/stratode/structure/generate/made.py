"""What was generated: the volume, what was asked and what came out, the particles, the layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.structure.reading.labels import counted
from stratode.structure.volume import Volume

WITHIN = 0.005  # of a volume fraction that must be met


@dataclass(frozen=True, slots=True)
class Met:
    """One number that was asked for, beside what came out, both SI.

    Args:
        what: "porosity of layer large".
        asked: None where it was not asked but is worth knowing.
        got: measured on the voxels, or on the particles.
        unit: "1", "m".
    """

    what: str
    asked: float | None
    got: float
    unit: str = "1"


@dataclass(frozen=True, slots=True, eq=False)
class Particles:
    """Spheres of a packing.

    Args:
        centres: (n, 3), along z, y, x, m; y and x within the periodic base.
        radii: (n,), of the undeformed spheres, m: each particle's volume is 4/3 pi r^3.
        drawn_radii: (n,), of the spheres as drawn, m: larger where volume that contacts took was given back.
        population: (n,), index into `materials`.
        layer: (n,), index of the layer that the particle belongs to.
        materials: name of each population's material, layer by layer.
        overlap: largest depth of a contact over the sum of the two (drawn) radii.
        mean_overlap: of the contacts; 0 where there is none.
    """

    centres: NDArray[np.float64]
    radii: NDArray[np.float64]
    drawn_radii: NDArray[np.float64]
    population: NDArray[np.int32]
    layer: NDArray[np.int32]
    materials: tuple[str, ...]
    overlap: float
    mean_overlap: float


@dataclass(frozen=True, slots=True)
class Made:
    """One population of a layer as made.

    Args:
        material: its name.
        label: its phase in the volume.
        share: of the volume of the layer's particles.
        radius: of equal spheres with the same surface per volume (Sauter), m.
        count: of particles.
    """

    material: str
    label: int
    share: float
    radius: float
    count: int


@dataclass(frozen=True, slots=True)
class MadeLayer:
    """One layer as made.

    Args:
        name: of the layer.
        start, stop: its voxels along z, the last one left out.
        bottom, top: the same planes, m.
        porosity: share of phase 0.
        fractions: (label, share of the layer's volume) of every phase in it.
        populations: of its particles.
    """

    name: str
    start: int
    stop: int
    bottom: float
    top: float
    porosity: float
    fractions: tuple[tuple[int, float], ...]
    populations: tuple[Made, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Generated:
    """A generated volume; phase 0 is the pore or the electrolyte.

    Args:
        volume: of labels.
        met: what was asked for and what came out.
        seed: the same statement and seed make the same volume.
        particles: None where there are none.
        layers: from the collector on; empty where there are none.
    """

    volume: Volume
    met: tuple[Met, ...]
    seed: int
    particles: Particles | None = None
    layers: tuple[MadeLayer, ...] = ()


def met_within(what: str, asked: float, got: float, remedy: str, within: float = WITHIN) -> Met:
    """A volume fraction that must be met.

    Raises:
        ValueError: it is not, with what is attainable.
    """
    if abs(asked - got) > within:
        raise ValueError(f"{what}: must be met within {100 * within:.3g} points; asked {asked:.4g}, attainable {got:.4g}. {remedy}")
    return Met(what, asked, got)


def fractions_of(labels: NDArray[np.uint8]) -> tuple[tuple[int, float], ...]:
    """(label, share of the voxels) of every label that occurs."""
    return tuple((label, float(n) / labels.size) for label, n in enumerate(counted(labels)) if n)
