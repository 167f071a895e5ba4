"""Which grey levels part the phases: chosen by Otsu's criterion for any number of classes, or stated.

Otsu, IEEE Trans. Syst. Man Cybern. 9 (1979) 62; several thresholds: Liao, Chen & Chung, J. Inf. Sci. Eng. 17 (2001) 713. The best set
is found exactly and for any number of classes by dynamic programming over the bins (Fisher, J. Am. Stat. Assoc. 53 (1958) 789), not
by trying all sets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.structure.segment.histogram import Histogram

Array = NDArray[np.float64]
MOST_CLASSES = 16


@dataclass(frozen=True, slots=True)
class Otsu:
    """Thresholds that make the classes' means as different as they can be.

    Args:
        classes: 2 to 16; the darkest becomes label 0.

    Raises:
        ValueError: another number of classes.
    """

    classes: int = 2

    def __post_init__(self) -> None:
        """Checks the number."""
        if not 2 <= self.classes <= MOST_CLASSES:
            raise ValueError(f"classes: must be 2 to {MOST_CLASSES}; received {self.classes}.")


@dataclass(frozen=True, slots=True)
class Stated:
    """Thresholds by hand: a grey at or above a threshold belongs to the brighter class.

    Args:
        thresholds: rising, in grey levels.

    Raises:
        ValueError: none, too many, or not rising.
    """

    thresholds: tuple[float, ...]

    def __post_init__(self) -> None:
        """Checks number and order."""
        given = np.asarray(self.thresholds, dtype=float)
        if not 1 <= given.size < MOST_CLASSES or not np.all(np.isfinite(given)) or np.any(np.diff(given) <= 0.0):
            received = ", ".join(f"{value:g}" for value in given) or "none"
            rule = f"must be 1 to {MOST_CLASSES - 1} finite, rising grey levels"
            raise ValueError(f"thresholds: {rule}; received {received}. Write them from dark to bright, for example 90,160.")


Rule = Otsu | Stated


def otsu(seen: Histogram) -> float:
    """The one threshold between two classes, in grey levels; see :func:`multi_otsu`."""
    return multi_otsu(seen, 2)[0]


def multi_otsu(seen: Histogram, classes: int) -> tuple[float, ...]:
    """The thresholds that maximise the variance between classes, sum_k w_k (mu_k - mu)^2.

    A threshold lies half way across the empty levels between two classes, or at the edge of two bins; its resolution is a bin.

    Args:
        seen: of the volume.
        classes: how many.

    Returns:
        (classes - 1,) rising, in grey levels; a grey at or above belongs to the brighter class.

    Raises:
        ValueError: fewer distinct grey levels than classes.
    """
    Otsu(classes)
    occupied = np.flatnonzero(seen.counts)
    if occupied.size < classes:
        raise ValueError(
            f"classes: must not outnumber the distinct grey levels; received {classes} for {occupied.size}. "
            "Ask for fewer classes; a volume of few levels may hold labels already."
        )
    weights, centres = seen.counts[occupied].astype(float), seen.centres[occupied]
    starts = _best_starts(weights, weights * (centres - np.average(centres, weights=weights)), classes)
    return tuple(float(0.5 * (seen.edges[occupied[s - 1] + 1] + seen.edges[occupied[s]])) for s in starts)


def separability(seen: Histogram, thresholds: tuple[float, ...]) -> float:
    """Otsu's eta: variance between the classes over the total, 0 to 1; near 1 where phases are clearly apart.

    Two classes cut from one Gaussian reach 2/pi = 0.637, so about that much means nothing.
    """
    weights, centres = seen.counts.astype(float), seen.centres
    mean = np.average(centres, weights=weights)
    between = 0.0
    for part in np.split(np.arange(centres.size), np.searchsorted(centres, thresholds)):
        if weights[part].sum() > 0.0:
            between += weights[part].sum() * (np.average(centres[part], weights=weights[part]) - mean) ** 2
    return float(between / np.sum(weights * (centres - mean) ** 2))


def _best_starts(weights: Array, moments: Array, classes: int) -> list[int]:
    """First bins of the classes after the first.

    best[j] is the greatest sum of (moment of a class)^2 / weight over the bins before j in k classes, begun[k, j] where the last began.
    """
    bins = weights.size
    w, s = (np.concatenate([[0.0], np.cumsum(a)]) for a in (weights, moments))
    best = np.full(bins + 1, -np.inf)
    best[1:] = s[1:] ** 2 / w[1:]
    begun = np.zeros((classes, bins + 1), dtype=np.intp)
    for k in range(1, classes):
        better = np.full(bins + 1, -np.inf)
        for j in range(k + 1, bins + 1):
            value = best[k:j] + (s[j] - s[k:j]) ** 2 / (w[j] - w[k:j])
            begun[k, j] = k + int(np.argmax(value))
            better[j] = value[begun[k, j] - k]
        best = better
    starts, end = [], bins
    for k in range(classes - 1, 0, -1):
        end = int(begun[k, end])
        starts.append(end)
    return starts[::-1]
