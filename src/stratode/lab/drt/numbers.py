"""The numbers of a distribution of relaxation times: what stands in series, the whole, each peak, each band."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.drt.bands import Band
from stratode.lab.drt.criteria import Choice
from stratode.lab.drt.inverse import Inverse
from stratode.lab.drt.peaks import Peak
from stratode.lab.drt.posterior import Posterior
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import Array

METHOD = "non-negative DRT (Wan et al., Electrochim. Acta 184 (2015) 483)"
SPAN = "{low:.3g} Hz to {high:.3g} Hz, {count} points"


def estimates_of(
    problem: Inverse, posterior: Posterior, peaks: Sequence[Peak], bands: Sequence[Band], choice: Choice
) -> tuple[tuple[Estimate, ...], list[Caution]]:
    """All numbers, and what could not be given.

    Args:
        problem: that was solved.
        posterior: its draws.
        peaks: that stand.
        bands: whose resistances are asked.
        choice: of the smoothing.
    """
    f = problem.spectrum.frequency
    window = SPAN.format(low=f[-1], high=f[0], count=f.size)
    method = f"{METHOD}; smoothing by {choice.criterion.value}"
    banded, missing = _banded(problem, posterior, bands, method)
    found = [*_in_series(problem, posterior, method, window), _whole(problem, posterior, method, window)]
    return (*found, *_peaked(peaks, method), *banded), missing


def _in_series(problem: Inverse, posterior: Posterior, method: str, window: str) -> list[Estimate]:
    """Series resistance, inductance, capacitance, as there are."""
    omega, place = problem.spectrum.omega, problem.points
    value, low, high = posterior.linear(_unit(posterior, place, problem.size))
    found = [Estimate(name="series resistance", symbol="R_inf", value=value, low=low, high=high, unit="ohm", method=method, window=window)]
    if problem.elements.inductance:
        place += 1
        value, low, high = posterior.linear(_unit(posterior, place, problem.size / float(omega.max())))
        found.append(Estimate(name="inductance", symbol="L", value=value, low=low, high=high, unit="H", method=method, window=window))
    if problem.elements.capacitance:
        place += 1
        elastance = posterior.linear(_unit(posterior, place, problem.size * float(omega.min())))
        if elastance[1] > 0.0:
            value, low, high = 1.0 / elastance[0], 1.0 / elastance[2], 1.0 / elastance[1]
            found.append(
                Estimate(name="series capacitance", symbol="C_s", value=value, low=low, high=high, unit="F", method=method, window=window)
            )
    return found


def _whole(problem: Inverse, posterior: Posterior, method: str, window: str) -> Estimate:
    """Integral of the distribution; of a spectrum that does not come to the real axis as far as its lowest frequency reaches."""
    whole = problem.ends
    value, low, high = posterior.linear(_integral(problem, posterior, high=np.inf if whole else problem.slowest))
    name = "polarisation resistance" if whole else "polarisation resistance of the measured range"
    last = float(problem.grid.tau[-1]) if whole else problem.slowest
    how = f"{method}; integral of gamma over ln tau up to {last:.3g} s"
    return Estimate(name=name, symbol="R_pol", value=value, low=low, high=high, unit="ohm", method=how, window=window)


def _peaked(peaks: Sequence[Peak], method: str) -> list[Estimate]:
    """Resistance, time constant and capacitance of each peak that was measured whole, numbered from the fastest."""
    found = []
    for number, peak in enumerate(peaks, 1):
        if peak.at_edge:
            continue
        window = f"{peak.between[0]:.3g} s to {peak.between[1]:.3g} s"
        for name, stem, unit, (value, low, high) in (
            ("resistance of peak", "R", "ohm", peak.resistance),
            ("time constant of peak", "tau", "s", peak.tau),
            ("capacitance of peak", "C", "F", peak.capacitance),
        ):
            how = f"{method}; {'integral between valleys' if stem == 'R' else 'summit' if stem == 'tau' else 'tau over R'}"
            found.append(
                Estimate(
                    name=f"{name} {number}",
                    symbol=f"{stem}_{number}",
                    value=value,
                    low=low,
                    high=high,
                    unit=unit,
                    method=how,
                    window=window,
                )
            )
    return found


def _banded(problem: Inverse, posterior: Posterior, bands: Sequence[Band], method: str) -> tuple[list[Estimate], list[Caution]]:
    """Resistance of each band, as far as it was measured."""
    found, missing = [], []
    first, last = float(problem.grid.tau[0]), min(problem.slowest, float(problem.grid.tau[-1]))
    for band in bands:
        low_end, high_end = max(band.low, first), min(band.high, last)
        if low_end >= high_end:
            words = (
                f"{band.name}: its band, {band.low:g} s to {band.high:g} s, lies outside what was measured, {first:.2g} s to {last:.2g} s; "
                "no resistance is given."
            )
            missing.append(Caution("band_not_measured", words))
            continue
        if low_end > band.low * 1.001 or high_end < band.high * 0.999:
            words = (
                f"{band.name}: only {low_end:.2g} s to {high_end:.2g} s of its band, {band.low:g} s to {band.high:g} s, was measured; "
                "the resistance is of that part."
            )
            missing.append(Caution("band_partly_measured", words))
        weights = _integral(problem, posterior, low_end, high_end)
        value, low, high = posterior.linear(weights)
        window = f"{low_end:.3g} s to {high_end:.3g} s"
        how = f"{method}; integral over {band.source}"
        found.append(
            Estimate(
                name=f"resistance in the band of {band.name}",
                symbol=band.name,
                value=value,
                low=low,
                high=high,
                unit="ohm",
                method=how,
                window=window,
            )
        )
    return found, missing


def _unit(posterior: Posterior, place: int, factor: float) -> Array:
    found = np.zeros(posterior.best.size)
    found[place] = factor
    return found


def _integral(problem: Inverse, posterior: Posterior, low: float = 0.0, high: float = np.inf) -> Array:
    found = np.zeros(posterior.best.size)
    bounds = (np.log(low) if low > 0.0 else -np.inf, np.log(high))
    found[: problem.points] = problem.size * problem.grid.weights(*bounds)
    return found
