"""What is measured on a volume for a layer: exact volumes give exact numbers, every answer is kept by content, misuse bears its field."""

from __future__ import annotations

import math
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.structure import volumes

from stratode.recipe import parts
from stratode.recipe.errors import RecipeError
from stratode.recipe.load import loads, read_cell
from stratode.recipe.volumes import FaceRule, VolumeNumbers, VolumeStatement
from stratode.structure import handover
from stratode.structure.handover import measured, written_recipe

MICRON = (1e-6, 1e-6, 1e-6)
DATA = Path(os.environ.get("STRATODE_DATA", Path(__file__).parents[3] / "shared" / "data"))
BILAYER = DATA / "volume" / "matbox_bi_layer.tif"

Labels = NDArray[np.uint8]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stratode.structure.cached.cache_folder", lambda: tmp_path / "cache")  # compiled kernels stay where they are


def channels(shape: tuple[int, int, int] = (24, 32, 24)) -> Labels:
    """Slabs of pore (0) and solid (1), 8 voxels each, across y: straight ways along z and x, none along y."""
    labels = np.zeros(shape, np.uint8)
    labels[:, np.arange(shape[1]) // 8 % 2 == 1] = 1
    return labels


def saved(labels: Labels, folder: Path, name: str = "volume.npy") -> Path:
    np.save(folder / name, labels)
    return folder / name


def asked(labels: Labels, folder: Path, **changes: Any) -> VolumeNumbers:
    return measured(replace(VolumeStatement(saved(labels, folder), voxel=MICRON), **changes))


# ---------------------------------------------------------------------------------------------------------------- numbers


def test_straight_channels_conduct_as_their_porosity_and_have_the_walls_they_have(tmp_path: Path) -> None:
    found = asked(channels(), tmp_path, faces=FaceRule.PLAIN)
    assert found.efficiency == pytest.approx(0.5, rel=1e-5)
    assert found.fractions == ((0, 0.5), (1, 0.5))
    assert (found.active, found.planes, found.shape) == ((1,), (0, 24), (24, 32, 24))
    assert found.thickness == pytest.approx(24e-6)
    walls = 3 / 32e-6  # three walls in 32 um
    assert found.surface == pytest.approx(walls, rel=0.02)
    assert found.diameter == pytest.approx(6.0 * 0.5 / walls, rel=0.02)
    assert found.percolating == 1.0


def test_surface_and_size_of_spheres(tmp_path: Path) -> None:
    """One sphere of 10 voxels radius in a box of 26."""
    z, y, x = np.indices((26, 26, 26)) - 12.5
    found = asked((z**2 + y**2 + x**2 < 100.0).astype(np.uint8), tmp_path)
    assert found.surface == pytest.approx(4.0 * math.pi * 100.0 / 26**3 * 1e6, rel=0.02)
    assert found.diameter == pytest.approx(20e-6, rel=0.02)
    phi = 4.0 / 3.0 * math.pi * 1000.0 / 26**3  # 0.238: Maxwell's 1 - 1.5 phi to first order, the lattice's own terms within 2 %
    assert found.efficiency == pytest.approx((1.0 - phi) / (1.0 + 0.5 * phi), rel=0.02)


def test_axis_planes_and_uneven_voxels_are_those_stated(tmp_path: Path) -> None:
    labels = np.concatenate([channels((24, 32, 20)), np.zeros((24, 32, 12), np.uint8)], axis=2)
    labels[:, :4, 20:] = 1
    found = asked(labels, tmp_path, axis="x", planes=(20, None), voxel=(2e-6, 1e-6, 0.5e-6), faces=FaceRule.PLAIN)
    assert found.efficiency == pytest.approx(28 / 32, rel=1e-5)
    assert found.thickness == pytest.approx(12 * 0.5e-6)
    assert found.planes == (20, 32)
    assert found.shape == (24, 32, 12)


def test_a_binder_s_own_pores_conduct_beside_the_others_and_bare_its_surface(tmp_path: Path) -> None:
    labels = channels()
    labels[:, 8:12] = 2  # half a wall: pore | binder | active | pore | active
    dense = asked(labels, tmp_path, binder=(2,), faces=FaceRule.PLAIN)
    porous = asked(labels, tmp_path, binder=(2,), binder_conductivity=0.2, faces=FaceRule.PLAIN)
    assert dense.efficiency == pytest.approx(0.5, rel=1e-5)
    assert porous.efficiency == pytest.approx(0.5 + 0.2 * 4 / 32, rel=1e-5)
    assert dense.surface == pytest.approx(2 / 32e-6, rel=0.04)
    assert porous.surface == pytest.approx(3 / 32e-6, rel=0.04)
    assert dense.active == (1,)
    assert dense.fraction((1, 2)) == pytest.approx(0.5)


def test_plain_and_smoothed_faces_differ_and_each_bears_its_own_error(tmp_path: Path) -> None:
    labels = volumes.blobs((32, 32, 32), 0.45, 2.5, 1)
    smoothed, plain = asked(labels, tmp_path), asked(labels, tmp_path, faces=FaceRule.PLAIN)
    assert plain.efficiency == smoothed.plain_efficiency == plain.plain_efficiency
    assert plain.efficiency < smoothed.efficiency  # plain voxels are too tortuous
    assert plain.resolution_error > smoothed.resolution_error > 0.0
    assert plain.resolution_error >= 1.0 - plain.efficiency / smoothed.efficiency
    assert 0.0 < smoothed.solver_error <= 1e-3


# ------------------------------------------------------------------------------------------------------------------ cache


def test_the_same_content_is_measured_once_wherever_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    statement = VolumeStatement(saved(channels(), tmp_path), voxel=MICRON)
    first = measured(statement)
    calls = []
    own = handover._measure
    monkeypatch.setattr(handover, "_measure", lambda *given: calls.append(given) or own(*given))
    assert measured(statement) == first
    assert measured(replace(statement, path=saved(channels(), tmp_path, "other.npy"))) == replace(first, name="other.npy")
    assert not calls
    again = channels()
    again[0, 0, 0] = 1
    changed = measured(replace(statement, path=saved(again, tmp_path)))
    assert len(calls) == 1
    assert changed.digest != first.digest
    measured(replace(statement, path=saved(channels(), tmp_path), error=1e-2))
    assert len(calls) == 2
    monkeypatch.setattr("stratode.structure.cached.cache_folder", lambda: None)  # STRATODE_NO_CACHE
    assert measured(replace(statement, path=saved(channels(), tmp_path))) == first
    assert len(calls) == 3


def test_progress_rises_to_one(tmp_path: Path) -> None:
    seen: list[tuple[float, str]] = []
    measured(VolumeStatement(saved(channels(), tmp_path), voxel=MICRON), lambda share, doing: seen.append((share, doing)))
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(doing.startswith("volume.npy: ") for _, doing in seen)


# --------------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"phase": 4}, "phase", "must be labels that occur in volume.npy, which holds 0 (50.0 %), 1 (37.5 %), 2 (12.5 %)"),
        ({"active": (1, 9)}, "active", "must be labels that occur"),
        ({"binder": (9,)}, "binder", "must be labels that occur"),
        ({}, "active", "must be stated: beside pores volume.npy must hold one label"),
        ({"active": (1,)}, "active", "Add 2 to one of them"),
        ({"active": (1, 2), "axis": "y"}, "phase", "must reach through volume.npy along y"),
        ({"active": (1, 2), "planes": (30, 40)}, "planes", "24"),
        ({"active": (1, 2), "planes": (0, 1000)}, "planes", "Write the first and the last (excluded) plane along the axis"),
        ({"active": (1, 2), "voxel": None}, "voxel", "must be stated"),
        ({"active": (1, 2), "coarsen": 30}, "coarsen", "must be"),
        ({"active": (1, 2), "dataset": "a"}, "dataset", "must be left out"),
        ({"path": Path("nowhere.npy")}, "volume", "nowhere.npy must be a file or folder that exists"),
    ],
)
def test_what_the_volume_does_not_hold_is_refused_at_its_field(tmp_path: Path, changes: dict[str, Any], field: str, words: str) -> None:
    labels = channels()
    labels[:, 8:12] = 2
    with pytest.raises(RecipeError) as refusal:
        asked(labels, tmp_path, **changes)
    (problem,) = refusal.value.problems
    assert problem.field == field
    assert words in str(problem)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.tif", b"", "empty.tif must hold a volume"),
        ("text.tif", b"no image at all", "text.tif must be"),
        ("notes.txt", b"words", "notes.txt must be TIFF"),
        ("cut.npy", b"\x93NUMPY\x01\x00", "cut.npy must be"),
    ],
)
def test_what_is_no_volume_is_refused_by_its_name(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RecipeError) as refusal:
        measured(VolumeStatement(tmp_path / name, voxel=MICRON))
    (problem,) = refusal.value.problems
    assert problem.field == "volume"
    assert words in str(problem)


