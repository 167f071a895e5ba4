"""The equations of the black voxels, from which the red ones are eliminated, and what conjugate gradients do with them.

A red voxel touches black ones only, so its potential follows from theirs at once: what is left is a symmetric, positive system of
half the size and about a quarter of the condition (red-black reduction; Axelsson, Iterative Solution Methods, 1994).

Fields of the black voxels are (nz + 2, ny, ceil(nx / 2)), plane k + 1 for plane k of the volume; `faces` as in `faces.py`;
`weights` are the conductances of a voxel's faces along z, y, x, area over distance, of the fields' type.
`repeats` says what planes 0 and nz + 1 are: nothing (False), or the planes at the other end (True).
Sums over a plane go to a place of their own and are added by the caller, so that they do not depend on the number of threads.
"""

from __future__ import annotations

from stratode.kernels.compiler import voxel_kernel

TINY = 1e-30  # keeps a voxel without faces at 0 / TINY = 0


@voxel_kernel
def _red(a, b, e, f, g, h, pa, pb, pe, pf, p, weights, t, left, right, tiny):
    """Mean of the black voxels around a red one, weighted by its faces."""
    wz, wy, wx = weights
    ga, gb, ge, gf, gg, gh = wz * a[t], wz * b[t], wy * e[t], wy * f[t], wx * g[left], wx * h[right]
    flow = ga * pa[t] + gb * pb[t] + ge * pe[t] + gf * pf[t] + gg * p[left] + gh * p[right]
    return flow / (ga + gb + ge + gf + gg + gh + tiny)


@voxel_kernel
def red_plane(faces, weights, p, k, out):
    """Fill `out` (ny, nx / 2) with the means around the red voxels of plane `k` (1 to nz)."""
    ny, half = out.shape
    tiny = p.dtype.type(TINY)
    for j in range(ny):
        jm = j - 1 if j > 0 else ny - 1
        jp = j + 1 if j + 1 < ny else 0
        a, b, e, f = faces[1, k - 1, j], faces[0, k + 1, j], faces[3, k, jm], faces[2, k, jp]
        g, h, pa, pb, pe, pf, pp, row = faces[5, k, j], faces[4, k, j], p[k - 1, j], p[k + 1, j], p[k, jm], p[k, jp], p[k, j], out[j]
        if (k + j) & 1:
            for t in range(1, half):
                row[t] = _red(a, b, e, f, g, h, pa, pb, pe, pf, pp, weights, t, t - 1, t, tiny)
            row[0] = _red(a, b, e, f, g, h, pa, pb, pe, pf, pp, weights, 0, half - 1, 0, tiny)
        else:
            for t in range(half - 1):
                row[t] = _red(a, b, e, f, g, h, pa, pb, pe, pf, pp, weights, t, t, t + 1, tiny)
            row[half - 1] = _red(a, b, e, f, g, h, pa, pb, pe, pf, pp, weights, half - 1, half - 1, 0, tiny)


@voxel_kernel
def _black(a, b, e, f, g, h, ua, ub, ue, uf, u, x, weights, t, left, right):
    """What flows out of a black voxel at `x` into the red ones around it."""
    wz, wy, wx = weights
    along_z = wz * (a[t] * (x - ua[t]) + b[t] * (x - ub[t]))
    along_y = wy * (e[t] * (x - ue[t]) + f[t] * (x - uf[t]))
    return along_z + along_y + wx * (g[t] * (x - u[left]) + h[t] * (x - u[right]))


@voxel_kernel
def black_plane(faces, weights, p, k, below, here, above, q):
    """Fill plane `k` of `q` with the flow out of the black voxels, given the red planes around it; returns the plane's p . q."""
    ny, half = here.shape
    total = 0.0
    for j in range(ny):
        jm = j - 1 if j > 0 else ny - 1
        jp = j + 1 if j + 1 < ny else 0
        a, b, e, f, g, h = faces[0, k, j], faces[1, k, j], faces[2, k, j], faces[3, k, j], faces[4, k, j], faces[5, k, j]
        ua, ub, ue, uf, u, pp, row = below[j], above[j], here[jm], here[jp], here[j], p[k, j], q[k, j]
        dot = p.dtype.type(0)
        if (k + j) & 1:
            for t in range(half - 1):
                flow = _black(a, b, e, f, g, h, ua, ub, ue, uf, u, pp[t], weights, t, t, t + 1)
                row[t] = flow
                dot += flow * pp[t]
            t, left = half - 1, half - 1
        else:
            for t in range(1, half):
                flow = _black(a, b, e, f, g, h, ua, ub, ue, uf, u, pp[t], weights, t, t - 1, t)
                row[t] = flow
                dot += flow * pp[t]
            t, left = 0, half - 1
        flow = _black(a, b, e, f, g, h, ua, ub, ue, uf, u, pp[t], weights, t, left, 0)
        row[t] = flow
        total += dot + flow * pp[t]
    return total


