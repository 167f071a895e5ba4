"""The layered cell, equation by equation: finite volumes in loops, every unknown kept, nothing condensed, solved densely.

Unknowns: salt, phi_e, phi_s of every node, flux of every site, what is inside every particle, the current, and at a lithium foil
its salt, its phi_e and its terminal's potential. It reads recipes, not the kernels' arrays. Equations: Doyle, Fuller & Newman
1993; Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12 and 22. Current > 0 is discharge, as in the kernels.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from tests.naive import sphere

from stratode.recipe.parts import Bruggeman, Cell, Electrode, Layer, LithiumMetal, Population, StatedConductivity, Tortuosity, TransportLaw

Array = NDArray[np.float64]
FARADAY, GAS_CONSTANT = 96485.33212, 8.31446261815324


@dataclass(frozen=True)
class Node:
    """One finite volume; `layer` is None in the separator, `end` -1 in the anode, 0 in the separator, 1 in the cathode."""

    width: float
    layer: Layer | None
    porosity: float
    efficiency: float
    conductivity: float
    end: int


@dataclass(frozen=True)
class Site:
    """One population at one node."""

    node: int
    population: Population


@dataclass(frozen=True)
class Naive:
    """A cell cut into nodes, with `inside` unknowns per particle; `shells` are radii of the shells' edges in the unit sphere."""

    cell: Cell
    nodes: tuple[Node, ...]
    sites: tuple[Site, ...]
    joints: tuple[float, ...]  # ohm m2, extra electronic resistance at the left face of each node
    inside: int
    shells: Array

    @property
    def lithium(self) -> bool:
        return isinstance(self.cell.anode, LithiumMetal)

    def split(self, u: Array) -> Unknowns:
        """Name the parts of a vector of unknowns."""
        n, s = len(self.nodes), len(self.sites)
        cuts = np.cumsum([n, n, n, s, s * self.inside])
        salt, phi_e, phi_s, flux, inside, rest = np.split(u, cuts)
        return Unknowns(salt, phi_e, phi_s, flux, inside.reshape(s, self.inside), rest[0], rest[1:])

    def scales(self) -> Array:
        """Size of each unknown: mol/L, V, A/m2, stoichiometry, 10 A/m2."""
        n, s = len(self.nodes), len(self.sites)
        return np.concatenate([np.full(n, 1e3), np.ones(2 * n + s + s * self.inside), [10.0], [1e3, 1.0, 1.0] * self.lithium])


@dataclass(frozen=True)
class Unknowns:
    salt: Array  # (N,) mol/m3
    phi_e: Array  # (N,) V
    phi_s: Array  # (N,) V
    flux: Array  # (S,) A/m2 of working surface, > 0 when lithium leaves
    inside: Array  # (S, M) stoichiometries of shells, or coefficients of even powers of the radius
    current: float  # A/m2
    foil: Array  # (3,) salt and phi_e at the foil, potential of its terminal; (0,) without one


def efficiency(law: TransportLaw, porosity: float) -> float:
    if isinstance(law, Bruggeman):
        return float(porosity**law.exponent)
    return porosity / law.tau if isinstance(law, Tortuosity) else law.value


def build(cell: Cell, edges: Array, inside: int, shells: Array) -> Naive:
    """Cut a cell of sharp layers at the edges (N + 1,), m."""
    stretches: list[tuple[float, Layer | None, int]] = []
    if isinstance(cell.anode, Electrode):
        stretches += [(layer.thickness, layer, -1) for layer in cell.anode.layers]
    stretches.append((cell.separator.thickness, None, 0))
    stretches += [(layer.thickness, layer, 1) for layer in reversed(cell.cathode.layers)]
    nodes, sites, joints = [], [], []
    for i, (left, right) in enumerate(pairwise(edges)):
        start = 0.0
        for k, (thickness, layer, end) in enumerate(stretches):
            if start <= 0.5 * (left + right) < start + thickness:
                first = abs(left - start) < 1e-12 and k > 0 and stretches[k - 1][2] == end != 0
                joints.append(_joint(stretches[k - 1][1], layer, end) if first else 0.0)
                nodes.append(_node(cell, right - left, layer, end))
                sites += [Site(i, p) for p in (layer.populations if layer else ())]
            start += thickness
    return Naive(cell, tuple(nodes), tuple(sites), tuple(joints), inside, shells)


