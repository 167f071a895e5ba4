"""What is done to a cell: steps of a rate test, stages of an experiment, as plain, closed values in SI units. Current > 0 charges."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Current:
    """Constant current. `c_rate` None stands for the rate under test, unless `density` is stated; the sign is charge > 0."""

    c_rate: float | None
    charge: bool
    until_voltage: float | None  # V; None: only time ends it
    max_time: float | None = None  # s
    density: float | None = None  # A/m2 of cell area, in place of c_rate; 0 or more


@dataclass(frozen=True, slots=True)
class Hold:
    """Constant voltage until the current falls below `until_c_rate` or `until_density`, or for `max_time`."""

    voltage: float | None  # V; None: the voltage the step before ended at
    until_c_rate: float | None
    max_time: float | None = None  # s
    until_density: float | None = None  # A/m2


@dataclass(frozen=True, slots=True)
class Rest:
    """No current, for `duration` or until the voltage moves by less than `until_rate`."""

    duration: float  # s
    until_rate: float | None = None  # V/s


@dataclass(frozen=True, slots=True)
class Sweep:
    """The voltage moves at a constant rate from where the step before ended to `to_voltage` (LSV; two or three make a CV)."""

    rate: float  # V/s, > 0
    to_voltage: float  # V
    from_voltage: float | None = None  # V; None: the voltage the step before ended at


@dataclass(frozen=True, slots=True)
class Power:
    """Constant power."""

    density: float  # W/m2 of cell area, > 0
    charge: bool
    until_voltage: float | None  # V
    max_time: float | None = None  # s


class Driven(Enum):
    """What a drive profile gives."""

    CURRENT = "current"  # A/m2, charge > 0
    POWER = "power"  # W/m2, charge > 0
    VOLTAGE = "voltage"  # V


@dataclass(frozen=True, slots=True)
class Profile:
    """A drive profile: `values` at `times`, joined by straight lines, or each held until the next time."""

    driven: Driven
    times: tuple[float, ...]  # s, rising, from 0
    values: tuple[float, ...]
    straight: bool  # False: held
    lower_voltage: float | None  # V, ends it
    upper_voltage: float | None
    name: str  # of the file it came from


@dataclass(frozen=True, slots=True)
class Sine:
    """A sinusoidal current about zero, as an impedance instrument applies it."""

    density: float  # A/m2, amplitude
    frequency: float  # Hz
    periods: float


Step = Current | Hold | Rest
"""What a rate test is made of."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Steps over and over: `times` rounds, or fewer where `until_cutoff` and a timed current step reached its voltage (GITT)."""

    steps: tuple[Stage, ...]
    times: int
    until_cutoff: bool = False


Stage = Current | Hold | Rest | Sweep | Power | Profile | Sine | Repeat
"""What an experiment is made of."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """Steps that run once, one after the other, from a stated state of charge at rest."""

    stages: tuple[Stage, ...]
    start: float  # state of charge, 0 to 1 of the window between the cut-offs at rest; a transport cell has none: 0


@dataclass(frozen=True, slots=True)
class Protocol:
    """A rate test: for each rate the charge steps, then the discharge steps, from the stated beginning."""

    rates: tuple[float, ...]  # C-rates under test
    charge: tuple[Step, ...]  # empty: each discharge starts fully charged and at rest
    discharge: tuple[Step, ...]
    lower_voltage: float  # V
    upper_voltage: float  # V
    one_c: float  # A/m2 of cell area at 1C
    one_c_basis: str  # how one_c was stated, in words: "210 mA/g of active material"
