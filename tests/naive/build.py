"""A cell cut into nodes and sites, and the names of its unknowns: read from the recipe's parts, not from the kernels' arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stratode.recipe.parts import (
    BlockingElectrode,
    Bruggeman,
    Cell,
    Electrode,
    Layer,
    LithiumMetal,
    Population,
    Separator,
    StatedConductivity,
    Thermal,
    Tortuosity,
    TransportCell,
    TransportLaw,
)

Array = NDArray[np.float64]
FARADAY, GAS_CONSTANT = 96485.33212, 8.31446261815324
LEFT, RIGHT = -1, 1  # solids in touch with a collector; separators have none, 0, floating ones are 2 and more
Side = LithiumMetal | BlockingElectrode | Electrode


@dataclass(frozen=True)
class Node:
    """One finite volume of a layer or a separator; `solid` numbers the solids that are joined."""

    width: float
    part: Layer | Separator
    efficiency: float
    electrons: float  # S/m
    solid: int

    def single_ion(self, temperature: float) -> float:
        """S/m, of the conductors beside the electrolyte."""
        return sum(float(p.conductivity(0.0, temperature)) * efficiency(p.transport, p.volume_fraction) for p in self.part.paths)


@dataclass(frozen=True)
class Site:
    """One population at one node."""

    node: int
    population: Population

    @property
    def branched(self) -> bool:
        """Whether charge and discharge have potentials of their own."""
        return self.population.material.potential_charge is not None and self.population.material.hysteresis_decay > 0.0


@dataclass(frozen=True)
class Unknowns:
    salt: Array  # (N,) mol/m3
    phi_e: Array  # (N,) V
    phi_s: Array  # (N,) V
    flux: Array  # (S,) A/m2 of working surface, > 0 when lithium leaves
    inside: Array  # (S, M) stoichiometries of shells, or coefficients of even powers of the radius
    current: float  # A/m2, to the right
    faces: Array  # (J, 2) phi_e and salt at the faces where ions change from electrolyte to conductor
    ends: Array  # (2, 5) potential of the terminal, over its contact or film, over its double layer; salt and phi_e at its wall
    double: Array  # (S,) V over the double layers, (0,) where there are none
    film: Array  # (S,) V over the films, (0,) where there are no double layers
    branch: Array  # (S,) -1 discharge to 1 charge, (0,) where no material has branches
    warmth: Array  # (5,) K, then J/m2 delivered, chemical, lost, in double layers; (0,) at a fixed temperature


@dataclass(frozen=True)
class Naive:
    """A cell cut into nodes, with `inside` unknowns per particle; `shells` are radii of the shells' edges in the unit sphere."""

    cell: Cell | TransportCell
    nodes: tuple[Node, ...]
    sites: tuple[Site, ...]
    joints: tuple[float, ...]  # ohm m2, extra electronic resistance at the left face of each node
    sides: tuple[Side, Side]
    inside: int
    shells: Array
    layered: bool  # double layers take part

    @property
    def branched(self) -> bool:
        """Any material with branches."""
        return any(site.branched for site in self.sites)

    @property
    def thermal(self) -> Thermal | None:
        """The heat balance, where there is one."""
        return self.cell.thermal if isinstance(self.cell, Cell) else None

    @cached_property
    def cation_share(self) -> float:
        """Of the charge of double layers."""
        filled = self.cell.electrolyte
        return float(filled.transference(filled.concentration, self.cell.temperature))

    @cached_property
    def changing(self) -> tuple[int, ...]:
        """Faces (J,) between nodes that hold electrolyte and conductor in unlike proportions."""
        sigma = [node.single_ion(self.cell.temperature) for node in self.nodes]
        cross = [(a.efficiency * sigma[k + 1], b.efficiency * sigma[k]) for k, (a, b) in enumerate(pairwise(self.nodes))]
        return tuple(k + 1 for k, (one, other) in enumerate(cross) if not np.isclose(one, other, rtol=1e-9, atol=0.0))

    def _sizes(self) -> list[tuple[int, float]]:
        """How many unknowns of each kind, and how large they are."""
        n, s = len(self.nodes), len(self.sites)
        layers, branches, warmth = s * self.layered, s * self.branched, 5 * (self.thermal is not None)
        sizes = [(n, 1e3), (n, 1.0), (n, 1.0), (s, 1.0), (s * self.inside, 1.0), (1, 10.0), (2 * len(self.changing), 1.0), (10, 1.0)]
        return [*sizes, (layers, 1.0), (layers, 1.0), (branches, 1.0), (warmth, 1e2)]

    def split(self, u: Array) -> Unknowns:
        """Name the parts of a vector of unknowns."""
        cuts = np.cumsum([count for count, _ in self._sizes()])[:-1]
        salt, phi_e, phi_s, flux, inside, current, faces, ends, *states = np.split(u, cuts)
        shaped = inside.reshape(len(self.sites), self.inside)
        return Unknowns(salt, phi_e, phi_s, flux, shaped, float(current[0]), faces.reshape(-1, 2), ends.reshape(2, 5), *states)

    def scales(self) -> Array:
        """Size of each unknown: mol/L, V, A/m2, stoichiometry, 10 A/m2, 100 K or J/m2."""
        return np.concatenate([np.full(count, size) for count, size in self._sizes()])

    def temperature(self, a: Unknowns) -> float:
        """K."""
        return float(a.warmth[0]) if a.warmth.size else self.cell.temperature


