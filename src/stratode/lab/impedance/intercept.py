"""Series resistance: where a spectrum crosses the real axis at high frequency."""

from __future__ import annotations

import numpy as np

from stratode.lab.estimate import Estimate
from stratode.lab.impedance.elements import Array
from stratode.lab.inference.student import reach_95
from stratode.lab.spectrum import MeasuredSpectrum

EACH_SIDE = 3  # points to each side of the crossing
FOLLOWED_BY = 2  # capacitive points that must follow a crossing
NAME, SYMBOL = "series resistance", "R_s"


def crossing(spectrum: MeasuredSpectrum) -> int | None:
    """Index of the last inductive point before the spectrum turns capacitive, above the frequency where -Z'' is largest; None without."""
    inductive = spectrum.impedance.imag > 0.0
    for k in range(min(inductive.size - FOLLOWED_BY, int(np.argmin(spectrum.impedance.imag)))):
        if inductive[k] and not inductive[k + 1 : k + 1 + FOLLOWED_BY].any():
            return k
    return None


def intercept(spectrum: MeasuredSpectrum) -> Estimate | None:
    """Z' where Z'' = 0, between the points around the crossing; None where there is no crossing or fewer than four points around it.

    Parabolas (lines, of fewer than six points) in ln f through Z' and Z'' of the neighbours; the error is that of both at the root, by the
    scatter of the points about them.
    """
    k = crossing(spectrum)
    if k is None:
        return None
    part = slice(max(k + 1 - EACH_SIDE, 0), min(k + 1 + EACH_SIDE, spectrum.frequency.size))
    f, z = spectrum.frequency[part], spectrum.impedance[part]
    if f.size < 4:
        return None
    degree = 2 if f.size >= 6 else 1
    u = np.log(f / np.sqrt(spectrum.frequency[k] * spectrum.frequency[k + 1]))
    inside = abs(np.log(spectrum.frequency[k] / spectrum.frequency[k + 1]))
    basis = np.vander(u, degree + 1)
    real, imaginary = (np.asarray(np.linalg.lstsq(basis, part_of, rcond=None)[0], float) for part_of in (z.real, z.imag))
    freedom = 2 * (f.size - degree - 1)
    left = np.concatenate([basis @ real - z.real, basis @ imaginary - z.imag])
    variance = float(np.sum(left**2)) / freedom
    root = _root(imaginary, inside)
    row = np.vander([root], degree + 1)[0]
    own = variance * float(row @ np.linalg.inv(basis.T @ basis) @ row)
    slope = float(np.polyval(np.polyder(real), root)) / float(np.polyval(np.polyder(imaginary), root))
    at = float(np.exp(root) * np.sqrt(spectrum.frequency[k] * spectrum.frequency[k + 1]))
    return Estimate.normal(
        name=NAME,
        symbol=SYMBOL,
        value=float(np.polyval(real, root)),
        error=float(np.sqrt(own * (1.0 + slope**2))),
        reach=reach_95(freedom),
        unit="ohm",
        method=f"Z' at Z'' = 0 ({at:.4g} Hz), {'parabolas' if degree == 2 else 'lines'} in ln f through the points around it; interval by "
        "their scatter",
        window=f"{f[-1]:.4g} to {f[0]:.4g} Hz, {f.size} points",
    )


def _root(imaginary: Array, inside: float) -> float:
    """Where the polynomial crosses zero near the middle of its points, at most a spacing away."""
    roots = np.roots(imaginary)
    real = roots.real[np.abs(roots.imag) < 1e-9]
    near = float(real[np.argmin(np.abs(real))]) if real.size else 0.0
    return float(np.clip(near, -inside, inside))
