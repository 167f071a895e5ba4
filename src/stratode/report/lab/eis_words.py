"""Evaluated impedance told in words: the verdict of the Kramers-Kronig test first, then the numbers."""

from __future__ import annotations

from stratode.lab.estimate import Estimate
from stratode.lab.impedance.analysis import ImpedanceAnalysis, broken
from stratode.lab.impedance.fit import CircuitFit
from stratode.report.lab.units import digits, in_lab_units
from stratode.report.lab_units import number

TOLD = ("R_s", "R_ct", "R_el", "sigma", "R_ion", "tau_e", "sigma_W", "D")
DECIDES, OPEN = 10.0, 4.0  # differences of AICc


def paragraphs(found: ImpedanceAnalysis) -> tuple[str, ...]:
    """The verdict, the numbers, the circuits."""
    told = [_verdict(found)]
    numbers = [sentence(one) for one in found.estimates if one.symbol in TOLD]
    told += [" ".join(numbers)] if numbers else []
    told += [_circuits(found)] if found.fits else []
    return tuple(told)


def _verdict(found: ImpedanceAnalysis) -> str:
    tested = found.tested
    how = f"residuals rms {tested.rms:.2%}, at most {tested.largest:.2%} of |Z|, {tested.elements} relaxations, mu {tested.mu:.2f}"
    if not tested.passes:
        return f"The spectrum fails the Kramers-Kronig test {broken(tested, found.spectrum)} ({how})."
    if not tested.decided:
        few = "1 point is" if tested.residuals.size == 1 else f"{tested.residuals.size} points are"
        return f"Whether the spectrum keeps the Kramers-Kronig relations is undecided: {few} too few."
    noisy = f" Its noise of {tested.noise:.1%} would hide changes smaller than that." if tested.noise > 0.005 else ""
    return f"The spectrum passes the Kramers-Kronig test ({how}).{noisy}"


def sentence(one: Estimate) -> str:
    """A number with its interval and window."""
    value, low, high, unit = in_lab_units(one)
    shown = digits(value, low, high)
    told = f"{one.name[0].upper()}{one.name[1:]} {one.symbol} = {number(value, shown)} {unit}".rstrip()
    told += "" if low is None else f" ({number(low, shown)} to {number(high, shown)})"
    return told + (f", from {one.window}." if one.window else ".")


def _circuits(found: ImpedanceAnalysis) -> str:
    if len(found.fits) == 1:
        own = found.fits[0]
        return f"{own.circuit.description} was fitted with {own.weights} weights; {_open(own)}."
    ranked = sorted(found.fits, key=lambda own: own.aicc)
    best, difference = ranked[0].circuit.description, ranked[1].aicc - ranked[0].aicc
    strength = "clearly" if difference > DECIDES else "hardly" if difference < OPEN else "somewhat"
    return (
        f"Of {len(ranked)} circuits {best} has the lowest AICc, {strength} lower than {ranked[1].circuit.description} ({difference:.1f}); "
        f"{_open(ranked[0])}."
    )


def _open(own: CircuitFit) -> str:
    names = [one.symbol for one in own.parameters if any(caution.name == "not_determined" for caution in one.cautions)]
    return f"the data do not determine {', '.join(names)}" if names else "the data determine all of its parameters"
