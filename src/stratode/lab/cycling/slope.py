"""dV/dQ: the slope of voltage over charge, smoothed by a kernel whose bias is told."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stratode.lab.cycling.density import REACH, THRICED, TWICED, Laid
from stratode.lab.record import Array

POINTS = 1200  # of the grid in charge
WIDTH = 0.008  # of the charge, standard deviation of the Gaussian


@dataclass(frozen=True, slots=True, eq=False)
class Slope:
    """dV/dQ of one half cycle, positive while the voltage follows the current.

    Args:
        charge: passed, C, (G,).
        value: V/C, (G,).
        error: standard error from the voltage's noise, V/C, (G,).
        bias: what is left of it, V/C, (G,).
        width: C.
    """

    charge: Array
    value: Array
    error: Array
    bias: Array
    width: float


def slope(laid: Laid, direction: int, share: float = WIDTH) -> Slope | None:
    """Slope on even steps of charge; None where rows are too few for the width.

    Args:
        laid: rows at constant current, in the order passed.
        direction: 1 charges, -1 discharges.
        share: width over the whole charge.
    """
    edges = np.cumsum(laid.charge)
    place, total = edges - 0.5 * laid.charge, float(edges[-1])
    if place.size * share < 0.7:
        return None
    grid = np.linspace(place[0], place[-1], POINTS)
    step, width = float(grid[1] - grid[0]), share * total
    voltage = np.interp(grid, place, laid.voltage)
    value, better = (_smooth(voltage, step, width, weights) for weights in (TWICED, THRICED))
    kernel = _kernel(step, width, TWICED)
    per_row = total / place.size
    error = laid.noise * math.sqrt(float(kernel @ kernel) * step * per_row)  # rows are noisy, not grid points
    inside = slice(math.ceil(3.0 * width / step), POINTS - math.ceil(3.0 * width / step))
    chosen = grid[inside]
    return Slope(chosen, direction * value[inside], np.full(chosen.size, error), (direction * (better - value))[inside], width)


def _smooth(voltage: Array, step: float, width: float, weights: tuple[float, ...]) -> Array:
    """The kernel's derivative over the voltage; mirrored through its ends, so that a straight line stays one."""
    kernel = _kernel(step, width, weights)
    reach = min(kernel.size // 2, voltage.size - 1)
    kernel = kernel[kernel.size // 2 - reach : kernel.size // 2 + reach + 1]
    before = 2.0 * voltage[0] - voltage[reach:0:-1]
    after = 2.0 * voltage[-1] - voltage[-2 : -reach - 2 : -1]
    return np.convolve(np.concatenate((before, voltage, after)), kernel * step, mode="valid")


def _kernel(step: float, width: float, weights: tuple[float, ...]) -> Array:
    count = math.ceil(REACH * width * math.sqrt(len(weights)) / step)
    x = np.arange(-count, count + 1, dtype=float) * step
    return np.asarray(np.sum([w * _slope(x, width * math.sqrt(k)) for k, w in enumerate(weights, 1)], axis=0), float)


def _slope(x: Array, width: float) -> Array:
    return np.asarray(-x / (math.sqrt(2.0 * math.pi) * width**3) * np.exp(-0.5 * (x / width) ** 2), float)
