"""A cathode in the words of a lab (loading, porosity, composition, size, order), so that one of them can change while the rest stay.

A closed layer states thickness and volume fractions of the whole; change its porosity there and its loading changes too. A sketch
states loading and the solids' own composition; thickness and volume fractions follow, as they do when a coating is calendered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stratode.recipe.parts import (
    Bruggeman,
    CarbonBinderDomain,
    ElectronLaw,
    InertShare,
    Interface,
    IonPath,
    Layer,
    Population,
    StatedConductivity,
    Tortuosity,
    TransportEfficiency,
    TransportLaw,
)


@dataclass(frozen=True, slots=True)
class Sketch:
    """One layer, without its place in the stack."""

    name: str
    loading: float  # kg/m2 of solids
    porosity: float
    populations: tuple[Population, ...]  # volume fractions are those of the solids
    inert: tuple[InertShare, ...]  # likewise
    transport: TransportLaw
    electrons: ElectronLaw
    paths: tuple[IonPath, ...] = ()  # volume fractions are those of the solids


def sketch(layer: Layer) -> Sketch:
    """A layer as a sketch."""
    solid = 1.0 - layer.porosity
    return Sketch(
        name=layer.name,
        loading=layer.loading,
        porosity=layer.porosity,
        populations=tuple(replace(p, volume_fraction=p.volume_fraction / solid) for p in layer.populations),
        inert=tuple(replace(s, volume_fraction=s.volume_fraction / solid) for s in layer.inert),
        transport=layer.transport,
        electrons=layer.electrons,
        paths=tuple(replace(p, volume_fraction=p.volume_fraction / solid) for p in layer.paths),
    )


def layer_of(drawn: Sketch, interface: Interface) -> Layer:
    """A sketch as a closed layer: thickness = loading / (solid share x density of the solids)."""
    solid = 1.0 - drawn.porosity
    density = sum(p.volume_fraction * p.material.density for p in drawn.populations)
    density += sum(s.volume_fraction * s.material.density for s in drawn.inert)
    inert = tuple(replace(s, volume_fraction=s.volume_fraction * solid) for s in drawn.inert)
    return Layer(
        name=drawn.name,
        thickness=drawn.loading / (solid * density),
        porosity=drawn.porosity,
        populations=tuple(replace(p, volume_fraction=p.volume_fraction * solid) for p in drawn.populations),
        inert=inert,
        transport=_around(drawn.transport, inert),
        electrons=drawn.electrons,
        interface=interface,
        paths=tuple(replace(p, volume_fraction=p.volume_fraction * solid) for p in drawn.paths),
    )


def _around(law: TransportLaw, inert: tuple[InertShare, ...]) -> TransportLaw:
    """The law in a layer with these inert shares: a carbon-binder domain is of the carbon and binder that are there."""
    if not isinstance(law, CarbonBinderDomain):
        return law
    return replace(law, solids=sum(s.volume_fraction for s in inert if s.material.role in ("carbon", "binder")))


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing a lab would change about a layer: how to read it off a sketch, and how to draw it into another."""

    name: str
    read: Callable[[Sketch], Any]
    draw: Callable[[Sketch, Any], Sketch]
    show: Callable[[Any], str]


def _sizes(drawn: Sketch) -> tuple[float, ...]:
    return tuple(p.radius for p in drawn.populations)


def _draw_sizes(drawn: Sketch, radii: Sequence[float]) -> Sketch:
    return replace(drawn, populations=tuple(replace(p, radius=r) for p, r in zip(drawn.populations, radii, strict=True)))


def _films(drawn: Sketch) -> tuple[tuple[float, ...], ...]:
    """Per population: film resistance, covered share, factor on the exchange current, capacitances of double layer and film, surface."""
    return tuple(
        (p.film_resistance, p.covered_fraction, p.exchange_factor, p.double_layer, p.film_capacitance, p.surface_factor)
        for p in drawn.populations
    )


def _draw_films(drawn: Sketch, films: Sequence[tuple[float, ...]]) -> Sketch:
    filmed = (
        replace(p, film_resistance=r, covered_fraction=c, exchange_factor=k, double_layer=d, film_capacitance=f, surface_factor=s)
        for p, (r, c, k, d, f, s) in zip(drawn.populations, films, strict=True)
    )
    return replace(drawn, populations=tuple(filmed))


