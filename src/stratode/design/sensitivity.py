"""How the numbers and the curve of a discharge answer to every input: derivatives with respect to the logarithm of each.

Derivatives follow the steps of one run (`cell.tangent`), free of the noise that differences of two runs have and at less cost.
Where a run cannot be followed (a heat balance, lithium that runs out, a rest that ends by itself) they are central differences of
reruns on the same mesh, stretched with its layers, at a tight tolerance; every result says which it is.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from stratode.cell.adapt import Adapted, solve
from stratode.cell.protocol import Precision, Run, cathode_mass, run_protocol
from stratode.cell.simulate import join
from stratode.cell.tangent import Derivative, NotFollowed, Tangent, stretched
from stratode.design.inputs import Input
from stratode.design.inputs import inputs as inputs_of
from stratode.recipe.parts import Cell

Array = NDArray[np.float64]
Progress = Callable[[float, str], None]  # share done, what is under way

FOLLOWED = Precision(nodes=48, tolerance=1e-5, closeness=1e-10)
TIGHT = Precision(nodes=48, tolerance=1e-6, closeness=1e-10)  # of reruns: their noise is divided by the change of the input
CHANGE = 3e-3  # relative, of an input to either side in reruns
WARMING = 3e-4  # of a temperature, on which rates depend much more steeply
ROOM = 4.0  # times CHANGE, that what is left beside a share near one may change by
MASS_CHANGE = 1e-5  # relative, of an input: the active mass is a smooth function of it
HOUR = 3600.0  # s


class NothingDelivered(ValueError):
    """A discharge at this rate delivers nothing, so that no change of it can be told; the remedy is a lower rate."""


class Method(Enum):
    """How a sensitivity was found; the value is the name in files."""

    STEPS_FOLLOWED = "steps_followed"
    RERUNS = "reruns"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How a discharge answers to one input: derivatives d/d ln p, so a hundredth of each is what +1 % does."""

    input: Input
    capacity: float  # Ah/m2
    specific_capacity: float  # mAh per g of cathode active material, whose mass the input may change too
    energy: float  # Wh/m2
    mean_voltage: float  # V
    initial_voltage: float  # V, as the current is switched on
    voltage: Array  # (K,) V, at equal mAh/g
    method: Method


@dataclass(frozen=True, slots=True)
class Sensitivities:
    """How one discharge answers to its inputs, the strongest on the specific capacity first."""

    c_rate: float
    capacity: float  # Ah/m2, of the run itself, as are the next three
    specific_capacity: float  # mAh/g
    energy: float  # Wh/m2
    mean_voltage: float  # V
    depth: Array  # (K,) mAh/g delivered
    voltage: Array  # (K,) V
    each: tuple[Sensitivity, ...]
    rerun_because: str  # why inputs were found by reruns; "" where all were followed
    cpu_s: float


@dataclass(frozen=True, slots=True)
class _Discharge:
    """What a run gave, as sensitivities need it."""

    capacity: float  # C/m2
    energy: float  # J/m2
    time: Array  # (K,) s
    charge: Array  # (K,) C/m2 delivered
    voltage: Array  # (K,) V

    @property
    def mean_voltage(self) -> float:
        return self.energy / self.capacity


def sensitivities(cell: Cell, c_rate: float, inputs: Sequence[Input] | None = None, progress: Progress | None = None) -> Sensitivities:
    """How the discharge of a cell at one rate answers to its inputs.

    Args:
        cell: closed, with a rate test.
        c_rate: the rate under test, C.
        inputs: of this cell, from :func:`stratode.design.inputs.inputs`; all of them where left out.
        progress: told the share done and the input under way.

    Raises:
        ValueError: the rate is not positive.
        NothingDelivered: the discharge delivers nothing.
    """
    if not (math.isfinite(c_rate) and c_rate > 0.0):
        raise ValueError(f"rate: must be a positive number of C; received {c_rate}; write for example 0.5")
    began = time.process_time()
    wanted = inputs_of(cell) if inputs is None else tuple(inputs)
    adapted = solve(cell, cell.protocol, c_rate, FOLLOWED, fields=False, estimate=False)
    base = _discharge(adapted.run)
    if base.capacity <= 0.0:
        raise NothingDelivered(
            f"{cell.name}: must deliver something at {c_rate:g}C to have sensitivities; received nothing; state a lower rate"
        )
    tangent, why = _tangent(adapted, cell, c_rate)
    found = []
    for number, one in enumerate(wanted):
        if progress is not None:
            progress(number / len(wanted), one.name)
        try:
            if tangent is None:
                raise NotFollowed(why)
            found.append(_followed(cell, base, one, tangent.towards(one.changed)))
        except NotFollowed as reason:
            why = why or f"{one.name}: {reason}"
            found.append(_rerun(cell, c_rate, adapted, base, one))
    if progress is not None:
        progress(1.0, "done")
    mass = cathode_mass(cell)
    found.sort(key=lambda s: -abs(s.specific_capacity * s.input.kick))
    return Sensitivities(
        c_rate=c_rate,
        capacity=base.capacity / HOUR,
        specific_capacity=base.capacity / HOUR / mass,
        energy=base.energy / HOUR,
        mean_voltage=base.mean_voltage,
        depth=base.charge / HOUR / mass,
        voltage=base.voltage,
        each=tuple(found),
        rerun_because=why,
        cpu_s=time.process_time() - began,
    )


