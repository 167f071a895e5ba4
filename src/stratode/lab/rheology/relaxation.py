"""Where storage and loss modulus cross, and the segmental relaxation time at a stated frequency."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.polynomial import Polynomial, fit_polynomial
from stratode.lab.record import Array
from stratode.lab.rheology.moduli import Moduli

NEAR = 7  # points of a local line or parabola in logarithms
DEGREE = 2
WIDE = 1.2  # decades that a local fit spans at most, where points are sparse
FOLLOWS = -0.5  # slope of log lambda over log omega below which the frequency sets it
SIDES = 2.0  # standard errors of log tan delta by which both sides of a crossing must differ from zero


@dataclass(frozen=True, slots=True)
class Crossing:
    """A frequency at which G' and G'' are equal.

    Args:
        omega: rad/s.
        low, high: ends of the 95 % interval, rad/s.
        modulus: G' = G'' there, Pa.
        modulus_error: of its natural logarithm.
        reach: standard errors to each side of a 95 % interval.
        elastic_above: G' is the larger above it.
        points: of the local fit.
    """

    omega: float
    low: float
    high: float
    modulus: float
    modulus_error: float
    reach: float
    elastic_above: bool
    points: int


@dataclass(frozen=True, slots=True, eq=False)
class Rheology:
    """What a frequency sweep says.

    Args:
        moduli: as read.
        crossings: by rising frequency.
        estimates: numbers.
        cautions: of the whole.
        verdict: in words, how the moduli lie.
    """

    moduli: Moduli
    crossings: tuple[Crossing, ...]
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]
    verdict: str


def rheology(moduli: Moduli, at: float | None = None) -> Rheology:
    """Evaluate a frequency sweep.

    Args:
        moduli: of it.
        at: angular frequency of the relaxation time, rad/s; the lowest of the sweep where it is not stated.

    Raises:
        ValueError: a frequency outside the sweep.
    """
    found, told = crossings_of(moduli)
    place = float(moduli.omega[0]) if at is None else at
    if not moduli.omega[0] * (1.0 - 1e-6) <= place <= moduli.omega[-1] * (1.0 + 1e-6):
        raise ValueError(
            f"--at: must lie within the sweep, {moduli.omega[0]:.4g} to {moduli.omega[-1]:.4g} rad/s; received {place:.4g}. "
            "Moduli are not continued beyond what was measured."
        )
    numbers = [e for k, one in enumerate(found) for e in _of_crossing(one, k + 1)]
    numbers += _relaxation(moduli, place)
    return Rheology(moduli, found, tuple(numbers), (*moduli.cautions, *told), _verdict(moduli, found))


def crossings_of(moduli: Moduli) -> tuple[tuple[Crossing, ...], tuple[Caution, ...]]:
    """Crossings of the local curve of log tan delta over log omega; those that noise may have made are told, not counted."""
    x, y = np.log(moduli.omega), np.log(moduli.tangent)
    signs = np.sign(y)
    changes = np.flatnonzero(signs[:-1] * signs[1:] <= 0.0)
    groups: list[list[int]] = []
    for k in changes:  # changes closer than the local fit are one crossing seen several times through noise
        if groups and k - groups[-1][-1] < NEAR // 2:
            groups[-1].append(int(k))
        else:
            groups.append([int(k)])
    found, unsure = [], []
    for group in groups:
        one = _crossing(moduli, x, y, group)
        if one is None:
            unsure.append(float(moduli.omega[group[len(group) // 2]]))
        else:
            found.append(one)
    told = []
    if unsure:
        words = (
            f"near {', '.join(f'{w:.3g}' for w in unsure)} rad/s the moduli touch within their scatter; no crossing is counted there. "
            "Measure more frequencies."
        )
        told.append(Caution("crossing_unclear", words))
    if not found:
        nearest = int(np.argmin(np.abs(y)))
        above = "above" if float(np.median(y)) < 0.0 else "below"
        words = (
            f"G' stays {above} G'' from {moduli.omega[0]:.3g} to {moduli.omega[-1]:.3g} rad/s; they come nearest at "
            f"{moduli.omega[nearest]:.3g} rad/s "
            f"with tan delta {moduli.tangent[nearest]:.3g}. Any crossing lies outside the sweep."
        )
        told.append(Caution("no_crossover", words))
    if len(found) > 1:
        told.append(
            Caution(
                "several_crossovers", f"G' and G'' cross {len(found)} times; a single crossover frequency does not describe this material."
            )
        )
    return tuple(found), tuple(told)


def _crossing(moduli: Moduli, x: Array, y: Array, group: list[int]) -> Crossing | None:
    """One crossing with its interval by Fieller's argument: all frequencies at which log tan delta is not told from zero."""
    middle = (group[0] + group[-1] + 1) // 2
    chosen = _window(x, middle)
    fit = fit_polynomial(x[chosen], y[chosen], DEGREE)
    roots = np.roots(fit.coefficients[::-1])
    inside = [float(r.real) * fit.scale + fit.centre for r in roots if abs(r.imag) < 1e-9 and abs(r.real) <= 1.0 + 1e-9]
    if not inside:
        return None
    place = min(inside, key=lambda r: abs(r - x[middle]))
    ends = fit.at(float(x[chosen][0])), fit.at(float(x[chosen][-1]))
    if any(abs(value) < SIDES * error for value, error in ends) or ends[0][0] * ends[1][0] > 0.0:
        return None
    low, high = _fieller(fit, place)
    modulus = fit_polynomial(x[chosen], 0.5 * np.log(moduli.storage[chosen] * moduli.loss[chosen]), DEGREE)
    value, error = modulus.at(place)
    slope = fit.at(place, 1)[0]
    of_place = modulus.at(place, 1)[0] * fit.at(place)[1] / abs(slope)  # the crossing's own error moves along the modulus
    error, falls = math.hypot(error, of_place), slope < 0.0
    return Crossing(math.exp(place), math.exp(low), math.exp(high), math.exp(value), error, modulus.reach, falls, fit.points)


