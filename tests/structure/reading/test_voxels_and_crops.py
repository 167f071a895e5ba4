"""Sizes of voxels, as stated and as files tell them; crops; coarsening."""

import numpy as np
import pytest

from stratode.structure.reading.coarsen import majority
from stratode.structure.reading.files import open_source, read_grey, read_labels
from stratode.structure.reading.sizes import read_crop, read_voxel

tifffile = pytest.importorskip("tifffile")
pytest.importorskip("imagecodecs")

VALUES = np.random.default_rng(5).integers(0, 3, (8, 12, 10)).astype(np.uint8)


@pytest.fixture
def file(tmp_path):
    np.save(tmp_path / "scan.npy", VALUES)
    with open_source(tmp_path / "scan.npy") as source:
        yield source


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("0.39 um", (0.39e-6, 0.39e-6, 0.39e-6)),
        ("0.39um", (0.39e-6, 0.39e-6, 0.39e-6)),
        ("390 nm", (0.39e-6, 0.39e-6, 0.39e-6)),
        ("0.5x0.39x0.4 um", (0.5e-6, 0.39e-6, 0.4e-6)),
        ("0.5um x 390nm x 0.4 µm", (0.5e-6, 0.39e-6, 0.4e-6)),
        ("5e-1, 0.39, 0.4um", (0.5e-6, 0.39e-6, 0.4e-6)),
        (2e-6, (2e-6, 2e-6, 2e-6)),
        ((1e-6, 2e-6, 3e-6), (1e-6, 2e-6, 3e-6)),
        (("1 um", "2 um", "3 um"), (1e-6, 2e-6, 3e-6)),
    ],
)
def test_voxels_as_they_are_stated(stated, expected):
    assert read_voxel(stated) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("0.39", "must carry its unit"),
        ("0.39 mg", "must have the dimension of a length"),
        ("0.39x0.4 um", "must be one length, or three along z, y, x"),
        ("-1 um", "must be a length above 0"),
        ("0 um", "must be a length above 0"),
        ("", "must be a length"),
        (float("nan"), "must be a length above 0"),
    ],
)
def test_no_voxels(stated, words):
    with pytest.raises(ValueError, match=f"voxel: {words}"):
        read_voxel(stated)


def test_crops_in_voxels_and_in_lengths():
    voxel = (1e-6, 0.5e-6, 2e-6)
    assert read_crop(None, (10, 20, 30), voxel) == ((0, 10), (0, 20), (0, 30))
    assert read_crop("2:5,:,7:", (10, 20, 30), voxel) == ((2, 5), (0, 20), (7, 30))
    assert read_crop(" 2um:5um , 2 um:5 um, :20um", (10, 20, 30), voxel) == ((2, 5), (4, 10), (0, 10))


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("0:11,:,:", r"within 0 and 10 voxels \(10 um\) along z; received '0:11'"),
        (":,5:5,:", "within 0 and 20 voxels .* along y"),
        (":,:,9:3", "within 0 and 30 voxels .* along x"),
        (":,:,-3:", "within 0 and 30 voxels .* along x"),
        (":,:", "three ranges"),
        ("1:2:3,:,:", "three ranges"),
        ("a:,:,:", "whole voxels or lengths with a unit along z"),
        ("1.5:,:,:", "whole voxels or lengths with a unit along z"),
    ],
)
def test_no_crops(stated, words):
    with pytest.raises(ValueError, match=f"crop: must .*{words}"):
        read_crop(stated, (10, 20, 30), (1e-6, 1e-6, 1e-6))


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"imagej": True, "resolution": (2.5, 2), "metadata": {"axes": "ZYX", "spacing": 0.6, "unit": "um"}}, (0.6e-6, 0.5e-6, 0.4e-6)),
        ({"imagej": True, "resolution": (2.5, 2), "metadata": {"axes": "ZYX", "spacing": 0.6, "unit": "micron"}}, (0.6e-6, 0.5e-6, 0.4e-6)),
        (
            {"imagej": True, "resolution": (2.5, 2), "metadata": {"axes": "ZYX", "spacing": 0.6, "unit": "\\u00B5m"}},
            (0.6e-6, 0.5e-6, 0.4e-6),
        ),
        ({"imagej": True, "resolution": (2.5, 2), "metadata": {"axes": "ZYX", "spacing": 0.6, "unit": "pixel"}}, None),
        ({"imagej": True, "resolution": (2.5, 2), "metadata": {"axes": "ZYX", "unit": "um"}}, None),
        (
            {
                "ome": True,
                "metadata": {"axes": "ZYX", "PhysicalSizeZ": 600, "PhysicalSizeZUnit": "nm", "PhysicalSizeY": 0.5, "PhysicalSizeX": 0.4},
            },
            (0.6e-6, 0.5e-6, 0.4e-6),
        ),
        ({"ome": True, "metadata": {"axes": "ZYX", "PhysicalSizeY": 0.5, "PhysicalSizeX": 0.4}}, None),
        ({"resolution": (72, 72), "resolutionunit": "INCH"}, None),
        ({"imagej": True, "resolution": (72, 72), "metadata": {"axes": "ZYX", "spacing": 0.6, "unit": "inch"}}, None),
    ],
    ids=str,
)
def test_what_a_tiff_says_of_its_voxels(tmp_path, how, expected):
    tifffile.imwrite(tmp_path / "a.tif", VALUES, **{"photometric": "minisblack", **how})
    with open_source(tmp_path / "a.tif") as source:
        if expected is None:
            with pytest.raises(ValueError, match=r"voxel: must be stated: a.tif does not say how large its voxels are"):
                read_labels(source)
        else:
            assert read_labels(source).voxel == pytest.approx(expected, rel=1e-6)
        assert read_labels(source, "2 um").voxel == (2e-6, 2e-6, 2e-6)  # what is stated goes first


