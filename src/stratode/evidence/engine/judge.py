"""Two values set against each other: how far apart, how likely by chance, what it hangs on, and what would bring them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt

import numpy as np

from stratode.evidence.engine.derive import leaves_of
from stratode.evidence.engine.node import Draws, Node
from stratode.evidence.finding import Side
from stratode.evidence.interval import Interval
from stratode.recipe import quantities as q

COUNT = 2000  # draws: a probability of a percent to +-0.2 percent
FACTORS = np.geomspace(1e-3, 1e3, 241)  # by which one number is changed in search of agreement
TELL_AS_FACTOR = 1.5  # margins below it read better as percents
NEAREST = 4  # readings that are told
SMALLEST_NOISE = 1e-4  # of a logarithm; numbers without digits (a stated 0) have none


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two values of one quantity.

    Args:
        left: usually what is claimed.
        right: what follows from other claims, or a limit.
        sense: "=" they must be equal; "<=" left must not exceed right; ">=" left must reach right.
    """

    left: Node
    right: Node
    sense: str = "="

    @property
    def signed(self) -> bool:
        """Compared by difference."""
        return self.left.measure.signed

    @property
    def gap(self) -> float:
        """Logarithm of the ratio (or the difference) by which they miss each other with everything on their side; 0 where they can hold."""
        a, b = self.left.interval, self.right.interval
        if (self.sense == "<=" and a.low <= b.high) or (self.sense == ">=" and a.high >= b.low):
            return 0.0
        return a.gap(b, signed=self.signed)

    @property
    def rest_gap(self) -> float:
        """The gap of what two shares of one whole leave of it, as of the solids for porosities; the gap itself of all other quantities."""
        if not self._of_a_whole:
            return self.gap
        a, b = (Interval(1.0 - one.interval.high, 1.0 - one.interval.low) for one in (self.left, self.right))
        return a.gap(b)

    @property
    def margin(self) -> float:
        """Ratio by which they are apart; of potentials the difference in V."""
        return self.gap if self.signed else float(np.exp(min(self.gap, 700.0)))

    @cached_property
    def leaves(self) -> dict[str, Node]:
        """Claims and assumptions on both sides."""
        return leaves_of((self.left, self.right))

    def distance(self, draws: Draws) -> np.ndarray:
        """How far left exceeds right: logarithm of the ratio, or difference."""
        a, b = self.left.values(draws), self.right.values(draws)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(a - b if self.signed else np.log(a / b), float)

    def observed(self) -> float:
        """The distance at the middle of all numbers, counted only in the direction that the sense forbids."""
        miss = float(self.distance({}))
        if not np.isfinite(miss):
            return 0.0 if self.gap == 0.0 else self.gap
        return max(miss, 0.0) if self.sense == "<=" else max(-miss, 0.0) if self.sense == ">=" else abs(miss)

    def rest_observed(self) -> float:
        """The same of what two shares of one whole leave of it."""
        if not self._of_a_whole:
            return self.observed()
        a, b = float(self.left.values({})), float(self.right.values({}))
        return abs(log((1.0 - a) / (1.0 - b)))

    @property
    def _of_a_whole(self) -> bool:
        return self.left.measure.kind is q.FRACTION and max(self.left.interval.high, self.right.interval.high) < 1.0

    def noise(self, random: np.random.Generator, draws: Draws) -> np.ndarray:
        """(COUNT,) distances that digits, uncertainties, assumed ranges and tolerances alone make.

        Args:
            random: for the tolerances.
            draws: of the leaves, (COUNT,) each; those of several comparisons are drawn once, so that common numbers err together.
        """
        spread = self.distance(draws)
        spread = np.where(np.isfinite(spread), spread, np.nan)
        spread = spread - np.nanmedian(spread) if np.isfinite(spread).any() else np.zeros(COUNT)
        slack = 0.5 * sqrt(sum(t * t for t in _tolerances(self.left) + _tolerances(self.right)))
        made = np.nan_to_num(spread) + random.normal(0.0, max(slack, SMALLEST_NOISE), COUNT)
        return made if self.sense == "<=" else -made if self.sense == ">=" else np.abs(made)

    def probability(self) -> float:
        """That numbers which do hold together come out as far apart as these."""
        random = np.random.default_rng(0)
        noise = self.noise(random, drawn(self.leaves, random))
        return float(np.mean(noise >= self.observed()))

    def most_sensitive(self) -> str:
        """What the distance hangs on most: of the assumptions where there are any, else of all numbers."""
        random = np.random.default_rng(0)
        assumed = {key: leaf for key, leaf in self.leaves.items() if leaf.assumption} or self.leaves
        swings: dict[str, float] = {}
        for key, leaf in assumed.items():
            ends = np.array([leaf.interval.low, leaf.interval.high])
            swing = self.distance({key: ends if leaf.assumption else leaf.draw(random, 200)})
            swings[key] = float(np.ptp(swing)) if swing.ndim and np.isfinite(swing).all() else 0.0
        if not swings or max(swings.values()) <= 0.0:
            return ""
        leaf = assumed[max(swings, key=lambda key: swings[key])]
        return str(leaf.assumption or leaf.claim)

    def readings(self) -> tuple[str, ...]:
        """What each number alone would have to be for the two to meet, the smallest change first."""
        if self.signed:
            return ()
        found = []
        for key, leaf in self.leaves.items():
            middle = float(leaf.values({}))
            needed = self._needed(key, middle)
            if needed is not None:
                found.append((abs(log(needed / middle)), _told(leaf, middle, needed)))
        return tuple(text for _, text in sorted(found)[:NEAREST])

    def _needed(self, key: str, middle: float) -> float | None:
        """The value of one leaf at which the distance vanishes, the nearest to what is stated; None where there is none in its range."""
        if middle <= 0.0:
            return None
        miss = self.distance({key: middle * FACTORS})
        if miss.ndim == 0:
            return None
        with np.errstate(invalid="ignore"):
            turns = np.flatnonzero(np.isfinite(miss[:-1]) & np.isfinite(miss[1:]) & (np.sign(miss[:-1]) != np.sign(miss[1:])))
        if not turns.size:
            return None
        logs = np.log(FACTORS)
        roots = logs[turns] - miss[turns] * (logs[turns + 1] - logs[turns]) / (miss[turns + 1] - miss[turns])
        value = middle * float(np.exp(roots[np.argmin(np.abs(roots))]))
        measure = self.leaves[key].measure
        return value if measure.si(measure.low) <= value <= measure.si(measure.high) else None


