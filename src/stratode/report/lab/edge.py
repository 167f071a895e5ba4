"""Coating edges as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.coatings.edge import EdgeAnalysis
from stratode.lab.estimate import found as one_of
from stratode.report.figures.style import GREY
from stratode.report.lab.figures.lines import Curve, Marks, drawn
from stratode.report.lab.sheet import Drawing, Sheet

UM = 1e6


def sheet(name: str, found: EdgeAnalysis) -> Sheet:
    """One edge."""
    plateau, width, bulge = (one_of(found.estimates, symbol) for symbol in ("t_plateau", "w_edge", "t_bulge"))
    words = f"The plateau is {plateau.value * UM:.4g} um thick; the edge rises from 10 to 90 % of it within {width.value * UM:.4g} um. " + (
        f"Beside the edge the coating stands {bulge.value * UM:.3g} um above the plateau." if _bulges(found) else "No bulge is told."
    )
    return Sheet(
        name=name,
        result=found,
        origins=(found.profile.origin,),
        estimates=found.estimates,
        words=(words,),
        cautions=found.cautions,
        drawings=lambda: (Drawing(profile(name, found), "The profile from outside inwards, the smooth curve, and what was read from it."),),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several edges over each other, shares of their plateaus from where half of it is reached."""
    curves = []
    for place, one in enumerate(sheets):
        found: EdgeAnalysis = one.result
        fine = np.linspace(found.depth[0], found.depth[-1], 800)
        share = (found.smoothed.at(fine) - found.base) / found.plateau
        half = float(np.interp(0.5, share[: int(np.argmax(share > 0.9)) + 1], fine[: int(np.argmax(share > 0.9)) + 1]))
        curves.append(Curve(one.name, (fine - half) * UM, 100.0 * share, place))
    return (Drawing(drawn("Distance from half the plateau / µm", "Thickness / % of the plateau", curves), "All edges over each other."),)


def profile(name: str, found: EdgeAnalysis) -> go.Figure:
    """Points, curve, levels and marks."""
    t = found.profile.thickness if found.profile.thickness.size == found.depth.size else found.depth
    flipped = not np.allclose(found.depth, found.profile.position - found.profile.position[0])
    points = (t[::-1] if flipped else t) * UM
    fine = np.linspace(found.depth[0], found.depth[-1], 800)
    curves = (
        Curve(name, found.depth * UM, points, points=True, faint=True),
        Curve("smooth curve", fine * UM, found.smoothed.at(fine) * UM),
    )
    places = np.array([*found.crossings, found.summit])
    marks = (Marks("10 %, 90 %, summit", places * UM, found.smoothed.at(places) * UM, ("10 %", "90 %", "summit"), 1),)
    fig = drawn("Distance from the outer end / µm", "Thickness / µm", curves, marks)
    for level in (found.base, found.base + found.plateau):
        fig.add_hline(y=level * UM, line={"color": GREY, "width": 1, "dash": "dash"})
    fig.add_vrect(x0=found.inner[0] * UM, x1=found.inner[1] * UM, fillcolor=GREY, opacity=0.12, line_width=0)
    return fig


def _bulges(found: EdgeAnalysis) -> bool:
    low = one_of(found.estimates, "t_bulge").low
    return low is not None and low > 0.0