@voxel_kernel
def apply(faces, weights, repeats, p, q, rings, dots, part, first, last):
    """q = A p on planes `first` to `last` - 1; red planes live in `rings[part]` (3, ny, nx / 2), three at a time."""
    nz, ring = q.shape[0] - 2, rings[part]
    for k in range(first - 1, last + 1):
        red = ring[k % 3]
        if 1 <= k <= nz:
            red_plane(faces, weights, p, k, red)
        elif repeats:
            red_plane(faces, weights, p, nz if k == 0 else 1, red)
        else:
            for j in range(red.shape[0]):
                for t in range(red.shape[1]):
                    red[j, t] = 0
        if k > first:
            dots[k - 1] = black_plane(faces, weights, p, k - 1, ring[(k - 2) % 3], ring[(k - 1) % 3], red, q)


@voxel_kernel
def _over(a, b, e, f, g, h, weights, t, left, right):
    """1 over the sum of a voxel's faces, 0 where it has none."""
    wz, wy, wx = weights
    whole = wz * a[t] + wz * b[t] + wy * e[t] + wy * f[t] + wx * g[left] + wx * h[right]
    return 1 / whole if whole > 0 else 0 * whole


@voxel_kernel
def diagonals(faces, weights, black, red):
    """Fill 1 over the sum of a voxel's faces, 0 where it has none, for both colours."""
    nz, ny, half = black.shape[0] - 2, black.shape[1], black.shape[2]
    for k in range(1, nz + 1):
        for j in range(ny):
            jm = j - 1 if j > 0 else ny - 1
            jp = j + 1 if j + 1 < ny else 0
            a, b, e, f, g, h = faces[0, k, j], faces[1, k, j], faces[2, k, j], faces[3, k, j], faces[4, k, j], faces[5, k, j]
            row = black[k, j]
            for t in range(half):
                row[t] = _over(a, b, e, f, g, h, weights, t, t, t)
            a, b, e, f, g, h = faces[1, k - 1, j], faces[0, k + 1, j], faces[3, k, jm], faces[2, k, jp], faces[5, k, j], faces[4, k, j]
            row = red[k, j]
            if (k + j) & 1:
                for t in range(1, half):
                    row[t] = _over(a, b, e, f, g, h, weights, t, t - 1, t)
                row[0] = _over(a, b, e, f, g, h, weights, 0, half - 1, 0)
            else:
                for t in range(half - 1):
                    row[t] = _over(a, b, e, f, g, h, weights, t, t, t + 1)
                row[half - 1] = _over(a, b, e, f, g, h, weights, half - 1, half - 1, 0)


@voxel_kernel
def plane_conductances(faces, weights, out):
    """Fill `out` (nz + 1) with the sum of the faces between planes k and k + 1, for k from 0 to nz."""
    nz, ny, half = faces.shape[1] - 2, faces.shape[2], faces.shape[3]
    for k in range(nz + 1):
        s = 0.0
        for j in range(ny):
            for t in range(half):
                s += weights[0] * (faces[1, k, j, t] + 0.0) + weights[0] * faces[0, k + 1, j, t]
        out[k] = s


@voxel_kernel
def driven(faces, weights, drop, black, red):
    """Fill what flows into the voxels of both colours at a potential that falls by `drop[k]` from plane k to k + 1 (nz + 1)."""
    nz, ny, half = black.shape[0] - 2, black.shape[1], black.shape[2]
    for k in range(1, nz + 1):
        low, high = weights[0] * drop[k - 1], weights[0] * drop[k]
        for j in range(ny):
            a, b, e, f = faces[0, k, j], faces[1, k, j], faces[1, k - 1, j], faces[0, k + 1, j]
            into_black, into_red = black[k, j], red[k, j]
            for t in range(half):
                into_black[t] = low * a[t] - high * b[t]
                into_red[t] = low * e[t] - high * f[t]


