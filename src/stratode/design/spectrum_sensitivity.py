"""How an impedance spectrum answers to every input: central differences, which exact spectra make as good as derivatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stratode.cell.impedance import spectrum
from stratode.cell.solution import Spectrum
from stratode.design.inputs import Input
from stratode.design.inputs import inputs as inputs_of
from stratode.recipe.parts import Cell

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]
Progress = Callable[[float, str], None]  # share done, what is under way

CHANGE = 1e-4  # relative, of an input to either side: truncation and round-off are both near 1e-8 there


@dataclass(frozen=True, slots=True)
class SpectrumSensitivity:
    """How a spectrum answers to one input: derivatives d/d ln p, so a hundredth of each is what +1 % does."""

    input: Input
    impedance: Complex  # (F,) ohm m2
    magnitude: Array  # (F,) ohm m2, of |Z|
    error: Array  # (F,) ohm m2, from a second pair of spectra at twice the change


def spectrum_sensitivities(
    cell: Cell, frequencies: Array, soc: float, inputs: Sequence[Input] | None = None, progress: Progress | None = None
) -> tuple[Spectrum, tuple[SpectrumSensitivity, ...]]:
    """The spectrum of a cell at rest, and how it answers to its inputs, the strongest on |Z| at any frequency first.

    Args:
        cell: closed.
        frequencies: (F,) Hz.
        soc: state of charge, 0 to 1, which is held.
        inputs: of this cell, from :func:`stratode.design.inputs.inputs`; all of them where left out.
        progress: told the share done and the input under way.

    Raises:
        ValueError: as :func:`stratode.cell.impedance.spectrum`.
    """
    base = spectrum(cell, frequencies, soc)
    wanted = inputs_of(cell) if inputs is None else tuple(inputs)
    found = []
    for number, one in enumerate(wanted):
        if progress is not None:
            progress(number / len(wanted), one.name)
        near, far = (_difference(one, base.frequency, soc, change) for change in (CHANGE, 2.0 * CHANGE))
        better = (4.0 * near - far) / 3.0  # Richardson: the error of either falls with the square of its change
        magnitude = (base.impedance.conj() * better).real / np.abs(base.impedance)
        found.append(SpectrumSensitivity(one, better, magnitude, np.abs(far - near) / 3.0))
    if progress is not None:
        progress(1.0, "done")
    strength = np.abs(base.impedance)
    found.sort(key=lambda s: -float(np.max(np.abs(s.impedance) / strength)))
    return base, tuple(found)


def _difference(one: Input, frequencies: Array, soc: float, change: float) -> Complex:
    more, less = (spectrum(one.changed(1.0 + sign * change), frequencies, soc).impedance for sign in (1.0, -1.0))
    slope: Complex = (more - less) / (2.0 * change)
    return slope
