"""`stratode lab` on films, surfaces, pictures and coatings: from files to tables, JSON and reports."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.lab.coatings.test_edge import X, ideal
from tests.lab.mechanics.films import film
from tests.lab.micrographs.test_cracks import network, shown
from tests.lab.micrographs.test_front import counts
from tests.lab.surfaces.fields import UM, gaussian
from tests.test_cli import Stratode, stratode

__all__ = ["stratode"]  # a fixture

PARTS = "NMC83=96 wt%,carbon black=2 wt%,PVDF=2 wt%"
RNG = np.random.default_rng(0)


def table(path: Path, head: str, *columns: np.ndarray) -> Path:
    np.savetxt(path, np.column_stack(columns), delimiter=",", header=head, comments="", fmt="%.9g")
    return path


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """One file of each kind."""
    for name in ("one", "two", "three", "four"):
        pulled = film(RNG)
        table(tmp_path / f"{name}.csv", "Strain / %,Stress / MPa", 100 * pulled.strain, 1e-6 * pulled.stress)
    strain = np.linspace(0, 100, 21)
    table(tmp_path / "strain.csv", "Strain / %,Resistance / ohm", strain, 1e3 * (1 + 0.012 * strain + 1.5e-4 * strain**2))
    table(tmp_path / "edge.csv", "Position / mm,Thickness / um", 1e3 * X, 1e6 * ideal(X) + 0.5 * RNG.standard_normal(X.size))
    x = np.arange(300) * 0.02
    table(tmp_path / "fringes.csv", "Distance_(nm),Gray_Value", x, 100 + 20 * np.cos(2 * np.pi * x / 0.24) + RNG.standard_normal(300))
    np.save(tmp_path / "surface.npy", gaussian(RNG, 100) / UM)
    np.save(tmp_path / "cracks.npy", shown(network(RNG), RNG).values)
    np.save(tmp_path / "map.npy", counts(RNG).intensity)
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "german.csv").write_text("Dehnung / %;Spannung / MPa\n" + "1,5;2,5\n" * 20, encoding="utf-8")
    rows, columns = np.mgrid[:100, :100]
    heights = 1e9 * np.load(tmp_path / "surface.npy").ravel() * UM
    table(tmp_path / "points.csv", "X (mm),Y (mm),Z (nm)", 2e-3 * columns.ravel(), 2e-3 * rows.ravel(), heights)
    table(tmp_path / "disks.csv", "Loading / mg/cm2,Thickness / um", np.array([29.5, 29.7, 29.6]), np.array([141.0, 142.0, 141.5]))
    return tmp_path


VERBS = {
    "tensile": (["one.csv"], "E", 2.0, 0.1),
    "strain": (["strain.csv"], "R/R0(20%)", 1.3, 0.001),
    "edge": (["edge.csv"], "t_plateau", 141.5, 0.5),
    "fringes": (["fringes.csv"], "d", 0.24, 0.001),
    "roughness": (["surface.npy", "--pixel", "2um"], "Sq", 1.0, 0.2),
    "cracks": (["cracks.npy", "--pixel", "0.5um"], "A_crack", 11.6, 5.0),
    "front": (["map.npy", "--pixel", "1um"], "x_50", 54.5, 3.0),
    "porosity": (["disks.csv", "--parts", PARTS, "--density", "NMC83=4.75g/cm3"], "eps", 53.2, 0.5),
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_gives_its_number_as_json_and_a_report(stratode: Stratode, files: Path, verb: str) -> None:
    arguments, symbol, truth, within = VERBS[verb]
    told = [str(files / a) if (files / a).exists() else a for a in arguments]
    said = stratode("lab", verb, *told, "--json", "-o", str(files / "out"))
    assert said.status == 0, said.err
    answer = json.loads(said.out)
    one = next(e for e in answer["estimates"] if e["symbol"] == symbol)
    assert one["value"] == pytest.approx(truth, abs=within)
    assert one["method"]
    page = (files / "out" / "report.html").read_text(encoding="utf-8")
    assert 'class="plot"' in page
    assert json.loads((files / "out" / "summary.json").read_text(encoding="utf-8"))["verb"] == verb


@pytest.mark.parametrize("verb", VERBS)
def test_several_files_are_compared(stratode: Stratode, files: Path, verb: str) -> None:
    arguments, symbol, *_ = VERBS[verb]
    file, options = str(files / arguments[0]), arguments[1:]
    said = stratode("lab", verb, file, file, *options, "-o", str(files / "out"))
    assert said.status == 0, said.err
    assert "Measurements side by side" in said.out
    assert f"{Path(file).name} (2)" in said.out
    assert symbol in said.out


def test_points_with_names_and_units_are_the_surface_that_they_are(stratode: Stratode, files: Path) -> None:
    told = [
        json.loads(stratode("lab", "roughness", *words, "--json").out)
        for words in ((files / "surface.npy", "--pixel", "2 um"), (files / "points.csv",))
    ]
    as_matrix, as_points = ({e["symbol"]: e["value"] for e in one["estimates"]} for one in told)
    assert as_points == pytest.approx(as_matrix, rel=1e-6)


def test_healing_against_the_original(stratode: Stratode, files: Path) -> None:
    said = stratode(
        "lab", "tensile", files / "one.csv", files / "two.csv", "--original", files / "three.csv", "--original", files / "four.csv"
    )
    assert said.status == 0
    assert "healing efficiency by elongation at break" in said.out
    means = stratode("lab", "tensile", files / "one.csv", files / "two.csv", "--specimens")
    assert "elongation at break, mean" in means.out


def test_porosity_from_options_compares_thicknesses(stratode: Stratode) -> None:
    """chen2024, before and after calendering: 53.2 and 20.0 %, where 25 % is stated."""
    options = ("--parts", PARTS, "--density", "NMC83=4.75 +- 0.05 g/cm3", "--loading", "29.6 +- 0.2 mg/cm2", "--stated", "25%")
    said = stratode("lab", "porosity", *options, "--thickness", "141.5 +- 1 um", "--thickness", "82.7 +- 1 um", "--wanted", "25%", "--json")
    before, after = json.loads(said.out)["measurements"]
    assert before["estimates"][0]["value"] == pytest.approx(53.2, abs=0.05)
    assert after["estimates"][0]["value"] == pytest.approx(20.0, abs=0.05)
    assert "stated_differs" in {c["name"] for c in after["cautions"]}
    assert next(e for e in after["estimates"] if e["symbol"] == "H_wanted")["value"] == pytest.approx(88.25, abs=0.05)


def test_a_picture_of_each_kind_is_read(stratode: Stratode, files: Path) -> None:
    tifffile, imageio = pytest.importorskip("tifffile"), pytest.importorskip("imageio.v3")
    grey = np.clip(np.load(files / "cracks.npy"), 0, 255).astype(np.uint8)
    imageio.imwrite(files / "c.png", grey)
    imageio.imwrite(files / "c.jpg", np.stack([grey] * 3, axis=2), quality=95)
    tifffile.imwrite(files / "c.tif", grey, imagej=True, resolution=(2.0, 2.0), metadata={"unit": "um"})
    said = stratode("lab", "cracks", files / "c.png", files / "c.jpg", files / "c.tif", "--json")
    several = json.loads(said.out)["measurements"]
    shares = [m["estimates"][0]["value"] for m in several]
    assert shares == pytest.approx([shares[0]] * 3, rel=0.05)
    assert [m["lengths_in"] for m in several] == ["pixels", "pixels", "m"]
    assert [m["read"][0]["format"] for m in several] == ["PNG", "JPEG", "TIFF"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["tensile", "strain.csv"], "holds no stress; needs --area"),
        (["tensile", "german.csv"], "Or name the column: --columns 'Stress / MPa=NAME', of 'Dehnung / %', 'Spannung / MPa'."),
        (["porosity", "disks.csv", "--parts", PARTS, "--stated", "25%"], "--stated: belongs to a coating stated by options"),
        (["porosity", "disks.csv", "--parts", PARTS, "--thickness", "9 um"], "--thickness: belongs to a coating stated by options"),
        (["strain", "one.csv"], "needs a column 'Resistance / ohm'"),
        (["strain", "strain.csv", "--at", "20 um"], "--at"),
        (["roughness", "surface.npy"], "does not state how far apart its heights lie; state --pixel"),
        (["cracks", "cracks.npy", "--crop", "9:1"], "--crop: must keep something"),
        (["cracks", "cracks.npy", "--threshold", "dark"], "--threshold: must be a grey level or 'otsu'"),
        (["cracks", "one.csv"], "must be a picture or a matrix of numbers"),
        (["front", "map.npy", "--pixel", "0 um"], "--pixel: must be above 0"),
        (["fringes", "fringes.csv", "--plane", "101"], "--plane: indices need the cell"),
        (["porosity", "--parts", "unobtainium=100 wt%", "--loading", "1 mg/cm2"], "Or state --density 'unobtainium=4.7 g/cm3'"),
        (["porosity", "--parts", PARTS, "--loading", "30 mg/cm2", "--thickness", "40 um"], "the solids must fit into the coating"),
        (
            ["porosity", "--parts", "PVDF=104 wt%,NMC83=-4 wt%", "--loading", "1 mg/cm2"],
            "shares must not be negative; received -4 wt% of NMC83",
        ),
        (
            ["porosity", "--parts", "NMC83=96 wt%,NMC83=4 wt%", "--loading", "1 mg/cm2"],
            "--parts: each solid must stand once; received NMC83",
        ),
        (
            ["porosity", "--parts", PARTS, "--density", "NMC83=-4 g/cm3", "--loading", "30 mg/cm2", "--thickness", "90 um"],
            "--density: must be above 0; received -4 g/cm3 of NMC83",
        ),
        (
            ["porosity", "--parts", PARTS, "--loading", "30 mg/cm2", "--mass", "3 mg", "--area", "1 cm2", "--thickness", "90 um"],
            "--loading: is the mass of the coating per area already; received the mass beside it",
        ),
        (
            ["porosity", "--parts", PARTS, "--loading", "30 mg/cm2", "--thickness", "90 um", "--stated", "150%"],
            "--stated: a porosity must lie from 0 to below 100 %; received 150 %",
        ),
        (["cracks", "cracks.npy", "--threshold", "nan"], "--threshold: must be a grey level or 'otsu'; received 'nan'"),
        (["cracks", "cracks.npy", "--background", "-5"], "--background: must be above 0; received '-5'"),
        (["cracks", "cracks.npy", "--smallest", "nan"], "--smallest: must be above 0; received 'nan'"),
        (["roughness", "empty.csv"], "empty.csv: must be a picture or a matrix of numbers; received a file without any"),
        (["roughness", "points.csv", "--pixel", "1 um"], "belong to pictures and matrices; received them for points.csv"),
        (["strain", "strain.csv", "--failure", "nan"], "--failure: must be a ratio R/R0 above 1; received nan"),
        (["edge", "edge.csv", "--substrate", "-5 um"], "--substrate: must not be negative; received '-5 um'"),
        (["fringes", "fringes.csv", "--calibration", "-1%"], "--calibration: must lie from 0 to below 100 %; received '-1%'"),
        (["fringes", "fringes.csv", "--cell", "0.28nm,1.4nm"], "--cell: belongs to the indices of a --plane"),
        (["fringes", "fringes.csv", "--line", "0,0 to 5,5"], "received them for fringes.csv, a table of a line"),
        (["porosity", "--parts", PARTS, "--density", "NMC=4 g/cm3", "--loading", "1 mg/cm2"], "--density: must name a solid of --parts"),
    ],
)
def test_bad_input_is_refused_in_words(stratode: Stratode, files: Path, arguments: list[str], words: str) -> None:
    said = stratode("lab", *(str(files / a) if a.endswith((".csv", ".npy")) else a for a in arguments))
    assert said.status == 2
    assert words in " ".join(said.err.split())


def test_damaged_pictures_are_refused(stratode: Stratode, tmp_path: Path) -> None:
    pytest.importorskip("tifffile")
    for name, content in (
        ("a.tif", b"II*\0" + b"\x08" * 50),
        ("b.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        ("c.npy", b"\x93NUMPY\x01\0zz"),
    ):
        (tmp_path / name).write_bytes(content)
        said = stratode("lab", "cracks", tmp_path / name)
        assert said.status == 2
        assert "can be read" in said.err
