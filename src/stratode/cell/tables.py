"""Material properties as tables of uniform cubic pieces, the form the kernels read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline, PchipInterpolator

from stratode.recipe.constants import FARADAY, GAS_CONSTANT
from stratode.recipe.parts import ActiveMaterial, Electrolyte
from stratode.recipe.property import Property

Array = NDArray[np.float64]

PIECES = 512
END_SLOPE_OVER = 0.005  # of the data's range, for the slope at its ends
LEAST_SLOPE = 0.05  # V, by which a potential falls at least over x = 0 to 1 outside its data
MOST_SALT = 10000.0  # mol/m3, where a property's range has no end


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One tabulated property: `pieces` (PIECES, 4) in the local variable 0..1, from `start`, `density` pieces per unit."""

    pieces: Array
    start: float
    density: float

    def __call__(self, x: Array) -> Array:
        """Values at x, any shape, held at the ends: the same numbers the kernels see."""
        u = np.clip((np.asarray(x) - self.start) * self.density, 0.0, PIECES)
        i = np.minimum(u.astype(np.int64), PIECES - 1)
        f = u - i
        a = self.pieces[i]
        value: Array = ((a[..., 3] * f + a[..., 2]) * f + a[..., 1]) * f + a[..., 0]
        return value

    @property
    def end(self) -> float:
        """Last value of the variable."""
        return self.start + PIECES / self.density


def tabulate(values: Callable[[Array], Array], low: float, high: float, level: bool = False) -> Table:
    """Cubic pieces through the values at PIECES + 1 equidistant points of [low, high]; `level` makes no new extremum beside plateaus."""
    x = np.linspace(low, high, PIECES + 1)
    spline = (PchipInterpolator if level else CubicSpline)(x, values(x))
    width = (high - low) / PIECES
    pieces = spline.c[::-1].T * width ** np.arange(4)
    return Table(np.ascontiguousarray(pieces), low, 1.0 / width)


def _range(prop: Property, least: float, most: float) -> tuple[float, float]:
    low, high = max(prop.valid[0], least), min(prop.valid[1], most)
    return (low, high) if high > low else (low, low + 1.0)


@lru_cache(maxsize=8192)
def of_property(prop: Property, temperature: float, least: float, most: float) -> Table:
    """Table of a property at a temperature over its valid range within [least, most]."""
    return tabulate(lambda x: prop(x, temperature), *_range(prop, least, most))


def has_branches(material: ActiveMaterial) -> bool:
    """Whether the potential depends on where the lithium came from."""
    return material.potential_charge is not None and material.hysteresis_decay > 0.0


@lru_cache(maxsize=4096)
def potential(material: ActiveMaterial, temperature: float) -> Table:
    """Open-circuit potential at a temperature, U(x) + (T - T_ref) dU/dT(x), for x from 0 to 1; of two branches their mean.

    Outside its data the potential goes on along its end slope. Holding it, as other properties are, would make the particle a
    store without end: at 4.39 V an NMC111 whose data end at x = 0.4 and 4.26 V gave up all its lithium.
    """
    if has_branches(material) and material.potential_charge is not None:
        down, up = (_branch(material, ocp, temperature) for ocp in (material.potential, material.potential_charge))
        return tabulate(lambda x: 0.5 * (down(x) + up(x)), 0.0, 1.0)
    return _branch(material, material.potential, temperature)


@lru_cache(maxsize=256)
def half_gap(material: ActiveMaterial, temperature: float) -> Table:
    """Half of what the charge branch (lithium leaves) lies above the discharge branch, V, 0 or more, for x from 0 to 1."""
    charge = material.potential_charge or material.potential
    down, up = (_branch(material, ocp, temperature) for ocp in (material.potential, charge))
    return tabulate(lambda x: np.maximum(0.5 * (up(x) - down(x)), 0.0), 0.0, 1.0)


@lru_cache(maxsize=4096)
def enthalpy(material: ActiveMaterial, temperature: float) -> Table:
    """U - T dU/dT, V, for x from 0 to 1: what a lithium ion and its electron bring along as enthalpy, per charge."""
    free = potential(material, temperature)
    if material.entropy is None:
        return free
    entropy, low, high = material.entropy, *_range(material.potential, 0.0, 1.0)
    return tabulate(lambda x: free(x) - temperature * entropy(np.clip(x, low, high), temperature), 0.0, 1.0)


def _branch(material: ActiveMaterial, ocp: Property, temperature: float) -> Table:
    """One branch of the open-circuit potential with its entropy.

    Entropies are often of another sample than the potential: on a plateau their sum may rise with x, which no single phase does.
    Where the potential alone never rises, the sum stays level there instead.
    """
    low, high = _range(ocp, 0.0, 1.0)
    x = np.linspace(low, high, PIECES + 1)
    falls = bool(np.all(np.diff(ocp(x, temperature)) <= 0.0))

    def inside(x: Array) -> Array:
        u: Array = ocp(x, temperature)
        if material.entropy is not None:
            u += (temperature - ocp.reference_temperature) * material.entropy(x, temperature)
        return u

    step = END_SLOPE_OVER * (high - low)
    ends = inside(np.array([low, low + step, high - step, high]))
    first, last = (min((b - a) / step, -LEAST_SLOPE) for a, b in (ends[:2], ends[2:]))

    def values(x: Array) -> Array:
        u: Array = inside(np.clip(x, low, high)) + first * np.minimum(x - low, 0.0) + last * np.maximum(x - high, 0.0)
        return u

    if not falls or bool(np.all(np.diff(inside(x)) <= 0.0)):
        return tabulate(values, 0.0, 1.0)
    return tabulate(lambda x: np.minimum.accumulate(values(x)), 0.0, 1.0, level=True)


@lru_cache(maxsize=512)
def electrolyte(liquid: Electrolyte, temperature: float) -> tuple[Table, Table, Table, Table]:
    """Diffusivity, conductivity, transference number and theta = (2RT/F)(thermodynamic factor)(1 - t+), over salt concentration."""
    low = max(p.valid[0] for p in (liquid.transference, liquid.thermodynamic_factor))
    high = min(p.valid[1] for p in (liquid.transference, liquid.thermodynamic_factor))
    low, high = max(low, 0.0), min(high, MOST_SALT)

    def theta(c: Array) -> Array:
        thermal = 2.0 * GAS_CONSTANT * temperature / FARADAY
        return thermal * liquid.thermodynamic_factor(c, temperature) * (1.0 - liquid.transference(c, temperature))

    return (
        of_property(liquid.diffusivity, temperature, 0.0, MOST_SALT),
        of_property(liquid.conductivity, temperature, 0.0, MOST_SALT),
        of_property(liquid.transference, temperature, 0.0, MOST_SALT),
        tabulate(theta, low, high),
    )


def stack(tables: list[Table]) -> tuple[Array, Array, Array]:
    """(T, PIECES, 4) pieces, (T,) starts, (T,) densities."""
    return (
        np.stack([t.pieces for t in tables]),
        np.array([t.start for t in tables]),
        np.array([t.density for t in tables]),
    )
