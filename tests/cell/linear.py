"""Cells for tests of the impedance: the idealised parts with capacitances, and what a naive solver needs to know of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from tests.cell import simple
from tests.naive import impedance as naive

from stratode.cell import tables
from stratode.cell.equilibrium import at_soc
from stratode.cell.transport import contact_resistance, electron_conductivity, transport_efficiency
from stratode.recipe.parts import (
    BlockingElectrode,
    Cell,
    Electrode,
    IonPath,
    Layer,
    LithiumMetal,
    Population,
    Separator,
    TransportCell,
    TransportEfficiency,
)
from stratode.recipe.property import constant

Array = NDArray[np.float64]
FARADAY, THERMAL = simple.FARADAY, 0.5 * simple.THERMAL * 2.0  # RT/F, V
OPEN = Separator("gap", 100e-6, 1.0, TransportEfficiency(1.0), 1000.0, "invented")


def decades(low: float, high: float, per_decade: int = 10) -> Array:
    return np.logspace(np.log10(low), np.log10(high), round(per_decade * np.log10(high / low)) + 1)


def path(conductivity: float, fraction: float = 0.1, efficiency: float = 1.0) -> IonPath:
    return IonPath("conductor", constant(conductivity, "S/m", "invented"), fraction, TransportEfficiency(efficiency))


def charged(population: Population, double_layer: float = 0.2, film_capacitance: float = 0.0) -> Population:
    return replace(population, double_layer=double_layer, film_capacitance=film_capacitance)


def blocking(double_layer: float = 0.2, series: float = 0.0) -> BlockingElectrode:
    return BlockingElectrode("steel", double_layer, series)


def between(
    left: LithiumMetal | BlockingElectrode | Electrode,
    right: LithiumMetal | BlockingElectrode | Electrode,
    *middle: Separator | Layer,
    electrolyte=None,
    soc: float = 0.5,
) -> TransportCell:
    return TransportCell("between", left, middle or (OPEN,), right, electrolyte or simple.liquid(), 1e-4, simple.TEMPERATURE, soc)


def with_capacitances(cell: Cell, value: float) -> Cell:
    """The cell with double layers everywhere, and capacitances across its films and contacts."""

    def electrode(one: Electrode) -> Electrode:
        layers = tuple(
            replace(part, populations=tuple(replace(p, double_layer=value, film_capacitance=0.1 * value) for p in part.populations))
            for part in one.layers
        )
        return replace(one, layers=layers, contact_capacitance=0.3 * value)

    anode = cell.anode
    anode = electrode(anode) if isinstance(anode, Electrode) else replace(anode, double_layer=value, film_capacitance=0.1 * value)
    return replace(cell, cathode=electrode(cell.cathode), anode=anode)


def naive_parts(cell: Cell, soc: float) -> tuple[list[naive.Stretch], naive.Salt, naive.Foil, float]:
    """What the naive solver takes of a half cell with sharp interfaces: stretches from the lithium to the collector, and its ends."""
    liquid, temperature = cell.electrolyte, cell.temperature
    c = liquid.concentration
    at = {p: float(getattr(liquid, p)(c, temperature)) for p in ("conductivity", "diffusivity", "transference", "thermodynamic_factor")}
    salt = naive.Salt(c, at["conductivity"], at["diffusivity"], at["transference"], at["thermodynamic_factor"])
    state = at_soc(cell, soc).cathode
    stretches = [_stretch(cell.separator, 0.0, 0.0, (), temperature)]
    for k, part in enumerate(cell.cathode.layers[::-1]):
        owner = cell.cathode.layers[::-1][k - 1] if k else None
        spheres = tuple(_spheres(p, state[p.material], c, temperature) for p in part.populations)
        contact = owner.interface.contact_resistance if owner else 0.0
        stretches.append(_stretch(part, electron_conductivity(part.electrons, part), contact, spheres, temperature))
    foil = cell.anode
    assert isinstance(foil, LithiumMetal)
    i0 = float(foil.exchange_current(1000.0, temperature)) * np.sqrt(c / 1000.0)
    ends = naive.Foil(i0, foil.double_layer, foil.film_resistance, foil.film_capacitance)
    return stretches, salt, ends, contact_resistance(cell.cathode.contact, cell.cathode.layers[0])


def _stretch(
    part: Separator | Layer, electrons: float, contact: float, spheres: tuple[naive.Spheres, ...], temperature: float
) -> naive.Stretch:
    beside = sum(float(p.conductivity(0.0, temperature)) * transport_efficiency(p.transport, p.volume_fraction) for p in part.paths)
    return naive.Stretch(
        part.thickness, part.porosity, transport_efficiency(part.transport, part.porosity), beside, electrons, contact, spheres
    )


def _spheres(p: Population, x: float, c: float, temperature: float) -> naive.Spheres:
    material = p.material
    curve = tables.potential(material, temperature)
    slope = float(curve(np.array(x + 1e-5)) - curve(np.array(x - 1e-5))) / 2e-5 / material.max_concentration
    i0 = float(material.exchange_current(0.5, temperature)) * p.exchange_factor * np.sqrt(c / 1000.0) * 2.0 * np.sqrt(x * (1.0 - x))
    bare = p.surface_factor * (1.0 - p.covered_fraction)
    return naive.Spheres(
        3.0 * p.volume_fraction / p.radius * bare, p.radius, bare, float(material.diffusivity(x, temperature)), slope, i0,
        p.double_layer, p.film_resistance, p.film_capacitance,
    )  # fmt: skip
