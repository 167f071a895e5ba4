"""Charge transfer at a particle and at a foil, each law in one line, solved by bisection."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq


def exchange_current(reference: float, salt: float, x: float, edge: float) -> float:
    """i0 = reference sqrt(c / 1000) 2 sqrt(x (1 - x)); within `edge` of full or empty, and beyond, ln i0 goes on straight."""
    inside = min(max(x, edge), 1.0 - edge)
    here = np.log(reference * np.sqrt(salt / 1000.0) * 2.0 * np.sqrt(inside * (1.0 - inside)))
    return float(np.exp(here - decline(x, edge)))


def decline(x: float, edge: float) -> float:
    """By how much ln i0 falls past the edge nearest to x: along the tangent of ln sqrt(x) there, or of ln sqrt(1 - x), over 300 edges."""
    short = min(max(edge - x, x - (1.0 - edge), 0.0), 300.0 * edge)
    return float(short * 0.5 * (1.0 / edge - 1.0 / (1.0 - edge)))


def needed_driving(u: float, thermal: float, i0: float, film: float, flux: float) -> float:
    """phi_s - phi_e at which a surface at potential u gives this flux."""
    return float(u + thermal * np.arcsinh(flux / (2.0 * i0)) + film * flux)


def rates(i0: float, x: float, edge: float, eta: float, thermal: float) -> tuple[float, float]:
    """Forth and back of j = forth exp(eta / thermal) - back exp(-eta / thermal) at eta over the potential of the edge itself.

    Past full (empty) the rate of taking lithium up (giving it up) has fallen by twice the decline, the other is the edge's.
    """
    at_edge, k = i0 * np.exp(decline(x, edge)), decline(x, edge)
    forth, back = (at_edge, at_edge * np.exp(-2.0 * k)) if x > 0.5 else (at_edge * np.exp(-2.0 * k), at_edge)
    return float(forth * np.exp(eta / thermal)), float(back * np.exp(-eta / thermal))


def flux(needed: Callable[[float], float], driving: float, low: float, high: float) -> float:
    """The flux between low and high whose needed driving force is `driving`."""
    return float(brentq(lambda j: needed(j) - driving, low, high, xtol=1e-15, rtol=1e-14, maxiter=500))


def foil_overpotential(exchange: float, salt: float, thermal: float, film: float, current: float) -> float:
    """Potential of lithium over phi_e at its wall, from current = i0 sqrt(c / 1000) 2 sinh(eta / thermal), the film in series."""
    i0 = exchange * np.sqrt(salt / 1000.0)
    return float(brentq(lambda eta: 2.0 * i0 * np.sinh(eta / thermal) - current, -2.0, 2.0, xtol=1e-16, rtol=1e-14)) + film * current