def _joint(left: Layer | None, right: Layer | None, end: int) -> float:
    """Contact resistance stated on the layer farther from the collector: the left one in a cathode, the right one in an anode."""
    farther = left if end > 0 else right
    assert farther is not None
    return farther.interface.contact_resistance


def _node(cell: Cell, width: float, layer: Layer | None, end: int) -> Node:
    if layer is None:
        gap = cell.separator
        return Node(width, None, gap.porosity, efficiency(gap.transport, gap.porosity), 0.0, end)
    assert isinstance(layer.electrons, StatedConductivity)
    return Node(width, layer, layer.porosity, efficiency(layer.transport, layer.porosity), layer.electrons.value, end)


def residual(naive: Naive, u: Array, rate: Array, *, current: float | None = None, voltage: float | None = None) -> Array:
    """Every equation at unknowns u whose time derivatives are `rate` (only those of salt and particles are read)."""
    a, b = naive.split(u), naive.split(rate)
    salt_in, ions_in, electrons_in = _flows(naive, a)
    equations = []
    for i, node in enumerate(naive.nodes):
        reaction = sum(_area(naive, k) * a.flux[k] for k, site in enumerate(naive.sites) if site.node == i)
        equations.append(FARADAY * (node.porosity * node.width * b.salt[i] - (salt_in[i] - salt_in[i + 1])) - reaction)
        equations.append(ions_in[i + 1] - ions_in[i] - reaction)
        equations.append(electrons_in[i + 1] - electrons_in[i] + reaction if node.layer else a.phi_s[i])
    for k, site in enumerate(naive.sites):
        equations.append(_kinetics(naive, a, k))
        equations += list(_inside(naive, a, b, k, site))
    equations.append(a.phi_s[-1])  # the zero of potential
    equations += list(_foil(naive, a))
    equations.append(a.current - current if current is not None else terminal(naive, a) - voltage)
    return np.array(equations)


def _area(naive: Naive, k: int) -> float:
    """Working surface of site k per area of cell: of spheres, less what is covered."""
    site = naive.sites[k]
    p = site.population
    return 3.0 * p.volume_fraction / p.radius * naive.nodes[site.node].width * (1.0 - p.covered_fraction)


def _flows(naive: Naive, a: Unknowns) -> tuple[Array, Array, Array]:
    """Salt (mol/m2/s), current in the electrolyte and in the solid (A/m2) through each of the N + 1 faces, towards the cathode."""
    n = len(naive.nodes)
    salt, ions, electrons = np.zeros(n + 1), np.zeros(n + 1), np.zeros(n + 1)
    for f in range(1, n):
        left, right = naive.nodes[f - 1], naive.nodes[f]
        share = right.width / (left.width + right.width)
        c = share * a.salt[f - 1] + (1.0 - share) * a.salt[f]
        conductance = 1.0 / (0.5 * left.width / left.efficiency + 0.5 * right.width / right.efficiency)
        ions[f], salt[f] = electrolyte_flows(naive, conductance, c, a.salt[f - 1], a.salt[f], a.phi_e[f] - a.phi_e[f - 1])
        if left.layer and right.layer and left.end == right.end:
            resistance = 0.5 * left.width / left.conductivity + 0.5 * right.width / right.conductivity + naive.joints[f]
            electrons[f] = (a.phi_s[f - 1] - a.phi_s[f]) / resistance
    if naive.lithium:
        ions[0], salt[0] = a.current, a.current / FARADAY
    else:
        electrons[0] = a.current
    electrons[n] = a.current
    return salt, ions, electrons


