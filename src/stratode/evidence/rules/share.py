"""The share of an electrode's capacity that a discharge delivers, for bounds on what transport lets through; and at which temperature."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stratode.evidence.claims.claim import Sample
from stratode.evidence.claims.reading import ROOM
from stratode.evidence.engine.case import Case
from stratode.evidence.engine.node import Node
from stratode.evidence.engine.relation import Slot
from stratode.recipe import quantities as q
from stratode.recipe.units import read_quantity

SLOW = 0.2  # 1/h; a capacity at this rate or a lower one is taken for all that the electrode has
SLOTS = (Slot("areal_capacity"), Slot("areal_capacity", "reference", {"rate": "reference_rate"}), Slot("nominal_areal_capacity"))


def delivered(areal_capacity: np.ndarray, reference: np.ndarray, nominal_areal_capacity: np.ndarray) -> np.ndarray:
    """u, at most 1: of the slow capacity or of the nominal one, whichever is larger, because a thick electrode can starve at a low rate."""
    u: np.ndarray = np.minimum(areal_capacity / np.maximum(reference, nominal_areal_capacity), 1.0)
    return u


def slow(context: Mapping[str, float]) -> bool:
    """Whether numbers are those of an early cycle at a low rate, or at a rate that is not stated."""
    return context.get("rate", 0.0) <= SLOW and context.get("cycle", 1.0) <= 1.0


def against_all(case: Case, inputs: Mapping[str, Node], context: Mapping[str, float]) -> bool:
    """Whether the reference is the largest capacity of an early cycle at a low rate, and something is delivered."""
    rate, cycle = context["reference_rate"], context.get("cycle", 1.0)
    largest = max(
        (values[0].interval.middle for where, values in case.known.of("areal_capacity") if dict(where).get("cycle", 1.0) == cycle),
        default=0.0,
    )
    early = all(dict(where).get("cycle", 1.0) >= cycle for where, _ in case.known.of("areal_capacity"))
    slow = 0.0 < rate <= SLOW and inputs["reference"].interval.middle >= largest
    return early and slow and context["rate"] > 0.0 and inputs["areal_capacity"].interval.low > 0.0


def at_its_temperature(case: Case, inputs: Mapping[str, Node], context: Mapping[str, float]) -> bool:
    """Whether values hold at the temperature of the sample's cells."""
    return abs(context.get("temperature", ROOM) - temperature_of(case.sample)) < 0.5


def temperature_of(sample: Sample) -> float:
    """K: of the trait `temperature`, else room."""
    told = sample.traits.get("temperature")
    return ROOM if told is None else read_quantity(told, q.TEMPERATURE, field="traits.temperature").value


def dense(sample: Sample) -> bool:
    """Whether all that is not active material is electrolyte: trait `filling: dense`."""
    return sample.traits.get("filling", "").casefold() == "dense"
