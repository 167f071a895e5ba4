"""Builds closed layers from stated ones: looks up materials, closes volumes, fills in laws."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from stratode.recipe import closing, defaults, parts
from stratode.recipe.bench import Bench
from stratode.recipe.errors import Problem, RecipeError, refused
from stratode.recipe.property import Property, constant
from stratode.recipe.schema_layer import Component, Contact, Electrons, Interface, Layer, Transport
from stratode.recipe.units import Quantity

Solid = parts.ActiveMaterial | parts.Inert
ACTIVE_ONLY = (
    "diameter",
    "film_resistance",
    "covered",
    "exchange_factor",
    "diffusivity",
    "exchange_current",
    "max_concentration",
    "conductivity",
    "stoichiometry_full",
    "stoichiometry_empty",
)
MATERIAL_VALUES = (
    "density",
    "diffusivity",
    "exchange_current",
    "max_concentration",
    "conductivity",
    "stoichiometry_full",
    "stoichiometry_empty",
)
STATED = "stated in the recipe"


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
            built.append(_layer(layer, i, bench, f"{field}.layers.{i}"))
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


def _layer(layer: Layer, index: int, bench: Bench, field: str) -> parts.Layer:
    """One closed layer."""
    solids = tuple(_solid(c, bench, f"{field}.components.{i}") for i, c in enumerate(layer.components))
    if not any(isinstance(s, parts.ActiveMaterial) for s in solids):
        rule = "must hold an active material"
        raise refused(
            f"{field}.components", rule, ", ".join(s.name for s in solids), "Add one, for example NMC811; see `stratode materials list`."
        )
    closed = closing.close(_statement(layer, solids, field), field)
    populations, inert = [], []
    for i, (component, solid, fraction) in enumerate(zip(layer.components, solids, closed.volume_fractions, strict=True)):
        if isinstance(solid, parts.Inert):
            inert.append(parts.InertShare(solid, fraction))
        elif fraction > 0:
            populations.append(_population(component, solid, fraction, bench, f"{field}.components.{i}"))
    if not populations:
        raise refused(f"{field}.components", "must hold an active material", "shares of 0", "State a share above zero.")
    return parts.Layer(
        name=layer.name or f"layer {index + 1}",
        thickness=closed.thickness,
        porosity=closed.porosity,
        populations=tuple(populations),
        inert=tuple(inert),
        transport=transport_law(layer.transport, closed.porosity, bench, f"{field}.transport"),
        electrons=electron_law(layer.electrons, tuple(populations), tuple(inert), bench, f"{field}.electrons"),
        interface=_interface(layer.interface, index, bench, f"{field}.interface"),
    )


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
        thickness=_stated(layer.thickness),
        porosity=_stated(layer.porosity),
        density=_stated(layer.density),
    )


def _stated(quantity: Quantity | None) -> closing.Stated | None:
    return None if quantity is None else closing.Stated(quantity.value, quantity.text, quantity.uncertainty or 0.0)


def _solid(component: Component, bench: Bench, field: str) -> Solid:
    """The component's material with what the recipe states in place of the library's values."""
    material = bench.material(component.material, f"{field}.material")
    if not isinstance(material, parts.ActiveMaterial | parts.Inert):
        rule = "must be an active material, a carbon or a binder"
        raise refused(f"{field}.material", rule, component.material, "See `stratode materials list`.")
    if component.density is not None:
        material = replace(material, density=component.density.value)
    changes = [f"{name} {getattr(component, name)}" for name in MATERIAL_VALUES if getattr(component, name) is not None]
    if changes:
        material = replace(material, source=f"{material.source}; {STATED}: {', '.join(changes)}")
    if isinstance(material, parts.Inert):
        for name in ACTIVE_ONLY:
            if getattr(component, name) is not None:
                rule = f"belongs to an active material; {material.name} is not one"
                raise refused(f"{field}.{name}", rule, str(getattr(component, name)), "Remove it.")
        return material
    return _changed(component, material, field)


def _changed(component: Component, material: parts.ActiveMaterial, field: str) -> parts.ActiveMaterial:
    """An active material with stated values in place of the library's."""
    curves: dict[str, Any] = {}
    for name, unit in (("diffusivity", "m2/s"), ("exchange_current", "A/m2")):
        stated = getattr(component, name)
        if stated is not None:
            old: Property = getattr(material, name)
            curves[name] = constant(stated.value, unit, STATED, old.activation_energy)
    names = ("max_concentration", "conductivity", "stoichiometry_full", "stoichiometry_empty")
    numbers: dict[str, Any] = {n: getattr(component, n).value for n in names if getattr(component, n) is not None}
    changed = _facing(replace(material, **curves, **numbers), field)
    if changed.stoichiometry_full == changed.stoichiometry_empty:
        rule = "must differ from stoichiometry_empty"
        raise refused(f"{field}.stoichiometry_full", rule, f"{changed.stoichiometry_full:g}", "State the ends of the usual window.")
    return changed


