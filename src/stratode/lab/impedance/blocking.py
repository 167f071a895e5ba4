"""Conductivity of a membrane between two planes that block: sigma = t/(R A)."""

from __future__ import annotations

import numpy as np

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.impedance import derived
from stratode.lab.impedance.arc import peaks
from stratode.lab.impedance.asked import Given, scaled
from stratode.lab.impedance.candidates import Candidate, averaged, fitted, phase, systematic, window_of
from stratode.lab.impedance.fit import CircuitFit
from stratode.lab.impedance.kramers_kronig import KramersKronig
from stratode.lab.spectrum import MeasuredSpectrum

BLOCKS = -45.0  # degrees: the phase that a cell that blocks goes below at low frequency
APART = 30.0  # ratio of the frequencies at which two arcs of a membrane are first looked for
METHOD = "resistance between the electrodes' capacitances, complex fit, {circuits}; interval by the covariance and Student's t"


def blocking(spectrum: MeasuredSpectrum, tested: KramersKronig, thickness: Given, area: Given) -> tuple[Estimate, ...]:
    """Resistance of the membrane and its conductivity; nothing where the cell does not block.

    The resistance is what lies in series with the blocking capacitance: the high-frequency intercept, or the foot of the spike where arcs
    of the membrane (bulk, grain boundaries) come before it.

    Args:
        spectrum: measured.
        tested: its Kramers-Kronig test.
        thickness: m.
        area: m2.
    """
    if not_blocking(spectrum):
        return ()
    arcs = peaks(spectrum, tested.fitted, tested.noise)
    foot = max(one.stop for one in arcs) if arcs else int(np.argmin(np.abs(phase(spectrum))))
    fits = [one for one in fitted(spectrum, _candidates(spectrum, foot, bool(arcs))) if _before(one, float(spectrum.frequency[foot]))]
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


def _before(one: CircuitFit, foot: float) -> bool:
    """Whether all arcs of a circuit lie at frequencies above the foot: one below it would be part of the spike."""
    for k in range(1, 3):
        if f"R{k}" in one.circuit.names and f"p(R{k},CPE{k})" in one.circuit.description:
            r, q, n = (one.value(name) for name in (f"R{k}", f"CPE{k}_0", f"CPE{k}_1"))
            if (r * q) ** (-1.0 / n) / (2.0 * np.pi) < foot:
                return False
    return True


def _candidates(spectrum: MeasuredSpectrum, foot: int, arcs: bool) -> list[Candidate]:
    """A resistance or an arc before the spike, two where arcs show; with an inductance too where there are inductive points.

    Args:
        spectrum: measured.
        foot: index of the foot of the spike: the valley of -Z'' after the last arc, or without arcs where the phase is nearest to 0.
        arcs: whether there are any.
    """
    z, omega = spectrum.impedance, spectrum.omega
    resistance = max(float(z.real[foot]), 1e-3 * float(np.abs(z).max()))
    fast = omega[int(np.argmax(-z.imag[: foot + 1]))] if foot > 0 else omega[0]
    tau = 1.0 / float(fast)
    blocked = {"0": 1.0 / (float(np.abs(z[-1])) * float(omega[-1]) ** 0.9), "1": 0.9}

    def spike(k: int) -> dict[str, float]:
        return {f"CPE{k}_{i}": value for i, value in blocked.items()}

    def arc(k: int, r: float, t: float) -> dict[str, float]:
        return {f"R{k}": r, f"CPE{k}_0": t**0.9 / r, f"CPE{k}_1": 0.9}

    found: list[tuple[str, dict[str, float]]] = [
        ("R0-CPE1", {"R0": resistance} | spike(1)),
        ("p(R1,CPE1)-CPE2", arc(1, resistance, tau) | spike(2)),
        ("R0-p(R1,CPE1)-CPE2", {"R0": 0.3 * resistance} | arc(1, 0.7 * resistance, tau) | spike(2)),
    ]
    if arcs:
        two = arc(1, 0.6 * resistance, tau) | arc(2, 0.4 * resistance, APART * tau)
        found.append(("p(R1,CPE1)-p(R2,CPE2)-CPE3", two | spike(3)))
    if (z.imag > 0.0).any():
        coil = {"L0": max(float(z.imag.max()), 1e-3 * resistance) / float(omega[0])}
        found += [(f"L0-{description}", coil | values) for description, values in found[:3:2]]
    return list(found)
