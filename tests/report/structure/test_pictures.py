"""Pictures of volumes: the right plane the right way up in µm, boundaries, surfaces of the right size, small enough for a page."""

from __future__ import annotations

import numpy as np
import pytest

from stratode.report.structure.scene import MOST_FACES, block_means, scene, surfaces
from stratode.report.structure.slices import MOST_PIXELS, boundaries, flux_cut, three_cuts
from stratode.structure.transport.parts import Fields
from stratode.structure.volume import Grey, Volume

EDGES = (2e-6, 1e-6, 0.5e-6)


def corner() -> Volume:
    """Phase 3 in the upper third along z, at small x."""
    labels = np.zeros((6, 8, 10), dtype=np.uint8)
    labels[4:, :, :3] = 3
    return Volume(labels, EDGES, "corner", "made for a test", {0: "pores", 3: "<b>solid</b>"})


def ball(n: int, radius: float) -> Volume:
    place = np.mgrid[:n, :n, :n] - (n - 1) / 2.0
    labels = (np.sum(place**2, axis=0) < radius**2).astype(np.uint8)
    return Volume(labels, (1e-6, 1e-6, 1e-6), "ball", "made for a test")


def test_cuts_show_z_upwards_and_lengths_in_micrometres() -> None:
    fig = three_cuts(corner())
    images = [trace for trace in fig.data if trace.type == "heatmap"]
    xz = np.asarray(images[0].z)
    assert xz.shape == (6, 10)
    assert xz[5, 0] == 1
    assert not xz[0].any()
    assert not xz[:, 5].any()
    assert (images[0].dx, images[0].dy) == pytest.approx((0.5, 2.0))
    assert (images[0].x0, images[0].y0) == pytest.approx((0.25, 1.0))
    assert np.asarray(images[2].z).shape == (8, 10)
    assert [note.text for note in fig.layout.annotations] == ["y = 4.5 µm", "x = 2.75 µm", "z = 7 µm"]


def test_names_of_phases_are_no_markup() -> None:
    names = [trace.name for trace in three_cuts(corner()).data if trace.type == "scatter"]
    assert names == ["pores", "&lt;b&gt;solid&lt;/b&gt;"]


def test_grey_values_stand_above_with_the_boundaries_found_in_them() -> None:
    volume = corner()
    grey = Grey(np.where(volume.labels, 200.0, 50.0), volume.voxel, "corner", "made for a test")
    images = [trace for trace in three_cuts(volume, grey).data if trace.type == "heatmap"]
    assert len(images) == 9
    shown, edge = np.asarray(images[0].z), np.asarray(images[1].z)
    assert shown[5, 0] > shown[0, 0]
    assert edge.sum() == 3 + 2  # under the solid and beside it
    assert edge[3, :3].all()
    assert edge[4:, 2].all()


def test_boundaries_part_unequal_neighbours_only() -> None:
    assert boundaries(np.zeros((3, 3), np.uint8)).sum() == 0
    assert boundaries(np.array([[0, 1], [0, 1]], np.uint8)).tolist() == [[1, 0], [1, 0]]


def test_a_large_cut_is_thinned_and_keeps_its_extent() -> None:
    volume = Volume(np.zeros((2, 3, 1000), np.uint8), (1e-6, 1e-6, 1e-6), "long", "made for a test")
    image = three_cuts(volume).data[0]
    shape = np.asarray(image.z).shape
    assert shape[1] <= MOST_PIXELS
    assert image.dx * shape[1] == pytest.approx(1000.0, abs=2.0 * image.dx)


def test_flux_is_shown_only_where_something_conducts() -> None:
    flux = np.zeros((3, 6, 8, 10), np.float32)
    flux[0] = 0.5
    potential = np.full((6, 8, 10), 0.5, np.float32)
    potential[4:, :, :3] = np.nan
    image, lines = flux_cut(corner(), Fields("z", potential, flux)).data
    shown = np.asarray(image.z)
    assert np.isnan(shown[5, 0])
    assert shown[0, 0] == pytest.approx(0.5)
    assert max(y for y in lines.y if y is not None) > 10.0  # of 12 µm


def test_blocks_at_the_far_faces_are_means_of_what_they_hold() -> None:
    mask = np.zeros((5, 4, 4), dtype=bool)
    mask[4] = True
    assert block_means(mask, 2)[:, 0, 0].tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("n", [30, 150])
def test_a_ball_keeps_its_size_and_place_drawn_coarsely_or_not(n: int) -> None:
    pytest.importorskip("skimage")
    volume = ball(n, n / 3.0)
    (found,) = surfaces(volume, [1], cut=False)
    assert len(found.faces) <= MOST_FACES
    low, high = found.places.min(axis=0), found.places.max(axis=0)
    assert 0.5 * (low + high) == pytest.approx(n / 2.0, abs=0.02)
    assert 0.5 * (high - low) == pytest.approx(n / 3.0, abs=0.02 * n)


def test_the_front_is_cut_away_where_lines_are_shown() -> None:
    pytest.importorskip("skimage")
    volume = ball(30, 10.0)
    (found,) = surfaces(volume, [1], cut=True)
    assert found.places[:, 1].min() >= 14.0
    flux = np.zeros((3, 30, 30, 30), np.float32)
    flux[0] = 1.0
    fig = scene(volume, {0}, Fields("z", np.ones((30, 30, 30), np.float32), flux))
    mesh, lines = fig.data
    assert (mesh.type, lines.type) == ("mesh3d", "scatter3d")
    assert np.nanmax(np.asarray(lines.y)) < 15.0
    assert np.nanmax(np.asarray(lines.z)) > 28.0


def test_a_rough_volume_still_fits_a_page() -> None:
    pytest.importorskip("skimage")
    rough = np.random.default_rng(1).integers(0, 2, (120, 60, 60), dtype=np.uint8)
    volume = Volume(rough, (1e-6, 1e-6, 1e-6), "rough", "made for a test")
    assert len(scene(volume, {0}).to_json()) < 1.3e6
