"""Anodic and cathodic peaks that belong together, and the numbers of each couple."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.voltammetry.baseline import WORDS, Baseline
from stratode.lab.voltammetry.peaks import TOP, Peak

CROSSED = 5e-3  # V: an anodic peak so far below its cathodic one is worth a word
FAR = 0.5  # V: peaks farther apart are no couple
PLACE = f"largest current: maximum of a quartic fitted to the points above {TOP:.0%} of the height; interval from its residuals"


@dataclass(frozen=True, slots=True, eq=False)
class Couple:
    """Peaks of one process; one of them may be missing.

    Args:
        number: from 1, by rising potential; couples first, single peaks after them.
        anodic, cathodic: the peaks.
    """

    number: int
    anodic: Peak | None
    cathodic: Peak | None

    @property
    def separation(self) -> float | None:
        """E_pa - E_pc, V; None of a single peak."""
        return None if self.anodic is None or self.cathodic is None else self.anodic.potential - self.cathodic.potential


def couples(anodic: Sequence[Peak], cathodic: Sequence[Peak]) -> tuple[Couple, ...]:
    """Peaks paired so that the sum of their separations is least, none above 0.5 V; then the single ones."""
    apart = np.array([[abs(a.potential - c.potential) for c in cathodic] for a in anodic]).reshape(len(anodic), len(cathodic))
    rows, columns = linear_sum_assignment(np.minimum(apart, 10.0 * FAR))
    pairs = [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if apart[r, c] <= FAR]
    joined = sorted(((anodic[r], cathodic[c]) for r, c in pairs), key=lambda two: two[0].potential + two[1].potential)
    alone: list[tuple[Peak | None, Peak | None]] = [(a, None) for r, a in enumerate(anodic) if r not in {p[0] for p in pairs}]
    alone += [(None, c) for k, c in enumerate(cathodic) if k not in {p[1] for p in pairs}]
    return tuple(Couple(k + 1, a, c) for k, (a, c) in enumerate((*joined, *alone)))


def estimates_of(couple: Couple, baseline: Baseline, area: float | None) -> tuple[Estimate, ...]:
    """Potentials, currents, charges, separation, half-wave potential and ratios of one couple.

    Args:
        couple: with at least one peak.
        baseline: that heights and charges stand over.
        area: of the electrode, m2; currents and charges are then per area.
    """
    found: list[Estimate] = []
    for peak, which in ((couple.anodic, "anodic"), (couple.cathodic, "cathodic")):
        if peak is not None:
            found += _of_peak(peak, f"{which} peak {couple.number}", f"p{which[0]}{couple.number}", baseline, area)
    if couple.anodic is not None and couple.cathodic is not None:
        found += _of_both(couple.anodic, couple.cathodic, couple.number)
    return tuple(found)


def _of_peak(peak: Peak, name: str, symbol: str, baseline: Baseline, area: float | None) -> list[Estimate]:
    where = f"{peak.top.first:.4g} to {peak.top.last:.4g} V, {peak.top.points} points"
    potential = Estimate.normal(
        value=peak.potential, error=peak.potential_error, reach=peak.top.reach, name=f"potential of {name}", symbol=f"E_{symbol}",
        unit="V", method=PLACE, window=where,
    ).beware(*peak.cautions)  # fmt: skip
    given = [
        potential,
        _sided(peak.height, peak, peak.height_error, peak.height_more, f"current of {name}", f"i_{symbol}", "A", baseline, area),
    ]
    if peak.charge is not None and peak.charge > 0.0:
        given.append(
            _sided(peak.charge, peak, peak.charge_error, peak.charge_more, f"charge of {name}", f"Q_{symbol}", "C", baseline, area)
        )
    return given


def _sided(
    value: float, peak: Peak, error: float, more: float, name: str, symbol: str, unit: str, baseline: Baseline, area: float | None
) -> Estimate:
    """A magnitude over the baseline, whose interval reaches up to what a line below all overlapping peaks gives."""
    half = peak.reach * error
    what = "magnitude at the top" if unit == "A" else "between the feet, trapezoids over the scan rate,"
    one = Estimate(
        name=name, symbol=symbol, value=value, low=value - half, high=value + half + more, unit=unit, shown_in="mA" if unit == "A" else "",
        method=f"{what} {WORDS[baseline]}", window=f"{peak.line.foot.size} points of feet" if peak.line.foot.size else "",
    )  # fmt: skip
    return one if area is None else one.times(1.0 / area, f"{unit}/m2")


def _of_both(a: Peak, c: Peak, number: int) -> list[Estimate]:
    reach = max(a.top.reach, c.top.reach)
    error = math.hypot(a.potential_error, c.potential_error)
    apart = a.potential - c.potential
    separation = Estimate.normal(
        value=apart, error=error, reach=reach, name=f"peak separation {number}", symbol=f"dE_p{number}", unit="V",
        method="anodic less cathodic peak potential",
    )  # fmt: skip
    separation = replace(separation, shown_in="mV")
    if apart < -max(reach * error, CROSSED):
        words = f"couple {number}: the anodic peak lies {-apart * 1e3:.3g} mV below the cathodic one; check the sign of the current."
        separation = separation.beware(Caution("peaks_crossed", words))
    half_wave = Estimate.normal(
        value=0.5 * (a.potential + c.potential), error=0.5 * error, reach=reach, name=f"half-wave potential {number}",
        symbol=f"E_half{number}", unit="V", method="mean of both peak potentials; E_1/2 where both species diffuse alike",
    )  # fmt: skip
    return [
        separation,
        half_wave,
        _ratio(a, c, number, "current"),
        *([] if not (a.charge and c.charge) else [_ratio(a, c, number, "charge")]),
    ]


def _ratio(a: Peak, c: Peak, number: int, of: str) -> Estimate:
    """Cathodic over anodic magnitude, 1 of a reversible couple; ends from the ends of both, independent errors."""
    up, up_error, up_more = (
        (a.height, a.height_error, a.height_more) if of == "current" else (a.charge or 1.0, a.charge_error, a.charge_more)
    )
    down, down_error, down_more = (
        (c.height, c.height_error, c.height_more) if of == "current" else (c.charge or 1.0, c.charge_error, c.charge_more)
    )
    value = down / up
    half = max(a.reach, c.reach) * math.hypot(up_error / up, down_error / down)
    low, high = value * math.exp(-half) * up / (up + up_more), value * math.exp(half) * (down + down_more) / down
    return Estimate(
        name=f"{of} ratio {number}", symbol=f"{'r_i' if of == 'current' else 'r_Q'}{number}", value=value, low=low, high=high, unit="",
        method=f"cathodic over anodic {of} over the baselines; 1 where the process reverses",
    )  # fmt: skip
