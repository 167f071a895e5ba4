"""The numbers of a layer, and the layer with one of them times a factor, as a lab would make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, TypeVar

from stratode.cell.transport import electron_conductivity
from stratode.design.sketch import Sketch, layer_of, sketch
from stratode.recipe.parts import (
    ActiveMaterial,
    Bruggeman,
    CarbonBinderDomain,
    ElectronLaw,
    InertShare,
    IonPath,
    Layer,
    Population,
    StatedConductivity,
    Tortuosity,
    TransportEfficiency,
    TransportLaw,
)
from stratode.recipe.property import Constant, Expression, Property, Table, TemperatureTable

Part = TypeVar("Part")
Whole = TypeVar("Whole")


@dataclass(frozen=True, slots=True)
class Knob(Generic[Part]):
    """A number, SI with its unit, and what it is a number of with that number times a factor."""

    value: float
    unit: str
    changed: Callable[[float], Part]

    def within(self, put: Callable[[Part], Whole]) -> Knob[Whole]:
        """The same number of the whole that `put` makes of the part."""
        return Knob(self.value, self.unit, lambda factor: put(self.changed(factor)))


Knobs = Iterator[tuple[str, Knob[Part]]]


def scaled(own: Property, factor: float) -> Property:
    """A property whose every value is `factor` times as large.

    Raises:
        TypeError: its shape is none of those a recipe makes.
    """
    match own.shape:
        case Constant(value=value):
            return replace(own, shape=Constant(value * factor))
        case Table(x=x, y=y, method=method):
            return replace(own, shape=Table(x, tuple(factor * v for v in y), method))
        case TemperatureTable(T=T, y=y):
            return replace(own, shape=TemperatureTable(T, tuple(factor * v for v in y)))
        case Expression() as shape:
            return replace(own, shape=replace(shape, scale=shape.scale * factor))
    raise TypeError(f"property: must be a number, a table or a formula to be scaled; received {own.shape!r}; use one of recipe.property")


def number(part: Part, field: str, unit: str) -> Knob[Part]:
    """A number that a part holds."""
    value: float = getattr(part, field)
    return Knob(value, unit, lambda factor: _with(part, field, value * factor))


def law(part: Part, field: str, unit: str, *point: float) -> Knob[Part]:
    """A property that a part holds, its value told at a point (variable, K)."""
    own: Property = getattr(part, field)
    return Knob(float(own(*point)), unit, lambda factor: _with(part, field, scaled(own, factor)))


def _with(part: Part, field: str, value: float | Property) -> Part:
    frozen: Any = part
    other: Part = replace(frozen, **{field: value})
    return other


def layer_knobs(layer: Layer, first: bool, temperature: float) -> Knobs[Layer]:
    """The numbers of a layer, those of its interface with the layer before it where it is not the `first`."""
    drawn = sketch(layer)

    def closed(other: Sketch) -> Layer:
        return layer_of(other, layer.interface)

    yield "loading", number(drawn, "loading", "kg/m2").within(closed)
    yield "porosity", number(drawn, "porosity", "1").within(closed)
    yield from ((name, knob.within(closed)) for name, knob in _composition(drawn))
    yield from ((name, knob.within(closed)) for name, knob in _surfaces(drawn))
    yield from ((name, knob.within(lambda pores: closed(replace(drawn, transport=pores)))) for name, knob in law_knobs(layer.transport))
    yield from ((name, knob.within(lambda ways: replace(layer, paths=ways))) for name, knob in path_knobs(layer.paths, temperature))
    electrons = electron_conductivity(layer.electrons, layer)
    yield "electron conductivity", Knob(electrons, "S/m", lambda f: replace(layer, electrons=_louder(layer.electrons, f)))
    if not first:
        meets = {"mixed width": ("mixed_over", "m"), "contact resistance to the layer below": ("contact_resistance", "ohm m2")}
        for name, (field, unit) in meets.items():
            yield name, number(layer.interface, field, unit).within(lambda other: replace(layer, interface=other))


def law_knobs(pores: TransportLaw) -> Knobs[TransportLaw]:
    """The numbers of a law of transport."""
    named = {
        Bruggeman: {"exponent": "Bruggeman exponent"},
        Tortuosity: {"tau": "tortuosity"},
        TransportEfficiency: {"value": "transport efficiency"},
        CarbonBinderDomain: {
            "exponent": "Bruggeman exponent",
            "inside": "exponent inside carbon and binder",
            "microporosity": "microporosity of carbon and binder",
        },
    }
    for field, name in named[type(pores)].items():
        yield name, number(pores, field, "1")


def path_knobs(paths: tuple[IonPath, ...], temperature: float) -> Knobs[tuple[IonPath, ...]]:
    """The numbers of single-ion conductors: how well each conducts, and how tortuous it lies."""
    for place, path in enumerate(paths):

        def put(other: IonPath, k: int = place) -> tuple[IonPath, ...]:
            return (*paths[:k], other, *paths[k + 1 :])

        def laid(pores: TransportLaw, own: IonPath = path, k: int = place) -> tuple[IonPath, ...]:
            return (*paths[:k], replace(own, transport=pores), *paths[k + 1 :])

        yield f"conductivity of {path.material}", law(path, "conductivity", "S/m", 0.0, temperature).within(put)
        yield from ((f"{name} of {path.material}", knob.within(laid)) for name, knob in law_knobs(path.transport))


def _louder(electrons: ElectronLaw, factor: float) -> ElectronLaw:
    """The law with every conductivity times a factor."""
    if isinstance(electrons, StatedConductivity):
        return StatedConductivity(electrons.value * factor)
    return replace(electrons, conductivity=electrons.conductivity * factor)


def _surfaces(drawn: Sketch) -> Knobs[Sketch]:
    """Sizes and surfaces of the particles of each material, all its populations alike; sizes are told as diameters."""
    fields = {
        "radius": ("particle size of", "m", 2.0),
        "film_resistance": ("film resistance on", "ohm m2", 1.0),
        "covered_fraction": ("covered share of", "1", 1.0),
        "surface_factor": ("surface over that of spheres of", "1", 1.0),
        "exchange_factor": ("factor on the exchange current of", "1", 1.0),
        "double_layer": ("double layer on", "F/m2", 1.0),
        "film_capacitance": ("film capacitance on", "F/m2", 1.0),
    }
    for material in dict.fromkeys(p.material for p in drawn.populations):
        own = [p for p in drawn.populations if p.material == material]
        whole = sum(p.volume_fraction for p in own)
        for field, (words, unit, told) in fields.items():
            value = told * sum(getattr(p, field) * p.volume_fraction for p in own) / whole
            if not (field in ("exchange_factor", "surface_factor") and value == 1.0):  # none
                yield f"{words} {material.name}", Knob(value, unit, partial(_resurfaced, drawn, material, field))


def _resurfaced(drawn: Sketch, material: ActiveMaterial, field: str, factor: float) -> Sketch:
    alike = (_with(p, field, getattr(p, field) * factor) if p.material == material else p for p in drawn.populations)
    return replace(drawn, populations=tuple(alike))


def _composition(drawn: Sketch) -> Knobs[Sketch]:
    """The mass shares of the solids, of more than one."""
    for name, share in _shares(drawn).items():
        if share < 1.0:
            yield f"share of {name}", Knob(share, "1", partial(_remixed, drawn, name))


def _shares(drawn: Sketch) -> dict[str, float]:
    """Mass share of each solid, all populations of a material together."""
    masses: dict[str, float] = {}
    solids: tuple[Population | InertShare, ...] = (*drawn.populations, *drawn.inert)
    for solid in solids:
        masses[solid.material.name] = masses.get(solid.material.name, 0.0) + solid.volume_fraction * solid.material.density
    whole = sum(masses.values())
    return {name: mass / whole for name, mass in masses.items()}


def _remixed(drawn: Sketch, name: str, factor: float) -> Sketch:
    """The solids with the mass share of one times a factor and those of all others less in proportion."""
    share = _shares(drawn)[name]
    rest = (1.0 - share * factor) / (1.0 - share)

    def grown(solid: Population | InertShare | IonPath) -> float:
        own = solid.material if isinstance(solid, IonPath) else solid.material.name
        return solid.volume_fraction * (factor if own == name else rest)

    total = sum(grown(p) for p in drawn.populations) + sum(grown(s) for s in drawn.inert)
    return replace(
        drawn,
        populations=tuple(replace(p, volume_fraction=grown(p) / total) for p in drawn.populations),
        inert=tuple(replace(s, volume_fraction=grown(s) / total) for s in drawn.inert),
        paths=tuple(replace(p, volume_fraction=grown(p) / total) for p in drawn.paths),
    )
