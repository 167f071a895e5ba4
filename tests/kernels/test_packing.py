"""Each kernel of the packings against its naive twin."""

from __future__ import annotations

import numpy as np
import pytest
from tests.naive import packing as naive

from stratode.kernels.packing.draw import fill, two_nearest
from stratode.kernels.packing.pairs import FULL, find_pairs
from stratode.kernels.packing.relax import push

BOX = np.array([7.0, 9.0, 8.0])


def spheres(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.random((n, 3)) * BOX, random.uniform(0.4, 1.6, n)


def pairs(centres: np.ndarray, radii: np.ndarray, periodic: np.ndarray, skin: float, room: int = 5000) -> list[frozenset[int]] | None:
    counts = np.array([4, 5, 3])
    heads, following = np.empty(60, np.int32), np.empty(len(radii), np.int32)
    first, second = np.empty(room, np.int32), np.empty(room, np.int32)
    found = find_pairs(centres, radii, BOX, periodic, skin, counts, heads, following, first, second)
    return None if found == FULL else [frozenset(pair) for pair in zip(first[:found].tolist(), second[:found].tolist(), strict=True)]


@pytest.mark.parametrize("periodic", [(False, True, True), (True, True, True), (False, False, False)])
def test_pairs_are_all_and_each_once(periodic: tuple[bool, bool, bool]) -> None:
    ends = np.array(periodic)
    for seed in range(2):
        centres, radii = spheres(60, seed)
        found = pairs(centres, radii, ends, 0.25)
        assert found is not None
        assert len(found) == len(set(found))
        assert set(found) == naive.near_pairs(centres, radii, BOX, ends, 0.25)


def test_pairs_of_equal_spheres_are_found_once() -> None:
    centres, _ = spheres(50, 3)
    radii = np.full(50, 0.9)
    found = pairs(centres, radii, np.array([False, True, True]), 0.1)
    assert found is not None
    assert len(found) == len(set(found)) == len(naive.near_pairs(centres, radii, BOX, np.array([False, True, True]), 0.1))


def test_too_many_pairs_are_told() -> None:
    centres, radii = spheres(60, 1)
    assert pairs(centres, radii, np.array([False, True, True]), 0.25, room=5) is None


def test_forces_are_the_slope_of_the_energy() -> None:
    centres, radii = spheres(25, 7)
    periodic = np.array([False, True, True])
    lowest, highest = radii.copy(), BOX[0] - radii
    found = sorted(tuple(sorted(pair)) for pair in naive.near_pairs(centres, radii, BOX, periodic, 0.0))
    first, second = (np.array([pair[k] for pair in found], np.int32) for k in (0, 1))
    force = np.empty((25, 3))
    worst = push(centres, radii, BOX, periodic, lowest, highest, first, second, len(found), force)
    step = 1e-6
    for i, axis in [(0, 0), (3, 1), (7, 2), (11, 0), (24, 2)]:
        up, down = centres.copy(), centres.copy()
        up[i, axis] += step
        down[i, axis] -= step
        slope = (
            naive.overlap_energy(up, radii, BOX, periodic, lowest, highest)
            - naive.overlap_energy(down, radii, BOX, periodic, lowest, highest)
        ) / (2 * step)
        assert force[i, axis] == pytest.approx(-slope, abs=1e-6)
    deepest = max(1.0 - naive.min_distance(centres[i], centres[j], BOX, periodic) / (radii[i] + radii[j]) for i, j in found)
    assert worst == pytest.approx(deepest, rel=1e-12)


SHAPE = (9, 10, 8)


@pytest.mark.parametrize("periodic", [(False, True, True), (True, True, True)])
def test_voxels_belong_to_the_sphere_of_least_power(periodic: tuple[bool, bool, bool]) -> None:
    centres, radii = spheres(14, 2)
    edges = BOX / SHAPE
    owner, power = np.empty(SHAPE, np.int32), np.empty(SHAPE, np.float32)
    fill(centres, radii, edges, np.array(periodic), owner, power)
    np.testing.assert_array_equal(owner, naive.owners(centres, radii, edges, SHAPE, np.array(periodic)))
    assert (owner == -1).any()


def test_gaps_to_the_two_nearest_surfaces() -> None:
    centres, radii = spheres(14, 4)
    edges, periodic, reach = BOX / SHAPE, np.array([False, True, True]), 0.8
    gap, other_gap = np.empty(SHAPE, np.float32), np.empty(SHAPE, np.float32)
    owner, other = np.empty(SHAPE, np.int32), np.empty(SHAPE, np.int32)
    two_nearest(centres, radii, edges, periodic, reach, gap, other_gap, owner, other)
    nearest, following = naive.two_gaps(centres, radii, edges, SHAPE, periodic)
    np.testing.assert_allclose(gap, np.minimum(nearest, reach), atol=1e-6)
    np.testing.assert_allclose(other_gap, np.minimum(following, reach), atol=1e-6)
    np.testing.assert_array_equal(owner >= 0, nearest < reach)
    np.testing.assert_array_equal(other >= 0, following < reach)
    places = np.argwhere(owner >= 0)
    own = naive.distances(centres, radii, edges, SHAPE, periodic) - radii[:, None, None, None]
    for z, y, x in places[::7]:
        assert own[owner[z, y, x], z, y, x] == pytest.approx(nearest[z, y, x], abs=1e-9)
