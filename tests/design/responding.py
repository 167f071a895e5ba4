"""Cells whose sensitivities are looked at: every kind of input in one, and the examples that bring other physics."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from tests.cell import simple

from stratode import read
from stratode.recipe import library
from stratode.recipe.parts import (
    ActiveMaterial,
    Bruggeman,
    Cell,
    ContactLaw,
    Current,
    Electrolyte,
    Hold,
    InertShare,
    Interface,
    IonPath,
    Layer,
    Population,
    StatedConductivity,
    Tortuosity,
)
from stratode.recipe.property import Property, Table, constant

EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name: str) -> Cell:
    (cell,) = read([EXAMPLES / f"{name}.yaml"])
    assert isinstance(cell, Cell)
    return cell


def rich() -> Cell:
    """A half cell of two layers with every input but a carbon network: films, a second conductor, a mixed interface, a lithium film."""
    liquid, host = library.find("Nyman 2008", kind="electrolyte"), library.find("NMC811", kind="active")
    assert isinstance(liquid, Electrolyte)
    assert isinstance(host, ActiveMaterial)
    made = simple.cell(
        _layer("bottom", host, 4e-6, 0.4, Bruggeman(1.7)),
        _layer("top", host, 2e-6, 0.3, Tortuosity(3.0)),
        electrolyte=liquid,
        anode=replace(simple.lithium(8.0, 1e-3), double_layer=0.1),
        gap=replace(simple.separator(), paths=(_path(0.2),)),
        steps=(Current(None, False, 3.0),),
        charge=(Current(0.3, True, 4.25), Hold(4.25, 0.05)),
        one_c=40.0,
    )
    cathode = replace(made.cathode, contact=ContactLaw(5e-4, 0.4, 1e-5, 0.0, 0.0), first_cycle_loss=0.1)
    return replace(made, cathode=cathode, protocol=replace(made.protocol, lower_voltage=3.0, upper_voltage=4.25))


def _layer(name: str, host: ActiveMaterial, radius: float, porosity: float, transport: Bruggeman | Tortuosity) -> Layer:
    rest = 1.0 - porosity - 0.06
    population = Population(host, radius, rest, 2e-3, 0.2, 0.7, 0.2, 0.1)
    garnet = replace(simple.FILLER, name="garnet", density=5000.0)
    return Layer(
        name=name,
        thickness=70e-6,
        porosity=porosity,
        populations=(population,),
        inert=(InertShare(simple.FILLER, 0.04), InertShare(garnet, 0.02)),
        transport=transport,
        electrons=StatedConductivity(0.5),
        interface=Interface(10e-6 if name == "top" else 0.0, 2e-4 if name == "top" else 0.0),
        paths=(_path(0.02),),
    )


def _path(fraction: float) -> IonPath:
    return IonPath("garnet", constant(0.3, "S/m", "invented", 3e4), fraction, Bruggeman(1.2))


def half() -> Cell:
    """One thick layer that starves, straight from full."""
    host = library.find("NMC811", kind="active")
    assert isinstance(host, ActiveMaterial)
    thick = replace(_layer("L", host, 4e-6, 0.35, Bruggeman(1.5)), thickness=250e-6, paths=())
    made = simple.cell(thick, steps=(Current(None, False, 3.2),), one_c=120.0)
    return replace(made, anode=simple.lithium(8.0))


def branched() -> Cell:
    """A cathode with a second conductor whose potential has a charge branch 40 mV above the other."""
    made = example("gao2025_dfncm_llzo")
    (layer,) = made.cathode.layers
    (population,) = layer.populations
    own = population.material
    x = np.linspace(*own.potential.valid, 60)
    above = Property(Table(tuple(x), tuple(own.potential(x) + 0.04)), own.potential.valid, "V", "invented")
    two = replace(own, potential_charge=above, hysteresis_decay=15.0)
    layers = (replace(layer, populations=(replace(population, material=two),)),)
    return replace(made, cathode=replace(made.cathode, layers=layers))
