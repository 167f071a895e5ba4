"""Diffraction patterns of known peaks with counting noise."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from stratode.lab.diffraction.lattice import spacing
from stratode.lab.diffraction.profile import peak_curve
from stratode.lab.diffraction.radiation import Radiation, radiation
from stratode.lab.record import Origin, Record

CU = radiation("Cu", None, False)
AREAS = {"003": 520, "101": 200, "006": 40, "102": 60, "104": 400, "105": 60, "107": 50, "108": 70, "110": 80, "113": 60}
Peak = tuple[float, float, float, float]  # centre, width in degrees, area, mixing


def pattern(
    peaks: Sequence[Peak], *, seed: int | None = 0, low: float = 15.0, high: float = 80.0, step: float = 0.02, source: Radiation = CU
) -> Record:
    """Counts on a background of 60; without a seed the expectation itself."""
    x = np.arange(low, high, step)
    y = np.full(x.size, 60.0)
    for centre, width, area, mixing in peaks:
        y = y + peak_curve(x, np.array([area, centre, math.log(width), mixing]), source)
    counts = y if seed is None else np.random.default_rng(seed).poisson(y).astype(float)
    return Record({"Two Theta / deg": x, "Counts / 1": counts}, Origin("made.xy", "table"))


def layered(
    seed: int | None = 0,
    *,
    a: float = 2.872e-10,
    c: float = 14.215e-10,
    displaced: float = 0.0,
    ratio: float = 1.3,
    only: Sequence[str] = tuple(AREAS),
) -> Record:
    """A layered oxide's reflections; `displaced` degrees of sample displacement at two theta 0, I003/I104 of `ratio`."""
    peaks = []
    for hkl in only:
        angle = float(CU.angle(spacing(hkl, a, c)))
        area = AREAS["104"] * ratio if hkl == "003" else float(AREAS[hkl])
        moved = angle + displaced * math.cos(math.radians(angle / 2.0))
        peaks.append((moved, 0.10 * (1.0 + 0.3 * (angle / 70.0) ** 2), area, 0.5))
    return pattern(peaks, seed=seed)
