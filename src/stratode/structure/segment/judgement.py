"""How far a segmentation can be trusted: what a shifted threshold changes, and whether the scan's brightness drifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.structure.segment.histogram import Histogram

Array = NDArray[np.float64]
STEPS = 9  # shifts over the band
USUAL_BAND = 0.05  # of the distance between neighbouring classes' means
SEEN = 1e-3  # share of a slice that a class needs for its mean there to count
DEGREE = 2  # of the line through the classes' means
TOLERATED = 0.05  # drift, of the distance between neighbouring classes' means


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """What the fractions owe to the thresholds.

    Args:
        band: half width of the band, in grey levels.
        slopes: (classes, thresholds) change of each class's fraction per grey level that one threshold rises, mean over the band.
        shifts: (m,) by which all thresholds move together, -band to band, in grey levels.
        fractions: (m, classes) at these shifts.
    """

    band: float
    slopes: Array
    shifts: Array
    fractions: Array

    @property
    def spread(self) -> Array:
        """(classes,) greatest less least fraction over the band."""
        found: Array = np.ptp(self.fractions, axis=0)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """How brightness changes from slice to slice.

    The mean of a slice changes with its composition too, so drift is read off the means of each class within the slices: those move
    only when brightness does.

    Args:
        slice_means: (nz,) mean grey.
        class_means: (nz, classes) mean grey of each class; where a slice holds less than 0.1 % of it, that of the volume.
        change: (classes,) greatest less least value of a parabola through a class's means, in grey levels.
        relative: the largest change, over the smallest distance between two classes' means.
    """

    slice_means: Array
    class_means: Array
    change: Array
    relative: float

    @property
    def noticeable(self) -> bool:
        """Whether one set of thresholds for the whole volume is doubtful: more than 5 % of the contrast."""
        return self.relative > TOLERATED


def class_fractions(seen: Histogram, thresholds: Array) -> Array:
    """(classes,) fractions that thresholds give, bins filled evenly."""
    found: Array = np.diff(np.array([0.0, *(seen.below(float(t)) for t in thresholds), 1.0]))
    return found


def class_means(seen: Histogram, thresholds: Array) -> Array:
    """(classes,) mean grey of the classes; of one without voxels the middle of its range."""
    low, high = min(seen.edges[0], thresholds[0]), max(seen.edges[-1], thresholds[-1])
    ends = np.concatenate([[low], thresholds, [high]])
    weights, moments = (_by_class(a[None], seen, thresholds)[0] for a in (seen.counts, seen.counts * seen.centres))
    means: Array = np.where(weights > 0, moments / np.maximum(weights, 1), 0.5 * (ends[1:] + ends[:-1]))
    return means


def sensitivity(seen: Histogram, thresholds: tuple[float, ...], band: float | None = None) -> Sensitivity:
    """What fractions owe to thresholds, read off the histogram.

    Args:
        seen: of the volume.
        thresholds: rising, in grey levels.
        band: half width in grey levels; by default 5 % of the smallest distance between two classes' means.

    Raises:
        ValueError: a band that is not positive.
    """
    at = np.asarray(thresholds)
    if band is None:
        band = USUAL_BAND * float(np.min(np.diff(class_means(seen, at))))
    if not band > 0.0:
        raise ValueError(f"band: must be a positive number of grey levels; received {band:g}.")
    rise = np.array([(seen.below(t + band) - seen.below(t - band)) / (2.0 * band) for t in at])
    slopes = np.zeros((at.size + 1, at.size))
    slopes[np.arange(at.size), np.arange(at.size)] = rise
    slopes[np.arange(at.size) + 1, np.arange(at.size)] = -rise
    shifts = np.linspace(-band, band, STEPS)
    return Sensitivity(band, slopes, shifts, np.array([class_fractions(seen, at + shift) for shift in shifts]))


def drift(seen: Histogram, thresholds: tuple[float, ...]) -> Drift:
    """How the brightness of the classes changes along z.

    Args:
        seen: of the volume, slice by slice.
        thresholds: rising, in grey levels.
    """
    at = np.asarray(thresholds)
    weights = _by_class(seen.slices, seen, at)
    moments = _by_class(seen.slices * seen.centres, seen, at)
    whole = class_means(seen, at)
    enough = weights > SEEN * seen.slices.sum(axis=1, keepdims=True)
    means = np.where(enough, moments / np.maximum(weights, 1), whole)
    place = np.linspace(-1.0, 1.0, len(means))
    change = np.zeros(len(whole))
    for k in range(len(whole)):
        if enough[:, k].sum() > DEGREE + 1:
            fit = np.polynomial.Polynomial.fit(place[enough[:, k]], means[enough[:, k], k], DEGREE, w=np.sqrt(weights[enough[:, k], k]))
            change[k] = np.ptp(fit(place[enough[:, k]]))
    return Drift(seen.slice_means, means, change, float(change.max() / np.min(np.diff(whole))))


def _by_class(rows: NDArray[np.int64] | Array, seen: Histogram, thresholds: Array) -> Array:
    """(m, classes) sums over the bins (m, n) of each class."""
    starts = np.searchsorted(seen.centres, thresholds)
    total = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1)], axis=1)
    return np.diff(total[:, [0, *starts, rows.shape[1]]], axis=1)
