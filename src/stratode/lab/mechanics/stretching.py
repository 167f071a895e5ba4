"""Resistance of a film under strain: R/R0 at stated strains, the gauge factor, the strain at which it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.columns import Wanted, with_unit
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.least_squares import Fit, linear
from stratode.lab.mechanics.specimen import STRAIN, huge_strain
from stratode.lab.record import Origin, Record
from stratode.lab.rows import finite_rows

Array = NDArray[np.float64]
RESISTANCE = Wanted("Resistance / ohm", ("resistance", "r"))
FEWEST = 4  # different strains
HIGHEST = 5  # degree of a polynomial
FAR = 0.1  # of the strained range: a first point further from zero strain leaves R0 to extrapolation
MIDDLE_95 = 0.475


@dataclass(frozen=True, slots=True, eq=False)
class Stretched:
    """Resistance over strain.

    Args:
        strain: 1, (N,), sorted.
        resistance: ohm, (N,).
        origin: where it came from.
    """

    strain: Array
    resistance: Array
    origin: Origin


@dataclass(frozen=True, slots=True, eq=False)
class StretchAnalysis:
    """What came out.

    Args:
        stretched: that was measured.
        fit: polynomial of the resistance over strain, up to failure.
        used: how many points, from the first, lie before failure.
        estimates: the numbers.
        cautions: what to beware of.
    """

    stretched: Stretched
    fit: Fit
    used: int
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def stretched_of(record: Record) -> Stretched:
    """The record as resistance over strain.

    Raises:
        ValueError: a column is missing; fewer than 4 different strains; a resistance that is not positive.
    """
    strain = with_unit(record, STRAIN)
    resistance = with_unit(record, RESISTANCE)
    (strain, resistance), missing = finite_rows(strain, resistance)
    where = record.origin.file
    if np.unique(strain).size < FEWEST:
        raise ValueError(f"{where}: needs at least {FEWEST} different strains; received {np.unique(strain).size}. Measure more.")
    if np.any(resistance <= 0.0):
        raise ValueError(f"{where}: resistances must be positive; received {np.min(resistance):g} ohm. Leave that row out.")
    told = (Caution("missing_numbers", f"{missing} rows without strain or resistance are left out."),) if missing else ()
    order = np.argsort(strain, kind="stable")
    return Stretched(strain[order], resistance[order], record.beware(*told, *huge_strain(strain)).origin)


def analyse(stretched: Stretched, at: Sequence[float], failure: float = 10.0) -> StretchAnalysis:
    """R/R0 at the strains `at`, the gauge factor at zero strain, and the strain at which R/R0 reaches `failure`.

    Args:
        stretched: resistance over strain.
        at: strains, 1.
        failure: R/R0 above which the film counts as failed, above 1.

    Raises:
        ValueError: as stated; too few points before failure.
    """
    if not failure > 1.0:
        raise ValueError(f"--failure: must be a ratio R/R0 above 1; received {failure:g}. State for example 10.")
    strain, r = stretched.strain, stretched.resistance
    first = float(np.mean(r[strain <= strain[0]]))
    failed = np.flatnonzero(r > failure * first)
    used = int(failed[0]) if failed.size else strain.size
    if np.unique(strain[:used]).size < FEWEST:
        raise ValueError(
            f"{stretched.origin.file}: needs at least {FEWEST} different strains before R/R0 reaches {failure:g}; "
            f"received {np.unique(strain[:used]).size}. Raise --failure, or measure smaller strains."
        )
    fit, degree = _fitted(strain[:used], r[:used])
    told = [] if strain[0] <= FAR * strain[used - 1] else [_no_zero(strain[0])]
    estimates = [_rest(fit, degree)]
    for asked in at:
        if strain[0] <= asked <= strain[used - 1] or asked == 0.0:
            estimates.append(_ratio(fit, degree, asked))
        else:
            words = f"R/R0 at {100 * asked:g} % is not given: the data before failure reach {100 * strain[used - 1]:.4g} %."
            told.append(Caution("beyond_data", words))
    estimates.append(_gauge(fit, degree))
    if failed.size:
        estimates.append(_failure(strain, used, failure))
    else:
        words = f"R/R0 stays below {failure:g} up to {100 * strain[-1]:.4g} % strain: the film did not fail in this test."
        told.append(Caution("not_failed", words))
    if fit.freedom < 3:
        words = f"Only {fit.freedom} points more than the curve has parameters: intervals are wide and trust its shape. Measure more."
        told.append(Caution("few_points", words))
    return StretchAnalysis(stretched, fit, used, tuple(estimates), tuple(told))


def uniform(strain: Array) -> Array:
    """R/R0 along the stretch of an incompressible film whose conductivity does not change: (1 + eps)^2."""
    return np.asarray((1.0 + strain) ** 2)


def _fitted(strain: Array, r: Array) -> tuple[Fit, int]:
    """One degree above that with the least corrected criterion of Akaike (Hurvich & Tsai, Biometrika 76 (1989) 297).

    The degree more keeps the bias of the choice below the noise, which the interval covers.
    """
    n, best, least = r.size, 1, np.inf
    for degree in range(1, min(HIGHEST, np.unique(strain).size - 2) + 1):
        left = _relative(strain, r, degree).residuals
        p = degree + 2
        if n - p - 1 <= 0:
            break
        square = max(float(left @ left) / n, 1e-24)
        criterion = n * np.log(square) + 2.0 * p * n / (n - p - 1)
        if criterion < least:
            best, least = degree, criterion
    degree = best + 1 if n - best - 2 > 2 and best < HIGHEST else best
    return _relative(strain, r, degree), degree


def _relative(strain: Array, r: Array, degree: int) -> Fit:
    """The polynomial with the least sum of squared relative residuals: a meter's error is a share of what it reads."""
    return linear(np.vander(strain, degree + 1, increasing=True) / r[:, None], np.ones(r.size))