def _told(leaf: Node, middle: float, needed: float) -> str:
    if leaf.claim:
        return f"{leaf.measure.noun} {leaf.measure.text(needed)} instead of {leaf.claim.value.text}"
    name = leaf.assumption.name if leaf.assumption else leaf.measure.noun
    return f"{name} {leaf.measure.text(needed)} instead of the assumed {leaf.measure.text(middle)}"


def _tolerances(node: Node) -> list[float]:
    if node.relation is None:
        return []
    return [node.relation.tolerance, *(t for _, part in node.inputs for t in _tolerances(part))]


def drawn(leaves: Mapping[str, Node], random: np.random.Generator) -> Draws:
    """(COUNT,) values that each leaf may stand for."""
    return {key: leaf.draw(random, COUNT) for key, leaf in leaves.items()}


def apart(pair: Comparison) -> str:
    """How far apart, in words: "0.8 %", "a factor 2.1", "0.3 V"."""
    if pair.signed:
        return f"{pair.margin:.3g} V"
    return f"{100.0 * (pair.margin - 1.0):.2g} %" if pair.margin < TELL_AS_FACTOR else f"a factor {pair.margin:.3g}"


def side_of(node: Node) -> Side:
    """A value as a finding shows it."""
    claims = tuple(str(claim) for claim in node.claims)
    if node.claim:
        words = f"{node.measure.noun}, as stated"
    elif node.assumption:
        words = f"{node.assumption.name}, assumed"
    else:
        parts = [part.measure.noun for _, part in node.inputs]
        words = f"{node.measure.noun} from {_listed(list(dict.fromkeys(parts)))}" if parts else f"{node.measure.noun} in any case"
    return Side(words, shown(node.interval, node), node.interval, node.measure.kind.si, claims, node.assumptions, node.measure)


def shown(interval: Interval, node: Node) -> str:
    """An interval as a lab writes it."""
    if node.claim:
        return node.claim.value.text
    low, high = node.measure.text(interval.low), node.measure.text(interval.high)
    if low == high:
        return low
    unit = node.measure.shown_in
    return f"{low.removesuffix(unit).strip()} to {high}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
