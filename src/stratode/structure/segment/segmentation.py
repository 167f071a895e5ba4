"""From grey values to labels, with everything that is needed to judge the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from stratode.structure.blocks import Planes, blocks, planes_of
from stratode.structure.segment.histogram import Histogram, histogram
from stratode.structure.segment.judgement import Drift, Sensitivity, drift, sensitivity
from stratode.structure.segment.median import Medians, median
from stratode.structure.segment.thresholds import Otsu, Rule, Stated, multi_otsu, separability
from stratode.structure.volume import Grey, Labels, Volume

ONE_PEAK = 2.0 / np.pi  # separability of two classes cut from one Gaussian


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """A segmented volume and how it came about.

    Args:
        volume: labels 0, 1, ... from the darkest class to the brightest.
        rule: how the thresholds were chosen.
        medians: passes of the 3x3x3 median before.
        thresholds: (classes - 1,) rising, in grey levels; a grey at or above belongs to the brighter class.
        histogram: of the smoothed greys, in all and slice by slice.
        fractions: (classes,) of the labels.
        separability: Otsu's eta, 0 to 1.
        sensitivity: what the fractions owe to the thresholds.
        drift: how brightness changes along z.
    """

    volume: Volume
    rule: Rule
    medians: int
    thresholds: tuple[float, ...]
    histogram: Histogram
    fractions: tuple[float, ...]
    separability: float
    sensitivity: Sensitivity
    drift: Drift

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know before trusting the labels; empty where there is nothing."""
        said = []
        if self.drift.noticeable:
            said.append(
                f"the scan's brightness drifts along z by {self.drift.change.max():.3g} grey levels, {100.0 * self.drift.relative:.0f} % "
                "of the distance between two phases: one set of thresholds does not fit all slices; correct the drift or segment parts"
            )
        if len(self.thresholds) == 1 and self.separability < ONE_PEAK + 0.05:
            said.append(
                f"the phases are hardly apart: separability {self.separability:.2f}, where one peak cut in two has {ONE_PEAK:.2f}; "
                "the fractions follow the threshold, not the sample"
            )
        if self.histogram.outside:
            said.append(f"{self.histogram.outside} voxels lie far outside the other greys and count in the outermost bins")
        return tuple(said)


def segment(
    grey: Grey, rule: Rule | int = 2, medians: int = 1, *, phases: Mapping[int, str] | None = None, band: float | None = None
) -> Segmentation:
    """Smooths, chooses thresholds and labels, as huang2021 did: 3D median 3x3x3, then Otsu.

    Needs one smoothed copy of the greys and the labels (1 byte a voxel) beside the volume; about 0.1 us a voxel.

    Args:
        grey: 8-bit, 16-bit or any other real numbers.
        rule: :class:`Otsu` or :class:`Stated` thresholds; a number is that of Otsu's classes.
        medians: passes of the median before; 0 for none.
        phases: names of the labels, the darkest is 0.
        band: half width, in grey levels, over which the thresholds' influence is shown; see :func:`sensitivity`.

    Raises:
        ValueError: one grey level only; a value that is not finite; fewer levels than classes; thresholds that leave all on one side.
    """
    smooth = median(grey, medians)
    empty = Volume(np.zeros((1, 1, 1), dtype=np.uint8), grey.voxel, grey.name, smooth.source, dict(phases or {}))
    return _segmented(planes_of(smooth), empty, rule, medians, band)


def segment_planes(planes: Planes, like: Volume, rule: Rule | int = 2, medians: int = 1, *, band: float | None = None) -> Segmentation:
    """As :func:`segment`, from a file whose greys do not fit in memory: only a block and the labels are held; medians run three times.

    Args:
        planes: the opened file.
        like: whose voxel, name, source and names of phases the labels take; its own labels are not read.
        rule: as in :func:`segment`.
        medians: as in :func:`segment`.
        band: as in :func:`segment`.

    Raises:
        ValueError: as :func:`segment`.
    """
    return _segmented(Medians(planes, medians) if medians else planes, like, rule, medians, band)


def _segmented(planes: Planes, like: Volume, rule: Rule | int, medians: int, band: float | None) -> Segmentation:
    rule = Otsu(rule) if isinstance(rule, int) else rule
    seen = histogram(planes)
    thresholds = _chosen(rule, seen)
    labels = _labelled(planes, thresholds)
    counts = np.sum([np.bincount(plane.ravel(), minlength=len(thresholds) + 1) for plane in labels], axis=0)
    stated = ", ".join(f"{t:g}" for t in thresholds)
    return Segmentation(
        volume=replace(like, labels=labels, source=f"{like.source}; segmented at {stated}"),
        rule=rule,
        medians=medians,
        thresholds=thresholds,
        histogram=seen,
        fractions=tuple(float(f) for f in counts / labels.size),
        separability=separability(seen, thresholds),
        sensitivity=sensitivity(seen, thresholds, band),
        drift=drift(seen, thresholds),
    )


def _chosen(rule: Rule, seen: Histogram) -> tuple[float, ...]:
    if isinstance(rule, Stated):
        low, high = seen.edges[0], seen.edges[-1]
        if not any(low < t < high for t in rule.thresholds):
            raise ValueError(
                f"thresholds: at least one must lie among the volume's grey levels, {low:g} to {high:g}; received {rule.thresholds}. "
                "Mind that files may hold 8-bit, 16-bit or scaled greys."
            )
        return rule.thresholds
    return multi_otsu(seen, rule.classes)


def _labelled(planes: Planes, thresholds: tuple[float, ...]) -> Labels:
    labels: Labels = np.empty(planes.shape, dtype=np.uint8)
    for start, stop in blocks(planes.shape):
        block = planes.planes(start, stop)
        labels[start:stop] = 0
        for t in thresholds:
            labels[start:stop] += block >= t
    return labels
