"""How often the intervals of distributions hold the truth."""

import numpy as np
import pytest
from scipy.stats import binom
from tests.lab.drt.zarcs import APART, NEARER, ONE, SERIES, SHARP, TWO, exact, measured, polarisation

from stratode.lab.drt.analysis import analyse
from stratode.lab.estimate import found


def covered(parts, seeds, noise=0.005):
    """Shares of seeds whose 95 % intervals hold the truth: gamma over its points, each window's resistance, the whole, the series."""
    band, windows, whole, series, taus, processes = [], [], [], [], [], []
    for seed in range(seeds):
        result = analyse(measured(parts, noise, seed))
        log_tau = np.log(result.tau)
        truth = exact(log_tau, parts)
        slack = 1e-3 * truth.max()
        band.append(((result.low - slack <= truth) & (truth <= result.high + slack)).mean())
        fine = np.linspace(log_tau[0], log_tau[-1], 20001)
        for peak in result.peaks:
            a, b = np.log(peak.between)
            inside = np.linspace(a, b, 4001)
            area = np.trapezoid(np.interp(inside, fine, exact(fine, parts)), inside)
            windows.append(peak.resistance[1] <= area <= peak.resistance[2])
        total = found(result.estimates, "R_pol")
        whole.append(total.low <= polarisation(result, parts) <= total.high)
        first = found(result.estimates, "R_inf")
        series.append(first.low <= SERIES <= first.high)
        if len(result.peaks) == len(parts):
            taus += [peak.tau[1] <= tau <= peak.tau[2] for peak, (_, tau, _) in zip(result.peaks, parts, strict=True)]
            processes += [peak.resistance[1] <= R <= peak.resistance[2] for peak, (R, _, _) in zip(result.peaks, parts, strict=True)]
    return {
        name: (float(np.mean(v)), len(v))
        for name, v in (("gamma", band), ("R", windows), ("R_pol", whole), ("R_inf", series), ("tau", taus), ("process", processes))
    }


def tolerable(share, count, nominal=0.95, chance=1e-3):
    """Not so low that a true 95 % would do it once in a thousand."""
    return round(share * count) >= binom.ppf(chance, count, nominal)


def test_intervals_hold_the_truth_in_a_few_draws():
    rates = covered(TWO, 3)
    for name in ("R", "R_pol", "tau", "process"):
        assert tolerable(*rates[name]), (name, rates[name])
    assert rates["gamma"][0] > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("parts", [TWO, NEARER, ONE, SHARP, APART], ids=["two", "nearer", "one", "sharp", "apart"])
def test_intervals_hold_the_truth(parts):
    rates = covered(parts, 50)
    for name in ("R", "R_pol", "R_inf", "tau", "process"):
        assert rates[name][0] >= 0.88, rates
    assert rates["gamma"][0] >= (0.8 if parts is SHARP else 0.9), rates  # smoothing broadens what is sharp
