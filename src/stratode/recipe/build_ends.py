"""Builds what a cell ends in: porous electrodes on their collectors, lithium metal, planes that block."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stratode.recipe import defaults, parts
from stratode.recipe.bench import Bench
from stratode.recipe.build_law import contact_law
from stratode.recipe.build_layer import build_layers
from stratode.recipe.build_solid import STATED
from stratode.recipe.property import constant
from stratode.recipe.schema_cell import Anode, Collector, Electrode, Lithium


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds for an electrode that does not state it: foil, contact and first-cycle loss."""

    foil: str
    thickness: defaults.Default
    contact: tuple[parts.ContactLaw, str]
    loss: defaults.Default


CATHODE = Usual("aluminium", defaults.CATHODE_FOIL, (defaults.CONTACT, defaults.CONTACT_SOURCE), defaults.CATHODE_LOSS)
ANODE = Usual("copper", defaults.ANODE_FOIL, (defaults.NO_CONTACT, defaults.NO_CONTACT_SOURCE), defaults.ANODE_LOSS)


def build_electrode(stated: Electrode | Anode, usual: Usual, bench: Bench, field: str) -> parts.Electrode:
    """A porous electrode.

    Args:
        stated: as in the recipe; it has layers.
        usual: what holds where nothing is stated.
        bench: materials and assumptions.
        field: path of the electrode.

    Raises:
        RecipeError: the problems of all its layers.
    """
    layers = build_layers(stated.layers or (), bench, field)
    return parts.Electrode(
        layers=layers,
        collector=build_foil(stated.collector, usual.foil, usual.thickness, bench, f"{field}.collector"),
        contact=contact_law(stated.contact_resistance, bench, f"{field}.contact_resistance", usual.contact),
        first_cycle_loss=bench.value(stated.first_cycle_loss, usual.loss, f"{field}.first_cycle_loss"),
        contact_capacitance=stated.contact_capacitance.value if stated.contact_capacitance else 0.0,
    )


def build_anode(stated: Anode, bench: Bench) -> parts.Electrode | parts.LithiumMetal:
    """The counter electrode of a cell."""
    if stated.lithium is not None:
        return build_lithium(stated.lithium, bench, "anode.lithium")
    return build_electrode(stated, ANODE, bench, "anode")


def build_foil(stated: Collector | None, material: str, thickness: defaults.Default, bench: Bench, field: str) -> parts.Foil:
    """The stated current collector, or the usual foil."""
    stated = stated or Collector()
    if stated.material is None:
        bench.assume(f"{field}.material", material, "assumed: the usual foil")
    solid = bench.material(material if stated.material is None else stated.material, f"{field}.material", "inert")
    return parts.Foil(solid, bench.value(stated.thickness, thickness, f"{field}.thickness"))


def build_lithium(stated: Lithium, bench: Bench, field: str) -> parts.LithiumMetal:
    """The lithium electrode, the library's with what is stated in its place."""
    metal: parts.LithiumMetal = bench.material("lithium", field, "lithium")
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
        collector = build_foil(stated.collector, "copper", defaults.ANODE_FOIL, bench, f"{field}.collector")
    return replace(
        metal,
        thickness=bench.value(stated.thickness, thickness, f"{field}.thickness"),
        exchange_current=exchange,
        film_resistance=stated.film_resistance.value if stated.film_resistance else metal.film_resistance,
        collector=collector,
        double_layer=bench.double_layer(stated.double_layer),
        film_capacitance=stated.film_capacitance.value if stated.film_capacitance else 0.0,
    )
