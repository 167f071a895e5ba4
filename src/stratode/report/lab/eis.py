"""Evaluated impedance as it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from stratode.lab.estimate import Estimate
from stratode.lab.impedance.analysis import ImpedanceAnalysis
from stratode.lab.impedance.fit import CircuitFit
from stratode.lab.impedance.intercept import SYMBOL as SERIES
from stratode.lab.impedance.kramers_kronig import CRITERION, METHOD, POINT
from stratode.report.lab.eis_words import paragraphs
from stratode.report.lab.figures import impedance_fits as drawn
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.lab_units import PERCENT, number
from stratode.report.table import Table

SMOOTH = 200  # points of a fitted line


def sheet(name: str, found: ImpedanceAnalysis, recipe: str = "") -> Sheet:
    """One spectrum with what came out of it."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.measured.origin,),
        estimates=found.estimates,
        words=paragraphs(found),
        cautions=found.cautions,
        tables=_tables(found),
        data=(("spectrum", _spectrum(found)),),
        drawings=lambda: _drawings(found),
        details=_details(found),
        recipe=recipe,
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several spectra over each other, and their series resistances in order."""
    results = [one.result for one in sheets]
    spectra = [found.spectrum for found in results]
    figures = [
        Drawing(drawn.nyquist(spectra), "All spectra in the complex plane; hover for frequencies."),
        Drawing(drawn.magnitude(spectra), "Magnitude of all spectra."),
        Drawing(drawn.phase(spectra), "Phase of all spectra."),
    ]
    for symbol, words in ((SERIES, "Series (ohmic) resistance"), ("R_ct", "Charge-transfer resistance")):
        having = [(one.name, e) for one in sheets for e in one.estimates if e.symbol == symbol]
        if len(having) > 1:
            figures.append(Drawing(_ordered(having, symbol), f"{words} of the spectra in the order of the files, with 95 % intervals."))
    return figures


def _ordered(having: Sequence[tuple[str, Estimate]], symbol: str) -> Any:
    ends = [(e.value if e.low is None else e.low, e.value if e.high is None else e.high) for _, e in having]
    return drawn.in_order([name for name, _ in having], [e.value for _, e in having], ends, f"{symbol} / ohm")


def _drawings(found: ImpedanceAnalysis) -> Sequence[Drawing]:
    lines, spectrum = _overlays(found), found.spectrum
    figures = [
        Drawing(
            drawn.nyquist([spectrum], lines, found.measured),
            "The spectrum in the complex plane with what was fitted; hover for frequencies.",
        ),
        Drawing(drawn.magnitude([spectrum], lines), "Magnitude over frequency."),
        Drawing(drawn.phase([spectrum], lines), "Phase over frequency."),
        Drawing(
            drawn.residuals(spectrum.frequency, [("", found.tested.residuals)], POINT),
            f"Kramers-Kronig residuals; dashed lines at {POINT:.0%}. Noise scatters about zero, a cell that changes leaves a trend.",
        ),
    ]
    if found.fits:
        parts = [(own.circuit.description, (spectrum.impedance - own.fitted) / np.abs(spectrum.impedance)) for own in found.fits]
        figures.append(
            Drawing(
                drawn.residuals(spectrum.frequency, parts), "Residuals of the circuits; a pattern says that the circuit lacks something."
            )
        )
    if found.line is not None:
        line = found.line
        figure = drawn.over_omega(spectrum, line.start, line.stop, line.coefficient, (line.real, line.imaginary))
        figures.append(
            Drawing(figure, "The Warburg range: both parts straight over the inverse root of the angular frequency, with one slope.")
        )
    return figures


def _overlays(found: ImpedanceAnalysis) -> list[drawn.Overlay]:
    """Fitted lines: of the circuits, or of what stands in for them."""
    f = found.spectrum.frequency
    wide = np.geomspace(f[0], f[-1], SMOOTH)
    lines = [_line(own, wide) for own in found.fits]
    if found.arc is not None and not found.fits:
        low, high = found.arc.window
        lines.append(_line(found.arc.fit, np.geomspace(high, low, SMOOTH), "arc: "))
    if found.pores is not None:
        lines.append(_line(found.pores, wide))
    if not lines:
        lines.append(drawn.Overlay("Kramers-Kronig test", f, found.tested.fitted))
    return lines


def _line(own: CircuitFit, frequencies: Any, before: str = "") -> drawn.Overlay:
    return drawn.Overlay(before + own.circuit.description, frequencies, own.circuit.impedance(own.values, 2.0 * np.pi * frequencies))


def _tables(found: ImpedanceAnalysis) -> tuple[tuple[str, Table], ...]:
    tested = found.tested
    kk = Table(
        "Kramers-Kronig test",
        ("Verdict", "Residual rms / %", "Largest / %", "Noise / %", "Relaxations", "mu / 1", "Form"),
        (
            (
                tested.verdict,
                tested.rms * PERCENT,
                tested.largest * PERCENT,
                tested.noise * PERCENT,
                str(tested.elements),
                tested.mu,
                tested.form,
            ),
        ),
        f"{METHOD}. Passes with {CRITERION}.",
    )
    if len(found.fits) < 2:
        return (("kramers_kronig", kk),)
    best = min(own.aicc for own in found.fits)
    rows = tuple(
        (own.circuit.description, str(own.values.size), own.chi_squared, number(own.aicc - best, 3), _undetermined(own))
        for own in found.fits
    )
    columns = ("Circuit", "Parameters", "Sum of squares / 1", "AICc over the least / 1", "Not determined")
    note = "AICc (Hurvich & Tsai 1989, Biometrika 76, 297): a difference above 10 decides, one below 4 leaves it open."
    return ("kramers_kronig", kk), ("circuits", Table("Circuits side by side", columns, rows, note))


def _undetermined(own: CircuitFit) -> str:
    names = [one.symbol for one in own.parameters if any(c.name == "not_determined" for c in one.cautions)]
    return ", ".join(names) or "none"


def _spectrum(found: ImpedanceAnalysis) -> Table:
    """Every point that was used, with what the test and the circuits made of it."""
    z, tested = found.spectrum.impedance, found.tested
    columns = ["Frequency / Hz", "Real Impedance / ohm", "Imaginary Impedance / ohm"]
    values = [found.spectrum.frequency, z.real, z.imag]
    columns += ["Kramers-Kronig residual, real / %", "Kramers-Kronig residual, imaginary / %"]
    values += [tested.residuals.real * PERCENT, tested.residuals.imag * PERCENT]
    for own in found.fits:
        columns += [f"{own.circuit.description}, real / ohm", f"{own.circuit.description}, imaginary / ohm"]
        values += [own.fitted.real, own.fitted.imag]
    rows = tuple(tuple(float(v) for v in row) for row in np.column_stack(values))
    return Table("Spectrum", tuple(columns), rows)


def _details(found: ImpedanceAnalysis) -> Mapping[str, Any]:
    tested = found.tested
    told: dict[str, Any] = {
        "kramers_kronig": {
            "passes": tested.passes if tested.decided else None,
            "criterion": CRITERION,
            "method": METHOD,
            "rms": tested.rms,
            "largest": tested.largest,
            "noise": tested.noise,
            "elements": tested.elements,
            "mu": tested.mu,
            "form": tested.form,
            "broken_at_Hz": found.spectrum.frequency[tested.breaks],
        },
        "points": {"measured": found.measured.frequency.size, "used": found.spectrum.frequency.size},
    }
    circuits = [_circuit(own) for own in found.fits]
    if len(circuits) == 1:
        told["circuit"] = circuits[0]
    if len(circuits) > 1:
        told["circuits"] = circuits
    return told


def _circuit(own: CircuitFit) -> dict[str, Any]:
    kinds = zip(own.parameters, own.circuit.parameters, strict=True)
    return {
        "description": own.circuit.description,
        "weights": own.weights,
        "parameters": {
            one.symbol: {
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "unit": kind.unit,
                "symbol": kind.symbol,
                "meaning": kind.meaning,
                "cautions": [caution.name for caution in one.cautions],
            }
            for one, kind in kinds
        },
        "chi_squared": own.chi_squared,
        "reduced_chi_squared": own.chi_squared / own.freedom,
        "degrees_of_freedom": own.freedom,
        "aicc": own.aicc,
        "alternatives": [
            {"values": dict(zip(own.circuit.names, other.values.tolist(), strict=True)), "sum_of_squares_over_the_least": other.worse}
            for other in own.alternatives
        ],
        "cautions": [caution.name for caution in own.cautions],
    }
