"""Force curves as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.adhesion.peel import Peel
from stratode.report.lab.figures.lines import Curve, drawn
from stratode.report.lab.sheet import Drawing, Sheet

X, Y = "Displacement / mm", "Force per width / N/m"
MILLI = 1e3


def sheet(name: str, found: Peel) -> Sheet:
    """One curve with its plateau."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.origin,),
        estimates=found.estimates,
        words=_words(found),
        cautions=found.cautions,
        drawings=lambda: (_curves([(name, found)]),),
        details={"width_mm": found.width * MILLI, "plateau_mm": _ends(found)},
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """All curves with their plateaus."""
    return (_curves([(one.name, one.result) for one in sheets]),)


def _ends(found: Peel) -> list[float] | None:
    if found.plateau is None:
        return None
    return [float(found.travel[found.plateau.first] * MILLI), float(found.travel[found.plateau.last] * MILLI)]


def _words(found: Peel) -> tuple[str, ...]:
    if found.plateau is None or (ends := _ends(found)) is None:
        return ("No plateau was found.",)
    share = (found.plateau.last - found.plateau.first + 1) / found.force.size
    drift = found.plateau.drift / found.plateau.level if found.plateau.level else 0.0
    said = f"The plateau lies from {ends[0]:.3g} to {ends[1]:.3g} mm, {share:.0%} of the curve, and drifts by {drift:+.1%} over it."
    return (
        (said,)
        if found.slips is None
        else (said, f"{found.slips.count} drops of stick and slip, {found.slips.period * MILLI:.3g} mm apart.")
    )


def _curves(several: Sequence[tuple[str, Peel]]) -> Drawing:
    curves = []
    for place, (name, found) in enumerate(several):
        curves.append(Curve(name, found.travel * MILLI, found.force / found.width, place))
        if found.plateau is not None:
            ends = np.array(_ends(found))
            level = np.full(2, found.plateau.level / found.width)
            title = "plateau" if len(several) == 1 else f"{name}: plateau"
            curves.append(Curve(title, ends, level, place + 1 if len(several) == 1 else place, 1))
    fig = drawn(X, Y, curves)
    fig.update_yaxes(rangemode="tozero")
    for trace in fig.data:
        if "plateau" in (trace.name or ""):
            trace.line.width = 4
    return Drawing(fig, "Force per width over displacement; the plateau and its mean as a dashed line.")
