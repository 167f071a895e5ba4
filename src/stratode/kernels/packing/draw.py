"""Spheres drawn into voxels: which sphere a voxel's centre lies in, and how far it is from the two nearest surfaces."""

import math

from stratode.kernels.compiler import kernel


@kernel
def window(centre, reach, edge, count, periodic):
    """(first, last + 1) of the voxels along one axis whose centres lie within `reach` of a coordinate; wrapped by the caller."""
    first = math.ceil((centre - reach) / edge - 0.5)
    last = math.floor((centre + reach) / edge - 0.5) + 1
    if periodic:
        return first, min(last, first + count)
    return max(first, 0), min(last, count)


@kernel
def fill(centres, radii, edges, periodic, owner, power):
    """`owner` (nz, ny, nx) becomes the index of the sphere that a voxel's centre lies in, -1 where in none.

    In several, the one of least power (distance^2 - radius^2): touching spheres are cut along planes. Of equal ones the first.

    Args:
        edges: of a voxel, in the spheres' unit of length.
        power: (nz, ny, nx), overwritten.
    """
    shape = owner.shape
    owner[:, :, :] = -1
    power[:, :, :] = 0.0
    for i in range(centres.shape[0]):
        r = radii[i]
        z0, z1 = window(centres[i, 0], r, edges[0], shape[0], periodic[0])
        y0, y1 = window(centres[i, 1], r, edges[1], shape[1], periodic[1])
        x0, x1 = window(centres[i, 2], r, edges[2], shape[2], periodic[2])
        for z in range(z0, z1):
            dz = (z + 0.5) * edges[0] - centres[i, 0]
            for y in range(y0, y1):
                dy = (y + 0.5) * edges[1] - centres[i, 1]
                plane = dz * dz + dy * dy - r * r
                for x in range(x0, x1):
                    dx = (x + 0.5) * edges[2] - centres[i, 2]
                    value = plane + dx * dx
                    k, j, m = z % shape[0], y % shape[1], x % shape[2]
                    if value <= 0.0 and (owner[k, j, m] < 0 or value < power[k, j, m]):
                        owner[k, j, m] = i
                        power[k, j, m] = value


@kernel
def two_nearest(centres, radii, edges, periodic, reach, gap, other_gap, owner, other):
    """Distances to the nearest and the next surface, negative inside, of spheres no farther than `reach`.

    Args:
        gap, other_gap: (nz, ny, nx), become the distances; `reach` where there is none.
        owner, other: (nz, ny, nx), become the spheres' indices; -1 where there is none.
    """
    shape = owner.shape
    owner[:, :, :] = -1
    other[:, :, :] = -1
    gap[:, :, :] = reach
    other_gap[:, :, :] = reach
    for i in range(centres.shape[0]):
        r = radii[i]
        z0, z1 = window(centres[i, 0], r + reach, edges[0], shape[0], periodic[0])
        y0, y1 = window(centres[i, 1], r + reach, edges[1], shape[1], periodic[1])
        x0, x1 = window(centres[i, 2], r + reach, edges[2], shape[2], periodic[2])
        limit = (r + reach) ** 2
        for z in range(z0, z1):
            dz = (z + 0.5) * edges[0] - centres[i, 0]
            for y in range(y0, y1):
                dy = (y + 0.5) * edges[1] - centres[i, 1]
                plane = dz * dz + dy * dy
                if plane >= limit:
                    continue
                for x in range(x0, x1):
                    dx = (x + 0.5) * edges[2] - centres[i, 2]
                    square = plane + dx * dx
                    if square >= limit:
                        continue
                    distance = math.sqrt(square) - r
                    k, j, m = z % shape[0], y % shape[1], x % shape[2]
                    if distance < gap[k, j, m]:
                        other_gap[k, j, m] = gap[k, j, m]
                        other[k, j, m] = owner[k, j, m]
                        gap[k, j, m] = distance
                        owner[k, j, m] = i
                    elif distance < other_gap[k, j, m]:
                        other_gap[k, j, m] = distance
                        other[k, j, m] = i


@kernel
def cover(centres, radius, first):
    """`first` (nz, ny, nx) becomes the lowest index of the spheres that cover a voxel's centre, their number where none does.

    All sides are periodic; lengths are in voxels; `radius` is at most half of every edge.
    """
    shape = first.shape
    first[:, :, :] = centres.shape[0]
    for i in range(centres.shape[0]):
        z0, z1 = window(centres[i, 0], radius, 1.0, shape[0], True)
        y0, y1 = window(centres[i, 1], radius, 1.0, shape[1], True)
        x0, x1 = window(centres[i, 2], radius, 1.0, shape[2], True)
        for z in range(z0, z1):
            for y in range(y0, y1):
                plane = (z + 0.5 - centres[i, 0]) ** 2 + (y + 0.5 - centres[i, 1]) ** 2
                for x in range(x0, x1):
                    k, j, m = z % shape[0], y % shape[1], x % shape[2]
                    if plane + (x + 0.5 - centres[i, 2]) ** 2 <= radius * radius and first[k, j, m] > i:
                        first[k, j, m] = i