def _facing(material: parts.ActiveMaterial, field: str) -> parts.ActiveMaterial:
    """The material with its charged end as its electrode has it: a charged cathode holds little lithium, a charged anode much.

    Graphite against lithium metal is a cathode of its cell.
    """
    ends = sorted((material.stoichiometry_full, material.stoichiometry_empty), reverse=field.startswith("anode"))
    return replace(material, stoichiometry_full=ends[0], stoichiometry_empty=ends[1])


def _population(component: Component, material: parts.ActiveMaterial, fraction: float, bench: Bench, field: str) -> parts.Population:
    """The particles of an active component."""
    if component.diameter is None:
        raise refused(
            f"{field}.diameter", f"must be stated: {material.name} is an active material", None, "Add it, for example diameter: 10 um."
        )
    if component.film_resistance is None and component.covered is None and component.exchange_factor is None:
        bench.assume(f"{field}.film_resistance", "no film, whole surface active", "assumed: no coating is stated")
    return parts.Population(
        material=material,
        radius=component.diameter.value / 2.0,
        volume_fraction=fraction,
        film_resistance=component.film_resistance.value if component.film_resistance else 0.0,
        covered_fraction=component.covered.value if component.covered else 0.0,
        exchange_factor=component.exchange_factor.value if component.exchange_factor else 1.0,
    )


def law_in_words(law: parts.TransportLaw) -> str:
    """The law as a recipe would state it."""
    match law:
        case parts.Bruggeman(exponent=exponent):
            return f"bruggeman {exponent:g}"
        case parts.Tortuosity(tau=tau):
            return f"tau {tau:g}"
        case parts.TransportEfficiency(value=value):
            return f"efficiency {value:g}"


def transport_law(stated: Transport | None, porosity: float, bench: Bench, field: str) -> parts.TransportLaw:
    """The stated law of ion transport, or Bruggeman's.

    Raises:
        RecipeError: an efficiency above the porosity; straight pores, the best there are, reach the porosity.
    """
    if stated is None:
        bench.assume(field, f"bruggeman {defaults.BRUGGEMAN.exponent:g}", defaults.BRUGGEMAN_SOURCE)
        return defaults.BRUGGEMAN
    if stated.bruggeman is not None:
        return parts.Bruggeman(stated.bruggeman.value)
    if stated.tau is not None:
        return parts.Tortuosity(stated.tau.value)
    name, quantity = ("efficiency", stated.efficiency) if stated.efficiency is not None else ("macmullin", stated.macmullin)
    if quantity is None:
        raise refused(field, "must state bruggeman, tau, efficiency or macmullin", None, "Write for example {bruggeman: 1.5}.")
    efficiency = quantity.value if name == "efficiency" else 1.0 / quantity.value
    if efficiency > porosity * (1.0 + 1e-9):
        rule = f"must leave the transport efficiency at most the porosity, {porosity:.3f}, which straight pores reach"
        raise refused(f"{field}.{name}", rule, quantity.text, "Transport efficiency is porosity / tau, with tau at least 1.")
    return parts.TransportEfficiency(efficiency)


