"""Derivatives of a run with respect to any number of its cell, along the steps the run took.

The run is taken again on its own times and orders, once as it is and once for each input on a cell a millionth part away, each step
one update of Newton (`kernels.follow`). What the two differ by is the derivative of the discrete solution itself: free of the noise
of step choices that differences of two runs have, at about a third of a run's cost. Where a stage ends by an event (a cut-off, a
fading current) the event moves: dt/dp = -(dg/dp) / (dg/dt), and the next stage begins with what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell.discretise import Discrete
from stratode.cell.equilibrium import window
from stratode.cell.leg import Leg, State, own, work_for
from stratode.cell.mesh import Stack, lay_out
from stratode.cell.protocol import Run, beginning, controls
from stratode.cell.warmth import on_mesh
from stratode.kernels import places, stops
from stratode.kernels.arrays import Control
from stratode.kernels.follow import follow
from stratode.recipe.parts import Cell, Protocol

Array = NDArray[np.float64]

STEP = 1e-8  # relative, of the input
EMPTY = np.zeros((0, 0))


@dataclass(frozen=True, slots=True)
class Derivative:
    """How a discharge answers to one input p, per relative change: d/d ln p, at p."""

    capacity: float  # C/m2
    energy: float  # J/m2
    time: Array  # (K,) s, of the run
    voltage: Array  # (K,) V, at equal time
    salt: Array  # (K, N) mol/m3
    flux: Array  # (K, S) A/m2
    initial: float  # V, of the first row: the voltage as the current is switched on


@dataclass(frozen=True, slots=True)
class _Walk:
    """A leg taken again."""

    states: Array  # (K, n)
    voltage: Array  # (K,)
    state_rate: Array  # (n,) 1/s, how the last row moves where all its steps are longer in proportion
    voltage_rate: float  # V/s


class NotFollowed(ArithmeticError):
    """The steps of a run could not be taken again; its message says where."""


class Tangent:
    """A run taken again on its own steps, ready to be compared with cells nearby."""

    def __init__(self, discrete: Discrete, protocol: Protocol, c_rate: float, run: Run) -> None:
        """Take the run again as it is.

        Args:
            discrete: the mesh of the run.
            protocol: its steps.
            c_rate: its rate.
            run: with curves; fields are not needed.

        Raises:
            NotFollowed: a step of the run cannot be solved again.
        """
        if discrete.heat is not None:
            raise ValueError("sensitivities: need one temperature; received a cell with a heat balance; remove `thermal`")
        self._discrete, self._protocol, self._c_rate = discrete, protocol, c_rate
        self._legs = (*run.charge, *run.discharge)
        self._charging = len(run.charge)
        self._edges = np.concatenate([[0.0], np.cumsum(discrete.model.width)])
        self._walks: list[_Walk] = []
        for leg in self._legs:
            begin = leg.begin if not self._walks else State(self._walks[-1].states[-1])
            self._walks.append(_base(discrete, leg, begin))

    def towards(self, changed: Callable[[float], Cell]) -> Derivative:
        """The derivative with respect to one input.

        Args:
            changed: the cell with the input times a factor.

        Raises:
            NotFollowed: a step cannot be solved on the changed cell.
        """
        cell = changed(1.0 + STEP)
        discrete = self._nearby(cell)
        rest = window(cell, cell.protocol.lower_voltage, cell.protocol.upper_voltage)
        holds = controls(cell, self._protocol, self._c_rate, rest, len(self._legs))
        state = beginning(discrete, rest, full=not self._protocol.charge).unknowns
        capacity = energy = 0.0
        moved: list[tuple[Array, Array]] = []
        for number, (leg, base, control) in enumerate(zip(self._legs, self._walks, holds, strict=True)):
            held = leg.control._replace(start=control.start, finish=control.finish)
            states, voltage = _walk(discrete, leg, held, State(state), base.states, leg.record.time)
            change, volts = (states - base.states) / STEP, (voltage - base.voltage) / STEP
            later = _event(leg, base, change, volts, discrete, control)
            if number >= self._charging:
                dq, de = _passed(leg, base, change, volts, later, discrete)
                capacity, energy = capacity + dq, energy + de
                moved.append((change, volts))
            state = base.states[-1] + STEP * (change[-1] + later * base.state_rate)
        n, sites = discrete.model.width.size, discrete.model.site_population.size
        whole, volts = np.concatenate([m[0] for m in moved]), np.concatenate([m[1] for m in moved])
        starts = np.concatenate([[0.0], np.cumsum([leg.record.time[-1] for leg in self._legs[self._charging :]])])
        time = np.concatenate([leg.record.time + s for leg, s in zip(self._legs[self._charging :], starts, strict=False)])
        return Derivative(capacity, energy, time, volts, whole[:, :n], whole[:, 3 * n : 3 * n + sites], float(volts[0]))

    def _nearby(self, cell: Cell) -> Discrete:
        """The changed cell on the same mesh, stretched with its layers."""
        stack = lay_out(cell)
        return on_mesh(cell, stack, np.interp(self._edges, _faces(self._discrete.stack), _faces(stack)))


def _faces(stack: Stack) -> Array:
    return np.array([zone.left for zone in stack.zones] + [stack.thickness])


def _base(discrete: Discrete, leg: Leg, begin: State) -> _Walk:
    """The leg as it is, and how its last row moves with time: where all its steps are longer in proportion.

    In a late collapse of the voltage the last step alone would not do: its error changes with its length.
    """
    states, voltage = _walk(discrete, leg, leg.control, begin, EMPTY, leg.record.time)
    if leg.record.time.size < 2:
        return _Walk(states, voltage, np.zeros_like(begin.unknowns), 0.0)
    moved, volts = _walk(discrete, leg, leg.control, begin, states, leg.record.time * (1.0 + STEP))
    later = STEP * leg.record.time[-1]
    return _Walk(states, voltage, (moved[-1] - states[-1]) / later, float(volts[-1] - voltage[-1]) / later)


def _walk(discrete: Discrete, leg: Leg, control: Control, begin: State, near: Array, time: Array) -> tuple[Array, Array]:
    """((K, n) states, (K,) voltages) of a leg taken again at these times."""
    m = own(discrete.model)
    size, count = places.size(m), time.size
    states, voltage = np.zeros((count, size)), np.zeros(count)
    near = near if near.size else np.zeros((0, size))
    args = (begin.unknowns, leg.control.first_step, time, leg.record.order, near, states, voltage)
    row = follow(m, work_for(m), control, *args)
    if row < count:
        raise NotFollowed(f"step {row} of {count}, at {time[row]:.4g} s, could not be solved again; try a tighter precision")
    return states, voltage


def _event(leg: Leg, base: _Walk, change: Array, volts: Array, discrete: Discrete, control: Control) -> float:
    """How much later the leg ends, s: where a voltage or a current ended it; else as its stated time moves, which is not at all."""
    at = places.current_at(discrete.model)
    if leg.why in (stops.LOW, stops.HIGH):
        return float(-volts[-1] / base.voltage_rate)
    if leg.why == stops.SMALL_CURRENT:
        sign = float(np.sign(base.states[-1, at]))
        limit = (control.small_current - leg.control.small_current) / STEP
        return float(-(sign * change[-1, at] - limit) / (sign * base.state_rate[at]))
    return 0.0


def _passed(leg: Leg, base: _Walk, change: Array, volts: Array, later: float, discrete: Discrete) -> tuple[float, float]:
    """Derivatives of charge (C/m2) and energy (J/m2) that a leg delivers: within its time, and by its end."""
    at = places.current_at(discrete.model)
    t, current = leg.record.time, base.states[:, at]
    power = change[:, at] * base.voltage + current * volts
    charge = float(np.trapezoid(change[:, at], t)) + current[-1] * later
    return charge, float(np.trapezoid(power, t)) + current[-1] * base.voltage[-1] * later
