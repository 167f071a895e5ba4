"""Lithium metal by Faraday's law: what a foil holds, and how much metal a charge plates."""

from __future__ import annotations

from stratode.recipe.constants import FARADAY, LITHIUM_MOLAR_MASS

SECONDS_PER_HOUR = 3600.0


def foil_capacity(thickness: float, density: float) -> float:
    """Charge in a lithium foil, Ah per m2: rho d F / M (206 Ah/m2 = 20.6 mAh/cm2 for 100 um at 534 kg/m3).

    Args:
        thickness: m.
        density: kg/m3.
    """
    return density * thickness / LITHIUM_MOLAR_MASS * FARADAY / SECONDS_PER_HOUR


def plated_thickness(charge: float, density: float) -> float:
    """Dense lithium that a charge plates, m (4.85 um per mAh/cm2 at 534 kg/m3).

    Args:
        charge: Ah per m2.
        density: kg/m3.
    """
    return charge / foil_capacity(1.0, density)
