"""`stratode run --impedance`: what it says where, and with which exit status."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.test_cli import Stratode, recipe, stratode

import stratode as front

__all__ = ["recipe", "stratode"]  # fixtures


def test_spectra_come_as_a_table_words_and_files(stratode: Stratode, recipe: Path, tmp_path: Path) -> None:
    said = stratode("run", recipe, "--impedance", "--soc", "0.2,0.8", "--frequencies", "1e-2..1e5", "-o", tmp_path / "out")
    assert said.status == 0
    assert "Re Z at 100 kHz" in said.out
    assert "At 80 % state of charge" in " ".join(said.out.split())
    assert "impedance.csv" in said.err
    with (tmp_path / "out" / "impedance.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 2 * 71
    assert {row["State of Charge / 1"] for row in rows} == {"0.2", "0.8"}


def test_json_alone_goes_to_stdout_and_python_says_the_same(stratode: Stratode, recipe: Path) -> None:
    said = stratode("run", recipe, "--impedance", "--points-per-decade", "2", "--json")
    assert (said.status, said.err) == (0, "")
    told = json.loads(said.out)
    (spectrum,) = told["spectra"]
    assert (spectrum["state_of_charge"], len(spectrum["frequency_Hz"])) == (0.5, 19)
    ours = front.impedance(recipe, soc=0.5, frequencies=spectrum["frequency_Hz"]).summary()
    assert ours["spectra"][0]["real_ohm_cm2"] == pytest.approx(spectrum["real_ohm_cm2"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--impedance", "--soc", "50"], "soc: must lie between 0 and 1; received 50"),
        (["--impedance", "--soc", "half"], "soc: must be a list or a range of numbers; received 'half'"),
        (["--impedance", "--frequencies", "10"], "frequencies: must be a range of two"),
        (["--impedance", "--points-per-decade", "0"], "points per decade: must be 1 to 200; received 0"),
        (["--impedance", "--rates", "1C"], "--rates: has a meaning only without --impedance"),
        (["--impedance", "--profiles"], "--profiles: has a meaning only without --impedance"),
        (["--soc", "0.5"], "--soc: has a meaning only with --impedance"),
        (["--frequencies", "1..10", "--points-per-decade", "3"], "--frequencies, --points-per-decade: has a meaning only with --impedance"),
    ],
)
def test_wrong_input_is_one_message_and_status_2(
    stratode: Stratode, recipe: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    said = stratode("run", recipe, *options, "-o", tmp_path / "out")
    assert (said.status, said.out) == (2, "")
    assert said.err.count("stratode: ") == 1
    assert message in said.err
    assert not (tmp_path / "out").exists()
