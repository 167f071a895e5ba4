"""Even light: the slow change of brightness over a micrograph, estimated and divided out; Otsu's threshold of what is left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

Array = NDArray[np.float64]
ROUNDS = 3
DARK = 3.0  # robust standard deviations below the background that are no background
LEVELS = 512


def background(values: Array, sigma: float) -> Array:
    """Brightness of what is not dark, smoothed over `sigma` pixels, (rows, columns)."""
    kept = np.ones(values.shape, bool)
    smooth = np.empty(values.shape)
    for _ in range(ROUNDS):
        weight = gaussian_filter(kept.astype(float), sigma, mode="nearest")
        smooth = gaussian_filter(np.where(kept, values, 0.0), sigma, mode="nearest") / np.maximum(weight, 1e-9)
        away = values / np.maximum(smooth, 1e-12)
        middle = float(np.median(away))
        spread = 1.4826 * float(np.median(np.abs(away - middle)))
        kept = np.abs(away - middle) <= DARK * max(spread, 1e-6)
        if np.count_nonzero(kept) < 0.2 * kept.size:
            break
    return np.asarray(smooth)


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
