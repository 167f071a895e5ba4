"""dQ/dV as a density: each row's charge laid down at its voltage, smoothed by a kernel whose bias is told.

A smooth by a Gaussian of width h is low at peaks by about h^2/2 of the second derivative. Smoothing the smooth once more shows how much
(Tukey 1977, Exploratory Data Analysis, "twicing"): 2K - K*K leaves a bias of fourth order, 3K - 3K*K + K*K*K one of sixth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.signal import fftconvolve

from stratode.lab.cycling.counting import resolution
from stratode.lab.cycling.profiles import Profile
from stratode.lab.record import Array

FINE = 8  # points of the grid in one width
REACH = 6.0  # widths to which a kernel is followed, of the widest
TAPER = 0.9  # of the usual current; less is a held voltage, whose charge belongs to no dQ/dV
FEWEST = 20  # rows
LADDER = (0.002, 0.003, 0.004, 0.006, 0.008, 0.012, 0.016, 0.024, 0.032)  # V
QUIET = 0.02  # of the highest peak; noise (95 %) stays below it
BLURRED = 0.15  # of the curvature at a peak; its standard error stays below it
TALL = 0.2  # of the highest; lower peaks do not choose the width
JUMP = 6.0  # times the usual second difference
SPACED = 0.7  # widths must be at least this part of the rows' spacing, or the rows show as ripples
NOISY = 2.0  # ... and this multiple of the voltage's noise
TWICED, THRICED = (2.0, -1.0), (3.0, -3.0, 1.0)  # weights of K, K*K, K*K*K


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Charge at voltages: the rows of one half cycle at constant current.

    Args:
        voltage: V, (R,).
        charge: of each row, C, (R,).
        noise: standard deviation of a voltage, V.
        spacing: between neighbouring rows' voltages, nine tenths are closer, V.
        left_out: share of the half cycle's charge that passed at a held voltage.
    """

    voltage: Array
    charge: Array
    noise: float
    spacing: float
    left_out: float


def lay(found: Profile) -> Laid | None:
    """Rows at the usual current; None of fewer than 20.

    Args:
        found: a half cycle.
    """
    if found.charge.size < FEWEST:
        return None
    edges = np.concatenate((found.charge[:1], 0.5 * (found.charge[1:] + found.charge[:-1]), found.charge[-1:]))
    passed = np.diff(edges)
    usual = float(np.median(found.current[: max(int(np.searchsorted(found.charge, 0.5 * found.charge[-1])), 1)]))
    keep = found.current >= TAPER * usual
    if int(keep.sum()) < FEWEST or passed[keep].sum() <= 0.0:
        return None
    voltage = found.voltage[keep]
    second = np.abs(voltage[2:] - 2.0 * voltage[1:-1] + voltage[:-2])
    second = np.minimum(second, JUMP * np.median(second))  # steps and outliers are no noise
    noise = float(np.sqrt(np.mean(second**2) / 6.0))
    digit = resolution(voltage) or 0.0
    spacing = float(np.quantile(np.abs(np.diff(voltage)), 0.9))
    left_out = 1.0 - float(passed[keep].sum() / passed.sum())
    return Laid(voltage, passed[keep], max(noise, digit / math.sqrt(12.0)), spacing, left_out)


