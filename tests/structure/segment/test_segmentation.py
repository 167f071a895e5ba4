"""Segmentation end to end: noise taken off, fractions met, thresholds' influence, drift told from composition, memory in blocks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from stratode.structure import blocks
from stratode.structure.blocks import Held
from stratode.structure.segment.median import Medians, median
from stratode.structure.segment.ranks import medians_of_27
from stratode.structure.segment.segmentation import segment, segment_planes
from stratode.structure.segment.thresholds import Stated
from stratode.structure.volume import Grey, Volume

VOXEL = (7e-7, 7e-7, 7e-7)


def blobs(shape: tuple[int, int, int] = (40, 44, 48), seed: int = 4) -> NDArray[np.uint8]:
    """Three phases of about a half, a third and a sixth, smooth on a scale of 4 voxels."""
    field = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal(shape), 4.0, mode="wrap")
    return np.digitize(field, np.quantile(field, [0.5, 0.84])).astype(np.uint8)


def scanned(labels: NDArray[np.uint8], noise: float, seed: int = 5) -> NDArray[np.float64]:
    """Greys 60, 120, 180 with Gaussian noise."""
    return 60.0 + 60.0 * labels + np.random.default_rng(seed).normal(0.0, noise, labels.shape)


def grey(values: NDArray[np.generic]) -> Grey:
    return Grey(values, VOXEL, "scan", "made up")


@pytest.mark.parametrize(("dtype", "scale"), [(np.uint8, 1.0), (np.uint16, 200.0), (np.float32, 1e-4)])
def test_a_noisy_scan_is_labelled_as_it_was_made_whatever_its_numbers(dtype: type, scale: float) -> None:
    labels = blobs()
    found = segment(grey((scale * scanned(labels, 15.0)).astype(dtype)), 3, phases={0: "pores"})
    assert np.mean(found.volume.labels == labels) > 0.97
    assert found.fractions == pytest.approx([np.mean(labels == k) for k in range(3)], abs=0.01)
    assert found.fractions == pytest.approx([np.mean(found.volume.labels == k) for k in range(3)])
    assert found.thresholds == pytest.approx((90.0 * scale, 150.0 * scale), abs=6.0 * scale)
    assert found.notes == ()
    assert (found.volume.voxel, found.volume.named(0), found.volume.name) == (VOXEL, "pores", "scan")


def test_the_median_takes_off_what_the_thresholds_cannot() -> None:
    labels = blobs()
    values = scanned(labels, 25.0)
    wrong = [np.mean(segment(grey(values), 3, medians=passes).volume.labels != labels) for passes in (0, 1)]
    assert wrong[1] < 0.25 * wrong[0]


def test_medians_in_blocks_are_those_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(6).integers(0, 255, (11, 9, 8)).astype(np.uint8)
    whole = median(grey(values), 2).values
    assert np.array_equal(whole, ndimage.median_filter(ndimage.median_filter(values, 3), 3))
    monkeypatch.setattr(blocks.blocks, "__defaults__", (2 * 9 * 8,))
    assert np.array_equal(median(grey(values), 2).values, whole)
    assert np.array_equal(Medians(Held(values), 2).planes(10, 11), whole[10:])
    direct = np.median(values[2:5, 3:6, 4:7])
    assert median(grey(values)).values[3, 4, 5] == direct


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float32, np.float64, np.bool_])
@pytest.mark.parametrize("shape", [(7, 8, 9), (1, 5, 6), (3, 1, 1), (2, 300, 170)])
def test_medians_of_any_type_and_shape_are_those_by_sorting(dtype: type, shape: tuple[int, int, int]) -> None:
    values = np.random.default_rng(7).integers(0, 2 if dtype is np.bool_ else 6, shape).astype(dtype)
    padded = np.pad(values, 1, mode="symmetric")
    boxes = np.lib.stride_tricks.sliding_window_view(padded, (3, 3, 3)).reshape(*shape, 27)
    found = medians_of_27(values)
    assert found.dtype == dtype
    assert np.array_equal(found, np.sort(boxes, axis=3)[..., 13])


def test_planes_from_a_file_give_the_same_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    values = scanned(blobs((20, 16, 16)), 10.0).astype(np.float32)
    whole = segment(grey(values), 2)
    monkeypatch.setattr(blocks.blocks, "__defaults__", (3 * 16 * 16,))
    like = Volume(np.zeros((1, 1, 1), dtype=np.uint8), VOXEL, "scan", "a file")
    streamed = segment_planes(Held(values), like, 2)
    assert np.array_equal(streamed.volume.labels, whole.volume.labels)
    assert streamed.thresholds == whole.thresholds
    assert streamed.volume.source.startswith("a file; segmented at ")


def test_a_shifted_threshold_changes_the_fractions_as_foretold() -> None:
    values = scanned(blobs(), 15.0)
    found = segment(grey(values), 3, medians=0, band=4.0)
    low, high = found.thresholds
    for shift in (-4.0, 4.0):
        moved = segment(grey(values), Stated((low + shift, high + shift)), medians=0)
        k = int(np.flatnonzero(found.sensitivity.shifts == shift)[0])
        assert found.sensitivity.fractions[k] == pytest.approx(moved.fractions, abs=1e-3)
    only_low = [np.array(segment(grey(values), Stated((low + s, high)), medians=0).fractions) for s in (-4.0, 4.0)]
    assert found.sensitivity.slopes[:, 0] == pytest.approx((only_low[1] - only_low[0]) / 8.0, abs=1e-4)
    assert found.sensitivity.slopes[0, 0] > 1e-4
    assert found.sensitivity.slopes.sum(axis=0) == pytest.approx(0.0, abs=1e-15)


def test_a_drifting_scan_is_said_so_and_a_graded_one_is_not() -> None:
    labels = (blobs() > 0).astype(np.uint8)
    ramp = np.linspace(-15.0, 15.0, 40)[:, None, None]
    drifting = segment(grey(scanned(labels, 8.0) + ramp), 2)
    assert drifting.drift.change.max() == pytest.approx(30.0, rel=0.25)
    assert "brightness drifts" in drifting.notes[0]
    graded = (np.random.default_rng(9).random(labels.shape) < np.linspace(0.2, 0.8, 40)[:, None, None]).astype(np.uint8)
    graded = np.repeat(np.repeat(np.repeat(graded[::4, ::4, ::4], 4, 0), 4, 1), 4, 2)
    steady = segment(grey(scanned(graded, 8.0)), 2)
    assert np.ptp(steady.drift.slice_means) > 20.0
    assert not steady.drift.noticeable
    assert steady.notes == ()


def test_one_peak_cut_in_two_is_said_to_mean_nothing() -> None:
    found = segment(grey(np.random.default_rng(10).normal(100.0, 10.0, (20, 20, 20))), 2, medians=0)
    assert "hardly apart" in found.notes[0]


def test_stated_thresholds_count_from_the_threshold_on() -> None:
    values = np.arange(8, dtype=np.uint8).reshape(2, 2, 2)
    found = segment(grey(values), Stated((3.0, 6.0)), medians=0)
    assert found.volume.labels.ravel().tolist() == [0, 0, 0, 1, 1, 1, 2, 2]
    assert found.fractions == (3 / 8, 3 / 8, 2 / 8)


@pytest.mark.parametrize("thresholds", [(1.5, 9.0, 20.0), (-20.0, -9.0, 1.5)])
def test_thresholds_beyond_all_greys_leave_their_classes_empty(thresholds: tuple[float, ...]) -> None:
    found = segment(grey(np.arange(8, dtype=np.uint8).reshape(2, 2, 2) % 4), Stated(thresholds), medians=0)
    assert sorted(found.fractions) == [0.0, 0.0, 0.5, 0.5]
    assert found.sensitivity.band > 0.0


def test_what_cannot_be_segmented_is_refused() -> None:
    with pytest.raises(ValueError, match="received 7 in every voxel"):
        segment(grey(np.full((3, 3, 3), 7, dtype=np.uint16)))
    with pytest.raises(ValueError, match=r"among the volume's grey levels, -0\.5 to 7\.5; received \(300\.0,\)"):
        segment(grey(np.arange(8, dtype=np.uint8).reshape(2, 2, 2)), Stated((300.0,)), medians=0)
    with pytest.raises(ValueError, match="passes; received -1"):
        segment(grey(np.arange(8.0).reshape(2, 2, 2)), medians=-1)
    with pytest.raises(ValueError, match="received inf at voxel"):
        segment(grey(np.array([[[1.0, np.inf, 2.0]]])))
    with pytest.raises(ValueError, match="received 4 for 2"):
        segment(grey(np.array([[[1, 1, 2, 2]]])), 4, medians=0)
    with pytest.raises(ValueError, match="positive number of grey levels; received -1"):
        segment(grey(np.arange(8.0).reshape(2, 2, 2)), medians=0, band=-1.0)
