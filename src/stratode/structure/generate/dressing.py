"""A bed of spheres as labels, with its coating in patches and its binder as bridges at contacts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.packing.draw import two_nearest
from stratode.structure.generate.fields import smooth_field
from stratode.structure.generate.made import Met, met_within
from stratode.structure.generate.packing import Bed
from stratode.structure.generate.statements import Binder, Coating
from stratode.structure.volume import Labels, Volume

FIRST_REACH = 0.5  # mean radii from a surface that binder is looked for
FARTHEST_REACH = 4.0
PERIODIC = (False, True, True)


@dataclass(frozen=True, slots=True)
class Phases:
    """Labels of a packing: 0 pore, then the materials of the particles, coating, binder; one name is one label.

    Args:
        names: of all labels.
        of_population: label of each population's material.
        coating, binder: their labels; 0 where there is none.
    """

    names: dict[int, str]
    of_population: tuple[int, ...]
    coating: int
    binder: int

    @classmethod
    def of(cls, materials: tuple[str, ...], coating: Coating | None, binder: Binder | None) -> Phases:
        """For populations of these materials."""
        others = [*([coating.material] if coating else []), *([binder.name] if binder else [])]
        labels = {name: label for label, name in enumerate(dict.fromkeys([*materials, *others]), 1)}
        names = {0: "pore"} | {label: name for name, label in labels.items()}
        own = tuple(labels[name] for name in materials)
        return cls(names, own, labels[coating.material] if coating else 0, labels[binder.name] if binder else 0)


@dataclass(frozen=True, slots=True, eq=False)
class Dress:
    """What a bed is dressed with, on which voxels.

    Args:
        phases: labels.
        coating, binder: none where None.
        binder_counts: voxels of binder in each layer.
        shape: voxels along z, y, x.
        planes: of the layers, in voxels from 0.
        seed: of the patches.
        coating_count: voxels of coating; None: as many as its coverage takes.
    """

    phases: Phases
    coating: Coating | None
    binder: Binder | None
    binder_counts: tuple[int, ...]
    shape: tuple[int, int, int]
    planes: tuple[int, ...]
    seed: int
    coating_count: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Dressed:
    """The labels, without binder yet, and what of each layer they take.

    Args:
        labels: (nz, ny, nx).
        taken: share of each layer's voxels that is particle or coating.
        own: voxels of each layer's own particles, wherever they are.
        coated: voxels of coating in each layer.
        met: coverage asked and found.
    """

    labels: Labels
    taken: tuple[float, ...]
    own: tuple[int, ...]
    coated: tuple[int, ...]
    met: tuple[Met, ...]


def dressed(bed: Bed, dress: Dress) -> Dressed:
    """The bed as labels with its coating; the binder comes last, by :func:`bridged`, when all else is met."""
    owner = bed.owners(dress.shape)
    inside = owner >= 0
    labels = np.zeros(dress.shape, np.uint8)
    labels[inside] = np.array(dress.phases.of_population, np.uint8)[bed.population[owner[inside]]]
    own = np.bincount(bed.layer[owner[inside]], minlength=len(dress.planes) - 1)
    met: tuple[Met, ...] = ()
    if dress.coating is not None:
        met = (_coat(bed, dress, dress.coating, labels),)
    slabs = [labels[start:stop] for start, stop in pairwise(dress.planes)]
    taken = tuple(float((slab != 0).mean()) for slab in slabs)
    coated = tuple(int((slab == dress.phases.coating).sum()) if dress.coating is not None else 0 for slab in slabs)
    return Dressed(labels, taken, tuple(int(n) for n in own), coated, met)


def _coat(bed: Bed, dress: Dress, coating: Coating, labels: Labels) -> Met:
    """Put the coating into `labels`, where noise at the nearest point of the surface is highest.

    Coverage is counted in voxel faces between particle and pore.

    Raises:
        ValueError: the coverage cannot be met.
    """
    particle = labels != 0
    faces = _faces(particle)
    near, foot = _feet(bed, dress, coating.thickness, ~particle)
    random = np.random.default_rng([dress.seed, 1])
    voxel = bed.width / dress.shape[2]
    length = max(coating.patch / 4.0 / voxel, 0.5)  # the field's own patches are about four lengths wide
    value = smooth_field(dress.shape, (length,) * 3, random).ravel()[foot]
    weight = faces.ravel()[near].astype(np.int64)
    order = np.argsort(-value, kind="stable")
    sums = np.cumsum(weight[order])
    last = int(np.searchsorted(sums, coating.coverage * sums[-1] - 0.5 * weight.max())) + 1 if coating.coverage < 1.0 else order.size
    covered = order[: last if dress.coating_count is None else dress.coating_count]
    labels.ravel()[near[covered]] = dress.phases.coating
    got = float(weight[covered].sum() / sums[-1])
    if dress.coating_count is not None:
        return Met(f"coverage by {coating.material}", None, got)
    return met_within(f"coverage by {coating.material}", coating.coverage, got, "Choose finer voxels or smaller patches.", 0.01)


def _faces(particle: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """(nz, ny, nx): how many faces each pore voxel shares with particles; the sides are periodic, the ends closed."""
    count = np.zeros(particle.shape, np.uint8)
    for axis in (1, 2):
        for way in (-1, 1):
            count += np.roll(particle, way, axis)
    count[1:] += particle[:-1]
    count[:-1] += particle[1:]
    count[particle] = 0
    return count


def _feet(bed: Bed, dress: Dress, reach: float, pore: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Flat indices of the pore voxels within `reach` of a surface, and of the voxels that the nearest points of it lie in."""
    gap, _, owner, _ = nearest(bed, dress.shape, reach)
    near = np.flatnonzero((pore & (owner >= 0) & (gap < reach)).ravel())
    sphere = owner.ravel()[near]
    edges = np.array([bed.bounds[-1], bed.width, bed.width]) / dress.shape
    at = (np.column_stack(np.unravel_index(near, dress.shape)) + 0.5) * edges
    apart = at - bed.centres[sphere]
    apart[:, 1:] -= bed.width * np.round(apart[:, 1:] / bed.width)
    apart *= (bed.drawn_radii[sphere] / np.sqrt((apart**2).sum(axis=1)))[:, None]
    index = np.floor((bed.centres[sphere] + apart) / edges).astype(np.intp)
    index[:, 0] = np.clip(index[:, 0], 0, dress.shape[0] - 1)
    index[:, 1:] %= np.array(dress.shape[1:])
    return near, np.ravel_multi_index((index[:, 0], index[:, 1], index[:, 2]), dress.shape)


