"""Grey images of known volumes: levels, noise and blur as stated."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.structure.generate.imaging import BRIGHTEST, Imaging, grey_image
from stratode.structure.generate.make import generate
from stratode.structure.generate.simple import Blobs, Slabs

HALVES = generate(Slabs((20, 20, 40), 2, (20, 20), (0, 1))).volume


def as_level(values: np.ndarray) -> np.ndarray:
    return (values / BRIGHTEST - 0.1) / 0.8


def test_levels_and_noise_are_as_stated() -> None:
    values = as_level(grey_image(HALVES, Imaging({0: 0.2, 1: 0.7}, blur=0.0, noise=0.05), 1).values)
    for half, level in ((values[:, :, :20], 0.2), (values[:, :, 20:], 0.7)):
        assert half.mean() == pytest.approx(level, abs=0.003)
        assert half.std() == pytest.approx(0.05, rel=0.05)


def test_shot_noise_grows_with_the_signal() -> None:
    values = as_level(grey_image(HALVES, Imaging({0: 0.1, 1: 0.8}, blur=0.0, noise=0.0, counts=200.0), 1).values)
    dark, bright = values[:, :, :20].std(), values[:, :, 20:].std()
    assert (dark, bright) == pytest.approx(((0.1 / 200) ** 0.5, (0.8 / 200) ** 0.5), rel=0.06)


def test_blur_spreads_an_edge_by_its_width() -> None:
    """The slope of the edge is a Gaussian: its standard deviation is the blur's."""
    profile = as_level(grey_image(HALVES, Imaging({0: 0.2, 1: 0.7}, blur=2.0, noise=0.0), 1).values).mean(axis=(0, 1))
    slope = np.diff(profile)
    at = np.arange(slope.size)
    mean = (at * slope).sum() / slope.sum()
    assert np.sqrt(((at - mean) ** 2 * slope).sum() / slope.sum()) == pytest.approx(2.0, rel=0.03)


def test_seeds_and_thresholds() -> None:
    """Half way between the levels gives the labels back where there is little noise."""
    volume = generate(Blobs((30e-6,) * 3, 1e-6, (0.4,), 3e-6), 1).volume
    imaging = Imaging({0: 0.2, 1: 0.8}, blur=0.5, noise=0.03)
    one, again, other = (grey_image(volume, imaging, seed).values for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).mean() > 0.9
    assert ((as_level(one) > 0.5) == (volume.labels == 1)).mean() > 0.98
    assert one.dtype == np.uint16


def test_every_label_needs_a_level() -> None:
    with pytest.raises(ValueError, match=r"levels: must state every label that occurs; missing \[1\]"):
        grey_image(HALVES, Imaging({0: 0.2}))
    with pytest.raises(ValueError, match="levels: must be one from 0 to 1"):
        Imaging({0: 2.0})
    with pytest.raises(ValueError, match="blur: must be a finite number"):
        Imaging({0: 0.5}, blur=-1.0)
