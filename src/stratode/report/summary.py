"""`summary.json`: every number of a run under a name that carries its unit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from stratode.cell.solution import CellResult, ClassChange, RateResult
from stratode.design.ledger import Ledger
from stratode.design.limits import Limit
from stratode.recipe.parts import Assumption, Cell, Electrode
from stratode.report.bill_of_mass import cell_summary, limits_summary
from stratode.report.built import built
from stratode.report.case import cathode_area
from stratode.report.document import version
from stratode.report.heat import heat_summary, warming_of
from stratode.report.lab_units import MA_PER_CM2, MICROMETRE, MILLIVOLT
from stratode.report.profiles import Profile, profiles
from stratode.report.strict_json import Json, strict
from stratode.report.words import cautions


def summary(
    cell: Cell, result: CellResult, ledger: Ledger | None, limits: Sequence[Limit], *, with_profiles: bool = False
) -> dict[str, Json]:
    """All results of one recipe as plain JSON types, strict: no NaN or Infinity, `nulls` says why a value is null.

    Args:
        cell: the closed recipe.
        result: its run.
        ledger: its bill of mass and volume.
        limits: its closed-form limits.
        with_profiles: add the through-thickness fields of every rate.
    """
    reasons: dict[str, str] = {}
    whole = {
        "software": {"name": "stratode", "version": version()},
        "recipe": cell.name,
        "bases": bases(cell),
        "rates": [_rate(cell, run, with_profiles) for run in result.rates],
        "built": built(cell),
        "cell": cell_summary(ledger),
        "quick_limits": limits_summary(limits),
        "assumptions": assumptions(cell.assumptions),
        "particle_sizes": [_class_change(change, cell) for change in result.class_changes],
        "notes": [*result.notes, *cautions(cell.assumptions)],
    }
    plain = cast(dict[str, Json], strict(whole, reasons))
    plain["nulls"] = [{"field": field, "reason": _reason(field, why)} for field, why in reasons.items()]
    return plain


def bases(cell: Cell) -> dict[str, str]:
    """What each number of a report is per, in words."""
    protocol = cell.protocol
    return {
        "capacity_mAh_g": "per gram of cathode active material",
        "capacity_mAh_cm2": "per cm2 of coated cathode face; likewise current and energy",
        "c_rate": f"1C = {protocol.one_c * MA_PER_CM2:.4g} mA/cm2: {protocol.one_c_basis}",
        "current": "positive current charges the cell",
        "voltage_window": f"{protocol.lower_voltage:g} to {protocol.upper_voltage:g} V",
        "temperature": _temperature(cell),
        "start": "each discharge starts fully charged and at rest"
        if not protocol.charge
        else "each discharge follows the recipe's charge steps",
        "losses_mV": "open-circuit minus cell voltage, averaged over the discharge",
        "error_estimate": "from the through-thickness mesh and the time steps; not from the parameters",
        "x_um": _direction(cell),
    }


def assumptions(items: Sequence[Assumption]) -> list[Mapping[str, str]]:
    """Every value that was not stated, with its reason, and whether it was assumed or measured on a volume."""
    return [
        {"field": item.field, "value": item.value, "source": item.source, "kind": "measured" if item.measured else "assumed"}
        for item in items
    ]


def _temperature(cell: Cell) -> str:
    if cell.thermal is None:
        return f"{cell.temperature:.2f} K, the same everywhere"
    return f"{cell.temperature:.2f} K at the beginning, then one for the whole cell from its heat balance"


def _direction(cell: Cell) -> str:
    far = "the anode's collector" if isinstance(cell.anode, Electrode) else "the lithium"
    return f"distance from the cathode's current collector, through the separator, to {far}"


def _rate(cell: Cell, run: RateResult, with_profiles: bool) -> dict[str, object]:
    entry: dict[str, object] = {
        "c_rate": run.c_rate,
        "current_mA_cm2": run.current_density * MA_PER_CM2,
        "capacity_mAh_g": run.specific_capacity,
        "capacity_mAh_cm2": run.capacity * MA_PER_CM2,
        "energy_mWh_cm2": run.energy * MA_PER_CM2,
        "mean_voltage_V": run.mean_voltage if run.capacity > 0.0 else math.nan,  # becomes null with its reason
        "ended_by": run.ended_by,
        "ended_where": run.ended_where,
        "limited_by": run.limited_by,
        "waterfall": [{"step": name, "capacity_mAh_g": remains} for name, remains in run.waterfall],
        "utilisation": {layer.name: run.utilisation[layer.name] for layer in cell.cathode.layers if layer.name in run.utilisation},
        "losses_mV": {name: loss * MILLIVOLT + 0.0 for name, loss in run.mean_losses.items()},
        "losses_residual_mV": run.losses.residual * MILLIVOLT,
        "min_salt_mol_m3": run.min_salt,
        "error_estimate": {
            "capacity_relative": run.error_estimate.capacity,
            "capacity_mAh_g": run.error_estimate.capacity * run.specific_capacity,
            "voltage_rms_mV": run.error_estimate.voltage * MILLIVOLT,
        },
        "lithium_error": run.lithium_error,
        "salt_error": run.salt_error,
        "held_outside_data": run.held_outside_data,
        "cpu_s": run.cpu_s,
    }
    warmed = warming_of(cell, run)
    if warmed:
        entry["heat"] = heat_summary(warmed, cathode_area(cell))
    return entry | {"profiles": [_profile(p, run) for p in profiles(cell, run)]} if with_profiles else entry


def _class_change(change: ClassChange, cell: Cell) -> dict[str, object]:
    """A discharge with more or fewer particle sizes; without numbers where it could not be computed."""
    entry: dict[str, object] = {"c_rate": change.c_rate, "sizes_more": change.more, "problem": change.problem}
    if change.problem:
        return entry
    active = sum(layer.active_loading for layer in cell.cathode.layers)
    return entry | {"capacity_mAh_g": change.capacity / active, "capacity_change_relative": change.change}


def _profile(profile: Profile, run: RateResult) -> dict[str, object]:
    solid = profile.region != 0
    return {
        "depth_of_discharge": profile.depth,
        "capacity_mAh_g": profile.depth * run.specific_capacity,
        "time_s": profile.time,
        "x_um": profile.x * MICROMETRE,
        "layer": profile.layer,
        "salt_mol_m3": profile.salt,
        "phi_e_V": profile.phi_e,
        "phi_s_V": _only(profile.phi_s, solid),
        "reaction_mA_cm3": _only(profile.reaction * 1e-3, solid),
        "utilisation": _only(profile.utilisation, solid),
        "populations": [
            {
                "name": site.name,
                "electrode": "cathode" if site.region == 1 else "anode",
                "x_um": site.x * MICROMETRE,
                "surface_stoichiometry": site.surface,
                "mean_stoichiometry": site.mean,
            }
            for site in profile.sites
        ],
    }


def _only(values: np.ndarray, where: np.ndarray) -> list[float | None]:
    return [float(v) if inside else None for v, inside in zip(values, where, strict=True)]


def _reason(field: str, why: str) -> str:
    if field.endswith("mean_voltage_V"):
        return "nothing was delivered, so there is no mean"
    return why
