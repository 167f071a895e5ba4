"""Where peaks stand in a pattern, and which of them must be fitted together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import find_peaks, peak_widths, savgol_filter

from stratode.lab.diffraction.pattern import Pattern
from stratode.lab.diffraction.radiation import Radiation

PROMINENCE = 0.01  # of the largest count, unless stated
SURE = 9.0  # times the noise of the smoothed counts, which rises and falls by seven of them over a whole pattern
TOGETHER = 4.0  # widths: nearer peaks are fitted in one region
MARGIN = 6.0  # widths of background to each side of a region
WINDOW = 7  # points of the smoothing, at most about half a peak
SATELLITE = 0.75  # a neighbour at the place of K-alpha2 that is lower than this share is K-alpha2


@dataclass(frozen=True, slots=True)
class Start:
    """A peak before it is fitted.

    Args:
        centre: degrees.
        width: degrees.
        height: counts over its surroundings.
    """

    centre: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Region:
    """Peaks that are fitted together.

    Args:
        first, last: indices of the pattern, last included.
        starts: by rising angle.
    """

    first: int
    last: int
    starts: tuple[Start, ...]


def starts_of(pattern: Pattern, source: Radiation, prominence: float = PROMINENCE) -> tuple[Start, ...]:
    """Peaks of the smoothed pattern, K-alpha2 satellites left out.

    Args:
        pattern: to search.
        source: of the radiation.
        prominence: share of the largest count by which a peak stands above its surroundings.
    """
    y = pattern.counts
    smooth = savgol_filter(y, WINDOW, 2)
    noise = np.sqrt(np.maximum(smooth, 1.0)) * np.sqrt(9.0 / 4.0 / WINDOW)
    tops, found = find_peaks(smooth, prominence=np.maximum(SURE * noise, prominence * float(y.max() - y.min())), width=2.0)
    widths = peak_widths(smooth, tops, rel_height=0.5)[0] * pattern.step
    made = [Start(float(pattern.two_theta[t]), float(w), float(h)) for t, w, h in zip(tops, widths, found["prominences"], strict=True)]
    return tuple(one for one in made if not _is_satellite(one, made, source))


def _is_satellite(one: Start, all_of_them: list[Start], source: Radiation) -> bool:
    if source.second is None:
        return False
    return any(
        other is not one
        and abs(float(source.satellite(other.centre)) - one.centre) < 0.6 * other.width
        and one.height < SATELLITE * other.height
        for other in all_of_them
        if other.centre < one.centre
    )


def regions_of(pattern: Pattern, starts: tuple[Start, ...], source: Radiation) -> tuple[Region, ...]:
    """Neighbouring peaks in one region each, with background to both sides as far as the next region leaves it."""
    groups: list[list[Start]] = []
    for one in starts:
        if groups and one.centre - groups[-1][-1].centre < TOGETHER * (one.width + groups[-1][-1].width) / 2.0 * 2.0:
            groups[-1].append(one)
        else:
            groups.append([one])
    found = []
    for k, group in enumerate(groups):
        low = group[0].centre - MARGIN * group[0].width
        high = float(source.satellite(group[-1].centre)) + MARGIN * group[-1].width
        if k:
            low = max(low, 0.5 * (groups[k - 1][-1].centre + group[0].centre))
        if k + 1 < len(groups):
            high = min(high, 0.5 * (group[-1].centre + groups[k + 1][0].centre))
        first, last = int(np.searchsorted(pattern.two_theta, low)), int(np.searchsorted(pattern.two_theta, high)) - 1
        found.append(Region(first, min(last, pattern.two_theta.size - 1), tuple(group)))
    return tuple(found)
