"""`stratode run --sensitivities`: what it says where, and with which exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.test_cli import Stratode, recipe, stratode

import stratode as front

__all__ = ["recipe", "stratode"]  # fixtures
EXAMPLES = Path(__file__).parents[1] / "examples"


def test_sensitivities_come_as_a_table_words_and_files(stratode: Stratode, recipe: Path, tmp_path: Path) -> None:
    said = stratode("run", recipe, "--sensitivities", "--rates", "0.5C", "-o", tmp_path / "out")
    assert said.status == 0
    assert "What a little more of each input does at 0.5C" in said.out
    assert "Without effect here:" in said.out
    assert "voltage_sensitivities.csv" in said.err
    assert (tmp_path / "out" / "report.html").stat().st_size > 1e5


def test_json_alone_goes_to_stdout_and_python_says_the_same(stratode: Stratode, recipe: Path) -> None:
    said = stratode("run", recipe, "--sensitivities", "--rates", "0.5C", "--json")
    assert (said.status, said.err) == (0, "")
    (told,) = json.loads(said.out)["rates"]
    ours = front.sensitivities(recipe, rates=["0.5C"], inputs=["temperature"]).summary()["rates"][0]["inputs"][0]
    theirs = next(one for one in told["inputs"] if one["input"] == "temperature")
    assert theirs["per_relative_change"] == pytest.approx(ours["per_relative_change"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--profiles"], "--profiles: has a meaning only without --sensitivities"),
        (["--impedance", "--soc", "0.5"], "--impedance, --soc: has a meaning only without --sensitivities"),
        (["--rates", "fast"], "rates: "),
    ],
)
def test_wrong_input_is_one_message_and_status_2(
    stratode: Stratode, recipe: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    said = stratode("run", recipe, "--sensitivities", *options, "-o", tmp_path / "out")
    assert (said.status, said.out) == (2, "")
    assert said.err.count("stratode: ") == 1
    assert message in said.err
    assert not (tmp_path / "out").exists()


def test_an_experiment_and_an_unknown_input_are_refused(recipe: Path) -> None:
    with pytest.raises(ValueError, match="must be asked of a rate test; 'huang2021 Li"):
        front.sensitivities(EXAMPLES / "huang2021_depolarisation.yaml")
    with pytest.raises(ValueError, match=r"received 'temprature'. Near it are temperature"):
        front.sensitivities(recipe, inputs=["temprature"])


def test_a_rate_that_delivers_nothing_is_left_out_and_told(stratode: Stratode) -> None:
    said = stratode("run", EXAMPLES / "huang2021_ifp_ip.yaml", "--sensitivities", "--rates", "0.1C,1C")
    assert said.status == 0
    assert "At 1C nothing is delivered, so that no change can be told." in " ".join(said.out.split())
    alone = stratode("run", EXAMPLES / "huang2021_ifp_ip.yaml", "--sensitivities", "--rates", "1C")
    assert (alone.status, alone.out) == (2, "")
    assert "received nothing; state a lower rate" in alone.err
