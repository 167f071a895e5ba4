"""Numbers that papers leave out, as ranges that hold them, each with its source; a finding names those it rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from stratode.evidence.claims.claim import Sample
from stratode.evidence.claims.measures import MEASURES
from stratode.evidence.claims.value import read_value
from stratode.evidence.engine.node import Assumption
from stratode.recipe.library import entries
from stratode.recipe.reader import read_yaml

FILE = Path(__file__).with_name("assumptions.yaml")
GENERAL, LAYERED, SPELLINGS = "any", "layered oxide", "spellings"
LAYERED_NAMES = re.compile(r"layered|n[cm][cmao]|lco|lno|lmr|li\W?(ni|co)", re.IGNORECASE)  # NMC622, NCA, LiNi0.8Mn0.1Co0.1O2
OF_ACTIVE = ("active_density", "theoretical_capacity", "mean_voltage", "particle_diameter")


@dataclass(frozen=True, slots=True)
class StandIn(Assumption):
    """An assumption with what it may be used for.

    Args:
        derive: whether derivations use it too, not bounds and checks alone.
    """

    derive: bool = False


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Mapping[str, Any]]:
    content: Mapping[str, Mapping[str, Any]] = read_yaml(FILE.read_text(encoding="utf-8"), FILE.name).content
    return content


@lru_cache(maxsize=1)
def table() -> Mapping[str, Mapping[str, StandIn]]:
    """Material (or "any") -> quantity -> assumption."""
    groups = {group: told for group, told in _content().items() if group != SPELLINGS}
    return {group: {name: _stand_in(group, name, one) for name, one in told.items()} for group, told in groups.items()}


def _stand_in(group: str, name: str, told: Mapping[str, str]) -> StandIn:
    measure = MEASURES[name]
    value = read_value(told["range"], measure, f"{group}.{name}")
    called = measure.noun if group == GENERAL else f"{measure.noun} ({group})"
    return StandIn(called, measure, value.interval, told["source"], told.get("derive", "no") == "yes")


def stand_ins(sample: Sample) -> Mapping[str, StandIn]:
    """Assumptions by quantity for a sample: those of its active material and of what its traits name before the general ones.

    Of an active material that is none of the table and no layered oxide nothing is assumed; where none is stated, a layered oxide is.
    """
    groups = {group.casefold(): told for group, told in table().items()}
    active = material(sample.traits["active"]).casefold() if "active" in sample.traits else LAYERED
    found = dict(groups[GENERAL])
    if active in groups or LAYERED_NAMES.match(active):
        found |= groups[LAYERED] if LAYERED_NAMES.match(active) else {}
        found |= groups.get(active, {})
    for trait in (value for key, value in sample.traits.items() if key != "active"):
        told = groups.get(material(trait).casefold(), {})
        found |= {name: one for name, one in told.items() if name not in OF_ACTIVE}  # an anode of graphite is not the active material
    return found


def material(name: str) -> str:
    """The name that the table has for a material under another spelling; the name itself where it has none."""
    return _spellings().get(name.casefold(), name)


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, str]:
    """Spelling -> name, of the material library and of the table."""
    shipped = {alias.casefold(): entry.name for entry in entries() for alias in entry.aliases}
    return shipped | {str(spelling).casefold(): str(name) for spelling, name in _content()[SPELLINGS].items()}
