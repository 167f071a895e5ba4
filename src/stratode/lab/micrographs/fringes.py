"""Spacing of lattice fringes along a line: the peak of the transform finds it, a fitted sinusoid says how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import NORMAL_95, Caution, Estimate
from stratode.lab.inference.least_squares import Fit, NoFit, curve, linear
from stratode.lab.record import Origin

Array = NDArray[np.float64]
FEWEST = 16  # points
PADDED = 8  # times the length, for the first look at the transform
FEW = 6.0  # fringes
SLOWEST = 2.5  # periods in the line below which a change is no fringe
SURE = 3.5  # times the expected largest peak of noise
WELL = 4.0  # points of a fringe


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Intensity along a line.

    Args:
        position: m, (N,), evenly spaced.
        intensity: (N,).
        origin: where it came from.
        calibration: relative standard uncertainty of the scale; None where none was stated.

    Raises:
        ValueError: fewer than 16 points; uneven ones; an intensity that does not change.
    """

    position: Array
    intensity: Array
    origin: Origin
    calibration: float | None = None

    def __post_init__(self) -> None:
        """Checks the places."""
        where, steps = self.origin.file, np.diff(self.position)
        if self.position.size < FEWEST:
            raise ValueError(f"{where}: fringes need at least {FEWEST} points; received {self.position.size}. Draw a longer line.")
        if not np.ptp(self.intensity) > 0.0:
            raise ValueError(
                f"{where}: the intensity must change along the line; received {self.intensity[0]:g} throughout. Check the columns."
            )
        if np.any(steps <= 0.0) or np.ptp(steps) > 0.02 * np.mean(steps):
            raise ValueError(f"{where}: places must be evenly spaced and rise; found steps of {np.min(steps):g} to {np.max(steps):g} m.")


@dataclass(frozen=True, slots=True, eq=False)
class FringeAnalysis:
    """What came out.

    Args:
        line: that was evaluated.
        fit: (three of the background, cosine, sine, 1/m) of the sinusoid.
        frequencies: 1/m, (M,), and `power`: of the transform.
        power: (M,), over the mean.
        estimates: the numbers.
        cautions: what to beware of.
    """

    line: Line
    fit: Fit
    frequencies: Array
    power: Array
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def sinusoid(x: Array, p: Array) -> Array:
    """A background of second degree and one sinusoid; x in lines, from -1/2 to 1/2, p[5] in periods a line."""
    phase = 2.0 * np.pi * p[5] * x
    return np.asarray(p[0] + p[1] * x + p[2] * x**2 + p[3] * np.cos(phase) + p[4] * np.sin(phase))


def hexagonal_spacing(plane: tuple[int, int, int], a: float, c: float) -> float:
    """d of a plane of a hexagonal cell, m: 1/d^2 = 4/3 (h^2 + h k + k^2)/a^2 + l^2/c^2.

    Raises:
        ValueError: the plane (0, 0, 0).
    """
    h, k, l = plane  # noqa: E741 the field's letters
    inverse = 4.0 / 3.0 * (h * h + h * k + k * k) / a**2 + l * l / c**2
    if inverse == 0.0:
        raise ValueError("plane: needs an index other than 0; received (0, 0, 0). State for example 101.")
    return float(1.0 / np.sqrt(inverse))


def analyse(line: Line, expected: tuple[str, float] | None = None) -> FringeAnalysis:
    """The spacing of the fringes.

    Args:
        line: intensity along a line across the fringes.
        expected: name and spacing, m, of a plane to compare with.

    Raises:
        ValueError: no fringes are told from the noise.
    """
    n = line.position.size
    length = float(line.position[-1] - line.position[0]) * n / (n - 1)
    x = (np.arange(n) - 0.5 * (n - 1)) / n
    flat = linear(np.vander(x, 3, increasing=True), line.intensity).residuals
    periods, power = _transform(flat)
    start = _peak(line, periods, power)
    fit = _fitted(line, x, start)
    count = float(fit.values[5])
    spacing = length / count
    error = spacing * fit.error(5) / count
    scale = line.calibration
    half = float(np.hypot(fit.reach * error, NORMAL_95 * spacing * (scale or 0.0)))
    how = "sinusoid on a background of second degree, least squares, begun at the peak of the Hann-windowed transform"
    how += "" if scale is None else f"; with the scale's standard uncertainty of {100 * scale:.3g} %"
    window = f"{count:.4g} fringes over {length * 1e9:.4g} nm, {n} points"
    found = Estimate(
        name="fringe spacing",
        symbol="d",
        value=spacing,
        low=spacing - half,
        high=spacing + half,
        unit="m",
        shown_in="nm",
        method=how,
        window=window,
    )
    fringes = Estimate.normal(
        value=count, error=fit.error(5), reach=fit.reach, name="number of fringes", symbol="N", unit="", method="the same sinusoid"
    )
    estimates = [found, fringes]
    told = list(_cautions(line, x, fit, count, n))
    if expected is not None:
        estimates.append(_difference(found, *expected))
        told += _disagrees(found, *expected)
    return FringeAnalysis(line, fit, periods / length, power, tuple(estimates), tuple(told))


