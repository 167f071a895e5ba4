"""What may be asked of the packings: layers of spheres, their binder and coating, calendering. SI units, checked at construction."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import fsum, isfinite

from stratode.structure.generate.sizes import Sizes, in_um, positive, share_of_one

LARGEST_VOLUME = 2**31  # voxels of one generated volume
FEWEST_VOXELS = 4.0  # across the smallest sphere
WIDEST = 2.05  # diameters of the largest sphere that the periodic sides must be apart


@dataclass(frozen=True, slots=True)
class Population:
    """Spheres of one material in a layer.

    Args:
        material: its name; one name is one phase of the volume.
        sizes: of the spheres.
        share: of the volume of the layer's spheres; those of a layer add up to one.

    Raises:
        ValueError: no name, or a share outside (0, 1].
    """

    material: str
    sizes: Sizes
    share: float = 1.0

    def __post_init__(self) -> None:
        """Checks name and share."""
        named("material", self.material)
        if not 0.0 < self.share <= 1.0:
            raise ValueError(f"share: must lie above 0 and not above 1; received {self.share!r}. The shares of a layer add up to 1.")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of spheres.

    Args:
        name: for tables.
        thickness: m; met to the nearest whole voxel.
        porosity: share of the layer's volume that is neither particle, coating nor binder.
        populations: one or more.
        mixed_over: width, m, over which this layer and the one below blend into each other; 0: a sharp interface.

    Raises:
        ValueError: an impossible number, no population, shares that do not add up to one.
    """

    name: str
    thickness: float
    porosity: float
    populations: tuple[Population, ...]
    mixed_over: float = 0.0

    def __post_init__(self) -> None:
        """Checks the numbers of the layer."""
        named("layer", self.name)
        positive("thickness", self.thickness, "m")
        share_of_one("porosity", self.porosity)
        if not self.populations:
            raise ValueError(f"{self.name}: must hold at least one population of particles; received none. Add one.")
        total = fsum(p.share for p in self.populations)
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"{self.name}: the populations' shares must add up to 1; received {total:.6g}. Complete them.")
        if not 0.0 <= self.mixed_over < self.thickness:
            raise ValueError(
                f"mixed_over: must be less than the layer's thickness, {in_um(self.thickness)}, and not negative; "
                f"received {in_um(self.mixed_over)}. Choose a narrower blend."
            )

    @property
    def largest(self) -> float:
        """Largest diameter, m."""
        return max(p.sizes.largest for p in self.populations)

    @property
    def smallest(self) -> float:
        """Smallest diameter, m."""
        return min(p.sizes.smallest for p in self.populations)


@dataclass(frozen=True, slots=True)
class Binder:
    """Carbon and binder as a phase of its own: it fills the pore where two particles are nearest, as bridges at their contacts.

    Args:
        fraction: of the volume of each layer.
        name: of the phase.

    Raises:
        ValueError: a fraction outside (0, 1).
    """

    fraction: float
    name: str = "carbon-binder"

    def __post_init__(self) -> None:
        """Checks name and fraction."""
        named("binder", self.name)
        share_of_one("binder fraction", self.fraction)


@dataclass(frozen=True, slots=True)
class Coating:
    """A surface coating in patches.

    Args:
        material: name of the phase.
        coverage: share of the particles' free surface that it covers.
        thickness: of a patch, m.
        patch: width of a patch, m.

    Raises:
        ValueError: a coverage outside (0, 1], a length that is not positive.
    """

    material: str
    coverage: float
    thickness: float
    patch: float

    def __post_init__(self) -> None:
        """Checks the numbers of the coating."""
        named("coating", self.material)
        if not 0.0 < self.coverage <= 1.0:
            raise ValueError(f"coverage: must lie above 0 and not above 1; received {self.coverage!r}. Write 0.4 for 40 %.")
        positive("coating thickness", self.thickness, "m")
        positive("patch", self.patch, "m")


