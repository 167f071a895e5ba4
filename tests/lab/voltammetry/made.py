"""Voltammograms of known peaks, and their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from stratode.lab.record import CURRENT, TIME, VOLTAGE, Array, Origin, Record


def bells(e: Array, centres: Sequence[float], heights: Sequence[float], width: float) -> Array:
    """Gaussian peaks, heights in A."""
    return np.sum([h * np.exp(-0.5 * ((e - c) / width) ** 2) for c, h in zip(centres, heights, strict=True)], axis=0)


def cycles(
    anodic: Sequence[float] = (3.8,),
    cathodic: Sequence[float] = (3.7,),
    heights: Sequence[float] = (1e-3,),
    *,
    rate: float = 1e-4,
    low: float = 2.4,
    high: float = 4.7,
    steps: int = 1150,
    width: float = 0.03,
    background: float = 5e-5,
    slope: float = 0.0,
    noise: float = 2e-6,
    count: int = 1,
    seed: int = 0,
) -> Record:
    """Potential swept up and down `count` times over bell-shaped peaks on a straight background, with white noise."""
    rng = np.random.default_rng(seed)
    up = np.linspace(low, high, steps + 1)
    there = background + slope * (up - low) + bells(up, anodic, heights, width)
    back = background + slope * (up - low) + bells(up, cathodic, heights, width)
    e = np.tile(np.concatenate([up[:-1], up[:0:-1]]), count)
    i = np.tile(np.concatenate([there[:-1], -back[:0:-1]]), count)
    t = np.arange(e.size) * (high - low) / steps / rate
    return Record({TIME: t, VOLTAGE: e, CURRENT: i + rng.normal(0.0, noise, e.size)}, Origin("made.csv", "CSV"))


def written(path: Path, columns: Mapping[str, Array]) -> Path:
    """The columns as a table."""
    rows = [",".join(columns), *(",".join(f"{v:.9g}" for v in row) for row in zip(*columns.values(), strict=True))]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
