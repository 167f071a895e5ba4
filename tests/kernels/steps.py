"""One implicit step of the kernels and of their twin, side by side, on the same mesh from the same rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tests.kernels.invented import on_mesh, uneven_edges
from tests.naive import cell as naive
from tests.naive import ends as naive_ends
from tests.naive import sites as naive_sites
from tests.naive.build import Naive, build

from stratode.cell.discretise import Discrete
from stratode.cell.leg import own as own_copy
from stratode.cell.leg import rest_state, work_for
from stratode.cell.protocol import Precision, free, held
from stratode.kernels import places
from stratode.kernels.arrays import BY_CURRENT, BY_POWER, BY_VOLTAGE, Control, Work
from stratode.kernels.errors import probe
from stratode.kernels.heat import balance, set_temperature
from stratode.kernels.newton import HASTY, newton
from stratode.recipe.parts import Cell, TransportCell

Array = NDArray[np.float64]
NAMES = {BY_CURRENT: "current", BY_VOLTAGE: "voltage", BY_POWER: "power"}


@dataclass(frozen=True)
class Pair:
    """A cell twice: as the kernels' arrays and as the slow twin, with both at rest."""

    discrete: Discrete
    slow: Naive
    fast_rest: Array
    slow_rest: Array

    @property
    def at_rest(self) -> float:
        """Voltage at rest, V."""
        return naive.terminal(self.slow, self.slow.split(self.slow_rest))


@dataclass(frozen=True)
class Seen:
    """What both sides can show of their unknowns."""

    salt: Array  # where there are pores
    phi_e: Array
    phi_s: Array
    flux: Array
    surface: Array
    current: float
    voltage: float
    double: Array
    film: Array
    series: Array
    planes: Array
    branch: Array
    warmth: Array


def pair(
    cell: Cell | TransportCell,
    *counts: int,
    inside: int = 3,
    cathode: float = 0.45,
    anode: float = 0.7,
    layered: bool = False,
    branch: float = 0.0,
) -> Pair:
    """The cell with `counts` nodes per zone at rest at these stoichiometries."""
    discrete = on_mesh(cell, *counts, inside=inside, layered=layered)
    discrete = replace(discrete, model=own_copy(discrete.model))
    slow = build(cell, uneven_edges(cell, *counts), inside, discrete.model.shell_edge, layered)
    region = discrete.model.region[discrete.mesh.site_node]
    branched = np.array([branch if site.branched else 0.0 for site in slow.sites])
    fast = rest_state(discrete, np.where(region < 0, anode, cathode), branched).unknowns
    return Pair(discrete, slow, fast, naive.rest(slow, cathode, anode, branch))


def fast_step(work: Work, both: Pair, own: float, known: Array, mode: int, value: float) -> bool:
    """Solve du/dt = own u + known in place, far beyond what a march asks for; says whether it converged."""
    m = both.discrete.model
    work.slope[:] = known
    if mode == BY_CURRENT:
        work.unknowns[places.current_at(m)] = value
    done = True
    for _ in range(2 if both.discrete.heat is None else 12):  # the second polishes the first; temperature by fixed-point iteration
        if both.discrete.heat is not None:
            set_temperature(m, both.discrete.heat, work, work.unknowns[places.warmth_at(m)])
        done &= newton(m, work, own, mode, value, HASTY, 1e-12) > 0
        probe(m, work)
        if both.discrete.heat is not None:
            balance(m, both.discrete.heat, work, own)
    return done


def wet(slow: Naive) -> Array:
    """(N,) True for nodes with pores: what salt the others have is round-off."""
    return np.array([node.part.porosity > 0.0 for node in slow.nodes])


