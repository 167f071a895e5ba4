"""Knees: the cycle from which capacity falls faster, with its interval, tested against there being none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy import stats

from stratode.lab.cycling.trend import correlation_of, solve, whitened
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array

FEWEST = 12  # cycles
ENDS = 4  # cycles to each side that a knee needs
PLACES = 240  # that are tried at first
ZOOM = 61  # places that its interval is looked for at
DRAWS = 999  # of noise, for the test
LEVEL = 0.05
SEED = 1971


class KneeVerdict(Enum):
    """What the data say."""

    KNEE = "knee"  # it falls faster after it, more sharply than a parabola would bend
    GRADUAL = "gradual"  # it falls faster and faster, without a place that stands out
    SLOWING = "slowing"  # it falls faster before
    NONE = "no_knee"  # a straight line does
    SHORT = "too_few_cycles"


@dataclass(frozen=True, slots=True, eq=False)
class Knee:
    """Two lines that meet, whether or not one would do.

    Args:
        verdict: what the data say.
        place, low, high: where they meet, and its 95 % interval (profile likelihood).
        before, after: slopes per cycle, with their standard errors `before_error`, `after_error` at that place.
        reach: standard errors to each side of 95 %.
        probability: of as strong a knee in data without one, by drawn noise.
        correlation: of neighbouring residuals.
        level: of the lines where they meet.
    """

    verdict: KneeVerdict
    place: float = math.nan
    low: float = math.nan
    high: float = math.nan
    before: float = math.nan
    after: float = math.nan
    before_error: float = math.nan
    after_error: float = math.nan
    reach: float = math.nan
    probability: float = math.nan
    correlation: float = 0.0
    level: float = math.nan


def find_knee(x: Array, y: Array) -> Knee:
    """Fit two lines that meet at an unknown place, the limit of a sharp bend of Bacon & Watts (1971, Biometrika 58, 525).

    The place is where the sum of squares is least; its interval holds all places at which it is not larger than an F test allows. The test
    against one line takes the largest F over all places, whose distribution without a knee is drawn (Andrews 1993, Econometrica 61, 821).
    First-order autocorrelation of the residuals is taken out.

    Args:
        x: cycle numbers, rising, (N,).
        y: capacity or its share, (N,).
    """
    if x.size < FEWEST:
        return Knee(KneeVerdict.SHORT)
    places = np.linspace(x[ENDS - 1], x[-ENDS], min(PLACES, 4 * x.size))
    first = _least(x, y, places, 0.0)[0]
    rho = correlation_of(_tangents(x, first), y)
    place, left, squares = _least(x, y, places, rho)
    beta = solve(_lines(x, place), y, rho)[0]
    covariance = solve(_tangents(x, place), y, rho)[1]
    freedom = x.size - 4 - (1 if rho else 0)
    low, high = _interval(places, squares, left, freedom, place)
    for step in (float(places[1] - places[0]), (high - low) / ZOOM):  # between the places tried at first, then between those
        near = np.linspace(max(low - step, places[0]), min(high + step, places[-1]), ZOOM)
        low, high = _interval(near, _sums(x, near, rho, y), left, freedom, place)
    after_error = math.sqrt(float(covariance[1, 1] + covariance[2, 2] + 2.0 * covariance[1, 2]))
    probability = _probability(x, y, places, rho)
    bent = float(beta[2])
    verdict = KneeVerdict.NONE
    if probability < LEVEL and bent > 0.0:
        verdict = KneeVerdict.SLOWING
    elif probability < LEVEL:
        verdict = KneeVerdict.KNEE if left < _parabola(x, y, rho) else KneeVerdict.GRADUAL
    return Knee(
        verdict,
        place,
        low,
        high,
        float(beta[1]),
        float(beta[1] + beta[2]),
        math.sqrt(float(covariance[1, 1])),
        after_error,
        reach_95(freedom),
        probability,
        rho,
        float(beta[0]),
    )


def _lines(x: Array, place: float) -> Array:
    """Columns of two lines that meet at `place`: level there, slope, change of slope."""
    return np.column_stack((np.ones_like(x), x - place, np.maximum(x - place, 0.0)))


def _tangents(x: Array, place: float) -> Array:
    """The same with a step at `place`, to first order what moving it does: slopes are then as uncertain as the place makes them."""
    return np.column_stack((_lines(x, place), x > place))


def _sums(x: Array, places: Array, rho: float, y: Array) -> Array:
    """Sums of squares left by two lines meeting at each place, (P,) of one y (N,) or (P, M) of many (N, M)."""
    b = whitened(y, rho)
    total = np.einsum("n...,n...->...", b, b)
    reached = x[None, :] - places[:, None]
    bases = np.stack((np.ones_like(reached), reached, np.maximum(reached, 0.0)), axis=-1)  # (P, N, 3)
    q = np.linalg.qr(np.moveaxis(whitened(np.moveaxis(bases, 1, 0), rho), 0, 1))[0]
    explained = np.tensordot(q, b, axes=(1, 0))  # (P, 3) or (P, 3, M)
    return np.asarray(np.maximum(total - np.einsum("pk...,pk...->p...", explained, explained), 0.0), float)


def _least(x: Array, y: Array, places: Array, rho: float) -> tuple[float, float, Array]:
    """The best place, refined between those tried, its sum of squares, and the sums at all."""
    squares = _sums(x, places, rho, y)
    best = int(np.argmin(squares))
    around = np.linspace(places[max(best - 1, 0)], places[min(best + 1, places.size - 1)], 41)
    fine = _sums(x, around, rho, y)
    k = int(np.argmin(fine))
    return float(around[k]), float(fine[k]), squares


def _interval(places: Array, squares: Array, least: float, freedom: float, place: float) -> tuple[float, float]:
    """Ends of the places whose sum of squares an F test allows; between those tried by straight lines."""
    most = least * (1.0 + float(stats.f.ppf(0.95, 1, max(freedom, 1.0))) / max(freedom, 1.0))
    inside = np.flatnonzero(squares <= most)
    if not inside.size:
        step = float(places[1] - places[0])
        return place - 0.5 * step, place + 0.5 * step
    first, last = int(inside[0]), int(inside[-1])
    low, high = float(places[first]), float(places[last])
    if first > 0:
        low = float(np.interp(-most, -squares[first - 1 : first + 1], places[first - 1 : first + 1]))
    if last < places.size - 1:
        high = float(np.interp(most, squares[last : last + 2], places[last : last + 2]))
    return min(low, place), max(high, place)


def _probability(x: Array, y: Array, places: Array, rho: float) -> float:
    """Of as large a gain over one line in noise alone; the correlation under one line is counted where it is the larger."""
    one = np.column_stack((np.ones_like(x), x - x.mean()))
    some = places[:: max(places.size // 60, 1)]
    noise = np.random.default_rng(SEED).standard_normal((x.size, DRAWS))
    drawn = _gain(x, one, some, 0.0, noise)
    measured = float(_gain(x, one, places, rho, y))
    return float((1 + np.count_nonzero(drawn >= measured)) / (DRAWS + 1))


def _gain(x: Array, one: Array, places: Array, rho: float, y: Array) -> Array:
    """Largest share of what one line leaves that a second takes away, as F."""
    q = np.linalg.qr(whitened(one, rho))[0]
    b = whitened(y, rho)
    explained = q.T @ b
    alone = np.einsum("n...,n...->...", b, b) - np.einsum("k...,k...->...", explained, explained)
    two = _sums(x, places, rho, y).min(axis=0)
    gained: Array = (alone - two) / np.maximum(two, np.finfo(float).tiny)
    return gained


def _parabola(x: Array, y: Array, rho: float) -> float:
    """Sum of squares that a parabola leaves."""
    u = (x - x.mean()) / np.ptp(x)
    q = np.linalg.qr(whitened(np.column_stack((np.ones_like(u), u, u * u)), rho))[0]
    b = whitened(y, rho)
    return float(b @ b) - float(np.sum((q.T @ b) ** 2))
