"""Quantities and choices that stand beside a measurement, as a door writes them: "1.13 cm2", "4.5 V,5.5 V", "linear"."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from enum import Enum
from typing import TypeVar, overload

from stratode.lab.impedance.asked import Given
from stratode.recipe.units import Kind, Quantity, read_quantity

Choice = TypeVar("Choice", bound=Enum)


def quantity(text: str | None, *kinds: Kind, option: str) -> Quantity | None:
    """The quantity with its uncertainty, in SI; None where it is not stated.

    Args:
        text: with its unit, maybe with an uncertainty, "0.785 +- 0.005 cm2".
        kinds: what is accepted.
        option: as it is written, "--area".

    Raises:
        ValueError: not such a quantity, or not above zero.
    """
    if text is None:
        return None
    found = read_quantity(text, *kinds, field=option)
    if not found.value > 0.0:
        raise ValueError(f"{option}: must be above 0; received {text!r}. Write for example {kinds[0].example}.")
    return found


@overload
def positive(text: str, kind: Kind, option: str) -> float: ...
@overload
def positive(text: str | None, kind: Kind, option: str) -> float | None: ...
def positive(text: str | None, kind: Kind, option: str) -> float | None:
    """As :func:`quantity`, its value alone."""
    found = quantity(text, kind, option=option)
    return None if found is None else found.value


def given(text: str | None, kind: Kind, option: str) -> Given | None:
    """As :func:`quantity`, for analyses that carry its uncertainty and tell its text."""
    found = quantity(text, kind, option=option)
    return None if found is None else Given(found.value, found.uncertainty or 0.0, found.text)


def known(options: Mapping[str, object], accepted: type, verb: str) -> None:
    """Stops at an option that a verb does not have.

    Raises:
        TypeError: with the nearest that it has.
    """
    names = list(accepted.__annotations__)
    for name in options:
        if name not in names:
            near = get_close_matches(name, names, 1)
            hint = f"Did you mean {near[0]}?" if near else f"It has {', '.join(names)}."
            raise TypeError(f"{verb}: must be given options that it has; received {name!r}. {hint}")


def signed(text: str | None, kind: Kind, option: str) -> float | None:
    """As :func:`positive`, of either sign."""
    return None if text is None else read_quantity(text, kind, field=option).value


def several(text: str | None, kind: Kind, option: str) -> tuple[float, ...]:
    """Quantities separated by commas, in SI.

    Raises:
        ValueError: one of them is no such quantity.
    """
    return () if text is None else tuple(read_quantity(part, kind, field=option).value for part in text.split(","))


def choice(text: str, choices: type[Choice], option: str, *beside: str) -> Choice:
    """One of a few words.

    Args:
        text: the word.
        choices: by the words that are their values.
        option: as it is written, "--part".
        beside: further words that are accepted, which the caller has looked at.

    Raises:
        ValueError: another word.
    """
    for one in choices:
        if one.value == text:
            return one
    raise ValueError(
        f"{option}: must be one of {', '.join((*beside, *(str(one.value) for one in choices)))}; received {text!r}. Choose one of them."
    )
