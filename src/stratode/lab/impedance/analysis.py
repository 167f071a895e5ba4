"""Everything that is found in one spectrum."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.lab.estimate import Estimate
from stratode.lab.spectrum import MeasuredSpectrum


@dataclass(frozen=True, slots=True)
class ImpedanceAnalysis:
    """What a spectrum gave.

    Args:
        spectrum: that was measured.
        estimates: the numbers.
    """

    spectrum: MeasuredSpectrum
    estimates: tuple[Estimate, ...]


def analyse(spectrum: MeasuredSpectrum) -> ImpedanceAnalysis:
    """Evaluate a spectrum."""
    fast = Estimate(
        name="real part at the highest frequency",
        symbol="Z_re,max",
        value=float(spectrum.impedance[0].real),
        unit="ohm",
        method="as measured",
        window=f"{spectrum.frequency[0]:g} Hz",
    )
    return ImpedanceAnalysis(spectrum, (fast,))
