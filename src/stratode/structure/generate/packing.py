"""Spheres of layers: drawn, placed, brought to rest, and drawn into voxels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import pi

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.packing.draw import fill
from stratode.structure.generate.made import Particles
from stratode.structure.generate.relaxation import MOST_STEPS, Array, Box, Contacts, rested
from stratode.structure.generate.statements import Layer

Owner = NDArray[np.int32]
Edges = tuple[float, float, float]  # of a voxel along z, y, x, m


@dataclass(frozen=True, slots=True, eq=False)
class Bed:
    """Spheres between two walls, in layers.

    Args:
        centres: (n, 3), m.
        radii: (n,), of the undeformed spheres, m.
        growth: (n,), factor on the radii that gives back what contacts take.
        population: (n,), counted through all layers.
        layer: (n,).
        bounds: planes of the layers, m, from 0 to the thickness.
        blends: half the width over which each inner plane is blurred, m.
        shifts: of the inner planes that hold centres, m, against what reaches across more from one side than from the other.
        width: of the base, m.
        materials: of the populations.
        contacts: of the grown spheres.
    """

    centres: Array
    radii: Array
    growth: Array
    population: NDArray[np.int32]
    layer: NDArray[np.int32]
    bounds: tuple[float, ...]
    blends: tuple[float, ...]
    shifts: tuple[float, ...]
    width: float
    materials: tuple[str, ...]
    contacts: Contacts

    @property
    def drawn_radii(self) -> Array:
        """Radii (n,) as drawn into voxels, m."""
        return self.radii * self.growth

    def box(self) -> Box:
        """The room of each sphere: walls hold its surface, inner planes only its centre, as far as they are sharp."""
        radii = self.drawn_radii
        bottom, top = np.array(self.bounds[:-1]), np.array(self.bounds[1:])
        bottom[1:] += np.array(self.shifts) - np.array(self.blends)
        top[:-1] += np.array(self.shifts) + np.array(self.blends)
        lowest = np.maximum(bottom[self.layer], radii)
        highest = np.minimum(top[self.layer], self.bounds[-1] - radii)
        return Box((self.bounds[-1], self.width, self.width), lowest, highest)

    def settled(self, steps: int = MOST_STEPS) -> Bed:
        """The same with its overlaps pushed apart, in at most so many steps of the descent."""
        centres, found = rested(self.centres, self.drawn_radii, self.box(), steps)
        return replace(self, centres=centres, contacts=found)

    def grown(self, growth: Array) -> Bed:
        """The same with other factors on the radii."""
        return replace(self, growth=growth)

    def shifted(self, ways: Array) -> Bed:
        """The same with its inner planes moved by `ways` (layers - 1,), m; each layer's spheres stretch with it."""
        planes = np.array(self.bounds) + np.array([0.0, *self.shifts, 0.0])
        moved = planes + np.array([0.0, *ways, 0.0])
        bottom, stretch = planes[self.layer], (np.diff(moved) / np.diff(planes))[self.layer]
        centres = self.centres.copy()
        centres[:, 0] = moved[self.layer] + (centres[:, 0] - bottom) * stretch
        return replace(self, centres=centres, shifts=tuple(float(s + way) for s, way in zip(self.shifts, ways, strict=True)))

    def squeezed(self, factor: float) -> Bed:
        """The same with all heights multiplied by `factor`."""
        centres = self.centres.copy()
        centres[:, 0] *= factor
        return replace(self, centres=centres, bounds=tuple(factor * z for z in self.bounds))

    def particles(self) -> Particles:
        """The spheres as values for others."""
        radii = self.drawn_radii
        found = self.contacts
        return Particles(self.centres, self.radii, radii, self.population, self.layer, self.materials, found.largest, found.mean)

    def owners(self, shape: tuple[int, int, int]) -> Owner:
        """Index (nz, ny, nx) of the sphere that each voxel's centre lies in, -1 where in none."""
        owner, power = np.empty(shape, np.int32), np.empty(shape, np.float32)
        radii = self.drawn_radii
        unit = float(radii.mean())
        edges = np.array([self.bounds[-1], self.width, self.width]) / shape / unit
        fill(self.centres / unit, radii / unit, edges, np.array([False, True, True]), owner, power)
        return owner


def drawn(layers: tuple[Layer, ...], bounds: tuple[float, ...], solids: tuple[float, ...], width: float, seed: int) -> Bed:
    """Spheres of the stated sizes at random places, overlapping still.

    Args:
        layers: from the collector on.
        bounds: planes between them, m.
        solids: share of each layer's volume that its spheres take; the radii of a population are scaled alike to meet it.
        width: of the base, m.
        seed: of all random numbers.

    Raises:
        ValueError: a layer too small for the sizes of a population.
    """
    random = np.random.default_rng(seed)
    blends = tuple(0.5 * layer.mixed_over for layer in layers[1:])
    radii, population, belongs, centres = [], [], [], []
    count = 0
    for k, (layer, (bottom, top), solid) in enumerate(zip(layers, pairwise(bounds), solids, strict=True)):
        volume = solid * (top - bottom) * width**2
        own = [_scaled(p.sizes.draw(p.share * volume, random), p.share * volume, f"{layer.name}: {p.material}") for p in layer.populations]
        kinds = np.repeat(np.arange(count, count + len(own)), [r.size for r in own])
        count += len(own)
        r = np.concatenate(own)
        below = blends[k - 1] if k else 0.0
        above = blends[k] if k < len(blends) else 0.0
        z = _heights(r.size, bottom, top, below, above, random)
        centres.append(np.column_stack([z, width * random.random((r.size, 2))]))
        radii.append(r)
        population.append(kinds)
        belongs.append(np.full(r.size, k))
    whole = np.concatenate(radii)
    nothing = Contacts(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))
    materials = tuple(p.material for layer in layers for p in layer.populations)
    indices = (np.concatenate(population).astype(np.int32), np.concatenate(belongs).astype(np.int32))
    return Bed(
        np.concatenate(centres), whole, np.ones_like(whole), *indices, bounds, blends, (0.0,) * len(blends), width, materials, nothing
    )


MOST_SCALED = 0.06  # of the radii


def _scaled(radii: Array, volume: float, name: str) -> Array:
    """Radii scaled alike so that the spheres' volume is `volume`: only whole spheres can be drawn.

    Raises:
        ValueError: that takes more than MOST_SCALED.
    """
    factor = float((volume / (4.0 / 3.0 * pi * (radii**3).sum())) ** (1.0 / 3.0))
    if abs(factor - 1.0) > MOST_SCALED:
        raise ValueError(
            f"{name}: must have room for whole particles of its sizes; {radii.size} of them would have to be scaled by "
            f"{factor:.3f} to make the stated porosity and share. Choose a wider base, a thicker layer or smaller particles."
        )
    return radii * factor


def _heights(n: int, bottom: float, top: float, below: float, above: float, random: np.random.Generator) -> Array:
    """Heights (n,), m, uniform between two planes, with ramps of half width `below` and `above` where those are blurred.

    A uniform variable moved by a uniform one of the ramp's width has just such a density.
    """
    share = (random.permutation(n) + random.random(n)) / max(n, 1)
    z = bottom + (top - bottom) * share
    nearer = z < 0.5 * (bottom + top)
    return np.asarray(z + np.where(nearer, below, above) * random.uniform(-1.0, 1.0, n))
