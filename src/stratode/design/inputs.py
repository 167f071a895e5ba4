"""The inputs of a cell: each a named number, and the cell as it would be with that number times a factor.

A layer changes as a lab changes it (`sketch`): a higher porosity keeps the loading and makes the coating thicker, a higher share of
one solid takes from all others. Currents are held per area unless the current itself is the input. What is zero or absent is no input,
nor is what no factor suits: potentials, cut-off voltages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from stratode.cell.transport import contact_resistance
from stratode.design.layer_inputs import Knob, law, law_knobs, layer_knobs, number, path_knobs
from stratode.recipe.parts import ActiveMaterial, Cell, Electrode, Layer

REFERENCE = 1000.0  # mol/m3, at which exchange currents are told
NEAR_ONE = 0.99  # a share above this can hardly grow
SHARES = ("share of", "porosity", "covered share", "microporosity", "transport efficiency", "transference number", "first-cycle loss")
HUNDREDTH = 0.01


class Side(Enum):
    """Which electrode; the value is the name of the field of a cell."""

    CATHODE = "cathode"
    ANODE = "anode"


@dataclass(frozen=True, slots=True)
class Input:
    """One number of a cell.

    Args:
        name: in the words of a lab, unique within its cell: "porosity: L".
        value: SI; of a function of salt or lithium content at the filled concentration or half full.
        unit: SI unit; "1" for a share or an exponent.
        changed: the cell with the number times a factor.
        kick: the relative change for which a lab would tell an effect: a hundredth, or of a temperature one kelvin.
    """

    name: str
    value: float
    unit: str
    changed: Callable[[float], Cell]
    kick: float = HUNDREDTH

    @property
    def kicked(self) -> str:
        """The kick in words."""
        return "+1 K" if self.unit == "K" else "+1 %"


def inputs(cell: Cell) -> tuple[Input, ...]:
    """All inputs of a cell, in the order of its parts: cathode, separator, electrolyte, anode, materials, test.

    Args:
        cell: closed.
    """
    knobs: list[tuple[str, Knob[Cell]]] = [*_electrode(cell, Side.CATHODE), *_separator(cell), *_electrolyte(cell)]
    knobs += [*_anode(cell), *_materials(cell), *_test(cell)]
    seen: Counter[str] = Counter()
    found = []
    for name, knob in knobs:
        if knob.value == 0.0 or (knob.value >= NEAR_ONE and name.startswith(SHARES)):
            continue
        seen[name] += 1
        told = name if seen[name] == 1 else f"{name} ({seen[name]})"
        kick = 1.0 / knob.value if knob.unit == "K" else HUNDREDTH
        found.append(Input(told, knob.value, knob.unit, knob.changed, kick))
    return tuple(found)


def _electrode(cell: Cell, side: Side) -> Iterator[tuple[str, Knob[Cell]]]:
    own: Electrode = getattr(cell, side.value)
    for place, layer in enumerate(own.layers):

        def put(other: Layer, k: int = place) -> Cell:
            return _with(cell, side, replace(own, layers=(*own.layers[:k], other, *own.layers[k + 1 :])))

        for name, knob in layer_knobs(layer, place == 0, cell.temperature):
            yield f"{name}: {_label(cell, side, layer)}", knob.within(put)
    resistance = contact_resistance(own.contact, own.layers[0])

    def contact(f: float) -> Electrode:
        return replace(own, contact=replace(own.contact, resistance=own.contact.resistance * f))

    parts = {
        f"contact resistance of the {side.value}'s collector": Knob(resistance, "ohm m2", contact),
        f"contact capacitance of the {side.value}'s collector": number(own, "contact_capacitance", "F/m2"),
        f"first-cycle loss of the {side.value}": number(own, "first_cycle_loss", "1"),
    }
    yield from ((name, knob.within(lambda other: _with(cell, side, other))) for name, knob in parts.items())


def _label(cell: Cell, side: Side, layer: Layer) -> str:
    """A layer's name; where both electrodes have layers, with its electrode unless it says so itself."""
    both = isinstance(cell.anode, Electrode)
    return layer.name if not both or side.value in layer.name.lower() else f"{side.value} {layer.name}"


def _with(cell: Cell, side: Side, electrode: Electrode) -> Cell:
    return replace(cell, cathode=electrode) if side is Side.CATHODE else replace(cell, anode=electrode)


