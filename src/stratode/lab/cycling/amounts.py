"""Charges of single half cycles as estimates, per gram and per area where these are stated; efficiencies with what both sides share."""

from __future__ import annotations

import math

import numpy as np

from stratode.lab.cycling.basis import Basis
from stratode.lab.cycling.counting import UNIFORM
from stratode.lab.cycling.cycles import Cycles, Side
from stratode.lab.estimate import Caution, Estimate

INTEGRAL = "integral of the current, row by row (trapezoids); interval: last digit, switching at the ends, noise, trapezoids"
COUNTER = "the file's counter; interval: its last digit"
LEFT_OUT = Caution(
    "accuracy_not_stated",
    "Intervals of capacities leave out the accuracy of the current, which scales them all alike: state --current-accuracy, for example "
    "0.1 %. Those of masses and areas are left out too.",
)


def capacities(side: Side, row: int, basis: Basis, accuracy: float | None, *, name: str, symbol: str, method: str) -> list[Estimate]:
    """A half cycle's charge: of the cell, per gram and per area as far as stated.

    Args:
        side: of the cycles.
        row: which of them.
        basis: masses and areas.
        accuracy: of the current, a share within which it lies; None where not stated.
        name, symbol: "first discharge capacity", "Q_dis,1".
        method: of counting.
    """
    value = float(side.charge[row])
    half = math.hypot(float(side.doubt[row]), UNIFORM * (accuracy or 0.0) * value)
    told = method + (f"; accuracy of the current {100.0 * accuracy:g} %" if accuracy else "")
    whole = Estimate(name=name, symbol=symbol, value=value, low=value - half, high=value + half, unit="C", method=told)
    found = [whole]
    if basis.mass is not None:
        gram = whole.times(1.0 / basis.mass, "C/kg")
        found.append(_named(gram, f"{name} per gram of {basis.of}", f"{symbol},m"))
    if basis.area is not None:
        found.append(_named(whole.times(1.0 / basis.area, "C/m2"), f"{name} per area", f"{symbol},A"))
    return found


def _named(one: Estimate, name: str, symbol: str) -> Estimate:
    return Estimate(name=name, symbol=symbol, value=one.value, low=one.low, high=one.high, unit=one.unit, method=one.method)


def efficiency(cycles: Cycles, row: int, accuracy: float | None, *, name: str, symbol: str) -> Estimate:
    """Coulombic efficiency of one cycle, a fraction.

    A gain of the current that is wrong by the same share in both directions cancels; where an accuracy is stated, the directions are taken
    to be off independently within it.
    """
    above, below = cycles.second, cycles.first
    value = float(cycles.efficiency[row])
    relative = math.hypot(float(above.doubt[row] / above.charge[row]), float(below.doubt[row] / below.charge[row]))
    half = value * math.hypot(relative, math.sqrt(2.0) * UNIFORM * (accuracy or 0.0))
    words = "discharge over the charge before it" if cycles.begins_charging else "charge over the discharge before it"
    return Estimate(
        name=name,
        symbol=symbol,
        value=value,
        low=value - half,
        high=value + half,
        shown_in="%",
        method=f"{words}; interval of counting" + (", both directions off independently within the accuracy" if accuracy else ""),
        window=f"cycle {int(cycles.number[row])}",
    )


def voltages(cycles: Cycles, row: int) -> list[Estimate]:
    """Mean voltages, hysteresis, polarisation and ends of one cycle; read off, without an interval but the voltmeter's."""
    window = f"cycle {int(cycles.number[row])}"
    told = (
        ("mean charging voltage", "V_ch", cycles.charge.mean_voltage, "V", "energy over charge"),
        ("mean discharging voltage", "V_dis", cycles.discharge.mean_voltage, "V", "energy over charge"),
        ("voltage hysteresis, of means", "dV_mean", cycles.hysteresis, "V", "mean charging less mean discharging voltage"),
        (
            "polarisation voltage at half of the charge",
            "dV_50",
            cycles.polarisation,
            "V",
            "at half of the charge, charging less discharging",
        ),
        ("energy efficiency", "EE", cycles.energy_efficiency, "", "energy discharged over energy charged"),
        ("voltage at the end of charge", "V_end,ch", cycles.charge.end_voltage, "V", "last row under current"),
        ("voltage at the end of discharge", "V_end,dis", cycles.discharge.end_voltage, "V", "last row under current"),
    )
    return [
        Estimate(
            name=name,
            symbol=symbol,
            value=float(values[row]),
            unit=unit,
            method=how,
            window=window,
            shown_in="%" if symbol == "EE" else "mV" if symbol.startswith("dV") else "",
        )
        for name, symbol, values, unit, how in told
        if np.isfinite(values[row]) and (symbol != "EE" or cycles.begins_charging)
    ]


def rate(side: Side, row: int, basis: Basis, *, name: str, symbol: str) -> Estimate:
    """Current of a half cycle: as a C-rate where 1C is stated, else per area, or as it is."""
    method = "median current of the first half of the charge"
    current = float(side.current[row])
    if basis.one_c is not None:
        return Estimate(
            name=f"{name} rate", symbol=f"C_{symbol}", value=current / basis.one_c, method=f"{method} over 1C = {basis.one_c_text}"
        )
    if basis.area is not None:
        return Estimate(name=f"{name} current per area", symbol=f"i_{symbol}", value=current / basis.area, unit="A/m2", method=method)
    return Estimate(name=f"{name} current", symbol=f"I_{symbol}", value=current, unit="A", shown_in="mA", method=method)
