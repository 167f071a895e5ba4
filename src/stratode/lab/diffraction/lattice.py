"""Layered oxides, R-3m in hexagonal axes: reflections told apart, lattice parameters from their positions, with what misplaces them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import numpy as np
from scipy.optimize import least_squares

from stratode.lab.diffraction.fit import FittedPeak
from stratode.lab.diffraction.radiation import Radiation
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array

REFLECTIONS = ("003", "101", "006", "102", "104", "105", "107", "108", "110", "113")  # of -h + k + l = 3n, those seen in layered oxides
NEAR = 0.45  # degrees from where the starting cell puts it
A_START, C_START = 2.87e-10, 14.20e-10  # m, NMC811, only to tell reflections apart
RANGE = 40.0  # degrees that reflections must span before a misplacement is fitted too
ENOUGH = 5  # reflections for the same
TEXTURED = 2.0  # I003/I104 above which lying platelets are likelier than order


class Position(Enum):
    """What may have moved all reflections."""

    NONE = "none"
    ZERO = "zero"  # the same angle everywhere
    DISPLACEMENT = "displacement"  # a sample above or below the axis: -2 s cos(theta) / R


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """Lattice parameters.

    Args:
        a, a_error, c, c_error: m.
        moved, moved_error: degrees, at two theta = 0; 0 where it was not fitted.
        correlation: of a and c.
        reach: standard errors to each side of a 95 % interval.
        scatter: of positions about the cell over their counting errors, squared.
        position: what was fitted beside the cell.
        indexed: reflection -> peak.
        residuals: measured less computed, degrees, in the order of `indexed`.
    """

    a: float
    a_error: float
    c: float
    c_error: float
    moved: float
    moved_error: float
    correlation: float
    reach: float
    scatter: float
    position: Position
    indexed: dict[str, FittedPeak]
    residuals: Array


def spacing(hkl: str, a: Array | float, c: Array | float) -> Array:
    """d in m: 1/d^2 = 4/3 (h^2 + h k + k^2)/a^2 + l^2/c^2 (Cullity & Stock 2001, Elements of X-Ray Diffraction)."""
    h, k, index = (int(digit) for digit in hkl)
    return np.asarray(1.0 / np.sqrt(4.0 / 3.0 * (h * h + h * k + k * k) / np.square(a) + index * index / np.square(c)))


def indexed(peaks: Sequence[FittedPeak], source: Radiation, start: tuple[float, float]) -> dict[str, FittedPeak]:
    """Reflections with their peaks: each peak has one at most, the nearest within 0.45 degrees once the cell has been adapted.

    Args:
        peaks: of the pattern.
        source: of the radiation.
        start: a and c to begin with, m.
    """
    a, c = start
    found: dict[str, FittedPeak] = {}
    for _ in range(3):
        found = _matched(peaks, {hkl: float(source.angle(spacing(hkl, a, c))) for hkl in REFLECTIONS})
        if not any(hkl[:2] != "00" for hkl in found) or not any(hkl[2] != "0" for hkl in found):
            break
        a, c = _linear(found, source, (a, c))
    return found


def _matched(peaks: Sequence[FittedPeak], expected: dict[str, float]) -> dict[str, FittedPeak]:
    pairs = sorted((abs(p.centre - angle), hkl, k) for hkl, angle in expected.items() for k, p in enumerate(peaks) if math.isfinite(angle))
    found: dict[str, FittedPeak] = {}
    taken: set[int] = set()
    for apart, hkl, k in pairs:
        if apart <= NEAR and hkl not in found and k not in taken:
            found[hkl] = peaks[k]
            taken.add(k)
    in_order = sorted(found.items(), key=lambda item: expected[item[0]])
    rising = all(one[1].centre < two[1].centre for one, two in pairwise(in_order))
    return dict(in_order) if rising else {hkl: peak for hkl, peak in in_order if abs(peak.centre - expected[hkl]) < 0.5 * NEAR}


def _linear(found: dict[str, FittedPeak], source: Radiation, start: tuple[float, float]) -> tuple[float, float]:
    """a and c by unweighted least squares of 1/d^2, which is linear in 1/a^2 and 1/c^2; the start where it fails."""
    rows = [[4.0 / 3.0 * (int(s[0]) ** 2 + int(s[0]) * int(s[1]) + int(s[1]) ** 2), int(s[2]) ** 2] for s in found]
    inverse = [1.0 / source.spacing(peak.centre) ** 2 for peak in found.values()]
    u = np.linalg.lstsq(np.array(rows, float), np.array(inverse), rcond=None)[0]
    return (float(u[0] ** -0.5), float(u[1] ** -0.5)) if (u > 0.0).all() else start


def cell_of(found: dict[str, FittedPeak], source: Radiation, position: Position) -> Cell | None:
    """a and c by weighted least squares of the positions; None where the reflections do not determine them.

    Errors follow from counting, and from the scatter of the positions about the cell where that is larger.

    Args:
        found: reflections with their peaks.
        source: of the radiation.
        position: what is fitted beside the cell.
    """
    names = tuple(found)
    if len(names) < 2 or all(n[:2] == "00" for n in names) or all(n[2] == "0" for n in names):
        return None
    count = 2 if position is Position.NONE else 3
    if len(names) < count:
        return None
    centre = np.array([found[n].centre for n in names])
    sigma = np.array([max(found[n].centre_error, 1e-6) for n in names])
    lever = np.cos(np.radians(0.5 * centre)) if position is Position.DISPLACEMENT else np.ones(centre.size)

    def off(p: Array) -> Array:
        angles = np.array([float(source.angle(spacing(n, p[0] * 1e-10, p[1] * 1e-10))) for n in names])
        return np.asarray((np.nan_to_num(angles, nan=180.0) + (p[2] * lever if count == 3 else 0.0) - centre) / sigma)

    a, c = _linear(found, source, (A_START, C_START))
    fit = least_squares(off, [a * 1e10, c * 1e10, 0.0][:count], x_scale=[0.01, 0.05, 0.05][:count])
    return _cell(found, fit.x, fit.fun, fit.jac, sigma, position)


def _cell(found: dict[str, FittedPeak], x: Array, off: Array, jacobian: Array, sigma: Array, position: Position) -> Cell:
    """The fit with its errors: those of counting, or of the scatter about the cell where that is larger."""
    freedom = off.size - x.size
    scatter = float(off @ off) / freedom if freedom else 1.0
    covariance = np.linalg.pinv(jacobian.T @ jacobian) * max(scatter, 1.0)
    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    reach = reach_95(freedom) if freedom and scatter > 1.0 else reach_95(200.0)
    return Cell(
        a=float(x[0]) * 1e-10,
        a_error=float(error[0]) * 1e-10,
        c=float(x[1]) * 1e-10,
        c_error=float(error[1]) * 1e-10,
        moved=float(x[2]) if x.size == 3 else 0.0,
        moved_error=float(error[2]) if x.size == 3 else 0.0,
        correlation=float(covariance[0, 1] / max(float(error[0] * error[1]), 1e-300)),
        reach=reach,
        scatter=scatter,
        position=position,
        indexed=found,
        residuals=-off * sigma,
    )


def best_position(found: dict[str, FittedPeak]) -> Position:
    """A displacement where the reflections are enough and wide enough apart to tell it from the cell, else nothing."""
    angles = [peak.centre for peak in found.values()]
    return Position.DISPLACEMENT if len(angles) >= ENOUGH and max(angles) - min(angles) >= RANGE else Position.NONE


def cell_estimates(cell: Cell) -> tuple[Estimate, ...]:
    """a, c, c/a and the displacement."""
    beside = {
        Position.NONE: "",
        Position.ZERO: ", a zero shift fitted beside",
        Position.DISPLACEMENT: ", a sample displacement fitted beside",
    }
    method = f"weighted least squares of the positions, R-3m in hexagonal axes{beside[cell.position]} (Cullity & Stock 2001)"
    window = ", ".join(cell.indexed)
    given = []
    for value, error, name, symbol in (
        (cell.a, cell.a_error, "lattice parameter a", "a"),
        (cell.c, cell.c_error, "lattice parameter c", "c"),
    ):
        half = cell.reach * error
        given.append(
            Estimate(
                name=name, symbol=symbol, value=value, low=value - half, high=value + half, unit="m", shown_in="angstrom",
                method=method, window=window, cautions=_cell_cautions(cell),
            )
        )  # fmt: skip
    ratio = cell.c / cell.a
    relative = math.sqrt(
        max(
            (cell.a_error / cell.a) ** 2
            + (cell.c_error / cell.c) ** 2
            - 2.0 * cell.correlation * cell.a_error * cell.c_error / cell.a / cell.c,
            0,
        )
    )
    given.append(
        Estimate.normal(
            value=ratio, error=ratio * relative, reach=cell.reach, name="c over a", symbol="c/a", unit="", method=method, window=window
        )
    )
    return (*given, *_moved(cell, method, window))


def _moved(cell: Cell, method: str, window: str) -> tuple[Estimate, ...]:
    """The zero shift or displacement that was fitted beside the cell."""
    if cell.position is Position.NONE:
        return ()
    one = Estimate.normal(
        value=cell.moved, error=cell.moved_error, reach=cell.reach, unit="degree", name=f"{cell.position.value} of all reflections",
        symbol="d2theta_0", method=f"{method}; at two theta 0", window=window,
    )  # fmt: skip
    return (one,)


def _cell_cautions(cell: Cell) -> tuple[Caution, ...]:
    told = []
    if cell.position is Position.NONE:
        words = (
            "positions were taken as they are: a sample 0.1 mm off the axis of a 200 mm goniometer moves them by 0.06 degrees, "
            "which intervals do "
            "not hold. Measure five reflections over 40 degrees or an internal standard."
        )
        told.append(Caution("position_not_checked", words))
    if cell.scatter > 9.0:
        worst = int(np.argmax(np.abs(cell.residuals)))
        words = (
            f"positions lie {math.sqrt(cell.scatter):.2g} times farther from one cell than counting allows, "
            f"({tuple(cell.indexed)[worst]}) by "
            f"{cell.residuals[worst]:+.3f} degrees: a wrong index, another phase, or strain. Intervals follow the scatter."
        )
        told.append(Caution("cell_does_not_fit", words))
    return tuple(told)


def order_estimates(found: dict[str, FittedPeak]) -> tuple[Estimate, ...]:
    """I003/I104 by areas and by heights, and how far (006)/(102) and (108)/(110) lie apart."""
    given = []
    if "003" in found and "104" in found:
        one, two = found["003"], found["104"]
        for symbol, name, values in (
            ("I003/I104", "areas", (one.area, one.area_error, two.area, two.area_error)),
            ("H003/H104", "heights", (one.height, one.height_error, two.height, two.height_error)),
        ):
            given.append(_ratio(symbol, name, values, max(one.reach, two.reach)))
    for first, second in (("006", "102"), ("108", "110")):
        if first in found and second in found:
            a, b = found[first], found[second]
            error = math.hypot(a.centre_error, b.centre_error)
            apart = Estimate.normal(
                value=b.centre - a.centre, error=error, reach=max(a.reach, b.reach), name=f"splitting of ({first}) and ({second})",
                symbol=f"split_{first}_{second}", unit="degree", method="difference of fitted positions, two theta",
            )  # fmt: skip
            given.append(apart.beware(*a.cautions, *b.cautions))
    return tuple(given)


def _ratio(symbol: str, name: str, values: tuple[float, float, float, float], reach: float) -> Estimate:
    up, up_error, down, down_error = values
    value = up / down
    half = reach * math.hypot(up_error / up, down_error / down)
    one = Estimate(
        name=f"(003) over (104), {name}", symbol=symbol, value=value, low=value * math.exp(-half), high=value * math.exp(half), unit="",
        method=f"{name} of the fitted peaks over their background; near or above 1.2 counts as well ordered (Ohzuku, Ueda & Nagayama 1993, "
        "J. Electrochem. Soc.)",
    )  # fmt: skip
    if value <= TEXTURED:
        return one
    words = f"{symbol} is {value:.2f}: platelets that lie flat raise (003) without any better order. Grind, side-load or turn the sample."
    return one.beware(Caution("texture", words))
