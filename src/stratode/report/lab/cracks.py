"""Cracks as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.estimate import found as one_of
from stratode.lab.micrographs.cracks import CrackAnalysis
from stratode.report.figures.style import figure, label, numbers
from stratode.report.lab.figures.lines import Curve, drawn
from stratode.report.lab.figures.maps import picture
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Table

UM = 1e6
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def sheet(name: str, found: CrackAnalysis) -> Sheet:
    """One micrograph."""
    factor, unit = (UM, "µm") if found.scaled else (1.0, "pixels")
    area = one_of(found.estimates, "A_crack")
    width = next((one.value * factor for one in found.estimates if one.symbol == "w_mean"), None)
    words = f"{100 * area.value:.3g} % of the area are cracks" + (f", {width:.3g} {unit} wide on average." if width is not None else ".")
    lengths = Table("Crack widths along their middle lines", ("Share of the length below / %", f"Width / {unit}"), _widths(found, factor))
    steps = Table(
        "What the threshold does",
        ("Threshold / grey level", "Share of cracks / %"),
        tuple((float(t), 100.0 * float(a)) for t, a in zip(*found.steps, strict=True)),
    )
    return Sheet(
        name=name,
        result=found,
        origins=(found.picture.origin,),
        estimates=found.estimates,
        words=(words,),
        cautions=found.cautions,
        tables=tuple((n, t) for n, t in (("threshold", steps), ("widths", lengths)) if t.rows),
        drawings=lambda: _drawings(found, factor, unit),
        details={"threshold": found.threshold, "lengths_in": "m" if found.scaled else "pixels"},
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several micrographs side by side."""
    fig = figure("", "Share of the area in cracks / %", height=380)
    areas = [one_of(one.estimates, "A_crack") for one in sheets]
    middle = np.array([one.value for one in areas])
    above, below = (np.array([abs((end or 0.0) - one.value) for end, one in zip(ends, areas, strict=True)]) for ends in _ends(areas))
    bars = {"array": numbers(100 * above), "arrayminus": numbers(100 * below), "symmetric": False}
    fig.add_bar(x=[label(one.name) for one in sheets], y=numbers(100 * middle), error_y=bars)
    return (Drawing(fig, "Cracks of each micrograph; bars hold 95 % as far as sub-images tell."),)


def _ends(areas: Sequence[object]) -> tuple[list[float | None], list[float | None]]:
    return [getattr(one, "high", None) for one in areas], [getattr(one, "low", None) for one in areas]


def _drawings(found: CrackAnalysis, factor: float, unit: str) -> tuple[Drawing, ...]:
    step = found.pixel * factor
    return (
        Drawing(picture(found.picture.values, step, unit), "The micrograph."),
        Drawing(picture(found.flat, step, unit, found.mask), "The same with even light; what counts as crack is coloured."),
        Drawing(
            drawn(
                "Threshold / grey level",
                "Share of cracks / %",
                (Curve("share of cracks", found.steps[0], 100.0 * found.steps[1]),),
                height=340,
            ),
            "What another threshold would give; the one used is in the middle.",
        ),
    )


def _widths(found: CrackAnalysis, factor: float) -> tuple[tuple[float, float], ...]:
    if found.widths.size == 0:
        return ()
    return tuple((100.0 * share, float(np.quantile(found.widths, share)) * factor) for share in SHARES)
