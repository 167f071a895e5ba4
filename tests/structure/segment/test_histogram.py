"""Histograms: counts level by level, of whole numbers and of others, outlying values, and values that are none."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.structure import blocks
from stratode.structure.blocks import Held
from stratode.structure.segment.histogram import BINS, histogram


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16])
def test_whole_numbers_are_counted_level_by_level(dtype: type) -> None:
    grey = np.random.default_rng(1).integers(20, 90, (6, 7, 8)).astype(dtype)
    found = histogram(Held(grey))
    levels, counts = np.unique(grey, return_counts=True)
    assert found.centres[found.counts > 0] == pytest.approx(levels)
    assert found.counts[found.counts > 0].tolist() == counts.tolist()
    assert found.slices.sum(axis=1).tolist() == [56] * 6
    assert found.slice_means == pytest.approx(grey.mean(axis=(1, 2)))
    assert found.below(50.0) == pytest.approx((grey < 50).mean() + 0.5 * (grey == 50).mean())


def test_many_levels_share_bins_of_equally_many() -> None:
    grey = np.arange(2**16, dtype=np.uint16).reshape(16, 64, 64)
    found = histogram(Held(grey))
    assert found.counts.size == BINS
    assert set(found.counts.tolist()) == {16}
    assert found.edges[[0, -1]].tolist() == [-0.5, 2**16 - 0.5]


def test_other_numbers_keep_their_mean_to_a_bin() -> None:
    grey = np.random.default_rng(2).normal(0.02, 0.001, (8, 20, 20)).astype(np.float32)
    found = histogram(Held(grey))
    assert found.counts.sum() == grey.size
    assert found.outside == 0
    assert found.slice_means == pytest.approx(grey.mean(axis=(1, 2)), abs=float(np.ptp(grey)) / BINS)


def test_a_few_outlying_values_do_not_hide_the_rest() -> None:
    grey = np.random.default_rng(3).normal(1.0, 0.1, (10, 30, 30))
    grey[4, 5, 6], grey[1, 2, 3] = 1e6, -1e9
    found = histogram(Held(grey))
    assert found.outside >= 2
    assert found.edges[-1] - found.edges[0] < 2.0
    assert found.counts.sum() == grey.size


@pytest.mark.parametrize(("dtype", "bright"), [(np.float64, 100.0), (np.uint16, 60000)])
def test_a_rare_bright_phase_is_no_outlier(dtype: type, bright: float) -> None:
    grey = np.zeros((20, 30, 30), dtype=dtype)
    grey[3, 4:8, 5] = bright
    found = histogram(Held(grey))
    assert found.outside == 0
    assert found.below(50.0) == pytest.approx(1.0 - 4 / grey.size)


def test_values_that_are_no_greys_are_refused_with_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks.blocks, "__defaults__", (5 * 6,))
    grey = np.ones((4, 5, 6), dtype=np.float32)
    grey[0] = 2.0
    grey[2, 3, 1] = np.nan
    with pytest.raises(ValueError, match=r"received nan at voxel \(z, y, x\) = \(2, 3, 1\), 1 such"):
        histogram(Held(grey))
    with pytest.raises(ValueError, match="received 3 in every voxel"):
        histogram(Held(np.full((2, 2, 2), 3, dtype=np.uint8)))
    with pytest.raises(ValueError, match="received complex128"):
        histogram(Held(np.ones((2, 2, 2), dtype=complex)))
