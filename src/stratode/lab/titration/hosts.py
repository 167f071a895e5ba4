"""How a host answers a constant current in theory: a sphere from its surface, a slab from one face; exact series."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import erf, erfc

from stratode.lab.record import Array

EARLY = 0.05  # of the host's own time, until which the surface does not feel the far end beyond exp(-1/0.05) = 2e-9
NOTHING = 40.0  # an exponent beyond which nothing is left: exp(-40) = 4e-18
TERMS = 12  # of the series after it: the first left out is exp(-1600 * 0.05)


class Host(Protocol):
    """Where lithium diffuses.

    Args:
        length: radius or thickness, m.
    """

    @property
    def length(self) -> float:
        """Radius of a sphere, thickness of a slab, m."""
        ...

    @property
    def path(self) -> float:
        """Volume over surface, m: the length in Weppner and Huggins's formula."""
        ...

    @property
    def words(self) -> str:
        """Which length was used."""
        ...

    def surface(self, theta: Array) -> Array:
        """Rise at the surface since a constant flux began, in flux times length over diffusivity; theta = D t / length^2."""
        ...

    def mean(self, theta: Array) -> Array:
        """Rise of the mean, in the same unit."""
        ...


@dataclass(frozen=True, slots=True)
class Sphere:
    """A particle of radius `length`, m."""

    length: float

    @property
    def path(self) -> float:
        """A third of the radius, m."""
        return self.length / 3.0

    @property
    def words(self) -> str:
        """Which length was used."""
        return f"particle radius {self.length * 1e6:.4g} um, path r/3 = {self.path * 1e6:.4g} um"

    def surface(self, theta: Array) -> Array:
        """Carslaw & Jaeger, Conduction of Heat in Solids (1959), 9.8; early times by the same in Laplace space with coth = 1."""
        t = np.asarray(theta, float)
        found = np.exp(np.minimum(t, EARLY)) * (1.0 + erf(np.sqrt(np.minimum(t, EARLY)))) - 1.0
        late = t >= EARLY
        return np.asarray(np.where(late, 3.0 * t + 0.2 - _left(t, late, _sphere_roots()), found), float)

    def mean(self, theta: Array) -> Array:
        """3 theta."""
        return 3.0 * np.asarray(theta, float)


@dataclass(frozen=True, slots=True)
class Slab:
    """An electrode or film of thickness `length`, m, that lithium enters from one face."""

    length: float

    @property
    def path(self) -> float:
        """The thickness, m."""
        return self.length

    @property
    def words(self) -> str:
        """Which length was used."""
        return f"electrode thickness L = {self.length * 1e6:.4g} um"

    def surface(self, theta: Array) -> Array:
        """Carslaw & Jaeger (1959), 3.8; early times by the source and its first image."""
        t = np.asarray(theta, float)
        root = np.sqrt(np.minimum(np.maximum(t, 1e-300), EARLY))
        image = np.exp(-1.0 / root**2) / np.sqrt(np.pi) - erfc(1.0 / root) / root
        early = 2.0 * root * (1.0 / np.sqrt(np.pi) + 2.0 * image)
        late = t >= EARLY
        left = _left(t, late, np.asarray(np.pi * np.arange(1, TERMS + 1), float))
        return np.asarray(np.where(late, t + 1.0 / 3.0 - left, np.where(t > 0.0, early, 0.0)), float)

    def mean(self, theta: Array) -> Array:
        """Theta."""
        return np.asarray(theta, float)


def _left(theta: Array, late: NDArray[np.bool_], roots: Array) -> Array:
    """What the late series have not settled: 2 sum exp(-root^2 theta)/root^2, where `late`; terms below rounding are not computed."""
    found = np.zeros_like(theta)
    t = theta[late]
    for root in roots:
        if t.size and root**2 * float(np.min(t)) > NOTHING:
            break
        found[late] += 2.0 * np.exp(-(root**2) * t) / root**2
    return found


@lru_cache(maxsize=1)
def _sphere_roots() -> Array:
    """Positive roots of tan(x) = x."""
    edges = [(n * np.pi + 1e-9, (n + 0.5) * np.pi - 1e-12) for n in range(1, TERMS + 1)]
    return np.array([brentq(lambda x: np.sin(x) - x * np.cos(x), low, high, xtol=1e-14) for low, high in edges])


def pulse_shape(host: Host, diffusivity: float, time: Array, duration: float) -> Array:
    """Surface concentration of a host over a pulse and the rest after it, in what the pulse adds to its mean.

    Args:
        host: sphere or slab.
        diffusivity: m2/s.
        time: s since the current was switched on, (N,); 0 before.
        duration: of the pulse, s.
    """
    rate = diffusivity / host.length**2
    on = host.surface(rate * np.maximum(time, 0.0))
    off = host.surface(rate * np.maximum(time - duration, 0.0))
    return np.asarray((on - off) / host.mean(np.array(rate * duration)), float)
