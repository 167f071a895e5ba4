"""Every example script runs to its end and says something; every example recipe can be read."""

import csv
import importlib.util
import re
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize("script", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_a_script_runs(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location(f"example_{script.stem}", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.main()
    said = capsys.readouterr().out
    assert len(said.splitlines()) >= 2
    assert "nan" not in said
    told = script.with_name(script.stem.replace("_compare", "_reported") + ".csv")
    if told.exists():
        with told.open(encoding="utf-8", newline="") as file:
            assert all(row["Recipe"] in said for row in csv.DictReader(file)), "a reported value is not set beside the computed one"


@pytest.mark.parametrize("file", sorted([*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*.json")]), ids=lambda path: path.name)
def test_a_recipe_can_be_read(file: Path) -> None:
    from stratode import verbs
    from stratode.recipe.parts import Layer, TransportCell

    (cell,) = verbs.read([file])
    if isinstance(cell, TransportCell):
        assert cell.experiment is not None
        layers = [piece for piece in cell.middle if isinstance(piece, Layer)]
    else:
        assert cell.protocol.rates
        layers = cell.cathode.layers
    for layer in layers:
        solids = sum(p.volume_fraction for p in layer.populations) + sum(s.volume_fraction for s in layer.inert)
        assert layer.porosity + solids == pytest.approx(
            1.0, abs=1e-12 if file.suffix == ".yaml" else 1e-6
        )  # a BPX file rounds what it states


def test_the_readme_runs_an_example_that_exists() -> None:
    readme = (EXAMPLES.parent / "README.md").read_text(encoding="utf-8")
    named = {word for word in readme.replace('"', " ").split() if word.startswith("examples/")}
    assert named
    assert all((EXAMPLES.parent / name).exists() for name in named)


def test_every_link_to_a_file_resolves() -> None:
    top = EXAMPLES.parent
    pages = [top / "README.md", top / "CHANGELOG.md", *sorted((top / "docs").glob("*.md"))]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)\s#]+)[^)]*\)", page.read_text(encoding="utf-8"))]
    broken = [f"{page.name}: {link}" for page, link in links if "://" not in link and not (page.parent / link).exists()]
    assert len(links) > 20
    assert not broken


def test_the_readme_shows_the_benchmark_table_as_it_is() -> None:
    from benchmarks import readme

    if not readme.TABLE.exists():
        pytest.skip("benchmarks/TABLE.md is not there: python benchmarks/run.py writes it")
    now = readme.README.read_text(encoding="utf-8")
    assert readme.with_table(now, readme.TABLE.read_text(encoding="utf-8")) == now, "run python benchmarks/readme.py"


def test_the_lock_file_names_no_private_index() -> None:
    lock = (EXAMPLES.parent / "uv.lock").read_text(encoding="utf-8")
    hosts = {part.split("/")[0] for part in lock.split("https://")[1:]}
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    assert "http://" not in lock
    assert "file://" not in lock
