"""Even light: the slow change of brightness over a micrograph, estimated and divided out; Otsu's threshold of what is left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

Array = NDArray[np.float64]
ROUNDS = 3
DARK = 3.0  # robust standard deviations below the background that are no background
COARSE = 6.0  # pixels that the width of the smoothing has at least after coarsening
LEVELS = 512


def background(values: Array, sigma: float) -> Array:
    """Brightness of what is not dark, smoothed over `sigma` pixels, (rows, columns)."""
    kept = np.ones(values.shape, bool)
    every = max(1, int(sigma // COARSE))  # a slow change is as well seen in means over blocks
    smooth = np.empty(values.shape)
    for _ in range(ROUNDS):
        weight = gaussian_filter(_means(kept.astype(float), every), sigma / every, mode="nearest")
        light = gaussian_filter(_means(np.where(kept, values, 0.0), every), sigma / every, mode="nearest") / np.maximum(weight, 1e-9)
        smooth = _spread(light, values.shape, every)
        away = values / np.maximum(smooth, 1e-12)
        middle = float(np.median(away))
        spread = 1.4826 * float(np.median(np.abs(away - middle)))
        kept = np.abs(away - middle) <= DARK * max(spread, 1e-6)
        if np.count_nonzero(kept) < 0.2 * kept.size:
            break
    return smooth


def _means(values: Array, every: int) -> Array:
    """Means over squares of `every` pixels; the last ones may be smaller."""
    starts = [np.arange(0, n, every) for n in values.shape]
    sums = np.add.reduceat(np.add.reduceat(values, starts[0], axis=0), starts[1], axis=1)
    sizes = np.outer(*(np.diff([*start, n]) for start, n in zip(starts, values.shape, strict=True)))
    return np.asarray(sums / sizes)


def _spread(coarse: Array, shape: tuple[int, ...], every: int) -> Array:
    """Block means back on every pixel, linear between the middles of blocks."""
    places = [(np.arange(n) + 0.5) / every - 0.5 for n in shape]
    return np.asarray(map_coordinates(coarse, np.meshgrid(*places, indexing="ij"), order=1, mode="nearest"))


def otsu(values: Array) -> tuple[float, float, float, float]:
    """Otsu's threshold between two classes (IEEE Trans. Syst. Man Cybern. 9 (1979) 62).

    Returns:
        threshold, mean below, mean above, and the separability: variance between the classes over the total, 0 to 1. One Gaussian cut
        in two gives 2/pi = 0.64.

    Raises:
        ValueError: a single grey level.
    """
    low, high = (float(x) for x in (np.min(values), np.max(values)))
    if not high > low:
        raise ValueError(f"picture: must have more than one grey level; received {low:g} alone. Check the file and --crop.")
    counts, edges = np.histogram(values, LEVELS, (low, high))
    centres = 0.5 * (edges[1:] + edges[:-1])
    w = np.cumsum(counts).astype(float)
    s = np.cumsum(counts * centres)
    below, above = w[:-1], w[-1] - w[:-1]
    mean_below, mean_above = s[:-1] / np.maximum(below, 1.0), (s[-1] - s[:-1]) / np.maximum(above, 1.0)
    between = below * above * (mean_above - mean_below) ** 2
    best = np.flatnonzero(between >= np.max(between) * (1.0 - 1e-12))
    k = int(best[best.size // 2])
    total = float(counts @ (centres - s[-1] / w[-1]) ** 2) * w[-1]
    return float(edges[k + 1]), float(mean_below[k]), float(mean_above[k]), float(between[k] / total) if total > 0.0 else 0.0
