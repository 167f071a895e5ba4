"""Volumes and fields as files: what is written is read back, voxel size included, and nothing is half-written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stratode.report.structure.volume_files import write_fields, write_volume
from stratode.structure.reading.files import open_source, read_labels
from stratode.structure.transport.parts import Fields
from stratode.structure.volume import Volume

LABELS = np.random.default_rng(3).integers(0, 3, (4, 5, 6), dtype=np.uint8)
VOLUME = Volume(LABELS, (0.5e-6, 0.39e-6, 0.7e-6), "made", "made for a test")
FIELDS = Fields("y", np.full((4, 5, 6), 0.25, np.float32), np.ones((3, 4, 5, 6), np.float32))


def test_a_volume_comes_back_with_its_voxel_size(tmp_path: Path) -> None:
    pytest.importorskip("tifffile")
    write_volume(tmp_path / "volume.tif", VOLUME)
    with open_source(tmp_path / "volume.tif") as source:
        again = read_labels(source)
    assert np.array_equal(again.labels, LABELS)
    assert again.voxel == pytest.approx(VOLUME.voxel, rel=1e-6)


@pytest.mark.parametrize("name", ["fields.npz", "fields.h5"])
def test_fields_come_back_with_axis_and_labels(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_fields(path, VOLUME, FIELDS)
    if name.endswith("npz"):
        with np.load(path) as found:
            held = {key: found[key] for key in found.files}
            axis = str(held["axis"])
    else:
        h5py = pytest.importorskip("h5py")
        with h5py.File(path) as file:
            held = {key: file[key][...] for key in file}
            axis = file.attrs["axis"]
    assert axis == "y"
    assert held["flux"].shape == (3, 4, 5, 6)
    assert held["potential"] == pytest.approx(0.25)
    assert np.array_equal(held["labels"], LABELS)
    assert held["voxel_m"] == pytest.approx(VOLUME.voxel)


def test_another_ending_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"--fields: must be a file that ends in \.npz or \.h5"):
        write_fields(tmp_path / "fields.vtk", VOLUME, FIELDS)
    assert list(tmp_path.iterdir()) == []
