"""Thresholds: known Gaussians, all sets tried by hand, scikit-image as the peer, stated ones, and what they refuse."""

from __future__ import annotations

from itertools import combinations
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from stratode.structure.blocks import Held
from stratode.structure.segment.histogram import Histogram, histogram
from stratode.structure.segment.thresholds import Otsu, Stated, multi_otsu, otsu, separability


def seen(counts: list[int] | NDArray[np.int64]) -> Histogram:
    """A histogram of levels 0, 1, ... in one slice."""
    array = np.asarray(counts, dtype=np.int64)
    return Histogram(np.arange(array.size + 1.0) - 0.5, array[None], 0)


def gaussians(means: tuple[float, ...], spread: float, shares: tuple[float, ...]) -> Histogram:
    """Exact counts of a mixture at levels 0 to 255."""
    counts = np.zeros(256)
    for mean, share in zip(means, shares, strict=True):
        bell = NormalDist(mean, spread)
        counts += share * np.array([bell.cdf(k + 0.5) - bell.cdf(k - 0.5) for k in range(256)])
    return seen(np.rint(1e9 * counts).astype(np.int64))


def test_two_equal_gaussians_part_in_the_middle() -> None:
    assert otsu(gaussians((80.0, 160.0), 12.0, (0.5, 0.5))) == pytest.approx(120.0, abs=0.51)


def test_three_gaussians_part_between_their_means_as_the_best_partition_must() -> None:
    """At the optimum each threshold is the mean of its neighbours' class means (Otsu 1979 for two; k-means for more)."""
    mixture = gaussians((60.0, 120.0, 200.0), 10.0, (0.4, 0.35, 0.25))
    low, high = multi_otsu(mixture, 3)
    levels = np.arange(256)
    means = [
        np.average(levels[part], weights=mixture.counts[part]) for part in (levels < low, (levels > low) & (levels < high), levels > high)
    ]
    assert low == pytest.approx(0.5 * (means[0] + means[1]), abs=0.5)
    assert high == pytest.approx(0.5 * (means[1] + means[2]), abs=0.5)
    assert means == pytest.approx([60.0, 120.0, 200.0], abs=0.2)


@pytest.mark.parametrize("classes", [2, 3, 4])
def test_no_other_set_of_thresholds_does_better(classes: int) -> None:
    rng = np.random.default_rng(classes)
    counts = rng.integers(0, 50, 18) * rng.integers(0, 2, 18)
    levels = np.arange(18)

    def within(cuts: tuple[float, ...]) -> float:
        parts = np.split(levels, np.searchsorted(levels, cuts))
        held = [p for p in parts if counts[p].sum()]
        return sum(float(np.sum(counts[p] * (p - np.average(p, weights=counts[p])) ** 2)) for p in held)

    best = min(within(cuts) for cuts in combinations(np.arange(17) + 0.5, classes - 1))
    assert within(multi_otsu(seen(counts), classes)) == pytest.approx(best, rel=1e-12)


@pytest.mark.parametrize("classes", [2, 3, 4])
def test_scikit_image_parts_the_voxels_alike(classes: int) -> None:
    filters = pytest.importorskip("skimage.filters", reason="needs the image extra")
    grey = np.random.default_rng(7).normal(np.random.default_rng(8).choice([50, 110, 170], (30, 30, 30)), 12).clip(0, 255).astype(np.uint8)
    peers = filters.threshold_multiotsu(grey, classes=classes)
    ours = multi_otsu(histogram(Held(grey)), classes)
    assert np.array_equal(np.digitize(grey, ours), np.digitize(grey, np.asarray(peers) + 0.5))


def test_a_gap_is_halved_and_empty_levels_cost_nothing() -> None:
    assert multi_otsu(seen([5, 0, 0, 0, 0, 0, 3]), 2) == (3.0,)
    assert multi_otsu(seen([0, 5, 1, 0, 0, 9, 0]), 3) == (1.5, 3.5)


def test_separability_is_1_for_two_levels_and_2_over_pi_for_one_gaussian() -> None:
    assert separability(seen([5, 0, 0, 3]), (1.5,)) == pytest.approx(1.0)
    assert separability(gaussians((127.5,), 15.0, (1.0,)), (127.5,)) == pytest.approx(2.0 / np.pi, abs=2e-3)
    apart = [separability(gaussians((128.0 - d, 128.0 + d), 12.0, (0.5, 0.5)), (128.0,)) for d in (10.0, 20.0, 40.0)]
    assert apart == sorted(apart)
    assert apart[-1] == pytest.approx(40.0**2 / (40.0**2 + 12.0**2), abs=2e-3)


def test_fewer_levels_than_classes_and_odd_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="received 3 for 2"):
        multi_otsu(seen([5, 0, 3]), 3)
    with pytest.raises(ValueError, match="classes: must be 2 to 16; received 1"):
        Otsu(1)
    for bad in ((), (3.0, 3.0), (2.0, 1.0), (float("nan"),)):
        with pytest.raises(ValueError, match=r"finite, rising grey levels; received .+\. Write them from dark to bright"):
            Stated(bad)
