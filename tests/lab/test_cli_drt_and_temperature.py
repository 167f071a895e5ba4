"""`stratode lab drt`, `arrhenius`, `vtf` and `relaxation-times` as they are typed."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from stratode import evaluate
from stratode.cli.lab import lab

runner = CliRunner()
HEAD = "Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm"


@pytest.fixture
def spectra(tmp_path):
    f = np.logspace(4, -2, 37)
    paths = []
    for k, slow in enumerate((20.0, 10.0)):
        z = 2.0 + 5.0 / (1 + (2j * np.pi * f * 2e-3) ** 0.85) + slow / (1 + (2j * np.pi * f * 0.5) ** 0.9)
        random = np.random.default_rng(k)
        z = z + 0.003 * np.abs(z) * (random.standard_normal(f.size) + 1j * random.standard_normal(f.size))
        paths.append(tmp_path / f"soc{k}.csv")
        np.savetxt(paths[-1], np.c_[f, z.real, z.imag], delimiter=",", header=HEAD, comments="")
    return paths


def told(*arguments):
    answer = runner.invoke(lab, [*map(str, arguments), "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_drt_gives_the_keys_that_were_promised(spectra):
    found = told("drt", spectra[0], "--draws", 100)
    assert {"tau_s", "gamma_ohm", "gamma_low", "gamma_high", "peaks", "lambda", "criterion", "r_inf", "inductance", "alternatives"} <= set(
        found
    )
    assert len(found["tau_s"]) == len(found["gamma_ohm"]) == len(found["gamma_low"]) == len(found["gamma_high"])
    assert found["r_inf"] == pytest.approx(2.0, rel=0.02)
    assert [peak["process"].split(" ")[0] for peak in found["peaks"]] == ["R_SEI", "R_ct"]
    assert [peak["resistance_ohm"] for peak in found["peaks"]] == pytest.approx([5.0, 20.0], rel=0.1)


def test_a_series_over_charge_becomes_one_map(spectra, tmp_path):
    result = evaluate.drt(*spectra, soc="90 %,10 %", draws=100)
    paths = result.save(tmp_path / "out")
    summary = result.summary()
    assert summary["soc"] == [0.1, 0.9]
    values = {one["symbol"]: one["value"] for one in summary["estimates"]}
    assert values["R_ct(90 %)"] > 1.6 * values["R_ct(10 %)"]
    assert {"map.csv", "over_charge.csv", "peaks.csv", "report.html"} <= {path.name for path in paths}


def test_drt_gives_resistances_per_area(spectra):
    found = {one["symbol"]: one for one in told("drt", spectra[0], "--draws", 100, "--area", "2cm2")["estimates"]}
    for symbol in ("R_inf", "R_pol", "R_1", "R_ct"):
        assert found[f"{symbol} A"]["unit"] == "ohm cm2"
        assert found[f"{symbol} A"]["value"] == pytest.approx(2.0 * found[symbol]["value"])
        assert found[f"{symbol} A"]["high"] == pytest.approx(2.0 * found[symbol]["high"])
    mapped = evaluate.drt(*spectra, soc="90 %,10 %", draws=100, area="2 cm2")
    assert mapped.estimate("R_ct A(90 %)").value == pytest.approx(2e-4 * mapped.estimate("R_ct(90 %)").value)


def test_an_option_that_a_verb_does_not_have_is_named(spectra):
    with pytest.raises(TypeError, match=r"drt: must be given options that it has; received 'aera'\. Did you mean area\?"):
        evaluate.drt(spectra[0], aera="2 cm2")
    with pytest.raises(TypeError, match=r"eis: .* received 'tlm'"):
        evaluate.eis(spectra[0], tlm=True)


def test_arrhenius_and_vtf_of_a_table_and_what_a_recipe_takes(tmp_path):
    T = np.linspace(273.15, 353.15, 7)
    sigma = 3.0 * T**-0.5 * np.exp(-6000.0 / (8.314462618 * (T - 190.0)))  # S/m
    path = tmp_path / "sigma.csv"
    np.savetxt(path, np.c_[T - 273.15, 10.0 * sigma], delimiter=",", header="Temperature / degC,Conductivity / mS/cm", comments="")
    found = told("vtf", path)
    values = {one["symbol"]: one["value"] for one in found["estimates"]}
    assert found["supported"] == "VTF"
    assert (values["Ea"], values["T0"]) == pytest.approx((6.0, 190.0), rel=1e-2)
    assert "formula:" in found["recipe"]
    straight = told("arrhenius", path, "--at", "40 degC")
    assert "activation_energy:" in straight["recipe"]
    assert "curved" in {one["name"] for one in straight["cautions"]}
    assert any("40 degC" in one["symbol"] for one in straight["estimates"])


def test_arrhenius_of_spectra_at_several_temperatures(tmp_path):
    f = np.logspace(4, 0, 41)
    paths = []
    for celsius in (25, 35, 45, 55):
        R = 40.0 * np.exp(29760.0 / 8.314462618 * (1.0 / (celsius + 273.15) - 1.0 / 298.15))
        z = 3.0 + R / (1 + 2j * np.pi * f * R * 1e-4)
        random = np.random.default_rng(celsius)
        z = z + 0.002 * np.abs(z) * (random.standard_normal(f.size) + 1j * random.standard_normal(f.size))
        paths.append(tmp_path / f"{celsius}.csv")
        np.savetxt(paths[-1], np.c_[f, z.real, z.imag], delimiter=",", header=HEAD, comments="")
    found = told("arrhenius", *paths, "--temperatures", "25 degC,35 degC,45 degC,55 degC")
    energy = next(one for one in found["estimates"] if one["symbol"] == "Ea")
    assert energy["value"] == pytest.approx(29.76, rel=0.03)
    answer = runner.invoke(lab, ["arrhenius", *map(str, paths), "--temperatures", "25 degC"])
    assert "one for each spectrum; received 1 for 4 files" in str(answer.exception)


def test_relaxation_times_as_typed(tmp_path):
    f = np.logspace(6, -1, 71)
    z = 52e3 / (1 + 2j * np.pi * f * 52e3 * 5e-11) + 1 / (2j * np.pi * f * 1e-6)
    path = tmp_path / "film.csv"
    np.savetxt(path, np.c_[f, z.real, z.imag], delimiter=",", header=HEAD, comments="")
    values = {one["symbol"]: one["value"] for one in told("relaxation-times", path)["estimates"]}
    assert values["tau_c - tau_D"] == pytest.approx(0.052, rel=1e-3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--criterion", "best"], "--criterion: must be one of evidence, gcv, re-im; received 'best'"),
        (["--soc", "0.1,0.2"], "received 2 for 1 spectra"),
        (["--soc", "1.5"], "--soc: must lie between 0 and 1"),
        (["--bands", "x"], "--bands"),
        (["--noise", "loud"], "--noise: must be one of auto, constant, proportional"),
    ],
)
def test_options_that_make_no_sense_are_refused(spectra, options, words):
    answer = runner.invoke(lab, ["drt", str(spectra[0]), *options])
    assert words in str(answer.exception)
