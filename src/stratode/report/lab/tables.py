"""Estimates as tables: of one measurement, of several side by side."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.lab.estimate import Estimate
from stratode.report.lab.sheet import Sheet
from stratode.report.lab.units import digits, in_lab_units
from stratode.report.lab_units import number
from stratode.report.table import Entry, Table

COLUMNS = ("Quantity", "Symbol", "Value", "95 % interval", "Unit")


def estimates_table(sheet: Sheet, *, methods: bool = False) -> Table:
    """A row an estimate.

    Args:
        sheet: whose.
        methods: add how each was found and of which part of the data.
    """
    columns = (*COLUMNS, "Method", "Of") if methods else COLUMNS
    rows = tuple((*_row(one), one.method, one.window) if methods else _row(one) for one in sheet.estimates)
    return Table(sheet.name, columns, rows)


def _row(estimate: Estimate) -> tuple[Entry, ...]:
    value, low, high, unit = in_lab_units(estimate)
    shown = digits(value, low, high)
    interval = "–" if low is None or high is None else f"{number(low, shown)} to {number(high, shown)}"
    return estimate.name, estimate.symbol, number(value, shown), interval, unit or "1"


def comparison_table(sheets: Sequence[Sheet]) -> Table:
    """A column an estimate, a row a measurement: values with half their intervals."""
    seen: dict[str, Estimate] = {}
    for sheet in sheets:
        for one in sheet.estimates:
            seen.setdefault(one.symbol, one)
    units = {symbol: in_lab_units(one)[3] for symbol, one in seen.items()}
    columns = ("File", *(f"{symbol} / {unit or '1'}" for symbol, unit in units.items()))
    rows = tuple((sheet.name, *(_beside(sheet, symbol) for symbol in seen)) for sheet in sheets)
    return Table("Measurements side by side", columns, rows, "Values ± half of their 95 % intervals.")


def _beside(sheet: Sheet, symbol: str) -> str:
    one = next((one for one in sheet.estimates if one.symbol == symbol), None)
    if one is None:
        return "–"
    value, low, high, _ = in_lab_units(one)
    text = number(value, digits(value, low, high))
    return text if low is None or high is None else f"{text} ± {number(0.5 * (high - low), 2)}"


def values_table(sheets: Sequence[Sheet]) -> Table:
    """Every estimate of every measurement with numbers as numbers, for files."""
    columns = ("File", "Quantity", "Symbol", "Value", "Low", "High", "Unit", "Method", "Window", "Cautions")
    rows: list[tuple[Entry, ...]] = []
    for sheet in sheets:
        for one in sheet.estimates:
            value, low, high, unit = in_lab_units(one)
            told = " ".join(caution.words for caution in one.cautions)
            rows.append((sheet.name, one.name, one.symbol, value, low, high, unit or "1", one.method, one.window, told))
    return Table("Estimates", columns, tuple(rows), "Low and high are the ends of 95 % intervals.")
