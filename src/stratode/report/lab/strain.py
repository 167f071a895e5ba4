"""Resistance under strain as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.estimate import found as one_of
from stratode.lab.mechanics.stretching import StretchAnalysis, uniform
from stratode.report.lab.figures.lines import Curve, drawn
from stratode.report.lab.sheet import Drawing, Sheet

PERCENT = 100.0
WIDE = 5.0  # times the fitted curve that a point lies above it, from which on the axis is logarithmic


def sheet(name: str, found: StretchAnalysis) -> Sheet:
    """One film."""
    ratios = [one for one in found.estimates if one.symbol.startswith("R/R0")]
    said = "; ".join(f"{one.name} is {one.value:.4g}" for one in ratios) or "R/R0 was asked at no strain within the data"
    gauge = one_of(found.estimates, "GF").value
    words = (
        f"{said}. The gauge factor at rest is {gauge:.3g}; a film of constant volume and conductivity has 2, "
        "with the current along the stretch."
    )
    return Sheet(
        name=name,
        result=found,
        origins=(found.stretched.origin,),
        estimates=found.estimates,
        words=(words,),
        cautions=found.cautions,
        drawings=lambda: (_drawing([(name, found)]),),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several films over each other."""
    return (_drawing([(one.name, one.result) for one in sheets]),)


def _drawing(several: Sequence[tuple[str, StretchAnalysis]]) -> Drawing:
    curves, reach, highest = [], 0.0, 0.0
    for place, (name, found) in enumerate(several):
        rest, strain = float(found.fit.values[0]), found.stretched.strain
        fine = np.linspace(0.0, float(strain[found.used - 1]), 300)
        fitted = np.vander(fine, found.fit.values.size, increasing=True) @ found.fit.values / rest
        measured = found.stretched.resistance / rest
        curves.append(Curve(name, PERCENT * strain, measured, place, points=True))
        highest = max(highest, float(measured.max()) / float(fitted.max()))
        curves.append(Curve(f"{name}, curve", PERCENT * fine, fitted, place))
        reach = max(reach, float(fine[-1]))
    x = np.linspace(0.0, reach, 200)
    curves.append(Curve("constant volume and conductivity, along the stretch", PERCENT * x, uniform(x), faint=True, dash=1))
    fig = drawn("Strain / %", "R / R0", curves)
    if highest > WIDE:  # of a film that failed
        fig.update_yaxes(type="log")
    return Drawing(fig, "Resistance over that at rest; points after failure are not part of the curve; the dashed curve is geometry alone.")
