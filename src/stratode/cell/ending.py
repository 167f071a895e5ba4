"""How a discharge ended, in words, and which properties were held outside their data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stratode.cell.discretise import Discrete
from stratode.cell.protocol import Run
from stratode.cell.solution import Ending, Trace
from stratode.kernels import stops
from stratode.recipe.property import Property

Array = NDArray[np.float64]

DEPLETED = 0.01  # of the filled concentration: below, no salt is left to speak of
FULL = 0.995  # surface stoichiometry of a full particle
OVERSHOOT = 1e-3  # of a surface stoichiometry: time steps may pass full and empty by that much
WORTH_TELLING = 1.0  # s outside the data


def ending(discrete: Discrete, run: Run, trace: Trace) -> tuple[Ending, str]:
    """The named ending and where in the electrode it happened."""
    where = "; ".join(part for part in (_starved(discrete, trace), _filled(discrete, trace)) if part)
    if run.why == stops.LOW or run.why == stops.SMALL_CURRENT:
        return Ending.CUT_OFF, where
    if run.why == stops.DURATION:
        return (Ending.LITHIUM_EXHAUSTED, "the lithium foil is used up") if run.lithium_left <= 1.0 else (Ending.TIME_LIMIT, where)
    if run.why == stops.TOO_HOT:
        return Ending.TOO_HOT, f"{trace.temperature[-1] - 273.15:.0f} degC, beyond what properties are tabulated for"
    if trace.salt.shape[0] == 0:
        return Ending.COULD_NOT_FINISH, where
    return ran_out(discrete, trace.salt[-1], trace.surface[-1], DEPLETED), where


def ran_out(discrete: Discrete, salt: Array, surface: Array, depleted: float) -> Ending:
    """What ran out where no solution lies ahead: salt (N,), or sites at the surfaces (S,).

    Args:
        discrete: the cell on its mesh.
        salt: the last salt, mol/m3.
        surface: the last surface stoichiometries.
        depleted: share of the filled concentration below which no salt is left to speak of.
    """
    filled = discrete.cell.electrolyte.concentration
    solubility = discrete.cell.electrolyte.solubility
    region = discrete.model.region[discrete.mesh.site_node]
    if salt.min() < depleted * filled:
        return Ending.SALT_DEPLETED
    if solubility is not None and salt.max() > solubility:
        return Ending.SALT_SATURATED
    if np.any(surface[region > 0] > FULL):
        return Ending.SOLID_FULL
    if np.any(surface[region < 0] < 1.0 - FULL):
        return Ending.SOLID_EMPTY
    return Ending.COULD_NOT_FINISH


def _starved(discrete: Discrete, trace: Trace) -> str:
    """Where salt is used up at the end."""
    if not trace.salt.shape[0]:
        return ""
    filled = discrete.cell.electrolyte.concentration
    low = trace.salt[-1] < DEPLETED * filled
    if not low.any():
        return ""
    face = float(discrete.model.width[discrete.model.region <= 0].sum())
    edges = np.concatenate([[0.0], np.cumsum(discrete.model.width)])
    nodes = np.nonzero(low)[0]
    start, end = edges[nodes[0]] - face, edges[nodes[-1] + 1] - face
    names = ", ".join(dict.fromkeys(discrete.mesh.layer_names[k] for k in discrete.mesh.layer[nodes]))
    return f"salt below {DEPLETED * filled:.3g} mol/m3 from {1e6 * start:.0f} to {1e6 * end:.0f} um behind the separator ({names})"


def _filled(discrete: Discrete, trace: Trace) -> str:
    """Which layers have full surfaces at the end."""
    if not trace.surface.shape[0]:
        return ""
    region = discrete.model.region[discrete.mesh.site_node]
    names = []
    for side, full, word in ((1, trace.surface[-1] > FULL, "full"), (-1, trace.surface[-1] < 1.0 - FULL, "empty")):
        nodes = discrete.mesh.site_node[full & (region == side)]
        for layer in dict.fromkeys(discrete.mesh.layer[nodes].tolist()):
            names.append(f"particle surfaces {word} in {discrete.mesh.layer_names[layer]}")
    return ", ".join(names)


def held_outside(discrete: Discrete, trace: Trace) -> tuple[str, ...]:
    """Which property was held at the end of its data, where, and for how long."""
    told: list[str] = []
    mesh, liquid = discrete.mesh, discrete.cell.electrolyte
    for word, prop in (
        ("diffusivity", liquid.diffusivity),
        ("conductivity", liquid.conductivity),
        ("transference number", liquid.transference),
        ("thermodynamic factor", liquid.thermodynamic_factor),
    ):
        _tell(told, f"{word} of {liquid.name} held", prop, trace.salt, mesh.layer, mesh.layer_names, trace.time, "salt", "mol/m3")
    if liquid.solubility is not None:
        over = trace.salt > liquid.solubility
        _add(
            told,
            f"salt_saturated: salt above the stated solubility {liquid.solubility:g} mol/m3",
            over,
            mesh.layer,
            mesh.layer_names,
            trace.time,
        )
    layer = mesh.layer[mesh.site_node]
    for number, p in enumerate(discrete.populations):
        sites = np.nonzero(discrete.model.site_population == number)[0]
        for word, prop in (("potential", p.material.potential), ("diffusivity", p.material.diffusivity)):
            verb = "continued along its slope" if word == "potential" else "held"
            title = f"{word} of {p.material.name} {verb}"
            _tell(told, title, prop, trace.surface[:, sites], layer[sites], mesh.layer_names, trace.time, "surface stoichiometry", "")
    return tuple(dict.fromkeys(told))


def _tell(
    told: list[str],
    title: str,
    prop: Property,
    values: Array,
    layer: NDArray[np.int64],
    names: tuple[str, ...],
    time: Array,
    of: str,
    unit: str,
) -> None:
    margin = OVERSHOOT * (1.0 if unit == "" else 0.0)
    for end, outside in ((prop.valid[0], values < prop.valid[0] - margin), (prop.valid[1], values > prop.valid[1] + margin)):
        _add(told, f"{title} beyond {of} {end:.4g} {unit}".rstrip(), outside, layer, names, time)


def _add(told: list[str], title: str, outside: NDArray[np.bool_], layer: NDArray[np.int64], names: tuple[str, ...], time: Array) -> None:
    if not outside.any() or time.size < 2:
        return
    weight = np.concatenate([[0.0], np.diff(time)])
    long = float(weight[outside.any(axis=1)].sum())
    if long >= WORTH_TELLING:
        where = ", ".join(dict.fromkeys(names[k] for k in layer[outside.any(axis=0)]))
        told.append(f"{title} for {long:.0f} s in {where}")
