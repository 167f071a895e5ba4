"""Experiments shown: every number in its column with its unit and sign, words that say what happened."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from tests.report.invented_experiments import LOADING, ROWS, Draft, cycling, drawn, polarisation, sweeps, titration

from stratode.cell.solution import StageEnd
from stratode.recipe import parts
from stratode.report.experiment.observation import half_cycles, kept_ends, left_to_right, passed, round_counts, swept
from stratode.report.experiment.rounds import rounds
from stratode.report.experiment.summary import summary
from stratode.report.experiment.tables import first_table, heat_of, rounds_table, side_by_side, stages_table, trust_table
from stratode.report.experiment.words import paragraph
from stratode.report.figures.experiment import voltammogram
from stratode.report.strict_json import dumps


def column(table, name):
    return [row[table.columns.index(name)] for row in table.rows]


def test_stages_stand_in_laboratory_units_and_charging_is_positive():
    table = stages_table(cycling())
    assert column(table, "Stage")[:3] == [1, 2, 3]
    assert column(table, "What")[1] == "discharge at 1C to 2.7 V"
    assert column(table, "Charge / mAh/cm²")[:3] == pytest.approx([4.5, -4.0, 0.0])  # 10 h at 0.45, 3200 s at 4.5 mA/cm2
    assert column(table, "Charge / mAh/g")[:2] == pytest.approx([45.0 / LOADING, -40.0 / LOADING])
    assert column(table, "Energy / mWh/cm²")[:2] == pytest.approx([4.5 * 3.95, -4.0 * 3.45])  # charge times mean voltage
    assert column(table, "Start / h")[1] == pytest.approx(10.0)
    assert column(table, "End current / mA/cm²")[4] == pytest.approx(0.225)
    assert column(table, "End temperature / °C")[-1] == pytest.approx(25.0)
    assert column(table, "Ended by")[:3] == ["voltage", "voltage", "time"]
    assert column(table, "Round")[:2] == [None, 1]


def test_a_transport_cell_has_no_capacity_per_gram_and_no_round():
    columns = stages_table(polarisation()).columns
    assert "Charge / mAh/cm²" in columns
    assert not {"Charge / mAh/g", "Round", "End temperature / °C"} & set(columns)


def test_rounds_tell_what_came_back():
    first, *_, last = rounds(cycling())
    assert (first.discharged, first.charged) == pytest.approx((40.0, 41.0))  # 6400 s at 22.5 and 720 s at 5 A/m2 on average
    assert first.coulombic_efficiency == pytest.approx(40.0 / 41.0)
    assert first.energy_efficiency == pytest.approx(40.0 * 3.45 / (40.0 * 3.9 + 4.3), rel=1e-3)
    assert last.discharged == pytest.approx(40.0 * 0.99**3)
    assert first.passed == pytest.approx(46.0)  # 45 in formation, 40 out, 41 in
    table = rounds_table(cycling())
    assert column(table, "Coulombic efficiency / %")[0] == pytest.approx(97.561, abs=1e-3)
    assert column(table, "Passed so far / mAh/cm²")[0] == pytest.approx(4.6)


def test_a_titration_has_no_efficiency_but_an_end_of_each_round():
    table = rounds_table(titration())
    assert "Coulombic efficiency / %" not in table.columns
    assert "Charged / mAh/cm²" not in table.columns
    assert column(table, "Voltage at its end / V")[:2] == pytest.approx([4.15, 4.10])
    assert column(table, "Passed so far / mAh/cm²")[-1] == pytest.approx(-0.9)


def test_rounds_answer_first_where_there_is_a_series_of_them():
    assert first_table(cycling(rounds=3)).title == "Round by round"
    assert first_table(cycling(rounds=2)).title == "Stages of the experiment"
    assert first_table(sweeps()).title == "Stages of the experiment"


def test_rounds_are_counted_over_repeats_and_never_fall():
    drafts = [Draft("rest 1 s", 1.0, (0.0, 0.0), (3.0, 3.0), number) for number in (0, 1, 1, 2, 0, 1, 2, 1, 0)]
    assert round_counts(drawn("x", drafts).stages) == (0, 1, 1, 2, 2, 3, 4, 5, 5)


def test_charge_passed_ends_every_stage_where_the_stage_says():
    seen = cycling()
    so_far = np.cumsum([stage.charge for stage in seen.result.stages])
    assert passed(seen.result)[ROWS - 1 :: ROWS] == pytest.approx(so_far)
    assert passed(seen.result)[ROWS // 2] == pytest.approx(22.5)  # half of the formation charge


def test_half_cycles_hold_charge_and_hold_together_and_a_titration_is_one():
    found = half_cycles(cycling(rounds=2).result)
    assert [round(half.charge, 3) for half in found] == [45.0, -40.0, 41.0, -39.6, 40.59]
    assert [half.count for half in found] == [0, 1, 1, 2, 2]
    assert [len(half.stages) for half in found] == [1, 1, 2, 1, 2]
    (one,) = half_cycles(titration().result)
    assert one.charge == pytest.approx(-9.0)


def test_a_sweep_is_known_by_its_straight_voltage():
    seen = sweeps()
    assert all(swept(seen.result, stage) for stage in seen.result.stages)
    assert half_cycles(seen.result) == ()
    assert rounds(seen) == ()
    cycled = cycling()
    assert not any(swept(cycled.result, stage) for stage in cycled.result.stages)  # constant current, constant voltage, rest


def test_an_alternating_current_passes_no_charge_on_balance():
    wave = Draft("sine 1 mA/cm2 at 1 Hz for 5 periods", 5.0, (10.0, -10.0 + 1e-7), (3.9, 3.9), 1)
    seen = titration()
    seen = replace(seen, result=drawn("wave", [wave, wave]))
    assert half_cycles(seen.result) == ()
    assert "charging" not in paragraph(seen)
    (one,) = rounds(seen)
    assert (one.charged, one.discharged) == (0, 0)


def test_heat_is_told_per_area_and_for_the_cell():
    table = heat_of(cycling())
    (row,) = table.rows
    told = dict(zip(table.columns, row, strict=True))
    assert told["Chemical energy given up / J/cm²"] == pytest.approx(-3.0)
    assert told["Electrical work given / J/cm²"] == pytest.approx(-8.0)
    assert told["Heat to the surroundings / J/cm²"] == pytest.approx(4.5)
    assert told["Heat of the whole cell / J"] == pytest.approx(49000.0 * 1.13e-4)
    assert told["Work of the whole cell / J"] == pytest.approx(-80000.0 * 1.13e-4)
    assert told["Largest temperature rise / K"] == pytest.approx(7.5, abs=0.01)
    assert heat_of(titration()).rows == ()


def test_summary_carries_every_stage_round_and_the_heat_and_is_strict():
    whole = summary(cycling(), with_profiles=True)
    assert json.loads(dumps(whole)) == whole
    assert whole["kind"] == "experiment"
    assert len(whole["stages"]) == 17
    assert whole["stages"][1]["charge_mAh_cm2"] == pytest.approx(-4.0)
    assert whole["stages"][1]["ended_by"] == "voltage"
    assert whole["rounds"][0]["coulombic_efficiency"] == pytest.approx(40.0 / 41.0)
    assert whole["heat"]["lost_J_cm2"] == pytest.approx(4.5)
    assert whole["heat"]["lost_J"] == pytest.approx(45000.0 * 1.13e-4)
    assert whole["error_estimate"]["voltage_rms_mV"] == pytest.approx(1.2)
    assert whole["finished"] is True
    assert whole["nulls"] == []


def test_profiles_run_from_the_collector_or_from_the_left_end():
    cell, transport = (summary(seen, with_profiles=True)["profiles"][0] for seen in (cycling(), polarisation()))
    assert (cell["layer"][0], cell["layer"][-1]) == ("cathode: L", "separator")
    assert (transport["layer"][0], transport["layer"][-1]) == ("separator", "cathode: L")
    assert cell["x_um"] == sorted(cell["x_um"])
    # the lithium's side (x = 0 of the mesh) holds more salt where the current charges: mol/m3 rises by 5 per A/m2
    assert cell["salt_mol_m3"][-1] - cell["salt_mol_m3"][0] == pytest.approx(22.5, rel=0.05)
    assert transport["salt_mol_m3"][0] > transport["salt_mol_m3"][-1]
    order, x, where = left_to_right(polarisation())
    assert list(order[:2]) == [0, 1]
    assert where.name == ("separator", "cathode: S", "cathode: L")
    assert where.end[0] == pytest.approx(16e-6)
    assert x[0] == pytest.approx(1e-6)


def test_fields_that_were_not_kept_are_not_invented():
    assert summary(titration(), with_profiles=True)["profiles"] == []


def test_a_number_that_does_not_exist_is_null_with_its_place():
    seen = titration()
    whole = summary(replace(seen, result=replace(seen.result, voltage_error=math.nan)))
    assert whole["error_estimate"]["voltage_rms_mV"] is None
    assert whole["nulls"] == [{"field": "error_estimate.voltage_rms_mV", "reason": "not a number"}]


def test_words_tell_cycles_heat_and_doubt():
    said = paragraph(cycling())
    for piece in (
        "17 stages in 22.0 h from 0 % state of charge",
        "the cell ends at 4.300 V",
        "Over 4 rounds the discharge capacity goes from 4.00 to 3.88 mAh/cm², 97.0 % of the first",
        "gives back 97.56 % of its charge",
        "warms by 7.50 K at most (from 25 °C) and makes 4.90 J/cm² of heat, 92 % of which leaves it",
        "±1.2 mV on the voltage",
        "2 values were not stated",
    ):
        assert piece in said


def test_words_tell_a_capacity_that_stays_and_salt_that_would_fall_out():
    seen = cycling()
    same = [replace(stage, charge=-40.0) if stage.charge < 0.0 else stage for stage in seen.result.stages]
    held = ("D of NMC83 held at x = 0.91 for 1 s in L", "salt_saturated: salt above the stated solubility 3500 mol/m3 for 5 s in separator")
    said = paragraph(replace(seen, result=replace(seen.result, stages=tuple(same), held_outside_data=held)))
    assert "stays at 4.00 mAh/cm²" in said
    assert said.endswith(
        "left the range of their data: D of NMC83. Salt rises above the stated solubility 3500 mol/m³ for 5 s in separator."
    )


@pytest.mark.parametrize("pulses", [12, 11])
def test_words_tell_that_a_repeat_ran_out_of_rounds_before_its_cut_off(pulses: int):
    seen = titration(pulses)
    assert seen.cell.experiment is not None
    pulse = parts.Current(0.1, charge=False, until_voltage=2.7, max_time=600.0)
    until = parts.Experiment((parts.Repeat((pulse, parts.Rest(3600.0)), 12, until_cutoff=True),), 1.0)
    words = paragraph(replace(seen, cell=replace(seen.cell, experiment=until)))
    assert ("A repeat until cut-off ended after 12 rounds, as many as there may be, without meeting it" in words) is (pulses == 12)
    assert "as many as there may be" not in paragraph(seen)


def test_words_tell_a_titration_and_sweeps():
    assert "goes from 4.150 V to 3.600 V, while 0.900 mAh/cm² pass" in paragraph(titration())
    assert "swept between 3.000 and 4.500 V, the current lies between -0.300 and 0.300 mA/cm²" in paragraph(sweeps())


def test_where_the_voltage_is_imposed_the_charge_alone_can_be_wrong():
    assert "Mesh and time steps put ±0.050 % on the charge of a stage" in paragraph(sweeps())
    assert "put ±1.2 mV on the voltage and ±0.050 % on the charge of a stage" in paragraph(cycling())
    assert column(trust_table(cycling()), "Charge error estimate / %") == pytest.approx([0.05])
    assert summary(cycling())["error_estimate"]["charge_relative"] == pytest.approx(0.0005)


def test_fields_are_shown_where_charge_was_passed():
    cycled, polarised = (kept_ends(seen.result) for seen in (cycling(rounds=3), polarisation()))
    assert not any(stage.label.startswith("rest") for stage, _ in cycled)
    assert [stage.number for stage, _ in polarised] == [1, 2]


def test_words_tell_an_ending_that_nobody_asked_for():
    assert "Stage 2 (rest until dV/dt < 0.1 mV/h) ended because it could not be computed further" in paragraph(polarisation(finished=False))
    seen = titration()
    stages = (*seen.result.stages[:-1], replace(seen.result.stages[-1], ended_by=StageEnd.LITHIUM_EXHAUSTED))
    assert "the lithium was used up" in paragraph(replace(seen, result=replace(seen.result, stages=stages)))
    assert "ended because" not in paragraph(seen)


def test_small_voltages_are_told_in_millivolts():
    seen = polarisation()
    one = replace(seen, result=replace(seen.result, stages=seen.result.stages[:1]))
    assert "the cell ends at 9.00 mV" in paragraph(one)


def test_an_experiment_without_a_stage_is_told():
    seen = titration()
    assert "no stage" in paragraph(replace(seen, result=replace(seen.result, stages=())))


def test_experiments_stand_side_by_side():
    table = side_by_side((cycling("a"), polarisation(finished=False)))
    assert column(table, "Recipe") == ["a", "Li|separator|Li"]
    assert column(table, "Discharged / mAh/cm²") == pytest.approx([4.0 * (1 + 0.99 + 0.99**2 + 0.99**3), 0.0])
    assert column(table, "Finished") == ["yes", "no"]
    assert column(table, "Largest temperature rise / K")[1] is None


def test_the_spike_of_a_jump_to_where_a_sweep_begins_stays_out_of_words_and_voltammogram():
    seen = sweeps()
    current = seen.result.trace.current_density.copy()
    current[0] = -800.0  # the double layers take the jump
    spiked = replace(seen, result=replace(seen.result, trace=replace(seen.result.trace, current_density=current)))
    assert "swept between 3.000 and 4.500 V, the current lies between -0.300 and 0.300 mA/cm²" in paragraph(spiked)
    figure = voltammogram(spiked)
    assert figure is not None
    assert min(min(line.y) for line in figure.data) == pytest.approx(-0.3)
