"""Current split into a part that grows with v and one that grows with its root, at each potential."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array
from stratode.lab.voltammetry.cyclic import EvaluatedCycle
from stratode.lab.voltammetry.peaks import Peak
from stratode.lab.voltammetry.sweeps import Sweep

PLACES = 200  # potentials of the grid
EDGE = 0.03  # of the range left out at each end, where the current turns round
SHIFT = 10e-3  # V that a peak may move before the split at a fixed potential loses its meaning
METHOD = (
    "i(E) = k1 v + k2 sqrt v fitted at each of 200 potentials of both sweeps (Wang, Polleux, Lim & Dunn 2007, J. Phys. Chem. C); "
    "the area of k1 v over that of |i|; interval by leaving out one scan rate at a time (jackknife)"
)


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The split at every potential.

    Args:
        potential: V, (M,), common to all sweeps.
        linear: k1 of the anodic and the cathodic sweep, A s/V, (2, M).
        root: k2, A (s/V)^(1/2), (2, M).
        current: of each rate, A, (N, 2, M).
        rate: V/s, (N,).
    """

    potential: Array
    linear: Array
    root: Array
    current: Array
    rate: Array


def split(cycles: Sequence[EvaluatedCycle]) -> Split:
    """k1 and k2 over the potentials that all cycles share.

    Args:
        cycles: of different scan rates, at least two, by rising rate.
    """
    sweeps = [sweep for one in cycles for sweep in (one.cycle.anodic, one.cycle.cathodic)]
    low, high = max(float(s.potential.min()) for s in sweeps), min(float(s.potential.max()) for s in sweeps)
    margin = EDGE * (high - low)
    grid = np.linspace(low + margin, high - margin, PLACES)
    current = np.array([[_on(one.cycle.anodic, grid), _on(one.cycle.cathodic, grid)] for one in cycles])
    rate = np.array([one.cycle.rate or math.nan for one in cycles])
    k1, k2 = _fitted(rate, current)
    return Split(grid, k1, k2, current, rate)


def _on(sweep: Sweep, grid: Array) -> Array:
    """Current at the grid: the mean of the points about each place, or between neighbours where they lie wider."""
    order = np.argsort(sweep.potential, kind="stable")
    return np.interp(grid, sweep.potential[order], sweep.current[order])


def _fitted(rate: Array, current: Array) -> tuple[Array, Array]:
    root = np.sqrt(rate)
    matrix = np.column_stack([root, np.ones_like(root)])  # i / sqrt v = k1 sqrt v + k2
    flat = (current / root[:, None, None]).reshape(rate.size, -1)
    k = np.linalg.lstsq(matrix, flat, rcond=None)[0].reshape(2, *current.shape[1:])
    return k[0], k[1]


def _share(k1: Array, k2: Array, rate: float) -> float:
    """Of the area of both parts' sum at a rate, that of the linear part, counted along the current's own direction."""
    part, whole = k1 * rate, k1 * rate + k2 * math.sqrt(rate)
    return float((part * np.sign(whole)).sum() / np.abs(whole).sum())


def shares(found: Split) -> tuple[Estimate, ...]:
    """The linear ("capacitive") share at each rate.

    Args:
        found: of at least three rates.
    """
    n = found.rate.size
    without = [_fitted(np.delete(found.rate, k), np.delete(found.current, k, axis=0)) for k in range(n)]
    reach, given = reach_95(n - 2), []
    for k, rate in enumerate(found.rate):
        value = _share(found.linear, found.root, float(rate))
        left = np.array([_share(*one, float(rate)) for one in without])
        half = reach * math.sqrt((n - 1) / n * float(np.sum((left - left.mean()) ** 2)))
        given.append(
            Estimate(
                name=f"share linear in v at {rate * 1e3:.3g} mV/s",
                symbol=f"s_cap_{k + 1}",
                value=value,
                low=value - half,
                high=value + half,
                shown_in="%",
                method=METHOD,
                window=f"{found.potential[0]:.3f} to {found.potential[-1]:.3f} V, {n} rates",
            )
        )
    return tuple(given)


def doubts(cycles: Sequence[EvaluatedCycle]) -> tuple[Caution, ...]:
    """What the split assumes, and where the peaks move too far for it."""
    told = [
        Caution(
            "split_is_formal",
            "the split assumes a current without ohmic drop or kinetic limit at a fixed potential; a share linear in v is capacitance, "
            "pseudo-capacitance or a thin layer alike, and tells no mechanism by itself.",
        )
    ]
    moved = [
        max(p) - min(p)
        for way in (1, -1)
        for p in [[q.potential for c in cycles for q in [_largest(c, way)] if q is not None]]
        if len(p) > 1
    ]
    if moved and max(moved) > SHIFT:
        words = (
            f"the largest peak moves by {max(moved) * 1e3:.3g} mV over the scan rates: at a fixed potential different parts of the "
            "peak are compared, and the shares are biased. Correct the ohmic drop (--resistance) or use slower rates."
        )
        told.append(Caution("peaks_shift", words))
    return tuple(told)


def _largest(cycle: EvaluatedCycle, way: int) -> Peak | None:
    peaks = [p for c in cycle.couples for p in [c.anodic if way > 0 else c.cathodic] if p is not None]
    return max(peaks, key=lambda p: p.height) if peaks else None
