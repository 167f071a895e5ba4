"""Peel and cutting curves: force per width of the plateau, what it costs to part a unit of area, stick and slip."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import find_peaks
from scipy.stats import chi2

from stratode.lab.adhesion.plateau import Plateau, plateau_of
from stratode.lab.columns import Wanted, column
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array, Origin, Record
from stratode.lab.rows import rows_with_numbers, without_rows
from stratode.lab.voltammetry.noise import point_noise

TRAVEL = Wanted(
    "Displacement / m",
    ("displacement", "extension", "travel", "crosshead", "distance", "position", "stroke", "time", "depth", "strain"),
    ("rate",),
)
FORCE = Wanted("Force / N", ("force", "load", "horizontal force", "fh", "f", "standard force"))
FEWEST = 50  # points
STEPS = 6.0  # times the noise of a point that a slip must be, and more on many points
FEW_SLIPS = 3
STRIDES = 0.5  # by how much steps may differ from their median before the curve is laid on an even grid
FEW_INDEPENDENT = 8.0  # independent points below which an interval is poorly known


@dataclass(frozen=True, slots=True)
class Slips:
    """Stick and slip on a plateau.

    Args:
        count: of drops.
        amplitude: mean drop, N.
        error: its standard error, N.
        period: mean distance between drops, m.
        least: times the noise of a point that each of them is.
    """

    count: int
    amplitude: float
    error: float
    period: float
    least: float


@dataclass(frozen=True, slots=True, eq=False)
class Peel:
    """What a force curve says.

    Args:
        travel: m, (N,), at even steps.
        force: N, (N,).
        width: of the strip or the blade, m.
        plateau: where the force stays; None where it does not.
        slips: on it; None where none stand out.
        origin: of the record.
        estimates: numbers.
        cautions: of the whole.
    """

    travel: Array
    force: Array
    width: float
    plateau: Plateau | None
    slips: Slips | None
    origin: Origin
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def peel(record: Record, width: float, angle: float | None = math.pi) -> Peel:
    """Evaluate a peel or cutting curve.

    Args:
        record: with displacement and force.
        width: of the strip or the blade, m.
        angle: of peeling, rad; None of a cutting test, whose work is not that of an interface alone.

    Raises:
        ValueError: a column is missing; too few points.
    """
    (x, a), (f, b) = column(record, TRAVEL), column(record, FORCE)
    good = rows_with_numbers(x, f)
    origin = without_rows(record.origin, good)
    x, f = x[good], f[good]
    if x.size < FEWEST:
        raise ValueError(f"{origin.file}: a force curve needs at least {FEWEST} points; received {x.size}. Record more densely.")
    if np.ptp(x) <= 0.0:
        raise ValueError(f"{origin.file}: the displacement must move; received {x[0]:g} m throughout. Check the columns.")
    x, f, told = _even(x, f)
    place = plateau_of(f)
    if place is None:
        return Peel(x, f, width, None, None, origin, (_largest(f, width),), (*a, *b, *told, _none(x, f), *_negative(float(np.median(f)))))
    slips = _slips(x, f, place)
    numbers, doubts = _numbers(x, f, place, slips, width, angle)
    return Peel(x, f, width, place, slips, origin, tuple(numbers), (*a, *b, *told, *doubts))


def _even(x: Array, f: Array) -> tuple[Array, Array, tuple[Caution, ...]]:
    """The curve over even steps of displacement, from its beginning to the largest displacement."""
    stop = int(np.argmax(x)) + 1
    if stop < 0.2 * x.size:
        x, f, stop = -x, f, int(np.argmax(-x)) + 1
    told: tuple[Caution, ...] = ()
    if stop < x.size:
        words = f"{x.size - stop} points after the largest displacement (the way back) were left out."
        told = (Caution("way_back_left_out", words),)
    x, f = x[:stop], f[:stop]
    steps = np.diff(x)
    if (np.abs(steps / np.median(steps) - 1.0) <= STRIDES).all() if np.median(steps) > 0.0 else False:
        return x, f, told
    rising = np.maximum.accumulate(x)
    keep = np.concatenate([[True], np.diff(rising) > 0.0])
    grid = np.linspace(rising[0], rising[-1], int(keep.sum()))
    words = "displacements come at uneven steps; the force was laid on an even grid of as many points."
    return grid, np.interp(grid, rising[keep], f[keep]), (*told, Caution("uneven_steps", words))


def _none(x: Array, f: Array) -> Caution:
    words = (
        f"over {np.ptp(x) * 1e3:.3g} mm the force nowhere stays within a drift of 10 % over a fifth of the curve (it ends at "
        f"{f[-1]:.3g} N, its "
        f"largest is {f.max():.3g} N): no plateau, no peel strength. Only the largest force is told; peel longer, or look at the failure."
    )
    return Caution("no_plateau", words)


def _negative(level: float) -> tuple[Caution, ...]:
    """Of a force that is mostly none or a push."""
    if level > 0.0:
        return ()
    words = (
        f"the force lies at {level:.3g} N, at or below zero; check sign and zero of the load cell. Where a pull is written negative, turn "
        "it with --columns 'Force / N=-NAME'."
    )
    return (Caution("negative_force", words),)


def _largest(f: Array, width: float) -> Estimate:
    words = "a single largest value carries no interval."
    return Estimate(
        name="largest force per width", symbol="F_max/b", value=float(f.max()) / width, unit="N/m", method="largest force over the width",
        cautions=(Caution("largest_only", words),),
    )  # fmt: skip


def _numbers(
    x: Array, f: Array, place: Plateau, slips: Slips | None, width: float, angle: float | None
) -> tuple[list[Estimate], list[Caution]]:
    window = (
        f"{x[place.first] * 1e3:.3g} to {x[place.last] * 1e3:.3g} mm, {place.last - place.first + 1} points, "
        f"{place.independent:.3g} independent"
    )
    strength = Estimate.normal(
        value=place.level / width, error=place.error / width, reach=place.reach, name="force per width, plateau", symbol="F/b", unit="N/m",
        method="mean over the longest stretch whose block means neither drift nor step; interval from the correlation of its points",
        window=window,
    )  # fmt: skip
    doubts: list[Caution] = []
    if place.independent < FEW_INDEPENDENT:
        words = (
            f"the plateau amounts to {place.independent:.2g} independent points only (slow stick and slip): its interval is "
            "poorly known. Peel longer."
        )
        strength = strength.beware(Caution("few_independent", words))
    doubts += _negative(place.level)
    given = [strength]
    if angle is not None:
        factor = 1.0 - math.cos(angle)
        energy = strength.times(factor, "J/m2")
        given.append(
            replace(
                energy, name="work to part a unit of area", symbol="G_c", cautions=(),
                method=f"F (1 - cos {math.degrees(angle):.4g} deg) / b, of a tape that neither stretches nor dissipates "
                "(Rivlin 1944, Paint Technology)",
            )
        )  # fmt: skip
    given.append(_scatter(f, place, width))
    given += [] if slips is None else [_drop(slips, width, window)]
    return given, doubts


def _drop(slips: Slips, width: float, window: str) -> Estimate:
    """Mean drop of stick and slip."""
    return Estimate.normal(
        value=slips.amplitude / width, error=slips.error / width, reach=reach_95(slips.count - 1.0), name="stick-slip drop per width",
        symbol="dF_slip/b", unit="N/m", window=window,
        method=f"mean of {slips.count} drops larger than {slips.least:.2g} times the noise; {slips.period * 1e3:.3g} mm apart",
    )  # fmt: skip


def _scatter(f: Array, place: Plateau, width: float) -> Estimate:
    """Spread of the force over the plateau, with the interval of a standard deviation of so many independent points."""

    freedom = max(place.independent - 1.0, 1.0)
    s = place.scatter / width
    ends = (s * math.sqrt(freedom / chi2.ppf(p, freedom)) for p in (0.975, 0.025))
    low, high = (float(v) for v in ends)
    return Estimate(
        name="standard deviation of the force per width", symbol="s_F/b", value=s, low=low, high=high, unit="N/m",
        method="over the plateau; chi-square interval of its independent points",
    )  # fmt: skip


def _slips(x: Array, f: Array, place: Plateau) -> Slips | None:
    """Drops from a peak to the next valley that stand out of the noise of single points."""
    part = f[place.first : place.last + 1]
    noise = point_noise(part)
    times = max(STEPS, 2.0 * math.sqrt(2.0 * math.log(part.size)))  # the range of so many points of noise alone
    least = max(times * noise, 1e-3 * abs(place.level))
    tops, _ = find_peaks(part, prominence=least)
    if tops.size < FEW_SLIPS:
        return None
    ends = [*tops[1:].tolist(), part.size - 1]
    drops = np.array([float(part[a] - part[a : b + 1].min()) for a, b in zip(tops.tolist(), ends, strict=True)])
    drops = drops[drops >= least]
    if drops.size < FEW_SLIPS:
        return None
    step = float(np.ptp(x)) / (x.size - 1)
    error = float(drops.std(ddof=1)) / math.sqrt(drops.size)
    return Slips(int(drops.size), float(drops.mean()), error, float(np.mean(np.diff(tops))) * step, times)
