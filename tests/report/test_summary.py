"""summary.json: the promised keys, strict JSON, and sums that agree with one another."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from stratode.design.ledger import ledger
from stratode.report.strict_json import dumps, strict
from stratode.report.summary import summary
from stratode.report.tables import rates_table

RATE_KEYS = [
    "c_rate",
    "current_mA_cm2",
    "capacity_mAh_g",
    "capacity_mAh_cm2",
    "energy_mWh_cm2",
    "mean_voltage_V",
    "ended_by",
    "limited_by",
    "waterfall",
    "utilisation",
    "losses_mV",
    "min_salt_mol_m3",
    "error_estimate",
    "lithium_error",
    "salt_error",
    "cpu_s",
]
CELL_KEYS = ["energy_Wh_kg", "energy_Wh_L", "np_ratio_first_charge", "np_ratio_discharge", "ec_g_Ah", "ledger"]


@pytest.fixture(scope="module")
def whole(case):
    return summary(case.cell, case.result, case.ledger, case.limits, with_profiles=True)


def test_every_promised_key_is_there(whole):
    assert len(whole["rates"]) == 3
    for entry in whole["rates"]:
        assert set(RATE_KEYS) <= set(entry)
    assert set(CELL_KEYS) <= set(whole["cell"])
    assert [item["field"] for item in whole["assumptions"]] == ["separator.porosity", "lithium.thickness"]
    assert whole["software"]["version"]
    assert whole["recipe"] == "L-Dry-S"


def test_it_survives_a_strict_reader(whole):
    def refuse(name):
        raise AssertionError(f"{name} in the file")

    assert json.loads(dumps(whole), parse_constant=refuse) == whole


def test_units_agree_with_one_another(whole):
    for entry in whole["rates"]:
        assert entry["energy_mWh_cm2"] == pytest.approx(entry["capacity_mAh_cm2"] * entry["mean_voltage_V"])
        loading = entry["capacity_mAh_cm2"] / entry["capacity_mAh_g"]  # g/cm2 of active material
        assert loading == pytest.approx(130e-4 * 0.42 * 4.75)  # 130 um, 42 % of NMC at 4.75 g/cm3
    assert whole["rates"][2]["current_mA_cm2"] == pytest.approx(4.5)


def test_ledger_rows_add_to_the_cell(whole):
    cell = whole["cell"]
    assert math.fsum(row["mass_g"] for row in cell["ledger"]) == pytest.approx(cell["mass_g"])
    assert cell["energy_Wh_kg"] == pytest.approx(1e3 * cell["energy_Wh"] / cell["mass_g"])
    assert cell["energy_Wh_L"] == pytest.approx(1e3 * cell["energy_Wh"] / cell["volume_cm3"])


def test_mean_losses_add_to_mean_open_circuit_minus_voltage(whole, case):
    for entry, run in zip(whole["rates"], case.result.rates, strict=True):
        gap = float((run.losses.open_circuit - run.trace.voltage).mean())
        assert math.fsum(entry["losses_mV"].values()) == pytest.approx(1e3 * gap)


def test_what_does_not_exist_is_null_and_says_why(case):
    run = replace(case.result.rates[0], mean_voltage=math.nan, min_salt=math.inf)
    whole = summary(case.cell, replace(case.result, rates=(run,)), None, ())
    assert whole["rates"][0]["mean_voltage_V"] is None
    reasons = {item["field"]: item["reason"] for item in whole["nulls"]}
    assert "nothing was delivered" in reasons["rates[0].mean_voltage_V"]
    assert reasons["rates[0].min_salt_mol_m3"] == "without bound"
    assert whole["cell"]["energy_Wh_kg"] is None
    assert "no energy" in whole["cell"]["reason"]
    dumps(whole)


def test_profiles_run_from_the_collector_and_carry_the_current(whole, case):
    run = case.result.rates[2]
    for stage in whole["rates"][2]["profiles"]:
        x = stage["x_um"]
        assert x == sorted(x)
        assert x[0] > 0.0
        assert x[-1] < 146.0
        assert stage["layer"][0] == "cathode: L"
        assert stage["layer"][-1] == "separator"
        assert stage["reaction_mA_cm3"][-1] is None  # no particles in the separator
        widths = run.mesh.width[::-1] * 1e2  # cm
        carried = sum(r * w for r, w in zip(stage["reaction_mA_cm3"], widths, strict=True) if r is not None)
        assert carried == pytest.approx(4.5, rel=0.01)


def test_profile_utilisation_averages_to_that_of_the_layer(whole, case):
    run, last = case.result.rates[2], whole["rates"][2]["profiles"][-1]
    assert last["depth_of_discharge"] == 1.0
    for name in ("L", "S"):
        values = [u for u, layer in zip(last["utilisation"], last["layer"], strict=True) if layer == f"cathode: {name}"]
        assert sum(values) / len(values) == pytest.approx(run.utilisation[name], rel=1e-6)


def test_strict_refuses_what_is_no_json():
    with pytest.raises(TypeError, match=r"a\.b: must be a number, text, list or mapping to become JSON; received object"):
        strict({"a": {"b": object()}}, {})


def test_the_mean_voltage_of_a_discharge_that_delivered_nothing_is_null(case):
    run = replace(case.result.rates[0], capacity=0.0, specific_capacity=0.0, energy=0.0, mean_voltage=-2.63)
    dead = replace(case.result, rates=(run,))
    whole = summary(case.cell, dead, None, ())
    assert whole["rates"][0]["mean_voltage_V"] is None
    assert [item["field"] for item in whole["nulls"]] == ["rates[0].mean_voltage_V"]
    assert "–" in rates_table(dead).texts()[0]


def test_an_energy_density_says_whether_it_counts_a_case(case):
    bare = summary(case.cell, case.result, case.ledger, case.limits)["cell"]
    assert bare["energy_basis"].startswith("cell, its case not counted")
    cased = replace(case.cell, format=replace(case.cell.format, case_mass=3e-3))
    run = case.result.rates[0]
    whole = summary(cased, case.result, ledger(cased, run.capacity, run.mean_voltage), ())["cell"]
    assert whole["energy_basis"].startswith("cell with packaging")
