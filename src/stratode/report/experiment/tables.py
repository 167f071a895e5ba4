"""Tables of an experiment: stages, rounds, trust, and several experiments side by side."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from stratode.cell.solution import StageResult
from stratode.report.experiment.observation import Observation, active_loading, area, rows_of
from stratode.report.experiment.rounds import ENOUGH, Round, rounds
from stratode.report.heat import ICE, Warming, heat_table, rise
from stratode.report.lab_units import MA_PER_CM2, MILLIVOLT, PERCENT
from stratode.report.table import Entry, Table
from stratode.report.tables import assumption_rows, spoken

SMALL_VOLTAGE = 0.1  # V; less reads better in mV
SIGNS = "Charging counts positive."


def first_table(seen: Observation) -> Table:
    """The table that answers first: by round where there is a series of them, by stage otherwise."""
    return rounds_table(seen) if len(rounds(seen)) >= ENOUGH else stages_table(seen)


def stages_table(seen: Observation) -> Table:
    """Every stage in the order run."""
    stages = seen.result.stages
    begin, begin_unit = time_unit(max((s.start + s.duration for s in stages), default=0.0))
    last, last_unit = time_unit(statistics.median([s.duration for s in stages]) if stages else 0.0)
    columns = (
        "Stage",
        "What",
        "Round",
        f"Start / {begin_unit}",
        f"Duration / {last_unit}",
        "Charge / mAh/cm²",
        "Charge / mAh/g",
        "Energy / mWh/cm²",
        "Start voltage / V",
        "End voltage / V",
        "End current / mA/cm²",
        "End temperature / °C",
        "Ended by",
    )
    rows = tuple(_stage_row(seen, stage, begin, last) for stage in stages)
    return _filled(Table("Stages of the experiment", columns, rows, _basis(seen)))


def _stage_row(seen: Observation, stage: StageResult, begin: float, last: float) -> tuple[Entry, ...]:
    return (
        stage.number,
        stage.label,
        stage.round or None,
        stage.start * begin,
        stage.duration * last,
        stage.charge * MA_PER_CM2,
        specific(seen, stage.charge),
        stage.energy * MA_PER_CM2,
        stage.voltage_start,
        stage.voltage_end,
        stage.current_end * MA_PER_CM2 + 0.0,
        end_temperature(seen, stage),
        ended_by(stage),
    )


def rounds_table(seen: Observation) -> Table:
    """Capacity, efficiencies and end of each round."""
    series = rounds(seen)
    begin, unit = time_unit(max((item.start + item.duration for item in series), default=0.0))
    columns = (
        "Round",
        f"Start / {unit}",
        "Charged / mAh/cm²",
        "Discharged / mAh/cm²",
        "Discharged / mAh/g",
        "Coulombic efficiency / %",
        "Energy efficiency / %",
        "Mean charge voltage / V",
        "Mean discharge voltage / V",
        "Passed so far / mAh/cm²",
        "Voltage at its end / V",
    )
    rows = tuple(
        (
            item.number,
            item.start * begin,
            item.charged * MA_PER_CM2 or None,
            item.discharged * MA_PER_CM2 or None,
            specific(seen, item.discharged) or None,
            _percent(item.coulombic_efficiency),
            _percent(item.energy_efficiency),
            item.mean_charge_voltage,
            item.mean_discharge_voltage,
            item.passed * MA_PER_CM2,
            item.voltage_end,
        )
        for item in series
    )
    return _filled(Table("Round by round", columns, rows, f"Passed so far: net since the experiment began. {_basis(seen)}"))


def warming(seen: Observation) -> Warming | None:
    """The heat account of an experiment; None where it was isothermal."""
    heat = seen.result.heat
    if heat is None:
        return None
    return Warming("whole experiment", heat, rise(seen.cell.temperature, seen.result.trace.temperature))


def heat_of(seen: Observation) -> Table:
    """The heat account; no rows where the experiment was isothermal."""
    found = warming(seen)
    return heat_table((found,) if found else (), area(seen.cell))


def trust_table(seen: Observation) -> Table:
    """Error estimates and balances."""
    result = seen.result
    columns = ("Voltage error estimate / mV", "Charge error estimate / %", "Lithium balance / 1", "Salt balance / 1", "CPU time / s")
    row = (result.voltage_error * MILLIVOLT, result.charge_error * PERCENT, result.lithium_error, result.salt_error, result.cpu_s)
    note = (
        "Estimates cover mesh and time steps, not the parameters. Charge: the largest error of a stage over the largest charge of a stage."
    )
    return Table("Error estimates and conservation", columns, (row,), note)


def held_table(seen: Observation) -> Table:
    """Properties that the experiment used outside the range of their data."""
    rows = tuple((text,) for text in seen.result.held_outside_data)
    return Table("Properties used beyond their data", ("Which, where and for how long",), rows)


def assumptions_table(seen: Observation) -> Table:
    """Every value the recipe did not state."""
    return assumption_rows(seen.cell.assumptions)


def side_by_side(several: Sequence[Observation]) -> Table:
    """Several experiments, one row each."""
    columns = (
        "Recipe",
        "Stages",
        "Rounds",
        "Duration / h",
        "Charged / mAh/cm²",
        "Discharged / mAh/cm²",
        "Voltage at the end / V",
        "Largest temperature rise / K",
        "Finished",
    )
    rows = []
    for seen in several:
        stages = seen.result.stages
        end = stages[-1] if stages else None
        warmed = warming(seen)
        rows.append(
            (
                seen.cell.name,
                len(stages),
                len(rounds(seen)) or None,
                (end.start + end.duration) / 3600.0 if end else None,
                math.fsum(s.charge for s in stages if s.charge > 0.0) * MA_PER_CM2,
                -math.fsum(s.charge for s in stages if s.charge < 0.0) * MA_PER_CM2 + 0.0,
                end.voltage_end if end else None,
                warmed.rise if warmed else None,
                "yes" if seen.result.finished else "no",
            )
        )
    return _filled(Table("Experiments side by side", columns, tuple(rows)))


def specific(seen: Observation, charge: float) -> float | None:
    """A charge (Ah/m2) per gram of cathode active material, mAh/g; None where the cell has no cathode."""
    loading = active_loading(seen.cell)
    return charge / loading if loading else None


def end_temperature(seen: Observation, stage: StageResult) -> float | None:
    """Temperature at the end of a stage, degC; None where the experiment is isothermal or kept no row of the stage."""
    rows = rows_of(seen.result, stage)
    curve = seen.result.trace.temperature
    return float(curve[rows[-1]]) - ICE if curve.size and rows.size else None


def ended_by(stage: StageResult) -> str:
    """Why a stage ended, in words."""
    return spoken(stage.ended_by.value)


def time_unit(seconds: float) -> tuple[float, str]:
    """The factor from seconds, and the name, of the unit in which times up to `seconds` read well."""
    if seconds <= 300.0:
        return 1.0, "s"
    return (1.0 / 60.0, "min") if seconds <= 5.0 * 3600.0 else (1.0 / 3600.0, "h")


def ordinary(items: Sequence[Round]) -> bool:
    """Whether every round passes charge both ways, as cycles do."""
    return bool(items) and all(item.cycles for item in items)


def _percent(share: float | None) -> float | None:
    return None if share is None else share * PERCENT


def _basis(seen: Observation) -> str:
    return SIGNS if active_loading(seen.cell) is None else f"{SIGNS} mAh/g: per gram of cathode active material."


def _filled(table: Table) -> Table:
    """The table without the columns that hold nothing at all."""
    kept = [j for j in range(len(table.columns)) if any(row[j] is not None for row in table.rows)] or list(range(len(table.columns)))
    rows = tuple(tuple(row[j] for j in kept) for row in table.rows)
    return Table(table.title, tuple(table.columns[j] for j in kept), rows, table.note)
