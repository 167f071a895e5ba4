"""Half cycles paired into cycles, with what a cycling table reports of each: capacities, efficiencies, voltages, polarisation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stratode.lab.cycling.counting import Counts, chosen, count, disagree
from stratode.lab.cycling.halves import Halves, find_halves
from stratode.lab.estimate import Caution
from stratode.lab.record import Array, Origin, Record

SOURCES = ("best", "rows", "counters")
BEGINS = ("file", "charge", "discharge")
UNFINISHED = 0.05  # of the voltages' span; a last half cycle that ends farther from the usual end was cut off
GAPS = 0.005  # of a charge; more of it in gaps of the record is told


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How cycles are counted.

    Args:
        charge: "rows", "counters" or "best", see :func:`stratode.lab.cycling.counting.chosen`.
        begins: "file": cycles as the file numbers them, else from its first half cycle; "charge" or "discharge": from each of these.
        accuracy: of the current, a share; None where not stated.
    """

    charge: str = "best"
    begins: str = "file"
    accuracy: float | None = None

    def __post_init__(self) -> None:
        """Checks the words."""
        if self.charge not in SOURCES:
            raise ValueError(f"--charge: must be one of {', '.join(SOURCES)}; received '{self.charge}'. Choose one of them.")
        if self.begins not in BEGINS:
            raise ValueError(f"--begins: must be one of {', '.join(BEGINS)}; received '{self.begins}'. Choose one of them.")


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One direction of all cycles; NaN where a cycle lacks it. Everything counts positive.

    Args:
        charge: C, (C,).
        doubt: half of its 95 % interval without the current's accuracy, C, (C,).
        energy: J, (C,).
        current: A, (C,).
        duration: under current, s, (C,).
        begin_voltage, middle_voltage, end_voltage: V, (C,).
        half: row of the half cycle in `Halves` (the longest, of several), -1 where there is none, (C,).
        pieces: half cycles that were added up, (C,).
    """

    charge: Array
    doubt: Array
    energy: Array
    current: Array
    duration: Array
    begin_voltage: Array
    middle_voltage: Array
    end_voltage: Array
    half: NDArray[np.int64]
    pieces: NDArray[np.int64]

    @property
    def mean_voltage(self) -> Array:
        """Energy over charge, V, (C,); NaN where nothing passed."""
        return _over(self.energy, self.charge)


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """Cycles in order.

    Args:
        number: from 1, (C,).
        file_number: the file's, (C,); None where it has none that was used.
        charge, discharge: the two directions.
        begins_charging: the first half of a cycle charges.
        halves, counts: what they were made of.
        origin: of the record.
        cautions: of finding and counting.
    """

    number: NDArray[np.int64]
    file_number: NDArray[np.int64] | None
    charge: Side
    discharge: Side
    begins_charging: bool
    halves: Halves
    counts: Counts
    origin: Origin
    cautions: tuple[Caution, ...]

    def __len__(self) -> int:
        """How many."""
        return int(self.number.size)

    @property
    def first(self) -> Side:
        """The direction a cycle begins with."""
        return self.charge if self.begins_charging else self.discharge

    @property
    def second(self) -> Side:
        """The other, whose charge is what the first gave back: the delivered capacity."""
        return self.discharge if self.begins_charging else self.charge

    @property
    def efficiency(self) -> Array:
        """Coulombic: charge given back over the charge before it, (C,)."""
        return _over(self.second.charge, self.first.charge)

    @property
    def energy_efficiency(self) -> Array:
        """Energy discharged over energy charged, (C,)."""
        return _over(self.discharge.energy, self.charge.energy)

    @property
    def hysteresis(self) -> Array:
        """Mean charging less mean discharging voltage, V, (C,)."""
        return self.charge.mean_voltage - self.discharge.mean_voltage

    @property
    def polarisation(self) -> Array:
        """Voltage at half of the charge less that at half of the discharge, V, (C,)."""
        return self.charge.middle_voltage - self.discharge.middle_voltage

    def rows(self, chosen_cycles: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Cycles:
        """Some cycles only."""
        sides = [
            Side(*(getattr(side, name)[chosen_cycles] for name in Side.__dataclass_fields__)) for side in (self.charge, self.discharge)
        ]
        file_number = None if self.file_number is None else self.file_number[chosen_cycles]
        return replace(self, number=self.number[chosen_cycles], file_number=file_number, charge=sides[0], discharge=sides[1])


def cycles_of(record: Record, how: How) -> Cycles:
    """All cycles of a record.

    Raises:
        ValueError: columns are missing, times fall, no current flows, counters are asked for and there are none.
    """
    halves = find_halves(record, trust_cycles=how.begins == "file")
    counts = count(record, halves)
    charge, doubt, counted = chosen(counts, how.charge)
    index, begins_charging = _cycle_index(halves, how.begins)
    energy = counts.energy * np.where(counts.charge > 0.0, charge / np.where(counts.charge > 0.0, counts.charge, 1.0), 1.0)
    sides = [_side(halves, counts, index, sign, charge, doubt, energy) for sign in (1, -1)]
    number = np.arange(1, int(index[-1]) + 2)
    file_number = None if halves.number is None else halves.number[np.unique(index, return_index=True)[1]]
    about = (*halves.cautions, *_about_counting(counts, counted), *_about_order(halves, index, begins_charging, how.begins))
    return Cycles(number, file_number, sides[0], sides[1], begins_charging, halves, counts, record.origin, about)


def _cycle_index(halves: Halves, begins: str) -> tuple[NDArray[np.int64], bool]:
    """Which cycle each half cycle belongs to, from 0, and whether cycles begin charging."""
    sign = halves.direction
    if halves.number is not None:
        new = np.concatenate(([True], np.diff(halves.number) != 0))
        firsts = sign[new]
        return np.cumsum(new) - 1, bool(np.count_nonzero(firsts > 0) * 2 >= firsts.size)
    lead = {"charge": 1, "discharge": -1}.get(begins, int(sign[0]))
    new = sign == lead
    new[0] = True
    return np.cumsum(new) - 1, lead > 0


def _side(halves: Halves, counts: Counts, index: NDArray[np.int64], sign: int, charge: Array, doubt: Array, energy: Array) -> Side:
    """One direction of all cycles: charges added up, voltages of the first, the largest and the last piece."""
    total = int(index[-1]) + 1
    rows = np.flatnonzero(halves.direction == sign)
    of = index[rows]
    pieces = np.bincount(of, minlength=total)
    there = pieces > 0

    def summed(values: Array) -> Array:
        return np.where(there, np.bincount(of, values[rows], minlength=total), np.nan)

    first, last = np.full(total, -1), np.full(total, -1)
    first[of[::-1]], last[of] = rows[::-1], rows
    largest = np.full(total, -1)
    order = np.argsort(counts.charge[rows], kind="stable")
    largest[of[order]] = rows[order]

    def taken(values: Array, places: NDArray[np.int64]) -> Array:
        return np.where(there, values[places], np.nan)

    return Side(
        summed(charge),
        np.sqrt(summed(doubt**2)),
        summed(energy),
        taken(counts.current, largest),
        summed(counts.duration),
        taken(counts.begin_voltage, first),
        taken(counts.middle_voltage, largest),
        taken(counts.end_voltage, last),
        largest,
        pieces,
    )


def _about_counting(counts: Counts, counted: NDArray[np.bool_]) -> tuple[Caution, ...]:
    found = []
    apart = disagree(counts)
    if counts.counted is not None and apart.any():
        ratio = counts.counted[apart] / np.maximum(counts.charge[apart], np.finfo(float).tiny) - 1.0
        worst = 100.0 * float(ratio[np.argmax(np.abs(ratio))])
        used = "the counters" if counted.any() else "the rows"
        words = (
            f"The file's counters and the integral of its rows disagree in {int(apart.sum())} of {apart.size} half cycles: the counters "
            f"give {100.0 * float(np.median(ratio)):+.2g} % (median), at most {worst:+.2g} %. Capacities are of {used}; see --charge."
        )
        found.append(Caution("counters_disagree", words))
    if counts.resolution is None and not counted.all():
        words = (
            "The current takes so few values that what it was rounded to cannot be told; intervals of capacities leave rounding out. "
            "State --current-accuracy."
        )
        found.append(Caution("current_resolution_unknown", words))
    gaps = counts.gap_share > GAPS
    if gaps.any():
        words = (
            f"In {int(gaps.sum())} half cycles up to {100.0 * float(counts.gap_share.max()):.2g} % of the charge passed where rows are "
            "missing; it was interpolated."
        )
        found.append(Caution("gaps_in_record", words))
    return tuple(found)


def _about_order(halves: Halves, index: NDArray[np.int64], begins_charging: bool, begins: str) -> tuple[Caution, ...]:
    found = []
    if not begins_charging and begins == "file" and np.any(halves.direction > 0):
        words = (
            "Cycles begin with a discharge: Coulombic efficiency is the charge over the discharge before it, as of an electrode that is "
            "lithiated first. For a cell that is built discharged, state --begins charge."
        )
        found.append(Caution("begins_discharging", words))
    many = np.bincount(index) > 2
    if many.any():
        words = (
            f"{int(many.sum())} cycles hold more than one charge and one discharge (pulses, or several cycles under one number); their "
            "charges were added up. To count each charge as a cycle, state --begins charge."
        )
        found.append(Caution("several_halves_in_cycle", words))
    return tuple(found)


def whole_cycles(cycles: Cycles) -> tuple[Cycles, tuple[Caution, ...]]:
    """The cycles that have both directions and were not cut off by the end of the record, and what was left out."""
    both = (cycles.charge.half >= 0) & (cycles.discharge.half >= 0)
    found = []
    cut = np.zeros(len(cycles), bool)
    for side in (cycles.charge, cycles.discharge):
        ends = side.end_voltage
        others = ends[:-1][np.isfinite(ends[:-1])]
        span = np.nanmax(cycles.charge.end_voltage, initial=-np.inf) - np.nanmin(cycles.discharge.end_voltage, initial=np.inf)
        last = bool(side.half[-1] == len(cycles.halves) - 1)
        if last and others.size and abs(ends[-1] - np.median(others)) > UNFINISHED * abs(span):
            cut[-1] = True
    left_out = ~both | cut
    if left_out.any():
        which = ", ".join(str(n) for n in cycles.number[left_out][:5]) + (", ..." if left_out.sum() > 5 else "")
        words = f"{int(left_out.sum())} of {len(cycles)} cycles are not whole (number {which}) and were left out of efficiencies and fade."
        found.append(Caution("cycles_not_whole", words))
    return cycles.rows(~left_out), tuple(found)


def _over(above: Array, below: Array) -> Array:
    out = np.full(above.shape, np.nan)
    np.divide(above, below, out=out, where=np.isfinite(below) & (below > 0.0))
    return out