def _rest(fit: Fit, degree: int) -> Estimate:
    value, half = float(fit.values[0]), fit.reach * fit.error(0)
    how = f"polynomial of degree {degree} (one above that of Akaike's corrected criterion), relative least squares, at zero strain"
    return Estimate(name="resistance at rest", symbol="R_0", value=value, low=value - half, high=value + half, unit="ohm", method=how)


def _ratio(fit: Fit, degree: int, strain: float) -> Estimate:
    """R(eps)/R(0) with the covariance of both."""
    powers: Array = np.float64(strain) ** np.arange(degree + 1)
    rest = fit.values[0]
    value = float(powers @ fit.values / rest)
    gradient = powers / rest
    gradient[0] -= value / rest
    half = fit.reach * float(np.sqrt(max(float(gradient @ fit.covariance @ gradient), 0.0)))
    text = f"{100 * strain:g}"
    how = f"polynomial of degree {degree} over its value at zero strain, with the covariance of both"
    return Estimate(name=f"R/R0 at {text} % strain", symbol=f"R/R0({text}%)", value=value, low=value - half, high=value + half, method=how)


def _gauge(fit: Fit, degree: int) -> Estimate:
    """(dR/R0)/d eps at zero strain."""
    value = float(fit.values[1] / fit.values[0])
    gradient = np.zeros(degree + 1)
    gradient[:2] = -value / fit.values[0], 1.0 / fit.values[0]
    half = fit.reach * float(np.sqrt(max(float(gradient @ fit.covariance @ gradient), 0.0)))
    how = f"slope of the polynomial of degree {degree} at zero strain over R0"
    return Estimate(name="gauge factor at zero strain", symbol="GF", value=value, low=value - half, high=value + half, method=how)


def _failure(strain: Array, used: int, failure: float) -> Estimate:
    before, after = float(strain[used - 1]), float(strain[used])
    middle, half = 0.5 * (before + after), MIDDLE_95 * (after - before)
    how = f"between the last point below {failure:g} R0 and the next, evenly likely"
    name = f"strain at which R/R0 reaches {failure:g}"
    return Estimate(name=name, symbol="eps_fail", value=middle, low=middle - half, high=middle + half, shown_in="%", method=how)


def _no_zero(strain: float) -> Caution:
    words = f"The smallest strain is {100 * strain:.3g} %: R0 is extrapolated to zero strain. Measure the film at rest."
    return Caution("no_rest", words)
