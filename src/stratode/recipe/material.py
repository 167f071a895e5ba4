"""What a material file may hold, checked; each value with its unit, its range and its source."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from stratode.recipe import parts
from stratode.recipe.answers import answer
from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.formula import Formula
from stratode.recipe.property import Constant, Expression, Property, Table
from stratode.recipe.units import convert

PROBES = 201  # points over the valid range at which a curve must be a finite number


def _no_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number is needed, not yes/no")
    return value


Number = Annotated[float, BeforeValidator(_no_truth), Field(allow_inf_nan=False)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Span = tuple[Number, Number]


class Strict(BaseModel):
    """No key but the named ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Quantity(Strict):
    """One number with its unit and source."""

    value: Number
    unit: Text
    source: Text

    def si(self, unit: str) -> float:
        """The value in `unit`."""
        return _to_si(self.value, self.unit, unit)


class Points(Strict):
    """Points of a curve, x rising."""

    x: tuple[Number, ...] = Field(max_length=20000)
    y: tuple[Number, ...] = Field(max_length=20000)
    method: Literal["pchip", "linear"] = "pchip"


class Curve(Strict):
    """A property of one variable (stoichiometry x, or salt concentration c) and temperature T: a number, a formula or a table.

    `valid` is the range of the variable that the data cover and `temperature` that of T in K; beyond, the value is held.
    `activation_energy` (J/mol) multiplies by an Arrhenius factor about `reference_temperature` (K).
    """

    value: Number | None = None
    formula: Text | None = None
    table: Points | None = None
    unit: Text
    variable_unit: Text | None = None
    valid: Span | None = None
    temperature: Span | None = None
    activation_energy: Number = 0.0
    reference_temperature: Annotated[Number, Field(gt=0)] = 298.15
    source: Text

    @model_validator(mode="after")
    def _one_shape(self) -> Curve:
        given = [name for name in ("value", "formula", "table") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of value, formula, table is needed; received {' and '.join(given) or 'none'}")
        if self.formula is not None and self.valid is None:
            raise ValueError("a formula needs valid: [smallest, largest value of its variable]")
        if self.valid is not None and not self.valid[0] < self.valid[1]:
            raise ValueError(f"valid must rise; received {self.valid[0]:g} to {self.valid[1]:g}")
        return self

    def property(self, unit: str, variable: str, variable_unit: str) -> Property:
        """The curve as a property in `unit` of `variable` in `variable_unit`.

        Raises:
            RecipeError: a unit of another kind, a formula of other variables, or a value that is no finite number within `valid`.
        """
        factor = _scale(self.unit, unit)
        to_si = _scale(self.variable_unit or variable_unit, variable_unit)
        shape: Constant | Expression | Table
        valid = (-np.inf, np.inf)
        if self.value is not None:
            shape = Constant(self.value * factor)
        elif self.formula is not None:
            shape = Expression(_formula(self.formula, variable), variable_scale=to_si, scale=factor)
        else:
            points = self.table
            if points is None:
                raise refused("", "needs one of value, formula, table", None, "Give one.")
            shape = Table(tuple(x * to_si for x in points.x), tuple(y * factor for y in points.y), points.method)
            valid = (shape.x[0], shape.x[-1])
        if self.valid is not None:
            valid = (self.valid[0] * to_si, self.valid[1] * to_si)
        made = Property(shape, valid, unit, self.source, self.activation_energy, self.reference_temperature)
        if not made.is_constant:
            made(np.linspace(*valid, PROBES), self.reference_temperature)
        return made


class Material(Strict):
    """What every material file starts with."""

    name: Text
    aliases: tuple[Text, ...] = ()
    description: Text
    density: Quantity


class Active(Material):
    """A lithium host; curves are of the stoichiometry x."""

    kind: Literal["active"]
    max_concentration: Quantity
    potential: Curve
    potential_charge: Curve | None = None
    entropy: Curve | None = None
    diffusivity: Curve
    exchange_current: Curve
    conductivity: Quantity | None = None
    stoichiometry_full: Quantity
    stoichiometry_empty: Quantity

    def part(self) -> parts.ActiveMaterial:
        """The closed value that a layer is made of."""
        full, empty = (
            _number("stoichiometry_full", self.stoichiometry_full, "1"),
            _number("stoichiometry_empty", self.stoichiometry_empty, "1"),
        )
        if not (0 <= full <= 1 and 0 <= empty <= 1 and full != empty):
            raise refused(
                "stoichiometry_full", "must differ from stoichiometry_empty, both in 0 to 1", (full, empty), "Give the ends of the window."
            )
        return parts.ActiveMaterial(
            name=self.name,
            density=_positive("density", self.density, "kg/m3"),
            max_concentration=_positive("max_concentration", self.max_concentration, "mol/m3"),
            potential=_curve("potential", self.potential, "V", "x", "1"),
            potential_charge=_curve("potential_charge", self.potential_charge, "V", "x", "1") if self.potential_charge else None,
            entropy=_curve("entropy", self.entropy, "V/K", "x", "1") if self.entropy else None,
            diffusivity=_above_zero("diffusivity", _curve("diffusivity", self.diffusivity, "m2/s", "x", "1")),
            exchange_current=_above_zero("exchange_current", _curve("exchange_current", self.exchange_current, "A/m2", "x", "1")),
            conductivity=_positive("conductivity", self.conductivity, "S/m") if self.conductivity else None,
            stoichiometry_full=full,
            stoichiometry_empty=empty,
            source=self.potential.source,
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
            thickness=_positive("thickness", self.thickness, "m"),
            exchange_current=_above_zero("exchange_current", _curve("exchange_current", self.exchange_current, "A/m2", "c", "mol/m3")),
            film_resistance=_number("film_resistance", self.film_resistance, "ohm m2"),
            collector=None,
            density=_positive("density", self.density, "kg/m3"),
            source=self.exchange_current.source,
        )


class Salt(Material):
    """A liquid electrolyte; curves are of the salt concentration c and of T (K)."""

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
            concentration=_positive("concentration", self.concentration, c),
            density=_positive("density", self.density, "kg/m3"),
            diffusivity=_above_zero("diffusivity", _curve("diffusivity", self.diffusivity, "m2/s", "c", c)),
            conductivity=_above_zero("conductivity", _curve("conductivity", self.conductivity, "S/m", "c", c)),
            transference=_curve("transference", self.transference, "1", "c", c),
            thermodynamic_factor=_above_zero(
                "thermodynamic_factor", _curve("thermodynamic_factor", self.thermodynamic_factor, "1", "c", c)
            ),
            solubility=_positive("solubility", self.solubility, c) if self.solubility else None,
            source=self.diffusivity.source,
        )


