"""Conductivity of a membrane between two planes that block: sigma = t/(R A)."""

from __future__ import annotations

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.impedance import derived
from stratode.lab.impedance.asked import Given, scaled
from stratode.lab.impedance.candidates import Candidate, averaged, fitted, phase, systematic, window_of
from stratode.lab.impedance.fit import CircuitFit
from stratode.lab.spectrum import MeasuredSpectrum

BLOCKS = -45.0  # degrees: the phase that a cell that blocks goes below at low frequency
SERIES = ("R0-CPE1", "p(R1,CPE1)-CPE2", "R0-p(R1,CPE1)-CPE2", "p(R1,CPE1)-p(R2,CPE2)-CPE3")
METHOD = "resistance between the electrodes' capacitances, complex fit, {circuits}; interval by the covariance and Student's t"


def blocking(spectrum: MeasuredSpectrum, thickness: Given, area: Given) -> tuple[Estimate, ...]:
    """Resistance of the membrane and its conductivity; nothing where the cell does not block.

    The resistance is what lies in series with the blocking capacitance: the high-frequency intercept, or the foot of the spike where arcs
    of the membrane (bulk, grain boundaries) come before it.

    Args:
        spectrum: measured.
        thickness: m.
        area: m2.
    """
    if not_blocking(spectrum):
        return ()
    fits = fitted(spectrum, _candidates(spectrum))
    resistance = averaged(fits, lambda one: _resistance(one, spectrum)).beware(*systematic(fits[0]))
    low, high = resistance.low or resistance.value, resistance.high or resistance.value
    factor = thickness.value / area.value
    value = factor / resistance.value
    ends = scaled(factor / high, value, factor / low, thickness.relative, area.relative)
    sigma = Estimate(
        name="ionic conductivity",
        symbol="sigma",
        value=value,
        low=ends[0],
        high=ends[1],
        unit="S/m",
        method=f"t/(R_el A), t {thickness.text}, A {area.text} as given",
        window=resistance.window,
        cautions=resistance.cautions,
    )
    return resistance, sigma


def not_blocking(spectrum: MeasuredSpectrum) -> tuple[Caution, ...]:
    """Why the cell does not count as one that blocks, where it does not."""
    last = float(np.median(phase(spectrum)[-3:]))
    if last < BLOCKS:
        return ()
    words = (
        f"the cell does not block: its phase at {spectrum.frequency[-1]:.4g} Hz is {last:.0f} degrees and would have to be below "
        f"{BLOCKS:.0f}. No conductivity was taken from it; measure between planes that block, or to lower frequencies."
    )
    return (Caution("not_blocking", words),)


def _resistance(one: CircuitFit, part: MeasuredSpectrum) -> Estimate:
    """The sum of all resistances of a circuit."""
    places = [k for k, p in enumerate(one.circuit.parameters) if p.role == "resistance"]
    return derived.positive(
        one,
        lambda values: float(values[places].sum()),
        name="resistance of the membrane",
        symbol="R_el",
        unit="ohm",
        method=METHOD,
        window=window_of(part),
    )


def _candidates(spectrum: MeasuredSpectrum) -> list[Candidate]:
    """With an inductance too where there are inductive points."""
    found: list[Candidate] = [(description, None) for description in SERIES]
    if (spectrum.impedance.imag > 0.0).any():
        found += [(f"L0-{description}", None) for description in SERIES]
    return found
