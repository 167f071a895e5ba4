"""Recipes whose layers name a volume, through the doors: what they tell of it, and how they stop where it will not do."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.structure.volumes import blobs
from tests.test_cli import RECIPE, Stratode, stratode

import stratode as front
from stratode import verbs
from stratode.recipe import bpx, parts

__all__ = ["stratode"]  # a fixture

EXAMPLES = Path(__file__).parents[1] / "examples"
TRANSPORT = "{volume: scan.npy, voxel: 1 um}"
ASKED = ["transport efficiency: only", "surface over that of spheres of NMC811: only"]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stratode.structure.cached.cache_folder", lambda: tmp_path / "cache")  # compiled kernels stay where they are


def cell(folder: Path, labels: NDArray[np.uint8] | None = None, transport: str = TRANSPORT) -> Path:
    """A recipe beside its volume, 24 voxels to an edge, 42 % of pores."""
    np.save(folder / "scan.npy", blobs((24, 24, 24), 0.42, 2.5, 5) if labels is None else labels)
    text = (
        RECIPE.replace("{bruggeman: 1.5}", transport).replace("      porosity: 40 %\n", "").replace("rates: [0.5 C, 1 C]", "rates: [1 C]")
    )
    (folder / "cell.yaml").write_text(text, encoding="utf-8")
    return folder / "cell.yaml"


def test_a_run_takes_the_volume_s_numbers_and_tells_where_they_are_from(stratode: Stratode, tmp_path: Path) -> None:
    said = stratode("run", cell(tmp_path), "--json", "-o", tmp_path / "out")
    assert said.status == 0
    told = json.loads(said.out)
    measured = {item["field"]: item for item in told["assumptions"] if item["kind"] == "measured"}
    assert set(measured) == {f"cathode.layers.0.{name}" for name in ("porosity", "transport", "transport.active")}
    assert float(measured["cathode.layers.0.porosity"]["value"].split()[0]) == pytest.approx(42.0, abs=0.05)
    for item in measured.values():
        assert re.search(
            r"measured on scan\.npy \(sha256 [0-9a-f]{12}, phase 0, axis z, .*solver error .* %, resolution error .* %\)", item["source"]
        )
    assert "3 values were measured on a volume" in front.run(tmp_path / "cell.yaml").words()[0]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "measured on scan.npy" in page
    ledger = json.dumps(told["cell"])
    assert "measured: cathode.layers.0.porosity" in ledger
    (caution,) = told["notes"]  # 24 voxels are few
    assert caution in front.run(tmp_path / "cell.yaml").words()[0]


def test_one_line_of_text_does_and_python_reads_the_same(tmp_path: Path) -> None:
    (one,) = front.read([cell(tmp_path, transport="'from volume scan.npy, phase 0, axis z, voxel 1 um'")])
    (other,) = front.read([cell(tmp_path)])
    assert one.cathode == other.cathode
    assert isinstance(one.cathode.layers[0].transport, parts.TransportEfficiency)


def test_impedance_and_sensitivities_take_volumes_too(stratode: Stratode, tmp_path: Path) -> None:
    path = cell(tmp_path)
    spectra = json.loads(stratode("run", path, "--impedance", "--frequencies", "1..10", "--json").out)
    assert "measured on scan.npy" in json.dumps(spectra)
    inputs = front.sensitivities(path, inputs=ASKED)
    assert {one.input.name for result in inputs.results[0] for one in result.each if one.specific_capacity != 0.0} == set(ASKED)


def closed() -> NDArray[np.uint8]:
    labels = blobs((24, 24, 24), 0.42, 2.5, 5)
    labels[10] = 1
    return labels


@pytest.mark.parametrize(
    ("labels", "transport", "field", "words"),
    [
        (None, "{volume: nowhere.tif, voxel: 1 um}", "volume", "nowhere.tif must be a file or folder that exists"),
        (None, "{volume: cell.yaml, voxel: 1 um}", "volume", "cell.yaml must be TIFF"),
        (None, "{volume: scan.npy}", "voxel", "must be stated"),
        (None, "{volume: scan.npy, voxel: 1 um, phase: 3}", "phase", "which holds 0 (42.0 %), 1 (58.0 %)"),
        (None, "{volume: scan.npy, voxel: 1 um, planes: '20:30'}", "planes", "24"),
        (closed(), TRANSPORT, "phase", "must reach through scan.npy along z"),
        (None, "{volume: scan.npy, voxel: 1 um, phaze: 0}", "phaze", "Did you mean phase?"),
    ],
    ids=["missing", "no volume", "no voxel", "no label", "no planes", "closed", "misspelt"],
)
def test_a_volume_that_will_not_do_stops_with_field_and_line(
    stratode: Stratode, tmp_path: Path, labels: NDArray[np.uint8] | None, transport: str, field: str, words: str
) -> None:
    path = cell(tmp_path, labels, transport)
    said = stratode("run", path)
    assert (said.status, said.out) == (2, "")
    line = 1 + next(k for k, text in enumerate(path.read_text(encoding="utf-8").splitlines()) if "transport:" in text)
    assert f"cathode.layers.0.transport.{field} (line {line}): " in said.err
    assert words in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_a_stated_porosity_that_is_another_names_both(stratode: Stratode, tmp_path: Path) -> None:
    path = cell(tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("loading: 10 mg/cm2", "loading: 10 mg/cm2\n      porosity: 47 %"), encoding="utf-8"
    )
    said = stratode("run", path)
    assert said.status == 2
    assert "must agree with the porosity of its volume, 42.00 %, within 0.5 points; received '47 %'" in said.err


def test_a_full_cell_with_measured_layers_is_written_as_bpx(tmp_path: Path) -> None:
    """Radius, porosity and efficiency go over as they are; the surface as a factor on the rate constant."""
    (measured,) = front.read([cell(tmp_path)])
    whole = bpx.read(EXAMPLES / "nmc_graphite_bpx.json")
    layer = measured.cathode.layers[0]
    (own,) = layer.populations
    particles = replace(whole.cathode.layers[0].populations[0], volume_fraction=own.volume_fraction, surface_factor=own.surface_factor)
    mixed = replace(whole.cathode.layers[0], porosity=layer.porosity, transport=layer.transport, populations=(particles,))
    written = verbs.as_bpx(replace(whole, cathode=replace(whole.cathode, layers=(mixed,))))
    side = written["Parameterisation"]["Positive electrode"]
    assert isinstance(layer.transport, parts.TransportEfficiency)
    assert (side["Porosity"], side["Transport efficiency"]) == (layer.porosity, layer.transport.value)
    assert side["Surface area per unit volume [m-1]"] * side["Particle radius [m]"] / 3.0 == pytest.approx(own.volume_fraction)


def test_image_writes_a_recipe_that_runs(stratode: Stratode, tmp_path: Path) -> None:
    labels = np.concatenate([blobs((20, 24, 24), 0.55, 1.5, 3), 2 * blobs((20, 24, 24), 0.40, 2.5, 4)]).astype(np.uint8)
    np.save(tmp_path / "two.npy", labels)
    target = tmp_path / "recipes" / "cell.yaml"
    said = stratode("image", tmp_path / "two.npy", "--voxel", "1um", "--axes", "z", "--only-transport", "--recipe", target, "--json")
    assert said.status == 0
    assert "layers found at planes 0:20, 20:40" in said.err
    assert json.loads(said.out)
    (made,) = front.read([target])
    assert [layer.porosity for layer in made.cathode.layers] == pytest.approx([0.55, 0.40], abs=2e-3)
    assert [layer.thickness for layer in made.cathode.layers] == pytest.approx([20e-6, 20e-6])
    said = stratode("run", target, "--rates", "1C", "--json")
    assert said.status == 0
    assert json.loads(said.out)["rates"][0]["capacity_mAh_g"] > 50.0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--layers", "0:10,10:24"], "--layers: belongs to a recipe"),
        (["--recipe", "cell.txt"], "--recipe: must be a file that ends in .yaml"),
        (["--recipe", "cell.yaml", "--crop", "0:10,:,:"], "--recipe: needs labels that stay"),
        (["--recipe", "cell.yaml", "--layers", "0:99"], "layers: must be planes within 0 and 24"),
        (["--recipe", "cell.yaml", "--phases", "0,1"], "--recipe: takes one label for the pores"),
    ],
)
def test_a_recipe_that_cannot_be_written_is_refused(stratode: Stratode, tmp_path: Path, options: list[str], words: str) -> None:
    np.save(tmp_path / "one.npy", blobs((24, 24, 24), 0.42, 2.5, 5))
    told = [tmp_path / word if word.startswith("cell") else word for word in options]
    said = stratode("image", tmp_path / "one.npy", "--voxel", "1um", "--axes", "z", "--only-transport", *told)
    assert said.status == 2
    assert words in said.err
    assert not (tmp_path / "cell.yaml").exists()


def test_a_recipe_that_stands_is_not_replaced(stratode: Stratode, tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", blobs((24, 24, 24), 0.42, 2.5, 5))
    (tmp_path / "cell.yaml").write_text("name: edited\n", encoding="utf-8")
    told = ("--voxel", "1um", "--axes", "z", "--only-transport", "--recipe", tmp_path / "cell.yaml")
    said = stratode("image", tmp_path / "one.npy", *told)
    assert said.status == 2
    assert "--recipe: must be a file that does not exist yet" in said.err
    assert (tmp_path / "cell.yaml").read_text(encoding="utf-8") == "name: edited\n"


STATEMENT = """
name: two layers
voxel: 0.5 um
width: 13 um
layers:
  - {name: large, thickness: 10 um, porosity: 50 %, particles: [{material: NMC811, diameter: 6 um}]}
  - {name: small, thickness: 8 um, porosity: 50 %, particles: [{material: NMC83 small, diameter: 3 um}]}
