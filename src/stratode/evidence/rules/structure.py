"""Directed structures: tortuosity by direction, against that of a twin without direction and against diffusivities."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Relation, Slot, product_of
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing, follow
from stratode.evidence.finding import Severity

FAMILY = "structure"
COOPER = "Cooper et al. 2016, SoftwareX 5, 203, doi:10.1016/j.softx.2016.09.002: flux = eps D / tau x gradient"
TWIN = "mean of directions (Torquato, Random Heterogeneous Materials, ch. 21): between the worst and the best direction of the pieces"
ALIKE = 0.25  # relative, of a diffusivity of pores: other pieces of the same electrode

_LARGER = Relation(
    "larger tortuosity of the two directions", FAMILY, Slot("tortuosity", "limit"),
    (Slot("tortuosity"), Slot("in_plane_tortuosity")),
    lambda tortuosity, in_plane_tortuosity: np.maximum(tortuosity, in_plane_tortuosity),
    "larger tortuosity of the directed structure", COOPER,
)  # fmt: skip
_INVERSE = product_of(
    "diffusivity by tortuosity", FAMILY, Slot("effective_diffusivity", "limit"),
    {"effective_diffusivity": 1, "other": 1, "tortuosity": -1}, "D_eff = D_eff of the other sample x its tortuosity / tortuosity", COOPER,
    inputs=(Slot("effective_diffusivity"), Slot("tortuosity", "other"), Slot("tortuosity")), tolerance=ALIKE,
)  # fmt: skip


def _twin(case: Case, rule: Check) -> Iterator[Looked]:
    """The twin without direction lies between the directions of the directed one."""
    for one in case.paper.statements:
        if one.kind != "isotropic twin" or one.second != case.sample.name:
            continue
        twin = next(iter(case.others[one.first].at("tortuosity")), None)
        plane = case.best("in_plane_tortuosity")
        larger = follow(_LARGER, {"tortuosity": case.best("tortuosity"), "in_plane_tortuosity": plane})
        if twin is None or larger is None or plane is None:
            continue
        pair = Comparison(twin, larger, "<=")
        yield pair
        if pair.gap > 0.0:
            flat, even = shown(plane.interval, plane), shown(twin.interval, twin)
            title = f"tortuosity factor of {one.first} {even}: its directed twin has {flat} in the plane"
            words = (
                f"{one.first} is told to be {one.second} without direction; its tortuosity factor should lie between the two of "
                f"{one.second}, at most {shown(larger.interval, larger)}, and is {shown(twin.interval, twin)}. The two then differ in more "
                f"than direction (electrolyte share, pore size, voxels that resolve one but not the other)."
            )
            yield differing(rule, case, pair, title, words, Severity.MEDIUM)


def _alike(case: Case, rule: Check) -> Iterator[Looked]:
    """Samples of one electrolyte: diffusivities in the pores go as the inverse tortuosities."""
    names = [sample.name for sample in case.paper.samples]
    electrolyte = case.sample.traits.get("electrolyte")
    for other in names[: names.index(case.sample.name)]:
        if electrolyte is None or case.paper.sample(other).traits.get("electrolyte") != electrolyte:
            continue
        mine, tau = _own(case, case.sample.name)
        theirs, reference = _own(case, other)
        predicted = follow(_INVERSE, {"effective_diffusivity": theirs, "other": reference, "tortuosity": tau})
        if mine is None or predicted is None or theirs is None or tau is None or reference is None:
            continue
        pair = Comparison(mine, predicted)
        yield pair
        if pair.gap > 0.0:
            first, second = _ratio(theirs, mine), _ratio(tau, reference)
            title = (
                f"effective diffusivity of {other} is {first:.3g} x that of {case.sample.name}; their tortuosities make it {second:.3g} x"
            )
            words = (
                f"{other} and {case.sample.name} hold one electrolyte. The diffusivities in their pores differ by a factor "
                f"{first:.3g}; their tortuosity factors, {shown(reference.interval, reference)} and {shown(tau.interval, tau)}, make a "
                f"factor {second:.3g} at equal electrolyte share. Either the shares differ, or one was measured on something else."
            )
            yield differing(rule, case, pair, title, words, Severity.MEDIUM)


def _own(case: Case, sample: str) -> tuple[Node | None, Node | None]:
    """(effective diffusivity, tortuosity) as stated."""
    known = case.others[sample]
    stated = [next((n for n in known.at(name) if n.claim), None) for name in ("effective_diffusivity", "tortuosity")]
    return stated[0], stated[1]


def _ratio(first: Node, second: Node) -> float:
    return first.interval.middle / second.interval.middle


RELATIONS = (
    product_of(
        "tortuosity in the plane", FAMILY, "in_plane_tortuosity", {"flux_ratio": 1, "tortuosity": 1},
        "tortuosity in the plane = flux through the thickness / flux in the plane x tortuosity through the thickness", COOPER,
    ),
)  # fmt: skip
RULES = (
    Check(
        "isotropic twin", FAMILY, "tortuosity of the twin <= " + _LARGER.text, TWIN,
        ("tortuosity", "in_plane_tortuosity", "flux_ratio"), _twin,
    ),
    Check("diffusivity by tortuosity", FAMILY, _INVERSE.text, COOPER, ("effective_diffusivity", "tortuosity"), _alike),
)  # fmt: skip
