"""Percolation: channels, dead ends and islands counted by hand, the random lattice against a flood fill, symmetry and tiling."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from numpy.typing import NDArray

from stratode.structure.geometry.percolation import percolating, percolation

Mask = NDArray[np.bool_]


def flooded(mask: Mask, axis: int, side: int, periodic_sides: bool) -> Mask:
    """Voxels reached from one end face by steps over faces."""
    start = np.zeros_like(mask)
    np.moveaxis(start, axis, 0)[side] = np.moveaxis(mask, axis, 0)[side]
    reached, waiting = start.copy(), deque(map(tuple, np.argwhere(start)))
    while waiting:
        at = waiting.popleft()
        for k in range(3):
            for step in (-1, 1):
                to = list(at)
                to[k] += step
                if periodic_sides and k != axis:
                    to[k] %= mask.shape[k]
                place = tuple(to)
                if 0 <= to[k] < mask.shape[k] and mask[place] and not reached[place]:
                    reached[place] = True
                    waiting.append(place)
    return reached


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_channel_a_dead_end_and_an_island_have_their_shares(axis: int) -> None:
    mask = np.zeros((10, 7, 7), dtype=bool)
    mask[:, 1, 1] = True  # 10 voxels all the way
    mask[:4, 1, 5] = True  # 4 from the first face
    mask[5:7, 5, 5] = True  # 2 anywhere
    mask[8, 6, 6] = True  # touches the last one by an edge only: a cluster of its own
    mask[9, 5, 3] = True  # 1 on the last face
    found = percolation(np.moveaxis(mask, 0, axis), axis)
    assert (found.fraction, found.one_sided, found.isolated) == pytest.approx((10 / 18, 5 / 18, 3 / 18))
    assert found.clusters == 5
    channel = np.zeros_like(mask)
    channel[:, 1, 1] = True
    assert np.array_equal(found.mask, np.moveaxis(channel, 0, axis))


def test_voxels_that_share_an_edge_only_do_not_conduct() -> None:
    mask = np.zeros((4, 4, 4), dtype=bool)
    for z in range(4):
        mask[z, z, 1] = True
    assert not percolating(mask, 0).any()
    mask[1:, 0:3, 1] |= np.eye(3, dtype=bool)  # a step beside every edge
    assert percolating(mask, 0).sum() == 7


def test_a_channel_through_the_side_counts_where_the_sides_repeat() -> None:
    mask = np.zeros((6, 5, 5), dtype=bool)
    mask[:3, 2, 0] = True
    mask[2:, 2, 4] = True
    assert not percolating(mask, 0).any()
    assert np.array_equal(percolating(mask, 0, periodic_sides=True), mask)
    assert not percolating(np.flip(mask, 0)[:5], 1, periodic_sides=True).any()


@pytest.mark.parametrize("periodic_sides", [False, True])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_random_voxels_near_the_threshold_agree_with_a_flood(axis: int, periodic_sides: bool) -> None:
    mask = np.random.default_rng(11).random((12, 14, 13)) < 0.37
    first, last = (flooded(mask, axis, side, periodic_sides) for side in (0, -1))
    found = percolation(mask, axis, periodic_sides)
    assert 0 < found.mask.sum() < mask.sum()
    assert np.array_equal(found.mask, first & last)
    assert np.array_equal(percolating(mask, axis, periodic_sides), first & last)
    assert found.one_sided == pytest.approx((first ^ last).sum() / mask.sum())
    assert found.fraction + found.one_sided + found.isolated == pytest.approx(1.0)


def test_the_site_threshold_of_the_cubic_lattice_lies_between() -> None:
    """0.3116 (Stauffer & Aharony, Introduction to Percolation Theory, 1994)."""
    seen = [percolation(np.random.default_rng(5).random((60, 60, 60)) < p, 0).fraction for p in (0.28, 0.35)]
    assert seen[0] == 0.0
    assert seen[1] > 0.5


def test_an_absent_phase_and_a_full_one() -> None:
    absent = percolation(np.zeros((3, 4, 5), dtype=bool), 1)
    assert (absent.fraction, absent.one_sided, absent.isolated, absent.clusters) == (0.0, 0.0, 0.0, 0)
    full = percolation(np.ones((1, 4, 5), dtype=bool), 0, periodic_sides=True)
    assert (full.fraction, full.clusters) == (1.0, 1)
    assert full.mask.all()


def test_the_mask_asked_about_may_be_a_view_in_any_order() -> None:
    mask = np.random.default_rng(2).random((9, 8, 10)) < 0.4
    turned = np.asfortranarray(mask)[::-1]
    assert np.array_equal(percolating(turned, 0), percolating(mask, 0)[::-1])


def test_labels_and_missing_axes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"received uint8 of shape \(2, 2, 2\).*labels == 0"):
        percolating(np.zeros((2, 2, 2), dtype=np.uint8), 0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"axis: must be 0 \(z\), 1 \(y\) or 2 \(x\); received 3"):
        percolating(np.zeros((2, 2, 2), dtype=bool), 3)
