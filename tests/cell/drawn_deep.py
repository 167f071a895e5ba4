"""Random cells with all that a recipe may state beside the plain cell: conductors, double layers, branches, heat, experiments, transport
cells. Each dresses the cell that `drawn` has for its seed, from a second stream of numbers, so that `drawn`'s cells stay what they are."""

from __future__ import annotations

from dataclasses import replace

from tests.cell.drawn import COLLECTOR, Draw, cell
from tests.cell.drawn_stages import experiment, transport_experiment

from stratode.recipe import library
from stratode.recipe.parts import (
    ActiveMaterial,
    BlockingElectrode,
    Bruggeman,
    Cell,
    Conductor,
    ContactLaw,
    Electrode,
    Electrolyte,
    Inert,
    InertShare,
    IonPath,
    Layer,
    LithiumMetal,
    Separator,
    Thermal,
    TransportCell,
    TransportEfficiency,
)
from stratode.recipe.property import constant

CONDUCTORS = ("LLZO", "ISP50", "ISP67")
POLYMERS = ("PEO-LiTFSI (Edman 2000)", "LiTFSI-PEGMA (huang2021)", "LiTFSI-PEGMA-MePrPyl TFSI (huang2021)")
SALT_FREE = constant(1.0, "1", "drawn")

Part = Separator | Layer
End = LithiumMetal | BlockingElectrode | Electrode


def deep(seed: int) -> Cell | TransportCell:
    """The dressed cell of a seed: a transport cell (a third), or a battery with an experiment or a rate test."""
    draw = Draw(seed, stream=1)
    plain = cell(seed)
    if draw.happens(0.33):
        return _transport_cell(draw, plain)
    made = _dressed(draw, plain)
    return replace(made, experiment=experiment(draw, made)) if draw.happens(0.7) else made


def _dressed(draw: Draw, plain: Cell) -> Cell:
    """A battery with more physics."""
    beside = draw.happens(0.5)
    capacitive = draw.happens(0.7)
    cathode = _electrode(draw, plain.cathode, beside, capacitive)
    anode: LithiumMetal | Electrode
    if isinstance(plain.anode, Electrode):
        anode = _electrode(draw, _with_silicon(draw, plain.anode), beside, capacitive)
    else:
        anode = _lithium(draw, plain.anode, capacitive)
    return replace(
        plain,
        name=f"deep {plain.name}",
        cathode=cathode,
        anode=anode,
        separator=_separator(draw, plain.separator, beside),
        electrolyte=_electrolyte(draw, plain.electrolyte),
        thermal=_thermal(draw, plain.temperature) if draw.happens(0.35) else None,
    )


def _thermal(draw: Draw, temperature: float) -> Thermal:
    transfer = 0.0 if draw.happens(0.3) else draw.spread(0.1, 100.0)
    return Thermal(draw.spread(300.0, 2e4), transfer, temperature + draw.between(-15.0, 15.0))


def _electrolyte(draw: Draw, liquid: Electrolyte) -> Electrolyte:
    """The liquid itself, or one whose salt does not move."""
    return replace(liquid, transference=SALT_FREE) if draw.happens(0.15) else liquid


def _path(draw: Draw, fraction: float) -> IonPath:
    found = library.find(draw.one_of(CONDUCTORS), kind="conductor")
    assert isinstance(found, Conductor)
    law = Bruggeman(draw.between(1.0, 2.5)) if draw.happens(0.5) else TransportEfficiency(fraction * draw.between(0.1, 1.0))
    return IonPath(found.name, found.conductivity, fraction, law)


def _separator(draw: Draw, plain: Separator, beside: bool) -> Separator:
    """Without a path, with one in its solid, or dense where what touches it has paths too."""
    if not beside or draw.happens(0.3):
        return plain
    dense = draw.happens(0.3)
    porosity = 0.0 if dense else plain.porosity
    return replace(plain, porosity=porosity, paths=(_path(draw, (1.0 - porosity) * draw.between(0.2, 1.0)),))


def _layer(draw: Draw, plain: Layer, beside: bool, capacitive: bool) -> Layer:
    """A part of the pores filled with a conductor, capacitances on its particles."""
    made = plain
    if beside:
        fraction = plain.porosity * draw.between(0.02, 0.6)
        solid = Inert("drawn conductor", 2000.0, "conductor", "drawn")
        made = replace(
            plain,
            porosity=plain.porosity - fraction,
            inert=(*plain.inert, InertShare(solid, fraction)),
            paths=(_path(draw, fraction),),
        )
    if not capacitive:
        return made
    layers = draw.spread(1e-3, 1.0)
    films = draw.spread(1e-4, 1e-1) if draw.happens(0.5) else 0.0
    return replace(made, populations=tuple(replace(p, double_layer=layers, film_capacitance=films) for p in made.populations))


