"""Run a protocol at one rate on a discretised cell: the charge steps, then the discharge steps, from a named beginning."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stratode.cell.discretise import Discrete
from stratode.cell.equilibrium import Stoichiometries, Window, host, window
from stratode.cell.leg import Leg, State, rest_state, run_leg
from stratode.kernels import stops
from stratode.kernels.arrays import BY_CURRENT, BY_VOLTAGE, Control
from stratode.recipe.constants import FARADAY, LITHIUM_MOLAR_MASS
from stratode.recipe.parts import Cell, Current, Hold, LithiumMetal, Protocol, Rest, Step

Array = NDArray[np.float64]

FIRST_STEP = 3e-7  # of the time a full charge takes at the leg's current
LONGEST_CURRENT = 3.0  # times the window's capacity: a current that goes on longer has lost its cut-off
LONGEST_HOLD = 48 * 3600.0  # s, where a hold states no time


@dataclass(frozen=True, slots=True)
class Precision:
    """How finely to compute. Nodes count through the thickness; tolerances are relative, in time.

    The scout is the coarse run that shows where the mesh is needed.
    """

    nodes: int = 48
    tolerance: float = 1e-3
    most_order: int = 4
    closeness: float = 3e-7  # V, error that Newton may leave in the potentials
    scout_nodes: int = 20
    scout_tolerance: float = 4e-3


@dataclass(frozen=True, slots=True)
class Run:
    """One rate: the charge legs, the discharge legs, and the rest states they are judged by."""

    charge: tuple[Leg, ...]
    discharge: tuple[Leg, ...]  # at least one
    window: Window
    lithium_left: float  # C/m2 in the foil at the end of the discharge; inf for a porous anode
    current_density: float  # A/m2
    why: int  # status of the last discharge leg that carries current; STUCK where the protocol broke off

    @property
    def capacity(self) -> float:
        """Charge delivered by the discharge legs, C/m2."""
        return sum(passed(leg) for leg in self.discharge)


def passed(leg: Leg) -> float:
    """Charge passed towards discharge, C/m2: exact where the current is stated, else by Simpson's rule on cubic pieces."""
    t, i, control = leg.record.time, leg.record.current, leg.control
    if t.size < 2:
        return 0.0
    if control.mode == BY_CURRENT:
        return _stated(control, float(t[-1]))
    kinks = np.isin(t, control.until[:-1])
    edges = [0, *(np.nonzero(kinks)[0] + 1).tolist(), t.size]  # a kink ends one piece and begins the next, twice in time or once
    pieces = [(max(a - 1, 0) if a == 0 or t[a] > t[a - 1] else a, b) for a, b in pairwise(edges) if b > a]
    return sum(_smooth(t[a:b], i[a:b]) for a, b in pieces)


def _stated(control: Control, end: float) -> float:
    """Integral of a stated current from the beginning of a leg to a time, C/m2."""
    if control.until.size == 1 and control.amplitude == 0.0 and control.start[0] == control.finish[0]:
        return float(control.start[0]) * end + 0.0
    times = np.concatenate([[0.0], control.until])
    upto = np.minimum(times, end)
    width = np.diff(upto)
    with np.errstate(invalid="ignore"):
        share = np.where(np.isfinite(times[1:]), width / np.diff(times), 0.0)
    total = float(np.sum(width * (control.start + 0.5 * share * (control.finish - control.start))))
    wave = control.amplitude / control.omega * (1.0 - math.cos(control.omega * end)) if control.omega > 0.0 else 0.0
    return total + wave + 0.0


def _smooth(t: Array, i: Array) -> float:
    """Integral of i over t by Simpson's rule on cubic pieces."""
    if t.size < 3:
        return float(np.sum(0.5 * np.diff(t) * (i[1:] + i[:-1])))
    slope = np.gradient(i, t, edge_order=2)
    h = np.diff(t)
    return float(np.sum(0.5 * h * (i[1:] + i[:-1]) + h**2 / 12.0 * (slope[:-1] - slope[1:])))


def run_protocol(
    discrete: Discrete, protocol: Protocol, c_rate: float, precision: Precision, fields: bool = True, rest: Window | None = None
) -> Run:
    """Charge and discharge at one rate; what cannot go on ends the run. `rest` saves finding the window again."""
    cell = discrete.battery
    rest = rest or window(cell, protocol.lower_voltage, protocol.upper_voltage)
    state = beginning(discrete, rest, full=not protocol.charge)
    foil = _foil_charge(cell, rest, full=not protocol.charge)
    legs: dict[bool, list[Leg]] = {True: [], False: []}
    why = stops.RUNNING
    for step, charging in [*((s, True) for s in protocol.charge), *((s, False) for s in protocol.discharge)]:
        leg = run_leg(discrete, state, _control(step, protocol, c_rate, foil, rest, precision), fields)
        if leg.record.time.size:
            legs[charging].append(leg)
            state = leg.state
            foil -= passed(leg)
        if not isinstance(step, Rest) or leg.why == stops.STUCK:
            why = leg.why
        if leg.why == stops.STUCK and not (charging and isinstance(step, Current)):
            break  # a charging current with no solution ahead has reached any cut-off; nothing else can go on
    if not legs[False]:
        why = stops.STUCK
        legs[False].append(_moment(discrete, state, rest, full=not protocol.charge))
    return Run(tuple(legs[True]), tuple(legs[False]), rest, foil, c_rate * protocol.one_c, why)


