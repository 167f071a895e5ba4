"""Derivatives of a run with respect to any number of its cell, along the steps the run took.

The run is taken again on its own times and orders, once as it is and twice for each input, on cells a hundred-millionth part to
either side, each step one update of Newton (`kernels.follow`). What the two differ by is the derivative of the discrete solution
itself: free of the noise of step choices that differences of two runs have, and at less cost. Where a stage ends by an event (a
cut-off, a fading current) the event moves, dt/dp = -(dg/dp) / (dg/dt), and the next stage begins with what follows from it. Both
sides are needed there: where surfaces fill, a voltage that collapses is straight over a millionth of a run's length alone.

Source: Bock, in Modelling of Chemical Reaction Systems (Springer 1981), p. 102, for differentiation along the steps taken.
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
from stratode.recipe.parts import Cell, Current, Protocol

Array = NDArray[np.float64]

STEP = 1e-8  # relative, of an input, to either side: round-off leaves 1e-7 V of a derivative
EMPTY = np.zeros((0, 0))


@dataclass(frozen=True, slots=True)
class Derivative:
    """How a discharge answers to one input p, per relative change: d/d ln p, at p.

    Rows that move keep their share of their stage's time, so that the last of them stays at the cut-off: where the voltage
    collapses, what happens at equal time says little.
    """

    capacity: float  # C/m2
    energy: float  # J/m2
    time: Array  # (K,) s, of the run
    voltage: Array  # (K,) V, at equal time
    salt: Array  # (K, N) mol/m3, at equal time
    flux: Array  # (K, S) A/m2, at equal time
    moved_voltage: Array  # (K,) V, of rows that move
    moved_charge: Array  # (K,) C/m2, delivered until them
    initial: float  # V, of the first row: the voltage as the current is switched on


@dataclass(frozen=True, slots=True)
class _Walk:
    """A leg taken again."""

    states: Array  # (K, n)
    voltage: Array  # (K,)
    state_rate: Array  # (n,) 1/s, how the last row moves where all its steps are longer in proportion
    longer_voltage: Array  # (K,) V, how every row's voltage answers to that, per relative change of length
    longer_current: Array  # (K,) A/m2
    current_at: int  # place of the current among the states


@dataclass(frozen=True, slots=True)
class _Side:
    """A cell nearby, on the mesh stretched with its layers."""

    discrete: Discrete
    begin: State
    controls: tuple[Control, ...]

    def held(self, leg: Leg, number: int) -> Control:
        """What its leg of this number holds."""
        return leg.control._replace(start=self.controls[number].start, finish=self.controls[number].finish)


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
            ValueError: the cell has a heat balance.
            NotFollowed: a step of the run cannot be solved again, or a stage ended in a way whose moving is not followed.
        """
        if discrete.heat is not None:
            raise ValueError("sensitivities: need one temperature; received a cell with a heat balance; remove `thermal`")
        _refuse(run, protocol)
        self._discrete, self._protocol, self._c_rate = discrete, protocol, c_rate
        self._legs = (*run.charge, *run.discharge)
        self._charging = len(run.charge)
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
        sides = [self._beside(changed(1.0 + step)) for step in (STEP, -STEP)]
        capacity = energy = 0.0
        columns: list[tuple[Array, ...]] = []
        begins = [side.begin for side in sides]
        for number, (leg, base) in enumerate(zip(self._legs, self._walks, strict=True)):
            ends = [
                _walk(x.discrete, leg, x.held(leg, number), y, base.states, leg.record.time) for x, y in zip(sides, begins, strict=True)
            ]
            change, volts = ((more - less) / (2.0 * STEP) for more, less in zip(*ends, strict=True))
            limits = [side.controls[number].small_current for side in sides]
            later = _event(leg, base, change, volts, (limits[0] - limits[1]) / (2.0 * STEP))
            if number >= self._charging:
                moved_volts, charge, de = _moved(leg, base, change, volts, later)
                columns.append((change, volts, moved_volts, capacity + charge))
                capacity, energy = capacity + float(charge[-1]), energy + de
            onward = change[-1] + later * base.state_rate
            begins = [State(base.states[-1] + step * onward) for step in (STEP, -STEP)]
        return self._collected(capacity, energy, columns)

    def _beside(self, cell: Cell) -> _Side:
        """A cell nearby, where it begins and what it is held to."""
        discrete = stretched(self._discrete, cell)
        rest = window(cell, cell.protocol.lower_voltage, cell.protocol.upper_voltage)
        holds = controls(cell, self._protocol, self._c_rate, rest, len(self._legs))
        return _Side(discrete, beginning(discrete, rest, full=not self._protocol.charge), tuple(holds))

    def _collected(self, capacity: float, energy: float, columns: list[tuple[Array, ...]]) -> Derivative:
        """The discharge's legs end to end."""
        n, sites = self._discrete.model.width.size, self._discrete.model.site_population.size
        whole, volts, *moved = (np.concatenate(column) for column in zip(*columns, strict=True))
        starts = np.concatenate([[0.0], np.cumsum([leg.record.time[-1] for leg in self._legs[self._charging :]])])
        time = np.concatenate([leg.record.time + s for leg, s in zip(self._legs[self._charging :], starts, strict=False)])
        fields = whole[:, :n], whole[:, 3 * n : 3 * n + sites]
        return Derivative(capacity, energy, time, volts, *fields, moved[0], moved[1], float(volts[0]))


