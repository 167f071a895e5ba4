"""Infiltration fronts as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.estimate import found as one_of
from stratode.lab.micrographs.front import FrontAnalysis, shape
from stratode.report.figures.style import BLUE, VERMILLION, numbers
from stratode.report.lab.figures.lines import Curve, drawn
from stratode.report.lab.figures.maps import picture
from stratode.report.lab.sheet import Drawing, Sheet

UM = 1e6


def sheet(name: str, found: FrontAnalysis) -> Sheet:
    """One map or profile."""
    if found.fit is None:
        words = "No front is found: the numbers below do not tell how far the liquid has come."
    else:
        half, whole = (one_of(found.estimates, symbol).value * UM for symbol in ("x_50", "x_95"))
        words = f"Half the intensity is reached {half:.4g} um below the surface; to {whole:.4g} um at least 95 % is reached."
    return Sheet(
        name=name,
        result=found,
        origins=(found.map.origin,),
        estimates=found.estimates,
        words=(words,),
        cautions=found.cautions,
        drawings=lambda: _drawings(name, found),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several profiles over each other."""
    curves = []
    for place, one in enumerate(sheets):
        found: FrontAnalysis = one.result
        scale = 1.0 / (float(np.max(np.abs(found.profile))) or 1.0)
        curves.append(Curve(one.name, found.map.depth * UM, found.profile * scale, place, points=True))
        if found.fit is not None:
            curves.append(Curve(f"{one.name}, fit", found.map.depth * UM, found.fit.fitted * scale, place, legend=False))
    title = "Intensity over its highest"
    return (Drawing(drawn("Depth / µm", title, curves), "Profiles of all measurements over each other."),)


def _drawings(name: str, found: FrontAnalysis) -> tuple[Drawing, ...]:
    depth = found.map.depth
    curves = [Curve(name, depth * UM, found.profile, points=True, faint=True)]
    if found.fit is not None:
        fine = np.linspace(float(depth[0]), float(depth[-1]), 400)
        curves.append(Curve("error function", fine * UM, shape(fine, found.fit.values)))
    fig = drawn("Depth / µm", "Mean intensity", curves)
    if found.fit is not None:
        fig.add_vline(x=float(found.fit.values[2]) * UM, line={"color": VERMILLION, "dash": "dash", "width": 1.5})
    told = [Drawing(fig, "Mean intensity over depth with the fitted front; the dashed line is its middle.")]
    if found.map.intensity.shape[1] > 1:
        step = float(np.median(np.diff(depth))) * UM
        seen = picture(found.map.intensity, step, "µm", None, "Viridis", "intensity")
        known = np.isfinite(found.bands)
        middles = 0.5 * (found.edges[1:] + found.edges[:-1])[: known.size]
        if np.any(known):
            x = np.asarray(middles[known] * step, float)
            y = (found.bands[known] - (depth[0] - 0.5e-6 * step)) * UM
            fig_line = {"color": VERMILLION, "width": 2.5}
            seen.add_scatter(
                x=numbers(x), y=numbers(y), mode="lines+markers", line=fig_line, name="front by columns", marker={"color": BLUE}
            )
        told.append(Drawing(seen, "The map, turned so that the liquid enters at the top, with the front of each band of columns."))
    return tuple(told)