class Solid(Material):
    """Carbon, binder, metal foil: a solid that takes no lithium."""

    kind: Literal["inert"]
    role: Literal["carbon", "binder", "other"]
    conductivity: Quantity | None = None

    def part(self) -> parts.Inert:
        """The solid as layers and foils name it."""
        return parts.Inert(self.name, _positive("density", self.density, "kg/m3"), self.role, self.density.source)


class Porous(Material):
    """A separator; `density` is that of its solid. Thickness, porosity and transport are defaults that a recipe may replace."""

    kind: Literal["separator"]
    thickness: Quantity
    porosity: Quantity
    transport: Transport

    def part(self) -> parts.Separator:
        """The separator with the file's defaults."""
        porosity = _number("porosity", self.porosity, "1")
        if not 0 < porosity < 1:
            raise refused("porosity", "must lie between 0 and 1", porosity, "Write 0.4 for 40 %.")
        return parts.Separator(
            name=self.name,
            thickness=_positive("thickness", self.thickness, "m"),
            porosity=porosity,
            transport=self.transport.law(),
            density=_positive("density", self.density, "kg/m3"),
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
            areal_mass=_positive("areal_mass", self.areal_mass, "kg/m2"),
            thickness=_positive("thickness", self.thickness, "m"),
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

AnyMaterial = Active | Lithium | Salt | Solid | Porous | Film
Part = parts.ActiveMaterial | parts.LithiumMetal | parts.Electrolyte | parts.Inert | parts.Separator | Laminate
KINDS: dict[str, type[AnyMaterial]] = {
    "active": Active,
    "lithium": Lithium,
    "electrolyte": Salt,
    "inert": Solid,
    "separator": Porous,
    "film": Film,
}


def _formula(text: str, variable: str) -> Formula:
    try:
        return Formula(text, (variable,))
    except RecipeError:
        return Formula(text, (variable, "T"))


def _number(name: str, quantity: Quantity, unit: str) -> float:
    try:
        return quantity.si(unit)
    except RecipeError as error:
        raise error.within(name) from error


def _curve(name: str, curve: Curve, unit: str, variable: str, variable_unit: str) -> Property:
    try:
        return curve.property(unit, variable, variable_unit)
    except RecipeError as error:
        raise error.within(name) from error


def _to_si(value: float, received: str, expected: str) -> float:
    """`value` in the SI unit `expected`; fractions are plain numbers or %."""
    if received == expected:
        return value
    if expected == "1":
        if received != "%":
            raise refused("unit", "must be 1 or %", received, "Write unit: 1.")
        return value / 100.0
    return float(f"{convert(value, received, expected):.12g}")  # 25 um is 2.5e-5 m, not 2.4999999999999998e-5


def _scale(received: str, expected: str) -> float:
    return _to_si(1.0, received, expected)


def _positive(name: str, quantity: Quantity, unit: str) -> float:
    value = _number(name, quantity, unit)
    if value <= 0:
        raise refused(name, "must be above 0", f"{value:g} {unit}", "Correct the value.")
    return value


def _above_zero(name: str, curve: Property) -> Property:
    low, high = (0.0, 1.0) if curve.is_constant else curve.valid
    x = np.linspace(low, high, PROBES)
    values = curve(x, curve.reference_temperature)
    if np.any(values <= 0):
        at = int(np.argmin(values))
        raise refused(
            name, "must be above 0 over its valid range", f"{values[at]:.3g} {curve.unit} at {x[at]:.4g}", "Narrow valid or correct it."
        )
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
