"""Builds an experiment from its steps: currents as C-rates or per area, what ends each stage, profiles read from their files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from stratode.recipe import defaults, parts, ready_made
from stratode.recipe import quantities as q
from stratode.recipe.basis import Basis, Making, Place, density, end_voltage, strength
from stratode.recipe.bench import Bench
from stratode.recipe.errors import Problem, RecipeError, refused
from stratode.recipe.profile import read_profile
from stratode.recipe.schema_steps import READY_MADE, ExperimentStep, Written
from stratode.recipe.units import Quantity

MOST_STAGES = 200_000  # once every counted repeat is written out


def build_experiment(
    stated: tuple[ExperimentStep | Written, ...], start: Quantity | str | None, basis: Basis, bench: Bench, field: str = "protocol"
) -> parts.Experiment:
    """The experiment that steps describe.

    Args:
        stated: the steps, as in the recipe.
        start: state of charge at the beginning, or a word; None: assumed from the first step. Refused where there is no window.
        basis: what currents refer to.
        bench: takes the assumptions, and knows the folder of profiles.
        field: path of what holds `steps` and `start`; "" for the recipe itself.

    Raises:
        RecipeError: a step that has no end, a current that refers to nothing, a profile that cannot be used; with every such step.
    """
    steps = f"{field}.steps".lstrip(".")
    charge = _start(stated, start, basis, bench, f"{field}.start")
    stages = _stages(stated, steps, Making(basis, bench, None if basis.one_c is None else charge))
    if _count(stages) > MOST_STAGES:
        raise refused(steps, f"must not come to more than {MOST_STAGES} stages", str(_count(stages)), "Repeat less often.")
    return parts.Experiment(stages, charge)


def _start(stated: tuple[ExperimentStep | Written, ...], start: Quantity | str | None, basis: Basis, bench: Bench, field: str) -> float:
    """State of charge at the beginning; where it is not stated, the end from which the first step leads away."""
    if basis.one_c is None:
        if start is not None:
            raise refused(field, "must not be stated for a cell without a state of charge", str(start), "Remove it.")
        return 0.0
    if isinstance(start, Quantity):
        return start.value
    if start is not None:
        return 1.0 if start == "charged" else 0.0
    charging = _first_charges(stated)
    bench.assume(field, "discharged" if charging else "charged", f"assumed: the first step {'charges' if charging else 'does not charge'}")
    return 0.0 if charging else 1.0


def _first_charges(stated: tuple[ExperimentStep | Written, ...]) -> bool:
    """Whether the first step that moves charge one way charges."""
    for item in stated:
        for step in item.steps if isinstance(item, Written) else (item,):
            if step.verb in ("repeat", "rest"):
                if step.steps and any(s.verb != "rest" for i in step.steps for s in (i.steps if isinstance(i, Written) else (i,))):
                    return _first_charges(step.steps)
                continue
            titration = step.gitt or step.ici
            polarising = step.depolarisation.current if step.depolarisation else step.polarise
            if polarising is not None:
                return polarising.value > 0
            return step.verb in ("charge", "cycles", "cv") or (titration is not None and titration.direction == "charge")
    return False


def _count(stages: tuple[parts.Stage, ...]) -> int:
    """Number of stages with every counted repeat written out; one that ends at its cut-off counts once."""
    return sum(
        (1 if stage.until_cutoff else stage.times) * _count(stage.steps) if isinstance(stage, parts.Repeat) else 1 for stage in stages
    )


def _stages(stated: tuple[ExperimentStep | Written, ...], field: str, making: Making) -> tuple[parts.Stage, ...]:
    """All stages of a list of steps; every problem is told, not only the first."""
    made: list[parts.Stage] = []
    problems: list[Problem] = []
    for i, item in enumerate(stated):
        place = Place(f"{field}.{i}", isinstance(item, Written))
        for step in item.steps if isinstance(item, Written) else (item,):
            still = all(isinstance(stage, parts.Rest) for stage in made)
            try:
                made += _stage(step, place, making if still else replace(making, charge=None))
            except RecipeError as error:
                problems += error.problems
    if problems:
        raise RecipeError(tuple(problems))
    return tuple(made)


def _stage(step: ExperimentStep, place: Place, making: Making) -> tuple[parts.Stage, ...]:
    """The stages that one step stands for."""
    verb = step.verb
    if verb in READY_MADE:
        return _ready_made(step, place, making)
    if verb in ("charge", "discharge"):
        return (_current(step, place, making),)
    if verb == "hold":
        return (_hold(step, place, making),)
    if verb == "rest":
        return (_rest(step, place, making),)
    if verb == "sweep" and step.sweep is not None and step.until is not None:
        return (parts.Sweep(step.sweep.value, step.until.value, step.from_.value if step.from_ else None),)
    if verb == "sine" and step.sine is not None and step.frequency is not None and step.periods is not None:
        return (parts.Sine(density(step.sine, making.basis, place.at("sine")), step.frequency.value, step.periods.value),)
    if verb == "polarise" and step.polarise is not None:
        return (_polarise(step, step.polarise, place, making),)
    if verb == "drive" and step.drive is not None:
        return (_drive(step, step.drive, place, making),)
    return (_repeat(step, place, making),)


def _current(step: ExperimentStep, place: Place, making: Making) -> parts.Current | parts.Power:
    charging = step.charge is not None
    stated = step.charge if step.charge is not None else step.discharge
    if stated is None:  # the schema has seen to it
        raise refused(place.field, "must state a current", None, "Write for example C/5.")
    until = end_voltage(step.until, charging, making.basis, place.at("until"))
    longest = step.max_time.value if step.max_time else None
    if until is None and longest is None:
        raise refused(place.field, "must say when it ends: there is no window", stated.text, "Add a voltage or a time: for 2 h.")
    if stated.kind in (q.POWER_DENSITY, q.POWER):
        per_area = stated.value / (making.basis.area if stated.kind == q.POWER else 1.0)
        return parts.Power(per_area, charging, until, longest)
    c_rate, per_mass = strength(stated, making.basis, place.at("charge" if charging else "discharge"))
    return parts.Current(c_rate, charging, until, longest, per_mass)


def _polarise(step: ExperimentStep, stated: Quantity, place: Place, making: Making) -> parts.Current:
    per_area = density(stated, making.basis, place.at("polarise"))
    until = end_voltage(step.until, per_area >= 0, making.basis, place.at("until"))
    longest = step.max_time.value if step.max_time else None
    if longest is None and step.until is None:
        raise refused(place.field, "must say when it ends", stated.text, "Add a time: for 2 h.")
    return parts.Current(None, per_area >= 0, until, longest, abs(per_area))


def _hold(step: ExperimentStep, place: Place, making: Making) -> parts.Hold:
    voltage = step.hold.value if isinstance(step.hold, Quantity) else None
    if isinstance(step.hold, Quantity):
        end_voltage(step.hold, True, making.basis, place.at("hold"))
    longest = step.max_time.value if step.max_time else None
    if step.until is not None:
        c_rate, per_area = strength(step.until, making.basis, place.at("until"))
        return parts.Hold(voltage, c_rate, longest, per_area)
    if longest is not None:
        return parts.Hold(voltage, None, longest)
    if making.basis.one_c is None:
        raise refused(place.field, "must say when it ends", "hold", "Add a current or a time: until 1 uA/cm2, for 2 h.")
    making.bench.assume(place.at("until"), defaults.HOLD_UNTIL.text, defaults.HOLD_UNTIL.source)
    return parts.Hold(voltage, defaults.HOLD_UNTIL.value)


def _rest(step: ExperimentStep, place: Place, making: Making) -> parts.Rest:
    until = step.until.value if step.until else None
    stated = step.rest if isinstance(step.rest, Quantity) else None
    if stated is None:
        making.bench.assume(place.at("rest"), defaults.LONGEST_REST.text, defaults.LONGEST_REST.source)
    return parts.Rest(stated.value if stated else defaults.LONGEST_REST.value, until)


def _drive(step: ExperimentStep, name: str, place: Place, making: Making) -> parts.Profile:
    basis = making.basis
    scale = (step.scale.value if step.scale else 1.0) * (-1.0 if step.sign == "discharge positive" else 1.0)
    try:
        found = read_profile(name, making.bench.folder, step.column)
    except RecipeError as error:
        raise error.within(place.at("drive")) from error
    if found.driven is parts.Driven.VOLTAGE and (step.scale or step.sign):
        raise refused(place.at("drive"), "must have no sign or scale: its values are voltages", name, "Remove sign and scale.")
    factor = scale * _per_area(found.unit, basis, place.at("drive"))
    lower, upper = basis.window if basis.window else (None, None)
    values = tuple(value * factor for value in found.values)
    if found.shift:
        making.bench.assume(place.at("drive"), f"{name} begins at 0, not at {found.shift:g} s", "its first row")
    return parts.Profile(found.driven, found.times, values, step.joined == "lines", lower, upper, Path(name).name)


def _per_area(unit: str, basis: Basis, field: str) -> float:
    """What a profile's values are multiplied with to be per cell area."""
    if unit in ("A", "W"):
        return 1 / basis.area
    if unit == "C":
        if basis.one_c is None:
            raise refused(field, "must not hold C-rates: this cell has no 1C", None, "Give the profile as Current Density / mA.cm-2.")
        return basis.one_c
    return 1.0


