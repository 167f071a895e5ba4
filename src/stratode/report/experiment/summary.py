"""`summary.json` of an experiment: every number under a name that carries its unit."""

from __future__ import annotations

from typing import cast

from stratode.cell.solution import StageResult
from stratode.recipe.parts import TransportCell
from stratode.report.document import version
from stratode.report.experiment.observation import Observation, area, kept_ends, left_to_right, passed
from stratode.report.experiment.rounds import Round, rounds
from stratode.report.experiment.tables import end_temperature, specific, warming
from stratode.report.heat import heat_summary
from stratode.report.lab_units import MA_PER_CM2, MICROMETRE, MILLIVOLT
from stratode.report.strict_json import Json, strict
from stratode.report.summary import assumptions


def summary(seen: Observation, *, with_profiles: bool = False) -> dict[str, Json]:
    """All results of one experiment as plain JSON types, strict: no NaN or Infinity, `nulls` says why a value is null.

    Args:
        seen: the recipe and its experiment.
        with_profiles: add the fields through the thickness at the ends of some stages, where they were kept.
    """
    result, warmed, reasons = seen.result, warming(seen), dict[str, str]()
    whole: dict[str, object] = {
        "software": {"name": "stratode", "version": version()},
        "recipe": seen.cell.name,
        "kind": "experiment",
        "bases": bases(seen),
        "finished": result.finished,
        "stages": [_stage(seen, stage) for stage in result.stages],
        "rounds": [_round(seen, item) for item in rounds(seen)],
        "error_estimate": {"voltage_rms_mV": result.voltage_error * MILLIVOLT, "charge_relative": result.charge_error},
        "lithium_error": result.lithium_error,
        "salt_error": result.salt_error,
        "heat": heat_summary(warmed, area(seen.cell)) if warmed else None,
        "held_outside_data": result.held_outside_data,
        "cpu_s": result.cpu_s,
        "assumptions": assumptions(seen.cell.assumptions),
    }
    if with_profiles:
        whole["profiles"] = _profiles(seen)
    plain = cast(dict[str, Json], strict(whole, reasons))
    plain["nulls"] = [{"field": field, "reason": why} for field, why in reasons.items()]
    return plain


def bases(seen: Observation) -> dict[str, str]:
    """What each number of a report is per, in words."""
    cell = seen.cell
    found = {
        "capacity_mAh_cm2": "per cm2 of the cell; likewise current and energy",
        "sign": "charge, energy and current count positive while the cell charges",
        "time": "from the beginning of the experiment",
        "round": "rounds counted over the whole experiment; of a stage, within its repeat",
        "temperature": _temperature(seen),
        "error_estimate": "from the through-thickness mesh and the time steps; not from the parameters",
    }
    if isinstance(cell, TransportCell):
        return found | {"x_um": "distance from the left end"}
    if cell.experiment is not None:
        found["start"] = f"{cell.experiment.start * 100.0:g} % state of charge, at rest"
    one_c = f"1C = {cell.protocol.one_c * MA_PER_CM2:.4g} mA/cm2: {cell.protocol.one_c_basis}"
    return found | {
        "capacity_mAh_g": "per gram of cathode active material",
        "c_rate": one_c,
        "x_um": "distance from the cathode's current collector",
    }


def _temperature(seen: Observation) -> str:
    if seen.result.trace.temperature.size:
        return f"{seen.cell.temperature:.2f} K at the beginning, then one for the whole cell from its heat balance"
    return f"{seen.cell.temperature:.2f} K, the same everywhere and always"


def _stage(seen: Observation, stage: StageResult) -> dict[str, object]:
    warm = end_temperature(seen, stage)
    entry: dict[str, object] = {
        "number": stage.number,
        "what": stage.label,
        "round": stage.round,
        "start_s": stage.start,
        "duration_s": stage.duration,
        "charge_mAh_cm2": stage.charge * MA_PER_CM2,
        "energy_mWh_cm2": stage.energy * MA_PER_CM2,
        "voltage_start_V": stage.voltage_start,
        "voltage_end_V": stage.voltage_end,
        "current_end_mA_cm2": stage.current_end * MA_PER_CM2 + 0.0,
        "ended_by": stage.ended_by,
    }
    per_gram = specific(seen, stage.charge)
    entry |= {} if per_gram is None else {"charge_mAh_g": per_gram}
    return entry if warm is None else entry | {"temperature_end_degC": warm}


def _round(seen: Observation, item: Round) -> dict[str, object]:
    entry: dict[str, object] = {
        "round": item.number,
        "start_s": item.start,
        "duration_s": item.duration,
        "charged_mAh_cm2": item.charged * MA_PER_CM2,
        "discharged_mAh_cm2": item.discharged * MA_PER_CM2,
        "coulombic_efficiency": item.coulombic_efficiency,
        "energy_efficiency": item.energy_efficiency,
        "mean_charge_voltage_V": item.mean_charge_voltage,
        "mean_discharge_voltage_V": item.mean_discharge_voltage,
        "passed_mAh_cm2": item.passed * MA_PER_CM2,
        "voltage_end_V": item.voltage_end,
    }
    per_gram = specific(seen, item.discharged)
    return entry if per_gram is None else entry | {"discharged_mAh_g": per_gram}


def _profiles(seen: Observation) -> list[dict[str, object]]:
    """Fields at the ends of some stages, from the cathode's collector (or the left end)."""
    mesh, trace = seen.result.mesh, seen.result.trace
    order, x, _ = left_to_right(seen)
    charge = passed(seen.result) * MA_PER_CM2
    return [
        {
            "stage": stage.number,
            "time_s": float(trace.time[row]),
            "passed_mAh_cm2": float(charge[row]),
            "x_um": x * MICROMETRE,
            "layer": [mesh.layer_names[int(i)] for i in mesh.layer[order]],
            "salt_mol_m3": trace.salt[row][order],
            "phi_e_V": trace.phi_e[row][order],
        }
        for stage, row in kept_ends(seen.result)
    ]
