"""More than 2^31 voxels: addressed, read in blocks, cropped at the far end, within a small memory; and a real file."""

import os
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from stratode.structure.reading.files import open_source, read_labels
from stratode.structure.reading.labels import check_labels, existing
from stratode.structure.reading.source import Source

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("STRATODE_DATA", ROOT.parent / "shared" / "data"))
BILAYER = DATA / "volume" / "matbox_bi_layer.tif"
SHAPE = (2200, 1000, 1000)  # 2.2e9 voxels; 2^31 is 2.147e9


@pytest.fixture(scope="module")
def holes(tmp_path_factory):
    """An array of 2.2 GB on paper: zeros that take no disk, and a mark in its last voxel but two along each axis."""
    path = tmp_path_factory.mktemp("large") / "large.npy"
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": SHAPE})
        start = file.tell()
        nz, ny, nx = SHAPE
        file.seek(start + ((nz - 3) * ny + ny - 3) * nx + nx - 3)
        file.write(b"\x02")
        file.truncate(start + nz * ny * nx)
    return path


def test_the_far_end_of_more_than_2_to_the_31_voxels(holes):
    with open_source(holes) as source:
        assert source.voxels == 2_200_000_000 > 2**31
        tracemalloc.start()
        volume = read_labels(source, "1 um", crop="2190:,990um:,:")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert volume.shape == (10, 10, 1000)
    assert np.argwhere(volume.labels).tolist() == [[7, 7, 997]]
    assert peak < 100e6  # bytes; the file holds 2.2e9


@pytest.mark.slow  # it goes through all 2.2 GB
def test_more_than_2_to_the_31_voxels_pass_in_blocks_along_another_axis(holes):
    """The file's last axis as z: a plane of the volume lies in every plane of the file."""
    with open_source(holes, axes="yxz") as source:
        assert source.shape == (1000, 2200, 1000)
        (first, block) = next(iter(source.blocks(most_bytes=1)))
        assert (first, block.shape) == (0, (1, 2200, 1000))


@dataclass(frozen=True, eq=False, kw_only=True)
class Made(Source):
    """Planes that are computed: the label is the plane's number modulo 3."""

    def stored(self, start, stop):
        labels = (np.arange(start, stop) % 3).astype(self.dtype)
        return np.broadcast_to(labels[:, None, None], (stop - start, *self.stored_shape[1:]))

    def close(self):
        pass


def test_all_of_more_than_2_to_the_31_voxels_are_read_into_a_coarser_volume():
    source = Made(path=Path("made"), stored_shape=(36, 8000, 8000), dtype=np.dtype(np.uint8))
    assert source.voxels > 2**31
    counts = np.zeros(3, np.int64)
    for start, block in source.blocks():
        counts += np.bincount(block[:, 0, 0], minlength=3) * block[0].size
        assert block[0, 0, 0] == start % 3
    assert counts.tolist() == [source.voxels // 3] * 3
    volume = read_labels(source, "1um", crop=":,0:640,0:640", coarsen=4)
    assert volume.shape == (9, 160, 160)
    assert volume.labels[:, 5, 7].tolist() == [0, 1, 2] * 3  # four planes 0 1 2 0 are mostly 0, then 1 2 0 1, then 2 0 1 2


@pytest.mark.skipif(not BILAYER.is_file(), reason="the shared data are not here")
def test_the_real_bilayer():
    with open_source(BILAYER) as source:
        assert source.shape == (240, 240, 240)
        assert source.voxel is None  # its 72 dots an inch are a printer's
        volume = read_labels(source, "0.39 um")
        upper = read_labels(source, "0.39 um", crop="120:,:,:")
    assert existing(volume) == (0, 1, 2)
    assert [int((volume.labels == label).sum()) for label in range(3)] == [5_641_483, 2_283_086, 5_899_431]  # counted by tifffile and numpy
    np.testing.assert_array_equal(upper.labels, volume.labels[120:])
    with pytest.raises(ValueError, match="phases: must be labels that occur in matbox_bi_layer: 0, 1, 2; received 3"):
        check_labels(volume, [3])