@dataclass(frozen=True, eq=False)
class Density:
    """dQ/dV of one half cycle, positive.

    Args:
        grid: V, rising, (G,).
        laid: what it is of.
        width: standard deviation of the Gaussian, V.
        lowest, highest: V, within which no kernel reaches beyond the data.
    """

    grid: Array
    laid: Laid
    width: float
    lowest: float
    highest: float

    @cached_property
    def _masses(self) -> tuple[Array, Array]:
        """Charge, C, and its square by row, C2, on the grid, (G,); shared between two points by distance."""
        step = float(self.grid[1] - self.grid[0])
        place = (self.laid.voltage - self.grid[0]) / step
        left = np.floor(place).astype(np.int64)
        right = place - left
        size, q = self.grid.size, self.laid.charge
        spread = np.bincount(left, q * (1.0 - right), size + 1)[:size] + np.bincount(left + 1, q * right, size + 1)[:size]
        squares = np.bincount(np.rint(place).astype(np.int64), q * q, size + 1)[:size]
        return np.asarray(spread, float), np.asarray(squares, float)

    def smooth(self, order: int = 0, weights: tuple[float, ...] = TWICED) -> Array:
        """The order-th derivative of dQ/dV, C/V^(1 + order), (G,).

        Args:
            order: 0 to 2.
            weights: of the kernel, of it with itself, and so on; (1,) is the plain Gaussian.
        """
        return np.asarray(fftconvolve(self._masses[0], self._kernel(order, weights), mode="same"), float)

    def error(self, order: int = 0, weights: tuple[float, ...] = TWICED) -> Array:
        """Standard error of :meth:`smooth` from the voltage's noise, (G,): each row moves by it, and the kernel's slope tells how much."""
        squared = fftconvolve(self._masses[1], self._kernel(order + 1, weights) ** 2, mode="same")
        return np.asarray(self.laid.noise * np.sqrt(np.maximum(squared, 0.0)), float)

    def bias(self) -> Array:
        """What is left of the bias: the sixth-order smooth less the fourth-order one, C/V, (G,)."""
        return self.smooth(0, THRICED) - self.smooth(0)

    def _kernel(self, order: int, weights: tuple[float, ...]) -> Array:
        step = float(self.grid[1] - self.grid[0])
        count = math.ceil(REACH * self.width * math.sqrt(len(weights)) / step)
        x = np.arange(-count, count + 1, dtype=float) * step
        parts = [w * _gaussian(x, self.width * math.sqrt(k), order) for k, w in enumerate(weights, 1)]
        return np.asarray(np.sum(parts, axis=0), float)


def _gaussian(x: Array, width: float, order: int) -> Array:
    """A derivative of the normal density."""
    u = x / width
    factor = (np.ones_like(u), -u, u * u - 1.0, 3.0 * u - u**3)[order]
    return np.asarray(factor * np.exp(-0.5 * u * u) / (math.sqrt(2.0 * math.pi) * width ** (order + 1)), float)


def density(laid: Laid, width: float) -> Density:
    """Smooth.

    Args:
        laid: charge at voltages.
        width: V.
    """
    step = width / FINE
    low, high = float(laid.voltage.min()), float(laid.voltage.max())
    margin = 2.0 * REACH * width
    grid = np.arange(low - margin, high + margin + step, step)
    return Density(grid, laid, width, low + 3.0 * width, high - 3.0 * width)


def narrowest(several: list[Laid], *, for_tops: bool = False) -> float:
    """The narrowest width of a ladder that keeps noise low, V; the widest where none does.

    Noise (95 %) stays below 2 % of the highest peak; to find tops, the curvature's standard error at tall peaks below 15 % of it too, since
    a top among ripples of noise is no peak's. It is no narrower than 0.7 of the rows' spacing and twice the voltage's noise.

    Args:
        several: at least one.
        for_tops: to find where peaks stand.
    """
    least = max(max(SPACED * one.spacing, NOISY * one.noise) for one in several)
    for width in LADDER:
        if width >= least and all(_noise_share(one, width, for_tops) <= 1.0 for one in several):
            return width
    return LADDER[-1]


def _noise_share(laid: Laid, width: float, for_tops: bool) -> float:
    """The noise over what is allowed: of the height, and of the curvature at peaks where these are looked for."""
    found = density(laid, width)
    inside = (found.grid >= found.lowest) & (found.grid <= found.highest)
    if not inside.any():
        return 0.0
    f = found.smooth()
    high = float(1.96 * found.error()[inside].max() / max(f[inside].max(), np.finfo(float).tiny)) / QUIET
    if not for_tops:
        return high
    bent = found.smooth(2)
    tops = np.flatnonzero((f[1:-1] > f[:-2]) & (f[1:-1] >= f[2:])) + 1
    tops = tops[inside[tops] & (f[tops] > TALL * f[inside].max()) & (bent[tops] < 0.0)]
    blurred = float(np.max(found.error(2)[tops] / -bent[tops], initial=0.0))
    return max(high, blurred / BLURRED)
