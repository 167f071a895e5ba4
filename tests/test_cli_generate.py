"""`stratode generate`: what it says where, with which exit status, and what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.test_cli import Stratode, stratode

import stratode as front
from stratode.structure.generate.starter import STARTERS
from stratode.structure.reading.files import open_source, read_labels

__all__ = ["stratode"]  # a fixture

BLOBS = """
name: <b>blobs</b>
voxel: 0.5 um
blobs:
  size: [12 um, 10 um, 10 um]
  fractions: [30 %]
  length: 2 um
"""


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    path = tmp_path / "blobs.yaml"
    path.write_text(BLOBS, encoding="utf-8")
    return path


def test_a_statement_becomes_a_volume_a_summary_and_a_report(stratode: Stratode, statement: Path, tmp_path: Path) -> None:
    said = stratode("generate", statement, "--seed", 4, "-o", tmp_path / "out")
    assert said.status == 0
    assert "fraction of phase 1" in said.out
    assert "24 x 20 x 20 voxels of 0.500 µm" in said.out
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"volume.tif", "summary.json", "report.html"}
    with open_source(tmp_path / "out" / "volume.tif") as source:
        volume = read_labels(source)
    assert volume.voxel == pytest.approx((0.5e-6,) * 3, rel=1e-6)
    assert np.mean(volume.labels == 1) == pytest.approx(0.3, abs=0.005)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<b>blobs</b>" not in page
    assert len(page) < 8e6


def test_json_alone_goes_to_stdout_and_python_says_the_same(stratode: Stratode, statement: Path) -> None:
    said = stratode("generate", statement, "--seed", 4, "--json")
    told = json.loads(said.out)
    assert said.status == 0
    assert "add -o DIR" in said.err
    ours = front.generate(statement, seed=4)
    assert json.loads(json.dumps(ours.summary())) == told
    assert told["fractions"]["1"] == pytest.approx(0.3, abs=0.005)
    assert told["seed"] == 4
    assert not np.array_equal(front.generate(statement, seed=5).volume.labels, ours.volume.labels)


@pytest.mark.parametrize("name", STARTERS)
def test_every_starter_is_made_as_it_is_and_meets_what_it_asks(stratode: Stratode, tmp_path: Path, name: str) -> None:
    said = stratode("generate", "--starter", name)
    assert said.status == 0
    path = tmp_path / f"{name}.yaml"
    path.write_text(said.out, encoding="utf-8")
    met = [one for one in front.generate(path).summary()["met"] if one["asked"] is not None]
    asked = [one for one in met if one["what"].startswith(("porosity", "fraction of"))]
    assert asked
    for one in asked:
        assert one["got"] == pytest.approx(one["asked"], abs=0.005)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "needs either a statement or --starter NAME"),
        (("FILE", "--starter", "mix"), "blobs.yaml' and --starter mix. Leave one of them out."),
        (("empty.yaml",), "`stratode generate --starter double-layer` a statement"),
        (("list.yaml",), "must be a mapping of fields; received 'a list'"),
        (
            ("--starter", "blob"),
            "frozen-pillars, frozen-isotropic, blobs; received 'blob'. The nearest: blobs.",
        ),
        (("--starter", "nope"), "starter: must be one of double-layer"),
        (("--starter", "blobs", "-o", "out"), "-o: has no meaning with --starter"),
        (("missing.yaml",), "missing.yaml: must be a file that can be read"),
        (("FILE", "--seed", "-1"), "seed: must be a whole number from 0 on; received -1"),
    ],
)
def test_wrong_input_is_one_message_and_status_2(
    stratode: Stratode, statement: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(statement.parent)
    (statement.parent / "empty.yaml").touch()
    (statement.parent / "list.yaml").write_text("- name: x\n- [1, 2]\n", encoding="utf-8")
    said = stratode("generate", *[statement if word == "FILE" else word for word in arguments])
    assert (said.status, said.out) == (2, "")
    assert said.err.count("stratode: ") == 1
    assert message in said.err
    assert {path.name for path in statement.parent.iterdir()} == {"blobs.yaml", "empty.yaml", "list.yaml"}


def test_a_misspelled_key_is_named_with_its_line(stratode: Stratode, statement: Path) -> None:
    statement.write_text(BLOBS.replace("length:", "lenght:"), encoding="utf-8")
    said = stratode("generate", statement)
    assert said.status == 2
    assert "lenght" in said.err
    assert "length" in said.err


def test_memory_is_predicted_and_what_runs_out_of_it_ends_in_words(
    stratode: Stratode, statement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stratode import generated

    def out_of_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(generated, "make", out_of_memory)
    said = stratode("generate", statement)
    assert (said.status, said.out) == (3, "")
    assert "24 x 20 x 20 voxels; predicted 0.2 GB of memory" in said.err
    assert "stratode: memory ran out" in said.err
