"""Stated uncertainties carried through a formula, with what each input contributes (JCGM 100:2008, GUM)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

Formula = Callable[[Mapping[str, float]], float]


@dataclass(frozen=True, slots=True)
class Input:
    """A number that goes in.

    Args:
        value: SI.
        error: its standard uncertainty; None where none was stated.
        source: "given", "library", in words.
    """

    value: float
    error: float | None = None
    source: str = "given"


@dataclass(frozen=True, slots=True)
class Carried:
    """What comes out.

    Args:
        value: of the formula.
        error: standard uncertainty from the inputs that state one; None where none does.
        shares: by input, the standard uncertainty that it alone would give.
        exact: names of inputs without an uncertainty, which count as exact.
    """

    value: float
    error: float | None
    shares: Mapping[str, float]
    exact: tuple[str, ...]


def carried(formula: Formula, inputs: Mapping[str, Input]) -> Carried:
    """The formula's value with the uncertainty of its inputs, which are independent.

    Args:
        formula: of the inputs' values by name.
        inputs: by name.
    """
    values = {name: one.value for name, one in inputs.items()}
    shares = {name: _alone(formula, values, name, one.error) for name, one in inputs.items() if one.error is not None}
    exact = tuple(name for name, one in inputs.items() if one.error is None)
    error = sqrt(sum(share**2 for share in shares.values())) if shares else None
    return Carried(formula(values), error, shares, exact)


def _alone(formula: Formula, values: Mapping[str, float], name: str, error: float) -> float:
    """Half the change of the formula from one standard uncertainty below to one above."""
    above, below = (formula({**values, name: values[name] + sign * error}) for sign in (1.0, -1.0))
    return 0.5 * abs(above - below)
