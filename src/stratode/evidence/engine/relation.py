"""An equation between quantities, solved for any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from stratode.evidence.claims.claim import Sample
from stratode.evidence.claims.measures import MEASURES, Measure
from stratode.evidence.interval import Interval

MOST_ENDS = 12  # inputs with two ends of which all corners are tried, 4096; of a formula of more (a slurry's) the two extreme ones
HALVINGS = 50  # of the range of a quantity in search of a root: the last one is below rounding
Formula = Callable[..., np.ndarray]


@dataclass(frozen=True, slots=True)
class Slot:
    """One quantity in a relation.

    Args:
        measure: name of the quantity.
        name: in the formula; the quantity's own unless it stands twice.
        renamed: conditions of its claims that are others in the relation: {"rate": "reference_rate"}.
        basis: its claims must be on this basis, or on none stated; "" takes any.
    """

    measure: str
    name: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    basis: str = ""

    @property
    def key(self) -> str:
        """Name in the formula."""
        return self.name or self.measure

    @property
    def quantity(self) -> Measure:
        """What it is."""
        return MEASURES[self.measure]


@dataclass(frozen=True)
class Relation:
    """target = formula(inputs), monotone in every input.

    Args:
        name: short, "areal capacity".
        family: of rules that it belongs to.
        target: what it gives.
        inputs: what it takes.
        formula: of the inputs by name, elementwise, SI.
        fixed: inputs that it is never solved for.
        tolerance: relative error that numbers of one paper leave it (other cells, other digits).
        exponents: of the inputs where the formula is a product of their powers: roots are then closed.
        inverses: of an input, what gives it from the target and the others; where there is none its root is searched for.
        text: the equation in words.
        source: of the equation.
        unless: quantities where a claim of any says more than this relation, which is then left out.
        when: condition on the sample; None: always.
    """

    name: str
    family: str
    target: Slot
    inputs: tuple[Slot, ...]
    formula: Formula
    text: str
    source: str
    fixed: tuple[str, ...] = ()
    tolerance: float = 0.005
    exponents: Mapping[str, float] | None = None
    inverses: Mapping[str, Formula] = field(default_factory=dict)
    unless: tuple[str, ...] = ()
    when: Callable[[Sample], bool] | None = None

    @property
    def quantities(self) -> tuple[str, ...]:
        """Names of what it relates, each once."""
        return tuple(dict.fromkeys(slot.measure for slot in self.slots))

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All quantities."""
        return (self.target, *self.inputs)

    @property
    def solvable(self) -> tuple[Slot, ...]:
        """What it can be solved for."""
        return (self.target, *(slot for slot in self.inputs if slot.key not in self.fixed))

    def solve(self, wanted: str, given: Mapping[str, np.ndarray]) -> np.ndarray:
        """The quantity called `wanted`, elementwise; NaN where the others leave it no value in its range.

        Args:
            wanted: key of a slot.
            given: the other quantities by key, SI.
        """
        if wanted == self.target.key:
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                return np.asarray(self.formula(**{slot.key: given[slot.key] for slot in self.inputs}), float)
        if self.exponents is not None:
            return self._of_product(wanted, self.exponents[wanted], given)
        if wanted in self.inverses:
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                value = np.asarray(self.inverses[wanted](**given), float)
            positive = next(slot for slot in self.inputs if slot.key == wanted).quantity.low > 0.0
            return np.where(value > 0.0, value, np.nan) if positive else value  # beyond a pole there is no value
        measure = next(slot for slot in self.inputs if slot.key == wanted).quantity
        return self._root(wanted, measure, given)

    def _of_product(self, wanted: str, exponent: float, given: Mapping[str, np.ndarray]) -> np.ndarray:
        others = {slot.key: given[slot.key] for slot in self.inputs if slot.key != wanted}
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            rest = np.asarray(self.formula(**others, **{wanted: np.array(1.0)}), float)
            root: np.ndarray = np.asarray((given[self.target.key] / rest) ** (1.0 / exponent), float)
            return root

    def _root(self, wanted: str, measure: Measure, given: Mapping[str, np.ndarray]) -> np.ndarray:
        aim = np.asarray(given[self.target.key], float)
        others = {key: np.asarray(value, float) for key, value in given.items() if key != self.target.key}
        shape = np.broadcast_shapes(aim.shape, *(value.shape for value in others.values()))
        low = np.full(shape, measure.si(measure.low))
        high = np.full(shape, measure.si(measure.high))
        geometric = measure.low > 0.0

        def miss(x: np.ndarray) -> np.ndarray:
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                value: np.ndarray = np.asarray(self.formula(**others, **{wanted: x}), float) - aim
                return value

        first, last = miss(low), miss(high)
        found = np.sign(first) * np.sign(last) <= 0.0
        for _ in range(HALVINGS):
            middle = np.sqrt(low * high) if geometric else 0.5 * (low + high)
            below = np.sign(miss(middle)) == np.sign(first)
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.where(found, np.sqrt(low * high) if geometric else 0.5 * (low + high), np.nan)

    def bounds(self, wanted: str, given: Mapping[str, Interval]) -> Interval | None:
        """All that the quantity can be where the others take any values of their intervals; None where no value is possible.

        Exact for a formula that is monotone in every input: the extremes lie in corners.
        """
        keys = list(given)
        ends = [(given[key].low, given[key].high) if given[key].low < given[key].high else (given[key].low,) for key in keys]
        corners = (
            np.array(list(product(*ends))) if sum(len(end) > 1 for end in ends) <= MOST_ENDS else self._two_corners(wanted, keys, ends)
        )
        values = np.atleast_1d(self.solve(wanted, {key: corners[:, j] for j, key in enumerate(keys)}))
        if not np.isfinite(values).all():
            return None
        measure = next(slot for slot in self.slots if slot.key == wanted).quantity
        least, most = measure.si(measure.low), measure.si(measure.high)
        low, high = float(values.min()), float(values.max())
        if low > most or high < least:
            return None
        if measure.signed or low < 0.0:
            return Interval(low, high)
        return Interval(low, high).widened(self.tolerance)

    def _two_corners(self, wanted: str, keys: list[str], ends: Sequence[tuple[float, ...]]) -> np.ndarray:
        """(2, inputs) corners of the least and the largest value, by the sign of what each input does from the middle."""
        middle = np.array([0.5 * (end[0] + end[-1]) for end in ends])
        low, high = (np.tile(middle, (len(keys), 1)) for _ in range(2))
        np.fill_diagonal(low, [end[0] for end in ends])
        np.fill_diagonal(high, [end[-1] for end in ends])
        below, above = (self.solve(wanted, {key: points[:, j] for j, key in enumerate(keys)}) for points in (low, high))
        rises = above >= below
        return np.array([[end[0 if rise == up else -1] for end, rise in zip(ends, rises, strict=True)] for up in (True, False)])


def product_of(
    name: str,
    family: str,
    target: Slot | str,
    powers: Mapping[str, float],
    text: str,
    source: str,
    *,
    constant: float = 1.0,
    inputs: tuple[Slot, ...] | None = None,
    **more: Any,
) -> Relation:
    """A relation that is a product of powers: target = constant x prod input^power.

    Args:
        name, family, text, source: as of :class:`Relation`.
        target: slot, or the name of its quantity.
        powers: exponent of each input by key.
        constant: SI.
        inputs: slots where names alone do not say enough, in any order.
        more: further arguments of :class:`Relation`.
    """

    def formula(**given: np.ndarray) -> np.ndarray:
        result: np.ndarray = np.asarray(constant)
        for key, power in powers.items():
            result = result * given[key] ** power
        return result

    slots = inputs if inputs is not None else tuple(Slot(name) for name in powers)
    goal = Slot(target) if isinstance(target, str) else target
    return Relation(name, family, goal, slots, formula, text, source, exponents=dict(powers), **more)
