"""Intervals: what a number can be, given its digits and what was assumed."""

from __future__ import annotations

from dataclasses import dataclass
from math import log


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` to `high`.

    Raises:
        ValueError: the ends are the wrong way round or no numbers.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        """Checks the ends."""
        if not self.low <= self.high:
            raise ValueError(f"interval: low must not exceed high; received {self.low} and {self.high}")

    @property
    def middle(self) -> float:
        """The mean of the ends."""
        return 0.5 * (self.low + self.high)

    def gap(self, other: Interval, *, signed: bool = False) -> float:
        """How far apart: logarithm of the ratio of their nearest ends, their difference if `signed`; 0 where they meet."""
        if self.low <= other.high and other.low <= self.high:
            return 0.0
        below, above = (self.high, other.low) if self.high < other.low else (other.high, self.low)
        if signed:
            return above - below
        return log(above / below) if below > 0.0 else float("inf")

    def widened(self, share: float) -> Interval:
        """The interval with `share` of each end added outwards; of positive numbers."""
        return Interval(self.low / (1.0 + share), self.high * (1.0 + share)) if self.low >= 0.0 else self

    def hull(self, other: Interval) -> Interval:
        """The least interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))
