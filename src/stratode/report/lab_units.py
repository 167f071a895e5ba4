"""SI values as a laboratory reads them: the factors, and numbers as short text."""

from __future__ import annotations

import math

MA_PER_CM2 = 0.1  # from A/m2; the same factor takes Ah/m2 to mAh/cm2 and Wh/m2 to mWh/cm2
MG_PER_CM2 = 100.0  # from kg/m2
MICROMETRE = 1e6  # from m
MILLIVOLT = 1e3  # from V
PERCENT = 100.0  # from 1


def number(value: float | None, digits: int = 3) -> str:
    """`value` to `digits` significant digits without an exponent where it stays short; an en dash for what does not exist."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0.0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size < -4 or size > 6:
        return f"{value:.{digits - 1}e}"
    return f"{value:.{max(digits - 1 - size, 0)}f}"


def bound(value: float, least: float) -> str:
    """An error as it is told: two significant digits, and below `least`, which no reader acts on, only that it is."""
    return f"less than {least:g}" if abs(value) < least else f"±{number(value, 2)}"


def rate(c_rate: float) -> str:
    """A C-rate as it is spoken: 0.1C, 1C, 2.5C."""
    return f"{c_rate:g}C"