def electrolyte_flows(naive: Naive, conductance: float, c: float, left: float, right: float, phi_rise: float) -> tuple[float, float]:
    """Current and cation flux between two points, at properties of salt c."""
    solution, temperature = naive.cell.electrolyte, naive.cell.temperature
    t = float(solution.transference(c, temperature))
    factor = float(solution.thermodynamic_factor(c, temperature))
    kappa = conductance * float(solution.conductivity(c, temperature))
    diffusivity = conductance * float(solution.diffusivity(c, temperature))
    diffusion_potential = 2.0 * GAS_CONSTANT * temperature / FARADAY * factor * (1.0 - t) * np.log(right / left)
    i = -kappa * (phi_rise - diffusion_potential)
    return i, -diffusivity * (right - left) + t * i / FARADAY


def _kinetics(naive: Naive, a: Unknowns, k: int) -> float:
    """Butler-Volmer with equal transfer coefficients, the film in series."""
    site, temperature = naive.sites[k], naive.cell.temperature
    material = site.population.material
    x = surface(naive, a, k)
    u = float(material.potential(x, temperature))
    if material.entropy is not None:
        u += (temperature - material.potential.reference_temperature) * float(material.entropy(x, temperature))
    i0 = float(material.exchange_current(0.5, temperature)) * site.population.exchange_factor
    i0 *= np.sqrt(a.salt[site.node] / 1000.0) * 2.0 * np.sqrt(x * (1.0 - x))
    eta = a.phi_s[site.node] - a.phi_e[site.node] - u - site.population.film_resistance * a.flux[k]
    half = FARADAY * eta / (2.0 * GAS_CONSTANT * temperature)
    return a.flux[k] - i0 * (np.exp(half) - np.exp(-half))


def _outflow(naive: Naive, a: Unknowns, k: int) -> float:
    """Lithium leaving the particle over its whole surface, per area and per site of lithium in it, m/s."""
    p = naive.sites[k].population
    return a.flux[k] * (1.0 - p.covered_fraction) / (FARADAY * p.material.max_concentration)


def _inside(naive: Naive, a: Unknowns, b: Unknowns, k: int, site: Site) -> Array:
    """Diffusion in the particle of site k."""
    p, temperature = site.population, naive.cell.temperature
    if p.material.diffusivity.is_constant:
        d = float(p.material.diffusivity(0.5, temperature))
        return p.radius**2 / d * (b.inside[k] - sphere.power_rate(a.inside[k], d, p.radius, _outflow(naive, a, k)))

    def of_x(x: float) -> float:
        return float(p.material.diffusivity(x, temperature))

    change = sphere.shell_rate(a.inside[k], naive.shells, of_x, p.radius, _outflow(naive, a, k))
    return p.radius**2 / of_x(0.5) * (b.inside[k] - change)


def surface(naive: Naive, a: Unknowns, k: int) -> float:
    """Stoichiometry at the surface of site k."""
    p, temperature = naive.sites[k].population, naive.cell.temperature
    if p.material.diffusivity.is_constant:
        return float(np.sum(a.inside[k]))  # even powers of the radius at radius 1
    d = float(p.material.diffusivity(a.inside[k, -1], temperature))
    half_shell = 0.5 * (naive.shells[-1] - naive.shells[-2]) * p.radius
    return float(a.inside[k, -1] - half_shell * _outflow(naive, a, k) / d)


