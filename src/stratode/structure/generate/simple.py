"""Volumes of one simple rule: blobs, lattices of spheres, channels, slabs, checkerboards."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np

from stratode.structure.generate.fields import highest, smooth_field
from stratode.structure.generate.made import Generated, Met, fractions_of, met_within
from stratode.structure.generate.sizes import in_um, positive
from stratode.structure.generate.statements import checked_size
from stratode.structure.volume import Volume

Shape = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Blobs:
    """Random blobs: each phase is cut from a smoothed random field of its own, at its exact fraction, out of what the former left.

    Args:
        size: edges of the volume along z, y, x, m.
        voxel: edge of a voxel, m.
        fractions: of phases 1, 2, ...; phase 0 is the rest.
        length: correlation length of the fields, m: the field's correlation is exp(-(d / 2 length)^2).
        stretch: of that length along z, y, x.
        periodic: opposite faces continue each other.
        name: of the volume.

    Raises:
        ValueError: an impossible number.
    """

    size: tuple[float, float, float]
    voxel: float
    fractions: tuple[float, ...]
    length: float
    stretch: tuple[float, float, float] = (1.0, 1.0, 1.0)
    periodic: bool = True
    name: str = "blobs"

    def __post_init__(self) -> None:
        """Checks fractions and lengths."""
        positive("voxel", self.voxel, "m")
        positive("length", self.length, "m")
        for factor in self.stretch:
            positive("stretch", factor, "1")
        if not self.fractions or min(self.fractions) <= 0.0 or sum(self.fractions) >= 1.0:
            raise ValueError(
                f"fractions: must be positive and add up to less than 1; received {self.fractions}. Phase 0 takes what they leave."
            )
        if len(self.fractions) > 255:
            raise ValueError(f"fractions: must be at most 255; received {len(self.fractions)}. Labels are 8 bits.")
        checked_size(self.size, self.voxel)
        if all(self.length * factor > edge for factor, edge in zip(self.stretch, self.size, strict=True)):
            raise ValueError(
                f"length: must not be longer than every edge, at most {in_um(max(self.size))}; received {in_um(self.length)}. "
                "Choose a larger volume or a shorter length."
            )


def make_blobs(asked: Blobs, seed: int) -> Generated:
    """The volume that `asked` and `seed` describe.

    Raises:
        ValueError: a volume too small for a fraction.
    """
    random = np.random.default_rng(seed)
    shape = checked_size(asked.size, asked.voxel)
    labels = np.zeros(shape, np.uint8)
    lengths = tuple(asked.length * factor / asked.voxel for factor in asked.stretch)
    for label, fraction in enumerate(asked.fractions, 1):
        field = smooth_field(shape, (lengths[0], lengths[1], lengths[2]), random, asked.periodic)
        labels[highest(field, round(fraction * labels.size), labels == 0)] = label
    found = dict(fractions_of(labels))
    met = tuple(
        met_within(f"fraction of phase {label}", fraction, found.get(label, 0.0), "Choose a larger volume.")
        for label, fraction in enumerate(asked.fractions, 1)
    )
    return Generated(Volume(labels, (asked.voxel,) * 3, asked.name, f"generated: blobs, seed {seed}"), met, seed)


@dataclass(frozen=True, slots=True)
class Lattice:
    """Equal spheres (phase 1) on a cubic lattice, not overlapping; the geometry is exact, its fraction on voxels is reported.

    Args:
        sites: centres in one cell, in units of its edge: one of `SIMPLE_CUBIC`, `BODY_CENTRED`, `FACE_CENTRED`, or your own.
        fraction: volume fraction of the spheres, at most where they touch.
        across: voxels along one cell.
        cells: along z, y, x.
        voxel: edge of a voxel, m.

    Raises:
        ValueError: an impossible number, or spheres that would overlap.
    """

    sites: tuple[tuple[float, float, float], ...]
    fraction: float
    across: int
    cells: Shape
    voxel: float = 1e-6

    def __post_init__(self) -> None:
        """Checks that the spheres do not overlap."""
        positive("voxel", self.voxel, "m")
        if not self.sites or self.across < 2 or min(self.cells) < 1:
            raise ValueError(
                f"lattice: must have sites, two voxels across and one cell at least; received {len(self.sites)} sites, {self.across} "
                f"voxels, {self.cells} cells. Choose larger numbers."
            )
        most = len(self.sites) * pi / 6.0 * _closest(self.sites) ** 3
        if not 0.0 < self.fraction <= most:
            raise ValueError(
                f"fraction: must lie above 0 and at most where the spheres touch, {most:.4f}; received {self.fraction!r}. Lower it."
            )
        checked_size(_edges(self.across, self.cells, self.voxel), self.voxel)

    @property
    def radius(self) -> float:
        """Of the spheres, m."""
        return float(self.across * self.voxel * (3.0 * self.fraction / (4.0 * pi * len(self.sites))) ** (1.0 / 3.0))


SIMPLE_CUBIC = ((0.5, 0.5, 0.5),)
BODY_CENTRED = ((0.25, 0.25, 0.25), (0.75, 0.75, 0.75))
FACE_CENTRED = ((0.25, 0.25, 0.25), (0.25, 0.75, 0.75), (0.75, 0.25, 0.75), (0.75, 0.75, 0.25))


def _edges(across: int, cells: Shape, voxel: float) -> tuple[float, float, float]:
    nz, ny, nx = cells
    return nz * across * voxel, ny * across * voxel, nx * across * voxel


def _closest(sites: tuple[tuple[float, float, float], ...]) -> float:
    """Smallest distance between two sites or their images, in edges of the cell."""
    at = np.array(sites)
    apart = at[:, None] - at[None]
    apart -= np.round(apart)
    distances = np.sqrt((apart**2).sum(axis=2)) + 2.0 * np.eye(len(at))
    return float(min(1.0, distances.min()))


def make_lattice(asked: Lattice) -> Generated:
    """The volume that `asked` describes."""
    grid = (np.arange(asked.across) + 0.5) / asked.across
    z, y, x = np.meshgrid(grid, grid, grid, indexing="ij")
    cell = np.zeros(z.shape, np.uint8)
    radius = asked.radius / (asked.across * asked.voxel)
    for site in asked.sites:
        parts = [np.abs(axis - at) for axis, at in zip((z, y, x), site, strict=True)]
        square = sum(np.minimum(part, 1.0 - part) ** 2 for part in parts)
        cell[square <= radius**2] = 1
    labels = np.tile(cell, asked.cells)
    met = (Met("fraction of phase 1", asked.fraction, float(cell.mean())), Met("radius", None, asked.radius, "m"))
    return Generated(Volume(labels, (asked.voxel,) * 3, "lattice of spheres", "generated: spheres on a lattice"), met, 0)


@dataclass(frozen=True, slots=True)
class Channels:
    """Slits along y (phase 0) between walls (phase 1), upright or inclined towards x.

    Args:
        shape: voxels along z, y, x.
        open: width of a slit, voxels.
        pitch: from one slit to the next, voxels; divides the last of `shape`.
        slope: voxels that a slit moves along x with each voxel of z.
        voxel: edge of a voxel, m.

    Raises:
        ValueError: an impossible number.
    """

    shape: Shape
    open: int
    pitch: int
    slope: int = 0
    voxel: float = 1e-6

    def __post_init__(self) -> None:
        """Checks widths and shape."""
        positive("voxel", self.voxel, "m")
        if min(self.shape) < 1 or not 0 < self.open < self.pitch or self.shape[2] % self.pitch:
            raise ValueError(
                f"channels: must be 0 < open < pitch, and the pitch divide the voxels along x; received open {self.open}, pitch "
                f"{self.pitch}, shape {self.shape}. Choose other widths."
            )


def make_channels(asked: Channels) -> Generated:
    """The volume that `asked` describes."""
    nz, ny, nx = asked.shape
    along = (np.arange(nx)[None, :] - asked.slope * np.arange(nz)[:, None]) % asked.pitch
    labels = np.repeat((along >= asked.open).astype(np.uint8)[:, None, :], ny, axis=1)
    met = (met_within("fraction of phase 0", asked.open / asked.pitch, float((labels == 0).mean()), "Choose another pitch."),)
    return Generated(Volume(labels, (asked.voxel,) * 3, "channels", "generated: channels"), met, 0)


@dataclass(frozen=True, slots=True)
class Slabs:
    """Flat layers of phases across one axis.

    Args:
        shape: voxels along z, y, x.
        axis: 0, 1 or 2: the axis that the layers follow each other on.
        thicknesses: of the layers, voxels; they add up to the axis.
        phases: of the layers.
        voxel: edge of a voxel, m.

    Raises:
        ValueError: thicknesses that do not fill the axis, or phases that are no labels.
    """

    shape: Shape
    axis: int
    thicknesses: tuple[int, ...]
    phases: tuple[int, ...]
    voxel: float = 1e-6

    def __post_init__(self) -> None:
        """Checks that the layers fill the axis."""
        positive("voxel", self.voxel, "m")
        if min(self.shape) < 1 or self.axis not in (0, 1, 2) or min(self.thicknesses, default=0) < 1:
            raise ValueError(
                f"slabs: must have an axis 0, 1 or 2 and layers of at least one voxel; received axis {self.axis}, thicknesses "
                f"{self.thicknesses}. Correct them."
            )
        if sum(self.thicknesses) != self.shape[self.axis] or len(self.phases) != len(self.thicknesses):
            raise ValueError(
                f"thicknesses: must add up to the {self.shape[self.axis]} voxels of the axis, one phase each; received {self.thicknesses} "
                f"and phases {self.phases}. Correct them."
            )
        if not all(0 <= phase <= 255 for phase in self.phases):
            raise ValueError(f"phases: must be labels from 0 to 255; received {self.phases}. Correct them.")


def make_slabs(asked: Slabs) -> Generated:
    """The volume that `asked` describes."""
    line = np.repeat(np.array(asked.phases, np.uint8), asked.thicknesses)
    along = [1, 1, 1]
    along[asked.axis] = line.size
    labels = np.broadcast_to(line.reshape(along), asked.shape).copy()
    met = tuple(Met(f"fraction of phase {label}", None, share) for label, share in fractions_of(labels))
    return Generated(Volume(labels, (asked.voxel,) * 3, "slabs", "generated: slabs"), met, 0)


@dataclass(frozen=True, slots=True)
class Checkerboard:
    """Cubes of two phases in turn, along all three axes.

    Args:
        shape: voxels along z, y, x; whole cubes.
        edge: of a cube, voxels.
        flat: in turn along y and x only: columns along z.
        voxel: edge of a voxel, m.

    Raises:
        ValueError: an edge that does not divide the shape.
    """

    shape: Shape
    edge: int
    flat: bool = False
    voxel: float = 1e-6

    def __post_init__(self) -> None:
        """Checks edge and shape."""
        positive("voxel", self.voxel, "m")
        if self.edge < 1 or min(self.shape) < 1 or any(n % self.edge for n in self.shape):
            raise ValueError(f"edge: must divide every axis of {self.shape}; received {self.edge}. Choose another edge.")


def make_checkerboard(asked: Checkerboard) -> Generated:
    """The volume that `asked` describes."""
    z, y, x = np.ogrid[: asked.shape[0], : asked.shape[1], : asked.shape[2]]
    turn = y // asked.edge + x // asked.edge + (0 * z if asked.flat else z // asked.edge)
    labels = (turn % 2).astype(np.uint8)
    met = (Met("fraction of phase 1", None, float(labels.mean())),)
    return Generated(Volume(labels, (asked.voxel,) * 3, "checkerboard", "generated: checkerboard"), met, 0)