def nearest(
    bed: Bed, shape: tuple[int, int, int], reach: float
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
    """Per voxel the distances, m, to the two nearest surfaces within `reach`, m, and whose they are (-1: none)."""
    gap, other_gap = np.empty(shape, np.float32), np.empty(shape, np.float32)
    owner, other = np.empty(shape, np.int32), np.empty(shape, np.int32)
    radii = bed.drawn_radii
    unit = float(radii.mean())
    edges = np.array([bed.bounds[-1], bed.width, bed.width]) / shape / unit
    two_nearest(bed.centres / unit, radii / unit, edges, np.array(PERIODIC), reach / unit, gap, other_gap, owner, other)
    gap *= unit
    other_gap *= unit
    return gap, other_gap, owner, other


def bridged(bed: Bed, dress: Dress, labels: Labels) -> Labels:
    """The labels with each layer's count of binder voxels, where the distances to the two nearest particles add up to least.

    Along the way to either of the two surfaces that sum does not rise, so that every bridge reaches both.

    Raises:
        ValueError: there is not so much pore near two particles.
    """
    if dress.binder is None:
        return labels
    whole = labels.copy()
    reach = FIRST_REACH * float(bed.drawn_radii.mean())
    while not _bridge(bed, dress, whole, reach):
        reach *= 1.6
        if reach > FARTHEST_REACH * float(bed.drawn_radii.max()):
            raise ValueError(
                f"binder fraction: must find room between particles; {dress.binder.fraction:.4g} of the volume is more than the pore near "
                "two of them. Lower it, or raise the share of particles."
            )
    return whole


def _bridge(bed: Bed, dress: Dress, labels: Labels, reach: float) -> bool:
    """Fill `labels` with binder; False, and nothing done, where a layer has too little pore whose distances add up to `reach`."""
    gap, other_gap, _, other = nearest(bed, dress.shape, reach)
    gap += other_gap
    gap[(labels != 0) | (other < 0)] = np.inf
    filled = []
    for (start, stop), count in zip(pairwise(dress.planes), dress.binder_counts, strict=True):
        values = gap[start:stop].ravel()
        if count > int((values <= reach).sum()):
            return False
        order = np.argpartition(values, count - 1)[:count] if count else np.empty(0, np.intp)
        filled.append(order)
    for (start, stop), order in zip(pairwise(dress.planes), filled, strict=True):
        labels[start:stop].reshape(-1)[order] = dress.phases.binder
    return True


def as_volume(labels: Labels, voxel: float, name: str, source: str, phases: Phases) -> Volume:
    """The labels as a volume with named phases."""
    return Volume(labels, (voxel, voxel, voxel), name, source, phases.names)
