"""Interfaces as an alternating current sees them at rest: charge transfer, diffusion inside, double layer and film.

A film (R || C) lies in series with the reaction, which a double layer bridges; behind the reaction stands what the particle's
slow inside adds. Small signals only: every law is replaced by its slope at rest. Signals go as exp(i omega t).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell import tables
from stratode.kernels.reaction import exchange_current
from stratode.recipe.constants import FARADAY, GAS_CONSTANT
from stratode.recipe.parts import BlockingElectrode, LithiumMetal, Population

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]

FRACTION_DEPTH = 12  # of the continued fraction; 1e-16 for |s| < 1
SLOPE_OVER = 1e-6  # of stoichiometry, for the slope of a potential


@dataclass(frozen=True, slots=True)
class Admittance:
    """Of one interface, (F,) S/m2: current over driving potential, and the part of that current which charges the double layer."""

    total: Complex
    double_layer: Complex


@dataclass(frozen=True, slots=True)
class Wall:
    """An end of the cell: (F,) ohm m2 from terminal to electrolyte or solid, and the share of its current that charges a double layer."""

    impedance: Complex
    double_layer: Complex


def parallel(resistance: float, capacitance: float, omega: Array) -> Complex:
    """Impedance of a resistance with a capacitance across it, (F,) ohm m2; 0 F/m2 is none."""
    return np.asarray(resistance / (1.0 + 1j * omega * resistance * capacitance), dtype=complex)


def sphere(s: Complex) -> Complex:
    """s coth s - 1, the surface's answer of a sphere over its flux, with s = R sqrt(i omega / D).

    By its continued fraction s2 / (3 + s2 / (5 + ...)) where the closed form cancels; without overflow for large s.
    """
    square = s * s
    near = np.full_like(s, 2.0 * FRACTION_DEPTH + 3.0)
    for k in range(FRACTION_DEPTH, 0, -1):
        near = (2.0 * k + 1.0) + square / near
    small = np.abs(s) < 1.0
    gone = np.exp(-2.0 * np.where(small, 1.0, s))
    return np.where(small, square / near, s * (1.0 + gone) / (1.0 - gone) - 1.0)


def particle_diffusion(population: Population, x: float, temperature: float, omega: Array) -> Complex:
    """What diffusion in a sphere adds to the reaction resistance, (F,) ohm m2 of working surface.

    Z = -dU/dx w R / (F c_max D (s coth s - 1)), w the working surface over the sphere's: lithium crosses the working surface and spreads
    over the whole sphere, as in the time domain. D and U at the stoichiometry at rest.

    Source: Jacobsen & West 1995, Electrochim. Acta 40, 255, doi:10.1016/0013-4686(94)E0207-N.
    """
    material = population.material
    diffusivity = float(tables.of_property(material.diffusivity, temperature, 0.0, 1.0)(np.array(x)))
    if material.diffusivity.is_constant:
        diffusivity = float(material.diffusivity(x, temperature))
    curve = tables.potential(material, temperature)
    around = np.clip([x - SLOPE_OVER, x + SLOPE_OVER], 0.0, 1.0)
    slope = float(np.diff(curve(around))[0] / np.diff(around)[0])
    answer = sphere(population.radius * np.sqrt(1j * omega / diffusivity))
    return -slope * population.working_share * population.radius / (FARADAY * material.max_concentration * diffusivity * answer)


def particle(population: Population, x: float, salt: float, temperature: float, omega: Array) -> Admittance:
    """A population's working surface at stoichiometry x in electrolyte of `salt` mol/m3, (F,) S/m2 of working surface."""
    reference = float(population.material.exchange_current(0.5, temperature)) * population.exchange_factor
    i0 = exchange_current(reference, salt, x)[0] if reference > 0.0 else 0.0
    inside = particle_diffusion(population, x, temperature, omega)
    return _across(
        i0, inside, population.double_layer, parallel(population.film_resistance, population.film_capacitance, omega), temperature, omega
    )


def working_area(population: Population, fraction: float) -> float:
    """Surface that takes part, m2 per m3 of layer, of particles that fill `fraction` of it."""
    return 3.0 * fraction / population.radius * population.working_share


def lithium(foil: LithiumMetal, salt: float, temperature: float, omega: Array) -> Wall:
    """A lithium foil against electrolyte of `salt` mol/m3 at its surface."""
    i0 = float(foil.exchange_current(1000.0, temperature)) * np.sqrt(salt / 1000.0)
    found = _across(
        i0,
        np.zeros_like(omega, dtype=complex),
        foil.double_layer,
        parallel(foil.film_resistance, foil.film_capacitance, omega),
        temperature,
        omega,
    )
    return Wall(1.0 / found.total, found.double_layer / found.total)


def blocking(plane: BlockingElectrode, omega: Array) -> Wall:
    """A plane that only charges its double layer, behind its series resistance.

    Raises:
        ValueError: it has no double layer, so that no current can pass at any frequency.
    """
    if plane.double_layer <= 0.0:
        raise ValueError(
            f"{plane.name}: a blocking electrode must have a double layer to take any current; received {plane.double_layer:g} F/m2; "
            "state its double layer, for example 0.2 F/m2"
        )
    charging = np.asarray(1j * omega * plane.double_layer, dtype=complex)
    series = np.asarray(plane.series_resistance + 1.0 / charging, dtype=complex)
    return Wall(series, np.ones_like(series))


def _across(i0: float, inside: Complex, capacitance: float, film: Complex, temperature: float, omega: Array) -> Admittance:
    """Reaction (conductance F i0 / RT) before `inside` (ohm m2), a double layer across both, a film before all."""
    transfer = FARADAY * i0 / (GAS_CONSTANT * temperature)
    charging = 1j * omega * capacitance
    inner = transfer / (1.0 + transfer * inside) + charging
    behind = 1.0 + inner * film
    return Admittance(inner / behind, charging / behind)
