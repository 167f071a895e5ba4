"""The first coarse level: voxels of a block of 2 x 2 x 2 that hang together through its faces become one node.

Pores that pass through the same block without touching stay apart, so that the coarse system has the connections of the fine one.
"""

from __future__ import annotations

from stratode.kernels.compiler import voxel_kernel


@voxel_kernel
def root(parents, c):
    """The first of those that `c` belongs to."""
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
def _bound(faces, weights, black, red, weakest, axis, k, j, i):
    """Whether the face of voxel (k, j, i) towards the next along `axis` binds the two."""
    g = weights[axis] * onwards(faces, axis, k, j, i)
    if weakest > 0.0:
        far = _inverse(black, red, k + (axis == 0), j + (axis == 1), i + (axis == 2))
        g *= min(_inverse(black, red, k, j, i), far)
    return g > weakest


@voxel_kernel
def _flood(seed, down, across, along):
    """Bits of the voxels of a block that hang together with `seed`; the masks tell whose faces onwards along z, y, x bind."""
    found, before = seed, 0
    while found != before:
        before = found
        found |= ((found & down) << 4) | ((found >> 4) & down)
        found |= ((found & across) << 2) | ((found >> 2) & across)
        found |= ((found & along) << 1) | ((found >> 1) & along)
    return found


@voxel_kernel
def group(faces, weights, black, red, weakest, groups):
    """Number the groups block by block; returns how many there are.

    Args:
        black: 1 over the diagonal of the black voxels, (nz + 2, ny, nx / 2).
        red: that of the red ones.
        weakest: share of the smaller of two diagonals above which a face binds.
        groups: (nz, ny, nx), filled with the number of each voxel's group, -1 where it is no node.
    """
    nz, ny, nx = groups.shape
    n = 0
    for bk in range(0, nz, 2):
        for bj in range(0, ny, 2):
            for bi in range(0, nx, 2):
                nodes, down, across, along = 0, 0, 0, 0
                for c in range(8):
                    k, j, i = bk + (c >> 2), bj + ((c >> 1) & 1), bi + (c & 1)
                    if k >= nz or j >= ny or i >= nx:
                        continue
                    groups[k, j, i] = -1
                    if not _inverse(black, red, k, j, i) > 0.0:
                        continue
                    nodes |= 1 << c
                    if k == bk and k + 1 < nz and _bound(faces, weights, black, red, weakest, 0, k, j, i):
                        down |= 1 << c
                    if j == bj and j + 1 < ny and _bound(faces, weights, black, red, weakest, 1, k, j, i):
                        across |= 1 << c
                    if i + 1 < min(bi + 2, nx) and _bound(faces, weights, black, red, weakest, 2, k, j, i):
                        along |= 1 << c
                while nodes:
                    found = _flood(nodes & -nodes, down, across, along)
                    nodes &= ~found
                    for c in range(8):
                        if found & (1 << c):
                            groups[bk + (c >> 2), bj + ((c >> 1) & 1), bi + (c & 1)] = n
                    n += 1
    return n


@voxel_kernel
def _beyond(groups, axis, k, j, i, repeats):
    """Group of the next voxel along `axis`, -1 for the held end; along y and x, and z where it repeats, the first follows the last."""
    nz, ny, nx = groups.shape
    if axis == 0:
        if k + 1 == nz and not repeats:
            return -1
        return groups[k + 1 if k + 1 < nz else 0, j, i]
    if axis == 1:
        return groups[k, j + 1 if j + 1 < ny else 0, i]
    return groups[k, j, i + 1 if i + 1 < nx else 0]


@voxel_kernel
def _note(one, other, start, m, a, b):
    """Place of the pair (a, b) among those from `start` to `m`; a new one is put at `m`."""
    for e in range(m - 1, start - 1, -1):
        if (one[e] == a and other[e] == b) or (one[e] == b and other[e] == a):
            return e
    one[m], other[m] = a, b
    return m


@voxel_kernel
def _alone(groups, bk, bj, bi):
    """Whether a block that lies wholly inside holds one group at most."""
    nz, ny, nx = groups.shape
    if bk + 1 >= nz or bj + 1 >= ny or bi + 1 >= nx:
        return False
    first = -1
    for c in range(8):
        g = groups[bk + (c >> 2), bj + ((c >> 1) & 1), bi + (c & 1)]
        if g >= 0:
            if first >= 0 and g != first:
                return False
            first = g
    return True


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
                alone = _alone(groups, bk, bj, bi)
                for axis in range(3):
                    for c in range(8):
                        if alone and not c & (4 >> axis):
                            continue
                        k, j, i = bk + (c >> 2), bj + ((c >> 1) & 1), bi + (c & 1)
                        if k >= nz or j >= ny or i >= nx or groups[k, j, i] < 0:
                            continue
                        a, b = groups[k, j, i], _beyond(groups, axis, k, j, i, repeats)
                        if a == b:
                            continue
                        g = weights[axis] * onwards(faces, axis, k, j, i)
                        if not g > 0.0:
                            continue
                        if b < 0:
                            held[a, 1] += scale * g
                            continue
                        place = _note(one, other, start, m, a, b)
                        if place == m:
                            conductance[m] = 0.0
                            m += 1
                        conductance[place] += scale * g
    return m


@voxel_kernel
def hold_first(faces, weights, groups, scale, held):
    """Add the conductance to the held first end to `held[:, 0]`."""
    for j in range(groups.shape[1]):
        for i in range(groups.shape[2]):
            if groups[0, j, i] >= 0:
                g = faces[0, 1, j, i >> 1] if (j + i) & 1 else faces[1, 0, j, i >> 1]
                held[groups[0, j, i], 0] += scale * weights[0] * g


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
                    out[g, 0], out[g, 1], out[g, 2] = k // 2, j // 2, i // 2


@voxel_kernel
def seal(groups, kept, n, spare, faces, packed, red_kept):
    """Give `packed` the black voxels' groups under their new numbers; those that are left out have their faces closed.

    Args:
        groups: (nz, ny, nx).
        kept: new number of each group, -1 for those to leave out.
        n: how many groups are kept.
        spare: places behind them that those without a group get in turn, so that no two neighbours write to the same.
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
                    packed[k + 1, j, t] = number if number >= 0 else n + t % spare
                    if number < 0:
                        for face in range(6):
                            faces[face, k + 1, j, t] = 0
                    continue
                red_kept[k + 1, j, t] = number >= 0
                if number < 0 and k == 0:
                    faces[1, 0, j, t] = 0
                if number < 0 and k == nz - 1:
                    faces[0, nz + 1, j, t] = 0
