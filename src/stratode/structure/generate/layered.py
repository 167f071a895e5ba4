"""Layered packings of spheres, their porosities met on the voxels layer by layer."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import pi

import numpy as np
from numpy.typing import NDArray

from stratode.structure.generate.dressing import Dress, Dressed, Phases, as_volume, bridged, dressed
from stratode.structure.generate.made import Generated, Made, MadeLayer, Met, fractions_of, met_within
from stratode.structure.generate.packing import Bed, drawn
from stratode.structure.generate.statements import Layered
from stratode.structure.volume import Labels

Shares = NDArray[np.float64]  # (layers,)

ROUNDS = 8  # of growing and resting
NEAR = 3e-4  # of a porosity, that ends the rounds
LARGEST_GROWTH = 1.06  # of a radius
HALVINGS = 6  # of the growth, to tell what is attainable


def make_layered(asked: Layered, seed: int) -> Generated:
    """The packing that `asked` and `seed` describe.

    Raises:
        ValueError: a porosity that cannot be met, with what is attainable.
    """
    dress = dress_of(asked, seed)
    bed, worn = packed(asked, dress)
    labels = bridged(bed, dress, worn.labels)
    layers = made_layers(bed, labels, dress, tuple(layer.name for layer in asked.layers))
    met = [*_met(asked, layers, dress.phases), *worn.met, *bed_met(bed, asked.overlap)]
    volume = as_volume(labels, asked.voxel, asked.name, f"generated: layered packing, seed {seed}", dress.phases)
    return Generated(volume, tuple(met), seed, bed.particles(), layers)


def dress_of(asked: Layered, seed: int) -> Dress:
    """Voxels, phases, coating and binder of a packing."""
    heights = np.cumsum([0.0, *(layer.thickness for layer in asked.layers)])
    planes = tuple(round(float(z) / asked.voxel) for z in heights)
    across = round(asked.width / asked.voxel)
    phases = Phases.of(tuple(p.material for layer in asked.layers for p in layer.populations), asked.coating, asked.binder)
    share = asked.binder.fraction if asked.binder is not None else 0.0
    counts = tuple(round(share * (stop - start) * across**2) for start, stop in pairwise(planes))
    return Dress(phases, asked.coating, asked.binder, counts, (planes[-1], across, across), planes, seed)


def packed(asked: Layered, dress: Dress) -> tuple[Bed, Dressed]:
    """Spheres at rest that meet the layers' porosities, and their labels with coating.

    Radii grow or shrink a little, layer by layer, until the voxels of its particles are as many as they should be (contacts take some,
    a coating takes what it takes); inner planes shift until as much reaches across them from below as from above.

    Raises:
        ValueError: the spheres would have to be pressed into each other more than is allowed.
    """
    binder = asked.binder.fraction if asked.binder is not None else 0.0
    goals = np.array([1.0 - layer.porosity - binder for layer in asked.layers])
    bed = _drawn(asked, dress, goals)
    best = (np.inf, bed, dressed(bed, dress))
    for _ in range(ROUNDS):
        bed = bed.settled()
        worn = dressed(bed, dress)
        error = goals - np.array(worn.taken)
        worst = float(np.abs(error).max())
        if worst < best[0]:
            best = (worst, bed, worn)
        if worst < NEAR or bed.contacts.largest > 2.0 * asked.overlap + 0.02:
            break
        bed = _corrected(bed, worn, goals, error, np.diff(dress.planes) / dress.shape[0])
    _, bed, worn = best
    if bed.contacts.largest > asked.overlap:
        raise ValueError(_attainable(bed, dress, asked.overlap, binder))
    return own_volume(bed, worn, asked.voxel), worn


def _corrected(bed: Bed, worn: Dressed, goals: Shares, error: Shares, heights: Shares) -> Bed:
    """The bed with radii nearer to what their layer should hold, and planes nearer to where what crosses them evens out.

    Args:
        bed: at rest.
        worn: its labels.
        goals: share of each layer that particles and coating should take.
        error: what they lack.
        heights: of the layers over the whole.
    """
    size = heights * worn.labels.size
    should = np.maximum(goals * size - np.array(worn.coated), 1.0)
    growth = bed.growth * np.cbrt(should / np.array(worn.own))[bed.layer]
    lacking = np.cumsum(error * heights)[:-1] * bed.bounds[-1]  # m of solid, below each inner plane
    own = should / size
    across = lacking - np.cumsum((should - np.array(worn.own)) / worn.labels.size)[:-1] * bed.bounds[-1]
    return bed.grown(np.minimum(growth, LARGEST_GROWTH)).shifted(-across / (0.5 * (own[:-1] + own[1:])))


def _drawn(asked: Layered, dress: Dress, goals: Shares) -> Bed:
    """Spheres for the goals, less what a first draw says that their coating takes."""
    bounds = tuple(z * asked.voxel for z in dress.planes)
    width = dress.shape[2] * asked.voxel
    bed = drawn(asked.layers, bounds, tuple(goals), width, dress.seed)
    if asked.coating is None:
        return bed
    shells = 4.0 / 3.0 * pi * ((bed.radii + asked.coating.thickness) ** 3 - bed.radii**3)
    own, shell = (np.bincount(bed.layer, weights=w) for w in (4.0 / 3.0 * pi * bed.radii**3, shells))
    open_to_pore = 1.0 - 0.5 * goals  # of a shell; the rest lies in neighbours
    particle = own / (own + asked.coating.coverage * open_to_pore * shell)
    return drawn(asked.layers, bounds, tuple(goals * particle), width, dress.seed)


def own_volume(bed: Bed, worn: Dressed, voxel: float) -> Bed:
    """The bed with undeformed radii whose spheres have the volume that each layer's particles have on the voxels."""
    spheres = np.bincount(bed.layer, weights=4.0 / 3.0 * pi * bed.radii**3, minlength=len(worn.own))
    factor = np.cbrt(np.array(worn.own) * voxel**3 / spheres)[bed.layer]
    return replace(bed, radii=bed.radii * factor, growth=bed.growth / factor)


