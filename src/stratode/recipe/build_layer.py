"""Builds closed layers from stated ones: looks up materials, closes volumes, fills in laws."""

from __future__ import annotations

from itertools import pairwise

from stratode.recipe import closing, parts
from stratode.recipe.bench import Bench
from stratode.recipe.build_law import electron_law, ion_path, transport_law
from stratode.recipe.build_solid import Solid, build_populations, build_solid
from stratode.recipe.build_volume import Imaged, as_closed_by, diameter_of, imaged, resurfaced
from stratode.recipe.errors import Problem, RecipeError, refused
from stratode.recipe.schema_layer import Interface, Layer
from stratode.recipe.units import Quantity


def build_layers(layers: tuple[Layer, ...], bench: Bench, field: str) -> tuple[parts.Layer, ...]:
    """The closed layers of an electrode, from the collector.

    Args:
        layers: as stated.
        bench: materials and assumptions.
        field: path of the electrode, "cathode".

    Raises:
        RecipeError: the problems of all layers together.
    """
    built: list[parts.Layer] = []
    problems: list[Problem] = []
    for i, layer in enumerate(layers):
        try:
            built.append(build_layer(layer, i, bench, f"{field}.layers.{i}"))
        except RecipeError as error:
            problems.extend(error.problems)
    if problems:
        raise RecipeError(tuple(problems))
    if built and built[0].interface != parts.Interface(0.0, 0.0):
        remedy = "Remove it; the collector's contact is contact_resistance of the electrode."
        raise refused(f"{field}.layers.0.interface", "must not be stated for the first layer, which has none before it", None, remedy)
    _names_once(built, field)
    return tuple(_mixing(built, field))


def _names_once(layers: list[parts.Layer], field: str) -> None:
    """Raises where two layers share a name: results are listed by it."""
    names = [layer.name for layer in layers]
    for i, name in enumerate(names):
        if name in names[:i]:
            rule = "must differ from the other layers' names: results are listed by them"
            raise refused(f"{field}.layers.{i}.name", rule, name, "Choose another name.")


def _mixing(layers: list[parts.Layer], field: str) -> list[parts.Layer]:
    """The layers, if every mixed zone lies within the two layers that mix."""
    for i, (below, above) in enumerate(pairwise(layers), 1):
        width, room = above.interface.mixed_over, 2.0 * min(below.thickness, above.thickness)
        if width > room:
            rule = f"must lie within the two layers that mix: at most {room * 1e6:.1f} um"
            raise refused(f"{field}.layers.{i}.interface.mixed_over", rule, f"{width * 1e6:.4g} um", "State a smaller width.")
    return layers


def build_layer(layer: Layer, index: int, bench: Bench, field: str) -> parts.Layer:
    """One closed layer.

    Args:
        layer: as stated.
        index: its place among the layers that touch, from 0.
        bench: materials and assumptions.
        field: path of the layer.

    Raises:
        RecipeError: its problems.
    """
    solids = tuple(build_solid(c, bench, f"{field}.components.{i}") for i, c in enumerate(layer.components))
    if not any(isinstance(s, parts.ActiveMaterial) for s in solids):
        rule = "must hold an active material"
        raise refused(
            f"{field}.components", rule, ", ".join(s.name for s in solids), "Add one, for example NMC811; see `stratode materials list`."
        )
    found = imaged(layer, bench, field)
    closed = closing.close(as_closed_by(_statement(layer, solids, field), found, isinstance(layer.thickness, str), field), field)
    populations, inert, paths = _shares(layer, solids, closed, bench, field, found)
    if not populations:
        raise refused(f"{field}.components", "must hold an active material", "shares of 0", "State a share above zero.")
    return parts.Layer(
        name=layer.name or f"layer {index + 1}",
        thickness=closed.thickness,
        porosity=closed.porosity,
        populations=resurfaced(populations, found),
        inert=inert,
        transport=_law(layer, closed.porosity, bench, f"{field}.transport", inert, found),
        electrons=electron_law(layer.electrons, populations, inert, bench, f"{field}.electrons"),
        interface=_interface(layer.interface, index, bench, f"{field}.interface"),
        paths=paths,
    )


def _law(
    layer: Layer, porosity: float, bench: Bench, field: str, inert: tuple[parts.InertShare, ...], found: Imaged | None
) -> parts.TransportLaw:
    """The law of the pores: what was measured on a volume, or what is stated."""
    return parts.TransportEfficiency(found.numbers.efficiency) if found else transport_law(layer.transport, porosity, bench, field, inert)


def _shares(
    layer: Layer, solids: tuple[Solid, ...], closed: closing.ClosedLayer, bench: Bench, field: str, found: Imaged | None
) -> tuple[tuple[parts.Population, ...], tuple[parts.InertShare, ...], tuple[parts.IonPath, ...]]:
    """What the solids are in the closed layer: particles that host lithium, inert shares, ways for ions."""
    populations: list[parts.Population] = []
    inert: list[parts.InertShare] = []
    paths: list[parts.IonPath] = []
    for i, (component, solid, fraction) in enumerate(zip(layer.components, solids, closed.volume_fractions, strict=True)):
        where = f"{field}.components.{i}"
        if isinstance(solid, parts.Inert):
            inert.append(parts.InertShare(solid, fraction))
        elif isinstance(solid, parts.Conductor):
            inert.append(parts.InertShare(parts.Inert(solid.name, solid.density, solid.role, solid.source), fraction))
            paths.extend(ion_path(solid, fraction, component.path, bench, f"{where}.path"))
        elif fraction > 0:
            diameter = diameter_of(found, f"components.{i}.diameter") if component.diameter is None else None
            populations.extend(build_populations(component, solid, fraction, bench, where, diameter))
    return tuple(populations), tuple(inert), tuple(paths)


def _statement(layer: Layer, solids: tuple[Solid, ...], field: str) -> closing.LayerStatement:
    """The layer as the closing reads it."""
    shares = [c.share for c in layer.components]
    units = {s.unit for s in shares if isinstance(s, Quantity)}
    if len(units) != 1:
        rule = "must state all shares on one basis, wt% of the solids or vol% of the layer"
        raise refused(f"{field}.components", rule, " and ".join(sorted(units)) or "none", "Write all shares in wt%.")
    return closing.LayerStatement(
        solids=tuple(
            closing.Solid(s.name, s.density, share.value if isinstance(share, Quantity) else None, isinstance(s, parts.ActiveMaterial))
            for s, share in zip(solids, shares, strict=True)
        ),
        by_volume=units == {"vol%"},
        loading=_stated(layer.loading),
        active_loading=_stated(layer.active_loading),
        thickness=_stated(None if isinstance(layer.thickness, str) else layer.thickness),
        porosity=_stated(layer.porosity),
        density=_stated(layer.density),
    )


def _stated(quantity: Quantity | None) -> closing.Stated | None:
    return None if quantity is None else closing.Stated(quantity.value, quantity.text, quantity.uncertainty or 0.0)


def _interface(stated: Interface | None, index: int, bench: Bench, field: str) -> parts.Interface:
    """The stated interface, or a sharp one without resistance."""
    if stated is None:
        if index > 0:
            bench.assume(field, "sharp, no resistance", "assumed: layers dried between coats")
        return parts.Interface(0.0, 0.0)
    resistance = stated.contact_resistance.value if stated.contact_resistance else 0.0
    return parts.Interface(stated.mixed_over.value if stated.mixed_over else 0.0, resistance)
