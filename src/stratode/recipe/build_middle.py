"""Builds what lies between the electrodes: the separator or membrane, and the electrolyte."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stratode.recipe import defaults, parts
from stratode.recipe.bench import Bench
from stratode.recipe.build_law import ion_path, law_in_words, transport_law
from stratode.recipe.build_solid import STATED
from stratode.recipe.errors import refused
from stratode.recipe.property import constant
from stratode.recipe.schema_cell import Electrolyte, Separator
from stratode.recipe.units import Quantity

ROUNDING = 1e-9  # of volume shares
NO_SOLID = 1000.0  # kg/m3, of the solid of a membrane that holds none; it weighs nothing


def build_separator(stated: Separator, bench: Bench, field: str = "separator") -> parts.Separator:
    """The separator, the library's with what is stated in its place; or a membrane of electrolyte, of a conductor, or of both.

    Raises:
        RecipeError: unknown materials, volume shares that do not fit, a membrane that states too little.
    """
    if stated.conductor is not None:
        return _conducting(stated, stated.conductor, bench, field)
    if stated.porosity is not None and stated.porosity.value <= 0.0:
        rule = "must be above 0 where no conductor is stated: nothing would carry ions"
        raise refused(f"{field}.porosity", rule, stated.porosity.text, "State a porosity, or add conductor: LLZO.")
    if stated.porosity is not None and stated.porosity.value >= 1.0:
        return _of_electrolyte(stated, bench, field)
    if stated.material is None and stated.thickness and stated.porosity and stated.density and stated.transport:
        law = transport_law(stated.transport, stated.porosity.value, bench, f"{field}.transport")
        return parts.Separator("stated separator", stated.thickness.value, stated.porosity.value, law, stated.density.value, STATED)
    if stated.material is None:
        bench.assume(f"{field}.material", "PP", "assumed: a usual separator")
    found: parts.Separator = bench.material("PP" if stated.material is None else stated.material, f"{field}.material", "separator")
    numbers: dict[str, Any] = {}
    for name, scale, unit in (("thickness", 1e6, " um"), ("porosity", 100.0, " %"), ("density", 1e-3, " g/cm3")):
        quantity: Quantity | None = getattr(stated, name)
        if quantity is not None:
            numbers[name] = quantity.value
        else:
            bench.assume(f"{field}.{name}", f"{getattr(found, name) * scale:.4g}{unit}", found.source)
    law = found.transport
    if stated.transport is not None:
        law = transport_law(stated.transport, numbers.get("porosity", found.porosity), bench, f"{field}.transport")
    else:
        bench.assume(f"{field}.transport", law_in_words(law), found.source)
    return replace(found, transport=law, **numbers)


def _of_electrolyte(stated: Separator, bench: Bench, field: str) -> parts.Separator:
    """A membrane of the electrolyte itself: nothing else is in it."""
    for name in ("material", "density", "transport"):
        given = getattr(stated, name)
        if given is not None:
            rule = "must not be stated at a porosity of 100 %: the membrane is the electrolyte itself"
            raise refused(f"{field}.{name}", rule, str(given) if isinstance(given, Quantity | str) else None, "Remove it.")
    thickness = _thickness(stated, field)
    return parts.Separator("electrolyte membrane", thickness, 1.0, parts.TransportEfficiency(1.0), NO_SOLID, STATED)


def _thickness(stated: Separator, field: str) -> float:
    if stated.thickness is None:
        raise refused(f"{field}.thickness", "must be stated for a membrane", None, "Add it, for example thickness: 30 um.")
    return stated.thickness.value


def _conducting(stated: Separator, name: str, bench: Bench, field: str) -> parts.Separator:
    """A membrane that holds a conductor: dense, or with pores that electrolyte fills, and with another solid where one is stated."""
    conductor: parts.Conductor = bench.material(name, f"{field}.conductor", "conductor")
    porosity, share = _fill(stated, bench, field)
    rest = 1.0 - porosity - share
    density = _membrane_density(stated, conductor, share, rest if rest > ROUNDING else 0.0, bench, field)
    if porosity <= 0.0:
        if stated.transport is not None:
            rule = "must not be stated for a membrane without pores"
            raise refused(f"{field}.transport", rule, None, "Remove it; path is how the conductor carries ions.")
        law: parts.TransportLaw = parts.TransportEfficiency(0.0)
    else:
        law = transport_law(stated.transport, porosity, bench, f"{field}.transport")
    if stated.path is None and share >= 1.0 - ROUNDING:
        paths: tuple[parts.IonPath, ...] = (parts.IonPath(conductor.name, conductor.conductivity, 1.0, parts.TransportEfficiency(1.0)),)
    else:
        paths = ion_path(conductor, share, stated.path, bench, f"{field}.path")
    if porosity <= 0.0 and not paths:
        raise refused(f"{field}.path", "must not be none in a membrane without pores: nothing would carry ions", None, "Remove it.")
    return parts.Separator(f"{conductor.name} membrane", _thickness(stated, field), porosity, law, density, conductor.source, paths)


def _fill(stated: Separator, bench: Bench, field: str) -> tuple[float, float]:
    """Volume shares of the pores and of the conductor; with neither stated the membrane is dense."""
    porosity = None if stated.porosity is None else stated.porosity.value
    share = None if stated.share is None else stated.share.value
    if porosity is None:
        if share is None:
            bench.assume(f"{field}.porosity", "0 %", "assumed: a dense membrane of the conductor")
        elif stated.material is not None:
            rule = "must be stated beside material and share, which leave it open"
            raise refused(f"{field}.porosity", rule, None, "Add it, for example porosity: 20 %.")
        share = 1.0 if share is None else share
        return 1.0 - share, share
    if share is None:
        share = 1.0 - porosity
    if share <= 0.0 or porosity + share > 1.0 + ROUNDING:
        rule = "must leave room for the pores: porosity and share add up to at most 100 %"
        received = f"{100 * porosity:g} % of pores and {100 * share:g} % of conductor"
        raise refused(f"{field}.share", rule, received, "State a smaller share or porosity.")
    return porosity, share


def _membrane_density(stated: Separator, conductor: parts.Conductor, share: float, rest: float, bench: Bench, field: str) -> float:
    """Density of all that is solid in a membrane, kg/m3."""
    if stated.density is not None:
        return stated.density.value
    if rest <= 0.0:
        return conductor.density
    if stated.material is None:
        rule = f"must be stated: {100 * rest:.3g} % of the membrane is neither pores nor {conductor.name}"
        raise refused(
            f"{field}.density", rule, None, "Add the density of all that is solid, or the material of the rest, or correct share."
        )
    other: parts.Separator = bench.material(stated.material, f"{field}.material", "separator")
    return (share * conductor.density + rest * other.density) / (share + rest)


def build_electrolyte(stated: Electrolyte, bench: Bench) -> parts.Electrolyte:
    """The electrolyte, the library's or one of numbers."""
    names = {"diffusivity": "m2/s", "conductivity": "S/m", "transference": "1", "thermodynamic_factor": "1"}
    curves: dict[str, Any] = {
        n: constant(getattr(stated, n).value, unit, STATED) for n, unit in names.items() if getattr(stated, n) is not None
    }
    if stated.material is not None:
        found: parts.Electrolyte = bench.material(stated.material, "electrolyte.material", "electrolyte")
        numbers: dict[str, Any] = {
            n: getattr(stated, n).value for n in ("concentration", "density", "solubility") if getattr(stated, n) is not None
        }
        if stated.concentration is None:
            bench.assume("electrolyte.concentration", f"{found.concentration / 1000:g} M", found.source)
        changes = [f"{name} {getattr(stated, name)}" for name in (*curves, *numbers) if name != "concentration"]
        source = f"{found.source}; {STATED}: {', '.join(changes)}" if changes else found.source
        made: parts.Electrolyte = replace(found, source=source, **curves, **numbers)
    else:
        factor = bench.value(stated.thermodynamic_factor, defaults.THERMODYNAMIC_FACTOR, "electrolyte.thermodynamic_factor")
        made = parts.Electrolyte(
            name="stated electrolyte",
            concentration=bench.value(stated.concentration, defaults.CONCENTRATION, "electrolyte.concentration"),
            density=bench.value(stated.density, defaults.ELECTROLYTE_DENSITY, "electrolyte.density"),
            solubility=stated.solubility.value if stated.solubility else None,
            source=STATED,
            **{"thermodynamic_factor": constant(factor, "1", STATED), **curves},
        )
    if made.solubility is not None and made.concentration >= made.solubility:
        rule = f"must be below the solubility, {made.solubility / 1000:g} M"
        raise refused("electrolyte.concentration", rule, f"{made.concentration / 1000:g} M", "State a smaller concentration.")
    return made