def _in_films(films: Sequence[tuple[float, ...]]) -> str:
    return " and ".join(
        f"{1e4 * r:.3g} ohm cm2, {c:.0%} covered, i0 x {k:g}, {100 * d:.3g} uF/cm2" + (f", surface x {s:.3g}" if s != 1.0 else "")
        for r, c, k, d, _, s in films
    )


def _mixture(drawn: Sketch) -> tuple[Any, ...]:
    return tuple((p.material, p.volume_fraction) for p in drawn.populations), drawn.inert, drawn.paths


def _draw_mixture(drawn: Sketch, mixture: tuple[Any, tuple[InertShare, ...], tuple[IonPath, ...]]) -> Sketch:
    active, inert, paths = mixture
    mixed = (replace(p, material=m, volume_fraction=f) for p, (m, f) in zip(drawn.populations, active, strict=True))
    return replace(drawn, populations=tuple(mixed), inert=inert, paths=paths)


def _solids(drawn: Sketch) -> tuple[Any, ...]:
    return drawn.populations, drawn.inert, drawn.paths


def _pores(law: TransportLaw) -> str:
    """A law of transport as a recipe states it."""
    match law:
        case Bruggeman(exponent=exponent):
            return f"bruggeman {exponent:g}"
        case Tortuosity(tau=tau):
            return f"tau {tau:g}"
        case TransportEfficiency(value=value):
            return f"efficiency {value:g}"
        case CarbonBinderDomain(microporosity=microporosity, exponent=exponent):
            return f"bruggeman {exponent:g}, carbon-binder domain of {microporosity:.0%} pores"


def _conduction(law: ElectronLaw) -> str:
    """A law of electron transport: its conductivity, of a network at its reference."""
    if isinstance(law, StatedConductivity):
        return f"{law.value:.3g} S/m"
    return f"network, {law.conductivity:g} S/m at {law.carbon_fraction:.1%} carbon, {law.porosity:.1%} pores, {1e6 * law.diameter:.3g} um"


LOADING = Aspect("loading", lambda s: s.loading, lambda s, v: replace(s, loading=v), lambda v: f"{100.0 * v:.3g} mg/cm2")
POROSITY = Aspect("porosity", lambda s: s.porosity, lambda s, v: replace(s, porosity=v), lambda v: f"{v:.1%}")
TRANSPORT = Aspect("transport in the pores", lambda s: s.transport, lambda s, v: replace(s, transport=v), _pores)
ELECTRONS = Aspect("electrons", lambda s: s.electrons, lambda s, v: replace(s, electrons=v), _conduction)
SIZE = Aspect("particle size", _sizes, _draw_sizes, lambda v: " and ".join(f"{2e6 * r:.3g} um" for r in v))
FILM = Aspect("surface film", _films, _draw_films, _in_films)
COMPOSITION = Aspect(
    "composition",
    _mixture,
    _draw_mixture,
    lambda v: ", ".join(f"{m.name} {f:.1%}" for m, f in (*v[0], *((s.material, s.volume_fraction) for s in v[1]))),
)
SOLIDS = Aspect(
    "composition and particle size",
    _solids,
    lambda s, v: replace(s, populations=v[0], inert=v[1], paths=v[2]),
    lambda v: ", ".join(f"{p.material.name} {2e6 * p.radius:.3g} um {p.volume_fraction:.1%}" for p in v[0]),
)

PER_LAYER = (LOADING, POROSITY, COMPOSITION, SIZE, FILM, TRANSPORT, ELECTRONS)
"""Aspects of layers that have as many populations as their counterparts."""

PER_LAYER_WHOLE = (LOADING, POROSITY, SOLIDS, TRANSPORT, ELECTRONS)
"""Aspects of layers that have not: their solids change as one."""

UNIFORM = (POROSITY, TRANSPORT, ELECTRONS)
"""Aspects that can be told apart between stacks of different numbers of layers where each stack is uniform in them."""
