"""Activation energy by Arrhenius: ln of the rate over 1/T as a straight line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import f as fisher

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array
from stratode.lab.temperature.line import Line
from stratode.lab.temperature.series import ThermalSeries
from stratode.recipe.units import convert

GAS_CONSTANT = 8.314462618  # J/(mol K), CODATA 2018
ROOM = 298.15  # K
NARROW = 20.0  # K
FEW = 4  # temperatures
DOUBT = 0.05  # significance at which a straight line is called curved
BROKEN = 0.5  # of the residual sum of squares that a parabola leaves: less, by two lines that meet, is a kink
FEWEST_FOR_KINK = 7


@dataclass(frozen=True, slots=True, eq=False)
class ArrheniusFit:
    """An Arrhenius line.

    Args:
        series: that was fitted.
        with_temperature: ln(rate T) was fitted instead of ln(rate).
        line: over 1/T.
        at: temperature of the prediction, K.
        curvature: significance of a quadratic term, the chance to see one as large on a straight line; None with three points.
        bend: sign of that term in 1/T: -1 as of VTF, the slope being steeper in the cold.
        estimates: activation energy, prefactor, prediction.
        cautions: what to beware of.
    """

    series: ThermalSeries
    with_temperature: bool
    line: Line
    at: float
    curvature: float | None
    bend: int
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]

    @property
    def form(self) -> str:
        """What was fitted."""
        return form_of(self.series, self.with_temperature)

    @property
    def energy(self) -> Estimate:
        """Activation energy, J/mol."""
        return self.estimates[0]

    def log_rate(self, temperature: Array) -> Array:
        """ln of the rate on the line, at temperatures in K."""
        y: Array = self.line.intercept + self.line.slope / temperature
        return y - np.log(temperature) if self.with_temperature else y


def form_of(series: ThermalSeries, with_temperature: bool) -> str:
    """The left-hand side, "ln(sigma T)"."""
    rate = series.symbol if series.observable.rising else f"1/{series.symbol}"
    return f"ln({rate} T)" if with_temperature else f"ln({rate})"


def arrhenius(series: ThermalSeries, *, with_temperature: bool = False, at: float = ROOM) -> ArrheniusFit:
    """ln(rate) = ln A - Ea/(R T), or ln(rate T) where asked; the rate is sigma, or 1/R_ct (Eq. S1 of gao2025).

    Args:
        series: at least three temperatures.
        with_temperature: fit ln(rate T), the form of hopping ions (Nernst-Einstein with an activated diffusivity).
        at: temperature of the prediction, K.
    """
    T = series.temperature
    x, y = 1.0 / T, series.log_rate + (np.log(T) if with_temperature else 0.0)
    line = Line.through(x, y, series.error)
    method = f"slope of {form_of(series, with_temperature)} over 1/T, least squares, Student's t"
    if series.error is not None:
        method += ", weighted by the given uncertainties"
    window = f"{T[0] - 273.15:.4g} to {T[-1] - 273.15:.4g} degC, {T.size} points"
    energy = Estimate.normal(
        value=-GAS_CONSTANT * line.slope, error=GAS_CONSTANT * float(np.sqrt(line.covariance[1, 1])), reach=line.reach,
        name="activation energy", symbol="Ea", unit="J/mol", method=method, window=window,
    )  # fmt: skip
    curvature, bend = curved(x, y, line, series.error)
    estimates = (
        energy,
        _prefactor(series, line, with_temperature, method, window),
        _predicted(series, line, with_temperature, at, method, window),
    )
    cautions = (*range_cautions(T, at), *falling(series, energy), *_shape(series, x, y, curvature, bend))
    return ArrheniusFit(series, with_temperature, line, at, curvature, bend, estimates, cautions)


def _prefactor(series: ThermalSeries, line: Line, with_temperature: bool, method: str, window: str) -> Estimate:
    """Logarithm of the limit at infinite temperature, in SI; its own value spans decades."""
    unit = series.observable.si if series.observable.rising else f"1/({series.observable.si})"
    return Estimate.normal(
        value=line.intercept, error=float(np.sqrt(line.covariance[0, 0])), reach=line.reach, symbol="ln A", unit="",
        name=f"logarithm of the prefactor in {unit}{' K' if with_temperature else ''}", method=method, window=window,
    )  # fmt: skip


def _predicted(series: ThermalSeries, line: Line, with_temperature: bool, at: float, method: str, window: str) -> Estimate:
    value, error = line.at(1.0 / at)
    offset = np.log(at) if with_temperature else 0.0
    ends = sorted(series.from_log_rate(value + side * line.reach * error - offset) for side in (-1.0, 0.0, 1.0))
    return prediction(series, at, (ends[1], ends[0], ends[2]), f"{method}; the line at that temperature", window)


def prediction(series: ThermalSeries, at: float, three: tuple[float, float, float], method: str, window: str) -> Estimate:
    """The fitted quantity at a temperature: value, low, high in SI."""
    value, low, high = three
    shown = series.unit if series.unit != series.observable.si else ""
    return Estimate(
        name=f"{series.observable.noun} at {at - 273.15:.4g} degC", symbol=f"{series.symbol}({at - 273.15:.4g} degC)", value=value,
        low=low, high=high, unit=series.observable.si, shown_in=shown, method=method, window=window,
    )  # fmt: skip


def falling(series: ThermalSeries, energy: Estimate) -> list[Caution]:
    """Where the rate falls on heating, its activation energy being surely below 0."""
    if energy.high is None or energy.high >= 0.0:
        return []
    goes = "falls" if series.observable.rising else "rises"
    words = (
        f"The {series.observable.noun} {goes} on heating, which an activated process does not: its activation energy is below 0. Check "
        "that each value stands beside its temperature."
    )
    return [Caution("slower_on_heating", words)]


def range_cautions(T: Array, at: float) -> list[Caution]:
    """Of the temperatures alone."""
    found = []
    count, span = np.unique(T).size, float(T[-1] - T[0])
    if count < FEW:
        words = (
            f"Only {count} temperatures: the interval rests on {T.size - 2} degree of freedom, and curvature cannot be seen. "
            f"Measure {FEW} or more."
        )
        found.append(Caution("few_temperatures", words))
    if span < NARROW:
        words = f"The temperatures span {span:.3g} K, less than {NARROW:g} K: small errors of temperature become large ones of the energy."
        found.append(Caution("narrow_range", words))
    if not T[0] <= at <= T[-1]:
        measured = f"{T[0] - 273.15:.4g} to {T[-1] - 273.15:.4g} degC"
        words = f"{at - 273.15:.4g} degC lies outside the measured {measured}: the prediction is extrapolated."
        found.append(Caution("extrapolated", words))
    return found


def curved(x: Array, y: Array, line: Line, error: Array | None) -> tuple[float | None, int]:
    """Significance of a quadratic term by the F-test, and its sign; None where no degree of freedom is left to judge it."""
    if x.size < FEW or np.unique(x).size < FEW:
        return None, 0
    square, bend = _parabola(x, y, error)
    ratio = (line.square - square) / max(square / (x.size - 3), 1e-300)
    return float(fisher.sf(max(ratio, 0.0), 1, x.size - 3)), bend


def _parabola(x: Array, y: Array, error: Array | None) -> tuple[float, int]:
    """Weighted sum of squares that a parabola leaves, and the sign of its bend."""
    u = (x - x.mean()) / np.ptp(x)
    w = np.ones_like(x) if error is None else 1.0 / error
    matrix = np.stack([np.ones_like(u), u, u**2], axis=1) * w[:, None]
    found, *_ = np.linalg.lstsq(matrix, y * w, rcond=None)
    left = matrix @ found - y * w
    return float(left @ left), int(np.sign(found[2]))


def _shape(series: ThermalSeries, x: Array, y: Array, curvature: float | None, bend: int) -> list[Caution]:
    """Curvature, and whether it is a kink."""
    if curvature is None or curvature > DOUBT:
        return []
    square, _ = _parabola(x, y, series.error)
    broken = kink(x, y, series.error)
    if broken is not None and broken[1] < BROKEN * square:
        words = (
            f"Two lines that meet near {1.0 / broken[0] - 273.15:.3g} degC follow the points much better than a parabola: a kink, as a "
            "phase transition or melting leaves one. One activation energy does not describe both sides; fit each side alone."
        )
        return [Caution("kink", words)]
    toward = (
        "steeper in the cold, as VTF predicts; try `stratode lab vtf`" if bend < 0 else "flatter in the cold, which VTF does not predict"
    )
    words = (
        f"The points are curved (p = {curvature:.2g}), {toward}. The activation energy is a mean over the range, and its interval, "
        "that of a straight line, is too narrow."
    )
    return [Caution("curved", words)]


def kink(x: Array, y: Array, error: Array | None) -> tuple[float, float] | None:
    """The best place in 1/T for two lines to meet, and the weighted sum of squares that they leave; None with too few points."""
    if np.unique(x).size < FEWEST_FOR_KINK:
        return None
    w = np.ones_like(x) if error is None else 1.0 / error
    inner = np.unique(x)[2:-2]
    best: tuple[float, float] | None = None
    for place in np.linspace(inner[0], inner[-1], 60):
        matrix = np.stack([np.ones_like(x), x - place, np.maximum(x - place, 0.0)], axis=1) * w[:, None]
        scale = np.abs(matrix).max(axis=0)
        found, *_ = np.linalg.lstsq(matrix / scale, y * w, rcond=None)
        left = matrix / scale @ found - y * w
        square = float(left @ left)
        if best is None or square < best[1]:
            best = (float(place), square)
    return best


def difference(first: ArrheniusFit, second: ArrheniusFit, name: str) -> Estimate:
    """Activation energy of `second` less that of `first`, which is called `name`, by Welch's t."""
    value = second.energy.value - first.energy.value
    variances = [GAS_CONSTANT**2 * float(one.line.covariance[1, 1]) for one in (first, second)]
    freedom = sum(variances) ** 2 / sum(v**2 / one.line.freedom for v, one in zip(variances, (first, second), strict=True))
    return Estimate.normal(
        value=value, error=float(np.sqrt(sum(variances))), reach=reach_95(freedom),
        name=f"activation energy less that of {name}", symbol="dEa", unit="J/mol", method="difference of two Arrhenius slopes, Welch's t",
    )  # fmt: skip


def shown(value: float, series: ThermalSeries) -> float:
    """An SI value in the unit that the series was written in."""
    return convert(value, series.observable.si, series.unit)
