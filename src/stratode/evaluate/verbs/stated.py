"""Quantities and choices that stand beside a measurement, as a door writes them: "1.13 cm2", "4.5 V,5.5 V", "linear"."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from stratode.recipe.units import Kind, read_quantity

Choice = TypeVar("Choice", bound=Enum)


def positive(text: str | None, kind: Kind, option: str) -> float | None:
    """The quantity in SI; None where it is not stated.

    Args:
        text: with its unit.
        kind: what is accepted.
        option: as it is written, "--area".

    Raises:
        ValueError: not such a quantity, or not above zero.
    """
    if text is None:
        return None
    value = read_quantity(text, kind, field=option).value
    if value <= 0.0:
        raise ValueError(f"{option}: must be above 0; received {text!r}. Write for example {kind.example}.")
    return value


def signed(text: str | None, kind: Kind, option: str) -> float | None:
    """As :func:`positive`, of either sign."""
    return None if text is None else read_quantity(text, kind, field=option).value


def several(text: str | None, kind: Kind, option: str) -> tuple[float, ...]:
    """Quantities separated by commas, in SI.

    Raises:
        ValueError: one of them is no such quantity.
    """
    return () if text is None else tuple(read_quantity(part, kind, field=option).value for part in text.split(","))


def choice(text: str, choices: type[Choice], option: str) -> Choice:
    """One of a few words.

    Raises:
        ValueError: another word.
    """
    for one in choices:
        if one.value == text:
            return one
    raise ValueError(f"{option}: must be one of {', '.join(str(one.value) for one in choices)}; received {text!r}. Choose one of them.")
