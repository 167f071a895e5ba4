"""Overlapping spheres at random places (the Boolean model), as many as meet a fraction."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log, pi

import numpy as np

from stratode.kernels.packing.draw import cover
from stratode.structure.generate.made import Generated, Met, met_within
from stratode.structure.generate.sizes import MOST_SPHERES, in_um, positive, share_of_one
from stratode.structure.generate.statements import checked_size
from stratode.structure.volume import Volume

MORE = 1.3  # times the expected number of spheres are thrown, so that the fraction is reached


@dataclass(frozen=True, slots=True)
class Overlapping:
    """Equal spheres (phase 1) thrown at random, free to overlap, periodic on all sides.

    The expected fraction of n spheres of volume v in V is 1 - exp(-n v / V); as many are kept as come nearest to the one asked for.

    Args:
        size: edges of the volume along z, y, x, m.
        voxel: edge of a voxel, m.
        diameter: of the spheres, m.
        fraction: of the volume that they take.
        name: of the volume.

    Raises:
        ValueError: an impossible number; a volume too small for its spheres; too many spheres.
    """

    size: tuple[float, float, float]
    voxel: float
    diameter: float
    fraction: float
    name: str = "overlapping spheres"

    def __post_init__(self) -> None:
        """Checks sizes and fraction."""
        positive("voxel", self.voxel, "m")
        positive("diameter", self.diameter, "m")
        share_of_one("fraction", self.fraction)
        checked_size(self.size, self.voxel)
        if min(self.size) < self.diameter:
            raise ValueError(
                f"size: must be at least the spheres' diameter, {in_um(self.diameter)}; received {in_um(min(self.size))}. "
                "Choose a larger volume."
            )
        if self.expected > MOST_SPHERES:
            raise ValueError(f"diameter: must make at most {MOST_SPHERES:,} spheres; received {self.expected:.3g}. Choose larger spheres.")

    @property
    def expected(self) -> float:
        """Number of spheres that the fraction takes on average."""
        z, y, x = self.size
        return -log(1.0 - self.fraction) * z * y * x / (pi / 6.0 * self.diameter**3)


def make_overlapping(asked: Overlapping, seed: int) -> Generated:
    """The volume that `asked` and `seed` describe.

    Raises:
        ValueError: no number of spheres comes near the fraction.
    """
    random = np.random.default_rng(seed)
    shape = checked_size(asked.size, asked.voxel)
    radius = 0.5 * asked.diameter / asked.voxel
    thrown = ceil(MORE * asked.expected + 30.0)
    centres = random.random((thrown, 3)) * np.array(shape)
    first = np.empty(shape, np.int32)
    cover(centres, radius, first)
    covered = np.cumsum(np.bincount(first.ravel(), minlength=thrown + 1)[:thrown]) / first.size
    count = int(np.argmin(np.abs(covered - asked.fraction))) + 1
    labels = (first < count).astype(np.uint8)
    met = (
        met_within("fraction of phase 1", asked.fraction, float(labels.mean()), "Choose a larger volume or smaller spheres."),
        Met("number of spheres", asked.expected, float(count)),
    )
    return Generated(Volume(labels, (asked.voxel,) * 3, asked.name, f"generated: overlapping spheres, seed {seed}"), met, seed)
