"""One implicit step of the kernels and of their twin, side by side, on the same mesh from the same rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tests.kernels.invented import on_mesh, uneven_edges
from tests.naive import cell as naive

from stratode.cell.discretise import Discrete
from stratode.cell.leg import rest_state, work_for
from stratode.cell.protocol import Precision, free, held
from stratode.kernels.arrays import BY_CURRENT, BY_VOLTAGE, Control, Work
from stratode.kernels.errors import probe
from stratode.kernels.newton import HASTY, newton
from stratode.recipe.parts import Cell

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """A cell twice: as the kernels' arrays and as the slow twin, with both at rest."""

    discrete: Discrete
    slow: naive.Naive
    fast_rest: Array
    slow_rest: Array


@dataclass(frozen=True)
class Seen:
    """What both sides can show of their unknowns."""

    salt: Array
    phi_e: Array
    phi_s: Array
    flux: Array
    surface: Array
    current: float
    voltage: float


def pair(cell: Cell, *counts: int, inside: int = 3, cathode: float = 0.45, anode: float = 0.7) -> Pair:
    """The cell with `counts` nodes per zone at rest at these stoichiometries."""
    discrete = on_mesh(cell, *counts, inside=inside)
    slow = naive.build(cell, uneven_edges(cell, *counts), inside, discrete.model.shell_edge)
    ends = discrete.model.region[discrete.mesh.site_node]
    fast = rest_state(discrete, np.where(ends < 0, anode, cathode)).unknowns
    return Pair(discrete, slow, fast, naive.rest(slow, cathode, anode))


def fast_step(work: Work, both: Pair, own: float, known: Array, hold_voltage: bool, value: float) -> bool:
    """Solve du/dt = own u + known in place, far beyond what a march asks for; says whether it converged."""
    work.slope[:] = known
    if not hold_voltage:
        work.unknowns[3 * len(both.slow.nodes) + len(both.slow.sites)] = value
    done = [newton(both.discrete.model, work, own, hold_voltage, value, HASTY, 1e-12) for _ in range(2)]  # the second polishes the first
    probe(both.discrete.model, work)
    return all(done)


def seen_fast(work: Work, both: Pair) -> Seen:
    """After a step and its probe."""
    n, sites = len(both.slow.nodes), len(both.slow.sites)
    salt, phi_e, phi_s, flux, rest = np.split(work.unknowns, np.cumsum([n, n, n, sites]))
    return Seen(salt, phi_e, phi_s, flux, work.probe[n : n + sites], float(rest[0]), float(work.probe[-1]))


def seen_slow(u: Array, both: Pair) -> Seen:
    a = both.slow.split(u)
    surface = np.array([naive.surface(both.slow, a, k) for k in range(len(both.slow.sites))])
    return Seen(a.salt, a.phi_e, a.phi_s, a.flux, surface, float(a.current), naive.terminal(both.slow, a))


def assert_same(fast: Seen, slow: Seen, tolerance: float = 1e-9) -> None:
    """Equal within the tolerance, relative to 1 mol/L, 1 V, 1 A/m2 and 1."""
    np.testing.assert_allclose(fast.salt, slow.salt, atol=1e3 * tolerance, rtol=0.0)
    for name in ("phi_e", "phi_s", "flux", "surface", "current", "voltage"):
        np.testing.assert_allclose(getattr(fast, name), getattr(slow, name), atol=tolerance, rtol=tolerance, err_msg=name)


def fresh(both: Pair) -> Work:
    """Room with the unknowns at rest, ready for a step or a march."""
    work = work_for(both.discrete.model)
    work.unknowns[:] = both.fast_rest
    work.past[0] = both.fast_rest
    return work


def control(value: float, duration: float, hold_voltage: bool = False, **others: float) -> Control:
    """A leg of tight Newton and first order unless told otherwise."""
    plain = held(
        free(Precision(tolerance=1e-3, closeness=1e-10, most_order=1), 1.0), BY_VOLTAGE if hold_voltage else BY_CURRENT, value, duration
    )
    return plain._replace(**others)
