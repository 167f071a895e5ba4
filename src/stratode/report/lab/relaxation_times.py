"""Relaxation times as they are shown: both parts of the impedance over frequency with their crossings, as in Fig. 2c of han2025."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from stratode.lab.relaxation_times.analysis import DEFINITION, RelaxationTimes
from stratode.report.figures.style import DASHES, GREY, colour, figure, label, numbers
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.lab_units import number


def sheet(name: str, found: RelaxationTimes) -> Sheet:
    """One spectrum with its times."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.spectrum.origin,),
        estimates=found.estimates,
        words=(_told(found), DEFINITION),
        cautions=found.cautions,
        drawings=lambda: (
            Drawing(parts([found], [name]), "Z' and -Z'' over frequency; dotted lines at the crossings that are the two times."),
        ),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several spectra over each other."""
    return (Drawing(parts([one.result for one in sheets], [one.name for one in sheets]), "Z' (solid) and -Z'' (dashed) of all spectra."),)


def parts(several: Sequence[RelaxationTimes], names: Sequence[str]) -> go.Figure:
    """Z' and -Z'' on logarithmic axes."""
    fig = figure("Frequency / Hz", "Z', −Z'' / Ω")
    for place, (found, name) in enumerate(zip(several, names, strict=True)):
        z = found.spectrum.impedance
        for number_, (values, part) in enumerate(((z.real, "Z'"), (-z.imag, "−Z''"))):
            shown = np.where(values > 0.0, values, np.nan)
            hue = colour(number_ if len(several) == 1 else place)
            fig.add_scatter(
                x=numbers(found.spectrum.frequency),
                y=numbers(shown),
                name=part if len(several) == 1 else f"{label(name)}, {part}",
                mode="lines+markers",
                line={"color": hue, "width": 1.6, "dash": DASHES[0 if len(several) == 1 else number_]},
                marker={"size": 4},
            )
    if len(several) == 1:
        for one, text in ((several[0].dielectric, "τ_D"), (several[0].charge, "τ_c")):
            if one is not None:
                fig.add_vline(x=float(np.exp(one.log_f)), line={"color": GREY, "dash": "dot"})
                above = {"y": 1.0, "yref": "paper", "yanchor": "bottom", "showarrow": False}
                fig.add_annotation(x=float(one.log_f / np.log(10.0)), text=text, **above)
    fig.update_xaxes(type="log", exponentformat="power", dtick=1)
    fig.update_yaxes(type="log", exponentformat="power")
    return fig


def _told(found: RelaxationTimes) -> str:
    told = {one.symbol: one for one in found.estimates}
    spoken = [f"{symbol} = {number(told[symbol].value)} s" for symbol in ("tau_D", "tau_c") if symbol in told]
    both = told.get("tau_c - tau_D")
    return ", ".join(spoken) + (f"; ions take {number(both.value)} s to the electrode (tau_c - tau_D)." if both else ".")
