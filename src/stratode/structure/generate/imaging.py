"""A grey image of a labelled volume, so that a segmentation can be tried on a volume whose phases are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from stratode.structure.reading.labels import existing
from stratode.structure.volume import Grey, Volume

BRIGHTEST = 65535  # of 16 bits


@dataclass(frozen=True, slots=True)
class Imaging:
    """How a volume is imaged.

    Args:
        levels: grey level of each label, from 0 to 1; one for every label that occurs.
        blur: standard deviation of the blur, voxels; 0: none.
        noise: standard deviation of the noise that does not depend on the signal (Gaussian), of the whole range.
        counts: photons that a level of 1 stands for, with their shot noise (Poisson); 0: none.

    Raises:
        ValueError: an impossible number.
    """

    levels: Mapping[int, float]
    blur: float = 0.7
    noise: float = 0.02
    counts: float = 0.0

    def __post_init__(self) -> None:
        """Checks levels and noise."""
        if not self.levels or not all(0.0 <= level <= 1.0 for level in self.levels.values()):
            raise ValueError(
                f"levels: must be one from 0 to 1 for each label; received {dict(self.levels)}. Write for example {{0: 0.2, 1: 0.8}}."
            )
        for name in ("blur", "noise", "counts"):
            value = getattr(self, name)
            if not 0.0 <= value < np.inf:
                raise ValueError(f"{name}: must be a finite number that is not negative; received {value!r}. Write 0 for none.")


def grey_image(volume: Volume, imaging: Imaging, seed: int = 0) -> Grey:
    """The volume as a 16-bit grey image; the same seed makes the same image.

    Args:
        volume: of labels.
        imaging: levels, blur, noise.
        seed: of the noise.

    Raises:
        ValueError: a label without a level.
    """
    missing = [label for label in existing(volume) if label not in imaging.levels]
    if missing:
        raise ValueError(f"levels: must state every label that occurs; missing {missing}. Add a grey level for each.")
    table = np.zeros(256, np.float32)
    for label, level in imaging.levels.items():
        table[label] = level
    values = table[volume.labels]
    if imaging.blur > 0.0:
        values = gaussian_filter(values, imaging.blur, mode="nearest")
    random = np.random.default_rng([seed, 3])
    if imaging.counts > 0.0:
        values = (random.poisson(np.maximum(values, 0.0) * imaging.counts) / imaging.counts).astype(np.float32)
    if imaging.noise > 0.0:
        values = values + imaging.noise * random.standard_normal(values.shape, dtype=np.float32)
    grey = np.clip(np.rint(values * BRIGHTEST * 0.8 + 0.1 * BRIGHTEST), 0, BRIGHTEST).astype(np.uint16)  # room for noise on both sides
    return Grey(grey, volume.voxel, f"{volume.name}, grey", f"{volume.source}; imaged with seed {seed}")