def stretched(discrete: Discrete, cell: Cell) -> Discrete:
    """A cell that differs a little from that of a mesh, on the same mesh, stretched with its layers."""
    edges = np.concatenate([[0.0], np.cumsum(discrete.model.width)])
    stack = lay_out(cell)
    return on_mesh(cell, stack, np.interp(edges, _faces(discrete.stack), _faces(stack)))


def _refuse(run: Run, protocol: Protocol) -> None:
    """Raise NotFollowed where a stage ended, or was left out, in a way that a nearby cell would not repeat at the same time."""
    if (len(run.charge), len(run.discharge)) != (len(protocol.charge), len(protocol.discharge)):
        raise NotFollowed("a step of the protocol had nothing to do or could not finish")
    for leg, step in zip((*run.charge, *run.discharge), (*protocol.charge, *protocol.discharge), strict=True):
        if leg.why not in (stops.LOW, stops.HIGH, stops.SMALL_CURRENT, stops.DURATION):
            raise NotFollowed(
                "a step ended where no solution lay ahead" if leg.why == stops.STUCK else "a rest ended by its voltage's slowing"
            )
        if leg.why == stops.DURATION and isinstance(step, Current):
            timed = step.max_time is not None and leg.record.time[-1] >= step.max_time * (1.0 - 1e-9)
            if not timed:
                raise NotFollowed("a current ended by no cut-off: the lithium foil ran out, or it went on for too long")
        if leg.record.time.size < 2 and leg.why != stops.DURATION:
            raise NotFollowed("a step ended as it began")


def _faces(stack: Stack) -> Array:
    return np.array([zone.left for zone in stack.zones] + [stack.thickness])


def _base(discrete: Discrete, leg: Leg, begin: State) -> _Walk:
    """The leg as it is, and how its last row moves with time: where all its steps are longer in proportion.

    In a late collapse of the voltage the last step alone would not do: its error changes with its length.
    """
    at = places.current_at(discrete.model)
    states, voltage = _walk(discrete, leg, leg.control, begin, EMPTY, leg.record.time)
    if leg.record.time.size < 2:
        still = np.zeros_like(voltage)
        return _Walk(states, voltage, np.zeros_like(begin.unknowns), still, still, at)
    ends = [_walk(discrete, leg, leg.control, begin, states, leg.record.time * (1.0 + step)) for step in (STEP, -STEP)]
    change, volts = ((more - less) / (2.0 * STEP) for more, less in zip(*ends, strict=True))
    return _Walk(states, voltage, change[-1] / leg.record.time[-1], volts, change[:, at], at)


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


def _event(leg: Leg, base: _Walk, change: Array, volts: Array, limit: float) -> float:
    """How much later the leg ends, s: where a voltage or a current ended it; else as its stated time moves, which is not at all.

    `limit` is how the small current that ends a hold answers, A/m2.
    """
    at = base.current_at
    if leg.why in (stops.LOW, stops.HIGH):
        return float(-volts[-1] / base.longer_voltage[-1] * leg.record.time[-1])
    if leg.why == stops.SMALL_CURRENT:
        sign = float(np.sign(base.states[-1, at]))
        return float(-(sign * change[-1, at] - limit) / (sign * base.state_rate[at]))
    return 0.0


def _moved(leg: Leg, base: _Walk, change: Array, volts: Array, later: float) -> tuple[Array, Array, float]:
    """Of a leg whose rows move with its end: derivatives of their voltage, of the charge until them (K,), and of its energy, J/m2."""
    at = base.current_at
    t, current = leg.record.time, base.states[:, at]
    longer = later / t[-1] if t[-1] > 0.0 else 0.0
    voltage = volts + longer * base.longer_voltage
    drawn = change[:, at] + longer * (base.longer_current + current)  # of current, and of the time it flows for
    power = drawn * base.voltage + current * voltage
    charge = np.concatenate([[0.0], np.cumsum(0.5 * np.diff(t) * (drawn[1:] + drawn[:-1]))])
    return voltage, charge, float(np.trapezoid(power, t))
