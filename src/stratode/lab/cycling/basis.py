"""What capacities are counted on: stated masses, areas and the current of 1C."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.recipe import quantities as kinds
from stratode.recipe.errors import RecipeError
from stratode.recipe.units import Kind, read_quantity

PER = ("active", "coating")
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Basis:
    """Stated masses and areas; None where not stated.

    Args:
        mass: that capacities per gram are of, kg.
        of: "active material" or "coating".
        area: m2.
        one_c: current of 1C, A.
        one_c_text: as it was stated.
    """

    mass: float | None = None
    of: str = "active material"
    area: float | None = None
    one_c: float | None = None
    one_c_text: str = ""


NOTHING = Basis()


def stated_basis(
    *,
    active_mass: str | None = None,
    loading: str | None = None,
    area: str | None = None,
    active: str | None = None,
    per: str = "active",
    one_c: str | None = None,
) -> Basis:
    """The basis that a door's texts state.

    Args:
        active_mass: "22 mg", of active material.
        loading: "22 mg/cm2", of the dried coating.
        area: "1.13 cm2".
        active: "96 wt%", share of active material in the coating.
        per: whose grams capacities are counted on, "active" or "coating".
        one_c: "200 mA/g" (of active material), "4.4 mA/cm2" or "5 mA".

    Raises:
        ValueError: a text that is no such quantity, or statements that do not go together.
    """
    if per not in PER:
        raise ValueError(f"--per: must be active or coating; received '{per}'. Choose whose grams capacities are counted on.")
    surface = read_option("--area", area, kinds.AREA)
    mass = read_option("--active-mass", active_mass, kinds.MASS)
    coating = read_option("--loading", loading, kinds.AREAL_MASS)
    share = read_option("--active", active, kinds.SHARE)
    if share is not None and not 0.0 < share <= 1.0:
        raise ValueError(f"--active: must lie above 0 and up to 100 wt%; received '{active}'. State the share of active material.")
    if mass is not None and coating is not None:
        raise ValueError("--active-mass and --loading: state one of them; received both. Leave one out.")
    if coating is not None and surface is None:
        raise ValueError(f"--loading: needs the area that it covers; received '{loading}' alone. Add --area, for example '1.13 cm2'.")
    whole = coating * surface if coating is not None and surface is not None else None
    if whole is None and mass is not None and share is not None:
        whole = mass / share
    if mass is None and whole is not None and share is not None:
        mass = whole * share
    counted, of = _counted_on(mass, whole, per)
    return Basis(counted, of, surface, *_one_c(one_c, mass, surface))


def read_option(option: str, text: str | None, *accepted: Kind) -> float | None:
    """A positive quantity in SI; None where there is no text.

    Raises:
        ValueError: it is no such quantity, or not above zero.
    """
    if text is None:
        return None
    try:
        value = read_quantity(text, *accepted).value
    except RecipeError as error:
        problem = error.problems[0]
        raise ValueError(f"{option}: {problem.rule}; received '{text}'. {problem.remedy}") from error
    if value <= 0.0:
        raise ValueError(f"{option}: must be above 0; received '{text}'. Write for example {accepted[0].example}.")
    return value


def _counted_on(active: float | None, coating: float | None, per: str) -> tuple[float | None, str]:
    """Mass and its name. A loading without a share of active material is one of the coating, and is called so."""
    if per == "coating":
        if coating is None and active is not None:
            raise ValueError("--per coating: needs the coating's mass; received the active mass. Add --active, or state --loading.")
        return coating, "coating"
    if active is None and coating is not None:
        return coating, "coating"
    return active, "active material"


def _one_c(text: str | None, active: float | None, area: float | None) -> tuple[float | None, str]:
    if text is None:
        return None, ""
    value = read_option("--one-c", text, kinds.SPECIFIC_CURRENT, kinds.CURRENT_DENSITY, kinds.CURRENT)
    kind = read_quantity(text, kinds.SPECIFIC_CURRENT, kinds.CURRENT_DENSITY, kinds.CURRENT).kind
    if value is None:
        return None, ""
    if kind is kinds.CURRENT:
        return value, text
    needed, option, example = (active, "--active-mass", "22 mg") if kind is kinds.SPECIFIC_CURRENT else (area, "--area", "1.13 cm2")
    if needed is None:
        also = ", or --loading with --area and --active" if kind is kinds.SPECIFIC_CURRENT else ""
        raise ValueError(f"--one-c: '{text}' needs what it is counted on. Add {option}, for example '{example}'{also}.")
    return value * needed, text
