"""Ionic resistance of pores and electrode tortuosity, by a transmission line fitted to a cell that blocks.

Landesfeind, Hattendorff, Ehrl, Wall & Gasteiger (2016), J. Electrochem. Soc. 163, A1373.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.impedance import derived
from stratode.lab.impedance.asked import Asked, scaled
from stratode.lab.impedance.candidates import Candidate, fitted, phase, systematic, window_of
from stratode.lab.impedance.fit import CircuitFit
from stratode.lab.spectrum import MeasuredSpectrum

BLOCKS = -60.0  # degrees, that the phase of Z - R_s goes below at low frequency
SLOPED = (-60.0, -35.0)  # degrees of Z - R_s on the 45 degree line
ON_LINE = 3  # points of that line
SOURCE = "Landesfeind et al. 2016, J. Electrochem. Soc. 163, A1373"
LONGEST = 1.0  # decades of an interval


def pores(spectrum: MeasuredSpectrum, asked: Asked) -> tuple[tuple[Estimate, ...], tuple[Caution, ...], CircuitFit]:
    """Resistance of the pores of all electrodes, of one per area, and their tortuosity where porosity and conductivity are given.

    Args:
        spectrum: of a cell whose electrodes block.
        asked: how many electrodes, and what is known of them.
    """
    best = fitted(spectrum, _candidates(spectrum))[0]
    k = best.circuit.names.index("TLMQ1_0")
    method = f"{best.circuit.description} (de Levie 1963), complex fit; interval by the covariance and Student's t"
    whole = derived.renamed(best.parameters[k], "resistance of the pores to ions, whole cell", "R_ion", method, window_of(spectrum))
    cautions = _checks(spectrum, best)
    if any(caution.name == "no_pore_resistance" for caution in cautions):
        return (), cautions, best
    whole = whole.beware(*systematic(best), *cautions)
    limit = whole.times(1.0 / 3.0, "ohm")
    limit = replace(
        limit,
        name="what the pores add at low frequency",
        symbol="R_ion/3",
        method="limit of the line at low frequency: Z' - R_s goes to R_ion/3 where its walls are pure capacitances",
        cautions=(),
    )
    return (whole, limit, *_tortuosity(whole, asked)), cautions, best


def _candidates(spectrum: MeasuredSpectrum) -> list[Candidate]:
    """The line behind a resistance, begun at three resistances of the pores; with an inductance where there are inductive points."""
    z, omega = spectrum.impedance, spectrum.omega
    first = max(float(z.real[int(np.argmin(np.abs(z.imag)))]), 1e-6 * float(np.abs(z).max()))
    blocked = 1.0 / (abs(float(z.imag[-1])) * float(omega[-1]) ** 0.95)
    base = {"R0": first, "TLMQ1_1": blocked, "TLMQ1_2": 0.95}
    span = max(3.0 * (float(z.real[-1]) - first), 0.1 * first)
    coil = {"L0": max(float(z.imag.max()), 1e-6 * first) / float(omega[0])}
    found: list[Candidate] = [("R0-TLMQ1", base | {"TLMQ1_0": span * scale}) for scale in (0.1, 0.4, 1.0)]
    if (z.imag > 0.0).any():
        found += [("L0-R0-TLMQ1", base | coil | {"TLMQ1_0": span * scale}) for scale in (0.1, 0.4, 1.0)]
    return found


def _checks(spectrum: MeasuredSpectrum, best: CircuitFit) -> tuple[Caution, ...]:
    """Whether the line shows: a range at 45 degrees, and a spike after it."""
    inner = np.angle(spectrum.impedance.real - best.value("R0") + 1j * spectrum.impedance.imag, deg=True)
    last = float(np.median(inner[-3:]))
    sloped = int(np.count_nonzero((inner > SLOPED[0]) & (inner < SLOPED[1]) & (spectrum.impedance.imag < 0.0)))
    k = best.circuit.names.index("TLMQ1_0")
    low, high = best.parameters[k].low or 0.0, best.parameters[k].high or np.inf
    if last > BLOCKS and float(phase(spectrum)[-1]) > BLOCKS:
        words = (
            f"the electrodes do not block: the phase without the series resistance is {last:.0f} degrees at "
            f"{spectrum.frequency[-1]:.4g} Hz and would have to be below {BLOCKS:.0f}. No resistance of the pores was taken; use a "
            "blocking electrolyte or state of charge, measure to lower frequencies, or fit --circuit R0-TLMR1."
        )
        return (Caution("no_pore_resistance", words),)
    if sloped < ON_LINE or low <= 0.0 or np.log10(high / low) > LONGEST:
        words = (
            f"the spectrum shows {sloped} points near 45 degrees, fewer than {ON_LINE}, or leaves the resistance of the pores open by more "
            "than a decade: what is there may be no transmission line. No resistance of the pores was taken; measure to higher frequencies."
        )
        return (Caution("no_pore_resistance", words),)
    exponent = best.value("TLMQ1_2")
    if exponent < 0.85:
        words = f"R_ion: the walls are far from capacitances (n = {exponent:.2f}); the low-frequency limit R_ion/3 does not hold for them."
        return (Caution("no_low_frequency_limit", words),)
    return ()


def _tortuosity(whole: Estimate, asked: Asked) -> tuple[Estimate, ...]:
    """Tortuosity of one electrode, tau = R_ion A kappa eps/(electrodes L), and its MacMullin number."""
    known = (asked.porosity, asked.conductivity, asked.thickness, asked.area)
    if any(one is None for one in known) or whole.low is None or whole.high is None:
        return ()
    porosity, conductivity, thickness, area = (one for one in known if one is not None)
    given = f"eps {porosity.text}, kappa {conductivity.text}, L {thickness.text}, A {area.text}, {asked.electrodes} electrodes, as given"
    macmullin = area.value * conductivity.value / (asked.electrodes * thickness.value)
    errors = (conductivity.relative, thickness.relative, area.relative)
    numbers = []
    for name, symbol, factor, further, method in (
        ("electrode tortuosity", "tau_e", macmullin * porosity.value, (porosity.relative,), "R_ion A kappa eps/(electrodes L)"),
        ("MacMullin number", "N_M", macmullin, (), "R_ion A kappa/(electrodes L)"),
    ):
        value = whole.value * factor
        low, high = scaled(whole.low * factor, value, whole.high * factor, *errors, *further)
        numbers.append(
            Estimate(name=name, symbol=symbol, value=value, low=low, high=high, method=f"{method} ({SOURCE}); {given}", window=whole.window)
        )
    if numbers[0].value < 1.0:
        words = (
            f"tau_e: is {numbers[0].value:.2f}, and no pores are straighter than straight (1). Check thickness (of one electrode), area, "
            "porosity, conductivity, and how many electrodes the cell has."
        )
        numbers[0] = numbers[0].beware(Caution("impossible_tortuosity", words))
    return tuple(numbers)
