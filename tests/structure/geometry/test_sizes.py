"""Sizes of pores and particles: balls, slits and tubes of known width, packings of known sizes, what cuts do, and messages."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.structure.geometry.distances import Distribution, distribution, pore_sizes
from stratode.structure.geometry.particles import particle_sizes
from stratode.structure.volume import Volume, Voxel

UNIT = (1.0, 1.0, 1.0)
Ball = tuple[tuple[float, float, float], float]


def balls(shape: tuple[int, int, int], places: list[Ball], voxel: Voxel = UNIT) -> Volume:
    """Balls (centre in lengths, radius) as label 1."""
    grid = np.ogrid[tuple(slice(0, n) for n in shape)]
    labels = np.zeros(shape, dtype=np.uint8)
    for centre, radius in places:
        labels[sum(((g + 0.5) * h - c) ** 2 for g, h, c in zip(grid, voxel, centre, strict=True)) < radius**2] = 1
    return Volume(labels, voxel, "balls", "made up")


@pytest.mark.parametrize("radius", [3.0, 5.0, 8.0, 12.0])
def test_a_ball_has_its_diameter_with_the_stated_error(radius: float) -> None:
    for seed in range(3):
        centre = 15.0 + np.random.default_rng(seed).random(3)
        volume = balls((31, 31, 31), [((centre[0], centre[1], centre[2]), radius)])
        found = particle_sizes(volume, 1)
        assert found.count == 1
        assert found.by_number.d50 == pytest.approx(2.0 * radius, rel=0.01 if radius > 3.0 else 0.03)
        inscribed = pore_sizes(volume, 1)
        assert -1.2 < inscribed.mean - 2.0 * radius < -0.2
        assert np.ptp(inscribed.diameters[inscribed.shares > 0.05]) <= 1.0


@pytest.mark.parametrize(("voxel", "radius"), [((2.0, 1.0, 1.0), 9.0), ((1e-7, 1e-7, 3e-7), 1e-6)])
def test_long_voxels_do_not_change_a_ball(voxel: Voxel, radius: float) -> None:
    shape = tuple(int(2.0 * radius / h) + 7 for h in voxel)
    centre = tuple(0.5 * n * h for n, h in zip(shape, voxel, strict=True))
    volume = balls(shape, [(centre, radius)], voxel)  # type: ignore[arg-type]
    assert particle_sizes(volume, 1).by_volume.d50 == pytest.approx(2.0 * radius, rel=0.02)
    assert pore_sizes(volume, 1).d50 == pytest.approx(2.0 * radius, abs=1.5 * max(voxel))


@pytest.mark.parametrize("width", [2, 3, 6, 9])
def test_a_slit_has_its_width_to_a_voxel(width: int) -> None:
    labels = np.ones((20, 8, 9), dtype=np.uint8)
    labels[5 : 5 + width] = 0
    found = pore_sizes(Volume(labels, (2e-6, 2e-6, 2e-6), "slit", "made up"), 0)
    assert found.shares == pytest.approx([1.0])
    assert 0.0 <= found.d50 / 2e-6 - width <= 1.0


def test_two_tubes_share_the_pores_by_their_volume() -> None:
    y, x = np.mgrid[:60, :60]
    wide, narrow = (y - 20) ** 2 + (x - 20) ** 2 < 144, (y - 45) ** 2 + (x - 45) ** 2 < 36
    labels = np.ones((12, 60, 60), dtype=np.uint8)
    labels[:, wide | narrow] = 0
    found = pore_sizes(Volume(labels, UNIT, "tubes", "made up"), 0)
    assert found.shares[found.diameters < 18.0].sum() == pytest.approx(narrow.sum() / (narrow | wide).sum(), abs=1e-9)
    assert found.d90 == pytest.approx(24.0, abs=1.0)
    assert found.d10 == pytest.approx(12.0, abs=1.0)


def test_touching_balls_are_parted_and_counted_and_two_grown_together_are_not() -> None:
    touching = [((12.0, 12.0, 12.0), 8.0), ((12.0, 12.0, 27.5), 8.0), ((12.0, 25.0, 20.0), 7.4)]
    found = particle_sizes(balls((25, 40, 42), touching), 1)
    assert (found.count, found.cut, found.specks) == (3, 0, 0)
    assert found.by_number.diameters == pytest.approx([14.8, 16.0, 16.0][: found.by_number.diameters.size], rel=0.02)
    assert found.labels[12, 12, 12] != found.labels[12, 12, 27]
    grown = particle_sizes(balls((25, 25, 42), [((12.0, 12.0, 14.0), 8.0), ((12.0, 12.0, 20.0), 8.0)]), 1)
    assert grown.count == 1
    assert particle_sizes(balls((25, 40, 42), touching), 1, neck=0.0).count == 1


@pytest.mark.parametrize(("apart", "count", "at_every_neck"), [(6.0, 1, 1), (16.0, 1, 2), (22.0, 2, 2)])
def test_the_width_of_the_neck_decides(apart: float, count: int, at_every_neck: int) -> None:
    """Two balls of radius 14: necks of 13.7 (within a voxel), 11.5 (0.82 of the balls) and 8.7 (0.62)."""
    volume = balls((34, 34, 58), [((17.0, 17.0, 17.0), 14.0), ((17.0, 17.0, 17.0 + apart), 14.0)])
    assert particle_sizes(volume, 1).count == count
    assert particle_sizes(volume, 1, neck=1.0).count == at_every_neck


def test_sizes_by_number_and_by_volume_differ_as_the_cubes_do() -> None:
    """Two balls of radius 4 and one of 8, each standing for as many as the volume has places for it with a voxel to spare."""
    volume = balls((50, 90, 90), [((20.0, 20.0, 20.0), 4.0), ((20.0, 20.0, 60.0), 4.0), ((20.0, 60.0, 40.0), 8.0)])
    found = particle_sizes(volume, 1)
    small, large = 2.0 / (41 * 81 * 81), 1.0 / (33 * 73 * 73)
    seen = found.by_number.diameters > 12.0
    assert found.by_number.shares[seen].sum() == pytest.approx(large / (small + large), rel=1e-6)
    assert found.by_volume.shares[seen].sum() == pytest.approx(8.0 * large / (small + 8.0 * large), rel=0.01)
    assert found.per_volume == pytest.approx(small + large)


def test_the_share_of_small_balls_survives_the_cuts() -> None:
    """Many volumes out of a lattice of far-apart balls, as many small as large: the large ones are cut more often."""
    rng = np.random.default_rng(8)
    seen, weighted = np.zeros(2), np.zeros(2)
    for _ in range(30):
        off = rng.random(3) * 48.0
        lattice = [(k, np.array(k) * 24.0 - off) for k in np.ndindex(4, 4, 4)]
        places = [((c[0], c[1], c[2]), 9.0 if sum(k) % 2 else 3.0) for k, c in lattice]
        found = particle_sizes(balls((40, 40, 40), places), 1)
        large = found.by_number.diameters > 12.0
        weighted += found.per_volume * np.array([found.by_number.shares[~large].sum(), found.by_number.shares[large].sum()])
        sizes = np.bincount(found.labels.ravel())[1:]
        whole = np.setdiff1d(np.arange(1, sizes.size + 1), np.unique(np.concatenate([f.ravel() for f in faces(found.labels)])))
        seen += [np.sum(sizes[whole - 1] < 900), np.sum(sizes[whole - 1] >= 900)]
    assert seen[1] < 0.5 * seen[0]
    assert weighted[1] / weighted.sum() == pytest.approx(0.5, abs=0.06)
    assert weighted.sum() / 30.0 == pytest.approx(24.0**-3, rel=0.1)


def faces(labels: np.ndarray) -> list[np.ndarray]:
    return [labels.take(side, axis=axis) for axis in range(3) for side in (0, -1)]


def test_cut_balls_and_specks_are_counted_apart() -> None:
    volume = balls((30, 30, 30), [((0.0, 15.0, 15.0), 6.0), ((20.0, 15.0, 15.0), 6.0)])
    volume.labels[3, 3, 3] = 1
    found = particle_sizes(volume, 1)
    assert (found.count, found.cut, found.specks) == (1, 1, 1)
    assert found.labels.max() == 3
    assert np.array_equal(found.labels > 0, volume.labels == 1)


def test_quantiles_of_a_distribution() -> None:
    found = distribution(np.array([2.0, 1.0, 2.0, 4.0]), np.array([1.0, 2.0, 3.0, 4.0]))
    assert found.diameters.tolist() == [1.0, 2.0, 4.0]
    assert found.shares == pytest.approx([0.2, 0.4, 0.4])
    assert (found.d10, found.d50, found.d90, found.quantile(1.0)) == (1.0, 2.0, 4.0, 4.0)
    assert found.mean == pytest.approx(0.2 + 0.8 + 1.6)
    empty = Distribution(np.zeros(0), np.zeros(0))
    assert (empty.d50, empty.mean) == (0.0, 0.0)


def test_an_absent_phase_is_empty_and_a_full_one_is_refused() -> None:
    nothing = Volume(np.zeros((4, 5, 6), dtype=np.uint8), UNIT, "empty", "made up")
    assert pore_sizes(nothing, 1).diameters.size == 0
    found = particle_sizes(nothing, 1)
    assert (found.count, found.cut, found.specks, found.by_number.d50) == (0, 0, 0, 0.0)
    with pytest.raises(ValueError, match="received one that fills it"):
        pore_sizes(nothing, 0)
    with pytest.raises(ValueError, match=r"from 0 to 1; received 1\.5"):
        particle_sizes(nothing, 1, neck=1.5)
