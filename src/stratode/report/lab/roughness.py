"""Surface texture as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.estimate import found as one_of
from stratode.lab.surfaces.roughness import BLOCKS, RoughnessAnalysis
from stratode.report.figures.style import figure, label, numbers
from stratode.report.lab.figures.lines import Curve, drawn
from stratode.report.lab.figures.maps import picture
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Entry, Table

UM = 1e6
BINS = 80


def sheet(name: str, found: RoughnessAnalysis) -> Sheet:
    """One surface."""
    sa, sz = (one_of(found.estimates, symbol).value * UM for symbol in ("Sa", "Sz"))
    rows, columns = found.levelled.heights.shape
    size = f"{columns * found.levelled.pixel * UM:.4g} x {rows * found.levelled.pixel * UM:.4g} um"
    form = {"none": "its mean", "plane": "a plane", "quadratic": "a second-degree surface"}[found.how.form]
    words = f"Over {size}, with {form} taken off, the mean height Sa is {sa:.3g} um and the maximum height Sz {sz:.3g} um."
    return Sheet(
        name=name,
        result=found,
        origins=(found.surface.origin,),
        estimates=found.estimates,
        words=(words,),
        cautions=found.cautions,
        tables=(("sub-areas", _blocks(found)),),
        drawings=lambda: (
            Drawing(
                picture(UM * found.levelled.heights, found.levelled.pixel * UM, "µm", None, "Viridis", "height / µm"),
                "Heights as levelled.",
            ),
            Drawing(distribution([(name, found)]), "How often each height occurs; the line is a normal distribution of the same Sq."),
        ),
        details={
            "dropouts": found.levelled.dropouts,
            "outliers": found.levelled.outliers,
            "tilt_degrees": float(np.degrees(np.arctan(found.levelled.tilt))),
        },
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several surfaces side by side."""
    several = [(one.name, one.result) for one in sheets]
    fig = figure("", "Sa / µm", height=380)
    values = [one_of(found.estimates, "Sa") for _, found in several]
    middle = np.array([one.value for one in values]) * UM
    half = np.array([0.5 * ((one.high or one.value) - (one.low or one.value)) for one in values]) * UM
    fig.add_bar(x=[label(name) for name, _ in several], y=numbers(middle), error_y={"array": numbers(half)}, name="Sa")
    return Drawing(fig, "Sa of each surface; bars hold 95 %."), Drawing(distribution(several), "Distributions of heights.")


def distribution(several: Sequence[tuple[str, RoughnessAnalysis]]) -> go.Figure:
    """Density over height."""
    curves = []
    for place, (name, found) in enumerate(several):
        z = UM * found.levelled.heights[np.isfinite(found.levelled.heights)]
        low, high = np.quantile(z, (0.0005, 0.9995))
        density, edges = np.histogram(z, BINS, (float(low), float(high)), density=True)
        middle = 0.5 * (edges[1:] + edges[:-1])
        curves.append(Curve(name, middle, density, place))
        if len(several) == 1:
            sq = float(np.std(z))
            normal = np.exp(-0.5 * (middle / sq) ** 2) / (sq * np.sqrt(2.0 * np.pi))
            curves.append(Curve("normal distribution", middle, normal, faint=True, dash=1))
    return drawn("Height / µm", "Density / 1/µm", curves)


def _blocks(found: RoughnessAnalysis) -> Table:
    columns = ("Rows", *(f"Sa of part {k + 1} / µm" for k in range(BLOCKS)))
    rows: list[tuple[Entry, ...]] = [(f"part {k + 1}", *(float(v) * UM for v in row)) for k, row in enumerate(found.blocks)]
    return Table("Sa of each sub-area", columns, tuple(rows))
