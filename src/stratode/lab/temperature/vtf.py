"""The law of Vogel, Tammann and Fulcher, with intervals by profile likelihood: T0 is seldom well determined, and this shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as fisher

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import Array
from stratode.lab.temperature.arrhenius import GAS_CONSTANT, ROOM, falling, prediction, range_cautions
from stratode.lab.temperature.series import CONDUCTIVITY, ThermalSeries

FEWEST = 4  # temperatures: three parameters and one degree of freedom
FEW = 6
NEAR = 1.0  # K: T0 is sought to this distance below the lowest temperature
STEPS = 800
WIDE = 60.0  # K: an interval of T0 wider than this does not determine it
SOURCE = "Vogel (1921), Phys. Z. 22, 645; Fulcher (1925), J. Am. Ceram. Soc. 8, 339; Tammann & Hesse (1926), Z. anorg. allg. Chem. 156, 245"


@dataclass(frozen=True, slots=True, eq=False)
class VtfFit:
    """rate = A T^-n exp(-Ea/(R (T - T0))).

    Args:
        series: that was fitted.
        exponent: n, 1/2 of a conductivity.
        log_prefactor, energy, t0: ln A in SI, Ea in J/mol, T0 in K.
        square: weighted sum of squared residuals.
        freedom: degrees of freedom left.
        profile_t0: T0 tried, K, (P,), with `profile_square`, the sum of squares left at each, (P,).
        bound: sum of squares below which T0 is in its 95 % interval.
        estimates: Ea, T0, ln A, prediction.
        cautions: what to beware of.
    """

    series: ThermalSeries
    exponent: float
    log_prefactor: float
    energy: float
    t0: float
    square: float
    freedom: int
    profile_t0: Array
    profile_square: Array
    bound: float
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]

    def log_rate(self, temperature: Array) -> Array:
        """ln of the rate on the curve, at temperatures in K."""
        found: Array = self.log_prefactor - self.exponent * np.log(temperature) - self.energy / (GAS_CONSTANT * (temperature - self.t0))
        return found


def vtf(series: ThermalSeries, *, at: float = ROOM, exponent: float | None = None) -> VtfFit:
    """sigma = A T^-1/2 exp(-Ea/(R (T - T0))), T0 >= 0 K, by separable least squares on ln sigma: for each T0 a straight line.

    Args:
        series: at least four temperatures.
        at: temperature of the prediction, K.
        exponent: n of T^-n; 1/2 of a conductivity (as han2025), 0 of anything else where None.

    Raises:
        ValueError: fewer than four temperatures; an exponent that is no number.
    """
    T = series.temperature
    if exponent is not None and not np.isfinite(exponent):
        raise ValueError(f"--exponent: must be a finite number; received {exponent:g}. Write for example 0.5.")
    if np.unique(T).size < FEWEST:
        raise ValueError(
            f"{series.name}: VTF has three parameters and needs at least {FEWEST} temperatures; received {np.unique(T).size}. "
            "Measure at more, or use `stratode lab arrhenius`."
        )
    n = (0.5 if series.observable is CONDUCTIVITY else 0.0) if exponent is None else exponent
    y = series.log_rate + n * np.log(T)
    tried = _tried(float(T[0]))
    low, high, *_ = _inside(tried, T, y, series.error)
    tried = np.union1d(tried, np.linspace(low, high, STEPS))  # finer where the interval lies
    *_, best, bound, lines = _inside(tried, T, y, series.error)
    inside = lines.square <= bound
    estimates = _estimates(series, n, at, tried, lines, best, bound)
    cautions = [*range_cautions(T, at), *falling(series, estimates[0]), *_determined(T, tried, inside, best)]
    highest = float(tried[inside][-1])
    if at <= highest:
        words = f"{at:.4g} K is not surely above T0, which may be {highest:.4g} K: nothing is predicted there. Choose a warmer --at."
        cautions.append(Caution("prediction_below_t0", words))
    return VtfFit(
        series=series,
        exponent=n,
        log_prefactor=float(lines.intercept[best]),
        energy=-GAS_CONSTANT * float(lines.slope[best]),
        t0=float(tried[best]),
        square=float(lines.square[best]),
        freedom=T.size - 3,
        profile_t0=tried,
        profile_square=lines.square,
        bound=bound,
        estimates=estimates,
        cautions=tuple(cautions),
    )


def _estimates(series: ThermalSeries, n: float, at: float, tried: Array, lines: _Lines, best: int, bound: float) -> tuple[Estimate, ...]:
    """Ea, T0, ln A, and the prediction where it is surely above T0."""
    T, inside = series.temperature, lines.square <= bound
    method = f"least squares on ln of the rate, profile likelihood; {SOURCE}"
    window = f"{T[0] - 273.15:.4g} to {T[-1] - 273.15:.4g} degC, {T.size} points"
    none, one = np.zeros_like(tried), np.ones_like(tried)
    energy, intercept = -GAS_CONSTANT * float(lines.slope[best]), float(lines.intercept[best])
    energies = _range(lines, inside, bound, none, -GAS_CONSTANT * one)
    ends = float(tried[inside][0]), float(tried[inside][-1])
    found = [
        _estimate("VTF activation energy", "Ea", "J/mol", energy, energies, method, window),
        _estimate("VTF temperature of no motion", "T0", "K", float(tried[best]), ends, method, window),
        _estimate(
            f"logarithm of the VTF prefactor in SI, K^{n:g}", "ln A", "", intercept, _range(lines, inside, bound, one, none), method, window
        ),
    ]
    if at > ends[1]:
        x = np.where(inside, 1.0 / np.where(inside, at - tried, 1.0), 0.0)
        three = (intercept + float(lines.slope[best] * x[best]), *_range(lines, inside, bound, one, x))
        value, *bounds = (series.from_log_rate(log_rate - n * np.log(at)) for log_rate in three)
        found.append(prediction(series, at, (value, min(bounds), max(bounds)), method, window))
    return tuple(found)


def _tried(coldest: float) -> Array:
    """T0 from 0 K to just below the lowest temperature, closer together where 1/(T - T0) changes fast."""
    return coldest - np.geomspace(coldest, NEAR, STEPS)


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """A straight line for each T0 that was tried, all by weighted least squares; arrays are (P,).

    Args:
        intercept, slope: of each.
        square: weighted sum of squared residuals.
        mean: weighted mean of x.
        spread: weighted sum of squares of x about it.
        total: sum of the weights.
    """

    intercept: Array
    slope: Array
    square: Array
    mean: Array
    spread: Array
    total: float

    @classmethod
    def through(cls, x: Array, y: Array, error: Array | None) -> Self:
        """The lines through (x, y): x is (P, N), y is (N,)."""
        w = np.ones_like(y) if error is None else 1.0 / error**2
        mean = x @ w / w.sum()
        off = x - mean[:, None]
        spread = (w * off**2).sum(axis=1)
        slope = off @ (w * y) / spread
        intercept = float(w @ y / w.sum()) - slope * mean
        left = y - intercept[:, None] - slope[:, None] * x
        return cls(intercept, slope, (w * left**2).sum(axis=1), mean, spread, float(w.sum()))


def _inside(tried: Array, T: Array, y: Array, error: Array | None) -> tuple[float, float, int, float, _Lines]:
    """The T0 just outside the 95 % interval, the place of the best, the bound of its sum of squares, and all lines."""
    lines = _Lines.through(1.0 / (T - tried[:, None]), y, error)
    best, freedom = int(np.argmin(lines.square)), T.size - 3
    scale = float(lines.square[best]) / freedom
    scale = scale if error is None else max(scale, 1.0)
    bound = float(lines.square[best] + scale * fisher.ppf(0.95, 1, freedom))
    ends = np.flatnonzero(lines.square <= bound)[[0, -1]] + np.array([-1, 1])
    low, high = tried[np.clip(ends, 0, tried.size - 1)]
    return float(low), float(high), best, bound, lines


def _range(lines: _Lines, inside: NDArray[np.bool_], bound: float, one: Array, x: Array) -> tuple[float, float]:
    """Ends of the profile-likelihood interval of one * intercept + x * slope: over all T0 inside, what the sum of squares still allows."""
    spread = one**2 / lines.total + (x - one * lines.mean) ** 2 / lines.spread
    value = lines.intercept * one + lines.slope * x
    half = np.sqrt(np.maximum(bound - lines.square, 0.0) * spread)
    return float((value - half)[inside].min()), float((value + half)[inside].max())


def _estimate(name: str, symbol: str, unit: str, value: float, ends: tuple[float, float], method: str, window: str) -> Estimate:
    low, high = min(ends[0], value), max(ends[1], value)
    return Estimate(name=name, symbol=symbol, value=value, low=low, high=high, unit=unit, method=method, window=window)


def _determined(T: Array, tried: Array, inside: NDArray[np.bool_], best: int) -> list[Caution]:
    """What the profile of T0 says."""
    found = []
    low, high = float(tried[inside][0]), float(tried[inside][-1])
    if low <= 0.0 or high >= tried[-1] or high - low > WIDE:
        end = "reaches down to 0 K, where VTF is Arrhenius" if low <= 0.0 else f"is {high - low:.0f} K wide"
        if high >= tried[-1]:
            end += f" and up to the lowest temperature, {T[0]:.4g} K"
        words = (
            f"T0 is not determined: its interval, {low:.0f} to {high:.0f} K, {end}. Ea and A go with it and mean little "
            "alone; the curve within the measured range stands. Measure nearer to the glass transition, or fix T0 by calorimetry."
        )
        found.append(Caution("not_determined", words))
    if tried[best] > T[0] - 10.0:
        words = f"T0 = {tried[best]:.4g} K lies within 10 K of the lowest temperature, {T[0]:.4g} K: one cold point decides it. Look at it."
        found.append(Caution("t0_at_lowest_temperature", words))
    if np.unique(T).size < FEW:
        words = f"Only {np.unique(T).size} temperatures for three parameters: {T.size - 3} degree(s) of freedom. Measure {FEW} or more."
        found.append(Caution("few_temperatures", words))
    return found
