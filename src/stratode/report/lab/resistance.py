"""Internal resistances of pulses as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import plotly.graph_objects as go

from stratode.lab.estimate import Estimate
from stratode.lab.titration.analysis import PulseResistances
from stratode.report.figures.style import SYMBOLS, colour, figure, label
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.table import Table


def sheet(name: str, found: PulseResistances) -> Sheet:
    """One record with the resistances of its pulses."""
    return Sheet(
        name=name,
        result=found,
        origins=(found.origin,),
        estimates=_estimates(found),
        words=(f"{len(found.pulses)} {'pulse' if len(found.pulses) == 1 else 'pulses'}; dV/I counts from the rest before each.",),
        cautions=found.cautions,
        tables=(("pulses", _table(found)),),
        drawings=lambda: (Drawing(_over_voltage([(name, found)]), "Resistances over the voltage of rest before the pulse."),),
        details={"pulses": [_detail(found, k) for k in range(len(found.pulses))]},
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several records over each other."""
    return (Drawing(_over_voltage([(one.name, one.result) for one in sheets]), "Resistances over the voltage of rest before the pulse."),)


def _estimates(found: PulseResistances) -> tuple[Estimate, ...]:
    many = len(found.pulses) > 1
    every = []
    for pulse, estimates in zip(found.pulses, found.resistances, strict=True):
        for one in estimates:
            every.append(replace(one, symbol=f"{one.symbol}({pulse.number})", name=f"{one.name}, pulse {pulse.number}") if many else one)
    return tuple(every)


def _table(found: PulseResistances) -> Table:
    symbols = tuple(dict.fromkeys(one.symbol for estimates in found.resistances for one in estimates))
    rows = tuple(
        (pulse.number, pulse.begins, pulse.amplitude * 1e3, rest, *(_value(estimates, symbol) for symbol in symbols))
        for pulse, rest, estimates in zip(found.pulses, found.rests, found.resistances, strict=True)
    )
    return Table("Pulses", ("Pulse", "Begins / s", "Current / mA", "Rest before / V", *(f"{s} / ohm" for s in symbols)), rows)


def _value(estimates: Sequence[Estimate], symbol: str) -> float | None:
    return next((one.value for one in estimates if one.symbol == symbol), None)


def _detail(found: PulseResistances, k: int) -> dict[str, object]:
    told = {one.symbol: {"ohm": one.value, "low": one.low, "high": one.high, "at": one.window} for one in found.resistances[k]}
    pulse = found.pulses[k]
    return {"pulse": pulse.number, "begins_s": pulse.begins, "current_A": pulse.amplitude, "voltage_V": found.rests[k], "R": told}


def _over_voltage(several: Sequence[tuple[str, PulseResistances]]) -> go.Figure:
    fig = figure("Voltage of rest before the pulse / V", "dV/I / ohm")
    place = 0
    for name, found in several:
        for symbol in dict.fromkeys(one.symbol for estimates in found.resistances for one in estimates):
            points = [(rest, _value(e, symbol)) for rest, e in zip(found.rests, found.resistances, strict=True)]
            known = [(rest, value) for rest, value in points if value is not None]
            fig.add_scatter(
                x=[rest for rest, _ in known], y=[value for _, value in known], mode="markers",
                name=label(symbol if len(several) == 1 else f"{name} {symbol}"),
                marker={"color": colour(place), "size": 7, "symbol": SYMBOLS[place % len(SYMBOLS)]},
                hovertemplate="%{x:.4g} V, %{y:.4g} ohm<extra>%{fullData.name}</extra>",
            )  # fmt: skip
            place += 1
    return fig
