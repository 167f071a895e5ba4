"""Builds a cell from a recipe: everything closed, looked up, and filled in; what was assumed is listed in the cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from stratode.recipe import defaults, parts
from stratode.recipe.bench import Bench
from stratode.recipe.build_layer import STATED, build_layers, contact_law, law_in_words, transport_law
from stratode.recipe.build_protocol import build_protocol
from stratode.recipe.errors import Problem, RecipeError, refused
from stratode.recipe.property import constant
from stratode.recipe.schema import Recipe
from stratode.recipe.schema_cell import Anode, Collector, Electrode, Electrolyte, Housing, Lithium, Separator
from stratode.recipe.units import Quantity


def build(recipe: Recipe, folder: str | Path | None = None) -> parts.Cell:
    """The cell that a recipe describes.

    Args:
        recipe: as loaded.
        folder: where the recipe's own material files lie.

    Raises:
        RecipeError: unknown materials, layers that do not close, with the path of each field.
    """
    bench = Bench(Path(folder) if folder is not None else None)
    problems: list[Problem] = []

    def part(make: Callable[[], Any]) -> Any:
        try:
            return make()
        except RecipeError as error:
            problems.extend(error.problems)
            return None

    cathode = part(lambda: _cathode(recipe.cathode, bench))
    anode = part(lambda: _anode(recipe.anode, bench))
    separator = part(lambda: _separator(recipe.separator or Separator(), bench))
    electrolyte = part(lambda: _electrolyte(recipe.electrolyte, bench))
    if problems:
        raise RecipeError(tuple(problems))
    return parts.Cell(
        name=recipe.name or "recipe",
        cathode=cathode,
        anode=anode,
        separator=separator,
        electrolyte=electrolyte,
        format=_format(recipe.cell, electrolyte, bench),
        temperature=bench.value(recipe.temperature, defaults.TEMPERATURE, "temperature"),
        protocol=build_protocol(recipe.protocol, cathode, bench),
        assumptions=tuple(bench.assumptions),
    )


def _cathode(stated: Electrode, bench: Bench) -> parts.Electrode:
    layers = build_layers(stated.layers, bench, "cathode")
    return parts.Electrode(
        layers=layers,
        collector=_foil(stated.collector, "aluminium", defaults.CATHODE_FOIL, bench, "cathode.collector"),
        contact=contact_law(stated.contact_resistance, bench, "cathode.contact_resistance", (defaults.CONTACT, defaults.CONTACT_SOURCE)),
        first_cycle_loss=bench.value(stated.first_cycle_loss, defaults.CATHODE_LOSS, "cathode.first_cycle_loss"),
    )


def _anode(stated: Anode, bench: Bench) -> parts.Electrode | parts.LithiumMetal:
    if stated.lithium is not None:
        return _lithium(stated.lithium, bench)
    return parts.Electrode(
        layers=build_layers(stated.layers or (), bench, "anode"),
        collector=_foil(stated.collector, "copper", defaults.ANODE_FOIL, bench, "anode.collector"),
        contact=contact_law(
            stated.contact_resistance, bench, "anode.contact_resistance", (defaults.NO_CONTACT, defaults.NO_CONTACT_SOURCE)
        ),
        first_cycle_loss=bench.value(stated.first_cycle_loss, defaults.ANODE_LOSS, "anode.first_cycle_loss"),
    )


def _foil(stated: Collector | None, material: str, thickness: defaults.Default, bench: Bench, field: str) -> parts.Foil:
    stated = stated or Collector()
    if stated.material is None:
        bench.assume(f"{field}.material", material, "assumed: the usual foil")
    solid = bench.material(material if stated.material is None else stated.material, f"{field}.material", "inert")
    return parts.Foil(solid, bench.value(stated.thickness, thickness, f"{field}.thickness"))


def _lithium(stated: Lithium, bench: Bench) -> parts.LithiumMetal:
    """The lithium electrode, the library's with what is stated in its place."""
    metal: parts.LithiumMetal = bench.material("lithium", "anode.lithium", "lithium")
    field = "anode.lithium"
    if stated.exchange_current is None:
        bench.assume(f"{field}.exchange_current", f"{float(metal.exchange_current(1000.0)):g} A/m2", metal.exchange_current.source)
    if stated.film_resistance is None:
        bench.assume(f"{field}.film_resistance", f"{metal.film_resistance * 1e4:g} ohm cm2", metal.source)
    thickness = defaults.Default(metal.thickness, f"{metal.thickness * 1e6:g} um", metal.source)
    exchange = metal.exchange_current
    if stated.exchange_current is not None:
        exchange = constant(stated.exchange_current.value, "A/m2", STATED, exchange.activation_energy)
    collector = None
    if stated.collector is not None:
        collector = _foil(stated.collector, "copper", defaults.ANODE_FOIL, bench, f"{field}.collector")
    return replace(
        metal,
        thickness=bench.value(stated.thickness, thickness, f"{field}.thickness"),
        exchange_current=exchange,
        film_resistance=stated.film_resistance.value if stated.film_resistance else metal.film_resistance,
        collector=collector,
    )


