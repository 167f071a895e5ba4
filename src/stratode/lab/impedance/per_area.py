"""Resistances per area: what a spectrum gives in ohm, times the area of the electrode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stratode.lab.estimate import Estimate
from stratode.lab.impedance.asked import Given

PER_AREA = "ohm"  # unit of what is given per area too


def with_area(found: Sequence[Estimate], area: Given | None) -> list[Estimate]:
    """The numbers, each resistance with its value per area behind it where an area is given, which counts as exact."""
    if area is None:
        return list(found)
    told = []
    for one in found:
        told.append(one)
        if one.unit == PER_AREA:
            per_area = one.times(area.value, "ohm m2")
            told.append(
                replace(per_area, symbol=f"{one.symbol} A", name=f"{one.name} times area", method=f"{one.method}; A {area.text} as given")
            )
    return told
