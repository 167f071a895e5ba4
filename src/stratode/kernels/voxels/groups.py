"""The first coarse level: voxels of a block of 2 x 2 x 2 that hang together through its faces become one node.

Pores that pass through the same block without touching stay apart, so that the coarse system has the connections of the fine one.
"""

from __future__ import annotations

from stratode.kernels.compiler import voxel_kernel


@voxel_kernel
def _root(parents, c):
    while parents[c] != c:
        c = parents[c]
    return c


@voxel_kernel
def _inverse(black, red, k, j, i):
    """1 over the diagonal of voxel (k, j, i); 0 where it is no node."""
    return black[k + 1, j, i >> 1] if (k + j + i) & 1 else red[k + 1, j, i >> 1]


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
def group(faces, weights, black, red, weakest, parents, numbers, groups):
    """Number the groups block by block; returns how many there are.

    Args:
        black: 1 over the diagonal of the black voxels, (nz + 2, ny, nx / 2).
        red: that of the red ones.
        weakest: share of the smaller inverse diagonal above which a face binds.
        parents: room for 8 integers.
        numbers: room for 8 integers.
        groups: (nz, ny, nx), filled with the number of each voxel's group, -1 where it is no node.
    """
    nz, ny, nx = groups.shape
    n = 0
    for bk in range(0, nz, 2):
        for bj in range(0, ny, 2):
            for bi in range(0, nx, 2):
                nodes = 0
                for c in range(8):
                    k, j, i = bk + (c >> 2), bj + ((c >> 1) & 1), bi + (c & 1)
                    parents[c] = -1
                    if k < nz and j < ny and i < nx:
                        groups[k, j, i] = -1
                        if _inverse(black, red, k, j, i) > 0.0:
                            parents[c] = c
                            nodes += 1
                if nodes == 0:
                    continue
                for c in range(8):
                    if parents[c] < 0:
                        continue
                    k, j, i = bk + (c >> 2), bj + ((c >> 1) & 1), bi + (c & 1)
                    for axis in range(3):
                        other = c | (4 >> axis)
                        if other == c or parents[other] < 0:
                            continue
                        g = weights[axis] * onwards(faces, axis, k, j, i)
                        near = _inverse(black, red, k, j, i)
                        far = _inverse(black, red, bk + (other >> 2), bj + ((other >> 1) & 1), bi + (other & 1))
                        if g * min(near, far) > weakest:
                            a, b = _root(parents, c), _root(parents, other)
                            parents[max(a, b)] = min(a, b)
                for c in range(8):
                    if parents[c] < 0:
                        continue
                    root = _root(parents, c)
                    if root == c:
                        numbers[c] = n
                        n += 1
                    groups[bk + (c >> 2), bj + ((c >> 1) & 1), bi + (c & 1)] = numbers[root]
    return n


@voxel_kernel
def edges(faces, weights, groups, repeats, scale, one, other, conductance, held):
    """List the conductances between groups, each pair of a block once; returns how many, or -1 where there is no room for them.

    Args:
        groups: as :func:`group` left them.
        repeats: the volume closes on itself along z.
        scale: on every conductance: half, since the distance between blocks is twice that between voxels.
        one: first group of each pair, filled.
        other: second group of each pair, filled.
        conductance: of each pair, filled.
        held: (groups, 2) zeros; conductance to the held ends, first and last, added.
    """
    nz, ny, nx = groups.shape
    m = 0
    for bk in range(0, nz, 2):
        for bj in range(0, ny, 2):
            for bi in range(0, nx, 2):
                start = m
                if m + 24 > one.shape[0]:
                    return -1
                for c in range(8):
                    k, j, i = bk + (c >> 2), bj + ((c >> 1) & 1), bi + (c & 1)
                    if k >= nz or j >= ny or i >= nx or groups[k, j, i] < 0:
                        continue
                    a = groups[k, j, i]
                    for axis in range(3):
                        g = weights[axis] * onwards(faces, axis, k, j, i)
                        if not g > 0.0:
                            continue
                        if axis == 0:
                            if k + 1 == nz and not repeats:
                                held[a, 1] += scale * g
                                continue
                            b = groups[k + 1 if k + 1 < nz else 0, j, i]
                        elif axis == 1:
                            b = groups[k, j + 1 if j + 1 < ny else 0, i]
                        else:
                            b = groups[k, j, i + 1 if i + 1 < nx else 0]
                        if a == b:
                            continue
                        place = m
                        for e in range(start, m):
                            if (one[e] == a and other[e] == b) or (one[e] == b and other[e] == a):
                                place = e
                                break
                        if place == m:
                            one[m], other[m], conductance[m] = a, b, 0.0
                            m += 1
                        conductance[place] += scale * g
    if not repeats:
        for j in range(ny):
            for i in range(nx):
                if groups[0, j, i] >= 0:
                    own = j + i
                    g = faces[0, 1, j, i >> 1] if own & 1 else faces[1, 0, j, i >> 1]
                    held[groups[0, j, i], 0] += scale * weights[0] * g
    return m


@voxel_kernel
def count(groups, out):
    """Voxels in each group, added to `out`."""
    nz, ny, nx = groups.shape
    for k in range(nz):
        for j in range(ny):
            for i in range(nx):
                if groups[k, j, i] >= 0:
                    out[groups[k, j, i]] += 1


@voxel_kernel
def places(groups, out):
    """Block of each group, (groups, 3)."""
    nz, ny, nx = groups.shape
    for k in range(nz):
        for j in range(ny):
            for i in range(nx):
                g = groups[k, j, i]
                if g >= 0:
                    out[g, 0], out[g, 1], out[g, 2] = k >> 1, j >> 1, i >> 1


@voxel_kernel
def seal(groups, kept, faces, packed, red_kept):
    """Give `packed` the black voxels' groups under their new numbers, -1 for those that are left out, whose faces are closed.

    Args:
        groups: (nz, ny, nx).
        kept: new number of each group, -1 for those to leave out.
        faces: changed where a voxel is left out.
        packed: (nz + 2, ny, nx / 2), filled.
        red_kept: (nz + 2, ny, nx / 2), whether a red voxel is not left out, filled.
    """
    nz, ny, nx = groups.shape
    for k in range(nz):
        for j in range(ny):
            for i in range(nx):
                number = kept[groups[k, j, i]] if groups[k, j, i] >= 0 else -1
                t = i >> 1
                if (k + j + i) & 1:
                    packed[k + 1, j, t] = number
                    if number < 0:
                        for face in range(6):
                            faces[face, k + 1, j, t] = 0
                    continue
                red_kept[k + 1, j, t] = number >= 0
                if number < 0 and k == 0:
                    faces[1, 0, j, t] = 0
                if number < 0 and k == nz - 1:
                    faces[0, nz + 1, j, t] = 0
