"""The coarse levels of a lattice: groups of voxels, groups of groups, down to a system that is solved at once; and one cycle on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stratode.kernels.voxels import colours, groups, pairs, rows
from stratode.structure.transport.lattice import Lattice

REDISCRETISED = 0.5  # a face between blocks is four faces at twice the distance: half their sum
SMALLEST = 60  # nodes of the level that is solved at once
STALLED = 0.7  # share of the nodes left from which on weak faces bind too
BINDING = 0.02  # share of the smaller diagonal that a face must carry to bind, where conductivities differ

Blocks = tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.int16]]  # see the kernels


Arranged = tuple[NDArray[np.uint32], NDArray[Any], NDArray[np.int32], NDArray[np.uint32], NDArray[Any]]  # see the kernels


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The conductances between the nodes of a coarse level.

    Args:
        start, index, value: see the kernels.
        held: conductance from each node to what is held at a potential.
        inverse: 1 over the diagonal.
    """

    start: NDArray[Any]
    index: NDArray[np.int32]
    value: NDArray[Any]
    held: NDArray[Any]
    inverse: NDArray[Any]

    @property
    def nodes(self) -> int:
        """How many there are."""
        return int(self.inverse.shape[0])


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One coarse level as a cycle wants it, and where its nodes go on the next.

    Args:
        before, after: the neighbours before and after each node, see the kernels.
        inverse: 1 over the diagonal.
        groups: node of the next level that each node belongs to; None on the last.
        whole: inverse of the whole matrix, on the last level.
        b: room for a right side, longer than there are nodes by the spare places.
        x: room for an answer, as long; the spare places stay 0.
    """

    before: Arranged
    after: Arranged
    inverse: NDArray[Any]
    groups: NDArray[np.int32] | None
    whole: NDArray[Any] | None
    b: NDArray[Any]
    x: NDArray[Any]

    @property
    def nodes(self) -> int:
        """How many there are."""
        return int(self.inverse.shape[0])


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """The coarse levels of a lattice without its clusters that do not percolate.

    Args:
        packed: group of each black voxel, a spare place for none (nz + 2, ny, nx / 2).
        inverse: 1 over the diagonal of the black voxels.
        red_inverse: that of the red ones.
        red_kept: whether a red voxel is left.
        levels: from fine to coarse.
        percolating: share of the nodes of the lattice that are left.
    """

    packed: NDArray[np.int32]
    inverse: NDArray[Any]
    red_inverse: NDArray[Any]
    red_kept: NDArray[np.bool_]
    levels: tuple[Level, ...]
    percolating: float

    def correct(self) -> None:
        """One cycle for the first level's `b`; the answer is its `x`."""
        for level, finer in zip(self.levels, (None, *self.levels), strict=False):
            if finer is not None:
                level.b[:] = 0
                rows.hand_down(finer.after, finer.x, finer.groups, level.b)
            if level.whole is None:
                rows.forwards(level.before, level.inverse, level.b, level.x)
            else:
                level.x[: -groups.SPARE] = level.whole @ level.b[: -groups.SPARE]
        last = self.levels[-1]
        if last.whole is None:
            rows.backwards(last.before, last.after, last.inverse, last.b, last.x)
        for level, coarser in zip(self.levels[-2::-1], self.levels[:0:-1], strict=True):
            rows.hand_up(coarser.x, level.groups, level.x)
            rows.backwards(level.before, level.after, level.inverse, level.b, level.x)


