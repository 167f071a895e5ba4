"""The first coarse level: voxels of a block of 2 x 2 x 2 that hang together through its faces become one node.

Pores that pass through the same block without touching stay apart, so that the coarse system has the connections of the fine one.

A block's corners are 4 dk + 2 dj + di; its rows 2 dk + dj, each with one black voxel. Blocks are `first`, `nodes` and `bonds`, each
(nz / 2, ny / 2, nx / 2) rounded up: the number of a block's only group, -1 where it has none, -2 - n where groups n, n + 1, ... share
it; which corners are nodes, bit by bit; and which of its 12 faces bind, bit 3 row + axis for that of the row's black voxel. What hangs
together by which faces stands in `table`, (roots, root_of), see :func:`tabulate`.
"""

from __future__ import annotations

from stratode.kernels.compiler import voxel_kernel

FACES = 12  # inside a block
SPARE = 8  # places behind the nodes of a level for voxels without a group, in turn, so that no two neighbours write to the same


@voxel_kernel
def onwards(faces, axis, k, j, i):
    """Conductance of the face of voxel (k, j, i) towards the next one along `axis`; along y and x the last one's next is the first."""
    if (k + j + i) & 1:
        return faces[2 * axis + 1, k + 1, j, i >> 1]
    if axis == 0:
        return faces[0, k + 2, j, i >> 1]
    if axis == 1:
        ny = faces.shape[2]
        return faces[2, k + 1, j + 1 if j + 1 < ny else 0, i >> 1]
    half = faces.shape[3]
    t = (i + 1) >> 1
    return faces[4, k + 1, j, t if t < half else 0]


@voxel_kernel
def _black_corner(row):
    """Corner of the black voxel of a row of a block; the red one's is the next, or the one before."""
    return 2 * row + 1 - ((row ^ (row >> 1)) & 1)


