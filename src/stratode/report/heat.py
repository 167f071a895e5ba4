"""Where the energy of a run went and how warm the cell became, as a table, as JSON and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stratode.cell.solution import HeatAccount, RateResult
from stratode.recipe.parts import Cell, TransportCell
from stratode.report.case import Case, cathode_area
from stratode.report.lab_units import number, rate
from stratode.report.table import Table

J_PER_CM2 = 1e-4  # from J/m2
ICE = 273.15  # K at 0 degC
TEMPERATURE = "Surface Temperature T1 / degC"  # BDF; one temperature for the whole cell, its surface included

# What the account holds, in the order of its equation: chemical = delivered + lost + stored + double layers.
PARTS = (
    ("chemical", "Chemical energy given up"),
    ("delivered", "Electrical work given"),
    ("lost", "Heat to the surroundings"),
    ("stored", "Heat that warmed the cell"),
    ("double_layers", "Into double layers"),
)


@dataclass(frozen=True, slots=True)
class Warming:
    """The account of one run beside its temperature."""

    over: str  # "1C, charge and discharge"
    account: HeatAccount
    rise: float  # K, largest above the beginning; negative where the cell only cooled


def rise(start: float, *temperatures: np.ndarray) -> float:
    """Largest temperature rise above `start` (K) over one or several curves (K); 0 where there is none."""
    highest = [float(curve.max()) for curve in temperatures if curve.size]
    return max(highest) - start if highest else 0.0


def warming_of(cell: Cell, run: RateResult) -> Warming | None:
    """The account of one rate (its charge and its discharge); None where the run was isothermal."""
    if run.heat is None:
        return None
    charge = run.charge.temperature if run.charge is not None else np.zeros(0)
    over = "charge and discharge" if charge.size else "discharge"
    return Warming(f"{rate(run.c_rate)}, {over}", run.heat, rise(cell.temperature, charge, run.trace.temperature))


def heat_table(runs: Sequence[Warming], area: float) -> Table:
    """One row a run: the account per area, the heat of the whole cell, and the largest temperature rise; no rows where none has one.

    Args:
        runs: those with an account.
        area: of the whole cell, m2.
    """
    columns = (
        "Run",
        *(f"{name} / J/cm²" for _, name in PARTS),
        "Heat of the whole cell / J",
        "Work of the whole cell / J",
        "Largest temperature rise / K",
        "Left over / 1",
    )
    rows = tuple(
        (
            run.over,
            *(getattr(run.account, field) * J_PER_CM2 + 0.0 for field, _ in PARTS),
            (run.account.lost + run.account.stored) * area,
            run.account.delivered * area,
            run.rise,
            run.account.error,
        )
        for run in runs
    )
    note = "Chemical energy = work + heat to the surroundings + heat that warmed the cell + double layers; what is left over is relative."
    return Table("Heat", columns, rows, note)


def rates_heat(case: Case) -> Table:
    """The account of every rate that has one."""
    found = [warming_of(case.cell, run) for run in case.result.rates]
    return heat_table([item for item in found if item], cathode_area(case.cell))


def heat_summary(run: Warming, area: float) -> dict[str, object]:
    """The `heat` entry of summary.json: per cm2 of coated cathode face and of the whole cell."""
    values = {field: getattr(run.account, field) for field, _ in PARTS}
    return {
        **{f"{name}_J_cm2": value * J_PER_CM2 for name, value in values.items()},
        **{f"{name}_J": value * area for name, value in values.items()},
        "temperature_rise_K": run.rise,
        "error": run.account.error,
    }


def heat_words(run: Warming, cell: Cell | TransportCell) -> str:
    """One sentence: how much warmer, and where the heat went."""
    heat = run.account.lost + run.account.stored
    warmer = f"warms by {number(run.rise)} K at most" if run.rise > 0.0 else "gets no warmer than at its beginning"
    text = f"It {warmer} (from {cell.temperature - ICE:.4g} °C) and makes {number(heat * J_PER_CM2)} J/cm² of heat"
    if heat <= 0.0:
        return f"It {warmer} (from {cell.temperature - ICE:.4g} °C); it takes up {number(-heat * J_PER_CM2)} J/cm² of heat."
    return f"{text}, {run.account.lost / heat * 100.0:.0f} % of which leaves it; the energy account closes to {run.account.error:.0e}."
