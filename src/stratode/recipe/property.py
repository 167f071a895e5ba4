"""A material property: a number, a table or a formula of one state variable and temperature, with its range and source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from typing import Protocol as Interface

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from stratode.recipe.constants import GAS_CONSTANT
from stratode.recipe.errors import refused
from stratode.recipe.formula import Formula

Array = NDArray[np.float64]


class Shape(Interface):
    """The values behind a property at its reference temperature (or at T, where a formula names it)."""

    def __call__(self, x: Array, T: float) -> Array:
        """Values at x (any shape) and T (K), SI."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    """One value everywhere, SI."""

    value: float

    def __call__(self, x: Array, T: float) -> Array:
        """The value, in the shape of x."""
        return np.full_like(np.asarray(x, dtype=float), self.value)


@dataclass(frozen=True, slots=True)
class Table:
    """Points joined by straight lines, or by a shape-preserving cubic that makes no new extremum (Fritsch & Carlson 1980).

    Args:
        x: values of the variable, strictly rising.
        y: values of the property, SI.
        method: "pchip" or "linear".

    Raises:
        RecipeError: fewer than two points, unequal lengths, a value that is no finite number, or x that does not rise.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    method: Literal["pchip", "linear"] = "pchip"
    _curve: PchipInterpolator | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        """Check the points and prepare the curve through them."""
        if len(self.x) != len(self.y) or len(self.x) < 2:
            raise refused("", "must be a table of two or more points, as many y as x", f"{len(self.x)} x, {len(self.y)} y", "Complete it.")
        if not np.all(np.isfinite([*self.x, *self.y])):
            raise refused("", "must be a table of finite numbers", None, "Remove points that are not numbers.")
        falls = np.diff(self.x) <= 0
        if np.any(falls):
            at = int(np.argmax(falls))
            raise refused("", "must be a table whose x rises", f"{self.x[at]:g}, {self.x[at + 1]:g}", "Sort the rows and drop doubles.")
        if self.method == "pchip":
            object.__setattr__(self, "_curve", PchipInterpolator(self.x, self.y))

    def __call__(self, x: Array, T: float) -> Array:
        """Values at x, held at the ends; T plays no part."""
        inside = np.clip(np.asarray(x, dtype=float), self.x[0], self.x[-1])
        if self._curve is None:
            return np.asarray(np.interp(inside, self.x, self.y), dtype=float)
        return np.asarray(self._curve(inside), dtype=float)


@dataclass(frozen=True, slots=True)
class TemperatureTable:
    """Points over temperature; between neighbours ln y is straight in 1/T (Arrhenius), beyond the ends y is held.

    Args:
        T: temperatures, K, strictly rising.
        y: values of the property, SI, above 0.

    Raises:
        RecipeError: fewer than two points, unequal lengths, values that are not above 0, or T that does not rise.
    """

    T: tuple[float, ...]
    y: tuple[float, ...]

    def __post_init__(self) -> None:
        """Check the points."""
        if len(self.T) != len(self.y) or len(self.T) < 2:
            raise refused("", "must be a table of two or more points, as many y as T", f"{len(self.T)} T, {len(self.y)} y", "Complete it.")
        if not (np.all(np.isfinite([*self.T, *self.y])) and min(*self.T, *self.y) > 0.0):
            raise refused("", "must be a table of finite numbers above 0 over T in K", None, "Correct the points.")
        falls = np.diff(self.T) <= 0
        if np.any(falls):
            at = int(np.argmax(falls))
            raise refused("", "must be a table whose T rises", f"{self.T[at]:g}, {self.T[at + 1]:g}", "Sort the rows and drop doubles.")

    def __call__(self, x: Array, T: float) -> Array:
        """The value at T, in the shape of x, which plays no part."""
        inverse = np.interp(-1.0 / T, -1.0 / np.asarray(self.T), np.log(self.y))
        return np.full_like(np.asarray(x, dtype=float), np.exp(inverse))


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula of the variable, of T alone, or of the variable and T, in the formula's own units.

    Args:
        formula: of one variable, of temperature (K) named T, or of the variable and T in this order.
        variable_scale: SI value of one unit of the formula's variable (1000 for mol/L).
        scale: SI value of one unit of the formula's result (0.1 for mS/cm).
    """

    formula: Formula
    variable_scale: float = 1.0
    scale: float = 1.0

    def __call__(self, x: Array, T: float) -> Array:
        """Values at x (SI) and T (K), SI."""
        if self.of_temperature:
            return np.full_like(np.asarray(x, dtype=float), self.scale * float(self.formula(T)))
        own = np.asarray(x, dtype=float) / self.variable_scale
        return self.scale * (self.formula(own, T) if len(self.formula.variables) == 2 else self.formula(own))

    @property
    def of_temperature(self) -> bool:
        """True for a formula of T alone."""
        return self.formula.variables == ("T",)


@dataclass(frozen=True, slots=True)
class Property:
    """`shape` in SI units over `valid` (closed range of the variable); Arrhenius about `reference_temperature`.

    Args:
        shape: values at the reference temperature, SI.
        valid: smallest and largest value of the variable the data cover (stoichiometry, or mol/m3).
        activation_energy: J/mol; 0 where unknown or where the formula itself holds T.
        reference_temperature: K.
        unit: SI unit in words, for display.
        source: where the values come from.
        temperature: range of T that a formula of T covers, K; beyond, the formula is held at the range's end.
    """

    shape: Shape
    valid: tuple[float, float]
    unit: str
    source: str
    activation_energy: float = 0.0
    reference_temperature: float = 298.15
    temperature: tuple[float, float] = (0.0, np.inf)

    def __call__(self, x: Array | float, T: float = 298.15) -> Array:
        """Value at x (clamped to `valid`) and T, same shape as x, SI units."""
        inside = np.clip(np.asarray(x, dtype=float), *self.valid)
        factor = np.exp(self.activation_energy / GAS_CONSTANT * (1.0 / self.reference_temperature - 1.0 / T))
        held = min(max(T, self.temperature[0]), self.temperature[1])
        return np.asarray(self.shape(inside, held) * factor, dtype=float)

    @property
    def is_constant(self) -> bool:
        """True for one value at every x; temperature may still change it."""
        return isinstance(self.shape, Constant) or self.of_temperature

    @property
    def of_temperature(self) -> bool:
        """True for a formula of T alone and for a table over T."""
        return isinstance(self.shape, TemperatureTable) or (isinstance(self.shape, Expression) and self.shape.of_temperature)


def constant(value: float, unit: str, source: str, activation_energy: float = 0.0) -> Property:
    """A property that does not depend on its variable."""
    return Property(Constant(value), (-np.inf, np.inf), unit, source, activation_energy)
