"""The slow, obvious twin of the transport solver: every link of the voxel network written down, one sparse system in float64, solved.

A voxel is a node. Two neighbours are linked by their two half voxels in series. The end planes of the driven axis are linked by half a
voxel to the electrodes, which stand at 1 (before the first plane) and at 0 (behind the last). Everything else lets nothing through,
unless the sides are periodic. Potentials are dimensionless, conductances have the unit of the voxel's edges (relative conductivity
times area over length).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

Array = NDArray[np.float64]
DIRECT = 2_000  # nodes up to which the system is factorised


@dataclass(frozen=True)
class Network:
    """Conductances of all links.

    Args:
        links: one array of the volume's shape per axis; [i] joins voxel i to voxel i + 1 of that axis, the last to the first.
        first, last: of the driven axis, from each voxel to the electrodes; zero but in the end planes.
    """

    links: tuple[Array, Array, Array]
    first: Array
    last: Array


@dataclass(frozen=True)
class Solved:
    """Effective over intrinsic conductivity, the potential (NaN where nothing is connected to an electrode), the flow through the planes.

    Args:
        d_eff: from the heat that all links give off, whose error is the square of the potential's.
        flows: (n + 1,) total flow into, between and out of the planes of the driven axis; all equal in an exact solution.
        flux: (3, nz, ny, nx), mean of the flows through a voxel's two faces over their area, over that of a free volume.
    """

    d_eff: float
    potential: Array
    flows: Array
    flux: Array


def conductivity(labels: NDArray[np.uint8], phases: Mapping[int, float]) -> Array:
    """The relative conductivity of every voxel; zero for phases that are not named."""
    k = np.zeros(labels.shape)
    for label, value in phases.items():
        k[labels == label] = value
    return k


def series(a: Array, b: Array) -> Array:
    """Harmonic mean, zero where either is."""
    both = (a > 0.0) & (b > 0.0)
    return np.where(both, 2.0 * a * b / np.where(both, a + b, 1.0), 0.0)


def network(k: Array, voxel: tuple[float, float, float], axis: int | None, periodic: tuple[bool, bool, bool]) -> Network:
    """Of conductivities (nz, ny, nx); `axis` None has no electrodes."""
    links = []
    for a in range(3):
        area = voxel[0] * voxel[1] * voxel[2] / voxel[a]
        link = series(k, np.roll(k, -1, a)) * area / voxel[a]
        if not periodic[a]:
            link[plane(a, -1)] = 0.0
        links.append(link)
    first, last = np.zeros(k.shape), np.zeros(k.shape)
    if axis is not None:
        area = voxel[0] * voxel[1] * voxel[2] / voxel[axis]
        for end, where in ((first, 0), (last, -1)):
            end[plane(axis, where)] = 2.0 * k[plane(axis, where)] * area / voxel[axis]
    return Network((links[0], links[1], links[2]), first, last)


def plane(axis: int, where: int) -> tuple[slice | int, ...]:
    return tuple(where if a == axis else slice(None) for a in range(3))


def pairs(net: Network) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Nodes i and j of every link that conducts, and its conductance."""
    number = np.arange(net.first.size).reshape(net.first.shape)
    ends = [(number, np.roll(number, -1, a), net.links[a]) for a in range(3)]
    i, j, g = (np.concatenate([part[n].ravel() for part in ends]) for n in range(3))
    return i[g > 0.0], j[g > 0.0], g[g > 0.0]


def connected(net: Network) -> NDArray[np.bool_]:
    """Voxels from which at least one electrode can be reached."""
    i, j, g = pairs(net)
    _, cluster = connected_components(csr_array((g, (i, j)), shape=(net.first.size,) * 2), directed=False)
    ends = np.unique(cluster[((net.first > 0.0) | (net.last > 0.0)).ravel()])
    return np.isin(cluster, ends).reshape(net.first.shape)


def solve(net: Network, axis: int, voxel: tuple[float, float, float], tolerance: float = 1e-12) -> Solved:
    """Balance of every connected voxel: sum of g (phi_i - phi_j) over its links = 0."""
    live = connected(net).ravel()
    phi = np.full(live.size, np.nan)
    if live.any():
        phi[live] = balanced(matrix(net)[live][:, live], net.first.ravel()[live], tolerance)
    potential = phi.reshape(net.first.shape)
    return measured(net, potential, axis, voxel)


