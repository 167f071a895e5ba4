"""`stratode lab gitt`, `resistance`, `ici` and `relax` from the door: what they print, write and refuse."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.lab.relaxation.test_depolarisation import made as relaxing
from tests.lab.titration.synthetic import gitt, joined
from tests.lab.titration.test_pauses import made as interrupted
from typer.testing import CliRunner

from stratode import evaluate
from stratode.cli import app
from stratode.lab.record import CURRENT, TIME, VOLTAGE, Record
from stratode.lab.titration.hosts import Sphere
from stratode.report.lab.figures.titration import record

ROOT = Path(__file__).parents[2]
BALL = Sphere(5e-6)


def written(record: Record, path: Path) -> Path:
    table = np.column_stack([record.columns[name] for name in (TIME, VOLTAGE, CURRENT)])
    np.savetxt(path, table, delimiter=",", header=f"{TIME},{VOLTAGE},{CURRENT}", comments="", fmt="%.9g")
    return path


@pytest.fixture
def long(tmp_path: Path) -> Path:
    return written(joined(*(gitt(BALL, 1e-14, tau=300.0, seed=k, start=4.0 - 0.02 * k) for k in range(2))), tmp_path / "long.csv")


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["lab", *map(str, arguments)])
    return result.exit_code, result.output, str(result.exception or "")


def test_gitt_prints_a_json_object_with_a_list_of_pulses(long: Path):
    code, said, trouble = run("gitt", long, "--particle-radius", "5um", "--json")
    assert code == 0, trouble
    told = json.loads(said)
    assert [pulse["pulse"] for pulse in told["pulses"]] == [1, 2]
    first = told["pulses"][0]
    assert first["low"] < first["D_cm2_per_s"] < first["high"]
    assert first["D_fit_cm2_per_s"] == pytest.approx(1e-10, rel=0.2)
    assert first["voltage_V"] == pytest.approx(4.0, abs=1e-3)
    assert first["R_internal_ohm"]["R_first"] == pytest.approx(10.0, rel=0.02)
    assert first["checks"] == ["not_linear", "pulse_too_long"]  # 300 s are 0.12 of r^2/D
    assert told["length"] == "particle radius 5 um, path r/3 = 1.667 um"
    assert {"D_WH(1)", "D_fit(2)", "R_end(1)"} <= {one["symbol"] for one in told["estimates"]}
    assert "diffusivity:" in told["recipe"]


def test_gitt_writes_its_tables_and_a_report(long: Path, tmp_path: Path):
    code, said, trouble = run("gitt", long, "--particle-radius", "5um", "--electrode-thickness", "80 um", "-o", tmp_path / "out")
    assert code == 0, trouble
    assert "by a fit of a single host" in " ".join(said.split())
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"summary.json", "report.html", "estimates.csv", "pulses.csv", "fits.csv", "for_recipe.yaml"} <= names
    assert "4.3" not in (tmp_path / "out" / "for_recipe.yaml").read_text()


def test_the_record_is_one_curve_with_all_its_pulses_shaded(long: Path):
    """One trace and one update: shapes added one by one took the square of their number, minutes for a thousand pulses."""
    drawn = record(evaluate.gitt(long, particle_radius="5um", fit=False).results[0])
    assert len(drawn.data) == 1
    assert [shape.x1 - shape.x0 for shape in drawn.layout.shapes] == pytest.approx([300.0, 300.0], rel=0.02)
    assert [mark.text for mark in drawn.layout.annotations] == ["1", "2"]
    assert None in drawn.data[0].y


def test_gitt_with_the_electrodes_length_tests_it_against_the_particles(long: Path):
    found = evaluate.gitt(long, electrode_thickness="80 um", particle_radius="5 um", length="electrode", fit=False)
    assert "electrode thickness L = 80 um" in found.estimate("D_WH(1)").method
    assert "not_solid_diffusion" in {caution.name for caution in found.sheets[0].cautions}
    assert found.sheets[0].recipe == ""  # no diffusivity of a material


def test_gitt_takes_the_radius_and_the_cell_of_a_recipe(tmp_path: Path):
    from tests.lab.titration.test_cell_fit import RECIPE, record

    file = written(record(4e-15, 2e-5), tmp_path / "cell.csv")
    code, said, trouble = run("gitt", file, "--recipe", RECIPE, "--json")
    assert code == 0, trouble
    (pulse,) = json.loads(said)["pulses"]
    assert pulse["fitted_model"] == "P2D cell of the recipe"
    assert pulse["D_fit_cm2_per_s"] == pytest.approx(4e-11, rel=0.05)
    assert 0.5 < pulse["stoichiometry"] < 0.7
    assert pulse["soc"] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "--particle-radius, --electrode-thickness: a diffusivity needs a diffusion length"),
        (("--particle-radius", "5"), "--particle-radius: must carry its unit: it is a length"),
        (("--particle-radius", "-5um"), "--particle-radius: must be above 0; received '-5um'"),
        (("--particle-radius", "5um", "--length", "cell"), "--length: must be particle or electrode; received 'cell'"),
        (("--particle-radius", "5um", "--at", "soon"), "--at: must be a time"),
        (("--particle-radius", "5um", "--at", ""), "--at: needs at least one time after the switch; received none"),
        (("--particle-radius", "5um", "--at", "1 s, 10 s, 1000 ms"), "--at: each time must stand once; received '1000 ms' again"),
        (("--particle-radius", "5um", "--free-scale"), "--free-scale: scales the cell model of a recipe; received no --recipe"),
        (("--particle-radius", "5um", "--skip", "1 V"), "--skip: must have the dimension of a time (s); received '1 V'"),
    ],
)
def test_gitt_says_which_option_is_wrong(long: Path, options: tuple[str, ...], words: str):
    code, _, trouble = run("gitt", long, *options)
    assert code != 0
    assert words in trouble


def test_resistance_lays_files_beside_each_other(long: Path, tmp_path: Path):
    other = written(gitt(BALL, 1e-14, drop=-0.02), tmp_path / "other.csv")
    code, said, trouble = run("resistance", long, other, "--at", "1 s, end", "--json")
    assert code == 0, trouble
    told = json.loads(said)["measurements"]
    assert [len(one["pulses"]) for one in told] == [2, 1]
    assert told[1]["pulses"][0]["R"]["R_first"]["ohm"] == pytest.approx(20.0, rel=0.02)


def test_ici_gives_resistances_without_a_length_and_diffusivities_with_one(tmp_path: Path):
    file = written(interrupted(noise=1e-6), tmp_path / "ici.csv")
    assert all(one["D_cm2_per_s"] is None for one in json.loads(run("ici", file, "--json")[1])["pauses"])
    code, said, trouble = run("ici", file, "--particle-radius", "5 um", "--json", "-o", tmp_path / "out")
    assert code == 0, trouble
    assert json.loads(said[said.index("{") :])["pauses"][-2]["D_cm2_per_s"] == pytest.approx(1e-10, rel=0.3)
    assert (tmp_path / "out" / "pauses.csv").is_file()


def test_relax_tells_the_time_constant_and_the_polarisation_beside_it(tmp_path: Path):
    file = written(relaxing(4.4e-13), tmp_path / "slow.csv")
    code, said, trouble = run("relax", file, "--thickness", "600um", "--json")
    assert code == 0, trouble
    told = json.loads(said)
    assert "polarisation_too_short" in {caution["name"] for caution in told["cautions"]}
    assert told["polarisation_over_t_re"] == pytest.approx(7200.0 / 82_900.0, rel=0.05)
    assert {"t_re", "D_eff", "V_inf", "D_eff(modes)"} <= {one["symbol"] for one in told["estimates"]}
    assert run("relax", file, "--thickness", "600um", "-o", tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "report.html").is_file()


def test_relax_says_which_option_is_wrong(tmp_path: Path):
    file = written(relaxing(1.4e-11), tmp_path / "fast.csv")
    assert "--thickness: must be above 0" in run("relax", file, "--thickness", "0 um")[2]
    assert "--v-infinity: must have the dimension of a voltage" in run("relax", file, "--v-infinity", "3 s")[2]
