"""Distributions of the diameters of spheres, by volume, and how spheres are drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum, inf, log, pi

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Array = NDArray[np.float64]

MOST_SPHERES = 2_000_000  # of one population
KEPT = 2.5  # geometric standard deviations of the volume on either side of the median; 1.2 % of the volume lies beyond


@dataclass(frozen=True, slots=True)
class OneSize:
    """All spheres are of one diameter, m.

    Raises:
        ValueError: no positive diameter.
    """

    diameter: float

    def __post_init__(self) -> None:
        """Checks the diameter."""
        positive("diameter", self.diameter, "m")

    @property
    def largest(self) -> float:
        """Largest diameter, m."""
        return self.diameter

    @property
    def smallest(self) -> float:
        """Smallest diameter, m."""
        return self.diameter

    def draw(self, volume: float, random: np.random.Generator) -> Array:
        """Radii (n,), m, of the number of spheres whose volume is nearest to `volume`, m3; at least one."""
        each = pi / 6.0 * self.diameter**3
        return np.full(max(1, _counted(volume / each)), 0.5 * self.diameter)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A lognormal distribution of the spheres' volume over their diameter, cut off at `KEPT` geometric standard deviations.

    Args:
        median: diameter that halves the volume, m.
        spread: geometric standard deviation of the volume, above 1.

    Raises:
        ValueError: no positive median; a spread outside (1, 3].
    """

    median: float
    spread: float

    def __post_init__(self) -> None:
        """Checks median and spread."""
        positive("median", self.median, "m")
        if not 1.0 < self.spread <= 3.0:
            raise ValueError(
                f"spread: must lie above 1 and at most 3 (a geometric standard deviation); received {self.spread:g}. "
                "Write for example 1.4, or state one size."
            )

    @property
    def largest(self) -> float:
        """Largest diameter, m."""
        return float(self.median * self.spread**KEPT)

    @property
    def smallest(self) -> float:
        """Smallest diameter, m."""
        return float(self.median / self.spread**KEPT)

    def draw(self, volume: float, random: np.random.Generator) -> Array:
        """Radii (n,), m, of as many spheres as come nearest to `volume`, m3; at least one.

        By number the distribution is lognormal too, its median lower by exp(-3 ln(spread)^2) (Hatch & Choate 1929). Drawn are its
        quantiles, one in each of n equal shares, so that few spheres represent it as well as they can.
        """
        s = log(self.spread)
        low, high = (float(ndtr(x + 3.0 * s)) for x in (-KEPT, KEPT))
        mean_cube = _mean_cube(self.median, s)
        n = max(1, _counted(volume / (pi / 6.0 * mean_cube)))
        share = (np.arange(n) + random.random(n)) / n
        return np.asarray(0.5 * self.median * np.exp(s * (ndtri(low + (high - low) * share) - 3.0 * s)), np.float64)


def _mean_cube(median: float, s: float) -> float:
    """Mean cube of the diameters, by number, of the lognormal that is cut off at KEPT."""
    low, high = (float(ndtr(x + 3.0 * s)) for x in (-KEPT, KEPT))
    within = float(ndtr(KEPT) - ndtr(-KEPT)) / (high - low)
    return median**3 * exp(-4.5 * s * s) * within


@dataclass(frozen=True, slots=True)
class Listed:
    """Classes of diameters, m, with their shares of the spheres' volume, which add up to one.

    Raises:
        ValueError: no class, as many shares as diameters missing, a diameter or share that is not positive, another sum than one.
    """

    diameters: tuple[float, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        """Checks classes and shares."""
        if not self.diameters or len(self.diameters) != len(self.shares):
            raise ValueError(
                f"sizes: must be one share for each diameter; received {len(self.diameters)} diameters and {len(self.shares)} shares. "
                "Write as many of both."
            )
        for diameter, share in zip(self.diameters, self.shares, strict=True):
            positive("diameter", diameter, "m")
            positive("share", share, "1")
        if abs(fsum(self.shares) - 1.0) > 1e-6:
            raise ValueError(f"shares: must add up to 1; received {fsum(self.shares):.6g}. Complete the classes.")

    @property
    def largest(self) -> float:
        """Largest diameter, m."""
        return max(self.diameters)

    @property
    def smallest(self) -> float:
        """Smallest diameter, m."""
        return min(self.diameters)

    def draw(self, volume: float, random: np.random.Generator) -> Array:
        """Radii (n,), m, of each class's number of spheres nearest to its share of `volume`, m3; at least one in all."""
        counts = [_counted(w * volume / (pi / 6.0 * d**3)) for d, w in zip(self.diameters, self.shares, strict=True)]
        if not any(counts):
            counts[int(np.argmax(self.shares))] = 1
        return np.concatenate([np.full(n, 0.5 * d) for n, d in zip(counts, self.diameters, strict=True)])


Sizes = OneSize | Lognormal | Listed


def _counted(number: float) -> int:
    """A number of spheres, rounded.

    Raises:
        ValueError: more than can be packed.
    """
    if number > MOST_SPHERES:
        raise ValueError(
            f"particles: must not be more than {MOST_SPHERES:,} of one population; these sizes in this volume make {number:.3g}. "
            "Choose a smaller volume or larger particles."
        )
    return round(number)


def in_um(length: float) -> str:
    """A length, m, as messages show it."""
    return f"{1e6 * length:.4g} um"


def positive(field: str, value: float, unit: str) -> None:
    """Refuses what is no positive finite number.

    Raises:
        ValueError: naming `field`.
    """
    if not 0.0 < value < inf:
        raise ValueError(f"{field}: must be a positive number in {unit}; received {value!r}. Check the number and its unit.")


def share_of_one(field: str, value: float) -> None:
    """Refuses what does not lie within 0 and 1, both left out.

    Raises:
        ValueError: naming `field`.
    """
    if not 0.0 < value < 1.0:
        raise ValueError(f"{field}: must lie between 0 and 1, both excluded; received {value!r}. Write a fraction, 0.45 for 45 %.")
