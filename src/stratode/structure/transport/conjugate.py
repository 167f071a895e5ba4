"""Conjugate gradients on the black voxels, read out by their energy, which falls monotonically to the exact one.

Step k lowers the energy by alpha_k r_k . z_k (Hestenes & Stiefel 1952); what is still to come is estimated from how fast the steps
fall (Strakos & Tichy 2002 for the idea; `remaining` for the rule).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.voxels import colours, rows
from stratode.structure.transport.lattice import Lattice
from stratode.structure.transport.multigrid import Hierarchy

OMEGA = 1.2  # weight of the black voxels' own diagonal beside the coarse correction
MOST_ITERATIONS = 2000
NOTHING = 1e-14  # of the energy: what is left to flow where everything is settled
THINNEST = 8  # planes a thread gets at least
FEWEST_STEPS, WINDOW = 3, 6  # of conjugate gradients before anything is estimated; from which their fall is taken
MOST_NOISE = 0.3  # share of the error asked for that round-off may take
SINGLE = 1e-7  # of the energy: round-off of single precision
FASTEST, SLOWEST, MARGIN = 0.3, 0.97, 1.5  # limits that the fall of a step is held to; on the estimate

Progress = Callable[[float], None]  # share done


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """What conjugate gradients came to.

    Args:
        energy: at the end.
        error: its relative distance from the exact one at most: what was asked for, more where that was not reached, 0 where descent began
            at the exact one.
        steps: by how much each iteration lowered the energy.
        crew_s: CPU time of the threads that helped, s.
        x: correction to the black voxels' potential, where asked for.
    """

    energy: float
    error: float
    steps: tuple[float, ...]
    crew_s: float
    x: NDArray[Any] | None


def descend(
    lattice: Lattice,
    levels: Hierarchy,
    r: NDArray[Any],
    energy: float,
    error: float,
    *,
    threads: int = 1,
    keep: bool = False,
    rising: bool = False,
    progress: Progress | None = None,
) -> Descent:
    """Lower the energy until what is still to come is estimated to be below `error`, relative.

    Args:
        lattice: faces without what does not percolate.
        levels: its coarse levels.
        r: what flows into the black voxels, (nz + 2, ny, nx / 2); changed.
        energy: of the potential that `r` belongs to.
        error: to reach, relative to the energy.
        threads: at most so many at once.
        keep: accumulate the potential.
        rising: the energy sought is what the steps add up to, not what they leave of `energy`.
        progress: called after each iteration with an estimate of the share done.

    Raises:
        NotConverged: the steps do not fall.
    """
    steps: list[float] = []
    with _crew(lattice.shape[0], threads) as crew:
        gradients = _Gradients(lattice, levels, r, keep, crew)
        while True:
            gradients.settle()
            noise = round_off(steps, energy, rising) if lattice.precision is np.float32 else 0.0
            left = remaining(steps, energy, rising) + noise
            if left <= error or (noise > MOST_NOISE * error and left < 2.0 * noise):
                break
            product = gradients.correct()
            if abs(product) <= NOTHING * abs(energy):
                left = 0.0
                break
            if product < 0.0 or len(steps) == MOST_ITERATIONS:
                raise NotConverged(len(steps), left)
            steps.append(gradients.advance(product))
            if progress is not None:
                progress(_done(steps, energy, error))
    gained = float(np.sum(steps))
    held = max(left, error) if left > 0.0 else 0.0  # no less than was asked for: steps may stall, and fall again later
    return Descent(gained + energy if rising else energy - gained, held, tuple(steps), crew.spent, gradients.x)


class _Gradients:
    """The fields of conjugate gradients, and what an iteration does with them."""

    def __init__(self, lattice: Lattice, levels: Hierarchy, r: NDArray[Any], keep: bool, crew: _Crew) -> None:
        self.lattice, self.levels, self.r, self.crew = lattice, levels, r, crew
        self.p, self.q, self.dots = np.zeros_like(r), np.zeros_like(r), np.zeros(r.shape[0])
        self.x = np.zeros_like(r) if keep else None
        self.rings = np.zeros((len(crew.parts), 3, *r.shape[1:]), r.dtype)
        self.alpha, self.before = 0.0, 0.0

    def settle(self) -> None:
        """Take the last step from the flow that is left, and sum it over the groups."""
        alpha, coarse = self.lattice.precision(self.alpha), self.levels.levels[0].b
        coarse[:] = 0
        self.crew(colours.descend, alpha, self.q, self.r, self.levels.inverse, self.levels.packed, coarse, self.dots)

    def correct(self) -> float:
        """Precondition; the product of the flow that is left and its correction."""
        self.levels.correct()
        first = self.levels.levels[0]
        return OMEGA * float(self.dots.sum()) + float(rows.dot(first.b, first.x))

    def advance(self, product: float) -> float:
        """Choose the next direction and how far to go; by how much that lowers the energy.

        Args:
            product: from :meth:`correct`.
        """
        lattice, levels, p, q, crew = self.lattice, self.levels, self.p, self.q, self.crew
        number = lattice.precision
        beta = product / self.before if self.before else 0.0
        crew(colours.direct, number(OMEGA), number(beta), self.r, levels.inverse, levels.packed, levels.levels[0].x, p)
        if lattice.repeats:
            p[0], p[-1] = p[-2], p[1]
        crew(colours.apply, lattice.faces, lattice.weights, lattice.repeats, p, q, self.rings, self.dots)
        self.alpha, self.before = product / float(self.dots.sum()), product
        if self.x is not None:
            crew(colours.add, number(self.alpha), p, self.x)
        return self.alpha * product


class NotConverged(RuntimeError):
    """The steps of conjugate gradients do not fall.

    Args:
        iterations: made.
        error: estimated at the last.
    """

    def __init__(self, iterations: int, error: float) -> None:
        """Keeps both in the message."""
        super().__init__(
            f"transport: must reach the stated error within {iterations} iterations; received an estimate of {100 * error:.2g} %. "
            "State a larger error, or crop the volume to see which part of it conducts so unevenly."
        )


def remaining(steps: list[float], energy: float, rising: bool) -> float:
    """Estimate of what the steps to come will add, relative to the energy reached.

    They are taken to fall on as the recent ones did, the slower of their fall over `WINDOW` and over the last two, from the largest of
    the last fifth of them (steps stall for a while where pores nearly fail to percolate); the sum of that series, times a margin.
    Over 110 volumes and errors asked for from 1e-2 to 1e-5 the true error came to at most 1.3 times the one asked for.
    """
    reached = (energy + sum(steps)) if rising else (energy - sum(steps))
    if reached <= 0.0 or len(steps) < FEWEST_STEPS:
        return np.inf
    recent = steps[-WINDOW:]
    if min(recent) <= 0.0:  # nothing but round-off is left
        return 0.0
    fall = max((recent[-1] / recent[0]) ** (1.0 / (len(recent) - 1)), (recent[-1] / recent[-3]) ** 0.5)
    fall = min(max(fall, FASTEST), SLOWEST)
    largest = max(steps[-max(2, len(steps) // 5) :])
    return float(MARGIN * largest * fall / (1.0 - fall) / reached)


def round_off(steps: list[float], energy: float, rising: bool) -> float:
    """Estimate of the relative error of the energy in single precision, which is that of the largest one that it comes from."""
    reached = (energy + sum(steps)) if rising else (energy - sum(steps))
    return SINGLE * max(reached, energy) / reached if reached > 0.0 else np.inf


def _done(steps: list[float], energy: float, error: float) -> float:
    """Share of the way, in orders of magnitude, from the first step to the error asked for."""
    first, now = np.log(max(steps[0], 1e-300)), np.log(max(steps[-1], 1e-300))
    goal = np.log(max(abs(energy) * error, 1e-300))
    return float(np.clip((first - now) / max(first - goal, 1e-9), 0.0, 1.0))


class _Crew:
    """Threads that share out the planes, in pairs so that a block of voxels has one of them."""

    def __init__(self, planes: int, threads: int) -> None:
        self.parts = _parts(planes, threads)
        self.spent = 0.0  # CPU time of the threads of the pool, s
        self._pool = ThreadPoolExecutor(len(self.parts)) if len(self.parts) > 1 else None

    def __call__(self, kernel: Callable[..., None], *arguments: object) -> None:
        """Do `kernel(*arguments, part, first, last)` for every part."""
        if self._pool is None:
            kernel(*arguments, 0, *self.parts[0])
            return
        for done in [self._pool.submit(_timed, kernel, *arguments, part, *planes) for part, planes in enumerate(self.parts)]:
            self.spent += done.result()

    def rest(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()


def _timed(kernel: Callable[..., None], *arguments: object) -> float:
    """Run a kernel; the CPU time of this thread that it took, s."""
    began = time.thread_time()
    kernel(*arguments)
    return time.thread_time() - began


def _parts(planes: int, threads: int) -> list[tuple[int, int]]:
    """Stretches of planes from 1 to `planes`, each beginning with an odd one."""
    n = max(1, min(threads, planes // THINNEST))
    bounds = [1 + 2 * round(part * planes / (2 * n)) for part in range(n)] + [planes + 1]
    return [(a, b) for a, b in pairwise(bounds) if b > a]


@contextmanager
def _crew(planes: int, threads: int) -> Iterator[_Crew]:
    crew = _Crew(planes, threads)
    try:
        yield crew
    finally:
        crew.rest()
