"""Fractions and profiles: counted by hand, in blocks as from a file, and beyond what 32 bits can count."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from stratode.structure import blocks
from stratode.structure.blocks import Held
from stratode.structure.geometry.fractions import fraction_profile, fractions, label_counts
from stratode.structure.volume import Volume


class Endless:
    """One plane of 3 x 2^20 voxels, a third of it label 7, repeated; never held as a whole."""

    shape = (2**11, 3, 2**20)

    def planes(self, start: int, stop: int) -> NDArray[np.uint8]:
        plane = np.zeros((1, 3, 2**20), dtype=np.uint8)
        plane[0, 1] = 7
        return np.broadcast_to(plane, (stop - start, *plane.shape[1:]))


def layered(axis: int) -> Volume:
    """4 planes of label 2, then 6 of label 0 with one voxel of 5 in the last; 3 x 5 voxels a plane."""
    labels = np.zeros((10, 3, 5), dtype=np.uint8)
    labels[:4] = 2
    labels[9, 1, 1] = 5
    return Volume(np.moveaxis(labels, 0, axis), (1e-6, 2e-6, 3e-6), "layers", "written out")


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_layers_have_their_fractions_and_their_profile(axis: int) -> None:
    volume = layered(axis)
    assert fractions(volume) == pytest.approx({0: 89 / 150, 2: 0.4, 5: 1 / 150})
    profile = fraction_profile(volume, "zyx"[axis])
    assert profile.labels == (0, 2, 5)
    expected = np.zeros((10, 3))
    expected[:4, 1] = expected[4:, 0] = 1.0
    expected[9] = (14 / 15, 0.0, 1 / 15)
    assert profile.fractions == pytest.approx(expected)
    assert profile.positions == pytest.approx((np.arange(10) + 0.5) * (axis + 1) * 1e-6)


@pytest.mark.parametrize("axis", ["z", "y", "x"])
def test_blocks_do_not_change_the_counts(axis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = np.random.default_rng(3).integers(0, 4, (23, 11, 12)).astype(np.uint8)
    whole = label_counts(Held(labels), axis)
    monkeypatch.setattr(blocks.blocks, "__defaults__", (5 * 11 * 12,))
    assert np.array_equal(label_counts(Held(labels), axis), whole)
    assert len(list(blocks.blocks(labels.shape))) == 5
    by_hand = [[np.sum(np.take(labels, k, "zyx".index(axis)) == label) for label in range(4)] for k in (0, 10)]
    assert whole[[0, 10], :4].tolist() == by_hand


@pytest.mark.slow
def test_more_voxels_than_32_bits_count() -> None:
    assert np.prod(Endless.shape, dtype=np.int64) > 2**31
    assert fractions(Endless()) == pytest.approx({0: 2 / 3, 7: 1 / 3}, rel=1e-15)


def test_a_wide_plane_is_counted_whole() -> None:
    wide = Held(np.broadcast_to(np.uint8(4), (2, 300, 300)))
    assert label_counts(wide, "z")[:, 4].tolist() == [90000, 90000]
    assert label_counts(wide, "x")[:, 4].tolist() == [600] * 300


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match=r"received uint16\. Segment"):
        fractions(Held(np.zeros((2, 2, 2), dtype=np.uint16)))
    with pytest.raises(ValueError, match="must be z, y or x; received 'thickness'"):
        fraction_profile(layered(0), "thickness")
