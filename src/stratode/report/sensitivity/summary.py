"""`summary.json` of sensitivities: every number under a name that carries its unit."""

from __future__ import annotations

from typing import cast

from stratode.design.sensitivity import Sensitivities, Sensitivity
from stratode.report.document import version
from stratode.report.lab_units import MA_PER_CM2, MILLIVOLT
from stratode.report.sensitivity.response import Response
from stratode.report.strict_json import Json, strict
from stratode.report.summary import assumptions, bases

BASIS = "derivatives with respect to the natural logarithm of an input: a hundredth of each is what +1 % does; all other inputs stay"
LAYERS = "a layer's porosity and shares change at its loading; a share takes from all other solids in proportion; currents stay per area"


def summary(one: Response) -> dict[str, Json]:
    """All sensitivities of one recipe as plain JSON types, strict: no NaN or Infinity, `nulls` says why a value is null."""
    reasons: dict[str, str] = {}
    whole = {
        "software": {"name": "stratode", "version": version()},
        "recipe": one.cell.name,
        "bases": bases(one.cell) | {"per_relative_change": BASIS, "layers": LAYERS},
        "rates": [_rate(result) for result in one.results],
        "nothing_delivered_at_c_rates": one.silent,
        "assumptions": assumptions(one.cell.assumptions),
    }
    plain = cast(dict[str, Json], strict(whole, reasons))
    plain["nulls"] = [{"field": field, "reason": why} for field, why in reasons.items()]
    return plain


def _rate(result: Sensitivities) -> dict[str, object]:
    return {
        "c_rate": result.c_rate,
        "capacity_mAh_g": result.specific_capacity,
        "capacity_mAh_cm2": result.capacity * MA_PER_CM2,
        "energy_mWh_cm2": result.energy * MA_PER_CM2,
        "mean_voltage_V": result.mean_voltage,
        "inputs": [_input(s) for s in result.each],
        "rerun_because": result.rerun_because,
        "cpu_s": result.cpu_s,
    }


def _input(one: Sensitivity) -> dict[str, object]:
    return {
        "input": one.input.name,
        "value_SI": one.input.value,
        "unit_SI": one.input.unit,
        "per_relative_change": {
            "capacity_mAh_g": one.specific_capacity,
            "capacity_mAh_cm2": one.capacity * MA_PER_CM2,
            "energy_mWh_cm2": one.energy * MA_PER_CM2,
            "mean_voltage_mV": one.mean_voltage * MILLIVOLT,
            "switch_on_voltage_mV": one.initial_voltage * MILLIVOLT,
        },
        "found_by": one.method,
    }
