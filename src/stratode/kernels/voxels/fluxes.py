"""Potential and flux of every voxel from the black voxels' answer."""

from __future__ import annotations

import numpy as np

from stratode.kernels.compiler import voxel_kernel
from stratode.kernels.voxels.colours import red_plane
from stratode.kernels.voxels.groups import onwards


@voxel_kernel
def _conducts(faces, k, j, i):
    """Whether any face of voxel (k, j, i) conducts."""
    ny, nx = faces.shape[2], 2 * faces.shape[3]
    if onwards(faces, 0, k, j, i) > 0 or onwards(faces, 1, k, j, i) > 0 or onwards(faces, 2, k, j, i) > 0:
        return True
    if onwards(faces, 1, k, j - 1 if j > 0 else ny - 1, i) > 0 or onwards(faces, 2, k, j, i - 1 if i > 0 else nx - 1) > 0:
        return True
    return below(faces, k, j, i) > 0


@voxel_kernel
def below(faces, k, j, i):
    """Conductance of the lower face of voxel (k, j, i) along z."""
    return faces[0, k + 1, j, i >> 1] if (k + j + i) & 1 else faces[1, k, j, i >> 1]


@voxel_kernel
def potentials(faces, weights, x, red, start, plane, out):
    """Fill `out` (nz, ny, nx) with the potential, NaN where nothing conducts.

    Args:
        x: the black voxels' correction, (nz + 2, ny, nx / 2).
        red: the red ones' where `x` is 0.
        start: potential of each plane that the corrections are to (nz,).
        plane: room for one plane of red voxels (ny, nx / 2).
    """
    nz, ny, nx = out.shape
    for k in range(nz):
        red_plane(faces, weights, x, k + 1, plane)
        for j in range(ny):
            for i in range(nx):
                t = i >> 1
                if not _conducts(faces, k, j, i):
                    out[k, j, i] = np.nan
                elif (k + j + i) & 1:
                    out[k, j, i] = start[k] + x[k + 1, j, t]
                else:
                    out[k, j, i] = start[k] + red[k + 1, j, t] + plane[j, t]


@voxel_kernel
def _flow(g, a, b):
    """From potential `a` to `b`."""
    return g * (a - b) if g > 0.0 else 0.0


@voxel_kernel
def fluxes(faces, weights, potential, first, last, out):
    """Add to `out` (3, nz, ny, nx) the mean of the flows through a voxel's two faces along z, y, x.

    Args:
        potential: as :func:`potentials` left it.
        first: potential at which the lower end is held.
        last: that of the upper.
    """
    nz, ny, nx = potential.shape
    for k in range(nz):
        for j in range(ny):
            for i in range(nx):
                own = potential[k, j, i]
                if k == 0:
                    out[0, k, j, i] += 0.5 * weights[0] * _flow(below(faces, k, j, i), first, own)
                upper = potential[k + 1, j, i] if k + 1 < nz else last
                flow = 0.5 * weights[0] * _flow(onwards(faces, 0, k, j, i), own, upper)
                out[0, k, j, i] += flow
                if k + 1 < nz:
                    out[0, k + 1, j, i] += flow
                jp, ip = j + 1 if j + 1 < ny else 0, i + 1 if i + 1 < nx else 0
                flow = 0.5 * weights[1] * _flow(onwards(faces, 1, k, j, i), own, potential[k, jp, i])
                out[1, k, j, i] += flow
                out[1, k, jp, i] += flow
                flow = 0.5 * weights[2] * _flow(onwards(faces, 2, k, j, i), own, potential[k, j, ip])
                out[2, k, j, i] += flow
                out[2, k, j, ip] += flow


@voxel_kernel
def powers(faces, weights, potential, first, last, out):
    """Add to `out` (nz,) what each plane dissipates: its own faces, half of those to its neighbours, all of those to what is held."""
    nz, ny, nx = potential.shape
    for k in range(nz):
        for j in range(ny):
            for i in range(nx):
                own = potential[k, j, i]
                if k == 0 and below(faces, k, j, i) > 0:
                    out[0] += weights[0] * below(faces, k, j, i) * (first - own) ** 2
                g = onwards(faces, 0, k, j, i)
                if g > 0:
                    upper = potential[k + 1, j, i] if k + 1 < nz else last
                    power = weights[0] * g * (own - upper) ** 2
                    out[k] += 0.5 * power if k + 1 < nz else power
                    if k + 1 < nz:
                        out[k + 1] += 0.5 * power
                g = onwards(faces, 1, k, j, i)
                if g > 0:
                    out[k] += weights[1] * g * (own - potential[k, j + 1 if j + 1 < ny else 0, i]) ** 2
                g = onwards(faces, 2, k, j, i)
                if g > 0:
                    out[k] += weights[2] * g * (own - potential[k, j, i + 1 if i + 1 < nx else 0]) ** 2


@voxel_kernel
def pack(values, black, red):
    """Sort `values` (nz, ny, nx) by colour."""
    nz, ny, nx = values.shape
    for k in range(nz):
        for j in range(ny):
            for i in range(nx):
                if (k + j + i) & 1:
                    black[k + 1, j, i >> 1] = values[k, j, i]
                else:
                    red[k + 1, j, i >> 1] = values[k, j, i]


@voxel_kernel
def close_first(faces):
    """Close the faces at the first end along z."""
    for j in range(faces.shape[2]):
        for t in range(faces.shape[3]):
            faces[1, 0, j, t] = 0
            faces[0, 1, j, t] = 0
