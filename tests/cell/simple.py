"""Idealised cells whose every other resistance can be made to vanish, so that one law is left and has a closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from stratode.cell.discretise import Discrete, discretise
from stratode.cell.leg import Leg
from stratode.cell.mesh import lay_out
from stratode.cell.protocol import Precision, run_protocol
from stratode.recipe.parts import (
    ActiveMaterial,
    Cell,
    Coin,
    ContactLaw,
    Current,
    Electrode,
    Electrolyte,
    Foil,
    Inert,
    InertShare,
    Interface,
    Layer,
    LithiumMetal,
    Population,
    Protocol,
    Separator,
    StatedConductivity,
    Step,
    TransportEfficiency,
)
from stratode.recipe.property import Property, Table, constant

Array = NDArray[np.float64]

FARADAY, GAS_CONSTANT, TEMPERATURE = 96485.33212, 8.31446261815324, 298.15  # CODATA 2018
THERMAL = GAS_CONSTANT * TEMPERATURE / FARADAY  # V
FILLER = Inert("filler", 2000.0, "other", "invented")
COLLECTOR = Foil(FILLER, 10e-6)
TIGHT = Precision(tolerance=1e-7)
U_FULL, U_SLOPE = 4.3, -1.0  # V at x = 0, V per unit of x


def host(diffusivity: float = 1.0, exchange: float = 1e6, limit: float = 50000.0, curve: Property | None = None) -> ActiveMaterial:
    """A host with a straight potential 4.3 V - x; unless told otherwise nothing in it resists."""
    return ActiveMaterial(
        name="host",
        density=5000.0,
        max_concentration=limit,
        potential=curve or Property(Table((0.0, 1.0), (U_FULL, U_FULL + U_SLOPE), "linear"), (0.0, 1.0), "V", "invented"),
        potential_charge=None,
        entropy=None,
        diffusivity=constant(diffusivity, "m2/s", "invented"),
        exchange_current=constant(exchange, "A/m2", "invented"),
        conductivity=None,
        stoichiometry_full=0.1,
        stoichiometry_empty=0.9,
        source="invented",
    )


def varying(material: ActiveMaterial) -> ActiveMaterial:
    """The same host, its diffusivity stated as a table of equal values: particles are then solved as shells."""
    value = float(material.diffusivity(0.5))
    return replace(material, diffusivity=Property(Table((0.0, 1.0), (value, value), "linear"), (0.0, 1.0), "m2/s", "invented"))


def population(material: ActiveMaterial, fraction: float = 0.5, radius: float = 1e-6, film: float = 0.0, factor: float = 1.0) -> Population:
    return Population(material, radius, fraction, film, 0.0, factor)


def layer(
    *populations: Population,
    thickness: float = 50e-6,
    porosity: float = 0.4,
    efficiency: float = 0.3,
    sigma: float = 1e6,
    name: str = "L",
    mixed_over: float = 0.0,
) -> Layer:
    rest = 1.0 - porosity - sum(p.volume_fraction for p in populations)
    return Layer(
        name=name,
        thickness=thickness,
        porosity=porosity,
        populations=populations,
        inert=(InertShare(FILLER, rest),),
        transport=TransportEfficiency(efficiency),
        electrons=StatedConductivity(sigma),
        interface=Interface(mixed_over, 0.0),
    )


def liquid(diffusivity: float = 3e-10, kappa: float = 1.0, transference: float = 0.25, factor: float = 1.0) -> Electrolyte:
    return Electrolyte(
        name="liquid",
        concentration=1000.0,
        density=1200.0,
        diffusivity=constant(diffusivity, "m2/s", "invented"),
        conductivity=constant(kappa, "S/m", "invented"),
        transference=constant(transference, "1", "invented"),
        thermodynamic_factor=constant(factor, "1", "invented"),
        solubility=None,
        source="invented",
    )


def still() -> Electrolyte:
    """No salt moves (t+ = 1) and nothing resists."""
    return liquid(1.0, 1e6, 1.0)


def lithium(exchange: float = 1e6, film: float = 0.0, thickness: float = 1e-2) -> LithiumMetal:
    return LithiumMetal(thickness, constant(exchange, "A/m2", "invented"), film, None, 534.0, "invented")


def separator(thickness: float = 25e-6, porosity: float = 0.5, efficiency: float = 0.25) -> Separator:
    return Separator("separator", thickness, porosity, TransportEfficiency(efficiency), 900.0, "invented")


def cell(
    *layers: Layer,
    electrolyte: Electrolyte | None = None,
    anode: LithiumMetal | Electrode | None = None,
    gap: Separator | None = None,
    steps: tuple[Step, ...] = (Current(None, False, 3.4),),
    charge: tuple[Step, ...] = (),
    one_c: float = 10.0,
    contact: float = 0.0,
) -> Cell:
    """A cell between 3.4 V (x = 0.9) and 4.2 V (x = 0.1) against lithium; layers from the collector to the separator."""
    return Cell(
        name="idealised",
        cathode=Electrode(layers, COLLECTOR, ContactLaw(contact, 0.4, 1e-5, 0.0, 0.0), 0.0),
        anode=anode or lithium(),
        separator=gap or separator(),
        electrolyte=electrolyte or liquid(),
        format=Coin(1e-4, None, 0.0, 0.0),
        temperature=TEMPERATURE,
        protocol=Protocol((1.0,), charge, steps, 3.4, 4.2, one_c, "stated"),
    )


def hosts_charge(made: Cell) -> float:
    """Charge of the cathode's sites from x = 0 to 1, C/m2."""
    return FARADAY * sum(
        part.thickness * p.volume_fraction * p.material.max_concentration for part in made.cathode.layers for p in part.populations
    )


def even_edges(made: Cell, gap: int, *counts: int) -> Array:
    """Edges of a mesh of equal nodes in the separator (`gap` of them) and in each cathode layer, from the separator to the collector."""
    edges = [np.linspace(0.0, made.separator.thickness, gap + 1)]
    for part, count in zip(made.cathode.layers[::-1], counts, strict=True):
        edges.append(edges[-1][-1] + np.linspace(0.0, part.thickness, count + 1)[1:])
    return np.concatenate(edges)


def on(made: Cell, edges: Array, modes: int = 10, shells: int = 20) -> Discrete:
    return discretise(made, lay_out(made), edges, modes, shells)


def discharge(made: Cell, edges: Array, precision: Precision = TIGHT, c_rate: float = 1.0, modes: int = 10, shells: int = 20) -> Leg:
    """The first discharge leg on a given mesh."""
    return run_protocol(on(made, edges, modes, shells), made.protocol, c_rate, precision).discharge[0]
