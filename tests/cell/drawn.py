"""Cells drawn at random from wide ranges, each from its own seed: thin to very thick, slow to fast, one to five layers, half and full."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from stratode.cell.equilibrium import window
from stratode.recipe import library
from stratode.recipe.parts import (
    ActiveMaterial,
    Bruggeman,
    CarbonNetwork,
    Cell,
    Coin,
    ContactLaw,
    Current,
    Electrode,
    Electrolyte,
    ElectronLaw,
    Foil,
    Hold,
    Inert,
    InertShare,
    Interface,
    Layer,
    LithiumMetal,
    Population,
    Protocol,
    Rest,
    Separator,
    StatedConductivity,
    Step,
    Tortuosity,
    TransportLaw,
)

CATHODES = ("NMC811", "NMC811 (LG M50)", "NMC83", "NMC111")  # constant diffusivity and D(x)
ANODES = ("graphite", "SiOx-graphite (LG M50)")
LIQUIDS = ("Nyman 2008", "Nyman 2008 activity", "Landesfeind 2019")
CARBON = Inert("carbon", 1950.0, "carbon", "drawn")
BINDER = Inert("binder", 1780.0, "binder", "drawn")
COLLECTOR = Foil(Inert("foil", 2700.0, "other", "drawn"), 12e-6)
NETWORK = CarbonNetwork(0.18, 0.046, 0.335, 10.44e-6, 2.0, 1.5, 1.0)
T = TypeVar("T")


class Draw:
    """Numbers and choices from one seed; another stream of the same seed is independent of it."""

    def __init__(self, seed: int, stream: int = 0) -> None:
        self.random = np.random.default_rng([seed, stream] if stream else seed)

    def between(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))

    def spread(self, low: float, high: float) -> float:
        """Uniform in the logarithm."""
        return float(np.exp(self.random.uniform(np.log(low), np.log(high))))

    def happens(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def one_of(self, choices: tuple[T, ...]) -> T:
        return choices[int(self.random.integers(len(choices)))]


def cell(seed: int) -> Cell:
    """The cell of a seed; its protocol has one rate."""
    draw = Draw(seed)
    thickness = draw.spread(20e-6, 900e-6)
    cathode = _electrode(draw, CATHODES, thickness, int(draw.random.integers(1, 6)), 0.1)
    anode = _anode(draw, cathode) if draw.happens(0.45) else _lithium(draw)
    liquid = library.find(draw.one_of(LIQUIDS), kind="electrolyte")
    assert isinstance(liquid, Electrolyte)
    made = Cell(
        name=f"drawn {seed}",
        cathode=cathode,
        anode=anode,
        separator=Separator("drawn", draw.spread(8e-6, 400e-6), draw.between(0.35, 0.9), _transport(draw), 900.0, "drawn"),
        electrolyte=replace(liquid, concentration=draw.between(500.0, 2000.0)),
        format=Coin(1e-4, None, 0.0, 0.0),
        temperature=273.15 + draw.between(0.0, 40.0),
        protocol=_protocol(draw),
    )
    one_c = window(made, made.protocol.lower_voltage, made.protocol.upper_voltage).capacity / 3600.0
    return replace(made, protocol=replace(made.protocol, one_c=one_c, one_c_basis="the window in one hour"))


def _electrode(draw: Draw, materials: tuple[str, ...], thickness: float, count: int, loss: float) -> Electrode:
    cuts = np.sort(draw.random.uniform(0.0, 1.0, count - 1))
    parts = np.maximum(np.diff(np.concatenate([[0.0], cuts, [1.0]])), 0.01)
    same = draw.one_of(materials) if draw.happens(0.7) else None
    layers = tuple(_layer(draw, f"L{k}", thickness * part, materials, same) for k, part in enumerate(parts / parts.sum()))
    contact = ContactLaw(0.0 if draw.happens(0.3) else draw.spread(1e-5, 5e-3), 0.335, 1e-5, draw.between(0.0, 2.0), draw.between(0.0, 1.0))
    return Electrode(layers, COLLECTOR, contact, loss)


def _layer(draw: Draw, name: str, thickness: float, materials: tuple[str, ...], same: str | None) -> Layer:
    porosity, carbon = draw.between(0.15, 0.6), draw.between(0.005, 0.05)
    binder = draw.between(0.005, 0.05)
    shares = draw.random.dirichlet(np.ones(draw.one_of((1, 1, 2, 3)))) * (1.0 - porosity - carbon - binder)
    return Layer(
        name=name,
        thickness=thickness,
        porosity=porosity,
        populations=tuple(_population(draw, same or draw.one_of(materials), float(share)) for share in shares if share > 1e-3),
        inert=(InertShare(CARBON, carbon), InertShare(BINDER, binder + float(shares[shares <= 1e-3].sum()))),
        transport=_transport(draw),
        electrons=_electrons(draw),
        interface=Interface(draw.between(0.0, 40e-6) if draw.happens(0.3) else 0.0, draw.spread(1e-6, 1e-3) if draw.happens(0.3) else 0.0),
    )


def _population(draw: Draw, material: str, share: float) -> Population:
    found = library.find(material, kind="active")
    assert isinstance(found, ActiveMaterial)
    return Population(
        material=found,
        radius=draw.spread(0.2e-6, 12e-6),
        volume_fraction=share,
        film_resistance=draw.spread(1e-4, 3e-2) if draw.happens(0.3) else 0.0,
        covered_fraction=draw.between(0.0, 0.9) if draw.happens(0.3) else 0.0,
        exchange_factor=draw.spread(0.05, 20.0) if draw.happens(0.3) else 1.0,
    )


def _transport(draw: Draw) -> TransportLaw:
    return Bruggeman(draw.between(1.0, 2.5)) if draw.happens(0.6) else Tortuosity(draw.between(1.1, 6.0))


def _electrons(draw: Draw) -> ElectronLaw:
    return NETWORK if draw.happens(0.5) else StatedConductivity(draw.spread(1e-2, 200.0))


def _lithium(draw: Draw) -> LithiumMetal:
    metal = library.find("lithium", kind="lithium")
    assert isinstance(metal, LithiumMetal)
    film = draw.spread(1e-5, 1e-2) if draw.happens(0.3) else 0.0
    return replace(metal, thickness=draw.spread(1e-6, 400e-6), film_resistance=film)


def _anode(draw: Draw, cathode: Electrode) -> Electrode:
    """A porous anode whose sites hold 0.8 to 1.6 times the cathode's."""
    made = _electrode(draw, ANODES, 100e-6, draw.one_of((1, 1, 2, 3)), draw.between(0.0, 0.15))
    scale = draw.between(0.8, 1.6) * _sites(cathode) / _sites(made)
    return replace(made, layers=tuple(replace(layer, thickness=scale * layer.thickness) for layer in made.layers))


def _sites(electrode: Electrode) -> float:
    """mol/m2."""
    return sum(layer.thickness * p.volume_fraction * p.material.max_concentration for layer in electrode.layers for p in layer.populations)


def _protocol(draw: Draw) -> Protocol:
    rate, low, high = draw.spread(0.02, 5.0), draw.between(2.5, 3.2), draw.between(4.1, 4.4)
    charge: tuple[Step, ...] = ()
    if draw.happens(0.5):
        first = Current(None if draw.happens(0.5) else draw.spread(0.05, 2.0), True, high)
        hold = Hold(high, draw.spread(0.01, 0.1), draw.spread(60.0, 36000.0) if draw.happens(0.5) else None)
        charge = draw.one_of(((first,), (first, hold), (first, hold, Rest(draw.spread(1.0, 36000.0))), (first, Rest(600.0))))
    discharge: tuple[Step, ...] = (Current(None, False, low),)
    if draw.happens(0.2):
        discharge = (*discharge, Hold(low, draw.spread(0.01, 0.1)), Rest(draw.spread(1.0, 7200.0)))
    return Protocol((rate,), charge, discharge, low, high, 1.0, "")
