"""`stratode lab eis` from the door: what it prints and writes, on files that it has to read itself."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from tests.lab.impedance.synthetic import exact, frequencies
from typer.testing import CliRunner

from stratode.cli import app
from stratode.evaluate import eis

DATA = Path(os.environ.get("STRATODE_DATA", Path(__file__).parents[3] / "shared" / "data")) / "eis"
REAL = (
    "impedancepy_exampleData.csv",
    "gamry_REF3000.DTA",
    "chi660e.txt",
    "biologic.mpt",
    "lpscl_ionblocking_m25C.txt",
    "ssb_ncm_lpscl_atrest.csv",
)
CELL = ("L0-R0-p(R1,CPE1)-W1", [5e-7, 8.9, 37.7, 1e-4, 0.85, 2.0])


def run(*arguments: object) -> object:
    return CliRunner().invoke(app, ["lab", "eis", *map(str, arguments)], catch_exceptions=True)


def written(path: Path, z: np.ndarray, f: np.ndarray) -> Path:
    lines = [f"{a:.8g},{b.real:.8g},{b.imag:.8g}" for a, b in zip(f, z, strict=True)]
    path.write_text("Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def cell(tmp_path: Path) -> Path:
    f = frequencies(1e6, 1e-2)
    rng = np.random.default_rng(1)
    z = exact(*CELL, f)
    return written(tmp_path / "cell.csv", z + 2e-3 * np.abs(z) * (rng.normal(size=f.size) + 1j * rng.normal(size=f.size)), f)


def test_the_command_of_the_issue_prints_one_json_object(cell: Path) -> None:
    result = run(cell, "--circuit", "R0-p(R1,C1)-p(R2-Wo1,C2)", "--json", "--fmax", "10 kHz")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["kramers_kronig"]["passes"] is True
    assert "no residual beyond 1%" in told["kramers_kronig"]["criterion"]
    assert list(told["circuit"]["parameters"]) == ["R0", "R1", "C1", "R2", "Wo1_0", "Wo1_1", "C2"]
    one = told["circuit"]["parameters"]["R0"]
    assert one["low"] <= one["value"] <= one["high"]
    assert one["unit"] == "ohm"
    assert {e["symbol"] for e in told["estimates"]} >= {"R_s", "R_ct", "R0", "Wo1_1"}


def test_the_verdict_is_the_first_sentence(cell: Path) -> None:
    assert eis(cell).words()[0].startswith("The spectrum passes the Kramers-Kronig test")


def test_several_circuits_are_compared(cell: Path) -> None:
    found = eis(cell, circuit=["R0-p(R1,CPE1)", CELL[0]], area="2 cm2")
    told = found.summary()
    assert [c["description"] for c in told["circuits"]] == ["R0-p(R1,CPE1)", CELL[0]]
    assert told["circuits"][1]["aicc"] < told["circuits"][0]["aicc"]
    assert f"{CELL[0]} has the lowest AICc, clearly lower" in " ".join(found.words())
    assert found.estimate("R1 (2)").value == pytest.approx(37.7, rel=0.02)
    assert found.estimate("R_ct A").value == pytest.approx(37.7 * 2e-4, rel=0.02)


def test_a_folder_gets_report_tables_and_what_a_recipe_takes(tmp_path: Path) -> None:
    f = frequencies(1e6, 1e-1)
    film = written(tmp_path / "film.csv", exact("R0-CPE1", [35.7, 1e-5, 0.9], f), f)
    result = run(film, "--thickness", "150 um", "--area", "1 cm2", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "for_recipe.yaml").read_text(encoding="utf-8").splitlines()[-1].split()[:2] == ["conductivity:", "0.0004202"]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Kramers-Kronig residuals" in page
    head = (tmp_path / "out" / "spectrum.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head.startswith("Frequency / Hz,Real Impedance / ohm")


def test_wetting_is_followed_over_the_files_in_their_order(tmp_path: Path) -> None:
    f = frequencies(1e6, 1e-1)
    ohmic = (9.0, 7.0, 6.2, 6.0)
    files = [written(tmp_path / f"h{k}.csv", exact("L0-R0-p(R1,CPE1)", [5e-7, r, 30.0, 1e-4, 0.9], f), f) for k, r in enumerate(ohmic)]
    found = eis(*files)
    values = [found.estimate("R_s", k).value for k in range(4)]
    np.testing.assert_allclose(np.diff(values), np.diff(ohmic), rtol=0.02)
    drawings = found.together(found.sheets)
    assert any("series" in d.caption.lower() and "order" in d.caption for d in drawings)
    assert list(drawings[-2].figure.data[0].y) == pytest.approx(values, rel=1e-4)


def test_a_series_is_evaluated_whole_or_one_of_it(tmp_path: Path) -> None:
    f = frequencies(1e5, 1e-1, 6)
    z = exact("R0-p(R1,CPE1)", [5.0, 20.0, 1e-4, 0.9], f)
    twice = written(tmp_path / "series.csv", np.concatenate([z, 2.0 * z]), np.concatenate([f, f]))
    both, second = eis(twice), eis(twice, spectrum=2)
    assert [sheet.name for sheet in both.sheets] == ["series.csv (loop 1)", "series.csv (loop 2)"]
    assert both.estimate("R_ct", 1).value == pytest.approx(40.0, rel=0.01)
    assert second.estimate("R_ct").value == both.estimate("R_ct", 1).value
    with pytest.raises(ValueError, match="holds 2 spectra; received 3"):
        eis(twice, spectrum=3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--circuit", "R0-p(R1,X1)"), "knows no element 'X'"),
        (("--weights", "equal"), "--weights: must be modulus, unit, proportional"),
        (("--area", "1 cm"), "--area"),
        (("--area", "0 cm2"), "--area: must be above 0"),
        (("--fmin", "1 kHz", "--fmax", "1 Hz"), "--fmin: must be below --fmax"),
        (("--arc-fmin", "1 Hz"), "--arc-fmin, --arc-fmax: must both be stated"),
        (("--circuit", "R0-C1", "--start", "R0=a"), "--start: must be NAME=NUMBER"),
        (("--thickness", "1 um"), "--thickness: gives a conductivity only with the area"),
        (("--concentration", "1 M"), "--concentration: gives a diffusivity only with --area and --temperature"),
        (("--fmin", "10 MHz"), "needs at least 3 points; received 0"),
    ],
)
def test_wrong_options_are_refused(cell: Path, options: tuple[str, ...], words: str) -> None:
    result = run(cell, *options)
    assert result.exit_code != 0
    assert words in str(result.exception or result.output)


@pytest.mark.skipif(not DATA.is_dir(), reason="the real spectra are not here (STRATODE_DATA)")
@pytest.mark.parametrize("name", REAL)
def test_every_real_spectrum_is_evaluated(name: str) -> None:
    found = eis(DATA / name, spectrum=1)
    told = found.summary()
    assert told["kramers_kronig"]["passes"] == (name in {REAL[0], REAL[4], REAL[5]})  # the others drift, or hold points that are off
    series = found.estimate("R_s")
    assert 0.0 < series.value < float(found.results[0].spectrum.impedance.real.max())
    assert found.sheets[0].drawings()
