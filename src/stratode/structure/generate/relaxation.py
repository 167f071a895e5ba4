"""Spheres brought to rest without overlaps, or to a balance of their contacts.

An own relaxation: overlaps push spheres apart until none is left (descent by FIRE over lists of near pairs, `kernels/packing`). A
discrete-element code does the same with friction and time, which a packing of stated porosity does not need.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.packing.pairs import FULL, find_pairs
from stratode.kernels.packing.relax import APART, TOO_MANY_PAIRS, relax

Array = NDArray[np.float64]

SKIN = 0.3  # mean radii beyond touching that pairs are kept for
MARGIN = 2e-4  # relative growth while spheres are pushed apart, so that they end without any overlap
BALANCE = 1e-5  # mean radii: no sphere is pushed more than this at rest
MOST_STEPS = 6000
MOST_CELLS = 96  # along one axis


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """Where spheres may be: `lengths` (3,) along z, y, x, m, periodic along y and x, and along z where `periodic_z`.

    Args:
        lengths: edges, m.
        lowest, highest: (n,), of each sphere's centre along z, m.
        periodic_z: then `lowest` and `highest` do not hold the spheres.
    """

    lengths: tuple[float, float, float]
    lowest: Array
    highest: Array
    periodic_z: bool = False

    @property
    def periodic(self) -> NDArray[np.bool_]:
        """Along z, y, x."""
        return np.array([self.periodic_z, True, True])


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Overlaps of a packing.

    Args:
        first, second: (m,), indices of the spheres in contact.
        depth: (m,), over the sum of the two radii, above 0.
        rested: the relaxation came to its end.
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    depth: Array
    rested: bool = True

    @property
    def largest(self) -> float:
        """Largest relative depth; 0 where nothing touches."""
        return float(self.depth.max()) if self.depth.size else 0.0

    @property
    def mean(self) -> float:
        """Mean relative depth of the contacts; 0 where nothing touches."""
        return float(self.depth.mean()) if self.depth.size else 0.0


def rested(centres: Array, radii: Array, box: Box, steps: int = MOST_STEPS) -> tuple[Array, Contacts]:
    """Centres (n, 3), m, after the overlaps have pushed the spheres apart, and the contacts that remain.

    Args:
        centres: (n, 3), along z, y, x, m; not changed.
        radii: (n,), m.
        box: the room.
        steps: of the descent at most.
    """
    unit = float(radii.mean())
    at, r = centres / unit, radii / unit * (1.0 + MARGIN)
    lengths = np.array(box.lengths) / unit
    work = _Work.of(lengths, r)
    lowest, highest = (np.where(box.periodic_z, far, x / unit) for x, far in ((box.lowest, -np.inf), (box.highest, np.inf)))
    status = TOO_MANY_PAIRS
    while status == TOO_MANY_PAIRS:
        state = (at, r, lengths, box.periodic, lowest, highest, SKIN, work.counts, work.heads, work.following, work.first, work.second)
        status, _, _ = relax(*state, work.velocity, work.force, work.moved, 0.5 * MARGIN, BALANCE, steps)
        if status == TOO_MANY_PAIRS:
            work = work.with_more_pairs()
    found = contacts(at * unit, radii, box)
    return at * unit, Contacts(found.first, found.second, found.depth, status == APART)


def contacts(centres: Array, radii: Array, box: Box) -> Contacts:
    """The pairs of spheres that overlap."""
    unit = float(radii.mean())
    at, r, lengths = centres / unit, radii / unit, np.array(box.lengths) / unit
    work = _Work.of(lengths, r)
    found = FULL
    while found == FULL:
        found = find_pairs(at, r, lengths, box.periodic, 0.0, work.counts, work.heads, work.following, work.first, work.second)
        if found == FULL:
            work = work.with_more_pairs()
    i, j = work.first[:found], work.second[:found]
    apart = at[j] - at[i]
    for axis in range(3):
        if box.periodic[axis]:
            apart[:, axis] -= lengths[axis] * np.round(apart[:, axis] / lengths[axis])
    touch = r[i] + r[j]
    return Contacts(i.copy(), j.copy(), 1.0 - np.sqrt((apart**2).sum(axis=1)) / touch)


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """Arrays that the kernels work in."""

    counts: NDArray[np.int64]
    heads: NDArray[np.int32]
    following: NDArray[np.int32]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    velocity: Array
    force: Array
    moved: Array

    @classmethod
    def of(cls, lengths: Array, radii: Array) -> _Work:
        """For spheres of these radii in a box, all in units of the mean radius."""
        n = radii.size
        edge = 2.0 * float(np.median(radii)) + SKIN
        counts = np.clip((lengths / edge).astype(np.int64), 1, MOST_CELLS)
        first, second = (np.empty(16 * n + 64, np.int32) for _ in range(2))
        velocity, force, moved = (np.zeros((n, 3)) for _ in range(3))
        return cls(counts, np.empty(int(counts.prod()), np.int32), np.empty(n, np.int32), first, second, velocity, force, moved)

    def with_more_pairs(self) -> _Work:
        """The same with room for twice as many pairs."""
        size = 2 * self.first.size
        first, second = np.empty(size, np.int32), np.empty(size, np.int32)
        return _Work(self.counts, self.heads, self.following, first, second, self.velocity, self.force, self.moved)
