"""Conductances between the groups of the first coarse level, listed pair by pair, and what they join to clusters.

Blocks and `table` as in `groups.py`.
"""

from __future__ import annotations

from stratode.kernels.compiler import voxel_kernel
from stratode.kernels.voxels.groups import group_at, onwards

MOST = 24  # pairs that a block can begin: a face of each corner along each axis


@voxel_kernel
def root(parents, c):
    """The first of those that `c` belongs to."""
    while parents[c] != c:
        c = parents[c]
    return c


@voxel_kernel
def _note(one, other, start, m, a, b):
    """Place of the pair (a, b) among those from `start` to `m`; a new one is put at `m`."""
    for e in range(m - 1, start - 1, -1):
        if (one[e] == a and other[e] == b) or (one[e] == b and other[e] == a):
            return e
    one[m], other[m] = a, b
    return m


@voxel_kernel
def _sum_faces(faces, bk, bj, out):
    """Fill `out` (3, nx / 2) with the sums of the faces between the blocks along row (bk, bj) and the next along z, y, x."""
    nz, ny, half = faces.shape[1] - 2, faces.shape[2], faces.shape[3]
    along_z, along_y, along_x = out[0], out[1], out[2]
    for t in range(half):
        along_z[t], along_y[t], along_x[t] = 0, 0, 0
    top, side = min(2 * bk + 1, nz - 1), min(2 * bj + 1, ny - 1)
    beyond = side + 1 if side + 1 < ny else 0
    for j in range(2 * bj, side + 1):
        up, down = faces[1, top + 1, j], faces[0, top + 2, j]
        for t in range(half):
            along_z[t] += up[t] + 0.0 + down[t]
    for k in range(2 * bk + 1, top + 2):  # planes of the faces count from 1
        up, down = faces[3, k, side], faces[2, k, beyond]
        for t in range(half):
            along_y[t] += up[t] + 0.0 + down[t]
        for j in range(2 * bj, side + 1):
            up, down = faces[5, k, j], faces[4, k, j]
            if (k + j) & 1:  # the first of the two voxels is the black one
                for t in range(half):
                    along_x[t] += up[t]
            else:
                for t in range(half - 1):
                    along_x[t] += down[t + 1]
                along_x[half - 1] += down[0]


@voxel_kernel
def _beyond(blocks, axis, bk, bj, t):
    """Entry of `first` of the next block along `axis`, the first after the last."""
    first = blocks[0]
    if axis == 0:
        return first[bk + 1 if bk + 1 < first.shape[0] else 0, bj, t]
    if axis == 1:
        return first[bk, bj + 1 if bj + 1 < first.shape[1] else 0, t]
    return first[bk, bj, t + 1 if t + 1 < first.shape[2] else 0]


@voxel_kernel
def _one_by_one(faces, weights, blocks, table, repeats, scale, axis, bk, bj, t, start, one, other, conductance, held, m):
    """The faces of a block along `axis` one by one, those inside it too; pairs already listed from `start` on are added to."""
    nz, ny, nx = faces.shape[1] - 2, faces.shape[2], 2 * faces.shape[3]
    for c in range(8):
        k, j, i = 2 * bk + (c >> 2), 2 * bj + ((c >> 1) & 1), 2 * t + (c & 1)
        if k >= nz or j >= ny:
            continue
        g = weights[axis] * onwards(faces, axis, k, j, i)
        a = group_at(blocks, table, k, j, i)
        if a < 0 or not g > 0.0:
            continue
        if axis == 0 and k + 1 == nz and not repeats:
            held[a, 1] += scale * g
            continue
        k, j, i = (k + (axis == 0)) % nz, (j + (axis == 1)) % ny, (i + (axis == 2)) % nx
        b = group_at(blocks, table, k, j, i)
        if a == b:
            continue
        place = _note(one, other, start, m, a, b)
        if place == m:
            conductance[m] = 0.0
            m += 1
        conductance[place] += scale * g
    return m


@voxel_kernel
def edges(faces, weights, blocks, table, repeats, scale, sums, one, other, conductance, held):
    """List the conductances between groups, each pair of a block once; returns how many, or -1 where there is no room for them.

    Args:
        repeats: the volume closes on itself along z.
        scale: on every conductance: half, since the distance between blocks is twice that between voxels.
        sums: room for (3, nx / 2).
        one: first group of each pair, filled; `MOST` for each block of a row must be free before the row is begun.
        other: second group of each pair, filled.
        conductance: of each pair, filled.
        held: (groups, 2) zeros; conductance to the held ends, first and last, added.
    """
    first = blocks[0]
    tall, deep, wide = first.shape
    m = 0
    for bk in range(tall):
        for bj in range(deep):
            if m + MOST * wide > one.shape[0]:
                return -1
            _sum_faces(faces, bk, bj, sums)
            for t in range(wide):
                a = first[bk, bj, t]
                if a == -1:
                    continue
                start = m
                for axis in range(3):
                    g = sums[axis, t] * weights[axis]
                    if a >= 0 and not g > 0.0:
                        continue
                    at_end = axis == 0 and bk + 1 == tall and not repeats
                    b = a if at_end else _beyond(blocks, axis, bk, bj, t)
                    if a < 0 or b < 0:
                        m = _one_by_one(
                            faces, weights, blocks, table, repeats, scale, axis, bk, bj, t, start, one, other, conductance, held, m
                        )
                    elif at_end:
                        held[a, 1] += scale * g
                    elif a != b:
                        one[m], other[m], conductance[m] = a, b, scale * g
                        m += 1
    return m


@voxel_kernel
def hold_first(faces, weights, blocks, table, scale, held):
    """Add the conductance to the held first end to `held[:, 0]`."""
    for j in range(faces.shape[2]):
        for i in range(2 * faces.shape[3]):
            g = faces[0, 1, j, i >> 1] if (j + i) & 1 else faces[1, 0, j, i >> 1]
            if g > 0:
                held[group_at(blocks, table, 0, j, i), 0] += scale * weights[0] * g


@voxel_kernel
def cluster(one, other, roots):
    """Fill `roots` (groups,) with the lowest group of the cluster that each belongs to."""
    for a in range(roots.shape[0]):
        roots[a] = a
    for e in range(one.shape[0]):
        a, b = root(roots, one[e]), root(roots, other[e])
        roots[one[e]] = roots[other[e]] = roots[max(a, b)] = min(a, b)
    for a in range(roots.shape[0]):
        roots[a] = roots[roots[a]]


@voxel_kernel
def keep(one, other, conductance, kept):
    """Leave the pairs of groups that are kept, under their new numbers; returns how many. Both groups of a pair are kept, or neither."""
    m = 0
    for e in range(one.shape[0]):
        if kept[one[e]] >= 0:
            one[m], other[m], conductance[m] = kept[one[e]], kept[other[e]], conductance[e]
            m += 1
    return m
