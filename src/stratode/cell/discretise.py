"""From a cell and a mesh to the arrays the kernels march on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stratode.cell import tables
from stratode.cell.mesh import SEPARATOR, Stack
from stratode.cell.solution import Mesh
from stratode.cell.sphere import modes, shell_edges
from stratode.cell.transport import contact_resistance, electron_conductivity, transport_efficiency
from stratode.kernels.arrays import MODES, SHELLS, Model
from stratode.recipe.constants import FARADAY, GAS_CONSTANT
from stratode.recipe.parts import Cell, Electrode, LithiumMetal, Population

Array = NDArray[np.float64]
Index = NDArray[np.int64]

MODE_COUNT = 10
SHELL_COUNT = 20


@dataclass(frozen=True, slots=True)
class Discrete:
    """A cell on a mesh: what the kernels read, and what the rooms above need to read their answer."""

    cell: Cell
    stack: Stack
    model: Model
    mesh: Mesh
    populations: tuple[Population, ...]  # (P,)
    capacity: Array  # (S,) mol/m2 of lithium sites per site of the mesh
    node_fraction: Array  # (N, L) share of each layer at each node
    contact: tuple[float, float]  # ohm m2, contact resistance at the cathode's and the anode's collector


def discretise(cell: Cell, stack: Stack, edges: Array, mode_count: int = MODE_COUNT, shell_count: int = SHELL_COUNT) -> Discrete:
    """Arrays of a cell on the mesh with these edges (N + 1,), m."""
    width = np.diff(edges)
    shares, region, main = _shares(stack, edges)
    efficiency, conductivity, porosity = _pores(cell, stack, shares, region)
    populations, sites = _sites(stack, shares, region, width)
    node, population, fraction = sites
    decay, gain = modes(mode_count)
    inside = _particles(cell, populations)
    model = Model(
        width=width,
        porosity=porosity,
        region=region,
        face_e=_conductance(width, efficiency),
        face_s=_electron_faces(stack, edges, width, conductivity, region),
        left_share=_left_share(width),
        node_sites=np.searchsorted(node, np.arange(width.size + 1)).astype(np.int64),
        site_population=population,
        stride=max(mode_count, shell_count) if SHELLS in inside.scheme else mode_count,
        mode_decay=decay,
        mode_gain=gain,
        shell_edge=shell_edges(shell_count),
        thermal=2.0 * GAS_CONSTANT * cell.temperature / FARADAY,
        **_surface(cell, populations, population, fraction, width[node])._asdict(),
        **inside._asdict(),
        **_ends(cell, width, conductivity)._asdict(),
    )
    limit = np.array([p.material.max_concentration for p in populations])
    names = tuple(f"{p.material.name} {2e6 * p.radius:.3g} um" for p in populations)
    mesh = Mesh(width, region, main, stack.names, node, fraction, tuple(names[p] for p in population))
    contact = (
        contact_resistance(cell.cathode.contact, cell.cathode.layers[0]),
        contact_resistance(cell.anode.contact, cell.anode.layers[0]) if isinstance(cell.anode, Electrode) else 0.0,
    )
    return Discrete(cell, stack, model, mesh, populations, fraction * width[node] * limit[population], shares, contact)


def _shares(stack: Stack, edges: Array) -> tuple[Array, Index, Index]:
    """((N, L) share of each layer at each node, (N,) region, (N,) index of the main layer or of "separator")."""
    n, count = edges.size - 1, len(stack.layers)
    middle = 0.5 * (edges[1:] + edges[:-1])
    rights = np.array([zone.right for zone in stack.zones])
    at = np.minimum(np.searchsorted(rights, middle), len(stack.zones) - 1)
    shares = np.zeros((n, count))
    region = np.array([stack.zones[k].region for k in at], dtype=np.int64)
    for i, k in enumerate(at):
        zone = stack.zones[k]
        if zone.region == SEPARATOR:
            continue
        f = zone.share_left + (zone.share_right - zone.share_left) * (middle[i] - zone.left) / (zone.right - zone.left)
        shares[i, zone.first] += 1.0 - f
        shares[i, zone.second] += f
    main = np.where(region == SEPARATOR, count, shares.argmax(axis=1) if count else 0)
    return shares, region, main.astype(np.int64)


def _pores(cell: Cell, stack: Stack, shares: Array, region: Index) -> tuple[Array, Array, Array]:
    """(N,) transport efficiency, electron conductivity (0 in the separator) and porosity; mixed zones blend their layers' values."""
    between = region == SEPARATOR
    law = np.array([transport_efficiency(layer.transport, layer.porosity) for layer in stack.layers])
    electrons = np.array([electron_conductivity(layer.electrons, layer) for layer in stack.layers])
    pores = np.array([layer.porosity for layer in stack.layers])
    gap = cell.separator
    efficiency = np.where(between, transport_efficiency(gap.transport, gap.porosity), shares @ law)
    return efficiency, shares @ np.maximum(electrons, 1e-12), np.where(between, gap.porosity, shares @ pores)


