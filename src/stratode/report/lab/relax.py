"""An evaluated relaxation as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.relaxation.depolarisation import Depolarisation
from stratode.report.lab.figures import depolarisation as figures
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.lab_units import MILLIVOLT
from stratode.report.table import Table


def sheet(name: str, found: Depolarisation) -> Sheet:
    """One relaxation with what it gave."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.relaxation.origin,),
        estimates=found.estimates,
        words=_words(found),
        cautions=found.cautions,
        data=(("window", _points(found)),),
        drawings=lambda: (
            Drawing(
                figures.semilog([(name, found)]), "The relaxation on a logarithmic axis; the line is thick in the window that was found."
            ),
            Drawing(figures.residuals(found), "What the fit leaves within the window."),
        ),
        details=_details(found),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several relaxations over each other."""
    return (Drawing(figures.semilog([(one.name, one.result) for one in sheets]), "All relaxations on a logarithmic axis."),)


def _words(found: Depolarisation) -> tuple[str, ...]:
    window, constant = found.window, found.window.found.value
    said = (
        f"The relaxation is a single exponential from {window.start:.4g} s to {window.stop:.4g} s after the current ended "
        f"({window.points} of {found.relaxation.time.size} points), with t_re = {constant:.5g} s."
    )
    if found.steady is None or found.relaxation.polarised is None:
        return (f"{said} How long the cell was polarised is not known (--polarised), and was not checked.",)
    times = found.relaxation.polarised / constant
    return (
        f"{said} The polarisation of {found.relaxation.polarised:.4g} s is {times:.2g} t_re, {found.steady:.0%} of the steady gradient.",
    )


def _details(found: Depolarisation) -> dict[str, object]:
    return {
        "window_s": [found.window.start, found.window.stop],
        "points": found.window.points,
        "points_left_out": found.relaxation.time.size - found.window.points,
        "polarised_s": found.relaxation.polarised,
        "polarisation_over_t_re": None if found.relaxation.polarised is None else found.relaxation.polarised / found.window.found.value,
        "steady_gradient_reached": found.steady,
        "v_infinity": "stated" if found.window.limit_given else "fitted",
    }


def _points(found: Depolarisation) -> Table:
    window = found.window
    t = found.relaxation.time[found.relaxation.time >= window.start]
    v = found.relaxation.voltage[found.relaxation.time >= window.start]
    with np.errstate(divide="ignore"):
        log = np.log(np.abs(v - window.limit) * MILLIVOLT)
    fitted = v - window.found.fit.residuals
    rows = tuple((float(a), float(b), float(c) if np.isfinite(c) else None, float(d)) for a, b, c, d in zip(t, v, log, fitted, strict=True))
    return Table("Window", ("Time / s", "Voltage / V", "ln(|V - V_inf| / mV)", "Fitted voltage / V"), rows)