@voxel_kernel
def tabulate(roots, root_of):
    """Fill for every pattern of binding faces, 0 to 4095, which corners are the first of those that hang together, and who is whose.

    Args:
        roots: (4096,), a bit for each first corner; one without a binding face is its own.
        root_of: (4096,), three bits for each corner: the first of those that it hangs together with.
    """
    for bonds in range(roots.shape[0]):
        roots[bonds], root_of[bonds] = 0, 0
        for corner in range(8):
            found, before = 1 << corner, 0
            while found != before:
                before = found
                for face in range(FACES):
                    own = _black_corner(face // 3)
                    both = (1 << own) | (1 << (own ^ (4 >> (face % 3))))
                    if bonds & (1 << face) and found & both:
                        found |= both
            first = 0
            while not found & (1 << first):
                first += 1
            root_of[bonds] |= first << (3 * corner)
            if first == corner:
                roots[bonds] |= 1 << corner


@voxel_kernel
def count_bits(bits):
    """How many of eight bits are set."""
    bits = bits - ((bits >> 1) & 0x55)
    bits = (bits & 0x33) + ((bits >> 2) & 0x33)
    return (bits + (bits >> 4)) & 0x0F


@voxel_kernel
def group_at(blocks, table, k, j, i):
    """Number of the group of voxel (k, j, i); -1 where it is no node."""
    first, nodes, bonds = blocks
    roots, root_of = table
    bk, bj, t = k >> 1, j >> 1, i >> 1
    corner = 4 * (k & 1) + 2 * (j & 1) + (i & 1)
    number, there = first[bk, bj, t], nodes[bk, bj, t]
    if number >= 0 or not there & (1 << corner):
        return number if there & (1 << corner) else -1
    pattern = bonds[bk, bj, t]
    before = (1 << ((root_of[pattern] >> (3 * corner)) & 7)) - 1
    return -2 - number + count_bits(roots[pattern] & there & before)


@voxel_kernel
def _bind(face, weight, own, far, weakest, bit, bonds):
    """Set `bit` of the blocks along a row where `face` binds the voxels with 1 over the diagonals `own` and `far`."""
    if weakest > 0.0:
        for t in range(bonds.shape[0]):
            bonds[t] |= bit if weight * face[t] * min(own[t], far[t]) > weakest else 0
    else:
        for t in range(bonds.shape[0]):
            bonds[t] |= bit if face[t] > 0 else 0


@voxel_kernel
def _look(faces, weights, black, red, weakest, bk, bj, nodes, bonds):
    """Which corners of the blocks along row (bk, bj) are nodes, and which of their faces bind."""
    nz, ny = black.shape[0] - 2, black.shape[1]
    wz, wy, wx = weights
    for t in range(nodes.shape[0]):
        nodes[t], bonds[t] = 0, 0
    for row in range(4):
        k, j = 2 * bk + (row >> 1) + 1, 2 * bj + (row & 1)  # planes of the faces count from 1
        if k > nz or j >= ny:
            continue
        corner = _black_corner(row)
        own, other = black[k, j], red[k, j]
        mine, its = 1 << corner, 1 << (corner ^ 1)
        for t in range(nodes.shape[0]):
            nodes[t] |= (mine if own[t] > 0 else 0) | (its if other[t] > 0 else 0)
        if 2 * bk + 1 < nz:
            across = k - 1 if row >> 1 else k + 1
            _bind(faces[0 if row >> 1 else 1, k, j], wz, own, red[across, j], weakest, 1 << (3 * row), bonds)
        if 2 * bj + 1 < ny:
            across = j - 1 if row & 1 else j + 1
            _bind(faces[2 if row & 1 else 3, k, j], wy, own, red[k, across], weakest, 2 << (3 * row), bonds)
        _bind(faces[4 if corner & 1 else 5, k, j], wx, own, other, weakest, 4 << (3 * row), bonds)


@voxel_kernel
def group(faces, weights, black, red, weakest, table, blocks):
    """Number the groups block by block; returns how many there are.

    Args:
        black: 1 over the diagonal of the black voxels, (nz + 2, ny, nx / 2).
        red: that of the red ones.
        weakest: share of the smaller of two diagonals above which a face binds.
        table: as :func:`tabulate` left it.
        blocks: filled.
    """
    first, nodes, bonds = blocks
    roots, _ = table
    n = 0
    for bk in range(first.shape[0]):
        for bj in range(first.shape[1]):
            numbers, there, binding = first[bk, bj], nodes[bk, bj], bonds[bk, bj]
            _look(faces, weights, black, red, weakest, bk, bj, there, binding)
            for t in range(numbers.shape[0]):
                alone = roots[binding[t]] & there[t]
                if there[t] == 0:
                    numbers[t] = -1
                elif alone & (alone - 1) == 0:
                    numbers[t] = n
                    n += 1
                else:
                    numbers[t] = -2 - n
                    n += count_bits(alone)
    return n


@voxel_kernel
def count_nodes(nodes):
    """How many voxels are nodes."""
    count = 0
    for bk in range(nodes.shape[0]):
        for bj in range(nodes.shape[1]):
            row = nodes[bk, bj]
            for t in range(row.shape[0]):
                count += count_bits(row[t])
    return count


@voxel_kernel
def places(blocks, table, kept, out):
    """Block of each group that is kept, (groups, 3), under its new number."""
    first, nodes, bonds = blocks
    roots, _ = table
    for bk in range(first.shape[0]):
        for bj in range(first.shape[1]):
            for t in range(first.shape[2]):
                number, several = first[bk, bj, t], 1
                if number == -1:
                    continue
                if number < 0:
                    number, several = -2 - number, count_bits(roots[bonds[bk, bj, t]] & nodes[bk, bj, t])
                for g in range(number, number + several):
                    if kept[g] >= 0:
                        out[kept[g], 0], out[kept[g], 1], out[kept[g], 2] = bk, bj, t


@voxel_kernel
def _close(faces, k, j, i):
    """Close the faces of voxel (k, j, i) that its colour has a place for: all of a black one, those at the ends of a red one."""
    nz, t = faces.shape[1] - 2, i >> 1
    if (k + j + i) & 1:
        for face in range(6):
            faces[face, k + 1, j, t] = 0
        return
    if k == 0:
        faces[1, 0, j, t] = 0
    if k == nz - 1:
        faces[0, nz + 1, j, t] = 0


@voxel_kernel
def _seal_block(blocks, table, kept, bk, bj, t, n, faces, packed, red_kept):
    """As :func:`seal`, one block; how many of its voxels are kept."""
    count = 0
    for corner in range(8):
        k, j, i = 2 * bk + (corner >> 2), 2 * bj + ((corner >> 1) & 1), 2 * t + (corner & 1)
        if k >= packed.shape[0] - 2 or j >= packed.shape[1]:
            continue
        number = group_at(blocks, table, k, j, i)
        number = kept[number] if number >= 0 else -1
        count += number >= 0
        if number < 0:
            _close(faces, k, j, i)
        if (k + j + i) & 1:
            packed[k + 1, j, t] = number if number >= 0 else n + t % SPARE
        else:
            red_kept[k + 1, j, t] = number >= 0
    return count


@voxel_kernel
def seal(blocks, table, kept, n, faces, packed, red_kept, row):
    """Give `packed` the black voxels' groups under their new numbers; close the faces of those left out. How many voxels are kept.

    Args:
        kept: new number of each group, -1 for those to leave out.
        n: how many groups are kept.
        faces: changed where a voxel is left out.
        packed: (nz + 2, ny, nx / 2), filled but for its first and last plane.
        red_kept: (nz + 2, ny, nx / 2), whether a red voxel is not left out, filled likewise.
        row: room for the numbers of a row of blocks, (nx / 2,).
    """
    first, nodes, _ = blocks
    nz, ny = packed.shape[0] - 2, packed.shape[1]
    count = 0
    for bk in range(first.shape[0]):
        for bj in range(first.shape[1]):
            numbers, there = first[bk, bj], nodes[bk, bj]
            for t in range(row.shape[0]):
                row[t] = kept[numbers[t]] if numbers[t] >= 0 else -1
            for line in range(4):
                k, j = 2 * bk + (line >> 1), 2 * bj + (line & 1)
                if k >= nz or j >= ny:
                    continue
                corner = _black_corner(line)
                mine, its = 1 << corner, 1 << (corner ^ 1)
                own, other = packed[k + 1, j], red_kept[k + 1, j]
                for t in range(row.shape[0]):
                    own[t] = row[t] if row[t] >= 0 and there[t] & mine else n + t % SPARE
                    other[t] = row[t] >= 0 and there[t] & its != 0
            for t in range(row.shape[0]):
                if row[t] >= 0:
                    count += count_bits(there[t])
                elif numbers[t] != -1:
                    count += _seal_block(blocks, table, kept, bk, bj, t, n, faces, packed, red_kept)
    return count
