"""Answers kept by content: found again for the same bytes and the same question, and for no other; damage costs time alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.recipe.test_volume_transport import NUMBERS

from stratode.recipe.volumes import FaceRule, VolumeStatement
from stratode.structure import cached
from stratode.structure.cached import digest_of, keep, kept, key_of

ASKED = VolumeStatement(Path("a/electrode.npy"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("STRATODE_NO_CACHE", raising=False)
    return tmp_path / "cache" / "stratode" / "volumes"


def test_an_answer_comes_back_as_it_was(folder: Path) -> None:
    odd = replace(NUMBERS, efficiency=0.1 + 0.2, fractions=((0, 1.0 / 3.0), (7, 2.0 / 3.0)), active=(7,))
    keep("a" * 64, odd)
    assert kept("a" * 64) == odd
    assert [file.name for file in folder.iterdir()] == ["a" * 64 + ".json"]  # nothing is left beside it
    assert kept("b" * 64) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"name": "x"}', b"\xff\xfe", b"null", b" " * 200_000])
def test_a_damaged_answer_counts_as_none_and_is_replaced(folder: Path, damage: bytes) -> None:
    keep("a" * 64, NUMBERS)
    (folder / f"{'a' * 64}.json").write_bytes(damage)
    assert kept("a" * 64) is None
    keep("a" * 64, NUMBERS)
    assert kept("a" * 64) == NUMBERS


def test_a_number_that_is_none_is_damage(folder: Path) -> None:
    keep("a" * 64, NUMBERS)
    file = folder / f"{'a' * 64}.json"
    file.write_text(file.read_text().replace("0.22", '"fast"'))
    assert kept("a" * 64) is None


def test_it_can_be_passed_by_and_done_without(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keep("a" * 64, NUMBERS)
    monkeypatch.setenv("STRATODE_NO_CACHE", "1")
    assert kept("a" * 64) is None
    keep("b" * 64, NUMBERS)
    monkeypatch.delenv("STRATODE_NO_CACHE")
    assert kept("b" * 64) is None
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    keep("c" * 64, NUMBERS)  # a folder that cannot be made is no reason to fail
    assert kept("c" * 64) is None


def test_the_key_is_of_the_content_and_of_all_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_of(ASKED, "0" * 64)
    assert key_of(replace(ASKED, path=Path("b/other.npy")), "0" * 64) == key  # wherever it lies
    changes: list[dict[str, Any]] = [
        {"phase": 1},
        {"axis": "x"},
        {"voxel": (1e-6, 1e-6, 1e-6)},
        {"planes": (0, 10)},
        {"active": (1,)},
        {"binder": (2,)},
        {"binder_conductivity": 0.1},
        {"faces": FaceRule.PLAIN},
        {"error": 1e-2},
        {"coarsen": 2},
        {"dataset": "labels"},
    ]
    assert {name for change in changes for name in change} == set(VolumeStatement.__dataclass_fields__) - {"path"}
    others = [key_of(replace(ASKED, **change), "0" * 64) for change in changes]
    others.append(key_of(ASKED, "1" * 64))
    monkeypatch.setattr(cached, "method", lambda: "another")
    others.append(key_of(ASKED, "0" * 64))
    assert len({key, *others}) == len(others) + 1


def test_the_digest_is_of_bytes_of_a_file_and_of_names_and_bytes_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert digest_of(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1
    stack = tmp_path / "stack"
    (stack / "deep").mkdir(parents=True)
    (stack / "1.tif").write_bytes(b"one")
    (stack / "deep" / "2.tif").write_bytes(b"two")
    seen = [digest_of(stack)]
    (stack / "1.tif").rename(stack / "3.tif")
    seen.append(digest_of(stack))
    (stack / "3.tif").write_bytes(b"One")
    seen.append(digest_of(stack))
    assert len(set(seen)) == 3


def test_an_edited_solver_is_another_method() -> None:
    took_part = {source.name for source in cached._sources()}
    assert {"handover.py", "surface.py", "parts.py", "volumes.py", "files.py"} <= took_part
