"""A stated value as the numbers it can stand for: `62 +- 5 %`, `8 to 12 um`, `~150 um`, `83.9 mg/cm2`."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from stratode.evidence.claims.measures import Measure
from stratode.evidence.interval import Interval
from stratode.recipe.errors import refused
from stratode.recipe.units import NUMBER, Quantity, read_quantity

ABOUT = 0.10  # share by which a value that is called approximate may be off
ROUND = 0.01  # largest share by which zeros at the end of a whole number make it uncertain
MARK = re.compile(r"\s*(?:~|≈|about\s+|approx\.?\s+)\s*")
RANGE = re.compile(rf"\s*({NUMBER})\s*(\S*?)\s+to\s+({NUMBER})\s*(.*)", re.DOTALL)
MANTISSA = re.compile(r"\s*[+-]?(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?")


@dataclass(frozen=True, slots=True)
class Value:
    """What a stated value can stand for.

    Args:
        text: as written.
        middle: SI.
        interval: all that the digits, the stated uncertainty or the stated range allow, SI.
        spread: stated standard uncertainty, SI; None where digits or a range speak.
    """

    text: str
    middle: float
    interval: Interval
    spread: float | None = None

    def draw(self, random: np.random.Generator, count: int) -> np.ndarray:
        """(count,) values it may stand for: normal with the stated uncertainty, else even over the interval."""
        if self.spread:
            return random.normal(self.middle, self.spread, count)
        return random.uniform(self.interval.low, self.interval.high, count)


def read_value(text: object, measure: Measure, field: str) -> Value:
    """The value that a claim states.

    Args:
        text: as in the file.
        measure: what it is of.
        field: path, for the message.

    Raises:
        RecipeError: no such quantity, or outside what is possible.
    """
    whole = str(text)
    about = MARK.match(whole) if isinstance(text, str) else None
    stated = whole[about.end() :] if about else whole
    ends = RANGE.fullmatch(stated)
    if ends is not None:
        low = read_quantity(f"{ends[1]} {ends[2] or ends[4]}", measure.kind, field=field)
        high = read_quantity(f"{ends[3]} {ends[4]}", measure.kind, field=field)
        if low.value > high.value:
            raise refused(field, "must name the smaller end of a range first", whole, f"Write for example 1 to 2 {ends[4]}.".strip())
        found = Value(whole.strip(), 0.5 * (low.value + high.value), Interval(low.value, high.value))
    else:
        found = _single(
            read_quantity(stated if isinstance(text, str) else text, measure.kind, field=field), whole, about is not None, measure.exact
        )
    least, most = measure.si(measure.low), measure.si(measure.high)
    if not least <= found.middle <= most:
        rule = f"must lie between {measure.text(least)} and {measure.text(most)}"
        raise refused(field, rule, whole, f"Check the number and its unit; write for example {measure.kind.example}.")
    return found


def _single(quantity: Quantity, text: str, about: bool, exact: bool) -> Value:
    value = quantity.value
    if quantity.uncertainty is not None:
        return Value(text.strip(), value, Interval(value - quantity.uncertainty, value + quantity.uncertainty), quantity.uncertainty)
    half = max(0.0 if exact else _half_a_digit(quantity), ABOUT * abs(value) if about else 0.0)
    return Value(text.strip(), value, Interval(value - half, value + half))


def _half_a_digit(quantity: Quantity) -> float:
    """Half of the last digit, SI; zeros at the end of a whole number may be digits or not, and count for at most one percent."""
    match = MANTISSA.match(quantity.text)
    if match is None:  # "C/5"
        return 0.0
    whole, decimals, power = match[1], match[2] or "", int(match[3] or 0)
    last = 10.0 ** (power - len(decimals))
    written = float(f"{whole}.{decimals or 0}") * 10.0**power
    half = 0.5 * last
    if not decimals and match[3] is None and whole.endswith("0") and written > 0.0:
        zeros = len(whole) - len(whole.rstrip("0"))
        half = max(half, min(0.5 * 10.0**zeros, ROUND * written))
    if written == 0.0:  # nothing came out: no digit to round
        return 0.0
    return abs(half * (quantity.value / written)) if quantity.kind.si != "K" else half
