"""Everything a volume is asked at once: fractions, transport with its two errors, surfaces, sizes, chords, and what was asked beside."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.errors import refused
from stratode.structure.asked import Request
from stratode.structure.cost import available, measuring
from stratode.structure.geometry.fractions import FractionProfile, fraction_profile, fractions
from stratode.structure.geometry.representative import SMALLEST, Representative, representative
from stratode.structure.shapes import Shapes, shapes
from stratode.structure.transport.effective import effective
from stratode.structure.transport.electrode import electrode_tortuosity
from stratode.structure.transport.fields import fields
from stratode.structure.transport.parts import Conducting, Fields, Smoothed
from stratode.structure.transport.profile import TauProfile, tau_profile
from stratode.structure.transport.resolution import Resolved, resolved
from stratode.structure.transport.tensor import tensor
from stratode.structure.volume import AXES, Volume

Progress = Callable[[float, str], None]
SCATTER_PARTS = (2, 3, 4)  # along every edge, of which the effective diffusivity is computed
SCATTER_ERROR = 1e-2  # of each; far below the scatter itself
DRAWN_VOXELS = 2**24  # whose flux a report draws at most; of a larger volume its middle


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Potential and flux, and the volume they belong to: the whole, or its middle where the whole is too large to draw."""

    volume: Volume
    fields: Fields


@dataclass(frozen=True, slots=True, eq=False)
class Scatter:
    """How much sub-volumes differ, and what that says of the whole.

    Args:
        fraction: of what conducts, by volume.
        d_eff: effective over intrinsic diffusivity along `axis`, plain voxels, open sides; 0 where a part does not percolate.
        axis: "z", "y" or "x".
    """

    fraction: Representative
    d_eff: Representative
    axis: str


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What a volume answered; a part that was not asked, or that has no answer, is None or empty.

    Args:
        volume: what was asked.
        request: what it was asked.
        fractions: volume fraction of every label that occurs.
        profile: the same plane by plane along z.
        along: transport along each axis asked for.
        shapes: surfaces, sizes and lengths of the phases.
        tau_profile: tortuosity through the thickness, along the first axis that percolates.
        flow: potential and flux along the same axis.
        electrode: the tortuosity that a blocking electrode's impedance shows, along each axis; inf where ions reach no pore.
        scatter: over sub-volumes, of the first axis that percolates.
        tensor: (3, 3) effective over intrinsic diffusivity along z, y, x, with periodic sides and smoothed faces.
        cpu_s: CPU time of everything, s, over all threads.
    """

    volume: Volume
    request: Request
    fractions: Mapping[int, float]
    profile: FractionProfile
    along: Mapping[str, Resolved]
    shapes: Shapes | None
    tau_profile: TauProfile | None
    flow: Flow | None
    electrode: Mapping[str, float]
    scatter: Scatter | None
    tensor: NDArray[np.float64] | None
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
        NotConverged: a solver error that is not reached.
    """
    began = time.process_time()
    steps = _Steps(progress, request)
    steps.begin("fractions")
    shares, profile = fractions(volume), fraction_profile(volume)
    if request.electrode and set(shares) <= set(request.phases):
        raise refused("electrode", "must be asked of pores that have walls", "a volume that conducts everywhere", "Leave it out.")
    _check(volume, request, shares)
    steps.begin("compiling the solver, once on a machine")
    _compile(request)
    asked: Any = {"periodic_sides": request.periodic_sides, "error": request.error, "threads": request.threads}
    along = _transport(volume, request, asked, steps)
    shaped = None
    if request.geometry:
        shaped = shapes(volume, tuple(shares), request.phases, request.axes, steps.begin("surfaces and sizes"))
    flowing = next((axis for axis in request.axes if along[axis].plain.d_eff > 0.0), None)
    found = Analysis(
        volume=volume,
        request=request,
        fractions=shares,
        profile=profile,
        along=along,
        shapes=shaped,
        tau_profile=_through(volume, request, flowing, asked, steps),
        flow=_flow(volume, request, flowing, asked, steps),
        electrode=_electrode(volume, request, asked, steps),
        scatter=_scatter(volume, request, flowing, steps),
        tensor=_tensor(volume, request, steps),
        cpu_s=time.process_time() - began,
    )
    progress(1.0, "done")
    return found


def _check(volume: Volume, request: Request, shares: Mapping[int, float]) -> None:
    """Stops before anything long where a part of the request has no answer on this volume."""
    if request.representative and min(volume.shape) < SCATTER_PARTS[1] * SMALLEST:
        rule = f"must be asked of at least {SCATTER_PARTS[1] * SMALLEST} voxels along every axis"
        raise refused("representative", rule, " x ".join(map(str, volume.shape)), "Leave it out, or take a larger volume.")
    if request.electrode and set(shares) <= set(request.phases):
        raise refused("electrode", "must be asked of pores that have walls", "pores alone", "Leave it out, or check the phases.")