@dataclass(frozen=True, slots=True)
class Layered:
    """A packing of spheres in layers from the collector on, between a flat wall below and above, periodic at the sides.

    Args:
        layers: from the collector on.
        width: edge of the square base, m; met to the nearest whole voxel.
        voxel: edge of a voxel, m.
        binder: none where None.
        coating: none where None.
        overlap: largest depth by which two particles may be pressed into each other, over the sum of their radii. Their lost volume
            is given back by radii that grow; both are reported.
        name: of the volume.

    Raises:
        ValueError: an impossible number, a base too narrow for its particles, voxels too coarse for them, too many voxels.
    """

    layers: tuple[Layer, ...]
    width: float
    voxel: float
    binder: Binder | None = None
    coating: Coating | None = None
    overlap: float = 0.05
    name: str = "layered packing"

    def __post_init__(self) -> None:
        """Checks that the parts fit together."""
        named("name", self.name)
        if not self.layers:
            raise ValueError("layers: must be at least one; received none. Add a layer.")
        if self.layers[0].mixed_over:
            raise ValueError(
                f"mixed_over: must be 0 for the layer on the collector, which has none below; received {in_um(self.layers[0].mixed_over)}. "
                "State it for the layer above."
            )
        positive("voxel", self.voxel, "m")
        positive("width", self.width, "m")
        if not 0.0 <= self.overlap <= 0.2:
            raise ValueError(f"overlap: must lie between 0 and 0.2; received {self.overlap!r}. Beyond, particles are no spheres any more.")
        self._check_room()
        self._check_fractions()
        checked_size((self.thickness, self.width, self.width), self.voxel)

    @property
    def thickness(self) -> float:
        """Of all layers, m."""
        return fsum(layer.thickness for layer in self.layers)

    def _check_room(self) -> None:
        largest, smallest = (pick(getattr(one, size) for one in self.layers) for pick, size in ((max, "largest"), (min, "smallest")))
        if self.width < WIDEST * largest:
            raise ValueError(
                f"width: must be at least {WIDEST:g} times the largest diameter, {in_um(WIDEST * largest)}, so that no particle meets its "
                f"own image; received {in_um(self.width)}. Choose a wider base."
            )
        for layer in self.layers:
            if layer.thickness < layer.largest:
                raise ValueError(
                    f"{layer.name}: must be thicker than its largest particle, {in_um(layer.largest)}; received {in_um(layer.thickness)}. "
                    "Choose a thicker layer or smaller particles."
                )
        for below, layer in pairwise(self.layers):
            if layer.mixed_over > below.thickness:
                raise ValueError(
                    f"mixed_over: must not be more than the thickness of the layer below, {in_um(below.thickness)}; received "
                    f"{in_um(layer.mixed_over)} for {layer.name}. Choose a narrower blend."
                )
        if smallest < FEWEST_VOXELS * self.voxel:
            raise ValueError(
                f"voxel: must fit {FEWEST_VOXELS:g} times into the smallest particle, {in_um(smallest)}; received {in_um(self.voxel)}. "
                f"Choose at most {in_um(smallest / FEWEST_VOXELS)}, or larger particles."
            )
        if self.coating is not None and self.coating.thickness < self.voxel:
            raise ValueError(
                f"coating thickness: must be at least one voxel, {in_um(self.voxel)}; received {in_um(self.coating.thickness)}. "
                "Choose finer voxels or a thicker coating."
            )

    def _check_fractions(self) -> None:
        binder = self.binder.fraction if self.binder is not None else 0.0
        for layer in self.layers:
            if layer.porosity + binder >= 0.95:
                raise ValueError(
                    f"{layer.name}: porosity and binder must leave at least 5 % for particles; received {layer.porosity:.4g} and "
                    f"{binder:.4g}. Lower one of them."
                )


@dataclass(frozen=True, slots=True)
class Calendered:
    """A packing that is compressed between its walls, its particles free to rearrange; exactly one of porosity and thickness.

    Args:
        packing: before calendering.
        porosity: of the whole afterwards.
        thickness: of the whole afterwards, m.
        overlap: as of :class:`Layered`, after calendering: 0.01 for stiff particles, more for those that deform.

    Raises:
        ValueError: both or none stated, or nothing to compress.
    """

    packing: Layered
    porosity: float | None = None
    thickness: float | None = None
    overlap: float = 0.1

    def __post_init__(self) -> None:
        """Checks that one target is stated and that it compresses."""
        if (self.porosity is None) == (self.thickness is None):
            raise ValueError(
                f"calendered: must state exactly one of porosity and thickness; received {self.porosity} and {self.thickness}. Keep one."
            )
        if not 0.0 <= self.overlap <= 0.2:
            raise ValueError(f"overlap: must lie between 0 and 0.2; received {self.overlap!r}. Beyond, particles are no spheres any more.")
        if self.porosity is not None:
            share_of_one("calendered porosity", self.porosity)
            before = fsum(one.porosity * one.thickness for one in self.packing.layers) / self.packing.thickness
            if self.porosity >= before:
                raise ValueError(
                    f"calendered porosity: must be lower than before, {before:.4g}; received {self.porosity:.4g}. Calendering compresses."
                )
        if self.thickness is not None and not 0.0 < self.thickness < self.packing.thickness:
            raise ValueError(
                f"calendered thickness: must be less than before, {in_um(self.packing.thickness)}; received {in_um(self.thickness)}. "
                "Calendering compresses."
            )


def named(field: str, name: str) -> None:
    """Refuses an empty name.

    Raises:
        ValueError: naming `field`.
    """
    if not name.strip():
        raise ValueError(f"{field}: must have a name; received {name!r}. Write a word.")


def checked_size(lengths: tuple[float, float, float], voxel: float) -> tuple[int, int, int]:
    """Voxels along z, y, x.

    Raises:
        ValueError: an edge below one voxel, or more voxels than may be generated.
    """
    if not all(isfinite(length) and length >= voxel for length in lengths):
        raise ValueError(f"voxel: must fit into every edge, {in_um(min(lengths))}; received {in_um(voxel)}. Choose finer voxels.")
    nz, ny, nx = (round(length / voxel) for length in lengths)
    if nz * ny * nx > LARGEST_VOLUME:
        raise ValueError(
            f"voxel: must make at most 2^31 voxels; received {in_um(voxel)}, which makes {nz} x {ny} x {nx}. Choose a smaller volume."
        )
    return nz, ny, nx
