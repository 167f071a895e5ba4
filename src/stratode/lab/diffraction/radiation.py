"""X-rays by their source: wavelengths of the K-alpha doublet, Bragg's law."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from stratode.lab.record import Array

DOUBLETS = {  # metres: K-alpha1, K-alpha2; Hoelzer et al. 1997, Phys. Rev. A; Mo, Ag: Deslattes et al. 2003, Rev. Mod. Phys.
    "Cr": (2.289726e-10, 2.293651e-10),
    "Fe": (1.936041e-10, 1.939973e-10),
    "Co": (1.788996e-10, 1.792835e-10),
    "Cu": (1.540593e-10, 1.544427e-10),
    "Mo": (0.709317e-10, 0.713607e-10),
    "Ag": (0.559422e-10, 0.563813e-10),
}
SECOND = 0.5  # intensity of K-alpha2 over that of K-alpha1


@dataclass(frozen=True, slots=True)
class Radiation:
    """What a pattern was taken with.

    Args:
        name: "Cu K-alpha", "stated".
        wavelength: m; of K-alpha1 where both lines are in the beam.
        second: of K-alpha2, m; None where it is not in the beam.
    """

    name: str
    wavelength: float
    second: float | None = None

    def spacing(self, two_theta: float) -> float:
        """d, m, of a reflection at `two_theta`, degrees (Bragg)."""
        return self.wavelength / (2.0 * math.sin(math.radians(0.5 * two_theta)))

    def angle(self, d: Array | float) -> Array:
        """Two theta, degrees, of spacings in m; NaN where none reflects."""
        with np.errstate(invalid="ignore"):
            return np.asarray(2.0 * np.degrees(np.arcsin(self.wavelength / (2.0 * np.asarray(d, float)))))

    def satellite(self, two_theta: Array | float) -> Array:
        """Where K-alpha2 reflects when K-alpha1 does at `two_theta`, degrees."""
        ratio = 1.0 if self.second is None else self.second / self.wavelength
        return np.asarray(2.0 * np.degrees(np.arcsin(np.clip(ratio * np.sin(np.radians(0.5 * np.asarray(two_theta, float))), 0.0, 1.0))))


def radiation(source: str | None, wavelength: float | None, monochromatic: bool) -> Radiation:
    """The radiation as stated.

    Args:
        source: an anode's symbol, "Cu".
        wavelength: m, instead of a source: one line.
        monochromatic: K-alpha2 is not in the beam.

    Raises:
        ValueError: both or neither; a source that is not listed.
    """
    if wavelength is not None:
        if source is not None:
            raise ValueError(f"--source and --wavelength: state one of them; received {source!r} and {wavelength * 1e10:.6g} angstrom.")
        return Radiation(f"{wavelength * 1e10:.6g} angstrom, stated", wavelength)
    if source not in DOUBLETS:
        raise ValueError(f"--source: must be one of {', '.join(DOUBLETS)}; received {source!r}. Or state --wavelength '1.5406 angstrom'.")
    first, second = DOUBLETS[source]
    return Radiation(f"{source} K-alpha{'1' if monochromatic else ''}", first, None if monochromatic else second)
