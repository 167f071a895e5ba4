"""How far the voxels themselves may be from the shapes they stand for: plain beside smoothed faces, and a volume twice as coarse.

A staircase of voxels is rougher than the surface it stands for, and nearly always the more tortuous (not where pores are about to close,
which smoothing may do): plain faces come close only as the voxel itself, those of a smoothed image as about its square. What the two say
apart, and what the smoothed one says at twice the voxel, is therefore taken for the error of the smoothed answer: the larger of a third
of the former and the latter, or all of the former where there is nothing coarser. How that compares with true errors is measured in
docs/structure_verification_results.md. It knows nothing of shapes that are made of voxels: channels with sharp edges are exact with
plain faces, and rounded by smoothed ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from stratode.structure.reading.coarsen import majority
from stratode.structure.reading.labels import existing
from stratode.structure.transport.effective import ERROR, effective
from stratode.structure.transport.parts import Conducting, Effective, Plain, Smoothed
from stratode.structure.volume import Volume

COARSER = 2
FEWEST = 8  # voxels along an axis below which there is nothing to coarsen
OF_SMOOTHING = 1.0 / 3.0  # share of the difference between plain and smoothed that is taken for the error of the latter

Progress = Callable[[float], None]  # share done


@dataclass(frozen=True, slots=True)
class Resolved:
    """One axis with both kinds of faces, and from a volume twice as coarse.

    Args:
        plain: each voxel as it is.
        smoothed: with faces from a smoothed image.
        coarse: as `smoothed`, on voxels of twice the edge; None where the volume is too small for it or nothing conducts there.
    """

    plain: Effective
    smoothed: Effective
    coarse: Effective | None

    @property
    def resolution_error(self) -> float:
        """Estimated relative error of the smoothed `d_eff` due to the voxels; 1 where it is not known at all, 0 where nothing flows."""
        fine = self.smoothed.d_eff
        if fine == 0.0:
            return 0.0 if self.plain.d_eff == 0.0 else 1.0
        apart = abs(self.plain.d_eff / fine - 1.0)
        known = max(OF_SMOOTHING * apart, abs(self.coarse.d_eff / fine - 1.0)) if self.coarse else apart
        return min(1.0, known)


def resolved(
    volume: Volume,
    phases: int | Conducting,
    axis: str,
    *,
    periodic_sides: bool = False,
    error: float = ERROR,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Resolved:
    """How well `phases` conduct along `axis`, and how much of that the voxels' size decides.

    Args:
        volume, phases, axis, periodic_sides, error, threads, progress: as of :func:`effective`.

    Raises:
        ValueError, NotConverged: as :func:`effective`.
    """
    told = progress or (lambda share: None)
    plain = effective(
        volume, phases, axis, faces=Plain(), periodic_sides=periodic_sides, error=error, threads=threads, progress=lambda s: told(0.45 * s)
    )
    smoothed = effective(
        volume,
        phases,
        axis,
        faces=Smoothed(),
        periodic_sides=periodic_sides,
        error=error,
        threads=threads,
        progress=lambda s: told(0.45 + 0.45 * s),
    )
    coarse = None
    if min(volume.shape) >= FEWEST:
        labels = majority(volume.labels, COARSER)
        tall, deep, wide = (COARSER * edge for edge in volume.voxel)
        half = replace(volume, labels=labels, voxel=(tall, deep, wide))
        wanted = set(phases.phases) if isinstance(phases, Conducting) else {phases}
        if wanted <= set(existing(half)):
            coarse = effective(half, phases, axis, faces=Smoothed(), periodic_sides=periodic_sides, error=max(error, 1e-4), threads=threads)
    told(1.0)
    return Resolved(plain, smoothed, coarse)
