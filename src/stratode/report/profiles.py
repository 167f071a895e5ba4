"""The fields through the thickness at a few depths of discharge, from the cathode's collector towards the anode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell.solution import Mesh, RateResult
from stratode.recipe.parts import Cell, Electrode, Population

Array = NDArray[np.float64]

CATHODE, SEPARATOR, ANODE = 1, 0, -1
DEPTHS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """One population of particles along x (M nodes that hold it)."""

    name: str  # "NMC83 11.3 um"
    region: int  # CATHODE or ANODE
    x: Array  # (M,) m from the cathode's collector
    surface: Array  # (M,) stoichiometry at the particle surface
    mean: Array  # (M,) mean stoichiometry


@dataclass(frozen=True, slots=True)
class Profile:
    """All fields at one instant of the discharge (N nodes)."""

    depth: float  # share of the delivered capacity, 0 to 1
    time: float  # s
    x: Array  # (N,) m from the cathode's collector
    layer: tuple[str, ...]  # (N,)
    region: NDArray[np.int64]  # (N,)
    salt: Array  # (N,) mol/m3
    phi_e: Array  # (N,) V
    phi_s: Array  # (N,) V; not a quantity in the separator
    reaction: Array  # (N,) A/m3 of layer, > 0 where lithium enters the electrode's particles; 0 in the separator
    utilisation: Array  # (N,) share of the window moved since the discharge began; 0 in the separator
    sites: tuple[SiteProfile, ...]


@dataclass(frozen=True, slots=True)
class Bands:
    """Where each layer lies, from the cathode's collector (m), for figures coloured by layer."""

    name: tuple[str, ...]
    region: tuple[int, ...]
    start: tuple[float, ...]
    end: tuple[float, ...]


def profiles(cell: Cell, run: RateResult, depths: Sequence[float] = DEPTHS) -> tuple[Profile, ...]:
    """Fields of `run` at the accepted steps nearest to the given shares of its delivered capacity.

    Args:
        cell: the recipe that was run (its populations name radius and stoichiometry window).
        run: one discharge.
        depths: shares of the delivered capacity, 0 to 1.

    Returns:
        One profile per distinct step, in time order; empty where the discharge has no step.
    """
    if run.trace.time.size == 0:
        return ()
    populations = site_populations(cell, run.mesh)
    charge = delivered(run)
    total = charge[-1] if charge[-1] > 0.0 else 1.0
    steps = sorted({int(np.argmin(np.abs(charge / total - depth))) for depth in depths})
    return tuple(_profile(run, populations, k, float(charge[k] / total)) for k in steps)


def delivered(run: RateResult) -> Array:
    """Discharged charge since the start of the discharge leg, (K,) Ah/m2 (trapezoid over the accepted steps)."""
    current = np.maximum(-run.trace.current_density, 0.0)
    pieces = 0.5 * (current[1:] + current[:-1]) * np.diff(run.trace.time) / 3600.0
    return np.concatenate(([0.0], np.cumsum(pieces)))[: run.trace.time.size]


def bands(mesh: Mesh) -> Bands:
    """The layers of `mesh` in the order a recipe lists them: from the cathode's collector to the anode."""
    edges = np.concatenate(([0.0], np.cumsum(mesh.width)))
    thickness = edges[-1]
    rows = []
    for index in dict.fromkeys(int(i) for i in mesh.layer[::-1]):
        nodes = np.flatnonzero(mesh.layer == index)
        start, end = thickness - edges[nodes[-1] + 1], thickness - edges[nodes[0]]
        rows.append((mesh.layer_names[index], int(mesh.region[nodes[0]]), float(start), float(end)))
    names, regions, starts, ends = zip(*rows, strict=True)
    return Bands(names, regions, starts, ends)


