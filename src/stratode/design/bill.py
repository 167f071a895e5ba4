"""The bill of a cell, component by component, from collector to packaging."""

from __future__ import annotations

from collections.abc import Iterable

from stratode.design.component import Component, Group, component, origin_of
from stratode.design.filling import Filling
from stratode.design.stack import Stack, film_area
from stratode.recipe.parts import Cell, Coin, Electrode, Foil, Layer


def bill(cell: Cell, stack: Stack, filling: Filling) -> tuple[Component, ...]:
    """Every component of a cell with mass and volume; the sums of the rows are the cell's mass and outer volume.

    Args:
        cell: closed recipe.
        stack: the repeats of its format.
        filling: its electrolyte; where it falls short, every pore space stays empty by the same share.

    Returns:
        Rows from the cathode collector through the stack to the packaging.

    Raises:
        ValueError: a stated coin case smaller than what is in it.
    """
    rows = [
        _collector(cell, cell.cathode.collector, "cathode", Group.CATHODE_COLLECTOR, stack.cathode_sheets, stack),
        *_electrode(cell, cell.cathode, "cathode", stack, filling),
        *_separator(cell, stack, filling),
        *_anode(cell, stack, filling),
    ]
    if filling.excess_volume > 0.0:
        mass = filling.excess_volume * cell.electrolyte.density
        rows.append(component("excess electrolyte", Group.EXCESS_ELECTROLYTE, mass, filling.excess_volume, stack.area, filling.origin))
    return (*rows, *_housing(cell, stack, sum(row.volume for row in rows)))


def _collector(cell: Cell, foil: Foil, side: str, group: Group, sheets: int, stack: Stack) -> Component:
    """A collector, shared by the two faces of a sheet: its share per cathode face is sheets / faces."""
    thickness = foil.thickness * sheets / stack.faces
    origin = origin_of(cell.assumptions, f"{side}.collector")
    return component(f"{side} collector: {foil.material.name}", group, thickness * foil.material.density, thickness, stack.area, origin)


def _electrode(cell: Cell, electrode: Electrode, side: str, stack: Stack, filling: Filling) -> Iterable[Component]:
    solid, pore = (Group.CATHODE_SOLID, Group.CATHODE_PORE) if side == "cathode" else (Group.ANODE_SOLID, Group.ANODE_PORE)
    for number, layer in enumerate(electrode.layers):
        origin = origin_of(cell.assumptions, f"{side}.layers.{number}")
        for name, (volume, density) in _solids(layer).items():
            yield component(f"{side}: {layer.name}: {name}", solid, volume * density, volume, stack.area, origin)
        yield from _pores(cell, f"{side}: {layer.name}", pore, layer.porosity * layer.thickness, stack, filling)


def _solids(layer: Layer) -> dict[str, tuple[float, float]]:
    """Volume per area (m) and density (kg/m3) of each solid of a layer; populations of one material are one entry."""
    solids: dict[str, tuple[float, float]] = {}
    shares = [(p.material.name, p.volume_fraction, p.material.density) for p in layer.populations]
    shares += [(s.material.name, s.volume_fraction, s.material.density) for s in layer.inert]
    for name, fraction, density in shares:
        before = solids.get(name, (0.0, density))[0]
        solids[name] = (before + fraction * layer.thickness, density)
    return solids


def _pores(cell: Cell, place: str, group: Group, volume: float, stack: Stack, filling: Filling) -> Iterable[Component]:
    wet = volume * filling.filled_share
    yield component(f"{place}: electrolyte in pores", group, wet * cell.electrolyte.density, wet, stack.area, filling.origin)
    if filling.shortage_volume > 0.0:
        yield component(f"{place}: unfilled pores", group, 0.0, volume - wet, stack.area, filling.origin)


def _separator(cell: Cell, stack: Stack, filling: Filling) -> Iterable[Component]:
    separator = cell.separator
    solid = (1.0 - separator.porosity) * separator.thickness
    origin = origin_of(cell.assumptions, "separator")
    yield component(f"separator: {separator.name}", Group.SEPARATOR_SOLID, solid * separator.density, solid, stack.area, origin)
    yield from _pores(cell, "separator", Group.SEPARATOR_PORE, separator.porosity * separator.thickness, stack, filling)


def _anode(cell: Cell, stack: Stack, filling: Filling) -> Iterable[Component]:
    """The anode; a lithium thickness is that of one face, also where a sheet carries lithium on both sides."""
    anode = cell.anode
    if isinstance(anode, Electrode):
        yield from _electrode(cell, anode, "anode", stack, filling)
    else:
        origin = origin_of(cell.assumptions, "anode.lithium")
        yield component("lithium", Group.LITHIUM, anode.thickness * anode.density, anode.thickness, stack.area, origin)
    if anode.collector is not None:
        yield _collector(cell, anode.collector, "anode", Group.ANODE_COLLECTOR, stack.anode_sheets, stack)


def _housing(cell: Cell, stack: Stack, contents: float) -> Iterable[Component]:
    """Case, or tabs and film. Tabs stand outside the stack's outline and are counted without volume."""
    form = cell.format
    if isinstance(form, Coin):
        if 0.0 < form.case_volume < contents:
            raise ValueError(
                f"case volume: must hold what is in the cell, {contents * 1e6:.4g} cm3; received {form.case_volume * 1e6:.4g} cm3; "
                "state the outer volume of the closed case, or leave it out"
            )
        room = form.case_volume - contents if form.case_volume > 0.0 else 0.0
        origin = origin_of(cell.assumptions, "cell.case_mass", "cell.case_volume")
        yield component("case and empty space", Group.PACKAGING, form.case_mass / stack.area, room / stack.area, stack.area, origin)
        return
    area = film_area(form.area, form.seal_margin) / stack.area
    origin = origin_of(cell.assumptions, "cell.film_mass", "cell.film_thickness", "cell.seal_margin", "cell.faces")
    yield component("tabs", Group.TABS, form.tab_mass / stack.area, 0.0, stack.area, origin_of(cell.assumptions, "cell.tab_mass"))
    yield component(
        "packaging film", Group.PACKAGING, area * form.packaging_areal_mass, area * form.packaging_thickness, stack.area, origin
    )
