"""Evaluated impedance as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.lab.impedance.analysis import ImpedanceAnalysis
from stratode.report.lab.figures.spectra import nyquist
from stratode.report.lab.sheet import Drawing, Sheet


def sheet(name: str, found: ImpedanceAnalysis) -> Sheet:
    """One spectrum with what came out of it."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.spectrum.origin,),
        estimates=found.estimates,
        words=(),
        drawings=lambda: (Drawing(nyquist([found.spectrum]), "The spectrum in the complex plane; hover for frequencies."),),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several spectra over each other."""
    return (Drawing(nyquist([one.result.spectrum for one in sheets]), "All spectra in the complex plane."),)
