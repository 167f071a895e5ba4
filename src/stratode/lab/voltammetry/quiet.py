"""The stretch of a sweep in which hardly anything flows, and the straight line through it: the baseline of an onset."""

from __future__ import annotations

import numpy as np

from stratode.lab.inference.polynomial import Polynomial, fit_polynomial
from stratode.lab.record import Array
from stratode.lab.voltammetry.noise import point_noise, smoothed

SHARE = 0.15  # of the range: the first stretch, before it grows
LEAVES = 4.0  # standard deviations of the smoothed noise that end the stretch
LEAST = 8  # points


def quiet_line(x: Array, y: Array, between: tuple[float, float] | None = None) -> Polynomial:
    """The line through the flattest stretch, grown to both sides while the smoothed current stays on it.

    Args:
        x: potential, rising, V, (N,).
        y: current or current density, (N,).
        between: the stretch as stated, V; found where it is not.

    Raises:
        ValueError: a stated stretch that holds fewer than eight points.
    """
    if between is not None:
        chosen = (x >= min(between)) & (x <= max(between))
        if chosen.sum() < LEAST:
            raise ValueError(
                f"--quiet: must hold at least {LEAST} points; received {int(chosen.sum())} between {min(between):g} and "
                f"{max(between):g} V. "
                f"The sweep goes from {x[0]:.3g} to {x[-1]:.3g} V."
            )
        return fit_polynomial(x[chosen], y[chosen], 1)
    smooth, left = smoothed(y, float(np.ptp(x)) / (x.size - 1))
    noise = max(point_noise(y) * left, 1e-6 * float(np.ptp(y)))
    a, b = _flattest(x, smooth)
    for _ in range(20):
        line = fit_polynomial(x[a:b], y[a:b], 1)
        off = np.abs(smooth - line.coefficients[0] - line.coefficients[1] * (x - line.centre) / line.scale)
        beyond = np.flatnonzero(off > LEAVES * noise)
        begin = int(beyond[beyond < a].max(initial=-1)) + 1
        end = int(beyond[beyond >= b].min(initial=x.size))
        # at most half as much again in one step: a line through points beyond the bend would follow them
        grown = max((b - a) // 4, 1)
        begin, end = max(begin, a - grown), min(end, b + grown)
        if (begin, end) == (a, b):
            break
        a, b = begin, end
    return fit_polynomial(x[a:b], y[a:b], 1)


def _flattest(x: Array, smooth: Array) -> tuple[int, int]:
    """Indices of the stretch of a share of the points over which the current changes least."""
    width = max(int(SHARE * x.size), LEAST)
    starts = np.arange(0, max(x.size - width, 1), max(width // 10, 1))
    ranges = [float(np.ptp(smooth[s : s + width])) for s in starts]
    best = int(starts[int(np.argmin(ranges))])
    return best, min(best + width, x.size)
