"""Stages of experiments: what is held is held, what is counted adds up, and each ends where it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from tests.cell import bench, simple

from stratode.cell.experiment import run_experiment
from stratode.cell.protocol import Precision
from stratode.cell.solution import ExperimentResult, StageEnd
from stratode.recipe.parts import Cell, Current, Driven, Experiment, Hold, Power, Profile, Repeat, Rest, Sine, Sweep
from stratode.recipe.property import Property, Table

ONE_C = 40.0  # A/m2
QUICK = Precision(48, 1e-5)


def plain(one_c: float = ONE_C) -> Cell:
    """A half cell in which everything resists a little."""
    coat = simple.layer(simple.population(simple.host(1e-14, 2.0), radius=2e-6, film=1e-3), sigma=10.0)
    return simple.cell(coat, anode=simple.lithium(10.0), one_c=one_c)


def still(one_c: float = ONE_C) -> Cell:
    """A half cell in which nothing resists: 4.3 V - x whatever the current."""
    return simple.cell(simple.layer(simple.population(simple.host())), electrolyte=simple.still(), one_c=one_c)


CHARGE = simple.hosts_charge(still())  # C/m2 from x = 0 to 1
WINDOW = 0.8 * CHARGE


def moved(result: ExperimentResult) -> float:
    """Charge that the particles of the cathode gave since the beginning, C/m2."""
    t, mesh = result.trace, result.mesh
    sites = mesh.site_fraction * mesh.width[mesh.site_node] * 50000.0 * simple.FARADAY
    return float(sites @ (t.mean[0] - t.mean[-1]))


# ---------------------------------------------------------------------------------------------------- what is held


def test_constant_power_is_constant():
    result = bench.run(plain(), Power(100.0, False, None, 900.0), Power(100.0, True, None, 900.0), precision=QUICK)
    for number, sign in ((1, -1.0), (2, 1.0)):
        _, v, i = bench.of_stage(result, number)
        assert v * i == pytest.approx(sign * 100.0, rel=1e-5)
        assert result.stages[number - 1].energy * 3600.0 == pytest.approx(sign * 100.0 * 900.0, rel=1e-6)


def test_sweeps_are_straight_and_holds_stay():
    result = bench.run(plain(), Sweep(2e-4, 3.9), Hold(None, None, 600.0), Sweep(1e-3, 3.6, 3.8), precision=QUICK)
    t, v, _ = bench.of_stage(result, 1)
    assert v == pytest.approx(v[0] + np.sign(3.9 - v[0]) * 2e-4 * t, abs=1e-6)
    assert v[-1] == pytest.approx(3.9, abs=1e-6)
    assert bench.of_stage(result, 2)[1] == pytest.approx(3.9, abs=1e-6)
    t, v, _ = bench.of_stage(result, 3)
    assert v == pytest.approx(3.8 - 1e-3 * t, abs=1e-6)
    assert [s.ended_by for s in result.stages] == [StageEnd.VOLTAGE, StageEnd.TIME, StageEnd.VOLTAGE]
    assert result.stages[2].duration == pytest.approx(200.0, rel=1e-9)


def test_a_sine_is_a_sine_and_leaves_no_charge():
    result = bench.run(plain(), Sine(5.0, 0.01, 3.0), precision=QUICK)
    t, _, i = bench.of_stage(result, 1)
    assert i == pytest.approx(5.0 * np.sin(2.0 * np.pi * 0.01 * t), abs=1e-9)
    # a sine between steps of 1/64 of a period: what BDF makes of it returns to nothing within its tolerance
    assert abs(moved(result)) < 1e-3 * 5.0 / (np.pi * 0.01)


PIECES = ((0.0, 100.0, 250.0, 251.0, 600.0, 900.0), (20.0, -35.0, 0.0, 60.0, -10.0, 15.0))


@pytest.mark.parametrize("straight", [True, False])
def test_a_drive_profile_moves_the_integral_of_itself(straight: bool):
    """Trapezia where values are joined, blocks where they are held: counted exactly; particles give it within what the time steps leave,
    which is round-off where the current is constant."""
    times, values = (np.array(p) for p in PIECES)
    h = np.diff(times)
    whole = float(np.sum(0.5 * h * (values[1:] + values[:-1])) if straight else np.sum(h * values[:-1]))
    result = bench.run(plain(), Profile(Driven.CURRENT, *PIECES, straight, None, None, "drawn"), precision=QUICK)
    assert result.stages[0].charge * 3600.0 == pytest.approx(whole, rel=1e-9)
    assert moved(result) == pytest.approx(whole, rel=1e-9 if not straight else 5e-4)
    t, _, i = bench.of_stage(result, 1)
    for at in (50.0, 200.0, 400.0, 800.0):
        k = int(np.argmin(np.abs(t - at)))
        expected = np.interp(t[k], times, values) if straight else values[np.searchsorted(times, t[k], side="right") - 1]
        assert i[k] == pytest.approx(expected, abs=1e-9)


def test_profiles_of_power_and_voltage_are_followed():
    power = Profile(Driven.POWER, (0.0, 300.0, 600.0), (-80.0, 40.0, 40.0), True, None, None, "drawn")
    t, v, i = bench.of_stage(bench.run(plain(), power, precision=QUICK), 1)
    assert v * i == pytest.approx(np.interp(t, power.times, power.values), abs=1e-3)
    volts = Profile(Driven.VOLTAGE, (0.0, 300.0, 600.0), (3.8, 3.7, 3.9), True, None, None, "drawn")
    t, v, _ = bench.of_stage(bench.run(plain(), volts, precision=QUICK), 1)
    assert v == pytest.approx(np.interp(t, volts.times, volts.values), abs=1e-6)


# ------------------------------------------------------------------------------------------------ methods of the lab


def test_titration_has_as_many_pulses_as_fit_and_rests_at_equilibrium():
    """Pulses of 6 % of the lithium through a window of 80 %: thirteen whole ones, and one cut off."""
    pulse = Current(None, False, 3.4, 0.06 * CHARGE / 10.0, 10.0)
    result = bench.run(still(), Repeat((pulse, Rest(600.0)), 40, until_cutoff=True), start=1.0, precision=QUICK)
    pulses, rests = result.stages[::2], result.stages[1::2]
    assert len(pulses) == len(rests) == 14
    assert [p.ended_by for p in pulses] == [StageEnd.TIME] * 13 + [StageEnd.VOLTAGE]
    assert [p.round for p in pulses] == list(range(1, 15))
    assert [r.voltage_end for r in rests[:13]] == pytest.approx([4.2 - 0.06 * k for k in range(1, 14)], abs=1e-4)
    assert pulses[-1].duration == pytest.approx(0.02 / 0.06 * pulses[0].duration, rel=1e-3)
    assert sum(p.charge for p in pulses) * 3600.0 == pytest.approx(-WINDOW, rel=1e-4)


def test_titration_relaxes_to_the_curve_at_the_coulombs_counted():
    pulse = Current(None, False, 3.4, 360.0, 20.0)
    result = bench.run(plain(), Repeat((pulse, Rest(40000.0)), 4), start=0.9, precision=QUICK)
    x = 0.9 - 0.8 * 0.9
    for k, rest in enumerate(result.stages[1::2], 1):
        assert rest.voltage_end == pytest.approx(4.3 - x - k * 360.0 * 20.0 / CHARGE, abs=2e-5)
        assert rest.voltage_start < rest.voltage_end


def relaxing(time: np.ndarray) -> np.ndarray:
    """By what the surface of a sphere falls back from a steady flux, over flux R / D: 1/5 - 2 sum exp(-l^2 t) / l^2, time over R^2 / D.

    Crank, The Mathematics of Diffusion, 2nd ed., eq. 6.45, of the flux that is taken away; l are the roots of tan l = l.
    """
    roots = np.array([brentq(lambda x: np.sin(x) - x * np.cos(x), n * np.pi + 1e-6, (n + 0.5) * np.pi) for n in range(1, 400)])
    waves: np.ndarray = np.exp(-(roots**2) * time[:, None]) / roots**2
    return 0.2 - 2.0 * waves.sum(axis=1)


def test_interruptions_tell_resistance_and_diffusivity():
    """ICI: at once the ohmic drop; then a sphere's relaxation; 4/pi (R/3 dU/dt / (dV/dsqrt t))^2 reads its D too high by what it bends.

    The formula is that of a half space (Chien et al., Commun. Chem. 6 (2023) 80); over 10 s a sphere of 5 um relaxes 4 sqrt(pi D t) / 2R,
    a sixth on average, less than that, and D goes with the square.
    """
    d, radius, current = 1e-14, 5e-6, 10.0
    coat = simple.layer(simple.population(simple.host(d), radius=radius))
    made = simple.cell(coat, electrolyte=simple.still(), one_c=ONE_C, contact=2e-3)
    on = Current(None, False, None, 1800.0, current)
    result = bench.run(made, Repeat((on, Rest(10.0)), 3), start=0.9, precision=Precision(48, 1e-7))
    t, v, _ = bench.of_stage(result, 5)
    curve = float(np.polyfit(t[t > 900.0], v[t > 900.0], 1)[0])  # of the curve under steady diffusion
    assert curve == pytest.approx(-current / CHARGE, rel=1e-3)
    assert result.stages[5].voltage_start - result.stages[4].voltage_end == pytest.approx(current * 2e-3, rel=1e-3)
    t, v, _ = bench.of_stage(result, 6)
    late = t > 1.0  # before, ten modes are too few
    flux = current * CHARGE**-1 * radius**2 / (3.0 * d)  # in stoichiometry: j R / (D F c_max)
    assert v[late] - v[0] == pytest.approx(flux * relaxing(t[late] * d / radius**2), rel=5e-3)
    slope = float(np.polyfit(np.sqrt(t[late]), v[late], 1)[0])
    assert 1.2 * d < 4.0 / np.pi * (radius / 3.0 * curve / slope) ** 2 < 1.5 * d


def sigmoid() -> Cell:
    """A thin electrode whose lithium goes mostly at 3.8 V: U = 3.8 - 0.1 atanh(2x - 1), so that dx/dU has one peak."""
    x = np.linspace(0.002, 0.998, 400)
    u = 3.8 - 0.1 * np.arctanh(2.0 * x - 1.0)
    curve = Property(Table(tuple(x.tolist()), tuple(u.tolist()), "pchip"), (0.002, 0.998), "V", "invented")
    coat = simple.layer(simple.population(simple.host(1e-14, 1.0, curve=curve), radius=2e-6), thickness=10e-6)
    made = simple.cell(coat, one_c=10.0)
    return replace(made, protocol=replace(made.protocol, lower_voltage=3.6, upper_voltage=4.0))


def peaks(rate: float) -> tuple[float, float, float, float]:
    """(voltage and size of the peak, V and A/m2, going up, and going down)."""
    result = bench.run(sigmoid(), Sweep(rate, 4.1), Sweep(rate, 3.5), start=0.0, precision=Precision(48, 1e-5))
    (_, up, i), (_, down, j) = (bench.of_stage(result, k) for k in (1, 2))
    return float(up[i.argmax()]), float(i.max()), float(down[j.argmin()]), float(-j.min())


def test_voltammetry_peaks_sit_on_the_curve_when_slow_and_move_apart_when_fast():
    """At 2 uV/s the current is Q dx/dU times the rate: 5 Q / V at 3.8 V. Faster, peaks move apart and grow less than the rate."""
    charge = simple.hosts_charge(sigmoid())
    up, high, down, low = peaks(2e-6)
    assert up == pytest.approx(3.8, abs=0.01)
    assert down == pytest.approx(3.8, abs=0.01)
    assert high == pytest.approx(5.0 * charge * 2e-6, rel=0.02)
    assert low == pytest.approx(high, rel=0.02)
    found = [peaks(rate) for rate in (1e-5, 1e-4, 1e-3)]
    gaps = [f[0] - f[2] for f in found]
    assert gaps[0] < gaps[1] < gaps[2]
    assert gaps[2] > 0.05
    assert found[2][1] < 80.0 * found[0][1]


def test_voltammetry_gives_back_what_it_took():
    result = bench.run(sigmoid(), Sweep(1e-5, 4.1), Sweep(1e-5, 3.5), Sweep(1e-5, 4.1), Sweep(1e-5, 3.5), start=0.0, precision=QUICK)
    down, up = result.stages[1].charge, result.stages[2].charge
    assert up == pytest.approx(-down, rel=1e-3)
    assert up * 3600.0 > 0.9 * simple.hosts_charge(sigmoid())


def test_charge_and_hold_end_at_the_small_current_and_fill_the_window():
    stages = (Current(0.5, True, 4.2), Hold(4.2, 0.02), Current(0.01, False, 3.4))
    result = bench.run(plain(ONE_C), *stages, start=0.0, precision=QUICK)
    first, hold, back = result.stages
    assert (first.ended_by, hold.ended_by, back.ended_by) == (StageEnd.VOLTAGE, StageEnd.CURRENT, StageEnd.VOLTAGE)
    assert first.voltage_end == pytest.approx(4.2, abs=1e-6)
    assert hold.current_end == pytest.approx(0.02 * ONE_C, rel=1e-4)
    assert first.current_end == pytest.approx(0.5 * ONE_C)
    assert 0.9 * WINDOW < (first.charge + hold.charge) * 3600.0 < WINDOW
    assert moved(result) == pytest.approx(3600.0 * sum(s.charge for s in result.stages), rel=1e-5, abs=1e-4 * CHARGE)


def test_cycles_come_to_a_limit_cycle():
    round_ = (Current(2.0, False, 3.5), Rest(60.0), Current(1.0, True, 4.1), Rest(60.0))
    result = bench.run(plain(100.0), Repeat(round_, 6), start=0.95, precision=QUICK)
    given = [-s.charge for s in result.stages[::4]]
    taken = [s.charge for s in result.stages[2::4]]
    assert len(given) == 6
    assert abs(given[5] / given[4] - 1.0) < 1e-4 < abs(given[1] / given[0] - 1.0)
    assert given[5] == pytest.approx(taken[5], rel=1e-4)


# ------------------------------------------------------------------------------------------------------ where they end


def test_a_rest_ends_where_a_finer_run_moves_that_slowly():
    slow = 2e-6
    stages = (Current(2.0, False, None, 600.0), Rest(50000.0, slow))
    found = bench.run(plain(), *stages, start=0.9, precision=QUICK)
    finer = bench.run(plain(), stages[0], Rest(5000.0), start=0.9, precision=Precision(48, 1e-8))
    assert found.stages[1].ended_by is StageEnd.SETTLED
    t, v, _ = bench.of_stage(finer, 2)
    middle, pace = 0.5 * (t[1:] + t[:-1]), np.diff(v) / np.diff(t)
    end = found.stages[1].duration
    assert 10.0 < end < 4000.0
    assert np.interp(end, middle, pace) == pytest.approx(slow, rel=0.05)


def test_stages_follow_each_other_without_a_gap():
    result = bench.run(plain(), Current(1.0, False, None, 100.0), Rest(50.0), Repeat((Hold(3.8, None, 20.0), Rest(5.0)), 3))
    assert [s.number for s in result.stages] == list(range(1, 9))
    assert [s.round for s in result.stages] == [0, 0, 1, 1, 2, 2, 3, 3]
    ends = np.cumsum([s.duration for s in result.stages])
    assert [s.start for s in result.stages[1:]] == pytest.approx(ends[:-1].tolist())
    assert [s.duration for s in result.stages] == pytest.approx([100.0, 50.0, 20.0, 5.0, 20.0, 5.0, 20.0, 5.0])
    assert result.trace.time[-1] == pytest.approx(225.0)
    assert np.all(np.diff(result.trace.time) >= 0.0)
    assert result.finished


def test_a_finite_foil_ends_the_discharge_of_an_experiment():
    thin = replace(plain(), anode=simple.lithium(10.0, thickness=1e-6))  # 0.74 mAh/cm2 in all: 7.4 Ah/m2
    foil = 1e-6 * 534.0 / 6.94e-3 * simple.FARADAY / 3600.0
    result = bench.run(thin, Current(0.5, False, None), start=0.0, precision=QUICK)
    assert result.stages[0].ended_by in (StageEnd.LITHIUM_EXHAUSTED, StageEnd.COULD_NOT_FINISH, StageEnd.VOLTAGE)
    back = bench.run(thin, Current(0.2, True, None, 2.0 * 3600.0), Current(0.5, False, None, 20000.0), start=0.5, precision=QUICK)
    assert back.stages[1].ended_by is StageEnd.LITHIUM_EXHAUSTED
    # what half a window's worth of plating brought (start 0.5) and the charge added, and the foil as made
    had = foil + 0.5 * WINDOW / 3600.0 + 0.2 * ONE_C * 2.0
    assert -back.stages[1].charge == pytest.approx(had, rel=1e-3)


def test_what_cannot_go_on_is_said_and_what_was_computed_stands():
    result = bench.run(plain(), Current(1.0, False, None, 600.0), Power(1e6, False, None, 100.0), Rest(100.0), precision=QUICK)
    assert not result.finished
    assert result.stages[0].duration == 600.0
    assert result.trace.time[-1] >= 600.0
    assert len(result.stages) <= 2  # no rest after what could not be done


def test_what_cannot_begin_is_an_answer_too():
    result = bench.run(plain(), Power(1e6, False, None, 100.0), precision=QUICK)
    assert not result.finished
    assert result.trace.time.size == 0 or result.trace.time[-1] < 1.0


def test_a_cell_without_an_experiment_is_refused():
    with pytest.raises(ValueError, match=r"experiment: idealised has none; write protocol: \{steps"):
        run_experiment(plain())


def test_an_experiment_of_no_steps_is_refused():
    with pytest.raises(ValueError, match=r"experiment: idealised has no steps; write protocol: \{steps"):
        run_experiment(replace(plain(), experiment=Experiment((), 0.5)))
