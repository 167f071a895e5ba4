"""Builds the solids of a layer: materials with what is stated in their place, and the particles of active ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from stratode.recipe import defaults, parts
from stratode.recipe.bench import Bench
from stratode.recipe.errors import refused
from stratode.recipe.property import Property, constant
from stratode.recipe.schema_layer import Component
from stratode.recipe.schema_size import Distribution
from stratode.recipe.sizes import Sizes, histogram, lognormal, read_file, reduced
from stratode.recipe.units import Quantity

Solid = parts.ActiveMaterial | parts.Inert | parts.Conductor
ACTIVE_ONLY = (
    "diameter",
    "film_resistance",
    "covered",
    "exchange_factor",
    "double_layer",
    "film_capacitance",
    "hysteresis",
    "diffusivity",
    "exchange_current",
    "max_concentration",
    "conductivity",
    "stoichiometry_full",
    "stoichiometry_empty",
)
CONDUCTOR_ONLY = ("path", "ion_conductivity")
MATERIAL_VALUES = (
    "density",
    "ion_conductivity",
    "hysteresis",
    "diffusivity",
    "exchange_current",
    "max_concentration",
    "conductivity",
    "stoichiometry_full",
    "stoichiometry_empty",
)
STATED = "stated in the recipe"


def build_solid(component: Component, bench: Bench, field: str) -> Solid:
    """The component's material with what the recipe states in place of the library's values.

    Raises:
        RecipeError: no solid, or a field that belongs to another kind of solid.
    """
    material = bench.material(component.material, f"{field}.material")
    if not isinstance(material, parts.ActiveMaterial | parts.Inert | parts.Conductor):
        rule = "must be an active material, a carbon, a binder or a conductor"
        raise refused(f"{field}.material", rule, component.material, "See `stratode materials list`.")
    _own_fields(component, material, field)
    if component.density is not None:
        material = replace(material, density=component.density.value)
    changes = [f"{name} {getattr(component, name)}" for name in MATERIAL_VALUES if getattr(component, name) is not None]
    if changes:
        material = replace(material, source=f"{material.source}; {STATED}: {', '.join(changes)}")
    if isinstance(material, parts.ActiveMaterial):
        return _changed(component, material, field)
    if isinstance(material, parts.Conductor) and component.ion_conductivity is not None:
        energy = material.conductivity.activation_energy
        return replace(material, conductivity=constant(component.ion_conductivity.value, "S/m", STATED, energy))
    return material


def _own_fields(component: Component, material: Solid, field: str) -> None:
    """Raises where a component states what its kind of material does not have."""
    for names, kind, noun in (
        (ACTIVE_ONLY, parts.ActiveMaterial, "an active material"),
        (CONDUCTOR_ONLY, parts.Conductor, "a conductor of lithium ions"),
    ):
        if isinstance(material, kind):
            continue
        for name in names:
            if getattr(component, name) is not None:
                rule = f"belongs to {noun}; {material.name} is not one"
                raise refused(f"{field}.{name}", rule, _told(getattr(component, name)), "Remove it.")


def _told(stated: object) -> str:
    """A stated value as a message shows it."""
    return str(stated) if isinstance(stated, Quantity | str) else "a mapping"


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
    if component.hysteresis is not None:
        numbers["hysteresis_decay"] = _decay(component.hysteresis, material, field)
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


def _decay(stated: Quantity | str, material: parts.ActiveMaterial, field: str) -> float:
    """The stated decay of hysteresis, 0 for none."""
    if not isinstance(stated, Quantity):
        return 0.0
    if material.potential_charge is None:
        rule = f"needs a material with two branches of its potential; {material.name} has one"
        raise refused(f"{field}.hysteresis", rule, stated.text, "Remove it, or give a material file with potential_charge.")
    return stated.value


def build_populations(
    component: Component, material: parts.ActiveMaterial, fraction: float, bench: Bench, field: str, diameter: float | None = None
) -> tuple[parts.Population, ...]:
    """The particles of an active component: one population for a diameter, several for a distribution.

    Args:
        component: as stated.
        material: of the particles.
        fraction: volume fraction of the layer.
        bench: takes what is assumed.
        field: path of the component.
        diameter: m, where none is stated; None: it must be.

    Raises:
        RecipeError: no diameter, a distribution that is none, no reaction in a cell that is to deliver current.
    """
    sizes = Sizes((diameter,), (1.0,)) if component.diameter is None and diameter else _sizes(component, material, bench, field)
    if component.film_resistance is None and component.covered is None and component.exchange_factor is None:
        bench.assume(f"{field}.film_resistance", "no film, whole surface active", "assumed: no coating is stated")
    factor = component.exchange_factor.value if component.exchange_factor else 1.0
    if factor <= 0.0 and field.startswith(("cathode", "anode")):
        rule = "must be above 0: a battery needs a reaction"
        raise refused(f"{field}.exchange_factor", rule, "0", "State a factor above 0; 0 is for a transport cell (kind: transport).")
    double_layer = bench.double_layer(component.double_layer)
    return tuple(
        parts.Population(
            material=material,
            radius=diameter / 2.0,
            volume_fraction=fraction * share,
            film_resistance=component.film_resistance.value if component.film_resistance else 0.0,
            covered_fraction=component.covered.value if component.covered else 0.0,
            exchange_factor=factor,
            double_layer=double_layer,
            film_capacitance=component.film_capacitance.value if component.film_capacitance else 0.0,
        )
        for diameter, share in zip(sizes.diameters, sizes.shares, strict=True)
    )


def _sizes(component: Component, material: parts.ActiveMaterial, bench: Bench, field: str) -> Sizes:
    """The particle sizes of a component; of a distribution as many as asked for, with a note of what they keep."""
    stated, where = component.diameter, f"{field}.diameter"
    if stated is None:
        raise refused(where, f"must be stated: {material.name} is an active material", None, "Add it, for example diameter: 10 um.")
    if isinstance(stated, Quantity):
        return Sizes((stated.value,), (1.0,))
    count = max(1, (stated.classes or defaults.SIZE_CLASSES) + bench.more_classes)
    if stated.lognormal is not None:
        made = lognormal(stated.lognormal.median.value, stated.lognormal.spread.value, count)
    else:
        measured = _histogram(stated, bench.folder, where)
        made = reduced(measured, count)
        if len(made.diameters) == len(measured.diameters):
            return made
    kept = "volume and surface kept" if count == 1 else "volume, surface and mean square diameter kept"
    spread = " ".join(f"{1e6 * d:.3g}" for d in made.diameters)
    bench.assume(f"{where}.classes", f"{count} sizes ({spread} um), {kept}", "quadrature of the stated distribution; see recipe/sizes.py")
    return made


def _histogram(stated: Distribution, folder: Path | None, where: str) -> Sizes:
    if stated.file is not None:
        diameters, shares = read_file(stated.file, folder, f"{where}.file")
        return histogram(diameters, shares, f"{where}.file")
    classes = stated.histogram or ()
    return histogram(tuple(c.diameter.value for c in classes), tuple(c.share.value for c in classes), f"{where}.histogram")