def _foil(naive: Naive, a: Unknowns) -> tuple[float, ...]:
    """Salt and charge from the foil's wall to the first node (at its properties), and the transfer of charge at the wall."""
    foil, temperature = naive.cell.anode, naive.cell.temperature
    if not isinstance(foil, LithiumMetal):
        return ()
    wall_salt, wall_phi, potential = a.foil
    first = naive.nodes[0]
    i, salt = electrolyte_flows(naive, first.efficiency / (0.5 * first.width), a.salt[0], wall_salt, a.salt[0], a.phi_e[0] - wall_phi)
    i0 = float(foil.exchange_current(1000.0, temperature)) * np.sqrt(wall_salt / 1000.0)
    eta = potential - wall_phi - foil.film_resistance * a.current
    transfer = 2.0 * i0 * np.sinh(FARADAY * eta / (2.0 * GAS_CONSTANT * temperature))
    return i - a.current, FARADAY * salt - a.current, transfer - a.current


def terminal(naive: Naive, a: Unknowns) -> float:
    """Voltage between the terminals."""
    last, cathode, anode = naive.nodes[-1], naive.cell.cathode, naive.cell.anode
    voltage = a.phi_s[-1] - a.current * (0.5 * last.width / last.conductivity + cathode.contact.resistance)
    if not isinstance(anode, Electrode):
        return float(voltage - a.foil[2])
    first = naive.nodes[0]
    return float(voltage - a.phi_s[0] - a.current * (0.5 * first.width / first.conductivity + anode.contact.resistance))


def rest(naive: Naive, cathode: float, anode: float) -> Array:
    """Equal salt everywhere, each electrode at one stoichiometry and at equilibrium."""
    temperature = naive.cell.temperature

    def equilibrium(x: float, end: int) -> float:
        material = next(s.population.material for s in naive.sites if naive.nodes[s.node].end == end)
        entropy = 0.0 if material.entropy is None else float(material.entropy(x, temperature))
        return float(material.potential(x, temperature)) + (temperature - material.potential.reference_temperature) * entropy

    phi_e = -equilibrium(cathode, 1)
    salt = np.full(len(naive.nodes), naive.cell.electrolyte.concentration)
    low = phi_e if naive.lithium else phi_e + equilibrium(anode, -1)
    phi_s = np.array([low if node.end < 0 else 0.0 for node in naive.nodes])
    inside = np.zeros((len(naive.sites), naive.inside))
    for k, site in enumerate(naive.sites):
        x = anode if naive.nodes[site.node].end < 0 else cathode
        inside[k, : 1 if site.population.material.diffusivity.is_constant else None] = x
    foil = [salt[0], phi_e, phi_e] if naive.lithium else []
    return np.concatenate([salt, np.full_like(salt, phi_e), phi_s, np.zeros(len(naive.sites)), inside.ravel(), [0.0], foil])


def solve(naive: Naive, guess: Array, own: float, known: Array, *, current: float | None = None, voltage: float | None = None) -> Array:
    """Unknowns u at which the residual with rate = own u + known vanishes.

    Newton with a difference Jacobian and step halving. One balance of charge follows from the others, so there is one equation
    more than unknowns; least squares need not choose which to drop, and all must vanish.
    """

    def equations(u: Array) -> Array:
        return residual(naive, u, own * u + known, current=current, voltage=voltage)

    scale, u = naive.scales(), guess.copy()
    f = equations(u)
    for _ in range(40):
        slope = np.array([(equations(u + 1e-7 * column) - equations(u - 1e-7 * column)) / 2e-7 for column in np.diag(scale)]).T
        rows = np.max(np.abs(slope), axis=1)
        step = -np.linalg.lstsq(slope / rows[:, None], f / rows, rcond=None)[0] * scale
        share, worst = 1.0, np.max(np.abs(f / rows))
        while True:
            with np.errstate(all="ignore"):
                f = equations(u + share * step)
            if np.max(np.abs(f / rows)) < max(worst, 1e-9):
                break
            share *= 0.5
            if share < 1e-6:
                raise ArithmeticError("naive Newton found no descent")
        u = u + share * step
        if share == 1.0 and np.max(np.abs(step / scale)) < 1e-11:
            return u
    raise ArithmeticError("naive Newton did not converge")
