"""Lattice fringes as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.estimate import found as one_of
from stratode.lab.micrographs.fringes import FringeAnalysis
from stratode.report.lab.figures.lines import Curve, drawn
from stratode.report.lab.sheet import Drawing, Sheet

NM = 1e9


def sheet(name: str, found: FringeAnalysis) -> Sheet:
    """One line."""
    d, count = one_of(found.estimates, "d"), one_of(found.estimates, "N")
    words = f"{count.value:.3g} fringes have a spacing of {d.value * NM:.4g} nm."
    return Sheet(
        name=name,
        result=found,
        origins=(found.line.origin,),
        estimates=found.estimates,
        words=(words,),
        cautions=found.cautions,
        drawings=lambda: (
            Drawing(_profile(name, found), "Intensity along the line with the fitted sinusoid."),
            Drawing(_power([(name, found)]), "Power of the transform over the spacing that it stands for."),
        ),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several lines over each other."""
    return (Drawing(_power([(one.name, one.result) for one in sheets]), "Transforms of all lines."),)


def _profile(name: str, found: FringeAnalysis) -> go.Figure:
    x = (found.line.position - found.line.position[0]) * NM
    curves = (Curve(name, x, found.line.intensity, faint=True), Curve("sinusoid", x, found.fit.fitted))
    return drawn("Position / nm", "Intensity", curves)


def _power(several: Sequence[tuple[str, FringeAnalysis]]) -> go.Figure:
    curves = []
    for place, (name, found) in enumerate(several):
        peak = 1.0 / one_of(found.estimates, "d").value
        shown = (found.frequencies > 0.2 * peak) & (found.frequencies < 3.0 * peak)
        curves.append(Curve(name, found.frequencies[shown] / NM, found.power[shown] / float(np.max(found.power[shown])), place))
    return drawn("Spatial frequency / 1/nm", "Power over its highest", curves, height=340)
