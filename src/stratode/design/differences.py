"""What differs between two cells, in the words of a lab, and the cells in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isclose
from typing import Any

from stratode.design.sketch import LOADING, PER_LAYER, PER_LAYER_WHOLE, UNIFORM, Aspect, Sketch, layer_of, sketch
from stratode.recipe.parts import Cell, Interface, Layer

ORDER = "order of layers"
INTERFACES = "interfaces"
STRUCTURE = "layer structure"
PROTOCOL = "protocol"

_CATHODE = {
    "contact": "contact",
    "cathode collector": "collector",
    "first-cycle loss": "first_cycle_loss",
}  # player -> field of Electrode
_CELL = {
    "separator": "separator",
    "anode": "anode",
    "electrolyte": "electrolyte",
    "cell format": "format",
    "temperature": "temperature",
    "initial stoichiometry": "initial_stoichiometry",
}  # player -> field of Cell


@dataclass(frozen=True, slots=True)
class Difference:
    """An input, or a group of inputs that belong together, that differs between two cells."""

    name: str
    detail: str  # "53.0% -> 25.0%", or the fields that differ


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two stacks of layers, each layer with its counterpart. `match[k]` is the place in B of A's layer k; None: no counterparts."""

    a: tuple[Sketch, ...]
    b: tuple[Sketch, ...]
    match: tuple[int, ...] | None
    aspects: tuple[Aspect, ...]  # that can be told apart


def differences(a: Cell, b: Cell) -> tuple[Difference, ...]:
    """The inputs that differ between two cells; cell names and lists of assumptions do not count.

    Layers of equal number are compared with their counterparts: the layer of the same composition and particle size where B is
    A in another order, else the layer in the same place. Stacks of different numbers of layers differ in "layer structure"; total
    loading, and what is uniform in each stack, are still told apart.
    """
    pairing = _pair(a, b)
    found = _layer_differences(pairing)
    if pairing.match is not None and not _same(_interfaces(a), _interfaces(b)):
        found.append(Difference(INTERFACES, f"{_in_words(_interfaces(a))} -> {_in_words(_interfaces(b))}"))
    for name, field in _CATHODE.items():
        found += _field_difference(name, getattr(a.cathode, field), getattr(b.cathode, field))
    for name, field in _CELL.items():
        found += _field_difference(name, getattr(a, field), getattr(b, field))
    if not _same(_protocol(a, b), _protocol(b, a)):
        found.append(Difference(PROTOCOL, _detail(replace(a.protocol, one_c=1.0), replace(b.protocol, one_c=1.0)) or "1C"))
    return tuple(found)


def hybrid(a: Cell, b: Cell, taken: frozenset[str]) -> Cell:
    """Cell A with the named differences taken from B.

    Args:
        a, b: the two cells.
        taken: names from :func:`differences`; all of them give B itself, none gives A.

    Raises:
        ValueError: a name that is not among the differences.
    """
    names = {difference.name for difference in differences(a, b)}
    if unknown := taken - names:
        raise ValueError(f"differences: {', '.join(sorted(unknown))} not among those of these cells; take from {', '.join(sorted(names))}")
    if not taken:
        return a
    return b if taken == names else _mixed(a, b, taken)


def _mixed(a: Cell, b: Cell, taken: frozenset[str]) -> Cell:
    cathode_fields = {field: getattr(b.cathode, field) for name, field in _CATHODE.items() if name in taken}
    cell_fields = {field: getattr(b, field) for name, field in _CELL.items() if name in taken}
    cathode = replace(a.cathode, layers=_mixed_layers(a, b, taken), **cathode_fields)
    mixed = replace(a, cathode=cathode, name=f"{a.name} with {', '.join(sorted(taken))} of {b.name}", **cell_fields)
    source = b if PROTOCOL in taken else a
    one_c = source.protocol.one_c
    if not isclose(a.protocol.one_c, b.protocol.one_c, rel_tol=1e-9):  # stated per mass: the current follows the active loading
        one_c *= _active_loading(mixed) / _active_loading(source)
    return replace(mixed, protocol=replace(source.protocol, one_c=one_c))


def _mixed_layers(a: Cell, b: Cell, taken: frozenset[str]) -> tuple[Layer, ...]:
    pairing = _pair(a, b)
    if pairing.match is None:
        return _mixed_structure(a, b, pairing, taken)
    drawn = list(pairing.a)
    for aspect in pairing.aspects:
        if aspect.name in taken:
            drawn = [aspect.draw(mine, aspect.read(pairing.b[there])) for mine, there in zip(drawn, pairing.match, strict=True)]
    if ORDER in taken:
        drawn = [drawn[pairing.match.index(place)] for place in range(len(drawn))]
    interfaces = _interfaces(b if INTERFACES in taken else a)
    return tuple(layer_of(one, interface) for one, interface in zip(drawn, interfaces, strict=True))


def _mixed_structure(a: Cell, b: Cell, pairing: Pairing, taken: frozenset[str]) -> tuple[Layer, ...]:
    drawn, interfaces = (pairing.b, _interfaces(b)) if STRUCTURE in taken else (pairing.a, _interfaces(a))
    for aspect in pairing.aspects:
        source = pairing.b if aspect.name in taken else pairing.a
        if aspect is LOADING:
            scale = _total_loading(source) / _total_loading(drawn)
            drawn = tuple(replace(one, loading=one.loading * scale) for one in drawn)
        else:
            drawn = tuple(aspect.draw(one, aspect.read(source[0])) for one in drawn)
    return tuple(layer_of(one, interface) for one, interface in zip(drawn, interfaces, strict=True))


# ------------------------------------------------------------------------------------------------------------ comparing


