"""Stages of an experiment as what the kernels hold, and where each begins."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell.discretise import Discrete
from stratode.cell.equilibrium import at_soc, usual, window
from stratode.cell.leg import State, rest_state
from stratode.cell.protocol import LONGEST_CURRENT, LONGEST_HOLD, Precision, at_rest, free, held
from stratode.kernels.arrays import BY_CURRENT, BY_POWER, BY_VOLTAGE, Control
from stratode.recipe.constants import FARADAY, LITHIUM_MOLAR_MASS
from stratode.recipe.parts import (
    Cell,
    Current,
    Driven,
    Hold,
    Layer,
    LithiumMetal,
    Power,
    Profile,
    Rest,
    Sine,
    Stage,
    Sweep,
)

Array = NDArray[np.float64]

FIRST_STEP = 1e-7  # of a stage's usual duration
FIRST_OF_LAYERS = 1e-6  # s: a first step that double layers are followed with
STEPS_OF_SINE = 64  # a period, at least
RUNAWAY = (10.0, 100.0)  # V, either way, of a battery and of a transport cell: a current that drives it farther has no carrier left
UNBOUND = 100 * 3600.0  # s, a usual duration where a transport cell states none


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a stage starts from."""

    voltage: float  # V
    lithium: tuple[float, float]  # C/m2 in the foils of the left and the right end; inf for other ends


@dataclass(frozen=True, slots=True)
class Bench:
    """What rates and durations refer to."""

    one_c: float  # A/m2; nan for a transport cell
    capacity: float  # C/m2 of the window, or of a day at 1 A/m2

    def safe(self, still: Control) -> Control:
        """The control with the voltages that no cell follows as its ends."""
        most = RUNAWAY[1 if math.isnan(self.one_c) else 0]
        return still._replace(low=-most, high=most)

    @staticmethod
    def of(discrete: Discrete) -> Bench:
        """The bench of a cell."""
        cell = discrete.cell
        if not isinstance(cell, Cell):
            return Bench(math.nan, 86400.0)
        rest = window(cell, cell.protocol.lower_voltage, cell.protocol.upper_voltage)
        return Bench(cell.protocol.one_c, max(rest.capacity, 1.0))


def beginning(discrete: Discrete, start: float) -> tuple[State, tuple[float, float]]:
    """(state at rest, lithium in both foils C/m2) at a state of charge."""
    cell, stack = discrete.cell, discrete.stack
    made = tuple(
        end.thickness * end.density / LITHIUM_MOLAR_MASS * FARADAY if isinstance(end, LithiumMetal) else math.inf
        for end in (stack.left, stack.right)
    )
    if isinstance(cell, Cell):
        rest = at_soc(cell, start)
        state = at_rest(discrete, rest.cathode, rest.anode, charged=start > 0.5)
        return state, (made[0] + start * Bench.of(discrete).capacity, made[1])
    region = discrete.model.region[discrete.mesh.site_node]
    groups: dict[int, list[Layer]] = {}
    for zone in stack.zones:
        if zone.region != 0 and stack.layers[zone.first] not in groups.setdefault(zone.region, []):
            groups[zone.region].append(stack.layers[zone.first])
    states = {number: usual(layers, cell.temperature, cell.state_of_charge) for number, layers in groups.items()}
    populations = discrete.model.site_population.tolist()
    x = [states[r][discrete.populations[p].material] for r, p in zip(region.tolist(), populations, strict=True)]
    return rest_state(discrete, np.array(x, dtype=float), np.zeros(len(x))), (made[0], made[1])


def control(stage: Stage, bench: Bench, at: Beginning, precision: Precision, layered: bool) -> Control:
    """What the kernels hold for one stage; current > 0 is discharge there.

    Raises:
        TypeError: the stage is a repeat, which is not held but run through.
    """
    made = _held(stage, bench, at, bench.safe(free(precision, 1.0)))
    until = float(made.until[-1])
    first = FIRST_STEP * min(until, UNBOUND)
    shortest = min(first, FIRST_OF_LAYERS) if layered else first
    return made._replace(first_step=max(min(shortest, made.longest_step), 1e-12))


def moment(precision: Precision) -> Control:
    """A millisecond of rest."""
    return held(free(precision, 1e-6), BY_CURRENT, 0.0, 1e-3)


def _held(stage: Stage, bench: Bench, at: Beginning, still: Control) -> Control:
    match stage:
        case Rest(duration=duration, until_rate=rate):
            return held(still, BY_CURRENT, 0.0, duration)._replace(slow=rate or 0.0)
        case Current():
            return _current(stage, bench, at, still)
        case Hold(max_time=longest):
            small = 0.0 if stage.until_c_rate is None else stage.until_c_rate * bench.one_c
            small = small if stage.until_density is None else stage.until_density
            voltage = at.voltage if stage.voltage is None else stage.voltage
            duration = LONGEST_HOLD if longest is None else longest
            return held(still, BY_VOLTAGE, voltage, duration)._replace(small_current=small)
        case Sweep(rate=rate, to_voltage=end, from_voltage=begin):
            start = at.voltage if begin is None else begin
            ramp = held(still, BY_VOLTAGE, start, max(abs(end - start) / rate, 1e-6))
            return ramp._replace(finish=np.array([end]), longest_step=max(0.005 / rate, 1e-6))
        case Power(density=density, charge=charge, until_voltage=end, max_time=longest):
            duration = LONGEST_CURRENT * bench.capacity * 5.0 / density if longest is None else longest
            return _limited(held(still, BY_POWER, -density if charge else density, duration), end, charge)
        case Profile():
            return _profile(stage, still)
        case Sine(density=density, frequency=frequency, periods=periods):
            sine = held(still, BY_CURRENT, 0.0, periods / frequency)
            return sine._replace(amplitude=-density, omega=2.0 * math.pi * frequency, longest_step=1.0 / (STEPS_OF_SINE * frequency))
    raise TypeError(f"stage: must be one that can be held; received {type(stage).__name__}")


def _current(stage: Current, bench: Bench, at: Beginning, still: Control) -> Control:
    density = stage.density if stage.density is not None else (stage.c_rate or 0.0) * bench.one_c
    if density == 0.0:
        return held(still, BY_CURRENT, 0.0, stage.max_time or 0.0)
    longest = LONGEST_CURRENT * bench.capacity / density if stage.max_time is None else stage.max_time
    foil = at.lithium[1 if stage.charge else 0]
    value = -density if stage.charge else density
    return _limited(held(still, BY_CURRENT, value, min(longest, max(foil, 0.0) / density)), stage.until_voltage, stage.charge)


def _limited(made: Control, end: float | None, charge: bool) -> Control:
    """With the voltage that ends it."""
    if end is None:
        return made
    return made._replace(high=end) if charge else made._replace(low=end)


def _profile(stage: Profile, still: Control) -> Control:
    """A drive profile as stretches; a profile that is held keeps each value until the next time."""
    times, values = np.array(stage.times), np.array(stage.values)
    sign = 1.0 if stage.driven is Driven.VOLTAGE else -1.0
    mode = {Driven.CURRENT: BY_CURRENT, Driven.POWER: BY_POWER, Driven.VOLTAGE: BY_VOLTAGE}[stage.driven]
    start = sign * values[:-1]
    return still._replace(
        mode=mode,
        until=np.ascontiguousarray(times[1:]),
        start=start,
        finish=np.ascontiguousarray(sign * values[1:]) if stage.straight else start.copy(),
        low=still.low if stage.lower_voltage is None else stage.lower_voltage,
        high=still.high if stage.upper_voltage is None else stage.upper_voltage,
    )
