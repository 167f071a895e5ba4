"""Tensile tests as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.estimate import Estimate
from stratode.lab.mechanics.replicates import Healing, Replicates
from stratode.lab.mechanics.tensile import TensileAnalysis
from stratode.report.lab.figures.lines import Curve, Marks, drawn
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.lab.tables import estimates_table

PERCENT, MPA = 100.0, 1e-6


def sheet(name: str, found: TensileAnalysis) -> Sheet:
    """One specimen."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.specimen.origin,),
        estimates=found.estimates,
        words=(_words(found),),
        cautions=found.cautions,
        drawings=lambda: _drawings(name, found),
    )


def replicates_sheet(name: str, found: Replicates) -> Sheet:
    """Several specimens of one material."""
    origins = tuple(one.specimen.origin for one in found.specimens)
    names = [origin.file for origin in origins]
    return Sheet(
        name=name,
        result=found,
        origins=origins,
        estimates=found.estimates,
        words=(f"Means of {len(found.specimens)} specimens: " + "; ".join(_said(one) for one in found.estimates) + ".",),
        cautions=(*found.cautions, *dict.fromkeys(c for one in found.specimens for c in one.cautions if c.name != "not_broken")),
        tables=tuple((each, estimates_table(sheet(each, one))) for each, one in zip(names, found.specimens, strict=True)),
        drawings=lambda: (Drawing(curves(names, found.specimens), "Stress over strain of every specimen."),),
    )


def healing_sheet(name: str, found: Healing) -> Sheet:
    """Healed films beside the original ones."""
    sides = (("healed", found.healed), ("original", found.original))
    origins = tuple(one.specimen.origin for _, side in sides for one in side.specimens)
    names = [f"{kind}: {one.specimen.origin.file}" for kind, side in sides for one in side.specimens]
    words = (
        "Healing efficiency is stated by the quantity it is the ratio of: "
        + "; ".join(f"{one.name.removeprefix('healing efficiency ')} {_percent(one)}" for one in found.estimates)
        + "."
    )
    tables = tuple(
        (kind, estimates_table(Sheet(name=kind, result=side, origins=(), estimates=side.estimates, words=()))) for kind, side in sides
    )
    return Sheet(
        name=name,
        result=found,
        origins=origins,
        estimates=found.estimates,
        words=(words,),
        cautions=found.cautions,
        tables=tables,
        drawings=lambda: (
            Drawing(curves(names, [*found.healed.specimens, *found.original.specimens]), "Healed and original films over each other."),
        ),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several specimens over each other."""
    chosen = [one for one in sheets if isinstance(one.result, TensileAnalysis)]
    if not chosen:
        return ()
    return (Drawing(curves([one.name for one in chosen], [one.result for one in chosen]), "Stress over strain of all specimens."),)


def curves(names: Sequence[str], several: Sequence[TensileAnalysis]) -> go.Figure:
    """Stress over strain, a colour a specimen."""
    lines = [
        Curve(name, PERCENT * one.specimen.strain, MPA * one.specimen.stress, place)
        for place, (name, one) in enumerate(zip(names, several, strict=True))
    ]
    ends = [
        Marks(f"end of {name}", *_end(one), ("break" if one.broken else "end of the test",), place, 5)
        for place, (name, one) in enumerate(zip(names, several, strict=True))
    ]
    return drawn("Strain / %", "Stress / MPa", lines, ends if len(several) == 1 else ())


def _end(
    one: TensileAnalysis,
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    at = slice(one.last, one.last + 1)
    return PERCENT * one.specimen.strain[at], MPA * one.specimen.stress[at]


def _drawings(name: str, found: TensileAnalysis) -> tuple[Drawing, ...]:
    whole = Drawing(curves([name], [found]), "Stress over strain with the end that was found.")
    if found.straight is None:
        return (whole,)
    straight, specimen = found.straight, found.specimen
    shown = specimen.strain <= specimen.strain[0] + 3.0 * (specimen.strain[straight.last] - specimen.strain[0])
    x = np.array([straight.zero, 1.3 * specimen.strain[straight.last] - 0.3 * straight.zero])
    line = straight.fit.values[0] + straight.fit.values[1] * x
    lines = (
        Curve(name, PERCENT * specimen.strain[shown], MPA * specimen.stress[shown], points=True, faint=True),
        Curve("modulus", PERCENT * x, MPA * line, 1),
    )
    ends = [straight.first, straight.last]
    marks = (Marks("range used", PERCENT * specimen.strain[ends], MPA * specimen.stress[ends], ("first point", "last point"), 1),)
    near = Drawing(drawn("Strain / %", "Stress / MPa", lines, marks), "The beginning with the straight range that gave the modulus.")
    return whole, near


def _words(found: TensileAnalysis) -> str:
    said = "; ".join(_said(one) for one in found.estimates)
    return said[:1].upper() + said[1:] + "."


def _said(one: Estimate) -> str:
    scale = {"%": (100.0, " %"), "MPa": (1e-6, " MPa"), "MJ/m3": (1e-6, " MJ/m3")}.get(one.shown_in, (1.0, ""))
    return f"{one.name} {one.value * scale[0]:.4g}{scale[1]}"


def _percent(one: Estimate) -> str:
    interval = "" if one.low is None or one.high is None else f" ({100 * one.low:.3g} to {100 * one.high:.3g} %)"
    return f"{100 * one.value:.4g} %{interval}"
