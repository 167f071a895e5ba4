"""The straight part of a voltage over the square root of time: after the double layer, before the far end of the host is felt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.lab.estimate import Caution
from stratode.lab.inference.least_squares import linear
from stratode.lab.record import Array

FEWEST = 8  # points of a window
NARROWEST = 0.25  # of the whole span in sqrt(t)
STARTS, ENDS = 10, 9  # places that are tried
STRAIGHT = 0.01  # largest distance of the curve from its chord, over the rise: what no plot shows
SURE = 2.0  # standard errors from which on a curvature is believed


@dataclass(frozen=True, slots=True, eq=False)
class RootLine:
    """V = intercept + slope sqrt(t) over a window.

    Args:
        intercept: V, extrapolated to the switch.
        slope: V/s^0.5.
        intercept_error, slope_error: standard errors.
        reach: standard errors to each side that hold 95 %.
        freedom: degrees of freedom that are left where neighbours resemble each other.
        start, stop: of the window, s since the switch.
        points: in the window.
        bend: largest distance of the parabola through the window from its chord, over the rise.
        straight: the window is straight: the bend is small, or lies within its own error.
        lean: by how much the slope changes over half of the window where a bend is certain, V/s^0.5; 0 where none is.
    """

    intercept: float
    slope: float
    intercept_error: float
    slope_error: float
    reach: float
    freedom: float
    start: float
    stop: float
    points: int
    bend: float
    straight: bool
    lean: float

    @property
    def words(self) -> str:
        """The window."""
        return f"{self.start:.3g} to {self.stop:.4g} s after the switch, {self.points} points, V over sqrt(t)"


def find_line(time: Array, voltage: Array, whole: float) -> RootLine:
    """The widest window over sqrt(t) in which V is straight; where none is, the least bent one.

    A window is straight where the parabola of least squares leaves its chord by less than 1 % of the rise, or where the parabola's bend
    is within two standard errors.

    Args:
        time: s since the switch, (N,).
        voltage: V, (N,).
        whole: duration of the pulse or pause, s.

    Raises:
        ValueError: fewer than 8 points.
    """
    u = np.sqrt(np.maximum(time, 0.0))
    if u.size < FEWEST:
        raise ValueError(f"voltage over sqrt(t): needs at least {FEWEST} points; received {u.size}. Record more densely.")
    windows = _windows(u, float(np.sqrt(whole)))
    lines = []
    for first, stop in sorted(windows, key=lambda ends: u[ends[0]] - u[ends[1] - 1]):  # the widest first
        line = _line(u[first:stop], voltage[first:stop])
        if line.straight:
            return line
        lines.append(line)
    return min(lines, key=lambda one: one.bend) if lines else _line(u, voltage)


def _windows(u: Array, whole: float) -> list[tuple[int, int]]:
    """(first, stop) of the windows that are tried: starts crowd towards the switch."""
    starts = np.unique(np.searchsorted(u, whole * np.concatenate([[0.0], np.geomspace(0.01, 0.6, STARTS)])))
    stops = np.unique(np.searchsorted(u, whole * np.linspace(0.3, 1.0, ENDS), side="right"))
    stops = np.unique(np.append(stops, u.size))
    narrowest = NARROWEST * min(whole, float(u[-1] - u[0]))
    return [(int(a), int(b)) for a in starts for b in stops if b - a >= FEWEST and u[b - 1] - u[a] >= narrowest]


def _line(u: Array, v: Array) -> RootLine:
    middle = 0.5 * (u[0] + u[-1])
    half = 0.5 * float(u[-1] - u[0]) or 1.0
    s = (u - middle) / half
    straight = linear(np.column_stack([np.ones_like(s), s]), v)
    bent = linear(np.column_stack([np.ones_like(s), s, s**2]), v)
    rise = 2.0 * abs(float(straight.values[1]))
    bend = abs(float(bent.values[2])) / rise if rise > 0.0 else np.inf
    certain = abs(bent.t(2)) * np.sqrt(bent.widened) > SURE  # a bend makes neighbours alike: their likeness must not hide it
    at_switch = np.array([1.0, -middle / half])
    return RootLine(
        intercept=float(at_switch @ straight.values),
        slope=float(straight.values[1]) / half,
        intercept_error=float(np.sqrt(max(at_switch @ straight.covariance @ at_switch, 0.0))),
        slope_error=straight.error(1) / half,
        reach=straight.reach,
        freedom=max(straight.freedom / straight.widened, 1.0),
        start=float(u[0] ** 2),
        stop=float(u[-1] ** 2),
        points=u.size,
        bend=float(bend),
        straight=bool(bend <= STRAIGHT or not certain),
        lean=2.0 * abs(float(bent.values[2])) / half if certain else 0.0,
    )


def not_linear(line: RootLine, what: str) -> Caution | None:
    """A caution where no straight window was found."""
    if line.straight:
        return None
    words = (
        f"{what} is nowhere straight over sqrt(t) for a quarter of its span: in the least bent window ({line.words}) it leaves its chord "
        f"by {line.bend:.1%} of the rise. A diffusivity by sqrt(t) does not hold; fit a model, or use a shorter pulse and denser points."
    )
    return Caution("not_linear", words)