def test_pipes_and_folders_of_other_things_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their bytes, which may have no end, are not gone through for a digest."""
    monkeypatch.setattr(handover, "digest_of", lambda path: pytest.fail("gone through"))
    os.mkfifo(tmp_path / "pipe.tif")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("words")
    for name in ("pipe.tif", "notes"):
        with pytest.raises(RecipeError, match=rf"volume: {name} must"):
            measured(VolumeStatement(tmp_path / name, voxel=MICRON))


def test_a_grey_image_is_refused(tmp_path: Path) -> None:
    grey = np.random.default_rng(1).integers(0, 256, (20, 20, 20)).astype(np.uint8)
    with pytest.raises(RecipeError, match=r"volume: volume\.npy must hold labels, at most \d+ different ones"):
        asked(grey, tmp_path)


# ---------------------------------------------------------------------------------------------------------------- recipes


def bilayer() -> Labels:
    """Blobs: 24 planes at 0.55 of pores, 24 at 0.4."""
    return np.concatenate([volumes.blobs((24, 32, 32), 0.55, 1.5, 3), 2 * volumes.blobs((24, 32, 32), 0.40, 2.5, 4)]).astype(np.uint8)


def test_a_bilayer_becomes_a_recipe_of_two_layers(tmp_path: Path) -> None:
    path = saved(bilayer(), tmp_path)
    (tmp_path / "recipes").mkdir()
    written = written_recipe(path, beside=tmp_path / "recipes", voxel="0.5um")
    assert written.found
    assert written.layers.planes == ((0, 24), (24, 48))
    (tmp_path / "recipes" / "cell.yaml").write_text(written.text, encoding="utf-8")
    cell = read_cell(tmp_path / "recipes" / "cell.yaml", measure=measured)
    assert [layer.name for layer in cell.cathode.layers] == ["bottom", "top"]
    assert [layer.porosity for layer in cell.cathode.layers] == pytest.approx([0.55, 0.40], abs=2e-3)
    assert [layer.thickness for layer in cell.cathode.layers] == pytest.approx([12e-6, 12e-6])
    for layer, planes in zip(cell.cathode.layers, ((0, 24), (24, 48)), strict=True):
        own = measured(VolumeStatement(path, planes=planes, voxel=(0.5e-6,) * 3))
        assert layer.transport == parts.TransportEfficiency(own.efficiency)
        (particles,) = layer.populations
        assert 3.0 * particles.volume_fraction / particles.radius * particles.surface_factor == pytest.approx(own.surface)
    assert len([item for item in cell.assumptions if item.measured]) == 10


def test_planes_may_be_stated_and_labels_have_roles(tmp_path: Path) -> None:
    labels = bilayer()
    labels[:, :6][labels[:, :6] > 0] = 3
    path = saved(labels, tmp_path, "a volume.npy")
    written = written_recipe(path, beside=tmp_path, voxel=[1e-6, 0.5e-6, 0.5e-6], layers="0:20,20:48", binder=(3,), name='my "cell"')
    stated = [layer.transport for layer in loads(written.text).cathode.layers]
    assert [(one.volume, one.planes, one.active, one.binder) for one in stated if one] == [
        ("a volume.npy", (0, 20), None, (3,)),
        ("a volume.npy", (20, 48), (1, 2), (3,)),
    ]
    assert [edge.value for edge in stated[0].voxel] == pytest.approx([1e-6, 0.5e-6, 0.5e-6])
    assert loads(written.text).name == 'my "cell"'
    assert not written.found


@pytest.mark.parametrize("layers", ["0:20,10:48", "0:60", "20:20", "a:b", "", [(0, 49)], [(-1, 10)]])
def test_planes_that_are_none_are_refused(tmp_path: Path, layers: Any) -> None:
    with pytest.raises(ValueError, match="layers: must be planes within 0 and 48, from the collector on"):
        written_recipe(saved(bilayer(), tmp_path), beside=tmp_path, voxel="1um", layers=layers)


def test_a_layer_without_pores_or_solids_is_no_layer(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="phase: must leave pores and active material in planes 0:24, which hold labels 0, 1"):
        written_recipe(saved(bilayer(), tmp_path), beside=tmp_path, voxel="1um", phase=2, layers="0:24,24:48")


# -------------------------------------------------------------------------------------------------------------- real file


@pytest.mark.skipif(not BILAYER.is_file(), reason="the MATBOX bilayer is not here (STRATODE_DATA)")
def test_the_published_bilayer_end_to_end(tmp_path: Path) -> None:
    """240^3, small particles at 50 % porosity on large ones at 36 %; every other voxel here, for time."""
    written = written_recipe(BILAYER, beside=tmp_path, voxel="0.39um", coarsen=2)
    assert written.layers.clear
    ((_, boundary), _) = written.layers.planes
    assert 75 <= boundary <= 90  # where the labels of the two kinds of particles meet
    (tmp_path / "cell.yaml").write_text(written.text, encoding="utf-8")
    cell = read_cell(tmp_path / "cell.yaml", measure=measured)
    small, large = cell.cathode.layers
    assert (small.porosity, large.porosity) == pytest.approx((0.50, 0.36), abs=0.01)
    assert small.thickness + large.thickness == pytest.approx(240 * 0.39e-6)
    assert large.populations[0].radius > 1.5 * small.populations[0].radius
    for layer in (small, large):
        assert isinstance(layer.transport, parts.TransportEfficiency)
        tau = layer.porosity / layer.transport.value
        assert 1.2 < tau < 3.0
