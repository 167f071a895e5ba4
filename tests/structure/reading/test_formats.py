"""Every format gives back what was written, whole and in blocks, from the file's order of axes and bytes."""

import zlib

import numpy as np
import pytest

from stratode.structure.reading.files import open_source, read_labels

tifffile = pytest.importorskip("tifffile")
pytest.importorskip("imagecodecs")

VALUES = np.random.default_rng(4).integers(0, 3, (7, 33, 21)).astype(np.uint8)


def gives_back(path, expected, **how):
    """The file holds `expected`, however it is read."""
    with open_source(path, **how) as source:
        assert source.shape == expected.shape
        assert source.dtype == expected.dtype
        assert source.voxels == expected.size
        np.testing.assert_array_equal(source.planes(0, len(expected)), expected)
        np.testing.assert_array_equal(source.planes(2, 5), expected[2:5])
        np.testing.assert_array_equal(source.planes(0, 1), expected[:1])  # backwards, too
        parts = list(source.blocks(most_bytes=3 * expected[0].nbytes))
        assert [start for start, _ in parts] == [0, 3, 6]
        np.testing.assert_array_equal(np.concatenate([block for _, block in parts]), expected)
        np.testing.assert_array_equal(read_labels(source, "1 um").labels, expected)


@pytest.mark.parametrize("codec", [None, "packbits", "lzw", "deflate", "adobe_deflate", "zstd", "lzma"])
@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "f2", "f4", "f8"])
def test_tiff_of_every_codec_and_type(tmp_path, codec, dtype):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, VALUES.astype(dtype), compression=codec, photometric="minisblack", rowsperstrip=9)
    gives_back(path, VALUES.astype(dtype))


@pytest.mark.parametrize(
    "how",
    [
        {"byteorder": ">"},
        {"byteorder": ">", "bigtiff": True},
        {"bigtiff": True, "compression": "lzw"},
        {"tile": (16, 16)},
        {"tile": (16, 16), "compression": "deflate"},
        {"compression": "deflate", "predictor": True},
        {"photometric": "miniswhite"},
        {"photometric": "palette", "colormap": np.zeros((3, 256), np.uint16)},
        {"metadata": None},
        {"truncate": True},
        {"imagej": True},
        {"imagej": True, "truncate": True},
        {"imagej": True, "metadata": {"axes": "ZYX"}},
        {"ome": True},
        {"ome": True, "metadata": {"axes": "ZYX"}},
    ],
    ids=str,
)
def test_tiff_of_every_layout(tmp_path, how):
    path = tmp_path / "a.tiff"
    tifffile.imwrite(path, VALUES, **{"photometric": "minisblack", **how})
    gives_back(path, VALUES)


def test_tiff_of_sixteen_bits_in_the_other_byte_order(tmp_path):
    path, wide = tmp_path / "a.tif", VALUES.astype(np.uint16) + 3
    for how in ({}, {"compression": "lzw", "predictor": True}, {"truncate": True}):
        tifffile.imwrite(path, wide, byteorder=">", photometric="minisblack", **how)
        gives_back(path, wide)


def test_tiff_of_one_bit_is_labels_0_and_1(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, VALUES > 1, photometric="minisblack")
    with open_source(path) as source:
        volume = read_labels(source, "1 um")
    np.testing.assert_array_equal(volume.labels, VALUES > 1)
    assert volume.labels.dtype == np.uint8


