"""Directionally frozen electrodes: pillars rich in active material, aligned along z, in electrolyte; and their isotropic twin.

The pillars are cut from a random field with waves of about one length (the spacing), stretched along z by the elongation; 1 makes the
isotropic twin of the same fractions. Large particles stand where the field is highest. Phases as huang2021 found them in their
tomography: electrolyte (0), large particles (1), small particles with little electrolyte between them (2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi

import numpy as np
from numpy.typing import NDArray

from stratode.structure.generate.fields import Field, banded_field, highest
from stratode.structure.generate.made import Generated, Met, met_within
from stratode.structure.generate.packing import Bed, drawn
from stratode.structure.generate.sizes import Sizes, in_um, positive, share_of_one
from stratode.structure.generate.statements import FEWEST_VOXELS, WIDEST, Layer, Population, checked_size, named
from stratode.structure.volume import Labels, Volume

ROUNDS = 5
NEAR = 3e-4  # of a fraction, that ends the rounds
WAVES = 2.0  # spacings that the base must be wide


@dataclass(frozen=True, slots=True)
class Blended:
    """Small particles and the electrolyte between them are one phase, as a tomograph that does not resolve them sees it."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Small particles are spheres; what is left of the pillars between them is electrolyte.

    Args:
        sizes: of the small particles.
        share: of the pillars' volume, beside the large particles, that they take.

    Raises:
        ValueError: a share outside (0, 1).
    """

    sizes: Sizes
    share: float

    def __post_init__(self) -> None:
        """Checks the share."""
        share_of_one("share of small particles", self.share)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Pillars in electrolyte.

    Args:
        thickness: m.
        width: edge of the square base, m; its sides are periodic.
        voxel: edge of a voxel, m.
        large: sizes of the large particles.
        large_fraction: of the volume.
        pillar_fraction: of the volume: small particles with what lies between them, without the large ones.
        spacing: from one pillar to the next, m.
        elongation: of the pillars along z over across; 1 for the isotropic twin.
        band: relative width of the band of spacings.
        inside: what the pillars hold beside large particles.
        names: of phases 0, 1, 2.
        name: of the volume.

    Raises:
        ValueError: an impossible number; no electrolyte left; a base too narrow for its pillars or particles.
    """

    thickness: float
    width: float
    voxel: float
    large: Sizes
    large_fraction: float
    pillar_fraction: float
    spacing: float
    elongation: float = 10.0
    band: float = 0.3
    inside: Blended | Resolved = Blended()
    names: tuple[str, str, str] = ("electrolyte", "large particles", "pillars")
    name: str = "frozen"

    def __post_init__(self) -> None:
        """Checks that the parts fit together."""
        for field in ("thickness", "width", "voxel", "spacing"):
            positive(field, getattr(self, field), "m")
        for text in (*self.names, self.name):
            named("name", text)
        share_of_one("large_fraction", self.large_fraction)
        share_of_one("pillar_fraction", self.pillar_fraction)
        if self.large_fraction + self.pillar_fraction >= 0.98:
            raise ValueError(
                f"pillar_fraction: must leave at least 2 % of electrolyte beside the large particles' {self.large_fraction:.4g}; received "
                f"{self.pillar_fraction:.4g}. Lower one of them."
            )
        if not (1.0 <= self.elongation <= 100.0 and 0.05 <= self.band <= 1.0):
            raise ValueError(
                f"elongation, band: must lie in 1 to 100 and 0.05 to 1; received {self.elongation!r} and {self.band!r}. Write for example "
                "10 and 0.3; an elongation of 1 is isotropic."
            )
        self._check_room()
        checked_size((self.thickness, self.width, self.width), self.voxel)

    def _check_room(self) -> None:
        smallest = min(self.large.smallest, self.inside.sizes.smallest if isinstance(self.inside, Resolved) else np.inf)
        least = max(WAVES * self.spacing, WIDEST * self.large.largest)
        if self.width < least or self.thickness < self.large.largest:
            raise ValueError(
                f"width, thickness: must be at least {in_um(least)} (two spacings, and two of the largest particles) and "
                f"{in_um(self.large.largest)}; received {in_um(self.width)} and {in_um(self.thickness)}. Choose a larger volume."
            )
        if smallest < FEWEST_VOXELS * self.voxel:
            raise ValueError(
                f"voxel: must fit {FEWEST_VOXELS:g} times into the smallest particle, {in_um(smallest)}; received {in_um(self.voxel)}. "
                "Choose finer voxels or larger particles."
            )

    @property
    def twin(self) -> Frozen:
        """The same fractions, sizes and spacing without direction."""
        return replace(self, elongation=1.0, name=f"{self.name}, isotropic")


def make_frozen(asked: Frozen, seed: int) -> Generated:
    """The volume that `asked` and `seed` describe.

    Raises:
        ValueError: fractions that cannot be met, with what is attainable.
    """
    shape = checked_size((asked.thickness, asked.width, asked.width), asked.voxel)
    waves = asked.spacing / asked.voxel
    field = banded_field(shape, (waves * asked.elongation, waves, waves), asked.band, np.random.default_rng([seed, 2]))
    bed, labels = _stood(asked, _whole(asked, shape, seed), field)
    if isinstance(asked.inside, Blended):
        labels[highest(field, round(asked.pillar_fraction * labels.size), labels == 0)] = 2
    met = _met(asked, labels)
    volume = Volume(labels, (asked.voxel,) * 3, asked.name, f"generated: frozen, seed {seed}", dict(enumerate(asked.names)))
    return Generated(volume, met, seed, bed.particles())