binder: {fraction: 3 %}
"""


def test_a_generated_bilayer_comes_with_a_recipe_that_reads(stratode: Stratode, tmp_path: Path) -> None:
    (tmp_path / "statement.yaml").write_text(STATEMENT, encoding="utf-8")
    said = stratode("generate", tmp_path / "statement.yaml", "--seed", 2, "-o", tmp_path / "out")
    assert said.status == 0
    assert "recipe.yaml" in said.err
    (made,) = front.read([tmp_path / "out" / "recipe.yaml"])
    large, small = made.cathode.layers
    assert [layer.populations[0].material.name for layer in (large, small)] == ["NMC811", "NMC83"]
    assert [2e6 * layer.populations[0].radius for layer in (large, small)] == pytest.approx([6.0, 3.0], rel=0.1)
    for layer in (large, small):
        assert layer.porosity == pytest.approx(0.50, abs=0.005)
        assert sum(share.volume_fraction for share in layer.inert) == pytest.approx(0.03, abs=0.005)


def test_a_material_that_the_library_lacks_is_told_with_what_stands_in(stratode: Stratode, tmp_path: Path) -> None:
    (tmp_path / "statement.yaml").write_text(STATEMENT.replace("NMC83 small", "unobtainium"), encoding="utf-8")
    said = stratode("generate", tmp_path / "statement.yaml", "--seed", 2, "-o", tmp_path / "out")
    assert said.status == 0
    assert "'unobtainium' is not in the library; NMC811 stands in for it in the recipe" in said.err
    assert said.err.count("stands in") == 1
    recipe = (tmp_path / "out" / "recipe.yaml").read_text(encoding="utf-8")
    assert recipe.count("# unobtainium is not in the library; NMC811 stands in") == 1
    (made,) = front.read([tmp_path / "out" / "recipe.yaml"])
    assert [layer.populations[0].material.name for layer in made.cathode.layers] == ["NMC811", "NMC811"]
