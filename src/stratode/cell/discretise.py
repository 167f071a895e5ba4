"""From a cell and a mesh to the arrays the kernels march on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stratode.cell import tables
from stratode.cell.mesh import SEPARATOR, Stack
from stratode.cell.solution import Mesh
from stratode.cell.sphere import modes, shell_edges
from stratode.cell.transport import contact_resistance, electron_conductivity, transport_efficiency
from stratode.kernels.arrays import BLOCKING, LITHIUM, MODES, POROUS, SHELLS, Heat, Model
from stratode.recipe.constants import FARADAY, GAS_CONSTANT
from stratode.recipe.parts import BlockingElectrode, Cell, Electrode, IonPath, Layer, LithiumMetal, Population, Separator, TransportCell

Array = NDArray[np.float64]
Index = NDArray[np.int64]

MODE_COUNT = 10
SHELL_COUNT = 20
LEAST_POROSITY = 1e-6  # of a dense conductor: the salt it does not hold still needs an equation


@dataclass(frozen=True, slots=True)
class Discrete:
    """A cell on a mesh: what the kernels read, and what the rooms above need to read their answer."""

    cell: Cell | TransportCell
    stack: Stack
    model: Model
    mesh: Mesh
    populations: tuple[Population, ...]  # (P,)
    capacity: Array  # (S,) mol/m2 of lithium sites per site of the mesh
    node_fraction: Array  # (N, L) share of each layer at each node
    heat: Heat | None = None

    @property
    def battery(self) -> Cell:
        """The cell, where it is one with a cathode and an anode.

        Raises:
            TypeError: it is a transport cell.
        """
        if not isinstance(self.cell, Cell):
            raise TypeError(f"{self.cell.name}: needs a cell with a cathode; received a transport cell, which has none")
        return self.cell


def discretise(
    cell: Cell | TransportCell,
    stack: Stack,
    edges: Array,
    mode_count: int = MODE_COUNT,
    shell_count: int = SHELL_COUNT,
    double_layers: bool = False,
) -> Discrete:
    """Arrays of a cell on the mesh with these edges (N + 1,), m; with the capacitances of its interfaces where asked for."""
    width = np.diff(edges)
    shares, region, main = _shares(stack, edges)
    efficiency, conductivity, porosity = _pores(stack, shares, region, main)
    populations, (node, population, fraction) = _sites(stack, shares, region, width)
    inside = particles(cell, populations, cell.temperature)
    model = Model(
        width=width,
        porosity=porosity,
        region=region,
        face_s=_electron_faces(stack, edges, width, conductivity, region),
        node_sites=np.searchsorted(node, np.arange(width.size + 1)).astype(np.int64),
        site_population=population,
        exchange=exchange_currents(populations, cell.temperature)[population],
        layered=double_layers,
        cation_share=float(cell.electrolyte.transference(cell.electrolyte.concentration, cell.temperature)),
        hysteretic=bool(np.any(inside.branch_table >= 0)),
        thermal=np.array([2.0 * GAS_CONSTANT * cell.temperature / FARADAY]),
        foil_exchange=foil_exchange(stack, cell.temperature),
        kinds=np.array([_kind(stack.left), _kind(stack.right)], dtype=np.int64),
        ends=_ends(stack, width, conductivity, double_layers),
        warm=False,
        **_ions(width, efficiency, ion_paths(stack, shares, region, main, cell.temperature))._asdict(),
        **_surface(populations, population, fraction, width[node])._asdict(),
        **_sphere(mode_count, shell_count, SHELLS in inside.scheme)._asdict(),
        **inside._asdict(),
    )
    limit = np.array([p.material.max_concentration for p in populations])
    names = tuple(f"{p.material.name} {2e6 * p.radius:.3g} um" for p in populations)
    mesh = Mesh(width, region, main, stack.names, node, fraction, tuple(names[p] for p in population))
    capacity = fraction * width[node] * limit[population] if populations else np.zeros(0)
    return Discrete(cell, stack, model, mesh, populations, capacity, shares)


class _Ions(NamedTuple):
    face_e: Array
    left_share: Array
    efficiency: Array
    path: Array
    paths: bool
    joint: Index


def _ions(width: Array, efficiency: Array, path: Array) -> _Ions:
    """How electrolyte and conductors carry ions from node to node."""
    share = _left_share(width, efficiency)
    return _Ions(_conductance(width, efficiency), share, efficiency, path, bool(np.any(path > 0.0)), _joints(efficiency, path))


class _Sphere(NamedTuple):
    stride: int
    mode_decay: Array
    mode_gain: Array
    shell_edge: Array


def _sphere(mode_count: int, shell_count: int, shells: bool) -> _Sphere:
    """How particles are divided; room for shells only where some have them."""
    return _Sphere(max(mode_count, shell_count) if shells else mode_count, *modes(mode_count), shell_edges(shell_count))


def _shares(stack: Stack, edges: Array) -> tuple[Array, Index, Index]:
    """((N, L) share of each layer at each node, (N,) region, (N,) index of the main layer or separator in Stack.names)."""
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
    gap = np.array([stack.zones[k].first if stack.zones[k].region == SEPARATOR else 0 for k in at])
    main = np.where(region == SEPARATOR, count + gap, shares.argmax(axis=1) if count else 0)
    return shares, region, main.astype(np.int64)


def _pores(stack: Stack, shares: Array, region: Index, main: Index) -> tuple[Array, Array, Array]:
    """(N,) transport efficiency, electron conductivity (0 in the separator) and porosity; mixed zones blend their layers' values."""
    electrons = np.array([electron_conductivity(layer.electrons, layer) for layer in stack.layers])
    parts: list[Layer | Separator] = [*stack.layers, *stack.separators]
    law = [transport_efficiency(part.transport, part.porosity) for part in parts]
    pores = [max(part.porosity, LEAST_POROSITY) for part in parts]
    efficiency = _blended(np.array(law), shares, region, main)
    return efficiency, shares @ np.maximum(electrons, 1e-12), _blended(np.array(pores), shares, region, main)


