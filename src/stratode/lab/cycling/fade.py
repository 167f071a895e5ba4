"""Capacity over cycles: what remains, how fast it falls, where it begins to fall faster."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from stratode.lab.cycling.cycles import Cycles
from stratode.lab.cycling.knee import Knee, KneeVerdict, find_knee
from stratode.lab.cycling.trend import Line, line, mean
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array

LIKE = 0.1  # of a current; cycles within it of the usual one are alike
FEWEST = 4  # cycles of a trend
BENT = 3.0  # standard errors of curvature from which on one line does not do
OUTLIER = 8.0  # robust standard deviations; a cycle farther from its neighbours is told


@dataclass(frozen=True, slots=True, eq=False)
class Fade:
    """What cycling did to the capacity.

    Args:
        cycles: those alike in current, from the reference on.
        reference: number of the cycle that retention is counted from.
        number: of the cycles, (N,).
        share: their capacity over the reference's, (N,).
        line: through the shares; None of fewer than four.
        knee: where it falls faster.
        estimates: retention, fade, knee.
        cautions: of the whole.
    """

    cycles: Cycles
    reference: int
    number: Array
    share: Array
    line: Line | None
    knee: Knee
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def alike(cycles: Cycles) -> NDArray[np.bool_]:
    """Cycles whose currents in both directions are the usual ones (medians), (C,)."""
    keep = np.ones(len(cycles), bool)
    for side in (cycles.first, cycles.second):
        usual = float(np.median(side.current))
        keep &= np.abs(side.current - usual) <= LIKE * usual
    return keep


def fade(cycles: Cycles, reference: int | None = None) -> Fade:
    """Follow the delivered capacity over cycles of the usual currents.

    Args:
        cycles: whole ones, at least one.
        reference: number of the cycle that counts as 100 %; None for the first of the usual currents.

    Raises:
        ValueError: there is no such cycle.
    """
    keep, cautions = alike(cycles), []
    if reference is not None:
        if reference not in cycles.number:
            held = f"{cycles.number[0]} to {cycles.number[-1]}"
            raise ValueError(f"--reference: must be the number of a whole cycle, {held}; received {reference}. Choose one of them.")
        keep &= cycles.number >= reference
        keep |= cycles.number == reference
    chosen = cycles.rows(keep)
    other = len(cycles) - len(chosen)
    if other:
        words = (
            f"{other} of {len(cycles)} whole cycles were left out of retention and fade: their currents are not the usual ones"
            + (", or they come before the reference." if reference is not None else " (formation, checks).")
            + " State --reference to choose from where retention is counted."
        )
        cautions.append(Caution("other_cycles_left_out", words))
    capacity = chosen.second.charge
    if not capacity[0] > 0.0:
        raise ValueError(
            f"cycle {int(chosen.number[0])}: must deliver a capacity to count retention from; received none. State another --reference."
        )
    number, share = chosen.number.astype(float), capacity / capacity[0]
    through = line(number, share) if share.size >= FEWEST else None
    knee = find_knee(number, share)
    estimates = (*_retention(number, share, knee, through), *_fading(number, share, through, knee))
    return Fade(chosen, int(chosen.number[0]), number, share, through, knee, estimates, (*cautions, *_outliers(number, share)))


def noise(share: Array, knee: Knee, through: Line | None) -> float | None:
    """Standard deviation of one cycle about its trend: of local parabolas over seven cycles, else of the line; None of fewer than four.

    Third differences of neighbours would miss what neighbours share; a parabola over a few cycles keeps most of it.
    """
    if through is None:
        return None
    if knee.verdict in (KneeVerdict.NONE, KneeVerdict.SHORT) or share.size < 14:
        return through.noise
    width = 7
    windows = np.lib.stride_tricks.sliding_window_view(share, width)
    basis = np.vander(np.linspace(-1.0, 1.0, width), 3)
    left = windows - windows @ np.linalg.pinv(basis).T @ basis.T
    local = float(np.sqrt(np.mean(np.sum(left**2, axis=1) / (width - 3))))
    return local * float(np.sqrt((1.0 + knee.correlation) / (1.0 - knee.correlation)))


def _retention(number: Array, share: Array, knee: Knee, through: Line | None) -> list[Estimate]:
    if share.size < 2:
        return []
    value, window = float(share[-1]), f"cycle {number[-1]:g} over cycle {number[0]:g}"
    scatter = noise(share, knee, through)
    told = partial(Estimate, name="capacity retention", symbol="R", shown_in="%", window=window, value=value)
    method = "delivered capacity over the reference's"
    if scatter is None:
        about = Caution("too_few_cycles", f"{share.size} cycles of the usual currents are too few for an interval of retention or fade.")
        return [told(method=method).beware(about)]
    half = reach_95(share.size - 2) * scatter * float(np.hypot(1.0, value))
    method += "; interval: scatter of both about the trend; a gain of the current cancels"
    return [told(low=value - half, high=value + half, method=method)]


def _fading(number: Array, share: Array, through: Line | None, knee: Knee) -> list[Estimate]:
    if through is None:
        return []
    window = f"cycles {number[0]:g} to {number[-1]:g}, {share.size} of them"
    slope = Estimate.normal(
        name="capacity fade per cycle, mean",
        symbol="f",
        value=-through.slope,
        error=through.slope_error,
        reach=through.reach,
        unit="",
        shown_in="%",
        method="least squares line through the retained shares, neighbours' correlation taken out (Prais & Winsten 1954), of the reference",
        window=window,
    )
    if abs(through.curvature) > BENT:
        words = (
            f"The capacity does not fall along a line (its curvature is {abs(through.curvature):.2g} standard errors): the mean fade per "
            "cycle describes no stretch of it, and its interval is that of the line alone."
        )
        slope = slope.beware(Caution("fade_not_linear", words))
    return [slope, *_knee(knee, window)]


def _knee(knee: Knee, window: str) -> list[Estimate]:
    if knee.verdict is not KneeVerdict.KNEE:
        return []
    lines = "two lines that meet (Bacon & Watts 1971, Biometrika 58, 525, in the limit of a sharp bend)"
    place = Estimate(
        name="knee",
        symbol="n_knee",
        value=knee.place,
        low=knee.low,
        high=knee.high,
        unit="",
        method=f"{lines}; interval by profile likelihood; probability without a knee {knee.probability:.2g}",
        window=window,
    )
    told = (("before", "f_before", knee.before, knee.before_error), ("after", "f_after", knee.after, knee.after_error))
    slopes = [
        Estimate.normal(
            name=f"capacity fade per cycle, {when} the knee",
            symbol=symbol,
            value=-value,
            error=error,
            reach=knee.reach,
            unit="",
            shown_in="%",
            method=f"{lines}, the place's own uncertainty counted",
            window=window,
        )
        for when, symbol, value, error in told
    ]
    return [place, *slopes]


def efficiency_mean(cycles: Cycles, *, skip_first: bool, accuracy: float) -> Estimate | None:
    """Mean Coulombic efficiency, a fraction; None of fewer than two.

    Args:
        cycles: of the usual currents.
        skip_first: leave out the first, whose loss is of another kind.
        accuracy: half of the 95 % interval that counting and the accuracy of the current add, a share; no averaging makes it smaller.
    """
    values = cycles.efficiency[1 if skip_first else 0 :]
    values = values[np.isfinite(values)]
    if values.size < 2:
        return None
    value, error, reach = mean(values)
    half = float(np.hypot(reach * error, accuracy * value))
    first = int(cycles.number[1 if skip_first else 0])
    scatter = 100.0 * float(np.std(values, ddof=1))
    return Estimate(
        name="Coulombic efficiency, mean",
        symbol="CE",
        value=value,
        low=value - half,
        high=value + half,
        shown_in="%",
        method="mean over cycles, neighbours' correlation counted; counting and stated accuracy taken to shift all cycles alike",
        window=f"cycles {first} to {int(cycles.number[-1])}, {values.size}, scattering by {scatter:.2g} % (one standard deviation)",
    )


def _outliers(number: Array, share: Array) -> tuple[Caution, ...]:
    if share.size < 9:
        return ()
    around = np.lib.stride_tricks.sliding_window_view(np.pad(share, 2, mode="reflect"), 5)
    apart = share - np.median(around, axis=1)
    usual = 1.4826 * float(np.median(np.abs(apart)))
    far = np.abs(apart) > np.maximum(OUTLIER * usual, 0.01)
    if not far.any():
        return ()
    which = ", ".join(f"{n:g}" for n in number[far][:5])
    words = f"{int(far.sum())} cycles stand more than {OUTLIER:g} times the usual scatter off their neighbours (number {which}); kept."
    return (Caution("outlying_cycles", words),)
