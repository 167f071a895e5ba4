"""Charge transfer at a particle and at a foil, each law in one line, solved by bisection."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq


def exchange_current(reference: float, salt: float, x: float, edge: float, flux: float) -> float:
    """i0 = reference sqrt(c / 1000) 2 sqrt(x (1 - x)) up to `edge` from full or empty.

    Beyond, ln i0 goes on straight for a flux that leads farther (out of an empty surface, into a full one), and stays for one that returns.
    """
    inside = min(max(x, edge), 1.0 - edge)
    here = np.log(reference * np.sqrt(salt / 1000.0) * 2.0 * np.sqrt(inside * (1.0 - inside)))
    farther = (x < inside and flux > 0.0) or (x > inside and flux < 0.0)
    straight = 0.5 / inside - 0.5 / (1.0 - inside)
    return float(np.exp(here + straight * (x - inside) * farther))


def needed_driving(u: float, thermal: float, i0: float, film: float, flux: float) -> float:
    """phi_s - phi_e at which a surface at potential u gives this flux."""
    return float(u + thermal * np.arcsinh(flux / (2.0 * i0)) + film * flux)


def flux(needed: Callable[[float], float], driving: float, low: float, high: float) -> float:
    """The flux between low and high whose needed driving force is `driving`."""
    return float(brentq(lambda j: needed(j) - driving, low, high, xtol=1e-15, rtol=1e-14, maxiter=500))


def foil_overpotential(exchange: float, salt: float, thermal: float, film: float, current: float) -> float:
    """Potential of lithium over phi_e at its wall, from current = i0 sqrt(c / 1000) 2 sinh(eta / thermal), the film in series."""
    i0 = exchange * np.sqrt(salt / 1000.0)
    return float(brentq(lambda eta: 2.0 * i0 * np.sinh(eta / thermal) - current, -2.0, 2.0, xtol=1e-16, rtol=1e-14)) + film * current
