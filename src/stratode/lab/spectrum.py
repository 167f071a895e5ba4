"""A measured impedance spectrum, checked: what every analysis of impedance begins with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.lab.record import FREQUENCY, IMAGINARY, REAL, Array, Origin, Record

FEWEST = 3  # points


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredSpectrum:
    """Impedance over frequency, from high frequency to low.

    Args:
        frequency: Hz, (N,), falling.
        impedance: ohm, (N,) complex; the imaginary part of a capacitance is negative.
        origin: where it came from.

    Raises:
        ValueError: fewer than three points, lengths that differ, a frequency that is not positive or stands twice, an impedance of 0.
    """

    frequency: Array
    impedance: NDArray[np.complex128]
    origin: Origin

    def __post_init__(self) -> None:
        """Checks and sorts."""
        f, z, where = np.asarray(self.frequency, float), np.asarray(self.impedance, complex), self.origin.file
        if f.shape != z.shape or f.ndim != 1:
            raise ValueError(f"{where}: needs one impedance for each frequency; received {f.shape} and {z.shape}.")
        if f.size < FEWEST:
            raise ValueError(f"{where}: a spectrum needs at least {FEWEST} points; received {f.size}. Measure more, or leave fewer out.")
        if not (np.isfinite(f).all() and (f > 0.0).all()):
            raise ValueError(f"{where}: frequencies must be positive; received {float(f[~(f > 0.0)][0]):g} Hz. Leave that row out.")
        if not np.isfinite(z).all():
            raise ValueError(f"{where}: impedances must be finite; received {z[~np.isfinite(z)][0]}. Leave that row out.")
        if (z == 0.0).any():
            raise ValueError(f"{where}: impedances must not be 0; received 0 ohm at {float(f[z == 0.0][0]):g} Hz. Leave that row out.")
        order = np.argsort(-f, kind="stable")
        twice = np.flatnonzero(np.diff(f[order]) == 0.0)
        if twice.size:
            raise ValueError(
                f"{where}: each frequency must stand once in a spectrum; received {f[order][twice[0]]:g} Hz twice. "
                "Keep one of them, or choose one spectrum of the series."
            )
        object.__setattr__(self, "frequency", f[order])
        object.__setattr__(self, "impedance", z[order])

    @property
    def name(self) -> str:
        """The file's."""
        return self.origin.file

    @property
    def omega(self) -> Array:
        """Angular frequency, rad/s, (N,)."""
        return 2.0 * np.pi * self.frequency


def spectrum_of(record: Record) -> MeasuredSpectrum:
    """The record as one spectrum.

    Raises:
        ValueError: a column is missing, or as :class:`MeasuredSpectrum`.
    """
    z = record.column(REAL) + 1j * record.column(IMAGINARY)
    return MeasuredSpectrum(record.column(FREQUENCY), z, record.origin)
