"""What the steps of an experiment refer to: the area, the window, 1C; and where each step is stated."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.recipe import quantities as q
from stratode.recipe.bench import Bench
from stratode.recipe.errors import refused
from stratode.recipe.units import Quantity


@dataclass(frozen=True, slots=True)
class Basis:
    """What the texts of steps refer to.

    Args:
        area: m2, over which a current in A or a power in W spreads: all coated cathode faces.
        window: (lower, upper) voltage, V; None where a test has none: then only what is stated ends a step.
        one_c: A/m2 at 1C; None where there is no such thing: C-rates are refused.
        active_loading: kg/m2 of active material; None: currents per mass are refused.
    """

    area: float
    window: tuple[float, float] | None = None
    one_c: float | None = None
    active_loading: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step is stated; the parts of a text have no field of their own."""

    field: str
    in_text: bool = False

    def at(self, name: str) -> str:
        """The field called `name` of the step."""
        return self.field if self.in_text else f"{self.field}.{name}"

    def within(self, name: str) -> Place:
        """The place of a mapping in the step."""
        return Place(self.at(name), self.in_text)


@dataclass(frozen=True, slots=True)
class Making:
    """One building of one experiment.

    Args:
        basis: what currents refer to.
        bench: takes the assumptions.
        charge: state of charge where the next step begins; None where it is not known.
    """

    basis: Basis
    bench: Bench
    charge: float | None


def strength(stated: Quantity, basis: Basis, field: str) -> tuple[float | None, float | None]:
    """(C-rate, None) or (None, A/m2) of a stated current.

    Raises:
        RecipeError: it refers to a 1C or an active mass that the cell does not have.
    """
    per_area = "Write a current per area, for example 10 uA/cm2."
    if stated.kind == q.C_RATE:
        if basis.one_c is None:
            raise refused(field, "must not be a C-rate: this cell has no 1C", stated.text, per_area)
        return stated.value, None
    if stated.kind == q.SPECIFIC_CURRENT:
        if basis.active_loading is None:
            raise refused(field, "must not be a current per mass: this cell has no active mass to refer to", stated.text, per_area)
        return None, stated.value * basis.active_loading
    return None, stated.value / (basis.area if stated.kind == q.CURRENT else 1.0)


def density(stated: Quantity, basis: Basis, field: str) -> float:
    """A stated current as A/m2 of cell area; raises as :func:`strength`."""
    c_rate, per_area = strength(stated, basis, field)
    return c_rate * (basis.one_c or 0.0) if c_rate is not None else (per_area or 0.0)


def end_voltage(stated: Quantity | None, charging: bool, basis: Basis, field: str) -> float | None:
    """The voltage that ends a current: the stated one, which must lie in the window, or the window's own end."""
    if basis.window is None:
        return stated.value if stated else None
    lower, upper = basis.window
    if stated is None:
        return upper if charging else lower
    if not lower <= stated.value <= upper:
        raise refused(field, f"must lie in the window, {lower:g} to {upper:g} V", stated.text, "Change the step or the window.")
    return stated.value
