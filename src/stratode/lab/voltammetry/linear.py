"""A linear sweep evaluated: onsets on both sides by each criterion, the window between them, currents at stated potentials."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import Array, Record
from stratode.lab.voltammetry.onset import Branch, Criterion, Onset, branch, by_slope, by_tangent, by_threshold, current_at
from stratode.lab.voltammetry.sweeps import Sweep, Voltammogram, voltammogram

DISAGREE = 0.05  # V between criteria that is told
FAST = 1e-3  # V/s: onsets of faster sweeps lie too far out
RISES = 10.0  # standard deviations of the quiet current that the end of a sweep must exceed to have an onset
DENSITY, CURRENT_UNIT = "A/m2", "A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is stated beside a sweep.

    Args:
        area: of the electrode, m2; None where it is not stated: currents stay currents.
        threshold: A/m2 with an area, A without; None leaves the criterion out.
        slope: A/(m2 V) with an area; None leaves the criterion out.
        at: potentials at which the current is asked, V.
        quiet: quiet potentials, V; found where not stated.
        against_lithium: potentials are against Li/Li+.
        rate: scan rate, V/s.
    """

    area: float | None = None
    threshold: float | None = None
    slope: float | None = None
    at: tuple[float, ...] = ()
    quiet: tuple[float, float] | None = None
    against_lithium: bool = True
    rate: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One end of the window.

    Args:
        branch: the data, turned.
        onsets: by each criterion that finds one.
    """

    branch: Branch
    onsets: tuple[Onset, ...]

    def by(self, criterion: Criterion) -> Onset | None:
        """The onset by that criterion."""
        return next((one for one in self.onsets if one.criterion is criterion), None)


@dataclass(frozen=True, slots=True, eq=False)
class LinearSweep:
    """What a linear sweep says.

    Args:
        voltammogram: the sweeps.
        sides: those that have an onset.
        asked: as stated.
        estimates: onsets, windows, currents.
        cautions: of the whole.
    """

    voltammogram: Voltammogram
    sides: tuple[Side, ...]
    asked: Asked
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def linear_sweep(record: Record, asked: Asked) -> LinearSweep:
    """Evaluate a record of linear sweep voltammetry.

    Raises:
        ValueError: as :func:`stratode.lab.voltammetry.sweeps.voltammogram`; a potential asked for that was not swept.
    """
    whole = voltammogram(record, asked.rate)
    sides = tuple(one for side in (1, -1) if (one := _side(whole, side, asked)) is not None)
    numbers = [e for side in sides for e in _of_side(side, asked)]
    numbers += _windows(sides)
    numbers += _currents(whole, asked)
    told = [*whole.cautions, *_cautions(whole, sides, asked)]
    return LinearSweep(whole, sides, asked, tuple(numbers), tuple(told))


def density(sweep: Sweep, asked: Asked) -> Array:
    """Current per area where one is stated."""
    return sweep.current if asked.area is None else sweep.current / asked.area


def _sweep_of(whole: Voltammogram, side: int) -> Sweep:
    """The sweep that goes farthest to that side, of those that go there the one driven that way."""
    far = max(float((side * s.potential).max()) for s in whole.sweeps)
    there = [s for s in whole.sweeps if float((side * s.potential).max()) >= far - 0.02 * s.span]
    return next((s for s in there if s.direction == side), there[0])


def _side(whole: Voltammogram, side: int, asked: Asked) -> Side | None:
    """One end of the window; None where the current does not rise towards it."""
    sweep = _sweep_of(whole, side)
    one = branch(sweep.potential, density(sweep, asked), side, asked.quiet)
    end = float(np.mean(one.y[-max(one.y.size // 200, 3) :]))
    base = one.quiet.at(float(one.x[-1]))[0]
    if one.x[-1] <= one.quiet.last or end - base <= RISES * max(one.quiet.noise, 1e-12 * float(np.ptp(one.y))):
        return None
    found = (
        None if asked.threshold is None else by_threshold(one, asked.threshold),
        by_tangent(one),
        None if asked.slope is None else by_slope(one, asked.slope),
    )
    return Side(one, tuple(onset for onset in found if onset is not None))


def _of_side(side: Side, asked: Asked) -> list[Estimate]:
    given = []
    for onset in side.onsets:
        one = Estimate.normal(
            value=onset.potential, error=onset.error, reach=onset.reach, unit="V", window=onset.window,
            name=f"{side.branch.name} onset by {onset.criterion.value}", symbol=f"E_{side.branch.name[0]}_{onset.criterion.value}",
            method=_how(onset.criterion, side.branch, asked),
        )  # fmt: skip
        given.append(one.beware(*onset.cautions))
    return given


def _how(criterion: Criterion, one: Branch, asked: Asked) -> str:
    a, b = sorted((one.side * one.quiet.first, one.side * one.quiet.last))
    if criterion is Criterion.THRESHOLD:
        return f"last potential at which |i| passes {shown(asked.threshold or 0.0, asked)}; local cubic"
    if criterion is Criterion.TANGENT:
        return f"tangent at the steepest rise meets the line through {a:.3f} to {b:.3f} V ({'stated' if asked.quiet else 'found as quiet'})"
    return f"last potential at which |di/dE| passes {(asked.slope or 0.0) * 100.0:.4g} uA/(cm2 V); local cubic"


def shown(current: float, asked: Asked) -> str:
    """A current, or one per area, in words."""
    return f"{current * 1e6:.4g} uA" if asked.area is None else f"{current * 100.0:.4g} uA/cm2"


def _windows(sides: tuple[Side, ...]) -> list[Estimate]:
    """Anodic less cathodic onset by each criterion that finds both."""
    if len(sides) != 2:
        return []
    given = []
    for criterion in Criterion:
        a, c = (side.by(criterion) for side in sides)
        if a is None or c is None:
            continue
        given.append(
            Estimate.normal(
                value=a.potential - c.potential, error=math.hypot(a.error, c.error), reach=max(a.reach, c.reach), unit="V",
                name=f"window by {criterion.value}", symbol=f"E_window_{criterion.value}", method="anodic less cathodic onset",
            )
        )  # fmt: skip
    return given


def _currents(whole: Voltammogram, asked: Asked) -> list[Estimate]:
    unit, shown_in = (CURRENT_UNIT, "uA") if asked.area is None else (DENSITY, "uA/cm2")
    given = []
    for place in asked.at:
        holding = [s for s in whole.sweeps if s.potential.min() <= place <= s.potential.max()]
        if not holding:
            low, high = min(float(s.potential.min()) for s in whole.sweeps), max(float(s.potential.max()) for s in whole.sweeps)
            raise ValueError(f"--at: must lie within the sweep, {low:.4g} to {high:.4g} V; received {place:g} V. Leave it out.")
        sweep = next((s for s in holding if s.direction > 0), holding[0])
        value, error, reach, points = current_at(sweep.potential, density(sweep, asked), place)
        one = Estimate.normal(
            value=value, error=error, reach=reach, name=f"current at {place:g} V", symbol=f"i_{place:g}V", unit=unit,
            method="local cubic, value at the stated potential", window=f"{points} points",
        )  # fmt: skip
        given.append(replace(one, shown_in=shown_in))
    return given


def _cautions(whole: Voltammogram, sides: tuple[Side, ...], asked: Asked) -> list[Caution]:
    told = []
    if asked.threshold is None or asked.slope is None:
        words = "no --area: onsets by a current or slope per area are left out. State it, or a current: --threshold '1 uA'."
        told.append(Caution("no_area", words))
    if not sides:
        told.append(Caution("no_onset", "at neither end the current rises ten times the noise above the quiet line: no onset was reached."))
    for side in sides:
        told += _of_criteria(side, asked)
    below = [o for s in sides if s.branch.side < 0 for o in s.onsets if o.potential < 0.0]
    if asked.against_lithium and below:
        words = (
            f"the cathodic onset ({below[0].potential:.3f} V) lies below 0 V against lithium, where lithium is plated: on a "
            "blocking electrode a "
            "window that reaches so far says nothing about stability against lithium. What can be used begins at 0 V. "
            "Potentials against another reference: --versus other."
        )
        told.append(Caution("window_below_plating", words))
    fast = [s.rate for s in whole.sweeps if s.rate is not None and s.rate > 1.01 * FAST]
    if fast:
        words = (
            f"swept at {max(fast) * 1e3:.3g} mV/s: slow reactions set in later than they do at rest. Compare sweeps at 0.1 "
            "mV/s or a hold (lab float)."
        )
        told.append(Caution("fast_sweep", words))
    return told


def _of_criteria(side: Side, asked: Asked) -> list[Caution]:
    told = []
    wanted = {Criterion.THRESHOLD: asked.threshold, Criterion.TANGENT: 1.0, Criterion.SLOPE: asked.slope}
    missing = [c.value for c, level in wanted.items() if level is not None and side.by(c) is None]
    if missing:
        words = (
            f"{side.branch.name}: not reached by {' and '.join(missing)} up to {side.branch.side * side.branch.x[-1]:.3f} V, where |i| is "
            f"{shown(float(side.branch.y[-5:].mean()), asked)}: the onset lies beyond."
        )
        told.append(Caution("onset_not_reached", words))
    places = [o.potential for o in side.onsets]
    if len(places) > 1 and max(places) - min(places) > DISAGREE:
        each = ", ".join(f"{o.criterion.value} {o.potential:.3f} V" for o in side.onsets)
        words = (
            f"{side.branch.name} onsets differ by {(max(places) - min(places)) * 1e3:.3g} mV between criteria: {each}. "
            "State the criterion with the number, and compare like with like."
        )
        told.append(Caution("criteria_disagree", words))
    return told
