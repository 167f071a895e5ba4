"""The verbs of voltammetry and materials from the command line: one JSON object, files, comparisons, messages."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.lab.voltammetry.made import cycles, written
from typer.testing import CliRunner

from stratode.cli import app

RUN = CliRunner()


def asked(*words: str) -> dict:  # type: ignore[type-arg]
    result = RUN.invoke(app, ["lab", *words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def values(answer: dict) -> dict[str, float]:  # type: ignore[type-arg]
    return {one["symbol"]: one["value"] for one in answer["estimates"]}


def test_cyclic_voltammetry(tmp_path: Path) -> None:
    file = written(tmp_path / "cell.csv", cycles(count=2).columns)
    got = values(asked("cv", str(file), "--area", "2 cm2"))
    assert got["E_pa1"] == pytest.approx(3.8, abs=1e-3)
    assert got["i_pa1"] == pytest.approx(0.5, rel=0.01)  # mA/cm2
    assert got["dE_p1"] == pytest.approx(100.0, abs=1.0)  # mV


def test_several_scan_rates_are_one_more_measurement_and_a_report(tmp_path: Path) -> None:
    files = []
    for rate in (1e-4, 2e-4, 5e-4):
        one = cycles(heights=(1e-3 * (rate / 1e-4) ** 0.8,), rate=rate)
        files.append(str(written(tmp_path / f"{rate * 1e3:g}.csv", one.columns)))
    got = asked("cv", *files, "-o", str(tmp_path / "out"))
    assert got["measurements"][-1]["name"] == "scan rates"
    assert values(got["measurements"][-1])["b_pa1"] == pytest.approx(0.8, abs=0.01)
    assert (tmp_path / "out" / "report.html").stat().st_size > 10_000


def test_linear_sweep_and_float(tmp_path: Path) -> None:
    e = np.linspace(2.8, 5.6, 1401)
    i = (1e-3 + 0.1 * np.exp((e - 4.9) / 0.12)) * 1e-4
    file = written(tmp_path / "lsv.csv", {"Test Time / s": (e - 2.8) / 1e-4, "Voltage / V": e, "Current / A": i})
    got = values(asked("lsv", str(file), "--area", "1 cm2", "--at", "4.5 V"))
    assert got["E_a_threshold"] == pytest.approx(4.899, abs=2e-3)
    assert got["i_4.5V"] == pytest.approx(0.1 + 10.0 * np.exp(-0.4 / 0.12), rel=0.01)
    t = np.arange(0.0, 36000.0, 60.0)
    noise = np.random.default_rng(0).normal(0.0, 1e-8, t.size)
    held = {"Test Time / s": t, "Voltage / V": np.full(t.size, 4.8), "Current / A": 5e-6 + 2e-5 * np.exp(-t / 4000.0) + noise}
    assert values(asked("float", str(written(tmp_path / "held.csv", held))))["i_leak_4.8V"] == pytest.approx(5.0, rel=0.01)


def test_diffraction_rheology_and_peel(tmp_path: Path) -> None:
    from tests.lab.diffraction.made import layered

    record = layered(0)
    two = np.column_stack(list(record.columns.values()))
    np.savetxt(tmp_path / "a.xy", two, fmt="%.4f")
    got = values(asked("xrd", str(tmp_path / "a.xy"), "--phase", "layered"))
    assert got["a"] == pytest.approx(2.872, abs=5e-4)
    assert got["d_003"] == pytest.approx(14.215 / 3.0, abs=2e-3)
    w = np.geomspace(0.05, 10.0, 24)
    sweep = {
        "Angular Frequency (rad/s)": w,
        "G' (Pa)": 1e5 * (2.5 * w) ** 2 / (1 + (2.5 * w) ** 2),
        "G'' (Pa)": 2.5e5 * w / (1 + (2.5 * w) ** 2),
    }
    assert values(asked("rheology", str(written(tmp_path / "r.csv", sweep))))["omega_x1"] == pytest.approx(0.4, rel=0.01)
    x = np.linspace(0.0, 60.0, 1200)
    f = 1.18 * (1.0 - np.exp(-x)) + np.random.default_rng(0).normal(0.0, 0.01, x.size)
    file = written(tmp_path / "p.csv", {"Displacement / mm": x, "Force / N": f})
    assert values(asked("peel", str(file), "--width", "20 mm"))["F/b"] == pytest.approx(59.0, rel=0.01)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("cv", "--area", "2 cm"), "--area: must have the dimension of an area"),
        (("cv", "--baseline", "spline"), "--baseline: must be one of linear, tangent, zero; received 'spline'"),
        (("lsv", "--threshold", "10 uA/cm2"), "--threshold: is per area and needs --area"),
        (("lsv", "--versus", "SHE"), "--versus: must be one of lithium, other; received 'SHE'"),
        (("xrd", "--source", "Zz"), "--source: must be one of Cr, Fe"),
        (("xrd", "--cell", "2.87 angstrom,14.2 angstrom"), "--cell, --position: belong to the indexing of a phase"),
        (("xrd", "--reference", "38.47 degree"), "--reference: belongs to shifts from the first of several patterns"),
        (("peel", "--width", "0 mm"), "--width: must be above 0; received '0 mm'"),
        (("rheology", "--at", "1 V"), "--at: must have the dimension of"),
    ],
)
def test_an_option_that_cannot_be_read_says_which_and_what_to_do(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    file = written(tmp_path / "cell.csv", cycles().columns)
    with pytest.raises(ValueError, match=message.split(";")[0].replace("(", r"\(")):
        RUN.invoke(app, ["lab", words[0], str(file), *words[1:]], catch_exceptions=False)
