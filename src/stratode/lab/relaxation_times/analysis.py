"""Charge and dielectric relaxation times of an ion conductor between blocking electrodes, as han2025 reads them from Z'(f) and Z''(f)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import Array
from stratode.lab.relaxation_times.local import Place, crossings, summit
from stratode.lab.spectrum import MeasuredSpectrum

SPARSE = 5.0  # points a decade
CLEAR = 20.0  # times its noise that -Z''/Z' must stay above between the crossings for the summit of tan delta to be given
DEFINITION = (
    "tau_D = 1/(2 pi f) at the fast crossing of Z' and -Z'', above which the film is a capacitor; tau_c at the slow one, below which ions "
    "charge the electrodes. han2025 (Fig. 2c, d) plots Z' and Z'' against frequency and does not define its two times in the text: this is "
    "our reading, and the peaks of -Z'', M'' and tan delta stand beside it."
)


@dataclass(frozen=True, slots=True, eq=False)
class RelaxationTimes:
    """What a spectrum shows.

    Args:
        spectrum: that was measured.
        dielectric, charge: fast and slow crossing of Z' and -Z''; None where the spectrum does not reach it.
        peaks: further characteristic places by symbol.
        estimates: the times.
        cautions: what to beware of.
    """

    spectrum: MeasuredSpectrum
    dielectric: Place | None
    charge: Place | None
    peaks: dict[str, Place]
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def relaxation_times(spectrum: MeasuredSpectrum) -> RelaxationTimes:
    """Both times, their difference, and the peaks of -Z'', M'' and tan delta.

    For a resistance R beside a capacitance C, in series with a blocking capacitance C_dl >> C, tau_D = R C, which is also where -Z'' and
    M'' peak, and tau_c = R C_dl; tan delta peaks at their geometric mean.

    Raises:
        ValueError: Z' and -Z'' do not cross, or are not those of a capacitive film.
    """
    log_f, z = np.log(spectrum.frequency[::-1]), spectrum.impedance[::-1]
    usable = (z.real > 0.0) & (z.imag < 0.0)
    log_f, z = log_f[usable], z[usable]
    if log_f.size < 5:
        raise ValueError(
            f"{spectrum.name}: relaxation times need at least 5 points with Z' > 0 and Z'' < 0; received {log_f.size}. "
            "If the file holds -Z'', name that column so with --columns."
        )
    ratio = np.log(-z.imag / z.real)
    fast, slow = crossings(log_f, ratio, rising=True), crossings(log_f, ratio, rising=False)
    dielectric = fast[-1] if fast else None
    charge = next((one for one in reversed(slow) if dielectric is None or one.log_f < dielectric.log_f), None)
    if dielectric is None and charge is None:
        raise ValueError(
            f"{spectrum.name}: Z' and -Z'' must cross for a relaxation time; -Z''/Z' stays between {np.exp(ratio.min()):.3g} and "
            f"{np.exp(ratio.max()):.3g}. Measure a wider range of frequencies, or colder (han2025 went to -40 degC)."
        )
    peaks = _peaks(log_f, z, min(place.scatter for place in (*fast, *slow)))
    estimates = [*_times(dielectric, charge), *_of_peaks(peaks)]
    return RelaxationTimes(
        spectrum, dielectric, charge, peaks, tuple(estimates), tuple(_cautions(spectrum, dielectric, charge, fast, peaks, usable))
    )


def _peaks(log_f: Array, z: NDArray[np.complex128], scatter: float) -> dict[str, Place]:
    """Summits of -Z'', of M'' = omega Z' and of tan delta = Z'/-Z''; `scatter` of ln(-Z''/Z') at the crossings is the noise."""
    curves = {"Z": np.log(-z.imag), "M": log_f + np.log(z.real), "tan": np.log(-z.real / z.imag)}
    found = {name: summit(log_f, curve) for name, curve in curves.items()}
    if float(np.median(np.sort(-z.imag / z.real)[:3])) < CLEAR * scatter:
        found["tan"] = None
    return {name: place for name, place in found.items() if place is not None}


def _times(dielectric: Place | None, charge: Place | None) -> list[Estimate]:
    """The two times, and the slow less the fast."""
    found = []
    for name, symbol, place in (("dielectric relaxation time", "tau_D", dielectric), ("charge relaxation time", "tau_c", charge)):
        if place is not None:
            which = "fast" if symbol == "tau_D" else "slow"
            found.append(
                _estimate(name, symbol, place, f"{which} crossing of Z' and -Z'', parabola through the points around it; 1/(2 pi f)")
            )
    if dielectric is not None and charge is not None:
        slow, fast = charge.tau, dielectric.tau
        value = slow[0] - fast[0]
        below = float(np.hypot(slow[0] - slow[1], fast[2] - fast[0]))
        above = float(np.hypot(slow[2] - slow[0], fast[0] - fast[1]))
        found.append(
            Estimate(name="charge less dielectric relaxation time", symbol="tau_c - tau_D", value=value, low=value - below,
            high=value + above,                      unit="s", method="difference (han2025, Fig. 2d); errors added in squares")
        )  # fmt: skip
    return found


def _of_peaks(peaks: dict[str, Place]) -> list[Estimate]:
    names = {"Z": "-Z''", "M": "M'' = omega Z' times the empty cell's capacitance", "tan": "tan delta = Z'/-Z''"}
    return [
        _estimate(
            f"relaxation time at the peak of {names[key].split(' =')[0]}", f"tau_{key}", place, f"summit of {names[key]}, cubic in ln f"
        )
        for key, place in peaks.items()
    ]


def _estimate(name: str, symbol: str, place: Place, method: str) -> Estimate:
    value, low, high = place.tau
    window = f"{place.window[0]:.3g} to {place.window[1]:.3g} Hz, {place.window[2]} points"
    return Estimate(name=name, symbol=symbol, value=value, low=low, high=high, unit="s", method=method, window=window)


def _cautions(
    spectrum: MeasuredSpectrum,
    dielectric: Place | None,
    charge: Place | None,
    fast: Sequence[Place],
    peaks: dict[str, Place],
    usable: NDArray[np.bool_],
) -> list[Caution]:
    found: list[Caution] = []
    f = spectrum.frequency
    if dielectric is None:
        words = (
            f"Up to {f[0]:.3g} Hz Z' stays above -Z'': the dielectric relaxation is faster than was measured, as in han2025 at room "
            "temperature. Measure colder or faster."
        )
        found.append(Caution("dielectric_not_reached", words))
    if charge is None:
        words = f"Down to {f[-1]:.3g} Hz the electrodes do not block: -Z'' does not rise above Z' again. Measure to lower frequencies."
        found.append(Caution("charge_not_reached", words))
    for name, place in (("tau_D", dielectric), ("tau_c", charge)):
        if place is not None and place.one_sided:
            words = f"{name} lies at an end of the measured range, with fewer than two points beyond it. Measure farther."
            found.append(Caution("at_end_of_range", words))
    if len(fast) > 1:
        words = f"Z' and -Z'' cross {len(fast)} times on the fast side; the fastest is taken as the dielectric one. Look at the figure."
        found.append(Caution("several_crossings", words))
    if not usable.all():
        words = f"{int((~usable).sum())} points with Z' <= 0 or Z'' >= 0 were left out."
        found.append(Caution("points_left_out", words))
    lost = [name for key, name in (("Z", "-Z''"), ("M", "M''"), ("tan", "tan delta")) if key not in peaks]
    if lost:
        words = f"No summit of {', '.join(lost)} stands out of the noise within the measured range; its time is not given."
        found.append(Caution("peak_not_seen", words))
    density = (f.size - 1) / float(np.log10(f[0] / f[-1]))
    if density < SPARSE:
        words = f"{density:.1f} points a decade: each time rests on a parabola through few points. Measure 8 to 12 a decade."
        found.append(Caution("sparse_points", words))
    return found
