"""What follows from fitted parameters: sums and ratios with intervals from the whole covariance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from stratode.lab.estimate import Estimate
from stratode.lab.impedance.elements import Array
from stratode.lab.impedance.fit import CircuitFit

STEP = 1e-5  # of a coordinate


def positive(fit: CircuitFit, of: Callable[[Array], float], *, name: str, symbol: str, unit: str, method: str, window: str) -> Estimate:
    """A positive quantity of a fitted circuit; its logarithm is taken as distributed like Student's t.

    Args:
        fit: of P parameters.
        of: the quantity of the parameters (P,).
        name, symbol, unit, method, window: of the estimate.
    """
    linear = np.array([p.role == "exponent" for p in fit.circuit.parameters])
    value = of(fit.values)
    slope = np.zeros(fit.values.size)
    for k in range(slope.size):
        up, down = fit.values.copy(), fit.values.copy()
        up[k], down[k] = (up[k] + STEP, down[k] - STEP) if linear[k] else (up[k] * np.exp(STEP), down[k] * np.exp(-STEP))
        slope[k] = (np.log(of(up)) - np.log(of(down))) / (2.0 * STEP)
    variance = float(slope @ fit.spread @ slope)
    half = min(fit.reach * float(np.sqrt(max(variance, 0.0))), 50.0)
    low, high = value * np.exp(-half), value * np.exp(half)
    return Estimate(name=name, symbol=symbol, value=value, low=low, high=high, unit=unit, method=method, window=window)


def renamed(one: Estimate, name: str, symbol: str, method: str, window: str) -> Estimate:
    """A fitted parameter under the name of what it means."""
    return Estimate(
        name=name,
        symbol=symbol,
        value=one.value,
        low=one.low,
        high=one.high,
        unit=one.unit,
        method=method,
        window=window,
        cautions=one.cautions,
    )
