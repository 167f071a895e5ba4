"""What a reader takes from a spectrum first: where it begins, its arcs, where it ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stratode.cell.solution import Spectrum


@dataclass(frozen=True, slots=True)
class Arc:
    """One arc of the Nyquist plot, between two minima of -Im Z."""

    apex: float  # Hz, where -Im Z is largest
    begins: float  # ohm m2, Re Z on its fast side
    ends: float  # ohm m2, Re Z on its slow side

    @property
    def width(self) -> float:
        """On the real axis, ohm m2."""
        return self.ends - self.begins


@dataclass(frozen=True, slots=True)
class Features:
    """Resistances in ohm m2, frequencies in Hz, all at points of the spectrum."""

    highest_frequency: float
    intercept: float  # Re Z at the highest frequency
    arcs: tuple[Arc, ...]  # from fast to slow
    lowest_frequency: float
    slow: float  # Re Z at the lowest frequency


def features(spectrum: Spectrum) -> Features:
    """The features of a spectrum; an arc is where -Im Z rises and falls again towards low frequency."""
    order = np.argsort(-spectrum.frequency)
    f, z = spectrum.frequency[order], spectrum.impedance[order]
    up = -z.imag
    arcs: list[Arc] = []
    begin = 0
    for top in range(1, f.size - 1):
        if up[top] > up[top - 1] and up[top] >= up[top + 1]:
            end = next((k for k in range(top + 1, f.size - 1) if up[k + 1] > up[k]), f.size - 1)
            arcs.append(Arc(float(f[top]), float(z[begin].real), float(z[end].real)))
            begin = end
    return Features(float(f[0]), float(z[0].real), tuple(arcs), float(f[-1]), float(z[-1].real))
