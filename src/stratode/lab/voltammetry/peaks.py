"""Peaks of one sweep: found on a smoothed curve, measured by local fits to the points as they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.signal import find_peaks

from stratode.lab.estimate import Caution
from stratode.lab.inference.neighbours import first_order
from stratode.lab.inference.polynomial import Polynomial, fit_polynomial
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array
from stratode.lab.voltammetry.baseline import EDGE, Baseline, Extent, Line, extent, line_through
from stratode.lab.voltammetry.noise import point_noise, smoothed
from stratode.lab.voltammetry.sweeps import Sweep

SIDES = {1: "anodic", -1: "cathodic"}
PROMINENCE = 0.03  # of the sweep's range of current, unless stated
SURE = 9.0  # standard deviations of the smoothed noise that a peak rises above
TOP = 0.7  # of the height: the local fit takes what lies above
DEGREE = 4  # of the local fit
FEW = 8  # points of a top: fewer are told
MATTERS = 0.1  # of the height: baselines that differ by more are told


@dataclass(frozen=True, slots=True, eq=False)
class Peak:
    """One peak, its current counted positive whichever way it points.

    Args:
        direction: 1 anodic, -1 cathodic.
        potential: of the largest current, V, with its standard error.
        potential_error: V.
        height: current at the top over the baseline, A, positive.
        height_error: A.
        height_more: what a line below tails and neighbours that overlap adds to it, A.
        total: current at the top over zero, A; may be negative where a background outweighs the peak.
        charge: between the feet over the baseline, C, positive; None without a scan rate.
        charge_error: C.
        charge_more: as of the height, C.
        width: full width at half height over the baseline, V; None where the curve does not fall so far on both sides.
        reach: standard errors to each side of a 95 % interval.
        top: the local fit.
        line: the baseline, of current counted upwards.
        place: extent and feet, indices of the sweep.
        cautions: of this peak.
    """

    direction: int
    potential: float
    potential_error: float
    height: float
    height_error: float
    height_more: float
    total: float
    charge: float | None
    charge_error: float
    charge_more: float
    width: float | None
    reach: float
    top: Polynomial
    line: Line
    place: Extent
    cautions: tuple[Caution, ...]


def peaks_of(sweep: Sweep, baseline: Baseline, prominence: float = PROMINENCE) -> tuple[Peak, ...]:
    """Peaks of a sweep, by rising potential.

    Args:
        sweep: of which maxima are sought in an anodic one, minima in a cathodic one.
        baseline: how each peak's is drawn.
        prominence: share of the sweep's range of current that a peak must stand above its surroundings.
    """
    up = sweep.direction * sweep.current
    smooth, left_over = smoothed(up, sweep.step)
    noise = point_noise(up)
    least = max(prominence * float(np.ptp(smooth)), SURE * noise * left_over)
    tops, _ = find_peaks(smooth, prominence=least) if least > 0.0 else (np.empty(0, int), {})
    found = []
    for k, top in enumerate(tops):
        left = _valley(smooth, int(tops[k - 1]) if k else 0, int(top))
        right = _valley(smooth, int(top), int(tops[k + 1]) if k + 1 < tops.size else up.size - 1)
        one = _measured(sweep, up, smooth, (int(top), left, right), noise * left_over, baseline)
        found += [one] if one else []
    return tuple(sorted(found, key=lambda one: one.potential))


def _valley(smooth: Array, a: int, b: int) -> int:
    return a + int(np.argmin(smooth[a : b + 1]))


def _measured(sweep: Sweep, up: Array, smooth: Array, where: tuple[int, int, int], noise: float, kind: Baseline) -> Peak | None:
    """One peak measured; None where no maximum is left when its top is fitted."""
    e, (top, left, right) = sweep.potential, where
    place = extent(e, smooth, top, left, right, noise)
    line = line_through(e, up, place, kind)
    chosen = _above(smooth - line.at(e), top, TOP)
    fit = fit_polynomial(e[chosen], up[chosen], DEGREE) if chosen.stop - chosen.start >= 3 else None
    highest = fit.maximum() if fit else None
    if fit is None or highest is None:
        return None
    potential, error = highest
    total, total_error = fit.at(potential)
    height = total - float(line.at(potential))
    if height <= 0.0:
        return None
    # the top's place follows from the fit's slope; its height from the fit and, independently, from the line
    height_error = math.hypot(total_error, line.error(potential))
    charge, charge_error = _charge(sweep, up, place, line, fit)
    more, charge_more = _shared(sweep, up, smooth, top, noise, kind, place, line, potential)
    freedom = min(fit.freedom, line.foot.size - 2.0) if line.foot.size > 3 else fit.freedom
    told = (*_beware(sweep.direction, e, up, place, kind, fit, height), *_overlap(sweep.direction, potential, more, height))
    return Peak(
        direction=sweep.direction,
        potential=potential,
        potential_error=error,
        height=height,
        height_error=height_error,
        height_more=more,
        total=total,
        charge=charge,
        charge_error=charge_error,
        charge_more=charge_more,
        width=_width(smooth - line.at(e), e, top, place),
        reach=reach_95(max(freedom, 1.0)),
        top=fit,
        line=line,
        place=place,
        cautions=told,
    )


def _shared(
    sweep: Sweep, up: Array, smooth: Array, peak: int, noise: float, kind: Baseline, place: Extent, line: Line, top: float
) -> tuple[float, float]:
    """What a line that leaves out tails and neighbours down to a thousandth adds to height and charge; little to a lone peak."""
    if kind is Baseline.ZERO:
        return 0.0, 0.0
    wide = extent(sweep.potential, smooth, peak, 0, up.size - 1, 0.5 * noise, 0.1 * EDGE)
    below = line_through(sweep.potential, up, wide, Baseline.LINEAR)
    more = max(float(line.at(top) - below.at(top)), 0.0)
    if sweep.rate is None:
        return more, 0.0
    a, b = _between(place)
    e = sweep.potential[a : b + 1]
    gap = float(np.mean(line.at(e) - below.at(e))) * abs(float(e[-1] - e[0])) / sweep.rate
    return more, max(gap, 0.0)


def _overlap(direction: int, at: float, more: float, height: float) -> tuple[Caution, ...]:
    if more <= 0.01 * height:
        return ()
    words = (
        f"{SIDES[direction]} peak at {at:.3f} V overlaps with a neighbour: over a line below both it is {more / height:.1%} higher "
        "than over its own feet. "
        "The interval reaches so far."
    )
    return (Caution("peaks_overlap", words),)


def _above(over: Array, top: int, share: float) -> slice:
    """The stretch about the top that lies above a share of its height; at least two points to each side where there are."""
    low = np.flatnonzero(over < share * over[top])
    begin = int(low[low < top].max(initial=-1)) + 1
    end = int(low[low > top].min(initial=over.size))
    return slice(max(min(begin, top - 2), 0), min(max(end, top + 3), over.size))


def _charge(sweep: Sweep, up: Array, place: Extent, line: Line, fit: Polynomial) -> tuple[float | None, float]:
    """Charge between the feet over the baseline with its standard error: a weighted sum of currents, whose noise propagates exactly."""
    if sweep.rate is None:
        return None, 0.0
    a, b = _between(place)
    e = sweep.potential[a : b + 1]
    spacing = np.abs(np.gradient(e)) if _even(e) else np.full(e.size, abs(e[-1] - e[0]) / max(e.size - 1, 1))
    spacing[[0, -1]] *= 0.5
    weights = np.zeros(up.size)
    weights[a : b + 1] = spacing / sweep.rate
    charge = float(weights[a : b + 1] @ (up[a : b + 1] - line.at(e)))
    under = np.array([weights[a : b + 1].sum(), float(weights[a : b + 1] @ (e - line.centre))])
    np.subtract.at(weights, line.foot, under @ line.weights)
    sigma = math.hypot(line.noise, fit.noise) / math.sqrt(2.0) if line.noise else fit.noise
    variance = sigma**2 * float(weights @ weights) * first_order(fit.correlation)
    of_rate = charge * sweep.rate_error / 2.0 / sweep.rate
    return charge, math.sqrt(variance + of_rate**2)


def _between(place: Extent) -> tuple[int, int]:
    """Indices of the inner ends of the feet."""
    a = int(place.before[-1]) if place.before[-1] <= place.begin else place.begin
    return a, int(place.after[0]) if place.after[0] >= place.end else place.end


def _even(e: Array) -> bool:
    """Whether all steps go the same way, so that they may be integrated over as they are."""
    steps = np.diff(e)
    return bool((steps > 0.0).all() or (steps < 0.0).all())


def _width(over: Array, e: Array, top: int, place: Extent) -> float | None:
    """Full width at half height, between crossings interpolated on the smoothed curve."""
    half = 0.5 * over[top]
    ends = []
    for way, stop in ((-1, int(place.before[0])), (1, int(place.after[-1]))):
        k = top
        while k != stop and over[k] > half:
            k += way
        if over[k] > half:
            return None
        share = (half - over[k]) / (over[k - way] - over[k]) if over[k - way] != over[k] else 0.0
        ends.append(float(e[k] + share * (e[k - way] - e[k])))
    return abs(ends[1] - ends[0])


def _beware(direction: int, e: Array, up: Array, place: Extent, kind: Baseline, fit: Polynomial, height: float) -> tuple[Caution, ...]:
    """What makes one peak's numbers doubtful."""
    told, at = [], f"{SIDES[direction]} peak at {fit.centre:.3f} V"
    if fit.points < FEW:
        words = f"{at}: {fit.points} points lie above {TOP:.0%} of its height; intervals are wide. Record smaller steps."
        told.append(Caution("few_points", words))
    top = up[np.abs(e - fit.centre) <= fit.scale]
    if top.size and np.count_nonzero(top == top.max()) >= max(5, top.size // 4) and np.unique(top).size > 1:
        words = (
            f"{at}: {np.count_nonzero(top == top.max())} points share the largest current: the current range was exceeded. Choose a larger."
        )
        told.append(Caution("clipped_current", words))
    if kind is Baseline.ZERO:
        return tuple(told)
    other = Baseline.TANGENT if kind is Baseline.LINEAR else Baseline.LINEAR
    shift = float(line_through(e, up, place, other).at(fit.centre) - line_through(e, up, place, kind).at(fit.centre))
    if abs(shift) > MATTERS * height:
        words = (
            f"{at}: a {other.value} baseline instead of the {kind.value} one changes its height by {-shift / height:+.0%}; "
            "the interval does not hold this choice. Compare --baseline linear, tangent and zero."
        )
        told.append(Caution("baseline_matters", words))
    return tuple(told)
