"""Pulses of stratode's own cell model, with noise, fitted with it: the diffusivity that was put in comes back, within its interval."""

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from stratode.cell.experiment import run_experiment
from stratode.lab.reading.files import How as Read
from stratode.lab.reading.files import read_record
from stratode.lab.record import CURRENT, TIME, VOLTAGE, Origin, Record
from stratode.lab.titration.analysis import How, PulseResult, titrate
from stratode.lab.titration.cell_fit import FINE, CellAtPulse, fit_cell
from stratode.lab.titration.hosts import Sphere
from stratode.lab.titration.pulses import find_pulses
from stratode.lab.titration.weppner_huggins import read_pulse
from stratode.recipe.load import read_either
from stratode.recipe.parts import Cell, Current, Experiment, Rest

ROOT = Path(__file__).parents[3]
RECIPE = ROOT / "examples" / "lgm50_half_cell.yaml"
PULSES = Path(os.environ.get("STRATODE_DATA", ROOT.parent / "shared" / "data")) / "gitt"
BALL = Sphere(5.22e-6)


@lru_cache(maxsize=1)
def at() -> CellAtPulse:
    cell = read_either(RECIPE)
    assert isinstance(cell, Cell)
    return CellAtPulse(cell)


@lru_cache(maxsize=8)
def simulated(diffusivity: float, soc: float = 0.5, tau: float = 900.0, rest: float = 1500.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(time, voltage, current) of a rest, a pulse of 1.15 mA and a rest of the recipe's cell with that diffusivity."""
    stages = Rest(60.0), Current(None, False, None, tau, 1.15e-3 / at().area), Rest(rest)
    result = run_experiment(replace(at().with_diffusivity(diffusivity), experiment=Experiment(stages, soc)), precision=FINE)
    trace = result.trace
    parts = []
    for number, begins, lasts in ((1, 0.0, 60.0), (2, 60.0, tau), (3, 60.0 + tau, rest)):
        rows = trace.step == number
        s = np.sqrt(np.maximum(trace.time[rows] - begins, 0.0))
        t = lasts * np.linspace(0.0, 0.9999, 70) ** 2
        parts.append((begins + t, np.interp(np.sqrt(t), s, trace.voltage[rows]), np.full(70, -1.15e-3 if number == 2 else 0.0)))
    time, voltage, current = (np.concatenate([part[k] for part in parts]) for k in range(3))
    return time, voltage, current


def record(diffusivity: float, noise: float, seed: int = 0, extra_ohm: float = 0.0) -> Record:
    t, v, i = simulated(diffusivity)
    v = v + extra_ohm * i + noise * np.random.default_rng(seed).standard_normal(t.size)
    return Record({TIME: t, VOLTAGE: v, CURRENT: i}, Origin("simulated.csv", "made"))


def fit(measured: Record, guess: float = 2e-15):
    pulse = find_pulses(measured).pulses[0]
    return fit_cell(at(), pulse, read_pulse(pulse, BALL).step.before, guess, 9.0)


def test_the_diffusivity_of_the_cell_comes_back_and_a_resistance_that_the_recipe_lacks():
    found = fit(record(4e-15, 1e-7, extra_ohm=3.0))
    assert found.shape.diffusivity.value == pytest.approx(4e-15, rel=0.02)
    assert found.resistance == pytest.approx(3.0, abs=0.02)
    assert found.state_of_charge == pytest.approx(0.5, abs=1e-3)
    assert found.material == "NMC811 (LG M50)"
    assert {c.name for c in found.shape.cautions} <= {"misfit"}  # what interpolation between the run's steps leaves, beside no noise


def test_weppner_and_huggins_reads_the_cell_too_low_and_says_so():
    (one,) = titrate(record(4e-15, 2e-5), How(BALL, cell=at())).pulses
    assert one.reading.diffusivity is not None
    assert one.reading.diffusivity.value < 3e-15
    assert "pulse_too_long" in {caution.name for caution in one.all_cautions}


def covered(seeds: int) -> float:
    inside = 0
    for seed in range(seeds):
        d = fit(record(4e-15, 3e-4, seed)).shape.diffusivity
        inside += int(d.low is not None and d.low <= 4e-15 <= d.high)
    return inside / seeds


def test_intervals_cover_the_truth():
    assert covered(2) >= 0.5


@pytest.mark.slow
def test_intervals_cover_the_truth_of_many_seeds():
    assert 0.90 <= covered(120) <= 0.98


def test_a_recipe_that_does_not_hold_the_voltage_is_refused():
    low = record(4e-15, 0.0)
    with pytest.raises(ValueError, match=r"--recipe: its window must hold the voltage of rest before each pulse; received 2\.7"):
        fit(Record({**low.columns, VOLTAGE: low.columns[VOLTAGE] - 1.05}, low.origin))


def test_a_side_without_a_host_is_refused():
    with pytest.raises(ValueError, match="--recipe: its anode must hold one active material"):
        CellAtPulse(at().cell, "anode")


# ---------------------------------------------------------------------------------------------------- the LG M50 pulses


def measured(number: int) -> PulseResult:
    file = PULSES / f"lgm50_pulse_{number}.csv"
    if not file.is_file():
        pytest.skip("the LG M50 pulses are not here (STRATODE_DATA)")
    columns = Read(None, "Voltage / V=Positive electrode potential [V]")
    return titrate(read_record(file, columns), How(BALL, cell=at())).pulses[0]


@pytest.mark.parametrize("number", [5, 15, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 10, 20, 25, 30, 35))])
def test_the_pulses_of_the_lg_m50_give_diffusivities_around_those_reported(number: int):
    """Chen et al. 2020: 1.48e-15 m2/s by GITT, 4e-15 m2/s after tuning to discharges of the cell."""
    one = measured(number)
    assert one.pulse.duration == pytest.approx(900.0, abs=0.1)
    assert one.pulse.amplitude == pytest.approx(-1.15e-3, rel=1e-3)
    assert one.reading.diffusivity is not None
    assert one.fit is not None
    assert 1.48e-15 / 2.5 < one.reading.diffusivity.value < 4e-15
    assert 1.48e-15 / 2.5 < one.fit.diffusivity.value < 4e-15
    assert "pulse_too_long" in {caution.name for caution in one.all_cautions}  # 900 s beside r^2/D of 3 to 10 h
