"""Pairs of spheres that touch or nearly do, found through cells of the box."""

from stratode.kernels.compiler import kernel

FULL = -1  # more pairs than the arrays hold


@kernel
def nearest_image(difference, length, periodic):
    """A coordinate's difference to the nearest periodic image."""
    if periodic:
        if difference > 0.5 * length:
            return difference - length
        if difference < -0.5 * length:
            return difference + length
    return difference


@kernel
def cell_of(coordinate, length, count):
    """Index of the cell that a coordinate lies in; beyond the box the last one."""
    return min(max(int(coordinate / length * count), 0), count - 1)


@kernel
def sort_into_cells(centres, box, counts, heads, following):
    """Chains of the spheres of each cell: `heads` (cells,) begins them, `following` (n,) continues, -1 ends."""
    heads[:] = -1
    for i in range(centres.shape[0] - 1, -1, -1):
        cell = 0
        for axis in range(3):
            cell = cell * counts[axis] + cell_of(centres[i, axis], box[axis], counts[axis])
        following[i] = heads[cell]
        heads[cell] = i


@kernel
def visited(centre, reach, length, count, periodic):
    """(first, number) of the cells along one axis within `reach` of a coordinate; each cell once, wrapped by the caller."""
    edge = length / count
    first = int((centre - reach) / edge + count) - count  # floor, for coordinates no farther than one box away
    last = int((centre + reach) / edge + count) - count
    if periodic:
        return first, min(last - first + 1, count)
    first, last = max(first, 0), min(last, count - 1)
    return first, max(last - first + 1, 0)


@kernel
def find_pairs(centres, radii, box, periodic, skin, counts, heads, following, first, second):
    """Pairs closer than `skin` to touching, into `first` and `second`; returns their number, or FULL.

    A sphere looks only for those not larger than itself, so that many small spheres do not search as far as the largest reaches.
    """
    sort_into_cells(centres, box, counts, heads, following)
    found = 0
    for i in range(centres.shape[0]):
        reach = 2.0 * radii[i] + skin
        z0, nz = visited(centres[i, 0], reach, box[0], counts[0], periodic[0])
        y0, ny = visited(centres[i, 1], reach, box[1], counts[1], periodic[1])
        x0, nx = visited(centres[i, 2], reach, box[2], counts[2], periodic[2])
        for z in range(z0, z0 + nz):
            for y in range(y0, y0 + ny):
                for x in range(x0, x0 + nx):
                    j = heads[((z % counts[0]) * counts[1] + y % counts[1]) * counts[2] + x % counts[2]]
                    while j >= 0:
                        if radii[j] < radii[i] or (radii[j] == radii[i] and j > i):
                            limit = radii[i] + radii[j] + skin
                            distance = 0.0
                            for axis in range(3):
                                d = nearest_image(centres[j, axis] - centres[i, axis], box[axis], periodic[axis])
                                distance += d * d
                            if distance < limit * limit:
                                if found == first.size:
                                    return FULL
                                first[found] = i
                                second[found] = j
                                found += 1
                        j = following[j]
    return found
