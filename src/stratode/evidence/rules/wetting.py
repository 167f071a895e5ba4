"""A simulated wetting: whether its times can tell of wetting at all, and whether its mesh resolves the particles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from stratode.design.coating import Wetting, pore_radius, washburn_time
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation, Slot, product_of
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing, follow
from stratode.evidence.finding import Severity
from stratode.evidence.interval import Interval
from stratode.evidence.rules.bill import claimed

FAMILY = "wetting"
WASHBURN = "Washburn 1921, Phys. Rev. 17, 273; pore radius of a bed of spheres: Carman 1937, Trans. Inst. Chem. Eng. 15, 150"
CAPILLARY = 1e-3  # capillary number below which surface tension outweighs viscosity at the front
CELLS = 10.0  # across a particle, at least

_FILL = product_of(
    "time of filling", FAMILY, Slot("wetting_time"), {"domain_height": 1, "porosity": 1, "inlet_velocity": -1},
    "time = height x porosity / velocity at the inlet", "conservation of volume of an incompressible liquid",
)  # fmt: skip


def _climb(
    domain_height: np.ndarray, porosity: np.ndarray, particle_diameter: np.ndarray, viscosity: np.ndarray, surface_tension: np.ndarray
) -> np.ndarray:
    """Elementwise; the contact angle is that which :class:`stratode.design.coating.Wetting` assumes."""
    given = (domain_height, porosity, particle_diameter, viscosity, surface_tension)
    return np.asarray(np.vectorize(_washburn, otypes=[float])(*given))


def _washburn(depth: float, porosity: float, diameter: float, viscosity: float, tension: float) -> float:
    return washburn_time(depth, pore_radius(porosity, diameter), Wetting(viscosity=viscosity, surface_tension=tension))


_RISE = Relation(
    "capillary time", FAMILY, Slot("wetting_time", "limit"),
    tuple(Slot(name) for name in ("domain_height", "porosity", "particle_diameter", "viscosity", "surface_tension")),
    _climb, "2 viscosity x height^2 / (pore radius x surface tension x cos contact angle)", WASHBURN,
)  # fmt: skip
_FINE = product_of(
    "cells across a particle", FAMILY, Slot("particle_diameter", "limit"), {"mesh_size": 1}, "10 cells across a particle",
    "assumed: fewer than ten cells do not resolve a particle's curve", constant=CELLS, tolerance=0.0,
)  # fmt: skip


def _forced(case: Case, rule: Check) -> Iterator[Looked]:
    """The time of filling that the inlet prescribes, against that of capillary rise."""
    velocity, height = claimed(case, "inlet_velocity"), claimed(case, "domain_height") or claimed(case, "thickness")
    viscosity, tension, porosity = (case.best(name) for name in ("viscosity", "surface_tension", "porosity"))
    if velocity is None or height is None or viscosity is None or tension is None or porosity is None:
        return
    number = velocity.interval.high * viscosity.interval.high / tension.interval.low
    fill = follow(_FILL, {"domain_height": height, "porosity": porosity, "inlet_velocity": velocity})
    liquid: dict[str, Node | None] = {"viscosity": viscosity, "surface_tension": tension}
    rise = follow(_RISE, {"domain_height": height, "porosity": porosity, "particle_diameter": case.best("particle_diameter"), **liquid})
    if fill is None or rise is None:
        return
    pair = Comparison(fill, rise, "<=")
    if pair.gap == 0.0 or number >= CAPILLARY:
        yield pair
        return
    measured = claimed(case, "wetting_time")
    beside = f" The measured wetting takes {measured.claim.value.text}." if measured and measured.claim else ""
    title = f"simulated wetting: pores filled by the inlet in {_seconds(fill)}, by capillary rise in {_seconds(rise)}"
    words = (
        f"The liquid enters at a prescribed {shown(velocity.interval, velocity)}, so that it fills {shown(height.interval, height)} of "
        f"porosity {shown(porosity.interval, porosity)} in {_seconds(fill)} whatever the wetting. Capillary rise would take "
        f"{_seconds(rise)}, and the capillary number is {number:.0e} at most: the simulated times rank the pore volumes, not the "
        f"wetting.{beside}"
    )
    yield differing(rule, case, pair, title, words, Severity.HIGH)


def _seconds(node: Node) -> str:
    """A time at the middle of all numbers, with its range."""
    low, high = node.interval.low, node.interval.high
    return f"{float(node.values({})):.2g} s ({low:.2g} to {high:.2g} s)"


def _resolved(case: Case, rule: Check) -> Iterator[Looked]:
    """Particles against the mesh; the smallest particle counts where a range is stated."""
    diameter, mesh = claimed(case, "particle_diameter"), claimed(case, "mesh_size")
    limit = follow(_FINE, {"mesh_size": mesh})
    if diameter is None or mesh is None or limit is None:
        return
    smallest = Comparison(_lowest(diameter), limit, ">=")
    if smallest.gap == 0.0:
        yield smallest
        return
    cells = diameter.interval.low / mesh.interval.middle
    title = f"mesh: {cells:.2g} cells across a particle of {diameter.measure.text(diameter.interval.low)}"
    words = (
        f"A mesh of {shown(mesh.interval, mesh)} puts {cells:.2g} cells across the smallest particle "
        f"({diameter.measure.text(diameter.interval.low)}); {CELLS:g} are taken as the least that resolve a pore between particles."
    )
    yield differing(rule, case, smallest, title, words, Severity.MEDIUM)


def _lowest(node: Node) -> Node:
    """The smallest of a stated range of particles."""
    low = Interval(node.interval.low, node.interval.low)
    smallest = Relation(
        "smallest particle", FAMILY, Slot("particle_diameter"), (Slot("particle_diameter"),),
        lambda particle_diameter: np.full_like(particle_diameter, low.low), "smallest stated particle", "as stated",
    )  # fmt: skip
    return Node(node.measure, node.conditions, low, relation=smallest, solved="particle_diameter", inputs=(("particle_diameter", node),))


_ASKED = ("inlet_velocity", "domain_height", "porosity", "particle_diameter", "viscosity", "surface_tension", "wetting_time")
RULES = (
    Check(
        "forced wetting",
        FAMILY,
        "height x porosity / inlet velocity <= capillary time, or capillary number >= 1e-3",
        WASHBURN,
        _ASKED,
        _forced,
    ),
    Check("mesh and particles", FAMILY, "particle diameter >= 10 cells", _FINE.source, ("particle_diameter", "mesh_size"), _resolved),
)
