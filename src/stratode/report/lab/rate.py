"""Evaluated rate tests as they are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from stratode.lab.cycling.curves import CurvesAtRates
from stratode.lab.cycling.rates import RateTest, Step, spread
from stratode.report.lab.figures.cycling import capacity_terms
from stratode.report.lab.figures.rates import capacity_by_cycle, capacity_over_rate, curves_by_rate, given_capacities, given_curves
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.measured import RATE, RECIPE, SPECIFIC
from stratode.report.table import Entry, Table

MEASURED = (RATE, SPECIFIC, "± 95 % / mAh/g", "Repeats")


def sheet(name: str, found: RateTest) -> Sheet:
    """One rate test."""
    steps = steps_table(found)
    tables = [("rates", steps)]
    if found.basis.mass is not None and found.basis.of == "active material":
        tables.append(("capacities", measured_table(found)))
    return Sheet(
        name=name,
        result=found,
        origins=(found.record.origin,),
        estimates=found.estimates,
        words=(_words(found),),
        cautions=found.cautions,
        tables=tuple(tables),
        drawings=lambda: _drawings(found),
        details={"cycles": _columns(steps), "tested": found.tested, "one_c_mA": 1e3 * found.one_c},
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several cells over each other."""
    found, names = [one.result for one in sheets if isinstance(one.result, RateTest)], [one.name for one in sheets]
    if not found:
        return ()
    return (
        Drawing(capacity_over_rate(found, names), "Capacity over rate; bars hold 95 %."),
        Drawing(capacity_by_cycle(found, names), "Capacity of every cycle; the rates are those of the first measurement."),
    )


def tables_together(sheets: Sequence[Sheet]) -> Sequence[tuple[str, Table]]:
    """Capacities of several cells in one file; `stratode run --measured` goes by its column of recipes, which bears the files' names."""
    rows = [(_cell(one), *row) for one in sheets for name, table in one.tables if name == "capacities" for row in table.rows]
    if not rows:
        return ()
    note = "For stratode run --measured: name the recipes like the files, or write their names in the first column."
    return (("capacities", Table("Capacities at each rate", (RECIPE, *MEASURED), tuple(rows), note)),)


def _cell(one: Sheet) -> str:
    """The file's name without its ending, numbered as the sheet is."""
    file = one.origins[0].file
    return Path(file).stem + one.name.removeprefix(file)


def curves_sheet(name: str, found: CurvesAtRates) -> Sheet:
    """Several discharge curves of one cell."""
    per_gram = found.curves[0].unit == "mAh/g"
    unit = found.curves[0].unit
    columns = (RATE, SPECIFIC if per_gram else "Capacity" + (f" / {unit}" if unit else ""), "Lowest", "Highest")
    rows = tuple(
        (curve.rate, float(q), float(a), float(b))
        for curve, q, a, b in zip(found.curves, found.capacity, found.low, found.high, strict=True)
    )
    where = "at its end" if found.cut_off is None else f"where it falls through {found.cut_off:g} V"
    return Sheet(
        name=name,
        result=found,
        origins=tuple(curve.record.origin for curve in found.curves),
        estimates=found.estimates,
        words=(f"{len(found.curves)} discharge curves of one cell, each read {where}.",),
        cautions=found.cautions,
        tables=(("capacities", Table("Capacities", columns, rows, "Lowest and highest of three interpolations.")),),
        drawings=lambda: (
            Drawing(given_curves(found), "The curves, and where each falls through the cut-off (circles)."),
            Drawing(given_capacities(found), "Capacity at the cut-off over rate; bars: range of three interpolations."),
        ),
        details={"cut_off_V": found.cut_off},
    )


def _drawings(found: RateTest) -> Sequence[Drawing]:
    return (
        Drawing(capacity_over_rate([found], [""]), "Mean capacity at each rate; bars hold 95 %."),
        Drawing(capacity_by_cycle([found], [""]), "Capacity of every cycle, with the rates."),
        Drawing(curves_by_rate(found), "Voltage over capacity at each rate, the middle one of its cycles."),
    )


def steps_table(found: RateTest) -> Table:
    """A row a step, in the order run."""
    factor, unit = capacity_terms(found.basis)
    slowest = spread(found.firsts[0])[0]
    before = "Charge" if found.tested == "discharge" else "Discharge"
    columns = (
        RATE,
        "Cycles",
        "Current / mA",
        f"{before} before / C",
        f"Capacity / {unit}",
        f"± 95 % / {unit}",
        f"Scatter of a cycle / {unit}",
        "Of the slowest / %",
        "Mean voltage / V",
    )
    rows = []
    for step in found.steps:
        value, half, scatter = spread(step)
        rows.append(
            (
                step.rate,
                _span(step),
                1e3 * step.current,
                step.other_rate if math.isfinite(step.other_rate) else None,
                value * factor,
                half * factor,
                scatter * factor if math.isfinite(scatter) else None,
                100.0 * value / slowest,
                float(np.nanmean(step.mean_voltage)) if np.isfinite(step.mean_voltage).any() else None,
            )
        )
    return Table(
        "Rates in the order run", columns, tuple(rows), f"{found.tested.capitalize()} capacities; ± without the current's accuracy."
    )


def measured_table(found: RateTest) -> Table:
    """Capacities at each rate as `stratode run --measured` reads them."""
    factor, _ = capacity_terms(found.basis)
    rows: list[tuple[Entry, ...]] = []
    for step in found.firsts:
        value, half, _ = spread(step)
        rows.append((step.rate, value * factor, half * factor, step.charge.size))
    note = f"For stratode run --measured; per gram of {found.basis.of}."
    return Table("Capacities at each rate", MEASURED, tuple(rows), note)


def _span(step: Step) -> str:
    first, last = int(step.cycles[0]), int(step.cycles[-1])
    return str(first) if first == last else f"{first}–{last}"


def _columns(table: Table) -> dict[str, list[Entry]]:
    return {name: [row[k] for row in table.rows] for k, name in enumerate(table.columns)}


def _words(found: RateTest) -> str:
    factor, unit = capacity_terms(found.basis)
    slow, fast = found.firsts[0], found.firsts[-1]
    kept = 100.0 * spread(fast)[0] / spread(slow)[0]
    stated = f" (1C = {found.basis.one_c_text})" if found.basis.one_c_text else ""
    noun = "rate" if len(found.firsts) == 1 else "rates"
    return (
        f"{len(found.firsts)} {noun} of {found.tested}{stated}, {slow.rate:g}C to {fast.rate:g}C; the slowest gives "
        f"{spread(slow)[0] * factor:.4g} {unit}, the fastest {kept:.1f} % of it."
    )