def _conductance(width: Array, value: Array) -> Array:
    """(N+1,) value over distance between neighbouring nodes (harmonic), and from the end nodes to the walls."""
    half = 0.5 * width / value
    return 1.0 / np.concatenate([[half[0]], half[:-1] + half[1:], [half[-1]]])


def _electron_faces(stack: Stack, edges: Array, width: Array, conductivity: Array, region: Index) -> Array:
    solid = region != SEPARATOR
    resistance = np.zeros(width.size + 1)
    half = 0.5 * width / np.where(solid, conductivity, 1.0)
    resistance[1:-1] = half[:-1] + half[1:]
    for x, contact in stack.joints:
        resistance[np.argmin(np.abs(edges - x))] += contact
    joined = np.zeros(width.size + 1, dtype=bool)
    joined[1:-1] = solid[:-1] & solid[1:] & (region[:-1] == region[1:])
    return np.where(joined, 1.0 / np.where(joined, resistance, 1.0), 0.0)


def _left_share(width: Array) -> Array:
    """(N+1,) weight of the left node at each face by distance."""
    share = np.full(width.size + 1, 0.5)
    share[1:-1] = width[1:] / (width[:-1] + width[1:])
    return share


def _sites(stack: Stack, shares: Array, region: Index, width: Array) -> tuple[tuple[Population, ...], tuple[Index, Index, Array]]:
    """Distinct populations, and for each site its node, population and active volume fraction, sorted by node."""
    keys: dict[tuple[int, Population], int] = {}
    entries: dict[tuple[int, int], float] = {}
    for number, layer in enumerate(stack.layers):
        nodes = np.nonzero(shares[:, number])[0]
        for population in layer.populations:
            bare = Population(
                population.material,
                population.radius,
                0.0,
                population.film_resistance,
                population.covered_fraction,
                population.exchange_factor,
            )
            index = keys.setdefault((int(region[nodes[0]]), bare), len(keys))
            for i in nodes.tolist():
                entries[i, index] = entries.get((i, index), 0.0) + shares[i, number] * population.volume_fraction
    order = sorted(entries)
    node = np.array([i for i, _ in order], dtype=np.int64)
    which = np.array([p for _, p in order], dtype=np.int64)
    return tuple(p for _, p in keys), (node, which, np.array([entries[k] for k in order]))


class _Surface(NamedTuple):
    area: Array
    gain: Array
    film: Array
    exchange: Array


def _surface(cell: Cell, populations: tuple[Population, ...], index: Index, fraction: Array, width: Array) -> _Surface:
    """Working area, gain, film and exchange current of every site."""
    radius = np.array([p.radius for p in populations])[index]
    bare = np.array([1.0 - p.covered_fraction for p in populations])[index]
    limit = np.array([p.material.max_concentration for p in populations])[index]
    exchange = np.array([float(p.material.exchange_current(0.5, cell.temperature)) * p.exchange_factor for p in populations])
    specific = 3.0 * fraction / radius * bare
    film = np.array([p.film_resistance for p in populations])[index]
    return _Surface(specific * width, specific / (FARADAY * fraction * limit), film, exchange[index])


class _Inside(NamedTuple):
    scheme: Index
    rate: Array
    potential_table: Index
    diffusivity_table: Index
    table: Array
    table_start: Array
    table_density: Array


def _particles(cell: Cell, populations: tuple[Population, ...]) -> _Inside:
    """Particle schemes and all tables: the electrolyte's four, then potential and diffusivity of each population."""
    stacked = list(tables.electrolyte(cell.electrolyte, cell.temperature))
    scheme, rate = [], []
    for p in populations:
        diffusivity = p.material.diffusivity
        stacked.append(tables.potential(p.material, cell.temperature))
        stacked.append(tables.of_property(diffusivity, cell.temperature, 0.0, 1.0))
        scheme.append(MODES if diffusivity.is_constant else SHELLS)
        rate.append((float(diffusivity(0.5, cell.temperature)) if diffusivity.is_constant else 1.0) / p.radius**2)
    first = 4 + 2 * np.arange(len(populations), dtype=np.int64)
    return _Inside(np.array(scheme, dtype=np.int64), np.array(rate), first, first + 1, *tables.stack(stacked))


class _Ends(NamedTuple):
    lithium: bool
    foil_exchange: float
    foil_film: float
    end_resistance: float
    start_resistance: float


def _ends(cell: Cell, width: Array, conductivity: Array) -> _Ends:
    """The lithium foil, or the anode's collector, and the cathode's collector: half a node of solid and the contact."""
    anode = cell.anode
    end = 0.5 * width[-1] / conductivity[-1] + contact_resistance(cell.cathode.contact, cell.cathode.layers[0])
    if isinstance(anode, LithiumMetal):
        return _Ends(True, float(anode.exchange_current(1000.0, cell.temperature)), anode.film_resistance, float(end), 0.0)
    start = 0.5 * width[0] / conductivity[0] + contact_resistance(anode.contact, anode.layers[0])
    return _Ends(False, 1.0, 0.0, float(end), float(start))
