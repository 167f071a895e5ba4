"""Exact distances to the background, squared: three passes, each the lower envelope of parabolas along lines.

Felzenszwalb & Huttenlocher, Theory of Computing 8 (2012) 415. Lines along x first, then y, then z; `FAR` stands where a line, a plane or
the volume has no background at all. Beyond the volume's faces there is none either.
"""

from stratode.kernels.compiler import kernel

FAR = 1e12


@kernel
def along_lines(mask, edge, square):
    """Squared distance to the next background voxel on the same line along x; 0 on the background."""
    nz, ny, nx = mask.shape
    for z in range(nz):
        for y in range(ny):
            last = -1
            for x in range(nx):
                if not mask[z, y, x]:
                    last = x
                square[z, y, x] = ((x - last) * edge) ** 2 if last >= 0 else FAR
            last = -1
            for x in range(nx - 1, -1, -1):
                if not mask[z, y, x]:
                    last = x
                if last >= 0:
                    square[z, y, x] = min(square[z, y, x], ((last - x) * edge) ** 2)


@kernel
def along_columns(edge, square, values, vertex, bound):
    """Take the lines next to each other along y into account; the buffers hold ny (values, vertex) and ny + 1 numbers (bound).

    Of a volume with y and z exchanged: the planes over each other along z.
    """
    nz, ny, nx = square.shape
    for z in range(nz):
        for x in range(nx):
            for y in range(ny):
                values[y] = square[z, y, x]
            top = envelope(values, ny, edge, vertex, bound)
            if top < 0:
                continue
            k = 0
            for y in range(ny):
                while bound[k + 1] < y:
                    k += 1
                square[z, y, x] = ((y - vertex[k]) * edge) ** 2 + values[vertex[k]]


@kernel
def envelope(values, n, edge, vertex, bound):
    """Which of the parabolas values[q] + (edge (p - q))^2 is lowest where: vertex[k] between bound[k] and bound[k + 1].

    Returns the last k; -1 where all values are the same, so that nothing changes.
    """
    least = values[0]
    most = values[0]
    for q in range(1, n):
        least = min(least, values[q])
        most = max(most, values[q])
    if least == most:
        return -1
    scale = 1.0 / (edge * edge)
    k = 0
    vertex[0] = 0
    bound[0] = -1e30
    bound[1] = 1e30
    for q in range(1, n):
        own = values[q] * scale + float(q) * q
        s = (own - values[vertex[k]] * scale - float(vertex[k]) * vertex[k]) / (2.0 * (q - vertex[k]))
        while s <= bound[k]:
            k -= 1
            s = (own - values[vertex[k]] * scale - float(vertex[k]) * vertex[k]) / (2.0 * (q - vertex[k]))
        k += 1
        vertex[k] = q
        bound[k] = s
        bound[k + 1] = 1e30
    return k
