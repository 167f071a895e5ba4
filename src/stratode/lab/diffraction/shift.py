"""What moved between two patterns: each peak, and how much of it is spacing and how much the sample's place."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stratode.lab.diffraction.fit import FittedPeak
from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.student import reach_95
from stratode.lab.record import Array

NEAR = 0.6  # degrees: farther apart peaks are not the same
ENOUGH = 3  # peaks that tell spacing from displacement
SPREAD = 10.0  # degrees that these must span


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """One pattern against another.

    Args:
        pairs: (of the first, of the second), peaks that are the same.
        reference: index of the pair that is the internal reference; None without one.
        estimates: shifts, spacing changes, strain and displacement.
        cautions: of them.
    """

    pairs: tuple[tuple[FittedPeak, FittedPeak], ...]
    reference: int | None
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def shift_of(first: tuple[FittedPeak, ...], second: tuple[FittedPeak, ...], reference: float | None = None) -> Shift:
    """How the second pattern's peaks lie against the first's.

    A displacement of the sample moves a peak by -2 s cos(theta) / R, a relative change e of all spacings by -2 tan(theta) e; three
    peaks or more tell the two apart. An internal reference, whose spacings did not change, gives the displacement alone.

    Args:
        first, second: peaks.
        reference: degrees two theta of a peak of the internal reference.

    Raises:
        ValueError: no reference peak there, or no common peak.
    """
    pairs = _common(first, second)
    if not pairs:
        raise ValueError(
            f"no peak of the two patterns lies within {NEAR} degrees of one of the other; compare patterns of one phase and source."
        )
    place = None
    if reference is not None:
        near = [k for k, (a, _) in enumerate(pairs) if abs(a.centre - reference) <= NEAR]
        if not near:
            raise ValueError(
                f"--reference: must be a peak of both patterns; none within {NEAR} degrees of {reference:.3f}. Choose another."
            )
        place = min(near, key=lambda k: abs(pairs[k][0].centre - reference))
    theta = np.radians([0.5 * a.centre for a, _ in pairs])
    moved = np.array([b.centre - a.centre for a, b in pairs])
    error = np.array([math.hypot(a.centre_error, b.centre_error) for a, b in pairs])
    given, told = [], []
    if place is not None:
        lever = np.cos(theta) / math.cos(theta[place])
        error = np.where(np.arange(moved.size) == place, error, np.hypot(error, lever * error[place]))
        moved = moved - lever * moved[place]
    for k, (a, b) in enumerate(pairs):
        if k != place:
            given += _of_pair(a, b, float(moved[k]), float(error[k]), place is not None)
    free = np.arange(moved.size) != (-1 if place is None else place)
    if place is None:
        both, doubts = _parted(theta, moved, error)
        given += both
        told += doubts
    else:
        given += _strain(theta[free], moved[free], error[free])
    return Shift(pairs, place, tuple(given), tuple(told))


def _common(first: tuple[FittedPeak, ...], second: tuple[FittedPeak, ...]) -> tuple[tuple[FittedPeak, FittedPeak], ...]:
    """Peaks that are nearest to each other both ways."""
    found = []
    for a in first:
        near = min(second, key=lambda b: abs(b.centre - a.centre), default=None)
        if near is not None and abs(near.centre - a.centre) <= NEAR and min(first, key=lambda p: abs(p.centre - near.centre)) is a:
            found.append((a, near))
    return tuple(found)


def _of_pair(a: FittedPeak, b: FittedPeak, moved: float, error: float, corrected: bool) -> list[Estimate]:
    reach = max(a.reach, b.reach)
    name = f"{a.centre:.2f}"
    how = "second less first pattern, " + ("the reference's displacement taken off" if corrected else "as measured")
    shift = Estimate.normal(
        value=moved,
        error=error,
        reach=reach,
        name=f"shift of the peak at {name} degrees",
        symbol=f"d2theta_{name}",
        unit="degree",
        method=how,
    )
    factor = -1.0 / (2.0 * math.tan(math.radians(0.5 * a.centre))) * math.pi / 180.0
    change = Estimate.normal(
        value=moved * factor, error=abs(error * factor), reach=reach, name=f"relative spacing change at {name} degrees",
        symbol=f"dd/d_{name}",
        unit="", method=f"-cot(theta) dtheta (Bragg), {how}",
    )  # fmt: skip
    return [shift, change]


def _parted(theta: Array, moved: Array, error: Array) -> tuple[list[Estimate], list[Caution]]:
    """Strain and displacement from all shifts."""
    if moved.size < ENOUGH or np.degrees(2.0 * np.ptp(theta)) < SPREAD:
        words = (
            f"{moved.size} common {'peak' if moved.size == 1 else 'peaks'} and no internal reference: a sample 0.1 mm higher or "
            "lower in a 200 mm "
            "goniometer shifts peaks by 0.06 degrees. The spacing changes hold only if the sample's place did not change; state "
            "--reference."
        )
        return [], [Caution("displacement_unknown", words)]
    fitted, errors, scatter, reach = _least(np.column_stack([-2.0 * np.tan(theta) * 180.0 / math.pi, np.cos(theta)]), moved, error)
    strain = Estimate.normal(
        value=fitted[0], error=errors[0], reach=reach, name="relative change of all spacings", symbol="dd/d", unit="",
        method="shifts fitted by -2 tan(theta) dd/d and a displacement in cos(theta), weighted", window=f"{moved.size} peaks",
    )  # fmt: skip
    place = Estimate.normal(
        value=fitted[1], error=errors[1], reach=reach, name="displacement of the sample, at two theta 0",
        symbol="d2theta_disp", unit="degree",
        method=strain.method, window=strain.window,
    )  # fmt: skip
    return [strain, place], _uneven(scatter)


def _strain(theta: Array, moved: Array, error: Array) -> list[Estimate]:
    """One strain of all peaks, the displacement known from the reference."""
    if moved.size < 2:
        return []
    fitted, errors, scatter, reach = _least((-2.0 * np.tan(theta) * 180.0 / math.pi)[:, None], moved, error)
    one = Estimate.normal(
        value=fitted[0], error=errors[0], reach=reach, name="relative change of all spacings", symbol="dd/d", unit="",
        method="shifts, the reference's displacement taken off, fitted by -2 tan(theta) dd/d", window=f"{moved.size} peaks",
    )  # fmt: skip
    return [one.beware(*_uneven(scatter))]


def _least(matrix: Array, y: Array, sigma: Array) -> tuple[list[float], list[float], float, float]:
    w = matrix / sigma[:, None]
    c = np.linalg.lstsq(w, y / sigma, rcond=None)[0]
    off = (y - matrix @ c) / sigma
    freedom = y.size - c.size
    scatter = float(off @ off) / freedom if freedom else 1.0
    covariance = np.linalg.pinv(w.T @ w) * max(scatter, 1.0)
    reach = reach_95(freedom) if freedom and scatter > 1.0 else reach_95(200.0)
    return [float(v) for v in c], [math.sqrt(float(v)) for v in np.diag(covariance)], scatter, reach


def _uneven(scatter: float) -> list[Caution]:
    if scatter <= 9.0:
        return []
    words = (
        f"shifts scatter {math.sqrt(scatter):.2g} times more than counting allows about one relative change: spacings changed "
        "unevenly, as a and c do. "
        "Compare the lattice parameters."
    )
    return [Caution("shift_not_uniform", words)]
