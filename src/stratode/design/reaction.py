"""Where the reaction happens and whether particles keep up, in closed form."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stratode.cell.transport import electron_conductivity, path_conductivity, transport_efficiency
from stratode.recipe.constants import FARADAY, GAS_CONSTANT
from stratode.recipe.parts import Layer


def reaction_penetration_depth(transfer_conductance: float, ion_conductivity: float, electron_conductivity: float) -> float:
    """Depth over which the reaction of a porous electrode spreads at small overpotential and uniform salt, m.

    l = (g (1/kappa_eff + 1/sigma))^-1/2. A layer much thinner than l reacts evenly; in a thicker one the reaction crowds at
    the separator where ions are the slower carrier, at the collector where electrons are.

    Args:
        transfer_conductance: g, charge-transfer conductance per volume, S/m3.
        ion_conductivity: kappa_eff, S/m, effective.
        electron_conductivity: sigma, S/m, effective.

    Source: Euler & Nonnenmacher 1960, Electrochim. Acta 2, 268; Newman & Tobias 1962, J. Electrochem. Soc. 109, 1183,
    doi:10.1149/1.2425269.
    """
    return 1.0 / sqrt(transfer_conductance * (1.0 / ion_conductivity + 1.0 / electron_conductivity))


def transfer_conductance(layer: Layer, concentration: float, temperature: float) -> float:
    """Charge-transfer conductance per volume of a half-lithiated layer at small overpotential, S/m3.

    g = sum over populations of a / (R T / (F i0) + R_film), a = 3 eps_s / r times the working share of
    the surface.

    Args:
        layer: with its populations.
        concentration: salt, mol/m3; i0 grows with its square root.
        temperature: K.
    """
    total = 0.0
    for population in layer.populations:
        exchange = float(population.material.exchange_current(0.5, temperature)) * population.exchange_factor * sqrt(concentration / 1000.0)
        area = 3.0 * population.volume_fraction * population.working_share / population.radius
        total += area / (GAS_CONSTANT * temperature / (FARADAY * exchange) + population.film_resistance)
    return total


def layer_reaction_depth(layer: Layer, conductivity: float, concentration: float, temperature: float) -> float:
    """Reaction penetration depth of a layer, m; see :func:`reaction_penetration_depth`.

    Args:
        layer: with its laws.
        conductivity: of the free electrolyte, S/m.
        concentration: salt, mol/m3.
        temperature: K.
    """
    return reaction_penetration_depth(
        transfer_conductance(layer, concentration, temperature),
        transport_efficiency(layer.transport, layer.porosity) * conductivity + path_conductivity(layer.paths, temperature),
        electron_conductivity(layer.electrons, layer),
    )


def transfer_overpotential(current: ArrayLike, resistance: ArrayLike, temperature: float) -> NDArray[np.float64]:
    """Overpotential of charge transfer behind a measured small-signal resistance, V: (2 R T / F) asinh(F i R_ct / (2 R T)).

    Less than i R_ct, the more so the larger the current. Where R_ct is the sum of several interfaces it is a lower bound, as asinh of a
    sum is less than the sum.

    Args:
        current: A/m2, magnitude.
        resistance: R_ct, ohm m2.
        temperature: K.

    Source: Newman & Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 8 (Butler-Volmer with equal transfer coefficients).
    """
    thermal = 2.0 * GAS_CONSTANT * temperature / FARADAY
    return np.asarray(thermal * np.arcsinh(np.asarray(current) * np.asarray(resistance) / thermal), float)


def transfer_resistance_ratio(first: ArrayLike, second: ArrayLike, temperature: float) -> NDArray[np.float64]:
    """R_ct of an interface with the second activation energy over that with the first, at equal prefactors, 1: exp((E2 - E1) / (R T)).

    Args:
        first, second: J/mol.
        temperature: K.

    Source: Arrhenius law.
    """
    return np.asarray(np.exp((np.asarray(second) - np.asarray(first)) / (GAS_CONSTANT * temperature)), float)


def diffusion_time(radius: float, diffusivity: float) -> float:
    """Time scale of diffusion in a sphere, s: r^2 / D."""
    return radius**2 / diffusivity


def surface_lead(radius: float, diffusivity: float, discharge_time: float) -> float:
    """How far a sphere's surface runs ahead of its mean when filled evenly, as a share of what is filled in all: r^2 / (15 D t).

    About this share of the capacity is out of reach at the cut-off; it is exact for constant D once the profile is steady
    (t > 0.2 r^2 / D), where c_surface - c_mean = N r / (5 D).

    Args:
        radius: m.
        diffusivity: m2/s.
        discharge_time: s.

    Source: Crank, The Mathematics of Diffusion, 2nd ed., ch. 6 (sphere under constant flux).
    """
    return radius**2 / (15.0 * diffusivity * discharge_time)
