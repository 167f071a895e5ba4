"""The distribution of relaxation times of a spectrum, with everything that lets a reader judge it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from stratode.lab.drt import validity
from stratode.lab.drt.bands import HAN2025, Band
from stratode.lab.drt.criteria import Choice, Criterion, Factors, choose, choose_thinned, likeliest
from stratode.lab.drt.inverse import Elements, Inverse, Noise, Part
from stratode.lab.drt.numbers import estimates_of
from stratode.lab.drt.peaks import Doubtful, Peak, maxima, peaks_of
from stratode.lab.drt.posterior import DRAWS, Posterior, Residuals, drawn, residuals_of
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.impedance.asked import Given
from stratode.lab.impedance.per_area import with_area
from stratode.lab.record import Array
from stratode.lab.spectrum import MeasuredSpectrum

FEWEST_DRAWS = 100
NEAR = 0.3  # decades within which two criteria see the same peak


@dataclass(frozen=True, slots=True, kw_only=True)
class DrtOptions:
    """What is asked.

    Args:
        criterion: that chooses the smoothing.
        part: of the impedance that is fitted.
        noise: how it goes with |Z|; None to let the data decide.
        elements: in series, beside a resistance.
        bands: of time constants whose resistances are reported.
        draws: of the posterior.
        area: of the electrode, m2; resistances are given per area too.

    Raises:
        ValueError: too few draws for a 95 % interval.
    """

    criterion: Criterion = Criterion.EVIDENCE
    part: Part = Part.BOTH
    noise: Noise | None = None
    elements: Elements = field(default_factory=Elements)
    bands: tuple[Band, ...] = HAN2025
    draws: int = DRAWS
    area: Given | None = None

    def __post_init__(self) -> None:
        """Checks the draws."""
        if self.draws < FEWEST_DRAWS:
            raise ValueError(f"--draws: must be at least {FEWEST_DRAWS} for a 95 % interval; received {self.draws}. Ask for more.")


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """What another criterion would have given.

    Args:
        choice: criterion and strength.
        gamma: ohm, (M,).
        polarisation: ohm.
        taus: s, of its peaks, confirmed or not.
        residual: root mean square, relative to |Z|.
    """

    choice: Choice
    gamma: Array
    polarisation: float
    taus: tuple[float, ...]
    residual: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DrtAnalysis:
    """A distribution of relaxation times.

    Args:
        problem: that was solved.
        choice: of the smoothing.
        tau: s, (M,).
        gamma: ohm per unit of ln tau, (M,), with `low` and `high`, the ends of its 95 % credible band.
        posterior: the draws.
        residuals: of the fit.
        fitted: impedance of the fit, ohm, (N,).
        peaks: that stand in nearly all draws.
        doubtful: rises that do not.
        alternatives: of every criterion, the chosen one among them.
        estimates: the numbers.
        cautions: what to beware of.
    """

    problem: Inverse
    choice: Choice
    tau: Array
    gamma: Array
    low: Array
    high: Array
    posterior: Posterior
    residuals: Residuals
    fitted: NDArray[np.complex128]
    peaks: tuple[Peak, ...]
    doubtful: tuple[Doubtful, ...]
    alternatives: tuple[Alternative, ...]
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]

    @property
    def spectrum(self) -> MeasuredSpectrum:
        """That was measured."""
        return self.problem.spectrum

    @property
    def deviation(self) -> NDArray[np.complex128]:
        """Fit less data over |Z|, real and imaginary, (N,)."""
        measured = self.spectrum.impedance
        return (self.fitted - measured) / np.abs(measured)


def analyse(spectrum: MeasuredSpectrum, asked: DrtOptions | None = None) -> DrtAnalysis:
    """The distribution of relaxation times, its smoothing chosen by a criterion, with credible bands and peaks.

    Args:
        spectrum: at least a dozen frequencies.
        asked: options; the defaults where None.

    Raises:
        ValueError: a spectrum of which none can be found.
        NotConverged: a non-negative fit did not end.
    """
    asked = asked or DrtOptions()
    validity.check(spectrum)
    problem = likeliest(spectrum, asked.part, asked.elements, asked.noise)
    factors = Factors.of(problem)
    alternatives = tuple(_alternative(problem, choose(problem, factors, criterion)) for criterion in Criterion)
    choice, best, left = _solved(problem, factors, next(a.choice for a in alternatives if a.choice.criterion is asked.criterion))
    posterior = _completed(problem, drawn(problem, choice.strength, best, left, asked.draws))
    peaks, doubtful = peaks_of(problem, posterior)
    low, high = posterior.band()
    count = problem.points
    cautions = [
        *validity.before(spectrum, asked.elements.inductance, asked.elements.capacitance),
        *validity.after(problem, left, peaks, choice),
    ]
    numbers, missing = estimates_of(problem, posterior, peaks, asked.bands, choice)
    return DrtAnalysis(
        problem=problem,
        choice=choice,
        tau=problem.grid.tau,
        gamma=problem.size * posterior.best[:count],
        low=problem.size * low[:count],
        high=problem.size * high[:count],
        posterior=posterior,
        residuals=left,
        fitted=problem.impedance(posterior.best),
        peaks=peaks,
        doubtful=doubtful,
        alternatives=alternatives,
        estimates=tuple(with_area(numbers, asked.area)),
        cautions=(*cautions, *missing, *_disagreement(peaks, alternatives)),
    )


def _solved(problem: Inverse, factors: Factors, choice: Choice) -> tuple[Choice, Array, Residuals]:
    """The fit and what it leaves; correlated residuals count for fewer when the evidence is asked how much to smooth."""
    best = problem.solve(choice.strength)
    left = residuals_of(problem, best, factors.freedom(choice.strength))
    if left.thinning == 1.0 or choice.criterion is not Criterion.EVIDENCE:
        return choice, best, left
    choice = choose_thinned(factors, left.thinning)
    best = problem.solve(choice.strength)
    again = residuals_of(problem, best, factors.freedom(choice.strength))
    return choice, best, again if again.thinning >= left.thinning else replace(again, thinning=left.thinning)


def _completed(problem: Inverse, posterior: Posterior) -> Posterior:
    """With what the fitted part does not see found from the other."""
    if problem.part is Part.BOTH:
        return posterior
    draws = np.array([problem.completed(one) for one in posterior.draws])
    return Posterior(draws, problem.completed(posterior.best), posterior.reach)


def _alternative(problem: Inverse, choice: Choice) -> Alternative:
    found = problem.completed(problem.solve(choice.strength))
    gamma = problem.size * found[: problem.points]
    measured = problem.spectrum.impedance
    off = np.abs(problem.impedance(found) - measured) / np.abs(measured)
    taus = tuple(float(problem.grid.tau[place]) for place in maxima(gamma))
    return Alternative(choice, gamma, float(gamma @ problem.grid.weights()), taus, float(np.sqrt(0.5 * (off**2).mean())))


def _disagreement(peaks: tuple[Peak, ...], alternatives: tuple[Alternative, ...]) -> list[Caution]:
    """Where a peak that stands has no rise near it under another criterion."""
    found = []
    for one in alternatives:
        lost = [p for p in peaks if not any(abs(np.log10(tau / p.tau[0])) < NEAR for tau in one.taus)]
        if lost:
            places = ", ".join(f"{peak.tau[0]:.3g} s" for peak in lost)
            words = (
                f"Smoothed by {one.choice.criterion.value}, the distribution has no rise within {NEAR:g} decades of the peak at {places}."
            )
            found.append(Caution("criteria_disagree", f"{words} Trust the peaks that all criteria show."))
    return found