def test_tiff_written_page_by_page_and_with_previews(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        for plane in VALUES:
            file.write(plane, contiguous=False)
            file.write(plane[::4, ::4], subfiletype=1)
    gives_back(tmp_path / "a.tif", VALUES)


@pytest.mark.parametrize("dtype", ["u1", "?", ">u2", "<i8", "f8", ">f4"])
def test_npy_of_every_type(tmp_path, dtype):
    values = np.minimum(VALUES, 1).astype(dtype)
    np.save(tmp_path / "a.npy", values)
    gives_back(tmp_path / "a.npy", values.astype(values.dtype.newbyteorder("=")))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz_and_fortran_s_order(tmp_path, save):
    save(tmp_path / "a.npz", volume=np.asfortranarray(VALUES), voxels=np.arange(3))
    gives_back(tmp_path / "a.npz", VALUES)
    np.save(tmp_path / "a.npy", np.asfortranarray(VALUES))
    gives_back(tmp_path / "a.npy", VALUES)
    save(tmp_path / "b.npz", one=VALUES, other=VALUES[::-1].copy())
    gives_back(tmp_path / "b.npz", VALUES[::-1], dataset="other")


def test_hdf5_by_name_and_alone(tmp_path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("scan/labels", data=VALUES[None], compression="gzip", shuffle=True, chunks=(1, 3, 8, 8))
        file["energies"] = np.arange(3)
    gives_back(tmp_path / "a.h5", VALUES)
    with h5py.File(tmp_path / "a.h5", "a") as file:
        file["other"] = VALUES.astype(">f4") + 1
    gives_back(tmp_path / "a.h5", VALUES, dataset="/scan/labels")
    gives_back(tmp_path / "a.h5", VALUES.astype(np.float32) + 1, dataset="other")


@pytest.mark.parametrize("version", [2, 3])
def test_zarr_of_both_versions(tmp_path, version):
    zarr = pytest.importorskip("zarr")
    zarr.create_array(tmp_path / "a.zarr", data=VALUES, chunks=(3, 8, 8), zarr_format=version)
    gives_back(tmp_path / "a.zarr", VALUES)
    group = zarr.open_group(tmp_path / "folder", mode="w", zarr_format=version)
    group.create_array("scan/labels", data=VALUES)
    group.create_array("energies", data=np.arange(3))
    gives_back(tmp_path / "folder", VALUES)


def png(values):
    """A grey PNG, 8 or 16 bits."""
    rows, columns = values.shape
    big = values.astype(values.dtype.newbyteorder(">"))

    def chunk(name, content):
        return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")

    head = columns.to_bytes(4, "big") + rows.to_bytes(4, "big") + bytes([8 * values.itemsize, 0, 0, 0, 0])
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in big))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("ending", [".tif", ".png"])
def test_a_folder_of_slices_in_the_order_of_their_numbers(tmp_path, ending, dtype):
    for index, plane in enumerate(VALUES.astype(dtype)):
        path = tmp_path / f"scan3_{index + 6}{ending}"  # 6 to 12: as texts, 10 comes before 6
        path.write_bytes(png(plane)) if ending == ".png" else tifffile.imwrite(path, plane, compression="lzw")
    (tmp_path / "notes.txt").write_text("voltage 60 kV")
    (tmp_path / "._scan3_6.tif").write_bytes(b"left by another system")
    gives_back(tmp_path, VALUES.astype(dtype))


@pytest.mark.parametrize("axes", ["zyx", "xyz", "yxz", "zxy", "yzx", "xzy"])
@pytest.mark.parametrize("ending", [".npy", ".tif"])
def test_the_file_s_axes_in_any_order(tmp_path, axes, ending):
    stored = np.ascontiguousarray(VALUES.transpose(["zyx".index(axis) for axis in axes]))
    path = tmp_path / f"a{ending}"
    np.save(path, stored) if ending == ".npy" else tifffile.imwrite(path, stored, photometric="minisblack")
    gives_back(path, VALUES, axes=axes)


def test_the_axes_of_a_fortran_array_turn_with_it(tmp_path):
    np.save(tmp_path / "a.npy", np.asfortranarray(VALUES.T))
    gives_back(tmp_path / "a.npy", VALUES, axes="xyz")


def test_a_file_in_another_order_of_axes_is_passed_through_once(tmp_path, monkeypatch):
    """In blocks of the free memory's share, not of the few megabytes that do when z comes first."""
    monkeypatch.setattr("stratode.structure.reading.source.BLOCK_BYTES", 1)
    np.save(tmp_path / "a.npy", VALUES)
    with open_source(tmp_path / "a.npy", axes="xyz") as source:
        (first, block), *rest = source.blocks()
    assert (first, rest) == (0, [])
    np.testing.assert_array_equal(block, VALUES.T)
    with open_source(tmp_path / "a.npy") as source:
        assert len(list(source.blocks())) == len(VALUES)


def test_a_volume_bears_its_files_name_without_the_ending_alone(tmp_path):
    np.save(tmp_path / "scan_0.39um.npy", VALUES)
    tifffile.imwrite(tmp_path / "scan.ome.tif", VALUES, photometric="minisblack")
    (tmp_path / "slices_0.39um").mkdir()
    for k in range(2):
        tifffile.imwrite(tmp_path / "slices_0.39um" / f"{k}.tif", VALUES[k], photometric="minisblack")
    names = []
    for file in ("scan_0.39um.npy", "scan.ome.tif", "slices_0.39um"):
        with open_source(tmp_path / file) as source:
            names.append(read_labels(source, "0.39um").name)
    assert names == ["scan_0.39um", "scan", "slices_0.39um"]
