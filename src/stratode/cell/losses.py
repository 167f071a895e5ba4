"""Where the voltage goes: losses that add up to OCV - V, each from its own fields.

OCV is the difference of the electrodes' common equilibrium potentials at their coulomb-counted lithium. Averages over an
electrode are weighted by the local reaction current (by capacity where no current flows), so that the sum is an identity of the
discretised equations and its residual measures how well they were solved. Method: Nyman, Zavalis, Elger, Behm & Lindbergh,
J. Electrochem. Soc. 157 (2010) A1236, extended by layers, films, several populations and the uneven state of charge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell import tables
from stratode.cell.discretise import Discrete
from stratode.cell.equilibrium import host
from stratode.cell.solution import Losses, Trace
from stratode.kernels.reaction import EDGE, LEAST_SALT, MOST_DECLINE
from stratode.recipe.constants import FARADAY
from stratode.recipe.parts import ActiveMaterial, Electrode

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Side:
    """One porous electrode: its sites, its weights (K, S) that sum to one at each instant, and its sign in the voltage."""

    word: str
    region: int
    sites: NDArray[np.int64]
    weights: Array
    node_weights: Array  # (K, N)


def losses(discrete: Discrete, trace: Trace, mass: float) -> Losses:
    """Losses at every step of a trace; `mass` is the cathode's active mass, kg/m2."""
    current = -trace.current_density  # towards the cathode
    terms: dict[str, Array] = {}
    sides = [_side(discrete, trace, "cathode", 1)]
    if not discrete.model.lithium:
        sides.append(_side(discrete, trace, "anode", -1))
    faces = _Faces(discrete, trace, current)
    _in_electrolyte(discrete, faces, sides, terms)
    open_circuit = np.zeros(current.size)
    for side in sides:
        open_circuit += side.region * _at_particles(discrete, trace, side, terms)
        _in_solid(discrete, faces, side, current, terms)
    if discrete.model.lithium:
        _at_foil(discrete, trace, current, terms)
    names = tuple(terms)
    values = np.stack([terms[name] for name in names], axis=1)
    residual = float(np.max(np.abs(open_circuit - trace.voltage - values.sum(axis=1)), initial=0.0))
    passed = np.concatenate([[0.0], np.cumsum(0.5 * (current[1:] + current[:-1]) * np.diff(trace.time))])
    return Losses(passed / 3600.0 / mass, names, values, open_circuit, residual)


def _side(discrete: Discrete, trace: Trace, word: str, region: int) -> _Side:
    m = discrete.model
    of_site = m.region[discrete.mesh.site_node]
    sites = np.nonzero(of_site == region)[0]
    reaction = trace.flux[:, sites] * m.area[sites]
    total = reaction.sum(axis=1, keepdims=True)
    capacity = discrete.capacity[sites]
    still = np.abs(total) < 1e-9 * np.abs(reaction).sum(axis=1, keepdims=True) + 1e-12
    weights = np.where(still, capacity / capacity.sum(), reaction / np.where(still, 1.0, total))
    at_nodes = np.zeros((weights.shape[0], m.width.size))
    np.add.at(at_nodes.T, discrete.mesh.site_node[sites], weights.T)
    return _Side(word, region, sites, weights, at_nodes)


class _Faces:
    """Currents and potential drops at the inner faces, from the reaction and the salt (not from the potentials)."""

    def __init__(self, discrete: Discrete, trace: Trace, current: Array) -> None:
        m = discrete.model
        n = m.width.size
        kappa, theta = (tables.electrolyte(discrete.cell.electrolyte, discrete.cell.temperature)[k] for k in (1, 3))
        share = m.left_share[1:n]
        salt = share * trace.salt[:, :-1] + (1.0 - share) * trace.salt[:, 1:]
        source = np.zeros((current.size, n))
        np.add.at(source.T, discrete.mesh.site_node, (trace.flux * m.area).T)
        enters = current if m.lithium else np.zeros_like(current)
        self.ionic = enters[:, None] + np.cumsum(source, axis=1)[:, :-1]  # (K, N-1) A/m2 in the electrolyte
        self.electronic = current[:, None] - self.ionic
        self.ohmic = self.ionic / (kappa(salt) * m.face_e[1:n])  # V lost from left to right
        self.diffusion = -theta(salt) * np.diff(np.log(trace.salt), axis=1)
        half = 0.5 * m.width / _efficiency(discrete)
        self.left_part = half[:-1] / (half[:-1] + half[1:])  # of a face's drop that lies in its left node


def _efficiency(discrete: Discrete) -> Array:
    """(N,) transport efficiency of the nodes, back from the walls and faces."""
    m = discrete.model
    half = np.empty(m.width.size)
    half[0] = 1.0 / m.face_e[0]
    for i in range(1, half.size):
        half[i] = 1.0 / m.face_e[i] - half[i - 1]
    return 0.5 * m.width / half