def _attainable(bed: Bed, dress: Dress, overlap: float, binder: float) -> str:
    """What to tell when spheres do not pack so densely: the porosities at which the overlap is allowed."""
    low, high = 0.8, 1.0
    found = bed
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        tried = bed.grown(middle * bed.growth).settled()
        low, high = (middle, high) if tried.contacts.largest <= overlap else (low, middle)
        found = tried if tried.contacts.largest <= overlap else found
    taken = dressed(found, dress).taken
    porosities = ", ".join(f"{max(1.0 - share - binder, 0.0):.3f}" for share in taken)
    return (
        f"porosity: must be attainable; these spheres would have to overlap by {bed.contacts.largest:.3f} of the sum of their radii, "
        f"allowed is {overlap:.3f}. Attainable porosities, layer by layer, are about {porosities}. Raise the porosity, allow more overlap, "
        "choose a wider distribution of sizes, or calender."
    )


def made_layers(bed: Bed, labels: Labels, dress: Dress, names: tuple[str, ...]) -> tuple[MadeLayer, ...]:
    """What each layer has become."""
    voxel = bed.width / dress.shape[2]
    found = []
    for k, (name, (start, stop)) in enumerate(zip(names, pairwise(dress.planes), strict=True)):
        fractions = fractions_of(labels[start:stop])
        cubes, squares = bed.radii**3, bed.radii**2
        populations = []
        for p in np.unique(bed.population[bed.layer == k]):
            own = bed.population == p
            share = float(cubes[own].sum() / cubes[bed.layer == k].sum())
            radius = float(cubes[own].sum() / squares[own].sum())
            populations.append(Made(bed.materials[p], dress.phases.of_population[p], share, radius, int(own.sum())))
        porosity = dict(fractions).get(0, 0.0)
        found.append(MadeLayer(name, start, stop, start * voxel, stop * voxel, porosity, fractions, tuple(populations)))
    return tuple(found)


def _met(asked: Layered, layers: tuple[MadeLayer, ...], phases: Phases) -> list[Met]:
    """Porosity, binder and thickness of each layer."""
    found = []
    for stated, made in zip(asked.layers, layers, strict=True):
        remedy = "Choose finer voxels, or a wider base."
        found.append(met_within(f"porosity of layer {made.name}", stated.porosity, made.porosity, remedy))
        found.append(Met(f"thickness of layer {made.name}", stated.thickness, made.top - made.bottom, "m"))
        if asked.binder is not None:
            got = dict(made.fractions).get(phases.binder, 0.0)
            found.append(met_within(f"{asked.binder.name} in layer {made.name}", asked.binder.fraction, got, remedy))
        for population, as_made in zip(stated.populations, made.populations, strict=False):
            found.append(Met(f"share of {as_made.material} in the particles of layer {made.name}", population.share, as_made.share))
    return found


def bed_met(bed: Bed, overlap: float) -> list[Met]:
    """How far the particles are pressed into each other."""
    return [
        Met("largest overlap of two particles (over the sum of their radii, allowed)", overlap, bed.contacts.largest),
        Met("mean overlap of the contacts", None, bed.contacts.mean),
        Met("largest growth of a radius", None, float(bed.growth.max()) - 1.0),
    ]
