"""Conductances of the faces between voxels, packed by colour.

A voxel is red where k + j + i is even and black where it is odd, so that every face has one black side. The six faces of the black
voxel (k, j, i) are `faces[:, k + 1, j, i // 2]` in the order z-, z+, y-, y+, x-, x+. Plane 0 and plane nz + 1 hold what lies beyond
the ends: the faces of the red voxels there, or, where the volume repeats along z, copies of the planes at the other end.
Conductances are those of unit cubes; the weights of a voxel's true edges are applied where they are used.

Labels come with a rim of one voxel on every side. Where the volume does not go on, the rim's conductivity in `table` is negative and
nothing passes into it, but for the ends along z where they are held at a potential, half a voxel from the centres.
"""

from __future__ import annotations

from stratode.kernels.compiler import voxel_kernel

SLIT = 0.02  # open share below which a face counts as closed: slits that carry nothing and slow everything
EVEN = 0.999  # ratio of two shares above which they are the same
HELD = 2.0  # conductance from the centre of a unit cube to its face


@voxel_kernel
def _through(a, b):
    """Two half voxels in series; none where one of them insulates."""
    return 2.0 * a * b / (a + b) if a > 0.0 and b > 0.0 else 0.0


@voxel_kernel
def pass_through(table, through):
    """Fill `through` (256, 256) with the conductance of a face between two labels of conductivities `table` (256)."""
    for a in range(256):
        for b in range(256):
            through[a, b] = _through(table[a], table[b])


@voxel_kernel
def plain(rimmed, through, faces):
    """Fill the faces between voxels as the labels say.

    Args:
        rimmed: labels (nz + 2, ny + 2, nx + 2), uint8.
        through: conductance of a face between two labels (256, 256), of the faces' type.
        faces: (6, nz + 2, ny, ceil(nx / 2)), zero; planes 1 to nz are filled.
    """
    nz, ny, nx = rimmed.shape[0] - 2, rimmed.shape[1] - 2, rimmed.shape[2] - 2
    for k in range(1, nz + 1):
        for j in range(ny):
            low, high, front, back, row = rimmed[k - 1, j + 1], rimmed[k + 1, j + 1], rimmed[k, j], rimmed[k, j + 2], rimmed[k, j + 1]
            a, b, e, f, g, h = faces[0, k, j], faces[1, k, j], faces[2, k, j], faces[3, k, j], faces[4, k, j], faces[5, k, j]
            for i in range((k + j) & 1, nx, 2):
                own, t = through[row[i + 1]], i >> 1
                if not own[row[i + 1]] > 0:
                    continue
                a[t], b[t], e[t], f[t] = own[low[i + 1]], own[high[i + 1]], own[front[i + 1]], own[back[i + 1]]
                g[t], h[t] = own[row[i]], own[row[i + 2]]


@voxel_kernel
def plain_ends(rimmed, table, faces):
    """Add the faces at which the ends along z are held at a potential."""
    nz, ny, nx = rimmed.shape[0] - 2, rimmed.shape[1] - 2, rimmed.shape[2] - 2
    for j in range(ny):
        for i in range(nx):
            _hold(faces, j, i, nz, HELD * table[rimmed[1, j + 1, i + 1]], HELD * table[rimmed[nz, j + 1, i + 1]])


@voxel_kernel
def _hold(faces, j, i, nz, first, last):
    """Put the end faces of column (j, i) where their colour has its place."""
    if (1 + j + i) & 1:
        faces[1, 0, j, i >> 1] = first
    else:
        faces[0, 1, j, i >> 1] = first
    if (nz + j + i) & 1:
        faces[0, nz + 1, j, i >> 1] = last
    else:
        faces[1, nz, j, i >> 1] = last


@voxel_kernel
def _shared(a, b, share):
    """A face open over a share: as the plain face, a side that insulates taken for what the other is; where both do, the share alone."""
    if a < 0.0 or b < 0.0 or share < SLIT:
        return 0.0
    if a == 0.0 or b == 0.0:
        return share * (max(a, b) if max(a, b) > 0.0 else 1.0)
    return share * 2.0 * a * b / (a + b)


@voxel_kernel
def open_share(a, b, c, d):
    """Share of a unit square over which a plane is above 0, the one closest to the values at the corners (taken around the square)."""
    mean = 0.25 * (a + b + c + d)
    one, other = 0.5 * abs(b + c - a - d), 0.5 * abs(c + d - a - b)
    steep, flat = max(one, other), min(one, other)
    if abs(mean) >= 0.5 * (steep + flat):
        return 1.0 if mean > 0.0 else 0.0
    if abs(mean) <= 0.5 * (steep - flat):
        return 0.5 + mean / steep
    closed = (0.5 * (steep + flat) - abs(mean)) ** 2 / (2.0 * steep * flat)
    return 1.0 - closed if mean > 0.0 else closed


@voxel_kernel
def _across_z(c, level, k, j, i):
    """Open share of the face below voxel (k, j, i) along z; `c` (nz + 1, ny + 1, nx + 1) at the corners."""
    return open_share(c[k, j, i] - level, c[k, j + 1, i] - level, c[k, j + 1, i + 1] - level, c[k, j, i + 1] - level)


