"""Floating tests as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.voltammetry.leakage import Floating
from stratode.report.lab.figures.lines import Curve, drawn
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Table

HOUR = 3600.0
MIDDLE = (0.02, 0.98)  # quantiles of the currents that decide on a logarithmic axis
WIDE = 10.0  # times between them from which on it is one


def sheet(name: str, found: Floating) -> Sheet:
    """One test with the leakage at each held voltage."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.origin,),
        estimates=found.estimates,
        words=(f"{len(found.holds)} held {'voltage' if len(found.holds) == 1 else 'voltages'}.",),
        cautions=found.cautions,
        tables=(("holds", _holds(found)),),
        drawings=lambda: (_decays(found), *([_over_voltage([(name, found)])] if len(found.holds) > 1 else [])),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Leakage over voltage of all tests."""
    return (_over_voltage([(one.name, one.result) for one in sheets]),)


def _unit(found: Floating) -> tuple[float, str]:
    return (1e6, "µA") if found.area is None else (100.0 / found.area, "µA/cm²")


def _decays(found: Floating) -> Drawing:
    factor, unit = _unit(found)
    curves = []
    for place, hold in enumerate(found.holds):
        name = f"{hold.voltage:.2f} V"
        curves.append(Curve(name, hold.time / HOUR, hold.current * factor, place, points=True))
        curves.append(Curve(f"{name}, exponential", hold.time / HOUR, hold.exponential.curve * factor, place, legend=False))
        curves.append(Curve(f"{name}, power law", hold.time / HOUR, hold.power.curve * factor, place, 2, legend=False))
    words = "Current at each held voltage with an exponential (solid) and a power-law decay (dotted)."
    fig = drawn("Time at the voltage / h", f"Current / {unit}", curves)
    currents = np.concatenate([hold.current for hold in found.holds]) * factor
    middle = np.quantile(currents, MIDDLE)
    if middle[0] > 0.0 and middle[1] > WIDE * middle[0]:  # the leakage would lie on the axis
        fig.update_yaxes(type="log", range=np.log10([0.5 * middle[0], 2.0 * float(currents.max())]).tolist())
    return Drawing(fig, words)


def _over_voltage(several: Sequence[tuple[str, Floating]]) -> Drawing:
    curves = []
    for place, (name, found) in enumerate(several):
        factor, unit = _unit(found)
        v = np.array([hold.voltage for hold in found.holds])
        curves.append(Curve(name, v, np.array([hold.exponential.steady for hold in found.holds]) * factor, place))
    fig = drawn("Held voltage / V", f"Leakage / {unit}", curves, height=380)
    fig.update_traces(mode="lines+markers")
    return Drawing(fig, "Steady leakage over the held voltage.")


def _holds(found: Floating) -> Table:
    factor, unit = _unit(found)
    rows = tuple(
        (
            f"{h.voltage:.3f}", float(h.time[-1] / HOUR), h.exponential.steady * factor, h.exponential.time / HOUR,
            h.power.steady * factor, h.power.time, "exponential" if h.exponential.criterion <= h.power.criterion else "power law",
        )
        for h in found.holds
    )  # fmt: skip
    columns = (
        "Voltage / V", "Held / h", f"Exponential, constant / {unit}", "Decay time / h", f"Power law, constant / {unit}", "Exponent",
        "Fits better",
    )  # fmt: skip
    return Table("Each hold by both decays", columns, rows, "Which fits better by Akaike's criterion, of independent points.")
