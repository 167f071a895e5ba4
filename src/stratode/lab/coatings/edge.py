"""The thickness of a coating towards its edge: plateau, width of the edge from 10 to 90 %, and the bulge beside it.

What rises above the plateau near the edge is called super-elevation in slot-die coating.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.neighbours import inflation
from stratode.lab.inference.smooth import Smooth, smooth
from stratode.lab.inference.student import Mean, mean_of, reach_95
from stratode.lab.record import Origin

Array = NDArray[np.float64]
FEWEST = 20  # points
MOST = 20_000  # points that are evaluated as they are
INNER = 0.25  # share of the profile, from its inner end, in which the plateau is first looked for
FINE = 2001  # places at which the smooth curve is looked at
LEVELS = (0.1, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Thickness over position.

    Args:
        position: m, (N,) rising.
        thickness: m, (N,).
        origin: where it came from.
        substrate: m, what is subtracted; None to take the level outside the coating, where the profile shows it.
    """

    position: Array
    thickness: Array
    origin: Origin
    substrate: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EdgeAnalysis:
    """What came out.

    Args:
        profile: that was measured.
        smoothed: the curve through it, positions counted from the end outside the coating.
        depth: those positions, m, (N,), rising inwards.
        base: level outside, m.
        plateau: level inside, above `base`, m.
        inner: (begin, end) in `depth` of what was taken for the plateau.
        crossings: in `depth`, m, of 10 and 90 % of the plateau.
        summit: in `depth`, m, of the highest place.
        estimates: the numbers.
        cautions: what to beware of.
    """

    profile: Profile
    smoothed: Smooth
    depth: Array
    base: float
    plateau: float
    inner: tuple[float, float]
    crossings: tuple[float, float]
    summit: float
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def analyse(profile: Profile) -> EdgeAnalysis:
    """The edge of a coating whose profile runs from outside, or the very edge, to the plateau; either direction.

    Raises:
        ValueError: fewer than 20 points; no step from one end to the other.
    """
    x, t, averaged = _fewer(profile)
    if x.size < FEWEST:
        raise ValueError(f"{profile.origin.file}: a profile needs at least {FEWEST} points; received {x.size}. Measure more densely.")
    flipped = np.median(t[: x.size // 4]) > np.median(t[-(x.size // 4) :])
    depth, height = (x[-1] - x[::-1], t[::-1]) if flipped else (x - x[0], t)
    curve = smooth(depth, height)
    base, sure_base = _outside(profile, depth, height, curve)
    begin, level = _inside(depth, height, curve)
    plateau = level.value - base.value
    lowest = float(np.min(curve.at(depth))) - base.value
    if lowest > LEVELS[1] * plateau or plateau <= 5.0 * np.hypot(level.error, base.error) or plateau <= 3.0 * curve.fit.scatter:
        raise ValueError(
            f"{profile.origin.file}: must step from outside to the coating; found {base.value * 1e6:.4g} um at one end and "
            f"{level.value * 1e6:.4g} um at the other, scattered by {curve.fit.scatter * 1e6:.2g} um. Measure across the edge."
        )
    crossings, summit, estimates = _numbers(depth, curve, base, level, begin)
    cautions = (*averaged, *_cautions(profile, depth, curve, plateau, crossings, sure_base, estimates))
    inner = (begin, float(depth[-1]))
    return EdgeAnalysis(profile, curve, depth, base.value, plateau, inner, crossings, summit, estimates, cautions)


def _fewer(profile: Profile) -> tuple[Array, Array, tuple[Caution, ...]]:
    """Position and thickness, of more than MOST points as means over neighbours, which is told."""
    x, t = profile.position, profile.thickness
    every = -(-x.size // MOST)
    if every == 1:
        return x, t, ()
    whole = x.size // every * every
    words = f"{x.size} points are more than the curve needs: means over {every} neighbours were evaluated ({x.size - whole} last left out)."
    x, t = (np.asarray(one[:whole].reshape(-1, every).mean(axis=1), float) for one in (x, t))
    return x, t, (Caution("means_of_neighbours", words),)


def _outside(profile: Profile, depth: Array, height: Array, curve: Smooth) -> tuple[Mean, bool]:
    """The level that the coating stands on, and whether the profile shows it."""
    if profile.substrate is not None:
        return Mean(profile.substrate, 0.0, 2), True
    span = float(np.median(height[-max(5, height.size // 4) :]) - np.min(curve.at(depth)))
    rise = depth[np.argmax(curve.at(depth) > np.min(curve.at(depth)) + 0.05 * span)]
    flat = depth < 0.8 * rise
    if np.count_nonzero(flat) < 5:
        return Mean(0.0, 0.0, 2), False
    return _level(height[flat]), True


def _inside(depth: Array, height: Array, curve: Smooth) -> tuple[float, Mean]:
    """Where the plateau begins, from the longest inner part whose slope is none, and its level."""
    best = None
    for share in (INNER, 0.35, 0.45, 0.55, 0.65):
        chosen = depth >= depth[-1] * (1.0 - share)
        x, y = depth[chosen] - np.mean(depth[chosen]), height[chosen]
        if y.size < 6:
            continue
        slope, power = float(x @ y / (x @ x)), float(x @ x)
        left = y - np.mean(y) - slope * x
        error = np.sqrt(float(left @ left) / (y.size - 2) / power * inflation(left))
        bent = np.ptp(curve.at(depth[chosen])) > 4.0 * float(np.max(curve.error(depth[chosen]))) + 0.02 * abs(float(np.mean(y)))
        if best is not None and (abs(slope) > 2.0 * error or bent):
            break
        best = (float(depth[chosen][0]), _level(y))
    if best is None:
        raise ValueError("profile: needs more points inside the coating. Measure further in.")
    return best


def _level(values: Array) -> Mean:
    """A mean whose error knows that neighbours resemble each other."""
    plain, wide = mean_of(values), inflation(values)
    return Mean(plain.value, plain.error * float(np.sqrt(wide)), max(2, round(values.size / wide)))


def _numbers(depth: Array, curve: Smooth, base: Mean, level: Mean, begin: float) -> tuple[tuple[float, float], float, tuple[Estimate, ...]]:
    """Everything from the smooth curve, with intervals from draws of its error and of both levels."""
    fine = np.linspace(depth[0], depth[-1], FINE)
    design, draws = curve.basis(fine), curve.draws()
    rng = np.random.default_rng(1)
    bases = base.value + base.error * rng.standard_t(max(base.count - 1, 1), len(draws))
    levels = level.value + level.error * rng.standard_t(max(level.count - 1, 1), len(draws))
    centre = _read(fine, curve.at(fine), base.value, level.value, begin)
    spread = np.array([_read(fine, design @ c, b, h, begin) for c, b, h in zip(draws, bases, levels, strict=True)])
    error = 1.4826 * np.median(np.abs(spread - np.median(spread, axis=0)), axis=0)
    t = curve.fit.reach
    plateau = Estimate.normal(
        value=level.value - base.value,
        error=float(np.hypot(level.error, base.error)),
        reach=reach_95(max(level.count - 1, 1)),
        name="thickness of the plateau",
        symbol="t_plateau",
        unit="m",
        method="mean of the inner part without a slope, less the level outside; Student's t, widened where neighbours resemble each other",
        window=f"{begin * 1e6:.4g} to {depth[-1] * 1e6:.4g} um from the outer end",
    )
    named = (
        ("width of the edge, 10 to 90 % of the plateau", "w_edge", centre[1] - centre[0], spread[:, 1] - spread[:, 0]),
        ("height of the bulge above the plateau", "t_bulge", centre[2], spread[:, 2]),
    )
    how = "cubic regression spline, pieces by Akaike's corrected criterion; interval from draws of its error"
    found = [plateau]
    for name, symbol, value, drawn in named:
        spreads = 1.4826 * float(np.median(np.abs(drawn - np.median(drawn))))
        found.append(Estimate.normal(value=float(value), error=spreads, reach=t, name=name, symbol=symbol, unit="m", method=how))
    bulges = found[-1].low is not None and found[-1].low > 0.0
    place = Estimate.normal(
        value=float(centre[3]),
        error=float(error[3]),
        reach=t,
        name="distance of the bulge from where half the plateau is reached",
        symbol="x_bulge",
        unit="m",
        method=how,
    )
    return (float(centre[0]), float(centre[1])), float(centre[4]), (*found, *((place,) if bulges else ()))


def _read(x: Array, y: Array, base: float, level: float, begin: float) -> tuple[float, float, float, float, float]:
    """Crossings of 10 and 90 %, height of the summit above the plateau, its distance from half the plateau, its place."""
    share = (y - base) / (level - base)
    ten, half, ninety = (_crossing(x, share, at) for at in (LEVELS[0], 0.5, LEVELS[1]))
    outer = x <= max(begin, ninety)
    top = int(np.argmax(np.where(outer, y, -np.inf)))
    return ten, ninety, float(y[top] - level), float(x[top] - half), float(x[top])


def _crossing(x: Array, y: Array, level: float) -> float:
    """Where y first reaches `level` for good on its way to the first place above 90 %; the outer end where it begins above."""
    first = int(np.argmax(y >= max(level, LEVELS[1]))) if np.any(y >= LEVELS[1]) else y.size - 1
    below = np.flatnonzero(y[: first + 1] < level)
    if below.size == 0:
        return float(x[0])
    i = int(below[-1])
    j = min(i + 1, y.size - 1)
    return float(x[i] if y[j] == y[i] else x[i] + (level - y[i]) / (y[j] - y[i]) * (x[j] - x[i]))


def _cautions(
    profile: Profile, depth: Array, curve: Smooth, plateau: float, crossings: tuple[float, float], sure: bool, found: tuple[Estimate, ...]
) -> tuple[Caution, ...]:
    told = []
    step = float(np.median(np.diff(depth)))
    if not sure:
        words = "The profile shows no level outside the coating; the thickness counts from zero. State --substrate where it does not."
        told.append(Caution("no_outside", words))
    if crossings[0] <= depth[0] + step:
        lowest = (float(curve.at(depth[:1])[0]) - (profile.substrate or 0.0)) / plateau
        words = f"The profile begins at {100 * lowest:.0f} % of the plateau, so that 10 % is not seen; the edge is wider than stated."
        told.append(Caution("edge_cut_off", words))
    if crossings[1] - crossings[0] < 5.0 * step:
        words = f"The edge spans {(crossings[1] - crossings[0]) / step:.1f} points; its width is an upper bound. Measure more densely."
        told.append(Caution("coarse_profile", words))
    if depth[-1] - crossings[1] < 2.0 * (crossings[1] - crossings[0]):
        words = "The profile ends less than two edge widths behind the edge; the plateau may not be reached. Measure further in."
        told.append(Caution("short_plateau", words))
    return tuple(told)