def _transport(volume: Volume, request: Request, asked: Any, steps: _Steps) -> Mapping[str, Resolved]:
    """Transport along each axis; the axes at once where there are cores and memory for it, since coarse levels keep one thread only."""
    cores = request.threads or os.cpu_count() or 1
    at_once = min(cores, len(request.axes))
    if at_once == 1 or at_once * measuring(volume.shape, axes=1, double=request.double).bytes > available():
        return {
            axis: resolved(volume, request.conducting, axis, progress=steps.begin(f"transport along {axis}"), **asked)
            for axis in request.axes
        }
    shares, one_at_a_time = dict.fromkeys(request.axes, 0.0), Lock()  # what is told must not fall
    told = steps.begin("transport along " + ", ".join(request.axes), counts=len(request.axes))

    def along(axis: str) -> Resolved:
        def inner(share: float) -> None:
            with one_at_a_time:
                shares[axis] = share
                told(sum(shares.values()) / len(shares))

        return resolved(volume, request.conducting, axis, progress=inner, **(asked | {"threads": max(1, cores // at_once)}))

    with ThreadPoolExecutor(at_once) as pool:
        return dict(zip(request.axes, pool.map(along, request.axes), strict=True))


def _compile(request: Request) -> None:
    """Solves next to nothing, so that compilation counts in no axis' time."""
    resolved(tiny(request.phases), request.conducting, "z", periodic_sides=request.periodic_sides)


def tiny(phases: Sequence[int]) -> Volume:
    """A volume of `phases` around blocks of a label that insulates: uneven, and large enough for coarse levels, so that all is compiled.

    A uniform one would be solved before the first step of conjugate gradients.
    """
    labels = np.resize(np.array(phases, dtype=np.uint8), (16, 16, 16))
    walls = next(label for label in range(len(phases) + 1) if label not in phases)
    labels[4:8, 2:10, 2:10] = labels[10:14, 6:14, 6:14] = walls
    return Volume(labels, (1.0, 1.0, 1.0), "tiny", "made to compile")


def _through(volume: Volume, request: Request, axis: str | None, asked: Any, steps: _Steps) -> TauProfile | None:
    if not request.pictures or axis is None:
        return None
    inner = steps.begin(f"tortuosity through the thickness, along {axis}")
    return tau_profile(volume, request.conducting, axis, progress=inner, **asked)


def _flow(volume: Volume, request: Request, axis: str | None, asked: Any, steps: _Steps) -> Flow | None:
    if not (request.fields or request.pictures) or axis is None:
        return None
    shown = volume if request.fields else middle(volume, DRAWN_VOXELS)
    if not np.isin(shown.labels, request.phases).any():
        return None
    left = replace(request.conducting, phases={p: c for p, c in request.conducting.phases.items() if (shown.labels == p).any()})
    found = fields(shown, left, axis, progress=steps.begin(f"fields along {axis}"), **asked)
    return Flow(shown, found) if found is not None else None


def _electrode(volume: Volume, request: Request, asked: Any, steps: _Steps) -> Mapping[str, float]:
    if not request.electrode:
        return {}
    (pores,) = request.phases
    steps.begin("electrode tortuosity")
    return {axis: electrode_tortuosity(volume, pores, axis, faces=Smoothed(), **asked) for axis in request.axes}


def _scatter(volume: Volume, request: Request, axis: str | None, steps: _Steps) -> Scatter | None:
    if not request.representative:
        return None
    inner, driven, phases = steps.begin("scatter over sub-volumes"), axis or request.axes[0], request.conducting.phases

    def fraction(part: Volume) -> float:
        return float(np.isin(part.labels, request.phases).mean())

    def d_eff(part: Volume) -> float:
        there = {phase: value for phase, value in phases.items() if (part.labels == phase).any()}
        return effective(part, Conducting(there), driven, error=SCATTER_ERROR, threads=request.threads).d_eff if there else 0.0

    found = representative(volume, d_eff, SCATTER_PARTS, lambda share, doing: inner(share))
    return Scatter(representative(volume, fraction), found, driven)


def _tensor(volume: Volume, request: Request, steps: _Steps) -> NDArray[np.float64] | None:
    if not request.tensor:
        return None
    inner, threads = steps.begin("tensor"), request.threads or os.cpu_count() or 1
    return tensor(volume, request.conducting, faces=Smoothed(), error=request.error, threads=threads, progress=inner)


def middle(volume: Volume, most: int) -> Volume:
    """The whole where it has at most so many voxels, else its middle, of the same proportions."""
    share = (most / volume.labels.size) ** (1.0 / 3.0)
    if share >= 1.0:
        return volume
    part = []
    for n in volume.shape:
        kept = max(1, int(n * share))
        part.append(slice((n - kept) // 2, (n - kept) // 2 + kept))
    return replace(volume, labels=np.ascontiguousarray(volume.labels[tuple(part)]))


class _Steps:
    """Progress over the steps of a request, which count alike."""

    def __init__(self, progress: Progress, request: Request) -> None:
        beside = (
            request.geometry
            + request.representative
            + request.electrode
            + request.tensor
            + request.pictures
            + (request.fields or request.pictures)
        )
        self.progress = progress
        self.count = 2 + len(request.axes) + beside
        self.done = -1

    def begin(self, doing: str, counts: int = 1) -> Callable[[float], None]:
        """The next step, or `counts` of them: tells it, and hands out a callback for its own share done."""
        before = self.done + 1
        self.done += counts
        self.progress(before / self.count, doing)
        return lambda share: self.progress((before + counts * min(share, 1.0)) / self.count, doing)
