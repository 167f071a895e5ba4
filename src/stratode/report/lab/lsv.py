"""Linear sweeps as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.voltammetry.linear import LinearSweep, Side, density
from stratode.report.lab.figures.lines import Curve, Marks, drawn
from stratode.report.lab.sheet import Drawing, Sheet

X = "Potential / V"


def sheet(name: str, found: LinearSweep) -> Sheet:
    """One sweep with its onsets."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.voltammogram.origin,),
        estimates=found.estimates,
        words=_words(found),
        cautions=found.cautions,
        drawings=lambda: (_sweep(found), *(_near(found, side) for side in found.sides), _logarithmic(found)),
        details={"quiet": [_quiet(side) for side in found.sides]},
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """All sweeps over each other, plain and logarithmic."""
    curves, logs = [], []
    for place, one in enumerate(sheets):
        factor, title = _unit(one.result)
        for k, sweep in enumerate(one.result.voltammogram.sweeps[:2]):
            y = density(sweep, one.result.asked) * factor
            curves.append(Curve(one.name, sweep.potential, y, place, k, legend=k == 0))
            logs.append(Curve(one.name, sweep.potential, np.maximum(np.abs(y), 1e-9), place, k, legend=k == 0))
    fig = drawn(X, f"|{title.partition(' / ')[0]}| / {title.partition(' / ')[2]}", logs)
    fig.update_yaxes(type="log", exponentformat="power", dtick=1)
    return Drawing(drawn(X, title, curves), "All sweeps."), Drawing(fig, "The same, magnitudes on a logarithmic axis.")


def _unit(found: LinearSweep) -> tuple[float, str]:
    return (1e6, "Current / µA") if found.asked.area is None else (100.0, "Current density / µA/cm²")


def _quiet(side: Side) -> dict[str, object]:
    a, b = sorted((side.branch.side * side.branch.quiet.first, side.branch.side * side.branch.quiet.last))
    return {"side": side.branch.name, "from_V": a, "to_V": b, "points": side.branch.quiet.points}


def _words(found: LinearSweep) -> tuple[str, ...]:
    told = []
    for side in found.sides:
        each = ", ".join(f"{o.criterion.value} {o.potential:.3f} V" for o in side.onsets)
        told.append(f"{side.branch.name.capitalize()} onset: {each or 'not reached by any criterion'}.")
    return tuple(told)


def _sweep(found: LinearSweep) -> Drawing:
    factor, title = _unit(found)
    curves = [
        Curve("upwards" if s.direction > 0 else "downwards", s.potential, density(s, found.asked) * factor, 0 if s.direction > 0 else 5)
        for s in found.voltammogram.sweeps[:2]
    ]
    return Drawing(drawn(X, title, curves, _marks(found.sides, factor)), "The whole sweep with its onsets by each criterion.")


def _marks(sides: Sequence[Side], factor: float) -> list[Marks]:
    marks = []
    for side in sides:
        one = side.branch
        for k, onset in enumerate(side.onsets):
            y = one.side * float(np.interp(one.side * onset.potential, one.x, one.y)) * factor
            words = f"{one.name}, {onset.criterion.value}: {onset.potential:.4f} V"
            marks.append(Marks(f"{one.name} {onset.criterion.value}", np.array([onset.potential]), np.array([y]), [words], 1 + k, k))
    return marks


def _near(found: LinearSweep, side: Side) -> Drawing:
    """The onset closely: quiet line, tangent, marks."""
    factor, title = _unit(found)
    one = side.branch
    line = np.array([one.quiet.first, one.x[-1]])
    curves = [
        Curve("measured", one.side * one.x, one.side * one.y * factor, 0, points=True),
        Curve("quiet line", one.side * line, one.side * np.array([one.quiet.at(float(x))[0] for x in line]) * factor, 4, 1),
    ]
    fig = drawn(X, title, curves, _marks([side], factor))
    if side.onsets:
        places = [one.side * o.potential for o in side.onsets]
        low, high = min(places) - 0.3, min(max(places) + 0.3, float(one.x[-1]))
        inside = (one.x >= low) & (one.x <= high)
        fig.update_xaxes(range=sorted((one.side * low, one.side * high)))
        ends = sorted((float(one.side * one.y[inside].min() * factor), float(one.side * one.y[inside].max() * factor)))
        room = 0.08 * (ends[1] - ends[0])
        fig.update_yaxes(range=[ends[0] - room, ends[1] + room])
    return Drawing(fig, f"The {one.name} onset closely, with the line through the quiet stretch.")


def _logarithmic(found: LinearSweep) -> Drawing:
    factor, title = _unit(found)
    noun, _, unit = title.partition(" / ")
    curves = []
    for s in found.voltammogram.sweeps[:2]:
        y = np.maximum(np.abs(density(s, found.asked)) * factor, 1e-9)
        curves.append(Curve("upwards" if s.direction > 0 else "downwards", s.potential, y, 0 if s.direction > 0 else 5))
    fig = drawn(X, f"|{noun}| / {unit}", curves)
    fig.update_yaxes(type="log", exponentformat="power", dtick=1)
    return Drawing(fig, "Magnitude of the current on a logarithmic axis: an exponential rise is straight.")