def _goals(asked: Frozen) -> tuple[float, ...]:
    """Volume fractions of the populations of spheres."""
    small = (asked.inside.share * asked.pillar_fraction,) if isinstance(asked.inside, Resolved) else ()
    return (asked.large_fraction, *small)


def _whole(asked: Frozen, shape: tuple[int, int, int], seed: int) -> Bed:
    """Spheres at rest in the whole box, as dense as they are to be in the pillars.

    Raises:
        ValueError: spheres do not pack so densely.
    """
    goals = np.array(_goals(asked))
    solid = float(goals.sum()) / (asked.large_fraction + asked.pillar_fraction)
    sizes = (asked.large, *([asked.inside.sizes] if isinstance(asked.inside, Resolved) else []))
    shares = [float(goal) for goal in goals / goals.sum()]
    populations = tuple(Population(name, size, share) for name, size, share in zip(asked.names[1:], sizes, shares, strict=False))
    layer = Layer("pillars", shape[0] * asked.voxel, 1.0 - solid, populations)
    bed = drawn((layer,), (0.0, shape[0] * asked.voxel), (solid,), shape[1] * asked.voxel, seed).settled()
    if bed.contacts.largest > 0.05:
        raise ValueError(
            f"fractions: must be attainable; particles would fill {solid:.3f} of the pillars, where they overlap by "
            f"{bed.contacts.largest:.3f} of the sum of their radii. About 0.62 of equal spheres is attainable. Lower the share of small "
            "particles or the large fraction, or raise the pillar fraction."
        )
    return bed


def _stood(asked: Frozen, whole: Bed, field: Field) -> tuple[Bed, Labels]:
    """Of each population the spheres where the field is highest, and their labels, at the stated fractions."""
    goals = np.array(_goals(asked))
    rank = _at(field, whole)
    kept = np.concatenate([_kept(whole, k, rank, goal, asked.names[k + 1]) for k, goal in enumerate(goals)])
    bed = replace(
        whole,
        centres=whole.centres[kept],
        radii=whole.radii[kept],
        growth=whole.growth[kept],
        population=whole.population[kept],
        layer=whole.layer[kept],
    )
    for _ in range(ROUNDS):
        bed = bed.settled(600)
        owner = bed.owners(field.shape)
        own = np.bincount(bed.population[owner[owner >= 0]], minlength=goals.size) / field.size
        if np.abs(own - goals).max() < NEAR:
            break
        bed = replace(bed, radii=bed.radii * np.cbrt(goals / own)[bed.population])
    labels = np.zeros(field.shape, np.uint8)
    labels[owner >= 0] = bed.population[owner[owner >= 0]] + 1
    return bed, labels


def _at(field: Field, bed: Bed) -> NDArray[np.float32]:
    """The field at the spheres' centres."""
    edges = np.array([bed.bounds[-1], bed.width, bed.width]) / field.shape
    z, y, x = (np.clip((bed.centres / edges).astype(np.intp), 0, np.array(field.shape) - 1)).T
    return np.asarray(field[z, y, x], np.float32)


def _kept(bed: Bed, population: int, rank: NDArray[np.float32], goal: float, name: str) -> NDArray[np.intp]:
    """Indices of a population's highest spheres whose volume is nearest to the share `goal` of the box.

    Raises:
        ValueError: whole spheres do not come near it.
    """
    own = np.flatnonzero(bed.population == population)
    order = own[np.argsort(-rank[own], kind="stable")]
    share = np.cumsum(4.0 / 3.0 * pi * bed.radii[order] ** 3) / (bed.bounds[-1] * bed.width**2)
    count = int(np.argmin(np.abs(share - goal))) + 1
    if abs(share[count - 1] / goal - 1.0) > 0.15:
        raise ValueError(
            f"{name}: must be met by whole particles; asked {goal:.4g}, attainable {share[count - 1]:.4g} of the volume. Choose a larger "
            "volume or smaller particles."
        )
    return order[:count]


def _met(asked: Frozen, labels: Labels) -> tuple[Met, ...]:
    """Fractions, and the mean chord of the electrolyte along and across."""
    goals = _goals(asked)
    found = [
        met_within(f"fraction of {name}", goal, float((labels == k).mean()), "Choose a larger volume.")
        for k, (name, goal) in enumerate(zip(asked.names[1:], goals, strict=False), 1)
    ]
    if isinstance(asked.inside, Blended):
        found.append(
            met_within(f"fraction of {asked.names[2]}", asked.pillar_fraction, float((labels == 2).mean()), "Choose finer voxels.")
        )
    pore = labels == 0
    found.append(Met(f"fraction of {asked.names[0]}", 1.0 - sum(goals) if isinstance(asked.inside, Resolved) else None, float(pore.mean())))
    for axis, way in ((0, "along z"), (2, "along x")):
        starts = int(np.count_nonzero(np.diff(pore.astype(np.int8), axis=axis) == 1)) + int(np.count_nonzero(pore.take(0, axis)))
        found.append(Met(f"mean chord of {asked.names[0]} {way}", None, float(pore.sum()) / max(starts, 1) * asked.voxel, "m"))
    return tuple(found)
