"""Lists and ranges of numbers as they are asked for: states of charge `0.2,0.5` or `0.1..0.9:0.2`, frequencies `1e-3..1e6`."""

from __future__ import annotations

import math

from stratode.recipe.errors import shown
from stratode.recipe.quantities import FREQUENCY
from stratode.recipe.units import read_quantity

STEP = 0.1  # of a state of charge, where a range states none
SLOWEST, FASTEST = 1e-7, 1e9  # Hz
DENSEST = 200  # points a decade
MOST_STATES = 201


def states_of_charge(text: str) -> tuple[float, ...]:
    """States of charge of a list `0.2,0.5`, or of a range `0.1..0.9` in steps of 0.1, or of `:0.2`.

    Raises:
        ValueError: no such list or range; a state outside 0 to 1, or twice.
    """
    remedy = "Write for example 0.2,0.5 or 0.1..0.9 or 0.1..0.9:0.2."
    try:
        if ".." in text:
            ends, _, step = text.partition(":")
            low, high = (float(end) for end in ends.split(".."))
            found = _range(low, high, float(step) if step else STEP)
        else:
            found = tuple(float(item) for item in text.split(","))
    except ValueError:
        raise ValueError(f"soc: must be a list or a range of numbers; received {shown(text)}. {remedy}") from None
    return checked_states(found)


def checked_states(found: tuple[float, ...]) -> tuple[float, ...]:
    """The states of charge, if each lies in 0 to 1 and stands once.

    Raises:
        ValueError: otherwise.
    """
    listed = ", ".join(f"{value:g}" for value in found[:8]) + (", ..." if len(found) > 8 else "")
    if not all(0.0 <= value <= 1.0 for value in found):
        raise ValueError(f"soc: must lie between 0 and 1; received {listed}. A state of charge of 50 % is 0.5.")
    if not found or len(set(found)) < len(found) or len(found) > MOST_STATES:
        raise ValueError(f"soc: must be 1 to {MOST_STATES} states, each once; received {listed or 'none'}. Write for example 0.2,0.5.")
    return found


def frequencies(text: str, per_decade: int) -> tuple[float, ...]:
    """Frequencies (Hz) of a range `1e-3..1e6` or `1 mHz..1 MHz`, from high to low, evenly in the logarithm, both ends in.

    Raises:
        ValueError: no such range, a frequency beyond any instrument, or too many points a decade.
    """
    ends = [_frequency(end) for end in text.split("..")]
    if len(ends) != 2 or not SLOWEST <= min(ends) < max(ends) <= FASTEST:
        raise ValueError(
            f"frequencies: must be a range of two within {SLOWEST:g} and {FASTEST:g} Hz; received {shown(text)}. "
            "Write for example 1e-3..1e6."
        )
    if not 1 <= per_decade <= DENSEST:
        raise ValueError(f"points per decade: must be 1 to {DENSEST}; received {per_decade}. Write for example 10.")
    low, high = math.log10(min(ends)), math.log10(max(ends))
    count = max(1, round((high - low) * per_decade))
    inner = [10.0 ** (high + (low - high) * k / count) for k in range(1, count)]
    return (max(ends), *inner, min(ends))


def _frequency(text: str) -> float:
    """Hz; a bare number counts as Hz."""
    try:
        return float(text)
    except ValueError:
        return read_quantity(text, FREQUENCY, field="frequencies").value


def _range(low: float, high: float, step: float) -> tuple[float, ...]:
    if not (step > 0.0 and low <= high and (high - low) / step < MOST_STATES):
        raise ValueError
    count = math.floor((high - low) / step + 1e-9)
    return tuple(round(low + k * step, 12) for k in range(count + 1))
