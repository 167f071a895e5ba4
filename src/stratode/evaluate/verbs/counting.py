"""What the verbs of cycling are told beside their files: masses, areas and 1C that capacities are counted on, and how charge is counted."""

from __future__ import annotations

from stratode.evaluate.verbs.stated import positive, quantity
from stratode.lab.cycling.basis import Basis
from stratode.lab.cycling.cycles import How
from stratode.recipe import quantities as q

PER = ("active", "coating")


def stated_counting(charge: str, begins: str, current_accuracy: str | None) -> How:
    """How cycles are counted.

    Args:
        charge: from the "rows" or the "counters" of the file, or the "best" of them.
        begins: with what a cycle begins, "charge" or "discharge"; "file": as the file numbers them.
        current_accuracy: of the cycler's current, "0.1 %".

    Raises:
        ValueError: a text that is none of the accepted.
    """
    return How(charge=charge, begins=begins, accuracy=positive(current_accuracy, q.FRACTION, "--current-accuracy"))


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
    surface = positive(area, q.AREA, "--area")
    mass = positive(active_mass, q.MASS, "--active-mass")
    coating = positive(loading, q.AREAL_MASS, "--loading")
    share = positive(active, q.SHARE, "--active")
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
    stated = quantity(text, q.SPECIFIC_CURRENT, q.CURRENT_DENSITY, q.CURRENT, option="--one-c")
    if stated is None:
        return None, ""
    if stated.kind is q.CURRENT:
        return stated.value, stated.text
    needed, option, example = (active, "--active-mass", "22 mg") if stated.kind is q.SPECIFIC_CURRENT else (area, "--area", "1.13 cm2")
    if needed is None:
        also = ", or --loading with --area and --active" if stated.kind is q.SPECIFIC_CURRENT else ""
        raise ValueError(f"--one-c: '{text}' needs what it is counted on. Add {option}, for example '{example}'{also}.")
    return stated.value * needed, stated.text
