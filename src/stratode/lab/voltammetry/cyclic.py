"""A cyclic voltammogram evaluated: its cycles, the peaks and couples of each, and the numbers of the one that is reported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import Record
from stratode.lab.voltammetry.baseline import Baseline
from stratode.lab.voltammetry.couples import Couple, couples, estimates_of
from stratode.lab.voltammetry.peaks import PROMINENCE, peaks_of
from stratode.lab.voltammetry.sweeps import Cycle, Voltammogram, voltammogram

GAS, FARADAY = 8.314462618, 96485.33212  # J/(mol K), C/mol (CODATA 2018)
REVERSIBLE = 2.218  # RT/nF between the peaks of a reversible couple in solution (Bard & Faulkner 2001, Electrochemical Methods)
SETTLED = 5e-3  # V: how far peaks may move from the last cycle but one
DROP = 5e-3  # V of ohmic drop at a peak that matters


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What is stated beside a voltammogram; None where nothing is.

    Args:
        rate: scan rate, V/s.
        area: of the electrode, m2.
        resistance: uncompensated, ohm.
        cycle: which one is reported, from 1; None for the last.
        baseline: of peaks.
        prominence: share of the range of current that counts as a peak.
        temperature: K.
        electrons: of the reaction.
        concentration: of what diffuses, mol/m3.
    """

    rate: float | None = None
    area: float | None = None
    resistance: float | None = None
    cycle: int | None = None
    baseline: Baseline = Baseline.LINEAR
    prominence: float = PROMINENCE
    temperature: float = 298.15
    electrons: int = 1
    concentration: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EvaluatedCycle:
    """A cycle with its couples.

    Args:
        cycle: the sweeps.
        couples: by rising potential, single peaks last.
    """

    cycle: Cycle
    couples: tuple[Couple, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CyclicVoltammetry:
    """What a voltammogram says.

    Args:
        voltammogram: all sweeps.
        cycles: evaluated.
        reported: the one whose numbers stand in `estimates`.
        conditions: as stated.
        estimates: numbers of that cycle.
        cautions: of the whole.
    """

    voltammogram: Voltammogram
    cycles: tuple[EvaluatedCycle, ...]
    reported: EvaluatedCycle
    conditions: Conditions
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def cyclic(record: Record, given: Conditions) -> CyclicVoltammetry:
    """Evaluate a record of cyclic voltammetry.

    Raises:
        ValueError: no full cycle; a cycle that does not exist; as :func:`stratode.lab.voltammetry.sweeps.voltammogram`.
    """
    whole = voltammogram(record, given.rate, given.resistance or 0.0)
    where = whole.origin.file
    if not whole.cycles:
        ways = ", ".join("up" if s.direction > 0 else "down" for s in whole.sweeps) or "none of 20 points"
        raise ValueError(
            f"{where}: needs a sweep up and one down over the same range; received sweeps: {ways}. For a single sweep: lab lsv."
        )
    number = len(whole.cycles) if given.cycle is None else given.cycle
    if not 1 <= number <= len(whole.cycles):
        raise ValueError(f"{where}: --cycle must lie between 1 and {len(whole.cycles)}; received {number}. Choose one of them.")
    each = tuple(_evaluated(cycle, given) for cycle in whole.cycles)
    reported = each[number - 1]
    numbers = tuple(one for couple in reported.couples for one in estimates_of(couple, given.baseline, given.area))
    told = (*whole.cautions, *_cautions(each, reported, given))
    return CyclicVoltammetry(whole, each, reported, given, (*_of_sweeps(reported.cycle), *numbers), told)


def _evaluated(cycle: Cycle, given: Conditions) -> EvaluatedCycle:
    anodic, cathodic = (peaks_of(sweep, given.baseline, given.prominence) for sweep in (cycle.anodic, cycle.cathodic))
    return EvaluatedCycle(cycle, couples(anodic, cathodic))


def _of_sweeps(cycle: Cycle) -> list[Estimate]:
    """The scan rate, and the cathodic over the anodic charge of the whole sweeps."""
    if cycle.rate is None:
        return []
    half = 0.5 * (cycle.anodic.rate_error + cycle.cathodic.rate_error)
    how = "slope of potential over time, both sweeps" if half else "as stated"
    ends = (cycle.rate - half, cycle.rate + half) if half else (None, None)
    rate = Estimate(
        name="scan rate", symbol="v", value=cycle.rate, low=ends[0], high=ends[1], unit="V/s", shown_in="mV/s", method=how,
        cautions=() if half else (Caution("rate_stated", "The scan rate is a stated one or rests on even times; it carries no interval."),),
    )  # fmt: skip
    return [rate]


def _cautions(each: tuple[EvaluatedCycle, ...], reported: EvaluatedCycle, given: Conditions) -> list[Caution]:
    told: list[Caution] = []
    if not reported.couples:
        words = (
            f"no peak stands {given.prominence:.0%} of the range of current and nine times the noise above its surroundings. "
            "Lower --prominence."
        )
        told.append(Caution("no_peaks", words))
    single = [c for c in reported.couples if c.separation is None]
    if single:
        where = ", ".join(f"{(c.anodic or c.cathodic).potential:.3f} V ({'anodic' if c.anodic else 'cathodic'})" for c in single)  # type: ignore[union-attr]
        told.append(
            Caution("unpaired_peak", f"peaks without a partner within 0.5 V: {where}. They have no separation and no half-wave potential.")
        )
    told += _settling(each, reported)
    told += _ohmic(reported, given)
    return told


def _settling(each: tuple[EvaluatedCycle, ...], reported: EvaluatedCycle) -> list[Caution]:
    """Peaks that still move from cycle to cycle at one scan rate."""
    place = each.index(reported)
    if place == 0 or len(each[place - 1].couples) != len(reported.couples):
        return []
    rates = each[place - 1].cycle.rate, reported.cycle.rate
    if rates[0] is None or rates[1] is None or abs(rates[0] / rates[1] - 1.0) > 0.05:
        return []
    moved = [
        abs(b.potential - a.potential)
        for before, now in zip(each[place - 1].couples, reported.couples, strict=True)
        for a, b in ((before.anodic, now.anodic), (before.cathodic, now.cathodic))
        if a is not None and b is not None
    ]
    if not moved or max(moved) <= SETTLED:
        return []
    words = f"from cycle {place} to cycle {place + 1} a peak moves by {max(moved) * 1e3:.3g} mV: not settled. Record more cycles."
    return [Caution("not_settled", words)]


def _ohmic(reported: EvaluatedCycle, given: Conditions) -> list[Caution]:
    """What a stated resistance did, in millivolts at the largest peak."""
    if not given.resistance:
        return []
    largest = max(float(np.abs(s.current).max()) for s in (reported.cycle.anodic, reported.cycle.cathodic)) * given.resistance
    words = (
        f"potentials are corrected for {given.resistance:.4g} ohm as stated, up to {largest * 1e3:.3g} mV; the scan rate at the electrode "
        "varies by as much as that drop changes, and an error of the resistance enters every separation."
    )
    return [Caution("ir_corrected", words)] if largest >= 1e-4 else []


def reversible_separation(given: Conditions) -> float:
    """Peak separation of a reversible couple in solution, V: 2.218 RT/nF, 57 mV at 25 degC and n = 1 (Bard & Faulkner 2001)."""
    return REVERSIBLE * GAS * given.temperature / (given.electrons * FARADAY)