def _blended(values: Array, shares: Array, region: Index, main: Index) -> Array:
    """(N,) values of layers and separators at the nodes; mixed zones blend their layers'."""
    return np.where(region == SEPARATOR, values[main], shares @ values[: shares.shape[1]])


def ion_paths(stack: Stack, shares: Array, region: Index, main: Index, temperature: float) -> Array:
    """(N,) effective conductivity of single-ion conductors, S/m."""
    parts: list[Layer | Separator] = [*stack.layers, *stack.separators]
    if not any(part.paths for part in parts):
        return np.zeros(region.size)

    def sigma(path: IonPath) -> float:
        return float(path.conductivity(0.0, temperature)) * transport_efficiency(path.transport, path.volume_fraction)

    sums = [sum((sigma(path) for path in part.paths), 0.0) for part in parts]
    return _blended(np.array(sums, dtype=float), shares, region, main)


def _conductance(width: Array, value: Array) -> Array:
    """(N+1,) value over distance between neighbouring nodes (harmonic; 0 next to 0), and from the end nodes to the walls."""
    with np.errstate(divide="ignore"):
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


def _joints(efficiency: Array, path: Array) -> Index:
    """(N+1,) 1 where the nodes of an inner face hold electrolyte and conductor in unlike proportions."""
    if not np.any(path > 0.0):
        return np.zeros(path.size + 1, dtype=np.int64)
    cross = efficiency[:-1] * path[1:], efficiency[1:] * path[:-1]
    unlike = ~np.isclose(*cross, rtol=1e-9, atol=0.0)
    return np.concatenate([[0], unlike.astype(np.int64), [0]])


def _left_share(width: Array, efficiency: Array) -> Array:
    """(N+1,) weight of the left node at each face by distance; all to the other side of a node without electrolyte."""
    share = np.full(width.size + 1, 0.5)
    share[1:-1] = width[1:] / (width[:-1] + width[1:])
    holds = efficiency > 0.0
    share[1:-1] = np.where(holds[:-1] == holds[1:], share[1:-1], holds[:-1])
    return share


def _sites(stack: Stack, shares: Array, region: Index, width: Array) -> tuple[tuple[Population, ...], tuple[Index, Index, Array]]:
    """Distinct populations, and for each site its node, population and active volume fraction, sorted by node."""
    keys: dict[tuple[int, Population], int] = {}
    entries: dict[tuple[int, int], float] = {}
    for number, layer in enumerate(stack.layers):
        nodes = np.nonzero(shares[:, number])[0]
        for population in layer.populations:
            bare = replace(population, volume_fraction=0.0)
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
    double_layer: Array
    film_capacitance: Array


