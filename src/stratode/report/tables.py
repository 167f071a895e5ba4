"""Results of rate tests as tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from stratode.cell.solution import CellResult, RateResult
from stratode.recipe.parts import Assumption, Cell
from stratode.report.case import Case
from stratode.report.lab_units import MA_PER_CM2, MILLIVOLT, PERCENT, rate
from stratode.report.profiles import bands
from stratode.report.table import C_RATE, DOUBT, Entry, Row, Table

RATE_COLUMNS: tuple[tuple[str, Callable[[RateResult], Entry]], ...] = (
    (C_RATE, lambda r: r.c_rate),
    ("Current / mA/cm²", lambda r: r.current_density * MA_PER_CM2),
    ("Capacity / mAh/g", lambda r: r.specific_capacity),
    (DOUBT, lambda r: r.error_estimate.capacity * r.specific_capacity),
    ("Areal capacity / mAh/cm²", lambda r: r.capacity * MA_PER_CM2),
    ("Mean voltage / V", lambda r: r.mean_voltage if r.capacity > 0.0 else None),
    ("Energy / mWh/cm²", lambda r: r.energy * MA_PER_CM2),
    ("Ended by", lambda r: spoken(r.ended_by.value)),
    ("Limited by", lambda r: r.limited_by),
)


def spoken(name: str) -> str:
    """`cut_off` as words."""
    return name.replace("_", " ")


def rates_table(result: CellResult) -> Table:
    """What the cell gives at each rate."""
    rows = tuple(tuple(value(run) for _, value in RATE_COLUMNS) for run in result.rates)
    return Table("Discharge at each rate", tuple(name for name, _ in RATE_COLUMNS), rows, "Capacity per gram of cathode active material.")


def comparison_table(cases: Sequence[Case]) -> Table:
    """Capacity of several recipes side by side at every rate that any of them ran, mAh/g."""
    rates = sorted({run.c_rate for case in cases for run in case.result.rates})
    by_rate = [{run.c_rate: run for run in case.result.rates} for case in cases]
    columns = (
        "Recipe",
        *(f"{rate(c)} / mAh/g" for c in rates),
        f"Areal at {rate(rates[0])} / mAh/cm²" if rates else "Areal / mAh/cm²",
        "Limited by",
    )
    rows: list[tuple[Entry, ...]] = []
    for case, runs in zip(cases, by_rate, strict=True):
        capacities = tuple(runs[c].specific_capacity if c in runs else None for c in rates)
        areal = runs[rates[0]].capacity * MA_PER_CM2 if rates and rates[0] in runs else None
        limits = "; ".join(f"{rate(c)}: {runs[c].limited_by}" for c in (rates[0], rates[-1]) if c in runs) if rates else ""
        rows.append((case.cell.name, *capacities, areal, limits))
    return Table("Recipes side by side", columns, tuple(rows))


def waterfall_table(result: CellResult) -> Table:
    """What remains of the theoretical capacity after each limit, one column a rate, mAh/g."""
    names = ordered_names([[name for name, _ in run.waterfall] for run in result.rates])
    columns = ("After this limit", *(f"{rate(run.c_rate)} / mAh/g" for run in result.rates))
    return Table("Capacity waterfall", columns, _by_name(names, [dict(run.waterfall) for run in result.rates]))


def losses_table(result: CellResult) -> Table:
    """Mean voltage losses, one column a rate, mV; the last row is their sum, open-circuit minus cell voltage."""
    names = ordered_names([list(run.mean_losses) for run in result.rates])
    columns = ("Loss, mean over the discharge", *(f"{rate(run.c_rate)} / mV" for run in result.rates))
    rows = _by_name(names, [{k: v * MILLIVOLT for k, v in run.mean_losses.items()} for run in result.rates])
    sums: Row = ("open-circuit minus cell voltage", *(math.fsum(run.mean_losses.values()) * MILLIVOLT for run in result.rates))
    return Table("Voltage losses", columns, (*rows, sums))


def utilisation_table(result: CellResult) -> Table:
    """Share of each layer's window capacity that worked, one column a rate, %."""
    names = layers_from_collector(result)
    columns = ("Layer, from the collector to the separator", *(f"{rate(run.c_rate)} / %" for run in result.rates))
    rows = _by_name(names, [{k: v * PERCENT for k, v in run.utilisation.items()} for run in result.rates])
    return Table("Utilisation of each layer", columns, rows)


def layers_from_collector(result: CellResult) -> list[str]:
    """Names of the cathode's layers in the order of a recipe: from the collector to the separator."""
    if not result.rates:
        return []
    names = [name.removeprefix("cathode: ") for name in bands(result.rates[0].mesh).name]
    return [name for name in names if any(name in run.utilisation for run in result.rates)]


def trust_table(result: CellResult) -> Table:
    """Error estimates and balances of each run; where sizes stand for a distribution, what another number of them changes at one rate."""
    sizes = result.class_changes
    columns = (
        C_RATE,
        "Capacity error estimate / %",
        "Voltage error estimate / mV",
        "Lithium balance / 1",
        "Salt balance / 1",
        "Loss residual / mV",
        "CPU time / s",
        *(f"Capacity changes with {sizes_more(change.more)} / %" for change in sizes),
    )
    rows = tuple(
        (
            run.c_rate,
            run.error_estimate.capacity * PERCENT,
            run.error_estimate.voltage * MILLIVOLT,
            run.lithium_error,
            run.salt_error,
            run.losses.residual * MILLIVOLT,
            run.cpu_s,
            *(change.change * PERCENT if change.c_rate == run.c_rate and not change.problem else None for change in sizes),
        )
        for run in result.rates
    )
    return Table("Error estimates and conservation", columns, rows, "Estimates cover mesh and time steps, not the parameters.")


def sizes_more(more: int) -> str:
    """Another number of particle sizes in words."""
    return f"{abs(more)} sizes {'fewer' if more < 0 else 'more'}"


def assumptions_table(cell: Cell) -> Table:
    """Every value the recipe did not state."""
    return assumption_rows(cell.assumptions)


def assumption_rows(items: Sequence[Assumption]) -> Table:
    """Assumptions of any cell as a table."""
    rows = tuple((item.field, item.value, item.source) for item in items)
    return Table("Assumptions", ("Not stated", "Taken as", "Why, or from where"), rows)


def held_table(result: CellResult) -> Table:
    """Properties that a run used outside the range of their data."""
    rows = tuple((rate(run.c_rate), text) for run in result.rates for text in run.held_outside_data)
    return Table("Properties used beyond their data", ("Rate", "Which, where and for how long"), rows)


def ordered_names(lists: Sequence[Sequence[str]]) -> list[str]:
    """All names once, each after the names that came before it where it first appears; `delivered` last."""
    names: list[str] = []
    for items in lists:
        place = 0
        for item in items:
            if item in names:
                place = names.index(item) + 1
            else:
                names.insert(place, item)
                place += 1
    return sorted(names, key=lambda name: name == "delivered")


def _by_name(names: Sequence[str], columns: Sequence[dict[str, float]]) -> tuple[Row, ...]:
    return tuple((name, *(column.get(name) for column in columns)) for name in names)
