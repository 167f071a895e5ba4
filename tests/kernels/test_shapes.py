"""Distances, balls and basins against their naive twins."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage
from tests.naive import shapes

from stratode.kernels.shapes import balls, basins
from stratode.structure.geometry.distances import squared_distances

EDGES = [(1.0, 1.0, 1.0), (2.0, 1.0, 1.5)]


def blobs(shape: tuple[int, int, int], seed: int) -> np.ndarray:
    return ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal(shape), 2.0) > -0.02


@pytest.mark.parametrize("edges", EDGES)
def test_distances_are_those_to_the_nearest_of_all(edges: tuple[float, float, float]) -> None:
    for mask in (blobs((9, 13, 11), 1), np.random.default_rng(2).random((7, 1, 12)) < 0.95):
        assert np.sqrt(squared_distances(mask, edges)) == pytest.approx(shapes.distances(mask, edges), abs=1e-5)


def test_one_background_voxel_is_seen_from_everywhere() -> None:
    mask = np.ones((6, 7, 8), dtype=bool)
    mask[5, 0, 3] = False
    z, y, x = np.mgrid[:6, :7, :8]
    assert squared_distances(mask, (1.0, 1.0, 1.0)) == pytest.approx((z - 5) ** 2 + y**2 + (x - 3) ** 2)


@pytest.mark.parametrize("edges", EDGES)
def test_each_voxel_is_covered_by_the_largest_ball_to_the_slack(edges: tuple[float, float, float]) -> None:
    mask = blobs((14, 15, 16), 3)
    square = squared_distances(mask, edges)
    order = np.flatnonzero(mask)
    order = order[np.argsort(-square.ravel()[order], kind="stable")]
    cover = np.where(mask, -1, -2).astype(np.int32)
    laid = np.zeros(mask.shape, dtype=bool)
    balls.lay_balls(order, square, np.array(edges), cover, laid)
    assert np.array_equal(cover < 0, ~mask)
    found = np.sqrt(square.ravel()[cover[mask]])
    exact = shapes.thickness(mask, edges)
    away = shapes.places(mask, edges) - np.stack(np.unravel_index(cover[mask], mask.shape), axis=1) * edges
    assert np.all(np.linalg.norm(away, axis=1) <= found + balls.SLACK + 1e-6)
    assert np.all(found >= exact - balls.SLACK - 1e-6)
    assert np.mean(np.abs(found - exact)) < 0.35  # voxels on steps of the boundary count to the ball beside them
    assert laid.sum() < 0.5 * mask.sum()


def test_every_voxel_climbs_to_the_peak_of_the_loop() -> None:
    square = squared_distances(blobs((12, 11, 13), 4), (1.0, 1.0, 1.0))
    upward = np.empty(square.size, dtype=np.int32)
    basins.climb(square, upward)
    assert np.array_equal(upward.reshape(square.shape), shapes.basins(square))


def test_basins_join_over_wide_necks_only() -> None:
    """Peaks 10, 8, 6 and 3.5; saddles 6.5 (0.81 of 8), 2 (of 6) and 2.6 (0.74 of 3.5, but within 1)."""
    pairs = np.array([[0, 1], [2, 3], [1, 2]])
    root = np.arange(4)
    basins.merge(pairs, np.array([6.5, 2.6, 2.0]), np.array([10.0, 8.0, 6.0, 3.5]), 0.8, 1.0, root)
    assert root.tolist() == [0, 0, 2, 2]
    root = np.arange(4)
    basins.merge(pairs, np.array([6.5, 2.6, 2.0]), np.array([10.0, 8.0, 6.0, 3.5]), 0.9, 0.1, root)
    assert root.tolist() == [0, 1, 2, 3]
