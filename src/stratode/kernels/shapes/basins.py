"""Particles that touch, parted where the distance to the background has its saddles (watershed by steepest ascent).

Every voxel climbs to the neighbour farthest from the background until it stands on a peak; peaks whose basins meet at a saddle nearly as
high are one particle.
"""

from stratode.kernels.compiler import kernel


@kernel
def climb(square, upward):
    """Fill `upward` (nz ny nx,) with the flat place of each voxel's peak, -1 on the background; of equal heights the later is higher."""
    nz, ny, nx = square.shape
    for z in range(nz):
        for y in range(ny):
            for x in range(nx):
                place = (z * ny + y) * nx + x
                if square[z, y, x] <= 0.0:
                    upward[place] = -1
                    continue
                best = square[z, y, x]
                upward[place] = place
                for k in range(max(0, z - 1), min(nz, z + 2)):
                    for j in range(max(0, y - 1), min(ny, y + 2)):
                        for i in range(max(0, x - 1), min(nx, x + 2)):
                            if square[k, j, i] >= best:
                                there = (k * ny + j) * nx + i
                                if square[k, j, i] > best or there > upward[place]:
                                    best = square[k, j, i]
                                    upward[place] = there
    for place in range(upward.size):
        peak = place
        while peak >= 0 and upward[peak] != peak:
            peak = upward[peak]
        step = place
        while step >= 0 and upward[step] != peak and upward[step] >= 0:
            onward = upward[step]
            upward[step] = peak
            step = onward


@kernel
def saddles(square, basin, pairs, heights):
    """List where basins meet: pairs (m, 2) of numbers and the squared height there, one entry for each pair of neighbours over a face.

    Returns the number of entries; those beyond the buffers are counted but not written.
    """
    nz, ny, nx = square.shape
    found = 0
    for z in range(nz):
        for y in range(ny):
            for x in range(nx):
                own = basin[z, y, x]
                if own < 0:
                    continue
                for d in range(3):
                    k = z + (d == 0)
                    j = y + (d == 1)
                    i = x + (d == 2)
                    if k == nz or j == ny or i == nx:
                        continue
                    other = basin[k, j, i]
                    if other < 0 or other == own:
                        continue
                    if found < heights.size:
                        pairs[found, 0] = min(own, other)
                        pairs[found, 1] = max(own, other)
                        heights[found] = min(square[z, y, x], square[k, j, i])
                    found += 1
    return found


@kernel
def merge(pairs, heights, peaks, neck, noise, root):
    """Join basins over saddles, highest first: where the saddle has at least `neck` times the lower peak's height, or is within `noise`.

    Args:
        pairs: (m, 2) basins, in falling order of `heights`.
        heights: (m,) of the saddles: distances.
        peaks: (n,) heights of the peaks; altered.
        neck: share of the lower peak.
        noise: distance.
        root: (n,) 0, 1, ..., n - 1; then which basin each belongs to.
    """
    for m in range(heights.size):
        a = pairs[m, 0]
        b = pairs[m, 1]
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        if a == b:
            continue
        lower = min(peaks[a], peaks[b])
        if heights[m] >= neck * lower or lower - heights[m] <= noise:
            if peaks[a] < peaks[b]:
                a, b = b, a
            root[b] = a
    for n in range(root.size):
        a = n
        while root[a] != a:
            a = root[a]
        root[n] = a