def _transform(flat: Array) -> tuple[Array, Array]:
    """Periods a line and power over the mean, of the Hann-windowed line."""
    n = flat.size
    window = np.hanning(n + 2)[1:-1]
    power = np.abs(np.fft.rfft(flat * window, PADDED * n)) ** 2
    periods = np.arange(power.size) / PADDED
    return periods, np.asarray(power / (np.mean(power) or 1.0))


def _peak(line: Line, periods: Array, power: Array) -> float:
    """The highest peak between the slowest fringe and the finest, its place by a parabola through the logarithms."""
    inner = (periods >= SLOWEST) & (periods <= 0.5 * line.position.size - 1.0)
    if not np.any(inner):
        raise ValueError(f"{line.origin.file}: the line is too short for fringes. Draw a longer one.")
    k = int(np.argmax(np.where(inner, power, 0.0)))
    rest = np.abs(periods - periods[k]) > 2.5
    floor = float(np.median(power[inner & rest])) / np.log(2.0) if np.any(inner & rest) else 0.0
    expected = floor * max(np.log(line.position.size), 1.0)
    if power[k] < SURE * expected or k in (0, power.size - 1):
        raise ValueError(
            f"{line.origin.file}: no fringes are told from the noise: the highest peak of the transform is "
            f"{power[k] / max(floor, 1e-30):.3g} times its floor, "
            f"noise alone reaches {np.log(line.position.size):.2g}. Draw the line across the fringes, longer or wider."
        )
    a, b, c = np.log(np.maximum(power[k - 1 : k + 2], 1e-300))
    bend = a - 2.0 * b + c
    return float(periods[k] + (0.5 * (a - c) / bend if bend < 0.0 else 0.0) / PADDED)


def _fitted(line: Line, x: Array, start: float) -> Fit:
    phase = 2.0 * np.pi * start * x
    design = np.column_stack([np.vander(x, 3, increasing=True), np.cos(phase), np.sin(phase)])
    first = linear(design, line.intensity).values
    size = float(np.ptp(line.intensity)) or 1.0
    try:
        return curve(sinusoid, x, line.intensity, (*first, start), (size, size, size, size, size, 0.3))
    except NoFit as error:
        raise ValueError(
            f"{line.origin.file}: no sinusoid fits the fringes ({error}). Draw the line across fewer, more even fringes."
        ) from error


def _difference(found: Estimate, name: str, spacing: float) -> Estimate:
    low, high = (None if end is None else end / spacing - 1.0 for end in (found.low, found.high))
    return Estimate(
        name=f"fringe spacing over that of {name}, less one",
        symbol="d/d_plane-1",
        value=found.value / spacing - 1.0,
        low=low,
        high=high,
        shown_in="%",
        method=f"against {spacing * 1e9:.5g} nm, counted as exact",
    )


def _disagrees(found: Estimate, name: str, spacing: float) -> tuple[Caution, ...]:
    if found.low is None or found.high is None or found.low <= spacing <= found.high:
        return ()
    words = f"The interval of the spacing does not hold {name}, {spacing * 1e9:.4g} nm: another plane, a strained one, or the scale is off."
    return (Caution("another_spacing", words),)


def _cautions(line: Line, x: Array, fit: Fit, count: float, n: int) -> tuple[Caution, ...]:
    told = []
    if count < FEW:
        words = f"Only {count:.2g} fringes: background and spacing are hard to part. Draw a line over at least 10."
        told.append(Caution("few_fringes", words))
    if n / count < WELL:
        words = f"Each fringe has {n / count:.2g} points; fringes finer than 2 points would show as coarser ones. Magnify."
        told.append(Caution("coarse_sampling", words))
    if line.calibration is None:
        words = "No uncertainty of the scale was stated; the interval is that of the fit alone. State --calibration, usually 1 to 5 %."
        told.append(Caution("no_calibration", words))
    if count >= 2.0 * FEW and n >= 4 * FEWEST:
        told += _uneven(x, line.intensity, fit)
    return tuple(told)


def _uneven(x: Array, intensity: Array, fit: Fit) -> list[Caution]:
    """Whether the two halves of the line have different spacings."""
    size = float(np.ptp(intensity)) or 1.0
    halves = []
    for part in (x < 0.0, x >= 0.0):
        try:
            halves.append(curve(sinusoid, x[part], intensity[part], list(fit.values), (size, size, size, size, size, 0.3)))
        except NoFit:
            return []
    first, second = (half.values[5] for half in halves)
    if abs(first - second) <= 3.0 * np.hypot(halves[0].error(5), halves[1].error(5)) or abs(first / second - 1.0) < 0.01:
        return []
    words = f"The two halves of the line have spacings that differ by {100 * abs(first / second - 1.0):.2g} %: a bent lattice, or drift."
    return [Caution("uneven_fringes", words)]
