"""Every relation of every family, solved for each of its quantities, and intervals that hold what they must."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.evidence.audit import audit
from stratode.evidence.claims.measures import Measure
from stratode.evidence.claims.reading import paper_of
from stratode.evidence.engine.relation import Relation
from stratode.evidence.interval import Interval
from stratode.evidence.rules import RELATIONS
from stratode.recipe.reader import read_yaml

CANDIDATES, KEPT = 40_000, 200
NAMES = [f"{relation.family}: {relation.name}" for relation in RELATIONS]


def drawn(random: np.random.Generator, measure: Measure) -> np.ndarray:
    low, high = measure.si(measure.low), measure.si(measure.high)
    if low > 0.0 and high > 10.0 * low:
        return np.exp(random.uniform(np.log(low), np.log(high), CANDIDATES))
    return random.uniform(low, high, CANDIDATES)


def consistent(relation: Relation, seed: int) -> dict[str, np.ndarray]:
    """Values of all quantities by key, inputs over their whole ranges, that fulfil the relation and lie where they can."""
    random = np.random.default_rng(seed)
    given = {slot.key: drawn(random, slot.quantity) for slot in relation.inputs}
    target = relation.solve(relation.target.key, given)
    measure = relation.target.quantity
    low, high = measure.si(measure.low), measure.si(measure.high)
    possible = np.flatnonzero(np.isfinite(target) & (target >= low) & (target <= high) & (np.abs(target) > 1e-9 * (high - low)))[:KEPT]
    return {key: values[possible] for key, values in {**given, relation.target.key: target}.items()}


@pytest.mark.parametrize("relation", RELATIONS, ids=NAMES)
def test_solved_for_each_quantity_it_gives_what_it_was_made_with(relation: Relation) -> None:
    made = consistent(relation, 1)
    assert made[relation.target.key].size >= 10, "no values to try it with"
    for slot in relation.solvable:
        others = {key: values for key, values in made.items() if key != slot.key}
        back = relation.solve(slot.key, others)
        again = relation.solve(relation.target.key, {**{key: made[key] for key in made if key != relation.target.key}, slot.key: back})
        aim = made[relation.target.key] if slot.key != relation.target.key else back
        assert np.isfinite(back).all(), slot.key
        np.testing.assert_allclose(again if slot.key != relation.target.key else back, aim, rtol=1e-6, err_msg=slot.key)


@pytest.mark.parametrize("relation", RELATIONS, ids=NAMES)
def test_an_interval_holds_what_any_values_within_give(relation: Relation) -> None:
    random, made = np.random.default_rng(2), consistent(relation, 3)
    for slot in relation.solvable:
        for index in range(min(10, made[relation.target.key].size)):
            middle = {key: float(values[index]) for key, values in made.items() if key != slot.key}
            box = {key: around(relation, key, value) for key, value in middle.items()}
            bounds = relation.bounds(slot.key, box)
            if bounds is None:
                continue
            within = relation.solve(slot.key, {key: random.uniform(one.low, one.high, 50) for key, one in box.items()})
            slack = 1e-9 * max(abs(bounds.low), abs(bounds.high))
            assert (within[np.isfinite(within)] >= bounds.low - slack).all(), slot.key
            assert (within[np.isfinite(within)] <= bounds.high + slack).all(), slot.key


def around(relation: Relation, key: str, value: float) -> Interval:
    """Values near `value` where the quantity can lie."""
    measure = next(slot.quantity for slot in relation.slots if slot.key == key)
    low, high = sorted((0.98 * value, 1.02 * value))
    return Interval(max(low, min(measure.si(measure.low), value)), min(high, max(measure.si(measure.high), value)))


def cell(random: np.random.Generator) -> dict[str, tuple[float, str, str]]:
    """quantity -> (value, unit, conditions) of a cell that closes, by formulas of its own."""
    active, carbon = random.uniform(0.88, 0.97), random.uniform(0.01, 0.03)
    densities = (4.7, 1.95, 1.78)
    shares = (active, carbon, 1.0 - active - carbon)
    solid = 1.0 / sum(share / density for share, density in zip(shares, densities, strict=True))
    loading, thickness = random.uniform(10.0, 60.0), 0.0
    porosity, one_c = random.uniform(0.25, 0.6), random.uniform(170.0, 210.0)
    thickness = 1e4 * loading * 1e-3 / (solid * (1.0 - porosity))
    slow, kept, c_rate, area = (
        random.uniform(150.0, 210.0),
        random.uniform(0.3, 0.95),
        random.choice([0.5, 1.0, 2.0]),
        random.uniform(1.0, 80.0),
    )
    own, rate = loading * active, f", rate: {c_rate:g} C"
    return {
        "coating_loading": (loading, "mg/cm2", ""),
        "active_loading": (own, "mg/cm2", ""),
        "thickness": (thickness, "um", ""),
        "porosity": (100.0 * porosity, "%", ""),
        "active_mass_share": (100.0 * active, "wt%", ""),
        "carbon_mass_share": (100.0 * carbon, "wt%", ""),
        "binder_mass_share": (100.0 * shares[2], "wt%", ""),
        "active_density": (densities[0], "g/cm3", ""),
        "active_volume_share": (100.0 * own * 1e-3 / (densities[0] * thickness * 1e-4), "%", ""),
        "one_c": (one_c, "mA/g", ""),
        "current_density": (own * one_c * c_rate * 1e-3, "mA/cm2", rate),
        "specific_capacity ": (slow, "mAh/g", ", rate: 0.1 C"),
        "areal_capacity ": (slow * own * 1e-3, "mAh/cm2", ", rate: 0.1 C"),
        "specific_capacity": (slow * kept, "mAh/g", rate),
        "areal_capacity": (slow * kept * own * 1e-3, "mAh/cm2", rate),
        "rate_retention": (100.0 * kept, "%", f"{rate}, against: 0.1 C"),
        "area": (area, "cm2", ""),
    }  # fmt: skip


def significant(value: float, digits: int) -> str:
    """As papers print it: zeros at the end included, and 194 in two digits is no 190."""
    size = int(np.floor(np.log10(abs(float(f"{value:.{digits - 1}e}")))))
    return f"{value:.{max(digits - 1 - size, 0)}f}"


@pytest.mark.parametrize("seed", range(4))
def test_rounding_alone_accuses_nobody(seed: int) -> None:
    random = np.random.default_rng(seed)
    items = cell(random)
    chosen = [key for key in items if random.random() < 0.65]
    digits = int(random.integers(2, 5))
    lines = [f"      - {{{key.strip()}: {significant(items[key][0], digits)} {items[key][1]}{items[key][2]}}}" for key in chosen]
    found = audit(paper_of(read_yaml("samples:\n  cell:\n    active: NMC811\n    claims:\n" + "\n".join(lines))))
    assert found.compared > 0
    assert [(finding.title, finding.words) for finding in found.findings] == []
