"""Porosity from masses as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.coatings.porosity import PorosityAnalysis
from stratode.lab.coatings.samples import SampleSet
from stratode.lab.estimate import found as one_of
from stratode.lab.record import Origin
from stratode.report.figures.style import BLUE, GREY, VERMILLION, figure, label, numbers
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Table

MOST_TICKS = 30  # samples that are numbered one by one
STATED = "stated on the command line"


def sheet(name: str, found: PorosityAnalysis) -> Sheet:
    """One coating."""
    return Sheet(
        name=name,
        result=found,
        origins=(Origin(name, STATED),),
        estimates=found.estimates,
        words=(_words(found),),
        cautions=found.cautions,
        tables=(("inputs", inputs_table(found)),),
        drawings=lambda: (Drawing(volumes([(name, found)]), "What the coating's volume is made of."),),
    )


def samples_sheet(name: str, found: SampleSet) -> Sheet:
    """Samples of one electrode, one row of a file each."""
    columns = ("Sample", "Porosity / %", "Density / g/cm³")
    rows = tuple(
        (str(k + 1), 100.0 * one_of(one.estimates, "eps").value, 1e-3 * one_of(one.estimates, "rho").value)
        for k, one in enumerate(found.samples)
    )
    eps = one_of(found.estimates, "eps")
    return Sheet(
        name=name,
        result=found,
        origins=(found.origin,),
        estimates=found.estimates,
        words=(f"{len(found.samples)} samples have a mean porosity of {100 * eps.value:.3g} %.",),
        cautions=found.cautions,
        tables=(("samples", Table("Each sample", columns, rows)), ("inputs", inputs_table(found.samples[0]))),
        drawings=lambda: (Drawing(scatter(found), "Porosity of each sample; the band is the mean with its 95 % interval."),),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several coatings side by side."""
    several = [(one.name, one.result) for one in sheets if isinstance(one.result, PorosityAnalysis)]
    return (Drawing(volumes(several), "What the volumes of the coatings are made of."),) if several else ()


def inputs_table(found: PorosityAnalysis) -> Table:
    """Every input with what it adds to the uncertainty."""
    coating, shares = found.coating, found.porosity.shares if found.porosity else {}
    scales = {"loading": (100.0, "mg/cm²"), "mass": (1e6, "mg"), "collector mass": (1e6, "mg"), "area": (1e4, "cm²")}
    rows: list[tuple[str, float, float | None, str, str, float | None]] = []
    for name, one in coating.measured.items():
        factor, unit = scales.get(name, (1e6, "µm"))
        error = None if one.error is None else one.error * factor
        rows.append((name, one.value * factor, error, unit, one.source, 100.0 * shares[name] if name in shares else None))
    for solid in coating.solids:
        for what, one, factor, unit in (("share", solid.share, 100.0, "wt%"), ("density", solid.density, 1e-3, "g/cm³")):
            key = f"{what} of {solid.name}"
            error = None if one.error is None else one.error * factor
            rows.append((key, one.value * factor, error, unit, one.source, 100.0 * shares[key] if key in shares else None))
    columns = ("Input", "Value", "Standard uncertainty", "Unit", "From", "Adds to the porosity / points")
    return Table("What went in", columns, tuple(rows), "Contributions add as squares.")


def volumes(several: Sequence[tuple[str, PorosityAnalysis]]) -> go.Figure:
    """Bars of the thickness: each solid, the pores."""
    fig = figure("Thickness that it would fill alone / µm", "", height=180 + 60 * len(several))
    names = [label(name) for name, _ in several]
    solids = list(dict.fromkeys(solid.name for _, one in several for solid in one.coating.solids))
    tones = (BLUE, GREY, VERMILLION, "#009E73", "#CC79A7", "#56B4E9")
    for k, solid in enumerate(solids):
        lengths = np.array([_thickness(one, solid) for _, one in several]) * 1e6
        fig.add_bar(y=names, x=numbers(lengths), orientation="h", name=label(solid), marker_color=tones[k % len(tones)])
    pores = np.array([_pores(one) for _, one in several]) * 1e6
    look = {"color": "rgba(0,0,0,0)", "line": {"color": GREY, "width": 1.5}}
    fig.add_bar(y=names, x=numbers(pores), orientation="h", name="pores", marker=look)
    fig.update_layout(barmode="stack")
    return fig


def scatter(found: SampleSet) -> go.Figure:
    """Porosity by sample."""
    fig = figure("Sample", "Porosity / %", height=360)
    values = np.array([one_of(one.estimates, "eps").value for one in found.samples])
    mean = one_of(found.estimates, "eps")
    if mean.low is not None and mean.high is not None:
        fig.add_hrect(y0=100 * mean.low, y1=100 * mean.high, fillcolor=BLUE, opacity=0.15, line_width=0)
    fig.add_hline(y=100 * mean.value, line={"color": BLUE, "width": 1.5})
    fig.add_scatter(
        x=list(range(1, values.size + 1)), y=numbers(100 * values), mode="markers", marker={"size": 9, "color": BLUE}, name="porosity"
    )
    if values.size <= MOST_TICKS:
        fig.update_xaxes(dtick=1)
    fig.update_layout(showlegend=False)
    return fig


def _thickness(found: PorosityAnalysis, solid: str) -> float:
    total = one_of(found.estimates, "H_solid").value
    parts = {one.name: one.share.value / one.density.value for one in found.coating.solids}
    return total * parts.get(solid, 0.0) / sum(parts.values())


def _pores(found: PorosityAnalysis) -> float:
    eps, solid = next((e.value for e in found.estimates if e.symbol == "eps"), 0.0), one_of(found.estimates, "H_solid").value
    return solid * eps / (1.0 - eps)


def _words(found: PorosityAnalysis) -> str:
    solid = one_of(found.estimates, "H_solid").value * 1e6
    wanted = next((e for e in found.estimates if e.symbol == "H_wanted"), None)
    parts = [f"The solids alone are {solid:.4g} um thick."]
    if found.porosity is not None:
        parts.insert(0, f"{100 * found.porosity.value:.3g} % of the coating are pores.")
        if found.porosity.shares:
            most = max(found.porosity.shares, key=lambda name: found.porosity.shares[name] if found.porosity else 0.0)
            parts.append(f"Most of the uncertainty comes from: {most}.")
    if wanted is not None:
        parts.append(f"The {wanted.name} is {wanted.value * 1e6:.4g} um.")
    return " ".join(parts)
