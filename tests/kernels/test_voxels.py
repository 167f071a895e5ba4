"""The kernels on voxels against matrices and labels made the obvious way; volumes of a few voxels, so that they run uncompiled too."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import label
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from stratode.kernels.voxels import colours, faces, groups, pairs, rows

SHAPES = ((4, 3, 6), (5, 4, 5), (2, 5, 7))
WEIGHTS = (np.float64(1.0), np.float64(0.25), np.float64(2.0))
CONDUCTS = np.array([0.0, 1.0, 0.05])  # of labels 0, 1, 2
BINDING = 0.02


def packed(pores: NDArray[np.bool_ | np.uint8], closed: bool = False) -> NDArray[np.float64]:
    """Plain faces of `pores`, or of labels 0 to 2, the ends held, or all axes closed on themselves."""
    nz, ny, nx = pores.shape
    rimmed = np.full((nz + 2, ny + 2, nx + 2), 3, np.uint8)
    rimmed[1:-1, 1:-1, 1:-1] = pores
    if closed:
        rimmed = np.pad(pores.astype(np.uint8), 1, mode="wrap")
    table = np.zeros(256)
    table[:3], table[3] = CONDUCTS, -1.0
    out = np.zeros((6, nz + 2, ny, (nx + 1) // 2))
    through = np.empty((256, 256))
    faces.pass_through(table, through)
    faces.plain(rimmed, through, out)
    if closed:
        out[:, 0], out[:, -1] = out[:, -2], out[:, 1]
    else:
        faces.plain_ends(rimmed, table, out)
    return out


def matrix(pores: NDArray[np.bool_ | np.uint8], closed: bool = False) -> NDArray[np.float64]:
    """Flow out of every voxel for a unit potential in every other one, the ends as in `packed`; voxel after voxel in the array's order."""
    whole, k = np.zeros((pores.size, pores.size)), CONDUCTS[pores.astype(np.uint8)]
    number = np.arange(pores.size).reshape(pores.shape)
    for place in np.ndindex(pores.shape):
        for axis in range(3):
            following = tuple((p + (a == axis)) % pores.shape[a] for a, p in enumerate(place))
            if (closed or following[axis] > 0) and k[place] * k[following] > 0.0:
                a, b, g = number[place], number[following], WEIGHTS[axis] * 2.0 * k[place] * k[following] / (k[place] + k[following])
                whole[a, a] += g
                whole[b, b] += g
                whole[a, b] -= g
                whole[b, a] -= g
        if closed:
            continue
        whole[number[place], number[place]] += 2.0 * WEIGHTS[0] * k[place] * ((place[0] == 0) + (place[0] == pores.shape[0] - 1))
    return whole


def black_of(shape: tuple[int, int, int]) -> NDArray[np.bool_]:
    return np.indices(shape).sum(axis=0) % 2 == 1


