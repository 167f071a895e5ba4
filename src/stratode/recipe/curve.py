"""What a material file says of one property: a number, a formula or a table, with its unit, its range and its source."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from stratode.recipe.errors import RecipeError, refused
from stratode.recipe.formula import Formula
from stratode.recipe.property import Constant, Expression, Property, Table, TemperatureTable
from stratode.recipe.units import convert

PROBES = 201  # points over the valid range at which a curve must be a finite number
TEMPERATURE_PROBES = 21  # likewise over the range of temperature
ALL = (-np.inf, np.inf)


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
        return to_si(self.value, self.unit, unit)


class Points(Strict):
    """Points of a curve: y over x, or over temperature (`T`, K unless the curve's `variable_unit` says degC); x or T rising.

    Over temperature `method` plays no part: between neighbours ln y is straight in 1/T, as Arrhenius has it.
    """

    x: tuple[Number, ...] | None = Field(default=None, max_length=20000)
    T: tuple[Number, ...] | None = Field(default=None, max_length=20000)
    y: tuple[Number, ...] = Field(max_length=20000)
    method: Literal["pchip", "linear"] = "pchip"

    @model_validator(mode="after")
    def _one_variable(self) -> Points:
        if (self.x is None) == (self.T is None):
            raise ValueError("a table needs its points over exactly one of x and T")
        return self


class Curve(Strict):
    """A property of one variable (stoichiometry x, or salt concentration c) and temperature T, or of T alone.

    It is a number, a formula or a table. `valid` is the range of the variable that the data cover and `temperature` that of T in K;
    beyond, the value is held. A formula of T alone (Vogel-Tammann-Fulcher: ``A*T**-0.5*exp(-Ea/(8.314*(T - T0)))``) needs
    `temperature` in place of `valid`. `activation_energy` (J/mol) multiplies by an Arrhenius factor about `reference_temperature` (K).
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
        for name in ("valid", "temperature"):
            span = getattr(self, name)
            if span is not None and not span[0] < span[1]:
                raise ValueError(f"{name} must rise; received {span[0]:g} to {span[1]:g}")
        if self.temperature is not None and self.temperature[0] <= 0:
            raise ValueError(f"temperature must be in K, above 0; received {self.temperature[0]:g}")
        if self.activation_energy and self.table is not None and self.table.T is not None:
            raise ValueError("a table over T needs no activation_energy: its points hold the temperature; remove it")
        return self

    def property(self, unit: str, variable: str | None, variable_unit: str) -> Property:
        """The curve as a property in `unit` of `variable` in `variable_unit`; None for a property of temperature alone.

        Raises:
            RecipeError: a unit of another kind, a formula of other variables, or a value that is no finite number within its range.
        """
        factor = to_si(1.0, self.unit, unit)
        if self.value is not None:
            return self._made(Constant(self.value * factor), ALL, unit)
        if self.table is not None and self.table.T is not None:
            return self._over_temperature(self.table, factor, unit)
        if self.formula is not None:
            shape = Expression(_formula(self.formula, variable), scale=factor)
            if shape.of_temperature:
                if self.temperature is None:
                    rule = "must have temperature: [lowest, highest] in K beside a formula of T alone"
                    raise refused("", rule, self.formula, "Add the range that the data cover.")
                return self._probed(self._made(shape, ALL, unit))
        if variable is None:
            raise refused("", "must be a number, a formula of T or a table over T", "a table over x", "Write table: {T: [...], y: [...]}.")
        return self._probed(self._of_variable(factor, unit, variable, to_si(1.0, self.variable_unit or variable_unit, variable_unit)))

    def _of_variable(self, factor: float, unit: str, variable: str, scale: float) -> Property:
        """A formula or table of the variable; `scale` is one unit of the file's variable in SI."""
        valid = None if self.valid is None else (self.valid[0] * scale, self.valid[1] * scale)
        if self.formula is not None:
            if valid is None:
                rule = "must have valid: [smallest, largest] value of its variable beside a formula"
                raise refused("", rule, self.formula, "Add the range that the data cover.")
            return self._made(Expression(_formula(self.formula, variable), scale, factor), valid, unit)
        points = self.table
        if points is None or points.x is None:
            raise refused("", "needs one of value, formula, table", None, "Give one.")
        table = Table(tuple(x * scale for x in points.x), tuple(y * factor for y in points.y), points.method)
        return self._made(table, valid or (table.x[0], table.x[-1]), unit)

    def _over_temperature(self, points: Points, factor: float, unit: str) -> Property:
        """A table over temperature."""
        kelvin = tuple(to_si(T, self.variable_unit or "K", "K") for T in points.T or ())
        return self._made(TemperatureTable(kelvin, tuple(y * factor for y in points.y)), ALL, unit)

    def _made(self, shape: Constant | Expression | Table | TemperatureTable, valid: tuple[float, float], unit: str) -> Property:
        held = (0.0, np.inf)
        if isinstance(shape, TemperatureTable):
            held = (shape.T[0], shape.T[-1])
        elif isinstance(shape, Expression) and "T" in shape.formula.variables and self.temperature is not None:
            held = self.temperature
        return Property(shape, valid, unit, self.source, self.activation_energy, self.reference_temperature, held)

    def _probed(self, made: Property) -> Property:
        """The property, if it is a finite number all over its range."""
        x = np.linspace(*made.valid, PROBES) if np.all(np.isfinite(made.valid)) else np.zeros(1)
        for T in temperatures(made):
            made(x, T)
        return made


def temperatures(curve: Property) -> tuple[float, ...]:
    """Temperatures at which a curve is looked at: over the range of a formula of T, else at its reference, K."""
    low, high = curve.temperature
    if not np.isfinite(high):
        return (curve.reference_temperature,)
    return tuple(float(T) for T in np.linspace(low, high, TEMPERATURE_PROBES))


def _formula(text: str, variable: str | None) -> Formula:
    """The formula of the variable, of T alone, or of both: whichever it names."""
    if variable is None:
        return Formula(text, ("T",))
    for variables in ((variable,), ("T",)):
        try:
            return Formula(text, variables)
        except RecipeError:
            continue
    return Formula(text, (variable, "T"))


def to_si(value: float, received: str, expected: str) -> float:
    """`value` in the SI unit `expected`; fractions are plain numbers or %.

    Raises:
        RecipeError: another kind of unit.
    """
    if received == expected:
        return value
    if expected == "1":
        if received != "%":
            raise refused("unit", "must be 1 or %", received, "Write unit: 1.")
        return value / 100.0
    return float(f"{convert(value, received, expected):.12g}")  # 25 um is 2.5e-5 m, not 2.4999999999999998e-5


def number(name: str, quantity: Quantity, unit: str) -> float:
    """A quantity of a material file in `unit`; its field is named where it is refused."""
    try:
        return quantity.si(unit)
    except RecipeError as error:
        raise error.within(name) from error


def positive(name: str, quantity: Quantity, unit: str) -> float:
    """Likewise, above 0."""
    value = number(name, quantity, unit)
    if value <= 0:
        raise refused(name, "must be above 0", f"{value:g} {unit}", "Correct the value.")
    return value


def curve_of(name: str, curve: Curve, unit: str, variable: str | None, variable_unit: str) -> Property:
    """A curve of a material file as a property; its field is named where it is refused."""
    try:
        return curve.property(unit, variable, variable_unit)
    except RecipeError as error:
        raise error.within(name) from error


def above_zero(name: str, curve: Property) -> Property:
    """The curve, if it is above 0 all over its range."""
    low, high = (0.0, 1.0) if curve.is_constant else curve.valid
    x = np.linspace(low, high, PROBES)
    for T in temperatures(curve):
        values = curve(x, T)
        if np.any(values <= 0):
            at = int(np.argmin(values))
            where = f"{values[at]:.3g} {curve.unit} at {T:g} K" if curve.is_constant else f"{values[at]:.3g} {curve.unit} at {x[at]:.4g}"
            raise refused(name, "must be above 0 over its valid range", where, "Narrow its range or correct it.")
    return curve