def _window(x: Array, middle: int) -> slice:
    """Points about `middle`, NEAR of them and no wider than WIDE decades, five at least."""
    begin = min(max(middle - NEAR // 2, 0), max(x.size - NEAR, 0))
    end = min(begin + NEAR, x.size)
    while end - begin > 5 and x[end - 1] - x[begin] > WIDE * math.log(10.0):
        begin, end = (begin + 1, end) if x[middle] - x[begin] > x[end - 1] - x[middle] else (begin, end - 1)
    return slice(begin, end)


def _fieller(fit: Polynomial, place: float) -> tuple[float, float]:
    """Ends of the stretch about `place` in which zero lies within the curve's 95 % band; the window's ends bound it."""
    fine = np.linspace(fit.first, fit.last, 2001)
    rows = np.vander((fine - fit.centre) / fit.scale, fit.coefficients.size, increasing=True)
    error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", rows, fit.covariance, rows), 0.0))
    within = np.abs(rows @ fit.coefficients) <= fit.reach * error
    k = int(np.argmin(np.abs(fine - place)))
    outside = np.flatnonzero(~within)
    low = fine[int(outside[outside < k].max())] if (outside < k).any() else fit.first
    high = fine[int(outside[outside > k].min())] if (outside > k).any() else fit.last
    return min(float(low), place), max(float(high), place)


def _of_crossing(one: Crossing, number: int) -> list[Estimate]:
    way = "elastic above, viscous below" if one.elastic_above else "viscous above, elastic below"
    half = one.reach * one.modulus_error
    frequency = Estimate(
        name=f"crossover {number}, {way}",
        symbol=f"omega_x{number}",
        value=one.omega,
        low=one.low,
        high=one.high,
        unit="rad/s",
        method="root of a local parabola of log tan delta over log omega; interval of Fieller (1954, J. R. Stat. Soc. B)",
        window=f"{one.points} points",
    )
    time = Estimate(
        name=f"longest relaxation time, crossover {number}",
        symbol=f"tau_x{number}",
        value=1.0 / one.omega,
        low=1.0 / one.high,
        high=1.0 / one.low,
        unit="s",
        method="1 / omega of the crossover (Ferry 1980, Viscoelastic Properties of Polymers)",
    )
    modulus = Estimate(
        name=f"crossover modulus {number}",
        symbol=f"G_x{number}",
        value=one.modulus,
        low=one.modulus * math.exp(-half),
        high=one.modulus * math.exp(half),
        unit="Pa",
        method="geometric mean of both moduli at the crossover, local parabola in logarithms",
    )
    return [frequency, time, modulus]


def _relaxation(moduli: Moduli, place: float) -> list[Estimate]:
    """J', lambda, |eta*| and tan delta at one frequency, each from a local parabola in logarithms.

    J' = G' / (|eta*| omega)^2 = lambda / |eta*|, so lambda = G' / (|eta*| omega^2) (han2025, equation 1).
    """
    x, w = np.log(moduli.omega), math.log(place)
    chosen = _window(x, int(np.argmin(np.abs(x - w))))
    logs = {
        "J'": np.log(moduli.storage) - 2.0 * np.log(moduli.viscosity * moduli.omega),
        "lambda": np.log(moduli.storage) - np.log(moduli.viscosity) - 2.0 * x,
        "|eta*|": np.log(moduli.viscosity),
        "tan_delta": np.log(moduli.tangent),
    }
    words = {
        "J'": ("storage compliance", "1/Pa", "G' / (|eta*| omega)^2"),
        "lambda": ("segmental relaxation time", "s", "G' / (|eta*| omega^2), han2025 equation 1"),
        "|eta*|": ("complex viscosity", "Pa s", "|G*| / omega"),
        "tan_delta": ("loss tangent", "", "G'' / G'"),
    }
    given = []
    for symbol, values in logs.items():
        fit = fit_polynomial(x[chosen], values[chosen], DEGREE)
        value, error = fit.at(min(max(w, fit.first), fit.last))
        name, unit, formula = words[symbol]
        half = fit.reach * error
        given.append(
            Estimate(
                name=f"{name} at {place:.4g} rad/s",
                symbol=symbol,
                value=math.exp(value),
                low=math.exp(value - half),
                high=math.exp(value + half),
                unit=unit,
                method=f"{formula}; local parabola in logarithms",
                window=f"{math.exp(fit.first):.3g} to {math.exp(fit.last):.3g} rad/s, {fit.points} points",
            )
        )
    slope, error = fit_polynomial(x[chosen], logs["lambda"][chosen], DEGREE).at(w, 1)
    return [given[1].beware(*_followed(place, slope, error)), given[0], *given[2:]]


def _followed(place: float, slope: float, error: float) -> tuple[Caution, ...]:
    """Whether the relaxation time at `place` is set by the frequency rather than by the material."""
    if slope + 2.0 * error >= FOLLOWS:
        return ()
    words = (
        f"at {place:.4g} rad/s the relaxation time falls as omega^{slope:.2f}: where G' is far above G'' it tends to 1 / omega "
        "whatever the "
        "material. It is no property by itself; compare it at one frequency only, or go to where G' falls as omega^2."
    )
    return (Caution("lambda_follows_frequency", words),)


def _verdict(moduli: Moduli, found: tuple[Crossing, ...]) -> str:
    if not found:
        side = "G' above G'' throughout: elastic" if float(np.median(moduli.tangent)) < 1.0 else "G'' above G' throughout: viscous"
        return f"{side} from {moduli.omega[0]:.3g} to {moduli.omega[-1]:.3g} rad/s."
    each = "; ".join(f"{one.omega:.3g} rad/s ({'elastic' if one.elastic_above else 'viscous'} above)" for one in found)
    return f"G' and G'' cross at {each}."
