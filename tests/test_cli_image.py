"""`stratode image`: what it says where, with which exit status, and what it writes."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from tests.structure import volumes
from tests.test_cli import Stratode, stratode

import stratode as front
from stratode.structure.reading.files import open_source, read_labels

__all__ = ["stratode"]  # a fixture

ANSWERS = {"tau", "tau_smoothed", "d_eff", "solver_error", "resolution_error", "iterations", "percolating_fraction", "cpu_s"}


def kept(path: Path, labels: np.ndarray) -> Path:
    np.save(path, labels)
    return path


@pytest.fixture
def blobs(tmp_path: Path) -> Path:
    return kept(tmp_path / "blobs.npy", volumes.blobs((24, 20, 22), 0.6, 3.0, 1))


@pytest.fixture
def slabs(tmp_path: Path) -> Path:
    """Pores and solid in slabs of four voxels across z: they conduct along y and x with tau 1, and along z not at all."""
    labels = np.zeros((16, 12, 12), np.uint8)
    labels[4:8] = labels[12:] = 1
    return kept(tmp_path / "slabs.npy", labels)


def test_the_promised_object_is_all_that_json_prints(stratode: Stratode, blobs: Path) -> None:
    said = stratode("image", blobs, "--phases", "0", "--axes", "zyx", "--voxel", "0.39um", "--json")
    assert said.status == 0
    told = json.loads(said.out)
    assert sum(told["fractions"].values()) == pytest.approx(1.0)
    assert set(told["fractions"]) == {"0", "1"}
    assert list(told["axes"]) == ["z", "y", "x"]
    for found in told["axes"].values():
        assert set(found) >= ANSWERS
        assert found["tau"] > found["tau_smoothed"] > 1.0
        assert found["tau"] * found["d_eff"] == pytest.approx(told["fractions"]["0"])
        assert 0.0 < found["solver_error"] <= 1e-3
        assert 0.9 < found["percolating_fraction"] <= 1.0
    assert told["voxel_um"] == {"z": 0.39, "y": 0.39, "x": 0.39}
    assert "predicted" in said.err
    assert "GB of memory" in said.err


def test_python_gives_the_same_in_the_same_words(stratode: Stratode, blobs: Path) -> None:
    said = stratode("image", blobs, "--voxel", "0.39um", "--axes", "z", "--only-transport", "--json")
    told = json.loads(said.out)
    ours = front.image(blobs, voxel=0.39e-6, axes="z", geometry=False).summary()
    for key in ("fractions", "flux_anisotropy", "words", "surfaces"):
        assert json.loads(json.dumps(ours[key])) == told[key]
    assert ours["axes"]["z"]["tau"] == pytest.approx(told["axes"]["z"]["tau"])


def test_what_does_not_percolate_says_so_and_is_no_failure(stratode: Stratode, slabs: Path, tmp_path: Path) -> None:
    said = stratode("image", slabs, "--voxel", "1um", "-o", tmp_path / "out")
    assert said.status == 0
    spoken = " ".join(said.out.split())
    assert "Along z it does not percolate: no path through phase 0 leads from one face to the other" in spoken
    told = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    across, along = told["axes"]["z"], told["axes"]["y"]
    assert (across["tau"], across["tau_smoothed"], across["resolution_error"]) == (None, None, None)
    assert (across["d_eff"], across["percolating_fraction"]) == (0.0, 0.0)
    assert along["tau"] == pytest.approx(1.0, abs=1e-6)
    assert {"field": "axes.z.tau", "reason": "not percolating: no path leads from face to face"} in told["nulls"]
    assert told["flux_anisotropy"] == pytest.approx(-1.0)
    assert (tmp_path / "out" / "report.html").exists()


def test_nothing_percolating_along_any_axis_still_makes_a_report(stratode: Stratode, tmp_path: Path) -> None:
    labels = np.ones((12, 12, 12), np.uint8)
    labels[4:8, 4:8, 4:8] = 0
    said = stratode("image", kept(tmp_path / "closed.npy", labels), "--voxel", "1um", "-o", tmp_path / "out", "--json")
    assert said.status == 0
    told = json.loads(said.out)
    assert all(found["tau"] is None for found in told["axes"].values())
    assert told["flux_anisotropy"] is None


def test_several_conducting_phases_by_their_conductivities(stratode: Stratode, slabs: Path) -> None:
    said = stratode("image", slabs, "--voxel", "1um", "--phases", "0:1,1:0.25", "--only-transport", "--json")
    told = json.loads(said.out)
    assert told["axes"]["z"]["d_eff"] == pytest.approx(1.0 / (0.5 / 1.0 + 0.5 / 0.25), rel=1e-3)
    assert told["axes"]["x"]["d_eff"] == pytest.approx(0.5 * 1.0 + 0.5 * 0.25, rel=1e-3)
    assert told["conducting"] == {"0": 1.0, "1": 0.25}


def test_files_hold_what_was_told(stratode: Stratode, blobs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = stratode("image", blobs, "--voxel", "0.5um", "--axes", "zx", "--names", "0=<i>pores</i>,1=NMC811", "-o", out)
    assert said.status == 0
    assert {path.name for path in out.iterdir()} == {"report.html", "summary.json", "transport.csv", "profile.csv"}
    with (out / "transport.csv").open(encoding="utf-8") as stream:
        assert [row["Axis"] for row in csv.DictReader(stream)] == ["z", "x"]
    with (out / "profile.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 24 * 2
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    pores = [float(row["Fraction / 1"]) for row in rows if row["Label"] == "0"]
    assert np.mean(pores) == pytest.approx(told["fractions"]["0"])
    assert float(rows[-1]["z / um"]) == pytest.approx(23.5 * 0.5)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "<i>pores</i>" not in page
    assert len(page) < 8e6


def test_a_grey_volume_is_segmented_and_judged(stratode: Stratode, blobs: Path, tmp_path: Path) -> None:
    labels = np.load(blobs)
    noise = np.random.default_rng(2).normal(0.0, 9.0, labels.shape)
    scan = kept(tmp_path / "scan.npy", np.clip(60.0 + 110.0 * labels + noise, 0, 255).astype(np.uint8))
    asked = ["--voxel", "1um", "--axes", "z", "--only-transport", "--segment"]
    said = stratode("image", scan, *asked, "otsu", "--labels-out", tmp_path / "labels.tif", "-o", tmp_path / "out", "--json")
    assert said.status == 0
    told = json.loads(said.out)
    assert told["fractions"]["0"] == pytest.approx(float(np.mean(labels == 0)), abs=0.02)
    (threshold,) = told["segmentation"]["thresholds_grey"]
    assert 80.0 < threshold < 150.0
    with open_source(tmp_path / "labels.tif") as source:
        again = read_labels(source)
    assert np.mean(again.labels == labels) > 0.97
    assert "Segmentation" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    by_hand = json.loads(stratode("image", scan, *asked, "100,", "--json").out)
    assert by_hand["segmentation"]["thresholds_grey"] == [100.0]


def test_several_volumes_stand_side_by_side_under_their_own_names(stratode: Stratode, blobs: Path, slabs: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    twin = kept(tmp_path / "other" / "blobs.npy", np.load(blobs))
    out = tmp_path / "out"
    said = stratode("image", blobs, twin, slabs, "--voxel", "1um", "--axes", "y", "--only-transport", "-o", out)
    assert said.status == 0
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))["volumes"]
    assert [one["volume"] for one in told] == ["blobs", "blobs (2)", "slabs"]
    assert told[0]["axes"]["y"]["tau"] == pytest.approx(told[1]["axes"]["y"]["tau"])
    with (out / "profile.csv").open(encoding="utf-8") as stream:
        assert {row["Volume"] for row in csv.DictReader(stream)} == {"blobs", "blobs (2)", "slabs"}
    assert "slabs: " in said.out


def test_fields_are_written_of_the_axis_that_was_driven(stratode: Stratode, slabs: Path, tmp_path: Path) -> None:
    path = tmp_path / "fields.npz"
    said = stratode("image", slabs, "--voxel", "1um", "--axes", "y", "--only-transport", "--fields", path)
    assert said.status == 0
    with np.load(path) as held:
        flux, potential, labels = held["flux"], held["potential"], held["labels"]
        assert str(held["axis"]) == "y"
    assert flux[1][labels == 0] == pytest.approx(1.0, abs=1e-4)
    assert not flux[:, labels == 1].any()
    assert potential[0, :, 0] == pytest.approx(1.0 - (np.arange(12) + 0.5) / 12, abs=1e-4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--phases", "7"], "phases: must be labels that occur in blobs: 0, 1; received 7"),
        (["--phases", "pores"], "phases: must be labels"),
        (["--phases", "0:-1"], "phases: must have conductivities above 0"),
        (["--phases", "0,0"], "phases: must name labels from 0 to 255, each once"),
        (["--axes", "zz"], "axes: must be z, y or x, each at most once; received 'zz'"),
        (["--axes", "w"], "axes: must be z, y or x"),
        (["--error", "0"], "error: must lie between 1e-06 and 0.1; received 0.0"),
        (["--error", "small"], "error: must be a relative error; received 'small'"),
        (["--voxel", "0.39"], "voxel"),
        (["--crop", "0:99,:,:"], "crop: must lie within 0 and 24 voxels"),
        (["--coarsen", "100"], "coarsen: must be a whole number from 1"),
        (["--coarsen", "0"], "coarsen: must be a whole number from 1"),
        (["--names", "0=pores,0=more"], "names: must be labels with their names, each once"),
        (["--names", "7=x"], "names: must name labels that occur in blobs, which holds 0, 1; received '7=x'"),
        (["--voxel", "0.39 parsecs"], "voxel: must be a length from 0.1 nm to 1 mm; received '0.39 parsecs'"),
        (["--voxel", "1e-12 um"], "voxel: must be a length from 0.1 nm to 1 mm"),
        (["--segment", "1"], "segment: must be 2 to 16 phases; received '1'"),
        (["--names", "pores"], "names: must be labels with their names"),
        (["--segment", "magic"], "segment: must be otsu, a number of phases, or thresholds; received 'magic'"),
        (["--segment", "40"], "segment: must be 2 to 16 phases; received '40'. A single threshold is written with a point: 40.0."),
        (["--threads", "0"], "threads: must be at least 1; received 0"),
        (["--order", "zzx"], "order: must name z, y and x once each"),
        (["--fields", "fields.vtk"], "--fields: must be a file that ends in .npz or .h5"),
        (["--labels-out", "labels.png"], "--labels-out: must be a file that ends in .tif or .tiff"),
    ],
)
def test_wrong_input_is_one_message_and_status_2(stratode: Stratode, blobs: Path, tmp_path: Path, options: list[str], message: str) -> None:
    voxel = [] if "--voxel" in options else ["--voxel", "1um"]
    said = stratode("image", blobs, *voxel, *options, "-o", tmp_path / "out")
    assert (said.status, said.out) == (2, "")
    assert said.err.count("stratode: ") == 1
    assert message in said.err
    assert " 0 x 0 x 0 voxels" not in said.err
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_files_that_hold_no_volume_are_refused(stratode: Stratode, blobs: Path, tmp_path: Path) -> None:
    empty, torn = tmp_path / "empty.tif", tmp_path / "torn.npy"
    empty.touch()
    torn.write_bytes(blobs.read_bytes()[:300])
    for file in (empty, torn, tmp_path / "missing.tif"):
        said = stratode("image", file, "--voxel", "1um", "--json")
        assert (said.status, said.out) == (2, "")
        assert file.name in said.err


def test_two_volumes_are_not_written_to_one_file(stratode: Stratode, blobs: Path, slabs: Path, tmp_path: Path) -> None:
    said = stratode("image", blobs, slabs, "--voxel", "1um", "--labels-out", tmp_path / "both.tif")
    assert said.status == 2
    assert "--fields and --labels-out: write one volume; received 2" in said.err


def test_no_volume_is_written_over_what_it_is_measured_on(stratode: Stratode, tmp_path: Path) -> None:
    from tifffile import imwrite

    scan, slices = tmp_path / "scan.tif", tmp_path / "slices"
    labels = volumes.blobs((8, 10, 9), 0.6, 2.0, 1)
    imwrite(scan, labels)
    slices.mkdir()
    for index, plane in enumerate(labels):
        imwrite(slices / f"{index}.tif", plane)
    before = scan.read_bytes()
    for volume, target in ((scan, scan), (scan, tmp_path / "slices" / ".." / "scan.tif"), (slices, slices / "labels.tif")):
        said = stratode("image", volume, "--voxel", "1um", "--coarsen", "2", "--only-transport", "--labels-out", target)
        assert (said.status, said.out) == (2, "")
        assert "--labels-out: must not replace or join what is measured" in said.err
    assert scan.read_bytes() == before
    assert len(list(slices.iterdir())) == 8


def test_what_cannot_fit_is_refused_before_it_is_read(stratode: Stratode, blobs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from stratode import pictured
    from stratode.structure import cost

    monkeypatch.setattr(cost, "available", lambda: 1000)
    monkeypatch.setattr(pictured, "read_labels", lambda *_: pytest.fail("was read"))
    said = stratode("image", blobs, "--voxel", "1um")
    assert said.status == 2
    assert "must fit in memory" in said.err
    assert "predicted" in said.err


def test_what_is_advised_for_a_coarsened_volume_counts_in_voxels_of_the_file(
    stratode: Stratode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stratode import pictured
    from stratode.structure import cost

    np.save(tmp_path / "large.npy", np.zeros((60, 60, 60), np.uint8))
    monkeypatch.setattr(cost, "READING_BLOCKS", 0)
    monkeypatch.setattr(cost, "BASE", 0)
    monkeypatch.setattr(cost, "available", lambda: cost.predicted((10, 10, 10)).bytes * 10 // 9 + 1)
    monkeypatch.setattr(pictured, "read_labels", lambda *_: pytest.fail("was read"))
    said = stratode("image", tmp_path / "large.npy", "--voxel", "1um", "--coarsen", "3")
    assert said.status == 2
    assert "large.npy: 20 x 20 x 20 voxels; predicted" in said.err
    assert "received 60 x 60 x 60 voxels" in said.err
    assert "coarsen by 6 or crop to 30 x 30 x 30 voxels" in said.err


def test_what_does_not_converge_ends_with_status_3(stratode: Stratode, blobs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from stratode.structure.transport import conjugate

    monkeypatch.setattr(conjugate, "MOST_ITERATIONS", 2)
    said = stratode("image", blobs, "--voxel", "1um", "--error", "1e-6", "--json")
    assert (said.status, said.out) == (3, "")
    assert "Nothing was saved" in said.err


def test_the_bar_is_told_every_step_in_rising_order(blobs: Path) -> None:
    seen: list[tuple[float, str]] = []
    front.image(blobs, voxel="1um", axes="zx", fields=True, threads=1, progress=lambda share, doing: seen.append((share, doing)))
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    doings = " ".join(dict.fromkeys(doing for _, doing in seen))
    for step in ("reading", "transport along z(, x)?", "(z, |transport along )x", "surfaces and sizes", "fields along z"):
        assert re.search(step, doings)  # axes go at once where there are cores for it


def test_without_the_library_for_surfaces_the_report_says_what_it_lacks(
    stratode: Stratode, blobs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stratode.report.structure import page

    monkeypatch.setattr(page, "can_be_drawn", lambda: False)
    said = stratode("image", blobs, "--voxel", "1um", "--axes", "z", "--only-transport", "-o", tmp_path / "out")
    assert said.status == 0
    written = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "The view in the round needs scikit-image" in written
    assert "The three middle planes" in written


def test_fields_of_what_does_not_percolate_are_not_written_and_this_is_said(stratode: Stratode, slabs: Path, tmp_path: Path) -> None:
    path = tmp_path / "fields.npz"
    said = stratode("image", slabs, "--voxel", "1um", "--axes", "z", "--only-transport", "--fields", path)
    assert said.status == 0
    assert "not written, because nothing percolates" in said.err
    assert not path.exists()


def test_shapes_of_one_voxel_are_told_as_a_range_that_holds_the_exact_answer(stratode: Stratode, tmp_path: Path) -> None:
    labels = np.zeros((12, 12, 12), np.uint8)
    labels[:, :, ::2] = 1  # straight slits one voxel wide: tau is exactly 1
    said = stratode("image", kept(tmp_path / "slits.npy", labels), "--voxel", "1um", "--axes", "z", "--only-transport")
    spoken = " ".join(said.out.split())
    assert said.status == 0
    assert "Along z tau lies between 1.00 (voxels as they are) and " in spoken
    assert "the effective diffusivity is between 50.0 and " in spoken
    assert "Shapes of few voxels across are not resolved" in spoken
    assert "tau is " not in spoken


def test_what_is_resolved_is_told_with_smoothed_faces(stratode: Stratode, slabs: Path, tmp_path: Path) -> None:
    wide = np.repeat(np.repeat(np.repeat(np.load(slabs), 3, 0), 2, 1), 2, 2)  # slabs of twelve voxels
    said = stratode("image", kept(tmp_path / "wide.npy", wide), "--voxel", "1um", "--axes", "x", "--only-transport")
    spoken = " ".join(said.out.split())
    assert "tau is 1." in spoken
    assert "lies between" not in spoken