def _separator(stated: Separator, bench: Bench) -> parts.Separator:
    """The separator, the library's with what is stated in its place; or one of stated numbers alone."""
    if stated.material is None and stated.thickness and stated.porosity and stated.density and stated.transport:
        law = transport_law(stated.transport, stated.porosity.value, bench, "separator.transport")
        return parts.Separator("stated separator", stated.thickness.value, stated.porosity.value, law, stated.density.value, STATED)
    if stated.material is None:
        bench.assume("separator.material", "PP", "assumed: a usual separator")
    found: parts.Separator = bench.material("PP" if stated.material is None else stated.material, "separator.material", "separator")
    numbers: dict[str, Any] = {}
    for name, scale, unit in (("thickness", 1e6, " um"), ("porosity", 100.0, " %"), ("density", 1e-3, " g/cm3")):
        quantity: Quantity | None = getattr(stated, name)
        if quantity is not None:
            numbers[name] = quantity.value
        else:
            bench.assume(f"separator.{name}", f"{getattr(found, name) * scale:.4g}{unit}", found.source)
    law = found.transport
    if stated.transport is not None:
        law = transport_law(stated.transport, numbers.get("porosity", found.porosity), bench, "separator.transport")
    else:
        bench.assume("separator.transport", law_in_words(law), found.source)
    return replace(found, transport=law, **numbers)


def _electrolyte(stated: Electrolyte, bench: Bench) -> parts.Electrolyte:
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


def _format(stated: Housing, electrolyte: parts.Electrolyte, bench: Bench) -> parts.CellFormat:
    """The coin or pouch around the electrodes; unstated masses are not counted, and that is noted."""
    if stated.format == "coin":
        return _coin(stated, electrolyte, bench)
    return _pouch(stated, bench)


def _coin(stated: Housing, electrolyte: parts.Electrolyte, bench: Bench) -> parts.Coin:
    mass = None
    if stated.electrolyte is None:
        bench.assume("cell.electrolyte", "fills the pores", "assumed: nothing beside the pores is counted")
    elif stated.electrolyte.mass is not None:
        mass = stated.electrolyte.mass.value
    elif stated.electrolyte.volume is not None:
        mass = stated.electrolyte.volume.value * electrolyte.density
    for name in ("case_mass", "case_volume"):
        if getattr(stated, name) is None:
            bench.assume(f"cell.{name}", "not counted", "assumed: figures are without the coin's case")
    return parts.Coin(
        area=stated.area.value,
        electrolyte_mass=mass,
        case_mass=stated.case_mass.value if stated.case_mass else 0.0,
        case_volume=stated.case_volume.value if stated.case_volume else 0.0,
    )


def _pouch(stated: Housing, bench: Bench) -> parts.Pouch:
    film = bench.material("pouch film", "cell.film_mass", "film")
    if stated.faces is None:
        bench.assume("cell.faces", "2", "assumed: one double-sided cathode sheet")
    if stated.ec_ratio is None:
        bench.assume("cell.ec_ratio", "fills the pores", "assumed: nothing beside the pores is counted")
    if stated.tab_mass is None:
        bench.assume("cell.tab_mass", "0 g", "assumed: tabs are not counted")
    thickness = defaults.Default(film.thickness, f"{film.thickness * 1e6:g} um", film.source)
    made = bench.value(stated.film_thickness, thickness, "cell.film_thickness")
    scaled = film.areal_mass * made / film.thickness
    mass = defaults.Default(scaled, f"{scaled * 100:.3g} mg/cm2", film.source)
    return parts.Pouch(
        area=stated.area.value,
        faces=stated.faces or 2,
        ec_ratio=stated.ec_ratio.value if stated.ec_ratio else None,
        tab_mass=stated.tab_mass.value if stated.tab_mass else 0.0,
        packaging_areal_mass=bench.value(stated.film_mass, mass, "cell.film_mass"),
        packaging_thickness=made,
        seal_margin=bench.value(stated.seal_margin, defaults.SEAL_MARGIN, "cell.seal_margin"),
    )
