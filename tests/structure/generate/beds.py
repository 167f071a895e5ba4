"""Statements that the tests of generated packings share."""

from __future__ import annotations

from stratode.structure.generate.sizes import OneSize
from stratode.structure.generate.statements import Binder, Coating, Layer, Layered, Population

UM = 1e-6


def layer(name: str, thickness: float, porosity: float, diameter: float, mixed_over: float = 0.0, material: str = "NMC83") -> Layer:
    """Lengths in um."""
    return Layer(name, thickness * UM, porosity, (Population(material, OneSize(diameter * UM)),), mixed_over * UM)


def double(porosity: float = 0.45, mixed_over: float = 0.0, binder: float = 0.06, coating: Coating | None = None) -> Layered:
    """Large below small, 40 um wide."""
    layers = (layer("large", 32.0, porosity, 11.3), layer("small", 24.0, porosity, 4.5, mixed_over))
    return Layered(layers, 40.0 * UM, 0.5 * UM, Binder(binder) if binder else None, coating)
