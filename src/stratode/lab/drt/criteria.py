"""How strongly the distribution is smoothed: three criteria that the data answer, each with its own strength."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Self

import numpy as np

from stratode.lab.drt.basis import COARSE, slopes
from stratode.lab.drt.inverse import Elements, Inverse, Noise, Part, height_at_the_end, inverse_of
from stratode.lab.record import Array
from stratode.lab.spectrum import MeasuredSpectrum

STRENGTHS = np.logspace(-9.0, 3.0, 121)
CROSS_STRENGTHS = np.logspace(-7.0, 1.0, 17)  # fewer: each takes two non-negative fits
ENDED, OPEN = 0.01, 0.1  # of the span of Z': -Z'' at the lowest frequencies of a spectrum that has surely come to the real axis, or has not
MARGIN = 3.0  # of log evidence by which an open end has to be likelier
FEWEST_LEFT = 2.0  # degrees of freedom that a fit leaves to the noise, at least


class Criterion(Enum):
    """What chooses the strength."""

    EVIDENCE = "evidence"
    GCV = "gcv"
    CROSS = "re-im"

    @property
    def source(self) -> str:
        """Who proposed it."""
        return SOURCES[self]


SOURCES = {
    Criterion.EVIDENCE: "largest marginal likelihood of the Gaussian model (MacKay, Neural Comput. 4 (1992) 415)",
    Criterion.GCV: "generalised cross-validation (Golub, Heath & Wahba, Technometrics 21 (1979) 215)",
    Criterion.CROSS: "real part predicted from the imaginary and the reverse (Saccoccio et al., Electrochim. Acta 147 (2014) 470)",
}


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """The problem without its bounds, in the directions where penalty and data are both diagonal: every criterion is a sum over them.

    Args:
        gain: of each direction, falling.
        seen: data in each direction.
        rest: squared norm of the data in no direction, with what the grid may miss.
        count: K, of the data.
        beside: unknowns without penalty.
        volume: half the logarithm of their determinant.
        log_weight: sum of the logarithms of the weights.
    """

    gain: Array
    seen: Array
    rest: float
    count: int
    beside: int
    volume: float
    log_weight: float

    @classmethod
    def of(cls, problem: Inverse) -> Self:
        """Of the part that is fitted; unknowns that it does not see are left out."""
        points, matrix = problem.points, problem.matrix
        beside = matrix[:, points:][:, matrix[:, points:].any(axis=0)]
        q, r = np.linalg.qr(beside)
        bent = slopes(problem.grid)
        lower = np.linalg.cholesky(bent.T @ bent)
        turned = np.linalg.solve(lower, (matrix[:, :points] - q @ (q.T @ matrix[:, :points])).T).T
        data = problem.data - q @ (q.T @ problem.data)
        u, gain, _ = np.linalg.svd(turned, full_matrices=False)
        seen = u.T @ data
        many = 2 if problem.part is Part.BOTH else 1
        return cls(
            gain=gain,
            seen=seen,
            rest=max(float(data @ data - seen @ seen), 0.0) + data.size * COARSE**2,
            count=data.size,
            beside=beside.shape[1],
            volume=float(np.log(np.abs(np.diag(r))).sum()) if beside.shape[1] else 0.0,
            log_weight=many * float(np.log(problem.weight).sum()),
        )

    def thinned(self, thinning: float) -> Self:
        """As if each `thinning` values were one; strengths then count in its units, a factor of `thinning` below the problem's own."""
        root = np.sqrt(thinning)
        return replace(self, gain=self.gain / root, seen=self.seen / root, rest=self.rest / thinning, count=round(self.count / thinning))

    def freedom(self, strength: float) -> float:
        """Degrees of freedom that the fit takes: the trace of the matrix from data to fit."""
        return self.beside + float((self.gain**2 / (self.gain**2 + strength)).sum())

    def residual(self, strength: float) -> float:
        """Sum of squares that the fit leaves."""
        return self.rest + float(((strength / (self.gain**2 + strength) * self.seen) ** 2).sum())

    def log_evidence(self, strength: float) -> float:
        """Logarithm of the marginal likelihood, the noise's size integrated out, up to a constant that all models of one spectrum share."""
        share = strength / (self.gain**2 + strength)
        cost = self.rest + float((share * self.seen**2).sum())
        spread = -0.5 * (self.count - self.beside) * np.log(cost)
        return float(spread + 0.5 * np.log(share).sum() - self.volume + self.log_weight)

    def gcv(self, strength: float) -> float:
        """Mean squared error of prediction that generalised cross-validation expects."""
        left = self.count - self.freedom(strength)
        return self.residual(strength) / max(left, FEWEST_LEFT) ** 2


