"""What an analysis gives: numbers with their 95 % intervals, methods and windows, and what to beware of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Self

NORMAL_95 = 1.959964  # standard errors to each side that hold 95 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that a reader of the result must know.

    Args:
        name: one of a fixed set, snake case, "backward_time"; programs test for it.
        words: what was found, with its numbers, and what to do about it; a sentence.
    """

    name: str
    words: str

    def __str__(self) -> str:
        """The words."""
        return self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One number that a measurement gave.

    Args:
        name: in words, "charge-transfer resistance".
        symbol: the field's symbol, "R_ct"; unique within one result.
        value: in `unit`.
        low: lower end of the 95 % interval; None where none can be given, which a caution explains.
        high: its upper end; given where `low` is.
        unit: SI, as :func:`stratode.recipe.units.convert` reads it, "ohm m2"; "" of a plain number and of a share, which is a fraction.
        shown_in: the unit of tables and JSON, where another than the usual one of `unit` reads better: "nm"; "%" of every share (an
            efficiency, a retention, a porosity, a strain).
        method: how it was found, with its source.
        window: which part of the data was used, "10 Hz to 1 kHz, 21 points"; "" where all were.
        cautions: what to beware of.

    Raises:
        ValueError: a number is not finite, or the interval does not hold the value.
    """

    name: str
    symbol: str
    value: float
    low: float | None = None
    high: float | None = None
    unit: str = ""
    shown_in: str = ""
    method: str
    window: str = ""
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        """Checks the numbers."""
        given = [number for number in (self.value, self.low, self.high) if number is not None]
        if not all(map(isfinite, given)):
            raise ValueError(f"{self.symbol}: must be finite; received {given}. Leave out what was not found.")
        if self.unit == "%":
            raise ValueError(f"{self.symbol}: must be a fraction; received {self.value:g} %. Give it as 0 to 1 with shown_in='%'.")
        if (self.low is None) != (self.high is None):
            raise ValueError(f"{self.symbol}: an interval has both ends or none; received {self.low} and {self.high}. Give both.")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise ValueError(f"{self.symbol}: must lie within its interval; received {self.value} in [{self.low}, {self.high}].")

    @classmethod
    def normal(
        cls,
        *,
        value: float,
        error: float,
        name: str,
        symbol: str,
        unit: str,
        method: str,
        reach: float = NORMAL_95,
        window: str = "",
        shown_in: str = "",
    ) -> Self:
        """An estimate whose error is distributed normally, or as Student's t with its own `reach`.

        Args:
            value: in `unit`.
            error: standard error, in `unit`.
            reach: standard errors to each side.
            name, symbol, unit, method, window, shown_in: as of the class.
        """
        half = reach * error
        low, high = value - half, value + half
        return cls(
            name=name, symbol=symbol, value=value, low=low, high=high, unit=unit, shown_in=shown_in, method=method, window=window
        )  # fmt: skip

    def beware(self, *cautions: Caution) -> Self:
        """The same with further cautions."""
        return replace(self, cautions=(*self.cautions, *cautions))

    def times(self, factor: float, unit: str) -> Self:
        """The same in other terms: divided by an area, a mass.

        Args:
            factor: exact, positive or negative.
            unit: of the product, SI.
        """
        ends = (None, None) if self.low is None or self.high is None else sorted((self.low * factor, self.high * factor))
        return replace(self, value=self.value * factor, low=ends[0], high=ends[1], unit=unit, shown_in="")


def found(estimates: Sequence[Estimate], symbol: str) -> Estimate:
    """The estimate of that symbol.

    Raises:
        KeyError: there is none.
    """
    for estimate in estimates:
        if estimate.symbol == symbol:
            return estimate
    raise KeyError(f"{symbol}: is not among {', '.join(one.symbol for one in estimates)}")
