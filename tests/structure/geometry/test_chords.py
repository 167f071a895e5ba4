"""Chords: runs counted by hand and by a loop, known distributions, edges, and what Cauchy says of the mean."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest

from stratode.structure.geometry import chords
from stratode.structure.geometry.chords import chord_lengths
from stratode.structure.volume import Volume


def volume(labels: np.ndarray) -> Volume:
    return Volume(labels.astype(np.uint8), (1.0, 2.0, 3.0), "made", "made up")


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_runs_of_one_line_by_hand(axis: int) -> None:
    line = np.array([1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 1])  # cut: 2 and 1; whole: 1, 3, 1
    found = chord_lengths(volume(np.moveaxis(line[:, None, None], 0, axis)), 1, "zyx"[axis])
    edge = axis + 1.0
    assert found.counts[:4].tolist() == [2, 0, 1, 0]
    assert found.lengths[:3] == pytest.approx([edge, 2 * edge, 3 * edge])
    assert found.cut == pytest.approx(3 / 8)
    assert found.mean == pytest.approx((8 / 13) / (0.5 * 8 / 12) * edge)
    assert found.shares[[0, 2]] == pytest.approx(np.array([2 / 11, 1 / 9]) / (2 / 11 + 1 / 9))


@pytest.mark.parametrize("axis", ["z", "y", "x"])
def test_random_voxels_agree_with_a_loop_in_blocks_too(axis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = np.random.default_rng(4).integers(0, 3, (9, 10, 11))
    expected = np.zeros(12, dtype=int)
    for line in np.moveaxis(labels, "zyx".index(axis), 2).reshape(-1, labels.shape["zyx".index(axis)]):
        runs = [(label, len(list(run))) for label, run in groupby(line)]
        for label, length in runs[1:-1]:
            expected[length] += label == 2
    monkeypatch.setattr(chords, "BLOCK", 200)
    found = chord_lengths(volume(labels), 2, axis)
    assert found.counts.tolist() == expected[1 : len(found.counts) + 1].tolist()


def test_independent_voxels_have_chords_of_the_geometric_law() -> None:
    """P(length) = (1 - p) p^(length - 1), mean 1 / (1 - p)."""
    found = chord_lengths(volume(np.random.default_rng(5).random((50, 60, 70)) < 0.6), 1, "z")
    law = 0.4 * 0.6 ** np.arange(49)
    assert found.shares[:10] == pytest.approx(law[:10], abs=0.004)
    assert found.mean == pytest.approx(2.5, rel=0.005)


def test_edges_do_not_bend_the_distribution() -> None:
    """A short piece of the same structure cuts half its chords, and still tells the same."""
    whole = np.random.default_rng(6).random((12, 300, 300)) < 0.85
    found = chord_lengths(volume(whole), 1, "z")
    assert found.cut > 0.5
    law = 0.15 * 0.85 ** np.arange(10)
    assert found.shares[:7] / found.shares[:7].sum() == pytest.approx(law[:7] / law[:7].sum(), rel=0.04)
    raw = found.counts[:10] / found.counts.sum()
    assert raw[9] < 0.6 * law[9] / law.sum()
    assert found.mean == pytest.approx(1.0 / 0.15, rel=0.02)


def test_spheres_have_the_mean_chord_of_cauchy() -> None:
    """4 V / S = 4 R / 3."""
    grid = np.ogrid[:48, :600, :48]
    square = sum((g - 23.7) ** 2 for g in grid)
    ball = Volume((square < 20.0**2).astype(np.uint8), (1.0, 1.0, 1.0), "ball", "made up")
    found = chord_lengths(ball, 1, "y")
    assert found.mean == pytest.approx(80.0 / 3.0, rel=0.01)
    assert found.cut == 0.0
    assert found.quantile(0.5) == pytest.approx(40.0 * 0.5 ** (1 / 3), abs=1.01)  # share of length below l is (l / 2R)^3


def test_a_phase_that_fills_all_or_nothing() -> None:
    full = chord_lengths(volume(np.ones((4, 3, 2))), 1, "z")
    assert (full.mean, full.cut, full.quantile(0.5)) == (float("inf"), 1.0, 0.0)
    none = chord_lengths(volume(np.ones((4, 3, 2))), 0, "z")
    assert (none.mean, none.cut, none.counts.sum()) == (0.0, 0.0, 0)
    with pytest.raises(ValueError, match="must be z, y or x; received 0"):
        chord_lengths(volume(np.ones((4, 3, 2))), 0, 0)  # type: ignore[arg-type]