def seen_fast(work: Work, both: Pair) -> Seen:
    """After a step and its probe."""
    m, n, sites = both.discrete.model, len(both.slow.nodes), len(both.slow.sites)
    y = work.unknowns
    salt, phi_e, phi_s, flux, rest = np.split(y, np.cumsum([n, n, n, sites]))
    double, film, of_ends = np.split(y[places.layers_at(m) : places.branches_at(m)], [sites * m.layered, 2 * sites * m.layered])
    of_ends = of_ends.reshape(-1, 3)
    return Seen(
        salt[wet(both.slow)],
        phi_e,
        phi_s,
        flux,
        work.probe[n : n + sites],
        float(rest[0]),
        float(work.probe[-1]),
        double,
        film,
        of_ends[:, 0] + of_ends[:, 1],
        of_ends[:, 2],
        y[places.branches_at(m) : places.warmth_at(m)],
        y[places.warmth_at(m) :],
    )


def seen_slow(u: Array, both: Pair) -> Seen:
    slow, a = both.slow, both.slow.split(u)
    surface = np.array([naive_sites.surface(slow, a, k) for k in range(len(slow.sites))])
    of_ends = a.ends if slow.layered else a.ends[:0]
    series = of_ends[:, naive_ends.SERIES]
    planes = np.array([v[naive_ends.DOUBLE] if naive_ends.capacitances(slow, end)[1] else 0.0 for end, v in enumerate(of_ends)])
    voltage = naive.terminal(slow, a)
    return Seen(
        a.salt[wet(slow)], a.phi_e, a.phi_s, a.flux, surface, a.current, voltage, a.double, a.film, series, planes, a.branch, a.warmth
    )


def assert_same(fast: Seen, slow: Seen, tolerance: float = 1e-9) -> None:
    """Equal within the tolerance, relative to 1 mol/L, 1 V, 1 A/m2 and 1; temperature and energies to 1000 of it in K and J/m2."""
    np.testing.assert_allclose(fast.salt, slow.salt, atol=1e3 * tolerance, rtol=0.0)
    np.testing.assert_allclose(fast.warmth, slow.warmth, atol=1e3 * tolerance, rtol=0.0)
    for name in ("phi_e", "phi_s", "flux", "surface", "current", "voltage", "double", "film", "series", "planes", "branch"):
        np.testing.assert_allclose(getattr(fast, name), getattr(slow, name), atol=tolerance, rtol=tolerance, err_msg=name)


def assert_same_step(both: Pair, dt: float, mode: int, value: float, tolerance: float = 1e-9) -> None:
    """Take one step of dt from rest on both sides and compare."""
    work = fresh(both)
    assert fast_step(work, both, 1.0 / dt, -both.fast_rest / dt, mode, value)
    u = naive.solve(both.slow, both.slow_rest, 1.0 / dt, -both.slow_rest / dt, **{NAMES[mode]: value})
    assert_same(seen_fast(work, both), seen_slow(u, both), tolerance)


def assert_square(both: Pair, dt: float, mode: int, value: float) -> None:
    """Newton's error in the potentials falls with its square (40/V is about F/RT, the curvature of kinetics).

    A wrong slope anywhere in the condensed matrix would still converge, only slower.
    """
    exact = fresh(both)
    assert fast_step(exact, both, 1.0 / dt, -both.fast_rest / dt, mode, value)
    n, errors = len(both.slow.nodes), []
    for most in (1, 2, 3):
        work = fresh(both)
        work.slope[:] = -both.fast_rest / dt
        newton(both.discrete.model, work, 1.0 / dt, mode, value, most, 1e-12)
        errors.append(np.abs(work.unknowns[n : 3 * n] - exact.unknowns[n : 3 * n]).max())
    assert errors[1] < 40.0 * errors[0] ** 2 + 1e-11
    assert errors[2] < 40.0 * errors[1] ** 2 + 1e-11  # the ends' properties lag by one update


def fresh(both: Pair) -> Work:
    """Room with the unknowns at rest, ready for a step or a march."""
    work = work_for(both.discrete.model)
    work.unknowns[:] = both.fast_rest
    work.past[0] = both.fast_rest
    return work


def control(value: float, duration: float, mode: int = BY_CURRENT, **others: float | Array) -> Control:
    """A leg of tight Newton and first order unless told otherwise."""
    plain = held(free(Precision(tolerance=1e-3, closeness=1e-10, most_order=1), 1.0), mode, value, duration)
    return plain._replace(**others)
