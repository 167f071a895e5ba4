"""A titration, cycles and a drive profile of the Chen2020 cell beside PyBaMM's, stage by stage."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("pybamm", reason="PyBaMM is absent; install the extra: pip install 'stratode[peers]'")

from benchmarks import adapter, experiments, peer
from benchmarks.cases import CHEN2020

from stratode.cell.experiment import run_experiment
from stratode.cell.solution import StageEnd
from stratode.recipe.parts import Experiment

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore::UserWarning:pybamm")]

FINE = peer.Settings(peer.Mesh(40, 20, 40, 40, 2.0, 2.0), 1e-6, 1e-8)
ROUNDS = 3
ALLOWED = {"GITT": 0.05, "3": 0.6, "drive": 1.0}  # mV rms, by the first word of the experiment; a current 2 % off is seen in the cycles


@pytest.mark.parametrize("course", experiments.courses(ROUNDS), ids=lambda course: course.name)
def test_an_experiment_is_pybamms_within_a_millivolt(course: experiments.Course) -> None:
    """Rms over every stage at equal shares of its time, PyBaMM on a fine clustered mesh."""
    result = run_experiment(replace(adapter.cell(CHEN2020), experiment=Experiment(course.stages, 1.0)))
    assert result.finished
    assert {stage.ended_by for stage in result.stages} <= {StageEnd.TIME, StageEnd.VOLTAGE, StageEnd.CURRENT}
    ours = experiments.sampled(result, course.shares)
    row = experiments.by_pybamm(course, FINE, ours)
    assert "failed" not in row
    assert row["rms_mV"] < ALLOWED[course.name.replace(",", "").split()[0]]
    assert row["stages"] == len(result.stages)