@voxel_kernel
def _across_y(c, level, k, j, i):
    """As :func:`_across_z`, along y."""
    return open_share(c[k, j, i] - level, c[k + 1, j, i] - level, c[k + 1, j, i + 1] - level, c[k, j, i + 1] - level)


@voxel_kernel
def _across_x(c, level, k, j, i):
    """As :func:`_across_z`, along x."""
    return open_share(c[k, j, i] - level, c[k + 1, j, i] - level, c[k + 1, j + 1, i] - level, c[k, j + 1, i] - level)


@voxel_kernel
def smoothed(rimmed, table, corners, level, faces):
    """Fill the faces between voxels by their open shares.

    Args:
        rimmed: labels (nz + 2, ny + 2, nx + 2), uint8.
        table: conductivity of each label (256); negative for the rim's.
        corners: smoothed indicator of what conducts at the voxels' corners (nz + 1, ny + 1, nx + 1).
        level: above which the indicator means open.
        faces: (6, nz + 2, ny, ceil(nx / 2)), zero; planes 1 to nz are filled.
    """
    nz, ny, nx = rimmed.shape[0] - 2, rimmed.shape[1] - 2, rimmed.shape[2] - 2
    for k in range(1, nz + 1):
        for j in range(ny):
            for i in range((k + j) & 1, nx, 2):
                own = table[rimmed[k, j + 1, i + 1]]
                t = i >> 1
                low, high = table[rimmed[k - 1, j + 1, i + 1]], table[rimmed[k + 1, j + 1, i + 1]]
                faces[0, k, j, t] = _shared(own, low, _across_z(corners, level, k - 1, j, i))
                faces[1, k, j, t] = _shared(own, high, _across_z(corners, level, k, j, i))
                low, high = table[rimmed[k, j, i + 1]], table[rimmed[k, j + 2, i + 1]]
                faces[2, k, j, t] = _shared(own, low, _across_y(corners, level, k - 1, j, i))
                faces[3, k, j, t] = _shared(own, high, _across_y(corners, level, k - 1, j + 1, i))
                low, high = table[rimmed[k, j + 1, i]], table[rimmed[k, j + 1, i + 2]]
                faces[4, k, j, t] = _shared(own, low, _across_x(corners, level, k - 1, j, i))
                faces[5, k, j, t] = _shared(own, high, _across_x(corners, level, k - 1, j, i + 1))


@voxel_kernel
def smoothed_ends(rimmed, table, corners, level, faces):
    """Add the faces at which the ends along z are held at a potential."""
    nz, ny, nx = rimmed.shape[0] - 2, rimmed.shape[1] - 2, rimmed.shape[2] - 2
    for j in range(ny):
        for i in range(nx):
            first, last = table[rimmed[1, j + 1, i + 1]], table[rimmed[nz, j + 1, i + 1]]
            low = HELD * _shared(first, first, _across_z(corners, level, 0, j, i))
            high = HELD * _shared(last, last, _across_z(corners, level, nz, j, i))
            _hold(faces, j, i, nz, low, high)


@voxel_kernel
def _place(face, k, j, i):
    """Number, k, j, i of the black side of face `face` (z-, z+, y-, y+, x-, x+) of voxel (k, j, i), planes counted from 1."""
    if (k + j + i) & 1 == 0:  # planes are counted from 1, so an even sum is black
        return face, k, j, i
    step = 2 * (face & 1) - 1
    axis = face >> 1
    return face ^ 1, k + (step if axis == 0 else 0), j + (step if axis == 1 else 0), i + (step if axis == 2 else 0)


@voxel_kernel
def _open(rimmed, table, k, j, i, face, other):
    """Whether the voxel beyond `face`, or beyond both faces, of the voxel at (k, j, i) of `rimmed` conducts."""
    for f in (face, other):
        if f >= 0:
            step = 2 * (f & 1) - 1
            k, j, i = k + (step if f >> 1 == 0 else 0), j + (step if f >> 1 == 1 else 0), i + (step if f >> 1 == 2 else 0)
    return table[rimmed[k, j, i]] > 0.0


@voxel_kernel
def part(rimmed, table, faces, sides, shares, kept):
    """Let a voxel that insulates belong to the pores on one side of it, and close its faces to those on others.

    Such a voxel has an open share of its faces because the smoothed surface runs through it. Where the pores at its faces are not
    joined by those at its edges, they lie on two sides of a wall: only the side with the larger share stays open.

    Args:
        rimmed: labels (nz + 2, ny + 2, nx + 2), uint8.
        table: conductivity of each label (256).
        faces: as :func:`smoothed` left them; changed.
        sides: room for 6 integers.
        shares: room for 6 numbers.
        kept: (nz + 2, ny + 2, nx + 2), uint8, zero; bit f of an insulating voxel says that the pore at its face f is on its side.
    """
    nz, ny, nx = rimmed.shape[0] - 2, rimmed.shape[1] - 2, rimmed.shape[2] - 2
    for k in range(1, nz + 1):
        for j in range(ny):
            for i in range(nx):
                if table[rimmed[k, j + 1, i + 1]] > 0.0:
                    continue
                touching, bits = 0, 0
                for face in range(6):
                    sides[face] = face if _open(rimmed, table, k, j + 1, i + 1, face, -1) else -1
                    if sides[face] >= 0:
                        touching, bits = touching + 1, bits | (1 << face)
                if touching > 1:
                    bits = _keep_one_side(rimmed, table, faces, sides, shares, k, j, i)
                kept[k, j + 1, i + 1] = bits


