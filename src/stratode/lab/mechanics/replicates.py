"""Several specimens of one material: their means, and what healing restores of the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stratode.lab.estimate import Caution, Estimate, found
from stratode.lab.inference.student import Mean, mean_of, ratio
from stratode.lab.mechanics.tensile import TensileAnalysis

COMPARED = {"eps_break": "elongation at break", "sigma_max": "strength", "U_T": "toughness", "E": "Young's modulus"}


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """Specimens of one material.

    Args:
        specimens: evaluated, at least one.
        estimates: their means with intervals from their scatter.
        cautions: what to beware of.
    """

    specimens: tuple[TensileAnalysis, ...]
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Healing:
    """Healed films beside the original.

    Args:
        healed, original: the specimens of each.
        estimates: ratios healed/original, each named after what it is the ratio of.
        cautions: what to beware of.
    """

    healed: Replicates
    original: Replicates
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def replicates(specimens: Sequence[TensileAnalysis]) -> Replicates:
    """Means over specimens of one material; of one specimen its own numbers."""
    unbroken = sum(not one.broken for one in specimens)
    told = []
    if len(specimens) == 1:
        words = "One specimen tells nothing of the scatter between specimens; ISO 527-1 asks for at least five. Test more."
        told.append(Caution("one_specimen", words))
    if unbroken:
        words = f"{unbroken} of {len(specimens)} specimens did not break; the mean elongation and toughness are lower bounds."
        told.append(Caution("not_broken", words))
    names = [symbol for symbol in COMPARED if all(_has(one, symbol) for one in specimens)]
    return Replicates(tuple(specimens), tuple(_mean(specimens, symbol) for symbol in names), tuple(told))


def healing(healed: Replicates, original: Replicates) -> Healing:
    """Healing efficiency: what the healed films reach of the original, by elongation, strength and toughness.

    Fieller's interval (J. R. Stat. Soc. B 16 (1954) 175) from the scatter of both; none where a side has one specimen.
    """
    cautions = list(dict.fromkeys((*healed.cautions, *original.cautions)))
    estimates = []
    for symbol in ("eps_break", "sigma_max", "U_T"):
        over, under = ([found(s.estimates, symbol).value for s in side.specimens] for side in (healed, original))
        value, low, high = float(np.mean(over) / np.mean(under)), None, None
        how = "mean of the healed films over mean of the original ones"
        if len(over) > 1 and len(under) > 1:
            value, low, high = ratio(mean_of(np.array(over)), mean_of(np.array(under)))
            how += "; Fieller's interval from the scatter between specimens"
            if low is None:
                words = f"The {COMPARED[symbol]} of the original films may be zero within its scatter; the ratio has no interval."
                cautions.append(Caution("undetermined_ratio", words))
        name = f"healing efficiency by {COMPARED[symbol]}"
        window = f"{len(over)} healed and {len(under)} original specimens"
        estimates.append(
            Estimate(name=name, symbol=f"eta_{symbol}", value=value, low=low, high=high, shown_in="%", method=how, window=window)
        )
    return Healing(healed, original, tuple(estimates), tuple(cautions))


def _has(one: TensileAnalysis, symbol: str) -> bool:
    return any(estimate.symbol == symbol for estimate in one.estimates)


def _mean(specimens: Sequence[TensileAnalysis], symbol: str) -> Estimate:
    first = found(specimens[0].estimates, symbol)
    values = np.array([found(one.estimates, symbol).value for one in specimens])
    mean = mean_of(values) if values.size > 1 else Mean(float(values[0]), 0.0, 1)
    low, high = (mean.value - mean.half, mean.value + mean.half) if values.size > 1 else (None, None)
    return Estimate(
        name=f"{COMPARED[symbol]}, mean",
        symbol=symbol,
        value=mean.value,
        low=low,
        high=high,
        unit=first.unit,
        shown_in=first.shown_in,
        method="mean of the specimens; Student's t from their scatter",
        window=f"{values.size} specimens",
    )