def electron_law(
    stated: Electrons | None, populations: tuple[parts.Population, ...], inert: tuple[parts.InertShare, ...], bench: Bench, field: str
) -> parts.ElectronLaw:
    """The stated law of electron transport; else the host's own conductivity where it conducts, and the default network where it does not.

    Raises:
        RecipeError: nothing in the layer conducts electrons: no carbon, and no host that conducts.
    """
    if stated is not None and stated.conductivity is not None:
        return parts.StatedConductivity(stated.conductivity.value)
    law = None if stated is None else _network(stated)
    if law is None and (host := _host_conductivity(populations)) > 0.0:
        solids = sum(p.volume_fraction for p in populations) + sum(s.volume_fraction for s in inert)
        effective = host * solids**defaults.HOST_EXPONENT
        bench.assume(field, f"{effective:.3g} S/m, through the active material ({host:.3g} S/m)", defaults.HOST_SOURCE)
        return parts.StatedConductivity(effective)
    carbon = sum(s.volume_fraction for s in inert if s.material.role == "carbon")
    if carbon <= 0.0 and (law or defaults.NETWORK).carbon_exponent > 0.0:
        rule = "must be stated: the layer holds no carbon, and its active material does not conduct electrons well enough"
        raise refused(field, rule, None, "Add carbon to the components, or write for example electrons: {conductivity: 0.01 S/m}.")
    if law is None:
        bench.assume(field, f"carbon network, {defaults.NETWORK.conductivity:g} S/m at its reference", defaults.NETWORK_SOURCE)
    return law or defaults.NETWORK


def _host_conductivity(populations: tuple[parts.Population, ...]) -> float:
    """Volume mean of the hosts' conductivities, S/m, where the mean is that of a conductor; 0 else."""
    active = sum(p.volume_fraction for p in populations)
    mean = sum(p.volume_fraction * (p.material.conductivity or 0.0) for p in populations) / active
    return mean if mean >= defaults.CONDUCTING_HOST else 0.0


def _network(stated: Electrons) -> parts.CarbonNetwork | None:
    """The stated network."""
    law = stated.network
    if law is not None:
        return parts.CarbonNetwork(
            conductivity=law.conductivity.value,
            carbon_fraction=law.at_carbon.value,
            porosity=law.at_porosity.value,
            diameter=law.at_diameter.value,
            carbon_exponent=law.carbon_exponent.value,
            calendering_exponent=law.calendering_exponent.value,
            size_exponent=law.size_exponent.value,
        )
    return None


def _interface(stated: Interface | None, index: int, bench: Bench, field: str) -> parts.Interface:
    """The stated interface, or a sharp one without resistance."""
    if stated is None:
        if index > 0:
            bench.assume(field, "sharp, no resistance", "assumed: layers dried between coats")
        return parts.Interface(0.0, 0.0)
    resistance = stated.contact_resistance.value if stated.contact_resistance else 0.0
    return parts.Interface(stated.mixed_over.value if stated.mixed_over else 0.0, resistance)


def contact_law(stated: Contact | None, bench: Bench, field: str, usual: tuple[parts.ContactLaw, str]) -> parts.ContactLaw:
    """The stated contact law, or the `usual` one with its reason."""
    reference, why = usual
    if stated is None:
        bench.assume(field, f"{reference.resistance * 1e4:g} ohm cm2 at its reference" if reference.resistance else "0 ohm cm2", why)
        return reference
    return parts.ContactLaw(
        resistance=stated.resistance.value,
        porosity=stated.at_porosity.value if stated.at_porosity else reference.porosity,
        diameter=stated.at_diameter.value if stated.at_diameter else reference.diameter,
        calendering_exponent=stated.calendering_exponent.value if stated.calendering_exponent else 0.0,
        size_exponent=stated.size_exponent.value if stated.size_exponent else 0.0,
    )
