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

from stratode.cell.discretise import Discrete
from stratode.cell.equilibrium import host
from stratode.cell.following import Following
from stratode.cell.joint import joint
from stratode.cell.solution import Losses, Trace
from stratode.kernels.arrays import CONDUCTIVITY, CONTACT, DIFFUSIVITY, FILM, POTENTIAL_FACTOR, SERIES, TRANSFERENCE
from stratode.kernels.reaction import EDGE, LEAST_SALT, REACH
from stratode.recipe.constants import FARADAY
from stratode.recipe.parts import Electrode

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
    now = Following(discrete, trace)
    faces = _Faces(discrete, trace, current, now)
    _in_electrolyte(discrete, faces, sides, terms)
    open_circuit = np.zeros(current.size)
    for side in sides:
        open_circuit += side.region * _at_particles(discrete, trace, now, side, terms)
        _in_solid(discrete, faces, side, current, terms)
    if discrete.model.lithium:
        _at_foil(discrete, trace, now, current, terms)
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

    def __init__(self, discrete: Discrete, trace: Trace, current: Array, now: Following) -> None:
        m = discrete.model
        n = m.width.size
        share = m.left_share[1:n]
        salt = share * trace.salt[:, :-1] + (1.0 - share) * trace.salt[:, 1:]
        source = np.zeros((current.size, n))
        np.add.at(source.T, discrete.mesh.site_node, (trace.flux * m.area).T)
        enters = current if m.lithium else np.zeros_like(current)
        self.ionic = enters[:, None] + np.cumsum(source, axis=1)[:, :-1]  # (K, N-1) A/m2 in the electrolyte and beside it
        self.electronic = current[:, None] - self.ionic
        kappa, theta = now.table(CONDUCTIVITY, salt), now.table(POTENTIAL_FACTOR, salt)
        beside = now.numbers("path")
        with np.errstate(divide="ignore"):
            left, right = (0.5 * m.width[k] / (kappa * m.efficiency[k] + beside[:, k]) for k in (slice(0, n - 1), slice(1, n)))
            path = 1.0 / (0.5 * m.width[:-1] / beside[:, :-1] + 0.5 * m.width[1:] / beside[:, 1:])
        liquid = kappa * m.face_e[1:n]
        with np.errstate(divide="ignore", invalid="ignore"):
            self.ohmic = self.ionic / (liquid + path)  # V lost from left to right
            self.diffusion = -theta * np.diff(np.log(trace.salt), axis=1) * liquid / (liquid + path)
        for face in np.nonzero(m.joint[1:n])[0]:
            conductance, still = joint(now, m, trace, int(face) + 1)
            self.ohmic[:, face], self.diffusion[:, face] = self.ionic[:, face] / conductance, -still / conductance
        self.left_part = left / (left + right)  # (K, N-1) of a face's drop that lies in its left node


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


def _at_particles(discrete: Discrete, trace: Trace, now: Following, side: _Side, terms: dict[str, Array]) -> Array:
    """Charge transfer, film, branches, solid diffusion and uneven state of charge of an electrode; returns its equilibrium potential."""
    m = discrete.model
    s = side.sites
    surface, mean, branches = (np.zeros((trace.time.size, s.size)) for _ in range(3))
    thermal = now.thermal
    for p in np.unique(m.site_population[s]):
        columns = m.site_population[s] == p
        x = trace.surface[:, s[columns]]
        surface[:, columns] = now.table(int(m.potential_table[p]), x) + _past_edges(thermal, x)
        mean[:, columns] = now.table(int(m.potential_table[p]), trace.mean[:, s[columns]])
        if m.branch_table[p] >= 0:
            branches[:, columns] = trace.branch[:, s[columns]] * now.table(int(m.branch_table[p]), x)
    electrode = discrete.battery.cathode if side.region > 0 else discrete.battery.anode
    if not isinstance(electrode, Electrode):
        raise TypeError("a lithium foil has no particles")
    stored = trace.mean[:, s] @ discrete.capacity[s] * FARADAY
    common = now.blend(lambda temperature: host(electrode, temperature).potential(stored))
    salt = trace.salt[:, discrete.mesh.site_node[s]]
    exchange = _exchange(now.numbers("exchange")[:, s], salt, trace.surface[:, s])
    over = thermal * np.arcsinh(trace.flux[:, s] / (2.0 * exchange))
    w, sign = side.weights, -side.region
    terms[f"charge transfer: {side.word}"] = sign * np.sum(w * over, axis=1)
    terms[f"film: {side.word}"] = sign * np.sum(w * m.film[s] * trace.flux[:, s], axis=1)
    if np.any(m.branch_table[m.site_population[s]] >= 0):
        terms[f"hysteresis: {side.word}"] = sign * np.sum(w * branches, axis=1)
    terms[f"solid diffusion: {side.word}"] = sign * np.sum(w * (surface - mean), axis=1)
    terms[f"uneven state of charge: {side.word}"] = sign * (np.sum(w * mean, axis=1) - common)
    return common