def matrix(net: Network) -> csr_array:
    """Of the balances: what leaves a voxel for given potentials, electrodes at 0."""
    i, j, g = pairs(net)
    n = net.first.size
    own = np.bincount(i, g, n) + np.bincount(j, g, n) + (net.first + net.last).ravel()
    rows, columns = np.concatenate([i, j, np.arange(n)]), np.concatenate([j, i, np.arange(n)])
    return coo_array((np.concatenate([-g, -g, own]), (rows, columns)), shape=(n, n)).tocsr()


def balanced(a: csr_array, b: Array, tolerance: float) -> Array:
    """Solution of a x = b, by factors for few nodes, else by conjugate gradients with the diagonal before them.

    Raises:
        RuntimeError: 50,000 steps do not bring the residual below `tolerance` of the right side.
    """
    if a.shape[0] <= DIRECT:
        return np.atleast_1d(spsolve(a.tocsc(), b))
    inverse, x, r = 1.0 / a.diagonal(), np.zeros_like(b), b.copy()
    p = z = inverse * r
    along = np.sum(r * z)
    for _ in range(50_000):
        if np.sum(r * r) <= tolerance**2 * np.sum(b * b):
            return x
        q = a @ p
        step = along / np.sum(p * q)
        x, r = x + step * p, r - step * q
        z = inverse * r
        along, before = np.sum(r * z), along
        p = z + along / before * p
    raise RuntimeError(f"the twin did not converge to {tolerance:g} in 50,000 steps on {a.shape[0]} nodes")


def measured(net: Network, potential: Array, axis: int, voxel: tuple[float, float, float]) -> Solved:
    """Flows of a potential and the heat they give off."""
    phi = np.nan_to_num(potential)
    flow = [net.links[a] * (phi - np.roll(phi, -1, a)) for a in range(3)]
    enters, leaves = net.first * (1.0 - phi), net.last * phi
    heat = sum(float(np.sum(flow[a] * (phi - np.roll(phi, -1, a)))) for a in range(3))
    heat += float(np.sum(enters * (1.0 - phi)) + np.sum(leaves * phi))
    others = tuple(a for a in range(3) if a != axis)
    flows = np.concatenate([[enters.sum()], flow[axis].sum(axis=others)[:-1], [leaves.sum()]])
    n = potential.shape
    area = np.prod([n[a] * voxel[a] for a in others])
    length = n[axis] * voxel[axis]
    flux = np.empty((3, *n))
    for a in range(3):
        before = np.roll(flow[a], 1, a)
        after = flow[a].copy()
        if a == axis:
            before[plane(a, 0)], after[plane(a, -1)] = enters[plane(a, 0)], leaves[plane(a, -1)]
        face = voxel[0] * voxel[1] * voxel[2] / voxel[a]
        flux[a] = 0.5 * (before + after) / face * length
    return Solved(heat * float(length / area), potential, flows, flux)


def effective(
    labels: NDArray[np.uint8],
    phases: Mapping[int, float],
    axis: int,
    voxel: tuple[float, float, float] = (1.0, 1.0, 1.0),
    periodic_sides: bool = False,
    tolerance: float = 1e-12,
) -> Solved:
    """Along `axis` (0 is z), the sides closed or periodic."""
    periodic = tuple(periodic_sides and a != axis for a in range(3))
    return solve(network(conductivity(labels, phases), voxel, axis, (periodic[0], periodic[1], periodic[2])), axis, voxel, tolerance)


def tensor(labels: NDArray[np.uint8], phases: Mapping[int, float], voxel: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Array:
    """(3, 3) effective over intrinsic conductivity of the volume repeated in all directions.

    For a mean gradient along axis j every link along j bears its own length of drop beside the periodic potential; one voxel of each
    cluster is held at zero, which moves nothing.
    """
    net = network(conductivity(labels, phases), voxel, None, (True, True, True))
    i, j, g = pairs(net)
    _, cluster = connected_components(csr_array((g, (i, j)), shape=(labels.size,) * 2), directed=False)
    free = np.ones(labels.size, dtype=bool)
    free[np.unique(cluster, return_index=True)[1]] = False
    a = matrix(net)[free][:, free]
    volume = labels.size * np.prod(voxel)
    found = np.empty((3, 3))
    for driven in range(3):
        drive = net.links[driven] * voxel[driven]
        phi = np.zeros(labels.size)
        if free.any():
            phi[free] = balanced(a, (np.roll(drive, 1, driven) - drive).ravel()[free], 1e-12)
        field = phi.reshape(labels.shape)
        for measured_along in range(3):
            flow = net.links[measured_along] * (field - np.roll(field, -1, measured_along))
            flow += drive if measured_along == driven else 0.0
            found[measured_along, driven] = flow.sum() * voxel[measured_along] / volume
    return found
