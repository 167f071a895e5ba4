"""Experiments drawn at random from every kind of stage, with rates, voltages and times from wide ranges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from tests.cell.drawn import Draw

from stratode.recipe.parts import Cell, Current, Driven, Experiment, Hold, Power, Profile, Repeat, Rest, Sine, Stage, Sweep


@dataclass(frozen=True)
class Range:
    """What stages are drawn from: a usual current, and voltages between which they may go."""

    current: float  # A/m2
    low: float  # V
    high: float
    by_rate: bool  # whether C-rates mean something


def experiment(draw: Draw, cell: Cell) -> Experiment:
    """One to five stages for a battery."""
    p = cell.protocol
    return Experiment(_stages(draw, Range(p.one_c, p.lower_voltage, p.upper_voltage, True), 5), draw.between(0.0, 1.0))


def transport_experiment(draw: Draw) -> Experiment:
    """One to four stages for a transport cell."""
    return Experiment(_stages(draw, Range(draw.spread(0.1, 50.0), -0.5, 0.5, False), 4), 0.0)


def _stages(draw: Draw, within: Range, most: int) -> tuple[Stage, ...]:
    kinds = (_current, _current, _hold, _rest, _sweep, _power, _profile, _sine, _repeat, _titration)
    return tuple(draw.one_of(kinds)(draw, within) for _ in range(int(draw.random.integers(1, most + 1))))


def _current(draw: Draw, within: Range) -> Stage:
    charge = draw.happens(0.5)
    rate = draw.spread(0.02, 3.0)
    end = (within.high if charge else within.low) if draw.happens(0.7) or not within.by_rate else None
    longest = draw.spread(1.0, 20000.0) if end is None or draw.happens(0.3) or not within.by_rate else None
    if within.by_rate and draw.happens(0.6):
        return Current(rate, charge, end, longest)
    return Current(None, charge, end, longest, density=rate * within.current)


def _hold(draw: Draw, within: Range) -> Stage:
    voltage = None if draw.happens(0.4) else draw.between(within.low, within.high)
    longest = draw.spread(1.0, 20000.0)
    if draw.happens(0.5):
        return Hold(voltage, None, longest)
    if within.by_rate and draw.happens(0.7):
        return Hold(voltage, draw.spread(0.01, 0.2), longest if draw.happens(0.5) else None)
    return Hold(voltage, None, longest, until_density=within.current * draw.spread(0.01, 0.2))


def _rest(draw: Draw, within: Range) -> Stage:
    return Rest(draw.spread(1.0, 20000.0), draw.spread(1e-8, 1e-4) if draw.happens(0.5) else None)


def _sweep(draw: Draw, within: Range) -> Stage:
    start = draw.between(within.low, within.high) if draw.happens(0.2) else None
    return Sweep(draw.spread(2e-5, 1e-2), draw.between(within.low, within.high), start)


def _power(draw: Draw, within: Range) -> Stage:
    charge = draw.happens(0.5)
    volts = max(abs(within.low), abs(within.high)) * (1.0 if within.by_rate else 0.1)
    return Power(volts * within.current * draw.spread(0.02, 2.0), charge, within.high if charge else within.low, draw.spread(1.0, 10000.0))


def _profile(draw: Draw, within: Range) -> Stage:
    count = int(draw.random.integers(2, 25))
    times = np.concatenate([[0.0], np.cumsum(np.exp(draw.random.uniform(np.log(0.5), np.log(200.0), count - 1)))])
    driven = draw.one_of((Driven.CURRENT, Driven.POWER, Driven.VOLTAGE))
    if driven is Driven.VOLTAGE:
        values = draw.random.uniform(within.low, within.high, count)
    else:
        size = within.current * (max(abs(within.low), abs(within.high)) if driven is Driven.POWER else 1.0)
        values = size * draw.random.uniform(-2.0, 2.0, count) * (draw.random.random(count) < 0.8)
    limits = (within.low, within.high) if driven is not Driven.VOLTAGE and draw.happens(0.7) else (None, None)
    return Profile(driven, tuple(times.tolist()), tuple(values.tolist()), draw.happens(0.5), *limits, "drawn")


def _sine(draw: Draw, within: Range) -> Stage:
    largest = 0.5 if within.by_rate else 0.01  # a blocking cell would be at thousands of volts
    return Sine(within.current * draw.spread(1e-4, largest), draw.spread(1e-4, 1e4), draw.between(1.0, 4.0))


def _repeat(draw: Draw, within: Range) -> Stage:
    kinds = (_current, _rest, _hold, _sweep)
    steps = tuple(draw.one_of(kinds)(draw, within) for _ in range(int(draw.random.integers(1, 4))))
    return Repeat(steps, int(draw.random.integers(2, 5)))


def _titration(draw: Draw, within: Range) -> Stage:
    """Pulses and rests until a pulse meets its voltage, or twelve of them."""
    charge = draw.happens(0.5)
    pulse = Current(None, charge, within.high if charge else within.low, draw.spread(30.0, 3600.0), within.current * draw.spread(0.05, 1.0))
    return Repeat((pulse, Rest(draw.spread(10.0, 10000.0), 1e-7 if draw.happens(0.3) else None)), 12, until_cutoff=True)
