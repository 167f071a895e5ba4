"""What an experiment did, in one paragraph."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from stratode.cell.solution import StageEnd
from stratode.recipe.parts import Repeat, Stage, TransportCell
from stratode.report.experiment.observation import Observation, beyond_the_jump, half_cycles, least_charge, swept
from stratode.report.experiment.rounds import ENOUGH, Round, rounds
from stratode.report.experiment.tables import SMALL_VOLTAGE, ordinary, specific, time_unit, warming
from stratode.report.heat import heat_words
from stratode.report.lab_units import MA_PER_CM2, MILLIVOLT, PERCENT, bound, number
from stratode.report.words import cautions, left_range, not_stated

# How a stage that met what it was told to wait for ended; other endings are told apart, for they were not asked for.
UNASKED = {
    StageEnd.LITHIUM_EXHAUSTED: "the lithium was used up",
    StageEnd.TEMPERATURE: "the temperature left the range in which its properties are known",
    StageEnd.SALT_DEPLETED: "the electrolyte ran out of salt somewhere",
    StageEnd.SALT_SATURATED: "the salt reached its solubility",
    StageEnd.SOLID_FULL: "particles were full",
    StageEnd.SOLID_EMPTY: "particles were empty",
    StageEnd.RUNAWAY: "its voltage ran away: nothing was left to carry the current",
    StageEnd.COULD_NOT_FINISH: "it could not be computed further; what was computed before stands",
}


def paragraph(seen: Observation) -> str:
    """One paragraph about one experiment."""
    stages = seen.result.stages
    if not stages:
        return f"{seen.cell.name}: no stage of the experiment could be run."
    warmed = warming(seen)
    parts = [
        _course(seen),
        _series(seen),
        _unmet(seen),
        _sweeps(seen),
        _stopped(seen),
        heat_words(warmed, seen.cell) if warmed else "",
        _trust(seen),
    ]
    return " ".join(part for part in parts if part)


def duration(seconds: float) -> str:
    """A time in the unit in which it reads well: 45 s, 12.5 min, 31.2 h."""
    factor, unit = time_unit(seconds)
    return f"{number(seconds * factor)} {unit}"


def volts(value: float) -> str:
    """A voltage to the millivolt, or a small one to three digits: 3.612 V, 8.41 mV."""
    return f"{value:.3f} V" if abs(value) >= SMALL_VOLTAGE else f"{number(value * MILLIVOLT)} mV"


def _course(seen: Observation) -> str:
    """How many stages, how long, from where, and what passed."""
    stages = seen.result.stages
    last = stages[-1]
    least = least_charge(seen.result)
    taken = sum(s.charge for s in stages if s.charge > least)
    given = -sum(s.charge for s in stages if s.charge < -least)
    count = "One stage" if len(stages) == 1 else f"{len(stages)} stages"
    start = "" if isinstance(seen.cell, TransportCell) or seen.cell.experiment is None else _start(seen.cell.experiment.start)
    again = len(half_cycles(seen.result)) > 2
    ways = [
        f"{way} {number(charge * MA_PER_CM2) + ' mAh/cm²' if again else _charge(seen, charge)}"
        for way, charge in (("charging", taken), ("discharging", given))
        if charge > 0.0
    ]
    passed = f", {' and '.join(ways)}{' in all' if again else ''}" if ways else ""
    return f"{count} in {duration(last.start + last.duration)}{start}{passed}; the cell ends at {volts(last.voltage_end)}."


def _start(share: float) -> str:
    return f" from {share * PERCENT:.3g} % state of charge"


def _charge(seen: Observation, charge: float) -> str:
    per_gram = specific(seen, charge)
    text = f"{number(charge * MA_PER_CM2)} mAh/cm²"
    return text if per_gram is None else f"{text} ({number(per_gram)} mAh/g)"


def _series(seen: Observation) -> str:
    """What changed from the first round to the last."""
    series = rounds(seen)
    if len(series) < 2:
        return ""
    first, last = series[0], series[-1]
    if ordinary(series):
        kept = last.discharged / first.discharged * PERCENT
        text = f"Over {len(series)} rounds the discharge capacity {_change(first.discharged, last.discharged, kept)}"
        return f"{text}; {_efficiencies(last)}." if len(series) >= ENOUGH else f"{text}."
    return (
        f"Over {len(series)} rounds the voltage at their ends goes from {volts(first.voltage_end)} to {volts(last.voltage_end)}, "
        f"while {number(abs(last.passed) * MA_PER_CM2)} mAh/cm² pass on balance."
    )


def _unmet(seen: Observation) -> str:
    """That a repeat until cut-off came to its last round without one."""
    most = max((r.times for r in _until_cutoff(seen.cell.experiment.stages if seen.cell.experiment is not None else ())), default=None)
    final = [stage for stage in seen.result.stages if stage.round == most]
    if not final or any(stage.ended_by is StageEnd.VOLTAGE for stage in final):
        return ""
    return f"A repeat until cut-off ended after {most} rounds, as many as there may be, without meeting it: larger steps will."


def _until_cutoff(stages: tuple[Stage, ...]) -> Iterator[Repeat]:
    """The repeats that end at a cut-off, also those within others."""
    for stage in stages:
        if isinstance(stage, Repeat):
            if stage.until_cutoff:
                yield stage
            yield from _until_cutoff(stage.steps)


def _change(first: float, last: float, kept: float) -> str:
    start, end = number(first * MA_PER_CM2), number(last * MA_PER_CM2)
    return f"stays at {end} mAh/cm²" if start == end else f"goes from {start} to {end} mAh/cm², {kept:.1f} % of the first"


def _sweeps(seen: Observation) -> str:
    """Between which voltages and currents the sweeps went."""
    rows = [beyond_the_jump(seen.result, stage) for stage in seen.result.stages if swept(seen.result, stage)]
    if not rows:
        return ""
    inside = np.concatenate(rows)
    ends = [voltage for s in seen.result.stages if swept(seen.result, s) for voltage in (s.voltage_start, s.voltage_end)]
    current = seen.result.trace.current_density[inside] * MA_PER_CM2
    return (
        f"While the voltage is swept between {min(ends):.3f} and {max(ends):.3f} V, "
        f"the current lies between {number(float(current.min()))} and {number(float(current.max()))} mA/cm²."
    )


def _efficiencies(last: Round) -> str:
    coulombic, energy = last.coulombic_efficiency, last.energy_efficiency
    text = f"the last round gives back {number((coulombic or 0.0) * PERCENT, 4)} % of its charge"
    return text if energy is None else f"{text} and {number(energy * PERCENT)} % of its energy"


def _stopped(seen: Observation) -> str:
    """Stages that ended for a reason nobody asked for."""
    odd = [stage for stage in seen.result.stages if stage.ended_by in UNASKED]
    if not odd:
        return "" if seen.result.finished else "The experiment could not be computed to its end; what was computed stands."
    last = odd[-1]
    more = f"; {len(odd) - 1} earlier stages ended in a way that was not asked for" if len(odd) > 1 else ""
    return f"Stage {last.number} ({last.label}) ended because {UNASKED[last.ended_by]}{more}."


def imposed(seen: Observation) -> bool:
    """Whether every stage imposes the voltage, so that only the charge can be in error."""
    return all(swept(seen.result, stage) for stage in seen.result.stages)


def _trust(seen: Observation) -> str:
    charge = f"{bound(seen.result.charge_error * PERCENT, 0.01)} % on the charge of a stage"
    voltage = f"{bound(seen.result.voltage_error * MILLIVOLT, 0.01)} mV on the voltage and "
    text = f"Mesh and time steps put {'' if imposed(seen) else voltage}{charge}; the parameters add more, which this estimate does not know"
    trust = f"{text}{not_stated(seen.cell.assumptions)}.{left_range(seen.result.held_outside_data)}"
    return " ".join([trust, *cautions(seen.cell.assumptions)])
