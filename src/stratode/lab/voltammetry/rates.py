"""What the scan rate does to a peak: the exponent b, the diffusion coefficient where the couple is reversible, shares of current."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array
from stratode.lab.voltammetry.couples import Couple
from stratode.lab.voltammetry.cyclic import FARADAY, GAS, Conditions, CyclicVoltammetry, EvaluatedCycle, reversible_separation

FEWEST = 3  # scan rates
ALIKE = 0.05  # of the rate: cycles within it are of one scan rate
FOLLOWED = 0.15  # V: farther from one rate to the next a peak is another peak
RANDLES = 0.4463  # (Randles 1948, Trans. Faraday Soc.; Sevcik 1948, Coll. Czech. Chem. Commun.; Nicholson & Shain 1964, Anal. Chem.)
NEAR_HALF = 0.03  # of b about 0.5 that passes as 0.5 however narrow its interval
GROWTH = 5e-3  # V of separation gained over all rates that passes as none
WIDE = 1.5  # times the reversible separation: beyond it the couple is not reversible


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """One peak over scan rates.

    Args:
        number: of the couple at the slowest rate.
        direction: 1 anodic, -1 cathodic.
        rate: V/s, rising, (N,).
        height: A, positive, (N,).
        separation: of its couple, V, (N,); NaN where it had no partner.
    """

    number: int
    direction: int
    rate: Array
    height: Array
    separation: Array

    @property
    def symbol(self) -> str:
        """ "pa1", "pc2"."""
        return f"p{'a' if self.direction > 0 else 'c'}{self.number}"

    @property
    def name(self) -> str:
        """In words."""
        return f"{'anodic' if self.direction > 0 else 'cathodic'} peak {self.number}"


@dataclass(frozen=True, slots=True, eq=False)
class Straight:
    """A least-squares line.

    Args:
        slope, slope_error, offset, offset_error: y = offset + slope x.
        reach: standard errors to each side of a 95 % interval.
    """

    slope: float
    slope_error: float
    offset: float
    offset_error: float
    reach: float


def by_rate(several: Sequence[CyclicVoltammetry]) -> tuple[EvaluatedCycle, ...]:
    """The last cycle of each scan rate, by rising rate; cycles without a known rate are left out."""
    kept: list[EvaluatedCycle] = []
    for one in several:
        for cycle in one.cycles:
            rate = cycle.cycle.rate
            if rate is None:
                continue
            kept = [k for k in kept if k.cycle.rate is None or abs(k.cycle.rate / rate - 1.0) > ALIKE]
            kept.append(cycle)
    return tuple(sorted(kept, key=lambda cycle: cycle.cycle.rate or 0.0))


def follow(cycles: Sequence[EvaluatedCycle]) -> tuple[Followed, ...]:
    """Peaks of the slowest rate followed to the fastest, each to the nearest one of its direction; lost ones end there."""
    found = []
    for start in cycles[0].couples:
        for direction in (1, -1):
            trail = _trail(cycles, start, direction)
            if len(trail) >= FEWEST:
                rate, height, separation = (np.array(c, float) for c in zip(*trail, strict=True))
                found.append(Followed(start.number, direction, rate, height, separation))
    return tuple(found)


def _trail(cycles: Sequence[EvaluatedCycle], start: Couple, direction: int) -> list[tuple[float, float, float]]:
    peak, trail = start.anodic if direction > 0 else start.cathodic, []
    for cycle in cycles:
        if peak is None:
            break
        last = peak.potential
        choices = [(c.anodic if direction > 0 else c.cathodic, c.separation) for c in cycle.couples]
        near = [(abs(p.potential - last), p, gap) for p, gap in choices if p is not None and abs(p.potential - last) <= FOLLOWED]
        if not near:
            break
        _, peak, gap = min(near, key=lambda one: one[0])
        trail.append((cycle.cycle.rate or math.nan, peak.height, math.nan if gap is None else gap))
    return trail


def straight(x: Array, y: Array) -> Straight:
    """Ordinary least squares; errors from the scatter about the line, (N,) with N at least 3."""
    n, mean = x.size, float(x.mean())
    u = x - mean
    slope = float(u @ y) / float(u @ u)
    offset = float(y.mean()) - slope * mean
    off = y - offset - slope * x
    variance = float(off @ off) / (n - 2)
    error = math.sqrt(variance / float(u @ u))
    return Straight(slope, error, offset, math.sqrt(variance * (1.0 / n + mean**2 / float(u @ u))), reach_95(n - 2))


def exponent(peak: Followed) -> Estimate:
    """b of i_p = a v^b: 0.5 where diffusion limits, 1 where a surface or a thin layer does (Lindstrom et al. 1997, J. Phys. Chem. B)."""
    x, y = np.log(peak.rate), np.log(peak.height)
    line = straight(x, y)
    b = Estimate.normal(
        value=line.slope, error=line.slope_error, reach=line.reach, name=f"exponent b of {peak.name}", symbol=f"b_{peak.symbol}", unit="",
        method="slope of log peak current over log scan rate, least squares", window=_rates(peak),
    )  # fmt: skip
    if x.size >= 5 and (bent := _bent(x, y)) is not None:
        words = f"{peak.name}: log i over log v is bent ({bent:+.3f} per squared decade): one exponent does not hold over all rates."
        b = b.beware(Caution("b_not_constant", words))
    return b


def _bent(x: Array, y: Array) -> float | None:
    """Curvature per squared decade where it is beyond its 99 % interval and changes b by more than 0.05 over the rates."""
    from scipy.stats import t as student

    matrix = np.vander(x - x.mean(), 3, increasing=True)
    c, *_ = np.linalg.lstsq(matrix, y, rcond=None)
    off = y - matrix @ c
    freedom = x.size - 3
    error = math.sqrt(float(off @ off) / freedom * float(np.linalg.inv(matrix.T @ matrix)[2, 2]))
    sure = abs(c[2]) > float(student.ppf(0.995, freedom)) * error and abs(2.0 * c[2] * np.ptp(x)) > 0.05
    return float(c[2]) * math.log(10.0) if sure else None


def why_not_reversible(peak: Followed, b: Estimate, given: Conditions) -> str:
    """Why the Randles-Sevcik law of a reversible couple does not hold, in words; "" where nothing speaks against it."""
    reasons = []
    if b.low is not None and b.high is not None and not b.low - NEAR_HALF <= 0.5 <= b.high + NEAR_HALF:
        reasons.append(f"b is {b.value:.3f} ({b.low:.3f} to {b.high:.3f}), not 0.5")
    known = np.isfinite(peak.separation)
    if known.sum() >= FEWEST:
        gap, logs = peak.separation[known], np.log10(peak.rate[known])
        line = straight(logs, gap)
        grown = line.slope * float(np.ptp(logs))
        if line.slope > line.reach * line.slope_error and grown > GROWTH:
            reasons.append(f"the separation grows by {grown * 1e3:.3g} mV from the slowest rate to the fastest")
        expected = reversible_separation(given)
        if float(np.median(gap)) > WIDE * expected:
            reasons.append(
                f"the separation, {float(np.median(gap)) * 1e3:.3g} mV, is far above the {expected * 1e3:.3g} mV of a reversible couple"
            )
    else:
        reasons.append("the peak has no partner, so that reversibility cannot be checked")
    return "; ".join(reasons)


def diffusion(peak: Followed, given: Conditions) -> Estimate:
    """D from i_p = 0.4463 n F A c sqrt(n F v D / (R T)), of a reversible couple that diffuses from a half-space at 1 electrode.

    The slope of i_p over sqrt v is taken with a free offset, whose difference from zero is told. The interval is that of the scatter;
    errors of area and concentration enter D squared and are the user's.

    Raises:
        ValueError: area or concentration is not stated.
    """
    if given.area is None or given.concentration is None:
        raise ValueError(
            "diffusion: needs the area and the concentration; received neither or one of them. State --area and --concentration."
        )
    line = straight(np.sqrt(peak.rate), peak.height)
    n = given.electrons
    scale = RANDLES * n * FARADAY * given.area * given.concentration * math.sqrt(n * FARADAY / (GAS * given.temperature))
    half = line.reach * line.slope_error
    value, low, high = ((max(s, 0.0) / scale) ** 2 for s in (line.slope, line.slope - half, line.slope + half))
    found = Estimate(
        name=f"diffusion coefficient, {peak.name}", symbol=f"D_{peak.symbol}", value=value, low=low, high=high, unit="m2/s",
        method=(
            f"Randles-Sevcik of a reversible couple, i_p = 0.4463 n F A c sqrt(n F v D/(R T)) with n {n}, A {given.area * 1e4:.4g} cm2, "
            f"c {given.concentration * 1e-3:.4g} M, T {given.temperature:.2f} K as given; slope over sqrt v (Bard & Faulkner 2001)"
        ),
        window=_rates(peak),
    )  # fmt: skip
    if abs(line.offset) > line.reach * line.offset_error and abs(line.offset) > 0.05 * float(peak.height.max()):
        words = (
            f"{peak.name}: the line of i_p over sqrt v misses zero by {line.offset / float(peak.height.max()):+.1%} of the largest peak."
        )
        found = found.beware(Caution("offset_not_zero", words))
    return found


def _rates(peak: Followed) -> str:
    return f"{peak.rate.size} scan rates, {peak.rate[0] * 1e3:.3g} to {peak.rate[-1] * 1e3:.3g} mV/s"