def _pair(a: Cell, b: Cell) -> Pairing:
    ours, theirs = (tuple(sketch(layer) for layer in cell.cathode.layers) for cell in (a, b))
    if len(ours) != len(theirs):
        uniform = tuple(x for x in UNIFORM if _is_uniform(x, ours) and _is_uniform(x, theirs))
        return Pairing(ours, theirs, None, (LOADING, *uniform))
    match = _counterparts(ours, theirs)
    alike = all(len(mine.populations) == len(theirs[there].populations) for mine, there in zip(ours, match, strict=True))
    return Pairing(ours, theirs, match, PER_LAYER if alike else PER_LAYER_WHOLE)


def _counterparts(ours: tuple[Sketch, ...], theirs: tuple[Sketch, ...]) -> tuple[int, ...]:
    """The permutation that leads from A's solids to B's, where there is one; the identity otherwise."""
    left = list(range(len(theirs)))
    match = []
    for place, mine in enumerate(ours):
        fits = [there for there in left if _same(_identity(mine), _identity(theirs[there]))]
        if not fits:
            return tuple(range(len(ours)))
        match.append(place if place in fits else fits[0])
        left.remove(match[-1])
    return tuple(match)


def _identity(drawn: Sketch) -> tuple[Any, ...]:
    return tuple((p.material, p.radius, p.volume_fraction) for p in drawn.populations), drawn.inert


def _layer_differences(pairing: Pairing) -> list[Difference]:
    if pairing.match is None:
        return _structure_differences(pairing)
    found = []
    for aspect in pairing.aspects:
        pairs = [(aspect.read(mine), aspect.read(pairing.b[there])) for mine, there in zip(pairing.a, pairing.match, strict=True)]
        if not _same([p[0] for p in pairs], [p[1] for p in pairs]):
            found.append(Difference(aspect.name, _arrow(aspect.show, *zip(*pairs, strict=True))))
    if pairing.match != tuple(range(len(pairing.a))):
        order_a, order_b = (" | ".join(one.name for one in stack) for stack in (pairing.a, pairing.b))
        found.append(Difference(ORDER, f"{order_a} -> {order_b}"))
    return found


def _structure_differences(pairing: Pairing) -> list[Difference]:
    names_a, names_b = (" | ".join(one.name for one in stack) for stack in (pairing.a, pairing.b))
    found = [Difference(STRUCTURE, f"{names_a} -> {names_b}")]
    for aspect in pairing.aspects:
        values = tuple(_total_loading(s) if aspect is LOADING else aspect.read(s[0]) for s in (pairing.a, pairing.b))
        if not _same(*values):
            found.append(Difference(aspect.name, _arrow(aspect.show, values[:1], values[1:])))
    return found


def _field_difference(name: str, mine: Any, theirs: Any) -> list[Difference]:
    return [] if _same(mine, theirs) else [Difference(name, _detail(mine, theirs))]


def _detail(mine: Any, theirs: Any) -> str:
    """Two numbers, or the fields that differ."""
    if isinstance(mine, float) and isinstance(theirs, float):
        return f"{mine:g} -> {theirs:g}"
    if hasattr(mine, "__dataclass_fields__") and type(mine) is type(theirs):
        return ", ".join(
            n for n in mine.__dataclass_fields__ if n not in {"name", "source"} and not _same(getattr(mine, n), getattr(theirs, n))
        )
    return ""


def _in_words(interfaces: tuple[Interface, ...]) -> str:
    """Interfaces between layers; the first layer has none."""
    widths = (f"mixed over {1e6 * x.mixed_over:.3g} um" if x.mixed_over > 0.0 else "sharp" for x in interfaces[1:])
    resistances = (f" with {1e4 * x.contact_resistance:.3g} ohm cm2" if x.contact_resistance > 0.0 else "" for x in interfaces[1:])
    return " | ".join(w + r for w, r in zip(widths, resistances, strict=True))


def _arrow(show: Callable[[Any], str], before: tuple[Any, ...], after: tuple[Any, ...]) -> str:
    return f"{' | '.join(map(show, before))} -> {' | '.join(map(show, after))}"


def _is_uniform(aspect: Aspect, stack: tuple[Sketch, ...]) -> bool:
    return all(_same(aspect.read(one), aspect.read(stack[0])) for one in stack)


def _interfaces(cell: Cell) -> tuple[Interface, ...]:
    return tuple(layer.interface for layer in cell.cathode.layers)


def _total_loading(stack: tuple[Sketch, ...]) -> float:
    return sum(one.loading for one in stack)


def _active_loading(cell: Cell) -> float:
    return sum(layer.active_loading for layer in cell.cathode.layers)


def _protocol(cell: Cell, other: Cell) -> tuple[Any, ...]:
    """A protocol to compare: 1C per area where both cells have the same, else per active mass."""
    per_area = isclose(cell.protocol.one_c, other.protocol.one_c, rel_tol=1e-9)
    one_c = cell.protocol.one_c if per_area else cell.protocol.one_c / _active_loading(cell)
    p = cell.protocol
    return p.rates, p.charge, p.discharge, p.lower_voltage, p.upper_voltage, one_c


def _same(mine: Any, theirs: Any) -> bool:
    """Equality that forgives rounding in numbers, also within tuples and lists."""
    if isinstance(mine, float) and isinstance(theirs, float):
        return isclose(mine, theirs, rel_tol=1e-9)
    if isinstance(mine, (tuple, list)) and isinstance(theirs, (tuple, list)) and type(mine) is type(theirs):
        return len(mine) == len(theirs) and all(map(_same, mine, theirs))
    if hasattr(mine, "__dataclass_fields__") and type(mine) is type(theirs):
        return all(_same(getattr(mine, name), getattr(theirs, name)) for name, f in mine.__dataclass_fields__.items() if f.compare)
    return bool(mine == theirs)