def _repeat(step: ExperimentStep, place: Place, making: Making) -> parts.Repeat:
    inner = _stages(step.steps or (), place.at("steps"), replace(making, charge=None))
    if isinstance(step.repeat, Quantity):
        return parts.Repeat(inner, round(step.repeat.value))
    timed = [s for s in inner if isinstance(s, parts.Current) and s.max_time is not None and s.until_voltage is not None]
    if not timed:
        rule = "must hold a charge or discharge for a time, whose cut-off ends the repeats"
        raise refused(place.at("steps"), rule, None, "Write for example: discharge at C/10 for 10 min or until 2.7 V, rest 1 h.")
    return parts.Repeat(inner, ready_made.MOST_ROUNDS, until_cutoff=True)


def _ready_made(step: ExperimentStep, place: Place, making: Making) -> tuple[parts.Stage, ...]:
    """The stages of an experiment that comes ready made."""
    inner = place.within(step.verb)
    if step.gitt is not None:
        return ready_made.gitt(step.gitt, inner, making)
    if step.ici is not None:
        return ready_made.ici(step.ici, inner, making)
    if step.pulses is not None:
        return ready_made.pulses(step.pulses, inner, making)
    if step.depolarisation is not None:
        return ready_made.depolarisation(step.depolarisation, inner, making)
    if step.cv is not None:
        return ready_made.cv(step.cv)
    if step.lsv is not None:
        return (parts.Sweep(step.lsv.rate.value, step.lsv.to.value, step.lsv.from_.value if step.lsv.from_ else None),)
    legs: list[parts.Stage] = []
    if step.cycles is not None:
        for name in ("charge", "discharge"):
            legs += _stages(getattr(step.cycles, name), inner.at(name), replace(making, charge=None))
    return (parts.Repeat(tuple(legs), step.cycles.number if step.cycles else 1),)