@voxel_kernel
def driven_across(faces, weights, across, along, black, red):
    """Add what flows in where the potential falls by `across` over every face along y and by `along` over every one along x."""
    nz, ny, half = black.shape[0] - 2, black.shape[1], black.shape[2]
    _, wy, wx = weights
    for k in range(1, nz + 1):
        for j in range(ny):
            jm = j - 1 if j > 0 else ny - 1
            jp = j + 1 if j + 1 < ny else 0
            for t in range(half):
                right = t if (k + j) & 1 else (t + 1 if t + 1 < half else 0)
                left = t if not (k + j) & 1 else (t - 1 if t > 0 else half - 1)
                flow = wy * across * (faces[2, k, j, t] - 1.0 * faces[3, k, j, t])
                black[k, j, t] += flow + wx * along * (faces[4, k, j, t] - 1.0 * faces[5, k, j, t])
                flow = wy * across * (faces[3, k, jm, t] - 1.0 * faces[2, k, jp, t])
                red[k, j, t] += flow + wx * along * (faces[5, k, j, left] - 1.0 * faces[4, k, j, right])


@voxel_kernel
def relax(inverse, red, dots):
    """Turn what flows into the red voxels into their potential where the black ones are at 0; `dots[k]` is the energy it sets free."""
    nz, ny, half = red.shape[0] - 2, red.shape[1], red.shape[2]
    for k in range(1, nz + 1):
        s = 0.0
        for j in range(ny):
            for t in range(half):
                x = red[k, j, t] * inverse[k, j, t]
                s += x * red[k, j, t]
                red[k, j, t] = x
        dots[k] = s


@voxel_kernel
def _into(a, b, e, f, g, h, ua, ub, ue, uf, u, weights, t, left, right):
    """What flows into a black voxel at 0 from the red ones around it."""
    wz, wy, wx = weights
    return wz * (a[t] * ua[t] + b[t] * ub[t]) + wy * (e[t] * ue[t] + f[t] * uf[t]) + wx * (g[t] * u[left] + h[t] * u[right])


@voxel_kernel
def eliminate(faces, weights, red, black):
    """Add to the black voxels what flows into them from the red ones at the potential `red`."""
    nz, ny, half = black.shape[0] - 2, black.shape[1], black.shape[2]
    for k in range(1, nz + 1):
        for j in range(ny):
            jm = j - 1 if j > 0 else ny - 1
            jp = j + 1 if j + 1 < ny else 0
            a, b, e, f, g, h = faces[0, k, j], faces[1, k, j], faces[2, k, j], faces[3, k, j], faces[4, k, j], faces[5, k, j]
            ua, ub, ue, uf, u, row = red[k - 1, j], red[k + 1, j], red[k, jm], red[k, jp], red[k, j], black[k, j]
            if (k + j) & 1:
                for t in range(half - 1):
                    row[t] += _into(a, b, e, f, g, h, ua, ub, ue, uf, u, weights, t, t, t + 1)
                row[half - 1] += _into(a, b, e, f, g, h, ua, ub, ue, uf, u, weights, half - 1, half - 1, 0)
            else:
                for t in range(1, half):
                    row[t] += _into(a, b, e, f, g, h, ua, ub, ue, uf, u, weights, t, t - 1, t)
                row[0] += _into(a, b, e, f, g, h, ua, ub, ue, uf, u, weights, 0, half - 1, 0)


@voxel_kernel
def descend(alpha, q, r, inverse, groups, coarse, dots, part, first, last):
    """r -= alpha q; adds r to its groups' places in `coarse`; `dots[k]` is r . D^-1 r of the plane.

    Args:
        groups: place of each black voxel's group in `coarse`; those without one have a place behind the groups.
        part: number of the planes' part among those that share the work; here as below.
    """
    ny, half = r.shape[1], r.shape[2]
    for k in range(first, last):
        total = 0.0
        for j in range(ny):
            rr, qq, dd, group = r[k, j], q[k, j], inverse[k, j], groups[k, j]
            dot = r.dtype.type(0)
            for t in range(half):
                value = rr[t] - alpha * qq[t]
                rr[t] = value
                dot += value * value * dd[t]
            total += dot
            for t in range(half):
                coarse[group[t]] += rr[t]
        dots[k] = total


@voxel_kernel
def direct(omega, beta, r, inverse, groups, coarse, p, part, first, last):
    """p = omega D^-1 r + the groups' correction + beta p; behind the groups `coarse` is 0."""
    ny, half = r.shape[1], r.shape[2]
    for k in range(first, last):
        for j in range(ny):
            rr, dd, group, pp = r[k, j], inverse[k, j], groups[k, j], p[k, j]
            for t in range(half):
                pp[t] = omega * dd[t] * rr[t] + coarse[group[t]] + beta * pp[t]


@voxel_kernel
def add(alpha, p, x, part, first, last):
    """x += alpha p."""
    ny, half = p.shape[1], p.shape[2]
    for k in range(first, last):
        for j in range(ny):
            for t in range(half):
                x[k, j, t] += alpha * p[k, j, t]
