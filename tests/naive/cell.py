"""The layered cell, equation by equation: finite volumes in loops, every unknown kept, nothing condensed, solved densely.

It reads recipes, not the kernels' arrays; what its unknowns are stands in `build`. Beside the electrolyte single-ion conductors
carry i = -sigma grad(phi_e), lithium alone. Equations: Doyle, Fuller & Newman 1993; Newman & Thomas-Alyea, Electrochemical
Systems, 3rd ed., ch. 12 and 22. Current > 0 goes to the right: it discharges a cell, as in the kernels.
"""

from __future__ import annotations

import numpy as np
from tests.naive import ends, heat, sites
from tests.naive.build import FARADAY, LEFT, RIGHT, Array, Naive, Unknowns
from tests.naive.electrolyte import flows, to_face

from stratode.recipe.parts import Electrode


def residual(
    naive: Naive, u: Array, rate: Array, *, current: float | None = None, voltage: float | None = None, power: float | None = None
) -> Array:
    """Every equation at unknowns u whose time derivatives are `rate` (of what is stored; others are not read)."""
    a, b = naive.split(u), naive.split(rate)
    lithium_in, ions_in, electrons_in = _flows(naive, a)
    equations = []
    for i, node in enumerate(naive.nodes):
        here = [(sites.area(naive, k), k) for k, site in enumerate(naive.sites) if site.node == i]
        charge = sum(area * (a.flux[k] + sites.stored(naive, b, k)) for area, k in here)
        lithium = sum(area * (a.flux[k] + naive.cation_share * sites.stored(naive, b, k)) for area, k in here)
        balance = FARADAY * (node.part.porosity * node.width * b.salt[i] - (lithium_in[i] - lithium_in[i + 1])) - lithium
        equations.append(balance if node.part.porosity > 0.0 else b.salt[i])  # without pores there is none, and lithium is charge
        equations.append(ions_in[i + 1] - ions_in[i] - charge)
        equations.append(electrons_in[i + 1] - electrons_in[i] + charge if node.solid else a.phi_s[i])
    for k in range(len(naive.sites)):
        equations += sites.equations(naive, a, b, k)
    equations.append((a.phi_s if isinstance(naive.sides[1], Electrode) else a.phi_e)[-1])  # the zero of potential
    for end in range(2):
        equations += ends.equations(naive, a, b, end)
    equations += heat.equations(naive, a, b) + _changes(naive, a)
    if current is not None:
        equations.append(a.current - current)
    else:
        equations.append(terminal(naive, a) - voltage if voltage is not None else terminal(naive, a) * a.current - power)
    return np.array(equations)


def _flows(naive: Naive, a: Unknowns) -> tuple[Array, Array, Array]:
    """Lithium ions (mol/m2/s), their and the anions' current, electrons' current (A/m2) through each of the N + 1 faces, to the right."""
    n, temperature = len(naive.nodes), naive.temperature(a)
    lithium, ions, electrons = np.zeros(n + 1), np.zeros(n + 1), np.zeros(n + 1)
    for f in range(1, n):
        left, right = naive.nodes[f - 1], naive.nodes[f]
        if f in naive.changing:
            face = a.faces[naive.changing.index(f)]
            ions[f], lithium[f] = to_face(naive, a, f, left, f - 1, face)
        else:
            share = right.width / (left.width + right.width)
            c = share * a.salt[f - 1] + (1.0 - share) * a.salt[f]
            rise = a.phi_e[f] - a.phi_e[f - 1]
            pores = _in_series(left.width, left.efficiency, right.width, right.efficiency)
            liquid, cations = flows(naive, temperature, pores, c, a.salt[f - 1], a.salt[f], rise)
            beside = -_in_series(left.width, left.single_ion(temperature), right.width, right.single_ion(temperature)) * rise
            ions[f], lithium[f] = liquid + beside, cations + beside / FARADAY
        if left.solid and left.solid == right.solid:
            resistance = 0.5 * left.width / left.electrons + 0.5 * right.width / right.electrons + naive.joints[f]
            electrons[f] = (a.phi_s[f - 1] - a.phi_s[f]) / resistance
    for end, (f, sign) in enumerate(((0, 1.0), (n, -1.0))):
        if isinstance(naive.sides[end], Electrode):
            electrons[f] = a.current
        else:
            ions[f], lithium[f] = a.current, sign * ends.lithium(naive, a, end) / FARADAY
    return lithium, ions, electrons