def _separator(cell: Cell) -> Iterator[tuple[str, Knob[Cell]]]:
    own = cell.separator
    parts = [("thickness", number(own, "thickness", "m")), ("porosity", number(own, "porosity", "1"))]
    if own.porosity > 0.0:
        parts += [(n, k.within(lambda pores: replace(own, transport=pores))) for n, k in law_knobs(own.transport)]
    parts += [(n, k.within(lambda ways: replace(own, paths=ways))) for n, k in path_knobs(own.paths, cell.temperature)]
    for name, knob in parts:
        yield f"{name}: separator", knob.within(lambda part: replace(cell, separator=part))


def _electrolyte(cell: Cell) -> Iterator[tuple[str, Knob[Cell]]]:
    own, at = cell.electrolyte, (cell.electrolyte.concentration, cell.temperature)
    parts = {
        "salt concentration": number(own, "concentration", "mol/m3"),
        "diffusivity of the electrolyte": law(own, "diffusivity", "m2/s", *at),
        "conductivity of the electrolyte": law(own, "conductivity", "S/m", *at),
        "transference number": law(own, "transference", "1", *at),
        "thermodynamic factor": law(own, "thermodynamic_factor", "1", *at),
    }
    yield from ((name, knob.within(lambda liquid: replace(cell, electrolyte=liquid))) for name, knob in parts.items())


def _anode(cell: Cell) -> Iterator[tuple[str, Knob[Cell]]]:
    if isinstance(cell.anode, Electrode):
        yield from _electrode(cell, Side.ANODE)
        return
    own = cell.anode
    parts = {
        "exchange current of lithium": law(own, "exchange_current", "A/m2", REFERENCE, cell.temperature),
        "film resistance of lithium": number(own, "film_resistance", "ohm m2"),
        "thickness of lithium": number(own, "thickness", "m"),
        "double layer of lithium": number(own, "double_layer", "F/m2"),
        "film capacitance of lithium": number(own, "film_capacitance", "F/m2"),
    }
    yield from ((name, knob.within(lambda metal: replace(cell, anode=metal))) for name, knob in parts.items())


def _materials(cell: Cell) -> Iterator[tuple[str, Knob[Cell]]]:
    electrodes = [e for e in (cell.cathode, cell.anode) if isinstance(e, Electrode)]
    for host in dict.fromkeys(p.material for e in electrodes for layer in e.layers for p in layer.populations):

        def put(other: ActiveMaterial, own: ActiveMaterial = host) -> Cell:
            return _with_host(cell, own, other)

        yield f"diffusivity of {host.name}", law(host, "diffusivity", "m2/s", 0.5, cell.temperature).within(put)
        yield f"exchange current of {host.name}", law(host, "exchange_current", "A/m2", 0.5, cell.temperature).within(put)


def _with_host(cell: Cell, host: ActiveMaterial, other: ActiveMaterial) -> Cell:
    """The cell with another material wherever `host` is."""

    def swapped(electrode: Electrode) -> Electrode:
        layers = (
            replace(layer, populations=tuple(replace(p, material=other) if p.material == host else p for p in layer.populations))
            for layer in electrode.layers
        )
        return replace(electrode, layers=tuple(layers))

    anode = swapped(cell.anode) if isinstance(cell.anode, Electrode) else cell.anode
    return replace(cell, cathode=swapped(cell.cathode), anode=anode)


def _test(cell: Cell) -> Iterator[tuple[str, Knob[Cell]]]:
    """Current, temperature, and what holds it."""
    yield "current at 1C", number(cell.protocol, "one_c", "A/m2").within(lambda test: replace(cell, protocol=test))
    warm = cell.thermal
    if warm is None:
        yield "temperature", number(cell, "temperature", "K")
        return
    yield "temperature at the beginning", number(cell, "temperature", "K")
    parts = {
        "surroundings' temperature": number(warm, "ambient", "K"),
        "heat capacity": number(warm, "heat_capacity", "J/(m2 K)"),
        "heat transfer": number(warm, "heat_transfer", "W/(m2 K)"),
    }
    yield from ((name, knob.within(lambda thermal: replace(cell, thermal=thermal))) for name, knob in parts.items())
