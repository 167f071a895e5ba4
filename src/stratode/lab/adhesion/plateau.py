"""The plateau of a force curve, found from the curve alone: the longest stretch that neither drifts nor steps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stratode.lab.inference.neighbours import inflation
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array

BLOCKS = 60  # a curve is judged in so many blocks
LEAST = 0.2  # of the curve that a plateau must cover
DRIFT = 0.1  # of its level that it may drift from end to end
SURE = 3.0  # standard errors of a drift that is believed
STEPS = 3.5  # standard deviations of blocks about their level: beyond it a block belongs to something else
LOW = 0.25  # of the largest block: lower levels are a curve before contact or after failure
TRIM = 0.1  # of a stretch taken off each end, which may hold the last of the rise or the first of the failure


@dataclass(frozen=True, slots=True)
class Plateau:
    """Where a force stays.

    Args:
        first, last: indices of its points, last included.
        level: mean force, N.
        error: standard error, neighbours that resemble each other counted.
        reach: standard errors to each side of a 95 % interval.
        scatter: standard deviation of the force about the level, N.
        independent: how many independent points it amounts to.
        drift: of the level from end to end, N.
        block: points of one block.
    """

    first: int
    last: int
    level: float
    error: float
    reach: float
    scatter: float
    independent: float
    drift: float
    block: int


def plateau_of(force: Array) -> Plateau | None:
    """The longest stretch of blocks whose means neither drift nor step; None where it is shorter than a fifth of the curve.

    Block means are compared, because stick and slip make single points of a steady peel differ by far more than its level does. Every
    stretch is tried, from the longest to the shortest; the first that passes is taken, of several of one length the steadiest. A tenth
    of it is taken off at each end.

    Args:
        force: at even steps, N, (N,).
    """
    size = max(force.size // BLOCKS, 1)
    count = force.size // size
    means = force[: count * size].reshape(count, size).mean(axis=1)
    least = max(math.ceil(LEAST * count), 5)
    for length in range(count, least - 1, -1):
        tried = [(_drift_of(means[k : k + length]), k) for k in range(count - length + 1) if _steady(means[k : k + length], means)]
        if tried:
            start = min(tried)[1]
            trim = math.ceil(TRIM * length)
            return _measured(force, (start + trim) * size, (start + length - trim) * size, size)
    return None


def _drift_of(means: Array) -> float:
    x = np.arange(means.size) - 0.5 * (means.size - 1)
    return abs(float(x @ means) / float(x @ x)) * means.size


def _steady(part: Array, every: Array) -> bool:
    """Whether block means stay about one level: no drift that is large or certain, no block far off, ends like the middle."""
    level = float(np.median(part))
    if level < LOW * float(every.max()):
        return False
    x = np.arange(part.size) - 0.5 * (part.size - 1)
    slope = float(x @ part) / float(x @ x)
    off = part - part.mean() - slope * x
    scatter = math.sqrt(float(off @ off) / (part.size - 2)) * math.sqrt(max(inflation(off), 1.0))
    drift = abs(slope) * part.size
    if drift > DRIFT * level:
        return False
    if scatter > 0.0 and abs(slope) > SURE * scatter / math.sqrt(float(x @ x)) and drift > 0.2 * DRIFT * level:
        return False
    if any(abs(float(third.mean()) - level) > 0.5 * DRIFT * level for third in np.array_split(part, 3)):
        return False  # a hump: no drift from end to end, yet no level either
    spread = 1.4826 * float(np.median(np.abs(part - level)))
    return bool(np.max(np.abs(part - level)) <= max(STEPS * spread, 0.02 * level))


def _measured(force: Array, first: int, stop: int, size: int) -> Plateau:
    """Level of a stretch, its error from the correlation of its points."""
    part = force[first:stop]
    each = inflation(part)
    independent = max(part.size / each, 2.0)
    # correlations about the stretch's own mean are low, and with them the variance of the mean, by a share of about 3 / independent
    error = float(part.std(ddof=1)) / math.sqrt(independent) * math.sqrt(1.0 + 3.0 / independent)
    x = np.arange(part.size) - 0.5 * (part.size - 1)
    drift = float(x @ part) / float(x @ x) * part.size
    return Plateau(
        first, stop - 1, float(part.mean()), error, reach_95(independent - 1.0), float(part.std(ddof=1)), independent, drift, size
    )  # fmt: skip
