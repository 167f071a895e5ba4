"""Diffusivity from the Warburg line: sigma_W is the slope of Z' over omega^-1/2, where there is a line."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.impedance.asked import Asked, scaled
from stratode.lab.impedance.elements import Array
from stratode.lab.inference.student import reach_95
from stratode.lab.spectrum import MeasuredSpectrum
from stratode.recipe.constants import FARADAY, GAS_CONSTANT

FEWEST = 6  # points of a line
DECADE = 0.7  # of frequency, that a line spans at least
ALIKE = 0.10  # relative difference of the slopes of Z' and -Z'' at most; it widens the interval
LEAST_SAG = 1e-4  # of the rise over a range: a bend that is not worth a thought in data without noise
ROUGHLY = 0.5  # the same from end to end, by two points alone
SURE = 2.0  # standard errors, within which a difference or a bend is none
TRIMMED = 0.15  # of a range's points at each end, which are left out of the slope: departures begin there before they show
SHARE = 0.05  # of |Z|: what the line itself must change by over its window, or it is noise on a plateau
METHOD = "common slope of Z' and -Z'' over omega^-1/2"
SOURCE = "D = R^2 T^2/(2 A^2 n^4 F^4 c^2 sigma_W^2) (Bard & Faulkner 2001, Electrochemical Methods, ch. 10)"


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The straight range of a spectrum over omega^-1/2.

    Args:
        start, stop: of its points, as indices; stop is excluded.
        coefficient: slope, ohm s^-1/2.
        error: its standard error.
        freedom: numbers less parameters.
        real, imaginary: intercepts of Z' and of -Z'', ohm.
    """

    start: int
    stop: int
    coefficient: float
    error: float
    freedom: int
    real: float
    imaginary: float


def line(spectrum: MeasuredSpectrum) -> Line | None:
    """The longest range in which Z' and -Z'' are straight over omega^-1/2 with one slope; None where there is none.

    A range counts if it spans DECADE decades, its slopes are positive and differ by at most ALIKE or their error, and neither part is bent
    significantly.
    """
    x, size = 1.0 / np.sqrt(spectrum.omega), spectrum.frequency.size
    spans = [
        (a, b)
        for a in range(size)
        for b in range(a + FEWEST, size + 1)
        if log10(spectrum.frequency[a] / spectrum.frequency[b - 1]) >= DECADE
    ]
    for a, b in sorted(spans, key=lambda span: (span[0] - span[1], -span[1])):
        rise = spectrum.impedance[b - 1] - spectrum.impedance[a]
        if not abs(rise.real + rise.imag) < ROUGHLY * abs(rise.real):  # far from 45 degrees from end to end: not worth a closer look
            continue
        found = _straight(x[a:b], spectrum.impedance[a:b], a, b)
        if found is not None:
            return found
    return None


def _straight(x: Array, z: np.ndarray, a: int, b: int) -> Line | None:
    """The line through these points, if it is one."""
    weight = 1.0 / np.abs(z)
    slopes, errors = [], []
    for part in (z.real, -z.imag):
        coefficients, error = _weighted(np.stack([np.ones_like(x), x], axis=1), part, weight)
        bent, bent_error = _weighted(np.stack([np.ones_like(x), x, (x - x.mean()) ** 2], axis=1), part, weight)
        sag = abs(bent[2]) * (0.5 * np.ptp(x)) ** 2
        if abs(bent[2]) > SURE * bent_error[2] and sag > LEAST_SAG * abs(coefficients[1]) * np.ptp(x):
            return None
        slopes.append(coefficients[1])
        errors.append(error[1])
    difference, mean = abs(slopes[0] - slopes[1]), 0.5 * (slopes[0] + slopes[1])
    if min(slopes) <= 0.0 or difference > ALIKE * mean:
        return None
    if mean * np.ptp(x) < SHARE * float(np.abs(z).max()):
        return None
    cut = int(TRIMMED * x.size) if x.size - 2 * int(TRIMMED * x.size) >= FEWEST - 1 else 0
    inner = slice(cut, x.size - cut)
    return _common(x[inner], z[inner], weight[inner], a + cut, b - cut)


