"""What went into the slurry bounds what the dried coating can be made of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from stratode.evidence.assumptions import table
from stratode.evidence.claims.claim import Claim, Component, Slurry
from stratode.evidence.claims.measures import MEASURES, PARTS, Measure
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.judge import Comparison, shown
from stratode.evidence.engine.node import Assumption, Node, of_assumption, of_claim
from stratode.evidence.engine.relation import Relation, Slot
from stratode.evidence.engine.rule import Check, Looked
from stratode.evidence.engine.telling import differing, follow
from stratode.evidence.finding import Severity
from stratode.evidence.interval import Interval
from stratode.evidence.rules.bill import claimed
from stratode.recipe.errors import RecipeError
from stratode.recipe.library import find
from stratode.recipe.parts import Inert

FAMILY = "slurry"
CONSERVATION = "conservation of mass: what does not evaporate stays in the coating"
OTHERS = "other solids"
KNOWN_TO = 0.02  # share by which a density of the library may be off
NAMES = {"carbon_mass_share": ("carbon", "super", "black", "vgcf", "cnt"), "binder_mass_share": ("binder", "pvdf", "ptfe", "cmc", "sbr")}


def _volume(case: Case, rule: Check) -> Iterator[Looked]:
    """The stated active share by volume, against the share among the solids of the slurry alone."""
    slurry = case.sample.slurry
    cap = _cap(case, slurry) if slurry is not None else None
    if slurry is None or cap is None:
        return
    for node in [one for _, values in case.known.of("active_volume_share") for one in values if one.claim]:
        pair = Comparison(node, cap, "<=")
        if pair.gap == 0.0:
            yield pair
            continue
        most, made = shown(cap.interval, cap), " : ".join(f"{part.name} {part.parts.text}" for part in _solids(slurry))
        more = "" if slurry.complete else " More went in than is stated, which makes it less."
        words = (
            f"The active share by volume is stated as {shown(node.interval, node)}; a slurry of {made} by mass ({slurry.place}) dries to "
            f"at most {most} of {slurry.active} without any pores.{more}"
        )
        title = f"active share by volume: {shown(node.interval, node)}, at most {most} by the slurry"
        yield differing(rule, case, pair, title, words, Severity.HIGH)


def _solids(slurry: Slurry) -> list[Component]:
    return [part for part in slurry.components if not part.leaves]


def _cap(case: Case, slurry: Slurry) -> Node | None:
    """Active volume over the volume of all solids that are stated."""
    solids = _solids(slurry)
    inputs: dict[str, Node | None] = {}
    for part in solids:
        inputs[f"parts of {part.name}"] = _parts(case, part)
        inputs[f"density of {part.name}"] = _active(case) if part.name == slurry.active else _density(part.name)
    active = slurry.active

    def formula(**given: np.ndarray) -> np.ndarray:
        volumes = {part.name: given[f"parts of {part.name}"] / given[f"density of {part.name}"] for part in solids}
        return np.asarray(volumes[active] / sum(volumes.values()))

    slots = tuple(Slot("solid_density" if key.startswith("density") else "parts", key) for key in inputs)
    text = "active share <= (active parts / density) / sum of (parts / density) of all solids"
    return follow(
        Relation("share in the dried slurry", FAMILY, Slot("active_volume_share", "limit"), slots, formula, text, CONSERVATION), inputs
    )


def _parts(case: Case, part: Component) -> Node:
    key = f"{case.sample.name}.slurry.{part.name}"
    place = case.sample.slurry.place if case.sample.slurry else ""
    noun = Measure(PARTS.name, f"parts of {part.name}", PARTS.kind, "", PARTS.low, PARTS.high)
    return of_claim(Claim(key, case.sample.name, noun, part.parts, frozenset(), "", place))


def _active(case: Case) -> Node | None:
    """Density of the active material, stated or assumed; what follows from the share that is judged would say nothing."""
    return claimed(case, "active_density") or case.assumed("active_density")


def _density(name: str) -> Node:
    """Density of a solid: of the table of assumptions, of the material library, or that of any solid."""
    groups = {group.casefold(): entries for group, entries in table().items()}
    measure = MEASURES["solid_density"]
    own = groups.get(f"solid {name}".casefold(), {}).get("solid_density")
    if own is None:
        try:
            part = find(name)
        except RecipeError:
            part = None
        if isinstance(part, Inert):
            return of_assumption(
                Assumption(f"density of {name}", measure, Interval(part.density, part.density).widened(KNOWN_TO), part.source)
            )
        own = groups[OTHERS]["solid_density"]
    return of_assumption(Assumption(f"density of {name}", measure, own.interval, own.source))


def _mass(case: Case, rule: Check) -> Iterator[Looked]:
    """Stated shares by mass, against those of a slurry that is told in full."""
    slurry = case.sample.slurry
    if slurry is None or not slurry.complete:
        return
    for name in ("active_mass_share", *NAMES):
        share = _share(case, slurry, name)
        if share is None:
            continue
        for node in [one for one in case.known.at(name) if one.claim]:
            pair = Comparison(node, share)
            if pair.gap == 0.0:
                yield pair
                continue
            numbers = f"{shown(node.interval, node)} stated, {shown(pair.right.interval, pair.right)} by the slurry"
            words = f"The {node.measure.noun} differs: {numbers} ({slurry.place})."
            yield differing(rule, case, pair, f"{node.measure.noun}: {numbers}", words)


def _share(case: Case, slurry: Slurry, name: str) -> Node | None:
    """Share by mass of the active material, the carbons or the binders; None where none of them is named."""
    solids = _solids(slurry)
    wanted = [part.name for part in solids if _is(part.name, slurry, name)]
    if not wanted:
        return None
    inputs: dict[str, Node | None] = {f"parts of {part.name}": _parts(case, part) for part in solids}

    def formula(**given: np.ndarray) -> np.ndarray:
        return np.asarray(sum(given[f"parts of {one}"] for one in wanted) / sum(given.values()))

    slots = tuple(Slot("parts", key) for key in inputs)
    text = "share by mass = parts / sum of the parts of all solids"
    return follow(Relation("share in the slurry", FAMILY, Slot(name, "share"), slots, formula, text, CONSERVATION), inputs)


def _is(part: str, slurry: Slurry, share: str) -> bool:
    if part == slurry.active or share == "active_mass_share":
        return part == slurry.active and share == "active_mass_share"
    return any(word in part.casefold() for word in NAMES[share])


RULES = (
    Check(
        "active material in the slurry", FAMILY, "active share by volume <= (active parts / density) / sum of (parts / density)",
        CONSERVATION, ("slurry", "active_volume_share", "active_density"), _volume,
    ),
    Check(
        "shares of the slurry", FAMILY, "share by mass = parts / sum of the parts that stay", CONSERVATION,
        ("slurry", "active_mass_share", *NAMES), _mass,
    ),
)  # fmt: skip