@dataclass(frozen=True, slots=True)
class Choice:
    """The strength that a criterion chose.

    Args:
        criterion: which.
        strength: of the penalty, without unit, as of :class:`Inverse`.
        at_end: it is the smallest or largest that was tried.
    """

    criterion: Criterion
    strength: float
    at_end: bool


def choose(problem: Inverse, factors: Factors, criterion: Criterion) -> Choice:
    """The strength of the smoothing.

    Raises:
        NotConverged: a non-negative fit of the cross-validation did not end.
    """
    if criterion is Criterion.CROSS:
        return choose_by(lambda strength: cross_error(problem, strength), criterion, CROSS_STRENGTHS)
    if criterion is Criterion.GCV:
        return choose_by(factors.gcv, criterion)
    return choose_by(lambda strength: -factors.log_evidence(strength), criterion)


def choose_by(score: Callable[[float], float], criterion: Criterion, tried: Array = STRENGTHS) -> Choice:
    """The strength of the lowest score."""
    best = int(np.argmin([score(float(strength)) for strength in tried]))
    return Choice(criterion, float(tried[best]), best in (0, len(tried) - 1))


def choose_thinned(factors: Factors, thinning: float) -> Choice:
    """The strength of largest evidence where neighbouring residuals are correlated: taken for independent, they would be fitted."""
    fewer = choose_by(lambda strength: -factors.thinned(thinning).log_evidence(strength), Criterion.EVIDENCE)
    return replace(fewer, strength=fewer.strength * thinning)


def cross_error(problem: Inverse, strength: float) -> float:
    """Squared error of each part predicted from the other, what that other does not see (R_inf, L) being fitted."""
    error = 0.0
    for part, other in ((Part.REAL, Part.IMAGINARY), (Part.IMAGINARY, Part.REAL)):
        alone = Inverse(problem.spectrum, problem.grid, part, problem.noise, problem.elements)
        found = alone.completed(alone.solve(strength))
        error += float(((problem.rows(other) @ found - problem.values(other)) ** 2).sum())
    return error


def likeliest(spectrum: MeasuredSpectrum, part: Part, elements: Elements, noise: Noise | None) -> Inverse:
    """The problem with the law of noise (where None is asked) and the slow end that give the spectrum the largest marginal likelihood.

    Whether it comes to the real axis is plain where -Z'' ends very low or high; between, the likelihood decides.

    Args:
        spectrum, part, elements: of the problem.
        noise: that is asked.
    """
    height = height_at_the_end(spectrum)
    plain = elements.capacitance or height < ENDED
    ends = (True,) if plain else (False,) if height > OPEN else (True, False)
    best: tuple[float, Inverse] | None = None
    for law in Noise if noise is None else (noise,):
        for end in ends:
            problem = inverse_of(spectrum, part, law, elements, end)
            factors = Factors.of(problem)
            likelihood = max(factors.log_evidence(strength) for strength in STRENGTHS) + (MARGIN if end else 0.0)
            if best is None or likelihood > best[0]:
                best = likelihood, problem
    if best is None:
        raise ValueError("noise: needs at least one law; received none")
    return best[1]
