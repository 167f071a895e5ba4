"""Costs are known before anything is read, rise with the volume, and hold for what was measured."""

import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from stratode.structure import cost
from stratode.structure.reading.files import open_source, read_grey, read_labels


def test_a_volume_that_fits_passes_and_one_that_does_not_names_what_would(monkeypatch):
    monkeypatch.setattr(cost, "available", lambda: 10 * 10**9)
    cost.check_fits((500, 500, 500), cost.measuring)
    with pytest.raises(
        ValueError, match=r"must fit in memory; received 1000 x 1000 x 1000 voxels, which need 36\.0 GB of 9\.0 GB that are free"
    ) as caught:
        cost.check_fits((1000, 1000, 1000), cost.measuring)
    words = str(caught.value)
    assert "coarsen by 2 or crop to" in words
    crop = [int(n) for n in words.split("crop to ")[1].split(" voxels")[0].split(" x ")]
    cost.check_fits(crop, cost.measuring)  # what is advised does fit,
    cost.check_fits((500, 500, 500), cost.measuring)
    with pytest.raises(ValueError, match="must fit in memory"):
        cost.check_fits([n * 11 // 10 for n in crop], cost.measuring)  # and not much more would


def test_a_volume_that_no_coarsening_makes_small_enough(monkeypatch):
    monkeypatch.setattr(cost, "available", lambda: 10**6)
    with pytest.raises(ValueError, match=r"volume: must fit in memory.*Free memory, or use a larger machine\."):
        cost.check_fits((100, 100, 100), cost.reading)


def test_the_least_of_machine_container_and_limit_is_free(monkeypatch, tmp_path):
    meminfo, group = tmp_path / "meminfo", tmp_path / "group"
    meminfo.write_text("MemTotal:       64 kB\nMemAvailable:   32 kB\n")
    group.mkdir()
    monkeypatch.setattr(cost, "MEMINFO", meminfo)
    monkeypatch.setattr(cost, "GROUP", group)
    assert cost.available() == 32 * 1024
    (group / "memory.max").write_text("20480\n")
    (group / "memory.current").write_text("10240\n")
    assert cost.available() == 10240
    (group / "memory.max").write_text("max\n")
    assert cost.available() == 32 * 1024
    monkeypatch.setattr(cost, "MEMINFO", tmp_path / "none")
    assert cost.available() > 2**20  # of the system, by another way


def test_more_work_costs_more():
    shape = (400, 400, 400)
    plain = cost.measuring(shape, axes=1, modes=1, general=False)
    assert cost.measuring(shape, axes=3, modes=1, general=False).seconds == pytest.approx(3 * plain.seconds)
    assert cost.measuring(shape, axes=1, modes=1, general=True).bytes > plain.bytes
    assert cost.measuring(shape, axes=1, modes=1, general=False, double=True).bytes == 2 * plain.bytes
    whole = cost.predicted(shape)
    assert cost.predicted(shape, grey=2).seconds > whole.seconds
    assert cost.predicted((800, 400, 400)).bytes - cost.BASE == 2 * (whole.bytes - cost.BASE)
    assert cost.predicted(shape, axes=0, geometry=False).bytes < cost.predicted(shape, geometry=False).bytes < whole.bytes
    assert cost.predicted(shape, axes=1).seconds < whole.seconds
    assert cost.predicted(shape, geometry=False).seconds < whole.seconds
    assert cost.predicted(shape, tensor=True).bytes == cost.predicted(shape, double=True).bytes > whole.bytes
    assert cost.predicted(shape, fields=True).bytes > whole.bytes
    assert str(cost.Cost(1_234_000_000, 41.2)) == "1.2 GB of memory, about 41 s of CPU time"


def test_the_smallest_volume_is_predicted_no_less_memory_than_this_process_takes_already():
    status = Path("/proc/self/status")
    if not status.is_file():
        pytest.skip("the system does not tell what a process takes")
    code = "import stratode.pictured, pathlib; print(pathlib.Path('/proc/self/status').read_text())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    taken = next(int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("VmRSS"))
    assert taken < cost.predicted((2, 2, 2)).bytes < 4 * taken


@pytest.mark.parametrize(
    ("read", "dtype", "coarsen"),
    [(read_labels, np.uint8, 1), (read_labels, np.uint16, 2), (read_grey, np.uint16, 1), (read_grey, np.uint16, 2)],
)
def test_reading_takes_no_more_memory_than_predicted(tmp_path, read, dtype, coarsen):
    values = np.random.default_rng(9).integers(0, 3, (160, 300, 300)).astype(dtype)
    np.save(tmp_path / "a.npy", values)
    each = 1 if read is read_labels else 4 if coarsen > 1 else values.itemsize
    with open_source(tmp_path / "a.npy") as source:
        tracemalloc.start()
        read(source, "1um", coarsen=coarsen)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < cost.reading(values.shape, each, coarsen).bytes