def efficiency(law: TransportLaw, porosity: float) -> float:
    if isinstance(law, Bruggeman):
        return float(porosity**law.exponent)
    return porosity / law.tau if isinstance(law, Tortuosity) else law.value


def build(cell: Cell | TransportCell, edges: Array, inside: int, shells: Array, layered: bool = False) -> Naive:
    """Cut a cell of sharp layers at the edges (N + 1,), m."""
    sides, stretches = _stretches(cell)
    nodes, sites, joints = [], [], []
    for i, (left, right) in enumerate(pairwise(edges)):
        start = 0.0
        for k, (part, solid) in enumerate(stretches):
            if start <= 0.5 * (left + right) < start + part.thickness:
                first = abs(left - start) < 1e-12 and k > 0 and stretches[k - 1][1] == solid != 0
                joints.append(_joint(stretches[k - 1][0], part, solid) if first else 0.0)
                nodes.append(_node(right - left, part, solid))
                sites += [Site(i, p) for p in (part.populations if isinstance(part, Layer) else ())]
            start += part.thickness
    return Naive(cell, tuple(nodes), tuple(sites), tuple(joints), sides, inside, shells, layered)


def _stretches(cell: Cell | TransportCell) -> tuple[tuple[Side, Side], list[tuple[Layer | Separator, int]]]:
    """The ends, and layers and separators from left to right with their solids."""
    between: tuple[Layer | Separator, ...]
    if isinstance(cell, Cell):
        left, between, right = cell.anode, (cell.separator,), cell.cathode
    else:
        left, between, right = cell.left, cell.middle, cell.right
    stretches: list[tuple[Layer | Separator, int]] = []
    if isinstance(left, Electrode):
        stretches += [(layer, LEFT) for layer in left.layers]
    for k, part in enumerate(between):
        gaps = sum(isinstance(earlier, Separator) for earlier in between[:k])
        stretches.append((part, 0 if isinstance(part, Separator) else 2 + gaps))
    if isinstance(right, Electrode):
        stretches += [(layer, RIGHT) for layer in reversed(right.layers)]
    return (left, right), stretches


def _joint(left: Layer | Separator, right: Layer | Separator, solid: int) -> float:
    """Contact resistance stated on the layer farther from the collector: the left one in a cathode, else the right one."""
    farther = left if solid == RIGHT else right
    assert isinstance(farther, Layer)
    return farther.interface.contact_resistance


def _node(width: float, part: Layer | Separator, solid: int) -> Node:
    through = efficiency(part.transport, part.porosity)
    if isinstance(part, Separator):
        return Node(width, part, through, 0.0, solid)
    assert isinstance(part.electrons, StatedConductivity)
    return Node(width, part, through, part.electrons.value, solid)
