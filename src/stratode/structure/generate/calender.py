"""Calendering: a packing compressed between its walls, its particles free to rearrange.

Why an own relaxation and no discrete-element code: in a trial (4,000 frictionless spheres of two diameters, 2 : 1, periodic, compressed
from a solid fraction of 0.50) this one reached 0.60, 0.62 and 0.66 in 0.5, 0.7 and 2.4 CPU s without any overlap left. LAMMPS 2025.7
(`gran/hooke`, `fix deform`, viscous damping) took 1.9 to 2.4 CPU s with a largest overlap of 0, 0.01 and 1.2 % after 2 x 2,000 steps,
and 15 to 19 CPU s with 0.16 % at 0.66 after 2 x 20,000; its wheel needs an MPI library that it does not bring, and it is GPL.

The bed is compressed in small steps; after each the overlaps push the particles apart (`relaxation`), sideways too. What contacts
take of the particles' volume is given back by radii that grow, so that particles, coating and binder keep their volumes and only pore
is lost.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from math import ceil, log, pi

import numpy as np

from stratode.structure.generate.dressing import Dress, Dressed, as_volume, bridged, dressed
from stratode.structure.generate.layered import bed_met, dress_of, made_layers, packed
from stratode.structure.generate.made import Generated, Met, met_within
from stratode.structure.generate.packing import Bed
from stratode.structure.generate.statements import Calendered

STRAIN = 0.01  # of one step of compression
STEPS_ON_THE_WAY = 600  # of the descent, between two steps of compression
ROUNDS = 8
NEAR = 3e-4  # of the porosity
LARGEST_GROWTH = 1.06


def make_calendered(asked: Calendered, seed: int) -> Generated:
    """The packing that `asked` and `seed` describe, after calendering.

    Raises:
        ValueError: the packing, or the compression, cannot be attained, with what can.
    """
    packing = asked.packing
    dress = dress_of(packing, seed)
    bed, worn = packed(packing, dress)
    base = dress.shape[1] * dress.shape[2]
    coated = sum(worn.coated)
    solid = sum(worn.own) + coated + sum(dress.binder_counts)
    planes = _thinner(asked, solid / base, dress.planes)
    free = replace(bed, blends=tuple(bed.bounds[-1] for _ in bed.blends))  # layers give way as they can: inner planes hold nothing
    bed, attained = _compressed(free, planes[-1] * packing.voxel, asked, solid / base)
    pressed = replace(dress, shape=(planes[-1], *dress.shape[1:]), planes=planes, coating_count=coated if packing.coating else None)
    bed, worn = _with_volume_kept(bed, pressed, sum(worn.own) + coated)
    pressed = replace(pressed, planes=_planes_of_mass(worn, bed, pressed))
    labels = bridged(bed, pressed, worn.labels)
    layers = made_layers(bed, labels, pressed, tuple(layer.name for layer in packing.layers))
    met = [*_met(asked, float((labels == 0).mean()), planes[-1] * packing.voxel), *worn.met, *bed_met(bed, asked.overlap)]
    met.append(Met("volume of the solids over that before calendering", 1.0, float((labels != 0).sum()) / solid))
    if bed.contacts.largest > asked.overlap:
        raise ValueError(_refusal(asked.overlap, bed.contacts.largest, attained))
    volume = as_volume(labels, packing.voxel, packing.name, f"generated: calendered packing, seed {seed}", dress.phases)
    return Generated(volume, tuple(met), seed, bed.particles(), layers)


def _thinner(asked: Calendered, solid: float, planes: tuple[int, ...]) -> tuple[int, ...]:
    """Planes of the layers, voxels, compressed alike; `solid` is the height of the solids alone, voxels.

    Raises:
        ValueError: less than the solids take.
    """
    voxel = asked.packing.voxel
    height = solid / (1.0 - asked.porosity) if asked.porosity is not None else (asked.thickness or 0.0) / voxel
    if height < solid:
        raise ValueError(
            f"calendered thickness: must leave room for the solids, {1e6 * solid * voxel:.4g} um; received {1e6 * height * voxel:.4g} um. "
            "Choose a larger thickness."
        )
    count = round(height)
    return tuple(round(z * count / planes[-1]) for z in planes)


def _compressed(bed: Bed, height: float, asked: Calendered, solid: float) -> tuple[Bed, float | None]:
    """The bed compressed to `height`, m, step by step, and the last porosity on the way at which the overlap was allowed.

    Raises:
        ValueError: on the way particles are pressed into each other by more than twice what is allowed.
    """
    steps = max(1, ceil(log(bed.bounds[-1] / height) / STRAIN))
    factor = (height / bed.bounds[-1]) ** (1.0 / steps)
    attained = None
    for _ in range(steps):
        bed = bed.squeezed(factor).settled(STEPS_ON_THE_WAY)
        if bed.contacts.largest <= asked.overlap:
            attained = 1.0 - solid * asked.packing.voxel / bed.bounds[-1]
        elif bed.contacts.largest > 2.0 * asked.overlap + 0.02:
            raise ValueError(_refusal(asked.overlap, bed.contacts.largest, attained))
    return bed.settled(), attained


def _refusal(allowed: float, found: float, attained: float | None) -> str:
    reached = f"Attainable is a porosity of about {attained:.3f}. " if attained is not None else ""
    return (
        f"calendered: must be attainable; the particles would be pressed into each other by {found:.3f} of the sum of their radii, allowed "
        f"is {allowed:.3f}. {reached}Raise the porosity, or allow more overlap."
    )


def _with_volume_kept(bed: Bed, dress: Dress, goal: int) -> tuple[Bed, Dressed]:
    """The bed with radii grown until its particles and coating take `goal` voxels again."""
    best = (np.inf, bed, dressed(bed, dress))
    for _ in range(ROUNDS):
        worn = dressed(bed, dress)
        error = (goal - int((worn.labels != 0).sum())) / goal
        if abs(error) < best[0]:
            best = (abs(error), bed, worn)
        if abs(error) < NEAR:
            break
        bed = bed.grown(np.minimum(bed.growth * (1.0 + error / 3.0), LARGEST_GROWTH)).settled()
    return best[1], best[2]


def _planes_of_mass(worn: Dressed, bed: Bed, dress: Dress) -> tuple[int, ...]:
    """The planes, voxels, below which as much particle lies as the layers below them own."""
    spheres = np.bincount(bed.layer, weights=4.0 / 3.0 * pi * bed.radii**3)
    below = np.cumsum((worn.labels != 0).sum(axis=(1, 2)))
    shares = list(accumulate(spheres / spheres.sum()))[:-1]
    inner = [int(np.argmin(np.abs(below - share * below[-1]))) + 1 for share in shares]
    return (0, *inner, dress.planes[-1])


def _met(asked: Calendered, porosity: float, thickness: float) -> list[Met]:
    if asked.porosity is not None:
        remedy = "Choose finer voxels: the thickness is a whole number of them."
        return [
            met_within("porosity after calendering", asked.porosity, porosity, remedy),
            Met("thickness after calendering", None, thickness, "m"),
        ]
    return [Met("thickness after calendering", asked.thickness, thickness, "m"), Met("porosity after calendering", None, porosity)]
