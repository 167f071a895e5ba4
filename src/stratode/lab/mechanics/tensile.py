"""What a tensile test gives: modulus from the initial straight range, strength, elongation at break, toughness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.inference.smooth import smooth
from stratode.lab.inference.student import noise_of
from stratode.lab.mechanics.specimen import Specimen
from stratode.lab.mechanics.straight import Straight, straight_range

Array = NDArray[np.float64]
BROKEN = 0.1  # of the strength: a specimen that carries no more has broken (ISO 527-1)
FALL = 0.1  # of the strength from one point to the next: part of the break itself
OVERSHOOT = 4.0  # times the noise of a point, by which a smooth curve may pass the highest
TOE = 0.02  # of the elongation: a zero that lies further off is told
MIDDLE_95 = 0.475  # of an interval to each side of its middle holds 95 % of an even distribution


@dataclass(frozen=True, slots=True, eq=False)
class TensileAnalysis:
    """What came out of one specimen.

    Args:
        specimen: that was tested.
        straight: the initial straight range; None where there is none.
        last: index of the last point before the break, or of the last point.
        broken: whether the test saw the break.
        estimates: the numbers.
        cautions: what to beware of.
    """

    specimen: Specimen
    straight: Straight | None
    last: int
    broken: bool
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def analyse(specimen: Specimen, stated: tuple[float, float] | None = None, compensate: bool = False) -> TensileAnalysis:
    """Evaluate one specimen.

    Args:
        specimen: stress over strain.
        stated: strains between which the modulus is taken; None to find the initial straight range.
        compensate: count strain from where the straight range meets zero stress.

    Raises:
        ValueError: too few points in the stated range.
    """
    last, broken = _break(specimen.stress)
    straight, told = straight_range(specimen.strain[: last + 1], specimen.stress[: last + 1], specimen.origin.file, stated)
    zero = straight.zero if compensate and straight else 0.0
    estimates = [] if straight is None else [straight.modulus]
    estimates += [_strength(specimen, last), _elongation(specimen, last, broken, zero), _toughness(specimen, last, broken)]
    cautions = list(told)
    if not broken:
        words = (
            f"The test ended at {100 * specimen.strain[-1]:.4g} % before the film broke: elongation and toughness are lower bounds. "
            "Strain further, or record until the force is gone."
        )
        cautions.append(Caution("not_broken", words))
    if straight is not None and not compensate and abs(straight.zero) > max(TOE * specimen.strain[last], 3.0 * straight.zero_error):
        words = (
            f"The straight range meets zero stress at {100 * straight.zero:.3g} % strain: slack, slip or a toe. Elongations count from the "
            "recorded zero; compensate with --toe where it is slack."
        )
        cautions.append(Caution("toe", words))
    if compensate and straight is not None:
        words = f"Strain counts from {100 * straight.zero:.3g} %, where the straight range meets zero stress, as asked."
        cautions.append(Caution("toe_compensated", words))
    return TensileAnalysis(specimen, straight, last, broken, tuple(estimates), tuple(cautions))


def _break(stress: Array) -> tuple[int, bool]:
    """Index of the last point before the break, and whether there is one: the first fall to a tenth of the strength."""
    strongest = float(np.max(stress))
    top = int(np.argmax(stress))
    gone = np.flatnonzero(stress[top:] <= BROKEN * strongest)
    if gone.size == 0:
        return stress.size - 1, False
    last = top + int(gone[0]) - 1
    while last > top and stress[last - 1] - stress[last] > FALL * strongest:
        last -= 1
    return max(last, 0), True


def _strength(specimen: Specimen, last: int) -> Estimate:
    """The highest stress, read from a smooth curve, since the highest point is high by chance too."""
    strain, stress = specimen.strain[: last + 1], specimen.stress[: last + 1]
    how = "highest stress of a cubic regression spline through the curve up to the break"
    if np.unique(strain).size < 8:
        return Estimate(name="strength", symbol="sigma_max", value=float(np.max(stress)), unit="Pa", shown_in="MPa", method="highest point")
    curve = smooth(strain, stress)
    fine = np.linspace(strain[0], strain[-1], 1001)
    top = fine[[int(np.argmax(curve.at(fine)))]]
    value, error, reach = float(curve.at(top)[0]), float(curve.error(top)[0]), curve.fit.reach
    if value > float(np.max(stress)) + OVERSHOOT * noise_of(stress):
        words = (
            "strength: the smooth curve rises above every point, so the highest point stands for it and no interval can be given. Check "
            "that strain and stress are not exchanged, and that strain grows."
        )
        highest = float(np.max(stress))
        plain = Estimate(name="strength", symbol="sigma_max", value=highest, unit="Pa", shown_in="MPa", method="highest point")
        return plain.beware(Caution("curve_overshoots", words))
    window = f"at {100 * top[0]:.4g} % strain"
    return Estimate(
        name="strength",
        symbol="sigma_max",
        value=value,
        low=value - reach * error,
        high=value + reach * error,
        unit="Pa",
        shown_in="MPa",
        method=how,
        window=window,
    )


def _elongation(specimen: Specimen, last: int, broken: bool, zero: float) -> Estimate:
    """The strain at break: between the last point before it and the next, evenly likely."""
    strain = specimen.strain
    if not broken:
        return Estimate(
            name="elongation reached (a lower bound)",
            symbol="eps_break",
            value=float(strain[-1] - zero),
            shown_in="%",
            method="last recorded strain, without a break",
        )
    before, after = float(strain[last] - zero), float(strain[min(last + 1, strain.size - 1)] - zero)
    middle, half = 0.5 * (before + after), MIDDLE_95 * (after - before)
    return Estimate(
        name="elongation at break",
        symbol="eps_break",
        value=middle,
        low=middle - half,
        high=middle + half,
        shown_in="%",
        method="between the last point before the stress falls to a tenth of the strength (ISO 527-1) and the next, evenly likely",
        window=f"{100 * before:.5g} to {100 * after:.5g} %",
    )


def _toughness(specimen: Specimen, last: int, broken: bool) -> Estimate:
    """Work per volume up to the break: the area under the curve."""
    strain, stress = specimen.strain, specimen.stress
    step = float(strain[min(last + 1, strain.size - 1)] - strain[last]) if broken else 0.0
    x, y = strain[: last + 1], stress[: last + 1]
    weights = 0.5 * (np.diff(x, prepend=x[0]) + np.diff(x, append=x[-1]))
    weights[-1] += 0.5 * step
    value = float(weights @ y)
    error = float(np.hypot(noise_of(y) * np.linalg.norm(weights), step * y[-1] / np.sqrt(12.0)))
    name = "toughness" if broken else "toughness reached (a lower bound)"
    how = "area under the curve up to the break; interval from the noise of the stress and the place of the break"
    if not broken:
        return Estimate(name=name, symbol="U_T", value=value, unit="J/m3", shown_in="MJ/m3", method=how)
    found = Estimate.normal(value=value, error=error, name=name, symbol="U_T", unit="J/m3", method=how)
    return Estimate(name=name, symbol="U_T", value=value, low=found.low, high=found.high, unit="J/m3", shown_in="MJ/m3", method=how)