def _moment(discrete: Discrete, state: State, rest: Window, full: bool) -> Leg:
    """A moment of rest, for a discharge that could not begin: from where the protocol broke off, or from its beginning."""
    still = held(free(Precision(), 1.0), BY_CURRENT, 0.0, 1e-3)
    leg = run_leg(discrete, state, still)
    return leg if leg.record.time.size else run_leg(discrete, beginning(discrete, rest, full), still)


def beginning(discrete: Discrete, rest: Window, full: bool) -> State:
    """Rest at the upper end of the window; where the protocol charges first, at the lower one, or as discharged materials usually are."""
    cathode, anode = (rest.cathode_full, rest.anode_full) if full else (rest.cathode_empty, rest.anode_empty)
    if not full:
        cathode = {m: min(x, max(m.stoichiometry_full, m.stoichiometry_empty)) for m, x in cathode.items()}
    return at_rest(discrete, cathode, anode, charged=full)


def at_rest(discrete: Discrete, cathode: Stoichiometries, anode: Stoichiometries, charged: bool) -> State:
    """Rest at these stoichiometries of the cathode's and the anode's materials, reached by charging or by discharging."""
    m = discrete.model
    region = m.region[discrete.mesh.site_node]
    of_sites = list(zip(m.site_population.tolist(), region.tolist(), strict=True))
    at = {(p, r): (cathode if r > 0 else anode)[discrete.populations[p].material] for p, r in set(of_sites)}
    x = [at[key] for key in of_sites]
    gave = np.where(region > 0, 1.0, -1.0) * (1.0 if charged else -1.0)  # charging takes lithium from the cathode
    return rest_state(discrete, np.array(x, dtype=float), gave)


def _foil_charge(cell: Cell, rest: Window, full: bool) -> float:
    """Lithium in the foil at the beginning, C/m2: as made, and what the cathode gave where it starts charged."""
    if not isinstance(cell.anode, LithiumMetal):
        return math.inf
    made = cell.anode.thickness * cell.anode.density / LITHIUM_MOLAR_MASS * FARADAY
    return made + (rest.capacity if full else 0.0)


def free(precision: Precision, first_step: float) -> Control:
    """A control that holds no current and stops nowhere."""
    return Control(
        mode=BY_CURRENT,
        until=np.array([math.inf]),
        start=np.zeros(1),
        finish=np.zeros(1),
        amplitude=0.0,
        omega=0.0,
        low=-math.inf,
        high=math.inf,
        small_current=0.0,
        slow=0.0,
        tolerance=precision.tolerance,
        closeness=precision.closeness,
        salt_scale=1000.0,
        first_step=first_step,
        longest_step=math.inf,
        most_order=precision.most_order,
    )


def held(control: Control, mode: int, value: float, duration: float) -> Control:
    """The control with one value held for a time."""
    level = np.array([value])
    return control._replace(mode=mode, start=level, finish=level, until=np.array([duration]))


def controls(cell: Cell, protocol: Protocol, c_rate: float, rest: Window, count: int) -> list[Control]:
    """What the kernels hold in the first `count` steps of a rate test, as far as no foil runs out."""
    steps = (*protocol.charge, *protocol.discharge)[:count]
    return [_control(step, replace(protocol, one_c=cell.protocol.one_c), c_rate, math.inf, rest, Precision()) for step in steps]


def _control(step: Step, protocol: Protocol, c_rate: float, foil: float, rest: Window, precision: Precision) -> Control:
    """What the kernels hold for one step of a rate test; current > 0 is discharge there."""
    still = free(precision, FIRST_STEP * max(rest.capacity, 1.0) / (c_rate * protocol.one_c))
    if isinstance(step, Rest):
        return held(still, BY_CURRENT, 0.0, step.duration)._replace(slow=step.until_rate or 0.0)
    if isinstance(step, Hold):
        small = (step.until_c_rate or 0.0) * protocol.one_c if step.until_density is None else step.until_density
        longest = step.max_time if step.max_time is not None else LONGEST_HOLD
        voltage = protocol.upper_voltage if step.voltage is None else step.voltage
        return held(still, BY_VOLTAGE, voltage, longest)._replace(small_current=small)
    density = step.density if step.density is not None else (c_rate if step.c_rate is None else step.c_rate) * protocol.one_c
    whole = max(rest.capacity, 1.0) / density
    longest = LONGEST_CURRENT * whole if step.max_time is None else step.max_time
    still = still._replace(first_step=FIRST_STEP * whole)
    if step.charge:
        high = math.inf if step.until_voltage is None else step.until_voltage
        return held(still, BY_CURRENT, -density, longest)._replace(high=high)
    low = -math.inf if step.until_voltage is None else step.until_voltage
    return held(still, BY_CURRENT, density, min(longest, max(foil, 0.0) / density))._replace(low=low)


def cathode_mass(cell: Cell) -> float:
    """Active mass of the cathode, kg/m2."""
    return sum(layer.active_loading for layer in cell.cathode.layers)


def theoretical(cell: Cell) -> float:
    """Charge of all lithium sites of the cathode, C/m2."""
    return host(cell.cathode, cell.temperature).total
