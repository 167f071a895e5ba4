"""Everything that is found in one spectrum."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.impedance.arc import Arc, arc
from stratode.lab.impedance.asked import Asked
from stratode.lab.impedance.blocking import blocking, not_blocking
from stratode.lab.impedance.candidates import window_of
from stratode.lab.impedance.fit import CircuitFit, fit
from stratode.lab.impedance.intercept import NAME, SYMBOL, intercept
from stratode.lab.impedance.kramers_kronig import KramersKronig, kramers_kronig
from stratode.lab.impedance.per_area import with_area
from stratode.lab.impedance.pores import pores
from stratode.lab.impedance.selection import inductive_points, selected
from stratode.lab.impedance.warburg import Line, line, warburg
from stratode.lab.spectrum import MeasuredSpectrum

PLAIN = Asked()
NEAR = 0.02  # -Z''/Z' at the highest frequency, up to which Z' there is the intercept


@dataclass(frozen=True, slots=True, eq=False)
class ImpedanceAnalysis:
    """What a spectrum gave.

    Args:
        measured: all points of the file.
        spectrum: those that were used.
        tested: the Kramers-Kronig test.
        estimates: the numbers.
        arc: that R_ct is the diameter of; None without.
        line: the Warburg range; None without.
        pores: the fitted transmission line; None where none was asked for.
        fits: of the circuits asked for, in their order.
        cautions: of the spectrum as a whole.
    """

    measured: MeasuredSpectrum
    spectrum: MeasuredSpectrum
    tested: KramersKronig
    estimates: tuple[Estimate, ...]
    arc: Arc | None
    line: Line | None
    pores: CircuitFit | None
    fits: tuple[CircuitFit, ...]
    cautions: tuple[Caution, ...]


def analyse(measured: MeasuredSpectrum, asked: Asked = PLAIN) -> ImpedanceAnalysis:
    """Evaluate a spectrum.

    Args:
        measured: all points.
        asked: what to find.

    Raises:
        ValueError: too few points for what is asked.
    """
    spectrum, cautions = selected(measured, asked.selection)
    tested = kramers_kronig(spectrum)
    found: list[Estimate] = []
    told = [*cautions, *inductive_points(spectrum), *_inconsistent(tested, spectrum)]
    own_arc = None if asked.wants_conductivity or asked.wants_line else arc(spectrum, tested, asked.arc)
    in_range = selected(measured, replace(asked.selection, drop_inductive=False))[0]
    found += _series(in_range, own_arc, sought=not asked.wants_conductivity)
    found += own_arc.estimates if own_arc is not None else ()
    if asked.wants_conductivity and asked.thickness is not None and asked.area is not None:
        found += blocking(spectrum, tested, asked.thickness, asked.area)
        told += not_blocking(spectrum)
    own_pores = None
    if asked.wants_line:
        of_pores, cautions, own_pores = pores(spectrum, asked)
        found += of_pores
        told += cautions
    own_line = line(spectrum) if asked.wants_warburg else None
    if asked.wants_warburg:
        of_diffusion, cautions = warburg(spectrum, own_line, asked)
        found += of_diffusion
        told += cautions
    fits = tuple(fit(spectrum, circuit, asked.weights, asked.start or None) for circuit in asked.circuits)
    found = [*with_area(found, asked.area), *_of_circuits(fits, spectrum)]
    told += [caution for one in fits for caution in one.cautions]
    return ImpedanceAnalysis(measured, spectrum, tested, tuple(found), own_arc, own_line, own_pores, fits, tuple(dict.fromkeys(told)))


def _inconsistent(tested: KramersKronig, spectrum: MeasuredSpectrum) -> tuple[Caution, ...]:
    if tested.passes:
        return ()
    words = (
        f"the spectrum breaks the Kramers-Kronig relations {broken(tested, spectrum)}: the cell changed while it was measured, or did not "
        "answer linearly, or the instrument erred there. Numbers from these frequencies are not to be trusted; leave them out with --fmin "
        "and --fmax, or measure again at rest."
    )
    return (Caution("kramers_kronig", words),)


def broken(tested: KramersKronig, spectrum: MeasuredSpectrum) -> str:
    """Where the relations are broken, in words: single points, and ranges in which no more than two points in a row hold."""
    ranges: list[list[float]] = []
    last = -9
    for k in range(tested.breaks.size):
        if tested.breaks[k]:
            f = float(spectrum.frequency[k])
            if k <= last + 3:
                ranges[-1][-1] = f
            else:
                ranges.append([f, f])
            last = k
    told = [f"{high:.4g} Hz" if high == low else f"{low:.4g} to {high:.4g} Hz" for high, low in ranges]
    return "at " + ", ".join(told[:5]) + (f" and {len(told) - 5} more places" if len(told) > 5 else "")


def _series(spectrum: MeasuredSpectrum, own_arc: Arc | None, sought: bool) -> tuple[Estimate, ...]:
    """Series resistance: the intercept; else, where it is sought for itself, from the arc's fit or what the highest frequency shows."""
    found = intercept(spectrum)
    if found is not None or not sought:
        return () if found is None else (found,)
    z, f = spectrum.impedance, spectrum.frequency
    flat = abs(float(z.imag[0])) < NEAR * float(z.real[0])
    if own_arc is not None:
        one = own_arc.fit.parameters[own_arc.fit.circuit.names.index("R0")]
        if not any(caution.name == "not_determined" for caution in one.cautions):
            method = f"R0 of {own_arc.fit.circuit.description}: the arc's fit extrapolated to the real axis, which the data do not cross"
            low, high = own_arc.window
            return (replace(one, name=NAME, symbol=SYMBOL, method=method, window=f"{low:.4g} to {high:.4g} Hz"),)
    one = Estimate(
        name=NAME,
        symbol=SYMBOL,
        value=float(z.real[0]),
        unit="ohm",
        method=f"Z' at the highest frequency, {f[0]:.4g} Hz",
        window=window_of(spectrum).split(",")[0].split(" to ")[-1],
    )
    words = (
        f"R_s: the spectrum does not cross the real axis at high frequency (Z'' = {z.imag[0]:.3g} ohm at {f[0]:.4g} Hz); Z' there stands "
        "for it"
        + (", which is close." if flat else ", which is an upper bound at best. Measure to higher frequencies.")
        + " No interval can be given."
    )
    return (one.beware(Caution("no_intercept", words)),)


def _of_circuits(fits: tuple[CircuitFit, ...], spectrum: MeasuredSpectrum) -> list[Estimate]:
    """Parameters of the circuits; of several each symbol carries the circuit's number."""
    many, window = len(fits) > 1, window_of(spectrum)
    return [
        replace(one, symbol=f"{one.symbol} ({k})" if many else one.symbol, method=f"{own.circuit.description}, {one.method}", window=window)
        for k, own in enumerate(fits, 1)
        for one in own.parameters
    ]