def _exchange(reference: Array, salt: Array, x: Array) -> Array:
    """Exchange current of the kernels (`kernels.reaction.exchange_current`) on arrays."""
    inside = np.clip(x, EDGE, 1.0 - EDGE)
    slope = 0.5 * (1.0 - 2.0 * inside) / (inside * (1.0 - inside))
    beyond = np.exp(slope * (np.clip(x, EDGE - REACH, 1.0 - EDGE + REACH) - inside))
    value: Array = reference * np.sqrt(np.maximum(salt, LEAST_SALT) / 1000.0) * 2.0 * np.sqrt(inside * (1.0 - inside)) * beyond
    return value


def _past_edges(thermal: Array, x: Array) -> Array:
    """What the kernels add to the potential past full and empty (`kernels.reaction.edge_potential`) on arrays."""
    return (
        -thermal
        * 0.5
        * (1.0 - 2.0 * EDGE)
        / (EDGE * (1.0 - EDGE))
        * (np.clip(x, EDGE - REACH, 1.0 - EDGE + REACH) - np.clip(x, EDGE, 1.0 - EDGE))
    )


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
    end = m.ends[1 if side.region > 0 else 0]
    terms[f"electron conduction: {side.word}"] = np.sum(share * drop, axis=1) + current * end[SERIES]
    terms[f"contact: {side.word}"] = current * end[CONTACT]


def _at_foil(discrete: Discrete, trace: Trace, now: Following, current: Array, terms: dict[str, Array]) -> None:
    """The lithium electrode's overpotential and film; the electrolyte between foil and first node counts to the separator."""
    m = discrete.model
    c = trace.salt[:, 0]
    d, kappa, t, theta = (now.table(k, c) for k in (DIFFUSIVITY, CONDUCTIVITY, TRANSFERENCE, POTENTIAL_FACTOR))
    g, path = m.face_e[0], now.numbers("path")[:, 0] / (0.5 * m.width[0])
    exchange = now.numbers("foil_exchange")[:, 0]
    if g * kappa.max() > 0.0:
        liquid, wall = _wall(c, current, (1.0 - t) / (FARADAY * d * g), g * kappa, theta, path)
        drop = liquid / (kappa * g)
    else:  # a dense conductor
        wall, drop = c, current / path
    over = now.thermal[:, 0] * np.arcsinh(current / (2.0 * exchange * np.sqrt(wall / 1000.0)))
    terms["lithium electrode"] = over + m.ends[0, FILM] * current
    terms["separator ohmic"] = terms["separator ohmic"] + drop
    terms["separator diffusion"] = terms["separator diffusion"] - theta * (np.log(c) - np.log(wall))


def _wall(c: Array, current: Array, rise: Array, conductance: Array, theta: Array, path: Array) -> tuple[Array, Array]:
    """(current of the liquid, salt) at the foil's wall, as `kernels.end` finds them: liquid and conductor share one potential."""
    i = current.copy()
    low, high = np.minimum(current, 0.0), np.maximum(current, 0.0)  # the liquid takes a part of the current
    for _ in range(60):
        inside = c + rise * i > 1e-9 * c
        wall = np.where(inside, c + rise * i, 1e-9 * c)
        if not np.any(path > 0.0):
            break
        over = path * (i / conductance + theta * np.log(wall / c)) + i - current
        low, high = np.where(over > 0.0, low, i), np.where(over > 0.0, i, high)
        step = over / (1.0 + path * (1.0 / conductance + np.where(inside, theta * rise / wall, 0.0)))
        if np.all(np.abs(step) <= 1e-13 * (np.abs(i) + np.abs(current)) + 1e-300):
            break
        i = np.where((i - step > low) & (i - step < high), i - step, 0.5 * (low + high))
    return i, wall