def _common(x: Array, z: np.ndarray, weight: Array, a: int, b: int) -> Line:
    """One slope for both parts; by how much the slopes of its own differ from it enters the error."""
    zero, one = np.zeros_like(x), np.ones_like(x)
    matrix = np.concatenate([np.stack([one, zero, x], axis=1), np.stack([zero, one, x], axis=1)])
    found, error = _weighted(matrix, np.concatenate([z.real, -z.imag]), np.tile(weight, 2))
    each = [_weighted(np.stack([one, x], axis=1), part, weight) for part in (z.real, -z.imag)]
    apart = 0.5 * abs(each[0][0][1] - each[1][0][1])
    by_noise = 0.5 * float(np.hypot(each[0][1][1], each[1][1][1]))
    whole = float(np.sqrt(error[2] ** 2 + max(apart**2 - by_noise**2, 0.0)))
    return Line(a, b, float(found[2]), whole, 2 * x.size - 3, float(found[0]), float(found[1]))


def _weighted(matrix: Array, right: Array, weight: Array) -> tuple[Array, Array]:
    """Coefficients of weighted least squares and their standard errors."""
    own, target = matrix * weight[:, None], right * weight
    size = np.linalg.norm(own, axis=0)
    own = own / size
    inverse = np.linalg.inv(own.T @ own)  # at most three well-scaled columns
    found = inverse @ (own.T @ target)
    left = own @ found - target
    variance = float(left @ left) / max(target.size - matrix.shape[1], 1)
    return found / size, np.sqrt(np.maximum(np.diag(inverse) * variance, 0.0)) / size


def warburg(spectrum: MeasuredSpectrum, found: Line | None, asked: Asked) -> tuple[tuple[Estimate, ...], tuple[Caution, ...]]:
    """Warburg coefficient, and diffusivity where it is asked for; a caution and no number where there is no straight range."""
    if found is None:
        f = spectrum.frequency
        words = (
            f"no range of frequencies down to {f[-1]:.4g} Hz shows Warburg diffusion: Z' and -Z'' straight over omega^-1/2 with one slope "
            f"over {DECADE} decades. No diffusivity was taken. Measure to lower frequencies, or fit a circuit with Wo or Ws."
        )
        return (), (Caution("no_warburg_range", words),)
    f = spectrum.frequency[found.start : found.stop]
    window = f"{f[-1]:.4g} to {f[0]:.4g} Hz, {f.size} points"
    coefficient = Estimate.normal(
        name="Warburg coefficient",
        symbol="sigma_W",
        value=found.coefficient,
        error=found.error,
        reach=reach_95(found.freedom),
        unit="ohm s^-1/2",
        method=f"{METHOD}, weighted by |Z|; interval by their scatter, by what the slopes of both parts differ, and Student's t",
        window=window,
    )
    return (coefficient, *_diffusivity(coefficient, asked)), ()


def _diffusivity(coefficient: Estimate, asked: Asked) -> tuple[Estimate, ...]:
    """D of the coefficient, with the uncertainties of what was given."""
    if asked.concentration is None or asked.area is None or asked.temperature is None:
        return ()
    t, area, c, n = asked.temperature, asked.area, asked.concentration, asked.charges
    if coefficient.low is None or coefficient.high is None or coefficient.low <= 0.0:
        return ()

    def of(sigma: float) -> float:
        root = GAS_CONSTANT * t.value / (area.value * n**2 * FARADAY**2 * c.value * sigma)
        return 0.5 * root**2

    value = of(coefficient.value)
    low, high = scaled(of(coefficient.high), value, of(coefficient.low), 2 * t.relative, 2 * area.relative, 2 * c.relative)
    given = f"A {area.text}, c {c.text}, T {t.text}, n {n} as given"
    one = Estimate(
        name="diffusivity from the Warburg coefficient",
        symbol="D",
        value=value,
        low=low,
        high=high,
        unit="m2/s",
        method=f"{SOURCE}; {given}",
        window=coefficient.window,
    )
    words = (
        "D: goes with the inverse square of area and concentration; the geometric area of a porous electrode is far below its inner "
        "surface, which makes D an apparent one. Compare it only between electrodes alike in loading."
    )
    return (one.beware(Caution("apparent_area", words)),)
