"""Everything a volume is asked at once: fractions, transport with its two errors, surfaces, sizes, chords, and what was asked beside."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stratode.structure.asked import Request
from stratode.structure.geometry.chords import Chords, chord_lengths
from stratode.structure.geometry.fractions import FractionProfile, fraction_profile, fractions
from stratode.structure.geometry.surface import Surface, interface, specific_surface
from stratode.structure.transport.fields import fields
from stratode.structure.transport.parts import Fields
from stratode.structure.transport.resolution import Resolved, resolved
from stratode.structure.volume import AXES, Volume

Progress = Callable[[float, str], None]
MOST_PHASES = 6  # whose surfaces, sizes and chords are all measured


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Surfaces and lengths of the phases.

    Args:
        surfaces: of each phase towards all others.
        interfaces: (conducting phase, other phase) -> the surface where they touch; only where there are more than two phases.
        chords: of each phase along each axis asked for.
    """

    surfaces: Mapping[int, Surface]
    interfaces: Mapping[tuple[int, int], Surface]
    chords: tuple[Chords, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What a volume answered; a part that was not asked is None.

    Args:
        volume: what was asked.
        request: what it was asked.
        fractions: volume fraction of every label that occurs.
        profile: the same plane by plane along z.
        along: transport along each axis asked for.
        shapes: surfaces and lengths of the phases.
        fields: potential and flux along the first axis.
        cpu_s: CPU time of everything, s, over all threads.
    """

    volume: Volume
    request: Request
    fractions: Mapping[int, float]
    profile: FractionProfile
    along: Mapping[str, Resolved]
    shapes: Shapes | None
    fields: Fields | None
    cpu_s: float

    @property
    def anisotropy(self) -> float | None:
        """Flux through the thickness (z) over the mean of those in the plane, less 1; None where one was not asked or none flows.

        Under equal differences of concentration over equal lengths, which makes it a ratio of effective diffusivities; huang2021 reports
        +81 % so (section on ion transport simulations, Figure 5c).
        """
        if not set(self.along) >= set(AXES):
            return None
        through, *across = (self.along[axis].smoothed.d_eff for axis in AXES)
        mean = sum(across) / len(across)
        return through / mean - 1.0 if mean > 0.0 else None


def analyse(volume: Volume, request: Request, progress: Progress) -> Analysis:
    """Ask a volume everything in `request`.

    Args:
        volume: labelled; the phases that are to conduct must occur.
        request: what to ask.
        progress: called with (share done, what is under way).

    Raises:
        ValueError: as the computations asked for.
    """
    began = time.process_time()
    steps = _Steps(progress, len(request.axes) + 1 + request.geometry + request.fields)
    steps.begin("fractions")
    shares, profile = fractions(volume), fraction_profile(volume)
    same: Any = {"periodic_sides": request.periodic_sides, "error": request.error, "threads": request.threads}
    along = {}
    for axis in request.axes:
        inner = steps.begin(f"transport along {axis}")
        along[axis] = resolved(volume, request.conducting, axis, progress=inner, **same)
    shapes = _shapes(volume, request, tuple(shares), steps) if request.geometry else None
    flowing = [axis for axis in request.axes if along[axis].plain.d_eff > 0.0]
    found = None
    if request.fields and flowing:
        inner = steps.begin(f"fields along {flowing[0]}")
        found = fields(volume, request.conducting, flowing[0], progress=inner, **same)
    progress(1.0, "done")
    return Analysis(volume, request, shares, profile, along, shapes, found, time.process_time() - began)


def _shapes(volume: Volume, request: Request, phases: tuple[int, ...], steps: _Steps) -> Shapes:
    """Surfaces and lengths of every phase; of more phases than an electrode has, those of the conducting ones alone."""
    inner = steps.begin("surfaces and lengths")
    measured = phases if len(phases) <= MOST_PHASES else request.phases
    surfaces = {}
    for i, phase in enumerate(measured):
        inner(i / len(measured))
        surfaces[phase] = specific_surface(volume, phase)
    touching = {}
    if 2 < len(phases) <= MOST_PHASES:
        pairs = [(mine, other) for mine in request.phases for other in phases if other not in request.phases]
        touching = {pair: interface(volume, *pair) for pair in pairs}
    chords = tuple(chord_lengths(volume, phase, axis) for phase in measured for axis in request.axes)
    return Shapes(surfaces, touching, chords)


class _Steps:
    """Progress over steps that count alike."""

    def __init__(self, progress: Progress, count: int) -> None:
        self.progress = progress
        self.count = count
        self.done = -1

    def begin(self, doing: str) -> Callable[[float], None]:
        """The next step: tells it, and hands out a callback for its own share done."""
        self.done += 1
        before = self.done
        self.progress(before / self.count, doing)
        return lambda share: self.progress((before + min(share, 1.0)) / self.count, doing)