def site_populations(cell: Cell, mesh: Mesh) -> tuple[Population, ...]:
    """The recipe's population behind each site (S,), found by its name, nearest layer first.

    Raises:
        ValueError: a site bears a name that no population of its electrode has.
    """
    found = []
    for site, name in enumerate(mesh.site_name):
        node = int(mesh.site_node[site])
        electrode = cell.cathode if mesh.region[node] == CATHODE else cell.anode
        layers = electrode.layers if isinstance(electrode, Electrode) else ()
        own = mesh.layer_names[int(mesh.layer[node])].split(": ", 1)[-1]
        ordered = sorted(layers, key=lambda layer: layer.name != own)
        candidates = [p for layer in ordered for p in layer.populations if name.startswith(p.material.name)]
        if not candidates:
            raise ValueError(
                f"site {site}: its name must be that of a population of its electrode; received {name!r}; run this recipe again"
            )
        found.append(min(candidates, key=lambda p: (-len(p.material.name), abs(_diameter(name, p) - 2.0 * p.radius))))
    return tuple(found)


def _diameter(name: str, population: Population) -> float:
    """Diameter that a site's name states, m; the population's own where it states none."""
    words = name.removeprefix(population.material.name).split()
    try:
        return float(words[0]) * 1e-6
    except (IndexError, ValueError):
        return 2.0 * population.radius


def _profile(run: RateResult, populations: tuple[Population, ...], k: int, depth: float) -> Profile:
    mesh, trace = run.mesh, run.trace
    surface = np.array([3.0 * p.working_share / p.radius for p in populations])
    reaction = np.zeros(mesh.width.size)
    np.add.at(reaction, mesh.site_node, -surface * mesh.site_fraction * trace.flux[k])
    x = float(np.sum(mesh.width)) - mesh.x
    names = tuple(mesh.layer_names[int(i)] for i in mesh.layer[::-1])
    flip = slice(None, None, -1)
    return Profile(
        depth,
        float(trace.time[k]),
        x[flip],
        names,
        mesh.region[flip],
        trace.salt[k][flip],
        trace.phi_e[k][flip],
        trace.phi_s[k][flip],
        reaction[flip],
        _utilisation(run, populations, k)[flip],
        _sites(mesh, x, trace.surface[k], trace.mean[k]),
    )


def _utilisation(run: RateResult, populations: tuple[Population, ...], k: int) -> Array:
    """Share of the window moved by step k at every node, (N,); a layer's own utilisation is its mean at the last step.

    The window of a cathode layer is the one its utilisation refers to (between the cell's cut-off voltages); that of an anode
    layer is its materials' usual one.
    """
    mesh, trace = run.mesh, run.trace
    capacity = mesh.site_fraction * np.array([p.material.max_concentration for p in populations])
    usual = np.array([abs(p.material.stoichiometry_empty - p.material.stoichiometry_full) for p in populations])
    at_last, at_k, room = (np.zeros(mesh.width.size) for _ in range(3))
    direction = mesh.region[mesh.site_node]  # lithium enters the cathode and leaves the anode
    np.add.at(at_last, mesh.site_node, direction * capacity * (trace.mean[-1] - trace.mean[0]))
    np.add.at(at_k, mesh.site_node, direction * capacity * (trace.mean[k] - trace.mean[0]))
    np.add.at(room, mesh.site_node, capacity * usual)
    for index, name in enumerate(mesh.layer_names):
        inside = mesh.layer == index
        share = run.utilisation.get(name.removeprefix("cathode: "), 0.0) if name.startswith("cathode") else 0.0
        total = float(np.sum(room[inside] * mesh.width[inside]))
        if share > 0.0 and total > 0.0:
            room[inside] *= float(np.sum(at_last[inside] * mesh.width[inside])) / share / total
    return np.divide(at_k, room, out=np.zeros_like(room), where=room > 0.0)


def _sites(mesh: Mesh, x: Array, surface: Array, mean: Array) -> tuple[SiteProfile, ...]:
    region = mesh.region[mesh.site_node]
    groups = dict.fromkeys(zip(mesh.site_name, (int(r) for r in region), strict=True))
    rows = []
    for name, side in groups:
        chosen = np.array([i for i, label in enumerate(mesh.site_name) if label == name and region[i] == side])
        chosen = chosen[np.argsort(x[mesh.site_node[chosen]])]
        rows.append(SiteProfile(name, side, x[mesh.site_node[chosen]], surface[chosen], mean[chosen]))
    return tuple(rows)
