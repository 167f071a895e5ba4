"""What a report of spectra is about: one recipe with its spectra."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.cell.solution import ImpedanceResult, Spectrum
from stratode.recipe.parts import Cell, TransportCell
from stratode.report.lab_units import PERCENT, number

OHM_CM2 = 1e4  # from ohm m2


@dataclass(frozen=True, slots=True)
class Measurement:
    """One recipe: the closed cell and its impedance."""

    cell: Cell | TransportCell
    result: ImpedanceResult


def state(spectrum: Spectrum) -> str:
    """The state of charge as it is spoken; a transport cell's spectrum is just that."""
    return "spectrum" if spectrum.state_of_charge is None else f"{spectrum.state_of_charge * PERCENT:.4g} %"


def hertz(frequency: float) -> str:
    """A frequency as it is spoken: 1 mHz, 3.2 Hz, 1 MHz."""
    for size, unit in ((1e9, "GHz"), (1e6, "MHz"), (1e3, "kHz"), (1.0, "Hz"), (1e-3, "mHz")):
        if frequency >= 0.9995 * size:
            return f"{_short(frequency / size)} {unit}"
    return f"{_short(frequency * 1e6)} µHz"


def _short(value: float) -> str:
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
