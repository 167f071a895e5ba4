"""Designs drawn with a seed from stated ranges: NMC811 against lithium, as `cases.half_cell` with more things varied."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.cases import FARADAY, NMC811, Case, half_cell


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, uniform or uniform in the logarithm."""

    low: float
    high: float
    logarithmic: bool = False

    def draw(self, random: np.random.Generator) -> float:
        if self.logarithmic:
            return float(np.exp(random.uniform(np.log(self.low), np.log(self.high))))
        return float(random.uniform(self.low, self.high))


@dataclass(frozen=True, slots=True)
class Ranges:
    """What varies between designs; the active volume fraction is 0.95 minus the porosity."""

    thickness: Range  # m
    porosity: Range
    radius: Range  # m
    bruggeman: Range
    conductivity: Range  # S/m
    c_rate: Range


VARIED = Ranges(
    thickness=Range(40e-6, 400e-6, logarithmic=True),
    porosity=Range(0.25, 0.45),
    radius=Range(2e-6, 6e-6),
    bruggeman=Range(1.5, 2.0),
    conductivity=Range(1.0, 100.0, logarithmic=True),
    c_rate=Range(0.1, 2.0, logarithmic=True),
)
STARVED = Ranges(
    thickness=Range(550e-6, 650e-6),
    porosity=Range(0.30, 0.40),
    radius=Range(2e-6, 6e-6),
    bruggeman=Range(1.4, 1.6),
    conductivity=Range(10.0, 100.0, logarithmic=True),
    c_rate=Range(0.8, 1.2),
)
VARIED_SEED, STARVED_SEED = 20261, 20262


def draw(ranges: Ranges, count: int, seed: int, name: str) -> tuple[Case, ...]:
    """`count` designs; the first n of a longer draw with the same seed are the same."""
    random = np.random.default_rng(seed)
    return tuple(_one(ranges, random, f"{name}_{k:04d}") for k in range(count))


def _one(ranges: Ranges, random: np.random.Generator, name: str) -> Case:
    thickness, porosity = ranges.thickness.draw(random), ranges.porosity.draw(random)
    case = half_cell(name, thickness, porosity, 1.0, ranges.radius.draw(random))
    bruggeman, conductivity = ranges.bruggeman.draw(random), ranges.conductivity.draw(random)
    cathode = replace(case.cathode, bruggeman=bruggeman, conductivity=conductivity)
    return replace(case, cathode=cathode, c_rate=ranges.c_rate.draw(random))


def delivered_share(case: Case, capacity: float) -> float:
    """Capacity (C/m2) over the cathode's lithium from the start of discharge to the window's other end."""
    c = case.cathode
    return capacity / (FARADAY * c.host.max_concentration * c.active * c.thickness * (NMC811.window[1] - c.start))