def test_a_file_that_states_its_pixels_alone_says_so(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", VALUES, photometric="minisblack", resolution=(25000, 20000), resolutionunit="CENTIMETER")
    with (
        open_source(tmp_path / "a.tif") as source,
        pytest.raises(ValueError, match=r"only that its pixels are 0\.5 x 0\.4 um, not how far apart"),
    ):
        read_labels(source)


def test_hdf5_states_its_voxels_along_its_own_axes(tmp_path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["labels"] = VALUES
        file["labels"].attrs["element_size_um"] = [0.6, 0.5, 0.4]
    with open_source(tmp_path / "a.h5", axes="xyz") as source:
        assert source.voxel == pytest.approx((0.4e-6, 0.5e-6, 0.6e-6))
        assert read_labels(source).shape == VALUES.shape[::-1]


def test_a_crop_is_the_slice_whatever_the_order_of_axes(tmp_path, file):
    np.testing.assert_array_equal(read_labels(file, "1um", crop="2:5,:7um,4:").labels, VALUES[2:5, :7, 4:])
    with open_source(file.path, axes="yxz") as turned:
        volume = read_labels(turned, "1um", crop="2:5,:7um,4:")
    np.testing.assert_array_equal(volume.labels, VALUES.transpose(2, 0, 1)[2:5, :7, 4:])


def test_coarsening_takes_the_majority_and_longer_voxels(file):
    volume = read_labels(file, (1e-6, 2e-6, 3e-6), crop="1:,:,:9", coarsen=2)
    assert volume.shape == (3, 6, 4)
    assert volume.voxel == (2e-6, 4e-6, 6e-6)
    for z, y, x in np.ndindex(volume.shape):
        block = VALUES[1 + 2 * z : 3 + 2 * z, 2 * y : 2 * y + 2, 2 * x : 2 * x + 2]
        counts = [int((block == label).sum()) for label in range(3)]
        assert counts[volume.labels[z, y, x]] == max(counts)


def test_coarsening_a_volume_in_blocks_is_that_of_the_whole(tmp_path, monkeypatch, file):
    whole = read_labels(file, "1um", coarsen=2).labels
    monkeypatch.setattr("stratode.structure.reading.source.BLOCK_BYTES", 2 * VALUES[0].nbytes + 1)
    np.testing.assert_array_equal(read_labels(file, "1um", coarsen=2).labels, whole)


def test_ties_favour_no_phase():
    """Every block of 2 x 2 x 2 is half and half: each phase keeps half the volume."""
    tied = np.zeros((16, 16, 16), np.uint8)
    tied[::2] = 5
    coarse = majority(tied, 2)
    assert np.count_nonzero(coarse == 5) == coarse.size // 2
    assert np.count_nonzero(coarse == 0) == coarse.size // 2


def test_grey_values_stay_and_coarsen_to_their_mean(tmp_path):
    grey = np.random.default_rng(6).normal(100, 20, (6, 8, 10)).astype(np.float32)
    np.save(tmp_path / "grey.npy", grey)
    with open_source(tmp_path / "grey.npy") as source:
        np.testing.assert_array_equal(read_grey(source, "1um").values, grey)
        coarse = read_grey(source, "1um", coarsen=2)
    assert coarse.values.mean() == pytest.approx(grey.mean(), rel=1e-6)
    assert coarse.values[1, 2, 3] == pytest.approx(grey[2:4, 4:6, 6:8].mean(), rel=1e-6)
    assert coarse.voxel == (2e-6, 2e-6, 2e-6)


@pytest.mark.parametrize("coarsen", [0, -1, 9, 33])
def test_no_coarsening(file, coarsen):
    with pytest.raises(ValueError, match=rf"coarsen: must be a whole number from 1 to 8; received {coarsen}"):
        read_labels(file, "1um", coarsen=coarsen)