def hierarchy(lattice: Lattice, *, one_end: bool = False) -> Hierarchy | None:
    """The coarse levels; closes the faces of what does not percolate. None where nothing does.

    Args:
        lattice: its faces are changed.
        one_end: what reaches the last end percolates, whether or not it reaches the first.
    """
    number = lattice.precision
    nz, ny, nx = lattice.shape
    shape = (nz + 2, ny, (nx + 1) // 2)
    black, red = np.zeros(shape, number), np.zeros(shape, number)
    colours.diagonals(lattice.faces, lattice.weights, black, red)
    weakest = number(BINDING if lattice.faces.dtype != np.uint8 and lattice.graded else 0.0)
    blocks, table = _blocks(lattice.shape), _table()
    n = groups.group(lattice.faces, lattice.weights, black, red, weakest, table, blocks)
    one, other, conductance, held = _pairs(lattice, blocks, table, n)
    kept = _percolating(one, other, held, lattice.repeats, one_end)
    left = int(kept.max(initial=-1)) + 1
    if left == 0:
        return None
    places = np.empty((left, 3), np.int32)
    groups.places(blocks, table, kept, places)
    packed, red_kept = np.empty(shape, np.int32), np.zeros(shape, np.bool_)
    packed[0], packed[-1] = left, left
    count = groups.seal(blocks, table, kept, left, lattice.faces, packed, red_kept, np.empty(shape[2], np.int32))
    share = count / groups.count_nodes(blocks[1])
    m = pairs.keep(one, other, conductance, kept)
    first = _compressed(one[:m], other[:m], conductance[:m], held[kept >= 0].sum(axis=1), left)
    del one, other, conductance, held, blocks  # as large as the levels to come
    return Hierarchy(packed, black, red, red_kept, _coarsened(first, places, weakest), share)


def _blocks(shape: tuple[int, int, int]) -> Blocks:
    """Room for what the kernels tell of each block of voxels."""
    tall, deep, wide = ((n + 1) // 2 for n in shape)
    return np.empty((tall, deep, wide), np.int32), np.empty((tall, deep, wide), np.int16), np.empty((tall, deep, wide), np.int16)


@lru_cache(maxsize=1)
def _table() -> tuple[NDArray[np.int16], NDArray[np.int32]]:
    """What hangs together in a block, for every pattern of faces."""
    roots, root_of = np.empty(4096, np.int16), np.empty(4096, np.int32)
    groups.tabulate(roots, root_of)
    return roots, root_of


def _pairs(lattice: Lattice, blocks: Blocks, table: tuple[NDArray[Any], NDArray[Any]], n: int) -> tuple[NDArray[Any], ...]:
    """Pairs of groups, the conductance between them, and that to the held ends (groups, 2)."""
    number, wide = lattice.precision, blocks[0].shape[2]
    scale, sums = number(REDISCRETISED), np.empty((3, wide), number)
    room = 4 * n + pairs.MOST * wide
    while True:
        one, other, conductance = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, number)
        held = np.zeros((n, 2), number)
        m = pairs.edges(lattice.faces, lattice.weights, blocks, table, lattice.repeats, scale, sums, one, other, conductance, held)
        if m >= 0:
            if not lattice.repeats:
                pairs.hold_first(lattice.faces, lattice.weights, blocks, table, scale, held)
            return one[:m], other[:m], conductance[:m], held
        room *= 2


def _percolating(one: NDArray[np.int32], other: NDArray[np.int32], held: NDArray[Any], repeats: bool, one_end: bool) -> NDArray[np.int32]:
    """New number of each group, -1 for those of clusters that do not reach both ends."""
    n = held.shape[0]
    cluster = np.empty(n, np.int32)
    pairs.cluster(one, other, cluster)
    if repeats:
        reaches = np.ones(n, bool)
    else:
        first, last = np.zeros(n, bool), np.zeros(n, bool)
        first[cluster[held[:, 0] > 0.0]] = True
        last[cluster[held[:, 1] > 0.0]] = True
        reaches = last if one_end else first & last
    stays = reaches[cluster]
    return np.where(stays, np.cumsum(stays, dtype=np.int32) - np.int32(1), np.int32(-1))


def _compressed(one: NDArray[np.int32], other: NDArray[np.int32], conductance: NDArray[Any], held: NDArray[Any], n: int) -> Rows:
    """The first level from its pairs."""
    start = np.zeros(n + 1, np.int32 if 2 * one.size < 2**31 else np.int64)
    index, value = np.empty(2 * one.size, np.int32), np.empty(2 * one.size, conductance.dtype)
    rows.compress(one, other, conductance, one.size, start, index, value)
    return _inverted(start, index, value, held)


def _inverted(start: NDArray[Any], index: NDArray[np.int32], value: NDArray[Any], held: NDArray[Any]) -> Rows:
    """The level whose rows these are."""
    inverse = np.empty(held.shape[0], value.dtype)
    rows.invert(start, value, held, inverse)
    return Rows(start, index, value, held, inverse)


def _coarsened(first: Rows, blocks: NDArray[np.int32], weakest: Any) -> tuple[Level, ...]:
    """The levels from `first` on; `blocks` (nodes, 3) are the places of its nodes."""
    finest, levels = first, []
    while finest.nodes > SMALLEST:
        blocks >>= 1
        joined, n = _joined(finest, blocks, weakest)
        if n > STALLED * finest.nodes:
            joined, n = _joined(finest, blocks, weakest * 0)
        if n == finest.nodes and blocks.max(initial=0) == 0:
            break  # as many clusters that never meet: each of them is one equation
        levels.append(_level(finest, joined, None))
        finest = _next(finest, joined, n)
        moved = np.empty((n, 3), np.int32)
        moved[joined] = blocks
        blocks = moved
    levels.append(_level(finest, None, _whole(finest) if finest.nodes <= SMALLEST else None))
    return tuple(levels)


def _level(system: Rows, joined: NDArray[np.int32] | None, whole: NDArray[Any] | None) -> Level:
    """What a cycle wants of a level."""
    n, number = system.nodes, system.value.dtype
    b, x = np.zeros(n + groups.SPARE, number), np.zeros(n + groups.SPARE, number)
    before, after = _room(system), _room(system)
    low, high = rows.arrange(system.start, system.index, system.value, before, after)
    return Level(_cut(before, low), _cut(after, high), system.inverse, joined, whole, b, x)


def _cut(arranged: Arranged, listed: int) -> Arranged:
    """Without the room that so many neighbours behind the slots left."""
    place, conductance, more, far, extra = arranged
    return place, conductance, more[: listed + 2].copy(), far[: listed + 2].copy(), extra[: listed + 2].copy()


def _room(system: Rows) -> Arranged:
    """Room for the neighbours before each node, or those after it."""
    n, room, number = system.nodes, system.index.size // 2 + 2, system.value.dtype
    place, conductance = np.empty((n, rows.SLOTS), np.uint32), np.empty((n, rows.SLOTS), number)
    return place, conductance, np.empty(room, np.int32), np.empty(room, np.uint32), np.empty(room, number)


def _joined(level: Rows, blocks: NDArray[np.int32], weakest: Any) -> tuple[NDArray[np.int32], int]:
    """Group of each node, and how many there are: nodes of one block that hang together."""
    deep, wide = int(blocks[:, 1].max()) + 1, int(blocks[:, 2].max()) + 1
    key = (blocks[:, 0].astype(np.int64) * deep + blocks[:, 1]) * wide + blocks[:, 2]
    start, members = np.zeros(int(key.max()) + 2, np.int64), np.empty(level.nodes, np.int32)
    rows.sort_into(key, start, members)
    joined = np.empty(level.nodes, np.int32)
    n = rows.join(
        level.start, level.index, level.value, level.inverse, key, start, members, weakest, np.empty(level.nodes, np.int32), joined
    )
    return joined, n


def _next(level: Rows, joined: NDArray[np.int32], n: int) -> Rows:
    """The system of the groups."""
    group_start, members = np.zeros(n + 1, np.int64), np.empty(level.nodes, np.int32)
    rows.sort_into(joined, group_start, members)
    start, index, value = np.empty(n + 1, level.start.dtype), np.empty_like(level.index), np.empty_like(level.value)
    held, mark, scale = np.empty(n, level.value.dtype), np.full(n, -1, np.int64), level.value.dtype.type(REDISCRETISED)
    total = rows.coarsen(
        level.start, level.index, level.value, level.held, joined, group_start, members, scale, mark, start, index, value, held
    )
    return _inverted(start, index[:total].copy(), value[:total].copy(), held)


def _whole(level: Rows) -> NDArray[Any]:
    """The inverse of the last level; where nothing is held, that of all but the constant."""
    n = level.nodes
    matrix = np.zeros((n, n))
    row = np.repeat(np.arange(n), np.diff(level.start))
    np.subtract.at(matrix, (row, level.index), level.value.astype(np.float64))
    matrix[np.arange(n), np.arange(n)] += np.bincount(row, weights=level.value, minlength=n) + level.held
    inverse: NDArray[Any] = np.linalg.pinv(matrix, hermitian=True).astype(level.value.dtype)
    return inverse
