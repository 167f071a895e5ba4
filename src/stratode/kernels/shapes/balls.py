"""The largest ball inscribed in a phase that covers a voxel (local thickness: Hildebrand & Ruegsegger, J. Microsc. 185 (1997) 67).

Balls are laid from the largest to the smallest and keep what they cover. One that lies, to a small slack, within a ball laid before is
left out; looked at are the ball that covers its centre and those with centres nearby. Each covers the slack more than its radius, so
what a left-out ball would have added is covered all the same.
"""

import math

import numpy as np

from stratode.kernels.compiler import kernel

SLACK = 0.5  # in shortest edges
NEAR = 2  # voxels


@kernel
def lay_balls(order, square, edges, cover, laid):
    """Fill `cover` (nz, ny, nx) with the flat place of the centre whose ball covers each voxel.

    Args:
        order: (m,) flat places of the phase's voxels, farthest from the background first.
        square: (nz, ny, nx) squared distances to the background.
        edges: (3,) of a voxel along z, y, x, in shortest edges.
        cover: (nz, ny, nx) -1 in the phase and -2 elsewhere; altered.
        laid: (nz, ny, nx) false; true at the end where a ball was laid.
    """
    _, ny, nx = square.shape
    for i in range(order.size):
        place = order[i]
        z, rest = divmod(place, ny * nx)
        y, x = divmod(rest, nx)
        radius = math.sqrt(square[z, y, x])
        held = cover[z, y, x]
        if held >= 0:
            cz, rest = divmod(held, ny * nx)
            cy, cx = divmod(rest, nx)
            if _within(z, y, x, radius, cz, cy, cx, square, edges) or _near(z, y, x, radius, square, edges, laid):
                continue
        laid[z, y, x] = True
        _lay(z, y, x, radius + SLACK, edges, place, cover)


@kernel
def _within(z, y, x, radius, cz, cy, cx, square, edges):
    """Whether the ball about one voxel lies within that about another, to the slack."""
    reach = math.sqrt(square[cz, cy, cx]) + SLACK - radius
    away = ((z - cz) * edges[0]) ** 2 + ((y - cy) * edges[1]) ** 2 + ((x - cx) * edges[2]) ** 2
    return reach >= 0.0 and away <= reach * reach


@kernel
def _near(z, y, x, radius, square, edges, laid):
    """Whether a ball laid nearby holds this one."""
    nz, ny, nx = square.shape
    for k in range(max(0, z - NEAR), min(nz, z + NEAR + 1)):
        for j in range(max(0, y - NEAR), min(ny, y + NEAR + 1)):
            for i in range(max(0, x - NEAR), min(nx, x + NEAR + 1)):
                if laid[k, j, i] and _within(z, y, x, radius, k, j, i, square, edges):
                    return True
    return False


@kernel
def _lay(z, y, x, reach, edges, place, cover):
    nz, ny, nx = cover.shape
    up = int(reach / edges[0])
    for k in range(max(0, z - up), min(nz, z + up + 1)):
        left = reach * reach - ((k - z) * edges[0]) ** 2
        if left < 0.0:
            continue
        side = int(math.sqrt(left) / edges[1])
        for j in range(max(0, y - side), min(ny, y + side + 1)):
            rest = left - ((j - y) * edges[1]) ** 2
            if rest < 0.0:
                continue
            half = int(math.sqrt(rest) / edges[2])
            for i in range(max(0, x - half), min(nx, x + half + 1)):
                held = cover[k, j, np.uintp(i)]  # unsigned and stored always: the row becomes vector instructions
                cover[k, j, np.uintp(i)] = place if held == -1 else held
