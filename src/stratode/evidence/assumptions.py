"""Numbers that papers leave out, as ranges that hold them, each with its source; a finding names those it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from stratode.evidence.claims.claim import Sample
from stratode.evidence.claims.measures import MEASURES
from stratode.evidence.claims.value import read_value
from stratode.evidence.engine.node import Assumption
from stratode.recipe.reader import read_yaml

FILE = Path(__file__).with_name("assumptions.yaml")
GENERAL = "any"


@dataclass(frozen=True, slots=True)
class StandIn(Assumption):
    """An assumption with what it may be used for.

    Args:
        derive: whether derivations use it too, not bounds and checks alone.
    """

    derive: bool = False


@lru_cache(maxsize=1)
def table() -> Mapping[str, Mapping[str, StandIn]]:
    """Material (or "any") -> quantity -> assumption."""
    content = read_yaml(FILE.read_text(encoding="utf-8"), FILE.name).content
    return {group: {name: _stand_in(group, name, told) for name, told in entries.items()} for group, entries in content.items()}


def _stand_in(group: str, name: str, told: Mapping[str, str]) -> StandIn:
    measure = MEASURES[name]
    value = read_value(told["range"], measure, f"{group}.{name}")
    called = measure.noun if group == GENERAL else f"{measure.noun} ({group})"
    return StandIn(called, measure, value.interval, told["source"], told.get("derive", "no") == "yes")


def stand_ins(sample: Sample) -> Mapping[str, StandIn]:
    """Assumptions by quantity for a sample: those of the materials that its traits name before the general ones."""
    named = {trait.casefold() for trait in sample.traits.values()}
    found = dict(table()[GENERAL])
    for group, entries in table().items():
        if group.casefold() in named:
            found |= entries
    return found
