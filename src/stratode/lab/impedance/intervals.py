"""95 % intervals of fitted parameters: the covariance of the residuals with Student's t to begin with, then the profile likelihood."""

from __future__ import annotations

import numpy as np

from stratode.lab.impedance.descent import Problem, descend
from stratode.lab.impedance.elements import Array

UNKNOWN = 1.0  # standard error to begin with where a coordinate lies on a bound
ROUNDS = 8  # of the search for one end
STEPS = 25  # of a descent along a profile
CLOSE = 0.03  # of the reach, at which an end is found


def covariance(problem: Problem, x: Array, variance: float) -> Array:
    """Of the coordinates, (P, P); a coordinate at a bound counts as known.

    Args:
        problem: that was solved.
        x: its solution, (P,).
        variance: of one weighted residual.
    """
    _, slope = problem.linearised(x[None, :])
    matrix = slope[0]
    free = (x > problem.low) & (x < problem.high)
    scale = np.where(free, np.linalg.norm(matrix, axis=0), 1.0)
    scale = np.where(scale > 0.0, scale, 1e-150)
    scaled = (matrix / scale)[:, free]
    found = np.zeros((x.size, x.size))
    found[np.ix_(free, free)] = np.linalg.pinv(scaled.T @ scaled, rcond=1e-13, hermitian=True)
    return np.asarray(found * variance / scale[:, None] / scale[None, :])


def profiled(problem: Problem, x: Array, spread: Array, variance: float, reach: float) -> tuple[Array, Array]:
    """Ends of the intervals of all coordinates, (P,) each: where the sum of squares, the others fitted anew, is reach^2 variances higher.

    An end that lies beyond a bound is the bound (Bates & Watts 1988, Nonlinear Regression Analysis, ch. 6).

    Args:
        problem: that was solved.
        x: its solution, (P,).
        spread: covariance of the coordinates, (P, P).
        variance: of one weighted residual.
        reach: Student's t.
    """
    count = x.size
    least = float(problem.sum_of_squares(x))
    which = np.repeat(np.arange(count), 2)
    side = np.tile([-1.0, 1.0], count)
    known = np.diag(spread)
    error = np.sqrt(np.where(known > 0.0, np.clip(known, 1e-16, 4.0), UNKNOWN**2))[which]  # at a bound it is not known
    room = np.where(side > 0.0, problem.high[which] - x[which], x[which] - problem.low[which])
    distance = np.minimum(reach * error, room)
    near, far = np.zeros(2 * count), np.full(2 * count, np.inf)
    rows, done = np.arange(2 * count), room <= 0.0
    held = np.zeros((2 * count, count), bool)
    held[rows, which] = True
    along = spread[:, which].T / np.maximum(np.diag(spread)[which], 1e-300)[:, None]
    for _ in range(ROUNDS):
        at = np.flatnonzero(~done)
        if not at.size:
            break
        start = x + along[at] * (side[at] * distance[at])[:, None]
        start = np.clip(start, problem.low, problem.high)
        start[np.arange(at.size), which[at]] = x[which[at]] + side[at] * distance[at]
        _, squares = descend(problem, start, STEPS, held[at])
        grown = np.sqrt(np.maximum(squares - least, 0.0) / variance)
        short = grown < reach
        near[at], far[at] = np.where(short, distance[at], near[at]), np.where(short, far[at], distance[at])
        done[at] = (np.abs(grown - reach) < CLOSE * reach) | (short & (distance[at] >= room[at]))
        proposed = distance[at] * np.clip(reach / np.maximum(grown, 1e-3 * reach), 0.3, 3.0)
        inside = np.where(np.isfinite(far[at]), 0.5 * (near[at] + far[at]), np.inf)
        proposed = np.where((proposed <= near[at]) | (proposed >= far[at]), np.where(np.isfinite(inside), inside, proposed), proposed)
        distance[at] = np.where(done[at], distance[at], np.minimum(proposed, room[at]))
    ends = x[which] + side * distance
    return ends[0::2], ends[1::2]