def _changes(naive: Naive, a: Unknowns) -> list[float]:
    """At faces where ions change their carrier: what comes from either side of current, and of anions, adds up to nothing."""
    left = [to_face(naive, a, f, naive.nodes[f - 1], f - 1, face) for f, face in zip(naive.changing, a.faces, strict=True)]
    right = [to_face(naive, a, f, naive.nodes[f], f, face) for f, face in zip(naive.changing, a.faces, strict=True)]
    charge = [one[0] + two[0] for one, two in zip(left, right, strict=True)]
    anions = [FARADAY * (one[1] + two[1]) - i for one, two, i in zip(left, right, charge, strict=True)]
    return charge + anions


def _in_series(left: float, one: float, right: float, two: float) -> float:
    """Conductance between the middles of two nodes; none where one of them does not conduct."""
    return 1.0 / (0.5 * left / one + 0.5 * right / two) if one > 0.0 and two > 0.0 else 0.0


def terminal(naive: Naive, a: Unknowns) -> float:
    """Voltage between the terminals."""
    return float(a.ends[1, ends.TERMINAL] - a.ends[0, ends.TERMINAL])


def rest(naive: Naive, cathode: float, anode: float, branch: float = 0.0) -> Array:
    """Equal salt everywhere, the left electrode's solid at one stoichiometry, all others at another, at equilibrium."""
    temperature, n = naive.cell.temperature, len(naive.nodes)
    x = [anode if naive.nodes[site.node].solid == LEFT else cathode for site in naive.sites]
    of_site = [sites.potential(s.population.material, x[k], temperature, branch) for k, s in enumerate(naive.sites)]
    levels = {naive.nodes[site.node].solid: of_site[k] for k, site in enumerate(naive.sites)}
    phi_e = -levels[RIGHT] if isinstance(naive.sides[1], Electrode) else 0.0
    phi_s = [phi_e + levels[node.solid] if node.solid else 0.0 for node in naive.nodes]
    inside = np.zeros((len(naive.sites), naive.inside))
    for k, site in enumerate(naive.sites):
        inside[k, : 1 if site.population.material.diffusivity.is_constant else None] = x[k]
    c = naive.cell.electrolyte.concentration
    solid = [phi_s[0], phi_s[-1]]
    walls = [[solid[end] if isinstance(naive.sides[end], Electrode) else phi_e, 0.0, 0.0, c, phi_e] for end in range(2)]
    faces = [[phi_e, c]] * len(naive.changing)
    fields = [np.full(n, c), np.full(n, phi_e), phi_s, np.zeros(len(naive.sites)), inside.ravel(), [0.0], *faces, *walls]
    states = [of_site, np.zeros(len(naive.sites))] if naive.layered else []
    branches = [[branch if site.branched else 0.0 for site in naive.sites]] if naive.branched else []
    warmth = [[temperature, 0.0, 0.0, 0.0, 0.0]] if naive.thermal else []
    return np.concatenate([np.asarray(part, dtype=float) for part in (*fields, *states, *branches, *warmth)])


def solve(naive: Naive, guess: Array, own: float, known: Array, **held: float) -> Array:
    """Unknowns u at which the residual with rate = own u + known vanishes, at a held `current`, `voltage` or `power`.

    Newton with a difference Jacobian and step halving. One balance of charge follows from the others, so there is one equation
    more than unknowns; least squares need not choose which to drop, and all must vanish.
    """

    def equations(u: Array) -> Array:
        return residual(naive, u, own * u + known, **held)

    scale, u = naive.scales(), guess.copy()
    f = equations(u)
    for _ in range(40):
        slope = np.array([(equations(u + 1e-7 * column) - f) / 1e-7 for column in np.diag(scale)]).T
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
