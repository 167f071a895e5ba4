"""Peaks of dQ/dV: where they stand, how high, how large, with intervals; followed from cycle to cycle."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import find_peaks

from stratode.lab.cycling.density import THRICED, Density
from stratode.lab.record import Array

NORMAL = 1.959964
CLEAR = 4.0  # standard errors that a peak stands out by
LEAST = 0.03  # ... and share of the highest
STRIDE = 0.04  # V; a peak farther from where it was is another


@dataclass(frozen=True, slots=True)
class Peak:
    """One maximum.

    Args:
        position: V, with half of its 95 % interval.
        position_half: noise and what is left of the bias, V.
        shifted: position of the plain smooth less `position`, V: what smoothing alone would have moved.
        height: C/V, with half of its 95 % interval.
        height_half: C/V.
        area: above the straight line between the minima beside it, C.
        prominence: C/V.
    """

    position: float
    position_half: float
    shifted: float
    height: float
    height_half: float
    area: float
    prominence: float


def peaks_of(found: Density, narrow: Density) -> tuple[Peak, ...]:
    """Peaks that stand out of the noise, by rising voltage.

    A position is where the slope is zero; its error is the slope's error over the curvature. What is left of the bias is taken from the
    next order of smoothing. Heights are of the narrower smooth, of sixth order, with its difference from the fourth as bias.

    Args:
        found: dQ/dV, wide enough to find tops.
        narrow: as narrow as noise in its height allows.
    """
    f, error = found.smooth(), found.error()
    inside = (found.grid >= found.lowest) & (found.grid <= found.highest)
    if not inside.any():
        return ()
    least = max(LEAST * float(f[inside].max()), CLEAR * float(np.median(error[inside])))
    places, told = find_peaks(f, prominence=least)
    slope_error, bent = found.error(1), found.smooth(2)
    better, plain = found.smooth(0, THRICED), found.smooth(0, (1.0,))
    sharp, left_over, sharp_error = narrow.smooth(0, THRICED), np.abs(narrow.bias()), narrow.error(0, THRICED)
    even = narrow.smooth(0, (1.0,))  # nowhere negative beside a peak, as corrected smooths are
    peaks = []
    for k, prominence in zip(places, told["prominences"], strict=True):
        if not inside[k] or prominence < CLEAR * error[k] or bent[k] >= 0.0:
            continue
        position = _top(found.grid, f, int(k))
        height, about, remains = (float(np.interp(position, narrow.grid, one)) for one in (sharp, sharp_error, left_over))
        moved = _near(found.grid, better, position, found.width)
        noise = NORMAL * float(slope_error[k] / -bent[k])
        left = moved - position if moved is not None else 0.0
        unsmoothed = _near(found.grid, plain, position, 4.0 * found.width)
        peaks.append(
            Peak(
                position,
                math.hypot(noise, left),
                unsmoothed - position if unsmoothed is not None else 0.0,
                height,
                math.hypot(NORMAL * about, remains),
                _area(narrow.grid, even, int(np.argmin(np.abs(narrow.grid - position)))),
                float(prominence),
            )
        )
    return tuple(peaks)


def at_end(found: Density) -> bool:
    """Whether dQ/dV is highest beyond where it can be told, at an end of the voltages."""
    f = found.smooth()
    inside = (found.grid >= found.lowest) & (found.grid <= found.highest)
    return bool(inside.any() and f.max() > 1.05 * f[inside].max())


def _top(grid: Array, f: Array, k: int) -> float:
    """Vertex of the parabola through three points."""
    a, b, c = f[k - 1], f[k], f[k + 1]
    shift = 0.5 * (a - c) / (a - 2.0 * b + c)
    return float(grid[k] + shift * (grid[1] - grid[0]))


def _near(grid: Array, f: Array, position: float, reach: float) -> float | None:
    """The maximum of another smooth nearest to a position; None where there is none within reach."""
    tops = np.flatnonzero((f[1:-1] > f[:-2]) & (f[1:-1] >= f[2:])) + 1
    tops = tops[np.abs(grid[tops] - position) <= reach]
    if not tops.size:
        return None
    return _top(grid, f, int(tops[np.argmin(np.abs(grid[tops] - position))]))


def _area(grid: Array, f: Array, k: int) -> float:
    """Above the straight line between the minima to both sides."""
    while 0 < k < f.size - 1 and max(f[k - 1], f[k + 1]) > f[k]:
        k += 1 if f[k + 1] > f[k - 1] else -1
    left = k
    while left > 0 and f[left - 1] <= f[left]:
        left -= 1
    right = k
    while right < f.size - 1 and f[right + 1] <= f[right]:
        right += 1
    part = slice(left, right + 1)
    line = np.interp(grid[part], [grid[left], grid[right]], [f[left], f[right]])
    return float(np.trapezoid(f[part] - line, grid[part]))


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One peak over cycles.

    Args:
        name: "H2-H3", or "peak 1".
        direction: 1 charges, -1 discharges.
        number: cycles in which it was found, (N,).
        peaks: in them.
        missed: cycles in which it was not.
    """

    name: str
    direction: int
    number: Array
    peaks: tuple[Peak, ...]
    missed: tuple[int, ...]

    @property
    def position(self) -> Array:
        """V, (N,)."""
        return np.array([peak.position for peak in self.peaks])


def follow(
    number: Sequence[int], found: Sequence[tuple[Peak, ...]], direction: int, windows: Mapping[str, tuple[float, float]]
) -> list[Track]:
    """Peaks of one direction from cycle to cycle.

    Args:
        number: of the cycles.
        found: peaks of each.
        direction: 1 or -1.
        windows: name: (lowest, highest) V, in which the highest peak is taken; none: each peak of the first cycle is followed to the
            nearest within 40 mV of where it was last.
    """
    chosen = {name: [_in_window(peaks, window) for peaks in found] for name, window in windows.items()} if windows else _nearest(found)
    tracks = []
    for name, row in chosen.items():
        there = [k for k, peak in enumerate(row) if peak is not None]
        if there:
            peaks = tuple(peak for peak in row if peak is not None)
            missed = tuple(int(number[k]) for k in range(len(row)) if k not in set(there))
            tracks.append(Track(name, direction, np.array([float(number[k]) for k in there]), peaks, missed))
    return tracks


def _in_window(peaks: tuple[Peak, ...], window: tuple[float, float]) -> Peak | None:
    within = [peak for peak in peaks if window[0] <= peak.position <= window[1]]
    return max(within, key=lambda peak: peak.height, default=None)


def _nearest(found: Sequence[tuple[Peak, ...]]) -> dict[str, list[Peak | None]]:
    """Rows of peaks, each beginning with one of the first cycle; the closest pairs are matched first, each peak once."""
    first = found[0] if found else ()
    last = [peak.position for peak in first]
    rows: dict[str, list[Peak | None]] = {f"peak {k + 1}": [] for k in range(len(first))}
    for peaks in found:
        pairs = sorted((abs(peak.position - at), k, j) for k, at in enumerate(last) for j, peak in enumerate(peaks))
        taken: dict[int, int] = {}
        for distance, k, j in pairs:
            if distance <= STRIDE and k not in taken and j not in taken.values():
                taken[k] = j
        for k, row in enumerate(rows.values()):
            peak = peaks[taken[k]] if k in taken else None
            row.append(peak)
            if peak is not None:
                last[k] = peak.position
    return rows
