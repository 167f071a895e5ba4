"""Peaks of the distribution: where they stand, the resistance between the valleys beside them, and how surely they stand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.signal import find_peaks

from stratode.lab.drt.basis import TauGrid
from stratode.lab.drt.inverse import Inverse
from stratode.lab.drt.posterior import Posterior
from stratode.lab.record import Array

LEAST = 0.01  # of the highest peak: smaller rises are not looked at
SURE = 0.95  # share of the draws in which a peak must stand above its valleys
EDGE = 0.2  # decades from the ends of what was measured within which a peak is not seen whole
RESOLVED = 1.0  # decades between peaks below which their resistances are shared by convention


@dataclass(frozen=True, slots=True)
class Peak:
    """One peak.

    Args:
        tau: s, with its interval.
        resistance: ohm, of gamma between the valleys, with its interval.
        capacitance: tau over resistance, F, with its interval.
        between: s, the valleys.
        stands: share of the draws in which it is higher than both valleys.
        at_edge: it lies at an end of what was measured.
    """

    tau: tuple[float, float, float]
    resistance: tuple[float, float, float]
    capacitance: tuple[float, float, float]
    between: tuple[float, float]
    stands: float
    at_edge: bool

    @property
    def frequency(self) -> float:
        """1/(2 pi tau), Hz."""
        return 1.0 / (2.0 * np.pi * self.tau[0])


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A rise of the fit that the draws do not confirm.

    Args:
        tau: s.
        height: ohm, of gamma.
        stands: share of the draws in which it is higher than both valleys.
    """

    tau: float
    height: float
    stands: float


def maxima(gamma: Array) -> tuple[int, ...]:
    """Places of the peaks of gamma, which is zero beyond the grid."""
    padded = np.concatenate([[0.0], gamma, [0.0]])
    places, _ = find_peaks(padded, prominence=LEAST * float(gamma.max())) if gamma.max() > 0.0 else (np.empty(0, int), None)
    return tuple(int(place) - 1 for place in places)


def peaks_of(problem: Inverse, posterior: Posterior) -> tuple[tuple[Peak, ...], tuple[Doubtful, ...]]:
    """Peaks that stand in nearly all draws, and the rises that do not."""
    grid, count = problem.grid, problem.points
    gamma, draws = posterior.best[:count], posterior.draws[:, :count]
    places, doubtful = list(maxima(gamma)), []
    while places:
        shares = [_share(draws, gamma, places, place) for place in places]
        weakest = int(np.argmin(shares))
        if shares[weakest] >= SURE:
            break
        place = places.pop(weakest)
        doubtful.append(Doubtful(float(grid.tau[place]), float(gamma[place]) * problem.size, shares[weakest]))
    edges = _edges(gamma, places)
    tails = [_tails(grid, gamma, places, edges, i) for i in range(len(places))]
    found = tuple(
        _peak(problem, posterior, place, edges[i : i + 2], _share(draws, gamma, places, place), tails[i]) for i, place in enumerate(places)
    )
    return found, tuple(sorted(doubtful, key=lambda one: one.tau))


def _edges(gamma: Array, places: list[int]) -> list[int]:
    """Both ends of the grid and a valley between each two peaks."""
    return [0, *(_valley(gamma, a, b) for a, b in pairwise(places)), gamma.size - 1]


def _valley(gamma: Array, a: int, b: int) -> int:
    """The middle of what lies at the bottom between two peaks: where gamma is zero over a range, its first point would cut off a tail."""
    between = gamma[a : b + 1]
    bottom = np.flatnonzero(between <= between.min() + LEAST * min(gamma[a], gamma[b]))
    return a + int(bottom[bottom.size // 2])


def _share(draws: Array, gamma: Array, places: list[int], place: int) -> float:
    """Share of the draws in which the peak is higher than the deeper valley toward each neighbour; an end of the grid is none."""
    edges = _edges(gamma, places)
    i = places.index(place)
    here = draws[:, max(place - 1, 0) : place + 2].max(axis=1)
    stands = here > 0.0
    for number, edge in ((i, edges[i]), (i + 1, edges[i + 1])):
        if 0 < number < len(places):
            stands &= here > draws[:, edge]
    return float(stands.mean())


def _tails(grid: TauGrid, gamma: Array, places: list[int], edges: list[int], i: int) -> float:
    """What a peak may lose beyond its valleys or its neighbours may have within them, the larger of the two, as an integral of gamma.

    A relaxation is symmetric over ln tau (ZARC, RC): what lies as far from the summit as a valley, on the free side, stands for the tail
    behind that valley.
    """
    lost = sum(_tail(grid, gamma, places[i], edges[i : i + 2], abs(edges[k] - places[i])) for k in (i, i + 1) if 0 < k < len(places))
    gained = 0.0
    for j, edge in ((i - 1, edges[i]), (i + 1, edges[i + 1])):
        if 0 <= j < len(places):
            gained += _tail(grid, gamma, places[j], edges[j : j + 2], abs(edge - places[j]))
    return max(lost, gained)


def _tail(grid: TauGrid, gamma: Array, place: int, edges: list[int], reach: int) -> float:
    """The larger integral of gamma within the peak's own valleys that lies more than `reach` points from its summit, on one side."""
    left, right = gamma[edges[0] : max(place - reach, edges[0])], gamma[min(place + reach, edges[1]) + 1 : edges[1] + 1]
    return float(max(left.sum(), right.sum()) * grid.step)


def _peak(problem: Inverse, posterior: Posterior, place: int, edges: list[int], stands: float, tails: float) -> Peak:
    """One peak between two valleys; `tails` is what may be another's within them, or its own beyond."""
    grid, count = problem.grid, problem.points
    low, high = (float(grid.log_tau[edge]) for edge in edges)
    weights = np.zeros(posterior.best.size)
    weights[:count] = problem.size * grid.weights(low, high)
    value, low_end, high_end = posterior.linear(weights)
    resistance = (value, max(low_end - problem.size * tails, 0.0), high_end + problem.size * tails)
    log_tau = summit(grid, posterior.best[:count], place)
    span = slice(edges[0], edges[1] + 1)
    drawn = np.array([summit(grid, one[:count], edges[0] + int(np.argmax(one[:count][span]))) for one in posterior.draws])
    half = posterior.reach * float(drawn.std())
    ratio = np.exp(drawn) / np.maximum(posterior.draws @ weights, 1e-12 * resistance[0])
    spread = posterior.reach * float(np.log(ratio).std())
    value = float(np.exp(log_tau)) / resistance[0]
    margin = EDGE * np.log(10.0)
    at_edge = log_tau > np.log(problem.slowest) - margin or log_tau < float(grid.log_tau[0]) + margin
    return Peak(
        tau=(float(np.exp(log_tau)), float(np.exp(log_tau - half)), float(np.exp(log_tau + half))),
        resistance=resistance,
        capacitance=(value, value * float(np.exp(-spread)), value * float(np.exp(spread))),
        between=(float(np.exp(low)), float(np.exp(high))),
        stands=stands,
        at_edge=bool(at_edge),
    )


def summit(grid: TauGrid, gamma: Array, place: int) -> float:
    """ln tau of the parabola through a highest point and its neighbours."""
    if not 0 < place < gamma.size - 1:
        return float(grid.log_tau[place])
    left, middle, right = gamma[place - 1 : place + 2]
    bend = left - 2.0 * middle + right
    shift = 0.5 * (left - right) / bend if bend < 0.0 else 0.0
    return float(grid.log_tau[place] + np.clip(shift, -0.5, 0.5) * grid.step)