def _surface(populations: tuple[Population, ...], index: Index, fraction: Array, width: Array) -> _Surface:
    """Working area, gain, film and capacitances of every site."""

    def at_sites(values: list[float]) -> Array:
        return np.array(values, dtype=float)[index] if values else np.zeros(0)

    radius = at_sites([p.radius for p in populations])
    working = at_sites([p.working_share for p in populations])
    limit = at_sites([p.material.max_concentration for p in populations])
    specific = 3.0 * fraction / radius * working
    return _Surface(
        area=specific * width,
        gain=specific / (FARADAY * fraction * limit),
        film=at_sites([p.film_resistance for p in populations]),
        double_layer=at_sites([p.double_layer for p in populations]),
        film_capacitance=at_sites([p.film_capacitance for p in populations]),
    )


def exchange_currents(populations: tuple[Population, ...], temperature: float) -> Array:
    """(P,) A/m2 at stoichiometry 0.5 and 1 mol/L."""
    return np.array([float(p.material.exchange_current(0.5, temperature)) * p.exchange_factor for p in populations])


class Inside(NamedTuple):
    """Particle schemes and all tables: the electrolyte's four, then potential and diffusivity of each population, then branches."""

    scheme: Index
    rate: Array
    potential_table: Index
    diffusivity_table: Index
    branch_table: Index
    branch_decay: Array
    table: Array
    table_start: Array
    table_density: Array


def particles(cell: Cell | TransportCell, populations: tuple[Population, ...], temperature: float) -> Inside:
    """Particle schemes and tables at a temperature."""
    stacked = list(tables.electrolyte(cell.electrolyte, temperature))
    scheme, rate = [], []
    for p in populations:
        diffusivity = p.material.diffusivity
        stacked.append(tables.potential(p.material, temperature))
        stacked.append(tables.of_property(diffusivity, temperature, 0.0, 1.0))
        scheme.append(MODES if diffusivity.is_constant else SHELLS)
        rate.append((float(diffusivity(0.5, temperature)) if diffusivity.is_constant else 1.0) / p.radius**2)
    first = 4 + 2 * np.arange(len(populations), dtype=np.int64)
    branches = np.full(len(populations), -1, dtype=np.int64)
    for number, p in enumerate(populations):
        if tables.has_branches(p.material):
            branches[number] = len(stacked)
            stacked.append(tables.half_gap(p.material, temperature))
    decay = np.array([p.material.hysteresis_decay for p in populations], dtype=float)
    own = (np.array(scheme, dtype=np.int64), np.array(rate, dtype=float), first, first + 1, branches, decay)
    return Inside(*own, *tables.stack(stacked))


Side = LithiumMetal | BlockingElectrode | Electrode


def _kind(side: Side) -> int:
    if isinstance(side, LithiumMetal):
        return LITHIUM
    return BLOCKING if isinstance(side, BlockingElectrode) else POROUS


def foil_exchange(stack: Stack, temperature: float) -> Array:
    """(2,) exchange current of lithium at 1 mol/L at the ends, 1 where there is none, A/m2."""
    sides = (stack.left, stack.right)
    return np.array([float(s.exchange_current(1000.0, temperature)) if isinstance(s, LithiumMetal) else 1.0 for s in sides])


def _ends(stack: Stack, width: Array, conductivity: Array, double_layers: bool) -> Array:
    """(2, 6) what lies between the end nodes and the terminals; without double layers only resistances."""
    rows = []
    for side, node in ((stack.left, 0), (stack.right, -1)):
        if isinstance(side, LithiumMetal):
            rows.append([0.0, 0.0, 0.0, side.film_resistance, side.film_capacitance, side.double_layer])
        elif isinstance(side, BlockingElectrode):
            rows.append([side.series_resistance, 0.0, 0.0, 0.0, 0.0, side.double_layer])
        else:
            contact = contact_resistance(side.contact, side.layers[0])
            rows.append([float(0.5 * width[node] / conductivity[node]), contact, side.contact_capacitance, 0.0, 0.0, 0.0])
    ends = np.array(rows)
    return ends if double_layers else ends * [1.0, 1.0, 0.0, 1.0, 0.0, 0.0]
