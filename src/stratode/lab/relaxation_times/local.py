"""Crossings and summits of a curve over ln f, each from a polynomial through the points around it, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array

HALF_WIDTH = 0.5 * np.log(10.0)  # of the window, in ln f: half a decade to each side
FEWEST = 5  # points in the window, which is widened to hold them
GROUP = 0.5 * np.log(10.0)  # changes of sign nearer than this are one crossing, seen through noise


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the axis of ln(f / Hz).

    Args:
        log_f: of it.
        error: standard error.
        reach: standard errors to each side that hold 95 %.
        window: lowest and highest frequency used, Hz, and how many points.
        scatter: standard deviation of the points about the local polynomial.
        one_sided: the points do not lie on both sides of it alike.
    """

    log_f: float
    error: float
    reach: float
    window: tuple[float, float, int]
    scatter: float
    one_sided: bool

    @property
    def tau(self) -> tuple[float, float, float]:
        """1/(2 pi f) with its 95 % interval, s."""
        half = self.reach * self.error
        value, low, high = (float(np.exp(-self.log_f + shift)) / (2.0 * np.pi) for shift in (0.0, -half, half))
        return value, low, high


def crossings(log_f: Array, height: Array, rising: bool) -> list[Place]:
    """Where a curve goes through zero, upwards with frequency or downwards.

    Args:
        log_f: ln(f / Hz), (N,), rising.
        height: of the curve, (N,).
        rising: whether it goes up with frequency there.
    """
    sign = 1.0 if rising else -1.0
    changes = np.flatnonzero((sign * height[:-1] < 0.0) & (sign * height[1:] >= 0.0))
    groups: list[list[float]] = []
    for k in changes:
        place = float(log_f[k] - height[k] * (log_f[k + 1] - log_f[k]) / (height[k + 1] - height[k]))
        if groups and place - groups[-1][-1] < GROUP:
            groups[-1].append(place)
        else:
            groups.append([place])
    found = (_root(log_f, height, float(np.mean(group)), derivative=False) for group in groups)
    return [place for place in found if place is not None]


def summit(log_f: Array, height: Array) -> Place | None:
    """The highest inner summit of a curve; None where it only rises or falls.

    Args:
        log_f: ln(f / Hz), (N,), rising.
        height: logarithm of what peaks, (N,).
    """
    smooth = np.convolve(height, np.ones(3) / 3.0, mode="valid")
    inner = np.flatnonzero((smooth[1:-1] >= smooth[:-2]) & (smooth[1:-1] > smooth[2:])) + 2
    if inner.size == 0:
        return None
    return _root(log_f, height, float(log_f[inner[np.argmax(height[inner])]]), derivative=True)


def _root(log_f: Array, height: Array, near: float, *, derivative: bool) -> Place | None:
    """Zero of the local polynomial, or of its derivative: of third order where the points allow it for a summit, else a parabola."""
    place = near
    for _ in range(3):  # the window follows the place
        distance = np.abs(log_f - place)
        chosen = distance <= max(HALF_WIDTH, float(np.sort(distance)[FEWEST - 1]) * (1.0 + 1e-9))  # of sparse points at least the nearest
        count = int(chosen.sum())
        x, y = log_f[chosen] - place, height[chosen]
        order = 3 if derivative and count >= FEWEST + 2 else 2
        matrix = np.vander(x, order + 1, increasing=True)
        found, *_ = np.linalg.lstsq(matrix, y, rcond=None)
        curve = np.polynomial.Polynomial(found)
        curve = curve.deriv() if derivative else curve
        roots = [float(root.real) for root in curve.roots() if abs(root.imag) < 1e-9 and abs(root.real) <= HALF_WIDTH]
        if derivative:
            roots = [root for root in roots if curve.deriv()(root) < 0.0]
        if not roots:
            return None
        step = min(roots, key=abs)
        final = (x, matrix, y - matrix @ found, curve, step, order)
        place = place + step
    x, matrix, left, curve, step, order = final
    freedom = x.size - order - 1
    covariance = np.linalg.inv(matrix.T @ matrix) * float(left @ left) / freedom
    row = np.array([_power(k, step, derivative) for k in range(order + 1)])
    error = float(np.sqrt(row @ covariance @ row)) / abs(float(curve.deriv()(step)))
    sides = (int((x < step).sum()), int((x > step).sum()))
    window = (float(np.exp(x[0] + place - step)), float(np.exp(x[-1] + place - step)), x.size)
    return Place(place, error, reach_95(freedom), window, float(np.sqrt(left @ left / freedom)), min(sides) < 2)


def _power(k: int, x: float, derivative: bool) -> float:
    if not derivative:
        return x**k
    return float(k * x ** (k - 1)) if k else 0.0
