"""Experiments that come ready made, written out as plain stages: GITT, ICI, pulses, depolarisation, cyclic voltammetry."""

from __future__ import annotations

from stratode.recipe import defaults, parts
from stratode.recipe.basis import Making, Place, density, end_voltage, strength
from stratode.recipe.errors import refused
from stratode.recipe.schema_steps import Cv, Depolarisation, Gitt, Ici, Pulses
from stratode.recipe.units import Quantity

MOST_ROUNDS = 10_000  # of a repeat that ends at its cut-off
HOUR = 3600.0  # s


def gitt(stated: Gitt, place: Place, making: Making) -> tuple[parts.Stage, ...]:
    """Pulse, rest, over and over until a pulse meets the window's end."""
    pulse = _timed(stated.current, stated.direction == "charge", stated.pulse, place, making)
    rest = parts.Rest(stated.rest.value, stated.settled.value if stated.settled else None)
    return (parts.Repeat((pulse, rest), MOST_ROUNDS, until_cutoff=True),)


def ici(stated: Ici, place: Place, making: Making) -> tuple[parts.Stage, ...]:
    """Current, short pause, over and over until the current meets the window's end."""
    current = _timed(stated.current, stated.direction == "charge", stated.every, place, making)
    return (parts.Repeat((current, parts.Rest(stated.pause.value)), MOST_ROUNDS, until_cutoff=True),)


def pulses(stated: Pulses, place: Place, making: Making) -> tuple[parts.Stage, ...]:
    """To each state of charge: current, rest, discharge pulse, pause, and a charge pulse with its pause where one is stated.

    A state of charge is counted from the start with the charge of 1C over one hour, as a cycler does.
    """
    one_c = making.basis.one_c
    if making.charge is None or one_c is None:
        rule = "must come first: its states of charge are counted from the start of the experiment"
        raise refused(place.field, rule, None, "Put it before any other current, outside repeats, and state protocol.start.")
    bench = making.bench
    pause = bench.value(stated.pause, defaults.PULSE_PAUSE, place.at("pause"))
    rest = bench.value(stated.rest, defaults.PULSE_REST, place.at("rest"))
    if stated.between is None:
        bench.assume(place.at("between"), defaults.PULSE_BETWEEN.text, defaults.PULSE_BETWEEN.source)
    c_rate, per_area = (
        strength(stated.between, making.basis, place.at("between")) if stated.between else (defaults.PULSE_BETWEEN.value, None)
    )
    full = HOUR / c_rate if c_rate is not None else HOUR * one_c / (per_area or one_c)  # s, for the charge of 1C over one hour
    stages: list[parts.Stage] = []
    charge = making.charge
    for i, target in enumerate(stated.at):
        moved = target.value - charge
        if moved == 0 and i > 0:
            raise refused(place.at(f"at.{i}"), "must differ from the one before", target.text, "Remove it.")
        if moved:
            until = end_voltage(None, moved > 0, making.basis, place.field)
            stages.append(parts.Current(c_rate, moved > 0, until, abs(moved) * full, per_area))
        stages += [parts.Rest(rest), _timed(stated.discharge, False, stated.pulse, place, making, "discharge"), parts.Rest(pause)]
        if stated.charge is not None:
            stages += [_timed(stated.charge, True, stated.pulse, place, making, "charge"), parts.Rest(pause)]
        charge = target.value
    return tuple(stages)


def depolarisation(stated: Depolarisation, place: Place, making: Making) -> tuple[parts.Stage, ...]:
    """A small current for a time, then rest until the voltage moves slowly."""
    current = density(stated.current, making.basis, place.at("current"))
    until = end_voltage(None, current >= 0, making.basis, place.field)
    rest = making.bench.value(stated.longest, defaults.LONGEST_REST, place.at("longest"))
    return (parts.Current(None, current >= 0, until, stated.for_.value, abs(current)), parts.Rest(rest, stated.until.value))


def cv(stated: Cv) -> tuple[parts.Stage, ...]:
    """Sweeps there and back."""
    there = parts.Sweep(stated.rate.value, stated.to.value, stated.from_.value)
    back = parts.Sweep(stated.rate.value, stated.from_.value)
    return (parts.Repeat((there, back), stated.cycles or 1),)


def _timed(current: Quantity, charging: bool, duration: Quantity, place: Place, making: Making, name: str = "current") -> parts.Current:
    """A current for a time, which the window's end cuts short; `name` is the field that states the current."""
    until = end_voltage(None, charging, making.basis, place.field)
    if until is None:
        raise refused(place.field, "must have a window to end at", None, "Write out its steps: repeat 10 times (...).")
    c_rate, per_area = strength(current, making.basis, place.at(name))
    return parts.Current(c_rate, charging, until, duration.value, per_area)
