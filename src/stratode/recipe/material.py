"""What a material file may hold, checked; each value with its unit, its range and its source."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from stratode.recipe import parts
from stratode.recipe.answers import answer
from stratode.recipe.curve import Curve, Number, Quantity, Strict, Text, above_zero, curve_of, number, positive
from stratode.recipe.errors import refused
from stratode.recipe.property import Property


class Material(Strict):
    """What every material file starts with."""

    name: Text
    aliases: tuple[Text, ...] = ()
    description: Text
    density: Quantity


class Active(Material):
    """A lithium host; curves are of the stoichiometry x.

    `potential_charge` is the branch of delithiation where `potential` is that of lithiation; `hysteresis_decay` says how fast the
    potential goes over from one to the other, per unit of stoichiometry passed. Without a decay `potential` holds in both directions.
    """

    kind: Literal["active"]
    max_concentration: Quantity
    potential: Curve
    potential_charge: Curve | None = None
    hysteresis_decay: Quantity | None = None
    entropy: Curve | None = None
    diffusivity: Curve
    exchange_current: Curve
    conductivity: Quantity | None = None
    stoichiometry_full: Quantity
    stoichiometry_empty: Quantity

    def part(self) -> parts.ActiveMaterial:
        """The closed value that a layer is made of."""
        full, empty = (
            number("stoichiometry_full", self.stoichiometry_full, "1"),
            number("stoichiometry_empty", self.stoichiometry_empty, "1"),
        )
        if not (0 <= full <= 1 and 0 <= empty <= 1 and full != empty):
            raise refused(
                "stoichiometry_full", "must differ from stoichiometry_empty, both in 0 to 1", (full, empty), "Give the ends of the window."
            )
        if self.hysteresis_decay is not None and self.potential_charge is None:
            rule = "needs potential_charge, the branch that it leads to"
            raise refused("hysteresis_decay", rule, f"{self.hysteresis_decay.value:g}", "Add the branch, or remove the decay.")
        return parts.ActiveMaterial(
            name=self.name,
            density=positive("density", self.density, "kg/m3"),
            max_concentration=positive("max_concentration", self.max_concentration, "mol/m3"),
            potential=curve_of("potential", self.potential, "V", "x", "1"),
            potential_charge=curve_of("potential_charge", self.potential_charge, "V", "x", "1") if self.potential_charge else None,
            entropy=curve_of("entropy", self.entropy, "V/K", "x", "1") if self.entropy else None,
            diffusivity=above_zero("diffusivity", curve_of("diffusivity", self.diffusivity, "m2/s", "x", "1")),
            exchange_current=above_zero("exchange_current", curve_of("exchange_current", self.exchange_current, "A/m2", "x", "1")),
            conductivity=positive("conductivity", self.conductivity, "S/m") if self.conductivity else None,
            stoichiometry_full=full,
            stoichiometry_empty=empty,
            source=self.potential.source,
            hysteresis_decay=positive("hysteresis_decay", self.hysteresis_decay, "1") if self.hysteresis_decay else 0.0,
        )


class Lithium(Material):
    """Lithium metal; `thickness` and `film_resistance` are defaults that a recipe may replace."""

    kind: Literal["lithium"]
    exchange_current: Curve
    film_resistance: Quantity
    thickness: Quantity

    def part(self) -> parts.LithiumMetal:
        """A foil with the file's defaults and no collector."""
        return parts.LithiumMetal(
            thickness=positive("thickness", self.thickness, "m"),
            exchange_current=above_zero("exchange_current", curve_of("exchange_current", self.exchange_current, "A/m2", "c", "mol/m3")),
            film_resistance=number("film_resistance", self.film_resistance, "ohm m2"),
            collector=None,
            density=positive("density", self.density, "kg/m3"),
            source=self.exchange_current.source,
        )


class Salt(Material):
    """A liquid or polymer electrolyte; curves are of the salt concentration c, of T (K), or of both.

    A single-ion conductor has the transference number 1; its diffusivity and thermodynamic factor then play no part.
    """

    kind: Literal["electrolyte"]
    concentration: Quantity
    diffusivity: Curve
    conductivity: Curve
    transference: Curve
    thermodynamic_factor: Curve
    solubility: Quantity | None = None

    def part(self) -> parts.Electrolyte:
        """The electrolyte at its usual concentration."""
        c = "mol/m3"
        return parts.Electrolyte(
            name=self.name,
            concentration=positive("concentration", self.concentration, c),
            density=positive("density", self.density, "kg/m3"),
            diffusivity=above_zero("diffusivity", curve_of("diffusivity", self.diffusivity, "m2/s", "c", c)),
            conductivity=above_zero("conductivity", curve_of("conductivity", self.conductivity, "S/m", "c", c)),
            transference=_share("transference", curve_of("transference", self.transference, "1", "c", c)),
            thermodynamic_factor=above_zero(
                "thermodynamic_factor", curve_of("thermodynamic_factor", self.thermodynamic_factor, "1", "c", c)
            ),
            solubility=positive("solubility", self.solubility, c) if self.solubility else None,
            source=self.diffusivity.source,
        )


