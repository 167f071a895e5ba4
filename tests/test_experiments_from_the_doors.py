"""Experiments through the doors: what may be run together, what is asked of what, exit status and files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.report.conftest import invented_cell
from tests.report.invented_experiments import cycling, polarisation
from tests.test_cli import RECIPE

from stratode import cli, verbs
from stratode.recipe.parts import TransportCell


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Hand-made results in place of a solver's; the argument says whether every stage came to its end."""

    def install(finished: bool) -> None:
        def run_experiment(cell, progress=None, precision=None):
            seen = polarisation(finished=finished) if isinstance(cell, TransportCell) else cycling(cell.name)
            if progress is not None:
                progress(0.5, "stage 1")
            return replace(seen.result, finished=finished)

        monkeypatch.setattr("stratode.observed.run_experiment", run_experiment)

    return install


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """The command on cells that were read: arguments in, exit status and both streams out."""

    def command(cells, *arguments: object):
        monkeypatch.setattr(verbs, "read", lambda files, **asked: tuple(cells))
        monkeypatch.setattr(sys, "argv", ["stratode", "run", *(["recipe.yaml"] * len(cells)), *map(str, arguments)])
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


def test_an_experiment_is_run_shown_and_saved(solver, call, tmp_path: Path) -> None:
    solver(True)
    status, out, _ = call([cycling().cell], "-o", tmp_path / "out")
    assert status == 0
    assert "Round by round" in out
    assert "Over 4 rounds" in " ".join(out.split())
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"summary.json", "curves.csv", "report.html"}
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["kind"] == "experiment"


def test_an_experiment_that_could_not_finish_ends_with_status_3_and_says_what_was_saved(solver, call, tmp_path: Path) -> None:
    solver(False)
    status, out, err = call([polarisation().cell], "--json", "-o", tmp_path / "out")
    assert status == 3
    assert "could not finish Li|separator|Li in stage 2 (rest until dV/dt < 0.1 mV/h)" in err
    assert f"saved to {tmp_path / 'out'}" in err
    assert json.loads(out)["finished"] is False
    assert json.loads(out)["stages"]


def test_several_experiments_share_one_summary(solver, call) -> None:
    solver(True)
    status, out, _ = call([cycling("a").cell, polarisation().cell], "--json")
    assert status == 0
    told = [(entry["recipe"], len(entry["stages"])) for entry in json.loads(out)["recipes"]]
    assert told == [("a", 17), ("Li|separator|Li", 2)]


def test_a_long_table_is_cut_in_its_middle(solver, call, monkeypatch: pytest.MonkeyPatch) -> None:
    solver(True)
    monkeypatch.setattr("stratode.cli.running.MOST_ROWS", 3)
    _, out, _ = call([cycling().cell])
    rows = [line.split()[0] for line in out.splitlines() if line.strip()[:2] in {"1 ", "2 ", "3 ", "4 "} or line.startswith("...")]
    assert rows == ["1", "...", "3", "4"]
    assert "... 1 more row; -o DIR saves all of them ..." in out


def test_rate_tests_and_experiments_do_not_mix_and_nothing_is_left_behind(call, tmp_path: Path) -> None:
    status, out, err = call([invented_cell("tested"), cycling("cycled").cell], "-o", tmp_path / "out")
    assert (status, out) == (2, "")
    assert "all rate tests or all experiments" in err
    assert "'cycled'" in err
    assert "'tested'" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", ["--measured", "--bpx"])
def test_what_belongs_to_a_rate_test_is_refused_by_name(call, tmp_path: Path, option: str) -> None:
    extra = ("points.csv",) if option == "--measured" else ()
    status, _, err = call([cycling("cycled").cell], option, *extra, "-o", tmp_path / "out")
    assert status == 2
    assert f"{option}: must be asked of a rate test; 'cycled' states an experiment" in err
    assert not (tmp_path / "out").exists()


def test_a_transport_cell_without_an_experiment_has_nothing_to_run(call) -> None:
    status, _, err = call([replace(polarisation().cell, experiment=None)])
    assert status == 2
    assert "steps: must be stated" in err
    assert "'Li|separator|Li'" in err


@pytest.mark.parametrize(("asked", "named"), [({"rates": ["1C"]}, "rates"), ({"protocol": "discharge"}, "protocol")])
def test_rates_and_steps_are_asked_of_rate_tests(monkeypatch: pytest.MonkeyPatch, asked: dict, named: str) -> None:
    monkeypatch.setattr("stratode.recipe.load.read_either", lambda path, measure: cycling("cycled").cell)
    with pytest.raises(ValueError, match=f"{named}: must be asked of a rate test; 'cycled' states an experiment"):
        verbs.read(["cycled.yaml"], **asked)
    (cell,) = verbs.read(["cycled.yaml"])
    assert cell.experiment is not None


def test_a_recipe_of_steps_is_run_from_its_file_to_its_files(tmp_path: Path) -> None:
    recipe = tmp_path / "pulse.yaml"
    steps = "  steps: ['discharge at 1C for 6 min, rest 1 min', 'charge at 100 mA/g for 6 min']\n"
    recipe.write_text(RECIPE.replace("  rates: [0.5 C, 1 C]\n", steps), encoding="utf-8")
    seen = verbs.run(recipe)
    discharge, rest, charge = seen.summary()["stages"]
    assert discharge["charge_mAh_g"] == pytest.approx(-20.0, rel=1e-6)  # 200 mA/g over a tenth of an hour
    assert charge["charge_mAh_g"] == pytest.approx(10.0, rel=1e-6)
    assert (rest["charge_mAh_cm2"], rest["duration_s"]) == pytest.approx((0.0, 60.0))
    assert discharge["voltage_end_V"] < rest["voltage_end_V"] < charge["voltage_end_V"]
    assert [stage["what"] for stage in (discharge, rest)] == ["discharge at 1C for 6 min or until 2.7 V", "rest 1 min"]
    seen.save(tmp_path / "out")
    *_, last = (tmp_path / "out" / "curves.csv").read_text(encoding="utf-8").splitlines()
    assert float(last.split(",")[0]) == pytest.approx(780.0)


def test_progress_is_shared_among_the_recipes(solver) -> None:
    solver(True)
    seen: list[tuple[float, str]] = []
    verbs.simulate([cycling("a").cell, cycling("b").cell], progress=lambda share, doing: seen.append((share, doing)))
    assert seen == [(0.25, "a: stage 1"), (0.75, "b: stage 1")]
