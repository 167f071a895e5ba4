"""Estimates in the units of a laboratory."""

from __future__ import annotations

import math

from stratode.lab.estimate import Estimate
from stratode.recipe.units import convert

SHOWN = {  # by SI unit
    "ohm m2": "ohm cm2",
    "S/m": "mS/cm",
    "m2/s": "cm2/s",
    "J/mol": "kJ/mol",
    "m": "um",
    "kg/m2": "mg/cm2",
    "C": "mAh",
    "C/m2": "mAh/cm2",
    "C/kg": "mAh/g",
    "A/m2": "mA/cm2",
    "A/kg": "mA/g",
    "F/m2": "uF/cm2",
    "kg/m3": "g/cm3",
    "J": "mWh",
}


def in_lab_units(estimate: Estimate) -> tuple[float, float | None, float | None, str]:
    """Value, ends of the interval and unit as a laboratory states them."""
    unit = estimate.shown_in or SHOWN.get(estimate.unit, estimate.unit)
    if unit == estimate.unit:
        return estimate.value, estimate.low, estimate.high, unit
    if unit == "%" and not estimate.unit:
        low, high = (None if x is None else 100.0 * x for x in (estimate.low, estimate.high))
        return 100.0 * estimate.value, low, high, unit
    value, low, high = (None if x is None else convert(x, estimate.unit, unit) for x in (estimate.value, estimate.low, estimate.high))
    return (math.nan if value is None else value), low, high, unit


def digits(value: float, low: float | None, high: float | None) -> int:
    """Significant digits of `value` worth showing: two of half the interval's width, at least two, at most six; four without any."""
    half = 0.0 if low is None or high is None else 0.5 * (high - low)
    if half == 0.0 or value == 0.0:
        return 4
    return min(max(math.floor(math.log10(abs(value))) - math.floor(math.log10(half)) + 2, 2), 6)
