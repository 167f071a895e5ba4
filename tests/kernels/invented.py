"""Invented cells of few nodes whose properties are polynomials, so that the kernels' cubic pieces hold them exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stratode.cell.discretise import Discrete, discretise
from stratode.cell.mesh import lay_out
from stratode.cell.warmth import warmed
from stratode.recipe.parts import (
    ActiveMaterial,
    BlockingElectrode,
    Bruggeman,
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
    IonPath,
    Layer,
    LithiumMetal,
    Population,
    Protocol,
    Separator,
    StatedConductivity,
    Thermal,
    Tortuosity,
    TransportCell,
    TransportEfficiency,
    TransportLaw,
)
from stratode.recipe.property import Property, constant

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Polynomial:
    """scale times sum c_k (x / unit)**k."""

    coefficients: tuple[float, ...]
    unit: float = 1.0
    scale: float = 1.0

    def __call__(self, x: Array, T: float) -> Array:
        return self.scale * np.polynomial.polynomial.polyval(np.asarray(x, dtype=float) / self.unit, self.coefficients)


def of_x(*coefficients: float, scale: float = 1.0, activation_energy: float = 0.0) -> Property:
    return Property(Polynomial(coefficients, 1.0, scale), (0.0, 1.0), "SI", "invented", activation_energy)


def of_salt(*coefficients: float, scale: float = 1.0, activation_energy: float = 0.0) -> Property:
    """Of concentration in mol/L."""
    return Property(Polynomial(coefficients, 1000.0, scale), (0.0, 4000.0), "SI", "invented", activation_energy)


SOLUTION = Electrolyte(
    name="invented solution",
    concentration=1000.0,
    density=1200.0,
    diffusivity=of_salt(4.0, -0.9, 0.06, scale=1e-10, activation_energy=17000.0),
    conductivity=of_salt(0.1, 1.1, -0.42, 0.04, activation_energy=9000.0),
    transference=of_salt(0.40, -0.10),
    thermodynamic_factor=of_salt(0.9, 0.6, 0.1),
    solubility=None,
    source="invented",
)

OXIDE = ActiveMaterial(
    name="oxide",
    density=4800.0,
    max_concentration=50000.0,
    potential=of_x(4.75, -2.3, 1.9, -0.9),
    potential_charge=None,
    entropy=of_x(-1e-4, 2e-4),
    diffusivity=constant(2e-14, "m2/s", "invented", 25000.0),
    exchange_current=constant(2.0, "A/m2", "invented", 30000.0),
    conductivity=None,
    stoichiometry_full=0.3,
    stoichiometry_empty=0.9,
    source="invented",
)
STEEP_OXIDE = replace(OXIDE, name="steep oxide", diffusivity=of_x(2.3, -3.1, 0.9, scale=1e-14, activation_energy=25000.0))
GRAPHITE = replace(
    OXIDE,
    name="graphite",
    density=2200.0,
    max_concentration=30000.0,
    potential=of_x(0.6, -1.4, 1.8, -0.9),
    entropy=None,
    diffusivity=of_x(3.0, -1.5, scale=1e-14),
    stoichiometry_full=0.9,
    stoichiometry_empty=0.1,
)

LARGE = Population(OXIDE, 5e-6, 0.30, 2e-3, 0.15, 0.8)
SMALL = Population(STEEP_OXIDE, 1.5e-6, 0.22, 0.0, 0.0, 1.0, surface_factor=1.3)
FLAKES = Population(GRAPHITE, 6e-6, 0.55, 1e-3, 0.1, 1.0)
CARBON = Inert("carbon", 2000.0, "carbon", "invented")
ALUMINIUM = Inert("Al", 2700.0, "other", "invented")


def make_layer(
    name: str, populations: tuple[Population, ...], thickness: float, transport: TransportLaw, electrons: float, joint: float = 0.0
) -> Layer:
    active = sum(p.volume_fraction for p in populations)
    porosity = 0.9 - active
    return Layer(
        name=name,
        thickness=thickness,
        porosity=porosity,
        populations=populations,
        inert=(InertShare(CARBON, 0.1),),
        transport=transport,
        electrons=StatedConductivity(electrons),
        interface=Interface(0.0, joint),
    )


BOTTOM = make_layer("bottom", (LARGE,), 50e-6, Bruggeman(1.7), 0.8)
TOP = make_layer("top", (LARGE, SMALL), 40e-6, Tortuosity(2.6), 0.3, joint=1.5e-3)
NEGATIVE = make_layer("negative", (FLAKES,), 70e-6, TransportEfficiency(0.15), 40.0)

LITHIUM = LithiumMetal(100e-6, constant(12.0, "A/m2", "invented", 35000.0), 8e-4, None, 534.0, "invented")
PROTOCOL = Protocol((1.0,), (), (Current(None, False, 2.8),), 2.8, 4.3, 50.0, "invented")


def make_electrode(*layers: Layer, contact: float = 5e-4) -> Electrode:
    return Electrode(layers, Foil(ALUMINIUM, 10e-6), ContactLaw(contact, 0.4, 1e-5, 0.0, 0.0), 0.0)


def make_cell(cathode: Electrode | None = None, anode: LithiumMetal | Electrode = LITHIUM, temperature: float = 308.15) -> Cell:
    """A lithium cell of a mixed top layer on a bottom layer, at 35 C, unless told otherwise."""
    return Cell(
        name="invented",
        cathode=cathode or make_electrode(BOTTOM, TOP),
        anode=anode,
        separator=GAP,
        electrolyte=SOLUTION,
        format=Coin(1e-4, None, 0.0, 0.0),
        temperature=temperature,
        protocol=PROTOCOL,
    )


def make_full_cell() -> Cell:
    return make_cell(make_electrode(TOP), make_electrode(NEGATIVE, contact=2e-4))


def make_simple_cell() -> Cell:
    """One layer of one population whose diffusivity is constant."""
    return make_cell(make_electrode(BOTTOM))


GARNET = IonPath("garnet", constant(0.03, "S/m", "invented", 33000.0), 0.2, Bruggeman(1.4))
POLYMER = IonPath("polymer", constant(0.008, "S/m", "invented", 60000.0), 0.05, Tortuosity(1.8))
MIXED = replace(TOP, paths=(GARNET, POLYMER))
GAP = Separator("film", 25e-6, 0.45, Bruggeman(1.5), 900.0, "invented")
WET_GARNET = replace(GAP, name="wet garnet", paths=(GARNET,))
DENSE = replace(GAP, name="dense garnet", porosity=0.0, paths=(replace(GARNET, volume_fraction=1.0),))
CHARGED_LARGE = replace(LARGE, double_layer=0.3, film_capacitance=0.05)
CHARGED_SMALL = replace(SMALL, double_layer=0.2, film_capacitance=0.05)  # without a film there is nothing for it to lie across
CHARGED_FLAKES = replace(FLAKES, double_layer=0.1, film_capacitance=0.02)
CHARGED_LITHIUM = replace(LITHIUM, double_layer=0.4, film_capacitance=0.08)
STEEL = BlockingElectrode("steel", 0.25, 6e-4)
BRANCHED = replace(OXIDE, name="branched oxide", potential_charge=of_x(4.85, -2.2, 1.75, -0.9), hysteresis_decay=40.0)


def charged(layer: Layer) -> Layer:
    """The layer with double layers and films that store."""
    by_name = {p.material.name: p for p in (CHARGED_LARGE, CHARGED_SMALL, CHARGED_FLAKES)}
    return replace(layer, populations=tuple(by_name[p.material.name] for p in layer.populations))


def charged_electrode(*layers: Layer) -> Electrode:
    """Also across its contact."""
    return replace(make_electrode(*(charged(layer) for layer in layers)), contact_capacitance=0.03)


def make_conducting_cell(separator: Separator = WET_GARNET) -> Cell:
    """Conductors in the separator and in the upper layer only."""
    return replace(make_cell(make_electrode(BOTTOM, MIXED)), separator=separator)


def make_charged_cell() -> Cell:
    """Double layers, films and a contact that store, everywhere, and conductors as well."""
    return replace(make_cell(charged_electrode(BOTTOM, MIXED), CHARGED_LITHIUM), separator=WET_GARNET)


def make_charged_simple_cell() -> Cell:
    return make_cell(charged_electrode(BOTTOM), CHARGED_LITHIUM)


def make_charged_full_cell() -> Cell:
    return make_cell(charged_electrode(TOP), charged_electrode(NEGATIVE))


def make_branched_cell() -> Cell:
    """A population with branches beside one without."""
    branched = replace(LARGE, material=BRANCHED)
    return make_cell(make_electrode(replace(TOP, populations=(branched, SMALL))))


def make_transport_cell(
    left: LithiumMetal | BlockingElectrode | Electrode, *middle: Separator | Layer, right: LithiumMetal | BlockingElectrode | Electrode
) -> TransportCell:
    return TransportCell("invented", left, middle, right, SOLUTION, 1e-4, 308.15, 0.5)


def make_warm_cell(base: Cell, transfer: float = 4.0) -> Cell:
    """Surroundings 6 K below the start, and a heat capacity so small that the temperature moves within minutes."""
    return replace(base, thermal=Thermal(150.0, transfer, 302.15))


def uneven_edges(cell: Cell | TransportCell, *counts: int) -> Array:
    """Edges (N + 1,), m, with these numbers of nodes in the zones from the anode side; nodes of a zone widen to the right."""
    parts = [np.array([0.0])]
    for zone, count in zip(lay_out(cell).zones, counts, strict=True):
        s = np.linspace(0.0, 1.0, count + 1)[1:]
        parts.append(zone.left + (zone.right - zone.left) * s * (0.8 + 0.2 * s))
    return np.concatenate(parts)


def on_mesh(cell: Cell | TransportCell, *counts: int, inside: int = 4, layered: bool = False) -> Discrete:
    """The cell on a mesh of that many nodes per zone, with `inside` modes or shells per particle, with double layers if asked for."""
    return warmed(discretise(cell, lay_out(cell), uneven_edges(cell, *counts), inside, inside, layered))
