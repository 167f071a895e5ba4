"""Every example of docs/images.md runs, in its order, in one folder."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from tests.test_cli import Stratode, stratode

__all__ = ["stratode"]  # a fixture

PAGE = Path(__file__).parents[1] / "docs" / "images.md"
BLOCKS = re.findall(r"```(bash|python)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


SMALLER = {"width: 50 um": "width: 24 um", "thickness: 50 um": "thickness: 20 um"}  # of the statement: the same examples in less time


def test_every_example_runs(stratode: Stratode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tifffile")
    monkeypatch.chdir(tmp_path)
    for kind, text in BLOCKS:
        if kind == "python":
            exec(compile(text, str(PAGE), "exec"), {})
            continue
        for line in text.strip().splitlines():
            command, _, target = line.partition(" > ")
            said = stratode(*shlex.split(command)[1:])
            assert said.status == 0, f"{line}: {said.err}"
            if target:
                statement = said.out
                for large, small in SMALLER.items():
                    assert large in statement
                    statement = statement.replace(large, small)
                Path(target).write_text(statement, encoding="utf-8")
            if "--json" in line:
                told = json.loads(said.out)
                assert set(told["axes"]) == {"z", "y", "x"}
    for written in ("made/report.html", "measured/report.html", "scanned/report.html", "segmented.tif", "flux.npz"):
        assert (tmp_path / written).stat().st_size > 1000


def test_the_page_names_every_option() -> None:
    from typer.main import get_command

    from stratode.cli import app

    text = PAGE.read_text(encoding="utf-8")
    image = get_command(app).commands["image"]  # type: ignore[attr-defined]
    options = {option for parameter in image.params for option in parameter.opts if option.startswith("--")} - {"--help", "--out"}
    assert len(options) > 15
    assert {option for option in options if f"{option} " not in text and f"{option}`" not in text and f"{option}\n" not in text} == set()


def test_the_page_has_examples_of_both_doors() -> None:
    assert {kind for kind, _ in BLOCKS} == {"bash", "python"}
    assert len(BLOCKS) >= 8