def _in_electrolyte(discrete: Discrete, faces: _Faces, sides: list[_Side], terms: dict[str, Array]) -> None:
    """Ohmic and diffusion losses of the separator and of the pores of each layer."""
    mesh = discrete.mesh
    beyond = 1.0 - np.cumsum(sides[0].node_weights, axis=1)[:, :-1]  # share of the cathode's reaction to the right of a face
    if len(sides) == 2:
        before = np.cumsum(sides[1].node_weights, axis=1)[:, :-1]  # share of the anode's to the left of it
        beyond = beyond + before - 1.0
    for word, drop in (("ohmic", faces.ohmic), ("diffusion", faces.diffusion)):
        weighted = beyond * drop
        at_nodes = np.zeros((drop.shape[0], mesh.width.size))
        at_nodes[:, :-1] += weighted * faces.left_part
        at_nodes[:, 1:] += weighted * (1.0 - faces.left_part)
        for number, name in enumerate(mesh.layer_names):
            label = f"{name} {word}" if name == "separator" else f"pore {word}: {name}"
            terms[label] = at_nodes[:, mesh.layer == number].sum(axis=1)


def _at_particles(discrete: Discrete, trace: Trace, side: _Side, terms: dict[str, Array]) -> Array:
    """Charge transfer, film, solid diffusion and uneven state of charge of one electrode; returns its equilibrium potential."""
    m, temperature = discrete.model, discrete.cell.temperature
    s = side.sites
    surface, mean = np.empty((trace.time.size, s.size)), np.empty((trace.time.size, s.size))
    materials: tuple[ActiveMaterial, ...] = tuple(p.material for p in discrete.populations)
    for p in np.unique(m.site_population[s]):
        columns = m.site_population[s] == p
        table = tables.potential(materials[p], temperature)
        x = trace.surface[:, s[columns]]
        surface[:, columns] = table(x) + _past_edges(m.thermal, x)
        mean[:, columns] = table(trace.mean[:, s[columns]])
    electrode = discrete.cell.cathode if side.region > 0 else discrete.cell.anode
    if not isinstance(electrode, Electrode):
        raise TypeError("a lithium foil has no particles")
    stored = trace.mean[:, s] @ discrete.capacity[s] * FARADAY
    common = host(electrode, temperature).potential(stored)
    salt = trace.salt[:, discrete.mesh.site_node[s]]
    over = m.thermal * np.arcsinh(trace.flux[:, s] / (2.0 * _exchange(m.exchange[s], salt, trace.surface[:, s])))
    w, sign = side.weights, -side.region
    terms[f"charge transfer: {side.word}"] = sign * np.sum(w * over, axis=1)
    terms[f"film: {side.word}"] = sign * np.sum(w * m.film[s] * trace.flux[:, s], axis=1)
    terms[f"solid diffusion: {side.word}"] = sign * np.sum(w * (surface - mean), axis=1)
    terms[f"uneven state of charge: {side.word}"] = sign * (np.sum(w * mean, axis=1) - common)
    return common


def _exchange(reference: Array, salt: Array, x: Array) -> Array:
    """Exchange current of the kernels (`kernels.reaction.exchange_current`) on arrays."""
    inside = np.clip(x, EDGE, 1.0 - EDGE)
    slope = 0.5 * (1.0 - 2.0 * inside) / (inside * (1.0 - inside))
    beyond = np.exp(np.maximum(slope * (x - inside), -MOST_DECLINE))
    value: Array = reference * np.sqrt(np.maximum(salt, LEAST_SALT) / 1000.0) * 2.0 * np.sqrt(inside * (1.0 - inside)) * beyond
    return value


def _past_edges(thermal: float, x: Array) -> Array:
    """What the kernels add to the potential past full and empty (`kernels.reaction.edge_potential`) on arrays."""
    return -thermal * 0.5 * (1.0 - 2.0 * EDGE) / (EDGE * (1.0 - EDGE)) * (x - np.clip(x, EDGE, 1.0 - EDGE))


def _in_solid(discrete: Discrete, faces: _Faces, side: _Side, current: Array, terms: dict[str, Array]) -> None:
    """Electron conduction through the layers and contact with the collector of one electrode."""
    m = discrete.model
    inner = m.face_s[1:-1]
    joined = inner > 0.0
    region = m.region[1:] == side.region
    use = joined & region & (m.region[:-1] == side.region)
    drop = np.where(use, faces.electronic / np.where(joined, inner, 1.0), 0.0)
    passed = np.cumsum(side.node_weights, axis=1)[:, :-1]
    share = passed if side.region > 0 else 1.0 - passed
    contact = discrete.contact[0 if side.region > 0 else 1]
    end = (m.end_resistance if side.region > 0 else m.start_resistance) - contact
    terms[f"electron conduction: {side.word}"] = np.sum(share * drop, axis=1) + current * end
    terms[f"contact: {side.word}"] = current * contact


def _at_foil(discrete: Discrete, trace: Trace, current: Array, terms: dict[str, Array]) -> None:
    """The lithium electrode's overpotential and film; the electrolyte between foil and first node counts to the separator."""
    m = discrete.model
    liquid = tables.electrolyte(discrete.cell.electrolyte, discrete.cell.temperature)
    c = trace.salt[:, 0]
    d, kappa, t, theta = (table(c) for table in liquid)
    g = m.face_e[0]
    wall = np.maximum(c + (1.0 - t) * current / (FARADAY * d * g), 1e-9 * c)
    over = m.thermal * np.arcsinh(current / (2.0 * m.foil_exchange * np.sqrt(wall / 1000.0)))
    terms["lithium electrode"] = over + m.foil_film * current
    terms["separator ohmic"] = terms["separator ohmic"] + current / (kappa * g)
    terms["separator diffusion"] = terms["separator diffusion"] - theta * (np.log(c) - np.log(wall))
