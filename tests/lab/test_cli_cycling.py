"""`stratode lab cycle|rate|dqdv` from the door: JSON alone on stdout, files whole, refusals with a remedy."""

import json

import numpy as np
import pytest
from tests.lab.cycling.made import cycled, layered, record
from typer.testing import CliRunner

from stratode import evaluate
from stratode.cli import app
from stratode.lab.estimate import Estimate
from stratode.report.strict_json import dumps


def run(*arguments):
    result = CliRunner().invoke(app, ["lab", *map(str, arguments)], catch_exceptions=True)
    return result, str(result.exception or "")


def written(made, path):
    np.savetxt(path, np.column_stack(list(made.columns.values())), delimiter=",", header=",".join(made.columns), comments="", fmt="%.9g")
    return path


@pytest.fixture(scope="module")
def cell(tmp_path_factory):
    return written(cycled([7.2 - 0.02 * k for k in range(14)]), tmp_path_factory.mktemp("cells") / "cell.csv")


@pytest.fixture(scope="module")
def nmc(tmp_path_factory):
    return written(layered(5, 0.5e-3, np.random.default_rng(0)), tmp_path_factory.mktemp("cells") / "nmc.csv")


def test_cycle_prints_one_json_object_with_every_cycle(cell):
    result, _ = run("cycle", cell, "--area", "1.13cm2", "--lithium", "40um", "--json")
    told = json.loads(result.stdout)
    assert told["verb"] == "cycle"
    assert told["verdict"] == "no_knee"
    assert told["cycles"]["Cycle"] == list(range(1, 15))
    assert told["cycles"]["Retention / %"][0] == 100.0
    assert {"Q_dis,1", "CE_1", "R", "f", "CE", "n_Li"} <= {one["symbol"] for one in told["estimates"]}


def test_shares_are_percent_in_json_and_tables_and_fractions_in_python(cell):
    told = evaluate.cycle(cell)
    shown = {one["symbol"]: (one["value"], one["unit"]) for one in told.summary()["estimates"]}
    for symbol in ("CE_1", "R", "f", "CE", "R_CE"):
        assert shown[symbol] == (pytest.approx(100.0 * told.estimate(symbol).value), "%")
    assert 0.9 < told.estimate("CE").value < 1.0
    rows = {row[1]: row for row in told.table().rows}
    assert rows["CE"][4] == "%"
    with pytest.raises(ValueError, match=r"CE: must be a fraction; received 99 %\. Give it as 0 to 1 with shown_in='%'"):
        Estimate(name="efficiency", symbol="CE", value=99.0, unit="%", method="")


def test_cycle_writes_its_files_and_compares_several(cell, tmp_path):
    result, _ = run("cycle", cell, cell, "-o", tmp_path)
    assert result.exit_code == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"report.html", "summary.json", "estimates.csv", "cell.csv_cycles.csv", "cell.csv__2__cycles.csv"} <= names
    assert (tmp_path / "report.html").read_text().count('class="plot"') == 3 + 2 * 3


def test_rate_and_dqdv_print_json(cell, nmc):
    result, _ = run("rate", cell, "--one-c", "1mA", "--json")
    told = json.loads(result.stdout)
    assert (told["verb"], told["tested"]) == ("rate", "discharge")
    result, _ = run("dqdv", nmc, "--phases", "NMC811", "--active-mass", "10mg", "--json")
    told = json.loads(result.stdout)
    shift = next(one for one in told["estimates"] if one["symbol"] == "s_H2-H3,ch")
    assert shift["low"] < 0.55
    assert shift["high"] > 0.45
    assert set(told["cycles"]["Peak"]) == {"H1-M", "M-H2", "H2-H3"}


def test_python_takes_the_words_of_the_command_line(cell, nmc, tmp_path):
    words = {"loading": "22mg/cm2", "area": "1.13 cm2", "active": "96wt%", "one_c": "200mA/g", "current_accuracy": "0.1%"}
    told = evaluate.cycle(cell, **words, lithium="40 um", e_c="2.5 g/Ah", charge="rows", begins="charge", reference=2)
    result, _ = run(
        "cycle", cell, "--loading", "22mg/cm2", "--area", "1.13cm2", "--active", "96wt%", "--one-c", "200mA/g",
        "--current-accuracy", "0.1%", "--lithium", "40um",
        "--ec", "2.5g/Ah", "--charge", "rows", "--begins", "charge", "--reference", "2", "--json",
    )  # fmt: skip
    assert json.loads(result.stdout)["estimates"] == json.loads(dumps(told.summary()))["estimates"]
    text, plain = (evaluate.dqdv(nmc, follow=f, smooth="6 mV") for f in ("top=4.1V..4.3V", {"top": (4.1, 4.3)}))
    assert text.summary()["estimates"] == plain.summary()["estimates"]
    curve = written(record((-1e-3, 3600.0, 4.2, 3.0)), tmp_path / "curve.csv")
    text, plain = (evaluate.rate(curve, curves=c, cut_off="3.9 V") for c in ("0.5C", [0.5]))
    assert text.summary()["estimates"] == plain.summary()["estimates"]
    with pytest.raises(TypeError, match="basis"):
        evaluate.cycle(cell, basis=None)
    with pytest.raises(ValueError, match=r"--area: must carry its unit"):
        evaluate.cycle(cell, area="1.13")


def test_dqdv_follows_windows_that_are_named(nmc, tmp_path):
    result, _ = run("dqdv", nmc, "--follow", "top=4.1V..4.3V", "-o", tmp_path)
    assert "top peak on charge, position" in result.stdout
    assert {"peaks.csv", "dqdv.csv"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("cycle", "--reference", "99"), "--reference: must be the number of a whole cycle"),
        (("cycle", "--current-accuracy", "0.1 mA"), "--current-accuracy"),
        (("cycle", "--begins", "x"), "--begins: must be one of"),
        (("rate", "--cut-off", "3 V"), "State --curves"),
        (("rate", "--curves", "1C,2C"), "--curves: needs one rate a file"),
        (("rate", "--curves", "fast"), "--curves"),
        (("cycle", "--consumption", "3 g/Ah"), "--consumption: belongs to --ec, the electrolyte that there is; received it alone"),
        (("dqdv", "--follow", "H2-H3=4.3V..4.1V"), "NAME=LOW..HIGH"),
        (("dqdv", "--follow", "H2-H3"), "each part must be NAME=LOW..HIGH; received 'H2-H3'"),
        (("dqdv", "--follow", "A=4.1V..4.2V,A=3.6V..3.7V"), "--follow: each name must stand once; received 'A' twice"),
        (("dqdv", "--phases", "LCO"), "--phases: must be one of NMC811"),
        (("dqdv", "--smooth", "5 V"), "--smooth: must be narrower than a tenth of the voltages measured"),
        (("dqdv", "--smooth", "6"), "--smooth: must carry its unit"),
    ],
)
def test_wrong_input_says_which_option_and_what_to_do(cell, arguments, told):
    verb, *options = arguments
    result, message = run(verb, cell, *options)
    assert result.exit_code != 0
    assert told in message + result.output
