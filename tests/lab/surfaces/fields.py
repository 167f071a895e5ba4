"""Rough surfaces whose statistics are known."""

import numpy as np
from scipy.ndimage import gaussian_filter

from stratode.lab.record import Origin
from stratode.lab.surfaces.height_map import HeightMap

UM = 1e-6
HERE = Origin("surface.npy", "simulated")


def gaussian(rng: np.random.Generator, size: int = 200, length: float = 2.5, sq: float = UM) -> np.ndarray:
    """Normal heights of standard deviation `sq`, whose autocorrelation is exp(-r^2 / (4 length^2))."""
    wide = size + int(10 * length)
    heights = gaussian_filter(rng.standard_normal((wide, wide)), length, mode="wrap") * 2.0 * np.sqrt(np.pi) * length
    return sq * heights[:size, :size]


def surface(heights: np.ndarray, pixel: float = 2.0 * UM) -> HeightMap:
    return HeightMap(heights, pixel, HERE)
