"""Surfaces: spheres and planes of known area with the stated errors, whatever the voxel; interfaces, blocks, thin sheets."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from stratode.structure.blocks import Held
from stratode.structure.geometry import surface
from stratode.structure.geometry.crossings import crossings, weights
from stratode.structure.geometry.surface import interface, specific_surface
from stratode.structure.volume import Volume, Voxel

UM = 1e-6


def volume(labels: NDArray[np.generic], voxel: Voxel = (1.0, 1.0, 1.0)) -> Volume:
    return Volume(labels.astype(np.uint8), voxel, "made", "made up")


def sphere(radius: float, voxel: Voxel, seed: int) -> Volume:
    """A sphere with a centre anywhere in a voxel, room of three longest edges about it; lengths in any unit."""
    off = np.random.default_rng(seed).random(3)
    counts = [int(2.0 * radius / h + 6.0 * max(voxel) / h) + 2 for h in voxel]
    grid = np.ogrid[tuple(slice(0, n) for n in counts)]
    square = sum(((g - 0.5 * n + o - 0.5) * h) ** 2 for g, n, o, h in zip(grid, counts, off, voxel, strict=True))
    return volume(square < radius**2, voxel)


@pytest.mark.parametrize(("radius", "tolerance"), [(4.0, 0.02), (5.0, 0.01), (8.0, 0.005), (20.0, 0.004)])
def test_spheres_have_the_stated_error(radius: float, tolerance: float) -> None:
    exact = 4.0 * np.pi * radius**2
    for seed in range(3):
        found = specific_surface(sphere(radius, (1.0, 1.0, 1.0), seed), 1)
        assert found.area == pytest.approx(exact, rel=tolerance)
        assert abs(found.area - exact) < found.error < 0.05 * exact


@pytest.mark.parametrize("voxel", [(2.0, 1.0, 1.0), (1.0, 1.0, 3.0), (1.0, 2.0, 3.0)])
def test_spheres_of_long_voxels_too(voxel: Voxel) -> None:
    radius = 5.0 * max(voxel)
    assert specific_surface(sphere(radius, voxel, 1), 1).area == pytest.approx(4.0 * np.pi * radius**2, rel=0.01)


@pytest.mark.parametrize("voxel", [(UM, UM, UM), (2 * UM, UM, UM), (UM, UM, 3 * UM)])
def test_a_plane_across_an_axis_is_exact_and_the_outer_faces_count_nothing(voxel: Voxel) -> None:
    for axis in range(3):
        labels = np.zeros(np.roll((80, 8, 8), axis))
        labels.swapaxes(0, axis)[:40] = 1
        found = specific_surface(volume(labels, voxel), 1)
        assert found.per_volume == pytest.approx(1.0 / (80 * voxel[axis]), rel=1e-5)
        assert found.area == pytest.approx(found.per_volume * labels.size * np.prod(voxel))


@pytest.mark.parametrize("normal", [(1.0, 1.0, 0.0), (1.0, 1.0, 1.0), (1.0, 2.0, 3.0), (0.1, 0.3, 1.0)])
def test_an_inclined_plane_of_a_volume_that_repeats_itself(normal: tuple[float, float, float]) -> None:
    """Layers of normal n cut from a box, 2 / period of area per volume in an inner part."""
    n = np.array(normal) / np.linalg.norm(normal)
    period = 16.0
    z, y, x = np.mgrid[:64, :64, :64]
    layers = np.floor((n[0] * z + n[1] * y + n[2] * x) / (0.5 * period)) % 2
    found = specific_surface(volume(layers), 1)
    assert found.per_volume == pytest.approx(2.0 / period, rel=0.03)  # 64 voxels hold no whole number of layers


def blobs() -> Volume:
    field = ndimage.gaussian_filter(np.random.default_rng(3).standard_normal((40, 44, 48)), 3.0)
    return volume(np.digitize(field, np.quantile(field, [0.5, 0.8])), (UM, UM, UM))


def test_turning_the_volume_turns_nothing_else() -> None:
    whole = blobs()
    area = specific_surface(whole, 1).area
    for axes in ((1, 0, 2), (2, 1, 0)):
        turned = volume(np.flip(whole.labels.transpose(axes), 0), (UM, UM, UM))
        assert specific_surface(turned, 1).area == pytest.approx(area, rel=2e-3)  # of two opposite faces one is looked beyond


def test_the_interface_is_the_same_from_both_sides_and_the_surface_of_either_of_two() -> None:
    labels = blobs().labels
    two = volume(labels > 0, (UM, UM, UM))
    pair = [interface(two, 0, 1), interface(two, 1, 0), specific_surface(two, 0), specific_surface(two, 1)]
    assert [p.area for p in pair] == pytest.approx([pair[0].area] * 4, rel=1e-6)
    assert interface(blobs(), 0, 2).area < 0.02 * interface(blobs(), 0, 1).area  # hardly touch, 1 lies between


def test_interfaces_of_three_layers_add_up() -> None:
    labels = np.repeat([0, 1, 2, 1], 10)[:, None, None] * np.ones((1, 20, 20))
    layers = volume(labels)
    assert interface(layers, 0, 1).area == pytest.approx(400.0, rel=1e-3)
    assert interface(layers, 1, 2).area == pytest.approx(800.0, rel=2e-3)
    assert interface(layers, 0, 2).area == 0.0
    assert specific_surface(layers, 1).area == pytest.approx(1200.0, rel=2e-3)


def test_blocks_do_not_change_the_area(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = blobs()
    area, between = specific_surface(whole, 1).area, interface(whole, 0, 1).area
    monkeypatch.setattr(surface, "BLOCK", 9 * 44 * 48)
    monkeypatch.setattr("stratode.structure.geometry.crossings.BLOCK", 7 * 44 * 48)
    assert specific_surface(whole, 1).area == pytest.approx(area, rel=1e-6)
    assert interface(whole, 0, 1).area == pytest.approx(between, rel=1e-6)


@pytest.mark.parametrize("thick", [1, 2, 5])
def test_a_sheet_of_one_voxel_has_both_its_sides(thick: int) -> None:
    labels = np.zeros((30, 20, 20))
    labels[12 : 12 + thick] = 1
    assert specific_surface(volume(labels), 1).area == pytest.approx(800.0, rel=1e-5)


@pytest.mark.parametrize(("width", "tolerance"), [(2.0, 0.04), (4.0, 0.02)])
def test_a_gaussian_field_has_the_surface_of_its_correlation(width: float, tolerance: float) -> None:
    """(2/pi) (-C''(0))^(1/2) with C = exp(-r^2 / (4 width^2)): noise smoothed over a width (Adler 1981)."""
    field = ndimage.gaussian_filter(np.random.default_rng(1).standard_normal((96, 96, 96)), width, mode="wrap", truncate=6.0)
    found = specific_surface(volume(field > field.mean()), 1)
    exact = 2.0 / np.pi / (2.0**0.5 * width)
    assert found.per_volume == pytest.approx(exact, rel=tolerance)
    assert abs(found.per_volume - exact) * field.size < found.error


def test_a_speck_of_one_long_voxel_has_a_surface_that_is_said_to_be_uncertain() -> None:
    """Smoothed over its longest edge such a speck is too faint to tell how its surface lies: the crossings alone are left."""
    labels = np.zeros((12, 12, 12))
    labels[6, 6, 6] = 1
    made = volume(labels, (3.0, 1.0, 1.0))
    found = specific_surface(made, 1)
    assert found.per_volume == crossings(Held(made.labels), made.voxel, 1).first
    assert found.error > 0.3 * found.area


def test_crossings_by_hand() -> None:
    """A sphere by lines along 13 directions; a plane across an axis as its weights say, 2 sum_k w_k |cos_k|."""
    ball = sphere(12.0, (1.0, 1.0, 1.0), 0)
    size = float(np.prod(ball.lengths))
    assert crossings(Held(ball.labels), ball.voxel, 1).first * size == pytest.approx(4.0 * np.pi * 144.0, rel=0.012)
    assert weights((1.0, 1.0, 1.0)).sum() == pytest.approx(1.0)
    assert 2.0 * weights((1.0, 1.0, 1.0))[[0, 3, 9]] == pytest.approx([0.0457779 * 4, 0.0369806 * 4, 0.0351956 * 4], rel=1e-4)


def test_an_absent_phase_and_labels_that_cannot_be() -> None:
    found = specific_surface(volume(np.zeros((4, 5, 6))), 3)
    assert (found.area, found.per_volume, found.error) == (0.0, 0.0, 0.0)
    assert interface(volume(np.zeros((4, 5, 6))), 0, 3).area == 0.0
    with pytest.raises(ValueError, match="from 0 to 255; received 300"):
        specific_surface(volume(np.zeros((4, 5, 6))), 300)
    with pytest.raises(ValueError, match="needs two; received 1 twice"):
        interface(volume(np.zeros((4, 5, 6))), 1, 1)
