"""A material property: a number, a table or a formula of one state variable and temperature, with its range and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol as Interface

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Shape(Interface):
    """The values behind a property at its reference temperature (or at T, where a formula names it)."""

    def __call__(self, x: Array, T: float) -> Array: ...


@dataclass(frozen=True, slots=True)
class Constant:
    value: float

    def __call__(self, x: Array, T: float) -> Array:
        return np.full_like(np.asarray(x, dtype=float), self.value)


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
    """

    shape: Shape
    valid: tuple[float, float]
    unit: str
    source: str
    activation_energy: float = 0.0
    reference_temperature: float = 298.15

    def __call__(self, x: Array | float, T: float = 298.15) -> Array:
        """Value at x (clamped to `valid`) and T, same shape as x, SI units."""
        inside = np.clip(np.asarray(x, dtype=float), *self.valid)
        factor = np.exp(self.activation_energy / 8.31446261815324 * (1.0 / self.reference_temperature - 1.0 / T))
        return np.asarray(self.shape(inside, T) * factor, dtype=float)

    @property
    def is_constant(self) -> bool:
        return isinstance(self.shape, Constant)


def constant(value: float, unit: str, source: str, activation_energy: float = 0.0) -> Property:
    """A property that does not depend on its variable."""
    return Property(Constant(value), (-np.inf, np.inf), unit, source, activation_energy)
