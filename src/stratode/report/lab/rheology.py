"""Frequency sweeps as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.rheology.relaxation import Rheology
from stratode.report.lab.figures.lines import Curve, Marks, drawn
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Table

X = "Angular frequency / rad/s"


def sheet(name: str, found: Rheology) -> Sheet:
    """One sweep with its crossovers."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.moduli.origin,),
        estimates=found.estimates,
        words=(found.verdict,),
        cautions=found.cautions,
        data=(("moduli", _rows(found)),),
        drawings=lambda: (_moduli([(name, found)]), _times([(name, found)])),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """All sweeps over each other."""
    several = [(one.name, one.result) for one in sheets]
    return _moduli(several), _times(several)


def _logarithmic(x: str, y: str, curves: Sequence[Curve], marks: Sequence[Marks] = ()) -> go.Figure:
    fig = drawn(x, y, curves, marks)
    fig.update_xaxes(type="log", dtick=1, exponentformat="power")
    fig.update_yaxes(type="log", dtick=1, exponentformat="power")
    return fig


def _moduli(several: Sequence[tuple[str, Rheology]]) -> Drawing:
    curves, marks = [], []
    for place, (name, found) in enumerate(several):
        m = found.moduli
        first = f"{name}: G'" if len(several) > 1 else "G'"
        curves.append(Curve(first, m.omega, m.storage, place))
        curves.append(Curve(f"{name}: G''" if len(several) > 1 else "G''", m.omega, m.loss, place, 1))
        if found.crossings:
            x = np.array([c.omega for c in found.crossings])
            y = np.array([c.modulus for c in found.crossings])
            words = [f"{name}: {c.omega:.3g} rad/s ({c.low:.3g} to {c.high:.3g})" for c in found.crossings]
            marks.append(Marks(f"{name}: crossover" if len(several) > 1 else "crossover", x, y, words, place))
    return Drawing(_logarithmic(X, "Modulus / Pa", curves, marks), "Storage (solid) and loss modulus (dashed) with their crossovers.")


def _times(several: Sequence[tuple[str, Rheology]]) -> Drawing:
    curves = []
    for place, (name, found) in enumerate(several):
        m = found.moduli
        curves.append(Curve(name, m.omega, m.storage / (m.viscosity * m.omega**2), place))
    return Drawing(
        _logarithmic(X, "λ / s", curves), "Relaxation time G'/(|η*| ω²) over frequency: it belongs to the frequency at which it is stated."
    )


def _rows(found: Rheology) -> Table:
    m = found.moduli
    columns = (X, "Storage Modulus / Pa", "Loss Modulus / Pa", "Complex Viscosity / Pa s", "tan delta / 1")
    rows = tuple(tuple(map(float, row)) for row in zip(m.omega, m.storage, m.loss, m.viscosity, m.tangent, strict=True))
    return Table("Moduli", columns, rows)
