"""Surfaces, sizes and lengths of a volume's phases, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from stratode.structure.geometry.chords import Chords, chord_lengths
from stratode.structure.geometry.distances import Distribution, pore_sizes
from stratode.structure.geometry.particles import particle_sizes
from stratode.structure.geometry.surface import Surface, interface, specific_surface
from stratode.structure.volume import Volume

MOST_PHASES = 6  # that are all measured; of more, as in a volume of numbered particles, only those that conduct


@dataclass(frozen=True, slots=True, eq=False)
class Grains:
    """The particles of a phase, in short.

    Args:
        by_volume: diameters of spheres of the same volume.
        count: whole particles that were measured.
        cut: particles that the volume's faces cut: not measured.
    """

    by_volume: Distribution
    count: int
    cut: int


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Surfaces, sizes and lengths; empty where one phase fills the volume.

    Args:
        surfaces: of each phase towards all others.
        interfaces: (conducting phase, other phase) -> the surface where they touch; only where there are more than two phases.
        openings: of each conducting phase the continuous size distribution, by volume.
        grains: of each other phase its particles.
        chords: of each phase along each axis asked for.
    """

    surfaces: Mapping[int, Surface]
    interfaces: Mapping[tuple[int, int], Surface]
    openings: Mapping[int, Distribution]
    grains: Mapping[int, Grains]
    chords: tuple[Chords, ...]


def shapes(
    volume: Volume, phases: Sequence[int], conducting: Sequence[int], axes: Sequence[str], progress: Callable[[float], None]
) -> Shapes:
    """Measure every phase.

    Args:
        volume: labels.
        phases: labels that occur.
        conducting: those of them that conduct.
        axes: for the chords.
        progress: called with the share done.
    """
    if len(phases) < 2:
        return Shapes({}, {}, {}, {}, ())
    few = len(phases) <= MOST_PHASES
    measured = phases if few else conducting
    surfaces, openings, grains = {}, {}, {}
    for i, phase in enumerate(measured):
        surfaces[phase] = specific_surface(volume, phase)
        progress((i + 0.3) / len(measured))
        if phase in conducting:
            openings[phase] = pore_sizes(volume, phase)
        else:
            found = particle_sizes(volume, phase)
            grains[phase] = Grains(found.by_volume, found.count, found.cut)
        progress((i + 1) / len(measured))
    pairs = [(mine, other) for mine in conducting for other in phases if other not in conducting] if few and len(phases) > 2 else []
    touching = {pair: interface(volume, *pair) for pair in pairs}
    return Shapes(surfaces, touching, openings, grains, tuple(chord_lengths(volume, phase, axis) for phase in measured for axis in axes))