def _electrode(draw: Draw, plain: Electrode, beside: bool, capacitive: bool) -> Electrode:
    layers = tuple(_layer(draw, layer, beside, capacitive) for layer in plain.layers)
    contact = draw.spread(1e-4, 1.0) if capacitive and draw.happens(0.5) else 0.0
    return replace(plain, layers=layers, contact_capacitance=contact)


def _lithium(draw: Draw, plain: LithiumMetal, capacitive: bool) -> LithiumMetal:
    if not capacitive:
        return plain
    return replace(plain, double_layer=draw.spread(1e-3, 1.0), film_capacitance=draw.spread(1e-4, 1e-1) if draw.happens(0.5) else 0.0)


def _with_silicon(draw: Draw, plain: Electrode) -> Electrode:
    """Some of the first population exchanged for silicon of the same lithium, which has branches."""
    if draw.happens(0.5):
        return plain
    silicon = library.find("silicon", kind="active")
    assert isinstance(silicon, ActiveMaterial)
    layers = []
    for layer in plain.layers:
        first = layer.populations[0]
        gone = first.volume_fraction * draw.between(0.05, 0.5)
        taken = gone * first.material.max_concentration / silicon.max_concentration
        less = replace(first, volume_fraction=first.volume_fraction - gone)
        more = replace(first, material=silicon, radius=draw.spread(0.05e-6, 3e-6), volume_fraction=taken)
        filler = InertShare(Inert("drawn filler", 2000.0, "other", "drawn"), gone - taken)
        layers.append(replace(layer, populations=(less, *layer.populations[1:], more), inert=(*layer.inert, filler)))
    return replace(plain, layers=tuple(layers))


def _transport_cell(draw: Draw, plain: Cell) -> TransportCell:
    """Ends of any kind around separators and layers whose solid touches no collector."""
    beside, capacitive = draw.happens(0.5), draw.happens(0.8)
    middle: list[Part] = [_separator(draw, plain.separator, beside)]
    while draw.happens(0.35):
        middle.append(_layer(draw, draw.one_of(plain.cathode.layers), beside, capacitive))
        middle.append(_separator(draw, plain.separator, beside))
    if len(middle) > 1 and draw.happens(0.3):
        middle = middle[1:]  # a layer right at a plane
    left = _end(draw, plain, beside, capacitive, porous=isinstance(middle[0], Separator))
    right = _end(draw, plain, beside, capacitive)
    if draw.happens(0.2) and middle:
        right = left
    return TransportCell(
        name=f"deep {plain.name}",
        left=left,
        middle=tuple(middle),
        right=right,
        electrolyte=_polymer(draw) if draw.happens(0.3) else _electrolyte(draw, plain.electrolyte),
        area=1e-4,
        temperature=plain.temperature,
        state_of_charge=draw.between(0.0, 1.0),
        experiment=transport_experiment(draw),
    )


def _polymer(draw: Draw) -> Electrolyte:
    found = library.find(draw.one_of(POLYMERS), kind="electrolyte")
    assert isinstance(found, Electrolyte)
    return found


def _end(draw: Draw, plain: Cell, beside: bool, capacitive: bool, porous: bool = True) -> End:
    kind = draw.one_of(("lithium", "blocking", "porous", "blocking pores") if porous else ("lithium", "blocking"))
    if kind == "lithium":
        metal = library.find("lithium", kind="lithium")
        assert isinstance(metal, LithiumMetal)
        return _lithium(draw, replace(metal, thickness=draw.spread(1e-6, 400e-6), film_resistance=draw.one_of((0.0, 1e-3))), capacitive)
    if kind == "blocking":
        return BlockingElectrode("steel", draw.spread(1e-2, 1.0), draw.one_of((0.0, 1e-4)))
    made = _electrode(draw, plain.cathode, beside, capacitive or kind == "blocking pores")
    if kind == "porous":
        return made
    layers = tuple(replace(layer, populations=tuple(replace(p, exchange_factor=0.0) for p in layer.populations)) for layer in made.layers)
    return Electrode(layers, COLLECTOR, ContactLaw(0.0, 0.335, 1e-5, 0.0, 0.0), 0.0)


def dense(seed: int) -> Cell | TransportCell:
    """The cell of a seed with every separator a dense conductor, whatever lies beside it: ions change their carrier."""
    draw, made = Draw(seed, stream=2), deep(seed)

    def closed(part: Separator) -> Separator:
        return replace(part, porosity=0.0, paths=(_path(draw, draw.between(0.3, 1.0)),))

    if isinstance(made, Cell):
        return replace(made, separator=closed(made.separator))
    return replace(made, middle=tuple(closed(part) if isinstance(part, Separator) else part for part in made.middle))