def spread_out(field: NDArray[np.float64], shape: tuple[int, int, int]) -> NDArray[np.float64]:
    """The black voxels of a packed field in the array's order."""
    return np.array([field[k + 1, j, i // 2] for k, j, i in np.argwhere(black_of(shape))])


@pytest.mark.parametrize("shape", SHAPES)
def test_the_reduced_operator_is_the_schur_complement(shape: tuple[int, int, int]) -> None:
    draw = np.random.default_rng(sum(shape))
    pores = draw.random(shape) < 0.7
    whole, black = matrix(pores), black_of(shape).ravel()
    red = whole[np.ix_(~black, ~black)]
    inverse = np.diag([1.0 / d if d > 0.0 else 0.0 for d in np.diag(red)])
    schur = whole[np.ix_(black, black)] - whole[np.ix_(black, ~black)] @ inverse @ whole[np.ix_(~black, black)]
    nz, ny, half = shape[0], shape[1], (shape[2] + 1) // 2
    p, q = np.zeros((nz + 2, ny, half)), np.zeros((nz + 2, ny, half))
    for k, j, i in np.argwhere(black_of(shape)):
        p[k + 1, j, i // 2] = draw.standard_normal()
    dots = np.zeros(nz + 2)
    middle = 1 + nz // 2
    for part, (first, last) in enumerate(((1, middle), (middle, nz + 1))):  # shared out among two
        colours.apply(packed(pores), WEIGHTS, False, p, q, np.zeros((2, 3, ny, half)), dots, part, first, last)
    expected = schur @ spread_out(p, shape)
    assert spread_out(q, shape) == pytest.approx(expected, abs=1e-13)
    assert dots.sum() == pytest.approx(spread_out(p, shape) @ expected)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_flows_into_red_voxels_passes_to_the_black_ones_around_them(shape: tuple[int, int, int]) -> None:
    draw = np.random.default_rng(7)
    pores = draw.random(shape) < 0.7
    whole, black = matrix(pores), black_of(shape).ravel()
    flow = draw.standard_normal(black.size) * (np.diag(whole) > 0.0)
    potential = flow / np.where(np.diag(whole) > 0.0, np.diag(whole), 1.0)
    nz, ny, half = shape[0], shape[1], (shape[2] + 1) // 2
    into_red, into_black, inverse, unused = (np.zeros((nz + 2, ny, half)) for _ in range(4))
    for place, value in zip(np.argwhere(~black_of(shape)), flow[~black], strict=True):
        into_red[place[0] + 1, place[1], place[2] // 2] = value
    gained = np.zeros(nz + 2)
    colours.diagonals(packed(pores), WEIGHTS, unused, inverse)
    colours.relax(inverse, into_red, gained)
    colours.eliminate(packed(pores), WEIGHTS, into_red, into_black)
    assert spread_out(into_black, shape) == pytest.approx(-whole[np.ix_(black, ~black)] @ potential[~black])
    assert gained.sum() == pytest.approx(flow[~black] @ potential[~black])


class Grouped:
    """What the kernels make of the blocks of a volume, and the number of each voxel's group, -1 where it is no node."""

    def __init__(self, pores: NDArray[np.bool_ | np.uint8], weakest: float = 0.0, closed: bool = False) -> None:
        nz, ny, nx = pores.shape
        shape = (nz + 2, ny, (nx + 1) // 2)
        self.faces, black, red = packed(pores, closed), np.zeros(shape), np.zeros(shape)
        colours.diagonals(self.faces, WEIGHTS, black, red)
        self.table = np.empty(4096, np.int16), np.empty(4096, np.int32)
        groups.tabulate(*self.table)
        blocks = tuple(-(-n // 2) for n in pores.shape)
        self.blocks = np.empty(blocks, np.int32), np.empty(blocks, np.int16), np.empty(blocks, np.int16)
        self.n = groups.group(self.faces, WEIGHTS, black, red, weakest, self.table, self.blocks)
        self.number = np.array([groups.group_at(self.blocks, self.table, *place) for place in np.ndindex(pores.shape)]).reshape(pores.shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_groups_are_what_hangs_together_in_blocks(shape: tuple[int, int, int]) -> None:
    pores = np.random.default_rng(9).random(shape) < 0.6
    grouped = Grouped(pores)
    found, seen = grouped.number, set()
    for k, j, i in np.ndindex(*(-(-s // 2) for s in shape)):
        block = (slice(2 * k, 2 * k + 2), slice(2 * j, 2 * j + 2), slice(2 * i, 2 * i + 2))
        nodes = found[block] >= 0
        assert not (nodes & ~pores[block]).any()
        clusters, count = label(nodes)
        numbers = [set(found[block][clusters == c].tolist()) for c in range(1, count + 1)]
        assert all(len(one) == 1 for one in numbers)
        assert len(set().union(*numbers)) == count
        seen |= set().union(*numbers)
    assert seen == set(range(grouped.n))
    alone = pores & (np.diag(matrix(pores)).reshape(shape) == 0.0)  # a pore without a face is no node
    assert ((found >= 0) == (pores & ~alone)).all()
    assert groups.count_nodes(grouped.blocks[1]) == (found >= 0).sum()


@pytest.mark.parametrize("shape", SHAPES)
def test_faces_that_carry_little_of_what_their_voxels_do_bind_nothing(shape: tuple[int, int, int]) -> None:
    labels = np.random.default_rng(5).integers(0, 3, shape).astype(np.uint8)
    found, whole = Grouped(labels, BINDING).number, matrix(labels)
    diagonal = np.diag(whole)
    number = np.arange(labels.size).reshape(shape)
    for k, j, i in np.ndindex(*(-(-s // 2) for s in shape)):
        block = (slice(2 * k, 2 * k + 2), slice(2 * j, 2 * j + 2), slice(2 * i, 2 * i + 2))
        inside = number[block].ravel()
        inside = inside[found.ravel()[inside] >= 0]
        larger = np.maximum(diagonal[inside][:, None], diagonal[inside][None, :])
        binds = -whole[np.ix_(inside, inside)] > BINDING * larger
        _, cluster = connected_components(csr_array(binds))
        same = found.ravel()[inside]
        assert ((same[:, None] == same[None, :]) == (cluster[:, None] == cluster[None, :])).all()


@pytest.mark.parametrize(("shape", "closed"), [*((shape, False) for shape in SHAPES), ((4, 6, 4), True), ((6, 8, 10), True)])
@pytest.mark.parametrize("weakest", [0.0, BINDING])
def test_conductances_between_groups_are_half_the_faces_between_them(shape: tuple[int, int, int], closed: bool, weakest: float) -> None:
    labels = np.random.default_rng(2).choice(np.array([0, 1, 2], np.uint8), shape, p=(0.3, 0.5, 0.2))
    labels[labels == 2] = 2 if weakest else 1
    grouped = Grouped(labels, weakest, closed)
    n, half = grouped.n, (shape[2] + 1) // 2
    one, other, conductance, held = np.empty(2000, np.int32), np.empty(2000, np.int32), np.empty(2000), np.zeros((n, 2))
    listed = (np.empty((3, half)), one, other, conductance, held)
    m = pairs.edges(grouped.faces, WEIGHTS, grouped.blocks, grouped.table, closed, 0.5, *listed)
    if not closed:
        pairs.hold_first(grouped.faces, WEIGHTS, grouped.blocks, grouped.table, 0.5, held)
    nodes = grouped.number.ravel() >= 0
    gather = np.zeros((n, labels.size))
    gather[grouped.number.ravel()[nodes], np.flatnonzero(nodes)] = 1.0
    expected = 0.5 * gather @ matrix(labels, closed) @ gather.T
    coarse = np.diag(held.sum(axis=1))
    for a, b, g in zip(one[:m], other[:m], conductance[:m], strict=True):
        coarse[[a, b], [a, b]] += g
        coarse[[a, b], [b, a]] -= g
    assert coarse == pytest.approx(expected, abs=1e-13)
    one, other, conductance = one[: 2 * half], other[: 2 * half], conductance[: 2 * half]
    assert pairs.edges(grouped.faces, WEIGHTS, grouped.blocks, grouped.table, False, 0.5, listed[0], one, other, conductance, held) == -1


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_left_out_is_closed_and_the_rest_numbered_anew(shape: tuple[int, int, int]) -> None:
    draw = np.random.default_rng(3)
    pores = draw.random(shape) < 0.45
    grouped = Grouped(pores)
    clusters, count = label(pores)
    goes = draw.random(count + 1) < 0.5
    left_out = goes[clusters] & pores
    kept = np.full(grouped.n, -1, np.int32)
    stay = np.unique(grouped.number[~left_out & (grouped.number >= 0)])
    kept[stay] = np.arange(stay.size)
    nz, ny, half = shape[0], shape[1], (shape[2] + 1) // 2
    found, red_kept = np.full((nz + 2, ny, half), -9, np.int32), np.zeros((nz + 2, ny, half), np.bool_)
    total = groups.seal(grouped.blocks, grouped.table, kept, stay.size, grouped.faces, found, red_kept, np.empty(half, np.int32))
    stays = (grouped.number >= 0) & ~left_out
    assert total == stays.sum()
    assert grouped.faces == pytest.approx(packed(pores & ~left_out))
    for k, j, i in np.argwhere(black_of(shape)):
        where = found[k + 1, j, i // 2]
        assert where == kept[grouped.number[k, j, i]] if stays[k, j, i] else stay.size <= where < stay.size + groups.SPARE
    for k, j, i in np.argwhere(~black_of(shape)):
        assert red_kept[k + 1, j, i // 2] == stays[k, j, i]
    places = np.full((stay.size, 3), -9, np.int32)
    groups.places(grouped.blocks, grouped.table, kept, places)
    for k, j, i in np.argwhere(stays):
        assert tuple(places[kept[grouped.number[k, j, i]]]) == (k // 2, j // 2, i // 2)


def test_pairs_of_groups_that_are_kept_keep_their_order() -> None:
    one, other, conductance = np.array([0, 1, 2, 3], np.int32), np.array([2, 4, 5, 4], np.int32), np.arange(4.0)
    kept = np.array([0, -1, 1, -1, -1, 2], np.int32)
    m = pairs.keep(one, other, conductance, kept)
    assert (one[:m].tolist(), other[:m].tolist(), conductance[:m].tolist()) == ([0, 1], [1, 2], [0.0, 2.0])


def test_a_sweep_forwards_and_one_backwards_are_triangular_solves() -> None:
    draw = np.random.default_rng(4)
    n = 12
    links = np.triu(draw.random((n, n)) * (draw.random((n, n)) < 0.4), 1)
    held = draw.random(n)
    whole = np.diag(links.sum(axis=0) + links.sum(axis=1) + held) - links - links.T
    one, other = (ends.astype(np.int32) for ends in np.nonzero(links))
    m = one.size
    start, index, value = np.zeros(n + 1, np.int32), np.empty(2 * m, np.int32), np.empty(2 * m)
    rows.compress(one, other, links[one, other], m, start, index, value)
    inverse = np.empty(n)
    rows.invert(start, value, held, inverse)
    assert inverse == pytest.approx(1.0 / np.diag(whole))
    before, after = room(n, m), room(n, m)
    low, high = rows.arrange(start, index, value, before, after)
    before, after = (tuple(p if p.ndim == 2 else p[: m + 2] for p in parts) for parts, m in ((before, low), (after, high)))
    assert min(len(before[2]), len(after[2])) > 2  # some neighbours find no slot
    b, x, down = draw.standard_normal(n), np.zeros(n + 1), np.zeros(2)
    rows.forwards(before, inverse, b, x)
    assert x[:n] == pytest.approx(np.linalg.solve(np.tril(whole), b))
    halves = np.arange(n, dtype=np.int32) % 2
    rows.hand_down(after, x, halves, down)
    left = b - whole @ x[:n]
    assert down == pytest.approx([left[halves == 0].sum(), left[halves == 1].sum()])
    swept = x[:n].copy()
    rows.backwards(before, after, inverse, b, x)
    assert x[:n] == pytest.approx(swept + np.linalg.solve(np.triu(whole), b - whole @ swept))


def room(n: int, listed: int) -> tuple[NDArray[np.generic], ...]:
    slots = np.empty((n, rows.SLOTS), np.uint32), np.empty((n, rows.SLOTS))
    return *slots, np.empty(listed + 2, np.int32), np.empty(listed + 2, np.uint32), np.empty(listed + 2)


@pytest.mark.parametrize(
    ("corners", "share"),
    [
        ((1.0, 1.0, 1.0, 1.0), 1.0),
        ((-1.0, -2.0, -1.0, -1.0), 0.0),
        ((1.0, -1.0, -1.0, 1.0), 0.5),
        ((3.0, 3.0, -1.0, -1.0), 0.75),
        ((1.0, 0.0, -1.0, 0.0), 0.5),
        ((1.0, -1.0, -3.0, -1.0), 0.125),
        ((-1.0, 1.0, 3.0, 1.0), 0.875),
    ],
)
def test_the_open_share_of_a_face_is_the_part_of_a_square_on_one_side_of_a_line(corners: tuple[float, ...], share: float) -> None:
    for turn in range(4):
        assert faces.open_share(*corners[turn:], *corners[:turn]) == pytest.approx(share)


def test_a_voxel_between_two_pores_belongs_to_one_of_them() -> None:
    walled = np.ones((5, 4, 4), bool)
    walled[2] = False
    for pores, joined in ((walled, False), (np.ones((5, 4, 4), bool), True)):
        rimmed = np.full((7, 6, 6), 2, np.uint8)
        rimmed[1:-1, 1:-1, 1:-1] = pores
        table = np.zeros(256)
        table[1], table[2] = 1.0, -1.0
        out, kept = np.zeros((6, 7, 4, 2)), np.zeros_like(rimmed)
        corners = np.ones((6, 5, 5), np.uint16)  # open everywhere, whatever the labels say
        faces.smoothed(rimmed, table, corners, 0.5, out)
        faces.part(rimmed, table, out, np.empty(6, np.int64), np.empty(6), kept)
        faces.unite(rimmed, table, kept, out)
        conducts = [float(out[0, k, :, :].sum() + out[1, k - 1, :, :].sum()) for k in range(2, 6)]
        assert (min(conducts) > 0.0) is joined
