"""Draws of the distribution from its posterior: what else the noise and the unknown smoothness allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.lab.drt.basis import COARSE
from stratode.lab.drt.inverse import Inverse, Part, non_negative
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array

DRAWS = 300
SETTLING = 30  # draws that are thrown away
SEED = 20150401  # one result of one spectrum, whoever computes it
WORTH_TELLING = 0.2  # correlation of neighbouring residuals below which they count as independent


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """What the fit leaves, in units of the noise's weight.

    Args:
        noise: standard deviation of one real or imaginary value, weighted, in units of the mean |Z|.
        freedom: degrees of freedom left.
        correlation: of neighbouring frequencies, pooled over the real and the imaginary part.
        thinning: how many values make one independent one; 1 or more.
        scaled: of each frequency over the noise, (P, N) with the parts that were fitted.
    """

    noise: float
    freedom: float
    correlation: float
    thinning: float
    scaled: Array


def residuals_of(problem: Inverse, unknowns: Array, taken: float) -> Residuals:
    """Noise and its correlation.

    Args:
        problem: that was solved.
        unknowns: the solution.
        taken: degrees of freedom of the fit.
    """
    left = problem.matrix @ unknowns - problem.data
    freedom = max(left.size - taken, 1.0)
    noise = max(float(np.sqrt(left @ left / freedom)), COARSE)
    parts = left.reshape(2 if problem.part is Part.BOTH else 1, -1)
    square = float((parts**2).sum())
    pairs = float((parts[:, 1:] * parts[:, :-1]).sum()) * parts.shape[1] / max(parts.shape[1] - 1, 1)
    correlation = pairs / square if square > 0.0 else 0.0
    bound = max(WORTH_TELLING, 2.0 / np.sqrt(left.size))
    thinning = (1.0 + correlation) / (1.0 - correlation) if correlation > bound else 1.0
    return Residuals(noise, freedom, correlation, thinning, parts / noise)


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Draws of all unknowns.

    Args:
        draws: (S, M + E), in units of the problem's `size`.
        best: the non-negative fit, (M + E,).
        reach: standard deviations to each side that hold 95 %, by Student's t.
    """

    draws: Array
    best: Array
    reach: float

    def linear(self, weights: Array) -> tuple[float, float, float]:
        """A linear combination of the unknowns that is not negative: value, low, high.

        The draws' spread about the fit itself: non-negative draws of what is zero lie above zero, so their mean stands beside the truth
        by the noise that was folded up, and their quantiles with it.
        """
        value = float(self.best @ weights)
        half = self.reach * float((self.draws @ weights).std())
        return value, max(value - half, 0.0), value + half

    def band(self) -> tuple[Array, Array]:
        """Low and high of each unknown: the 2.5 and 97.5 % quantiles of the draws, widened to hold the fit."""
        low, high = np.quantile(self.draws, [0.025, 0.975], axis=0)
        return np.minimum(low, self.best), np.maximum(high, self.best)


def drawn(problem: Inverse, strength: float, best: Array, left: Residuals, count: int = DRAWS) -> Posterior:
    """Draws from the hierarchical posterior over distribution, noise and smoothness, on the non-negative orthant.

    Each draw is the non-negative fit to data and penalty that were both disturbed by their own noise (Bardsley & Fox, Inverse Probl.
    Sci. Eng. 20 (2012) 477); then noise and smoothness are drawn from their conditional gamma distributions, the smoothness counting the
    points that are not zero, as there.

    Args:
        problem: that was solved.
        strength: of the penalty, where the chain begins.
        best: the non-negative fit.
        left: its residuals; correlated ones count for fewer.
        count: draws to keep.

    Raises:
        NotConverged: a draw was not solved.
    """
    random = np.random.default_rng(SEED)
    thin = np.sqrt(left.thinning)
    q, matrix = np.linalg.qr(problem.matrix / thin)
    data = q.T @ (problem.data / thin)
    rest = max(float(problem.data @ problem.data) / left.thinning - float(data @ data), 0.0)
    rest += problem.data.size / left.thinning * COARSE**2
    values = problem.data.size / left.thinning
    noise, smoothness = left.noise, strength / left.noise**2
    kept = np.empty((count, best.size))
    for place in range(-SETTLING, count):
        disturbed = np.concatenate([data / noise + random.standard_normal(data.size), random.standard_normal(problem.penalty.shape[0])])
        one = non_negative(np.concatenate([matrix / noise, np.sqrt(smoothness) * problem.penalty]), disturbed)
        square = float(((matrix @ one - data) ** 2).sum()) + rest
        noise = float(1.0 / np.sqrt(random.gamma(0.5 * values, 2.0 / square)))
        bent = float(((problem.penalty @ one) ** 2).sum())
        raised = max(int((one[: problem.points] > 0.0).sum()), 1)
        smoothness = float(random.gamma(0.5 * raised, 2.0 / bent)) if bent > 0.0 else smoothness
        if place >= 0:
            kept[place] = one
    return Posterior(kept, best, reach_95(left.freedom / left.thinning))
