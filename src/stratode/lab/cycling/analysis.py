"""Long cycling evaluated: the table of cycles, first-cycle numbers, efficiency, fade, knee, lithium and electrolyte."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stratode.lab.cycling import amounts
from stratode.lab.cycling.basis import NOTHING, Basis
from stratode.lab.cycling.bookkeeping import NO_RESERVE, Passed, Reserve, bookkeeping
from stratode.lab.cycling.counting import UNIFORM
from stratode.lab.cycling.cycles import Cycles, How, cycles_of, whole_cycles
from stratode.lab.cycling.fade import Fade, efficiency_mean, fade
from stratode.lab.cycling.trend import line
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import Record

FEWEST = 4  # cycles of a trend
VISIBLE = 0.005  # of the capacity; less between what is measured and what the efficiency allows is not told


@dataclass(frozen=True, slots=True, eq=False)
class CyclingAnalysis:
    """A cycled cell.

    Args:
        record: as read.
        cycles: all.
        whole: those with both directions, not cut off.
        fade: of the whole ones; None where there is none.
        basis: masses and areas as stated.
        estimates: the numbers.
        cautions: of the whole.
    """

    record: Record
    cycles: Cycles
    whole: Cycles
    fade: Fade | None
    basis: Basis
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def analyse(
    record: Record, how: How | None = None, basis: Basis = NOTHING, reserve: Reserve = NO_RESERVE, reference: int | None = None
) -> CyclingAnalysis:
    """Evaluate cycling.

    Args:
        record: time, voltage, current; the file's cycle numbers and counters where it has them.
        how: cycles are counted.
        basis: masses and areas.
        reserve: lithium and electrolyte.
        reference: number of the cycle that retention is counted from.

    Raises:
        ValueError: no current, falling times, a column missing, no such reference.
    """
    how = how or How()
    cycles = cycles_of(record, how)
    whole, about = whole_cycles(cycles)
    found, cautions = _first(cycles, whole, basis, how.accuracy), [*cycles.cautions, *about]
    if how.accuracy is None:
        cautions.append(amounts.LEFT_OUT)
    if basis.mass is not None and basis.of == "coating":
        cautions.append(
            Caution("mass_basis_is_coating", "Capacities per gram are of the whole coating, not of active material; state --active.")
        )
    followed = fade(whole, reference) if len(whole) else None
    if followed is None:
        cautions.append(Caution("no_whole_cycle", "The record holds no whole cycle: efficiencies, retention and fade are not told."))
    else:
        found += followed.estimates
        cautions += followed.cautions
        more, further = _efficiency(whole, followed, basis, reserve, how.accuracy)
        found += more
        cautions += further
    return CyclingAnalysis(record, cycles, whole, followed, basis, tuple(found), tuple(dict.fromkeys(cautions)))


def _first(cycles: Cycles, whole: Cycles, basis: Basis, accuracy: float | None) -> list[Estimate]:
    """Numbers of the first cycle."""
    method = (
        amounts.COUNTER
        if any(c.name == "counters_disagree" and "of the counters" in c.words for c in cycles.cautions)
        else amounts.INTEGRAL
    )
    found: list[Estimate] = []
    for side, name, symbol in ((cycles.charge, "charge", "ch"), (cycles.discharge, "discharge", "dis")):
        rows = np.flatnonzero(np.isfinite(side.charge))
        if rows.size:
            words = f"first {name} capacity"
            found += amounts.capacities(side, int(rows[0]), basis, accuracy, name=words, symbol=f"Q_{symbol},1", method=method)
            found.append(amounts.rate(side, int(rows[0]), basis, name=name, symbol=symbol))
    if len(whole):
        found.append(amounts.efficiency(whole, 0, accuracy, name="first-cycle efficiency", symbol="CE_1"))
        found += amounts.voltages(whole, 0)
    return found


def _efficiency(
    whole: Cycles, followed: Fade, basis: Basis, reserve: Reserve, accuracy: float | None
) -> tuple[list[Estimate], list[Caution]]:
    """Mean efficiency and what follows from it."""
    like = followed.cycles
    doubts = np.hypot(like.first.doubt / like.first.charge, like.second.doubt / like.second.charge)
    share = math.hypot(math.sqrt(2.0) * UNIFORM * (accuracy or 0.0), float(np.median(doubts)))
    starts = int(like.number[0]) == int(whole.number[0]) and len(like) > 2
    told = efficiency_mean(like, skip_first=starts, accuracy=share)
    if told is None:
        return [], []
    mean = told
    found: list[Estimate] = [mean]
    cautions: list[Caution] = []
    if accuracy is None:
        words = (
            "The interval of the Coulombic efficiency is that of its scatter and of counting: a gain of the current that differs between "
            "the directions by 0.1 % would move it by 0.1 %."
        )
        found[0] = mean.beware(Caution("efficiency_of_scatter", words))
    size = 1.0 / basis.area if basis.area else 1.0
    passed = Passed(
        per_cycle=float(np.mean(like.first.charge)) * size,
        first_charge=float(whole.charge.charge[0]) * size,
        first_discharge=float(whole.discharge.charge[0]) * size,
        per_area=basis.area is not None,
        begins_charging=whole.begins_charging,
    )
    counted, about = bookkeeping(mean, passed, reserve)
    found += counted
    cautions += about
    predicted, beside = _predicted(mean, followed)
    found += predicted
    return [*found, *_growth(followed)], [*cautions, *beside]


def _predicted(mean: Estimate, followed: Fade) -> tuple[list[Estimate], list[Caution]]:
    """What would remain if all that does not come back were lost to the cell and nothing replaced it."""
    steps = int(followed.number[-1] - followed.number[0])
    if steps < 1 or mean.low is None or mean.high is None:
        return [], []
    values = [min(x**steps, 1e4) for x in (mean.value, mean.low, mean.high)]
    one = Estimate(
        name="retention that the efficiency alone allows, without excess lithium",
        symbol="R_CE",
        value=values[0],
        low=values[1],
        high=values[2],
        shown_in="%",
        method="mean Coulombic efficiency to the power of the cycles passed",
        window=f"{steps} cycles",
    )
    measured = float(followed.share[-1])
    if values[2] + VISIBLE < measured:
        words = (
            f"{100.0 * measured:.1f} % of the capacity remain where the Coulombic efficiency alone would leave "
            f"{100.0 * values[0]:.1f} % after {steps} cycles: excess lithium makes up for the loss, or part of what does not come back is "
            "no lithium (a shuttle, a wrong zero of the current)."
        )
        return [one], [Caution("retention_above_efficiency", words)]
    return [one], []


def _growth(followed: Fade) -> list[Estimate]:
    """Polarisation over cycles."""
    values = followed.cycles.polarisation
    if values.size < FEWEST or not np.isfinite(values).all():
        return []
    through = line(followed.number, values)
    return [
        Estimate.normal(
            name="polarisation voltage, growth per cycle",
            symbol="dV_50/dn",
            value=through.slope,
            error=through.slope_error,
            reach=through.reach,
            unit="V",
            shown_in="mV",
            method="least squares line, neighbours' correlation taken out; at half of the charge, charging less discharging",
            window=f"cycles {followed.number[0]:g} to {followed.number[-1]:g}",
        )
    ]