def _tangent(adapted: Adapted, cell: Cell, c_rate: float) -> tuple[Tangent | None, str]:
    """The run ready to be followed, or why it cannot be."""
    if cell.thermal is not None:
        return None, "the cell has a heat balance"
    try:
        return Tangent(adapted.fine, cell.protocol, c_rate, adapted.run), ""
    except NotFollowed as reason:
        return None, str(reason)


def _discharge(run: Run) -> _Discharge:
    trace = join(run.discharge)
    t, i, v = trace.time, -trace.current_density, trace.voltage
    h = np.diff(t)
    charge = np.concatenate([[0.0], np.cumsum(0.5 * h * (i[1:] + i[:-1]))])
    return _Discharge(run.capacity, float(np.sum(0.5 * h * (i[1:] * v[1:] + i[:-1] * v[:-1]))), t, charge, v)


def _log_mass(cell: Cell, one: Input) -> float:
    """d ln m / d ln p of the cathode's active mass."""
    more, less = (cathode_mass(one.changed(1.0 + sign * MASS_CHANGE)) for sign in (1.0, -1.0))
    return (more - less) / (2.0 * MASS_CHANGE * cathode_mass(cell))


def _followed(cell: Cell, base: _Discharge, one: Input, moved: Derivative) -> Sensitivity:
    """From derivatives of rows that move to those at equal charge per mass."""
    heavier = _log_mass(cell, one)
    voltage = moved.moved_voltage - _slope(base) * (moved.moved_charge - heavier * base.charge)
    return _told(cell, base, one, heavier, (moved.capacity, moved.energy, moved.initial), voltage, Method.STEPS_FOLLOWED)


def _rerun(cell: Cell, c_rate: float, adapted: Adapted, base: _Discharge, one: Input) -> Sensitivity:
    """Central differences of two reruns on the same mesh, compared where equal shares of their capacities are delivered."""

    def again(factor: float) -> _Discharge:
        changed = one.changed(factor)
        discrete = stretched(adapted.fine, changed)
        return _discharge(run_protocol(discrete, changed.protocol, c_rate, TIGHT, False))

    change = _change(one)
    more, less = again(1.0 + change), again(1.0 - change)
    span = 2.0 * change
    numbers = tuple((getattr(more, n) - getattr(less, n)) / span for n in ("capacity", "energy"))
    share = np.minimum(base.charge / base.capacity, 1.0)
    voltage = (_over_share(more)(share) - _over_share(less)(share)) / span
    heavier = _log_mass(cell, one)
    later = (numbers[0] - heavier * base.capacity) * share
    initial = float(more.voltage[0] - less.voltage[0]) / span
    return _told(cell, base, one, heavier, (*numbers, initial), voltage - _slope(base) * later, Method.RERUNS)


def _change(one: Input) -> float:
    """How far a rerun moves an input to either side, relative."""
    if one.unit == "K":
        return WARMING
    return CHANGE * (min(1.0, ROOM * (1.0 / one.value - 1.0)) if one.unit == "1" and one.value < 1.0 else 1.0)


def _told(
    cell: Cell, base: _Discharge, one: Input, heavier: float, numbers: tuple[float, float, float], voltage: Array, method: Method
) -> Sensitivity:
    capacity, energy, initial = numbers
    return Sensitivity(
        input=one,
        capacity=capacity / HOUR,
        specific_capacity=(capacity - heavier * base.capacity) / HOUR / cathode_mass(cell),
        energy=energy / HOUR,
        mean_voltage=(energy - base.mean_voltage * capacity) / base.capacity,
        initial_voltage=initial,
        voltage=voltage,
        method=method,
    )


def _slope(base: _Discharge) -> Array:
    """dV/dQ, V m2/C, (K,); 0 where no charge passes."""
    passing = np.diff(base.charge, append=np.inf) > 0.0
    passing[-1] = True
    slope = np.zeros_like(base.charge)
    slope[passing] = np.gradient(base.voltage[passing], base.charge[passing])
    return slope


def _over_share(run: _Discharge) -> PchipInterpolator:
    """Voltage over the share of the capacity delivered."""
    share = run.charge / run.capacity
    rises = np.concatenate([[True], np.diff(np.maximum.accumulate(share)) > 0.0])
    return PchipInterpolator(share[rises], run.voltage[rises], extrapolate=True)
