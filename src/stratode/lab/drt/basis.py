"""The grid of time constants, and what the distribution on it gives as impedance: straight lines between the points of ln tau."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray

from stratode.lab.record import Array

PER_DECADE = 10  # points of the grid
BEYOND_SLOW = 0.3  # decades past the slowest measured time constant; farther, a resistance leaves no trace but its place
BEYOND_OPEN = 2.0  # of a spectrum that has not come to the real axis: what is slower has to stand somewhere
COARSE = 1e-4  # of |Z|: what straight lines between ten points a decade may miss; no noise is taken to be smaller
NODES = 6  # of Gauss-Legendre in one interval; exact to 1e-9 at ten points a decade


@dataclass(frozen=True, slots=True, eq=False)
class TauGrid:
    """Points at equal distances of ln tau.

    Args:
        log_tau: ln(tau / s), (M,), rising.
    """

    log_tau: Array

    @property
    def tau(self) -> Array:
        """s, (M,)."""
        return np.exp(self.log_tau)

    @property
    def step(self) -> float:
        """Distance of two points in ln tau."""
        return float(self.log_tau[1] - self.log_tau[0])

    def weights(self, low: float = -np.inf, high: float = np.inf) -> Array:
        """What each point's gamma adds to the integral over ln tau between two bounds in ln(tau / s), exact for straight lines; (M,)."""
        y, h = self.log_tau, self.step
        a, b = np.clip([low, high], y[0], y[-1])
        start = np.clip((a - y[:-1]) / h, 0.0, 1.0)  # of each interval, as a share of it
        end = np.maximum(np.clip((b - y[:-1]) / h, 0.0, 1.0), start)
        rising = 0.5 * h * (end**2 - start**2)
        whole = h * (end - start)
        found = np.zeros(y.size)
        found[:-1] += whole - rising
        found[1:] += rising
        return found


def grid_of(frequency: Array, *, ends: bool = True, per_decade: int = PER_DECADE) -> TauGrid:
    """A grid from the fastest time constant that was measured, 1/(2 pi f), to a little past the slowest.

    A process faster than that cannot be told from the series resistance, so the grid ends there.

    Args:
        frequency: Hz, (N,).
        ends: the spectrum comes to the real axis at its lowest frequency.
        per_decade: points in a decade.
    """
    low = -np.log(2.0 * np.pi * frequency.max())
    high = -np.log(2.0 * np.pi * frequency.min()) + (BEYOND_SLOW if ends else BEYOND_OPEN) * np.log(10.0)
    count = int(np.ceil((high - low) / np.log(10.0) * per_decade)) + 1
    return TauGrid(np.linspace(low, high, count))


def kernel(frequency: Array, grid: TauGrid) -> NDArray[np.complex128]:
    """Impedance that one ohm of gamma at each point gives, (N, M): the integral of hat(ln tau) / (1 + i omega tau) over ln tau.

    Source of the transform: Schichlein et al., J. Appl. Electrochem. 32 (2002) 875.
    """
    x, w = leggauss(NODES)
    share, weight = 0.5 * (x + 1.0), 0.5 * w * grid.step
    tau = np.exp(grid.log_tau[:-1, None] + grid.step * share)  # (M - 1, NODES)
    response = weight / (1.0 + 2j * np.pi * frequency[:, None, None] * tau)
    found = np.zeros((frequency.size, grid.log_tau.size), complex)
    found[:, :-1] += (response * (1.0 - share)).sum(axis=-1)
    found[:, 1:] += (response * share).sum(axis=-1)
    return found


def slopes(grid: TauGrid) -> Array:
    """Matrix whose squared norm with gamma is the integral of (d gamma / d ln tau)^2, gamma being zero beyond the grid; (M + 1, M)."""
    count = grid.log_tau.size
    bent: Array = np.diff(np.eye(count + 2), axis=0)[:, 1:-1] / np.sqrt(grid.step)
    return bent