class Solid(Material):
    """Carbon, binder, metal foil: a solid that takes no lithium."""

    kind: Literal["inert"]
    role: Literal["carbon", "binder", "other"]
    conductivity: Quantity | None = None

    def part(self) -> parts.Inert:
        """The solid as layers and foils name it."""
        return parts.Inert(self.name, positive("density", self.density, "kg/m3"), self.role, self.density.source)


class SingleIon(Material):
    """A solid or polymer that conducts lithium ions alone beside the electrolyte; its conductivity is of temperature T (K) alone."""

    kind: Literal["conductor"]
    role: Literal["conductor", "binder"]
    conductivity: Curve

    def part(self) -> parts.Conductor:
        """The conductor as layers and separators hold it."""
        return parts.Conductor(
            name=self.name,
            density=positive("density", self.density, "kg/m3"),
            conductivity=above_zero("conductivity", curve_of("conductivity", self.conductivity, "S/m", None, "K")),
            role=self.role,
            source=self.conductivity.source,
        )


class Porous(Material):
    """A separator; `density` is that of its solid. Thickness, porosity and transport are defaults that a recipe may replace."""

    kind: Literal["separator"]
    thickness: Quantity
    porosity: Quantity
    transport: Transport

    def part(self) -> parts.Separator:
        """The separator with the file's defaults."""
        porosity = number("porosity", self.porosity, "1")
        if not 0 < porosity < 1:
            raise refused("porosity", "must lie between 0 and 1", porosity, "Write 0.4 for 40 %.")
        return parts.Separator(
            name=self.name,
            thickness=positive("thickness", self.thickness, "m"),
            porosity=porosity,
            transport=self.transport.law(),
            density=positive("density", self.density, "kg/m3"),
            source=self.thickness.source,
        )


class Transport(Strict):
    """How pores slow transport: one of a Bruggeman exponent, a tortuosity factor or a transport efficiency (eps/tau)."""

    bruggeman: Number | None = None
    tortuosity: Annotated[Number, Field(ge=1)] | None = None
    efficiency: Annotated[Number, Field(gt=0, le=1)] | None = None
    source: Text

    def law(self) -> parts.TransportLaw:
        """The law as a value."""
        stated = {name: v for name in ("bruggeman", "tortuosity", "efficiency") if (v := getattr(self, name)) is not None}
        if len(stated) != 1:
            raise refused("transport", "needs exactly one of bruggeman, tortuosity, efficiency", ", ".join(stated), "Give one.")
        if self.bruggeman is not None:
            return parts.Bruggeman(self.bruggeman)
        if self.tortuosity is not None:
            return parts.Tortuosity(self.tortuosity)
        return parts.TransportEfficiency(stated["efficiency"])


class Film(Material):
    """Packaging film; `density` is that of the laminate as a whole."""

    kind: Literal["film"]
    areal_mass: Quantity
    thickness: Quantity

    def part(self) -> Laminate:
        """The film as a pouch uses it."""
        return Laminate(
            name=self.name,
            areal_mass=positive("areal_mass", self.areal_mass, "kg/m2"),
            thickness=positive("thickness", self.thickness, "m"),
            source=self.areal_mass.source,
        )


class Laminate(Strict):
    """A packaging film: name, areal mass (kg/m2), thickness (m), source."""

    name: str
    areal_mass: float
    thickness: float
    source: str


Porous.model_rebuild()
Film.model_rebuild()

AnyMaterial = Active | Lithium | Salt | Solid | SingleIon | Porous | Film
Part = parts.ActiveMaterial | parts.LithiumMetal | parts.Electrolyte | parts.Inert | parts.Conductor | parts.Separator | Laminate
KINDS: dict[str, type[AnyMaterial]] = {
    "active": Active,
    "lithium": Lithium,
    "electrolyte": Salt,
    "inert": Solid,
    "conductor": SingleIon,
    "separator": Porous,
    "film": Film,
}


def _share(name: str, curve: Property) -> Property:
    """The curve, if a constant of it lies in 0 to 1: a fit over concentration may leave that range at its ends."""
    if curve.is_constant and not 0.0 <= float(curve(0.0)) <= 1.0:
        raise refused(name, "must lie in 0 to 1", f"{float(curve(0.0)):g}", "Write 1 for a single-ion conductor.")
    return curve


def check(data: dict[str, Any]) -> AnyMaterial:
    """A material from the plain content of its file.

    Raises:
        RecipeError: no or an unknown `kind`, a field that is missing, unknown or of the wrong type.
    """
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise refused("kind", "must be one of " + ", ".join(KINDS), kind, "Name what the material is.")
    try:
        return KINDS[kind].model_validate(data)
    except ValidationError as error:
        raise answer(error, KINDS[kind]) from error
