"""Invented cells of round numbers, closed by hand, for the design tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stratode.recipe.parts import (
    ActiveMaterial,
    Bruggeman,
    Cell,
    CellFormat,
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
    Pouch,
    Protocol,
    Separator,
    StatedConductivity,
)
from stratode.recipe.property import constant

ALUMINIUM = Inert("Al", 2700.0, "other", "invented")
COPPER = Inert("Cu", 8960.0, "other", "invented")
CARBON = Inert("carbon", 2000.0, "carbon", "invented")
BINDER = Inert("binder", 1800.0, "binder", "invented")


def _active(name: str, density: float, max_concentration: float, full: float, empty: float) -> ActiveMaterial:
    return ActiveMaterial(
        name=name,
        density=density,
        max_concentration=max_concentration,
        potential=constant(3.8, "V", "invented"),
        potential_charge=None,
        entropy=None,
        diffusivity=constant(1e-14, "m2/s", "invented"),
        exchange_current=constant(2.0, "A/m2", "invented"),
        conductivity=None,
        stoichiometry_full=full,
        stoichiometry_empty=empty,
        source="invented",
    )


OXIDE = _active("oxide", 4800.0, 50000.0, 0.3, 0.9)
GRAPHITE = _active("graphite", 2200.0, 30000.0, 0.9, 0.1)

SALT_SOLUTION = Electrolyte(
    name="salt solution",
    concentration=1000.0,
    density=1200.0,
    diffusivity=constant(3e-10, "m2/s", "invented"),
    conductivity=constant(1.0, "S/m", "invented"),
    transference=constant(0.25, "1", "invented"),
    thermodynamic_factor=constant(1.5, "1", "invented"),
    solubility=None,
    source="invented",
)


def make_layer(
    name: str = "L", thickness: float = 100e-6, porosity: float = 0.4, radius: float = 5e-6, material: ActiveMaterial = OXIDE
) -> Layer:
    """Solids are 90 vol% active, 5 vol% carbon, 5 vol% binder."""
    solid = 1.0 - porosity
    return Layer(
        name=name,
        thickness=thickness,
        porosity=porosity,
        populations=(Population(material, radius, 0.90 * solid, 0.0, 0.0, 1.0),),
        inert=(InertShare(CARBON, 0.05 * solid), InertShare(BINDER, 0.05 * solid)),
        transport=Bruggeman(1.5),
        electrons=StatedConductivity(10.0),
        interface=Interface(0.0, 0.0),
    )


def make_electrode(layers: tuple[Layer, ...], collector: Foil) -> Electrode:
    return Electrode(layers, collector, ContactLaw(1e-4, 0.4, 1e-5, 0.0, 0.0), 0.0)


def make_protocol() -> Protocol:
    return Protocol(
        rates=(0.1, 1.0),
        charge=(),
        discharge=(Current(None, False, 2.8),),
        lower_voltage=2.8,
        upper_voltage=4.3,
        one_c=50.0,
        one_c_basis="5 mAh/cm2",
    )


def _make_cell(
    layers: tuple[Layer, ...] | None = None, anode: LithiumMetal | Electrode | None = None, form: CellFormat | None = None
) -> Cell:
    lithium = LithiumMetal(100e-6, constant(10.0, "A/m2", "invented"), 0.0, None, 534.0, "invented")
    return Cell(
        name="invented",
        cathode=make_electrode(layers or (make_layer("L"), make_layer("S", radius=2e-6)), Foil(ALUMINIUM, 10e-6)),
        anode=anode or lithium,
        separator=Separator("film", 20e-6, 0.5, Bruggeman(1.5), 900.0, "invented"),
        electrolyte=SALT_SOLUTION,
        format=form or Coin(1e-4, None, 0.0, 0.0),
        temperature=298.15,
        protocol=make_protocol(),
    )


@pytest.fixture
def make_cell() -> Callable[..., Cell]:
    """A lithium coin cell of two 100 um layers, unless told otherwise."""
    return _make_cell


@pytest.fixture
def graphite_anode() -> Electrode:
    return make_electrode((make_layer("graphite", 150e-6, 0.35, 8e-6, GRAPHITE),), Foil(COPPER, 8e-6))


@pytest.fixture
def pouch() -> Pouch:
    return Pouch(
        area=25e-4,
        faces=4,
        ec_ratio=2.5e-3 / 3600.0,
        tab_mass=0.2e-3,
        packaging_areal_mass=0.18,
        packaging_thickness=110e-6,
        seal_margin=5e-3,
    )