@voxel_kernel
def _keep_one_side(rimmed, table, faces, sides, shares, k, j, i):
    """Of the pores at the faces of voxel (k, j, i), `sides`, leave those open that hang together over the largest share; their bits."""
    nz, ny, nx = rimmed.shape[0] - 2, rimmed.shape[1] - 2, rimmed.shape[2] - 2
    for face in range(6):
        shares[face] = 0.0
        for other in range(face + 1, 6):
            if sides[face] < 0 or sides[other] < 0 or face >> 1 == other >> 1:
                continue
            if _open(rimmed, table, k, j + 1, i + 1, face, other):
                a, b = sides[face], sides[other]
                for f in range(6):
                    if sides[f] == max(a, b):
                        sides[f] = min(a, b)
    for face in range(6):
        if sides[face] >= 0:
            f, kk, jj, ii = _place(face, k, j, i)
            shares[sides[face]] += faces[f, (kk - 1) % nz + 1, jj % ny, (ii % nx) >> 1]
    best, bits = 0, 0
    for face in range(6):
        if shares[face] > shares[best]:
            best = face
    for face in range(6):
        if face != best and shares[face] > EVEN * shares[best]:
            best = -2  # as much on both sides: on neither, so that the answer does not depend on how the volume lies
    for face in range(6):
        if sides[face] == best:
            bits |= 1 << face
        elif sides[face] >= 0:
            f, kk, jj, ii = _place(face, k, j, i)
            faces[f, (kk - 1) % nz + 1, jj % ny, (ii % nx) >> 1] = 0
    return bits


@voxel_kernel
def unite(rimmed, table, kept, faces):
    """Leave a face between two voxels that insulate open where a pore runs along both, on the side of each; it conducts as that pore.

    Args:
        rimmed: labels (nz + 2, ny + 2, nx + 2), uint8.
        table: conductivity of each label (256).
        kept: as :func:`part` left it.
        faces: changed.
    """
    nz, ny, nx = rimmed.shape[0] - 2, rimmed.shape[1] - 2, rimmed.shape[2] - 2
    for k in range(1, nz + 1):
        for j in range(ny):
            for i in range((k + j) & 1, nx, 2):
                if table[rimmed[k, j + 1, i + 1]] > 0.0:
                    continue
                for face in range(6):
                    share = faces[face, k, j, i >> 1]
                    step, axis = 2 * (face & 1) - 1, face >> 1
                    kk, jj, ii = k + (step if axis == 0 else 0), j + 1 + (step if axis == 1 else 0), i + 1 + (step if axis == 2 else 0)
                    if share == 0.0 or table[rimmed[kk, jj, ii]] != 0.0:
                        continue
                    both = kept[k, j + 1, i + 1] & kept[kk, jj, ii] & (63 - (3 << (2 * axis)))
                    conducts = 0.0
                    for side in range(6):
                        if both & (1 << side):
                            s, along = 2 * (side & 1) - 1, side >> 1
                            dk, dj, di = s if along == 0 else 0, s if along == 1 else 0, s if along == 2 else 0
                            one, other = table[rimmed[k + dk, j + 1 + dj, i + 1 + di]], table[rimmed[kk + dk, jj + dj, ii + di]]
                            conducts = max(conducts, _through(one, other))
                    faces[face, k, j, i >> 1] = share * conducts


@voxel_kernel
def blur(stack, weights, out):
    """Filter along the middle axis: out[a, n, c] = sum over m of weights[m] stack[a, n + m, c].

    Args:
        stack: (a, n + len(weights) - 1, c), of integers.
        weights: integers.
        out: (a, n, c), of a type that holds every sum.
    """
    outer, n, inner = out.shape
    for a in range(outer):
        for b in range(n):
            for c in range(inner):
                out[a, b, c] = 0
            for m in range(weights.shape[0]):
                w = weights[m]
                for c in range(inner):
                    out[a, b, c] += w * stack[a, b + m, c]


@voxel_kernel
def tally(corners, counts):
    """Volume, in voxels, that goes with each value at the corners, (values,) added to `counts`: an eighth of every voxel around."""
    nz, ny, nx = corners.shape
    for k in range(nz):
        tall = 0.5 if k == 0 or k == nz - 1 else 1.0
        for j in range(ny):
            deep = tall * (0.5 if j == 0 or j == ny - 1 else 1.0)
            for i in range(nx):
                counts[corners[k, j, i]] += deep * (0.5 if i == 0 or i == nx - 1 else 1.0)
