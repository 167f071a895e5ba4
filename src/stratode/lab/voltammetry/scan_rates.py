"""Several scan rates evaluated together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.voltammetry.cyclic import Conditions, CyclicVoltammetry, EvaluatedCycle
from stratode.lab.voltammetry.rates import FEWEST, Followed, by_rate, diffusion, exponent, follow, why_not_reversible
from stratode.lab.voltammetry.shares import Split, doubts, shares, split


@dataclass(frozen=True, slots=True, eq=False)
class ScanRates:
    """What the scan rate does.

    Args:
        cycles: one a scan rate, by rising rate.
        followed: peaks over rates.
        split: of the current.
        estimates: exponents, diffusion coefficients, shares.
        cautions: of them.
    """

    cycles: tuple[EvaluatedCycle, ...]
    followed: tuple[Followed, ...]
    split: Split
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def scan_rates(several: Sequence[CyclicVoltammetry], given: Conditions) -> ScanRates | None:
    """The analysis over scan rates; None where there are fewer than three.

    Args:
        several: voltammograms of one electrode.
        given: as stated; D asks for area and concentration.
    """
    cycles = by_rate(several)
    if len(cycles) < FEWEST:
        return None
    followed = follow(cycles)
    numbers: list[Estimate] = []
    told: list[Caution] = []
    for peak in followed:
        b = exponent(peak)
        numbers.append(b)
        if given.area is None or given.concentration is None:
            continue
        reasons = why_not_reversible(peak, b, given)
        if reasons:
            words = f"{peak.name}: {reasons}. No diffusion coefficient by Randles-Sevcik; use titration or a model."
            told.append(Caution("not_reversible", words))
        else:
            numbers.append(diffusion(peak, given))
    parted = split(cycles)
    return ScanRates(cycles, followed, parted, (*numbers, *shares(parted)), (*told, *doubts(cycles)))
